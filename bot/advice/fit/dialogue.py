"""The assessment as a conversation: what each text, press and command of a reader does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.advice.fit import run as moves
from bot.advice.fit import screens
from bot.advice.fit.after import AfterResult
from bot.advice.fit.answers import (
    AGAIN,
    BACK,
    CHANGE,
    GO_ON,
    RESULT,
    REVIEW,
    SHARE,
    SKIP,
    STOP,
    WHY,
    AnswerReader,
    asks,
)
from bot.advice.fit.corrections import Corrections
from bot.advice.fit.results import Results
from bot.advice.fit.screens import Screens
from bot.advice.message import Message
from bot.advice.reply import Button, Outcome, Reply, say, toast
from bot.advice.session import FitPast, FitRun, Session
from bot.knowledge.fit import FitOption
from bot.knowledge.models import Knowledge
from bot.matching.model import Embed

Turn = tuple[Reply, Session]

_MOVES = {  # what the buttons do, in the words of the reader of typed texts
    screens.BACK: BACK,
    screens.SKIP: SKIP,
    screens.WHY: WHY,
    screens.REVIEW: REVIEW,
    screens.STOP: STOP,
    screens.GO_ON: GO_ON,
}


class FitDialogue:
    """Asks the questions of fit.yaml; all state is in the session's `fit` and `fit_past`."""

    def __init__(
        self,
        knowledge: Knowledge,
        reader: AnswerReader,
        embed: Embed | None = None,
        known: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`known`: whether the article answers a text, which then asks nothing of a result."""
        self._fit = knowledge.fit
        self._texts = knowledge.fit.texts
        self._reader = reader
        self._screens = Screens(knowledge.fit)
        self._results = Results(knowledge)
        self._after = AfterResult(knowledge, reader, self._results, embed, known)
        self._corrections = Corrections(knowledge.fit, reader)

    # where a run is -------------------------------------------------------------

    def current(self, session: Session) -> FitRun | None:
        """The run under way, unless it was put aside."""
        return session.fit if session.fit is not None and not session.fit.aside else None

    def carried_over(self, session: Session) -> tuple[Session, str]:
        """A run of earlier questions with the answers that still fit, and a line that says so."""
        run = self.current(session)
        if run is None or run.version == self._fit.version:
            return session, ""
        carried = moves.carried_over(self._fit, run)
        if moves.is_finished(carried):
            carried = moves.reviewed(carried)
        note = self._texts.migrated if carried.answers else self._texts.restarted
        return _with(session, carried), note

    def touched(self, session: Session, message: Message) -> Session:
        """The session with the time when the question that waits was last on the screen."""
        run = session.fit
        if run is None or message.at is None:
            return session
        return _with(session, run.model_copy(update={"touched": message.at}))

    def ask_again(self, message: Message, session: Session) -> Reply | None:
        """What waits, to go under an interruption's answer; nothing after a long pause."""
        run = self.current(session)
        if run is None or moves.is_paused(run, message.at):
            return None
        return self._screens.of(run)

    def way_back(self, session: Session) -> Button | None:
        """The button to what waits, to go under a reply with buttons of its own."""
        return self._screens.way_back(session.fit) if session.fit is not None else None

    def place(self, text: str) -> int | None:
        """The place in a list that a typed text names, from 1."""
        return self._reader.place(text)

    # commands -------------------------------------------------------------------

    def start(self, words: str, message: Message, session: Session) -> Turn:
        """`/fit`: a new run, or the choice between going on and starting over; `/fit result`."""
        named = self._reader.about_result(words)
        if named in (RESULT, SHARE, CHANGE):
            return self._after.shown(named, session)
        if self._reader.move(words) == STOP:
            return self.stop(session)
        run = session.fit
        if run is not None and run.answers:
            return self._resumed(run, session, self._screens.resume)
        return self._begin(message, session)

    def _resumed(self, run: FitRun, session: Session, show: Callable[[FitRun], Reply]) -> Turn:
        """A run that was put aside is at hand again, brought up to date."""
        session, note = self.carried_over(_with(session, run.model_copy(update={"aside": False})))
        reply = show(session.fit or run)
        return (reply.below(note) if note else reply), session

    def stop(self, session: Session, *, in_place: bool = False) -> Turn:
        """Put the run aside; its answers stay."""
        run = session.fit
        if run is None or not run.answers or run.revises:
            ended = self._texts.kept if run is not None and run.revises else self._texts.ended
            session = session.model_copy(update={"fit": None})
            return say(ended, Outcome.FLOW, in_place=in_place), session
        aside = run.model_copy(update={"aside": True, "turn": run.turn + 1})
        on = [self._screens.way_back(aside, in_place=True)]
        return say(self._texts.stopped, Outcome.FLOW, on, in_place=in_place), _with(session, aside)

    def _begin(self, message: Message, session: Session, *, in_place: bool = False) -> Turn:
        number = session.fit_runs + 1
        run = moves.begin(self._fit, number, message.seed, message.at)
        session = session.model_copy(update={"fit": run, "fit_runs": number})
        return self._screens.of(run, self._texts.intro, in_place=in_place), session

    # typing ---------------------------------------------------------------------

    def typed(self, message: Message, session: Session) -> Turn | None:
        """An answer or a move in words; None when the text is neither: others may take it."""
        run = self.current(session)
        if run is None:
            return None
        if any(offer.press.endswith(":on") for offer in session.offers):
            # The choice to go on is on the screen, not the question.
            return self.stop(session) if self._reader.move(message.text) == STOP else None
        turn = self._read(message.text, run, session)
        if turn is not None and moves.is_paused(run, message.at):
            return self._screens.resume(run), session
        return turn

    def unclear(self, message: Message, session: Session) -> Reply | None:
        """For a text that was neither an answer nor put as a question: the question again."""
        run = self.current(session)
        if run is None or run.question is None or asks(message.text):
            return None
        if moves.is_paused(run, message.at):
            return None
        return self._screens.of(run, self._texts.which)

    def _read(self, text: str, run: FitRun, session: Session) -> Turn | None:
        move = self._reader.move(text) or self._reader.move(self._reader.correction(text) or "")
        if run.question is None:
            changed = self._corrections.in_review(text, run)
            if changed is not None:
                return self._shown_after(*changed, session)
            return self._move(GO_ON if move in (SKIP, BACK) else move, run, session)
        if move is not None and (move != GO_ON or run.question in run.answers):
            return self._move(move, run, session)
        corrected = self._corrections.read(text, run)
        if corrected is not None:
            return self._shown_after(*corrected, session)
        question = self._fit.question[run.question]
        shown = moves.options_of(run, question)
        option = self._reader.option(text, shown, averse=question.averse)
        if option is not None:
            return self._answer(option, run, session)
        if self._reader.place(text) is not None:
            return self._screens.of(run, self._texts.how_many.format(count=len(shown))), session
        return self._move(self._reader.move_like(text), run, session)

    def begun(self, message: Message, session: Session) -> Turn | None:
        """What is said of an assessment while none has the floor."""
        if session.floor == "fit" and self.current(session) is not None:
            return None
        named = self._reader.about_result(message.text)
        if named == AGAIN and session.fit_past:
            return self.start("", message, session)
        if named in (SHARE, CHANGE) and session.fit_past:
            return self._after.shown(named, session)
        if self._reader.wants_to_begin(message.text):
            return self.start("", message, session)
        return self._corrected_result(message.text, session)

    def asked_of_result(self, message: Message, session: Session) -> Turn | None:
        """What is asked of the result on the screen; None for a question of another kind."""
        return self._after.asked(message.text, session)

    def _corrected_result(self, text: str, session: Session) -> Turn | None:
        """A correction right after the last answer: the result is on the screen by then."""
        shown = any(offer.press.endswith(":edit") for offer in session.offers)
        if not shown or not session.fit_past or session.fit is not None:
            return None
        run = moves.reopened(self._fit, session.fit_past[-1].run)
        corrected = self._corrections.read(text, run)
        return self._shown_after(*corrected, session) if corrected else None

    # pressing -------------------------------------------------------------------

    def pressed(self, press: str, message: Message, session: Session) -> Turn:
        """A button of this dialogue; one of an earlier turn or of another reader does nothing."""
        if press in ("f:new", "f:start"):
            return self.start("", message, session)
        _, token, *rest = (*press.split(":"), "")
        if len(rest) == 2:
            return self._pressed_result(token, rest[0], session)
        run = self.current(session)
        if run is None or len(rest) != 3 or (token, rest[0]) != (run.token, str(run.turn)):
            return toast(self._texts.already), session
        return self._act(rest[1], run, message, session)

    def _pressed_result(self, token: str, act: str, session: Session) -> Turn:
        """A button that does not depend on the turn: back to the run, or about its result."""
        run, past = session.fit, session.fit_past[-1:]
        if act in ("go", "on") and run is not None and token == run.token:
            reply, session = self._resumed(run, session, self._screens.of)
            return replace(reply, in_place=act == "on"), session
        if past and token == past[0].run.token:
            if act == "card":
                return self._after.shown(SHARE, session)
            if act == "edit" and self.current(session) is None:
                return self._after.shown(CHANGE, session)
        return toast(self._texts.already), session

    def _act(self, act: str, run: FitRun, message: Message, session: Session) -> Turn:
        if act == screens.OVER:
            return self._begin(message, session, in_place=True)
        if act in _MOVES:
            turn = self._move(_MOVES[act], run, session, in_place=True)
            return turn or (toast(self._texts.already), session)
        if act.startswith(screens.EDIT) and act[1:] in run.answers:
            run = moves.revised(run, act[1:])
            return self._screens.of(run, in_place=True), _with(session, run)
        question = self._fit.question.get(run.question or "")
        shown = moves.options_of(run, question) if question else ()
        option = next((option for option in shown if option.id == act), None)
        if option is None:
            return toast(self._texts.already), session
        return self._answer(option, run, session, in_place=True)

    # moves ----------------------------------------------------------------------

    def _move(
        self, name: str | None, run: FitRun, session: Session, *, in_place: bool = False
    ) -> Turn | None:
        match name:
            case "stop":
                return self.stop(session, in_place=in_place)
            case "over":
                return self._screens.resume(run), session
            case "length":
                left = self._texts.left.format(count=self._fit.scoring.most - len(run.answers))
                return self._screens.of(run, left), session
            case "why" if run.question:
                return self._screens.of(run, in_place=in_place, why=True), session
            case "skip" | "go_on" if run.question in run.answers:
                run = moves.forward(self._fit, run)
            case "skip" if run.question:
                run = moves.answered(self._fit, run, None)
            case "back" if run.question:
                run = moves.back(run)
            case "review" if run.answers:
                run = moves.reviewed(run)
            case "go_on" if not run.question:
                run = moves.gone_on(self._fit, run)
            case _:
                return None
        return self._shown_after(run, "", session, in_place=in_place)

    def _answer(
        self, option: FitOption, run: FitRun, session: Session, *, in_place: bool = False
    ) -> Turn:
        """A pressed answer is seen to be taken; a typed one is said."""
        note = "" if in_place else self._texts.noted.format(answer=option.label)
        run = moves.answered(self._fit, run, option.id)
        return self._shown_after(run, note, session, in_place=in_place)

    def _shown_after(
        self, run: FitRun, note: str, session: Session, *, in_place: bool = False
    ) -> Turn:
        """The next screen below a note; at the end, the result."""
        if not moves.is_finished(run):
            return self._screens.of(run, note, in_place=in_place), _with(session, run)
        past = self._results.past(FitPast(run=run, lean="", score=0))
        session = session.with_result(past)
        *before, last = session.fit_past
        reply = self._results.reply(last, before[-1] if before else None, in_place=in_place)
        return (reply.below(note) if note else reply), session


def reads_itself(press: str) -> bool:
    """Whether a button belongs to a question, which reads typed answers with more care."""
    parts = press.split(":")
    act = parts[3] if len(parts) > 3 and parts[0] == "f" else ""
    return bool(act) and act[0] not in (screens.EDIT, screens.GO_ON, screens.OVER)


def _with(session: Session, run: FitRun) -> Session:
    return session.model_copy(update={"fit": run})
