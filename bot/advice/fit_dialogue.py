"""The fit assessment as a conversation: questions, moves, result. One live question at a time."""

from __future__ import annotations

from dataclasses import replace as swap
from typing import Any

from bot.advice.fit import BALANCED, Evidence, FitResult, assess
from bot.advice.fit_answers import BACK, SKIP, STOP, AnswerReader, Correct, asks
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Citation,
    Heading,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
    say,
    toast,
)
from bot.advice.session import FitRun, Session
from bot.knowledge.models import FitQuestion, Knowledge

Turn = tuple[Reply, Session]
_BAR = 8


class FitDialogue:
    """Asks the questions of fit.yaml; all state is in the session's `fit`."""

    def __init__(self, knowledge: Knowledge, correct: Correct) -> None:
        self._knowledge = knowledge
        self._fit = knowledge.fit
        self._texts = knowledge.texts
        self._answers = AnswerReader(knowledge, correct)

    # starting and showing -------------------------------------------------

    def start(self, session: Session) -> Turn:
        """A new run, or the choice between going on and starting over."""
        run = self.current(session)
        if run is not None and run.step:
            place = f"You are at question {run.step + 1} of {len(self._fit.questions)}."
            buttons = [_way_back(run), Button("Start over", "f:new")]
            return say(place, Outcome.FLOW, buttons, live=True), session
        return self._restart(session)

    def current(self, session: Session) -> FitRun | None:
        """The run under way; one of another version of fit.yaml has ended."""
        run = session.fit
        fits = run and run.version == self._fit.version and run.step < len(self._fit.questions)
        return run if fits else None

    def ask_again(self, session: Session) -> Reply | None:
        """The question that waits, to go under an interruption's answer."""
        run = self.current(session)
        return self._question(run) if run is not None else None

    def way_back(self, session: Session) -> Button | None:
        """The button to the question that waits, to go under a reply with buttons of its own."""
        run = self.current(session)
        return _way_back(run) if run is not None else None

    def _restart(self, session: Session, *, in_place: bool = False) -> Turn:
        number = session.fit_runs + 1
        run = FitRun(run=number, version=self._fit.version)
        session = session.model_copy(update={"fit": run, "fit_runs": number})
        return swap(self._with_note(self._fit.intro, run), in_place=in_place), session

    def _question(self, run: FitRun, *, in_place: bool = False, taken_for: str = "") -> Reply:
        question = self._fit.questions[run.step]
        total = len(self._fit.questions)
        filled = round(run.step / total * _BAR)
        bar = "▓" * filled + "░" * (_BAR - filled)
        blocks: list[Block] = [Paragraph(f"Noted: {taken_for}.")] if taken_for else []
        blocks += [
            Paragraph(f"Question {run.step + 1} of {total}  {bar}"),
            Heading(question.text),
        ]
        return Reply(
            tuple(blocks),
            Outcome.FLOW,
            buttons=self._keyboard(run, question),
            in_place=in_place,
            live=True,
        )

    def _keyboard(self, run: FitRun, question: FitQuestion) -> Keyboard:
        at = f"{run.run}:{run.step}"
        options = tuple(
            (Button(option.label, f"f:{at}:{option.id}"),) for option in question.options
        )
        back = (Button("‹ Back", f"f:{at}:<"),) if run.step else ()
        return (*options, (*back, Button("Skip ›", f"f:{at}:>"), Button("Stop", f"f:{at}:x")))

    # answers ----------------------------------------------------------------

    def place(self, text: str) -> int | None:
        """The place in a list that a typed text names, from 1."""
        return self._answers.place(text)

    def typed(self, text: str, session: Session) -> Turn | None:
        """An answer in words; None when the text is none, so that others may take it."""
        run = self.current(session)
        if run is None:
            return None
        named = self._answers.move(text)
        if named is not None:
            return self._move(named, run, session, in_place=False)
        question = self._fit.questions[run.step]
        option = self._answers.option(text, question)
        if option is None and self._answers.place(text) is not None:
            return self._with_note(f"There are {len(question.options)} options.", run), session
        if option is None:
            return None
        return self._answer(option.id, run, session, in_place=False, taken_for=option.label)

    def unclear(self, text: str, session: Session) -> Reply | None:
        """For a text that was neither an answer nor put as a question: the question again."""
        run = self.current(session)
        if run is None or asks(text):
            return None
        return self._with_note("I can't tell which one you mean; a number will do.", run)

    def _with_note(self, note: str, run: FitRun) -> Reply:
        question = self._question(run)
        return swap(question, blocks=(Paragraph(note), *question.blocks))

    def pressed(self, press: str, session: Session) -> Turn:
        """A button of this dialogue; one of an earlier question or run does nothing."""
        run = self.current(session)
        if press == "f:new":
            return self._restart(session, in_place=run is not None)
        if press == "f:start":
            return self.start(session)
        if run is None:
            return toast(self._texts.stale_button), session
        if press == "f:go":
            return self._question(run, in_place=True), session
        number, step, action = (*press.split(":"), "", "", "")[1:4]
        if (number, step) != (str(run.run), str(run.step)):
            return toast("That question is already answered."), session
        return self._act(action, run, session)

    def _act(self, action: str, run: FitRun, session: Session) -> Turn:
        moves = {"<": BACK, ">": SKIP, "x": STOP}
        if action in moves:
            return self._move(moves[action], run, session, in_place=True)
        known = {option.id for option in self._fit.questions[run.step].options}
        if action not in known:
            return toast(self._texts.stale_button), session
        return self._answer(action, run, session, in_place=True)

    def _move(self, name: str, run: FitRun, session: Session, *, in_place: bool) -> Turn:
        if name == STOP:
            return self.stop(session, in_place=in_place)
        if name == SKIP:
            return self._answer(None, run, session, in_place=in_place)
        run = run.model_copy(update={"step": max(run.step - 1, 0)})
        session = session.model_copy(update={"fit": run})
        return self._question(run, in_place=in_place), session

    def stop(self, session: Session, *, in_place: bool = False) -> Turn:
        """End the run without a result."""
        session = session.model_copy(update={"fit": None})
        return say(self._texts.cancelled, Outcome.FLOW, in_place=in_place), session

    def _answer(
        self,
        option: str | None,
        run: FitRun,
        session: Session,
        *,
        in_place: bool,
        taken_for: str = "",
    ) -> Turn:
        question = self._fit.questions[run.step]
        answers = {**run.answers, question.id: option}
        run = run.model_copy(update={"answers": answers, "step": run.step + 1})
        if run.step < len(self._fit.questions):
            session = session.model_copy(update={"fit": run})
            return self._question(run, in_place=in_place, taken_for=taken_for), session
        session = session.model_copy(update={"fit": None})
        return swap(self._result(assess(self._fit, answers)), in_place=in_place), session

    # the result ---------------------------------------------------------------

    def _result(self, result: FitResult) -> Reply:
        texts = next(text for text in self._fit.results if text.lean == result.lean)
        steps = tuple(
            f"{number}. {step.text}" for number, step in enumerate(texts.next_steps, start=1)
        )
        blocks: tuple[Block, ...] = (
            Heading(texts.summary),
            Paragraph(self._strength(result)),
            *self._because(result),
            Paragraph(texts.watch_out),
            Paragraph("Next steps:"),
            Bullets(steps),
            Citation(self._knowledge.article.title, self._sections(texts.entries)),
        )
        return Reply(
            blocks,
            Outcome.FLOW,
            buttons=self._result_buttons(texts.entries),
            entries=texts.entries,
            data={"fit": _data(result)},
        )

    def _strength(self, result: FitResult) -> str:
        sure = f"about {min(round(result.confidence * 100), 99)}% sure"
        first, second = (self._knowledge.role_name[side.role] for side in self._fit.sides)
        scale = f"score {result.score:+.2f}, from -1 ({first}) to +1 ({second})"
        if result.lean == BALANCED:
            return f"The two sides cancel out: {scale}."
        return f"A {result.strength} lean: {scale}; {sure}."

    def _because(self, result: FitResult) -> list[Block]:
        if not result.reasons:
            return [Paragraph("Too few answers to say more: nothing you picked leans either way.")]
        blocks: list[Block] = [Paragraph("Because:"), Bullets(_said(result.reasons[:3]))]
        if result.against:
            blocks += [Paragraph("Pulling the other way:"), Bullets(_said(result.against[:1]))]
        return blocks

    def _sections(self, entries: tuple[str, ...]) -> tuple[str, ...]:
        sections = (self._knowledge.entry[name].section for name in entries)
        return tuple(dict.fromkeys(self._knowledge.section_title[name] for name in sections))

    def _result_buttons(self, entries: tuple[str, ...]) -> Keyboard:
        links = tuple((Button(self._knowledge.entry[name].label, f"a:{name}"),) for name in entries)
        return (*links, (Button("Take it again", "f:new"),))


def reads_itself(press: str) -> bool:
    """Whether a button belongs to a question, which reads typed answers with more care."""
    return press.startswith("f:") and press.count(":") > 1


def _way_back(run: FitRun) -> Button:
    return Button(f"Continue at {run.step + 1}", "f:go")


def _said(evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
    return tuple(item.option.because for item in evidence)


def _data(result: FitResult) -> dict[str, Any]:
    return {"lean": result.lean, "score": result.score, "confidence": result.confidence}
