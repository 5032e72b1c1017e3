"""`explain`: why a text is answered as it is, in a curator's words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from bot.advice import Advisor, Message, Session
from bot.advice.asked import ANSWER_AT, NEAREST_AT
from bot.advice.session import Thread
from bot.advice.understanding import Understanding
from bot.commands import common
from bot.matching.matcher import Matcher
from bot.matching.model import SURE_OF_ANSWER, SURE_OF_TOPIC, Judgement
from bot.matching.slots import Slots
from bot.matching.text import clean, words

_SHOWN = 5
_EVIDENCE = ("best topic", "lead over next", "lead over others", "words it knows", "words known")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("text", help="what a reader would type")


def run(arguments: argparse.Namespace) -> int:
    """Print the explanation."""
    for line in explanation(common.advisor(common.settings()), arguments.text):
        print(line)
    return 0


def explanation(advisor: Advisor, text: str) -> Iterator[str]:
    """Lines: what was read, how the candidates score, which band that is, what is replied."""
    matcher = advisor.matcher
    prepared = matcher.prepare(text)
    yield f"words       {' '.join(prepared.words) or '(none)'}"
    for word in dict.fromkeys(words(clean(text))):
        mended = " ".join(matcher.prepare.mended(word))
        if mended != word:
            yield f"            {word} -> {mended}"
    yield f"slots       {_slots(matcher.slots(text)) or '(none)'}"
    yield from _judgements(matcher, text)
    yield from _questions(advisor, text)
    reply, _ = advisor.reply(Message(text), Session())
    yield f"reply       {reply.outcome.value}: {', '.join(reply.entries) or '(no entry)'}"


def _slots(slots: Slots) -> str:
    filled = ((field.name, getattr(slots, field.name)) for field in fields(slots))
    return ", ".join(
        f"{name}={'+'.join(value) if isinstance(value, tuple) else value}"
        for name, value in filled
        if value and name != "rest"
    )


def _judgements(matcher: Matcher, text: str) -> Iterator[str]:
    quick, final = matcher.judge(text, quick=True), matcher.judge(text)
    yield from _judgement("quick", quick, matcher)
    if final.careful:
        yield from _judgement("careful", final, matcher)
    else:
        yield f"            no second opinion (sure from {SURE_OF_ANSWER} and {SURE_OF_TOPIC} on)"


def _judgement(name: str, judged: Judgement, matcher: Matcher) -> Iterator[str]:
    yield (
        f"{name:12}confidence {judged.confidence:.2f} (the article answers it), "
        f"certainty {judged.certainty:.2f} (by the first topic)"
    )
    found = zip(_EVIDENCE, judged.evidence[1:], strict=False)
    yield "            " + ", ".join(f"{what} {value:.2f}" for what, value in found)
    yield f"            {'':38}{'score':>7}{'learnt':>8}{'words':>7}{'meaning':>9}"
    signals, labels = judged.signals, matcher.labels()
    for number in np.argsort(-judged.ranking.scores)[:_SHOWN]:
        label = labels[number]
        yield (
            f"            {label.kind.value + ' ' + label.id:38}"
            f"{judged.ranking.scores[number]:7.2f}{signals.learnt[number]:8.2f}"
            f"{signals.words[number]:7.2f}{signals.meaning[number]:9.2f}"
        )


def _questions(advisor: Advisor, text: str) -> Iterator[str]:
    for asked in Understanding(advisor.knowledge, advisor.matcher).read(text, Thread()):
        rule = ", by the rules of pay look-ups" if asked.pay is not None else ""
        yield f"asked       {asked.topic}{rule}"
        yield (
            f"            {asked.confidence:.2f}: {_band(asked.confidence)}"
            f" (answer from {ANSWER_AT}, nearest or choice from {NEAREST_AT}, else decline)"
        )


def _band(confidence: float) -> str:
    if confidence >= ANSWER_AT:
        return "answer"
    return "nearest thing, or a choice" if confidence >= NEAREST_AT else "decline"
