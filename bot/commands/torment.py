"""`torment`: the whole bot in real processes, killed, stopped, loaded: what was lost, how fast."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.benchmark.delivery import scenarios
from bot.benchmark.delivery.processes import BotProcess, EchoProcess
from bot.benchmark.delivery.scenarios import Load
from bot.benchmark.delivery.telegram import LoudTelegram
from bot.errors import UsageError
from bot.telegram.local_http import served
from bot.telegram.local_webhook import Pusher

Figures = dict[str, Any]

_DIALOGUE = ("/fit", "start over", "skip", "skip", "back", "/salary senior ml", "skip", "/cancel")
_COMMANDS = ("/salary senior ml", "/about", "/salary staff ai", "/privacy", "/help")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=["kills", "stop", "throughput", "replicas"])
    parser.add_argument("--webhook", action="store_true", help="instead of polling")
    parser.add_argument("--database", help="a URL; a new SQLite file without it")
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds a Telegram call takes")
    parser.add_argument("--faults", type=float, default=0.0, help="share of replies that fail")
    parser.add_argument("--seconds", type=float, default=10.0, help="of throughput")
    parser.add_argument("--texts", type=Path, help="JSON Lines with `text`; commands without it")
    parser.add_argument(
        "--haste", type=float, default=1.0, help="divides Telegram's pauses before it calls again"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the times of the kills")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures; the status is 1 when something was lost."""
    found = {
        "kills": _kills,
        "stop": _stop,
        "throughput": _throughput,
        "replicas": _replicas,
    }[arguments.what](arguments)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, figure in found.items():
            shown = f"{figure:.1f}" if isinstance(figure, float) else str(figure)
            print(f"{name:22}{shown:>10}")
    return 1 if found.get("lost") else 0


@dataclass(frozen=True)
class _Stage:
    """A Telegram, and bots over it that end with the stage."""

    telegram: LoudTelegram
    url: str
    pusher: Pusher
    database: str
    stack: ExitStack

    def bot(self, *, webhook: bool) -> BotProcess:
        bot = BotProcess(self.url, self.database, webhook)
        self.stack.callback(bot.kill)
        if webhook:
            self.pusher.ports.append(bot.port)
        return bot


@contextmanager
def _stage(arguments: argparse.Namespace) -> Iterator[_Stage]:
    with ExitStack() as stack:
        telegram = LoudTelegram(arguments.delay, arguments.faults)
        pusher = Pusher(telegram, haste=arguments.haste)
        url = stack.enter_context(served(telegram, pusher))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = arguments.database or f"sqlite:///{folder}/bot.sqlite3"
        yield _Stage(telegram, url, pusher, database, stack)


def _load(telegram: LoudTelegram, arguments: argparse.Namespace, chats: int = 100) -> Load:
    return Load(telegram, _texts(arguments), chats, arguments.rate)


def _texts(arguments: argparse.Namespace) -> Sequence[str]:
    if arguments.texts is None:
        return _COMMANDS
    try:
        lines = arguments.texts.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        return [row["text"] for row in rows if row.get("text", "").strip()]
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{arguments.texts}: {error}") from None


def _kills(arguments: argparse.Namespace) -> Figures:
    with _stage(arguments) as stage:
        bot = stage.bot(webhook=arguments.webhook)
        bot.start()

        def kill() -> None:
            bot.kill()
            bot.start()

        load = Load(stage.telegram, _DIALOGUE, 100, arguments.rate, alike=True)
        torments = [kill] * arguments.kills
        found = scenarios.tormented(load, arguments.messages, torments, arguments.seed)
        misled = scenarios.misled(stage.telegram, scenarios.learn_dialogue(load))
        return {**asdict(found), "kills": arguments.kills, "misled_chats": misled}


def _stop(arguments: argparse.Namespace) -> Figures:
    """A thousand wait; SIGTERM in the middle, ten seconds, and another process."""
    with _stage(arguments) as stage:
        bot = stage.bot(webhook=arguments.webhook)
        bot.start()
        load = _load(stage.telegram, arguments)
        load.rate = 100_000
        load.type_all(arguments.messages)
        left = bot.stop(10.0)
        bot.start()
        scenarios.settle(stage.telegram)
        return {**asdict(scenarios.counted(stage.telegram, 0.0)), "left_after_s": left}


def _throughput(arguments: argparse.Namespace) -> Figures:
    """The bot beside an echo bot of the bare library, in the same run."""
    with _stage(arguments) as stage:
        echo = EchoProcess(stage.url)
        echo.start()
        try:
            peer = scenarios.throughput(
                _load(stage.telegram, arguments, 50), echo, arguments.seconds
            )
        finally:
            echo.kill()
    with _stage(arguments) as stage:
        bot = stage.bot(webhook=arguments.webhook)
        bot.start()
        ours = scenarios.throughput(_load(stage.telegram, arguments, 50), bot, arguments.seconds)
        memory = bot.memory()
    return {
        "per_second": ours.per_second,
        "cpu_ms": ours.cpu_ms,
        "echo_per_second": peer.per_second,
        "echo_cpu_ms": peer.cpu_ms,
        "ratio": ours.per_second / max(peer.per_second, 0.001),
        "memory_mb": memory,
    }


def _replicas(arguments: argparse.Namespace) -> Figures:
    """Three replicas behind one address; one is killed and replaced."""
    if arguments.database is None:
        raise UsageError("--database: replicas want one PostgreSQL, as a URL")
    with _stage(arguments) as stage:
        bots = [stage.bot(webhook=True) for _ in range(3)]
        for bot in bots:
            bot.start()

        def replace() -> None:
            bots[0].kill()
            bots[0].start()

        load = _load(stage.telegram, arguments)
        known = scenarios.learn(load)
        found = scenarios.tormented(load, arguments.messages, [replace])
        return {**asdict(found), "inversions": scenarios.inversions(stage.telegram, known)}
