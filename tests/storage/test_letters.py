"""Dead letters and the waiting room, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import DeadLetters, Letter, Turns, WaitingRoom

LETTERS = [Letter(number, 7, 0, f'{{"update_id": {number}}}') for number in (3, 1, 2)]


async def test_a_buried_update_is_kept_and_taken_for_handled(engine: AsyncEngine) -> None:
    dead = DeadLetters(engine)
    await dead.bury(LETTERS[0], "KeyError: 'x'" + "x" * 1000)
    (kept,) = await dead.all()
    assert kept.letter == LETTERS[0]
    assert kept.error.startswith("KeyError")
    assert len(kept.error) == 500
    async with Turns(engine).turn(7, 3) as turn:
        assert turn.handled


async def test_any_error_can_be_kept(engine: AsyncEngine) -> None:
    """PostgreSQL takes no NUL, and what cannot be kept would hold everybody up."""
    dead = DeadLetters(engine)
    await dead.bury(LETTERS[0], "ValueError: got 'a\0b'")
    assert [one.error for one in await dead.all()] == ["ValueError: got 'ab'"]


async def test_it_gets_another_turn_when_it_is_replayed(engine: AsyncEngine) -> None:
    await DeadLetters(engine).bury(LETTERS[0], "x")
    async with Turns(engine).turn(7, 3, again=True) as turn:
        assert not turn.handled
        turn.save("answered", None)
    async with Turns(engine).turn(7, 4) as turn:
        assert turn.session == "answered"


async def test_dead_letters_are_listed_and_dropped(engine: AsyncEngine) -> None:
    dead = DeadLetters(engine)
    for letter in LETTERS:
        await dead.bury(letter, "x")
    await dead.bury(LETTERS[1], "y")
    assert [(one.letter.update_id, one.error) for one in await dead.all()] == [
        (1, "y"),
        (2, "x"),
        (3, "x"),
    ]
    assert await dead.drop([1, 2, 99]) == 2
    assert [one.letter.update_id for one in await dead.all()] == [3]


async def test_updates_wait_and_leave(engine: AsyncEngine) -> None:
    room = WaitingRoom(engine)
    await room.enter(LETTERS)
    await room.enter(LETTERS[:1])
    assert (await room.one(3), await room.one(4)) == (LETTERS[0], None)
    assert [letter for letter, _ in await room.all()] == sorted(
        LETTERS, key=lambda letter: letter.update_id
    )
    await room.leave(2)
    await room.leave(99)
    assert [letter.update_id for letter, _ in await room.all()] == [1, 3]


@pytest.mark.parametrize("letters", [[], LETTERS])
async def test_an_empty_room(engine: AsyncEngine, letters: list[Letter]) -> None:
    room = WaitingRoom(engine)
    await room.enter(letters)
    assert len(await room.all()) == len(letters)
