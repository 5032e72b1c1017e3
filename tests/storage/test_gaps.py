"""Questions left open: what is kept of them, and when they go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import OpenQuestion, Turns
from bot.storage.gaps import Reaction, close, drop, keep, open_questions, remark, thumbed

ANNA, BEN, GROUP = 11, 22, -100_500
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SEEN = Reaction(ANNA, 0, 6, "pay", NOW)


async def answered(turns: Turns, question: str, *, chat: int = ANNA, reader: int = 0) -> None:
    """Message 5 of a chat was answered by message 6."""
    async with turns.turn(chat, 1, reader) as turn:
        turn.replied(5, 6, "answer", "pay", question)


async def vote(turns: Turns, thumb: str, number: int, seen: Reaction = SEEN) -> None:
    async with turns.turn(seen.chat_id, number, seen.reader_id) as turn:
        turn.voted(seen.message_id, seen.entry, thumb)
        turn.also(partial(thumbed, seen=seen, vote=thumb))


async def kept(engine: AsyncEngine) -> list[OpenQuestion]:
    async with engine.connect() as connection:
        return await open_questions(connection)


async def test_an_unanswered_question_is_kept_without_ids(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await keep(connection, replace(SEEN, entry=""), "do they sponsor visas", "decline")
    (found,) = await kept(engine)
    assert (found.question, found.why, found.entry) == ("do they sponsor visas", "decline", "")
    assert set(OpenQuestion.__dataclass_fields__) & {"chat_id", "reader_id", "message_id"} == set()


async def test_the_newest_are_read_oldest_first(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for number in (2, 1, 3):
            seen = Reaction(ANNA, 0, number, "", NOW + timedelta(hours=number))
            await keep(connection, seen, f"question {number}", "decline")
    assert [one.question[-1] for one in await kept(engine)] == ["1", "2", "3"]


async def test_a_question_that_is_answered_after_an_edit_is_closed(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await keep(connection, SEEN, "do tehy spnsr", "decline")
        await close(connection, replace(SEEN, message_id=99))
    assert len(await kept(engine)) == 1
    async with engine.begin() as connection:
        await close(connection, SEEN)
    assert await kept(engine) == []


async def test_a_thumb_down_keeps_what_was_asked_and_a_thumb_up_takes_it_back(
    turns: Turns, engine: AsyncEngine
) -> None:
    await answered(turns, "what does it pay")
    await vote(turns, "-", 2)
    (found,) = await kept(engine)
    assert (found.question, found.why, found.entry) == ("what does it pay", "down", "pay")
    await vote(turns, "-", 3)
    assert len(await kept(engine)) == 1
    await vote(turns, "+", 4)
    assert await kept(engine) == []


async def test_a_thumb_on_what_a_button_opened_has_no_question(
    turns: Turns, engine: AsyncEngine
) -> None:
    await vote(turns, "-", 2)
    assert await kept(engine) == []


async def test_what_was_wrong_is_kept_with_it_and_may_change(
    turns: Turns, engine: AsyncEngine
) -> None:
    await answered(turns, "what does it pay")
    await vote(turns, "-", 2)
    async with engine.begin() as connection:
        await remark(connection, SEEN, reason="wrong")
        await remark(connection, SEEN, comment="that is last year's")
        await remark(connection, SEEN, reason="old")
    (found,) = await kept(engine)
    assert (found.reason, found.comment) == ("old", "that is last year's")


async def test_what_was_wrong_with_an_opened_answer_is_kept_without_a_question(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        await remark(connection, SEEN, reason="unclear")
    (found,) = await kept(engine)
    assert (found.question, found.entry, found.reason) == ("", "pay", "unclear")


async def test_a_thumb_up_does_not_close_what_had_no_answer(
    turns: Turns, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        await keep(connection, SEEN, "hm", "choice")
    await vote(turns, "+", 2)
    assert len(await kept(engine)) == 1


async def test_in_a_group_the_question_stays_the_askers(turns: Turns, engine: AsyncEngine) -> None:
    await answered(turns, "what does it pay", chat=GROUP, reader=ANNA)
    hers, his = (Reaction(GROUP, reader, 6, "pay", NOW) for reader in (ANNA, BEN))
    await vote(turns, "-", 2, his)
    await vote(turns, "-", 3, hers)
    await vote(turns, "+", 4, hers)
    assert len(await kept(engine)) == 1, "his thumb is still down"
    async with turns.turn(GROUP, 5, BEN) as turn:
        turn.forget()
    assert len(await kept(engine)) == 1
    async with turns.turn(ANNA, 6) as turn:
        turn.forget()
    assert await kept(engine) == []


@pytest.mark.parametrize("pressed", [False, True])
async def test_dropping_a_question_drops_it_whoever_asked(
    engine: AsyncEngine, *, pressed: bool
) -> None:
    async with engine.begin() as connection:
        for chat in (ANNA, BEN):
            seen = Reaction(chat, 0, 6, "pay", NOW)
            await keep(connection, seen, "" if pressed else "what", "down")
            other = Reaction(chat, 0, 7, "pay" if not pressed else "other", NOW)
            await keep(connection, other, "" if pressed else "else", "down")
    chosen = [one for one in await kept(engine) if (one.question or one.entry) in ("what", "pay")]
    if not pressed:
        chosen = [one for one in chosen if one.question == "what"]
    async with engine.begin() as connection:
        assert await drop(connection, chosen[:1]) == 2
    assert len(await kept(engine)) == 2
