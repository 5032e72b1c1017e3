"""Typed offers: any order, any spelling, and what cannot be an offer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice.desk.reading import Found, OfferReader

# As a recruiter, a nervous graduate and a non-native speaker on a phone type them.
OFFERS = {
    "Base: $207,500. Sign-on: $28,000. Annual target bonus: 16%. Equity: 0.071% RSUs, 4yr vest. "
    "Senior AI PM.": "ai senior base 207.5k sign_on 28k bonus 16% rsu 0.071%",
    "Candidate package (Staff ML PM): 252k base / 38k SO / 20% / 0.17%": (
        "ml staff base 252k sign_on 38k bonus 20% rsu 0.17%"
    ),
    "OTE? no - base 195k, sign-on 18k, bonus 14% of base, RSU 0.1% over 4 years w 1 year cliff. "
    "Sr ML PM": "ml senior base 195k sign_on 18k bonus 14% rsu 0.1%",
    "Staff AI Product Manager; base salary 270,000 USD; joining bonus 45,000 USD; performance "
    "bonus 22 percent; stock 0.13 percent": "ai staff base 270k sign_on 45k bonus 22% rsu 0.13%",
    "we're at 198 + 22 sign + 15% + .105%, sr ml": (
        "ml senior base 198k sign_on 22k bonus 15% rsu 0.105%"
    ),
    "Level: Staff, Role: AI PM, Comp: 275/50/23%/0.14%": (
        "ai staff base 275k sign_on 50k bonus 23% rsu 0.14%"
    ),
    "Base Salary: $210,000\nSign-On Bonus: $30,000\nTarget Bonus: 17%\nRSUs: 0.07% vesting over 4 "
    "years\nLevel: Senior\nRole: AI Product Manager": (
        "ai senior base 210k sign_on 30k bonus 17% rsu 0.07%"
    ),
    "$205,000 base + $25,000 signing + 15% target bonus + 0.08% equity over 4 years, Staff AI PM": (
        "ai staff base 205k sign_on 25k bonus 15% rsu 0.08%"
    ),
    "total comp 420k: base 275k, 50k sign on, staff ai": "ai staff base 275k sign_on 50k",
    "staff ml, 245k base, $50k bonus, $700k RSU at $1B valuation": (
        "ml staff base 245k bonus 50k rsu 700k"
    ),
    "hi um so i got an offer?? 185k base i think, 10k sign on bonus, no stock, senior ml pm": (
        "ml senior base 185k sign_on 10k rsu 0%"
    ),
    "i got 200k base and 30 thousand signing and something like 0.07 percent of the company, its "
    "for senior ai product manager": "ai senior base 200k sign_on 30k rsu 0.07%",
    "they said 190 base 20 sign on and 15 percent bonus for ml senior, is that ok?": (
        "ml senior base 190k sign_on 20k bonus 15%"
    ),
    "offer: base 180000 signon 15000 bonus 12% rsu 0.09% senior machine learning pm": (
        "ml senior base 180k sign_on 15k bonus 12% rsu 0.09%"
    ),
    "senior ai, 210k, 30k, 17%, 0.07%": "ai senior base 210k sign_on 30k bonus 17% rsu 0.07%",
    "is it 205k base and 25k sign on good for senior ml": "ml senior base 205k sign_on 25k",
    "no idea about bonus, base 200k, senior ai": "ai senior base 200k",
    "205k base; senior; ml; rsu: none": "ml senior base 205k rsu 0%",
    "base 205k, sign-on none, no rsu": "base 205k sign_on 0k rsu 0%",
    "205": "base 205k",
    "base=$200k; bonus=$30k; RSU=$400k; sr AI": "ai senior base 200k bonus 30k rsu 400k",
    "salary 205.000 $, sign on 25.000 $, stock 0,08 %, ml senior": (
        "ml senior base 205k sign_on 25k rsu 0.08%"
    ),
    "base 205 000 dollars , bonus sign 25 000 , rsu 0,08% , senior ml": (
        "ml senior base 205k sign_on 25k rsu 0.08%"
    ),
    "my offer is 195 thousand dollar per year, welcome bonus 20 thousand, shares 0,1 %, ml pm, "
    "level senior": "ml senior base 195k sign_on 20k rsu 0.1%",
    "they give me 200k fix and 15% variable, ai senior, no joining bonus": (
        "ai senior base 200k sign_on 0k bonus 15%"
    ),
    "bse 205k, singon 25k, eqity 0.08, snior ml": "ml senior base 205k sign_on 25k rsu 0.08%",
    "205k base,25k signon,.08%rsu,senior ml": "ml senior base 205k sign_on 25k rsu 0.08%",
    "SENIOR ML 205K BASE 25K SIGN-ON 0.08% RSU": "ml senior base 205k sign_on 25k rsu 0.08%",
    "205kbase 25ksign 15%bonus ml sr": "ml senior base 205k sign_on 25k bonus 15%",
    "L6 ai pm 280k base, 50k sign on, 0.14%": "ai base 280k sign_on 50k rsu 0.14%",
    "i have offer base 205 k , joining bonus 25 k , stock 0.08 % , senior ml": (
        "ml senior base 205k sign_on 25k rsu 0.08%"
    ),
}


LETTERS = {
    "Hi Priya,\nThrilled to extend the offer of Staff AI Product Manager at Acme!\nBase salary: "
    "$268,000 per year, paid semi-monthly\nSign-on bonus: $45,000, repayable if you leave within "
    "12 months\nAnnual performance bonus: target 22% of base\nEquity: 0.13% of the company in "
    "RSUs, vesting over 4 years with a 1-year cliff (25%), then monthly\n401(k) match up to 4%, 20 "
    "days PTO, $1,500 home office stipend\nStart date March 3, 2027. Offer expires in 5 days.": (
        "ai staff base 268k sign_on 45k bonus 22% rsu 0.13%"
    ),
    "Dear Sam,\nI am happy to confirm:\n- Title: Senior Product Manager, Machine Learning (L5)\n- "
    "Compensation: USD 198,500 base\n- One-time signing bonus of USD 20,000 (50% at start, 50% "
    "after 6 months)\n- Discretionary bonus, target 15%, paid annually in March\n- RSU grant of "
    "0.10%\n- Relocation: up to $8,000\nPlease reply by 15 April.": (
        "ml senior base 198.5k sign_on 20k bonus 15% rsu 0.10%"
    ),
    "Good day. I have receive proposition from company: fixed part 190 000 USD in year, bonus of "
    "signing 20 000, premium 12 percent every year, actions 0.09 percent. Position is senior "
    "product manager ML.": "ml senior base 190k sign_on 20k bonus 12% rsu 0.09%",
}


@pytest.mark.parametrize(("text", "meant"), LETTERS.items())
def test_letters_are_read_without_what_is_no_part_of_pay(
    reader: OfferReader, text: str, meant: str
) -> None:
    found = reader(text)
    assert found.mistake is None
    assert said(found) == meant
    assert found.often == 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("base 195 plus 10% 401k match, bonus 15%", "base 195k bonus 15%"),
        ("salary 200k, relocation $10k, 0.1% equity", "base 200k rsu 0.1%"),
        ("205k, no wait 210k base", "base 210k"),
        ("the base is 254k not 245k", "base 254k"),
        ("base 205ish, bonus 15 prcent", "base 205k bonus 15%"),
    ],
)
def test_what_is_no_part_of_pay_is_left_out(reader: OfferReader, text: str, meant: str) -> None:
    found = reader(text)
    assert found.mistake is None
    assert said(found) == meant


def test_a_part_that_is_not_known_takes_no_amount(reader: OfferReader) -> None:
    found = reader("185k + 10k sign on, senior ml. no idea about bonus. equity 0.05")
    assert said(found) == "ml senior base 185k sign_on 10k rsu 0.05%"
    assert found.unknown == ("bonus",)


def said(found: Found) -> str:
    parts = [
        f"{name} {part.value / 1000:.10g}k"
        if part.unit == "dollars"
        else f"{name} {part.value:.10g}%"
        for name in ("base", "sign_on", "bonus", "rsu")
        if (part := found.parts.get(name)) is not None
    ]
    return " ".join(filter(None, (found.role, found.level, *parts)))


@pytest.mark.parametrize(("text", "meant"), OFFERS.items())
def test_offers_are_read_rightly(reader: OfferReader, text: str, meant: str) -> None:
    found = reader(text)
    assert found.mistake is None
    assert said(found) == meant


@pytest.mark.parametrize(
    ("text", "kind", "part", "typed"),
    [
        ("-205k base", "negative", "base", "-205k"),
        ("base minus 205k", "negative", "base", "minus 205k"),
        ("base 10^12", "huge", "base", "10^12"),
        ("base 1,000,000,000,000", "huge", "base", "1,000,000,000,000"),
        ("bonus $10^12", "huge", "bonus", "$10^12"),
        ("base $8,000", "tiny", "base", "$8,000"),
        ("base 0", "tiny", "base", "0"),
        ("base 205k, base 210k", "twice", "base", "205k, 210k"),
        ("€180k base", "currency", "", ""),
        ("180k eur base", "currency", "", ""),
        ("base 180 000 euros", "currency", "", ""),
        ("40 lakhs base", "currency", "", ""),
        ("bonus 300%", "percent", "bonus", "300%"),
        ("8% rsu", "percent", "rsu", "8%"),
        ("5000 shares", "shares", "rsu", "5000"),
        ("base $95/hour", "period", "base", "$95 per hour"),
        ("$95 hourly", "period", "base", "$95 hourly"),
        ("2,000 a week base", "period", "base", "2,000 a week"),
        ("base $17,000", "tiny", "base", "$17,000"),
        ("base $5M", "huge", "base", "$5M"),
        ("sign-on of $90M", "huge", "sign_on", "$90M"),
        ("bonus 900", "percent", "bonus", "900"),
        ("bonus 0.16%", "percent", "bonus", "0.16%"),
        ("base 205k, 25k sign-on, 3k", "unplaced", "", "3k"),
    ],
)
def test_nonsense_is_named(
    reader: OfferReader, text: str, kind: str, part: str, typed: str
) -> None:
    mistake = reader(text).mistake
    assert mistake is not None
    assert (mistake.kind, mistake.part, mistake.found) == (kind, part, typed)


@pytest.mark.parametrize("base", ["120k", "400k", "$1.2M"])
def test_a_base_far_outside_the_ranges_is_still_an_offer(reader: OfferReader, base: str) -> None:
    assert reader(f"base {base}").mistake is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("205-210k base", "base 207.5k"),
        ("base $205,000 - $210,000", "base 207.5k"),
        ("base between 205 and 210k, 25k sign-on", "base 207.5k sign_on 25k"),
        ("bonus 12 to 18%", "bonus 15%"),
        ("0.08%-0.1% equity", "rsu 0.09%"),
        (
            "senior ml, 205k - 25k - 15% - 0.1%",
            "ml senior base 205k sign_on 25k bonus 15% rsu 0.1%",
        ),
    ],
)
def test_a_range_is_its_middle(reader: OfferReader, text: str, parts: str) -> None:
    found = reader(text)
    assert found.mistake is None
    assert said(found) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("two hundred five thousand base", "base 205k"),
        ("base is two hundred and five thousand, sign on twenty five k", "base 205k sign_on 25k"),
        (
            "base one ninety, fifteen percent bonus, point one percent rsu",
            "base 190k bonus 15% rsu 0.1%",
        ),
        ("205,000.00 base", "base 205k"),
        ("USD 205k base", "base 205k"),
        ("base 2,05,000", "base 205k"),
        ("17k a month base", "base 204k"),
        ("$17,000 per month", "base 204k"),
        ("base 205k/yr", "base 205k"),
        ("$100k a year in rsus", "rsu 400k"),
        ("$400k rsu vesting every quarter", "rsu 400k"),
    ],
)
def test_amounts_in_other_words(reader: OfferReader, text: str, parts: str) -> None:
    found = reader(text)
    assert found.mistake is None
    assert said(found) == parts


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("15% bonus per quarter", 4),
        ("15% quarterly", 4),
        ("quarterly bonus of 15%", 4),
        ("bonus: 15% (paid quarterly)", 4),
        ("15%/q bonus", 4),
        ("annual bonus of 12%", 1),
        ("15% bonus a year", 1),
        ("12% annual performance bonus", 1),
        ("bonus 12% twice a year", 2),
        ("1% monthly bonus", 12),
        ("190k base a year, 15% bonus", None),
        ("annual salary 190k, 15% bonus", None),
        ("15% bonus, 0.1% rsu vesting quarterly", None),
        ("190k a year 15% per quarter", 4),
        ("base 190k yearly, bonus 15% each quarter", 4),
    ],
)
def test_how_often_the_bonus_is_paid_is_read(
    reader: OfferReader, text: str, often: int | None
) -> None:
    found = reader(text)
    assert found.mistake is None
    assert "bonus" in found.parts
    assert found.often == often


def test_at_the_bonus_a_period_needs_no_name(reader: OfferReader) -> None:
    assert reader("15% a year", "bonus").often == 1
    assert reader("per quarter", "bonus").often == 4
    assert reader("190k a year", "base").often is None


def test_one_mistake_leaves_the_other_parts(reader: OfferReader) -> None:
    assert said(reader("-205k base, 25k sign-on, senior ml")) == "ml senior sign_on 25k"


def test_the_same_figure_twice_is_no_mistake(reader: OfferReader) -> None:
    assert said(reader("205k base. yes, base 205k")) == "base 205k"


def test_a_part_without_its_name_is_said_to_be_guessed(reader: OfferReader) -> None:
    assert reader("205k base, 25k").guessed == ("sign_on",)
    assert reader("25k", "sign_on").guessed == ()


@pytest.mark.parametrize("asked", ["base", "sign_on", "bonus", "rsu"])
def test_a_bare_number_is_the_part_that_was_asked_for(reader: OfferReader, asked: str) -> None:
    typed = {"base": "205", "sign_on": "25", "bonus": "15", "rsu": "0.08"}[asked]
    assert list(reader(typed, asked).parts) == [asked]


def test_a_total_is_no_part(reader: OfferReader) -> None:
    found = reader("tc 350k senior ai")
    assert (found.parts, found.total) == ({}, True)


def test_the_companys_value_is_read_beside_the_parts(reader: OfferReader) -> None:
    found = reader("0.1% equity, base 190, company worth 2 billion")
    assert found.value == Decimal(2_000_000_000)
    assert said(found) == "base 190k rsu 0.1%"


FORMS = {
    "base": ["205k base", "base 205k", "$205,000 base salary", "base: 205", "205.000 fixed"],
    "sign_on": ["25k sign-on", "sign on 25k", "signing bonus $25,000", "25 singon"],
    "bonus": ["15% bonus", "bonus 15", "15 percent bonus", "bonus: 15% of base"],
    "rsu": ["0.08% rsu", "rsu .08%", "equity 0,08 %", "8 bps stock"],
    "row": ["senior ml", "ML PM, senior", "sr machine learning pm"],
}


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_the_order_of_the_parts_does_not_matter(reader: OfferReader, data: st.DataObject) -> None:
    named = data.draw(st.permutations(sorted(FORMS)))
    pieces = [data.draw(st.sampled_from(FORMS[name])) for name in named]
    joined = data.draw(st.sampled_from([", ", "; ", "\n", " + ", " / ", " and "])).join(pieces)
    found = reader(joined)
    assert found.mistake is None
    assert said(found) == "ml senior base 205k sign_on 25k bonus 15% rsu 0.08%"


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_without_commas_names_all_come_first_or_all_last(
    reader: OfferReader, data: st.DataObject
) -> None:
    pieces = {"base": "205k", "sign on": "25k", "bonus": "15%", "rsu": "0.08%"}
    order = data.draw(st.permutations(sorted(pieces)))
    first = data.draw(st.booleans())
    text = " ".join(
        f"{name} {pieces[name]}" if first else f"{pieces[name]} {name}" for name in order
    )
    assert said(reader(f"{text} senior ml")) == (
        "ml senior base 205k sign_on 25k bonus 15% rsu 0.08%"
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(reader: OfferReader, text: str) -> None:
    found = reader(text)
    assert all(part.value >= 0 for part in found.parts.values())
    reader.values.company(text)


def test_a_long_row_of_numbers_takes_no_time(reader: OfferReader) -> None:
    assert reader("1 base " * 600).seen <= 16


@pytest.mark.parametrize(
    ("text", "value", "mistake"),
    [
        ("senior ml at $2B", 2_000_000_000, None),
        ("senior at 500m", 500_000_000, None),
        ("staff at 2,000,000,000", 2_000_000_000, None),
        ("senior ml @ 1.5 billion", 1_500_000_000, None),
        ("$2B ml", 2_000_000_000, None),
        ("senior ml", None, None),
        ("senior ml at l6", None, None),
        ("senior at 500", None, "value"),
        ("senior at -$2B", None, "value"),
        ("senior at 10^30", None, "value"),
        ("senior at $0", None, "value"),
        ("senior at €2B", None, "currency"),
        ("senior at 2B euros", None, "currency"),
    ],
)
def test_a_companys_value_is_read_or_refused(
    reader: OfferReader, text: str, value: int | None, mistake: str | None
) -> None:
    found, wrong, _ = reader.values.company(text)
    assert found == value
    assert (wrong.kind if wrong else None) == mistake


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no sign on no bonus 205k base 0.1% rsu", "base 205k sign_on 0k bonus 0% rsu 0.1%"),
        ("no bonus no sign-on no rsu", "sign_on 0k bonus 0% rsu 0%"),
        ("205k base without bonus or rsu", "base 205k bonus 0% rsu 0%"),
        ("205k base without bonus and rsu", "base 205k bonus 0% rsu 0%"),
        ("205k base no bonus no rsu", "base 205k bonus 0% rsu 0%"),
        ("neither bonus nor sign-on, 205k base", "base 205k sign_on 0k bonus 0%"),
        ("sign-on none rsu none, base 205k", "base 205k sign_on 0k rsu 0%"),
        ("no bonus and rsu 0.1%, base 205k", "base 205k bonus 0% rsu 0.1%"),
        ("no bonus at all, no rsu sorry, 205k base", "base 205k bonus 0% rsu 0%"),
        ("205k base, no signing bonus and no annual bonus", "base 205k sign_on 0k bonus 0%"),
        (
            "sign-on: none bonus: none rsu: none base 205k",
            "base 205k sign_on 0k bonus 0% rsu 0%",
        ),
        ("205k base w/o bonus or stock", "base 205k bonus 0% rsu 0%"),
        ("I'm not getting any bonus nor any rsu, base 205k", "base 205k bonus 0% rsu 0%"),
        ("base no bonus 205k", "base 205k bonus 0%"),
        ("no bonus, sign-on 25k, 205k base", "base 205k sign_on 25k bonus 0%"),
    ],
)
def test_each_part_that_is_denied_is_none_and_takes_no_amount(
    reader: OfferReader, text: str, meant: str
) -> None:
    found = reader(text)
    assert found.mistake is None
    assert said(found) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("start date is 12/01/2026", ""),
        ("base 205k, starts 2026-12-01, rsu 0.1%", "base 205k rsu 0.1%"),
        ("base 205k, reply by 1.12.26 or 12/01", "base 205k"),
        ("RSUs valued at $400,000, vesting 25% per year", "rsu 400k"),
        ("base 205k, rsu 0.1%, vests 40%/30%/20%/10%", "base 205k rsu 0.1%"),
        ("base 205k, rsu 0.1%, 25% of the grant vests each year", "base 205k rsu 0.1%"),
        ("RSUs 0.1% (25/25/25/25), base 205k", "base 205k rsu 0.1%"),
        ("rsu 0.1% vesting 5/15/40/40, base 205k", "base 205k rsu 0.1%"),
        ("0.1% vesting over 4 years, base 205k", "base 205k rsu 0.1%"),
        ("base 205k with 25% vesting per quarter", "base 205k"),
        ("base 205k, team of 12", "base 205k"),
        ("205/25/15%/0.08", "base 205k sign_on 25k bonus 15% rsu 0.08%"),
    ],
)
def test_dates_schedules_and_counts_are_no_pay(reader: OfferReader, text: str, meant: str) -> None:
    found = reader(text)
    assert found.mistake is None
    assert said(found) == meant
    assert found.often is None


@pytest.mark.parametrize("text", ["company valued at -$2b", "at minus two billion"])
def test_a_company_below_zero_is_a_mistake(reader: OfferReader, text: str) -> None:
    found = reader(f"205k base, 0.1% rsu, {text}")
    assert found.mistake is not None
    assert found.mistake.kind == "value"
    assert found.value is None


@pytest.mark.parametrize("typed", ["half a percent", "half percent", "a half percent", "0.5%"])
def test_a_fraction_of_a_percent_is_read(reader: OfferReader, typed: str) -> None:
    assert said(reader(f"rsu {typed}, base quarter of a million")) == "base 250k rsu 0.5%"


def test_a_count_is_said_to_be_left_out_but_a_part_asked_for_is_taken(reader: OfferReader) -> None:
    assert reader("base 205k, team of 12").left_out == "12"
    assert said(reader("they gave me 25", "sign_on")) == "sign_on 25k"
