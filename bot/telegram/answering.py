"""The middle of a turn: what the reader did, the advisor's reply, and what is kept of both."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.advice import Reply, Session
from bot.advice.live import Advising
from bot.advice.notes import notes_of
from bot.pictures import content_of
from bot.storage import Turn, belongings
from bot.telegram import noting
from bot.telegram.admin import Desk
from bot.telegram.export import FILE_NAME, exported
from bot.telegram.incoming import Incoming
from bot.telegram.sending import Sending, Sent


class Answering:
    """Decides, sends, and notes in the turn what is to be committed with it."""

    def __init__(self, advisor: Advising, sending: Sending, desk: Desk | None = None) -> None:
        self._advisor = advisor
        self._sending = sending
        self._desk = desk

    async def answer(self, found: Incoming, turn: Turn, *, calm: bool = False) -> Reply:
        """Answer an update; `calm` adds that the rest comes at a slower pace."""
        report = await self._desk.reply(found, turn) if self._desk else None
        if report is not None:  # to an admin; no reader's conversation moves by it
            await self._answer_press(found, report)
            if report.blocks:
                await self._send(found, report, turn)
            return report
        session, lost = Session.restore(turn.session)
        # In a thread: a long message takes a while, and other chats shall not wait for it.
        reply, after = await asyncio.to_thread(self._advisor.reply, found.message, session)
        texts = self._advisor.knowledge.texts
        for note, said in ((texts.slower, calm and bool(reply.blocks)), (texts.restarted, lost)):
            reply = reply.below(note) if said else reply
        await self._answer_press(found, reply)
        sent = await self._send(found, reply, turn) if reply.blocks else None
        sent_id = sent.message_id if sent is not None else None
        words = self._advisor.matcher.speller
        notes = notes_of(found.message, reply, session, after, words.knows)
        noting.note(turn, found, reply, sent_id, notes, words)
        waited = turn.live_message_id
        live = sent_id if reply.live else waited if after.waits else None
        if waited is not None and waited not in (live, sent_id):
            await self._sending.disarm(found.chat_id, waited)
        turn.save(after.model_dump_json(), live)
        return reply

    async def _answer_press(self, found: Incoming, reply: Reply) -> None:
        """End the pressed button's waiting state; a thumb is seen to be taken."""
        if found.query_id is not None:
            await self._sending.answer_query(found.query_id, reply.toast)
        if reply.thumbs is not None:
            await self._sending.show_feedback(
                found.chat_id, found.message_id, found.markup, reply.thumbs
            )

    async def _send(self, found: Incoming, reply: Reply, turn: Turn) -> Sent:
        """A new message, or the pressed one changed, or the answer to the edited one."""
        if reply.export:
            return await self._sending.send_file(
                found.place, reply, await self._exported(turn), FILE_NAME
            )
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

    async def _exported(self, turn: Turn) -> bytes:
        """As of before this message, which is answered without being kept first."""
        found = await belongings(turn.connection, turn.person)
        return exported(self._advisor.knowledge.service, found, datetime.now(UTC))
