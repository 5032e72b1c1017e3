"""What is said of one resume bullet: its lens, what it has and lacks, and what to ask oneself."""

from __future__ import annotations

from bot.advice.answers import Answers
from bot.advice.job.bullets import Reading
from bot.advice.reply import (
    Block,
    Button,
    Heading,
    Keyboard,
    Outcome,
    Paragraph,
    Reply,
    Section,
)
from bot.knowledge.models import Entry, Knowledge
from bot.knowledge.resume import Lens, LensPart

_QUESTIONS = 2  # of the lenses that a bullet does not speak


class Review:
    """Composes the review from resume.yaml; the bullet itself is quoted, never rewritten."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._resume = knowledge.resume
        self._texts = knowledge.resume.texts
        self._answers = Answers(knowledge)

    def reply(self, reading: Reading, buttons: Keyboard, note: str = "") -> Reply:
        """The review of a bullet, below a note."""
        entries = [self._knowledge.entry[self._resume.entry], *self._lens_entries()]
        blocks: list[Block] = [
            *([Paragraph(note)] if note else []),
            Heading(self._lens(reading)),
            *self._found(reading),
            *self._questions(reading),
            self._answers.citation(entries),
        ]
        pieces = [piece.id for piece in self._resume.pieces]
        has = [name for name in pieces if name in reading.pieces]
        lacks = [name for name in pieces if name not in reading.pieces]
        data = {"bullet": {"lens": list(reading.lenses), "has": has, "lacks": lacks}}
        used = tuple(dict.fromkeys(entry.id for entry in entries))
        return Reply(tuple(blocks), Outcome.FLOW, buttons, used, data)

    def _lens_entries(self) -> list[Entry]:
        return [self._knowledge.entry[lens.parts[0].entry] for lens in self._resume.lenses]

    def _lens(self, reading: Reading) -> str:
        if len(reading.lenses) != 1:
            return self._texts.both if reading.lenses else self._texts.neither
        return next(lens.found for lens in self._resume.lenses if lens.role in reading.lenses)

    def _found(self, reading: Reading) -> list[Block]:
        has = [
            self._texts.piece.format(name=piece.name, found=reading.pieces[piece.id])
            for piece in self._resume.pieces
            if piece.id in reading.pieces
        ]
        lacks = [piece.name for piece in self._resume.pieces if piece.id not in reading.pieces]
        lines = [self._texts.has.format(pieces=", ".join(has))] if has else []
        lines.append(
            self._texts.lacks.format(pieces=", ".join(lacks)) if lacks else self._texts.whole
        )
        return [Paragraph("\n".join(lines))]

    def _questions(self, reading: Reading) -> list[Block]:
        """What is lacking, then what the lens asks that the bullet does not speak yet."""
        lacking = [piece.ask for piece in self._resume.pieces if piece.id not in reading.pieces]
        asked: list[Block] = []
        if lacking:
            asked = [Section(self._texts.ask, tuple(lacking))]
        others = [lens for lens in self._resume.lenses if lens.role not in reading.lenses]
        for lens in others:
            asked += self._of_lens(lens, reading, _QUESTIONS // len(others))
        return asked

    def _of_lens(self, lens: Lens, reading: Reading, most: int) -> list[Block]:
        missing = [part.ask for part in lens.parts if holds(reading, part) is None]
        role = self._knowledge.role_name[lens.role]
        title = self._texts.ask_lens.format(role=role)
        return [Section(title, tuple(missing[:most]))] if missing else []


def holds(reading: Reading, part: LensPart) -> str | None:
    """The words of a bullet that tell a part of a lens; None where it does not tell it."""
    if part.with_outcome and "outcome" not in reading.pieces:
        return None
    return next((reading.signals[name] for name in part.signals if name in reading.signals), None)


def labelled(*rows: tuple[tuple[str, str], ...]) -> Keyboard:
    """A keyboard of labels and what they press."""
    return tuple(tuple(Button(label, press) for label, press in row) for row in rows)
