"""The whole bot in real processes, killed and stopped: nothing is lost. Short; see make torment."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import main
from bot.advice import Advisor
from bot.benchmark.delivery import scenarios
from tests.postgres import PostgresServer, postgres

__all__ = ["postgres"]


def torment(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, float]:
    main(["torment", *arguments, "--json"])
    found: dict[str, float] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("mode", [[], ["--webhook"]], ids=["polling", "webhook"])
def test_a_kill_loses_nothing(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], mode: list[str]
) -> None:
    found = torment(capsys, "kills", "--messages", "60", "--kills", "1", *mode)
    assert (found["messages"], found["lost"]) == (60, 0)


def test_a_telegram_that_often_fails_loses_nothing(
    advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    found = torment(capsys, "kills", "--kills", "0", "--messages", "60", "--faults", "0.1")
    assert (found["messages"], found["lost"], found["doubled"]) == (60, 0, 0)


def test_told_to_stop_it_leaves_soon_and_the_next_answers_the_rest(
    advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    found = torment(capsys, "stop", "--messages", "150")
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["left_after_s"] < 10


def test_a_replica_may_die(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], postgres: PostgresServer
) -> None:
    database = postgres.new_database()
    found = torment(capsys, "replicas", "--messages", "100", "--database", database)
    assert (found["lost"], found["inversions"]) == (0, 0)
    assert found["messages"] == 105  # five of them to learn the replies


def test_it_is_measured_beside_the_bare_library(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenarios, "_WARM", 0.5)
    found = torment(capsys, "throughput", "--seconds", "0.5")
    assert found["per_second"] > 0
    assert found["echo_per_second"] > 0
    assert found["ratio"] == pytest.approx(found["per_second"] / found["echo_per_second"])


def test_replicas_want_a_database_they_can_share(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["torment", "replicas"]) == 2
    assert "--database" in capsys.readouterr().err
