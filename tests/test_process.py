"""The bot as a real process: over HTTP, told to stop, killed, started again, and at a terminal."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from bot.advice import Advisor
from bot.storage import Turns, make_engine, upgrade
from bot.telegram.local import LocalTelegram
from bot.telegram.local_http import served
from bot.telegram.local_schema import JSON
from tests.telegram.bot_helpers import local_bot
from tests.telegram.passing import pass_time

ROOT = Path(__file__).parent.parent
DIFFERENCE = "what is the difference?"
LIMIT = 60.0  # seconds; far more than anything here takes, on a busy machine, too
FIT = 1  # the chat in the middle of an assessment
OTHERS = (2, 3, 4)
QUESTIONS = [
    DIFFERENCE,
    "/salary senior ml",
    "/salary staff ai",
    "/privacy",
    "/about",
    "/help",
    "how do I bake bread?",
]


class Eventful(LocalTelegram):
    """A Telegram where something happens once a chat has got so many messages from the bot.

    It happens before the bot hears that the last of them has arrived.
    """

    _event: tuple[int, int, Callable[[], None]] | None = None
    happened: threading.Event

    def when(self, chat_id: int, messages: int, happens: Callable[[], None]) -> None:
        self._event = (chat_id, messages, happens)
        self.happened = threading.Event()

    async def call(self, method: str, parameters: Mapping[str, Any]) -> tuple[int, JSON]:
        answered = await super().call(method, parameters)
        if self._event:
            chat_id, messages, happens = self._event
            if len(replies(self, chat_id)) == messages:
                self._event = None
                happens()
                self.happened.set()
        return answered


@pytest.fixture
def environment(advisor: Advisor, cache_home: Path, tmp_path: Path) -> dict[str, str]:
    """A new user's; `advisor` has built the index of words that processes look for."""
    names = ("PATH", "LANG", "LC_ALL", "PTB_TIMEDELTA")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(cache_home),
        "EMBEDDING": "off",
    }


@pytest.fixture
def telegram() -> Eventful:
    return Eventful()


