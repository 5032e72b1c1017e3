"""The middle of a turn: what the reader did, the advisor's reply, and what is kept of both."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.advice import Reply, Session
from bot.advice.live import Advising
from bot.advice.notes import Notes, notes_of
from bot.advice.reminder import Reminder
from bot.matching.spelling import Speller
from bot.pictures import content_of
from bot.storage import Turn, belongings
from bot.telegram import noting
from bot.telegram.admin import Desk
from bot.telegram.export import FILE_NAME, exported
from bot.telegram.incoming import Incoming
from bot.telegram.sending import Sending, Sent

_QUICK = 120  # characters that are read in a few milliseconds
_REMEMBERED = 1000  # answers whose commit may be tried again


@dataclass(frozen=True)
class _Answer:
    """What an update was answered with, from which state, and what became of it."""

    before: str | None
    reply: Reply
    after: Session
    sent: Sent | None
    content: str | None  # of a picture that Telegram has a new name for
    due_before: tuple[Reminder, ...]
    notes: Notes


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
        report = await self._desk.reply(found, turn) if self._desk else None
        if report is not None:  # to an admin; no reader's conversation moves by it
            await self._answer_press(found, report)
            if report.blocks:
                await self._send(found, report, turn)
            return report
        name = (found.update_id, found.due)
        answer = self._answers.get(name)
        if answer is None or answer.before != turn.session:
            answer = self._answers[name] = await self._answered(found, turn, calm=calm)
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        await self._keep(found, answer, turn)
        return answer.reply

    def remembers(self, found: Incoming) -> bool:
        """Whether the answer is out, and only its commit is still to come."""
        return (found.update_id, found.due) in self._answers

    def committed(self, found: Incoming) -> None:
        """Forget the answer: no try follows."""
        self._answers.pop((found.update_id, found.due), None)

    async def _answered(self, found: Incoming, turn: Turn, *, calm: bool) -> _Answer:
        before = turn.session
        session, lost = Session.restore(turn.session)
        reply, after = await self._decided(found, session)
        texts = self._advisor.knowledge.texts
        for note, said in ((texts.slower, calm and bool(reply.blocks)), (texts.restarted, lost)):
            reply = reply.below(note) if said else reply
        await self._answer_press(found, reply)
        says = reply.blocks or reply.poll
        sent, content = await self._send(found, reply, turn) if says else (None, None)
        notes = notes_of(found.message, reply, session, after, self._words.knows)
        return _Answer(before, reply, after, sent, content, session.reminders, notes)

    async def _keep(self, found: Incoming, answer: _Answer, turn: Turn) -> None:
        """Note all that is to be committed, and take the buttons off what no longer waits."""
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

    async def _decided(self, found: Incoming, session: Session) -> tuple[Reply, Session]:
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
