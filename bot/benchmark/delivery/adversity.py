"""Torments from outside: an unkind Telegram, a broken database, a hundred thousand updates."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from random import Random
from statistics import median, quantiles

import psycopg

from bot.benchmark.delivery import scenarios
from bot.benchmark.delivery.processes import BotProcess
from bot.benchmark.delivery.runs import Figures
from bot.benchmark.delivery.scenarios import Load
from bot.benchmark.delivery.stage import Plan, Stage, staged
from bot.benchmark.delivery.telegram import Mood
from bot.telegram.local import Failure

_VICTIM = 1  # the chat that Telegram slows down, or leaves without an answer
_RETRY_AFTER = 5  # seconds
_STALL = 3.0
_RESETS = 0.3  # share of replies whose connection breaks
_IN_FLIGHT = 1000  # updates that wait at once while memory is measured
_SAMPLES = 10


def unkind(plan: Plan) -> Figures:
    """Telegram is unkind in one way after another; each lasts `seconds`."""
    chance = Random(plan.seed)  # noqa: S311 accidents
    moods: dict[str, Mood] = {
        "calm": lambda _: None,
        "429": lambda chat: Failure.too_many_requests(_RETRY_AFTER) if chat == _VICTIM else None,
        "500": lambda _: Failure.server_error(),
        "resets": lambda _: Failure.network() if chance.random() < _RESETS else None,
        "stalls": lambda chat: _STALL if chat == _VICTIM else None,
    }
    with staged(plan) as stage:
        stage.bot(webhook=plan.webhook).start()
        load, phases = stage.load(plan), {}
        for name, mood in moods.items():
            stage.telegram.mood, began = mood, time.monotonic()
            load.type_all(int(plan.rate * plan.seconds))
            phases[name] = (began, time.monotonic())
            stage.telegram.mood = moods["calm"]  # what one phase left behind is not the next one's
            scenarios.settle(stage.telegram)
        found = scenarios.counted(stage.telegram, time.monotonic() - phases["calm"][0])
        others = {name: _others(stage, began, ended) for name, (began, ended) in phases.items()}
        dead = stage.dead_letters()
    figures = {f"others_{name}_{cut}_ms": ms for name, cuts in others.items() for cut, ms in cuts}
    return {**asdict(found), **figures, "dead_letters": dead}


def _others(stage: Stage, began: float, ended: float) -> list[tuple[str, float]]:
    """How long those other than the victim waited for replies to what they typed meanwhile."""
    waits = [
        (there - typed) * 1000
        for chat, said in stage.telegram.said.items()
        for typed, there in zip(said, stage.telegram.got.get(chat, ()), strict=False)
        if chat != _VICTIM and began <= typed < ended
    ]
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    return [("p50", median(waits or [0.0])), ("p99", cuts[98])]


def database(plan: Plan) -> Figures:
    """The database cannot be written for a while, then cannot be used at all, then is well."""
    with staged(replace(plan, webhook=True)) as stage:
        stage.bot(webhook=True).start()
        load = stage.load(plan)
        typing = threading.Thread(target=load.type_all, args=(plan.messages,))
        started = time.monotonic()
        typing.start()
        try:
            for breaking in (_unwritable, _away):
                time.sleep(plan.messages / plan.rate / 6)
                with breaking(stage.database):
                    time.sleep(plan.seconds)
        finally:
            typing.join()
        scenarios.settle(stage.telegram)
        found = scenarios.counted(stage.telegram, time.monotonic() - started)
        return {**asdict(found), "dead_letters": stage.dead_letters()}


@contextmanager
def _unwritable(url: str) -> Iterator[None]:
    """SQLite's only pen is in another hand; PostgreSQL only lets read, as a standby does."""
    if url.startswith("sqlite"):
        with closing(_sqlite(url)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.rollback()
    else:
        setting = "default_transaction_read_only"
        with _postgres(url) as (run, name):
            run(f'ALTER DATABASE "{name}" SET {setting} = on')
            run(_TERMINATE, name)
            yield
            run(f'ALTER DATABASE "{name}" RESET {setting}')
            run(_TERMINATE, name)


@contextmanager
def _away(url: str) -> Iterator[None]:
    """A table is gone; or nobody is let in."""
    if url.startswith("sqlite"):
        with closing(_sqlite(url)) as connection:
            connection.execute("ALTER TABLE chats RENAME TO away")
            yield
            connection.execute("ALTER TABLE away RENAME TO chats")
    else:
        with _postgres(url) as (run, name):
            run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            run(_TERMINATE, name)
            yield
            run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


_TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def _sqlite(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.partition("///")[2], timeout=30, isolation_level=None)


@contextmanager
def _postgres(url: str) -> Iterator[tuple[Callable[..., object], str]]:
    """The server's own database, from which another can be shut; and that one's name."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url, dbname="postgres", autocommit=True, connect_timeout=10) as server:

        def run(statement: str, *values: object) -> None:
            server.execute(statement.encode(), values or None)

        yield run, str(name)


def memory(plan: Plan) -> Figures:
    """So many updates as fast as they go; megabytes after each tenth of them."""
    with staged(plan) as stage:
        bot = stage.bot(webhook=plan.webhook)
        bot.start()
        load = stage.load(plan)
        held = {"memory_0_mb": bot.memory()}
        for tenth in range(1, _SAMPLES + 1):
            held[f"memory_{tenth * 10}%_mb"] = _fed(load, bot, plan.messages // _SAMPLES)
        scenarios.settle(stage.telegram)
        lost = scenarios.missing(stage.telegram)
    first, last = held["memory_10%_mb"], held["memory_100%_mb"]
    return {"updates": plan.messages, "lost": lost, **held, "grown_mb": last - first}


def _fed(load: Load, bot: BotProcess, messages: int) -> float:
    """Type messages as fast as they are answered; the most that the bot held meanwhile."""
    most = 0.0
    for number in range(messages):
        if number >= _IN_FLIGHT and not load.telegram.fresh.acquire(timeout=60):
            raise TimeoutError("no reply for a minute")
        load.type_one()
        if number % 500 == 0:
            most = max(most, bot.memory())
    for _ in range(min(messages, _IN_FLIGHT)):
        if not load.telegram.fresh.acquire(timeout=60):
            raise TimeoutError("no reply for a minute")
    return max(most, bot.memory())
