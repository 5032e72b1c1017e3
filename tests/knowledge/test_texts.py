"""texts.yaml and the commands it describes."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.advice import Advisor, Message, Session
from bot.advice.plain import plain_text
from bot.knowledge.texts import Command


@pytest.mark.parametrize("command", get_args(Command))
def test_every_command_that_is_described_is_obeyed(advisor: Advisor, command: str) -> None:
    reply, _ = advisor.reply(Message(f"/{command}"), Session())
    assert advisor.knowledge.texts.unknown_command not in plain_text(reply)


def test_a_command_that_is_not_described_is_not(advisor: Advisor) -> None:
    reply, _ = advisor.reply(Message("/dance"), Session())
    assert plain_text(reply).startswith(advisor.knowledge.texts.unknown_command)
