"""/offer as a conversation: gathers role, level and parts, then holds them against the ranges."""

from __future__ import annotations

from bot.advice.desk.asides import Asides
from bot.advice.desk.corrections import Corrections
from bot.advice.desk.gathering import Gathering, Turn
from bot.advice.desk.money import exact
from bot.advice.desk.moves import Moves
from bot.advice.desk.reading import Found, OfferReader
from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import BASE, VALUE, Screens
from bot.advice.desk.unasked import Unasked, is_old, token
from bot.advice.desk.wording import Wording
from bot.advice.message import Message
from bot.advice.reply import Button, Outcome, Reply, say, toast
from bot.advice.session import OfferRun, Session
from bot.knowledge.models import Knowledge
from bot.matching.text import clean, words

_FEW = 6  # words of an answer that names no part
_ALIKE = 2  # times; so far apart are an amount and what puts it right


class OfferDialogue:
    """All state is in the session's `offer`; buttons are `o:TOKEN:TURN:ACT`."""

    def __init__(self, knowledge: Knowledge, reader: OfferReader, wording: Wording) -> None:
        self._desk = knowledge.desk
        self._texts = knowledge.desk.offer
        self._read = reader
        self._rows = Rows(knowledge)
        self._screens = Screens(knowledge)
        self._moves = Moves(knowledge, self._rows, self._screens)
        self._wording = wording
        self._gathering = Gathering(knowledge, self._rows, self._screens)
        self._asides = Asides(knowledge, self._rows, self._screens)
        self._corrections = Corrections(
            knowledge,
            reader,
            self._rows,
            self._screens,
            self._gathering,
            wording,
            self._asides,
        )
        self._unasked = Unasked(
            reader, self._wording, self._gathering, self._corrections, self._asides
        )

    # where an offer is ---------------------------------------------------------------

    def current(self, message: Message, session: Session) -> OfferRun | None:
        """The offer that waits for an answer; none after a long pause."""
        run = session.offer
        if run is None or run.asking is None:
            return None
        return None if is_old(run, message) else self._gathering.still_known(run)

    def ask_again(self, message: Message, session: Session) -> Reply | None:
        """What waits, to go under an interruption's answer."""
        run = self.current(message, session)
        return self._screens.of(run, []) if run is not None else None

    def way_back(self, message: Message, session: Session) -> Button | None:
        """The button to what waits, under a reply with buttons of its own."""
        run = self.current(message, session)
        return Button(self._texts.back, f"o:{run.token}:go") if run is not None else None

    # commands and presses ------------------------------------------------------------

    def start(self, typed: str, message: Message, session: Session) -> Turn:
        """`/offer`, with the offer or without."""
        run = self.current(message, session)
        if run is not None and not typed:
            return self._screens.of(run, []), session
        if not typed:
            return self._begin(OfferRun(token=token(message, session)), message, session)
        run = OfferRun(token=token(message, session))
        return self._gathering.taken(run, self._read(typed), message, session)

    def _begin(
        self, run: OfferRun, message: Message, session: Session, *, in_place: bool = False
    ) -> Turn:
        intro = self._texts.intro.format(example=self._desk.example)
        return self._gathering.shown(run, [intro], message, session, in_place=in_place)

    def cancel(self, session: Session, *, in_place: bool = False) -> Turn:
        """Forget the offer."""
        after = session.model_copy(update={"offer": None})
        return say(self._texts.stopped, Outcome.FLOW, in_place=in_place), after

    def pressed(self, data: str, message: Message, session: Session) -> Turn:
        """A button of this dialogue; a stale one does nothing."""
        _, named, *rest = data.split(":")
        if named == "new":
            role, level = (*rest, "", "")[:2]
            run = OfferRun(
                token=token(message, session),
                role=role if role in self._rows.roles else None,
                level=level if level in self._rows.levels else None,
            )
            return self._begin(run, message, session)
        past = session.offer
        if past is None or named != past.token:
            return toast(self._texts.stale), session
        return self._pressed(self._gathering.still_known(past), rest, message, session)

    def _pressed(self, run: OfferRun, rest: list[str], message: Message, session: Session) -> Turn:
        """A button of the offer at hand: the way back, or one of this very turn."""
        if rest == ["go"] and run.asking is not None:
            return self._screens.of(run, []), session
        if rest[1:] == ["card"] and run.asking is None:
            return self._gathering.shown(run, [], message, session)
        if len(rest) < 2 or rest[0] != str(run.turn):
            return toast(self._texts.stale), session
        acted = self._act(run, rest[1], (*rest, "")[2], message, session)
        return acted or (toast(self._texts.stale), session)

    def _act(
        self, run: OfferRun, act: str, value: str, message: Message, session: Session
    ) -> Turn | None:
        if act == "stop":
            return self.cancel(session, in_place=True)
        if act == "worth" and run.asking is None:
            return self._corrections.worth(run, message, session, in_place=True)
        changed = self._moves.changed(run, act, value)
        if changed is None:
            return None
        if act == "at":
            return self._corrections.worth(changed, message, session, in_place=True)
        asking = value if act == "ask" else self._moves.before(run) if act == "back" else None
        return self._gathering.shown(changed, [], message, session, asking=asking, in_place=True)

    # typing --------------------------------------------------------------------------

    def answered(self, message: Message, session: Session) -> Turn | None:
        """An answer or a move in words, while something waits; None when it is neither."""
        run = self.current(message, session)
        if run is None:
            return None
        if message.kind == "edit":
            example = self._example(run)
            return self._screens.of(run, [self._texts.edit.format(example=example)]), session
        move = self._move(message.text)
        if move is not None:
            return self._moved(run, move, message, session)
        if run.asking == VALUE:
            return self._valued(run, message, session)
        found = self._put_right(run, message.text)
        asked = run.asking if run.asking in self._rows.component else None
        return self._heard(run, found or self._read(message.text, asked), message, session)

    def _put_right(self, run: OfferRun, text: str) -> Found | None:
        """`actually make that 193k`: of the part told last, if it may be that."""
        part = self._moves.before(run) or ""
        before = run.parts.get(part)
        if before is None or not before.value or not self._wording.takes_back(text):
            return None
        found = self._read(text, part)
        after = found.parts.get(part)
        near = after is not None and 1 / _ALIKE <= after.value / before.value <= _ALIKE
        return found if near and after is not None and after.unit == before.unit else None

    def _heard(
        self, run: OfferRun, found: Found, message: Message, session: Session
    ) -> Turn | None:
        """A question about the offer, or an answer; a correction may be of another part."""
        text, wrong = message.text, found.mistake
        aside = self._wording.aside(text, found.slots)
        if self._wording.asks_worth(text) and not set(found.slots.components) - {"rsu"}:
            aside = "worth"
        if aside is not None:
            reply = self._asides.reply(aside, run, found, done=False)
            run = run.model_copy(update={"value": found.value or run.value})
            after = session.model_copy(update={"offer": run})
            return reply.followed_by(self._screens.of(run, [])), after
        if wrong is not None and wrong.kind == "unit" and self._wording.corrects(text):
            found = self._read(text)
        if not self._is_answer(text, found):
            return None
        return self._gathering.taken(run, found, message, session)

    def _moved(self, run: OfferRun, move: str, message: Message, session: Session) -> Turn | None:
        """A move in words; one that makes no sense here is said to make none."""
        if move == "stop":
            return self.cancel(session)
        if move == "new":
            return self._begin(OfferRun(token=token(message, session)), message, session)
        changed = self._moves.changed(run, move, "")
        if changed is not None:
            asking = self._moves.before(run) if move == "back" else None
            return self._gathering.shown(changed, [], message, session, asking=asking)
        note = self._texts.first if move == "back" else self._unclear(run)
        return self._screens.of(run, [note]), session

    def _valued(self, run: OfferRun, message: Message, session: Session) -> Turn | None:
        """The company's value, which was asked for; or something else of the offer."""
        value, mistake = self._read.values.lone(message.text)
        found = self._read(message.text)
        if value is not None:
            run = run.model_copy(update={"value": value})
            return self._corrections.worth(run, message, session)
        if self._wording.asks_worth(message.text):
            return self._screens.of(run, []), session
        if set(found.parts) - set(found.guessed) or (mistake is None and found.seen):
            return self._gathering.taken(run, found, message, session)
        if mistake is None:
            return None
        return self._screens.of(run, self._screens.notes(Found(mistake=mistake), run)), session

    def _move(self, text: str) -> str | None:
        """A move by its button's label or in other words."""
        said, labels = words(clean(text)), self._texts
        for name, label in (
            *((name, getattr(labels, name)) for name in ("none", "unknown", "show", "stop")),
            ("back", labels.previous),
        ):
            if said and said == words(clean(label)):
                return name
        return self._wording.move(text)

    def _is_answer(self, text: str, found: Found) -> bool:
        named = len(found.parts) > len(found.guessed) or bool(found.unknown)
        if self._wording.is_question(text):
            of_row = bool(found.role or found.level) and not self._wording.others(found.slots)
            by_name = bool(set(found.parts) & set(found.slots.components))
            return (of_row or by_name or bool(found.value)) and self._wording.supposes(text)
        named = named or found.mistake is not None
        if found.value is not None and not found.parts:
            return True
        if found.seen or found.parts:
            return named or len(words(clean(text))) <= _FEW
        if found.often and not found.slots.rest:
            return True
        slots = found.slots
        row = slots.role or slots.level or slots.other_levels
        return bool(row) and not slots.components and len(words(clean(text))) <= _FEW

    def _example(self, run: OfferRun) -> str:
        part = run.asking if run.asking in self._rows.component else None
        return self._rows.example(part or BASE, self._screens.row(run))

    def unclear(self, message: Message, session: Session) -> Reply | None:
        """For a text that was neither an answer nor put as a question: the question again."""
        run = self.current(message, session)
        if run is None or self._wording.is_question(message.text):
            return None
        return self._screens.of(run, [self._unclear(run)])

    def _unclear(self, run: OfferRun) -> str:
        if run.asking in ("role", "level"):
            return self._texts.unclear_choice
        worth = exact(self._screens.example_value)
        example = worth if run.asking == VALUE else self._example(run)
        return self._texts.unclear.format(example=example)

    # without the command -------------------------------------------------------------

    def volunteered(self, message: Message, session: Session) -> Turn | None:
        """A text without the command that plainly is an offer, or speaks of the last one."""
        if session.offer is not None and self._wording.move(message.text) == "new":
            return self._begin(OfferRun(token=token(message, session)), message, session)
        return self._unasked.heard(message, session)

    def pasted(self, message: Message, session: Session) -> Turn | None:
        """A text that plainly is an offer, whatever else waits for an answer."""
        return self._unasked.pasted(message, session)


def waits_for(press: str) -> bool:
    """Whether a button belongs to a question for an amount, which reads typed numbers itself."""
    kind, *rest = press.split(":")
    return kind == "o" and len(rest) > 2 and rest[2] not in ("role", "level")
