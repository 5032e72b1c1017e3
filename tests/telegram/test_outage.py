"""The circuit: closed it lets all pass, open it lets one try at a time."""

from __future__ import annotations

import asyncio

import pytest

from bot.telegram.outage import Outage, pause_after
from tests.telegram.bot_helpers import Waits, soon


async def fail(outage: Outage, times: int) -> None:
    for _ in range(times):
        async with outage.attempt():
            outage.failed()


async def test_few_failures_stop_nobody() -> None:
    waits = Waits()
    outage = Outage(waits)
    await fail(outage, 7)
    assert not outage.is_open
    assert waits == []


async def test_many_in_a_row_make_all_others_wait_for_one() -> None:
    waits = Waits()
    outage = Outage(waits)
    await fail(outage, 12)
    assert outage.is_open
    assert waits == sorted(waits)
    assert len(waits) == 4


async def test_how_many_failed_at_once_makes_the_first_pause_no_longer() -> None:
    waits = Waits()
    outage = Outage(waits)
    for _ in range(40):
        outage.failed()
    await fail(outage, 1)
    assert 0.3 < waits[0] < 0.7


async def test_it_looks_now_and_then_however_long_it_lasts() -> None:
    waits = Waits()
    await fail(Outage(waits), 60)
    assert max(waits) == 6
    assert sum(waits) > 200


async def test_once_it_is_over_all_who_waited_go_side_by_side() -> None:
    outage = Outage(Waits())
    await fail(outage, 8)
    probed, together = asyncio.Event(), asyncio.Barrier(5)

    async def probe() -> None:
        async with outage.attempt():
            await probed.wait()
            outage.over()

    async def wait_for_it() -> None:
        async with outage.attempt():
            await together.wait()

    tasks = [asyncio.create_task(work) for work in (probe(), *(wait_for_it() for _ in range(5)))]
    await asyncio.sleep(0.01)
    probed.set()
    await soon(asyncio.gather(*tasks))


async def test_one_at_a_time_tries_while_it_is_open() -> None:
    outage = Outage(Waits())
    await fail(outage, 8)
    trying, most = 0, 0

    async def attempt() -> None:
        nonlocal trying, most
        async with outage.attempt():
            trying += 1
            most = max(most, trying)
            await asyncio.sleep(0)
            trying -= 1
            outage.failed()

    await soon(asyncio.gather(*(attempt() for _ in range(5))))
    assert most == 1


async def test_a_success_closes_it_at_once() -> None:
    waits = Waits()
    outage = Outage(waits)
    await fail(outage, 9)
    async with outage.attempt():
        outage.over()
    before = len(waits)
    async with outage.attempt():
        pass
    assert (outage.is_open, outage.passed, len(waits)) == (False, 1, before)


@pytest.mark.parametrize("tries", [0, 1, 5, 50])
def test_pauses_grow_to_a_limit_and_differ(tries: int) -> None:
    pauses = {pause_after(tries) for _ in range(20)}
    wanted = min(0.5 * 2**tries, 15)
    assert all(0.66 * wanted < pause < 1.34 * wanted for pause in pauses)
    assert len(pauses) > 1
