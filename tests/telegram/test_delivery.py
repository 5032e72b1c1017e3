"""One update from end to end, over the real Application and the local Telegram."""

from __future__ import annotations

import asyncio
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update as change
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot, Update

from bot.advice import Advisor, Message, Reply, Session
from bot.knowledge import Knowledge
from bot.storage import Turns
from bot.storage.tables import Base, Chat, HandledUpdate, SentReply, Vote
from bot.telegram.local import LocalRequest, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from bot.telegram.sending import Sending
from tests.telegram.bot_helpers import (
    ATTACHMENTS,
    HERE,
    Waits,
    answers,
    failed,
    local_bot,
    options,
    questions,
    rows,
    soon,
)
from tests.telegram.local_helpers import Clock

GROUP = -100_500


async def deliver(reader: BotRunner, *raw: dict[str, Any]) -> None:
    """Hand updates to the bot, all at once."""
    application = reader._application
    updates = [Update.de_json(update, application.bot) for update in raw]
    await soon(asyncio.gather(*map(application.process_update, updates)))


async def spoil(engine: AsyncEngine, session: str) -> None:
    """Write something else over the session of every chat."""
    async with engine.begin() as connection:
        await connection.execute(change(Chat).values(session=session))


# Everything the bot can say is accepted ----------------------------------------------------------


async def test_every_entry_pay_look_up_and_command_is_accepted(
    advisor: Advisor, knowledge: Knowledge, telegram: LocalTelegram, sending: Sending
) -> None:
    levels = [level.id for level in knowledge.pay.levels]
    parts = [component.id for component in knowledge.pay.components]
    presses = [f"a:{entry.id}" for entry in knowledge.entries]
    presses += [
        f"p:{role}:{level}:{part}"
        for role, level, part in product(["", *knowledge.role_name], ["", *levels], ["", *parts])
    ]
    said = [f"/{command}" for command in knowledge.texts.commands]
    said += [talk.aliases[0] for talk in knowledge.talk]
    said += [subject.aliases[0] for subject in knowledge.uncovered]
    said += [f"/salary {place}" for place in ("in Berlin", "junior ml", "designer", "bonus", "all")]
    messages = [Message(press, "press") for press in presses] + [Message(text) for text in said]
    above = 0
    for message in messages:
        reply, _ = advisor.reply(message, Session())
        if reply.poll and reply.poll.above:
            await sending.send(HERE, Reply(reply.poll.above, reply.outcome))
            above += 1
        await sending.send(HERE, reply)
    assert len(answers(telegram)) == len(messages) + above
    assert failed(telegram) == []


@pytest.mark.parametrize("column", [0, 1, 2])
async def test_every_screen_of_the_assessment_is_accepted(
    advisor: Advisor, telegram: LocalTelegram, sending: Sending, column: int
) -> None:
    reply, session = advisor.reply(Message("/fit"), Session())
    while session.fit is not None:
        sent = await sending.send(HERE, reply)
        for aside in ("/fit", "why", "my answers"):
            again, _ = advisor.reply(Message(aside), session)
            await sending.edit(HERE, sent.message_id, again)
        press = reply.buttons[column][0].press
        reply, session = advisor.reply(Message(press, "press"), session)
    await sending.send(HERE, reply)
    assert answers(telegram)[-1].photo
    assert [error for error in failed(telegram) if "not modified" not in error] == []


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
async def test_whatever_is_typed_gets_an_answer_that_telegram_takes(
    advisor: Advisor, text: str
) -> None:
    telegram = LocalTelegram()
    telegram.text("hello")
    async with Bot(telegram.token, request=LocalRequest(telegram)) as bot:
        for session in (Session(), advisor.reply(Message("/fit"), Session())[1]):
            reply, after = advisor.reply(Message(text), session)
            await Sending(bot).send(HERE, reply)
            assert Session.restore(after.model_dump_json()) == (after, False)


