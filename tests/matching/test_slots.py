"""What a message names: every phrase of the vocabulary, and the traps around it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor
from bot.matching.slots import SlotReader, Slots


@pytest.fixture(scope="session")
def read(advisor: Advisor) -> SlotReader:
    return advisor.matcher.slots


def test_every_phrase_reads_as_its_own_slot(read: SlotReader, advisor: Advisor) -> None:
    words = advisor.knowledge.words
    for kind, groups in (
        ("roles", words.roles),
        ("levels", words.levels),
        ("components", words.components),
    ):
        for name, phrases in groups.items():
            for phrase in phrases:
                found = read(phrase)
                assert getattr(found, kind) == (name,), phrase
                assert found.rest == ()


def test_every_phrase_of_several_reads_as_such(read: SlotReader, advisor: Advisor) -> None:
    words = advisor.knowledge.words
    for kind, phrases in (
        ("both_roles", words.both_roles),
        ("both_levels", words.both_levels),
        ("whole_table", words.whole_table),
        ("other_role", words.other_role_words),
        ("about_pay", words.pay_words),
    ):
        for phrase in phrases:
            assert getattr(read(phrase), kind), phrase


def test_what_the_table_does_not_have_keeps_the_readers_words(
    read: SlotReader, advisor: Advisor
) -> None:
    words = advisor.knowledge.words
    for kind, phrases in (
        ("other_levels", words.unknown_levels),
        ("other_roles", words.unknown_roles),
        ("places", words.places.covered),
        ("elsewhere", words.places.elsewhere),
    ):
        for phrase in phrases:
            assert getattr(read(phrase), kind) == (phrase.replace("-", " "),)


@pytest.mark.parametrize(
    "text",
    [
        "350 ml of water",
        "a 50ml bottle",
        "ml of milk",
        "the pm of canada",
        "my AI girlfriend",
        "best AI tools",
        "generative AI",
        "an AI product",
        "ml models",
        "email html",
    ],
)
def test_words_beside_which_no_role_is_meant(read: SlotReader, text: str) -> None:
    found = read(text)
    assert (found.roles, found.role, found.both_roles) == ((), None, False)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("AI product managers", ("ai",)),
        ("the ml pms", ("ml",)),
        ("A.I. or M.L.", ()),
        ("ai/ml", ("ai", "ml")),
        ("ML vs AI", ()),
        ("L6 ml", ("ml",)),
        ("machine lerning", ("ml",)),
        ("ml engineer", ()),
    ],
)
def test_roles(read: SlotReader, text: str, roles: tuple[str, ...]) -> None:
    assert read(text).roles == roles


@pytest.mark.parametrize("text", ["ai and ml", "ml or ai", "both", "ai, ml", "either role"])
def test_two_roles_are_both_and_so_neither_alone(read: SlotReader, text: str) -> None:
    found = read(text)
    assert (found.both_roles, found.role) == (True, None)
    assert found.named()


@pytest.mark.parametrize(
    ("text", "components"),
    [
        ("sign-on bonus", ("sign_on",)),
        ("signing bonus and quarterly bonus", ("sign_on", "bonus")),
        ("base before stock", ("base",)),
        ("base excluding equity", ("base",)),
        ("before stock", ()),
        ("rsus", ("rsu",)),
        ("stock grants", ("rsu",)),
    ],
)
def test_parts_of_pay(read: SlotReader, text: str, components: tuple[str, ...]) -> None:
    assert read(text).components == components


@pytest.mark.parametrize(
    ("text", "levels", "other"),
    [
        ("seniors", ("senior",), ()),
        ("senior and staff", ("senior", "staff"), ()),
        ("senior staff", (), ("senior staff",)),
        ("L5 or E6", (), ("l5", "e6")),
        ("pm2", (), ("pm2",)),
        ("entry-level", (), ("entry level",)),
    ],
)
def test_levels(
    read: SlotReader, text: str, levels: tuple[str, ...], other: tuple[str, ...]
) -> None:
    found = read(text)
    assert (found.levels, found.other_levels) == (levels, other)


@pytest.mark.parametrize(
    ("text", "places", "elsewhere"),
    [
        ("in san francisco", ("san francisco",), ()),
        ("in the bay area", ("the bay area",), ()),
        ("senior ai in new york", (), ("new york",)),
        ("pay in Ruritania?", (), ("ruritania",)),
        ("what happens in interviews", (), ()),
        ("staff in a team", (), ()),
        ("which one is best", (), ()),
    ],
)
def test_places(
    read: SlotReader, text: str, places: tuple[str, ...], elsewhere: tuple[str, ...]
) -> None:
    found = read(text)
    assert (found.places, found.elsewhere) == (places, elsewhere)


def test_no_phrase_reaches_across_a_pause(read: SlotReader) -> None:
    assert read("senior staff").levels == ()
    assert read("senior, staff").levels == ("senior", "staff")


def test_words_that_fill_no_slot_are_kept_apart(read: SlotReader) -> None:
    assert read("please tell me the senior base").rest == ()
    assert read("senior zebra base").rest == ("zebra",)


def test_one_of_a_kind_is_named_and_several_are_not() -> None:
    one = Slots(roles=("ai",), levels=("staff",), components=("rsu",))
    assert (one.role, one.level, one.component) == ("ai", "staff", "rsu")
    several = Slots(levels=("senior", "staff"), components=("base", "rsu"), both_levels=True)
    assert (several.role, several.level, several.component) == (None, None, None)
    assert not Slots().named()


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_is_read(read: SlotReader, advisor: Advisor, text: str) -> None:
    found = read(text)
    assert set(found.roles) <= set(advisor.knowledge.role_name)
    assert len(set(found.levels)) == len(found.levels)
