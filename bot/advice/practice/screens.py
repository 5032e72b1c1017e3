"""What the mock interview shows: menus, the case, half-time, the check, the summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.advice.practice.run import PracticeDone, PracticeRun, press
from bot.advice.reply import (
    Block,
    Bullets,
    Button,
    Citation,
    Heading,
    Invitation,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
    say,
)
from bot.knowledge.models import Entry, Knowledge
from bot.knowledge.practice import Case, Round, Side

_LINKS = 3
_LATE = timedelta(minutes=1)  # after which half-time is past
_START = "practice"  # what /start gets from an invitation

# What a button of an interview does; TICK and FREE stand before the id of a check.
DONE, PAUSE, LEFT, STOP, ON, BACK, FINISH = "done", "pause", "left", "stop", "on", "go", "end"
TICK, FREE = "+", "-"


class Screens:
    """Composes replies from practice.yaml.

    Menus have presses of their own: `m:r`, `m:k:ROLE` or `m:n:ROLE`, `m:c:ROUND:ROLE`,
    `m:s:ROUND:ROLE:MINUTES`, `m:a:CASE:MINUTES`; an interview's carry its token, `m:TOKEN:ACT`.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._practice = knowledge.practice
        self._texts = knowledge.practice.texts
        self._labels = knowledge.practice.buttons

    # menus ----------------------------------------------------------------------

    def roles(self) -> Reply:
        """Which role it is for."""
        roles = self._knowledge.article.roles
        buttons = [Button(role.name, f"m:k:{role.id}") for role in roles]
        return say(self._texts.role, Outcome.FLOW, buttons)

    def rounds(self, role: str) -> Reply:
        """Which round, with its length."""
        buttons = [
            Button(f"{one.label} · {self.time(one.minutes)}", f"m:c:{one.id}:{role}")
            for one in self._practice.rounds
        ]
        text = self._texts.round.format(role=self._knowledge.role_name[role])
        return say(text, Outcome.FLOW, [*buttons, Button(self._labels.roles, "m:r")])

    def card(self, one: Round, side: Side) -> Reply:
        """What will happen, and for how long."""
        stated = self._texts.stated if one.stated else self._texts.chosen
        start = f"m:s:{one.id}:{side.role}"
        times = {one.minutes: self._labels.start, one.shorter: self._labels.shorter}
        buttons = [
            (Button(label.format(time=self.time(minutes)), f"{start}:{minutes}"),)
            for minutes, label in times.items()
        ]
        return Reply(
            (
                Heading(self.title(one, side)),
                Paragraph(self._texts.how),
                Paragraph(stated.format(time=self.time(one.minutes))),
            ),
            Outcome.FLOW,
            buttons=(*buttons, (Button(self._labels.rounds, f"m:k:{side.role}"),)),
        )

    def group(self) -> Reply:
        """Where others read along, the way to a chat of its own."""
        blocks = (Paragraph(self._texts.group), Invitation(self._texts.invite, _START))
        return Reply(blocks, Outcome.CHAT)

    # the interview --------------------------------------------------------------

    def running(self, run: PracticeRun, left: timedelta, *, fresh: bool = True) -> Reply:
        """The case, and the clock that has begun or goes on."""
        one, side, case = self._placed(run)
        frame = self._texts.begun if fresh else self._texts.resumed
        clock = frame.format(time=self.lasting(left)) if run.ends else self._texts.untimed
        blocks: list[Block] = [
            Heading(self.title(one, side)),
            Paragraph(clock),
            Paragraph(case.text),
            *([Paragraph(self._texts.aloud)] if fresh and run.ends else []),
        ]
        return _asking(blocks, self._at_the_clock(run))

    def half(self, run: PracticeRun, left: timedelta) -> Reply:
        """Half the time is gone; what is looked at, for a glance."""
        checks = " · ".join(check.label for check in self._placed(run)[1].checks)
        late = left < run.half - _LATE
        frame = self._texts.half_late if late else self._texts.half
        told = (frame.format(time=self.lasting(left)), self._texts.glance.format(checks=checks))
        return _asking([Paragraph(text) for text in told], self._at_the_clock(run))

    def paused(self, run: PracticeRun) -> Reply:
        """The clock stands still."""
        left = self.lasting(timedelta(seconds=run.left))
        buttons = tuple((self._button(run, act),) for act in (ON, STOP))
        return _asking([Paragraph(self._texts.paused.format(time=left))], buttons)

    def beside(self, reply: Reply, run: PracticeRun) -> Reply:
        """Another reply with a line that an interview waits: above a question, below an answer."""
        waits = self._texts.waits.format(time=self.lasting(timedelta(seconds=run.left)))
        if reply.asks is not None:
            return reply.below(waits)
        below = Reply((Paragraph(waits),), reply.outcome, buttons=reply.buttons)
        return reply.followed_by(below)

    def back(self, run: PracticeRun) -> Button:
        """The button to the interview as it stands."""
        return Button(self._labels.back, press(run, BACK))

    def clock(self, run: PracticeRun, frame: str, left: timedelta) -> Reply:
        """A line with the time that is left."""
        said = frame.format(time=self.lasting(left))
        return _asking([Paragraph(said)], self._at_the_clock(run))

    # afterwards -----------------------------------------------------------------

    def check(self, run: PracticeRun, note: str = "") -> Reply:
        """The questions to ask oneself, and buttons that tick them."""
        one, side, _ = self._placed(run)
        lines = tuple(
            self._texts.asked.format(number=number, text=check.text)
            for number, check in enumerate(side.checks, start=1)
        )
        blocks: list[Block] = [Paragraph(text) for text in (note, self._texts.check) if text]
        blocks += [Bullets(lines), *([Paragraph(one.note)] if one.note else [])]
        return _asking(blocks, self._ticks(run))

    def check_waits(self, run: PracticeRun) -> Reply:
        """The buttons that tick, below another reply."""
        return _asking([Paragraph(self._texts.checking)], self._ticks(run))

    def summary(self, run: PracticeRun, before: PracticeDone | None) -> Reply:
        """What was ticked and what was not, and where to read about that."""
        one, side, case = self._placed(run)
        missing = [check for check in side.checks if check.id not in run.ticked]
        count = {"ticked": len(side.checks) - len(missing), "of": len(side.checks)}
        blocks: list[Block] = [Paragraph(self._counted(one, side, **count))]
        if missing:
            lines = tuple(check.label for check in missing)
            blocks += [Paragraph(self._texts.missing), Bullets(lines)]
        if before is not None:
            then = self._texts.before.format(ticked=before.ticked, of=before.of)
            blocks.append(Paragraph(then))
        told = [case.entry] if case.entry else []
        entries = self._entries(told + [check.entry for check in missing or side.checks])
        links = tuple((Button(entry.label, f"a:{entry.id}"),) for entry in entries)
        same = Button(self._labels.again, f"m:a:{case.id}:{run.minutes}")
        another = Button(self._labels.another, f"m:n:{side.role}")
        return Reply(
            (*blocks, Paragraph(self._texts.honest), self._citation(entries, one, side)),
            Outcome.FLOW,
            buttons=(*links, (same, another)),
            entries=tuple(entry.id for entry in entries),
        )

    # words ----------------------------------------------------------------------

    def title(self, one: Round, side: Side) -> str:
        """The round and for whom."""
        role = self._knowledge.role_name[side.role]
        return self._texts.title.format(round=one.label, role=role)

    def time(self, minutes: int) -> str:
        """Minutes in words."""
        return self._texts.minute if minutes == 1 else self._texts.minutes.format(count=minutes)

    def lasting(self, left: timedelta) -> str:
        """A time that is left, to the next minute, in words."""
        short = left < timedelta(seconds=45)
        return self._texts.seconds if short else self.time(round(left.total_seconds() / 60))

    # parts ----------------------------------------------------------------------

    def _placed(self, run: PracticeRun) -> tuple[Round, Side, Case]:
        return self._practice.placed[run.case]

    def _counted(self, one: Round, side: Side, *, ticked: int, of: int) -> str:
        frame = self._texts.none if not ticked else self._texts.summary
        frame = self._texts.all if ticked == of else frame
        return frame.format(title=self.title(one, side), ticked=ticked, of=of)

    def _entries(self, names: list[str]) -> list[Entry]:
        return [self._knowledge.entry[name] for name in dict.fromkeys(names)][:_LINKS]

    def _citation(self, entries: list[Entry], one: Round, side: Side) -> Citation:
        told = self._knowledge.topic[one.topic]
        round_ = next((entry for entry in told if entry.role in (side.role, None)), told[0])
        titles = [self._knowledge.section_title[entry.section] for entry in (round_, *entries)]
        return Citation(self._knowledge.article.title, tuple(dict.fromkeys(titles)))

    def _at_the_clock(self, run: PracticeRun) -> Keyboard:
        rows = ((DONE, PAUSE), (LEFT, STOP))
        return tuple(tuple(self._button(run, act) for act in row) for row in rows)

    def _button(self, run: PracticeRun, act: str) -> Button:
        labels = {
            DONE: self._labels.done,
            PAUSE: self._labels.pause,
            LEFT: self._labels.left,
            STOP: self._labels.stop,
            ON: self._labels.go_on,
            FINISH: self._labels.finish,
        }
        return Button(labels[act], press(run, act))

    def _ticks(self, run: PracticeRun) -> Keyboard:
        ticks = tuple(
            (self._tick(run, check.id, check.label, on=check.id in run.ticked),)
            for check in self._placed(run)[1].checks
        )
        return (*ticks, (self._button(run, FINISH),))

    def _tick(self, run: PracticeRun, check: str, label: str, *, on: bool) -> Button:
        frame = self._texts.ticked if on else self._texts.open
        return Button(frame.format(label=label), press(run, f"{FREE if on else TICK}{check}"))


def _asking(blocks: Sequence[Block], buttons: Keyboard) -> Reply:
    return Reply(tuple(blocks), Outcome.FLOW, buttons=buttons, asks="practice")
