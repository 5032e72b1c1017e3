"""The middle of a turn: what the reader did, the advisor's reply, and what is kept of both."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.advice import Reply, Session
from bot.advice.live import Advising
from bot.advice.notes import Notes, notes_of
from bot.advice.reminder import Reminder
from bot.matching.spelling import Speller
from bot.pictures import content_of
from bot.storage import Turn, belongings
from bot.telegram import noting
from bot.telegram.admin import Desk, Report
from bot.telegram.export import FILE_NAME, exported
from bot.telegram.incoming import Incoming
from bot.telegram.sending import Sending, Sent

_QUICK = 120  # characters that are read in a few milliseconds
_REMEMBERED = 1000  # answers whose commit may be tried again


@dataclass
class _Answer:
    """What an update is to be answered with, from which state; once it is `out`, what became of it.

    `begun`: a part of it is out. An admin's is a `report`: no reader's conversation moves by it.
    """

    update_id: int
    before: str | None
    reply: Reply
    after: Session = field(default_factory=Session)
    due_before: tuple[Reminder, ...] = ()
    notes: Notes = field(default_factory=Notes)
    report: Report | None = None
    begun: bool = False
    out: bool = False
    sent: Sent | None = None
    content: str | None = None  # of a picture that Telegram has a new name for

    def holds(self, session: str | None) -> bool:
        """Whether it is still the answer. An admin's command may have had its effect already."""
        return self.report is not None or (self.begun and self.before == session)


