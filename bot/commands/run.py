"""`run`: serve Telegram until told to stop; by webhook if WEBHOOK_URL is set, else by polling."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from contextlib import AsyncExitStack

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.error import InvalidToken, TelegramError

from bot.advice import Advisor
from bot.commands import common
from bot.commands.opening import opened
from bot.commands.upkeep import beside, prune_hourly
from bot.errors import UsageError
from bot.logs import set_up_logging
from bot.settings import Settings, SettingsError
from bot.storage import (
    DeadLetters,
    Turns,
    WaitingRoom,
    is_reachable,
)
from bot.storage.standby import sole_poller
from bot.telegram.application import BotApplication, build_application, following
from bot.telegram.client import BotApiClient
from bot.telegram.delivery import Means
from bot.telegram.flood import Flood
from bot.telegram.incoming import ALLOWED_UPDATES
from bot.telegram.leftovers import answer_leftovers
from bot.telegram.menus import introduce
from bot.telegram.polling import Polling
from bot.telegram.serving import Serving
from bot.telegram.timer import TELEGRAMS_CHATS, Timer
from bot.telegram.webhook import Web, webhook_path

log = logging.getLogger(__name__)

_CONNECTIONS = 64  # to Telegram
_PATIENCE = 20.0  # seconds that a webhook call may take; Telegram waits a minute
_START_PAUSES = (0.5, 1.0, 2.0)  # seconds between tries to reach Telegram


def add_arguments(_: argparse.ArgumentParser) -> None:
    """The command has no options: the environment says everything."""


def run(_: argparse.Namespace) -> int:
    """Serve Telegram; SIGTERM and SIGINT finish what is in hand and leave."""
    settings = common.settings()
    set_up_logging(settings.log_level, settings.log_format, settings.secrets)
    try:
        token = settings.token
        secret = settings.secret_of_webhook
    except SettingsError as error:
        raise UsageError(str(error)) from None
    asyncio.run(_serve(settings, token, secret, common.advisor(settings)))
    return 0


async def _serve(settings: Settings, token: str, secret: str, advisor: Advisor) -> None:
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(opened(settings, settings.database_connections))
        live, reloading, desk = common.in_service(settings, advisor)
        means = Means(
            live,
            Turns(engine),
            DeadLetters(engine),
            flood=Flood(settings.flood_per_minute),
            patience=_PATIENCE if secret else None,
            desk=desk,
            reloading=reloading,
        )
        client = BotApiClient(_CONNECTIONS)
        stack.push_async_callback(client.shutdown)
        application = build_application(
            token,
            means,
            base_url=settings.telegram_api_base_url,
            request=client,
        )
        try:
            await _reach(application)
            await stack.enter_async_context(application)
            await introduce(application.bot, advisor.knowledge, settings.admin_ids)
            await stack.enter_async_context(following(means, application.bot))
            await _until_told(settings, secret, application, means, engine)
        except InvalidToken:
            raise UsageError("TELEGRAM_BOT_TOKEN: Telegram does not know this token") from None
        except TelegramError as error:
            raise UsageError(_unreachable(settings, error).replace(token, "<token>")) from None


async def _until_told(
    settings: Settings, secret: str, application: BotApplication, means: Means, engine: AsyncEngine
) -> None:
    """Serve in the mode that is set, with pruning and the clock beside it."""
    web = Web(means.metrics, lambda: is_reachable(engine), application, secret)
    log.info(
        "%s; database %s, knowledge %s, %s entries",
        "webhook" if secret else "polling",
        engine.dialect.name,
        means.advisor.knowledge.version,
        len(means.advisor.knowledge.entries),
    )
    timer = Timer(application, means.turns.reminders, chats=lambda: TELEGRAMS_CHATS)
    async with beside(prune_hourly(means, engine)):
        if secret:
            async with beside(timer.run(), answer_leftovers(application, WaitingRoom(engine))):
                await _webhook(settings, secret, application, web)
        else:
            await _polling(settings, application, web, engine, timer)


async def _webhook(settings: Settings, secret: str, application: BotApplication, web: Web) -> None:
    stop = asyncio.Event()
    _on_signals(stop.set)
    serving = Serving(web.app(), settings.port or 8080)
    await serving.start()
    try:
        await _register(settings, secret, application)
        await stop.wait()
    finally:
        await serving.stop()


async def _polling(
    settings: Settings, application: BotApplication, web: Web, engine: AsyncEngine, timer: Timer
) -> None:
    polling, stopping = Polling(application, waiting=WaitingRoom(engine)), asyncio.Event()

    def stop() -> None:
        stopping.set()
        polling.stop()

    _on_signals(stop)
    serving = Serving(web.app(), settings.port) if settings.port else None
    if serving is not None:  # hosts that give a port want it answered
        await serving.start()
    try:
        async with sole_poller(engine, stopping) as alone:
            if alone:  # a process that stands by tells nobody anything
                async with beside(timer.run()):
                    await polling.run()
    finally:
        if serving is not None:
            await serving.stop()


async def _register(settings: Settings, secret: str, application: BotApplication) -> None:
    """Tell Telegram where to call, unless it knows: a new call there drops its own back-off."""
    url = f"{(settings.webhook_url or '').rstrip('/')}{webhook_path(secret)}"
    known = await application.bot.get_webhook_info()
    same = known.url == url and set(known.allowed_updates or ()) == set(ALLOWED_UPDATES)
    if same and known.max_connections == settings.webhook_connections:
        log.info("the webhook is set already")
        return
    await application.bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=ALLOWED_UPDATES,
        max_connections=settings.webhook_connections,
    )
    log.info("the webhook is set")


def _on_signals(stop: object) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)  # type: ignore[arg-type]


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


def _unreachable(settings: Settings, error: TelegramError) -> str:
    return (
        f"TELEGRAM_API_BASE_URL: Telegram does not answer at {settings.telegram_api_base_url} "
        f"({error}); mend the address, or try again when it does"
    )
