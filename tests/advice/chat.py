"""One reader's chat with an advisor, and what every reply owes its reader."""

from __future__ import annotations

import json

from bot.advice import Advisor, Message, Outcome, Reply, Session
from bot.advice.plain import plain_text
from bot.advice.reply import Citation, Paragraph

_PRESS_BYTES = 64
_TEXT_UNITS = 4096


class Chat:
    """Types, presses and edits in one conversation; `reply` is what came last."""

    def __init__(self, advisor: Advisor) -> None:
        self.advisor = advisor
        self.session = Session()
        self.reply = Reply((), Outcome.CHAT)

    def do(self, message: Message) -> Reply:
        self.reply, self.session = self.advisor.reply(message, self.session)
        return self.reply

    def say(self, *texts: str) -> Reply:
        """Type some texts, one after the other; the reply to the last."""
        for text in texts:
            self.do(Message(text))
        return self.reply

    def press(self, data: str) -> Reply:
        return self.do(Message(data, "press"))

    def tap(self, label: str) -> Reply:
        """Press the button of that label under the last reply."""
        buttons = {button.label: button.press for row in self.reply.buttons for button in row}
        return self.press(buttons[label])

    def edit(self, text: str) -> Reply:
        return self.do(Message(text, "edit"))

    def attach(self) -> Reply:
        return self.do(Message("", "attachment"))


def labels(reply: Reply) -> list[str]:
    return [label for row in reply.labels() for label in row]


def presses(reply: Reply) -> list[str]:
    return [button.press for row in reply.buttons for button in row]


def first_words(reply: Reply) -> str:
    """The first paragraph."""
    return next(block.text for block in reply.blocks if isinstance(block, Paragraph))


def citations(reply: Reply) -> list[Citation]:
    return [block for block in reply.blocks if isinstance(block, Citation)]


def assert_sound(reply: Reply, advisor: Advisor) -> None:
    """What holds for any reply at all."""
    text = plain_text(reply)
    assert text.strip()
    assert len(text.encode("utf-16-le")) // 2 <= _TEXT_UNITS
    assert reply.outcome in Outcome
    assert set(reply.entries) <= set(advisor.knowledge.entry)
    assert json.loads(json.dumps(reply.data)) == reply.data
    for label, press in zip(labels(reply), presses(reply), strict=True):
        assert label.strip()
        assert 1 <= len(press.encode()) <= _PRESS_BYTES
    if reply.outcome in (Outcome.ANSWER, Outcome.PARTIAL):
        titles = set(advisor.knowledge.section_title.values())
        assert citations(reply)
        assert all(set(found.sections) <= titles for found in citations(reply))
