"""The assessment over Telegram: buttons and typed answers, pictures, groups, restarts."""

from __future__ import annotations

import asyncio

from sqlalchemy import update as change
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update

from bot.advice import Advisor, Session
from bot.knowledge import Knowledge
from bot.storage import Turns
from bot.storage.tables import Chat, SentPicture
from bot.telegram.local import Failure, LocalMessage, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import answers, failed, local_bot, options, questions, rows, soon

FIRST, SECOND, THIRD = "yardstick", "pay", "company"  # of somebody who gives no answers
GROUP = -100_500


def asks(knowledge: Knowledge, name: str, message: LocalMessage) -> bool:
    return knowledge.fit.question[name].text in message.text


def button(message: LocalMessage, label: str) -> str:
    """The data of a button, by what its label holds."""
    return next(b.data or "" for row in message.keyboard for b in row if label in b.label)


async def live_message(engine: AsyncEngine) -> int | None:
    (chat,) = await rows(engine, Chat)
    live: int | None = chat["live_message_id"]
    return live


async def to_the_end(reader: BotRunner, message: LocalMessage) -> LocalMessage:
    """Press the first option until the result."""
    while options(message):
        (message,) = await reader.press(message.message_id, options(message)[0])
    return message


# By buttons --------------------------------------------------------------------------------------


async def test_the_whole_assessment_by_buttons_is_one_message_and_one_call_a_tap(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge, engine: AsyncEngine
) -> None:
    (message,) = await reader.say("/fit")
    while options(message):
        assert await live_message(engine) == message.message_id
        telegram.calls.clear()
        (message,) = await reader.press(message.message_id, options(message)[0])
        called = [call.method for call in telegram.calls]
        assert called[0] == "answerCallbackQuery"
        assert len(called) == 2
    assert called[1] == "editMessageMedia"
    assert any(result.summary in message.text for result in knowledge.fit.results)
    assert message.photo
    assert answers(telegram) == [message]
    assert await live_message(engine) is None
    assert (telegram.unanswered, failed(telegram)) == ([], [])


