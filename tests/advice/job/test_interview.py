"""/interview: five stages, opened by button, by name and by place."""

from __future__ import annotations

import pytest

from bot.advice import Outcome
from bot.advice.plain import plain_text
from bot.advice.reply import Citation
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses

STAGES = ["phone_screen", "portfolio_review", "onsite_day_1", "onsite_day_2", "executive_interview"]


def test_the_list_has_a_button_for_each_stage(chat: Chat) -> None:
    reply = chat.say("/interview")
    assert reply.outcome is Outcome.ANSWER
    assert [press for press in presses(reply) if press[:2] == "i:"] == [f"i:{s}" for s in STAGES]
    assert "30 min" in plain_text(reply)
    assert_sound(reply, chat.advisor)


@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("phone screen", 0),
        ("PHONE SCREN", 0),
        ("the call", 0),
        ("1", 0),
        ("portfolio", 1),
        ("second", 1),
        ("where i show my decks", 1),
        ("day 1", 2),
        ("case study", 2),
        ("day two", 3),
        ("the panel with legal and finance", 3),
        ("#4", 3),
        ("exec", 4),
        ("the last one", 4),
        ("final", 4),
    ],
)
def test_a_stage_is_opened_by_its_name_or_place(chat: Chat, typed: str, stage: int) -> None:
    reply = chat.say(f"/interview {typed}")
    assert f"{stage + 1} of 5" in plain_text(reply).splitlines()[0]
    assert not reply.in_place
    topics = {chat.advisor.knowledge.entry[name].topic for name in reply.entries}
    assert topics == {STAGES[stage]}


def test_stages_are_walked_in_place_and_back_to_the_list(chat: Chat) -> None:
    listed = plain_text(chat.say("/interview"))
    reply = chat.press("i:phone_screen")
    for number in range(1, 6):
        assert f"{number} of 5" in plain_text(reply).splitlines()[0]
        assert reply.in_place
        assert ("‹ Back" in labels(reply)) == (number > 1)
        assert ("Next ›" in labels(reply)) == (number < 5)
        if number < 5:
            reply = chat.tap("Next ›")
    assert "4 of 5" in plain_text(chat.tap("‹ Back"))
    assert plain_text(chat.tap("All stages")) == listed
    assert chat.reply.in_place


def test_a_stage_that_differs_by_role_tells_both(chat: Chat) -> None:
    reply = chat.press("i:portfolio_review")
    assert reply.entries == ("portfolio_review_ai", "portfolio_review_ml")
    assert "decks" in plain_text(reply)
    assert "dossiers" in plain_text(reply)


def test_every_stage_cites_its_section_and_opens_what_it_leads_to(chat: Chat) -> None:
    for stage in STAGES:
        reply = chat.press(f"i:{stage}")
        assert_sound(reply, chat.advisor)
        assert any(isinstance(block, Citation) for block in reply.blocks)
        for press in presses(reply):
            assert chat.press(press).blocks or press.startswith("v:")


@pytest.mark.parametrize("typed", ["zebra", "6", "0", "99", "?"])
def test_an_unknown_stage_is_said_over_the_list(chat: Chat, typed: str) -> None:
    reply = chat.say(f"/interview {typed}")
    assert typed in first_words(reply)
    assert f"i:{STAGES[0]}" in presses(reply)


def test_the_third_one_can_be_asked_for_after_the_list(chat: Chat) -> None:
    chat.say("/interview")
    assert chat.say("the third one").entries == ("onsite_day_1",)


def test_a_button_of_other_files_is_stale(chat: Chat) -> None:
    assert chat.press("i:lunch").toast == chat.advisor.knowledge.texts.stale_button


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_stage_says_its_place_once(chat: Chat, number: int) -> None:
    assert plain_text(chat.say(f"/interview {number}")).count(f"{number} of 5") == 1
