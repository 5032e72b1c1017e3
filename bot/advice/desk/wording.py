"""What a text is to the pay desk, by its words: a question, a move, about a company."""

from __future__ import annotations

from bot.advice.desk.phrases import phrase
from bot.knowledge.desk import Reading
from bot.matching.text import clean, words


class Wording:
    """Reads the lists of desk.yaml."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._company = phrase(reading.company)

    def asks_break_even(self, text: str) -> bool:
        """Whether it asks where two packages meet."""
        said = f" {' '.join(words(clean(text)))} "
        return any(f" {' '.join(words(name))} " in said for name in self._reading.break_even)

    def is_question(self, text: str) -> bool:
        """Whether it is put as a question rather than told."""
        said = words(clean(text))
        return text.rstrip().endswith("?") or (said[:1] != [] and said[0] in self._reading.asking)

    def is_about_a_company(self, text: str) -> bool:
        """Whether a company's worth is what it is about."""
        return bool(self._company.search(clean(text)))

    def move(self, text: str) -> str | None:
        """A move of the dialogue in words: none, unknown, show or stop."""
        said = words(clean(text)) or [text.strip()]
        moves = self._reading.moves
        for name in type(moves).model_fields:
            if any(said == (words(clean(each)) or [each]) for each in getattr(moves, name)):
                return name
        return None
