"""What the assessment shows while it runs: a question, the review, and the way back."""

from __future__ import annotations

from dataclasses import replace

from bot.advice.fit.choosing import expected_total
from bot.advice.fit.run import options_of, place_of
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Heading,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
    say,
)
from bot.advice.session import FitRun
from bot.knowledge.fit import Fit, FitQuestion

_BAR = 8

# What a button of a question or of the review does; any other is an option's id.
BACK, SKIP, WHY, REVIEW, STOP, GO_ON, OVER, EDIT = "<", ">", "?", "=", "*", ".", "!", "#"


class Screens:
    """Composes the replies from fit.yaml. Buttons carry the run and its turn: `f:RUN:TURN:ACT`."""

    def __init__(self, fit: Fit) -> None:
        self._fit = fit
        self._texts = fit.texts
        self._buttons = fit.buttons

    def of(
        self, run: FitRun, note: str = "", *, in_place: bool = False, why: bool = False
    ) -> Reply:
        """The question that waits, or the review, below a note."""
        notes = [Paragraph(note)] if note else []
        if run.question is None:
            blocks, buttons = [*notes, *self._listed(run)], self._review_buttons(run)
        else:
            question = self._fit.question[run.question]
            blocks = [*notes, *self._asked(run, question, why=why)]
            buttons = self._question_buttons(run, question)
        shown = Reply(tuple(blocks), Outcome.FLOW, buttons=buttons, in_place=in_place)
        return replace(shown, live=True, asks="fit")

    def resume(self, run: FitRun) -> Reply:
        """The choice between going on and starting over."""
        text = self._texts.waiting_review
        if run.question is not None:
            text = self._texts.waiting.format(number=place_of(run))
        over = Button(self._buttons.start_over, _press(run, OVER))
        on = self.way_back(run, in_place=True)
        return say(text, Outcome.FLOW, [on, over], live=True, asks="fit")

    def way_back(self, run: FitRun, *, in_place: bool = False) -> Button:
        """The button that leads from another reply back to where the run is."""
        label = self._buttons.go_on
        if run.question is not None:
            label = self._buttons.resume.format(number=place_of(run))
        return Button(label, f"f:{run.token}:{'on' if in_place else 'go'}")

    # a question ---------------------------------------------------------------

    def _asked(self, run: FitRun, question: FitQuestion, *, why: bool) -> list[Block]:
        asked: list[Block] = [Paragraph(self._place(run)), Heading(question.text)]
        return [*asked, Paragraph(self._texts.why.format(why=question.why))] if why else asked

    def _place(self, run: FitRun) -> str:
        number = place_of(run)
        about = expected_total(self._fit, max(number, len(run.answers)))
        filled = round((number - 1) / about * _BAR)
        bar = "▓" * filled + "░" * (_BAR - filled)
        if number == self._fit.scoring.most:
            return self._texts.last_place.format(number=number, bar=bar)
        return self._texts.place.format(number=number, about=about, bar=bar)

    def _question_buttons(self, run: FitRun, question: FitQuestion) -> Keyboard:
        given = run.answers.get(question.id)
        options = tuple(
            (Button(self._label(option.label, option.id == given), _press(run, option.id)),)
            for option in options_of(run, question)
        )
        labels = self._buttons
        first = place_of(run) == 1 and not run.reviewing
        back = () if first else (Button(labels.back, _press(run, BACK)),)
        review = (Button(labels.review, _press(run, REVIEW)),) if run.answers else ()
        return (
            *options,
            (*back, Button(labels.skip, _press(run, SKIP)), Button(labels.stop, _press(run, STOP))),
            (Button(labels.why, _press(run, WHY)), *review),
        )

    def _label(self, label: str, given: bool) -> str:
        return self._texts.current.format(label=label) if given else label

    # the review ---------------------------------------------------------------

    def _listed(self, run: FitRun) -> list[Block]:
        lines = tuple(
            self._texts.reviewed.format(
                number=number,
                question=self._fit.question[name].text,
                answer=self._said(name, option),
            )
            for number, (name, option) in enumerate(run.answers.items(), start=1)
        )
        return [Paragraph(self._texts.review), Bullets(lines)]

    def _review_buttons(self, run: FitRun) -> Keyboard:
        answers = tuple(
            (Button(f"{number}. {self._said(name, option)}", _press(run, f"{EDIT}{name}")),)
            for number, (name, option) in enumerate(run.answers.items(), start=1)
        )
        labels = self._buttons
        on = Button(labels.go_on, _press(run, GO_ON))
        return (*answers, (on, Button(labels.stop, _press(run, STOP))))

    def _said(self, question: str, option: str | None) -> str:
        options = self._fit.question[question].options
        found = next((one.label for one in options if one.id == option), None)
        return found if found is not None else self._texts.skipped


def _press(run: FitRun, act: str) -> str:
    return f"f:{run.token}:{run.turn}:{act}"
