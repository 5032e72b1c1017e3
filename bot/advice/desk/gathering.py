"""An offer as it grows: what a text adds to it, what is asked next, and the result in the end."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.advice.desk.amounts import Amount
from bot.advice.desk.money import exact
from bot.advice.desk.reading import Found
from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import BASE, Screens
from bot.advice.desk.sizes import Mistake, Sizes
from bot.advice.desk.verdict import Results
from bot.advice.message import Message
from bot.advice.reply import Reply
from bot.advice.session import OfferRun, Session, Thread
from bot.knowledge.models import Knowledge

Turn = tuple[Reply, Session]


class Gathering:
    """Pure steps from one state of an offer to the next."""

    def __init__(self, knowledge: Knowledge, rows: Rows, screens: Screens) -> None:
        self._desk = knowledge.desk
        self._rows = rows
        self._sizes = Sizes(knowledge)
        self._results = Results(knowledge)
        self._screens = screens

    # what is said ---------------------------------------------------------------------

    def with_found(self, run: OfferRun, found: Found) -> tuple[OfferRun, Found]:
        """The offer with what a text holds; a mistake that only shows beside the rest is found."""
        known = {**run.parts, **found.parts}
        value, often = found.value or run.value, found.often or run.often
        wrong = self._sizes.together(known, value, often or 1)
        if wrong is not None and found.value and wrong.part not in found.parts:
            value, wrong = run.value, Mistake("company", found=wrong.found)
        elif wrong is not None:
            del known[wrong.part]
            often = often if wrong.part != "bonus" else None
        found = replace(found, mistake=found.mistake or wrong)
        changes = {
            "role": found.role or run.role,
            "level": found.level or run.level,
            "parts": known,
            "unknown": tuple(
                part for part in dict.fromkeys((*run.unknown, *found.unknown)) if part not in known
            ),
            "value": value,
            "often": often,
        }
        return run.model_copy(update=changes), found

    def raised(self, run: OfferRun, found: Found) -> Found:
        """A part of the offer a percent more or less, if it is known, to the dollar."""
        raised = found.raised
        before = run.parts.get(raised.part) if raised is not None else None
        factor = raised.factor if raised is not None else None
        if raised is None or factor is None or before is None or not before.value:
            return found
        value = (before.value * factor).quantize(Decimal(1))
        read = self._sizes.part(raised.part, Amount(value, "dollars", exact(value), 0, 0))
        if isinstance(read, Mistake):
            return replace(found, mistake=read)
        return replace(found, parts={raised.part: read}, mistake=None)

    def taken(self, run: OfferRun, found: Found, message: Message, session: Session) -> Turn:
        """What a text holds goes into the offer; what is wrong with it is said, and asked anew."""
        run, found = self.with_found(run, found)
        return self.told(run, found, message, session)

    def told(
        self, run: OfferRun, found: Found, message: Message, session: Session, *above: str
    ) -> Turn:
        """The offer after a text, with notes on it."""
        wrong = found.mistake.part if found.mistake is not None else ""
        asking = wrong if run.role and run.level else None  # its example needs the row
        if above:
            found = replace(found, guessed=())  # which is said above
        if not (asking or self._next(run)):
            found = replace(found, ranged=())  # which the result's lines say
        notes = [*above, *self._screens.notes(found, run, told=bool(above))]
        return self.shown(run, notes, message, session, asking=asking or None)

    def still_known(self, run: OfferRun) -> OfferRun:
        """Without what the files no longer hold: a chat outlives an edit."""
        return run.model_copy(
            update={
                "role": run.role if run.role in self._rows.roles else None,
                "level": run.level if run.level in self._rows.levels else None,
            }
        )

    # showing --------------------------------------------------------------------------

    def shown(
        self,
        run: OfferRun,
        notes: list[str],
        message: Message,
        session: Session,
        *,
        asking: str | None = None,
        in_place: bool = False,
    ) -> Turn:
        """The next question, or the result when nothing is left to ask."""
        next_one = asking or self._next(run)
        if next_one is None and not run.parts:
            notes = [*notes, self._desk.mistakes.nothing.format(example=self._desk.example)]
            run, next_one = run.model_copy(update={"unknown": ()}), BASE
        run = run.model_copy(
            update={"turn": run.turn + 1, "asking": next_one, "asked_at": message.at}
        )
        after = session.model_copy(update={"offer": run})
        if next_one is not None:
            return replace(self._screens.of(run, notes), in_place=in_place), after
        reply = self._results.reply(run, run.role or "", run.level or "", notes)
        return replace(reply, in_place=in_place), self.spoken_of(run, after)

    def spoken_of(self, run: OfferRun, session: Session) -> Session:
        """The offer's result is what the conversation is about."""
        entry = self._rows.entry
        thread = Thread(
            topic=entry.topic, entry=entry.id, role=run.role, level=run.level, offer=run.token
        )
        return session.model_copy(update={"thread": thread, "offer": run})

    def _next(self, run: OfferRun) -> str | None:
        if run.role is None:
            return "role"
        if run.level is None:
            return "level"
        left = (part for part in self._rows.component if part not in (*run.parts, *run.unknown))
        return next(left, None)
