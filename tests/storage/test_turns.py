"""Turns: one update's reading and writing, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import Table, event, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage import (
    OUTAGES,
    DeadLetters,
    Letter,
    Poll,
    Turns,
    WaitingRoom,
    make_engine,
    upgrade,
)
from bot.storage.counts import count
from bot.storage.gaps import Reaction, thumbed
from bot.storage.tables import Base, DailyCount, SentReply, Vote
from tests.postgres import PostgresServer

ANNA, BEN = 11, 22
GROUP = -100_500
LIMIT = 30.0  # seconds; far more than anything here takes


class _HalfwayError(Exception):
    """What breaks a turn."""


async def rows(engine: AsyncEngine, table: type[Base] | Table) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        return [dict(row._mapping) for row in await connection.execute(select(table))]


@asynccontextmanager
async def other_engine(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """Another process's way to the same database."""
    other = make_engine(engine.url.render_as_string(hide_password=False))
    yield other
    await other.dispose()


async def one_after_another(first: Turns, second: Turns) -> list[str]:
    """What happened in which order when two turns of one chat begin at once."""
    seen: list[str] = []

    async def take(turns: Turns, name: str, update_id: int) -> None:
        async with turns.turn(ANNA, update_id) as turn:
            seen.append(f"{name} finds {turn.session}")
            await asyncio.sleep(0.05)
            turn.save(name, None)
            seen.append(f"{name} leaves")

    async with asyncio.timeout(LIMIT):
        await asyncio.gather(take(first, "first", 1), take(second, "second", 2))
    return seen


# State -----------------------------------------------------------------------------------------


