"""How often something is paid: `per quarter`, `annual`, `/yr`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.advice.desk.pairing import Often
from bot.knowledge.desk_reading import Reading
from bot.matching.text import any_of


class PeriodReader:
    """Finds the periods of desk.yaml in a piece of text."""

    def __init__(self, reading: Reading) -> None:
        self._times = {
            word: period.times
            for period in reading.periods
            for word in (*period.words, *period.behind)
        }
        words = any_of(word for period in reading.periods for word in period.words)
        behind = any_of(word for period in reading.periods for word in period.behind)
        before = any_of(reading.before_periods)
        self._period = re.compile(
            rf"(?<!\w)(?:(?:{before})\s(?P<behind>{behind})"
            rf"|(?P<word>{words}))(?!\w)(?!\s(?:of|percent))"
        )

        self._slashed = re.compile(rf"\s?/\s?({behind})(?!\w)")

    def spelt(self, gap: str) -> str:
        """`/yr` as `per yr`, for a slash separates parts as well."""
        return self._slashed.sub(r" per \1", gap)

    def __call__(self, piece: str, *, close: bool = False) -> Iterator[tuple[int, int, Often]]:
        """Start, end and meaning of each; `close`: the piece follows an amount."""
        for found in self._period.finditer(piece):
            times = self._times[found["behind"] or found["word"]]
            directly = close and not piece[: found.start()].strip()
            often = Often(times, found[0].strip(), behind=bool(found["behind"]), close=directly)
            yield found.start(), found.end(), often
