"""The assessment over Telegram: buttons and typed answers, and never two live questions."""

from __future__ import annotations

import asyncio
import tempfile

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update as change
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update

from bot.advice import Advisor, Session
from bot.knowledge import Knowledge
from bot.storage import Turns, make_engine, upgrade
from bot.storage.tables import Chat
from bot.telegram.local import LocalMessage, LocalTelegram
from bot.telegram.runner import BotRunner, local_bot
from tests.telegram.bot_helpers import answers, failed, options, questions, rows


def heading(knowledge: Knowledge, step: int) -> str:
    return knowledge.fit.questions[step].text


def button(message: LocalMessage, label: str) -> str:
    """The data of a button, by what its label holds."""
    return next(b.data or "" for row in message.keyboard for b in row if label in b.label)


async def live_message(engine: AsyncEngine) -> int | None:
    (chat,) = await rows(engine, Chat)
    live: int | None = chat["live_message_id"]
    return live


# By buttons --------------------------------------------------------------------------------------


async def test_the_whole_assessment_by_buttons_is_one_message(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge, engine: AsyncEngine
) -> None:
    (message,) = await reader.say("/fit")
    for step, question in enumerate(knowledge.fit.questions):
        assert question.text in message.text
        assert await live_message(engine) == message.message_id
        labels = [row[0].label for row in message.keyboard[: len(question.options)]]
        assert labels == [option.label for option in question.options]
        (message,) = await reader.press(message.message_id, options(message)[0])
        assert message.edited, step
    leans = [result.summary for result in knowledge.fit.results]
    assert any(summary in message.text for summary in leans)
    assert len(answers(telegram)) == 1
    assert questions(telegram) == []
    assert await live_message(engine) is None
    assert (telegram.unanswered, failed(telegram)) == ([], [])


