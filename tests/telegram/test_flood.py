"""Readers who write a lot at once are told once, and then answered at a calm pace."""

from __future__ import annotations

from bot.telegram.flood import Flood, Pace
from tests.telegram.local_helpers import Clock


def test_a_burst_is_told_once_and_then_paced() -> None:
    flood = Flood(60, Clock())
    paces = [flood.pace(1, 0) for _ in range(18)]
    assert paces[:15] == [Pace()] * 15
    assert paces[15] == Pace(1.0, tell=True)
    assert paces[16:] == [Pace(2.0), Pace(3.0)]


def test_readers_have_buckets_of_their_own() -> None:
    flood = Flood(60, Clock())
    for _ in range(15):
        flood.pace(-5, 1)
    assert flood.pace(-5, 1).seconds
    assert flood.pace(-5, 2) == flood.pace(1, 0) == Pace()


def test_after_a_rest_all_is_forgiven() -> None:
    clock = Clock()
    flood = Flood(60, clock)
    for _ in range(16):
        flood.pace(1, 0)
    clock.now += 5
    assert flood.pace(1, 0) == Pace()
    clock.now += 60
    assert [flood.pace(1, 0) for _ in range(16)][-1] == Pace(1.0, tell=True)


def test_no_limit_is_none() -> None:
    flood = Flood(0, Clock())
    assert {flood.pace(1, 0) for _ in range(1000)} == {Pace()}


def test_memory_is_bounded() -> None:
    flood = Flood(60, Clock())
    for reader in range(30_000):
        flood.pace(reader, 0)
    assert len(flood._buckets) == 20_000
