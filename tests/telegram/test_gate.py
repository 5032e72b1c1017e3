"""As many updates at once as Telegram's pace asks for, and no more for a kill to double."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.telegram import gate as gate_module
from bot.telegram.gate import Gate
from tests.telegram.bot_helpers import soon, until

Work = Callable[[], Awaitable[object]]


class Crowd:
    """Updates that all come at once; `most` is how many were in hand together."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._inside = 0
        self.most = 0
        self.order: list[int] = []

    async def come(self, number: int, work: Work) -> None:
        async with self._gate.entered():
            self.order.append(number)
            self._inside += 1
            self.most = max(self.most, self._inside)
            await work()
            self._inside -= 1


async def all_at_once(crowd: Crowd, count: int, work: Work) -> None:
    await soon(asyncio.gather(*(crowd.come(number, work) for number in range(count))))


def telegram(seconds: float) -> Work:
    return lambda: asyncio.sleep(seconds)


async def test_with_a_quick_telegram_few_are_in_hand() -> None:
    crowd = Crowd(Gate())
    await all_at_once(crowd, 50, telegram(0))
    assert crowd.most <= 3
    assert crowd.order == list(range(50))


async def test_with_a_slow_one_more_so_that_nobody_waits_for_it_idly() -> None:
    gate = Gate()
    await all_at_once(Crowd(gate), 20, telegram(0.05))
    crowd = Crowd(gate)
    await all_at_once(crowd, 60, telegram(0.05))
    assert 8 <= crowd.most <= 24


async def test_one_that_takes_very_long_leaves_its_place_to_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate_module, "_LONG", 0.01)
    crowd, stalled = Crowd(Gate()), asyncio.Event()
    tasks = [asyncio.create_task(crowd.come(number, stalled.wait)) for number in range(5)]
    await until(lambda: len(crowd.order) == 5)
    await soon(crowd.come(5, telegram(0)))
    stalled.set()
    await soon(asyncio.gather(*tasks))
    assert crowd.order == list(range(6))


async def test_who_gives_up_waiting_takes_nobodys_place() -> None:
    crowd, held = Crowd(Gate()), asyncio.Event()
    inside = [asyncio.create_task(crowd.come(number, held.wait)) for number in range(2)]
    waiting = [asyncio.create_task(crowd.come(number, held.wait)) for number in range(2, 6)]
    await until(lambda: len(crowd.order) == 2)
    for task in waiting[:3]:
        task.cancel()
    held.set()
    await soon(asyncio.gather(*inside, waiting[3]))
    assert crowd.order == [0, 1, 5]
    await all_at_once(crowd, 2, telegram(0))


async def test_a_place_is_free_again_after_a_mistake() -> None:
    gate = Gate()
    for _ in range(10):
        with pytest.raises(KeyError):
            async with gate.entered():
                raise KeyError
    await all_at_once(Crowd(gate), 5, telegram(0))


async def test_who_gave_up_as_a_place_came_free_takes_none() -> None:
    gate, held = Gate(), asyncio.Event()
    crowd = Crowd(gate)
    inside = [asyncio.create_task(crowd.come(number, held.wait)) for number in range(2)]
    await until(lambda: len(crowd.order) == 2)
    waiting = asyncio.create_task(crowd.come(2, held.wait))
    await asyncio.sleep(0.01)
    waiting.cancel()
    gate._leave()  # before the cancelled one has run
    gate._counted += 1
    await asyncio.gather(waiting, return_exceptions=True)
    assert gate._counted == 2
    held.set()
    await soon(asyncio.gather(*inside))
