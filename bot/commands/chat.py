"""`chat`: the Telegram application in the terminal, over the local Telegram."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import stat
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.advice import Advisor
from bot.commands import common
from bot.commands.opening import opened
from bot.commands.screen import card_screen, plain_screen, styled_screen
from bot.commands.upkeep import beside, prune_hourly
from bot.settings import Settings
from bot.storage import DeadLetters, Turns
from bot.telegram.delivery import Means
from bot.telegram.local import LocalMessage, LocalTelegram
from bot.telegram.runner import BotRunner, local_bot

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

_CHAT = 1  # the terminal's; a database may hold other chats, too
_LONGEST = 4096 * 2  # bytes of UTF-16, in whose units Telegram counts
_LONGEST_LINE = 64 * 1024 * 1024  # bytes of a pipe's
_LOOK_EVERY = 1.0  # seconds, for what is due
Screen = Callable[[Iterable[LocalMessage]], None]
Show = Callable[[Callable[[], None]], Awaitable[None]]  # runs it where it does not disturb


def add_arguments(_: argparse.ArgumentParser) -> None:
    """The command has no options."""


def run(_: argparse.Namespace) -> int:
    """Read lines until the end of input; show what the bot answers."""
    logging.basicConfig(level=logging.ERROR)
    settings = common.settings()
    asyncio.run(_chat(settings, common.advisor(settings)))
    return 0


async def _chat(settings: Settings, advisor: Advisor) -> None:
    # The database outlives this Telegram, so its ids must not come again.
    telegram = LocalTelegram(first_id=time.time_ns() // 1_000)
    interactive = sys.stdin.isatty()
    async with opened(settings) as engine:
        live, reloading, desk = common.in_service(settings, advisor)
        means = Means(live, Turns(engine), DeadLetters(engine), desk=desk, reloading=reloading)
        async with local_bot(means, telegram) as runner, beside(prune_hourly(means, engine)):
            chat = _Chat(runner, means, settings.cache_dir)
            if interactive:
                await _at_terminal(chat, settings, advisor)
            else:
                await _piped(chat)


class _Chat:
    """What lines and the clock bring about, one after another, on a screen."""

    def __init__(self, runner: BotRunner, means: Means, folder: Path) -> None:
        self._runner = runner
        self._timer = runner.timer(means, lambda: (_CHAT,))
        self._folder = folder
        self._turn = asyncio.Lock()

    async def line(self, line: str, screen: Screen) -> None:
        """Show messages, notes over the chat, or cards for another."""
        async with self._turn:
            if line.startswith("@"):
                card_screen(await self._runner.inline(line.partition(" ")[2].strip()))
                return
            seen = len(self._runner.telegram.toasts)
            self._show(await answer(self._runner, line), screen)
            for note in filter(None, self._runner.telegram.toasts[seen:]):
                print(f"{note}\n", flush=True)

    @asynccontextmanager
    async def clock(self, screen: Screen, show: Show) -> AsyncIterator[None]:
        """Show what is due by now, and in the block what falls due meanwhile.

        A chat that nobody has written in yet cannot be told anything.
        """
        await self._look(screen, show)
        ticking = asyncio.create_task(self._tick(screen, show))
        try:
            yield
        finally:
            ticking.cancel()
            await asyncio.wait({ticking})

    async def _tick(self, screen: Screen, show: Show) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            await self._look(screen, show)

    async def _look(self, screen: Screen, show: Show) -> None:
        async with self._turn:
            messages = await self._runner.look(self._timer)
            if messages:
                await show(lambda: self._show(messages, screen))

    def _show(self, messages: list[LocalMessage], screen: Screen) -> None:
        screen(messages)
        for message in messages:
            if message.photo is not None:
                self._keep("Picture", message.photo, "picture.png")
            if message.media == "document":
                file = message.payload["document"]
                self._keep("File", file["file_id"], file["file_name"])

    def _keep(self, what: str, file_id: str, name: str) -> None:
        saved = _saved(self._runner.telegram.files[file_id], self._folder, name)
        if saved is not None:
            print(f"{what}: {saved}\n", flush=True)


async def _at_terminal(chat: _Chat, settings: Settings, advisor: Advisor) -> None:
    from prompt_toolkit.application import run_in_terminal

    await chat.line("/start", styled_screen)
    # What falls due while somebody types is shown above the prompt.
    async with chat.clock(styled_screen, run_in_terminal):
        async for line in _typed(_prompt(settings, advisor)):
            await chat.line(line, styled_screen)


async def _piped(chat: _Chat) -> None:
    lines = _lines()
    async for line in lines:
        await chat.line(line, plain_screen)
        break
    else:
        return
    async with chat.clock(plain_screen, _at_once):
        async for line in lines:
            await chat.line(line, plain_screen)


async def _at_once(show: Callable[[], None]) -> None:
    show()


async def _lines() -> AsyncIterator[str]:
    """Lines of the input as they come; a pipe is waited for without holding the clock up."""
    if not _is_pipe():
        for line in sys.stdin:  # a file is there at once
            yield line
        return
    reader = asyncio.StreamReader(_LONGEST_LINE)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    try:
        while line := await reader.readline():
            yield line.decode(sys.stdin.encoding, "replace")
    finally:
        transport.close()


def _is_pipe() -> bool:
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except OSError:  # it is no file at all
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


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
