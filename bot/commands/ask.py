"""`ask`: one answer, or a batch of them, on standard output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from bot.advice import Advisor, Message, Reply, Session
from bot.advice.plain import plain_text
from bot.commands import common
from bot.errors import UsageError

Record = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("text", nargs="?", help="what a reader would type")
    parser.add_argument("--json", action="store_true", help="the whole record, as JSON")
    parser.add_argument(
        "--batch", action="store_true", help='JSON Lines {"id","text","chat"} in, records out'
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the answer or answers."""
    if arguments.batch == (arguments.text is not None):
        raise UsageError(
            'give a text, as in: python -m bot ask "what is the difference?"; or --batch'
        )
    advisor = common.advisor(common.settings())
    if arguments.batch:
        for record in answers(advisor, sys.stdin):
            print(json.dumps(record, ensure_ascii=False), flush=True)
        return 0
    reply, _ = advisor.reply(Message(arguments.text), Session())
    if arguments.json:
        print(json.dumps(record_of(reply, None), ensure_ascii=False))
    else:
        print(plain_text(reply))
    return 0


def answers(advisor: Advisor, lines: Iterable[str]) -> Iterator[Record]:
    """A record for each line, in order; lines of one chat are one conversation."""
    chats: dict[str, Session] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        asked = _parsed(line, number)
        chat = asked.get("chat")
        session = chats.get(str(chat), Session()) if chat is not None else Session()
        reply, session = advisor.reply(Message(str(asked["text"])), session)
        if chat is not None:
            chats[str(chat)] = session
        yield record_of(reply, asked.get("id"))


def record_of(reply: Reply, name: object) -> Record:
    """The contract's record of one reply."""
    return {
        "id": name,
        "outcome": reply.outcome.value,
        "entries": list(reply.entries),
        "text": plain_text(reply),
        "buttons": reply.labels(),
        "data": reply.data,
    }


def _parsed(line: str, number: int) -> Record:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        what = getattr(error, "msg", error)  # others: a number too long, brackets too deep
        raise UsageError(f"line {number} is not JSON: {what}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise UsageError(f'line {number} has no "text": give {{"id": …, "text": "…"}}')
    return asked
