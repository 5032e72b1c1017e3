"""Buttons: the first part of what a button sends back says whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.advice.commands import Commands
from bot.advice.dialogues import Dialogues, Turn
from bot.advice.job.desk import PREFIXES
from bot.advice.message import Message
from bot.advice.pay import known, query_of_press
from bot.advice.reply import toast
from bot.advice.session import Session
from bot.knowledge.models import Knowledge

Act = Callable[[Message, Session, bool], Turn]


class Presses:
    """Each kind of button is one method; its last argument: the button's label was typed."""

    def __init__(self, knowledge: Knowledge, dialogues: Dialogues, commands: Commands) -> None:
        self._knowledge = knowledge
        self._dialogues = dialogues
        self._commands = commands
        self._acts: dict[str, Act] = {
            "a": self._entry,
            "p": self._pay,
            "f": self._fit,
            **dict.fromkeys(("o", "w"), self._desk),
            **dict.fromkeys(PREFIXES, self._job),
            **dict.fromkeys(("m", "k", "n"), self._timed),
            **dict.fromkeys(("v", "vw"), self._feedback),
            "forget": self._forget,
        }

    def reply(self, message: Message, session: Session, *, typed: bool = False) -> Turn:
        """The reply to a button; a stale one is only noted."""
        act = self._acts.get(message.text.partition(":")[0], self._stale)
        return act(message, session, typed)

    def _stale(self, _: Message, session: Session, __: bool) -> Turn:
        return toast(self._knowledge.texts.stale_button), session

    def _entry(self, message: Message, session: Session, typed: bool) -> Turn:
        entry = self._knowledge.entry.get(message.text.partition(":")[2])
        if entry is None:
            return self._stale(message, session, typed)
        reply, thread = self._dialogues.conversation.entry(entry, session.thread)
        return reply, session.model_copy(update={"thread": thread})

    def _pay(self, message: Message, session: Session, typed: bool) -> Turn:
        query = query_of_press(message.text)
        if not known(query, self._knowledge):
            return self._stale(message, session, typed)
        reply, thread = self._dialogues.conversation.pay(query, session.thread)
        after = session.model_copy(update={"thread": thread})
        return replace(reply, in_place=not typed), after

    def _fit(self, message: Message, session: Session, typed: bool) -> Turn:
        reply, after = self._dialogues.fit.pressed(message.text, message, session)
        return (replace(reply, in_place=False) if typed else reply), after

    def _desk(self, message: Message, session: Session, typed: bool) -> Turn:
        reply, after = self._dialogues.desk.pressed(message.text, message, session)
        return (replace(reply, in_place=False) if typed else reply), after

    def _job(self, message: Message, session: Session, typed: bool) -> Turn:
        reply, after = self._dialogues.job.pressed(message, session)
        return (replace(reply, in_place=False) if typed else reply), after

    def _timed(self, message: Message, session: Session, typed: bool) -> Turn:
        if message.kind == "edit":  # a text of before is no press of now
            return self._stale(message, session, typed)
        mock = message.text.startswith("m:")
        dialogue = self._dialogues.practice if mock else self._dialogues.prepare
        reply, after = dialogue.pressed(message.text, message, session)
        return (replace(reply, in_place=False) if typed else reply), after

    def _feedback(self, message: Message, session: Session, _: bool) -> Turn:
        return self._dialogues.feedback.pressed(message, session)

    def _forget(self, message: Message, session: Session, typed: bool) -> Turn:
        answer = message.text.partition(":")[2]
        reply, after = self._commands.forget(answer, message, session)
        return replace(reply, in_place=bool(reply.blocks) and not typed), after
