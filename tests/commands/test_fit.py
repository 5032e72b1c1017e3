"""`fit calibrate` prints the table that CONTRIBUTING asks for."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import main


def test_the_calibration_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "calibrate", "--readers", "30"]) == 0
    said = capsys.readouterr().out
    assert said.split()[:3] == ["confidence", "right", "readers"]
    assert "random clickers that come out balanced" in said
    assert "median of clear profiles" in said


def test_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "calibrate", "--readers", "30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(part["count"] for part in found["bins"]) == 30
    assert {"gap", "within", "random_balanced", "asked_when_clear"} <= found.keys()


def test_no_readers_are_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "calibrate", "--readers", "0"]) == 2
    assert "--readers" in capsys.readouterr().err
