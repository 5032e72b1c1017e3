"""`chat`: the Telegram application in the terminal, over the local Telegram."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.advice import Advisor
from bot.commands import common
from bot.commands.screen import plain_screen, styled_screen
from bot.errors import UsageError
from bot.settings import Settings
from bot.storage import DatabaseError, DeadLetters, Turns, make_engine, prune, upgrade
from bot.telegram.delivery import Means
from bot.telegram.local import LocalMessage, LocalTelegram
from bot.telegram.runner import BotRunner, local_bot

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

_LONGEST = 4096 * 2  # bytes of UTF-16, in whose units Telegram counts
Screen = Callable[[Iterable[LocalMessage]], None]


def add_arguments(_: argparse.ArgumentParser) -> None:
    """The command has no options."""


def run(_: argparse.Namespace) -> int:
    """Read lines until the end of input; show what the bot answers."""
    logging.basicConfig(level=logging.ERROR)
    settings = common.settings()
    asyncio.run(_chat(settings, common.advisor(settings)))
    return 0


async def _chat(settings: Settings, advisor: Advisor) -> None:
    try:
        engine = make_engine(settings.database_url.get_secret_value())
        await upgrade(engine)
    except DatabaseError as error:
        raise UsageError(str(error)) from None
    # The database outlives this Telegram, so its ids must not come again.
    telegram = LocalTelegram(first_id=time.time_ns() // 1_000)
    interactive = sys.stdin.isatty()
    try:
        await prune(engine, advisor.knowledge.service.days)
        live, reloading, desk = common.in_service(settings, advisor)
        means = Means(live, Turns(engine), DeadLetters(engine), desk=desk, reloading=reloading)
        async with local_bot(means, telegram) as runner:
            if interactive:
                await _at_terminal(runner, settings, advisor)
            else:
                await _piped(runner, settings.cache_dir)
    finally:
        await engine.dispose()


async def _at_terminal(runner: BotRunner, settings: Settings, advisor: Advisor) -> None:
    styled_screen(await runner.say("/start"))
    async for line in _typed(_prompt(settings, advisor)):
        await _turn(runner, line, styled_screen, settings.cache_dir)


async def _piped(runner: BotRunner, folder: Path) -> None:
    # Nothing goes on beside it, so reading may block; asyncio's own handler would wait for a line.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for line in sys.stdin:
        await _turn(runner, line, plain_screen, folder)


async def _turn(runner: BotRunner, line: str, screen: Screen, folder: Path) -> None:
    """Show what a line brings about: messages, and notes over the chat."""
    seen = len(runner.telegram.toasts)
    messages = await answer(runner, line)
    screen(messages)
    for message in messages:
        if message.photo is not None:
            saved = _saved(runner.telegram.files[message.photo], folder, "picture.png")
            print(f"Picture: {saved}\n" if saved else "", end="", flush=True)
        if message.media == "document":
            file = message.payload["document"]
            saved = _saved(runner.telegram.files[file["file_id"]], folder, file["file_name"])
            print(f"File: {saved}\n" if saved else "", end="", flush=True)
    for note in filter(None, runner.telegram.toasts[seen:]):
        print(f"{note}\n", flush=True)


def _saved(content: bytes, folder: Path, name: str) -> Path | None:
    """Where a file may be looked at, if anywhere; the last one replaces the one before."""
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        return None
    return path


async def answer(runner: BotRunner, line: str) -> list[LocalMessage]:
    """The bot's answer to a line; a bare number presses the button of that number."""
    said = line.strip()
    if not said:
        return []
    if said.isascii() and said.isdecimal() and len(said) < 3:
        pressed = await runner.press_number(int(said))
        if pressed is not None:
            return pressed
    within = said.encode("utf-16-le", "replace")[:_LONGEST]
    return await runner.say(within.decode("utf-16-le", "ignore"))


def _prompt(settings: Settings, advisor: Advisor) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    commands = [f"/{name}" for name in advisor.knowledge.texts.commands]
    try:
        settings.cache_dir.mkdir(parents=True, exist_ok=True)
        path = settings.cache_dir / "history"
        path.open("ab").close()
        history: FileHistory | InMemoryHistory = FileHistory(str(path))
    except OSError:
        history = InMemoryHistory()
    return PromptSession("you> ", history=history, completer=WordCompleter(commands, sentence=True))


async def _typed(prompt: PromptSession[str]) -> AsyncIterator[str]:
    while True:
        try:
            yield await prompt.prompt_async()
        except (EOFError, KeyboardInterrupt):
            return
