"""/quiz: AI PM or ML PM? Statements in rounds; none comes twice before all have been seen."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from bot.advice.message import Message
from bot.advice.reply import (
    Block,
    Button,
    Citation,
    Heading,
    Keyboard,
    Outcome,
    Paragraph,
    QuizPoll,
    Reply,
    say,
    toast,
)
from bot.advice.session import QuizRun
from bot.knowledge.models import Knowledge
from bot.knowledge.quiz import QuizItem
from bot.matching.text import bare

_STOP, _NEXT, _SHOW, _UNKNOWN = "*", ">", "=", "?"
_MISSED_SHOWN = 3

Turn = tuple[Reply, QuizRun | None]


class Quizzing:
    """Asks the statements of quiz.yaml. Buttons carry the run and its turn: `q:RUN-TURN:ACT`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._quiz = knowledge.quiz
        self._texts = knowledge.quiz.texts
        self._options = tuple(knowledge.role_name.values())
        self._roles = tuple(knowledge.role_name)
        self._both = {bare(phrase) for phrase in knowledge.quiz.both}

    def start(self, message: Message, run: QuizRun | None) -> Turn:
        """A new round, or the statement that waits; the score goes on from the last round."""
        if run is not None and self._waiting(run) is not None:
            return self._asked(run), run
        seed = message.seed or 1
        run = run or QuizRun(token=np.base_repr(seed, 36).lower(), seed=seed)
        reply, after = self._new_round(run, message)
        return (reply if run.asked else reply.below(self._texts.intro)), after

    def pressed(self, press: str, message: Message, run: QuizRun | None) -> Turn:
        """A button, or a poll's answer; one of an earlier turn or another reader's is noted."""
        token, _, act = press.removeprefix("q:").partition(":")
        if run is None or token != _token(run):
            return toast(self._texts.already), run
        item = self._waiting(run)
        if act == _SHOW and item is not None:
            return self._asked(run), run
        turn = self._acted(act, message, item, run)
        if turn is None:
            return toast(self._texts.already), run
        reply, after = turn
        return replace(reply, in_place=True), after

    def is_both(self, text: str) -> bool:
        """Whether a text says that it is both, or neither."""
        return bare(text) in self._both

    def one_of(self, run: QuizRun) -> Reply:
        """It is never both: the statement again."""
        first, second = self._options
        return self._asked(run).below(self._texts.one_of.format(first=first, second=second))

    def role_at(self, place: int) -> str | None:
        """The role at a place of the options, from 1."""
        return self._roles[place - 1] if 0 < place <= len(self._roles) else None

    def named(self, role: str | None, message: Message, run: QuizRun) -> Turn:
        """The role was typed, or that the reader does not know it; so no poll says whether it was
        right: the text does.
        """
        press = f"q:{_token(run)}:{self._roles.index(role) if role else _UNKNOWN}"
        reply, after = self.pressed(press, message, run)
        poll = reply.poll and replace(reply.poll, above=reply.blocks[:1])
        return replace(reply, poll=poll), after

    def _acted(
        self, act: str, message: Message, item: QuizItem | None, run: QuizRun
    ) -> Turn | None:
        if act == _STOP:
            return self.stop(run)
        if act == _NEXT and item is None:
            return self._new_round(run, message)
        if item is not None and act in map(str, range(len(self._options))):
            return self._answered(item, self._roles[int(act)], run)
        if item is not None and act == _UNKNOWN:
            return self._answered(item, None, run)
        return None

    def stop(self, run: QuizRun) -> Turn:
        """The statement that waits is put away; the score and what was seen are kept."""
        used = tuple(name for name in run.used if name != run.waits)
        aside = run.model_copy(
            update={"waits": None, "used": used, "turn": run.turn + 1, **_no_round()}
        )
        if not run.asked:
            return say(self._texts.stopped_early, Outcome.FLOW), aside
        return say(_counted(self._texts.stopped, run.right, run.asked), Outcome.FLOW), aside

    def way_back(self, run: QuizRun | None) -> Button | None:
        """The button to the statement that waits."""
        if run is None or self._waiting(run) is None:
            return None
        return Button(self._quiz.buttons.back, f"q:{_token(run)}:{_SHOW}")

    def _waiting(self, run: QuizRun) -> QuizItem | None:
        """The statement on the screen; none if the files no longer have it."""
        return self._quiz.item.get(run.waits or "")

    def _new_round(self, run: QuizRun, message: Message) -> Turn:
        run = self._onwards(run.model_copy(update=_no_round()), message.seed)
        return self._asked(run), run

    def _onwards(self, run: QuizRun, seed: int) -> QuizRun:
        """The next statement; once all are used, they are shuffled anew."""
        order = [item.id for item in self._quiz.statements]
        used = tuple(name for name in run.used if name in order)
        if len(used) == len(order):
            run, used = run.model_copy(update={"seed": run.seed + (seed or 1)}), ()
        Random(run.seed).shuffle(order)  # noqa: S311 an order, not a secret
        following = next(name for name in order if name not in (*used, run.waits))
        changes = {"waits": following, "used": (*used, following), "turn": run.turn + 1}
        return run.model_copy(update=changes)

    def _answered(self, item: QuizItem, role: str | None, run: QuizRun) -> Turn:
        right = role == item.role
        missed = run.missed if right else (*run.missed, item.id)
        run = run.model_copy(
            update={
                "right": run.right + right,
                "asked": run.asked + 1,
                "round_right": run.round_right + right,
                "round_asked": run.round_asked + 1,
                "missed": missed,
            }
        )
        verdict = self._verdict(item, right=right, known=role is not None)
        if run.round_asked < self._quiz.round:
            run = self._onwards(run, run.seed)
            return self._asked(run, *verdict), run
        run = run.model_copy(update={"waits": None, "turn": run.turn + 1})
        return self._round_over(run, verdict), run

    # what is shown --------------------------------------------------------------

    def _verdict(self, item: QuizItem, *, right: bool, known: bool) -> tuple[Block, ...]:
        said = self._texts.right if right else self._texts.wrong if known else self._texts.shown
        answer = said.format(answer=self._knowledge.role_name[item.role])
        return (Paragraph(f"{answer} {item.why}"),)

    def _asked(self, run: QuizRun, *above: Block) -> Reply:
        item = self._quiz.item[run.waits or ""]
        question = self._texts.question.format(text=item.text)
        place = self._texts.place.format(number=run.round_asked + 1, count=self._quiz.round)
        options = tuple(
            Button(label, f"q:{_token(run)}:{at}") for at, label in enumerate(self._options)
        )
        stop = Button(self._quiz.buttons.stop, f"q:{_token(run)}:{_STOP}")
        poll = QuizPoll(
            f"{place}\n{question}",
            self._options,
            self._roles.index(item.role),
            item.why,
            f"q:{_token(run)}",
            under=((stop,),),
        )
        blocks = (*above, Paragraph(place), Heading(question))
        return Reply(blocks, Outcome.FLOW, buttons=(options, (stop,)), poll=poll, asks="quiz")

    def _round_over(self, run: QuizRun, verdict: tuple[Block, ...]) -> Reply:
        texts = self._texts
        score = [_counted(texts.round, run.round_right, run.round_asked)]
        if run.asked > run.round_asked:
            score.append(_counted(texts.in_all, run.right, run.asked))
        seen = [Paragraph(texts.all_used)] if len(run.used) >= len(self._quiz.statements) else []
        after = texts.read_up if run.missed else texts.flawless
        citation = self._citation(run)
        blocks = (*verdict, Paragraph(" ".join(score)), *seen, Paragraph(after), citation)
        on = Button(self._quiz.buttons.next_round, f"q:{_token(run)}:{_NEXT}")
        return Reply(blocks, Outcome.FLOW, buttons=(*self._read_up(run), (on,)))

    def _read_up(self, run: QuizRun) -> Keyboard:
        """The entries of what was missed."""
        missed = [self._quiz.item[name] for name in run.missed if name in self._quiz.item]
        entries = [self._knowledge.entry[item.entry] for item in missed]
        labels = {entry.label: entry.id for entry in entries}
        rows = [(Button(label, f"a:{name}"),) for label, name in labels.items()]
        return tuple(rows[:_MISSED_SHOWN])

    def _citation(self, run: QuizRun) -> Citation:
        """The sections of the round's statements."""
        items = [self._quiz.item[name] for name in run.used[-run.round_asked :]]
        entries = [self._knowledge.entry[item.entry] for item in items]
        sections = dict.fromkeys(self._knowledge.section_title[entry.section] for entry in entries)
        return Citation(self._knowledge.article.title, tuple(sections))


def _counted(text: str, right: int, count: int) -> str:
    return text.format(right=right, count=count)


def _token(run: QuizRun) -> str:
    return f"{run.token}-{run.turn}"


def _no_round() -> dict[str, object]:
    return {"round_right": 0, "round_asked": 0, "missed": ()}
