"""The heart: `advisor.reply(message, session) -> (reply, session)`."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from bot.advice.commands import Commands
from bot.advice.conversation import Conversation
from bot.advice.desk.desk import Desk
from bot.advice.desk.offers import one_waits, waits_for
from bot.advice.fit.answers import AnswerReader
from bot.advice.fit.dialogue import FitDialogue, reads_itself
from bot.advice.message import Message
from bot.advice.pay import known, query_of_press
from bot.advice.reply import Button, Outcome, Paragraph, Reply, say, toast
from bot.advice.session import Offer, Session, Thread
from bot.knowledge.models import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.model import NO_EMBEDDINGS, Embeddings
from bot.matching.text import clean, words

Turn = tuple[Reply, Session]
_ASKING = (Outcome.CHOICE, Outcome.CHAT, Outcome.FLOW)  # such a reply's buttons are its point


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
        self._conversation = Conversation(knowledge, self.matcher)
        reader = AnswerReader(knowledge, self.matcher.speller.correct, embeddings.words)
        self._fit = FitDialogue(knowledge, reader)
        self._desk = Desk(knowledge, self.matcher.slots, self.matcher.speller)
        self._ids: dict[str, Container[str]] = {
            "topic": knowledge.topic,
            "entry": knowledge.entry,
            "listed": knowledge.entry,
            "role": knowledge.role_name,
            "level": [level.id for level in knowledge.pay.levels],
            "component": [component.id for component in knowledge.pay.components],
        }
        self._commands = Commands(
            knowledge, self._conversation, self._fit, self._desk, self.matcher.slots
        )

    def reply(self, message: Message, session: Session) -> Turn:
        """What to say to a message, and the session after it."""
        session, note = self._up_to_date(session), ""
        if not (message.kind == "press" and message.text.startswith("v:")):
            session, note = self._fit.carried_over(session)
        reply, after = self._reply(message, session)
        after = one_waits(after)
        if note:
            reply = self._noted_on_fit(note, reply, after, message)
        reply = _with_votes(reply)
        if reply.blocks:
            after = after.model_copy(update={"offers": _offers(reply)})
        return reply, self._fit.touched(after, message) if reply.live else after

    def _reply(self, message: Message, session: Session) -> Turn:
        match message.kind:
            case "attachment":
                return self._noted(self._texts.attachment, message, session), session
            case "press":
                return self._pressed(message, session)
            case "edit" if self._fit.current(session) is not None:
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
            name is not None and name not in self._ids[kind] for kind, name in session.thread
        )
        return session.model_copy(update={"thread": Thread()}) if gone else session

    def _noted(self, text: str, message: Message, session: Session) -> Reply:
        return self._with_question(say(text, Outcome.CHAT), message, session)

    def _typed(self, message: Message, session: Session) -> Turn:
        text = message.text
        if not clean(text):
            reply = self._conversation.start_reply(self._texts.empty, Outcome.CHAT)
            return self._with_question(reply, message, session), session
        if text.lstrip().startswith("/"):
            reply, after = self._commands.reply(message, session)
            return (reply if reply.live else self._with_question(reply, message, after)), after
        offered = self._offered(text, session)
        if offered is not None:
            reply, after = self._pressed(replace(message, text=offered), session, typed=True)
            if reply.blocks:  # otherwise the button is older than the files
                return reply, after
        turn = self._desk.offers.answered(message, session) or self._fit.typed(message, session)
        return turn or self._volunteered(message, session) or self._asked(message, session)

    def _volunteered(self, message: Message, session: Session) -> Turn | None:
        """An offer without its command, or a question of what a grant is worth."""
        turn = self._desk.volunteered(message, session)
        if turn is None or turn[0].live:
            return turn
        return self._with_question(turn[0], message, turn[1]), turn[1]

    def _asked(self, message: Message, session: Session) -> Turn:
        """A question of the reader's; an assessment that waits goes on below the answer."""
        reply, thread = self._conversation.reply(message.text, session.thread)
        again = None
        if self._unsure(reply):
            offer = self._desk.offers.unclear(message, session)
            again = offer or self._fit.unclear(message, session)
        after = session.model_copy(update={"thread": thread})
        return again or self._with_question(reply, message, after), after

    def _unsure(self, reply: Reply) -> bool:
        """Whether the reply only guesses, or knows nothing at all of what was said."""
        guesses = (Paragraph(self._texts.decline), Paragraph(self._texts.hedge))
        return reply.outcome is Outcome.CHOICE or reply.blocks[0] in guesses

    def _with_question(self, reply: Reply, message: Message, session: Session) -> Reply:
        """An assessment that waits goes on below; a reply that asks keeps its own buttons."""
        waiting, back = self._fit.ask_again(session, message), self._fit.way_back(session)
        if back is None:
            offers = self._desk.offers
            waiting, back = offers.ask_again(session, message), offers.way_back(session, message)
        if back is None:
            return reply
        if waiting is None or (reply.buttons and reply.outcome in _ASKING):
            return replace(reply, buttons=(*reply.buttons, (back,)))
        if reply.outcome is Outcome.DECLINE:
            reply = replace(reply, blocks=reply.blocks[:1])  # the rest is about its buttons
        return reply.followed_by(waiting)

    def _offered(self, text: str, session: Session) -> str | None:
        """The button of an open choice whose label or place was typed."""
        said = words(clean(text))
        for offer in session.offers:
            label = words(clean(offer.label))
            ours = offer.press.partition(":")[0] not in ("a", "p")  # `yes` to `Yes, delete it`
            if said and (label == said or (ours and label[: len(said)] == said)):
                return offer.press
        place = self._fit.place(text) or 0
        return session.offers[place - 1].press if 0 < place <= len(session.offers) else None

    def _pressed(self, message: Message, session: Session, *, typed: bool = False) -> Turn:
        press = message.text
        kind, _, rest = press.partition(":")
        entry = self.knowledge.entry.get(rest)
        if kind == "a" and entry is not None:
            reply, thread = self._conversation.entry(entry, session.thread)
            after = session.model_copy(update={"thread": thread})
            return self._with_question(reply, message, after), after
        if kind == "p" and known(query_of_press(press), self.knowledge):
            return self._pay_pressed(message, session, typed=typed)
        if kind == "f":
            reply, after = self._fit.pressed(press, message, session)
            return (replace(reply, in_place=False) if typed else reply), after
        if kind in ("o", "w"):
            return self._desk_pressed(message, session, typed=typed)
        if kind == "v":
            return Reply((), Outcome.CHAT, toast=self._texts.feedback_thanks, vote=rest), session
        if kind == "forget":
            reply, after = self._commands.forget(rest, message, session)
            if not reply.blocks:
                return reply, after
            reply = self._with_question(reply, message, after)
            return replace(reply, in_place=not typed), after
        return toast(self._texts.stale_button), session

    def _desk_pressed(self, message: Message, session: Session, *, typed: bool) -> Turn:
        reply, after = self._desk.pressed(message.text, message, session)
        if reply.blocks and not reply.live:
            reply = self._with_question(reply, message, after)
        return (replace(reply, in_place=False) if typed else reply), after

    def _pay_pressed(self, message: Message, session: Session, *, typed: bool) -> Turn:
        reply, thread = self._conversation.pay(query_of_press(message.text), session.thread)
        after = session.model_copy(update={"thread": thread})
        waiting = self._with_question(reply, message, after)
        return waiting if typed or waiting is not reply else replace(reply, in_place=True), after


def _offers(reply: Reply) -> tuple[Offer, ...]:
    """The buttons of a reply that waits for a choice; others are not picked by place."""
    if reply.outcome in (Outcome.ANSWER, Outcome.PARTIAL):
        return ()
    buttons = (button for row in reply.buttons for button in row)
    return tuple(
        Offer(label=button.label, press=button.press)
        for button in buttons
        if button.press and not (reads_itself(button.press) or waits_for(button.press))
    )


def _with_votes(reply: Reply) -> Reply:
    """Thumbs under an answer."""
    if not reply.votable or not reply.entries:
        return reply
    subject = reply.entries[0]
    thumbs = (Button("👍", f"v:+:{subject}"), Button("👎", f"v:-:{subject}"))
    return replace(reply, buttons=(*reply.buttons, thumbs))