@pytest.fixture
def start(
    environment: dict[str, str], telegram: Eventful, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `run` on the local Telegram; what it logs goes to a file."""
    with ExitStack() as stack:
        url = stack.enter_context(served(telegram))

        def run(**more: str) -> subprocess.Popen[str]:
            log = stack.enter_context((tmp_path / "log").open("a"))
            named = {"TELEGRAM_API_BASE_URL": url, "TELEGRAM_BOT_TOKEN": telegram.token}
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=ROOT,
                env=environment | named | more,
                stderr=log,
                text=True,
            )
            stack.callback(_ended, process)
            return process

        yield run


def _ended(process: subprocess.Popen[Any]) -> None:
    process.kill()
    process.wait(10)


@contextmanager
def killed_at_last(process: subprocess.Popen[str]) -> Iterator[None]:
    """It ends with the block, or when the block takes too long: then a pipe of its ends, too."""
    watchdog = threading.Timer(LIMIT, process.kill)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
        _ended(process)


def command(environment: dict[str, str], *arguments: str, stdin: str = "") -> str:
    """What a command prints, which ends well and complains about nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def eventually(so: Callable[[], object], seconds: float = LIMIT) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, "it did not come to be so"
        time.sleep(0.01)


def replies(telegram: LocalTelegram, chat_id: int = 1) -> list[str]:
    return [message.text for message in telegram.messages(chat_id) if message.from_bot]


def queue_thirty(telegram: LocalTelegram, advisor: Advisor) -> dict[int, list[str]]:
    """30 updates that wait: a whole assessment and others' questions, in turns. By chat."""
    answers = ["skip"] * advisor.knowledge.fit.scoring.most
    said = dict.fromkeys(OTHERS, QUESTIONS) | {FIT: ["/fit", *answers]}
    for turn in range(10):
        for chat, texts in said.items():
            if turn < len(texts):
                telegram.text(texts[turn], chat_id=chat)
    assert len(telegram.pending()) == 30
    return said


async def undisturbed(advisor: Advisor, folder: Path, texts: list[str]) -> list[str]:
    """What a bot that nobody stops answers in one chat."""
    engine = make_engine(f"sqlite:///{folder}/undisturbed.sqlite3")
    await upgrade(engine)
    async with local_bot(advisor, Turns(engine), LocalTelegram()) as runner:
        for text in texts:
            await runner.say(text)
    await engine.dispose()
    return replies(runner.telegram)


def one_line_each(text: str) -> list[str]:
    """A reply without its marks, which differ between Telegram and plain text."""
    return [re.sub("^(Note:|Source:|⚠️|📖)", "", line).strip() for line in text.splitlines()]


def test_telegram_is_answered_as_ask_answers(
    start: Callable[..., subprocess.Popen[str]],
    telegram: Eventful,
    environment: dict[str, str],
    advisor: Advisor,
    tmp_path: Path,
) -> None:
    telegram.token = "1234567:AAFakeFakeFakeFakeFakeFakeFakeFake"
    process = start(LOG_LEVEL="DEBUG", LOG_FORMAT="json")
    for text in QUESTIONS:
        telegram.text(text)
    asked = "".join(json.dumps({"text": text}) + "\n" for text in QUESTIONS)
    printed = command(environment, "ask", "--batch", stdin=asked)
    records = [json.loads(line)["text"] for line in printed.splitlines()]
    eventually(lambda: len(replies(telegram)) == len(QUESTIONS))
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    for said, record in zip(replies(telegram), records, strict=True):
        assert said.partition("\n\n")[0] == record.partition("\n\n")[0]
        assert one_line_each(said) == one_line_each(record)
    told = {call.method: call.parameters for call in reversed(telegram.calls)}  # the first
    texts = advisor.knowledge.texts
    assert len(told["setMyCommands"]["commands"]) == len(texts.commands)
    assert told["setMyDescription"]["description"] == texts.description
    assert told["setMyShortDescription"]["short_description"] == texts.short_description
    log = (tmp_path / "log").read_text()
    assert telegram.token not in log
    events = [json.loads(line) for line in log.splitlines()]
    assert {"at", "level", "logger", "message"} <= set(events[0])
    assert "DEBUG" in {event["level"] for event in events}


def test_told_to_stop_it_leaves_the_rest_to_the_next(
    start: Callable[..., subprocess.Popen[str]],
    telegram: Eventful,
    advisor: Advisor,
    tmp_path: Path,
) -> None:
    said = queue_thirty(telegram, advisor)
    first = start(LOG_LEVEL="DEBUG")
    telegram.when(FIT, 4, lambda: first.send_signal(signal.SIGTERM))
    assert telegram.happened.wait(LIMIT)
    assert first.wait(10) == 0
    assert 0 < len(telegram.pending()) < 30
    second = start(LOG_LEVEL="DEBUG")
    eventually(lambda: not telegram.pending())
    second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0
    for chat, texts in said.items():
        assert len(replies(telegram, chat)) == len(texts)
    assert telegram.token not in (tmp_path / "log").read_text()


async def test_killed_it_loses_nothing_and_says_nothing_thrice(
    start: Callable[..., subprocess.Popen[str]],
    telegram: Eventful,
    advisor: Advisor,
    tmp_path: Path,
) -> None:
    said = queue_thirty(telegram, advisor)
    first = start()
    telegram.when(FIT, 4, first.kill)
    assert first.wait(LIMIT) == -signal.SIGKILL
    assert telegram.pending()
    second = start()
    eventually(lambda: not telegram.pending())
    second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0
    expected = await undisturbed(advisor, tmp_path, said[FIT])
    assert [text for text, _ in groupby(replies(telegram, FIT))] == expected
    for chat, texts in said.items():
        times = Counter(replies(telegram, chat))
        assert len(times) == len(texts)
        assert max(times.values()) <= 2


async def test_killed_between_half_time_and_the_end_it_still_tells_the_end(
    start: Callable[..., subprocess.Popen[str]],
    telegram: Eventful,
    advisor: Advisor,
    tmp_path: Path,
) -> None:
    texts = advisor.knowledge.practice.texts
    database = f"sqlite:///{tmp_path}/practice.sqlite3"
    engine = make_engine(database)
    first = start(DATABASE_URL=database)
    telegram.text("/practice")
    eventually(lambda: len(replies(telegram)) == 1)
    menu = next(message for message in telegram.messages() if message.from_bot)
    telegram.press(menu.message_id, "m:s:phone:ai:10")
    eventually(lambda: texts.aloud in replies(telegram)[-1])
    eventually(lambda: not telegram.pending())
    await pass_time(engine, timedelta(minutes=5, seconds=1))
    eventually(lambda: replies(telegram)[-1].startswith("⏳"))
    first.kill()
    first.wait()
    await pass_time(engine, timedelta(minutes=5))
    second = start(DATABASE_URL=database)
    eventually(lambda: replies(telegram)[-1].startswith(texts.up))
    second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0
    await engine.dispose()
    prompts = [text[0] for text in replies(telegram)[2:]]
    assert [mark for mark, _ in groupby(prompts)] == ["⏳", "⏰"]
    assert len(prompts) <= 3  # the kill may repeat one


def test_the_clock_speaks_while_a_pipe_is_silent(
    environment: dict[str, str], advisor: Advisor, tmp_path: Path
) -> None:
    database = tmp_path / "chat.sqlite3"
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        cwd=ROOT,
        env=environment | {"DATABASE_URL": f"sqlite:///{database}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert chat.stdin
    assert chat.stdout
    chat.stdin.write("/practice ai\n1\n2\n")  # the phone screen, in ten minutes
    chat.stdin.flush()
    texts = advisor.knowledge.practice.texts
    watchdog = threading.Timer(30, chat.kill)
    watchdog.start()
    for line in chat.stdout:
        if line.startswith(texts.aloud[:10]):
            eventually(lambda: _begun(database))
            asyncio.run(_half_an_interview_later(f"sqlite:///{database}"))
        if line.startswith("⏳"):
            break
    assert line == f"{texts.half.format(time='5 minutes')}\n"
    chat.stdin.close()
    assert chat.wait(10) == 0
    chat.stdout.close()
    watchdog.cancel()


def _begun(database: Path) -> bool:
    """Whether the turn that began the interview is committed."""
    connection = sqlite3.connect(database)
    (count,) = connection.execute("SELECT count(*) FROM reminders").fetchone()
    connection.close()
    return bool(count)


async def _half_an_interview_later(database: str) -> None:
    engine = make_engine(database)
    await pass_time(engine, timedelta(minutes=5))
    await engine.dispose()


def test_a_question_of_fit_waits_in_the_terminal_too(
    environment: dict[str, str], advisor: Advisor
) -> None:
    questions = advisor.knowledge.fit.question
    assert questions["pay"].text in command(environment, "chat", stdin="/fit\n1\n")
    assert questions["company"].text in command(environment, "chat", stdin="1\n")


def test_a_conversation_at_a_terminal(environment: dict[str, str], advisor: Advisor) -> None:
    first, second = (advisor.knowledge.fit.question[name] for name in ("yardstick", "pay"))
    with terminal(environment, "chat") as (process, screen):
        screen.shows(advisor.knowledge.texts.start[:30])
        screen.shows("you>")
        screen.types("/fit\r")
        screen.shows(f"\x1b[32m[3] {first.options[2].label}\x1b[0m")
        screen.shows("you>")
        screen.types("1\r")
        screen.shows(second.text)
        screen.shows("you>")
        screen.types("\x04")
        assert process.wait(10) == 0


def test_the_clock_speaks_at_a_terminal_above_the_prompt(
    environment: dict[str, str], advisor: Advisor, tmp_path: Path
) -> None:
    texts = advisor.knowledge.practice.texts
    database = tmp_path / "chat.sqlite3"
    named = environment | {"DATABASE_URL": f"sqlite:///{database}"}
    with terminal(named, "chat") as (process, screen):
        for line, shown in (("/practice ai\r", "[7]"), ("1\r", "instead"), ("2\r", "Talk aloud")):
            screen.shows("you>")
            screen.types(line)
            screen.shows(shown)
        screen.shows("you>")
        screen.types("half a ques")
        eventually(lambda: _begun(database))
        asyncio.run(_half_an_interview_later(f"sqlite:///{database}"))
        screen.shows(texts.half.format(time="5 minutes"))
        screen.shows("half a ques")
        screen.types("tion\r")
        screen.shows("[4]")  # of its answer; the prompt is drawn several times before
        screen.shows("you>")
        screen.types("\x04")
        assert process.wait(10) == 0


def test_ctrl_c_ends_a_chat_that_waits_for_its_pipe(environment: dict[str, str]) -> None:
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with killed_at_last(chat):
        assert chat.stdin
        assert chat.stdout
        chat.stdin.write("/privacy\n")
        chat.stdin.flush()
        assert chat.stdout.readline()
        chat.send_signal(signal.SIGINT)
        assert chat.wait(10) == 130
        _, err = chat.communicate(timeout=10)
        assert err == ""


def test_ask_starts_without_telegram_and_without_a_database(environment: dict[str, str]) -> None:
    program = (
        "import sys; from bot.__main__ import main; main(['ask', 'hello']); "
        "print({'telegram', 'sqlalchemy', 'prompt_toolkit'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "set()"


class Screen:
    """A terminal as a person has one: reads what is shown, types keys."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._shown = ""

    def types(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def shows(self, text: str, seconds: float = LIMIT) -> None:
        """Wait for a text, and forget what came before its end."""
        deadline = time.monotonic() + seconds
        while text not in self._shown:
            ready, _, _ = select.select([self._terminal], [], [], deadline - time.monotonic())
            assert ready, f"{text!r} is not shown: {self._shown!r}"
            self._shown += os.read(self._terminal, 65536).decode(errors="replace")
        self._shown = self._shown.partition(text)[2]


@contextmanager
def terminal(
    environment: dict[str, str], *arguments: str
) -> Iterator[tuple[subprocess.Popen[bytes], Screen]]:
    """A command at a pseudo-terminal."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (40, 100))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment | {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"},
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    try:
        yield process, Screen(ours)
    finally:
        _ended(process)
        os.close(ours)
