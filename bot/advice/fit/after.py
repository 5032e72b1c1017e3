"""A finished assessment: shown again, shared, changed, and asked about."""

from __future__ import annotations

from collections.abc import Callable

from bot.advice.fit import asking
from bot.advice.fit import run as moves
from bot.advice.fit.answers import AGAIN, CHANGE, RESULT, SHARE, AnswerReader
from bot.advice.fit.results import Results
from bot.advice.fit.screens import Screens
from bot.advice.reply import Button, Outcome, Reply, say
from bot.advice.session import Session
from bot.knowledge.models import Knowledge
from bot.matching.model import Embed

Turn = tuple[Reply, Session]
_SHOWS = {asking.AGAIN: RESULT, asking.SHARE: SHARE, asking.CHANGE: CHANGE}


class AfterResult:
    """Keeps no state: the last result is in the session's `fit_past`."""

    def __init__(
        self,
        knowledge: Knowledge,
        reader: AnswerReader,
        results: Results,
        embed: Embed | None,
        known: Callable[[str], bool],
    ) -> None:
        self._fit = knowledge.fit
        self._reader = reader
        self._screens = Screens(knowledge.fit)
        self._results = results
        self._questions = asking.ResultQuestions(knowledge, results, embed, known)

    def shown(self, named: str, session: Session) -> Turn:
        """The last result again, its card, or its answers to change."""
        if not session.fit_past:
            start = Button(self._fit.buttons.begin, "f:start")
            return say(self._fit.texts.no_result, Outcome.FLOW, [start]), session
        *before, last = session.fit_past
        if named == SHARE:
            return self._results.card(last), session
        if named == CHANGE:
            run = moves.reopened(self._fit, last.run)
            return self._screens.of(run), session.model_copy(update={"fit": run})
        return self._results.reply(last, before[-1] if before else None), session

    def asked(self, text: str, session: Session) -> Turn | None:
        """What is asked of the last result; a retake and a correction are no questions of it."""
        again = self._reader.about_result(text) == AGAIN
        taken = again or self._reader.correction(text) is not None
        kind = self._questions.kind(text) if session.fit_past and not taken else None
        if kind is None:
            return None
        if kind in _SHOWS:
            return self.shown(_SHOWS[kind], session)
        return self._questions.answer(kind, text, session.fit_past[-1]), session
