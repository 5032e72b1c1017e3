"""The pay desk's door: which texts, commands and buttons are its own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from bot.advice.desk.offers import OfferDialogue
from bot.advice.desk.reading import OfferReader
from bot.advice.desk.rows import Rows
from bot.advice.desk.sizes import Mistake
from bot.advice.desk.what_if import WhatIf
from bot.advice.desk.wording import Wording
from bot.advice.message import Message
from bot.advice.pay import query_of
from bot.advice.reply import Outcome, Reply, say, toast
from bot.advice.session import Session, Thread
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader
from bot.matching.spelling import Speller

Turn = tuple[Reply, Session]
_LONGEST = 300  # characters of a text that may ask about a company's value


class Desk:
    """Offers, and what a grant is worth; /salary's ranges stay with PayDesk."""

    def __init__(self, knowledge: Knowledge, slots: SlotReader, speller: Speller) -> None:
        self._desk = knowledge.desk
        self._stale = knowledge.texts.stale_button
        self._rows = Rows(knowledge)
        self._slots = slots
        self._reader = OfferReader(knowledge, speller)
        self._wording = Wording(knowledge)
        self._what_if = WhatIf(knowledge)
        self.offers = OfferDialogue(knowledge, self._reader, self._wording)

    def valued(self, typed: str, session: Session) -> Turn | None:
        """`/salary senior ml at $2B`: None where no company value is typed."""
        value, mistake, rest = self._reader.values.company(typed)
        if mistake is not None:
            return self._wrong(mistake), session
        return self._at(value, rest, session) if value is not None else None

    def _at(self, value: Decimal, rest: str, session: Session) -> Turn | None:
        """The grants of the rows named, or of those spoken of; None for rows there are not."""
        query = query_of(self._slots(rest))
        if query.error not in (None, "empty"):
            return None
        thread = session.thread if session.thread.topic == self._rows.entry.topic else Thread()
        roles, levels = query.roles, query.levels
        if query.error == "empty":
            roles = (thread.role,) if thread.role else ()
            levels = (thread.level,) if thread.level else ()
        reply = self._what_if.at(roles, levels, value, query.component)
        return reply, self._spoken_of(roles, levels, session)

    def _spoken_of(
        self, roles: tuple[str, ...], levels: tuple[str, ...], session: Session
    ) -> Session:
        entry = self._rows.entry
        thread = Thread(
            topic=entry.topic,
            entry=entry.id,
            role=roles[0] if len(roles) == 1 else None,
            level=levels[0] if len(levels) == 1 else None,
        )
        return session.model_copy(update={"thread": thread})

    def volunteered(self, message: Message, session: Session) -> Turn | None:
        """A text that plainly is an offer, or asks what a grant is worth."""
        text = message.text
        if len(text) > _LONGEST:
            return self.offers.volunteered(message, session)
        if self._wording.asks_break_even(text):
            return self._meeting(self._slots(text).level or session.thread.level, session)
        parts = self._reader.values.share_of(text)
        if parts is not None:
            return self._what_if.share_of(*parts), session
        return self.offers.volunteered(message, session) or self._worth(text, session)

    def _worth(self, text: str, session: Session) -> Turn | None:
        """What the grants spoken of come to; which value, where none is named."""
        on_pay = session.thread.topic == self._rows.entry.topic
        if not on_pay and not self._wording.is_about_a_company(text):
            return None
        value, mistake, rest = self._reader.values.company(text, strict=True)
        if value is None and mistake is None and on_pay:
            value = self._reader.values.past_belief(text)
            rest = "" if value is not None else rest
        if value is not None:
            return self._at(value, rest, session)
        if mistake is not None:
            return self._wrong(mistake), session
        slots = self._slots(text)
        grant = set(slots.components) <= {"rsu"}
        if not on_pay or not grant or not self._wording.asks_worth(text):
            return None
        thread = session.thread
        roles = slots.roles or ((thread.role,) if thread.role else ())
        levels = slots.levels or ((thread.level,) if thread.level else ())
        return self._what_if.ask(roles, levels), self._spoken_of(roles, levels, session)

    def _meeting(self, level: str | None, session: Session) -> Turn:
        level = level if level in self._rows.levels else next(iter(self._rows.levels))
        return self._what_if.break_even(level), self._spoken_of((), (level,), session)

    def pressed(self, data: str, message: Message, session: Session) -> Turn:
        """A button `o:…` or `w:ROLE:LEVEL:VALUE`; a foreign one does nothing."""
        if data.startswith("o:"):
            return self.offers.pressed(data, message, session)
        _, role, level, value = (*data.split(":"), "", "", "")[:4]
        roles, levels = ((role,) if role else ()), ((level,) if level else ())
        known = set(roles) <= set(self._rows.roles) and set(levels) <= set(self._rows.levels)
        worth = _decimal(value)
        if not known or (value and worth not in self._desk.reading.values):
            return toast(self._stale), session
        if worth is None:
            if not level:
                return toast(self._stale), session
            return self._meeting(level, session)
        reply = self._what_if.at(roles, levels, worth)
        return replace(reply, in_place=True), self._spoken_of(roles, levels, session)

    def _wrong(self, mistake: Mistake) -> Reply:
        example = self._desk.what_if.example
        said = self._desk.mistakes.of(mistake.kind)
        return say(said.format(found=mistake.found, part="", example=example), Outcome.CHAT)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
