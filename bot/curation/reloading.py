"""A running bot follows its knowledge files: changes are checked, built, and put in service."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.advice import Advisor
from bot.advice.live import LiveAdvisor
from bot.knowledge import Knowledge, KnowledgeError, load

log = logging.getLogger(__name__)

EVERY = 3.0  # seconds
_SETTLE = 0.2  # an editor may write a file in several steps
_TRIES = 5  # to tell one who asked; each waits twice as long as the one before

Build = Callable[[Knowledge], Advisor]
Tell = Callable[[int, str], Awaitable[None]]  # a chat's id, and what to say there
Check = Callable[[], str]  # says what has become of a change


@dataclass(eq=False)
class _Asking:
    """One who is to be told, and what came of the last change since."""

    chat_id: int
    check: Check
    said: str = ""
    tries: int = 0
    not_before: float = 0.0  # by the monotonic clock


class Reloading:
    """Looks at a folder every few seconds; a broken edit leaves the advisor as it is.

    `build` makes an advisor, in a thread. Whoever causes a change may ask to be told of it.
    """

    def __init__(
        self, live: LiveAdvisor, folder: Path, build: Build, *, every: float = EVERY
    ) -> None:
        self._live = live
        self._folder = folder
        self._build = build
        self._every = every
        self._seen = _digest(folder)
        self._asking: list[_Asking] = []
        self._wake = asyncio.Event()

    def tell(self, chat_id: int, check: Check) -> None:
        """Look at once; then say in that chat what came of it, and what the check says."""
        self._asking.append(_Asking(chat_id, check))
        self._wake.set()

    @asynccontextmanager
    async def running(self, tell: Tell) -> AsyncIterator[None]:
        """Look again and again, until the block ends."""
        watching = asyncio.create_task(self._watch(tell))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.wait({watching})

    async def look(self) -> str:
        """One look: what came of a change, in a sentence or more; empty when nothing changed."""
        digest = await asyncio.to_thread(self._settled)
        if digest == self._seen:
            return ""
        self._seen = digest
        before = self._live.knowledge.version
        try:
            knowledge = await asyncio.to_thread(load, self._folder)
            if knowledge.version == before:
                return ""
            advisor = await _aside(self._build, knowledge)
        except KnowledgeError as error:
            log.error("knowledge: not reloaded, what it was before goes on\n%s", error)  # noqa: TRY400
            return f"Not reloaded, what it was before goes on:\n{error}"
        except Exception:
            log.exception("knowledge: not reloaded, what it was before goes on")
            return "Not reloaded, what it was before goes on; the log says why."
        self._live.current = advisor
        entries = len(knowledge.entries)
        log.info("knowledge: reloaded, %s after %s, %s entries", knowledge.version, before, entries)
        return f"Reloaded: {knowledge.version} after {before}, {entries} entries."

    def _settled(self) -> str:
        """The folder's digest, once it is the same twice; the last one for a folder in motion."""
        digest = _digest(self._folder)
        if digest == self._seen:
            return digest
        for _ in range(10):
            before, digest = digest, _digest_later(self._folder)
            if digest == before:
                break
        return digest

    async def _watch(self, tell: Tell) -> None:
        while True:
            asking = list(self._asking)  # a look of before may not have seen a later change
            try:
                said = await self.look()
            except Exception:
                log.exception("knowledge: a look at %s failed", self._folder)
            else:
                for one in asking:
                    one.said = said or one.said
                    await self._answer(one, tell)
            try:
                async with asyncio.timeout(self._every):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()

    async def _answer(self, one: _Asking, tell: Tell) -> None:
        """Tell one; who cannot be told now is told later, behind all others, and a few times."""
        if time.monotonic() < one.not_before:
            return
        self._asking.remove(one)
        became = await _became(one.check)
        try:
            await tell(one.chat_id, f"{one.said}\n{became}".strip())
        except Exception as error:
            one.tries += 1
            if one.tries == _TRIES:
                log.exception("knowledge: an admin could not be told, and is not tried again")
                return
            log.warning("knowledge: an admin could not be told yet: %r", error)
            one.not_before = time.monotonic() + self._every * 2 ** (one.tries - 1)
            self._asking.append(one)


async def _became(check: Check) -> str:
    try:
        return await asyncio.to_thread(check)
    except Exception:
        log.exception("knowledge: what became of a change could not be checked")
        return "What became of it could not be checked; the log says why."


async def _aside(build: Build, knowledge: Knowledge) -> Advisor:
    """Built in a thread that a process told to stop does not wait for: it may take a minute."""
    loop = asyncio.get_running_loop()
    built: asyncio.Future[Advisor] = loop.create_future()

    def settle(advisor: Advisor | None, error: Exception | None) -> None:
        if built.done():  # nobody waits any more
            return
        if advisor is not None:
            built.set_result(advisor)
        elif error is not None:
            built.set_exception(error)

    def run() -> None:
        advisor, error = None, None
        try:
            advisor = build(knowledge)
        except Exception as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, advisor, error)

    threading.Thread(target=run, name="knowledge", daemon=True).start()
    return await built


def _digest_later(folder: Path) -> str:
    time.sleep(_SETTLE)
    return _digest(folder)


def _digest(folder: Path) -> str:
    """Changes with every change of a file that the bot reads; of one that is gone, too."""
    digest = hashlib.sha256()
    for path in sorted({*folder.rglob("*.yaml"), *folder.rglob("*.yml")}):
        digest.update(path.as_posix().encode())
        try:
            digest.update(path.read_bytes())
        except OSError as error:
            digest.update(repr(error).encode())
    return digest.hexdigest()
