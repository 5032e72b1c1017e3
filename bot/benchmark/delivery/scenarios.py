"""What the bot is put through, and what is counted: replies lost, replies twice, and times."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles

from bot.benchmark.delivery.processes import BotProcess, EchoProcess
from bot.benchmark.delivery.telegram import LoudTelegram

_SETTLE = 60.0  # seconds without any reply until the rest is taken for lost
_WARM = 2.0
_BETWEEN = 1.5  # seconds at most that it works before the next torment of a row


@dataclass(frozen=True)
class Counts:
    """What readers saw."""

    messages: int
    lost: int
    doubled: int
    p50_ms: float
    p99_ms: float
    seconds: float


@dataclass(frozen=True)
class Rate:
    """How fast updates are answered, and what each costs."""

    per_second: float
    cpu_ms: float


@dataclass
class Load:
    """Readers that type: `texts` in turns, over `chats` chats, `rate` a second."""

    telegram: LoudTelegram
    texts: Sequence[str]
    chats: int = 100
    rate: float = 50.0
    alike: bool = False  # all chats type the same, in the same order
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def type_all(self, messages: int, until: threading.Event | None = None) -> None:
        """Type so many messages at that rate, and more until that event."""
        started = time.monotonic()
        for number in itertools.count():
            if number >= messages and (until is None or until.is_set()):
                return
            pause = started + number / self.rate - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            self.type_one()

    def type_one(self) -> None:
        """The next message, in the next chat."""
        number = next(self._numbers)
        turn = number // self.chats + (0 if self.alike else number)
        self.telegram.type(self.texts[turn % len(self.texts)], 1 + number % self.chats)


def tormented(
    load: Load, messages: int, torments: Sequence[Callable[[], None]], seed: int = 1
) -> Counts:
    """Readers type while torments happen at random times, each once.

    The bot works for a while between two of them, however long it takes to start.
    """
    chance = Random(seed)  # noqa: S311 times of accidents
    length, over = messages / load.rate, threading.Event()
    times = sorted(chance.uniform(0.05, 0.95) * length for _ in torments)
    typing = threading.Thread(target=load.type_all, args=(messages, over))
    started = time.monotonic()
    typing.start()
    try:
        for at, torment in zip(times, torments, strict=True):
            at_least = chance.uniform(0.0, _BETWEEN)
            time.sleep(max(at_least, started + at - time.monotonic()))
            torment()
    finally:
        over.set()
        typing.join()
    settle(load.telegram)
    return counted(load.telegram, time.monotonic() - started)


def settle(telegram: LoudTelegram, seconds: float = _SETTLE) -> None:
    """Wait until all is answered, or nothing has come for so long."""
    deadline, left = time.monotonic() + seconds, -1
    while time.monotonic() < deadline and (now := missing(telegram) + len(telegram.pending())):
        if now != left:
            deadline, left = time.monotonic() + seconds, now
        time.sleep(0.05)


def missing(telegram: LoudTelegram) -> int:
    """How many messages have no reply yet."""
    said = telegram.said
    return sum(max(len(said[chat]) - len(telegram.got.get(chat, ())), 0) for chat in list(said))


def counted(telegram: LoudTelegram, seconds: float) -> Counts:
    """Replies against messages, chat by chat; each chat's k-th reply is to its k-th message."""
    lost = doubled = 0
    waits = []
    for chat, said in telegram.said.items():
        got = telegram.got.get(chat, [])
        lost += max(len(said) - len(got), 0)
        doubled += max(len(got) - len(said), 0)
        waits += [(there - typed) * 1000 for typed, there in zip(said, got, strict=False)]
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    total = sum(map(len, telegram.said.values()))
    return Counts(total, lost, doubled, median(waits or [0.0]), cuts[98], seconds)


def longest_wait(telegram: LoudTelegram) -> float:
    """Seconds that a message waited for its reply, at worst."""
    pairs = [zip(said, telegram.got.get(chat, ())) for chat, said in telegram.said.items()]  # noqa: B905
    return max((there - typed for pair in pairs for typed, there in pair), default=0.0)


def throughput(
    load: Load, process: BotProcess | EchoProcess, seconds: float, others: Sequence[BotProcess] = ()
) -> Rate:
    """Each chat types its next message when it got its reply; after a while of warming up."""
    for _ in range(load.chats):
        load.type_one()
    if not load.telegram.fresh.acquire(timeout=_SETTLE):  # it may be starting yet
        raise TimeoutError("there was no reply at all")
    load.type_one()
    _keep_typing(load, _WARM)
    cpu = process.cpu() + sum(other.cpu() for other in others)
    started = time.monotonic()
    answered = _keep_typing(load, seconds)
    took = time.monotonic() - started
    used = process.cpu() + sum(other.cpu() for other in others) - cpu
    return Rate(answered / took, used / max(answered, 1) * 1000)


def _keep_typing(load: Load, seconds: float) -> int:
    deadline, answered = time.monotonic() + seconds, 0
    while (left := deadline - time.monotonic()) > 0:
        if load.telegram.fresh.acquire(timeout=left):
            answered += 1
            load.type_one()
    return answered


def learn(load: Load, chat_id: int = 1_000_000) -> dict[str, str]:
    """How each text's reply begins, asked in a chat of its own."""
    telegram, known = load.telegram, {}
    for text in load.texts:
        telegram.type(text, chat_id)
        settle(telegram)
        known[_beginning(telegram.texts[chat_id][-1])] = text
    return known


def inversions(telegram: LoudTelegram, known: dict[str, str]) -> int:
    """Replies that came out of their chat's order; one that came twice in a row is none."""
    return sum(
        _out_of_order(telegram.typed[chat], [known.get(_beginning(text), "") for text in texts])
        for chat, texts in telegram.texts.items()
    )


def _out_of_order(typed: Sequence[str], answered: Sequence[str]) -> int:
    found = place = 0
    for text in answered:
        if place < len(typed) and text == typed[place]:
            place += 1
        elif not place or text != typed[place - 1]:
            found += 1
    return found


def learn_dialogue(load: Load, chat_id: int = 1_000_000) -> list[str]:
    """How the replies to a chat's messages begin when nothing disturbs them."""
    telegram = load.telegram
    for number in range(max(map(len, telegram.said.values()))):
        telegram.type(load.texts[number % len(load.texts)], chat_id)
    settle(telegram)
    return [_beginning(text) for text in telegram.texts[chat_id]]


def misled(telegram: LoudTelegram, dialogue: Sequence[str]) -> int:
    """Chats whose dialogue went another way, because a message changed the state twice or never.

    The same reply twice in a row is no change: the state was not committed with the first one.
    """
    found = 0
    for chat, texts in telegram.texts.items():
        once = [text for text, _ in itertools.groupby(map(_beginning, texts))]
        found += once != list(dialogue[: len(telegram.said[chat])])
    return found


def _beginning(text: str) -> str:
    return text.partition("\n")[0][:60]
