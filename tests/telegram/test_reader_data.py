"""A reader's own data over the real Application: thumbs, history, export, /forget."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.advice import Advisor
from bot.knowledge import Knowledge
from bot.storage import Turns
from bot.storage.belongings import tables_of_people
from bot.storage.gaps import open_questions
from bot.storage.tables import Base, Gap, SentReply, Vote
from bot.telegram.local import Failure, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import answers, failed, local_bot, rows

GROUP = -100_500
DUTIES = "what does an ml pm do all day"
TOMATOES = "when do I plant tomatoes in my garden, at 7?"


def labels(telegram: LocalTelegram, message_id: int) -> list[list[str]]:
    (message,) = (one for one in answers(telegram) if one.message_id == message_id)
    return [[button.label for button in row] for row in message.keyboard]


# Thumbs ----------------------------------------------------------------------------------------


async def test_a_thumb_is_marked_in_place_and_the_text_stays(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (answer,) = await reader.say(DUTIES)
    others = labels(telegram, answer.message_id)[:-1]
    (marked,) = await reader.press_label("👎")
    assert (marked.message_id, marked.html) == (answer.message_id, answer.html)
    reasons = [reason.label for reason in knowledge.service.feedback.reasons]
    shown = labels(telegram, answer.message_id)
    assert shown[: len(others) + 1] == [*others, ["👍", "👎 ✓"]]
    assert [label for row in shown[len(others) + 1 :] for label in row][:-1] == reasons
    await reader.press_label("👍")
    assert labels(telegram, answer.message_id) == [*others, ["👍 ✓", "👎"]]
    assert len(answers(telegram)) == 1


async def test_a_double_tap_and_a_tap_on_what_is_gone_do_no_harm(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    (answer,) = await reader.say(DUTIES)
    for _ in range(2):
        await reader.press(answer.message_id, "v:-:duties_ml")
    await reader.press(999, "v:+:duties_ml")
    assert len(await rows(engine, Vote)) == 2
    telegram.fail("editMessageReplyMarkup", Failure.refused("message to edit not found"))
    await reader.press(answer.message_id, "v:+:duties_ml")
    assert {row["vote"] for row in await rows(engine, Vote)} == {"+"}
    assert telegram.unanswered == []


async def test_what_was_wrong_is_kept_with_the_question(
    reader: BotRunner, engine: AsyncEngine, knowledge: Knowledge
) -> None:
    (answer,) = await reader.say(f"{DUTIES} with 7 years")
    await reader.press_label("👎")
    await reader.press_label(knowledge.service.feedback.reasons[0].label)
    await reader.press(answer.message_id, "vw:own:duties_ml")
    await reader.say("ask @ada, those 3 points are old")
    (gap,) = await rows(engine, Gap)
    assert gap["question"] == f"{DUTIES} with # years"
    assert (gap["reason"], gap["entry"], gap["why"]) == ("wrong", "duties_ml", "down")
    assert gap["comment"] == "ask [name], those # points are old"
    (sent,) = (row for row in await rows(engine, SentReply) if row["question"])
    assert sent["question"] == f"{DUTIES} with # years"
    await reader.press(answer.message_id, "v:+:duties_ml")
    assert await rows(engine, Gap) == []


async def test_in_a_group_a_thumb_is_counted_and_the_buttons_stay(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    anna, ben = (reader.beside(LocalUser(number, "A"), GROUP) for number in (11, 22))
    (answer,) = await anna.say(f"@local_bot {DUTIES}")
    for one in (anna, ben):
        await one.press(answer.message_id, "v:-:duties_ml")
    assert telegram.messages(GROUP)[-1].keyboard == answer.keyboard
    assert [row["reader_id"] for row in await rows(engine, Vote)] == [11, 22]
    (gap,) = await rows(engine, Gap)
    assert (gap["reader_id"], gap["question"]) == (11, DUTIES)


# Open questions --------------------------------------------------------------------------------


async def test_an_unanswered_question_is_kept_masked_and_goes_when_an_edit_is_answered(
    reader: BotRunner, engine: AsyncEngine, telegram: LocalTelegram
) -> None:
    await reader.say(TOMATOES)
    async with engine.connect() as connection:
        (found,) = await open_questions(connection)
    assert (found.question, found.why) == (TOMATOES.replace("7", "#"), "decline")
    await reader.edit(1, DUTIES)
    assert await rows(engine, Gap) == []


async def test_a_redelivered_question_is_one_open_question(
    reader: BotRunner, engine: AsyncEngine, telegram: LocalTelegram
) -> None:
    await reader.say(TOMATOES)
    await reader.say(TOMATOES)
    assert len(await rows(engine, Gap)) == 2, "asked twice"
    assert failed(telegram) == []


# Export ----------------------------------------------------------------------------------------


def exported(telegram: LocalTelegram, chat_id: int = 1) -> dict[str, Any]:
    document = answers(telegram, chat_id)[-1].payload["document"]
    assert document["file_name"].endswith(".json")
    found: dict[str, Any] = json.loads(telegram.files[document["file_id"]])
    return found


async def test_the_export_opens_and_holds_every_row_of_the_reader(
    reader: BotRunner, engine: AsyncEngine, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    in_group = reader.beside(LocalUser(1, "A"), GROUP)
    await in_group.say(f"@local_bot {DUTIES}")
    other = reader.beside(LocalUser(2, "B"), 2)
    for one in (reader, other):
        (answer,) = await one.say(DUTIES)
        await one.press(answer.message_id, "v:-:duties_ml")
        await one.say(TOMATOES)
    before = {str(table): await rows(engine, _class(str(table))) for table in tables_of_people()}
    await reader.say("/export")
    found = exported(telegram)
    assert (found["schema"], found["exported_at"][:3]) == (1, "202")
    parts = {table: part for kept in found["kept"] for table, part in kept["tables"].items()}
    assert parts.keys() == before.keys()
    for table, kept in before.items():
        own = [row for row in kept if 1 in (row["chat_id"], row["reader_id"])]
        assert len(parts[table]) == len(own), table
        assert all(set(row) == set(own[0]) for row in parts[table])
    assert {row["chat_id"] for row in parts["chats"]} == {1, GROUP}
    history = next(row for row in parts["chats"] if row["chat_id"] == 1)["session"]["history"]
    assert [seen["entry"] for seen in history] == ["", "duties_ml"]
    assert all(row["chat_id"] != 2 for part in parts.values() for row in part)
    assert found["kept"][0]["what"] == knowledge.service.kept[0].line


def _class(table: str) -> type[Base]:
    mappers = Base.registry.mappers
    return next(one.class_ for one in mappers if one.class_.__tablename__ == table)


async def test_a_broken_session_is_exported_as_it_is(
    turns: Turns, advisor: Advisor, telegram: LocalTelegram
) -> None:
    async with turns.turn(1, 999) as turn:
        turn.save("{", None)
    async with local_bot(advisor, turns, telegram) as reader:
        await reader.say("/export")
    (chat,) = next(
        k["tables"]["chats"] for k in exported(telegram)["kept"] if "chats" in k["tables"]
    )
    assert chat["session"] == "{"


async def test_no_export_in_a_group(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    anna = reader.beside(LocalUser(11, "A"), GROUP)
    (said,) = await anna.say("/export@local_bot")
    assert (said.text, said.media) == (knowledge.service.export.in_group, None)


# Forgetting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("chat_id", [1, GROUP])
async def test_after_forget_no_row_of_any_table_holds_the_readers_id(
    reader: BotRunner, engine: AsyncEngine, knowledge: Knowledge, chat_id: int
) -> None:
    in_group = reader.beside(LocalUser(1, "A"), GROUP)
    for one in (reader, in_group):
        (answer,) = await one.say("/start@local_bot e_difference")
        await one.press(answer.message_id, "v:-:difference")
        await one.press(answer.message_id, "vw:wrong:difference")
        await one.say(f"@local_bot {TOMATOES}")
    tables = [mapper.class_ for mapper in Base.registry.mappers]
    asks = reader if chat_id == 1 else in_group
    await asks.say("/forget@local_bot")
    await asks.press_label(knowledge.texts.forget_yes)
    for table in tables:
        for row in await rows(engine, table):
            assert row.get("chat_id") != 1, table
            assert row.get("reader_id") != 1, table
