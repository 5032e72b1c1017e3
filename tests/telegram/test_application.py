"""The Application around the delivery."""

from __future__ import annotations

import pytest
from telegram import Update
from telegram.error import InvalidToken

from bot.advice import Advisor
from bot.storage import Turns
from bot.telegram.local import Failure, LocalRequest, LocalTelegram
from tests.telegram.bot_helpers import answers, application_of


async def test_it_answers_one_update_at_a_time_for_whoever_drives_it(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram
) -> None:
    application = application_of(telegram.token, advisor, turns, request=LocalRequest(telegram))
    assert application.updater is None
    async with application:
        update = Update.de_json(telegram.text("/start"), application.bot)
        await application.process_update(update)
    assert [message.text.splitlines()[0] for message in answers(telegram)] == [
        advisor.knowledge.texts.start.splitlines()[0]
    ]


async def test_an_error_reaches_whoever_drives_it(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram
) -> None:
    """python-telegram-bot would log it, and the update would be taken for done."""
    application = application_of(telegram.token, advisor, turns, request=LocalRequest(telegram))
    async with application:
        update = Update.de_json(telegram.text("/start"), application.bot)
        telegram.fail("sendMessage", Failure.refused("Unauthorized", 401))
        with pytest.raises(InvalidToken):
            await application.process_update(update)
        await application.process_update(update)
    assert len(answers(telegram)) == 1


def test_another_address_of_the_bot_api(advisor: Advisor, turns: Turns) -> None:
    bot = application_of("1:a", advisor, turns, base_url="http://localhost:8081/bot").bot
    assert bot.base_url == "http://localhost:8081/bot1:a"
    bot = application_of("1:a", advisor, turns).bot
    assert bot.base_url == "https://api.telegram.org/bot1:a"
