"""What goes with the ranges: captions, pictures, and where to go on."""

from __future__ import annotations

from html import unescape
from itertools import chain, combinations, product

import pytest

from bot.advice.pay import PayDesk, PayQuery
from bot.advice.picture import RangesPicture
from bot.advice.plain import plain_text
from bot.advice.reply import Folded, Section, Table
from bot.knowledge import Knowledge
from bot.pictures import draw
from bot.telegram.html import fits_caption, html
from tests.advice.chat import Chat, labels

SMALLEST = 80_000  # bytes of a picture, at most


def subsets(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


QUERIES = [
    PayQuery(roles, levels, components, whole=True)
    for roles, levels, components in product(
        subsets(("ai", "ml")),
        subsets(("senior", "staff")),
        subsets(("base", "sign_on", "bonus", "rsu")),
    )
]


@pytest.fixture(scope="module")
def desk(knowledge: Knowledge) -> PayDesk:
    return PayDesk(knowledge)


def picture(chat: Chat) -> RangesPicture:
    found = chat.reply.picture
    assert isinstance(found, RangesPicture)
    return found


def test_every_reply_with_ranges_fits_under_its_picture(desk: PayDesk) -> None:
    for query in QUERIES:
        reply = desk.reply(query, "pay_range")
        assert reply.picture is not None
        assert fits_caption(unescape(html(reply, "https://t.me/bot")))


def test_a_row_is_shown_beside_the_other_role(chat: Chat) -> None:
    chat.say("/salary senior ml")
    assert picture(chat).title == "Senior ML PM"
    assert [panel.name for panel in picture(chat).panels] == [
        "Base",
        "Sign-on",
        "Quarterly bonus",
        "RSU (4-yr)",
    ]
    bars = picture(chat).panels[0].bars
    assert [(bar.label, bar.faint, bar.text) for bar in bars] == [
        ("AI PM", True, "$200k-$225k"),
        ("ML PM", False, "$180k-$205k"),
    ]


def test_one_part_is_shown_across_all_four_rows(chat: Chat) -> None:
    chat.say("/salary senior ml rsu")
    (panel,) = picture(chat).panels
    assert [(bar.label, bar.faint) for bar in panel.bars] == [
        ("Senior AI PM", True),
        ("Senior ML PM", False),
        ("Staff AI PM", True),
        ("Staff ML PM", True),
    ]


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ("senior", "Senior, both roles", ["AI PM", "ML PM"]),
        ("ml", "ML PM, both levels", ["Senior", "Staff"]),
        ("base both", "Base, all rows", ["Senior AI PM", "Senior ML PM", "Staff AI PM"]),
        ("everything", "Both roles, both levels", ["Senior AI PM", "Senior ML PM"]),
    ],
)
def test_comparisons_name_what_differs(chat: Chat, text: str, title: str, names: list[str]) -> None:
    chat.say(f"/salary {text}")
    assert picture(chat).title == title
    assert [bar.label for bar in picture(chat).panels[0].bars][: len(names)] == names


def test_a_part_alone_has_no_cash(chat: Chat) -> None:
    assert "cash" not in plain_text(chat.say("/salary senior ml base")).lower()


def test_two_rows_show_their_cash_in_the_table_and_their_gaps(chat: Chat) -> None:
    reply = chat.say("/salary senior")
    (table,) = [block for block in reply.blocks if isinstance(block, Table)]
    assert table.rows[-2:] == (
        ("Cash", "$255k-$305k", "$217k-$267k"),
        ("Cash 4×", "$345k-$440k", "$281k-$378k"),
    )
    (folded,) = [block for block in reply.blocks if isinstance(block, Folded)]
    assert "RSU: 0.105% - 0.07% = 0.035 points more for ML PM" in folded.items


def test_one_gap_is_not_folded_away(chat: Chat) -> None:
    (gap,) = [
        block for block in chat.say("/salary senior base").blocks if isinstance(block, Section)
    ]
    assert gap.items == ("Base: $212.5k - $192.5k = $20k more for AI PM",)


def test_the_same_middle_is_said_to_be_the_same(knowledge: Knowledge) -> None:
    first = knowledge.pay.rows[0]
    rows = tuple(row.model_copy(update={"base": first.base}) for row in knowledge.pay.rows)
    pay = knowledge.pay.model_copy(update={"rows": rows})
    desk = PayDesk(knowledge.model_copy(update={"pay": pay}))
    reply = desk.reply(PayQuery((), ("senior",), ("base",)), "pay_range")
    assert "Base: the same" in plain_text(reply)


def test_the_nearest_thing_is_the_ranges_alone(desk: PayDesk) -> None:
    reply = desk.reply(PayQuery(("ml",), ("senior",), brief=True), "pay_range")
    assert "cash" not in plain_text(reply).lower()


def test_buttons_lead_on_from_a_package(chat: Chat) -> None:
    chat.say("/salary senior ml")
    assert labels(chat.reply)[2:4] == ["What is the grant worth?", "Check my offer"]
    assert "Check my offer" not in labels(chat.say("/salary senior"))
    assert "What is the grant worth?" not in labels(chat.say("/salary senior ml base"))


@pytest.mark.parametrize("text", ["senior ml", "senior", "everything", "rsu both"])
def test_pictures_are_small(chat: Chat, text: str) -> None:
    chat.say(f"/salary {text}")
    assert len(draw(picture(chat))) < SMALLEST
