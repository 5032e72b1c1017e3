"""What the bot says back: blocks of content, buttons, and what it amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.advice.picture import Picture
from bot.knowledge.texts import DialogueName

# A dialogue that may wait for an answer; `bullet` is /resume before a line is told twice,
# `result` an assessment that is over and may be asked about.
Asker = DialogueName


class Outcome(StrEnum):
    """What a reply amounts to."""

    ANSWER = "answer"  # it knows
    PARTIAL = "partial"  # not in the article; the related thing it has
    CHOICE = "choice"  # asks which of a few was meant
    DECLINE = "decline"  # not covered
    CHAT = "chat"  # greeting, thanks, small talk
    FLOW = "flow"  # a step of a dialogue


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A list right below its heading, without the gap that blocks have."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Folded:
    """A section that only some will read; a channel may show its beginning, the rest on a tap."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of equal length; the first is the header. Narrow enough for a phone."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Cautions:
    """What to be careful about, a short line each."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Citation:
    """The article's title and the sections a reply stands on."""

    title: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Invitation:
    """A line with a link that starts the bot elsewhere; the bot's address is the edge's to know.

    `payload` is what /start gets: 1-64 of the characters A-Z, a-z, 0-9, _ and -.
    """

    text: str
    payload: str


Block = Paragraph | Heading | Bullets | Section | Folded | Table | Cautions | Citation | Invitation


@dataclass(frozen=True)
class Button:
    """`press` is what comes back when it is pressed: 1-64 bytes.

    With an `invitation`, nothing comes back: it lets the reader pass that on to another chat.
    """

    label: str
    press: str = ""
    invitation: Invitation | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class QuizPoll:
    """What a reply asks, put as Telegram's own quiz poll, which then is sent in its place.

    Limits: `question` 1-300 characters, 2-12 `options` of 1-100, `explanation` 0-200. `right` is
    an index into the options. An answer comes back as a press, `PRESS:INDEX`. `above` goes before
    it, in a message of its own, and `under` are the buttons that go under it.
    """

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str
    press: str = ""
    above: tuple[Block, ...] = ()
    under: Keyboard = ()


@dataclass(frozen=True)
class Remark:
    """What a reader says was wrong with an answer: a reason of the list, or words.

    `on` is the message that held the answer.
    """

    entry: str
    on: int | None
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Reply:
    """One message to the reader.

    `in_place`: a press changes the message it was on. `live`: holds the one question that waits
    for an answer. `asks`: the dialogue whose question it holds. `votable`: thumbs go under it.
    `forget`: the chat's data is to be deleted. `picture`: goes above the text, which then is its
    caption. `toast`: a short note over the chat instead of a message. `poll`: what the text asks,
    for whoever can send it as a poll. `thumbs`: rows that take the place of the thumbs under the
    pressed message, whose text stays. `export`: goes with a file of all that is kept about the
    reader.
    """

    blocks: tuple[Block, ...]
    outcome: Outcome
    buttons: Keyboard = ()
    entries: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    in_place: bool = False
    live: bool = False
    asks: Asker | None = None
    votable: bool = False
    forget: bool = False
    vote: str | None = None
    thumbs: Keyboard | None = None
    remark: Remark | None = None
    export: bool = False
    toast: str = ""
    picture: Picture | None = None
    poll: QuizPoll | None = None

    def labels(self) -> list[list[str]]:
        """The buttons' labels, row by row."""
        return [[button.label for button in row] for row in self.buttons]

    def below(self, note: str) -> Reply:
        """This reply with a line above it."""
        line = (Paragraph(note),)
        poll = self.poll and replace(self.poll, above=(*line, *self.poll.above))
        return replace(self, blocks=(*line, *self.blocks), poll=poll)

    def followed_by(self, other: Reply) -> Reply:
        """This reply with another one below it, whose buttons win."""
        return replace(
            self,
            blocks=(*self.blocks, *other.blocks),
            buttons=other.buttons,
            live=other.live,
            asks=other.asks,
            votable=False,
            in_place=False,
        )


def say(text: str, outcome: Outcome, buttons: Sequence[Button] = (), **more: Any) -> Reply:
    """A reply of one paragraph, with each button on a row of its own."""
    rows = tuple((button,) for button in buttons)
    return Reply((Paragraph(text),), outcome, buttons=rows, **more)


def toast(text: str) -> Reply:
    """A note over the chat; no message is sent or changed."""
    return Reply((), Outcome.CHAT, toast=text)
