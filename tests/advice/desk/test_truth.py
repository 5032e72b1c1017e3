"""Whatever is typed in whatever order: figures have a source, and the way does not matter."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Outcome, Reply
from bot.advice.plain import plain_text
from bot.advice.reply import Block, Heading
from bot.knowledge import Knowledge
from tests.advice.chat import Chat, assert_sound
from tests.advice.desk.formulas import reckon, shown

_SCALES = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_FIGURE = re.compile(r"(?<![\w.])-?\$?(\d[\d,]*(?:\.\d+)?)\s?([kmbt](?![a-z]))?", re.I)
_COUNTS = {2, 4, 12}  # the ends of a range; a grant's years and a year's quarters; its months


def figures(text: str) -> set[Fraction]:
    return {
        Fraction(digits.replace(",", "")) * _SCALES[(unit or "").lower()]
        for digits, unit in _FIGURE.findall(text)
    }


def sourced(knowledge: Knowledge) -> set[Fraction]:
    """The pay table's figures, and those in the words around them."""
    pay = knowledge.pay
    cells = [row.range(part.id) for row in pay.rows for part in pay.components]
    ends = [end for cell in cells for end in (*cell.ends, (cell.low + cell.high) / 2)]
    values = knowledge.desk.reading.values
    words = [part.name for part in pay.components]
    words += [knowledge.article.title, knowledge.desk.example, knowledge.desk.what_if.example]
    around = figures(" ".join([*words, str(pay.year)]))
    return {Fraction(each) for each in (*ends, *values)} | around


def assert_sourced(reply: Reply, typed: set[Fraction], knowledge: Knowledge) -> None:
    """Each figure is the reader's, the table's, or a right formula's of such figures."""
    text, known = plain_text(reply), typed | sourced(knowledge)
    for one in shown(text):
        assert one.is_right(), one
        known |= figures(one.result.replace("%", ""))
    for one in shown(text):
        assert figures(one.formula) <= known | _COUNTS, one
        reckon(one.formula)
    assert figures(text) <= known | _COUNTS, (figures(text) - known, text)


Typed = tuple[tuple[str, set[Fraction]], str]  # an amount, what it may be read as, a name


@st.composite
def amounts(draw: st.DrawFn) -> tuple[str, set[Fraction]]:
    """What somebody types for an amount, sound or absurd, and what it may be read as."""
    whole = draw(st.one_of(st.integers(-5, 999), st.sampled_from([5_000, 90_000, 205_000])))
    form = draw(st.sampled_from(["{}", "{}k", "${}", "{}%", "${}M", "0.{:02d}%", "{}B", "{},000"]))
    text = form.format(abs(whole) if "0." in form else whole)
    said = figures(text)
    return text, said | {each * 1000 for each in said}


_NAMES = ("", " base", " sign-on", " bonus", " rsu", " bonus per quarter", " a month", " to 999k")
_OTHERS = ["skip", "none", "back", "same", "show", "senior", "staff", "ml", "ai", "idk", "no"]
typed_amounts = st.tuples(amounts(), st.sampled_from(_NAMES))
others = st.sampled_from(
    [
        "at $2B",
        "worth?",
        "good?",
        "what is the grant worth?",
        "is it good?",
        "is that normal?",
        "what do I ask them?",
        *_OTHERS,
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    begin=st.sampled_from(["/offer", "/offer senior ml", "/offer staff ai 270k base"]),
    turns=st.lists(st.one_of(typed_amounts, others), min_size=1, max_size=9),
)
def test_every_figure_has_a_source(
    advisor: Advisor,
    knowledge: Knowledge,
    begin: str,
    turns: list[tuple[tuple[str, set[Fraction]], str] | str],
) -> None:
    chat = Chat(advisor)
    typed = figures(begin) | {Fraction(2_000_000_000), Fraction(999_000)}
    assert_sourced(chat.say(begin), typed, knowledge)
    for turn in turns:
        text = turn if isinstance(turn, str) else turn[0][0] + turn[1]
        typed |= set() if isinstance(turn, str) else turn[0][1]
        reply = chat.say(text)
        if reply.data.get("offer") or reply.outcome is Outcome.FLOW:
            assert_sound(reply, advisor)
            assert_sourced(reply, typed, knowledge)


# the same offer by two ways ---------------------------------------------------------

money = st.integers(60, 900)
PERIODS = ("", " per quarter", " a year", " twice a year")


def card(reply: Reply) -> tuple[Block, ...]:
    """The result below the notes on what was typed."""
    first = next(at for at, one in enumerate(reply.blocks) if isinstance(one, Heading))
    return reply.blocks[first:]


@settings(max_examples=80, deadline=None)
@given(
    base=st.one_of(
        money.map(lambda each: f"{each}k"),
        money.map(lambda each: f"${each},500"),
        money.map(lambda each: f"{each}k-{each + 5}k"),
        st.integers(10, 60).map(lambda each: f"{each}k a month"),
        st.just("two hundred five thousand"),
    ),
    sign_on=st.one_of(st.integers(1, 300).map(lambda each: f"{each}k"), st.just("none")),
    bonus=st.tuples(
        st.decimals("1", "50", places=1).map(lambda each: f"{each}%"), st.sampled_from(PERIODS)
    ),
    rsu=st.one_of(
        st.decimals("0.01", "1", places=2).map(lambda each: f"{each}%"),
        st.integers(50, 900).map(lambda each: f"${each}k"),
        st.just("none"),
    ),
    order=st.permutations(["base", "sign_on", "bonus", "rsu"]),
    row=st.sampled_from([("ml", "senior"), ("ai", "staff")]),
)
def test_step_by_step_and_in_one_line_end_in_the_same_card(
    advisor: Advisor,
    base: str,
    sign_on: str,
    bonus: tuple[str, str],
    rsu: str,
    order: list[str],
    row: tuple[str, str],
) -> None:
    told = {"base": base, "sign_on": sign_on, "bonus": "".join(bonus), "rsu": rsu}
    steps = Chat(advisor)
    steps.say("/offer", *row, *told.values())
    assert steps.reply.outcome is Outcome.ANSWER
    named = {
        "base": f"base {base}",
        "sign_on": f"sign-on {sign_on}",
        "bonus": f"bonus {told['bonus']}",
        "rsu": f"rsu {rsu}",
    }
    line = Chat(advisor)
    line.say(f"/offer {' '.join(row)}, {', '.join(named[part] for part in order)}")
    assert card(line.reply) == card(steps.reply)
    assert line.reply.data == steps.reply.data
    assert line.reply.picture == steps.reply.picture


@settings(max_examples=60, deadline=None)
@given(order=st.permutations(["base 190k", "bonus $250k", "sign-on 20k", "0.1% rsu"]))
def test_in_any_order_a_bonus_past_belief_beside_the_base_is_asked_again(
    advisor: Advisor, order: list[str]
) -> None:
    chat = Chat(advisor)
    chat.say("/offer senior ml", *order)
    assert chat.session.offer is not None
    assert "bonus" not in chat.session.offer.parts
    assert chat.session.offer.parts["base"].value == Decimal(190_000)
