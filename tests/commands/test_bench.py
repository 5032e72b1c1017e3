"""`bench`: figures as a table or as JSON, of rows from a file, the knowledge, or made up."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main

ROWS = [
    {"split": split, "text": text, "intent": intent}
    for split, text, intent in (
        ("train", "what is the salary", "pay"),
        ("train", "how much does it pay", "pay"),
        ("train", "how many interview rounds", "stages"),
        ("train", "interview stages", "stages"),
        ("test", "the salary", "pay"),
        ("test", "interview rounds", "stages"),
        ("test", "purple elephants", None),
    )
]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)))
    return path


@pytest.fixture(autouse=True)
def _by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING", "off")


def test_the_matcher_stands_beside_its_peers(
    rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "matching", str(rows)]) == 0
    header, first, *others = capsys.readouterr().out.splitlines()
    assert "accuracy" in header
    assert first.startswith("matcher")
    assert {line.split("  ")[0] for line in others} >= {"rapidfuzz WRatio", "BM25 nearest"}


def test_json_holds_the_matchers_figures_and_the_peers(
    rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "matching", str(rows), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {"accuracy", "auroc", "p50_ms", "p99_ms", "peers"} <= figures.keys()


def test_made_up_aliases_are_measured_by_words_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "scale", "--aliases", "60", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["accuracy"] > 0.9
    assert list(figures["peers"]) == ["rapidfuzz token_set_ratio"]


def test_without_a_file_the_aliases_of_the_knowledge_are_measured(
    light: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DIR", str(light))
    assert main(["bench", "matching", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert 0.1 < figures["accuracy"] < 1
    assert figures["auroc"] > 0.5


@pytest.mark.parametrize(
    ("left_out", "complaint"),
    [
        ({"train"}, "rows.jsonl: wants train rows of at least two intents"),
        ({"pay"}, "rows.jsonl: wants train rows of at least two intents"),
        ({"test"}, "rows.jsonl: wants test rows of an intent"),
    ],
)
def test_a_file_with_nothing_to_tell_apart_or_to_ask_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left_out: set[str], complaint: str
) -> None:
    path = tmp_path / "rows.jsonl"
    kept = [row for row in ROWS if left_out.isdisjoint({row["split"], row["intent"]})]
    path.write_text("\n".join(map(json.dumps, kept)))
    assert main(["bench", "matching", str(path)]) == 2
    assert complaint in capsys.readouterr().err


def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\xff\xfe")
    assert main(["bench", "matching", str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: not UTF-8 text\n"


@pytest.mark.parametrize(("text", "complaint"), [(None, "No such file"), ("x", "rows.jsonl:1")])
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, complaint: str
) -> None:
    path = tmp_path / "rows.jsonl"
    if text is not None:
        path.write_text(text)
    assert main(["bench", "matching", str(path)]) == 2
    assert complaint in capsys.readouterr().err
