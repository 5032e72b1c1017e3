"""Reminders: written with a turn, found when due, told by one turn only; on both databases."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import Due, Turns, make_engine, upgrade
from tests.postgres import PostgresServer
from tests.storage.test_turns import ANNA, BEN, GROUP, other_engine

NOW = datetime(2026, 11, 25, 12, 0, 0, 123456, tzinfo=UTC)
HALF = ("practice_half", NOW, "m:1:half")
UP = ("practice_up", NOW + timedelta(minutes=5), "m:1:up")
LATER = NOW + timedelta(hours=1)


async def remind(turns: Turns, chat_id: int, *reminders: tuple[str, datetime, str]) -> None:
    async with turns.turn(chat_id, 100 + chat_id) as turn:
        turn.save("state", None)
        turn.remind(reminders)


async def due(turns: Turns, at: datetime = LATER) -> list[tuple[int, str]]:
    return [(one.chat_id, one.key) for one in await turns.reminders.due(at)]


async def test_what_is_due_is_found_the_oldest_first(turns: Turns) -> None:
    await remind(turns, ANNA, UP)
    await remind(turns, BEN, HALF)
    assert await turns.reminders.due(NOW - timedelta(seconds=1)) == []
    assert await turns.reminders.due(NOW) == [Due(BEN, 0, *HALF)]
    assert await due(turns) == [(BEN, "practice_half"), (ANNA, "practice_up")]
    assert len(await turns.reminders.due(LATER, most=1)) == 1


async def test_some_chats_may_be_asked_for_or_left_out(turns: Turns) -> None:
    await remind(turns, BEN, HALF)
    await remind(turns, ANNA, HALF)
    reminders = turns.reminders
    assert [one.chat_id for one in await reminders.due(LATER, (ANNA,), most=1)] == [ANNA]
    assert [one.chat_id for one in await reminders.due(LATER, range(BEN), most=1)] == [ANNA]
    assert [one.chat_id for one in await reminders.due(LATER, besides={BEN}, most=1)] == [ANNA]
    assert await reminders.due(LATER, ()) == []


async def test_times_are_the_same_moment_in_any_zone(turns: Turns) -> None:
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    await remind(turns, ANNA, ("nudge", east, "n:now"))
    assert await turns.reminders.due(NOW - timedelta(seconds=1)) == []
    (found,) = await turns.reminders.due(east)
    assert (found.at, found.at.tzinfo) == (NOW, UTC)


async def test_a_turn_says_all_that_is_left_to_tell(turns: Turns) -> None:
    await remind(turns, ANNA, HALF, UP)
    await remind(turns, BEN, HALF)
    async with turns.turn(ANNA, 1) as turn:
        turn.remind([UP])
    assert await due(turns) == [(BEN, "practice_half"), (ANNA, "practice_up")]
    async with turns.turn(ANNA, 2):
        pass
    assert (ANNA, "practice_up") in await due(turns)
    async with turns.turn(ANNA, 3) as turn:
        turn.remind(())
    assert await due(turns) == [(BEN, "practice_half")]


async def test_telling_it_takes_it_away_with_the_same_commit(turns: Turns) -> None:
    await remind(turns, ANNA, HALF, UP)
    (half, _) = await turns.reminders.due(LATER)
    with suppress(KeyError):
        async with turns.turn(ANNA, 0, due=half) as turn:
            turn.save("lost", None)
            turn.remind([UP])
            raise KeyError
    assert len(await due(turns)) == 2
    async with turns.turn(ANNA, 0, due=half) as turn:
        assert (turn.handled, turn.session) == (False, "state")
        turn.save("told", None)
        turn.remind([UP])
    assert await due(turns) == [(ANNA, "practice_up")]
    async with turns.turn(ANNA, 0, due=half) as turn:
        assert (turn.handled, turn.session) == (True, "told")
        turn.save("twice", None)
        turn.remind(())
    assert await due(turns) == [(ANNA, "practice_up")]


async def test_one_that_was_moved_or_cancelled_meanwhile_is_not_told(turns: Turns) -> None:
    await remind(turns, ANNA, HALF)
    (before,) = await turns.reminders.due(LATER)
    async with turns.turn(ANNA, 1) as turn:
        turn.remind([("practice_half", NOW + timedelta(seconds=1), "m:1:half")])
    async with turns.turn(ANNA, 0, due=before) as turn:
        assert turn.handled
    assert len(await due(turns)) == 1
    async with turns.turn(ANNA, 2) as turn:
        turn.forget()
    (half,) = [Due(ANNA, 0, "practice_half", NOW + timedelta(seconds=1), "m:1:half")]
    async with turns.turn(ANNA, 0, due=half) as turn:
        assert turn.handled


async def test_it_does_not_take_an_updates_id(turns: Turns) -> None:
    await remind(turns, ANNA, HALF)
    (half,) = await turns.reminders.due(LATER)
    async with turns.turn(ANNA, 0, due=half) as turn:
        turn.remind(())
    async with turns.turn(ANNA, 0) as turn:
        assert not turn.handled


async def test_one_that_cannot_be_told_is_dropped_unless_it_changed(turns: Turns) -> None:
    await remind(turns, ANNA, HALF, UP)
    (half, up) = await turns.reminders.due(LATER)
    await turns.reminders.drop(half)
    assert await due(turns) == [(ANNA, "practice_up")]
    async with turns.turn(ANNA, 1) as turn:
        turn.remind([(up.key, LATER, up.press)])
    await turns.reminders.drop(up)
    assert await due(turns) == [(ANNA, "practice_up")]


async def tell(turns: Turns, what: Due, told: list[str], name: str) -> None:
    async with turns.turn(ANNA, 0, due=what) as turn:
        if turn.handled:
            return
        await asyncio.sleep(0.05)  # sending takes its time
        told.append(name)
        turn.remind(())


async def test_two_turns_do_not_both_tell_it(turns: Turns) -> None:
    await remind(turns, ANNA, HALF)
    (half,) = await turns.reminders.due(LATER)
    told: list[str] = []
    async with asyncio.timeout(10):
        await asyncio.gather(*(tell(turns, half, told, str(number)) for number in range(4)))
    assert len(told) == 1


async def test_two_replicas_do_not_both_tell_it(postgres: PostgresServer) -> None:
    engine = make_engine(postgres.new_database())
    await upgrade(engine)
    first = Turns(engine)
    await remind(first, ANNA, HALF)
    async with other_engine(engine) as replica:
        second = Turns(replica)
        (half,), (same,) = await first.reminders.due(LATER), await second.reminders.due(LATER)
        told: list[str] = []
        async with asyncio.timeout(10):
            await asyncio.gather(
                tell(first, half, told, "first"), tell(second, same, told, "second")
            )
    await engine.dispose()
    assert len(told) == 1


async def test_readers_of_a_group_have_their_own(turns: Turns, engine: AsyncEngine) -> None:
    async with turns.turn(GROUP, 1, BEN) as turn:
        turn.remind([HALF])
    async with turns.turn(GROUP, 2, 99) as turn:
        turn.remind([HALF])
    async with turns.turn(GROUP, 3, BEN) as turn:
        turn.forget()
    assert [one.reader_id for one in await turns.reminders.due(LATER)] == [99]
