"""What readers type for one of a few named things -> which of them they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.advice.fit.exemplars import Exemplars
from bot.matching.model import Embed
from bot.matching.text import clean, words

_SURE = 84.0  # rapidfuzz ratio from which a typed name is one misspelt
_SHORTEST_MENDED = 4  # letters
_LIKE = 0.42

_SHOWN = 40  # characters of what was not understood

Correct = Callable[[str], str]
TopicOf = Callable[[str], str | None]  # the topic that a text is surely about, if there is one


class Names:
    """Things by their names: as they stand, misspelt, inside a phrase, or by meaning."""

    def __init__(
        self,
        names: Mapping[str, Sequence[str]],
        fillers: Sequence[str],
        correct: Correct,
        embed: Embed | None = None,
    ) -> None:
        """`names`: thing -> what it is called. `fillers` say nothing by themselves."""
        self._fillers = frozenset(word for phrase in fillers for word in words(phrase))
        self._correct = correct
        self._phrases = {
            " ".join(self.bare(name)): thing for thing, said in names.items() for name in said
        }
        self._named = {thing: tuple(said) for thing, said in names.items()}
        self._exemplars = Exemplars(embed) if embed else None

    def __call__(self, text: str) -> str | None:
        """The thing that a text names; None where it is none of them, or may be two."""
        bare = self.bare(text)
        if not bare:
            return None
        for said in (bare, [self._correct(word) for word in bare]):
            found = self._phrases.get(" ".join(said)) or self._misspelt(" ".join(said))
            found = found or self._inside(said)
            if found:
                return found
        return self._exemplars.nearest(text, self._named, _LIKE) if self._exemplars else None

    def bare(self, text: str) -> list[str]:
        """The words of a text that say something."""
        said = words(clean(text))
        return [word for word in said if word not in self._fillers] or said

    def _misspelt(self, said: str) -> str | None:
        if len(said) < _SHORTEST_MENDED:
            return None
        near = process.extractOne(said, list(self._phrases), scorer=fuzz.ratio, score_cutoff=_SURE)
        return self._phrases[near[0]] if near else None

    def _inside(self, said: Sequence[str]) -> str | None:
        """The only thing whose names a longer text holds."""
        text = f" {' '.join(said)} "
        held = {thing for phrase, thing in self._phrases.items() if f" {phrase} " in text}
        return held.pop() if len(held) == 1 else None


def shortened(text: str) -> str:
    """What a reader typed, short enough to be said back."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