async def test_a_chat_begins_with_nothing(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        assert (turn.handled, turn.session, turn.live_message_id) == (False, None, None)


async def keep_letters(engine: AsyncEngine, letter: Letter) -> None:
    await DeadLetters(engine).bury(letter, "KeyError: x")
    await WaitingRoom(engine).enter([letter])


async def test_what_a_turn_saves_the_next_one_finds(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.save("one", 7)
    async with turns.turn(ANNA, 2) as turn:
        assert (turn.session, turn.live_message_id) == ("one", 7)
        turn.save("two", None)
    async with turns.turn(ANNA, 3) as turn:
        assert (turn.session, turn.live_message_id) == ("two", None)


async def test_state_survives_the_process(turns: Turns, engine: AsyncEngine) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.save('{"said": "naïve \U0001f44d “quote” \\u0000"}', 7)
    async with other_engine(engine) as later, Turns(later).turn(ANNA, 2) as turn:
        assert turn.session == '{"said": "naïve \U0001f44d “quote” \\u0000"}'
        assert turn.live_message_id == 7


async def test_chats_keep_their_states_apart(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.save("hers", 7)
    async with turns.turn(BEN, 2) as turn:
        assert turn.session is None


@pytest.mark.parametrize("chat_id", [-1_001_234_567_890_123, 2**52 - 1])
async def test_the_ids_of_groups_and_of_long_lived_bots_fit(turns: Turns, chat_id: int) -> None:
    async with turns.turn(chat_id, 2**40) as turn:
        turn.save("here", 2**40)
    async with turns.turn(chat_id, 2**40) as turn:
        assert (turn.handled, turn.session, turn.live_message_id) == (True, "here", 2**40)


async def test_nothing_is_written_when_the_turn_fails(turns: Turns, engine: AsyncEngine) -> None:
    with suppress(_HalfwayError):
        async with turns.turn(ANNA, 1) as turn:
            turn.save("lost", 7)
            turn.replied(5, 6, "answer", "pay")
            turn.voted(6, "pay", "+")
            turn.pictured("content", "file")
            turn.remind([("nudge", datetime.now(UTC), "n:now")])
            raise _HalfwayError
    for table in Base.metadata.sorted_tables:
        assert await rows(engine, table) == [], table
    async with turns.turn(ANNA, 1) as turn:
        assert not turn.handled


async def test_a_failed_turn_does_not_forget_either(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.save("kept", None)
    with suppress(_HalfwayError):
        async with turns.turn(ANNA, 2) as turn:
            turn.forget()
            raise _HalfwayError
    async with turns.turn(ANNA, 3) as turn:
        assert turn.session == "kept"


# Redelivery ------------------------------------------------------------------------------------


async def test_a_redelivered_update_is_known_and_changes_nothing(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.save("first", None)
    async with turns.turn(ANNA, 1) as turn:
        assert turn.handled
        turn.save("again", None)
    async with turns.turn(ANNA, 2) as turn:
        assert turn.session == "first"


async def test_a_turn_that_saves_nothing_is_known_as_well(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.save("first", 7)
    async with turns.turn(ANNA, 2):
        pass
    async with turns.turn(ANNA, 2) as turn:
        assert (turn.handled, turn.session, turn.live_message_id) == (True, "first", 7)


async def test_a_late_update_of_a_lower_id_is_not_taken_for_a_known_one(turns: Turns) -> None:
    async with turns.turn(ANNA, 9):
        pass
    async with turns.turn(ANNA, 8) as turn:
        assert not turn.handled


# Side by side ----------------------------------------------------------------------------------


async def test_turns_of_a_chat_come_one_after_another(turns: Turns) -> None:
    assert await one_after_another(turns, turns) == [
        "first finds None",
        "first leaves",
        "second finds first",
        "second leaves",
    ]


async def test_turns_of_a_chat_come_one_after_another_across_replicas(
    postgres: PostgresServer,
) -> None:
    engine = make_engine(postgres.new_database())
    await upgrade(engine)
    async with other_engine(engine) as replica:
        seen = await one_after_another(Turns(engine), Turns(replica))
    await engine.dispose()
    winner, loser = ("first", "second") if seen[0] == "first finds None" else ("second", "first")
    assert seen == [
        f"{winner} finds None",
        f"{winner} leaves",
        f"{loser} finds {winner}",
        f"{loser} leaves",
    ]


async def test_another_replica_goes_on_after_a_turn_failed(postgres: PostgresServer) -> None:
    engine = make_engine(postgres.new_database())
    await upgrade(engine)
    async with other_engine(engine) as replica:
        with suppress(_HalfwayError):
            async with Turns(engine).turn(ANNA, 1):
                raise _HalfwayError
        async with asyncio.timeout(LIMIT), Turns(replica).turn(ANNA, 1) as turn:
            assert not turn.handled
    await engine.dispose()


async def test_other_chats_go_on_while_one_is_in_its_turn(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as slow:
        async with asyncio.timeout(LIMIT):
            async with turns.turn(BEN, 2) as turn:
                turn.save("his", None)
            async with turns.turn(BEN, 3) as turn:
                assert turn.session == "his"
        slow.save("hers", None)
    async with turns.turn(ANNA, 4) as turn:
        assert turn.session == "hers"


async def test_a_turn_that_is_cancelled_lets_the_next_one_in(turns: Turns) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with turns.turn(ANNA, 1) as turn:
            turn.save("lost", None)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    async with asyncio.timeout(LIMIT):
        await begun.wait()
    task.cancel()
    async with asyncio.timeout(LIMIT), turns.turn(ANNA, 1) as turn:
        assert (turn.handled, turn.session) == (False, None)


async def test_who_stops_waiting_for_another_replicas_turn_leaves_nothing_behind(
    postgres: PostgresServer,
) -> None:
    """As a webhook's call does that has waited too long."""
    engine = make_engine(postgres.new_database())
    await upgrade(engine)
    other = make_engine(engine.url.render_as_string(hide_password=False), 2)
    replica = Turns(other)
    async with asyncio.timeout(LIMIT):
        async with Turns(engine).turn(ANNA, 1):
            for update_id in range(10, 15):  # more often than it has connections
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.1), replica.turn(ANNA, update_id):
                        pass
        async with replica.turn(ANNA, 20) as turn:
            assert not turn.handled
    await other.dispose()
    await engine.dispose()


async def test_as_many_turns_as_connections_can_all_look_replies_up(turns: Turns) -> None:
    """A turn that needed a second connection for it would wait for the others, and they for it."""
    together = asyncio.Barrier(15)

    async def edit(chat_id: int) -> int | None:
        async with turns.turn(chat_id, chat_id) as turn:
            await together.wait()
            return await turn.reply_to(1)

    async with asyncio.timeout(LIMIT):
        assert await asyncio.gather(*map(edit, range(1, 16))) == [None] * 15


# Replies and votes -----------------------------------------------------------------------------


async def test_the_reply_to_a_message_is_found_by_a_later_turn(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.replied(5, 6, "answer", "pay")
    async with turns.turn(ANNA, 2) as turn:
        assert [await turn.reply_to(5), await turn.reply_to(6)] == [6, None]
    async with turns.turn(BEN, 3) as turn:
        assert await turn.reply_to(5) is None


async def test_the_last_reply_to_a_message_counts(turns: Turns, engine: AsyncEngine) -> None:
    for update_id, reply_id in ((1, 6), (2, 8)):
        async with turns.turn(ANNA, update_id) as turn:
            turn.replied(5, reply_id, "answer", "pay")
    async with turns.turn(ANNA, 3) as turn:
        assert await turn.reply_to(5) == 8
    assert len(await rows(engine, SentReply)) == 1


async def test_looking_a_reply_up_does_not_spoil_the_writing(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.save("before", None)
        assert await turn.reply_to(5) is None
        turn.replied(5, 6, "answer", "pay")
    async with turns.turn(ANNA, 2) as turn:
        assert (turn.session, await turn.reply_to(5)) == ("before", 6)


async def test_a_vote_replaces_the_one_before(turns: Turns, engine: AsyncEngine) -> None:
    for update_id, vote in ((1, "+"), (2, "-")):
        async with turns.turn(ANNA, update_id) as turn:
            turn.voted(6, "pay", vote)
    async with turns.turn(BEN, 3) as turn:
        turn.voted(6, "pay", "+")
    votes = {(row["chat_id"], row["entry"], row["vote"]) for row in await rows(engine, Vote)}
    assert votes == {(ANNA, "pay", "-"), (BEN, "pay", "+")}


async def test_a_forged_vote_is_cut_to_its_column(turns: Turns, engine: AsyncEngine) -> None:
    async with turns.turn(ANNA, 1) as turn:
        turn.voted(6, "x" * 70, "++")
    (row,) = await rows(engine, Vote)
    assert (row["entry"], row["vote"]) == ("x" * 64, "+")


async def test_an_unknown_poll_may_be_still_to_come_while_nothing_can_be_written(
    turns: Turns, engine: AsyncEngine
) -> None:
    assert await turns.poll("unknown") is None
    if engine.dialect.name == "sqlite":
        refuse = "PRAGMA query_only = ON"
    else:
        refuse = "SET default_transaction_read_only = on"
    reader = make_engine(engine.url.render_as_string(hide_password=False))

    @event.listens_for(reader.sync_engine, "connect")
    def _(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(refuse)
        connection.commit()

    with pytest.raises(OUTAGES):
        await Turns(reader).poll("unknown")
    await reader.dispose()


# Forgetting and pruning ------------------------------------------------------------------------


async def fill(turns: Turns, engine: AsyncEngine, chat_id: int, reader_id: int, first: int) -> None:
    """A row in every table that holds people's rows."""
    await keep_letters(engine, Letter(first + 500, chat_id, reader_id, "{}"))
    async with turns.turn(chat_id, first, reader_id) as turn:
        turn.save("state", 7)
        turn.replied(first, first + 1, "answer", "pay", "what does it pay")
        turn.voted(first + 1, "pay", "-")
        seen = Reaction(chat_id, reader_id, first + 1, "pay", datetime.now(UTC))
        turn.also(partial(thumbed, seen=seen, vote="-"))
        turn.polled(Poll(f"poll-{first}", chat_id, reader_id, 7, None, "q:1"))
        turn.remind([("nudge", datetime.now(UTC), "n:now")])


async def ids(engine: AsyncEngine) -> dict[str, set[Any]]:
    """Every value in each table of people's rows."""
    return {
        str(table): {value for row in await rows(engine, table) for value in row.values()}
        for table in Base.metadata.sorted_tables
        if "chat_id" in table.c
    }


@pytest.mark.parametrize("place", [(ANNA, 0), (GROUP, ANNA)])
async def test_forgetting_leaves_no_row_with_the_readers_id_anywhere(
    turns: Turns, engine: AsyncEngine, place: tuple[int, int]
) -> None:
    """Wherever it is asked for: what is kept from a group goes from the private chat, too."""
    for number, (chat_id, reader_id) in enumerate(((ANNA, 0), (GROUP, ANNA))):
        await fill(turns, engine, chat_id, reader_id, 100 * number + 1)
    for number, (chat_id, reader_id) in enumerate(((BEN, 0), (GROUP, BEN)), start=2):
        await fill(turns, engine, chat_id, reader_id, 100 * number + 1)
    assert all({ANNA, BEN} <= values for values in (await ids(engine)).values())
    chat_id, reader_id = place
    async with turns.turn(chat_id, 999, reader_id) as turn:
        turn.forget()
        turn.save("state", 7)
        turn.replied(8, 9, "chat", "")
    for name, values in (await ids(engine)).items():
        assert ANNA not in values, name
        assert BEN in values, name
    for table in Base.metadata.sorted_tables:
        assert ANNA not in {value for row in await rows(engine, table) for value in row.values()}
        if "chat_id" in table.c:
            kept = await rows(engine, table)
            his = [row for row in kept if BEN in (row["chat_id"], row["reader_id"])]
            assert {row["chat_id"] for row in his} == {BEN, GROUP}, table


async def test_what_was_sent_after_forgetting_and_waits_is_not_lost(
    turns: Turns, engine: AsyncEngine
) -> None:
    """Telegram has been told that it is taken, and will not bring it again."""
    room = WaitingRoom(engine)
    await room.enter([Letter(number, ANNA, 0, "{}") for number in (7, 8, 9)])
    async with turns.turn(ANNA, 8) as turn:
        turn.forget()
    assert [letter.update_id for letter, _ in await room.all()] == [9]


async def test_an_anonymous_administrator_forgets_nobody_else(
    turns: Turns, engine: AsyncEngine
) -> None:
    """Telegram gives them the group's own id."""
    await fill(turns, engine, GROUP, GROUP, 1)
    await fill(turns, engine, GROUP, BEN, 101)
    async with turns.turn(GROUP, 999, GROUP) as turn:
        turn.forget()
    for name, values in (await ids(engine)).items():
        assert BEN in values, name


async def test_a_failed_turn_writes_nothing_else_either(turns: Turns, engine: AsyncEngine) -> None:
    with suppress(_HalfwayError):
        async with turns.turn(ANNA, 1) as turn:
            turn.also(partial(count, names=["x"], number=1, at=datetime.now(UTC)))
            raise _HalfwayError
    async with turns.turn(ANNA, 2) as turn:
        turn.also(partial(count, names=["y"], number=1, at=datetime.now(UTC)))
    async with turns.turn(ANNA, 2) as turn:
        turn.also(partial(count, names=["y"], number=1, at=datetime.now(UTC)))
    assert [(row["name"], row["count"]) for row in await rows(engine, DailyCount)] == [("y", 1)]


async def test_readers_of_a_group_keep_their_states_apart(turns: Turns) -> None:
    async with turns.turn(GROUP, 1, ANNA) as turn:
        turn.save("hers", 7)
    async with turns.turn(GROUP, 2, BEN) as turn:
        assert (turn.session, turn.live_message_id) == (None, None)
    async with turns.turn(GROUP, 3, ANNA) as turn:
        assert (turn.session, turn.live_message_id) == ("hers", 7)


async def test_a_picture_is_known_by_its_content(turns: Turns) -> None:
    async with turns.turn(ANNA, 1) as turn:
        assert await turn.file_id("content") is None
        turn.pictured("content", "file")
    async with turns.turn(BEN, 2) as turn:
        assert await turn.file_id("content") == "file"
        turn.pictured("content", "newer")
    async with turns.turn(ANNA, 3) as turn:
        assert await turn.file_id("content") == "newer"


async def test_what_was_handled_before_forgetting_is_not_handled_again(turns: Turns) -> None:
    """Else a redelivered question would bring the chat's state back."""
    async with turns.turn(ANNA, 1) as turn:
        turn.save("state", None)
    async with turns.turn(ANNA, 2) as turn:
        turn.forget()
    for update_id in (1, 2):
        async with turns.turn(ANNA, update_id) as turn:
            assert turn.handled
            assert turn.session is None


# Forgetting while other turns are in hand --------------------------------------------------------


by_one_process_or_two = pytest.mark.parametrize(
    ("database_url", "pair"),
    [("sqlite", "alone"), ("postgresql", "alone"), ("postgresql", "replicas")],
    indirect=True,  # a SQLite file has one process only
)


@pytest.fixture
async def pair(
    request: pytest.FixtureRequest, engine: AsyncEngine
) -> AsyncIterator[tuple[Turns, Turns]]:
    """Two ways to the same database, of one process or of two."""
    first = Turns(engine)
    if request.param == "alone":
        yield first, first
        return
    async with other_engine(engine) as other:
        yield first, Turns(other)


async def write_slowly(
    turns: Turns, place: tuple[int, int], update_id: int, begun: asyncio.Event, end: asyncio.Event
) -> None:
    """A turn that has read the reader's state, and keeps something of it when told to."""
    chat_id, reader_id = place
    async with turns.turn(chat_id, update_id, reader_id) as turn:
        begun.set()
        await end.wait()
        turn.save(f"{turn.session} and more", 7)
        turn.replied(update_id, update_id + 1, "answer", "pay", "what does it pay")
        turn.remind([("nudge", datetime.now(UTC), "n:now")])


async def forget(turns: Turns, place: tuple[int, int], update_id: int) -> None:
    chat_id, reader_id = place
    async with turns.turn(chat_id, update_id, reader_id) as turn:
        turn.forget()


PLACES = [(ANNA, 0), (GROUP, ANNA), (GROUP - 1, ANNA)]


@by_one_process_or_two
@pytest.mark.parametrize("asked_in", PLACES[:2])
@pytest.mark.parametrize("in_hand", PLACES)
async def test_a_turn_in_hand_elsewhere_brings_nothing_back_after_forgetting(
    pair: tuple[Turns, Turns],
    engine: AsyncEngine,
    asked_in: tuple[int, int],
    in_hand: tuple[int, int],
) -> None:
    first, second = pair
    for number, (chat_id, reader_id) in enumerate(PLACES):
        await fill(first, engine, chat_id, reader_id, 100 * number + 1)
    begun, end = asyncio.Event(), asyncio.Event()
    async with asyncio.timeout(LIMIT):
        writing = asyncio.create_task(write_slowly(first, in_hand, 901, begun, end))
        await begun.wait()
        forgetting = asyncio.create_task(forget(second, asked_in, 902))
        await asyncio.wait({forgetting}, timeout=0.1)
        end.set()
        await asyncio.gather(writing, forgetting)
    for name, values in (await ids(engine)).items():
        assert ANNA not in values, name


@by_one_process_or_two
async def test_a_thumb_of_anothers_brings_no_question_back_after_forgetting(
    pair: tuple[Turns, Turns], engine: AsyncEngine
) -> None:
    """It keeps what the answer was about, which is its asker's."""
    first, second = pair
    async with first.turn(GROUP, 1, ANNA) as turn:
        turn.replied(5, 6, "answer", "pay", "what does it pay")
    kept, end = asyncio.Event(), asyncio.Event()

    async def hold(_: AsyncConnection) -> None:
        kept.set()
        await end.wait()

    async def thumb() -> None:
        seen = Reaction(GROUP, BEN, 6, "pay", datetime.now(UTC))
        async with first.turn(GROUP, 2, BEN) as turn:
            turn.voted(6, "pay", "-")
            turn.also(partial(thumbed, seen=seen, vote="-"))
            if engine.dialect.name == "postgresql":  # SQLite's writes never wait halfway
                turn.also(hold)

    async with asyncio.timeout(LIMIT):
        voting = asyncio.create_task(thumb())
        if engine.dialect.name == "postgresql":
            await kept.wait()
        forgetting = asyncio.create_task(forget(second, (ANNA, 0), 3))
        await asyncio.wait({forgetting}, timeout=0.1)
        end.set()
        await asyncio.gather(voting, forgetting)
    for name, values in (await ids(engine)).items():
        assert ANNA not in values, name


@by_one_process_or_two
async def test_readers_groups_and_forgetting_never_wait_in_a_circle(
    pair: tuple[Turns, Turns], engine: AsyncEngine
) -> None:
    chance = Random(7)
    everywhere = [(ANNA, 0), (BEN, 0), *((g, p) for g in (GROUP, GROUP - 1) for p in (ANNA, BEN))]

    async def act(update_id: int) -> None:
        turns, place = pair[update_id % 2], chance.choice(everywhere)
        match chance.randrange(6):
            case 0:
                await forget(turns, place, update_id)
            case 1:
                await turns.move(GROUP - 1, GROUP)
            case _:
                async with turns.turn(place[0], update_id, place[1]) as turn:
                    await asyncio.sleep(0)
                    turn.save("state", None)
                    turn.voted(6, "pay", "-")
                    seen = Reaction(*place, 6, "pay", datetime.now(UTC))
                    turn.also(partial(thumbed, seen=seen, vote=chance.choice("+-")))
                    turn.replied(5, 6, "answer", "pay", "what does it pay")

    async with asyncio.timeout(LIMIT):
        for first in range(1, 400, 12):  # fewer at once than connections
            await asyncio.gather(*map(act, range(first, first + 12)))
