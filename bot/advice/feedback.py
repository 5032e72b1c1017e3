"""Thumbs under an answer, and what a reader says was wrong with it."""

from __future__ import annotations

from bot.advice.fit.answers import asks
from bot.advice.message import Message
from bot.advice.reply import Button, Keyboard, Outcome, Remark, Reply, say, toast
from bot.advice.session import Commenting, Session
from bot.knowledge.models import Knowledge
from bot.knowledge.service_references import NEVER_MIND, OWN_WORDS
from bot.matching.text import bare

Turn = tuple[Reply, Session]
PRESSES = ("v:", "vw:")  # `v:THUMB:ENTRY` and `vw:REASON:ENTRY`
_THUMBS = {"+": "👍", "-": "👎"}
_CHOSEN = " ✓"


class Feedback:
    """Never asks for more than was tapped: a thumb is one tap, the rest may be left out."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._texts = knowledge.service.feedback
        self._stale = knowledge.texts.stale_button
        self._nothing = {bare(phrase) for phrase in self._texts.nothing}
        self._complaints = [bare(phrase) for phrase in self._texts.complaints]

    def pressed(self, message: Message, session: Session) -> Turn:
        """A thumb, a reason, or the wish to say it in words."""
        kind, chosen, entry = (*message.text.split(":", 2), "", "")[:3]
        if kind == "v" and chosen in _THUMBS:
            return self._thumbed(chosen, entry, message), _listening(
                chosen, entry, message, session
            )
        if kind == "vw" and chosen == OWN_WORDS and message.on is not None:
            return self._asked(entry, message.on, session)
        if kind == "vw" and chosen == NEVER_MIND:
            return say(self._texts.skipped, Outcome.CHAT, in_place=True), over(session)
        if kind == "vw" and chosen in [reason.id for reason in self._texts.reasons]:
            return self._reasoned(chosen, entry, message), _listening("-", entry, message, session)
        return toast(self._stale), session

    def complained(self, message: Message, session: Session) -> Turn | None:
        """What was wrong, in words: where that was asked for, or right after a thumb down."""
        commenting = session.commenting
        if commenting is None or message.kind != "text" or asks(message.text):
            return None
        if commenting.asked and bare(message.text) in self._nothing:
            return self.closed(session)
        if not commenting.asked and not self._complains(message.text):
            return None
        said = Remark(commenting.entry, on=commenting.on, comment=message.text)
        return say(self._texts.received, Outcome.CHAT, remark=said), over(session)

    def _complains(self, text: str) -> bool:
        said = f" {bare(text)} "
        return any(f" {phrase} " in said for phrase in self._complaints)

    def asked(self, session: Session) -> bool:
        """Whether it was asked what was wrong."""
        return session.commenting is not None and session.commenting.asked

    def closed(self, session: Session) -> Turn | None:
        """The question what was wrong is taken back, where it was asked last; else None."""
        if not self.asked(session):
            return None
        return say(self._texts.skipped, Outcome.CHAT), over(session)

    def _thumbed(self, thumb: str, entry: str, message: Message) -> Reply:
        """In a group the buttons are everybody's, so they stay as they are."""
        down = thumb == "-" and message.alone
        rows = (thumbs(entry, thumb), *(self._reasons(entry) if down else ()))
        return Reply(
            (),
            Outcome.CHAT,
            toast=self._texts.sorry if down else self._texts.thanks,
            vote=f"{thumb}:{entry}",
            thumbs=rows if message.alone else None,
        )

    def _reasoned(self, reason: str, entry: str, message: Message) -> Reply:
        """The reason alone stays on the buttons; pressing it shows all of them again."""
        label = next(one.label for one in self._texts.reasons if one.id == reason)
        chosen = Button(self._texts.chosen.format(label=label), f"v:-:{entry}")
        return Reply(
            (),
            Outcome.CHAT,
            toast=self._texts.thanks,
            vote=f"-:{entry}",
            remark=Remark(entry, on=message.on, reason=reason),
            thumbs=(thumbs(entry, "-"), (chosen,)) if message.alone else None,
        )

    def _asked(self, entry: str, on: int, session: Session) -> Turn:
        waits = session.model_copy(update={"commenting": Commenting(entry=entry, on=on)})
        never_mind = Button(self._texts.never_mind, f"vw:{NEVER_MIND}:{entry}")
        return say(self._texts.ask, Outcome.CHAT, [never_mind]), waits

    def _reasons(self, entry: str) -> Keyboard:
        """Two in a row, and a row for words."""
        buttons = [Button(one.label, f"vw:{one.id}:{entry}") for one in self._texts.reasons]
        rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
        return (*rows, (Button(self._texts.own_words, f"vw:{OWN_WORDS}:{entry}"),))


def _listening(thumb: str, entry: str, message: Message, session: Session) -> Session:
    """Right after a thumb down, a complaint needs no question."""
    if thumb != "-" or message.on is None or not message.alone:
        return over(session)
    waits = Commenting(entry=entry, on=message.on, asked=False)
    return session.model_copy(update={"commenting": waits})


def over(session: Session) -> Session:
    """Nothing more is expected to be said about an answer."""
    return (
        session if session.commenting is None else session.model_copy(update={"commenting": None})
    )


def thumbs(entry: str, chosen: str = "") -> tuple[Button, ...]:
    """The two thumbs for an answer, the chosen one marked."""
    return tuple(
        Button(label + _CHOSEN * (thumb == chosen), f"v:{thumb}:{entry}")
        for thumb, label in _THUMBS.items()
    )
