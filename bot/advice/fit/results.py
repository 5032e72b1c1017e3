"""The result as a reply: lean, reasons, readiness, next steps, and the card to share."""

from __future__ import annotations

from typing import Any

from bot.advice.fit.choosing import still_fitting
from bot.advice.fit.scoring import Answers, FitResult, Reason, assess
from bot.advice.picture import LeanPicture
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
)
from bot.advice.session import FitPast
from bot.knowledge.fit import BALANCED, FitResultText
from bot.knowledge.models import Knowledge

_REASONS = 3
_LINKS = 3
_SECTIONS = 2  # cited: the whole has to fit under a picture
_FEW = 3  # answers below which a result says little
_ONE_SIDED = 0.2  # a trait's score beyond which it leans
_CERTAIN = 99  # percent; nothing here is surer
_START = "fit"  # what /start gets from an invitation


class Results:
    """Composes results from fit.yaml and the scoring."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._fit = knowledge.fit
        self._texts = knowledge.fit.texts
        self._roles = tuple(knowledge.role_name[side.role] for side in knowledge.fit.sides)

    def past(self, past: FitPast) -> FitPast:
        """The same run with what comes of its answers now."""
        result = assess(self._fit, past.run.answers)
        return past.model_copy(update={"lean": result.lean, "score": result.score})

    def reply(self, past: FitPast, before: FitPast | None, *, in_place: bool = False) -> Reply:
        """The result of a finished run, compared with the one before."""
        answers = past.run.answers
        if past.run.version != self._fit.version:
            return self._older(past)
        result = assess(self._fit, answers)
        texts = self.texts_of(result.lean)
        links = self._links(result, texts)
        return Reply(
            tuple(self._blocks(result, texts, answers, before, links)),
            Outcome.FLOW,
            buttons=self._buttons(past, links),
            entries=links,
            data={"fit": _data(result)},
            picture=self._picture(result, texts),
            in_place=in_place,
            asks="result",
        )

    def card(self, past: FitPast) -> Reply:
        """What a reader may pass on: the lean, and a link for a friend."""
        result = assess(self._fit, still_fitting(self._fit, past.run.answers))
        texts = self.texts_of(result.lean)
        first, second = self._roles
        said = self._texts.card.format(
            summary=texts.said_by_me, score=signed(result.score), first=first, second=second
        )
        send = Button(self._fit.buttons.send, invitation=Invitation(said, _START))
        return Reply(
            (Paragraph(said), Invitation(self._texts.invite, _START)),
            Outcome.CHAT,
            buttons=((send,),),
            picture=self._picture(result, texts),
        )

    def _older(self, past: FitPast) -> Reply:
        summary = self.texts_of(past.lean).summary
        said = self._texts.older.format(summary=summary, score=signed(past.score))
        again = Button(self._fit.buttons.again, "f:new")
        return Reply((Paragraph(said),), Outcome.FLOW, buttons=((again,),))

    # blocks -------------------------------------------------------------------

    def _blocks(
        self,
        result: FitResult,
        texts: FitResultText,
        answers: Answers,
        before: FitPast | None,
        links: tuple[str, ...],
    ) -> list[Block]:
        steps = [f"{number}. {step.text}" for number, step in enumerate(texts.next_steps, start=1)]
        return [
            Heading(texts.summary),
            Paragraph(self.strength(result)),
            *self._compared(result, before),
            *self.because(result),
            *self._in_words(result),
            Paragraph(texts.watch_out),
            Paragraph(self.readiness(texts, answers)),
            *self._settle(texts),
            Paragraph(self._texts.next_steps),
            Bullets(tuple(steps)),
            Paragraph(texts.pay),
            Citation(self._knowledge.article.title, self._sections(links)),
        ]

    def strength(self, result: FitResult) -> str:
        """The score, its range and how sure the lean is."""
        first, second = self._roles
        low, high = result.estimate.likely()
        few = result.answered < _FEW
        frame = self._texts.balanced if result.lean == BALANCED else self._texts.score
        return (self._texts.too_few if few else frame).format(
            strength=result.strength,
            score=signed(result.score),
            first=first,
            second=second,
            low=signed(low),
            high=signed(high),
            sure=min(round(result.confidence * 100), _CERTAIN),
        )

    def _compared(self, result: FitResult, before: FitPast | None) -> list[Block]:
        if before is None or before.run.version != self._fit.version:
            return []  # other questions, another scale
        now, then = signed(result.score), signed(before.score)
        return [Paragraph(self._texts.compared.format(score=now, before=then))]

    def because(self, result: FitResult) -> list[Block]:
        """What moved the score, and what spoke against that."""
        if not result.reasons:
            return [Paragraph(self._texts.nothing_leans)]
        lines = [self.reason(self._texts.reason, r, result) for r in result.reasons[:_REASONS]]
        blocks: list[Block] = [Paragraph(self._texts.moved), Bullets(tuple(lines))]
        if result.against:
            against = self.reason(self._texts.against, result.against[0], result)
            blocks.append(Paragraph(against))
        return blocks

    def reason(self, frame: str, reason: Reason, result: FitResult) -> str:
        """One answer, with the score without it."""
        because = reason.evidence.option.because
        return frame.format(because=because, without=signed(result.score - reason.moved))

    def readiness(self, texts: FitResultText, answers: Answers) -> str:
        """What an answer means for the lean."""
        told = (r.text for r in texts.readiness if answers.get(r.question) == r.option)
        return self._texts.readiness.format(text=next(told, texts.unsettled))

    def _in_words(self, result: FitResult) -> list[Block]:
        """The picture's bars for those who cannot see it."""
        alt = self._alt(result)
        return [Paragraph(alt)] if alt else []

    def _settle(self, texts: FitResultText) -> list[Block]:
        return [Paragraph(self._texts.settle), Bullets(texts.settle)] if texts.settle else []

    # around them --------------------------------------------------------------

    def texts_of(self, lean: str) -> FitResultText:
        """What is said of a lean."""
        return next(text for text in self._fit.results if text.lean == lean)

    def _links(self, result: FitResult, texts: FitResultText) -> tuple[str, ...]:
        """The entries that the strongest reasons rest on, then those of the lean."""
        told = [reason.evidence for reason in result.reasons[: _LINKS - 1]]
        rests = [item.option.entry or item.question.entry for item in told]
        labels: dict[str, str] = {}
        for name in (*rests, *texts.entries):
            labels.setdefault(self._knowledge.entry[name].label, name)
        return tuple(labels.values())[:_LINKS]

    def _sections(self, entries: tuple[str, ...]) -> tuple[str, ...]:
        sections = (self._knowledge.entry[name].section for name in entries)
        titles = dict.fromkeys(self._knowledge.section_title[name] for name in sections)
        return tuple(titles)[:_SECTIONS]

    def _buttons(self, past: FitPast, entries: tuple[str, ...]) -> Keyboard:
        links = tuple((Button(self._knowledge.entry[name].label, f"a:{name}"),) for name in entries)
        return (*links, *self.ways_on(past))

    def ways_on(self, past: FitPast) -> Keyboard:
        """What can be done with a result."""
        labels, token = self._fit.buttons, past.run.token
        change = Button(labels.change, f"f:{token}:edit")
        share = Button(labels.share, f"f:{token}:card")
        return ((change, share), (Button(labels.again, "f:new"),))

    def _picture(self, result: FitResult, texts: FitResultText) -> LeanPicture:
        return LeanPicture(
            title=self._texts.picture_title.format(name=self._knowledge.texts.name),
            summary=texts.on_picture,
            sides=(self._roles[0], self._roles[1]),
            score=round(result.score, 2),
            likely=(round(result.estimate.likely()[0], 2), round(result.estimate.likely()[1], 2)),
            traits=tuple((name, round(score, 2)) for name, score in result.traits),
        )

    def _alt(self, result: FitResult) -> str:
        """What the picture's bars say, in words."""
        if not result.traits:
            return ""
        sides: dict[str, list[str]] = {}
        for name, score in result.traits:
            if abs(score) >= _ONE_SIDED:
                sides.setdefault(self._roles[score > 0], []).append(name.lower())
        said = [
            self._texts.trait_side.format(role=role, traits=", ".join(names))
            for role, names in sides.items()
        ]
        return self._texts.traits.format(traits="; ".join(said) or self._texts.traits_even)


def signed(score: float) -> str:
    """Two digits and a sign; no minus before a zero."""
    return f"{round(score, 2) + 0.0:+.2f}"


def _data(result: FitResult) -> dict[str, Any]:
    return {
        "lean": result.lean,
        "score": round(result.score, 3) + 0.0,
        "confidence": round(result.confidence, 3),
    }
