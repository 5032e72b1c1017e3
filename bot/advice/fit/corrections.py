"""Taking an answer back in words: the one before, or one of the review."""

from __future__ import annotations

from bot.advice.fit import run as moves
from bot.advice.fit.answers import AnswerReader, asks
from bot.advice.session import FitRun
from bot.knowledge.fit import Fit, FitOption

Corrected = tuple[FitRun, str]  # the run after it, and the line that says so

_LONGEST = 8  # words; a longer text is about something else


class Corrections:
    """Reads corrections; None where a text is none."""

    def __init__(self, fit: Fit, reader: AnswerReader) -> None:
        self._fit = fit
        self._texts = fit.texts
        self._reader = reader

    def read(self, text: str, run: FitRun) -> Corrected | None:
        """`wait, i meant the other one`: about the answer before, or a loud way to answer this."""
        said, before = self._reader.correction(text), moves.question_before(run)
        if said is None or asks(text):
            return None
        if before is None:
            about_before = not said or self._reader.is_other(said)
            return (run, self._texts.which) if about_before else None
        option = self._meant(said, run, before)
        if option is not None:
            run = moves.corrected(self._fit, _out_of_review(run), before, option.id)
            return run, self._texts.changed.format(answer=option.label)
        return self._loud_answer(said, run) or self._back(said, run)

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

    def _back(self, said: str, run: FitRun) -> Corrected | None:
        """What was meant is unclear: the question before again."""
        if len(said.split()) > _LONGEST:
            return None
        return moves.back(_out_of_review(run)), self._texts.which_before

    def _option(self, text: str, run: FitRun, question: str) -> FitOption | None:
        asked = self._fit.question[question]
        return self._reader.option(text, moves.options_of(run, asked), averse=asked.averse)


def _out_of_review(run: FitRun) -> FitRun:
    return run.model_copy(update={"reviewing": False})
