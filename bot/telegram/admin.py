"""/admin, for the people of ADMIN_IDS in their private chats; to all others it is not there.

It stays out of the pure core because its answers are made of the database, not of the article.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.advice import Message, Outcome, Reply, Session
from bot.advice.live import Advising
from bot.advice.masking import without_masks
from bot.advice.reply import say, toast
from bot.curation import reports
from bot.curation.groups import Group, find, grouped
from bot.curation.nearest import nearest
from bot.curation.reloading import Reloading
from bot.curation.teaching import TeachingError, teach
from bot.matching.model import Embeddings
from bot.storage import OpenQuestion, Turn, Write, figures
from bot.storage.gaps import drop, open_questions
from bot.telegram.incoming import Incoming

_COMMAND = re.compile(r"\s*/admin(?:@\w+)?(?:\s+(.*))?\s*", re.DOTALL | re.I)
_ACTS = {"g": "show", "a": "add", "d": "drop"}  # in buttons, which have little room
_DAYS, _MOST_DAYS = 30, 365
_LONGEST = 3500  # of a curator's mistakes in a chat


@dataclass(frozen=True)
class Report:
    """What an admin is told, what is written with the turn, and what follows when that is over."""

    reply: Reply
    write: Write | None = None
    then: Callable[[], None] | None = None

    def follow(self) -> None:
        """The turn is over."""
        if self.then is not None:
            self.then()


@dataclass(frozen=True)
class Desk:
    """Answers admins. `folder` is what they teach into; `reloading` takes it up."""

    admins: frozenset[int]
    advisor: Advising
    folder: Path
    embeddings: Callable[[], Embeddings]
    reloading: Reloading

    async def report(self, found: Incoming, turn: Turn) -> Report | None:
        """The answer to an admin's command or button; None for anybody and anything else."""
        asked = _asked(found)
        if asked is None or found.person not in self.admins or found.in_group:
            return None
        match asked:
            case ["gaps"]:
                groups = await self._groups(turn.connection)
                return Report(reports.gaps_report(groups, self.advisor.knowledge))
            case ["stats", *days]:
                return Report(await self._stats(turn.connection, days))
            case ["show", key]:
                return Report(await self._about(key, turn.connection))
            case ["drop", key]:
                return await self._drop(key, turn.connection)
            case ["add", key, entry]:
                return await self._add(key, entry, turn)
            case _:
                return Report(reports.menu())

    async def _groups(self, connection: AsyncConnection) -> list[Group]:
        found = await open_questions(connection)
        return await asyncio.to_thread(_compared, found, self.embeddings)

    async def _stats(self, connection: AsyncConnection, days: Sequence[str]) -> Reply:
        said = "".join(days)
        number = int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else _DAYS
        found = await figures(connection, min(max(number, 1), _MOST_DAYS))
        return reports.figures_report(found, self.advisor.knowledge)

    async def _about(self, key: str, connection: AsyncConnection) -> Reply:
        group = find(await self._groups(connection), key)
        if group is None:
            return _gone()
        entries = await asyncio.to_thread(nearest, group, self.advisor)
        return reports.group_report(group, entries, self.advisor.knowledge)

    async def _drop(self, key: str, connection: AsyncConnection) -> Report:
        group = find(await self._groups(connection), key)
        if group is None:
            return Report(_gone())
        dropped = say("Dropped; nothing was taught.", Outcome.FLOW, in_place=True)
        return Report(dropped, partial(_dropped, chosen=group.questions))

    async def _add(self, key: str, entry: str, turn: Turn) -> Report:
        """Into the files at once; the open questions go with the turn."""
        group = find(await self._groups(turn.connection), key)
        alias = without_masks(group.texts[0]) if group and group.texts else ""
        if group is None or not alias:
            return Report(_gone())
        try:
            taught = await asyncio.to_thread(teach, self.folder, entry, alias, group.aliases())
        except TeachingError as error:
            return Report(say(str(error)[:_LONGEST], Outcome.FLOW))
        drop_them = partial(_dropped, chosen=group.questions)
        where = f"{taught.file}:{taught.line}"
        said = f"Added “{alias}” to {taught.entry.id} ({where}); regression cases: {taught.cases}."
        soon = say(f"{said} I say when it is in service.", Outcome.FLOW, in_place=True)
        tell = partial(self.reloading.tell, turn.chat_id, partial(self._became, alias))
        return Report(soon, drop_them, tell)

    def _became(self, alias: str) -> str:
        """What a taught question is answered with now."""
        reply, _ = self.advisor.reply(Message(alias), Session())
        known = [self.advisor.knowledge.entry[name] for name in reply.entries]
        answer = f"is answered with: {known[0].question}" if known else "has no answer yet"
        return f"“{alias}” {answer}"


def _compared(found: Sequence[OpenQuestion], embeddings: Callable[[], Embeddings]) -> list[Group]:
    return grouped(found, embeddings())


def _asked(found: Incoming) -> list[str] | None:
    """What an admin wants, in words; None when it is no business of admins."""
    text = found.message.text
    if found.message.kind == "press":
        if not text.startswith(reports.PRESS):
            return None
        act, *more = text.removeprefix(reports.PRESS).split(":")
        return [_ACTS.get(act, act), *more]
    command = _COMMAND.fullmatch(text)
    return (command[1] or "").split() if command else None


async def _dropped(connection: AsyncConnection, chosen: Sequence[OpenQuestion]) -> None:
    await drop(connection, chosen)


def _gone() -> Reply:
    gone = "That question is no longer open: taught, dropped, or too old. /admin gaps"
    return toast(gone)
