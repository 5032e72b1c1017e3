"""Pay look-ups: every cell right, any word order, and a clear word for what is not there."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import chain, combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Outcome, Reply
from bot.advice.desk.money import amount
from bot.advice.pay import PayDesk, PayQuery, known, press_of, query_of, query_of_press
from bot.advice.plain import plain_text, table_lines
from bot.advice.reply import Cautions, Table
from bot.evaluation import evaluate
from bot.knowledge import Knowledge
from bot.knowledge.models import Component, Range
from bot.matching.slots import Slots
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses

DATA = Path(__file__).parent.parent / "data"
PHONE = 36  # characters of a fixed-width line that no phone wraps

ROLES, LEVELS = ("ai", "ml"), ("senior", "staff")
COMPONENTS = ("base", "sign_on", "bonus", "rsu")


def subsets(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


QUERIES = [
    PayQuery(roles, levels, components, whole=True)
    for roles, levels, components in product(subsets(ROLES), subsets(LEVELS), subsets(COMPONENTS))
]


@pytest.fixture(scope="session")
def desk(knowledge: Knowledge) -> PayDesk:
    return PayDesk(knowledge)


def tables(reply: Reply) -> list[Table]:
    return [block for block in reply.blocks if isinstance(block, Table)]


# figures ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("senior ai base", "$200k-$225k"),
        ("senior ai sign on", "$25k-$35k"),
        ("senior ai bonus", "15-20% of base"),
        ("senior ai rsu", "0.06-0.08% of the company"),
        ("senior ml base", "$180k-$205k"),
        ("senior ml sign on", "$15k-$25k"),
        ("senior ml bonus", "12-18% of base"),
        ("senior ml rsu", "0.09-0.12% of the company"),
        ("staff ai base", "$260k-$285k"),
        ("staff ai sign on", "$40k-$55k"),
        ("staff ai bonus", "20-25% of base"),
        ("staff ai rsu", "0.12-0.15% of the company"),
        ("staff ml base", "$240k-$265k"),
        ("staff ml sign on", "$30k-$45k"),
        ("staff ml bonus", "18-22% of base"),
        ("staff ml rsu", "0.15-0.20% of the company"),
    ],
)
def test_each_cell_is_given_in_the_first_words(chat: Chat, text: str, figure: str) -> None:
    level, role, _ = text.split(maxsplit=2)
    said = first_words(chat.say(f"/salary {text}"))
    assert said.startswith(f"{level.title()} {role.upper()} PM, ")
    assert said.endswith(f": {figure}.")


def test_a_package_lists_all_four_parts(chat: Chat) -> None:
    said = plain_text(chat.say("/salary staff ml"))
    assert said.startswith("Staff ML PM\n\n• Base: $240k-$265k\n• Sign-on: $30k-$45k\n")
    assert "• Quarterly bonus: 18-22% of base\n• RSU (4-yr): 0.15-0.20% of the company" in said


@pytest.mark.parametrize(
    ("low", "high", "unit", "expected"),
    [
        ("180000", "205000", "dollars", "$180k-$205k"),
        ("1500", "2250", "dollars", "$1.5k-$2.25k"),
        ("500", "950", "dollars", "$500-$950"),
        ("100000", "1200000", "dollars", "$100k-$1200k"),
        ("12", "18", "percent", "12-18% of it"),
        ("0.1", "0.2", "percent", "0.10-0.20% of it"),
        ("0.5", "1.50", "percent", "0.50-1.5% of it"),
    ],
)
def test_ranges_are_written_as_people_write_them(
    low: str, high: str, unit: str, expected: str
) -> None:
    part = Component.model_validate(
        {"id": "base", "name": "X", "short": "X", "unit": unit, "of": "of it"}
    )
    assert amount(Range(low=Decimal(low), high=Decimal(high)), part) == expected


# any order, any spelling -----------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_order_of_words_does_not_matter(advisor: Advisor, data: st.DataObject) -> None:
    words = advisor.knowledge.words
    role, level, part = (
        data.draw(st.sampled_from(sorted(group)))
        for group in (words.roles, words.levels, words.components)
    )
    phrases = [
        data.draw(st.sampled_from(group))
        for group in (words.roles[role], words.levels[level], words.components[part])
    ]
    said = " ".join(data.draw(st.permutations(phrases)))
    reply = Chat(advisor).say(f"/salary {said}")
    assert reply.data == {"rows": [[role, level]], "component": part}


@pytest.mark.parametrize(
    ("text", "rows", "component"),
    [
        ("snior mlpm slary", [["ml", "senior"]], None),
        ("senoir ai bse", [["ai", "senior"]], "base"),
        ("stafff ML PM eqity", [["ml", "staff"]], "rsu"),
        ("SENIOR  AI   PM!!! signning", [["ai", "senior"]], "sign_on"),
        ("sr. ML product manger bonuss", [["ml", "senior"]], "bonus"),
        ("machine lerning, staff", [["ml", "staff"]], None),
    ],
)
def test_typing_mistakes_are_seen_through(
    chat: Chat, text: str, rows: list[list[str]], component: str | None
) -> None:
    assert chat.say(f"/salary {text}").data == {"rows": rows, "component": component}


# comparisons ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("senior ai vs ml", [["ai", "senior"], ["ml", "senior"]]),
        ("both, staff", [["ai", "staff"], ["ml", "staff"]]),
        ("ml senior vs staff", [["ml", "senior"], ["ml", "staff"]]),
        ("ai", [["ai", "senior"], ["ai", "staff"]]),
        ("staff", [["ai", "staff"], ["ml", "staff"]]),
        ("everything", [["ai", "senior"], ["ml", "senior"], ["ai", "staff"], ["ml", "staff"]]),
    ],
)
def test_comparisons_hold_every_row_asked_for(chat: Chat, text: str, rows: list[list[str]]) -> None:
    assert chat.say(f"/salary {text}").data == {"rows": rows, "component": None}


def test_one_level_is_compared_by_role(chat: Chat) -> None:
    (table,) = tables(chat.say("/salary senior base rsu"))
    assert table.rows == (
        ("Senior", "AI PM", "ML PM"),
        ("Base", "$200k-$225k", "$180k-$205k"),
        ("RSU", "0.06-0.08%", "0.09-0.12%"),
    )


def test_one_role_is_compared_by_level(chat: Chat) -> None:
    (table,) = tables(chat.say("/salary ml base"))
    assert table.rows == (
        ("ML PM", "Senior", "Staff"),
        ("Base", "$180k-$205k", "$240k-$265k"),
    )


def test_the_whole_table_is_one_part_per_level(chat: Chat) -> None:
    found = tables(chat.say("/salary everything"))
    assert [table.rows[0] for table in found] == [
        ("Senior", "AI PM", "ML PM"),
        ("Staff", "AI PM", "ML PM"),
    ]
    assert all(len(table.rows) == 5 for table in found)


def test_two_parts_of_pay_are_both_shown(chat: Chat) -> None:
    reply = chat.say("/salary staff ai base and bonus")
    assert reply.data == {"rows": [["ai", "staff"]], "component": None}
    assert "$260k-$285k" in plain_text(reply)
    assert "20-25%" in plain_text(reply)
    assert "RSU" not in plain_text(reply)


def test_every_table_fits_a_phone(desk: PayDesk) -> None:
    lines = [
        line
        for query in QUERIES
        for table in tables(desk.reply(query, "pay_range"))
        for line in table_lines(table)
    ]
    assert lines
    assert max(map(len, lines)) <= PHONE


# what goes with the figures ------------------------------------------------------


def test_percents_say_what_they_are_percents_of(desk: PayDesk) -> None:
    for query in QUERIES:
        said = plain_text(desk.reply(query, "pay_range"))
        shown = query.components or COMPONENTS
        assert ("of base" in said) == ("bonus" in shown)
        assert ("of the company" in said) == ("rsu" in shown)


def test_each_part_brings_its_own_caution(desk: PayDesk, knowledge: Knowledge) -> None:
    for query in QUERIES:
        lines = [
            line
            for block in desk.reply(query, "pay_range").blocks
            if isinstance(block, Cautions)
            for line in block.lines
        ]
        shown = query.components or COMPONENTS
        assert ("quarter" in " ".join(lines)) == ("bonus" in shown)
        assert ("grant" in " ".join(lines)) == ("rsu" in shown)
        assert knowledge.caution["cav_no_sources"].text in lines


def test_region_year_and_source_are_always_named(desk: PayDesk) -> None:
    for query in QUERIES:
        said = plain_text(desk.reply(query, "pay_range"))
        assert "San Francisco Bay Area" in said
        assert "2026" in said
        assert "Source: " in said


def test_every_pay_reply_is_sound(desk: PayDesk, advisor: Advisor) -> None:
    for query in QUERIES:
        assert_sound(desk.reply(query, "pay_range"), advisor)


# what is not there -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("junior ai pm", "unknown_level", ["junior", "Senior and Staff only"]),
        ("L6 ml", "unknown_level", ["l6", "Senior and Staff only"]),
        ("principal", "unknown_level", ["principal"]),
        ("senior data scientist", "unknown_role", ["data scientist", "AI PM and ML PM only"]),
        ("senior ml engineer", "unknown_role", ["ml engineer", "AI PM and ML PM only"]),
        ("staff ml pm in berlin", "location", ["berlin", "San Francisco Bay Area, US only"]),
        ("senior ai in Ruritania", "location", ["ruritania"]),
    ],
)
def test_what_is_not_in_the_table_is_named_with_what_is(
    chat: Chat, text: str, error: str, words: list[str]
) -> None:
    reply = chat.say(f"/salary {text}")
    assert (reply.outcome, reply.data) == (Outcome.PARTIAL, {"error": error})
    assert all(word in first_words(reply) for word in words)
    assert "$" in plain_text(reply)


@pytest.mark.parametrize("text", ["/salary", "/salary   ", "/salary pls", "/salary salary??"])
def test_nothing_named_shows_all_and_asks_which(chat: Chat, text: str) -> None:
    reply = chat.say(text)
    assert (reply.outcome, reply.data) == (Outcome.CHOICE, {"error": "empty"})
    assert "$180k-$205k" in plain_text(reply)
    assert labels(reply) == ["AI PM", "ML PM", "Senior", "Staff"]


def test_a_part_alone_is_shown_for_all_before_asking_which(chat: Chat) -> None:
    reply = chat.say("/salary bonus")
    assert (reply.outcome, reply.data) == (Outcome.CHOICE, {"error": "empty"})
    assert "12-18%" in plain_text(reply)
    chat.tap("ML PM")
    assert chat.tap("Staff").data == {"rows": [["ml", "staff"]], "component": "bonus"}


def test_the_gravest_mistake_is_named_first() -> None:
    slots = Slots(other_roles=("chef",), other_levels=("junior",), elsewhere=("oslo",))
    assert query_of(slots).error == "location"
    assert query_of(Slots(other_roles=("chef",), other_levels=("junior",))).error == "unknown_role"
    assert query_of(Slots(other_levels=("junior",))).error == "unknown_level"
    assert query_of(Slots(levels=("senior",), other_levels=("junior",))).error is None


# buttons --------------------------------------------------------------------------


def test_buttons_say_the_whole_question(desk: PayDesk) -> None:
    for query in QUERIES:
        press = press_of(query)
        assert len(press.encode()) <= 64
        assert query_of_press(press) == query


def test_buttons_lead_to_the_rows_they_name(advisor: Advisor) -> None:
    for query in QUERIES:
        chat = Chat(advisor)
        reply = chat.press(press_of(query))
        shown = [press for press in presses(reply) if press.startswith("p:")]
        assert press_of(query) not in shown
        for press in shown:
            found = query_of_press(press)
            assert chat.press(press).data == {
                "rows": [
                    [row.role, row.level]
                    for row in advisor.knowledge.pay.rows
                    if row.role in (found.roles or ROLES) and row.level in (found.levels or LEVELS)
                ],
                "component": query.component,
            }


def test_a_button_changes_its_message_in_place(chat: Chat) -> None:
    chat.say("/salary senior")
    reply = chat.tap("ML PM")
    assert reply.in_place
    assert reply.data["rows"] == [["ml", "senior"]]


def test_a_single_row_leads_to_the_rows_beside_it(chat: Chat) -> None:
    chat.say("/salary staff ai base")
    assert labels(chat.reply) == ["ML PM", "Senior", "👍", "👎"]
    chat.tap("ML PM")
    assert chat.tap("Senior").data == {"rows": [["ml", "senior"]], "component": "base"}


@given(st.text(max_size=40))
def test_foreign_button_data_is_never_an_error(knowledge: Knowledge, text: str) -> None:
    query = query_of_press(text)
    assert query.error is None
    assert known(PayQuery(), knowledge)
    if known(query, knowledge):
        assert set(query.roles) <= set(ROLES)


# the labelled look-ups ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["questions.jsonl", "blind.jsonl"])
def test_all_labelled_look_ups_are_right(advisor: Advisor, name: str) -> None:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["kind"] == "salary"]
    assert len(rows) >= 30
    verdicts = evaluate(advisor, rows).verdicts
    assert [verdict.text for verdict in verdicts if not verdict.right] == []
