"""/compare, /interview, /quiz and /resume over Telegram: in place, in groups, after a restart."""

from __future__ import annotations

from bot.advice import Advisor
from bot.knowledge import Knowledge
from bot.storage import Turns
from bot.telegram.local import LocalMessage, LocalTelegram, LocalUser
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import answers, failed, local_bot

GROUP = -100_500
BULLET = "Implemented an LSTM in TensorFlow"


def button(message: LocalMessage, label: str) -> str:
    """The data of a button, by what its label holds."""
    return next(b.data or "" for row in message.keyboard for b in row if label in b.label)


async def test_comparisons_and_stages_are_paged_in_one_message(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    (message,) = await reader.say("/compare")
    for aspect in knowledge.compare.aspects:
        (message,) = await reader.press(message.message_id, f"c:{aspect.id}")
        assert message.text.startswith(aspect.label)
    assert len(answers(telegram)) == 1
    (listed,) = await reader.say("/interview")
    (stage,) = await reader.press(listed.message_id, button(listed, "Phone screen"))
    while any("Next" in b.label for row in stage.keyboard for b in row):
        (stage,) = await reader.press(stage.message_id, button(stage, "Next"))
    assert stage.text.startswith("5 of 5")
    assert len(answers(telegram)) == 2
    assert failed(telegram) == []


async def test_the_same_aspect_pressed_twice_is_harmless(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    (message,) = await reader.say("/compare")
    await reader.press(message.message_id, "c:week")
    assert await reader.press(message.message_id, "c:week") == []
    assert telegram.unanswered == []


async def test_a_round_of_the_quiz_is_polls_and_a_score(
    reader: BotRunner, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    intro, poll = await reader.say("/quiz")
    assert intro.text == knowledge.quiz.texts.intro
    for number in range(1, knowledge.quiz.round + 1):
        assert poll.text.startswith(f"{number} of {knowledge.quiz.round}\n")
        *_, poll = await reader.vote(poll.message_id, 0)
    assert "right in this round" in poll.text
    assert (telegram.unanswered, failed(telegram)) == ([], [])


async def test_a_quiz_stopped_under_its_poll_ends_and_a_late_vote_changes_nothing(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    _, poll = await reader.say("/quiz")
    (ended,) = await reader.press(poll.message_id, button(poll, "Stop"))
    assert ended.message_id != poll.message_id
    (voted,) = await reader.vote(poll.message_id, 0)
    assert voted.message_id == poll.message_id
    assert telegram.unanswered == []


async def test_in_a_group_a_quiz_is_its_readers(reader: BotRunner, telegram: LocalTelegram) -> None:
    anna, ben = (reader.beside(LocalUser(number), GROUP) for number in (8, 9))
    _, hers = await anna.say("/quiz")
    assert await ben.press(hers.message_id, button(hers, "Stop")) == []
    await ben.vote(hers.message_id, 0)
    _, his = await ben.say("/quiz")
    assert "1 of 6" in his.text
    *_, hers = await anna.vote(hers.message_id, 1)
    assert "2 of 6" in hers.text


async def test_a_resume_told_twice_goes_on_after_a_restart(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, knowledge: Knowledge
) -> None:
    async with local_bot(advisor, turns, telegram) as reader:
        (review,) = await reader.say(f"/resume {BULLET}")
        (asked,) = await reader.press(review.message_id, button(review, "Sell it twice"))
        assert asked.message_id != review.message_id
        await reader.say("my own words")
    async with local_bot(advisor, turns, telegram) as reader:
        (message,) = await reader.say("other words")
        while any("Skip" in b.label for row in message.keyboard for b in row):
            (message,) = await reader.press(message.message_id, button(message, "Skip"))
    for said in ("“my own words”", "“other words”", BULLET):
        assert said in message.text
    assert failed(telegram) == []


async def test_an_edited_bullet_edits_its_review(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    await reader.say("/resume")
    (review,) = await reader.say(BULLET)
    theirs = next(m for m in reversed(telegram.messages(1)) if not m.from_bot)
    (edited,) = await reader.edit(theirs.message_id, "Cut drift alerts of the model by 40 %")
    assert edited.message_id == review.message_id
    assert "40 %" in edited.text
