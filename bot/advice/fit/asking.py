"""Questions about a result that is on the screen, answered from the result itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.advice.fit.choosing import still_fitting
from bot.advice.fit.exemplars import Exemplars
from bot.advice.fit.results import Results, signed
from bot.advice.fit.scoring import Answers, FitResult, Reason, assess
from bot.advice.reply import Block, Bullets, Button, Heading, Outcome, Paragraph, Reply, Section
from bot.advice.session import FitPast
from bot.knowledge.fit import BALANCED, FitOption
from bot.knowledge.models import Knowledge
from bot.matching.model import Embed
from bot.matching.text import any_of, bare, clean

AGAIN, SHARE, CHANGE = "again", "share", "change"  # which do more than answer
_LIKE = 0.56  # likeness in meaning from which a text asks that
_FEWEST = 3  # words of a text whose meaning is compared
_WHY_NOT = "why_not"
_LONGEST = 12  # words
_SHOWN = 3
_ROLE, _SCORE = "role", " score "  # for any role, and any figure of the result
_IT = "it"
_FIGURE = re.compile(r"[+-]?\d[\d.,]*%?")


Known = Callable[[str], bool]


class ResultQuestions:
    """Which question of fit.yaml a text asks, and its answer."""

    def __init__(
        self,
        knowledge: Knowledge,
        results: Results,
        embed: Embed | None = None,
        known: Known = lambda _: False,
    ) -> None:
        """`known`: whether the article answers a text."""
        self._knowledge = knowledge
        self._fit = knowledge.fit
        self._texts = knowledge.fit.texts
        self._results = results
        self._pointing = _named(map(bare, knowledge.fit.pointing))
        self._asked: dict[str, tuple[str, ...]] = {
            name: tuple(self._plain(text) for text in said) for name, said in knowledge.fit.asked
        }
        self._kinds = {phrase: name for name, said in self._asked.items() for phrase in said}
        # Of a role alone, as in `and ML?`, only the very phrases tell.
        self._alike = {kind: said for kind, said in self._asked.items() if kind != _WHY_NOT}
        self._known = known
        self._exemplars = Exemplars(embed) if embed else None
        named = knowledge.words.roles
        said = {bare(name): role for role, names in named.items() for name in names}
        self._roles = {name: role for name, role in said.items() if name}
        self._others = [bare(phrase) for phrase in knowledge.words.other_role_words]
        self._pattern = _named((*self._roles, *self._others))

    def kind(self, text: str) -> str | None:
        """What a text asks of a result; None for a question of another kind."""
        said = self._pattern.sub(_ROLE, self._plain(text))
        of_figures = self._plain(_FIGURE.sub(_SCORE, clean(text)))
        if len(said.split()) > _LONGEST:
            return None
        found = self._kinds.get(said) or self._kinds.get(of_figures)
        if found is not None or self._exemplars is None or len(said.split()) < _FEWEST:
            return found
        like = self._exemplars.nearest(said, self._alike, _LIKE)
        return like if like is not None and not self._known(text) else None

    def _plain(self, text: str) -> str:
        return self._pointing.sub(_IT, bare(text))

    def answer(self, kind: str, text: str, past: FitPast) -> Reply:
        """The answer, and what can be done with the result."""
        answers = still_fitting(self._fit, past.run.answers)
        result = assess(self._fit, answers)
        blocks, links = self._answered(kind, text, result, answers)
        return Reply(
            tuple(blocks),
            Outcome.FLOW,
            buttons=(*links, *self._results.ways_on(past)),
            asks="result",
        )

    def _answered(
        self, kind: str, text: str, result: FitResult, answers: Answers
    ) -> tuple[list[Block], list[tuple[Button, ...]]]:
        texts = self._results.texts_of(result.lean)
        match kind:
            case "sure":
                rests_on = self._texts.rests_on.format(count=result.answered)
                return [Paragraph(self._results.strength(result)), Paragraph(rests_on)], []
            case "why_not":
                return self._sides(result, self._role_of(text, result)), []
            case "what_if":
                return self._flips(result, answers), []
            case "missing":
                ready = self._results.readiness(texts, answers)
                return [Paragraph(ready), Paragraph(texts.watch_out)], []
            case "both":
                return self._both(texts.summary), self._links()
            case "next":
                steps = [
                    f"{number}. {step.text}" for number, step in enumerate(texts.next_steps, 1)
                ]
                return [Paragraph(self._texts.next_steps), Bullets(tuple(steps))], []
            case _:
                return [Heading(texts.summary), *self._results.because(result)], []

    def _sides(self, result: FitResult, first: str) -> list[Block]:
        """What speaks for a role, then for the other."""
        roles = [first, *(s.role for s in self._fit.sides if s.role != first)]
        return [self._speaks_for(role, result) for role in roles]

    def _speaks_for(self, role: str, result: FitResult) -> Block:
        name = self._knowledge.role_name[role]
        sign = -1 if role == self._fit.sides[0].role else 1
        told = [r for r in (*result.reasons, *result.against) if r.moved * sign > 0]
        if not told:
            return Paragraph(self._texts.speaks_not.format(role=name))
        lines = [self._results.reason(self._texts.reason, reason, result) for reason in told]
        return Section(self._texts.speaks_for.format(role=name), tuple(lines[:_SHOWN]))

    def _role_of(self, text: str, result: FitResult) -> str:
        """The role that is asked about; without a name, the one that it does not lean to."""
        found = [
            self._roles[name] for name in self._pattern.findall(bare(text)) if name in self._roles
        ]
        other = [side.role for side in self._fit.sides if side.lean != result.lean]
        return found[0] if found else other[0]

    def _flips(self, result: FitResult, answers: Answers) -> list[Block]:
        """The answers that would change the lean, alone or together."""
        alone = [r for r in result.reasons if self._turned([r], answers).lean != result.lean]
        if alone:
            lines = [self._flip(reason, self._turned([reason], answers)) for reason in alone]
            return [Section(self._texts.flips, tuple(lines[:_SHOWN]))]
        for count in range(2, len(result.reasons) + 1):
            turned = self._turned(result.reasons[:count], answers)
            if turned.lean != result.lean:
                lines = [self._flip(reason, turned) for reason in result.reasons[:count]]
                title = self._texts.flips_together.format(count=count)
                return [Section(title, tuple(lines))]
        return [Paragraph(self._texts.no_flip)]

    def _turned(self, reasons: Iterable[Reason], answers: Answers) -> FitResult:
        """The result with the opposite of some answers."""
        opposite = {r.evidence.question.id: self._opposite(r).id for r in reasons}
        return assess(self._fit, still_fitting(self._fit, {**answers, **opposite}))

    def _opposite(self, reason: Reason) -> FitOption:
        options = reason.evidence.question.options
        return min(options, key=lambda option: self._fit.weight(option) * reason.evidence.weight)

    def _flip(self, reason: Reason, turned: FitResult) -> str:
        given, answer = reason.evidence.option.label, self._opposite(reason).label
        score = signed(turned.score)
        return self._texts.flip.format(answer=answer, given=given, score=score)

    def _both(self, summary: str) -> list[Block]:
        balanced = self._results.texts_of(BALANCED)
        return [Paragraph(self._texts.both.format(summary=summary)), Paragraph(balanced.watch_out)]

    def _links(self) -> list[tuple[Button, ...]]:
        entries = [self._knowledge.entry[name] for name in self._results.texts_of(BALANCED).entries]
        return [(Button(entry.label, f"a:{entry.id}"),) for entry in entries]


def _named(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:the |an? )?({any_of(phrases)})\b")
