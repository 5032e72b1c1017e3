"""`knowledge check` and `knowledge schema`, for curators."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from bot.knowledge import Knowledge
from bot.knowledge.positions import Document
from tests.commands.conftest import CommandLine
from tests.conftest import SHIPPED


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "mine"))


def test_the_shipped_folder_is_in_order(cli: CommandLine, knowledge: Knowledge) -> None:
    ended = cli("knowledge", "check")
    assert (ended.status, ended.err) == (0, "")
    assert f"{len(knowledge.entries)} entries" in ended.out
    assert ended.out.endswith("all in order\n")


def test_each_mistake_is_a_line_with_file_line_and_mend(cli: CommandLine, copy: Path) -> None:
    texts = copy / "texts.yaml"
    texts.write_text("colour: blue\n" + texts.read_text(encoding="utf-8"), encoding="utf-8")
    (copy / "pay.yaml").unlink()
    ended = cli("knowledge", "check", str(copy))
    assert (ended.status, ended.out) == (1, "")
    missing, unknown = sorted(ended.err.splitlines())
    assert missing.startswith(f"{copy / 'pay.yaml'}:1: the file is missing, add it")
    assert unknown.startswith(f"{texts}:1: 'colour' is not a known key, ")


def test_a_folder_that_is_not_there(cli: CommandLine, tmp_path: Path) -> None:
    ended = cli("knowledge", "check", str(tmp_path / "nowhere"))
    assert ended.status == 1
    assert f"{tmp_path / 'nowhere' / 'article.yaml'}:1: the file is missing" in ended.err


def test_commands_that_need_it_say_the_same(
    cli: CommandLine, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / "pay.yaml").write_text("[", encoding="utf-8")
    monkeypatch.setenv("KNOWLEDGE_DIR", str(copy))
    checked, asked = cli("knowledge", "check"), cli("ask", "hello")
    assert asked == checked
    assert asked.status == 1
    assert asked.err.startswith(f"{copy / 'pay.yaml'}:")


def test_an_action_is_needed(cli: CommandLine) -> None:
    ended = cli("knowledge")
    assert ended.status == 2
    assert "ACTION" in ended.err


def test_a_schema_for_each_kind_of_file(cli: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schemas"
    ended = cli("knowledge", "schema", str(folder))
    assert (ended.status, ended.err) == (0, "")
    written = [Path(line) for line in ended.out.splitlines()]
    assert sorted(written) == sorted(folder.iterdir())
    kinds = {path.name.removesuffix(".schema.json") for path in written}
    assert kinds == {path.stem for path in SHIPPED.glob("*.yaml")} | {"entries"}


def test_the_shipped_files_fit_their_schemas(cli: CommandLine, tmp_path: Path) -> None:
    cli("knowledge", "schema", str(tmp_path))
    for path in SHIPPED.rglob("*.yaml"):
        kind = "entries" if path.parent.name == "entries" else path.stem
        schema = json.loads((tmp_path / f"{kind}.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(Document(path).data, schema)


def test_schemas_need_a_folder_that_can_be_one(cli: CommandLine, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    complaint = cli("knowledge", "schema", str(taken)).complaint
    assert complaint.startswith(str(taken))
    assert "File exists" in complaint
