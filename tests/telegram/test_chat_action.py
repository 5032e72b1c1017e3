"""`typing …`: shown for what takes long, free for what is quick, and never in the way."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.advice import Advisor, Message, Reply, Session
from bot.telegram import chat_action
from bot.telegram.local import Failure, LocalTelegram
from bot.telegram.runner import BotRunner
from bot.telegram.sending import Place, Sending
from tests.telegram.bot_helpers import answers, until


def actions(telegram: LocalTelegram) -> list[object]:
    return [call.parameters["action"] for call in telegram.calls if call.method == "sendChatAction"]


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_action, "_AFTER", 0.01)
    monkeypatch.setattr(chat_action, "_AGAIN", 0.02)


async def test_a_quick_answer_costs_no_call(reader: BotRunner, telegram: LocalTelegram) -> None:
    await reader.say("who earns more?")
    await asyncio.sleep(0)
    assert actions(telegram) == []


async def test_a_long_one_is_shown_for_as_long_as_it_takes(
    sending: Sending, telegram: LocalTelegram, soon: None
) -> None:
    with sending.typing(Place(1)):
        await until(lambda: len(actions(telegram)) > 1)
    shown = len(actions(telegram))
    await asyncio.sleep(0.05)
    assert actions(telegram) == ["typing"] * shown


async def test_an_answer_that_fails_ends_it_too(
    sending: Sending, telegram: LocalTelegram, soon: None
) -> None:
    async def fail() -> None:
        with sending.typing(Place(1)):
            await until(lambda: bool(actions(telegram)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    shown = len(actions(telegram))
    await asyncio.sleep(0.05)
    assert len(actions(telegram)) == shown


@pytest.mark.parametrize("failure", [Failure.timeout(), Failure.blocked(), Failure.server_error()])
async def test_its_failure_is_nobodys_concern(
    reader: BotRunner,
    telegram: LocalTelegram,
    advisor: Advisor,
    monkeypatch: pytest.MonkeyPatch,
    soon: None,
    failure: Failure,
) -> None:
    reply = advisor.reply

    def slowly(message: Message, session: Session) -> tuple[Reply, Session]:
        deadline = time.monotonic() + 15
        while not actions(telegram) and time.monotonic() < deadline:
            time.sleep(0.002)
        return reply(message, session)

    monkeypatch.setattr(advisor, "reply", slowly)
    telegram.fail("sendChatAction", failure)
    (said,) = await reader.say("/about" + " please" * 30)  # only a long text may take long
    assert len(actions(telegram)) == 1
    assert answers(telegram) == [said]
