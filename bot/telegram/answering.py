"""The middle of a turn: what the reader did, the advisor's reply, and what is kept of both."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from bot.advice import Advisor, Reply, Session
from bot.advice.reminder import Reminder
from bot.advice.reply import QuizPoll
from bot.pictures import content_of
from bot.storage import Poll, Turn
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


class Answering:
    """Decides, sends, and notes in the turn what is to be committed with it.

    An answer is remembered: when only its commit fails, as in a database that cannot be written
    for a while, the next try does not send it again.
    """

    def __init__(self, advisor: Advisor, sending: Sending) -> None:
        self._advisor = advisor
        self._sending = sending
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()

    async def answer(self, found: Incoming, turn: Turn, *, calm: bool = False) -> Reply:
        """Answer an update; `calm` adds that the rest comes at a slower pace."""
        name = (found.update_id, found.due)
        answer = self._answers.get(name)
        if answer is None or answer.before != turn.session:
            answer = self._answers[name] = await self._answered(found, turn, calm=calm)
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        await self._keep(found, answer, turn)
        return answer.reply

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
        if found.query_id is not None:
            await self._sending.answer_query(found.query_id, reply.toast)
        says = reply.blocks or reply.poll
        sent, content = await self._send(found, reply, turn) if says else (None, None)
        return _Answer(before, reply, after, sent, content, session.reminders)

    async def _keep(self, found: Incoming, answer: _Answer, turn: Turn) -> None:
        """Note all that is to be committed, and take the buttons off what no longer waits."""
        reply, after = answer.reply, answer.after
        if answer.content is not None and answer.sent is not None and answer.sent.file_id:
            turn.pictured(answer.content, answer.sent.file_id)
        sent_id = self._note(found, reply, turn, answer.sent)
        waited = turn.live_message_id
        live = sent_id if reply.live else waited if after.waits else None
        if waited is not None and waited not in (live, sent_id):
            await self._sending.disarm(found.chat_id, waited)
        turn.save(after.model_dump_json(), live)
        if found.due is not None or after.reminders != answer.due_before:
            self._remind(found, turn, after)

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

    async def _send(self, found: Incoming, reply: Reply, turn: Turn) -> tuple[Sent, str | None]:
        """A new message, or the pressed one changed, or the answer to the edited one."""
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

    def _note(self, found: Incoming, reply: Reply, turn: Turn, sent: Sent | None) -> int | None:
        if reply.forget:
            turn.forget()
        if sent is not None and sent.poll_id is not None and reply.poll is not None:
            turn.polled(_poll(found, sent.poll_id, sent.message_id, reply.poll))
        if sent is not None and found.is_written:
            entries = " ".join(reply.entries)
            turn.replied(found.message_id, sent.message_id, reply.outcome.value, entries)
        if reply.vote is not None:
            vote, _, entry = reply.vote.partition(":")
            turn.voted(found.message_id, entry, vote)
        return sent.message_id if sent is not None else None


def _poll(found: Incoming, poll_id: str, message_id: int, poll: QuizPoll) -> Poll:
    """What is kept of a poll, for a vote in it names nothing else."""
    return Poll(poll_id, found.chat_id, found.reader_id, message_id, found.topic, poll.press)
