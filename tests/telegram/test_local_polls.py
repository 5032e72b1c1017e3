"""Polls in the local Telegram: what it refuses, and what a vote brings about."""

from __future__ import annotations

from typing import Any

import pytest

from bot.telegram.local import LocalTelegram, LocalUser
from tests.telegram.local_helpers import ok, refused

QUIZ: dict[str, Any] = {
    "chat_id": 1,
    "question": "Who writes model cards?",
    "options": [{"text": "AI PM"}, {"text": "ML PM"}],
    "type": "quiz",
    "is_anonymous": False,
    "correct_option_ids": [1],
    "explanation": "It is the ML PM.",
}


@pytest.fixture
def chat(telegram: LocalTelegram) -> LocalTelegram:
    telegram.text("/quiz")
    return telegram


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"question": "a" * 301}, "poll question length must be 1-300 characters"),
        ({"question": " "}, "poll question length must be 1-300 characters"),
        ({"options": [{"text": "one"}]}, "poll must have 2-12 answer options"),
        ({"options": [{"text": "one"}] * 13}, "poll must have 2-12 answer options"),
        (
            {"options": [{"text": "a" * 101}, {"text": "b"}]},
            "poll options length must be 1-100 characters",
        ),
        ({"correct_option_ids": []}, "wrong correct option ID specified"),
        ({"correct_option_ids": [2]}, "wrong correct option ID specified"),
        ({"correct_option_ids": [-1]}, "wrong correct option ID specified"),
        ({"explanation": "a" * 201}, "message is too long"),
        ({"explanation": "a\nb\nc\nd"}, "message is too long"),
        ({"type": "exam"}, "unsupported poll type specified"),
        ({"chat_id": 5}, "chat not found"),
        ({"message_thread_id": 5}, "message thread not found"),
        ({"correct_option_id": 1}, "unknown parameter correct_option_id"),
    ],
)
async def test_refused_quizzes(chat: LocalTelegram, more: dict[str, Any], error: str) -> None:
    assert await refused(chat, "sendPoll", **{**QUIZ, **more}) == error


async def test_a_vote_is_told_without_its_chat(chat: LocalTelegram) -> None:
    sent = await ok(chat, "sendPoll", **QUIZ)
    (open_,) = [message for message in chat.messages() if message.poll]
    assert (open_.text, [one.label for one in open_.choices]) == (
        QUIZ["question"],
        ["AI PM", "ML PM"],
    )
    update = chat.vote(sent["message_id"], 1, user=LocalUser(1, "Ada"))
    answer = update["poll_answer"]
    assert (answer["poll_id"], answer["option_ids"]) == (sent["poll"]["id"], [1])
    assert answer["user"]["first_name"] == "Ada"
    assert "chat" not in answer
    voted = chat.messages()[-1]
    assert voted.choices == []
    assert voted.poll
    assert [option["voter_count"] for option in voted.poll["options"]] == [0, 1]


async def test_nobody_votes_twice_or_for_nothing(chat: LocalTelegram) -> None:
    sent = await ok(chat, "sendPoll", **QUIZ)
    with pytest.raises(ValueError, match="no option 2"):
        chat.vote(sent["message_id"], 2)
    chat.vote(sent["message_id"], 0)
    with pytest.raises(ValueError, match="votes once"):
        chat.vote(sent["message_id"], 1)
    assert "poll_answer" in chat.vote(sent["message_id"], 1, user=LocalUser(2))
    for message_id in (1, 99):
        with pytest.raises(LookupError):
            chat.vote(message_id, 0)


async def test_each_poll_is_its_own_and_an_anonymous_one_tells_no_voter(
    chat: LocalTelegram,
) -> None:
    first = await ok(chat, "sendPoll", **QUIZ)
    second = await ok(chat, "sendPoll", **{**QUIZ, "is_anonymous": True})
    assert first["poll"]["id"] != second["poll"]["id"]
    assert chat.vote(second["message_id"], 0)["poll"]["total_voter_count"] == 1
