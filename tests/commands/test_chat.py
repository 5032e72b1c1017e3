"""`chat` with lines piped in: a message a line, plain replies, numbered buttons."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Session
from bot.advice.reply import Paragraph
from bot.commands.chat import answer
from bot.storage import Turns, make_engine, upgrade
from bot.telegram.local import LocalTelegram
from tests.commands.conftest import CommandLine
from tests.telegram.bot_helpers import local_bot

DIFFERENCE = "what is the difference?"


def first_words(advisor: Advisor, *texts: str) -> str:
    """How the answer to the last of these texts begins."""
    session = Session()
    for text in texts:
        reply, session = advisor.reply(Message(text), session)
    first = reply.blocks[0]
    assert isinstance(first, Paragraph)
    return first.text


def test_a_first_conversation(cli: CommandLine, advisor: Advisor) -> None:
    ended = cli("chat", stdin=f"{DIFFERENCE}\n/salary senior ml\n/fit\n1\n")
    assert (ended.status, ended.err) == (0, "")
    said = re.split(r"\n\n(?=Senior ML PM|Pick what|2 of about)", ended.out)
    difference, pay, first, second = said
    assert difference.startswith(first_words(advisor, DIFFERENCE))
    for figures in ("$180k-$205k", "$15k-$25k", "12-18%", "0.09-0.12%"):
        assert figures in pay
    fit = advisor.knowledge.fit
    for shown, name in ((first, "yardstick"), (second, "pay")):
        question = fit.question[name]
        assert question.text in shown
        assert all(f"] {option.label}\n" in shown for option in question.options)
        assert [f"[{number}]" in shown for number in range(1, 7)] == [True] * 6


def test_the_picture_of_a_result_is_saved_and_named(cli: CommandLine) -> None:
    out = cli("chat", stdin="/fit\n" + "skip\n" * 8).out
    (path,) = re.findall(r"^Picture: (.*)$", out, re.M)
    assert Path(path).read_bytes().startswith(b"\x89PNG")
    assert Path(path).name == "picture.png"


def test_a_button_that_is_a_link_shows_it(cli: CommandLine) -> None:
    out = cli("chat", stdin="/fit\n" + "skip\n" * 8 + "share\n1\n").out
    assert re.search(r"^\[1\] Send to a friend https://t\.me/share/url\?url=", out, re.M)


def test_buttons_in_a_row_share_a_line(cli: CommandLine) -> None:
    out = cli("chat", stdin=f"{DIFFERENCE}\n").out
    assert re.search(r"^\[\d+\] 👍  \[\d+\] 👎\n\n\Z", out, re.M)
    assert "\x1b" not in out


def test_a_line_to_the_bot_by_name_shows_cards_for_another_chat(
    cli: CommandLine, advisor: Advisor
) -> None:
    out = cli("chat", stdin="@ staff ml rsu\n@local_bot banana bread recipe\n").out
    first = advisor.cards("staff ml rsu")[0]
    assert out.startswith(f"▸ {first.title}\n  {first.description}\n▸ ")
    assert out.endswith("\n\nNo card fits.\n\n")


def test_blank_lines_are_no_messages(cli: CommandLine) -> None:
    ended = cli("chat", stdin="\n   \n\t\n")
    assert (ended.status, ended.out, ended.err) == (0, "", "")


def test_the_last_line_needs_no_end(cli: CommandLine, advisor: Advisor) -> None:
    assert cli("chat", stdin=DIFFERENCE).out.startswith(first_words(advisor, DIFFERENCE))


@pytest.mark.parametrize("number", ["1", "0", "99"])
def test_a_number_that_is_no_buttons_is_a_message(
    cli: CommandLine, advisor: Advisor, number: str
) -> None:
    assert cli("chat", stdin=f"{number}\n").out.startswith(first_words(advisor, number))


def test_a_number_beyond_the_buttons_is_a_message(cli: CommandLine, advisor: Advisor) -> None:
    first = advisor.knowledge.fit.question["yardstick"]
    out = cli("chat", stdin="/fit\n42\n").out
    assert first_words(advisor, "/fit", "42") in out
    assert out.count(first.text) == 2


@pytest.mark.parametrize("line", ["a" * 5000, "😀" * 5000, "a" + "😀" * 5000])
def test_a_line_longer_than_a_message_is_cut(cli: CommandLine, advisor: Advisor, line: str) -> None:
    ended = cli("chat", stdin=line + "\n")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(first_words(advisor, line[:2000]))


def test_a_thumb_is_acknowledged(cli: CommandLine, advisor: Advisor) -> None:
    out = cli("chat", stdin=f"{DIFFERENCE}\n").out
    (thumb,) = re.findall(r"\[(\d+)\] 👍", out)
    again = cli("chat", stdin=f"{DIFFERENCE}\n{thumb}\n").out
    assert again.startswith(out)
    assert "👍 ✓" in again.removeprefix(out)
    assert again.endswith(advisor.knowledge.service.feedback.thanks + "\n\n")


def test_an_export_is_saved_and_named(cli: CommandLine) -> None:
    (path,) = re.findall(r"^File: (.*)$", cli("chat", stdin="/export\n").out, re.M)
    assert json.loads(Path(path).read_text(encoding="utf-8"))["schema"] == 1


def test_a_question_of_fit_waits_for_the_next_start(cli: CommandLine, advisor: Advisor) -> None:
    second, third = (advisor.knowledge.fit.question[name] for name in ("pay", "company"))
    assert second.text in cli("chat", stdin="/fit\n1\n").out
    out = cli("chat", stdin="1\n").out
    assert third.text in out
    assert advisor.knowledge.texts.restarted not in out


def test_a_session_that_cannot_be_read_starts_afresh(
    cli: CommandLine, advisor: Advisor, data_home: Path
) -> None:
    cli("chat", stdin="/fit\n")
    (database,) = data_home.rglob("*.sqlite3")
    _spoil_sessions(database)
    assert cli("chat", stdin="hello\n").out.startswith(advisor.knowledge.texts.restarted)


def test_a_database_that_cannot_be_used(
    cli: CommandLine, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{data_home}")
    assert cli("chat", stdin="hello\n").complaint.startswith("DATABASE_URL: ")


def test_any_line_is_answered(advisor: Advisor, tmp_path: Path) -> None:
    with asyncio.Runner() as loop:
        stack = AsyncExitStack()
        engine = make_engine(f"sqlite:///{tmp_path}/chat.sqlite3")
        loop.run(upgrade(engine))
        stack.push_async_callback(engine.dispose)
        bot = local_bot(advisor, Turns(engine), LocalTelegram())
        runner = loop.run(stack.enter_async_context(bot))

        @settings(max_examples=50, deadline=None)
        @given(st.text(st.characters(exclude_categories=())))
        def check(line: str) -> None:
            number = line.strip().isdecimal()
            shown = loop.run(answer(runner, line))
            assert bool(shown) == bool(line.strip()) or number

        check()
        loop.run(stack.aclose())


def _spoil_sessions(database: Path) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE chats SET session = '{\"version\": 0}'")
    connection.close()
