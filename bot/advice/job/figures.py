"""Numbers in a bullet: which of them measure something, and which count heads and places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from bot.advice.job.signals import Hit, Stemmer
from bot.knowledge.resume import Resume

_NEAR = 3  # words from a number to what it counts: `25 new credit models`
# A number with its unit; not part of a name (GPT-4, p99, B2B, Q2).
_NUMBER = re.compile(
    r"(?<![\w.-])(?:[$€£₹¥]\s?)?(?P<digits>\d(?:[\d.,]*\d)?)"
    r"(?P<unit>\s?%|\s?percent\b|[kKmMbB]n?\b|[xX]\b|\s?(?:ms|s|h|min|hrs?)\b)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
MONEY = re.compile(r"[$€£₹¥]\s?\d[\d.,]*\w*|\b\d[\d.,]*\w?\s?(?:usd|eur|gbp)\b", re.I)
# A result by its form: `from 3 h to 20 min`, `4 times faster`, `+3 %`, `kept at 20 ms`.
CHANGED = re.compile(
    r"\bfrom \S*\d\S*(?: \w+)? to \S*\d\S*|\d\S*(?: \w+)? (?:to|→|->) \S*\d\S*"
    r"|\b\d[\d.,]*(?: times|x)\b|[+−]\s?\d[\d.,]*\s?%?|\b(?:up|down) (?:by )?[$€£]?\d[\d.,]*\w?"
    r"|\b(?:kept|held)\b[^,;.]{1,40}\d[\d.,]*\s?%?",
    re.I,
)


class FigureReader:
    """Reads numbers in digits and in words."""

    def __init__(self, resume: Resume, stem: Stemmer) -> None:
        self._stem = stem
        self._numbers = stem.phrases(resume.numbers)
        self._all_of = {phrase[0] for phrase in stem.phrases(resume.all_of)}

    def __call__(self, text: str, said: Sequence[str], counted: Iterable[Hit]) -> list[str]:
        """The figures that measure something, as typed; what is counted tells scope instead."""
        heads = {at for hit in counted for at in _before(hit) if self._is_number(said[at])}
        in_digits = [found for found in _NUMBER.finditer(text) if not _YEAR.fullmatch(found[0])]
        shown = [
            found[0].strip()
            for found in in_digits
            if found["unit"] or found["digits"] not in {said[at] for at in heads}
        ]
        in_words = [
            word for at, word in enumerate(said) if at not in heads and self._in_words(word)
        ]
        return [*shown, *in_words]

    def counts(self, said: Sequence[str], hit: Hit) -> bool:
        """Whether a thing that may be counted is: `25 models`, `every model`."""
        return any(
            self._is_number(said[at]) or self._stem([said[at]])[0] in self._all_of
            for at in _before(hit)
        )

    def _is_number(self, word: str) -> bool:
        return word[:1].isdigit() or self._in_words(word)

    def _in_words(self, word: str) -> bool:
        return self._stem([word]) in self._numbers


def _before(hit: Hit) -> Collection[int]:
    """Where the number stands that counts a thing."""
    return range(max(0, hit.start - _NEAR), hit.start)
