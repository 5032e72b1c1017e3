"""What is said of a finished offer: another case, a part taken back, what its grant is worth."""

from __future__ import annotations

from dataclasses import replace

from bot.advice.desk.asides import Asides
from bot.advice.desk.gathering import Gathering, Turn
from bot.advice.desk.money import exact, worked_out
from bot.advice.desk.raises import Raise
from bot.advice.desk.reading import Found, OfferReader
from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import VALUE, Screens
from bot.advice.desk.verdict import press
from bot.advice.desk.wording import Wording
from bot.advice.desk.worth import Worth
from bot.advice.message import Message
from bot.advice.reply import Button, Outcome, Paragraph, Reply
from bot.advice.session import OfferRun, Session
from bot.knowledge.models import Knowledge
from bot.matching.text import clean, words

_FEW = 14  # words of a correction
_PERIODS = (1, 4)  # times a year; of a bonus, said without its name
_WHOLE = 3  # parts in one text that make it an offer of its own


class Corrections:
    """Hears texts while the result of an offer is what the conversation is about."""

    def __init__(
        self,
        knowledge: Knowledge,
        reader: OfferReader,
        rows: Rows,
        screens: Screens,
        gathering: Gathering,
        wording: Wording,
        asides: Asides,
    ) -> None:
        self._texts = knowledge.desk.offer
        self._read = reader
        self._rows = rows
        self._screens = screens
        self._gathering = gathering
        self._wording = wording
        self._worth = Worth(knowledge, rows, screens)
        self._asides = asides

    def heard(self, run: OfferRun, message: Message, session: Session) -> Turn | None:
        """The offer reckoned anew, or an answer about it; None for what is neither."""
        if len(words(clean(message.text))) > _FEW:
            return None
        found = self._read(message.text)
        for hears in (self._moved, self._of_grant, self._asked, self._another):
            turn = hears(run, found, message, session)
            if turn is not None:
                return turn
        return None

    def _moved(self, run: OfferRun, _: Found, message: Message, session: Session) -> Turn | None:
        """A move in words, as far as it makes sense after the end."""
        match self._wording.move(message.text):
            case "back":
                return self._what_changes(run), session
            case "show":
                return self._gathering.shown(run, [], message, session)
            case _:
                return None

    def _of_grant(
        self, run: OfferRun, found: Found, message: Message, session: Session
    ) -> Turn | None:
        """A company's value, or the question what the grant is worth."""
        text, components = message.text, found.slots.components
        value, wrong, _ = self._read.values.company(text, strict=True)
        if wrong is not None:
            notes = self._screens.notes(Found(mistake=wrong), run)
            return self._gathering.shown(run, notes, message, session, asking=VALUE)
        if value is None and not components:
            value = self._read.values.past_belief(text)
        if value is not None:
            return self._valued(run, replace(found, value=value), message, session)
        if self._wording.asks_worth(text) and not set(components) - {"rsu"}:
            return self.worth(run, message, session)
        return None

    def _asked(
        self, run: OfferRun, found: Found, message: Message, session: Session
    ) -> Turn | None:
        """A part to be asked anew, or a question about the offer itself."""
        part, text = found.slots.component, message.text
        if part and not found.seen and not found.parts and self._wording.changes(text):
            return self._gathering.shown(run, [], message, session, asking=part)
        kind = self._wording.aside(text, found.slots)
        return (self._aside(kind, run, found), session) if kind is not None else None

    # the grant ------------------------------------------------------------------------

    def worth(
        self, run: OfferRun, message: Message, session: Session, *, in_place: bool = False
    ) -> Turn:
        """What the grant is worth; the company's value is asked for where it is not known."""
        if not (run.role and run.level):  # the files no longer hold them
            return self._gathering.shown(run, [], message, session, in_place=in_place)
        if self._worth.needs_value(run) and run.parts.get("rsu") and run.parts["rsu"].value:
            return self._gathering.shown(run, [], message, session, asking=VALUE, in_place=in_place)
        run = run.model_copy(update={"turn": run.turn + 1, "asking": None})
        reply = replace(self._worth.reply(run), in_place=in_place)
        return reply, self._gathering.spoken_of(run, session)

    def _valued(self, run: OfferRun, found: Found, message: Message, session: Session) -> Turn:
        rsu = run.parts.get("rsu")
        if found.parts or (rsu is not None and rsu.unit == "dollars"):  # its place has changed
            return self.changed(run, found, message, session)
        return self.worth(run.model_copy(update={"value": found.value}), message, session)

    # about it -------------------------------------------------------------------------

    def _what_changes(self, run: OfferRun) -> Reply:
        ask = Paragraph(self._texts.changed.ask)
        return Reply((ask,), Outcome.CHAT, buttons=(self._screens.parts(run),))

    def _aside(self, kind: str, run: OfferRun, found: Found) -> Reply:
        reply = self._asides.reply(kind, run, found, done=True)
        back = Button(self._texts.back, press(run, "card"))
        return replace(reply, buttons=(self._screens.parts(run), (back,)), votable=True)

    # changes --------------------------------------------------------------------------

    def _another(
        self, run: OfferRun, found: Found, message: Message, session: Session
    ) -> Turn | None:
        text = message.text
        supposed = self._wording.supposes(text)
        if self._wording.is_question(text) and not supposed:
            return None
        if len(found.parts) >= _WHOLE or not self._says_something(
            run, text, found, supposed=supposed
        ):
            return None
        return self.changed(run, found, message, session)

    def changed(self, run: OfferRun, found: Found, message: Message, session: Session) -> Turn:
        """The offer reckoned anew, under a line that says what has changed."""
        after, found = self._gathering.with_found(run, self._gathering.raised(run, found))
        lines = self._lines(run, after, found.raised)
        if not lines and found.mistake is None:
            return self._gathering.shown(after, [], message, session)
        return self._gathering.told(after, found, message, session, *lines)

    def _says_something(self, run: OfferRun, text: str, found: Found, *, supposed: bool) -> bool:
        """Whether it changes the offer: a part by its name, or one plainly taken back."""
        takes_back = supposed or self._wording.corrects(text)
        named = set(found.parts) - set(found.guessed)
        if named or (found.often in _PERIODS and not found.seen and _has_bonus(run)):
            return True
        if found.mistake is not None:
            whole = found.raised is not None or found.mistake.kind == "currency"
            return bool(found.mistake.part) or (takes_back and whole)
        if found.guessed:
            return takes_back or (found.signed and not self._wording.others(found.slots))
        slots = found.slots
        row = found.role or found.level or slots.other_levels or slots.other_roles
        asks_pay = slots.about_pay and not takes_back  # `make` is a word for pay
        return bool(row) and not (slots.components or asks_pay or self._wording.others(slots))

    def _lines(self, before: OfferRun, after: OfferRun, raised: Raise | None) -> list[str]:
        """What has changed, a line each."""
        said, texts = [], self._texts.changed
        for what, one, other in (
            (
                texts.role,
                self._rows.roles.get(before.role or ""),
                self._rows.roles.get(after.role or ""),
            ),
            (
                texts.level,
                self._rows.levels.get(before.level or ""),
                self._rows.levels.get(after.level or ""),
            ),
            *(
                (part.short, self._said(before, name), self._after(before, after, name, raised))
                for name, part in self._rows.component.items()
            ),
            (texts.often, self._often(before), self._often(after)),
        ):
            if one != other:
                said.append(texts.line.format(what=what, before=one, after=other))
        return said

    def _after(self, before: OfferRun, after: OfferRun, name: str, raised: Raise | None) -> str:
        """What a part is now; of one raised by a percent, with the formula."""
        past, now = before.parts.get(name), after.parts.get(name)
        factor = raised.factor if raised is not None and raised.part == name else None
        if factor is None or past is None or now is None or past == now:
            return self._said(after, name)
        sign = "=" if now.value == past.value * factor else "≈"
        return f"{exact(past.value)} × {factor.normalize():f} {sign} {exact(now.value)}"

    def _said(self, run: OfferRun, name: str) -> str:
        part = run.parts.get(name)
        if part is None:
            return self._texts.changed.unsaid
        return worked_out(part) if part.value else self._texts.changed.none

    def _often(self, run: OfferRun) -> str:
        return self._rows.period.get(run.often or 0, self._texts.changed.unsaid)


def _has_bonus(run: OfferRun) -> bool:
    bonus = run.parts.get("bonus")
    return bonus is not None and bool(bonus.value)
