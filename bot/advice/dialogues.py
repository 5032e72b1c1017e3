"""All dialogues of the bot, and whose turn it is: what was typed goes to the one that waits."""

from __future__ import annotations

from dataclasses import replace

from bot.advice.conversation import Conversation
from bot.advice.desk.desk import Desk
from bot.advice.feedback import Feedback
from bot.advice.fit.answers import AnswerReader
from bot.advice.fit.dialogue import FitDialogue
from bot.advice.history import History
from bot.advice.job.desk import JobDesk
from bot.advice.message import Message
from bot.advice.practice.dialogue import PracticeDialogue
from bot.advice.prepare.dialogue import PrepareDialogue
from bot.advice.reply import Button, Outcome, Reply
from bot.advice.session import Session
from bot.knowledge.models import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.model import Embeddings

Turn = tuple[Reply, Session]
_ASKING = (Outcome.CHOICE, Outcome.CHAT, Outcome.FLOW)  # such a reply's buttons are its point


class Dialogues:
    """Answers to questions, and everything that takes more than one turn."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, embeddings: Embeddings) -> None:
        reader = AnswerReader(knowledge, matcher.speller.correct, embeddings.words)
        self.conversation = Conversation(knowledge, matcher)
        self.fit = FitDialogue(knowledge, reader)
        self.desk = Desk(knowledge, matcher.slots, matcher.speller)
        self.job = JobDesk(knowledge, matcher, reader, embeddings.words)
        self.practice = PracticeDialogue(knowledge)
        self.prepare = PrepareDialogue(knowledge)
        self.feedback = Feedback(knowledge)
        self.history = History(knowledge)

    def typed(self, message: Message, session: Session) -> Turn | None:
        """What was typed, to the dialogue that waits for it; None for a question of its own."""
        offers, others = self.desk.offers, (self.job.typed, self.fit.typed, self._practised)
        waiting = (offers.answered, offers.pasted, *others, self.prepare.typed)
        for hears in (*waiting, self._volunteered):
            turn = hears(message, session)
            if turn is not None:
                return turn
        return None

    def anything_waits(self, session: Session) -> bool:
        """Whether some dialogue is under way."""
        mock, nudges = self.practice.current(session), session.prepare.asking
        return session.waits or self.job.has_floor(session) or bool(mock or nudges)

    def _practised(self, message: Message, session: Session) -> Turn | None:
        """A mock interview hears nothing while an assessment waits."""
        if self.fit.current(session) is not None:
            return None
        return self.practice.typed(message, session)

    def _volunteered(self, message: Message, session: Session) -> Turn | None:
        """An offer without its command, or a question of what a grant is worth."""
        turn = self.desk.volunteered(message, session)
        if turn is None or turn[0].live:
            return turn
        return self.with_question(turn[0], message, turn[1]), turn[1]

    def unclear(self, message: Message, session: Session) -> Reply | None:
        """Ask again, for what was typed is neither an answer nor a question."""
        offer = self.desk.offers.unclear(message, session)
        return offer or self.fit.unclear(message, session)

    def with_question(self, reply: Reply, message: Message, session: Session) -> Reply:
        """What waits goes on below the reply; a reply that asks keeps its own buttons."""
        waiting, back = self._waiting(reply, message, session)
        if back is None:
            return reply
        if waiting is None or (reply.buttons and reply.outcome in _ASKING):
            return replace(reply, buttons=(*reply.buttons, (back,)))
        if reply.outcome is Outcome.DECLINE:
            reply = replace(reply, blocks=reply.blocks[:1])  # the rest is about its buttons
        return reply.followed_by(waiting)

    def _waiting(
        self, reply: Reply, message: Message, session: Session
    ) -> tuple[Reply | None, Button | None]:
        """The question that a reply interrupts, and the button that leads back to it."""
        waiting, back = self.job.ask_again(session, reply)
        if back is None:
            waiting, back = self.fit.ask_again(session, message), self.fit.way_back(session)
        if back is None:
            offers = self.desk.offers
            waiting, back = offers.ask_again(session, message), offers.way_back(session, message)
        return waiting, back
