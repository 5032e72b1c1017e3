"""A group that gets another id: rows follow, and none is lost or doubled."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import Poll, Turns
from bot.storage.tables import Base
from tests.storage.test_turns import ANNA, BEN, GROUP, rows

OLD = -77


async def test_everything_kept_about_its_readers_follows(turns: Turns, engine: AsyncEngine) -> None:
    async with turns.turn(OLD, 1, ANNA) as turn:
        turn.save("hers", 7)
        turn.replied(5, 6, "answer", "pay")
        turn.voted(6, "pay", "+")
        turn.polled(Poll("poll", OLD, ANNA, 9, None, "q:1"))
    async with turns.turn(BEN, 2) as turn:
        turn.save("his", 7)
    await turns.move(OLD, GROUP)
    for table in Base.metadata.sorted_tables:
        if "chat_id" in table.c:
            assert OLD not in {row["chat_id"] for row in await rows(engine, table)}, table
    async with turns.turn(GROUP, 3, ANNA) as turn:
        assert (turn.session, turn.live_message_id) == ("hers", None)
        assert await turn.reply_to(5) is None  # another message has that number there
    poll = await turns.poll("poll")
    assert poll is not None
    assert (poll.chat_id, poll.message_id) == (GROUP, 0)
    async with turns.turn(BEN, 4) as turn:
        assert (turn.session, turn.live_message_id) == ("his", 7)


async def test_who_has_written_there_keeps_that(turns: Turns) -> None:
    for chat_id, update_id, state in ((OLD, 1, "before"), (GROUP, 2, "after")):
        async with turns.turn(chat_id, update_id, ANNA) as turn:
            turn.save(state, None)
            turn.voted(6, "pay", "+")
    async with turns.turn(OLD, 3, BEN) as turn:
        turn.save("his", None)
    await turns.move(OLD, GROUP)
    await turns.move(OLD, GROUP)
    async with turns.turn(GROUP, 4, ANNA) as turn:
        assert turn.session == "after"
    async with turns.turn(GROUP, 5, BEN) as turn:
        assert turn.session == "his"


async def test_what_was_handled_there_is_still_known(turns: Turns) -> None:
    async with turns.turn(OLD, 1, ANNA):
        pass
    await turns.move(OLD, GROUP)
    async with turns.turn(GROUP, 1, ANNA) as turn:
        assert turn.handled


async def test_a_move_waits_for_the_turn_under_way(turns: Turns) -> None:
    async with turns.turn(OLD, 1, ANNA) as turn:
        move = asyncio.create_task(turns.move(OLD, GROUP))
        await asyncio.sleep(0.02)
        assert not move.done()
        turn.save("late", None)
    async with asyncio.timeout(10):
        await move
    async with turns.turn(GROUP, 2, ANNA) as turn:
        assert turn.session == "late"


async def test_a_poll_that_was_never_sent_is_not_known(turns: Turns) -> None:
    assert await turns.poll("nothing") is None
