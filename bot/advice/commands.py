"""Commands: /start, /help, /salary, /fit and the rest, as texts that begin with a slash."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.advice.dialogues import Dialogues, Turn
from bot.advice.links import NOT_LINKED, linked_entry, pay_links
from bot.advice.message import Message
from bot.advice.pay import PayQuery, query_of
from bot.advice.reply import Block, Bullets, Button, Outcome, Paragraph, Reply, Section, say, toast
from bot.advice.session import Session, Thread
from bot.knowledge.models import Knowledge
from bot.matching.slots import SlotReader

Command = Callable[[str, Message, Session], Turn]
_COMMAND = re.compile(r"^/([A-Za-z0-9_]+)(?:@\w+)?\s*(.*)$", re.DOTALL)


class Commands:
    """Each command is one method; texts.yaml lists them for readers."""

    def __init__(self, knowledge: Knowledge, dialogues: Dialogues, slots: SlotReader) -> None:
        self._knowledge = knowledge
        self._texts = knowledge.texts
        self._conversation = dialogues.conversation
        self._fit, self._desk, self._job = dialogues.fit, dialogues.desk, dialogues.job
        self._practice, self._prepare = dialogues.practice, dialogues.prepare
        self._history, self._feedback = dialogues.history, dialogues.feedback
        self._floor = dialogues.floor
        self._slots = slots
        self._pay_links = pay_links(knowledge)
        self._commands: dict[str, Command] = {
            "start": self._start,
            "help": self._help,
            "salary": self._salary,
            "offer": self._desk.offers.start,
            "fit": self._start_fit,
            "compare": self._job.compare,
            "resume": self._job.resume,
            "interview": self._job.interview,
            "quiz": self._job.quiz,
            "practice": self._practice.start,
            "prepare": self._prepare.start,
            "cancel": self._cancel,
            "about": self._about,
            "privacy": self._privacy,
            "history": self._last_questions,
            "export": self._export,
            "forget": self._ask_to_forget,
        }

    def reply(self, message: Message, session: Session) -> Turn:
        """The reply to a text that begins with a slash."""
        found = _COMMAND.match(message.text.strip())
        command = self._commands.get(found[1].casefold()) if found else None
        if found is None or command is None:
            return self._unknown(), session
        return command(found[2].strip(), message, session)

    def forget(self, answer: str, message: Message, session: Session) -> Turn:
        """The confirmation of /forget, by the reader who asked for it."""
        said, _, asked = answer.partition(":")
        if not message.alone and asked != str(session.forgetting):
            return toast(self._texts.stale_button), session
        if said != "yes":
            return say(self._texts.forget_kept, Outcome.CHAT, in_place=True), session
        return say(self._texts.forgotten, Outcome.CHAT, forget=True, in_place=True), Session()

    def _start(self, payload: str, message: Message, session: Session) -> Turn:
        """/start, or a deep link: `e_ENTRY`, `salary_senior_ml`, or a command: `compare_week`."""
        entry = linked_entry(payload, self._knowledge)
        if entry is not None:
            reply, thread = self._conversation.entry(entry, session.thread)
            return reply, session.model_copy(update={"thread": thread})
        if payload in self._pay_links:
            return self._pay(self._pay_links[payload], session)
        name, _, rest = payload.partition("_")
        command = self._commands.get(name) if name not in NOT_LINKED else None
        if command is not None:
            return command(rest.replace("_", " "), message, session)
        return self._welcome(), session

    def _welcome(self) -> Reply:
        reply = self._conversation.start_reply(self._texts.start, Outcome.CHAT)
        fit = Button(self._texts.start_fit, "f:start")
        return Reply(reply.blocks, Outcome.CHAT, buttons=(*reply.buttons, (fit,)))

    def _help(self, _: str, __: Message, session: Session) -> Turn:
        blocks: tuple[Block, ...] = (
            Paragraph(self._texts.help),
            Bullets(tuple(f"“{example}”" for example in self._texts.help_examples)),
            *self._list(),
            Paragraph(self._texts.help_elsewhere),
        )
        return Reply(blocks, Outcome.CHAT), session

    def _list(self) -> tuple[Section, ...]:
        return tuple(
            Section(heading, tuple(f"/{name}: {what}" for name, what in group.items()))
            for heading, group in self._texts.command_groups.items()
        )

    def _unknown(self) -> Reply:
        return Reply((Paragraph(self._texts.unknown_command), *self._list()), Outcome.CHAT)

    def _salary(self, words: str, _: Message, session: Session) -> Turn:
        valued = self._desk.valued(words, session)
        return valued or self._pay(query_of(self._slots(words)), session)

    def _pay(self, query: PayQuery, session: Session) -> Turn:
        reply, thread = self._conversation.pay(query, session.thread)
        return reply, session.model_copy(update={"thread": thread})

    def _start_fit(self, words: str, message: Message, session: Session) -> Turn:
        return self._fit.start(words, message, session)

    def _cancel(self, _: str, message: Message, session: Session) -> Turn:
        """What was on the screen last; whatever has given way to it waits on."""
        if any(offer.press.startswith("forget:") for offer in session.offers):
            return say(self._texts.forget_kept, Outcome.CHAT), session
        closed = self._feedback.closed(session)
        if closed is not None:
            return closed
        stopped = self._floor.stop(message, session)
        cleared = session.model_copy(update={"thread": Thread()})
        return stopped or (say(self._texts.nothing_to_cancel, Outcome.CHAT), cleared)

    def _about(self, _: str, __: Message, session: Session) -> Turn:
        article, pay = self._knowledge.article, self._knowledge.pay
        about = self._texts.about.format(
            article=article.title,
            publisher=article.publisher,
            year=article.year,
            region=pay.region,
        )
        return say(about, Outcome.CHAT), session

    def _privacy(self, _: str, __: Message, session: Session) -> Turn:
        service = self._knowledge.service
        lines = (*(kept.line for kept in service.kept), service.not_kept, service.used)
        return Reply((Bullets(lines), Paragraph(service.yours)), Outcome.CHAT), session

    def _last_questions(self, _: str, message: Message, session: Session) -> Turn:
        return self._history.reply(message, session), session

    def _export(self, _: str, message: Message, session: Session) -> Turn:
        export = self._knowledge.service.export
        said = export.caption if message.alone else export.in_group
        return say(said, Outcome.CHAT, export=message.alone), session

    def _ask_to_forget(self, _: str, message: Message, session: Session) -> Turn:
        buttons = [
            Button(self._texts.forget_yes, f"forget:yes:{message.seed}"),
            Button(self._texts.forget_no, f"forget:no:{message.seed}"),
        ]
        session = session.model_copy(update={"forgetting": message.seed})
        return say(self._texts.forget_ask, Outcome.FLOW, buttons), session
