"""The runner: a reader's hands and eyes, for the terminal chat and for tests."""

from __future__ import annotations

import pytest

from bot.advice import Advisor
from bot.storage import Turns
from bot.telegram.local import LocalTelegram
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import answers, local_bot, questions


async def test_saying_something_gives_what_the_bot_says_to_it(
    reader: BotRunner, advisor: Advisor
) -> None:
    (welcome,) = await reader.say("/start")
    assert welcome.text == advisor.knowledge.texts.start
    (about,) = await reader.say("/about")
    assert about.message_id > welcome.message_id


async def test_a_changed_message_is_news(reader: BotRunner) -> None:
    (pay,) = await reader.say("/salary senior ml")
    (changed,) = await reader.press(pay.message_id, "p:ai:senior:")
    assert changed.message_id == pay.message_id
    assert changed.text != pay.text


async def test_buttons_taken_away_are_no_news(reader: BotRunner, telegram: LocalTelegram) -> None:
    (first,) = await reader.say("/fit")
    (second,) = await reader.say("skip")
    assert second.message_id != first.message_id
    assert questions(telegram) == [second]


async def test_nothing_new_gives_nothing(reader: BotRunner) -> None:
    (pay,) = await reader.say("/salary senior ml")
    assert await reader.press(pay.message_id, "p:ml:senior:") == []


async def test_an_edit_and_an_attachment(reader: BotRunner, telegram: LocalTelegram) -> None:
    await reader.say("/abuot")
    typed = telegram.messages()[0]
    (changed,) = await reader.edit(typed.message_id, "/about")
    assert changed.text != typed.text
    (said,) = await reader.attach("voice")
    (asked,) = await reader.attach("photo", caption="/about")
    assert (said.text != asked.text, asked.text) == (True, changed.text)


async def test_buttons_are_those_of_the_last_keyboard(reader: BotRunner) -> None:
    assert reader.buttons() == []
    (welcome,) = await reader.say("/start")
    await reader.say("/about")  # has none
    assert {message_id for message_id, _ in reader.buttons()} == {welcome.message_id}
    assert [button for _, button in reader.buttons()] == [row[0] for row in welcome.keyboard]


async def test_pressing_by_number_and_by_label(reader: BotRunner) -> None:
    await reader.say("/start")
    labels = [button.label for _, button in reader.buttons()]
    by_number = await reader.press_number(1)
    await reader.say("/start")
    by_label = await reader.press_label(labels[0])
    assert by_number
    assert by_number[0].text == by_label[0].text


@pytest.mark.parametrize("number", [0, -1, 99])
async def test_a_number_without_a_button(reader: BotRunner, number: int) -> None:
    await reader.say("/start")
    assert await reader.press_number(number) is None


async def test_a_label_without_a_button(reader: BotRunner) -> None:
    with pytest.raises(LookupError, match=r"no button 'Fly' among \[\]"):
        await reader.press_label("Fly")


async def test_readers_in_two_chats(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram
) -> None:
    async with (
        local_bot(advisor, turns, telegram, chat_id=5) as anna,
        local_bot(advisor, turns, telegram, chat_id=6) as ben,
    ):
        await anna.say("/fit")
        await ben.say("/help")
    assert len(questions(telegram, 5)) == 1
    assert [len(answers(telegram, 6)), questions(telegram, 6)] == [1, []]


async def test_typing_in_another_chat_gives_cards(reader: BotRunner, advisor: Advisor) -> None:
    cards = await reader.inline("vesting")
    assert [card["title"] for card in cards] == [card.title for card in advisor.cards("vesting")]
    assert await reader.inline("banana bread recipe") == []
