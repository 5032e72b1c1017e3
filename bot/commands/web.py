"""`web`: the bot as a chat page, over the local Telegram; on this machine unless told otherwise."""

from __future__ import annotations

import argparse
import asyncio
import errno
import gc
import signal
from contextlib import AsyncExitStack

from bot.advice import Advisor
from bot.commands import common
from bot.commands.opening import opened
from bot.commands.upkeep import beside, prune_hourly
from bot.errors import UsageError
from bot.logs import set_up_logging
from bot.settings import Settings
from bot.storage import DeadLetters, Turns
from bot.telegram.delivery import Means
from bot.telegram.flood import Flood
from bot.telegram.runner import local_bot
from bot.telegram.serving import Serving
from bot.web import Page, Rooms, WatchedTelegram

_PORT = 8080
_LEAVE = 0.5  # seconds for what is in hand when told to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--port", type=int, help=f"where to serve; else PORT, else {_PORT}")
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to serve at; this machine's own by default"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve the page until told to stop."""
    settings = common.settings()
    quiet = "log_level" not in settings.model_fields_set
    set_up_logging("WARNING" if quiet else settings.log_level, settings.log_format, ())
    port = settings.port or _PORT if arguments.port is None else arguments.port
    if not 0 <= port <= 65535:
        raise UsageError(f"--port: got {port}, wants a port number, 1 to 65535")
    asyncio.run(_serve(settings, common.advisor(settings), arguments.host, port))
    gc.freeze()  # what is left goes with the process; looking through all of it takes seconds
    return 0


async def _serve(settings: Settings, advisor: Advisor, host: str, port: int) -> None:
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(opened(settings, settings.database_connections))
        live, reloading, _ = common.in_service(settings, advisor)
        flood = Flood(settings.flood_per_minute)
        means = Means(live, Turns(engine), DeadLetters(engine), flood=flood, reloading=reloading)
        telegram = WatchedTelegram()
        bot = await stack.enter_async_context(local_bot(means, telegram))
        rooms = Rooms(telegram, bot)
        app = Page(advisor.knowledge, rooms).app(settings.web_hosts, settings.web_frame_ancestors)
        try:
            serving = Serving(app, port, host)
        except OSError as error:
            raise UsageError(_not_there(error, host, port)) from None
        timer = bot.timer(means, telegram.open_chats)
        async with beside(prune_hourly(means, engine), timer.run()):
            await _until_told(serving, rooms, host)


async def _until_told(serving: Serving, rooms: Rooms, host: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serving.start()
    shown = f"[{host}]" if ":" in host else host
    print(f"The chat page is at http://{shown}:{serving.port}/ (Ctrl-C ends it)", flush=True)
    await stop.wait()
    await rooms.close(_LEAVE)
    await serving.stop()


def _not_there(error: OSError, host: str, port: int) -> str:
    """Why it cannot serve there, and what to do."""
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else _PORT
        return f"port {port} is taken: end what uses it, or choose another: web --port {other}"
    if error.errno == errno.EACCES:
        return f"port {port} is not for everybody: choose one above 1023: web --port {_PORT}"
    return f"--host {host}: this machine does not have that address ({error.strerror or error})"
