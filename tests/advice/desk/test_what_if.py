"""What a grant is worth at a company's value, and where two packages meet."""

from __future__ import annotations

import pytest

from bot.advice import Advisor, Message, Outcome, Session
from bot.advice.desk.what_if import WhatIf
from bot.advice.plain import plain_text
from bot.knowledge import Knowledge
from tests.advice.chat import Chat, assert_sound, first_words, presses


def said(chat: Chat) -> str:
    return plain_text(chat.reply)


def test_a_grant_is_valued_low_to_high_and_by_the_year(chat: Chat) -> None:
    reply = chat.say("/salary senior ml at $2B")
    assert_sound(reply, chat.advisor)
    assert "Senior ML PM: 0.09% × $2B = $1.8M to 0.12% × $2B = $2.4M" in said(chat)
    assert "A year: $1.8M / 4 = $450k to $2.4M / 4 = $600k." in said(chat)
    assert reply.data == {"rows": [["ml", "senior"]], "component": None}


def test_two_roles_at_a_value_say_who_is_ahead_by_both_readings(chat: Chat) -> None:
    chat.say("/salary senior at $500m")
    assert "If the bonus percent is per year: the ML PM is ahead." in said(chat)
    assert "AI PM ≈ $1.82M, ML PM ≈ $1.78M; the AI PM is ahead." in said(chat)


def test_below_the_meeting_the_cash_wins_and_above_it_the_grant(chat: Chat) -> None:
    chat.say("/salary senior at $300m")
    assert "per year: the AI PM is ahead" in said(chat)
    chat.say("/salary senior at $700m")
    assert said(chat).count("the ML PM is ahead") == 2


def test_where_the_packages_meet_comes_first_then_how(chat: Chat) -> None:
    chat.press("w::senior:")
    assert first_words(chat.reply) == (
        "Above ≈ $352.1M, the Senior ML PM's larger grant outweighs the AI PM's higher cash over "
        "four years; below, the cash wins."
    )
    assert "If the bonus percent is per quarter (4 × bonus), at" in said(chat)


@pytest.mark.parametrize("text", ["/salary senior ml at $2B", "/salary staff at 1T"])
def test_the_caution_always_comes_with_it(chat: Chat, knowledge: Knowledge, text: str) -> None:
    chat.say(text)
    assert knowledge.caution["cav_rsu_percent_of_company"].text in said(chat)


def test_a_pay_card_leads_there_and_on(chat: Chat) -> None:
    chat.say("/salary senior ml")
    chat.tap("What is the grant worth?")
    assert "Above ≈ $352.1M" in said(chat)
    chat.tap("At $1B")
    assert chat.reply.in_place
    assert "If the company is worth $1B" in said(chat)
    chat.tap("Where do they meet?")
    chat.tap("Staff: where do they meet?")
    assert "Above ≈ $333.1M, the Staff ML PM's" in said(chat)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("what if the company is worth 2 billion", 4),
        ("and the grant at a $500m valuation, senior ml?", 1),
        ("what would a staff ai rsu be at 10B", 1),
    ],
)
def test_it_is_reached_by_typing(chat: Chat, text: str, rows: int) -> None:
    chat.say(text)
    assert said(chat).startswith("If the company is worth")
    assert len(chat.reply.data["rows"]) == rows


def test_a_follow_up_takes_the_row_spoken_of(chat: Chat) -> None:
    chat.say("/salary staff ai", "what if the company is worth 2 billion")
    assert chat.reply.data["rows"] == [["ai", "staff"]]
    assert chat.say("and for ml?").data["rows"] == [["ml", "staff"]]


@pytest.mark.parametrize("text", ["what is the grant worth?", "how much is that in dollars"])
def test_under_a_card_the_value_is_asked_for(chat: Chat, text: str) -> None:
    chat.say("/salary staff ai", text)
    assert first_words(chat.reply).startswith("That takes the company's value")
    assert_sound(chat.reply, chat.advisor)
    chat.tap("At $1B")
    assert chat.reply.data["rows"] == [["ai", "staff"]]


@pytest.mark.parametrize("text", ["at $2B", "at two billion", "2B", "and at 2B?", "2 billion?"])
def test_under_a_card_a_value_is_enough(chat: Chat, text: str) -> None:
    chat.say("/salary senior ml", "at $1B", text)
    assert said(chat).startswith("If the company is worth $2B")
    assert chat.reply.data["rows"] == [["ml", "senior"]]


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("how much is 0.1% of $2B?", "0.1% × $2B = $2M."),
        ("0.08 percent of a 3 billion company", "0.08% × $3B = $2.4M."),
        ("what is 15% of 200k", "15% × $200k = $30k."),
    ],
)
def test_a_percent_of_an_amount_is_the_formula_alone(chat: Chat, text: str, formula: str) -> None:
    assert plain_text(chat.say(text)) == formula


@pytest.mark.parametrize(
    "text", ["when do they break even?", "at what valuation does the grant outweigh the cash"]
)
def test_where_they_meet_can_be_asked(chat: Chat, text: str) -> None:
    assert first_words(chat.say(text)).startswith("Above ≈ $352.1M")
    assert first_words(chat.say(f"{text} staff")).startswith("Above ≈ $333.1M")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/salary senior ml at $0", "$0 can't be the value of a company."),
        ("/salary senior ml at -$2B", "-$2B can't be the value of a company."),
        ("/salary senior ml at 10^30", "10^30 can't be the value of a company."),
        ("/salary senior ml at 500", "500 can't be the value of a company."),
        ("/salary senior ml at €2B", "I reckon in US dollars"),
    ],
)
def test_nonsense_says_what_to_type(chat: Chat, text: str, words: str) -> None:
    reply = chat.say(text)
    assert first_words(reply).lower().startswith(words.lower())
    assert "/salary senior ml at $2B" in said(chat)
    assert reply.outcome is Outcome.CHAT


@pytest.mark.parametrize("text", ["/salary junior at $2B", "/salary senior data scientist at $2B"])
def test_rows_that_are_not_there_are_named(chat: Chat, text: str) -> None:
    assert "There are no figures for" in said_of(chat, text)


def said_of(chat: Chat, text: str) -> str:
    return plain_text(chat.say(text))


@pytest.mark.parametrize("press", ["w:", "w:::", "w:x::", "w::x:", "w::senior:7", "w::senior:x"])
def test_foreign_buttons_do_nothing(advisor: Advisor, press: str) -> None:
    reply, after = advisor.reply(Message(press, "press"), Session())
    assert reply.toast
    assert after == Session()


def test_an_interrupted_assessment_goes_on_below(chat: Chat) -> None:
    chat.say("/fit")
    waiting = presses(chat.reply)
    chat.press("w::senior:")
    assert chat.reply.live
    assert presses(chat.reply) == waiting


def test_a_role_with_more_of_both_is_said_to_have_it(knowledge: Knowledge) -> None:
    rows = tuple(
        row.model_copy(update={"base": knowledge.pay.rows[0].base, "sign_on": row.sign_on})
        if row.role != "ml"
        else row.model_copy(update={"base": knowledge.pay.rows[2].base})
        for row in knowledge.pay.rows
    )
    pay = knowledge.pay.model_copy(update={"rows": rows})
    reply = WhatIf(knowledge.model_copy(update={"pay": pay})).break_even("senior")
    assert "nothing outweighs it" in plain_text(reply)
