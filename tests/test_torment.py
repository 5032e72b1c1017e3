"""The whole bot in real processes, killed and stopped: nothing is lost. Short; see make torment."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import main
from bot.advice import Advisor
from bot.benchmark.delivery import adversity, runs, scenarios
from tests.postgres import PostgresServer


def torment(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, float]:
    main(["torment", *arguments, "--json"])
    found: dict[str, float] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("mode", [[], ["--webhook"]], ids=["polling", "webhook"])
def test_a_kill_loses_nothing(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], mode: list[str]
) -> None:
    found = torment(capsys, "kills", "--messages", "60", "--kills", "1", "--haste", "10", *mode)
    assert found["messages"] >= 60
    assert (found["lost"], found["misled_chats"], found["dead_letters"]) == (0, 0, 0)


def test_a_telegram_that_often_fails_loses_nothing(
    advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    found = torment(capsys, "kills", "--kills", "0", "--messages", "60", "--faults", "0.1")
    assert (found["messages"], found["lost"], found["doubled"]) == (60, 0, 0)


def test_told_to_stop_it_leaves_soon_and_the_next_answers_the_rest(
    advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    found = torment(capsys, "stop", "--messages", "150", "--haste", "10")
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["left_after_s"] < 10


def test_a_replica_may_die(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], postgres: PostgresServer
) -> None:
    database = postgres.new_database()
    short = ("--messages", "100", "--seconds", "1", "--haste", "10")
    found = torment(capsys, "replicas", *short, "--database", database)
    assert (found["lost"], found["inversions"]) == (0, 0)
    assert found["messages"] >= 105  # five of them to learn the replies
    assert 0 < found["longest_silence_s"] < 60  # seconds, on a busy machine


def test_a_deploy_that_rolls_over_answers_nothing_twice(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_OVERLAP", 0.5)
    found = torment(capsys, "overlap", "--messages", "60", "--deploys", "1")
    assert found["messages"] >= 60
    assert (found["lost"], found["doubled"]) == (0, 0)


def test_an_unkind_telegram_loses_nothing_and_slows_one_chat_alone(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adversity, "_RETRY_AFTER", 2)
    monkeypatch.setattr(adversity, "_STALL", 1.0)
    found = torment(capsys, "unkind", "--seconds", "1", "--rate", "20", "--chats", "10")
    assert (found["messages"], found["lost"], found["dead_letters"]) == (100, 0, 0)
    for phase in ("calm", "429", "stalls"):
        assert 0 < found[f"others_{phase}_p50_ms"] < 1000
    assert found["p99_ms"] > 1000  # the slowed chat's, and all during the outage


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_breaks_and_is_mended(
    advisor: Advisor,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    kind: str,
) -> None:
    more = []
    if kind == "postgresql":
        more = ["--database", request.getfixturevalue("postgres").new_database()]
    short = ("--messages", "60", "--rate", "20", "--seconds", "1.5", "--haste", "10")
    found = torment(capsys, "database", *short, *more)
    assert (found["messages"], found["lost"], found["dead_letters"]) == (60, 0, 0)
    assert found["doubled"] == 0


def test_memory_is_sampled(advisor: Advisor, capsys: pytest.CaptureFixture[str]) -> None:
    found = torment(capsys, "memory", "--messages", "200", "--chats", "20")
    assert (found["updates"], found["lost"]) == (200, 0)
    assert 20 < found["memory_0_mb"] <= found["memory_100%_mb"] < 300
    assert found["grown_mb"] == found["memory_100%_mb"] - found["memory_10%_mb"]


def test_two_replicas_are_measured_beside_one(
    advisor: Advisor,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    postgres: PostgresServer,
) -> None:
    monkeypatch.setattr(scenarios, "_WARM", 0.5)
    database = postgres.new_database()
    two = ("--replicas", "2", "--database", database, "--seconds", "0.5")
    found = torment(capsys, "throughput", *two)
    assert found["ratio"] == pytest.approx(found["per_second"] / found["one_per_second"])


def test_it_is_measured_beside_the_bare_library(
    advisor: Advisor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenarios, "_WARM", 0.5)
    found = torment(capsys, "throughput", "--seconds", "0.5")
    assert found["per_second"] > 0
    assert found["echo_per_second"] > 0
    assert found["ratio"] == pytest.approx(found["per_second"] / found["echo_per_second"])


def test_replicas_want_a_database_they_can_share(capsys: pytest.CaptureFixture[str]) -> None:
    for what in (["replicas"], ["throughput", "--replicas", "2"]):
        assert main(["torment", *what]) == 2
        assert "--database" in capsys.readouterr().err
