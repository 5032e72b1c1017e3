"""A reader's last questions, by the answers they got: the words are not kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from bot.advice.message import Message
from bot.advice.pay import PayQuery, press_of
from bot.advice.reply import Bullets, Button, Heading, Outcome, Paragraph, Reply, say
from bot.advice.session import Seen, Session
from bot.knowledge.models import Knowledge

_KEPT = 10
_LABEL = 60  # characters of a line


class History:
    """Notes what was answered in the session, and shows it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._texts = knowledge.service.history

    def noted(self, message: Message, reply: Reply, session: Session) -> Session:
        """The session with this turn's answer, if it gave one or had to say no."""
        seen = self._seen(message, reply)
        if seen is None:
            return session
        others = [one for one in session.history if not seen.press or one.press != seen.press]
        return session.model_copy(update={"history": (seen, *others)[:_KEPT]})

    def reply(self, message: Message, session: Session) -> Reply:
        """The list, with a button for each answer that the files still hold."""
        if not session.history:
            return say(self._texts.none, Outcome.CHAT)
        lines = tuple(self._line(seen, message.at) for seen in session.history)
        buttons = tuple((Button(seen.label[:32], seen.press),) for seen in self._open(session))
        title = Paragraph(self._texts.title)
        return Reply((title, Bullets(lines)), Outcome.CHAT, buttons=buttons)

    def _open(self, session: Session) -> list[Seen]:
        known = self._knowledge.entry
        return [seen for seen in session.history if seen.press and seen.entry in known]

    def _line(self, seen: Seen, now: datetime | None) -> str:
        what = seen.label or self._texts.unanswered
        when = self._when(now - seen.at) if now is not None and seen.at is not None else ""
        return self._texts.line.format(what=what, when=when) if when else what

    def _when(self, ago: timedelta) -> str:
        minutes = int(ago.total_seconds() // 60)
        if minutes < 1:
            return self._texts.just_now
        if minutes < 60:
            return self._texts.minutes.format(count=minutes)
        if minutes < 48 * 60:
            return self._texts.hours.format(count=minutes // 60)
        return self._texts.days.format(count=minutes // (24 * 60))

    def _seen(self, message: Message, reply: Reply) -> Seen | None:
        opened = message.kind == "press" and message.text.startswith(("a:", "p:"))
        asked = message.kind in ("text", "edit")
        if reply.entries and (asked or opened):
            first = reply.entries[0]
            press = message.text if opened else self._press(reply)
            return Seen(at=message.at, entry=first, press=press, label=self._label(reply))
        if asked and reply.outcome is Outcome.DECLINE:
            return Seen(at=message.at)
        return None

    def _press(self, reply: Reply) -> str:
        """What opens the answer again: its entry, or its part of the pay table."""
        rows = [tuple(row) for row in reply.data.get("rows", ())]
        roles = tuple(dict.fromkeys(role for role, _ in rows))
        levels = tuple(dict.fromkeys(level for _, level in rows))
        whole = len(rows) == len(self._knowledge.pay.rows)
        if not rows or whole or set(rows) != set(product(roles, levels)):
            return f"a:{reply.entries[0]}"
        component = reply.data.get("component")
        return press_of(PayQuery(roles, levels, (component,) if component else ()))

    def _label(self, reply: Reply) -> str:
        """A pay look-up by its heading, an answer by its entries' labels."""
        if reply.data.get("rows"):
            heading = next((one.text for one in reply.blocks if isinstance(one, Heading)), "")
            if heading:
                return heading[:_LABEL]
        labels = dict.fromkeys(self._knowledge.entry[name].label for name in reply.entries)
        return "; ".join(labels)[:_LABEL]
