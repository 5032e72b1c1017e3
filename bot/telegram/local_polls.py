"""Polls in the local Telegram: what may be asked, what is shown, and who has voted."""

from __future__ import annotations

from itertools import count
from typing import Any

from bot.telegram.local_html import utf16_length
from bot.telegram.local_schema import JSON, ApiError

_FLAGS = ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only")
_QUESTION = 300
_OPTIONS = 12
_OPTION = 100
_EXPLANATION = 200
_LINES = 2  # line feeds in an explanation


class LocalPolls:
    """Gives each poll its id, and counts each reader's vote once."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._voted: set[tuple[str, int]] = set()

    def asked(self, p: JSON) -> JSON:
        """The Bot API's Poll for a sendPoll. Raises ApiError where Telegram would refuse it."""
        _check(p)
        options = [option["text"] for option in p["options"]]
        quiz = {name: p[name] for name in ("correct_option_ids", "explanation") if p.get(name)}
        return {
            **poll_payload(p["question"], options, f"local-poll-{next(self._ids)}"),
            "type": p.get("type", "regular"),
            "is_anonymous": p.get("is_anonymous", True),
            **quiz,
        }

    def voted(self, poll: JSON, option: int, user_id: int) -> JSON:
        """The poll after a vote. Raises ValueError for one that no app would let through."""
        if not 0 <= option < len(poll["options"]):
            raise ValueError(f"the poll has no option {option}")
        if (poll["id"], user_id) in self._voted:
            raise ValueError("a reader votes once")
        self._voted.add((poll["id"], user_id))
        options = [
            {**one, "voter_count": one["voter_count"] + (number == option)}
            for number, one in enumerate(poll["options"])
        ]
        return {**poll, "options": options, "total_voter_count": poll["total_voter_count"] + 1}


def poll_payload(question: str, options: list[str], poll_id: str = "local-poll") -> JSON:
    """The Bot API's Poll, open and without votes."""
    return {
        "id": poll_id,
        "question": question,
        "options": [_option(number, text) for number, text in enumerate(options)],
        "total_voter_count": 0,
        "type": "regular",
        "is_anonymous": True,
        **dict.fromkeys(_FLAGS, False),
    }


def vote_payload(poll: JSON, option: int, user: JSON) -> JSON:
    """The Bot API's PollAnswer; it names no chat."""
    return {
        "poll_id": poll["id"],
        "user": user,
        "option_ids": [option],
        "option_persistent_ids": [poll["options"][option]["persistent_id"]],
    }


def _option(number: int, text: str) -> JSON:
    return {"persistent_id": str(number), "text": text, "voter_count": 0}


def _check(p: JSON) -> None:
    """sendPoll: lengths, and a quiz's right answer."""
    quiz = p.get("type") == "quiz"
    if p.get("type", "regular") not in ("regular", "quiz"):
        raise ApiError("unsupported poll type specified")
    if not 1 <= utf16_length(p["question"].strip()) <= _QUESTION:
        raise ApiError("poll question length must be 1-300 characters")
    fewest = 2 if quiz else 1
    if not fewest <= len(p["options"]) <= _OPTIONS:
        raise ApiError(f"poll must have {fewest}-{_OPTIONS} answer options")
    if not all(1 <= utf16_length(one["text"].strip()) <= _OPTION for one in p["options"]):
        raise ApiError("poll options length must be 1-100 characters")
    if quiz:
        _check_quiz(p.get("correct_option_ids", []), len(p["options"]), p.get("explanation", ""))


def _check_quiz(right: list[Any], options: int, explanation: str) -> None:
    if not right or not all(0 <= number < options for number in right):
        raise ApiError("wrong correct option ID specified")
    if utf16_length(explanation) > _EXPLANATION or explanation.count("\n") > _LINES:
        raise ApiError("message is too long")
