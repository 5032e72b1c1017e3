"""/history: a reader's last questions by the answers they got, to be opened again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.advice import Message, Outcome
from bot.advice.plain import plain_text
from bot.knowledge import Knowledge
from tests.advice.chat import Chat, assert_sound, labels, presses

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DUTIES = "what does an ml pm do all day"
TOMATOES = "when do I plant tomatoes in my garden"


def ask(chat: Chat, text: str, at: datetime = NOON) -> str:
    return plain_text(chat.do(Message(text, at=at)))


def test_nothing_was_asked_yet(chat: Chat, knowledge: Knowledge) -> None:
    assert ask(chat, "/history") == knowledge.service.history.none


def test_the_newest_comes_first_and_opens_again(chat: Chat, knowledge: Knowledge) -> None:
    answer = ask(chat, DUTIES)
    pay = ask(chat, "/salary staff ml rsu")
    listed = ask(chat, "/history")
    assert_sound(chat.reply, chat.advisor)
    duties = knowledge.entry["duties_ml"].label
    assert labels(chat.reply)[1] == duties
    assert listed.index(labels(chat.reply)[0]) < listed.index(duties)
    first, second = presses(chat.reply)
    assert plain_text(chat.press(first)) == pay
    assert plain_text(chat.press(second)) == answer


def test_words_are_not_kept(chat: Chat) -> None:
    ask(chat, "my name is Ada: what does an ml pm do all day")
    ask(chat, TOMATOES)
    stored = chat.session.model_dump_json()
    assert "Ada" not in stored
    assert "tomatoes" not in stored


def test_a_question_without_an_answer_is_listed_without_a_button(
    chat: Chat, knowledge: Knowledge
) -> None:
    ask(chat, TOMATOES)
    assert chat.reply.outcome is Outcome.DECLINE
    assert knowledge.service.history.unanswered in ask(chat, "/history")
    assert chat.reply.buttons == ()


def test_the_same_answer_is_listed_once(chat: Chat) -> None:
    ask(chat, DUTIES)
    ask(chat, "how long is the phone screen?")
    ask(chat, DUTIES)
    ask(chat, "/history")
    assert len(labels(chat.reply)) == 2
    assert presses(chat.reply)[0] == "a:duties_ml"


def test_ten_are_kept(chat: Chat, knowledge: Knowledge) -> None:
    for entry in knowledge.entries[:14]:
        chat.press(f"a:{entry.id}")
    ask(chat, "/history")
    assert_sound(chat.reply, chat.advisor)
    assert len(presses(chat.reply)) == 10


def test_opening_one_by_a_button_counts_as_asking(chat: Chat) -> None:
    chat.press("p:ml:senior:")
    chat.press("a:vesting")
    ask(chat, "/history")
    assert presses(chat.reply) == ["a:vesting", "p:ml:senior:"]


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=40), "40 d ago"),
    ],
)
def test_it_says_how_long_ago(chat: Chat, ago: timedelta, said: str) -> None:
    ask(chat, DUTIES)
    assert f"({said})" in ask(chat, "/history", NOON + ago)


def test_an_entry_that_is_gone_has_no_button(chat: Chat) -> None:
    ask(chat, DUTIES)
    (seen,) = chat.session.history
    gone = seen.model_copy(update={"entry": "gone", "press": "a:gone"})
    chat.session = chat.session.model_copy(update={"history": (gone,)})
    assert seen.label in ask(chat, "/history")
    assert chat.reply.buttons == ()


def test_the_whole_table_opens_as_a_whole(chat: Chat, knowledge: Knowledge) -> None:
    ask(chat, "show me the whole salary table")
    pay = next(entry.id for entry in knowledge.entries if entry.lookup == "pay")
    assert [seen.press for seen in chat.session.history] == [f"a:{pay}"]


def test_export_goes_with_a_file_but_not_in_a_group(chat: Chat, knowledge: Knowledge) -> None:
    assert chat.say("/export").export
    reply = chat.do(Message("/export", alone=False))
    assert (reply.export, plain_text(reply)) == (False, knowledge.service.export.in_group)
