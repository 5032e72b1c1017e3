"""Each computed number of a reply equals the formula that stands beside it."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Outcome, Reply
from bot.advice.plain import plain_text
from bot.knowledge import Knowledge
from tests.advice.chat import Chat
from tests.advice.desk.formulas import reckon, shown

ROLES, LEVELS = ("ai", "ml"), ("senior", "staff")
ROWS = [(role, level) for role in ROLES for level in LEVELS]


def assert_right(reply: Reply, fewest: int = 1) -> None:
    found = shown(plain_text(reply))
    assert len(found) >= fewest
    assert [one for one in found if not one.is_right()] == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("$180k + $15k + 12% × $180k = $216.6k", True),
        ("$180k + $15k + 12% × $180k = $216.7k", False),
        ("$272.5k + $47.5k + 22.5% × $272.5k ≈ $381.3k", True),
        ("$272.5k + $47.5k + 22.5% × $272.5k = $381.3k", False),
        ("by 0.09% - 0.08% = 0.01 points", True),
        ("($1.475M - $1.252M) / 0.035% ≈ $637.1M", True),
        ("$30k + 4 × ($212.5k + 17.5% × $212.5k) = $1.02875M", True),
        ("$30k + 4 × ($212.5k + 17.5% × $212.5k) = $1.03M", False),
    ],
)
def test_the_test_can_reckon(text: str, right: bool) -> None:
    (one,) = shown(text)
    assert one.is_right() == right


@pytest.mark.parametrize(("role", "level"), ROWS)
def test_a_card_shows_the_years_cash_with_its_formula(
    chat: Chat, knowledge: Knowledge, role: str, level: str
) -> None:
    reply = chat.say(f"/salary {level} {role}")
    low, mid, high = shown(plain_text(reply))
    assert_right(reply, 3)
    row = next(row for row in knowledge.pay.rows if (row.role, row.level) == (role, level))
    for one, (base, sign_on, bonus) in (
        (low, (row.base.low, row.sign_on.low, row.bonus.low)),
        (high, (row.base.high, row.sign_on.high, row.bonus.high)),
    ):
        assert reckon(one.formula) == Fraction(base + sign_on + base * bonus / 100)
    ends = [reckon(one.formula) for one in (low, mid, high)]
    assert sorted(ends) == ends


@pytest.mark.parametrize(("role", "level"), ROWS)
def test_the_other_reading_of_the_bonus_is_four_times_it(chat: Chat, role: str, level: str) -> None:
    text = plain_text(chat.say(f"/salary {level} {role}"))
    said = re.search(r"base \+ sign-on \+ 4 × bonus: low (.+), middle (.+), high (.+)\.", text)
    assert said
    for one, result in zip(shown(text), said.groups(), strict=True):
        base, sign_on, bonus = one.formula.split(" + ")
        often = f"{base} + {sign_on} + 4 × {bonus}"
        sign = "≈" if result.startswith("≈") else "="
        (again,) = shown(f"{often} {sign} {result.removeprefix('≈ ')}")
        assert again.is_right()


@pytest.mark.parametrize(
    "text", ["senior", "staff", "ml", "ai", "senior base", "ml rsu", "staff bonus", "ai sign on"]
)
def test_gaps_of_a_comparison_are_right(chat: Chat, text: str) -> None:
    assert_right(chat.say(f"/salary {text}"))


@pytest.mark.parametrize("level", LEVELS)
def test_the_tables_cash_is_that_of_the_ranges(
    chat: Chat, knowledge: Knowledge, level: str
) -> None:
    text = plain_text(chat.say(f"/salary {level}"))
    for label, times in (("Cash ", 1), ("Cash 4×", 4)):
        (line,) = [line for line in text.splitlines() if line.startswith(f"{label} ")]
        cells = re.findall(r"\$(\d+)k-\$(\d+)k", line)
        rows = [row for row in knowledge.pay.rows if row.level == level]
        for cell, row in zip(cells, rows, strict=True):
            low = row.base.low + row.sign_on.low + times * row.base.low * row.bonus.low / 100
            high = row.base.high + row.sign_on.high + times * row.base.high * row.bonus.high / 100
            assert [
                abs(Decimal(each) * 1000 - end) <= 500
                for each, end in zip(cell, (low, high), strict=True)
            ] == [True, True]


@pytest.mark.parametrize("level", LEVELS)
def test_where_two_packages_meet_is_right_by_both_readings(
    chat: Chat, knowledge: Knowledge, level: str
) -> None:
    reply = chat.press(f"w::{level}:")
    assert reply.outcome is Outcome.ANSWER
    assert_right(reply, 5)
    text = plain_text(reply)
    meets = [one for one in shown(text) if "/" in one.formula]
    rows = {row.role: row for row in knowledge.pay.rows if row.level == level}
    for one, times in zip(meets, (1, 4), strict=True):
        worth = reckon(one.formula)
        ai, ml = (
            _cash(rows[role], times) + Fraction(_mid(rows[role].rsu)) / 100 * worth
            for role in ("ai", "ml")
        )
        assert ai == ml


def _mid(found: object) -> Decimal:
    low, high = (getattr(found, name) for name in ("low", "high"))
    return Decimal(low + high) / 2


def _cash(row: object, times: int) -> Fraction:
    base, sign_on, bonus = (
        Fraction(_mid(getattr(row, name))) for name in ("base", "sign_on", "bonus")
    )
    return sign_on + 4 * (base + times * bonus / 100 * base)


values = st.one_of(
    st.integers(1, 9_999).map(lambda n: f"${n}M"),
    st.integers(1, 999).map(lambda n: f"{n} billion"),
    st.decimals("0.1", "99", places=3).map(lambda n: f"${n}B"),
    st.integers(100_000, 10**13).map(lambda n: f"${n:,}"),
)


@settings(max_examples=60, deadline=None)
@given(value=values, who=st.sampled_from(["senior ml", "staff ai", "senior", "both", "staff"]))
def test_what_a_grant_is_worth_is_right(advisor: Advisor, value: str, who: str) -> None:
    reply = Chat(advisor).say(f"/salary {who} at {value}")
    assert reply.outcome is Outcome.ANSWER
    assert_right(reply, 2)


bases = st.integers(40_000, 900_000)
money = st.integers(10_000, 900_000)
less = st.integers(1_000, 20_000)  # no more than any base, as a bonus is
shares = st.decimals("0.5", "60", places=2)
grants = st.decimals("0.001", "2", places=4)


@settings(max_examples=100, deadline=None)
@given(
    base=bases,
    sign_on=st.integers(2_050, 300_000),  # less may be a year
    bonus=st.one_of(shares.map(lambda each: f"{each}%"), less.map(lambda each: f"${each}")),
    rsu=st.one_of(grants.map(lambda each: f"{each}%"), money.map(lambda each: f"${each}")),
    row=st.sampled_from(ROWS),
    worth=st.sampled_from(["", ", at $2B", ", at $731M"]),
)
def test_every_number_of_an_offers_result_is_right(
    advisor: Advisor,
    base: int,
    sign_on: int,
    bonus: str,
    rsu: str,
    row: tuple[str, str],
    worth: str,
) -> None:
    text = (
        f"/offer {base} base, {sign_on} sign-on, {bonus} bonus, {rsu} rsu, {' '.join(row)}{worth}"
    )
    reply = Chat(advisor).say(text)
    assert reply.outcome is Outcome.ANSWER
    assert_right(reply, 2)
