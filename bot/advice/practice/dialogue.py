"""The mock interview as a conversation: what presses, texts, commands and the clock do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from bot.advice.fit.answers import asks
from bot.advice.fit.exemplars import Exemplars
from bot.advice.message import Message
from bot.advice.practice import run as moves
from bot.advice.practice import screens
from bot.advice.practice.run import Practice, PracticeDone, PracticeRun
from bot.advice.practice.screens import Screens
from bot.advice.reply import Button, Outcome, Reply, say, toast
from bot.advice.session import Session
from bot.knowledge.models import Knowledge
from bot.matching.model import Embed
from bot.matching.text import bare, clean, words

Turn = tuple[Reply, Session]

_LATE = timedelta(minutes=10)  # after which `time is up` is told as late
_FEW = 6  # words of a move
_LIKE = 0.62  # likeness in meaning from which words are a move
_LONG = 8  # words; what is longer and no question is somebody's answer to the case
_NOTHING = Reply((), Outcome.FLOW)
_ANSWERS = (Outcome.ANSWER, Outcome.PARTIAL)


class PracticeDialogue:
    """All state is in the session's `practice`; all words are in practice.yaml."""

    def __init__(self, knowledge: Knowledge, embed: Embed | None = None) -> None:
        self._practice = knowledge.practice
        self._texts = knowledge.practice.texts
        self._roles = knowledge.role_name
        self._screens = Screens(knowledge)
        said = knowledge.practice.moves
        acts = {
            screens.DONE: said.done,
            screens.PAUSE: said.pause,
            screens.BACK: said.go_on,
            screens.LEFT: said.left,
            screens.STOP: said.stop,
        }
        self._begin = {bare(text) for text in said.begin}
        self._said = {bare(text): act for act, texts in acts.items() for text in texts}
        self._alike = {act: tuple(map(bare, texts)) for act, texts in acts.items()}
        self._exemplars = Exemplars(embed) if embed else None

    def current(self, session: Session) -> PracticeRun | None:
        """The interview at hand, unless the files no longer hold its case."""
        run = session.practice.run
        return run if run is not None and run.case in self._practice.placed else None

    # commands -------------------------------------------------------------------

    def start(self, words: str, message: Message, session: Session) -> Turn:
        """`/practice`: the interview at hand, or the choice of a role."""
        if not message.alone:
            return self._screens.group(), session
        run = self.current(session)
        if run is not None and run.phase == "running" and not run.left_at(message.at):
            return self.timed(moves.press(run, moves.UP), message, session)
        if run is not None:
            return self._shown(run, message), session
        role = words.casefold() if words.casefold() in self._roles else None
        return (self._screens.rounds(role) if role else self._screens.roles()), session

    def stop(self, session: Session) -> Turn:
        """No interview at hand; nothing is kept of it."""
        return say(self._texts.stopped, Outcome.FLOW), _with(session, None)

    # typing ---------------------------------------------------------------------

    def typed(self, message: Message, session: Session) -> Turn | None:
        """A move in words, or an answer to the case; None for every other text."""
        run = self.current(session)
        if run is None or message.kind == "edit":
            return None
        act = self._move(message.text)
        if act is None:
            answers = run.phase == "running" and _is_answer(message.text)
            return (self._not_judged(run, message), session) if answers else None
        if act == screens.LEFT:
            return self._left(run, message), session
        if act == screens.DONE and run.phase == "checking":
            act = screens.FINISH
        turn = self._act(act, run, message, session)
        if turn is None:  # `pause` while it is paused: how it stands
            return self._left(run, message), session
        return replace(turn[0], in_place=False), turn[1]

    def _move(self, text: str) -> str | None:
        """What a few words do: pause, go on, end, or ask for the time."""
        said = bare(text)
        found = self._said.get(said) or self._said.get(said.removesuffix(" please"))
        if found is not None or self._exemplars is None or not 1 < len(said.split()) <= _FEW:
            return found
        return self._exemplars.nearest(said, self._alike, _LIKE)

    def begun(self, message: Message, session: Session) -> Turn | None:
        """A mock interview asked for in words."""
        wanted = message.kind != "edit" and bare(message.text) in self._begin
        return self.start("", message, session) if wanted else None

    def beside(self, reply: Reply, message: Message, session: Session) -> Turn:
        """Another reply while an interview runs: an answer or a question stops its clock."""
        run = self.current(session)
        if run is None or run.phase != "running" or message.kind not in ("text", "press"):
            return reply, session
        if reply.asks in (None, "practice") and reply.outcome not in _ANSWERS:
            return reply, session
        run = moves.paused(run, message.at)
        return self._screens.beside(reply, run), _with(session, run)

    def unclear(self, message: Message, session: Session) -> Reply | None:
        """For what is typed instead of said."""
        run = self.current(session)
        if run is None or run.phase != "running" or message.kind != "text" or asks(message.text):
            return None
        return self._not_judged(run, message)

    def again(self, message: Message, session: Session) -> Reply | None:
        """What goes on below another reply: the clock, or the check."""
        run = self.current(session)
        if run is None or run.phase == "paused":
            return None
        if run.phase == "checking":
            return self._screens.check_waits(run)
        return self._screens.clock(run, self._texts.left, run.left_at(message.at))

    def back(self, session: Session) -> Button | None:
        """The button to the interview as it stands."""
        run = self.current(session)
        return self._screens.back(run) if run is not None else None

    # pressing -------------------------------------------------------------------

    def pressed(self, press: str, message: Message, session: Session) -> Turn:
        """A button of the menus, or of an interview; one of an earlier interview does nothing."""
        _, what, *rest = press.split(":")
        if not message.alone:
            return self._already(), session
        if what in ("s", "a") and len(rest) > 1 and rest[-1].isdecimal():
            return self._begin_pressed(what, rest, message, session)
        menu = self._menu(what, rest)
        if menu is not None:
            return replace(menu, in_place=what != "n"), session  # a summary stays to be read
        run = self.current(session)
        if run is None or what != run.token or len(rest) != 1:
            return self._already(), session
        if rest[0] == screens.LEFT:
            left = self._screens.lasting(run.left_at(message.at))
            said = toast(self._texts.left.format(time=left))
            return (self._already() if run.phase == "checking" else said), session
        return self._act(rest[0], run, message, session) or (self._already(), session)

    def _menu(self, what: str, rest: list[str]) -> Reply | None:
        if what == "r":
            return self._screens.roles()
        if what in ("k", "n") and len(rest) == 1 and rest[0] in self._roles:
            return self._screens.rounds(rest[0])
        if what == "c" and len(rest) == 2:
            side = self._practice.side(rest[0], rest[1])
            return self._screens.card(self._practice.round[rest[0]], side) if side else None
        return None

    def _begin_pressed(
        self, what: str, rest: list[str], message: Message, session: Session
    ) -> Turn:
        """Start a round, or the same case again; not while another interview runs."""
        if self.current(session) is not None:
            return self._already(), session
        minutes = int(rest[-1])
        if what == "a":
            case = rest[0] if rest[0] in self._practice.placed else None
        else:
            case = self._chosen(rest[0], rest[1], message, session) if len(rest) == 3 else None
        if case is None:
            return self._already(), session
        one = self._practice.placed[case][0]
        if minutes not in (one.minutes, one.shorter):
            return self._already(), session
        token = str(message.seed or len(session.practice.done) + 1)
        run = moves.begun(token, case, minutes, message.at)
        reply = self._screens.running(run, timedelta(minutes=minutes))
        return reply, _with(session, run)

    def _chosen(self, round_: str, role: str, message: Message, session: Session) -> str | None:
        """A case of the round by chance, of those done the least lately."""
        side = self._practice.side(round_, role)
        if side is None:
            return None
        done = [past.case for past in session.practice.done]
        cases = [case.id for case in side.cases]
        Random(message.seed).shuffle(cases)  # noqa: S311 a case, not a secret
        return min(cases, key=lambda case: _lately(case, done))

    # moves ----------------------------------------------------------------------

    def _act(self, act: str, run: PracticeRun, message: Message, session: Session) -> Turn | None:
        if act == screens.STOP:
            reply, after = self.stop(session)
            return replace(reply, in_place=True), after
        if act == screens.BACK and run.phase != "paused":
            return self._shown(run, message), session
        if run.phase == "checking":
            return self._check_act(act, run, session)
        if act == screens.DONE:
            left = self._screens.lasting(run.left_at(message.at))
            run = moves.over(run, message.at)
            note = self._texts.done.format(time=left) if run.left else ""
            return replace(self._screens.check(run, note), in_place=True), _with(session, run)
        if act == screens.PAUSE and run.phase == "running":
            run = moves.paused(run, message.at)
            return replace(self._screens.paused(run), in_place=True), _with(session, run)
        if act in (screens.ON, screens.BACK) and run.phase == "paused":
            run = moves.resumed(run, message.at)
            reply = self._screens.running(run, timedelta(seconds=run.left), fresh=False)
            return replace(reply, in_place=act == screens.ON), _with(session, run)
        return None

    def _check_act(self, act: str, run: PracticeRun, session: Session) -> Turn | None:
        _, side, case = self._practice.placed[run.case]
        if act == screens.FINISH:
            of = {check.id for check in side.checks}
            done = PracticeDone(case=case.id, ticked=len(of & {*run.ticked}), of=len(of))
            past = [each for each in session.practice.done if each.case == case.id]
            reply = self._screens.summary(run, past[-1] if past else None)
            kept = moves.remembered(session.practice, done)
            session = session.model_copy(update={"practice": kept})
            return replace(reply, in_place=True), session
        if act[:1] in (screens.TICK, screens.FREE) and act[1:] in [c.id for c in side.checks]:
            run = moves.ticked(run, act[1:], on=act[0] == screens.TICK)
            return replace(self._screens.check(run), in_place=True), _with(session, run)
        return None

    def _left(self, run: PracticeRun, message: Message) -> Reply:
        """How much time is left, as a message of its own."""
        if run.phase != "running":
            return self._shown(run, message)
        return self._screens.clock(run, self._texts.left, run.left_at(message.at))

    def _not_judged(self, run: PracticeRun, message: Message) -> Reply:
        """For what is typed instead of said; the clock goes on."""
        return self._screens.clock(run, self._texts.not_judged, run.left_at(message.at))

    def _shown(self, run: PracticeRun, message: Message) -> Reply:
        """The interview as it stands."""
        if run.phase == "checking":
            return self._screens.check(run, self._texts.checking)
        if run.phase == "paused":
            return self._screens.paused(run)
        return self._screens.running(run, run.left_at(message.at), fresh=False)

    def _already(self) -> Reply:
        return toast(self._texts.already)

    # the clock ------------------------------------------------------------------

    def timed(self, press: str, message: Message, session: Session) -> Turn:
        """Half the time is gone, or all of it; nothing of an interview that has moved on."""
        _, token, act = (*press.split(":"), "", "")[:3]
        run, at = self.current(session), message.at
        if run is None:
            return _NOTHING, _with(session, None)
        if run.token != token or run.phase != "running" or run.ends is None:
            return _NOTHING, session
        left = run.left_at(at)
        if act == moves.UP:
            late = at is not None and at - run.ends > _LATE
            run = moves.over(run, at)
            note = self._texts.up_late if late else self._texts.up
            return self._screens.check(run, note), _with(session, run)
        run = moves.halved(run)
        # After an outage, time is up as well: one message says it.
        return (self._screens.half(run, left) if left else _NOTHING), _with(session, run)


def _with(session: Session, run: PracticeRun | None) -> Session:
    practice: Practice = session.practice.model_copy(update={"run": run})
    return session.model_copy(update={"practice": practice})


def _lately(case: str, done: list[str]) -> int:
    """How lately a case was done: 0 for never, more the later."""
    return max((at for at, name in enumerate(done, start=1) if name == case), default=0)


def _is_answer(text: str) -> bool:
    """Whether a text is so long, and no question, that it may be an answer to the case."""
    return len(words(clean(text))) > _LONG and not asks(text)
