"""A raw text -> the text that amounts are found in, and these amounts."""

from __future__ import annotations

import re
from itertools import islice

from bot.advice.desk.amounts import Amount, amounts
from bot.advice.desk.dates import without_dates
from bot.advice.desk.numerals import Numerals
from bot.knowledge.desk_reading import Reading
from bot.matching.spelling import Speller
from bot.matching.text import any_of, clean, replaced

_MOST = 16  # amounts of one message that are looked at
_SHORT = 4  # letters of a word that is not mended
_GLUED = re.compile(r"(?<=\d)k(?=[a-z]{3})")


class TypedReader:
    """Mends the words of amounts, and puts numbers in words into digits."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        spans = (word for one in reading.periods for word in (*one.words, *one.behind))
        units = (*reading.numeral_words.percent, *reading.scales, *reading.numerals)
        self._speller = Speller(dict.fromkeys((*units, *spans), 1))
        self._numerals = Numerals(reading)
        self._nearly = re.compile(rf"(?<=[\dk])-?(?:{any_of(reading.numeral_words.nearly)})(?!\w)")

    def __call__(self, text: str) -> str:
        """The clean text, a line a clause: `15 prcent` and `two hundred k` as figures."""
        said = without_dates(clean(text.replace("\n", "; ")))
        said = replaced(said, self._mended)
        return _GLUED.sub("k ", self._numerals(self._nearly.sub("", said)))

    def _mended(self, word: str) -> str:
        return self._speller.correct(word) if len(word) > _SHORT else word

    def amounts(self, said: str) -> list[Amount]:
        """The first amounts of such a text, without years, levels, dates and the like."""
        found = amounts(said, self._reading.not_amounts, self._reading.before_not_amounts)
        return list(islice(found, _MOST))
