"""What readers answer in "Sell it twice": words of the asked kind, none, or a question back."""

from __future__ import annotations

from bot.knowledge.resume import Resume
from bot.matching.text import bare, clean, words

_FEW = 7  # words of an answer that says that there is none
_LEADING = 2  # words such as `actually` before a question
_SHORTEST = 3  # letters of a word that tells something


class ReplyReader:
    """Reads answers with the words of resume.yaml."""

    def __init__(self, resume: Resume) -> None:
        said = resume.sale
        self._unknown, self._puzzled = _plain(said.unknown), _plain(said.puzzled)
        self._empty = {bare(word) for word in said.empty}
        self._of_figures = {
            w for phrase in (*said.figure_words, *resume.numbers) for w in words(phrase)
        }
        self._add, self._between = _plain(said.add), _plain(said.between)
        named = [(part.id, part.name, part.also) for lens in resume.lenses for part in lens.parts]
        named += [(piece.id, piece.name, piece.also) for piece in resume.pieces]
        self._named = {bare(name): id_ for id_, own, also in named for name in (own, *also)}
        self._numbers = {bare(word) for word in resume.numbers}

    def is_unknown(self, text: str) -> bool:
        """Whether the reader cannot tell: `no idea`, `we never measured it`."""
        said = words(clean(text))
        return len(said) <= _FEW and _holds(" ".join(said), self._unknown) and not _digit(text)

    def is_puzzled(self, text: str) -> bool:
        """Whether the reader asks what is meant."""
        said = bare(text)
        begins = [said.split(" ", dropped)[-1] for dropped in range(_LEADING + 1)]
        return len(said.split()) <= _FEW and any(_begins(each, self._puzzled) for each in begins)

    def is_empty(self, text: str) -> bool:
        """Whether a text says nothing at all: `ok`, `👍`."""
        said = words(clean(text))
        return not said or all(word in self._empty for word in said)

    def has_words(self, text: str) -> bool:
        """Whether a text is more than a figure."""
        told = [w for w in words(clean(text)) if w.isalpha() and len(w) >= _SHORTEST]
        return any(word not in self._of_figures for word in told)

    def has_figure(self, text: str) -> bool:
        """Whether there is a number in digits or in words."""
        return _digit(text) or bool(self._numbers.intersection(words(clean(text))))

    def added(self, text: str) -> tuple[str, str] | None:
        """`add the figure: …` -> what it fills, and the words; None for any other text."""
        name, colon, rest = text.partition(":")
        if colon and (found := self._part(bare(name))) and rest.strip():
            return found, rest.strip()
        said = text.split()
        for length in range(min(_FEW, len(said) - 1), 0, -1):
            found = self._part(bare(" ".join(said[:length])), led=True)
            if found is not None:
                left = said[length + (bare(said[length]) in self._between) :]
                return (found, " ".join(left)) if left else None
        return self._nameless(text)

    def _nameless(self, text: str) -> tuple[str, str] | None:
        """`add`, and a number alone or with what it counts."""
        said = text.split()
        if len(said) < 2 or bare(said[0]) not in self._add or not _digit(said[1]):
            return None
        rest = " ".join(said[1:])
        return ("scope" if self.has_words(rest) else "figure"), rest

    def _part(self, said: str, *, led: bool = False) -> str | None:
        """The part of a name, maybe after `add`; `led`: only after that, or before `is`."""
        lead = max((p for p in self._add if said.startswith(f"{p} ")), key=len, default="")
        name = said.removeprefix(lead).strip().removeprefix("the ").removeprefix("my ")
        last = name.rpartition(" ")
        if last[2] in self._between and last[0] in self._named:
            return self._named[last[0]]
        return self._named.get(name) if lead or not led else None


def _plain(phrases: tuple[str, ...]) -> list[str]:
    return [bare(phrase) for phrase in phrases]


def _holds(said: str, phrases: list[str]) -> bool:
    return any(f" {phrase} " in f" {said} " for phrase in phrases)


def _begins(said: str, phrases: list[str]) -> bool:
    return any(f"{said} ".startswith(f"{phrase} ") for phrase in phrases)


def _digit(text: str) -> bool:
    return any(map(str.isdigit, text))