# What readers send -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "🤷🏽‍♀️🏳️‍🌈",
        "<b>who</b> & </a> earns <more>?",
        "a" * 4096,
        "who earns more? " * 256,
        "כמה מרוויח AI PM?",
        "كم راتب مدير المنتج؟",
        "z̷̢̛a̸͇͝l̵̰̈g̶̣̈o̷͈͝ pay",
        "\u200b\u202e\u2066",
        ".",
        "/",
        "/ fit",
        "/salary <b>&</b> ; DROP TABLE chats",
        "/fit@local_bot now, please",
        "/FIT",
        "/nonsense_command with words",
        "/start e_nothing",
        "/forget\nme",
        "' OR 1=1 --",
        "\ud7ff\ufffd\U0010ffff",
    ],
)
async def test_odd_messages_get_one_answer_each(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits, text: str
) -> None:
    said = await reader.say(text)
    assert len(said) == len(answers(telegram)) == 1
    assert (failed(telegram), waits) == ([], [])


@pytest.mark.parametrize("kind", ATTACHMENTS)
async def test_an_attachment_is_told_what_to_do_instead(
    reader: BotRunner, knowledge: Knowledge, kind: str
) -> None:
    (said,) = await reader.attach(kind)
    texts = {str(name): text for name, text in knowledge.telegram.attachments.items()}
    assert said.text == texts.get(kind, knowledge.texts.attachment)


