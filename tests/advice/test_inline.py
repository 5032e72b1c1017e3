"""Cards for other chats: sure ones first, figures from the table, nothing for nonsense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor
from bot.advice.inline import Card
from bot.advice.links import linked_entry, pay_links
from bot.advice.plain import plain_text
from tests.advice.chat import Chat, assert_sound


def ids(cards: tuple[Card, ...]) -> list[str]:
    return [card.id for card in cards]


def assert_good(cards: tuple[Card, ...], advisor: Advisor) -> None:
    """What holds for the cards of any text."""
    assert len(set(ids(cards))) == len(cards)
    for card in cards:
        assert 1 <= len(card.id.encode()) <= 64
        assert 1 <= len(card.title) <= 64
        assert 1 <= len(card.description) <= 128
        assert card.open
        assert_sound(card.reply, advisor)
        opened = linked_entry(card.payload, advisor.knowledge)
        assert opened or card.payload == "fit" or card.payload in pay_links(advisor.knowledge)


def test_nothing_typed_gives_where_to_begin_and_then_all_there_is(advisor: Advisor) -> None:
    cards, knowledge = advisor.cards(""), advisor.knowledge
    start = [f"e:{name}" for name in knowledge.texts.start_entries]
    rows = [f"p:{row.role}:{row.level}:" for row in knowledge.pay.rows]
    assert ids(cards)[: len(start) + len(rows) + 1] == [*start, *rows, "fit"]
    assert {f"e:{entry.id}" for entry in knowledge.entries} <= {*ids(cards)}
    assert cards == advisor.cards("  ") == advisor.cards("🤷")
    assert_good(cards, advisor)


def test_a_part_of_a_row_is_the_first_card(advisor: Advisor) -> None:
    first, second, *_ = advisor.cards("staff ml rsu")
    assert (first.title, first.payload) == ("Staff ML PM · RSU (4-yr)", "salary_staff_ml_rsu")
    assert "0.15-0.20% of the company" in first.description
    assert (second.id, second.title) == ("p:ml:staff:", "Staff ML PM")


@pytest.mark.parametrize(
    ("text", "title", "payload"),
    [
        ("senior ml at $2B", "Senior ML PM · If the company is worth $2B", "salary_senior_ml"),
        (
            "staff rsu at 500m",
            "Staff · RSU (4-yr) · If the company is worth $500M",
            "salary_staff_rsu",
        ),
    ],
)
def test_a_grant_is_valued_beside_its_row(
    advisor: Advisor, text: str, title: str, payload: str
) -> None:
    cards = advisor.cards(text)
    assert (cards[0].title, cards[0].payload) == (title, payload)
    assert " × " in cards[0].description
    assert_good(cards, advisor)


@pytest.mark.parametrize("text", ["at $2B", "is $205k base good for senior ml", "who pays $3M"])
def test_an_amount_alone_values_no_grant(advisor: Advisor, text: str) -> None:
    assert "worth" not in ids(advisor.cards(text))


def test_a_card_holds_what_the_chat_answers(advisor: Advisor, chat: Chat) -> None:
    for text in ("staff ml rsu", "when do my RSUs vest?", "who earns more?", "salary in berlin"):
        assert advisor.cards(text)[0].reply.blocks == chat.say(text).blocks, text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("when do my RSUs vest?", "e:vesting"),
        ("is python enough", "e:python_enough"),
        ("ml skills", "e:skills_ml"),
        ("senior ai", "p:ai:senior:"),
    ],
)
def test_the_sure_one_comes_first(advisor: Advisor, text: str, first: str) -> None:
    cards = advisor.cards(text)
    assert cards[0].id == first
    assert_good(cards, advisor)


def test_both_answers_to_two_questions_are_one_card_and_two(advisor: Advisor) -> None:
    cards = advisor.cards("who earns more, and how long is the phone screen?")
    assert (cards[0].id, cards[0].title) == ("answer", "Who earns more? · Phone screen")
    assert {"e:who_earns_more", "e:phone_screen"} <= {*ids(cards)}


def test_a_level_gives_the_table_and_its_rows(advisor: Advisor) -> None:
    cards = advisor.cards("staff")
    assert ids(cards)[:3] == ["answer", "p:ai:staff:", "p:ml:staff:"]
    assert (cards[0].title, cards[0].payload) == ("Pay ranges · Staff", "salary_staff")


def test_a_part_of_pay_shows_its_figures_at_a_glance(advisor: Advisor) -> None:
    card = advisor.cards("sign on")[0]
    assert card.title == "Pay ranges · Sign-on"
    assert card.description.startswith("Senior: AI PM $25k-$35k, ML PM $15k-$25k. Staff: ")


def test_what_the_table_lacks_is_said_on_the_card(advisor: Advisor) -> None:
    first = advisor.cards("salary in Berlin")[0]
    assert first.description.startswith("There are no figures for “berlin”")
    assert [card.id for card in advisor.cards("junior ml")] == ["answer"]


def test_what_is_not_covered_is_said_before_the_nearest_thing(advisor: Advisor) -> None:
    first = advisor.cards("what about work life balance?")[0]
    assert first.description.startswith("The article does not cover ")
    assert first.id == "answer"


@pytest.mark.parametrize("text", ["hello", "asdf qwer zxcv", "banana bread recipe", "x", "thanks"])
def test_nonsense_and_small_talk_give_no_card(advisor: Advisor, text: str) -> None:
    assert advisor.cards(text) == ()


def test_a_word_half_typed_is_completed(advisor: Advisor) -> None:
    assert ids(advisor.cards("ves")) == ["e:vesting"]
    assert ids(advisor.cards("sta"))[:2] == ["p:ai:staff:", "p:ml:staff:"]
    assert "p:ml:staff:" in ids(advisor.cards("staff ml p"))[:2]


def test_two_entries_of_one_name_are_told_apart(advisor: Advisor) -> None:
    titles = [card.title for card in advisor.cards("meta")][1:3]
    assert titles == ["The Meta offers · AI PM", "The Meta offers · ML PM"]


def test_a_choice_is_offered_as_cards(advisor: Advisor) -> None:
    """The chat would ask what about the ML PM."""
    topics = advisor.knowledge.texts.role_topics
    for topic in topics:
        entries = advisor.knowledge.topic[topic]
        assert any(f"e:{entry.id}" in ids(advisor.cards("ml")) for entry in entries)


def test_long_texts_are_cut_at_a_word(advisor: Advisor) -> None:
    long = [card for card in advisor.cards("") if card.description.endswith("…")]
    assert long
    for card in long:
        said = set(plain_text(card.reply).split())
        assert {*card.description[:-1].split()} - {"·"} <= said | {word[:-1] for word in said}
        assert not card.description[:-1].endswith((" ", ",", "."))


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=256))
def test_whatever_is_typed_gives_good_cards(advisor: Advisor, text: str) -> None:
    cards = advisor.cards(text)
    assert cards == advisor.cards(text)
    assert_good(cards, advisor)


@pytest.mark.parametrize("text", ["fit", "Fit", "which role suits me?", "take the assessment"])
def test_the_assessments_name_gives_the_invitation_first(advisor: Advisor, text: str) -> None:
    assert advisor.cards(text)[0].payload == "fit"
