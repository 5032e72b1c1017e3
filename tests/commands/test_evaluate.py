"""`eval`: the scores of a labelled set, and what went wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import is_held_out
from tests.commands.conftest import CommandLine

NAMES = [f"row{number}" for number in range(100)]
APART = next(name for name in NAMES if is_held_out(name))
SEEN = next(name for name in NAMES if not is_held_out(name))

RIGHT = {"id": SEEN, "kind": "in", "text": "what is the difference?", "must": [["problem space"]]}
WRONG = {"id": APART, "kind": "in", "text": "what is the difference?", "must": [["zebra"]]}
FAR = {"id": APART, "kind": "out", "text": "how do I bake bread?"}
PAY = {
    "id": SEEN,
    "kind": "salary",
    "text": "senior ml",
    "expect": {"rows": [["ml", "senior"]], "component": None},
}
DIALOGUE = {
    "id": SEEN,
    "kind": "dialogue",
    "turns": [
        {"text": "/fit", "must": [["1 of about"]]},
        {"text": "1", "must": [["2 of about"]]},
        {"text": "1", "must": [["zebra"]]},
    ],
}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return written(tmp_path, [RIGHT, WRONG, FAR, PAY, DIALOGUE])


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "labelled.jsonl"
    path.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n")
    return path


def test_a_table_with_the_held_out_part_apart(cli: CommandLine, labelled: Path) -> None:
    ended = cli("eval", str(labelled))
    assert (ended.status, ended.err) == (0, "")
    head, *lines = ended.out.splitlines()
    assert re.split(r"\s\s+", head.strip()) == ["all", "held out"]
    assert [re.split(r"\s\s+", line) for line in lines[:5]] == [
        ["in-scope", "1/2 50.0%", "0/1 0.0%"],
        ["refused, far", "1/1 100.0%", "1/1 100.0%"],
        ["pay look-ups", "1/1 100.0%", "-"],
        ["dialogue turns", "2/3 66.7%", "-"],
        ["dialogues", "0/1 0.0%", "-"],
    ]
    assert re.fullmatch(r"median words of an in-scope reply: \d+", lines[5])
    assert re.fullmatch(r"confidence is off by 0\.\d{3} on average", lines[-1])


def test_rows_of_no_style_and_the_right_topic_need_no_more_lines(
    cli: CommandLine, tmp_path: Path
) -> None:
    lines = cli("eval", str(written(tmp_path, [PAY]))).out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == [
        "pay look-ups",
        "median words of an in-scope reply: 0",
    ]


def test_styles_and_confusions_of_questions_in_scope(cli: CommandLine, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        RIGHT | {"style": "terse", "topics": ["difference"]},
        WRONG | {"style": "terse", "topics": ["phone_screen"]},
        RIGHT | {"style": "slang", "text": "sing me a song", "topics": ["duties_ml"]},
        FAR | {"style": "rude"},
    ]
    out = cli("eval", str(written(tmp_path, rows))).out
    assert [line.split() for line in out.splitlines() if line.startswith("  ")][1:] == [
        ["slang", "0/1", "0.0%"],
        ["terse", "1/2", "50.0%"],
        ["phone_screen", "taken", "for", "difference:", "1"],
        ["duties", "taken", "for", "no", "topic:", "1"],
    ]


def test_several_files_are_scored_as_one(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    files = [written(tmp_path, [RIGHT, FAR]), written(tmp_path / "more", [RIGHT, WRONG])]
    out = cli("eval", *map(str, files)).out
    assert re.search(r"in-scope +2/3 66\.7%", out)


def test_the_calibration_is_drawn_where_it_is_wanted(
    cli: CommandLine, labelled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "calibration.png"
    ended = cli("eval", "--picture", str(path), str(labelled))
    assert (ended.status, ended.err) == (0, f"calibration: {path}\n")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert ended.out == cli("eval", str(labelled)).out


def test_a_picture_that_cannot_be_written_is_told(
    cli: CommandLine, labelled: Path, tmp_path: Path
) -> None:
    ended = cli("eval", "--picture", str(tmp_path), str(labelled))
    assert (ended.status, ended.err) == (2, f"{tmp_path}: Is a directory\n")


@pytest.mark.parametrize(
    ("floors", "told"),
    [
        ({}, []),
        ({"refused, far": 1.0}, []),
        ({"in-scope": 0.5}, ["held out, in-scope: 0/1 0.0% is under 50.0%"]),
        ({"dialogues": 0.1, "refused, far": 1}, ["held out, dialogues: - is under 10.0%"]),
    ],
)
def test_a_held_out_share_under_its_floor_is_a_failure(
    cli: CommandLine, labelled: Path, tmp_path: Path, floors: dict[str, float], told: list[str]
) -> None:
    path = tmp_path / "floors.json"
    path.write_text(json.dumps(floors))
    ended = cli("eval", "--json", "--floors", str(path), str(labelled))
    assert (ended.status, ended.err.splitlines()) == (bool(told), told)
    assert json.loads(ended.out)["held_out"]["in-scope"] == 0


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", ": not JSON (Expecting property name"),
        ("[1]", ': wants {"in-scope": 0.9, …}'),
        ('{"in-scope": "high"}', ': wants {"in-scope": 0.9, …}'),
        (None, ": No such file or directory"),
    ],
)
def test_bad_floors(
    cli: CommandLine, labelled: Path, tmp_path: Path, content: str | None, complaint: str
) -> None:
    path = tmp_path / "floors.json"
    if content is not None:
        path.write_text(content)
    ended = cli("eval", "--floors", str(path), str(labelled))
    assert ended.complaint.startswith(f"{path}{complaint}")


def test_the_figures_as_json(cli: CommandLine, labelled: Path) -> None:
    figures = json.loads(cli("eval", "--json", str(labelled)).out)
    assert list(figures) == ["all", "held_out", "styles", "median_words", "calibration_error"]
    assert figures["held_out"] == {"in-scope": 0.0, "refused, far": 1.0}
    assert figures["all"]["dialogue turns"] == 0.6667
    assert figures["median_words"] > 0
    assert 0 < figures["calibration_error"] < 1


def test_what_went_wrong(cli: CommandLine, labelled: Path) -> None:
    table, listed = cli("eval", str(labelled)).out, cli("eval", "--wrong", str(labelled)).out
    assert listed.removeprefix(table).splitlines() == [
        f"in-scope: {APART}: 'what is the difference?' -> answer difference",
        f"dialogue turns: {SEEN}: '1' -> flow",
    ]


def test_an_empty_file_has_no_scores(cli: CommandLine, tmp_path: Path) -> None:
    figures = json.loads(cli("eval", "--json", str(written(tmp_path, []))).out)
    assert figures == {
        "all": {},
        "held_out": {},
        "styles": {},
        "median_words": 0,
        "calibration_error": 0,
    }


def test_any_character_may_stand_in_a_text(cli: CommandLine, tmp_path: Path) -> None:
    path = written(tmp_path, [RIGHT | {"text": "what is the\u2028difference?"}])
    assert cli("eval", str(path)).status == 0


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", ":1: not JSON (Expecting property name enclosed in double quotes)"),
        (b"\n{} or not", ":2: not JSON (Extra data)"),
        (b'{"id": ' + b"1" * 5000 + b"}", ":1: not JSON (Exceeds the limit"),
        (b"[" * 100_000, ":1: not JSON (maximum recursion depth exceeded"),
        (b"[1]", ":1: not a labelled row, which is an object"),
        (b'\n\n{"id": "a"}', ":3: not a labelled row (KeyError('kind'))"),
        (b'{"id": "a", "kind": "if"}', ":1: not a labelled row (KeyError('if'))"),
        (b'{"id": "a", "kind": "in", "text": "hi"}', ":1: not a labelled row (KeyError('must'))"),
        (
            b'{"id": "a", "kind": "in", "text": "hi", "must": 1}',
            ":1: not a labelled row (TypeError(",
        ),
        (
            b'{"id": "a", "kind": "in", "text": "hi", "must": [["("]]}',
            ":1: '(' is no pattern (miss",
        ),
        (b"\xff\xfe", ": not UTF-8 text"),
    ],
)
def test_a_bad_file(cli: CommandLine, tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    assert cli("eval", str(path)).complaint.startswith(f"{path}{complaint}")


def test_no_file(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    assert cli("eval", str(path)).complaint == f"{path}: No such file or directory"
    assert cli("eval", str(tmp_path)).complaint == f"{tmp_path}: Is a directory"