async def test_a_forwarded_message_is_answered_as_if_typed(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    raw = telegram.text("/about")
    origin = {"type": "hidden_user", "sender_user_name": "</a>", "date": 1}
    raw["message"]["forward_origin"] = origin
    await deliver(reader, raw)
    assert knowledge.article.title in answers(telegram)[0].text


async def test_a_readers_name_is_never_markup(reader: BotRunner, telegram: LocalTelegram) -> None:
    anna = LocalUser(first_name="<b>Anna</b> & </a>", username="anna", language_code=None)
    await deliver(reader, telegram.text("/start", user=anna))
    assert len(answers(telegram)) == 1
    assert failed(telegram) == []


async def test_what_needs_no_answer_gets_none(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    telegram.text("hello", chat_id=GROUP)
    await deliver(reader, telegram.attachment("photo", chat_id=GROUP))
    assert answers(telegram, GROUP) == []
    assert await rows(engine, HandledUpdate) == []


async def test_each_reader_of_a_group_has_a_conversation(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    anna, ben = (reader.beside(LocalUser(number), GROUP) for number in (8, 9))
    await reader.say("/help")
    await anna.say("/fit@local_bot")
    (question,) = questions(telegram, GROUP)
    assert question.payload["reply_to_message"]["from"]["id"] == 8
    assert await ben.press(question.message_id, options(question)[0]) == []
    assert telegram.toasts[-1]
    (changed,) = await anna.press(question.message_id, options(question)[0])
    assert (changed.message_id, changed.text != question.text) == (question.message_id, True)
    assert questions(telegram) == []


async def test_a_group_is_not_disturbed(reader: BotRunner, telegram: LocalTelegram) -> None:
    anna = reader.beside(LocalUser(8), GROUP)
    assert await anna.say("who earns more?") == []
    assert len(await anna.say("@local_bot who earns more?")) == 1


# Redelivery and restarts -------------------------------------------------------------------------


async def test_a_redelivered_update_is_not_answered_twice(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    raw = telegram.text("who earns more?")
    await deliver(reader, raw)
    calls = len(telegram.calls)
    await deliver(reader, raw)
    assert len(telegram.calls) == calls
    (sent,) = await rows(engine, SentReply)
    assert (sent["message_id"], sent["outcome"]) == (1, "answer")
    assert sent["reply_id"] == answers(telegram)[0].message_id


async def test_a_redelivered_press_does_nothing_twice(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (question,) = await reader.say("/fit")
    raw = telegram.press(question.message_id, options(question)[0])
    await deliver(reader, raw, raw)
    await deliver(reader, raw)
    (now,) = questions(telegram)
    assert options(now)[0].split(":")[2] == "1"
    assert len(telegram.toasts) == 1


async def test_a_conversation_goes_on_in_a_new_process(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    async with local_bot(advisor, turns, telegram) as before:
        (question,) = await before.say("/fit")
    async with local_bot(advisor, Turns(engine), telegram) as after:
        (changed,) = await after.press(question.message_id, options(question)[0])
        (typed,) = await after.say("skip")
    assert changed.message_id == question.message_id
    assert [message.message_id for message in questions(telegram)] == [typed.message_id]


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"version": 0}', '{"version": 1, "x": 1}'])
async def test_a_session_that_cannot_be_read_starts_afresh(
    reader: BotRunner,
    engine: AsyncEngine,
    telegram: LocalTelegram,
    knowledge: Knowledge,
    stored: str,
) -> None:
    await reader.say("/fit")
    await spoil(engine, stored)
    (said,) = await reader.say("/about")
    assert said.text.startswith(f"{knowledge.texts.restarted}\n\n")
    assert knowledge.article.title in said.text
    assert questions(telegram) == []
    (again,) = await reader.say("/about")
    assert knowledge.texts.restarted not in again.text


async def test_a_press_after_a_lost_session_is_told_so(
    reader: BotRunner, engine: AsyncEngine, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (question,) = await reader.say("/fit")
    await spoil(engine, "{")
    said = await reader.press(question.message_id, options(question)[0])
    assert [message.text for message in said] == [knowledge.texts.restarted]
    assert telegram.toasts == [knowledge.fit.texts.already]
    assert questions(telegram) == []


async def test_a_lost_session_loses_neither_a_vote_nor_a_wish_to_be_forgotten(
    reader: BotRunner, engine: AsyncEngine, knowledge: Knowledge
) -> None:
    (answer,) = await reader.say("/start e_difference")
    await reader.say("/forget")
    await spoil(engine, "{")
    await reader.press(answer.message_id, "v:+:difference")
    assert [row["vote"] for row in await rows(engine, Vote)] == ["+"]
    await spoil(engine, "{")
    (gone,) = await reader.press_label(knowledge.texts.forget_yes)
    assert knowledge.texts.forgotten in gone.text
    assert [await rows(engine, table) for table in (Chat, SentReply, Vote)] == [[], [], []]


# Edits -------------------------------------------------------------------------------------------


async def test_an_edited_question_edits_its_answer(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (answer,) = await reader.say("/abuot")
    (last,) = await reader.say("/help")
    (edited,) = await reader.edit(1, "/about")
    assert edited.message_id == answer.message_id
    assert knowledge.article.title in edited.text
    assert [message.message_id for message in answers(telegram)] == [
        answer.message_id,
        last.message_id,
    ]


async def test_an_edit_that_changes_no_answer_is_no_error(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits
) -> None:
    await reader.say("/about")
    assert await reader.edit(1, "/about ") == []
    assert ("message is not modified" in failed(telegram)[0], waits) == (True, [])


async def test_the_edit_of_a_message_that_was_never_answered_is_answered(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    telegram.text("/abuot")
    (answer,) = await reader.edit(1, "/about")
    (edited,) = await reader.edit(1, "/privacy")
    assert edited.message_id == answer.message_id


async def test_an_answer_that_was_deleted_is_sent_anew_for_an_edit(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (answer,) = await reader.say("/abuot")
    await telegram.call("deleteMessage", {"chat_id": 1, "message_id": answer.message_id})
    (anew,) = await reader.edit(1, "/about")
    (edited,) = await reader.edit(1, "/privacy")
    assert anew.message_id != answer.message_id
    assert edited.message_id == anew.message_id


# Buttons -----------------------------------------------------------------------------------------


async def test_a_press_is_answered_first_and_once(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (pay,) = await reader.say("/salary senior")
    for data in ("p:ai:senior:", "a:difference", "v:+:difference", "f:start"):
        before = len(telegram.calls)
        await reader.press(pay.message_id, data)
        methods = [call.method for call in telegram.calls[before:]]
        assert methods[0] == "answerCallbackQuery"
        assert methods.count("answerCallbackQuery") == 1
        assert len(methods) == 2
    assert (telegram.unanswered, failed(telegram)) == ([], [])


async def test_a_narrower_pay_look_up_changes_its_message(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (pay,) = await reader.say("/salary senior")
    (changed,) = await reader.press(pay.message_id, "p:ai:senior:")
    assert changed.message_id == pay.message_id
    assert await reader.press(pay.message_id, "p:ai:senior:") == []  # a double tap
    assert (telegram.unanswered, len(answers(telegram))) == ([], 1)


async def test_a_button_that_leads_to_an_answer_sends_it(reader: BotRunner) -> None:
    (welcome,) = await reader.say("/start")
    (answer,) = await reader.press_number(1) or []
    assert answer.message_id != welcome.message_id


async def test_a_press_that_is_too_old_to_be_answered_still_works(
    reader: BotRunner, telegram: LocalTelegram, clock: Clock, waits: Waits
) -> None:
    (pay,) = await reader.say("/salary senior")
    raw = telegram.press(pay.message_id, "p:ai:senior:")
    clock.now += 3600
    await deliver(reader, raw)
    assert answers(telegram)[0].text != pay.text
    assert ("query is too old" in failed(telegram)[0], waits) == (True, [])


@pytest.mark.parametrize(
    "data", ["x", ":", "f:", "f:::", "f:1:0:<", "p:zz", "p:ml:senior:zz", "a:nope", "forget"]
)
async def test_a_button_nobody_made_is_shrugged_at(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits, data: str
) -> None:
    await reader.say("/help")
    await reader.press(answers(telegram)[0].message_id, data)
    assert (telegram.unanswered, failed(telegram), waits) == ([], [], [])


async def test_a_press_on_a_message_that_is_gone_gets_a_new_one(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits
) -> None:
    await reader.say("/help")
    (sent,) = await reader.press(99, "p:ai:senior:")
    assert sent.message_id > 2
    assert (telegram.unanswered, waits) == ([], [])


async def test_thumbs_are_kept_and_the_last_one_counts(
    reader: BotRunner, engine: AsyncEngine, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (answer,) = await reader.say("/start e_difference")
    for thumb, stored in (("👍", "+"), ("👎", "-")):
        await reader.press_label(thumb)
        (vote,) = await rows(engine, Vote)
        assert (vote["message_id"], vote["entry"]) == (answer.message_id, "difference")
        assert vote["vote"] == stored
    feedback = knowledge.service.feedback
    assert telegram.toasts == [feedback.thanks, feedback.sorry]


# Forgetting --------------------------------------------------------------------------------------


async def test_forgetting_leaves_nothing_of_the_chat(
    reader: BotRunner, engine: AsyncEngine, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await deliver(reader, telegram.text("/fit", chat_id=2))
    await reader.say("/start e_difference")
    await reader.press_label("👍")
    await reader.say("/fit")
    await reader.say("/forget")
    (gone,) = await reader.press_label(knowledge.texts.forget_yes)
    assert gone.text == knowledge.texts.forgotten
    assert questions(telegram) == []
    for mapper in Base.registry.mappers:
        assert 1 not in {row.get("chat_id") for row in await rows(engine, mapper.class_)}
    assert {row["chat_id"] for row in await rows(engine, Chat)} == {2}
    (again,) = await reader.say("/fit")
    assert questions(telegram) == [again]


async def test_forgetting_can_be_called_off(
    reader: BotRunner, engine: AsyncEngine, knowledge: Knowledge
) -> None:
    await reader.say("/forget")
    (kept,) = await reader.press_label(knowledge.texts.forget_no)
    assert kept.text == knowledge.texts.forget_kept
    assert len(await rows(engine, Chat)) == 1
