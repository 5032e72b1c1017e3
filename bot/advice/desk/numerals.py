"""Numbers in words -> digits: `two hundred five thousand` is `205000`, `one ninety` is `190`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.advice.desk.amounts import UNITS
from bot.advice.desk.phrases import phrase
from bot.knowledge.desk_reading import Reading
from bot.matching.text import any_of

_HUNDRED = 100
_TEN = 10
_THOUSAND = 1000


class Numerals:
    """Rewrites the numbers of a clean text; words come from desk.yaml."""

    def __init__(self, reading: Reading) -> None:
        self._numbers, self._scales = dict(reading.numerals), dict(reading.scales)
        self._fractions = dict(reading.fractions)
        self._also = phrase(reading.numeral_words.and_)
        self._run, self._fraction = _number(reading), _fraction(reading)
        self._measured = re.compile(rf"^[\s-]?(?:{UNITS})(?!\w)")

    def __call__(self, said: str) -> str:
        """The text with its numbers in digits; a lone `one` or `four` stays a word."""
        return self._run.sub(self._digits, self._fraction.sub(self._part_of, said))

    def _part_of(self, found: re.Match[str]) -> str:
        """`half a percent`, `three quarters of a million`, `two and a half billion`."""
        whole, many = found["whole"] or "0", self._numbers.get(found["many"] or "", 1)
        value = Decimal(self._numbers.get(whole, whole))
        value += many * self._size(found["fraction"])
        value *= self._scales.get(found["scale"] or "", 1)
        return f"{value.normalize():f}{'' if found['scale'] else ' '}"

    def _size(self, fraction: str) -> Decimal:
        over, under, *_ = *re.split("[/⁄]", fraction), ""
        return Decimal(over) / Decimal(under) if under else self._fractions[fraction]

    def _digits(self, found: re.Match[str]) -> str:
        run = re.findall(r"\w+", self._also.sub(" ", found["run"] or ""))
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


def _number(reading: Reading) -> re.Pattern[str]:
    """A run of number words, digits behind a point, and a scale."""
    number, scale, words = any_of(reading.numerals), any_of(reading.scales), reading.numeral_words
    one, point = rf"(?:{number}|{scale})", rf"(?: |(?<!\w))(?:{any_of(words.point)})"
    return re.compile(
        rf"(?<![\w.])(?<!\d )(?:(?P<a>{any_of(words.a)}) (?={scale}\b))?"
        rf"(?P<run>{one}(?:[ -](?:(?:{any_of(words.and_)}) )?{one})*)?"
        rf"(?:{point} (?P<digits>(?:{number})(?: (?:{number}))*))?"
        rf"(?: (?P<scale>{scale}))?(?!\w)"
    )


def _fraction(reading: Reading) -> re.Pattern[str]:
    """A fraction of a scale or a percent, with a whole number before it or none."""
    number, words = any_of(reading.numerals), reading.numeral_words
    a, percent = any_of(words.a), any_of(words.percent)
    return re.compile(
        rf"(?<![\w./])(?:(?P<whole>{number}|\d{{1,2}}) (?:{any_of(words.and_)}) (?=(?:{a}) ))?"
        rf"(?:(?P<many>{a}|{number})[ -])?"
        rf"(?P<fraction>{any_of(reading.fractions)}|\d[/⁄][1-9]\d?)[ -]"
        rf"(?:(?:{any_of(words.of)})[ -])?(?:(?:{a})[ -])?"
        rf"(?:(?P<scale>{any_of(reading.scales)})(?!\w)|(?=(?:{percent})(?!\w)))"
    )
