"""Numbers in words -> digits: `two hundred five thousand` is `205000`, `one ninety` is `190`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from bot.advice.desk.phrases import any_of

_HUNDRED = 100
_TEN = 10
_THOUSAND = 1000


class Numerals:
    """Rewrites the numbers of a clean text; words come from desk.yaml."""

    def __init__(self, numbers: Mapping[str, int], scales: Mapping[str, int]) -> None:
        self._numbers, self._scales = dict(numbers), dict(scales)
        number, scale = any_of(self._numbers), any_of(self._scales)
        one = rf"(?:{number}|{scale})"
        self._run = re.compile(
            rf"(?<![\w.])(?<!\d )(?:(?:(?P<half>half) )?(?P<a>an?) (?={scale}\b))?"
            rf"(?P<run>{one}(?:[ -](?:and )?{one})*)?"
            rf"(?:(?: |(?<!\w))point (?P<digits>(?:{number})(?: (?:{number}))*))?"
            rf"(?: (?P<scale>{scale}))?(?!\w)"
        )
        self._measured = re.compile(r"^[\s-]?(?:k|grand|m|b|bn|mil|%|percent|per cent|pct)(?!\w)")

    def __call__(self, said: str) -> str:
        """The text with its numbers in digits; a lone `one` or `four` stays a word."""
        return self._run.sub(self._digits, said)

    def _digits(self, found: re.Match[str]) -> str:
        run = re.findall(r"\w+", (found["run"] or "").replace(" and ", " "))
        if not run and not found["digits"]:
            return found[0]
        told = len(run) > 1 or bool(found["a"] or found["digits"] or found["scale"])
        measured = self._measured.match(found.string[found.end() :])
        alone = found[0] == found.string.strip(" .!")
        if not (told or measured or alone):
            return found[0]
        values = list(self._values(run)) or [Decimal(0)]
        if found["digits"]:
            digits = "".join(str(self._numbers[each]) for each in found["digits"].split())
            values[-1] += Decimal(f"0.{digits}")
        values[-1] *= self._scales.get(found["scale"] or "", 1)
        values[-1] /= 2 if found["half"] else 1
        return " and ".join(f"{value.normalize():f}" for value in values)

    def _values(self, run: Sequence[str]) -> Iterator[Decimal]:
        """The numbers of a run of number words: a new one begins where size does not fall."""
        whole, part, last = Decimal(0), Decimal(0), 0
        for word in run:
            scale, number = self._scales.get(word, 0), self._numbers.get(word, 0)
            if scale > _HUNDRED:
                if 0 < whole < scale * _THOUSAND:
                    yield whole
                    whole = Decimal(0)
                whole, part = whole + (part or Decimal(1)) * scale, Decimal(0)
            elif scale or 0 < part < _TEN <= number:  # `two hundred`, `one ninety`
                part = (part or Decimal(1)) * _HUNDRED + number
            else:
                if 0 < last < _HUNDRED and not last >= 2 * _TEN > _TEN > number:
                    yield whole + part
                    whole, part = Decimal(0), Decimal(0)
                part += number
            last = scale or number
        if run:
            yield whole + part
