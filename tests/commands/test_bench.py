"""`bench matching`: figures as a table or as JSON."""

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


@pytest.mark.parametrize(("text", "complaint"), [(None, "No such file"), ("x", "rows.jsonl:1")])
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, complaint: str
) -> None:
    path = tmp_path / "rows.jsonl"
    if text is not None:
        path.write_text(text)
    assert main(["bench", "matching", str(path)]) == 2
    assert complaint in capsys.readouterr().err
