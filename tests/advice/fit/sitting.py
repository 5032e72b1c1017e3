"""A reader of the assessment: a chat that also knows which question waits."""

from __future__ import annotations

from collections.abc import Callable

from bot.advice import Reply
from bot.knowledge.fit import Fit, FitOption, FitQuestion
from tests.advice.chat import Chat, presses

Pick = Callable[[FitQuestion], str | None]


class Sitting(Chat):
    """Answers by the ids of options, so that a test does not depend on their order."""

    @property
    def fit(self) -> Fit:
        return self.advisor.knowledge.fit

    @property
    def question(self) -> FitQuestion | None:
        """The question that waits for an answer."""
        run = self.session.fit
        waits = run is not None and not run.aside and run.question is not None
        return self.fit.question[run.question or ""] if waits and run else None

    @property
    def answers(self) -> dict[str, str | None]:
        assert self.session.fit is not None
        return self.session.fit.answers

    def act(self, act: str) -> Reply:
        """Press the button that does this: an option's id, or one of < > ? = * . !"""
        (found,) = [press for press in presses(self.reply) if press.split(":")[-1] == act]
        return self.press(found)

    def shown(self) -> list[FitOption]:
        """The options of the question that waits, in the order shown."""
        assert self.question is not None
        known = {option.id: option for option in self.question.options}
        acts = [press.split(":")[-1] for press in presses(self.reply)]
        return [known[act] for act in acts if act in known]

    def take(self, pick: Pick) -> Reply:
        """Answer by a rule until the result; None skips."""
        while (question := self.question) is not None:
            self.act(pick(question) or ">")
        return self.reply

    def until(self, name: str, pick: Pick) -> Reply:
        """Answer by a rule until a question waits."""
        while self.question is not None and self.question.id != name:
            self.act(pick(self.question) or ">")
        assert self.question is not None, f"{name} was never asked"
        return self.reply


def leaning(fit: Fit, role: str | None) -> Pick:
    """Every answer for one role, or (None) for neither."""

    def pick(question: FitQuestion) -> str:
        wanted = {role} if role else set()
        return next(option.id for option in question.options if set(option.evidence) == wanted)

    return pick
