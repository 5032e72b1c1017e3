"""Taking an answer back in words: the one before, or one of the review."""

from __future__ import annotations

from bot.advice.fit import run as moves
from bot.advice.fit.answers import AnswerReader, asks
from bot.advice.session import FitRun
from bot.knowledge.fit import Fit, FitOption

Corrected = tuple[FitRun, str]  # the run after it, and the line that says so


class Corrections:
    """Reads corrections; None where a text is none."""

    def __init__(self, fit: Fit, reader: AnswerReader) -> None:
        self._fit = fit
        self._texts = fit.texts
        self._reader = reader

    def read(self, text: str, run: FitRun) -> Corrected | None:
        """`wait, i meant the other one`: about the answer before, or a loud way to answer this."""
        said = self._reader.correction(text)
        if said is None or asks(text):
            return None
        meant = self._about_before(said, run) or self._loud_answer(said, run)
        return meant or (None if said and not self._reader.is_other(said) else self._back(run))

    def _about_before(self, said: str, run: FitRun) -> Corrected | None:
        question = moves.question_to_correct(run)
        option = self._meant(said, run, question) if question is not None else None
        if question is None or option is None:
            return None
        changed = self._texts.changed.format(answer=option.label)
        if question == run.question:
            return moves.answered(self._fit, run, option.id), changed
        run = run.model_copy(update={"reviewing": False})
        return moves.corrected(self._fit, run, question, option.id), changed

    def in_review(self, text: str, run: FitRun) -> Corrected | None:
        """`2 to steady cash`, in the list of answers."""
        change = self._reader.change(text)
        asked = list(run.answers)
        if change is None or not 0 < change[0] <= len(asked):
            return None
        name = asked[change[0] - 1]
        run = moves.revised(run, name)
        option = self._option(change[1], run, name)
        if option is None:
            return run, self._texts.which
        changed = self._texts.changed.format(answer=option.label)
        return moves.answered(self._fit, run, option.id), changed

    def _meant(self, said: str, run: FitRun, question: str) -> FitOption | None:
        if not self._reader.is_other(said):
            return self._option(said, run, question) if said else None
        shown = self._fit.question[question].options
        given = next((o for o in shown if o.id == run.answers[question]), None)
        mirrored = [o for o in shown if given and self._fit.weight(o) == -self._fit.weight(given)]
        return mirrored[0] if len(mirrored) == 1 and mirrored[0] != given else None

    def _loud_answer(self, said: str, run: FitRun) -> Corrected | None:
        if run.question is None or not said or self._reader.is_other(said):
            return None
        option = self._option(said, run, run.question)
        if option is None:
            return None
        noted = self._texts.noted.format(answer=option.label)
        return moves.answered(self._fit, run, option.id), noted

    def _back(self, run: FitRun) -> Corrected:
        """What was meant is unclear: that question again."""
        if run.question in run.answers or moves.question_before(run) is None:
            return run, self._texts.which
        question = moves.question_to_correct(run)
        run = run.model_copy(update={"reviewing": False})
        again = moves.revised(run, question) if question else run
        return again, self._texts.which_before

    def _option(self, text: str, run: FitRun, question: str) -> FitOption | None:
        asked = self._fit.question[question]
        shown = moves.options_of(run, asked)
        return self._reader.option(text, shown, averse=asked.averse, by_meaning=False)
