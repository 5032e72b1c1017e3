"""The heart: `advisor.reply(message, session) -> (reply, session)`."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from bot.advice.commands import Commands
from bot.advice.desk.offers import one_waits, waits_for
from bot.advice.dialogues import Dialogues, Turn
from bot.advice.feedback import PRESSES as FEEDBACK
from bot.advice.feedback import over, thumbs
from bot.advice.fit.answers import asks
from bot.advice.fit.dialogue import reads_itself
from bot.advice.inline import Card, InlineCards
from bot.advice.job.desk import reads_typed
from bot.advice.message import Message
from bot.advice.prepare.dialogue import is_read
from bot.advice.presses import Presses
from bot.advice.reply import Outcome, Paragraph, Reply, say
from bot.advice.session import Offer, Session, Thread
from bot.knowledge.models import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.model import NO_EMBEDDINGS, Embeddings
from bot.matching.text import bare, clean, words

# Buttons whose labels their dialogues read themselves when they are typed.
_READ = (reads_itself, waits_for, reads_typed, is_read)


class Advisor:
    """Decides every reply from the knowledge, the message and the session; does no I/O.

    `cache` is where the matcher's model may be kept between starts; `embeddings` turn texts into
    vectors that compare by meaning, without them they compare by letters alone.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        cache: Path | None = None,
        embeddings: Embeddings = NO_EMBEDDINGS,
    ) -> None:
        self.knowledge = knowledge
        self._texts = knowledge.texts
        self.matcher = Matcher(knowledge, cache, embeddings)
        self._dialogues = Dialogues(knowledge, self.matcher, embeddings)
        self._conversation = self._dialogues.conversation
        self._fit = self._dialogues.fit
        self._inline = InlineCards(knowledge, self.matcher, self._conversation)
        self._commands = Commands(knowledge, self._dialogues, self.matcher.slots)
        self._presses = Presses(knowledge, self._dialogues, self._commands)
        self._agreed = {bare(phrase) for phrase in self._texts.forget_agreed}
        self._phrases = {
            bare(phrase): name
            for name, phrases in self._texts.phrases.items()
            for phrase in phrases
        }
        self._ids: dict[str, Container[str]] = {
            "topic": knowledge.topic,
            "entry": knowledge.entry,
            "listed": knowledge.entry,
            "role": knowledge.role_name,
            "level": [level.id for level in knowledge.pay.levels],
            "component": [component.id for component in knowledge.pay.components],
        }

    def reply(self, message: Message, session: Session) -> Turn:
        """What to say to a message, and the session after it."""
        if message.kind == "timer":
            return self._timed(message, session)
        session, note = self._dialogues.prepare.refreshed(self._up_to_date(session), message), ""
        if not (message.kind == "press" and message.text.startswith(FEEDBACK)):
            session, note = self._fit.carried_over(session)
        reply, after = self._reply(message, session)
        reply, after = self._dialogues.practice.beside(reply, message, one_waits(after))
        reply, after = self._dialogues.prepare.beside(reply, message, after)
        if note:
            reply = self._noted_on_fit(note, reply, after, message)
        reply = _with_votes(reply)
        after = self._dialogues.history.noted(message, reply, after)
        if reply.blocks:
            after = after.model_copy(update={"offers": _offers(reply)})
        if reply.live:
            after = self._fit.touched(after, message)
        if reply.live or _is_mock(reply):
            after = self._dialogues.job.yielded(after)
        return reply, after

    def cards(self, text: str) -> tuple[Card, ...]:
        """What a reader may send into another chat for a text typed there; nobody's session."""
        return self._inline.cards(text)

    def _timed(self, message: Message, session: Session) -> Turn:
        """What the session asked to be told by now; often nothing is left to be told."""
        dialogues = self._dialogues
        dialogue = dialogues.practice if message.text.startswith("m:") else dialogues.prepare
        reply, after = dialogue.timed(message.text, message, session)
        offers = _offers(reply) if reply.blocks else session.offers
        return reply, after.model_copy(update={"offers": offers})

    def _reply(self, message: Message, session: Session) -> Turn:
        match message.kind:
            case "attachment":
                said = self.knowledge.telegram.said_to(message.text) or self._texts.attachment
                return self._noted(said, message, session), session
            case "added":
                return say(self.knowledge.telegram.groups.hello, Outcome.CHAT), session
            case "press":
                return self._presses.reply(message, session)
            case "edit" if self._fit.current(session) or self._dialogues.job.is_answered(session):
                return self._noted(self._texts.edit_in_flow, message, session), session
            case _:
                return self._typed(message, session)

    def _noted_on_fit(self, note: str, reply: Reply, session: Session, message: Message) -> Reply:
        """A line on the assessment's new questions, over the reply or over what waits."""
        waiting = self._fit.ask_again(session, message)
        if not reply.blocks and waiting is not None:
            reply = replace(waiting, in_place=True)
        return reply.below(note) if reply.blocks else reply

    def _up_to_date(self, session: Session) -> Session:
        """A thread about what the files no longer hold is dropped: a chat outlives an edit."""
        gone = any(
            name is not None and name not in self._ids.get(kind, (name,))
            for kind, name in session.thread
        )
        return session.model_copy(update={"thread": Thread()}) if gone else session

    def _noted(self, text: str, message: Message, session: Session) -> Reply:
        return self._dialogues.with_question(say(text, Outcome.CHAT), message, session)

    def _typed(self, message: Message, session: Session) -> Turn:
        reply, after = self._said(message, session)
        # What was wrong with an answer is said at once, or not at all.
        return reply, over(after) if after.commenting == session.commenting else after

    def _said(self, message: Message, session: Session) -> Turn:
        text = message.text
        if not clean(text):
            reply = self._conversation.start_reply(self._texts.empty, Outcome.CHAT)
            return self._dialogues.with_question(reply, message, session), session
        if text.lstrip().startswith("/"):
            return self._commanded(message, session)
        offered = self._offered(text, session)
        if offered is not None:
            reply, after = self._presses.reply(replace(message, text=offered), session, typed=True)
            if reply.blocks:  # otherwise the button is older than the files
                return reply, after
        remarked = None if asks(text) else self._dialogues.feedback.typed(message, session)
        if remarked is not None:
            return self._dialogues.with_question(remarked[0], message, remarked[1]), remarked[1]
        turn = self._dialogues.typed(message, session) or self._phrased(message, session)
        return turn or self._asked(message, session)

    def _phrased(self, message: Message, session: Session) -> Turn | None:
        """A command in other words; with nothing to stop, `stop` stops nothing."""
        name = self._phrases.get(bare(message.text))
        if name is None or (name == "cancel" and self._dialogues.anything_waits(session)):
            return None
        return self._commanded(replace(message, text=f"/{name}"), session)

    def _commanded(self, message: Message, session: Session) -> Turn:
        reply, after = self._commands.reply(message, session)
        if not reply.live:
            reply = self._dialogues.with_question(reply, message, after)
        return reply, after

    def _asked(self, message: Message, session: Session) -> Turn:
        """A question of the reader's; an assessment that waits goes on below the answer."""
        reply, thread = self._conversation.reply(message.text, session.thread)
        again = self._dialogues.unclear(message, session) if self._unsure(reply) else None
        after = session.model_copy(update={"thread": thread})
        if any(offer.press.startswith("forget:") for offer in session.offers):
            reply = reply.below(self._texts.forget_kept)  # whatever was meant, it was no yes
        return again or self._dialogues.with_question(reply, message, after), after

    def _unsure(self, reply: Reply) -> bool:
        """Whether the reply only guesses, or knows nothing at all of what was said."""
        guesses = (Paragraph(self._texts.decline), Paragraph(self._texts.hedge))
        return reply.outcome is Outcome.CHOICE or reply.blocks[0] in guesses

    def _offered(self, text: str, session: Session) -> str | None:
        """The button of an open choice whose label or place was typed."""
        said = words(clean(text))
        agreed = bare(text) in self._agreed
        for offer in session.offers:
            if agreed and offer.press.startswith("forget:yes"):
                return offer.press
            label = words(clean(offer.label))
            ours = offer.press.partition(":")[0] not in ("a", "p")  # `yes` to `Yes, delete it`
            if said and (label == said or (ours and label[: len(said)] == said)):
                return offer.press
        place = self._fit.place(text) or 0
        return session.offers[place - 1].press if 0 < place <= len(session.offers) else None


def _offers(reply: Reply) -> tuple[Offer, ...]:
    """The buttons of a reply that waits for a choice; others are not picked by place."""
    if reply.outcome in (Outcome.ANSWER, Outcome.PARTIAL):
        return ()
    buttons = (button for row in reply.buttons for button in row)
    return tuple(
        Offer(label=button.label, press=button.press)
        for button in buttons
        if button.press and not any(reads(button.press) for reads in _READ)
    )


def _is_mock(reply: Reply) -> bool:
    """Whether a mock interview is on the screen."""
    presses = (button.press for row in reply.buttons for button in row)
    return reply.outcome is Outcome.FLOW and any(press.startswith("m:") for press in presses)


def _with_votes(reply: Reply) -> Reply:
    """Thumbs under an answer."""
    if not reply.votable or not reply.entries:
        return reply
    return replace(reply, buttons=(*reply.buttons, thumbs(reply.entries[0])))
