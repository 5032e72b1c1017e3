"""Whose turn it is. One dialogue has the floor: the one whose question was shown last.

It hears what is typed; a question of the reader's is answered, and it goes on below. Another
dialogue that asks takes the floor, and the one before waits, deaf, behind a button. Where one ends,
nobody has the floor: all that wait are named, each with its button.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.advice.message import Message
from bot.advice.reply import Asker, Button, Outcome, Paragraph, Reply, say
from bot.advice.session import Session
from bot.knowledge.texts import FloorTexts
from bot.matching.text import bare

Turn = tuple[Reply, Session]
_ASKING = (Outcome.CHOICE, Outcome.CHAT, Outcome.FLOW)  # such a reply's buttons are its point
_ANSWERED_ONCE = ("fit", "offer", "sale", "quiz")  # whose answers are no texts to be edited


def _nothing(_: Message, __: Session) -> None:
    return None


@dataclass(frozen=True)
class Speaker:
    """A dialogue as the floor knows it. `waits`: whether it has something to ask; `hears`: what it
    takes a text for; `unclear`: what it says to one that is neither an answer nor a question;
    `again`: its question, to go below an interruption; `back`: the button that leads there.
    """

    waits: Callable[[Message, Session], bool]
    hears: Callable[[Message, Session], Turn | None]
    stop: Callable[[Session], Turn]
    unclear: Callable[[Message, Session], Reply | None] = _nothing
    again: Callable[[Message, Session], Reply | None] = _nothing
    back: Callable[[Message, Session], Button | None] = _nothing


class Floor:
    """Keeps `floor` and `waiting` of the session; everything else of a dialogue is its own."""

    def __init__(self, speakers: dict[Asker, Speaker], texts: FloorTexts) -> None:
        self._speakers = speakers
        self._texts = texts
        self._around = set(texts.around)
        self._back = [bare(phrase) for phrase in texts.back]

    def speaker(self, message: Message, session: Session) -> Speaker | None:
        """The dialogue that has the floor."""
        name = session.floor
        return self._speakers[name] if name and self._waits(name, message, session) else None

    def waiting(self, message: Message, session: Session) -> list[Asker]:
        """All that wait for an answer, the one that has the floor first, then the last ones."""
        named = dict.fromkeys((session.floor, *session.waiting, *self._speakers))
        ended = ("result", *(() if session.floor == "bullet" else ("bullet",)))
        kept = [name for name in named if name is not None and name not in ended]
        return [name for name in kept if self._waits(name, message, session)]

    def stop(self, message: Message, session: Session) -> Turn | None:
        """End what was on the screen last; None if nothing waits."""
        waiting = self.waiting(message, session)
        return self._speakers[waiting[0]].stop(session) if waiting else None

    def with_question(self, reply: Reply, message: Message, session: Session) -> Reply:
        """What has the floor goes on below a reply; one that asks keeps its own buttons."""
        speaker = self.speaker(message, session)
        if speaker is None or (message.kind == "edit" and session.floor not in _ANSWERED_ONCE):
            return reply
        again, back = speaker.again(message, session), speaker.back(message, session)
        if back is None or back.press in _presses(reply):
            return reply
        if again is None or (reply.buttons and reply.outcome in _ASKING):
            return _with_buttons(reply, [back])
        if reply.outcome is Outcome.DECLINE:
            reply = replace(reply, blocks=reply.blocks[:1])  # the rest is about its buttons
        noted = reply.in_place and reply.outcome is Outcome.CHAT  # an answer stays to be read
        return replace(reply.followed_by(again), in_place=noted)

    def settled(self, reply: Reply, message: Message, before: Session, after: Session) -> Turn:
        """Who has the floor after a turn, and what the reply says of the others."""
        waited = self.waiting(message, before)
        asks = reply.asks if reply.asks and self._waits(reply.asks, message, after) else None
        floor = asks or (None if _elsewhere(reply, message, before, after) else after.floor)
        floor = floor if floor and self._waits(floor, message, after) else None
        moved = after.model_copy(update={"floor": floor, "waiting": (*waited, *after.waiting)})
        others = [name for name in self.waiting(message, moved) if name != floor]
        settled = moved.model_copy(update={"waiting": tuple(others)})
        if not reply.blocks:
            return reply, settled
        if asks is not None:
            taken = asks != before.floor
            return (self._beside(reply, others, message, settled) if taken else reply), settled
        if floor is not None:
            return self.with_question(reply, message, settled), settled
        ended = not {*waited} <= {*others}
        return (self._named(reply, others, message, settled) if ended else reply), settled

    def which(self, message: Message, session: Session) -> Reply | None:
        """For a word that any dialogue might mean while none has the floor: all that wait."""
        waiting = [name for name in self.waiting(message, session) if name != "bullet"]
        if not waiting:
            return None
        said = say(self._texts.which.format(names=self._names(waiting)), Outcome.CHOICE)
        return self._beside(said, waiting, message, session)

    def back_to(self, message: Message, session: Session) -> str | None:
        """The press that leads to what has the floor, or to the only one that waits."""
        waiting = self.waiting(message, session)
        if not waiting or (session.floor not in waiting and len(waiting) > 1):
            return None
        back = self._speakers[waiting[0]].back(message, session)
        return back.press if back is not None else None

    def named(self, message: Message, session: Session) -> str | None:
        """The press that leads to the dialogue that is asked for by name: `back to the quiz`."""
        for name in (*self.waiting(message, session), *self._speakers):
            back = self._speakers[name].back(message, session)
            if back is not None and self._calls(message.text, name):
                return back.press
        return None

    def is_lead(self, text: str) -> bool:
        """Whether it asks for some dialogue by name, waiting or not: `back to the quiz`."""
        led = self._led(bare(text))[0] != ""
        return led and any(self._calls(text, name) for name in self._speakers)

    def _calls(self, text: str, name: Asker) -> bool:
        lead, rest = self._led(bare(text))
        called = set(bare(self._texts.names[name]).split()) - self._around
        return bool(rest) and (rest == called or (lead != "" and rest <= called))

    def _led(self, said: str) -> tuple[str, set[str]]:
        """What leads back, and the words that are left for a name."""
        lead = max((p for p in self._back if said.startswith(f"{p} ")), key=len, default="")
        return lead, set(said.removeprefix(lead).split()) - self._around

    def _named(
        self, reply: Reply, others: Sequence[Asker], message: Message, session: Session
    ) -> Reply:
        """A line below that names what waits; a picture's caption is left as it is."""
        if others and reply.picture is None:
            line = Paragraph(self._texts.still.format(names=self._names(others)))
            reply = replace(reply, blocks=(*reply.blocks, line))
        return self._beside(reply, others, message, session)

    def _beside(
        self, reply: Reply, others: Sequence[Asker], message: Message, session: Session
    ) -> Reply:
        found = [self._speakers[name].back(message, session) for name in others]
        shown = _presses(reply)
        return _with_buttons(reply, [each for each in found if each and each.press not in shown])

    def _names(self, waiting: Sequence[Asker]) -> str:
        return ", ".join(self._texts.names[name] for name in waiting)

    def _waits(self, name: Asker, message: Message, session: Session) -> bool:
        return self._speakers[name].waits(message, session)


def _elsewhere(reply: Reply, message: Message, before: Session, after: Session) -> bool:
    """Whether the conversation has left a result, or a resume line, for something else."""
    if reply.outcome is not Outcome.ANSWER or after.floor not in ("result", "bullet"):
        return False
    offer = after.thread.offer not in (None, before.thread.offer)
    chosen = message.kind == "press" or message.text.lstrip().startswith("/")
    return after.floor == "result" or chosen or offer


def leads_back(press: str) -> bool:
    """Whether a button leads to a question that waits."""
    return press.endswith((":go", ":="))


def _presses(reply: Reply) -> set[str]:
    return {button.press for row in reply.buttons for button in row}


def _with_buttons(reply: Reply, buttons: Sequence[Button]) -> Reply:
    """The same under a poll, whose options are no buttons."""
    rows = tuple((button,) for button in buttons)
    poll = reply.poll and replace(reply.poll, under=(*reply.poll.under, *rows))
    return replace(reply, buttons=(*reply.buttons, *rows), poll=poll)
