"""Whatever a reader does, there is a reply, it is sound, and the chat can be stored and resumed."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Session
from bot.advice.message import Kind
from tests.advice.chat import Chat, assert_sound, presses

LONGEST = 4096

# Words that mean something to the bot, and some that mean nothing.
_WORDS = (
    "senior staff ai ml both pm base bonus rsu salary pay and or what how who the other last one "
    "interview resume skills difference first second 1 2 3 9 a b yes no ok back skip stop hi not "
    "/fit /salary /start /forget /help /cancel /nope /start@bot fit e_difference ? , . ! : 1) "
    "/compare /resume /interview /quiz launched increasing 12 % "
    "junior berlin designer zxcv <b> & %s {x} \u202e \u200d 😀 é ß ﷺ ⑳"
)
WORDS = _WORDS.split(" ")
PIECES = (
    *("x", " ", "and ", ", ", "? ", "ai ml ", "in aaa ", "1) ", "$", "don't ", "/"),
    *("\u202e", "😀", "ﷺ", "a\u0301", "senior staff ", "who earns more "),
)

texts = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=string.punctuation + string.whitespace, max_size=20),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
)
foreign = st.one_of(
    st.sampled_from(
        [
            *("a:", "a:difference", "p:ml::", "p:", "f:new", "f:start", "f:0:0:x", "v:+:x"),
            *("forget:no", "c:week", "c:", "i:", "i:x", "r:new", "r:twice", "r:1:0:>"),
            *("q:1-1:0", "q:"),
        ]
    ),
    st.text(max_size=64),
)

# One thing a reader does; `tap` is a press of some button under the last reply.
acts = st.one_of(
    st.tuples(st.just("text"), texts),
    st.tuples(st.just("tap"), st.integers(0, 9).map(str)),
    st.tuples(st.just("press"), foreign),
    st.tuples(st.just("edit"), texts),
    st.tuples(st.just("attachment"), st.just("")),
)


@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_any_text_gets_a_sound_reply(advisor: Advisor, text: str) -> None:
    assert_sound(Chat(advisor).say(text), advisor)


@settings(max_examples=40, deadline=None)
@given(sequence=st.lists(acts, max_size=10))
def test_any_sequence_of_acts_is_answered(
    advisor: Advisor, sequence: list[tuple[Kind, str]]
) -> None:
    chat = Chat(advisor)
    for kind, text in sequence:
        reply = chat.do(message_of(kind, text, chat))
        if reply.blocks:
            assert_sound(reply, advisor)
        else:
            assert kind in ("press", "tap")
            assert reply.toast
        assert Session.restore(chat.session.model_dump_json()) == (chat.session, False)


@settings(max_examples=30, deadline=None)
@given(start=texts, kind=st.sampled_from(["text", "press", "edit"]), text=texts)
def test_the_same_message_in_the_same_chat_gets_the_same_reply(
    advisor: Advisor, start: str, kind: Kind, text: str
) -> None:
    chat = Chat(advisor)
    chat.say(start)
    before = chat.session.model_dump_json()
    first = advisor.reply(Message(text, kind), chat.session)
    assert advisor.reply(Message(text, kind), chat.session) == first
    assert chat.session.model_dump_json() == before


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("start", ["senior ai base?", "/fit"])
def test_the_longest_messages_are_answered(chat: Chat, start: str, piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    chat.say(start)
    assert_sound(chat.say(text), chat.advisor)
    assert_sound(chat.say(f"/salary {text}"[:LONGEST]), chat.advisor)


@pytest.mark.parametrize("digits", ["9" * LONGEST, "⑳" * LONGEST, "٣" * LONGEST])
def test_a_number_of_any_length_is_no_answer(chat: Chat, digits: str) -> None:
    chat.say("/fit")
    chat.say(digits)
    assert chat.session.fit is not None
    assert chat.session.fit.answers == {}


def message_of(kind: str, text: str, chat: Chat) -> Message:
    shown = presses(chat.reply)
    match kind:
        case "tap":
            return Message(shown[int(text) % len(shown)] if shown else "gone", "press")
        case "press":
            return Message(text, "press")
        case "edit":
            return Message(text, "edit")
        case "attachment":
            return Message(text, "attachment")
        case _:
            return Message(text)
