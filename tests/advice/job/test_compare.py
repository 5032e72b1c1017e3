"""/compare: one aspect of both roles, found by name, by other words, and by what it is about."""

from __future__ import annotations

import pytest

from bot.advice import Outcome
from bot.advice.plain import plain_text
from bot.advice.reply import Cautions, Section
from bot.knowledge import Knowledge
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses

LONGEST_LINE = 110  # characters: three lines of a phone
PHONE_TABLE = 36  # characters of a fixed-width font


def test_bare_compare_shows_the_aspects_as_buttons(chat: Chat) -> None:
    reply = chat.say("/compare")
    aspects = chat.advisor.knowledge.compare.aspects
    assert reply.outcome is Outcome.CHOICE
    assert presses(reply) == [f"c:{aspect.id}" for aspect in aspects]
    assert labels(chat.say("pay")) != labels(reply)
    assert "Sign-on" in plain_text(chat.reply)


@pytest.mark.parametrize(
    ("typed", "aspect"),
    [
        ("week", "week"),
        ("the WEEK", "week"),
        ("what they measure", "yardstick"),
        ("yardstik", "yardstick"),
        ("kpi", "yardstick"),
        ("skils pls", "skills"),
        ("abilities", "skills"),
        ("dokuments", "documents"),
        ("the paperwork", "documents"),
        ("salry", "pay"),
        ("wages", "pay"),
        ("who is paid more", "pay"),
        ("interveiw", "interview"),
        ("hiring process", "interview"),
        ("CV", "resume"),
        ("resumé", "resume"),
        ("who do they hang out with all week", "week"),
        ("which documents do they write", "documents"),
        ("in a nutshell", "core"),
        ("personality", "people"),
        ("how they get judged at the end of the year", "yardstick"),
    ],
)
def test_an_aspect_is_found_by_many_names(chat: Chat, typed: str, aspect: str) -> None:
    reply = chat.say(f"/compare {typed}")
    label = chat.advisor.knowledge.compare.aspect[aspect].label
    assert (reply.outcome, plain_text(reply).splitlines()[0]) == (Outcome.ANSWER, label)


@pytest.mark.parametrize("typed", ["zebra", "the weather in Lisbon", "?!", "x" * 500])
def test_an_unknown_aspect_is_said_and_the_known_ones_shown(chat: Chat, typed: str) -> None:
    reply = chat.say(f"/compare {typed}")
    assert reply.outcome is Outcome.CHOICE
    assert len(presses(reply)) == len(chat.advisor.knowledge.compare.aspects)
    assert len(first_words(reply)) < 120
    assert_sound(reply, chat.advisor)


def test_every_aspect_says_something_of_both_roles_and_fits_a_phone(chat: Chat) -> None:
    knowledge = chat.advisor.knowledge
    for aspect in knowledge.compare.aspects:
        reply = chat.press(f"c:{aspect.id}")
        assert_sound(reply, chat.advisor)
        rows = [block for block in reply.blocks if isinstance(block, Section)]
        assert [row.title for row in rows] == [row.name for row in aspect.rows]
        for row in rows:
            names = [item.partition(":")[0] for item in row.items]
            assert names == list(knowledge.role_name.values())
            assert all(len(item) <= LONGEST_LINE for item in row.items)
        assert f"c:{aspect.id}" not in presses(reply)
        assert reply.in_place


def test_lines_are_the_briefs_of_entries(chat: Chat) -> None:
    said = plain_text(chat.say("/compare week"))
    for name, role in (("time_split_ai", "ai"), ("time_split_ml", "ml")):
        assert chat.advisor.knowledge.entry[name].brief[role] in said


def test_pay_is_a_table_that_a_phone_shows_and_has_its_cautions(chat: Chat) -> None:
    reply = chat.say("/compare pay")
    assert len(reply.data["rows"]) == 4
    table = plain_text(reply).partition("San Francisco")[0]
    assert all(len(line) <= PHONE_TABLE for line in table.splitlines())
    assert sum(isinstance(block, Cautions) for block in reply.blocks) == 1


def test_no_figure_of_the_pay_table_is_written_again(knowledge: Knowledge) -> None:
    briefs = [text for entry in knowledge.entries for text in entry.brief.values()]
    bounds = {f"{row.base.low / 1000:.0f}" for row in knowledge.pay.rows}
    assert not [text for text in briefs for bound in bounds if bound in text]


def test_a_follow_up_goes_on_from_a_comparison(chat: Chat) -> None:
    chat.say("/compare week")
    assert chat.say("and the ML one?").entries == ("time_split_ml",)


@pytest.mark.parametrize("press", ["c:gone", "c:", "c:week:more", "c:😀"])
def test_a_button_of_other_files_is_stale(chat: Chat, press: str) -> None:
    reply = chat.press(press)
    assert (reply.blocks, reply.toast) == ((), chat.advisor.knowledge.texts.stale_button)


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("/compare pay staff", ["Staff", "$260k-$285k"], ["Senior", "$200k-$225k"]),
        ("/compare senior pay", ["Senior", "$200k-$225k"], ["Staff", "$260k-$285k"]),
        ("/compare pay rsu", ["0.12-0.15%", "0.06-0.08%"], ["$260k-$285k"]),
        ("/compare pay", ["$200k-$225k", "$260k-$285k"], []),
    ],
)
def test_pay_is_compared_for_the_level_and_the_part_that_are_named(
    chat: Chat, text: str, shown: list[str], hidden: list[str]
) -> None:
    said = plain_text(chat.say(text))
    assert all(part in said for part in shown)
    assert not any(part in said for part in hidden)


@pytest.mark.parametrize("text", ["interview", "and for the resume", "skills"])
def test_another_aspect_may_be_typed_under_a_comparison(chat: Chat, text: str) -> None:
    chat.say("/compare week", text)
    assert chat.reply.outcome is Outcome.ANSWER
    (name,) = {"interview", "resume", "skills"} & set(text.split())
    assert chat.reply == Chat(chat.advisor).say(f"/compare {name}")
