"""The heart: `advisor.reply(message, session) -> (reply, session)`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.advice.commands import Commands
from bot.advice.conversation import Conversation
from bot.advice.fit_dialogue import FitDialogue
from bot.advice.message import Message
from bot.advice.pay import known, query_of_press
from bot.advice.reply import Button, Outcome, Reply, say, toast
from bot.advice.session import Offer, Session
from bot.knowledge.models import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.text import clean

Turn = tuple[Reply, Session]


class Advisor:
    """Decides every reply from the knowledge, the message and the session; does no I/O.

    `cache` is where the matcher's model may be kept between starts.
    """

    def __init__(self, knowledge: Knowledge, cache: Path | None = None) -> None:
        self.knowledge = knowledge
        self._texts = knowledge.texts
        self.matcher = Matcher(knowledge, cache)
        self._conversation = Conversation(knowledge, self.matcher)
        self._fit = FitDialogue(knowledge, self.matcher.speller.correct)
        self._commands = Commands(knowledge, self._conversation, self._fit, self.matcher.slots)

    def reply(self, message: Message, session: Session) -> Turn:
        """What to say to a message, and the session after it."""
        reply, after = self._reply(message, session)
        reply = _with_votes(reply)
        if reply.blocks:
            after = after.model_copy(update={"offers": _offers(reply)})
        return reply, after

    def _reply(self, message: Message, session: Session) -> Turn:
        match message.kind:
            case "attachment":
                return self._with_question(
                    say(self._texts.attachment, Outcome.CHAT), session
                ), session
            case "press":
                return self._pressed(message.text, session)
            case "edit" if self._fit.current(session) is not None:
                return toast(self._texts.edit_in_flow), session
            case _:
                return self._typed(message.text, session)

    def _typed(self, text: str, session: Session) -> Turn:
        if not clean(text):
            return self._conversation.start_reply(self._texts.empty, Outcome.CHAT), session
        if text.lstrip().startswith("/"):
            reply, after = self._commands.reply(text.strip(), session)
            return (reply if reply.live else self._with_question(reply, after)), after
        offered = self._offered(text, session)
        if offered is not None:
            return self._pressed(offered, session, typed=True)
        answered = self._fit.typed(text, session)
        return answered or self._asked(text, session)

    def _asked(self, text: str, session: Session) -> Turn:
        """A question of the reader's; an assessment that waits goes on below the answer."""
        reply, thread = self._conversation.reply(text, session.thread)
        after = session.model_copy(update={"thread": thread})
        return self._with_question(reply, after), after

    def _with_question(self, reply: Reply, session: Session) -> Reply:
        waiting = self._fit.ask_again(session)
        return reply if waiting is None else reply.followed_by(waiting)

    def _offered(self, text: str, session: Session) -> str | None:
        """The button of an open choice whose label or number was typed."""
        said = clean(text)
        for offer in session.offers:
            if clean(offer.label) == said:
                return offer.press
        number = int(said) if said.isascii() and said.isdecimal() and len(said) < 3 else 0
        return session.offers[number - 1].press if 0 < number <= len(session.offers) else None

    def _pressed(self, press: str, session: Session, *, typed: bool = False) -> Turn:
        kind, _, rest = press.partition(":")
        entry = self.knowledge.entry.get(rest)
        if kind == "a" and entry is not None:
            reply, thread = self._conversation.entry(entry, session.thread)
            after = session.model_copy(update={"thread": thread})
            return self._with_question(reply, after), after
        if kind == "p" and known(query_of_press(press), self.knowledge):
            return self._pay_pressed(press, session, typed=typed)
        if kind == "f":
            reply, after = self._fit.pressed(press, session)
            return (replace(reply, in_place=False) if typed else reply), after
        if kind == "v":
            return Reply((), Outcome.CHAT, toast=self._texts.feedback_thanks, vote=rest), session
        if kind == "forget":
            return self._commands.forget(rest, session)
        return toast(self._texts.stale_button), session

    def _pay_pressed(self, press: str, session: Session, *, typed: bool) -> Turn:
        reply, thread = self._conversation.pay(query_of_press(press), session.thread)
        after = session.model_copy(update={"thread": thread})
        waiting = self._with_question(reply, after)
        return waiting if typed or waiting is not reply else replace(reply, in_place=True), after


def _offers(reply: Reply) -> tuple[Offer, ...]:
    """The buttons of a reply that waits for a choice; others are not picked by number."""
    if not reply.live and reply.outcome not in (Outcome.CHOICE, Outcome.DECLINE):
        return ()
    buttons = (button for row in reply.buttons for button in row)
    return tuple(Offer(label=button.label, press=button.press) for button in buttons)


def _with_votes(reply: Reply) -> Reply:
    """Thumbs under an answer."""
    if not reply.votable or not reply.entries:
        return reply
    subject = reply.entries[0]
    thumbs = (Button("👍", f"v:+:{subject}"), Button("👎", f"v:-:{subject}"))
    return replace(reply, buttons=(*reply.buttons, thumbs))