class Answering:
    """Decides, sends, and notes in the turn what is to be committed with it.

    An answer is remembered: when only its commit fails, as in a database that cannot be written
    for a while, the next try does not send it again.
    """

    def __init__(self, advisor: Advising, sending: Sending, desk: Desk | None = None) -> None:
        self._advisor = advisor
        self._sending = sending
        self._desk = desk
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()

    async def answer(self, found: Incoming, turn: Turn, *, calm: bool = False) -> Reply:
        """Answer an update; `calm` adds that the rest comes at a slower pace."""
        answer = self._answers.get(found.name)
        if answer is None or not answer.holds(turn.session):
            answer = self._answers[found.name] = await self._decided(found, turn, calm=calm)
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        if not answer.out:
            await self._tell(found, answer, turn)
        await self._keep(found, answer, turn)
        return answer.reply

    def remembers(self, found: Incoming) -> bool:
        """Whether some of the answer is out, and the rest or its commit is still to come."""
        answer = self._answers.get(found.name)
        return answer is not None and answer.begun

    def sender_of(self, poll_id: str) -> int | None:
        """The update that a poll answered whose commit is still to come here."""
        for answer in self._answers.values():
            if answer.sent is not None and answer.sent.poll_id == poll_id:
                return answer.update_id
        return None

    def over(self, found: Incoming) -> None:
        """Forget the answer: no try follows. What an admin has begun goes on."""
        answer = self._answers.pop(found.name, None)
        if answer is not None and answer.out and answer.report is not None:
            answer.report.follow()

    async def _decided(self, found: Incoming, turn: Turn, *, calm: bool) -> _Answer:
        before = turn.session
        report = await self._desk.report(found, turn) if self._desk else None
        if report is not None:
            return _Answer(found.update_id, before, report.reply, report=report)
        session, lost = Session.restore(before)
        reply, after = await self._advised(found, session)
        texts = self._advisor.knowledge.texts
        for note, said in ((texts.slower, calm and bool(reply.blocks)), (texts.restarted, lost)):
            reply = reply.below(note) if said else reply
        notes = notes_of(found.message, reply, session, after, self._words.knows)
        return _Answer(found.update_id, before, reply, after, session.reminders, notes)

    async def _tell(self, found: Incoming, answer: _Answer, turn: Turn) -> None:
        reply = answer.reply
        await self._answer_press(found, reply)
        if reply.poll is not None and reply.poll.above and not answer.begun:
            await self._sending.send(found.place, Reply(reply.poll.above, reply.outcome))
            answer.begun = True  # a poll that fails after it is tried again alone
        if reply.blocks or reply.poll:
            answer.sent, answer.content = await self._send(found, reply, turn)
        answer.begun = answer.out = True

    async def _keep(self, found: Incoming, answer: _Answer, turn: Turn) -> None:
        """Note all that is to be committed, and take the buttons off what no longer waits."""
        if answer.report is not None:
            if answer.report.write is not None:
                turn.also(answer.report.write)
            return
        reply, after, sent = answer.reply, answer.after, answer.sent
        if answer.content is not None and sent is not None and sent.file_id:
            turn.pictured(answer.content, sent.file_id)
        noting.note(turn, found, reply, sent, answer.notes, self._words)
        sent_id = sent.message_id if sent is not None else None
        waited = turn.live_message_id
        live = sent_id if reply.live else waited if after.waits else None
        if waited is not None and waited not in (live, sent_id):
            await self._sending.disarm(found.chat_id, waited)
        turn.save(after.model_dump_json(), live)
        if found.due is not None or after.reminders != answer.due_before:
            self._remind(found, turn, after)

    @property
    def _words(self) -> Speller:
        return self._advisor.matcher.speller

    def _remind(self, found: Incoming, turn: Turn, after: Session) -> None:
        """What is due later; what was due now is never due again, or it would be for ever."""
        told = (found.due.key, found.due.at) if found.due is not None else None
        left = [one for one in after.reminders if (one.key, one.due) != told]
        turn.remind((one.key, one.due, one.press) for one in left)

    async def _advised(self, found: Incoming, session: Session) -> tuple[Reply, Session]:
        """In a thread if it is long: that takes a while, and other chats shall not wait for it."""
        if len(found.message.text) <= _QUICK:
            return self._advisor.reply(found.message, session)
        with self._sending.typing(found.place):
            return await asyncio.to_thread(self._advisor.reply, found.message, session)

    async def _answer_press(self, found: Incoming, reply: Reply) -> None:
        """End the pressed button's waiting state; a thumb is seen to be taken."""
        if found.query_id is not None:
            await self._sending.answer_query(found.query_id, reply.toast)
        if reply.thumbs is not None:
            await self._sending.show_feedback(
                found.chat_id, found.message_id, found.markup, reply.thumbs
            )

    async def _send(self, found: Incoming, reply: Reply, turn: Turn) -> tuple[Sent, str | None]:
        """A new message, or the pressed one changed, or the answer to the edited one."""
        if reply.export:
            file = await self._exported(turn)
            return await self._sending.send_file(found.place, reply, file, FILE_NAME), None
        content = content_of(reply.picture) if reply.picture is not None else None
        file_id = await turn.file_id(content) if content is not None else None
        changed = await self._changed(found, reply, turn)
        if changed is not None:
            sent = await self._sending.edit(found.place, changed, reply, file_id)
        else:
            sent = await self._sending.send(found.place, reply, file_id)
        return sent, content if sent.file_id not in (None, file_id) else None

    async def _changed(self, found: Incoming, reply: Reply, turn: Turn) -> int | None:
        """The message that the reply changes, if it is not a new one."""
        if found.may_change and reply.in_place:
            # A picture cannot become a text again.
            return None if found.on_picture and reply.picture is None else found.message_id
        if found.message.kind == "edit":
            earlier = await turn.reply_to(found.message_id)
            # A question that waits belongs at the chat's end, not far up in an old answer.
            if earlier is not None and (not reply.live or earlier == turn.live_message_id):
                return earlier
        return None

    async def _exported(self, turn: Turn) -> bytes:
        """As of before this message, which is answered without being kept first."""
        found = await belongings(turn.connection, turn.person)
        return exported(self._advisor.knowledge.service, found, datetime.now(UTC))
