"""/offer as a conversation: gathers role, level and parts, then holds them against the ranges."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.advice.desk.moves import Moves
from bot.advice.desk.reading import Found, OfferReader
from bot.advice.desk.rows import Rows
from bot.advice.desk.screens import BASE, Screens
from bot.advice.desk.verdict import Results
from bot.advice.desk.wording import Wording
from bot.advice.message import Message
from bot.advice.reply import (
    Button,
    Outcome,
    Reply,
    say,
    toast,
)
from bot.advice.session import OfferRun, Session, Thread
from bot.knowledge.models import Knowledge
from bot.matching.text import clean, words

Turn = tuple[Reply, Session]
_PAUSE = timedelta(hours=12)  # after which a text is no answer any more
_FEW = 6  # words of an answer that names no part
_NAMED = 2  # parts named in a text that plainly is an offer
_FIGURES = 3  # or amounts beside a role and a level
_LONGEST = 600  # characters of such a text


class OfferDialogue:
    """All state is in the session's `offer`; buttons are `o:TOKEN:TURN:ACT`."""

    def __init__(self, knowledge: Knowledge, reader: OfferReader) -> None:
        self._desk = knowledge.desk
        self._texts = knowledge.desk.offer
        self._read = reader
        self._rows = Rows(knowledge)
        self._results = Results(knowledge)
        self._screens = Screens(knowledge)
        self._moves = Moves(self._rows, self._screens)
        self._wording = Wording(knowledge.desk.reading)

    # where an offer is ---------------------------------------------------------------

    def current(self, session: Session, message: Message) -> OfferRun | None:
        """The offer that waits for an answer; none after a long pause."""
        run = session.offer
        if run is None or run.asking is None:
            return None
        if message.at and run.asked_at and message.at - run.asked_at > _PAUSE:
            return None
        return self._still_known(run)

    def _still_known(self, run: OfferRun) -> OfferRun:
        """Without what the files no longer hold: a chat outlives an edit."""
        return run.model_copy(
            update={
                "role": run.role if run.role in self._rows.roles else None,
                "level": run.level if run.level in self._rows.levels else None,
            }
        )

    def ask_again(self, session: Session, message: Message) -> Reply | None:
        """What waits, to go under an interruption's answer."""
        run = self.current(session, message)
        return self._screens.of(run, []) if run is not None else None

    def way_back(self, session: Session, message: Message) -> Button | None:
        """The button to what waits, under a reply with buttons of its own."""
        run = self.current(session, message)
        return Button(self._texts.back, f"o:{run.token}:go") if run is not None else None

    # commands and presses ------------------------------------------------------------

    def start(self, typed: str, message: Message, session: Session) -> Turn:
        """`/offer`, with the offer or without."""
        run = self.current(session, message)
        if run is not None and not typed:
            return self._screens.of(run, []), session
        if not typed:
            return self._begin(OfferRun(token=_token(message, session)), message, session)
        return self._taken(
            OfferRun(token=_token(message, session)), self._read(typed), message, session
        )

    def _begin(
        self, run: OfferRun, message: Message, session: Session, *, in_place: bool = False
    ) -> Turn:
        intro = self._texts.intro.format(example=self._desk.example)
        return self._shown(run, [intro], message, session, in_place=in_place)

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
                token=_token(message, session),
                role=role if role in self._rows.roles else None,
                level=level if level in self._rows.levels else None,
            )
            return self._begin(run, message, session)
        past = session.offer
        if past is None or named != past.token:
            return toast(self._texts.stale), session
        return self._pressed(self._still_known(past), rest, message, session)

    def _pressed(self, run: OfferRun, rest: list[str], message: Message, session: Session) -> Turn:
        """A button of the offer at hand: the way back, or one of this very turn."""
        if rest == ["go"] and run.asking is not None:
            return self._screens.of(run, []), session
        if len(rest) < 2 or rest[0] != str(run.turn):
            return toast(self._texts.stale), session
        acted = self._act(run, rest[1], (*rest, "")[2], message, session)
        return acted or (toast(self._texts.stale), session)

    def _act(
        self, run: OfferRun, act: str, value: str, message: Message, session: Session
    ) -> Turn | None:
        if act == "stop":
            return self.cancel(session, in_place=True)
        changed = self._moves.changed(run, act, value)
        if changed is None:
            return None
        asking = value if act == "ask" else None
        return self._shown(changed, [], message, session, asking=asking, in_place=True)

    # typing --------------------------------------------------------------------------

    def answered(self, message: Message, session: Session) -> Turn | None:
        """An answer or a move in words, while something waits; None when it is neither."""
        run = self.current(session, message)
        if run is None:
            return None
        if message.kind == "edit":
            example = self._example(run)
            return self._screens.of(run, [self._texts.edit.format(example=example)]), session
        move = self._move(message.text)
        if move == "stop":
            return self.cancel(session)
        changed = self._moves.changed(run, move, "") if move else None
        if changed is not None:
            return self._shown(changed, [], message, session)
        asked = run.asking if run.asking in self._rows.component else None
        found = self._read(message.text, asked)
        if not self._is_answer(message.text, found):
            return None
        return self._taken(run, found, message, session)

    def _move(self, text: str) -> str | None:
        """A move by its button's label or in other words."""
        said, labels = words(clean(text)), self._texts
        for name in ("none", "unknown", "show", "stop"):
            if said and said == words(clean(getattr(labels, name))):
                return name
        return self._wording.move(text)

    def _is_answer(self, text: str, found: Found) -> bool:
        if self._wording.is_question(text):
            return False
        named = len(found.parts) > len(found.guessed) or found.mistake is not None
        if found.seen or found.parts:
            return named or len(words(clean(text))) <= _FEW
        slots = found.slots
        row = slots.role or slots.level or slots.other_levels
        return bool(row) and not slots.components and len(words(clean(text))) <= _FEW

    def _example(self, run: OfferRun) -> str:
        part = run.asking if run.asking in self._rows.component else None
        return self._rows.example(part or BASE, self._screens.row(run))

    def unclear(self, message: Message, session: Session) -> Reply | None:
        """For a text that was neither an answer nor put as a question: the question again."""
        run = self.current(session, message)
        if run is None or self._wording.is_question(message.text):
            return None
        note = self._texts.unclear_choice
        if run.asking in self._rows.component:
            note = self._texts.unclear.format(example=self._example(run))
        return self._screens.of(run, [note])

    def volunteered(self, message: Message, session: Session) -> Turn | None:
        """A text without the command that plainly is an offer, or mends the last one."""
        if len(message.text) > _LONGEST or not any(map(str.isdigit, message.text)):
            return None
        found = self._read(message.text)
        if found.mistake is not None or not (found.parts or found.value):
            return None
        past = session.offer
        told = (
            not self._wording.is_question(message.text) and len(words(clean(message.text))) <= _FEW
        )
        named = found.value or len(found.parts) > len(found.guessed)
        if past is not None and told and named and session.thread.topic == self._rows.entry.topic:
            return self._taken(self._still_known(past), found, message, session)
        return self._new(found, message, session)

    def pasted(self, message: Message, session: Session) -> Turn | None:
        """A text that plainly is an offer, whatever else waits for an answer."""
        if len(message.text) > _LONGEST or not any(map(str.isdigit, message.text)):
            return None
        found = self._read(message.text)
        return None if found.mistake is not None else self._new(found, message, session)

    def _new(self, found: Found, message: Message, session: Session) -> Turn | None:
        if not self._is_offer(found, message.text):
            return None
        return self._taken(OfferRun(token=_token(message, session)), found, message, session)

    def _is_offer(self, found: Found, text: str) -> bool:
        """Two parts by name, or three figures and their row; a question needs the row too."""
        whole = found.role is not None and found.level is not None
        if self._wording.is_question(text) and not whole:
            return False
        named = len(found.parts) - len(found.guessed)
        return named >= _NAMED or (whole and len(found.parts) >= _FIGURES)

    def _taken(self, run: OfferRun, found: Found, message: Message, session: Session) -> Turn:
        """What a text holds goes into the offer; what is wrong with it is said."""
        known = {**run.parts, **found.parts}
        run = run.model_copy(
            update={
                "role": found.role or run.role,
                "level": found.level or run.level,
                "parts": known,
                "unknown": tuple(part for part in run.unknown if part not in known),
                "value": found.value or run.value,
            }
        )
        notes = self._screens.notes(found, run)
        asking = found.mistake.part if found.mistake is not None else None
        return self._shown(run, notes, message, session, asking=asking or None)

    # showing -------------------------------------------------------------------------

    def _shown(
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
        role, level = run.role or "", run.level or ""
        entry = self._rows.entry
        thread = Thread(topic=entry.topic, entry=entry.id, role=role, level=level)
        after = after.model_copy(update={"thread": thread})
        return replace(self._results.reply(run, role, level, notes), in_place=in_place), after

    def _next(self, run: OfferRun) -> str | None:
        if run.role is None:
            return "role"
        if run.level is None:
            return "level"
        left = (part for part in self._rows.component if part not in (*run.parts, *run.unknown))
        return next(left, None)


def _token(message: Message, session: Session) -> str:
    """Nobody else's, and not that of the offer before."""
    before = session.offer.token if session.offer is not None else ""
    token = f"{message.seed:x}"
    return token if token != before else f"{token}x"


def waits_for(press: str) -> bool:
    """Whether a button belongs to a question for an amount, which reads typed numbers itself."""
    kind, *rest = press.split(":")
    return kind == "o" and len(rest) > 2 and rest[2] not in ("role", "level")
