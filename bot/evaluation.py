"""Scores an advisor on labelled questions: do replies hold the facts, and are strangers refused?

Rows are as in tests/data/questions.jsonl: `must` is a list of groups of regular expressions, and
one of each group has to be found in the reply. Where it is empty, the reply has to be about one of
the row's `topics`: an answer may be reworded, and its regression case stays true.
"""

from __future__ import annotations

import hashlib
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.advice import Advisor, Message, Outcome, Reply, Session
from bot.advice.plain import plain_text
from bot.knowledge import Knowledge

Row = Mapping[str, Any]
HELD_OUT = 3  # one row of three, by a hash of its id, never looked at when thresholds are set


@dataclass(frozen=True)
class Verdict:
    """One row's score. `kind` is what it was measured as."""

    row: str
    kind: str
    right: bool
    held_out: bool
    text: str = ""
    said: str = ""
    words: int = 0
    style: str = ""
    wanted: tuple[str, ...] = ()  # topics, of an in-scope row
    found: str | None = None  # the first topic of the reply
    confidence: float | None = None  # that the article answers the text


@dataclass
class Report:
    """All verdicts, and shares by kind."""

    verdicts: list[Verdict] = field(default_factory=list)

    def shares(self, *, held_out: bool | None = None) -> dict[str, tuple[int, int]]:
        """kind -> (right, all); of the held-out rows, the others, or all."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for verdict in self.verdicts:
            if held_out is None or verdict.held_out == held_out:
                counts[verdict.kind][0] += verdict.right
                counts[verdict.kind][1] += 1
        return {kind: (right, total) for kind, (right, total) in counts.items()}

    def styles(self) -> dict[str, tuple[int, int]]:
        """style -> (right, all), of in-scope rows."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for verdict in self.verdicts:
            if verdict.kind == "in-scope" and verdict.style:
                counts[verdict.style][0] += verdict.right
                counts[verdict.style][1] += 1
        return {style: (right, total) for style, (right, total) in sorted(counts.items())}

    def confusions(self) -> Counter[tuple[str, str]]:
        """(topic wanted, topic replied) of in-scope rows that got another topic."""
        return Counter(
            (verdict.wanted[0], verdict.found or "no topic")
            for verdict in self.verdicts
            if verdict.wanted and verdict.found not in verdict.wanted
        )

    def confidences(self) -> list[tuple[float, bool]]:
        """(confidence, whether the article answers it) of all single messages."""
        return [
            (verdict.confidence, verdict.kind == "in-scope")
            for verdict in self.verdicts
            if verdict.confidence is not None
        ]

    def median_words(self) -> float:
        """The median length of in-scope replies."""
        lengths = [verdict.words for verdict in self.verdicts if verdict.kind == "in-scope"]
        return statistics.median(lengths) if lengths else 0


def is_held_out(name: str) -> bool:
    """Whether a row belongs to the part that is held out."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % HELD_OUT == 0


def evaluate(advisor: Advisor, rows: Iterable[Row]) -> Report:
    """Score every row. Raises KeyError for a row that lacks a field."""
    report = Report()
    for row in rows:
        report.verdicts.extend(_SCORES[row["kind"]](advisor, row))
    return report


def holds(text: str, must: Iterable[Iterable[str]]) -> bool:
    """Whether one pattern of each group is found."""
    return all(any(re.search(pattern, text, re.I) for pattern in group) for group in must)


def _in_scope(advisor: Advisor, row: Row) -> list[Verdict]:
    reply, _ = advisor.reply(Message(row["text"]), Session())
    first = advisor.knowledge.entry[reply.entries[0]].topic if reply.entries else None
    wanted = _topics(advisor.knowledge, row.get("topics", ()))
    right = holds(plain_text(reply), row["must"]) if row["must"] else first in wanted
    verdict = _verdict(row, "in-scope", right, reply, row["text"])
    confidence = _confidence(advisor, row)
    return [replace(verdict, wanted=wanted, found=first, confidence=confidence)]


def _topics(knowledge: Knowledge, names: Iterable[str]) -> tuple[str, ...]:
    """Labelled topics or entries as topics; none when the labels are another knowledge base's."""
    found = [
        name if name in knowledge.topic else knowledge.entry[name].topic
        for name in names
        if name in knowledge.topic or name in knowledge.entry
    ]
    return tuple(found) if len(found) == len(tuple(names)) else ()


def _out_of_scope(advisor: Advisor, row: Row) -> list[Verdict]:
    """A fact is wrong here; small talk wants a friendly word."""
    reply, _ = advisor.reply(Message(row["text"]), Session())
    if row.get("smalltalk"):
        kind, right = "small talk", reply.outcome is Outcome.CHAT
    else:
        kind = "refused, near" if row.get("near") else "refused, far"
        right = reply.outcome not in (Outcome.ANSWER, Outcome.FLOW)
    verdict = _verdict(row, kind, right, reply, row["text"])
    return [replace(verdict, confidence=_confidence(advisor, row))]


def _confidence(advisor: Advisor, row: Row) -> float:
    return advisor.matcher.match(row["text"]).confidence


def _dialogue(advisor: Advisor, row: Row) -> list[Verdict]:
    session, turns = Session(), []
    for turn in row["turns"]:
        reply, session = advisor.reply(Message(turn["text"]), session)
        right = holds(plain_text(reply), turn["must"])
        turns.append(_verdict(row, "dialogue turns", right, reply, turn["text"]))
    whole = Verdict(
        row["id"], "dialogues", all(turn.right for turn in turns), is_held_out(row["id"])
    )
    return [*turns, whole]


def _salary(advisor: Advisor, row: Row) -> list[Verdict]:
    text = row["text"] if row["text"].startswith("/") else f"/salary {row['text']}"
    reply, _ = advisor.reply(Message(text), Session())
    return [_verdict(row, "pay look-ups", _same_rows(reply.data, row["expect"]), reply, text)]


def _same_rows(found: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    if "error" in expected:
        return bool(found.get("error") == expected["error"])
    rows = sorted(map(list, found.get("rows", []))) == sorted(map(list, expected["rows"]))
    return rows and found.get("component") == expected["component"]


def _verdict(row: Row, kind: str, right: bool, reply: Reply, text: str) -> Verdict:
    words = len(plain_text(reply).split())
    said = f"{reply.outcome.value} {' '.join(reply.entries)}".strip()
    style = str(row.get("style", ""))
    return Verdict(row["id"], kind, right, is_held_out(row["id"]), text, said, words, style)


_SCORES = {"in": _in_scope, "out": _out_of_scope, "dialogue": _dialogue, "salary": _salary}
