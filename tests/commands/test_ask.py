"""`ask`: plain, as a record, and in batches."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Outcome, Session
from bot.advice.plain import plain_text
from bot.commands.ask import answers
from bot.errors import UsageError
from tests.commands.conftest import CommandLine

DIFFERENCE = "what is the difference?"
KEYS = ["id", "outcome", "entries", "text", "buttons", "data"]


def lines(*asked: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in asked)


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_an_answer_as_plain_text(cli: CommandLine, advisor: Advisor) -> None:
    reply, _ = advisor.reply(Message(DIFFERENCE), Session())
    ended = cli("ask", DIFFERENCE)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == plain_text(reply) + "\n"


def test_the_record_of_an_answer(cli: CommandLine, advisor: Advisor) -> None:
    reply, _ = advisor.reply(Message(DIFFERENCE), Session())
    ended = cli("ask", "--json", DIFFERENCE)
    (record,) = records(ended.out)
    assert list(record) == KEYS
    assert record["id"] is None
    assert record["outcome"] == "answer"
    assert record["entries"] == ["difference"]
    assert record["text"] == plain_text(reply)
    assert record["buttons"] == [[button.label for button in row] for row in reply.buttons]
    assert record["data"] == {}


def test_an_empty_question_is_answered(cli: CommandLine) -> None:
    ended = cli("ask", "")
    assert ended.status == 0
    assert ended.out.strip()


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--batch", DIFFERENCE)])
def test_a_text_or_a_batch_not_both_or_neither(
    cli: CommandLine, arguments: tuple[str, ...]
) -> None:
    assert "--batch" in cli("ask", *arguments).complaint


def test_a_batch_keeps_order_and_ids(cli: CommandLine) -> None:
    asked = lines(
        {"id": "b", "text": DIFFERENCE},
        {"id": 7, "text": "hello"},
        {"text": "how do I bake bread?"},
        {"id": None, "text": "/fit"},
    )
    ended = cli("ask", "--batch", stdin=asked)
    found = records(ended.out)
    assert (ended.status, ended.err) == (0, "")
    assert [list(record) for record in found] == [KEYS] * 4
    assert [record["id"] for record in found] == ["b", 7, None, None]
    assert [record["outcome"] for record in found] == ["answer", "chat", "decline", "flow"]


def test_pay_look_ups_give_their_rows_or_what_is_wrong(cli: CommandLine) -> None:
    asked = lines(
        {"text": "/salary senior ml"},
        {"text": "/salary staff ai base"},
        {"text": "/salary junior ml"},
        {"text": "/salary data scientist"},
        {"text": "/salary"},
        {"text": "/salary senior ml in Berlin"},
    )
    assert [record["data"] for record in records(cli("ask", "--batch", stdin=asked).out)] == [
        {"rows": [["ml", "senior"]], "component": None},
        {"rows": [["ai", "staff"]], "component": "base"},
        {"error": "unknown_level"},
        {"error": "unknown_role"},
        {"error": "empty"},
        {"error": "location"},
    ]


def test_lines_of_a_chat_are_one_conversation(advisor: Advisor) -> None:
    walk = [{"chat": 5, "text": text} for text in ("/fit", *["skip"] * 8)]
    elsewhere = [{"chat": 6, "text": "/fit"}, {"chat": 6, "text": "2"}]
    mixed = [walk[0], elsewhere[0], walk[1], elsewhere[1], *walk[2:]]
    found = list(answers(advisor, lines(*mixed).splitlines()))
    first, second = (advisor.knowledge.fit.question[name] for name in ("yardstick", "pay"))
    assert [first.text in record["text"] for record in found[:4]] == [True, True, False, False]
    assert [second.text in record["text"] for record in found[:4]] == [False, False, True, True]
    fit = found[-1]["data"]["fit"]
    assert fit["lean"] in ("ai_pm", "ml_pm", "balanced")
    assert -1 <= fit["score"] <= 1
    assert 0 <= fit["confidence"] <= 1


def test_lines_without_a_chat_know_nothing_of_one_another(advisor: Advisor) -> None:
    alone, again = answers(advisor, lines({"text": "/fit"}, {"text": "1"}).splitlines())
    assert alone["outcome"] == "flow"
    assert again["outcome"] != "flow"


def test_a_batch_may_have_blank_lines(cli: CommandLine) -> None:
    asked = "\n" + lines({"id": 1, "text": "hello"}) + "  \n" + lines({"id": 2, "text": "hello"})
    assert [record["id"] for record in records(cli("ask", "--batch", stdin=asked).out)] == [1, 2]


def test_an_empty_batch_has_no_answers(cli: CommandLine) -> None:
    ended = cli("ask", "--batch")
    assert (ended.status, ended.out, ended.err) == (0, "", "")


@pytest.mark.parametrize(
    "bad",
    [
        "what is the difference?",
        '{"text": "cut off',
        '["text"]',
        "null",
        '{"id": 1}',
        '{"text": null}',
        '{"text": 5}',
        '{"text": "hello", "id": ' + "1" * 5000 + "}",
        "[" * 100_000,
    ],
)
def test_a_bad_line_stops_the_batch_and_is_named(advisor: Advisor, bad: str) -> None:
    found = answers(advisor, [*lines({"id": 1, "text": "hello"}).splitlines(), bad])
    assert next(found)["id"] == 1
    with pytest.raises(UsageError, match=r"\Aline 2 .+\Z"):
        next(found)


def test_what_came_before_a_bad_line_is_answered(cli: CommandLine) -> None:
    ended = cli("ask", "--batch", stdin=lines({"id": 1, "text": "hello"}) + "hello\n")
    assert ended.status == 2
    assert [record["id"] for record in records(ended.out)] == [1]
    assert ended.err == "line 2 is not JSON: Expecting value\n"


def test_what_is_not_utf_8_is_read_as_well_as_it_can_be(cli: CommandLine) -> None:
    ended = cli("ask", "--batch", stdin=b'{"id": 1, "text": "what is the diff\xff?"}\n')
    assert (ended.status, ended.err) == (0, "")
    assert records(ended.out)[0]["id"] == 1


def test_half_a_character_that_is_repeated_back_is_no_error(cli: CommandLine) -> None:
    half = "/salary xq\ud83dz"
    ended = cli("ask", "--batch", stdin=lines({"id": "\ud83d", "text": half}))
    assert (ended.status, ended.err) == (0, "")
    assert records(ended.out)[0]["id"] == "?"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=3))
def test_whatever_is_asked_has_a_record(advisor: Advisor, texts: list[str]) -> None:
    asked = [{"id": number, "text": text, "chat": 1} for number, text in enumerate(texts)]
    found = list(answers(advisor, lines(*asked).splitlines()))
    assert [record["id"] for record in found] == [one["id"] for one in asked]
    assert all(record["text"] and Outcome(record["outcome"]) for record in found)
