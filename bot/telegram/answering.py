"""The middle of a turn: what the reader did, the advisor's reply, and what is kept of both."""

from __future__ import annotations

import asyncio

from bot.advice import Advisor, Reply, Session
from bot.pictures import content_of
from bot.storage import Turn
from bot.telegram.incoming import Incoming
from bot.telegram.sending import Sending, Sent


class Answering:
    """Decides, sends, and notes in the turn what is to be committed with it."""

    def __init__(self, advisor: Advisor, sending: Sending) -> None:
        self._advisor = advisor
        self._sending = sending

    async def answer(self, found: Incoming, turn: Turn, *, calm: bool = False) -> Reply:
        """Answer an update; `calm` adds that the rest comes at a slower pace."""
        session, lost = Session.restore(turn.session)
        # In a thread: a long message takes a while, and other chats shall not wait for it.
        reply, after = await asyncio.to_thread(self._advisor.reply, found.message, session)
        texts = self._advisor.knowledge.texts
        for note, said in ((texts.slower, calm and bool(reply.blocks)), (texts.restarted, lost)):
            reply = reply.below(note) if said else reply
        if found.query_id is not None:
            await self._sending.answer_query(found.query_id, reply.toast)
        sent = await self._send(found, reply, turn) if reply.blocks else None
        sent_id = self._note(found, reply, turn, sent)
        waited = turn.live_message_id
        live = sent_id if reply.live else waited if after.waits else None
        if waited is not None and waited not in (live, sent_id):
            await self._sending.disarm(found.chat_id, waited)
        turn.save(after.model_dump_json(), live)
        if found.due is not None or after.reminders != session.reminders:
            self._remind(found, turn, after)
        return reply

    def _remind(self, found: Incoming, turn: Turn, after: Session) -> None:
        """What is due later; what was due now is never due again, or it would be for ever."""
        told = (found.due.key, found.due.at) if found.due is not None else None
        left = [one for one in after.reminders if (one.key, one.due) != told]
        turn.remind((one.key, one.due, one.press) for one in left)

    async def _send(self, found: Incoming, reply: Reply, turn: Turn) -> Sent:
        """A new message, or the pressed one changed, or the answer to the edited one."""
        content = content_of(reply.picture) if reply.picture is not None else None
        file_id = await turn.file_id(content) if content is not None else None
        changed = await self._changed(found, reply, turn)
        if changed is not None:
            sent = await self._sending.edit(found.place, changed, reply, file_id)
        else:
            sent = await self._sending.send(found.place, reply, file_id)
        if content is not None and sent.file_id not in (None, file_id):
            turn.pictured(content, sent.file_id)
        return sent

    async def _changed(self, found: Incoming, reply: Reply, turn: Turn) -> int | None:
        """The message that the reply changes, if it is not a new one."""
        if found.message.kind == "press" and reply.in_place:
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
        if sent is not None and found.query_id is None and found.due is None:
            entries = " ".join(reply.entries)
            turn.replied(found.message_id, sent.message_id, reply.outcome.value, entries)
        if reply.vote is not None:
            vote, _, entry = reply.vote.partition(":")
            turn.voted(found.message_id, entry, vote)
        return sent.message_id if sent is not None else None
