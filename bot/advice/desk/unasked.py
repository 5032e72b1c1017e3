"""Texts without the command that hold an offer, or speak of the last one."""

from __future__ import annotations

from datetime import timedelta

from bot.advice.desk.asides import Asides
from bot.advice.desk.corrections import Corrections
from bot.advice.desk.gathering import Gathering, Turn
from bot.advice.desk.reading import Found, OfferReader
from bot.advice.desk.wording import Wording
from bot.advice.message import Message
from bot.advice.session import OfferRun, Session
from bot.matching.text import clean, words

_PAUSE = timedelta(hours=12)  # after which a text is no answer any more
_LINE = 12  # words of a text that changes a part of the last offer
_NAMED = 2  # parts named in a text that plainly is an offer
_FIGURES = 3  # or amounts beside a role and a level, in a question
_MOST = 8  # amounts of one that has a mistake
_LONGEST = 1500  # characters of such a text


class Unasked:
    """Decides which texts are an offer, and which go to the offer that lies there."""

    def __init__(
        self,
        reader: OfferReader,
        wording: Wording,
        gathering: Gathering,
        corrections: Corrections,
        asides: Asides,
    ) -> None:
        self._read = reader
        self._wording = wording
        self._gathering = gathering
        self._corrections = corrections
        self._asides = asides

    def heard(self, message: Message, session: Session) -> Turn | None:
        """The finished offer that is spoken of first, then the last one, then a new one."""
        past = self._finished(session)
        heard = self._corrections.heard(past, message, session) if past is not None else None
        return heard or self._again(message, session) or self.pasted(message, session)

    def _finished(self, session: Session) -> OfferRun | None:
        """The offer whose result is what the conversation is about."""
        run = session.offer
        if run is None or run.asking is not None or session.thread.offer != run.token:
            return None
        run = self._gathering.still_known(run)
        return run if run.role and run.level else None

    def _again(self, message: Message, session: Session) -> Turn | None:
        """A part by its name still goes to the last offer, whatever was spoken of since."""
        past = session.offer
        text = message.text
        if past is None or is_old(past, message) or len(words(clean(text))) > _LINE:
            return None
        if self._wording.is_question(text) and not self._wording.supposes(text):
            return None
        if past.asking is None and self._wording.reopens(text):
            return self._gathering.shown(self._gathering.still_known(past), [], message, session)
        found = self._read(text)
        if found.mistake is not None or len(found.parts) == len(found.guessed):
            return None
        return self._corrections.changed(self._gathering.still_known(past), found, message, session)

    def pasted(self, message: Message, session: Session) -> Turn | None:
        """A text that plainly is an offer, whatever else waits for an answer."""
        if len(message.text) > _LONGEST or not self._read.has_amounts(message.text):
            return None
        return self._new(self._read(message.text), message, session)

    def _new(self, found: Found, message: Message, session: Session) -> Turn | None:
        if not self._is_offer(found, message.text):
            return None
        run = OfferRun(token=token(message, session))
        reply, after = self._gathering.taken(run, found, message, session)
        run = after.offer or run
        if run.asking is None or not found.parts or not self._wording.judges(message.text):
            return reply, after
        return self._asides.reply("judge", run, found, done=False).followed_by(reply), after

    def _is_offer(self, found: Found, text: str) -> bool:
        """Two parts by name, or three figures and their row; a question needs the row too."""
        whole = found.role is not None and found.level is not None
        if self._wording.is_question(text) and not whole and not _are_two(found):
            return False
        named = len(found.parts) - len(found.guessed)
        if whole and found.parts and self._wording.judges(text):
            return True
        wrong = found.mistake is not None and found.mistake.kind in ("currency", "twice", "two")
        if wrong and len(found.slots.components) >= _NAMED and found.seen <= _MOST:
            return True
        figures = _FIGURES if self._wording.is_question(text) else _NAMED
        return named >= _NAMED or (whole and len(found.parts) >= figures)


def _are_two(found: Found) -> bool:
    return found.mistake is not None and found.mistake.kind == "two"


def token(message: Message, session: Session) -> str:
    """Nobody else's, and not that of the offer before."""
    before = session.offer.token if session.offer is not None else ""
    token = f"{message.seed:x}"
    return token if token != before else f"{token}x"


def is_old(run: OfferRun, message: Message) -> bool:
    """Whether an offer has lain too long for a text to be about it."""
    return bool(message.at and run.asked_at and message.at - run.asked_at > _PAUSE)
