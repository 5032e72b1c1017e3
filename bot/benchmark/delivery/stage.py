"""Where the torments happen: a Telegram over HTTP, a database, and bots that end with the stage."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from bot.benchmark.delivery.processes import BotProcess
from bot.benchmark.delivery.scenarios import Load
from bot.benchmark.delivery.telegram import LoudTelegram
from bot.storage import DeadLetters, make_engine
from bot.telegram.local_http import served
from bot.telegram.local_webhook import Pusher

COMMANDS = ("/salary senior ml", "/about", "/salary staff ai", "/privacy", "/help")


@dataclass(frozen=True)
class Plan:
    """What a torment is like. Seconds, messages a second, shares of one."""

    webhook: bool = False
    database: str | None = None
    texts: Sequence[str] = COMMANDS
    messages: int = 2000
    chats: int = 100
    rate: float = 50.0
    times: int = 10  # kills, deploys
    replicas: int = 1
    delay: float = 0.0
    faults: float = 0.0
    seconds: float = 10.0
    haste: float = 1.0
    seed: int = 1


@dataclass(frozen=True)
class Stage:
    """A Telegram, and the bots over it."""

    telegram: LoudTelegram
    url: str
    pusher: Pusher
    database: str
    stack: ExitStack = field(repr=False)

    def bot(self, *, webhook: bool) -> BotProcess:
        """A process that is not started yet; a webhook's stands behind the balancer."""
        bot = BotProcess(self.url, self.database, webhook)
        self.stack.callback(bot.kill)
        if webhook:
            self.pusher.ports.append(bot.port)
        return bot

    def load(self, plan: Plan, *, alike: bool = False) -> Load:
        """Readers who type the plan's texts."""
        return Load(self.telegram, plan.texts, plan.chats, plan.rate, alike)

    def dead_letters(self) -> int:
        """How many updates the bots gave up."""

        async def count() -> int:
            engine = make_engine(self.database)
            try:
                return len(await DeadLetters(engine).all())
            finally:
                await engine.dispose()

        return asyncio.run(count())


@contextmanager
def staged(plan: Plan) -> Iterator[Stage]:
    """Set it up, and leave nothing behind."""
    with ExitStack() as stack:
        telegram = LoudTelegram(plan.delay, plan.faults)
        pusher = Pusher(telegram, haste=plan.haste)
        url = stack.enter_context(served(telegram, pusher))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = plan.database or f"sqlite:///{folder}/bot.sqlite3"
        yield Stage(telegram, url, pusher, database, stack)