async def test_every_button_below_a_question_takes_one_call(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (message,) = await reader.say("/fit")
    for label in ("Skip", "Why", "Back", "Skip", "My answers", "1. ", "Back", "Go on", "Stop"):
        telegram.calls.clear()
        (message,) = await reader.press(message.message_id, button(message, label))
        assert len(telegram.calls) == 2, label
    assert len(answers(telegram)) == 1


async def test_back_skip_and_stop(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (first,) = await reader.say("/fit")
    assert not any("Back" in b.label for row in first.keyboard for b in row)
    (second,) = await reader.press(first.message_id, button(first, "Skip"))
    assert asks(knowledge, SECOND, second)
    (back,) = await reader.press(second.message_id, button(second, "Back"))
    assert asks(knowledge, FIRST, back)
    (stopped,) = await reader.press(back.message_id, button(back, "Stop"))
    assert stopped.text == knowledge.fit.texts.stopped
    assert questions(telegram) == []
    assert len(answers(telegram)) == 1


async def test_a_double_tap_answers_one_question(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    """As from two devices at once."""
    (message,) = await reader.say("/fit")
    taps = [telegram.press(message.message_id, options(message)[0]) for _ in range(2)]
    application = reader._application
    updates = [Update.de_json(tap, application.bot) for tap in taps]
    await soon(asyncio.gather(*map(application.process_update, updates)))
    (now,) = questions(telegram)
    assert asks(knowledge, SECOND, now)
    assert sorted(map(bool, telegram.toasts)) == [False, True]  # the second is told why
    assert telegram.unanswered == []


async def test_a_double_tap_on_the_last_answer_gives_one_result(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (message,) = await reader.say("/fit")
    for _ in range(4):
        (message,) = await reader.press(message.message_id, options(message)[0])
    while len(options(message)) > 0:
        last = options(message)[0]
        (message,) = await reader.press(message.message_id, last)
    assert await reader.press(message.message_id, last) == []
    assert len(answers(telegram)) == 1


async def test_buttons_of_an_older_run_do_nothing(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    old = options(message)[0]
    await reader.say("/cancel")
    assert await reader.press(message.message_id, old) == []
    assert telegram.toasts == [knowledge.fit.texts.already]
    (again,) = await reader.say("/fit")
    assert await reader.press(message.message_id, old) == []
    assert telegram.toasts[1]
    assert questions(telegram) == [again]


async def test_a_run_of_another_version_of_the_questions_goes_on(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    (message,) = await reader.press(message.message_id, options(message)[0])
    (chat,) = await rows(engine, Chat)
    session, _ = Session.restore(chat["session"])
    assert session.fit
    old = session.fit.model_copy(update={"version": 1, "question": "gone"})
    stored = session.model_copy(update={"fit": old}).model_dump_json()
    async with engine.begin() as connection:
        await connection.execute(change(Chat).values(session=stored))
    (now,) = await reader.press(message.message_id, options(message)[0])
    assert now.message_id == message.message_id
    assert now.text.startswith(knowledge.fit.texts.migrated)
    assert asks(knowledge, SECOND, now)
    assert questions(telegram) == [now]


async def test_a_press_on_a_question_telegram_no_longer_has(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    await telegram.call("deleteMessage", {"chat_id": 1, "message_id": message.message_id})
    (anew,) = await reader.press(message.message_id, options(message)[0])
    assert asks(knowledge, SECOND, anew)
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
    assert (on.message_id, asks(knowledge, SECOND, on)) == (choice.message_id, True)
    await reader.say("/fit")
    (over,) = await reader.press_label("Start over")
    assert asks(knowledge, FIRST, over)
    assert questions(telegram) == [over]


async def test_it_goes_on_in_a_new_process(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    async with local_bot(advisor, turns, telegram) as before:
        (question,) = await before.say("/fit")
        (question,) = await before.press(question.message_id, options(question)[0])
    async with local_bot(advisor, Turns(engine), telegram) as after:
        (changed,) = await after.press(question.message_id, options(question)[0])
        assert asks(advisor.knowledge, THIRD, changed)
        result = await to_the_end(after, changed)
    assert result.photo
    assert result.message_id == question.message_id


# By typing ---------------------------------------------------------------------------------------


async def test_a_typed_answer_sends_the_next_question_and_disarms_the_last(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (last,) = await reader.say("/fit")
    while options(last):
        label = last.keyboard[0][0].label
        (message,) = await reader.say(label)
        assert label in message.text  # what it was taken for
        assert message.message_id > last.message_id
        assert questions(telegram) == ([message] if options(message) else [])
        last = message
    assert any(result.summary in last.text for result in knowledge.fit.results)
    assert last.photo


async def test_typing_back_skip_and_stop(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await reader.say("/fit")
    (second,) = await reader.say("skip")
    assert asks(knowledge, SECOND, second)
    (first,) = await reader.say("back")
    assert asks(knowledge, FIRST, first)
    assert questions(telegram) == [first]
    (stopped,) = await reader.say("stop")
    assert stopped.text == knowledge.fit.texts.stopped
    assert questions(telegram) == []


# The result ---------------------------------------------------------------------------------


async def test_a_picture_is_sent_by_its_name_the_second_time(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    (message,) = await reader.say("/fit")
    result = await to_the_end(reader, message)
    (kept,) = await rows(engine, SentPicture)
    assert kept["file_id"] == result.photo
    (again,) = await reader.say("/fit result")
    assert again.photo == result.photo
    assert again.text == result.text
    assert telegram.calls[-1].parameters["photo"] == result.photo
    assert len(telegram.files) == 1


async def test_a_picture_telegram_has_forgotten_is_sent_anew(
    reader: BotRunner, telegram: LocalTelegram, engine: AsyncEngine
) -> None:
    (message,) = await reader.say("/fit")
    await to_the_end(reader, message)
    async with engine.begin() as connection:
        await connection.execute(change(SentPicture).values(file_id="local-gone"))
    (again,) = await reader.say("/fit result")
    (kept,) = await rows(engine, SentPicture)
    assert kept["file_id"] == again.photo != "local-gone"


async def test_a_failure_while_the_result_is_sent_loses_no_answer(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (message,) = await reader.say("/fit")
    telegram.fail("editMessageMedia", Failure.server_error(), times=2)
    result = await to_the_end(reader, message)
    assert result.photo
    assert answers(telegram) == [result]


async def test_the_result_leads_on_in_messages_of_their_own(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/fit")
    result = await to_the_end(reader, message)
    (review,) = await reader.press(result.message_id, button(result, "Change"))
    assert review.text.startswith(knowledge.fit.texts.review)
    (question,) = await reader.press(review.message_id, button(review, "1. "))
    assert question.message_id == review.message_id
    await reader.press(question.message_id, button(question, "Stop"))
    (card,) = await reader.press(result.message_id, button(result, "Share"))
    assert card.photo == result.photo
    assert "https://t.me/local_bot?start=fit" in card.text
    assert (card.keyboard[0][0].url or "").startswith("https://t.me/share/url?")
    (over,) = await reader.press(result.message_id, button(result, "Take it again"))
    assert asks(knowledge, FIRST, over)
    assert result in answers(telegram)


async def test_a_friend_starts_from_the_link(reader: BotRunner, knowledge: Knowledge) -> None:
    friend = reader.beside(LocalUser(77), 77)
    (question,) = await friend.say("/start fit")
    assert asks(knowledge, FIRST, question)


# Interruptions -----------------------------------------------------------------------------------


async def test_a_question_in_between_is_answered_and_the_assessment_goes_on(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (first,) = await reader.say("/fit")
    (second,) = await reader.press(first.message_id, options(first)[0])
    for aside in ("how long is the phone screen?", "/salary senior ml", "/help", "thanks"):
        (answer,) = await reader.say(aside)
        assert asks(knowledge, SECOND, answer)
        assert answer.text.index(knowledge.fit.question[SECOND].text) > 0
        assert options(answer) == options(second)
        assert questions(telegram) == [answer]
    (third,) = await reader.press(answer.message_id, options(answer)[0])
    assert (third.message_id, asks(knowledge, THIRD, third)) == (answer.message_id, True)


async def test_an_attachment_in_between_repeats_the_question(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    await reader.say("/fit")
    (said,) = await reader.attach("voice")
    assert said.text.startswith(knowledge.telegram.attachments["voice"])
    assert questions(telegram) == [said]


async def test_a_reply_with_buttons_of_its_own_leads_back_to_the_question(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (question,) = await reader.say("/fit")
    await reader.say("/forget")
    assert questions(telegram) == [question]
    (back,) = await reader.press_label("Continue at 1")
    assert asks(knowledge, FIRST, back)
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
    assert asks(knowledge, SECOND, said)
    assert questions(telegram) == [said]


# In a group --------------------------------------------------------------------------------------


async def test_in_a_group_it_works_for_the_one_who_began_by_reply(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    anna, ben = (reader.beside(LocalUser(number), GROUP) for number in (8, 9))
    (first,) = await anna.say("/fit")
    assert await anna.say("2") == []  # said to the others
    (second,) = await anna.say("2", reply_to=first.message_id)
    assert asks(knowledge, SECOND, second)
    (other,) = await ben.say("/fit")
    assert asks(knowledge, FIRST, other)
    assert await ben.press(second.message_id, options(second)[0]) == []
    assert await anna.press(other.message_id, options(other)[0]) == []
    (third,) = await anna.press(second.message_id, options(second)[0])
    assert asks(knowledge, THIRD, third)
    live = [message.message_id for message in questions(telegram, GROUP)]
    assert live == [third.message_id, other.message_id]


async def test_in_a_group_another_readers_result_is_left_alone(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    anna, ben = (reader.beside(LocalUser(number), GROUP) for number in (8, 9))
    (message,) = await anna.say("/fit")
    result = await to_the_end(anna, message)
    for label in ("Change", "Share"):
        assert await ben.press(result.message_id, button(result, label)) == []
    (own,) = await ben.press(result.message_id, button(result, "Take it again"))
    assert asks(knowledge, FIRST, own)
    assert answers(telegram, GROUP)[0] == result
