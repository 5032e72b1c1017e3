"""`run`: serve Telegram until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from datetime import timedelta

from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.advice import Advisor
from bot.commands import common
from bot.errors import UsageError
from bot.logs import set_up_logging
from bot.settings import Settings, SettingsError
from bot.storage import DatabaseError, Turns, make_engine, upgrade
from bot.telegram.application import BotApplication, build_application, introduce
from bot.telegram.polling import Polling

log = logging.getLogger(__name__)

_PRUNE_EVERY = timedelta(hours=1)
_CONNECTIONS = 64
_START_PAUSES = (0.5, 1.0, 2.0)  # seconds between tries to reach Telegram


def add_arguments(_: argparse.ArgumentParser) -> None:
    """The command has no options: the environment says everything."""


def run(_: argparse.Namespace) -> int:
    """Poll Telegram; SIGTERM and SIGINT finish what is in hand and leave."""
    settings = common.settings()
    set_up_logging(settings.log_level, settings.log_format, settings.secrets)
    try:
        token = settings.token
    except SettingsError as error:
        raise UsageError(str(error)) from None
    if settings.webhook_url is not None:
        raise UsageError("WEBHOOK_URL: this version only polls; unset it")
    asyncio.run(_serve(settings, token, common.advisor(settings)))
    return 0


async def _serve(settings: Settings, token: str, advisor: Advisor) -> None:
    try:
        engine = make_engine(settings.database_url.get_secret_value())
        await upgrade(engine)
    except DatabaseError as error:
        raise UsageError(str(error)) from None
    turns = Turns(engine)
    request = HTTPXRequest(connection_pool_size=_CONNECTIONS)
    application = build_application(
        token, advisor, turns, base_url=settings.telegram_api_base_url, request=request
    )
    polling = Polling(application)
    try:
        await _reach(application)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, polling.stop)
        async with application:
            log.info(
                "polling; database %s, knowledge %s, %s entries",
                engine.dialect.name,
                advisor.knowledge.version,
                len(advisor.knowledge.entries),
            )
            await introduce(application.bot, advisor.knowledge)
            pruning = asyncio.create_task(_prune(turns))
            try:
                await polling.run()
            finally:
                pruning.cancel()
                await asyncio.wait({pruning})  # it may be at the database, which closes next
    except InvalidToken:
        raise UsageError("TELEGRAM_BOT_TOKEN: Telegram does not know this token") from None
    except TelegramError as error:
        complaint = (
            f"TELEGRAM_API_BASE_URL: Telegram does not answer at {settings.telegram_api_base_url} "
            f"({error}); mend the address, or try again when it does"
        )
        raise UsageError(complaint.replace(token, "<token>")) from None
    finally:
        await request.shutdown()
        await engine.dispose()


async def _reach(application: BotApplication) -> None:
    """Start the application; when Telegram does not answer, try again a few times."""
    for pause in _START_PAUSES:
        try:
            await application.initialize()
        except InvalidToken:
            raise
        except TelegramError:
            await asyncio.sleep(pause)
        else:
            return
    await application.initialize()


async def _prune(turns: Turns) -> None:
    """Drop ids of long ago, now and every hour; a failure waits for the next hour."""
    while True:
        try:
            await turns.prune()
        except Exception:
            log.exception("old rows could not be dropped")
        await asyncio.sleep(_PRUNE_EVERY.total_seconds())
