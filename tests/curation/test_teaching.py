"""A question becomes an alias and a regression case, both or neither."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.curation import teaching
from bot.curation.teaching import TeachingError, teach, why_not
from bot.knowledge import load
from bot.knowledge.regressions import FILE, with_rows

ALIAS = "when is my stock mine for good"


def cases(folder: Path) -> list[dict[str, Any]]:
    path = folder / FILE
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def everything(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    before = everything(folder)
    yield
    assert everything(folder) == before


def test_an_alias_and_its_cases_are_written(folder: Path) -> None:
    before = everything(folder)
    texts = ["when is my stock mine", "when is my stock mine for good"]
    taught = teach(folder, "vesting", f"  {ALIAS} ", texts)
    assert ALIAS in load(folder).entry["vesting"].aliases
    line = (folder / taught.file).read_text(encoding="utf-8").splitlines()[taught.line - 1]
    assert line.strip() == f"- {ALIAS}"
    added = [case for case in cases(folder) if case["text"] in texts]
    assert (len(added), taught.cases) == (2, 2)
    assert {case["topics"][0] for case in added} == {"vesting"}
    changed = {name for name, found in everything(folder).items() if before.get(name) != found}
    assert changed == {taught.file, FILE}


def test_teaching_the_same_again_changes_nothing(folder: Path) -> None:
    """A turn whose commit failed is tried again, after its files were written."""
    first = teach(folder, "vesting", ALIAS, [])
    with unchanged(folder):
        again = teach(folder, "vesting", ALIAS, [])
    assert (again.file, again.line, again.cases) == (first.file, first.line, first.cases)


def test_an_entry_that_is_not_there_gets_a_hint(folder: Path) -> None:
    with unchanged(folder), pytest.raises(TeachingError, match="did you mean 'vesting'"):
        teach(folder, "vestng", ALIAS, [])


def test_what_would_break_the_folder_is_not_written(folder: Path) -> None:
    taken = load(folder).uncovered[0].aliases[0]
    with unchanged(folder), pytest.raises(TeachingError, match="also stands under") as refused:
        teach(folder, "vesting", taken, [])
    assert f"{folder}/uncovered.yaml:" in str(refused.value)


def test_a_folder_with_mistakes_is_mended_first(folder: Path) -> None:
    with (folder / "talk.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: 7\n")
    with unchanged(folder), pytest.raises(TeachingError, match=r"mend them first\n.*talk.yaml:\d+"):
        teach(folder, "vesting", ALIAS, [])


def test_both_files_or_none(folder: Path) -> None:
    (folder / FILE).unlink(missing_ok=True)
    (folder / FILE).mkdir()
    with unchanged(folder), pytest.raises(TeachingError, match="writable"):
        teach(folder, "vesting", ALIAS, [])


def test_a_failure_at_the_second_file_takes_back_the_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = teaching._replace

    def failing(path: Path, text: str) -> None:
        if path.name == FILE:
            raise OSError(28, "No space left on device", str(path))
        replace(path, text)

    monkeypatch.setattr(teaching, "_replace", failing)
    with unchanged(folder), pytest.raises(TeachingError, match="No space left"):
        teach(folder, "vesting", ALIAS, [])


def test_two_at_once_both_write(folder: Path) -> None:
    threads = [
        threading.Thread(target=teach, args=(folder, "vesting", f"{ALIAS} {word}", []))
        for word in ("please", "thanks")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    known = load(folder).entry["vesting"].aliases
    assert {f"{ALIAS} please", f"{ALIAS} thanks"} <= set(known)
    assert len([case for case in cases(folder) if case["text"].startswith(ALIAS)]) == 2


def test_an_edit_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = teaching._check

    def edited(there: Path, path: Path, text: str) -> None:
        check(there, path, text)
        path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")

    monkeypatch.setattr(teaching, "_check", edited)
    with pytest.raises(TeachingError, match="changed meanwhile"):
        teach(folder, "vesting", ALIAS, [])
    assert ALIAS not in load(folder).entry["vesting"].aliases


def test_the_files_keep_their_rights(folder: Path) -> None:
    path = folder / "entries" / "compensation.yaml"
    path.chmod(0o640)
    assert teach(folder, "vesting", ALIAS, []).file == "entries/compensation.yaml"
    assert path.stat().st_mode & 0o777 == 0o640
    assert (folder / FILE).stat().st_mode & 0o777 == 0o644


def test_an_installed_folder_is_not_written(light: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site-packages" / "knowledge"
    installed.parent.mkdir()
    installed.symlink_to(light)
    (tmp_path / "site-packages" / "real").mkdir()
    assert why_not(installed) == ""  # the link's target is no installed folder
    assert "set KNOWLEDGE_DIR" in why_not(tmp_path / "site-packages" / "real")


def test_a_folder_that_is_read_only_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with (
        unchanged(folder),
        pytest.raises(TeachingError, match=r"cannot be written: .*KNOWLEDGE_DIR"),
    ):
        teach(folder, "vesting", ALIAS, [])


def test_a_case_replaces_the_one_of_its_id() -> None:
    rows = [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]
    written = with_rows("", rows)
    assert with_rows(written, rows[:1]) == '{"id": "b", "text": "y"}\n{"id": "a", "text": "x"}\n'
    assert with_rows("not json\n[]\n", []) == "not json\n[]\n"