async def test_back_skip_and_stop(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (first,) = await reader.say("/fit")
    assert not any("Back" in b.label for row in first.keyboard for b in row)
    (second,) = await reader.press(first.message_id, button(first, "Skip"))
    assert heading(knowledge, 1) in second.text
    (back,) = await reader.press(second.message_id, button(second, "Back"))
    assert heading(knowledge, 0) in back.text
    (stopped,) = await reader.press(back.message_id, button(back, "Stop"))
    assert stopped.text == knowledge.texts.cancelled
    assert questions(telegram) == []
    assert len(answers(telegram)) == 1


async def test_a_double_tap_answers_one_question(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    taps = [telegram.press(message.message_id, options(message)[0]) for _ in range(2)]
    application = reader._application
    updates = [Update.de_json(tap, application.bot) for tap in taps]
    await asyncio.gather(*map(application.process_update, updates))
    (now,) = questions(telegram)
    assert heading(knowledge, 1) in now.text
    assert sorted(map(bool, telegram.toasts)) == [False, True]  # the second is told why
    assert telegram.unanswered == []


async def test_buttons_of_a_finished_or_older_run_do_nothing(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    old = options(message)[0]
    await reader.say("/cancel")
    assert await reader.press(message.message_id, old) == []
    assert telegram.toasts == [knowledge.texts.stale_button]
    (again,) = await reader.say("/fit")
    assert await reader.press(message.message_id, old) == []
    assert telegram.toasts[1]
    assert questions(telegram) == [again]


async def test_a_button_of_another_version_of_the_questions(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    (chat,) = await rows(engine, Chat)
    session, _ = Session.restore(chat["session"])
    assert session.fit
    old = session.fit.model_copy(update={"version": knowledge.fit.version + 1})
    stored = session.model_copy(update={"fit": old}).model_dump_json()
    async with engine.begin() as connection:
        await connection.execute(change(Chat).values(session=stored))
    assert await reader.press(message.message_id, options(message)[0]) == []
    assert telegram.toasts == [knowledge.texts.stale_button]
    (again,) = await reader.say("/fit")
    assert heading(knowledge, 0) in again.text
    assert questions(telegram) == [again]


async def test_a_press_on_a_question_telegram_no_longer_has(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    await telegram.call("deleteMessage", {"chat_id": 1, "message_id": message.message_id})
    (anew,) = await reader.press(message.message_id, options(message)[0])
    assert heading(knowledge, 1) in anew.text
    (changed,) = await reader.press(anew.message_id, options(anew)[0])
    assert changed.message_id == anew.message_id


async def test_starting_again_asks_whether_to_go_on(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (first,) = await reader.say("/fit")
    await reader.press(first.message_id, options(first)[0])
    (choice,) = await reader.say("/fit")
    assert questions(telegram) == []
    (on,) = await reader.press_label(choice.keyboard[0][0].label)
    assert (on.message_id, heading(knowledge, 1) in on.text) == (choice.message_id, True)
    (choice,) = await reader.say("/fit")
    (over,) = await reader.press_label("Start over")
    assert heading(knowledge, 0) in over.text
    assert questions(telegram) == [over]


# By typing ---------------------------------------------------------------------------------------


async def test_a_typed_answer_sends_the_next_question_and_disarms_the_last(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (last,) = await reader.say("/fit")
    for step in range(1, len(knowledge.fit.questions)):
        label = knowledge.fit.questions[step - 1].options[0].label
        (message,) = await reader.say(label)
        assert heading(knowledge, step) in message.text
        assert label in message.text  # what it was taken for
        assert message.message_id > last.message_id
        assert questions(telegram) == [message]
        last = message


async def test_a_typed_last_answer_leaves_no_question_behind(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await reader.say("/fit")
    for _ in knowledge.fit.questions:
        (message,) = await reader.say("1")
    assert any(result.summary in message.text for result in knowledge.fit.results)
    assert questions(telegram) == []


async def test_typing_back_skip_and_stop(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await reader.say("/fit")
    (second,) = await reader.say("skip")
    assert heading(knowledge, 1) in second.text
    (first,) = await reader.say("back")
    assert heading(knowledge, 0) in first.text
    assert questions(telegram) == [first]
    (stopped,) = await reader.say("stop")
    assert stopped.text == knowledge.texts.cancelled
    assert questions(telegram) == []


# Interruptions -----------------------------------------------------------------------------------


async def test_a_question_in_between_is_answered_and_the_assessment_goes_on(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (first,) = await reader.say("/fit")
    (second,) = await reader.press(first.message_id, options(first)[0])
    for aside in ("how long is the phone screen?", "/salary senior ml", "/help", "thanks"):
        (answer,) = await reader.say(aside)
        assert heading(knowledge, 1) in answer.text
        assert answer.text.index(heading(knowledge, 1)) > 0
        assert options(answer) == options(second)
        assert questions(telegram) == [answer]
    (third,) = await reader.press(answer.message_id, options(answer)[0])
    assert (third.message_id, heading(knowledge, 2) in third.text) == (answer.message_id, True)


async def test_an_attachment_in_between_repeats_the_question(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await reader.say("/fit")
    (said,) = await reader.attach("voice")
    assert said.text.startswith(knowledge.texts.attachment)
    assert questions(telegram) == [said]


async def test_a_reply_with_buttons_of_its_own_leads_back_to_the_question(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (question,) = await reader.say("/fit")
    (asked,) = await reader.say("/forget")
    assert questions(telegram) == [question]
    (back,) = await reader.press(asked.message_id, "f:go")
    assert (back.message_id, heading(knowledge, 0) in back.text) == (asked.message_id, True)
    assert questions(telegram) == [back]


async def test_an_edit_in_between_leaves_older_answers_alone(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (about,) = await reader.say("/about")
    (question,) = await reader.say("/fit")
    (said,) = await reader.edit(1, "/privacy")
    assert answers(telegram)[0].text == about.text
    assert said.message_id > question.message_id
    assert said.text.startswith(knowledge.texts.edit_in_flow)
    assert questions(telegram) == [said]


async def test_an_edited_answer_changes_nothing_but_the_note(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await reader.say("/fit")
    (second,) = await reader.say("skip")
    typed = telegram.messages()[-2].message_id
    (said,) = await reader.edit(typed, "1")
    assert said.message_id == second.message_id
    assert knowledge.texts.edit_in_flow in said.text
    assert heading(knowledge, 1) in said.text
    assert questions(telegram) == [said]


async def test_cancelling_takes_the_buttons_off(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await reader.say("/fit")
    (cancelled,) = await reader.say("/cancel")
    assert cancelled.text == knowledge.texts.cancelled
    assert questions(telegram) == []


# Whatever happens --------------------------------------------------------------------------------

COMMANDS = ["/fit", "/cancel", "/forget", "/help", "/salary"]
WORDS = ["1", "2", "skip", "back", "stop", "yes", "both", "pizza"]
TYPED = st.sampled_from([*COMMANDS, *WORDS])
STEPS = st.one_of(
    st.tuples(st.just("say"), TYPED),
    st.tuples(st.just("edit"), TYPED),
    st.tuples(st.just("press"), st.integers(0, 99)),
    st.tuples(st.just("press new"), st.integers(0, 9)),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(STEPS, min_size=5, max_size=15))
async def test_there_are_never_two_live_questions(
    advisor: Advisor, steps: list[tuple[str, str | int]]
) -> None:
    """Whatever is typed, edited, and pressed, be it on old messages."""
    telegram = LocalTelegram()
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/bot.sqlite3")
        await upgrade(engine)
        async with local_bot(advisor, Turns(engine), telegram) as reader:
            await reader.say("/fit")
            shown = buttons(telegram)
            for kind, what in steps:
                await act(reader, kind, what, shown)
                shown = list(dict.fromkeys([*shown, *buttons(telegram)]))
                live = questions(telegram)
                assert [message.message_id for message in live[1:]] == []
                assert not live or live[0].message_id == await live_message(engine)
        await engine.dispose()
    assert telegram.unanswered == []
    assert [error for error in failed(telegram) if "not modified" not in error] == []


def buttons(telegram: LocalTelegram) -> list[tuple[int, str]]:
    """Every button there is to press, from top to bottom."""
    return [
        (message.message_id, b.data or "")
        for message in answers(telegram)
        for row in message.keyboard
        for b in row
    ]


async def act(reader: BotRunner, kind: str, what: str | int, shown: list[tuple[int, str]]) -> None:
    if isinstance(what, int):
        there = buttons(reader.telegram) if kind == "press new" else shown
        if there:
            await reader.press(*there[-1 - what % len(there)])
        return
    typed = [message for message in reader.telegram.messages() if not message.from_bot]
    if kind == "say":
        await reader.say(what)
    else:
        await reader.edit(typed[len(what) % len(typed)].message_id, what)
