"""/offer as its readers use it: by typing, by button, interrupted, stopped, corrected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Outcome, Session
from bot.advice.picture import RangesPicture
from bot.advice.plain import plain_text
from bot.advice.reply import Bullets, Cautions
from bot.knowledge import Knowledge
from bot.telegram.html import fits_caption, html
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses

WHOLE = "/offer 205k base, 25k sign-on, 15% bonus, 0.08% rsu, senior ml"
PARTS = ("base", "sign_on", "bonus", "rsu")


def lines(chat: Chat) -> tuple[str, ...]:
    return next(block.items for block in chat.reply.blocks if isinstance(block, Bullets))


# the result -----------------------------------------------------------------------


def test_a_whole_offer_is_placed_at_once(chat: Chat) -> None:
    reply = chat.say(WHOLE)
    assert reply.outcome is Outcome.ANSWER
    assert_sound(reply, chat.advisor)
    assert lines(chat) == (
        "Base $205k: at the high end of $180k-$205k",
        "Sign-on $25k: at the high end of $15k-$25k",
        "Quarterly bonus 15%: within 12-18%, in the middle",
        "RSU (4-yr) 0.08%: below 0.09-0.12%, by 0.09% - 0.08% = 0.01 points",
    )
    assert reply.data == {
        "offer": {
            "row": ["ml", "senior"],
            "parts": {"base": "at_high", "sign_on": "at_high", "bonus": "within", "rsu": "below"},
        }
    }


def test_no_verdict_is_given(chat: Chat) -> None:
    assert "Ranges, no verdict" in plain_text(chat.say(WHOLE))


@settings(max_examples=60, deadline=None)
@given(row=st.integers(0, 3), end=st.sampled_from(["low", "high"]), off=st.sampled_from([-1, 0, 1]))
def test_offers_on_a_ranges_ends_are_said_to_be_there(
    advisor: Advisor, knowledge: Knowledge, row: int, end: str, off: int
) -> None:
    found = knowledge.pay.rows[row]
    steps = {"base": Decimal(1), "sign_on": Decimal(1), "bonus": Decimal("0.1")}
    steps["rsu"] = Decimal("0.0001")
    given_ = {part: getattr(found.range(part), end) + off * steps[part] for part in PARTS}
    text = (
        f"/offer base ${given_['base']:f}, sign-on ${given_['sign_on']:f},"
        f" bonus {given_['bonus']}%, rsu {given_['rsu']}%, {found.role} {found.level}"
    )
    where = Chat(advisor).say(text).data["offer"]["parts"]
    inside = {("low", 1), ("high", -1)}
    outside = "below" if end == "low" else "above"
    meant = f"at_{end}" if not off else "within" if (end, off) in inside else outside
    assert where == dict.fromkeys(PARTS, meant)


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("185k", "in its lower third"),
        ("190k", "in its middle third"),
        ("192.5k", "in the middle"),
        ("200k", "in its upper third"),
    ],
)
def test_within_a_range_it_says_where(chat: Chat, base: str, place: str) -> None:
    chat.say(f"/offer base {base}, senior ml")
    chat.tap("Show it now")
    assert lines(chat)[0].endswith(place)


def test_a_bonus_in_dollars_is_made_a_percent_of_the_base(chat: Chat) -> None:
    chat.say("/offer base 200k, bonus $30k, no sign on, no rsu, senior ml")
    assert lines(chat)[2] == "Quarterly bonus $30k / $200k = 15%: within 12-18%, in the middle"


def test_a_bonus_in_dollars_waits_for_the_base(chat: Chat) -> None:
    chat.say("/offer bonus $30k, senior ml", "i don't know", "show")
    assert lines(chat) == ("Quarterly bonus $30k: to place it, add the base",)
    assert chat.reply.picture is None


def test_a_grant_in_dollars_is_placed_by_the_companys_value(chat: Chat) -> None:
    chat.say("/offer base 200k, rsu $400k, senior ml", "show")
    assert "add the company's value" in lines(chat)[1]
    chat.say("at $400M")
    assert lines(chat)[1] == (
        "RSU (4-yr) $400k / $400M = 0.1%: within 0.09-0.12%, in its middle third"
    )


def test_a_percent_at_a_value_is_told_in_dollars(chat: Chat) -> None:
    reply = chat.say(f"{WHOLE}, at $2B")
    assert "the grant is 0.08% × $2B = $1.6M" in plain_text(reply)


def test_questions_for_the_recruiter_follow_the_parts(chat: Chat) -> None:
    said = plain_text(chat.say(WHOLE))
    assert "per quarter or per year" in said
    assert "worth in dollars" in said
    said = plain_text(chat.say("/offer base 205k, no bonus, senior ml", "show"))
    assert "How large is the grant" in said
    assert "per quarter or per year" not in said


def test_cautions_come_with_the_parts_that_need_them(chat: Chat, knowledge: Knowledge) -> None:
    def cautions() -> tuple[str, ...]:
        return next(block.lines for block in chat.reply.blocks if isinstance(block, Cautions))

    grant = knowledge.caution["cav_rsu_percent_of_company"].text
    chat.say(WHOLE)
    assert grant in cautions()
    chat.say("/offer base 205k, senior ml", "show")
    assert grant not in cautions()


def test_the_picture_marks_the_offer_on_its_ranges(chat: Chat) -> None:
    picture = chat.say(WHOLE).picture
    assert isinstance(picture, RangesPicture)
    assert [panel.bars[0].mark for panel in picture.panels] == [205_000, 25_000, 15, 0.08]
    assert [panel.bars[0].said for panel in picture.panels] == ["$205k", "$25k", "15%", "0.08%"]


amounts = st.integers(10_000, 999_999)
bases, bonuses = st.integers(200_000, 999_999), st.integers(10_000, 199_999)


@settings(max_examples=60, deadline=None)
@given(base=bases, sign_on=amounts, bonus=bonuses, rsu=amounts, worth=st.integers(30, 999))
def test_a_result_fits_under_its_picture(
    advisor: Advisor, base: int, sign_on: int, bonus: int, rsu: int, worth: int
) -> None:
    chat = Chat(advisor)
    text = f"{base} base, {sign_on} sign-on, ${bonus} bonus, ${rsu} rsu, staff ai"
    reply = chat.say(f"/offer {text} at ${worth},500,000")
    assert reply.picture is not None
    assert fits_caption(unescape(html(reply, "https://t.me/bot")))


# asking ---------------------------------------------------------------------------


def test_everything_can_be_done_by_button(chat: Chat) -> None:
    chat.say("/offer")
    for label in ("ML PM", "Senior", "$180k", "$25k", "15%", "Not in the offer"):
        assert chat.reply.live
        assert chat.reply.outcome is Outcome.FLOW
        chat.tap(label)
        assert chat.reply.in_place
    assert chat.reply.outcome is Outcome.ANSWER
    assert lines(chat)[0] == "Base $180k: at the low end of $180k-$205k"
    assert lines(chat)[3] == "RSU (4-yr): none; the range is 0.09-0.12%"


def test_everything_can_be_typed(chat: Chat) -> None:
    chat.say("/offer", "machine learning", "senoir", "190", "none", "15", ".1")
    assert chat.reply.data["offer"]["parts"] == {
        "base": "within",
        "sign_on": "none",
        "bonus": "within",
        "rsu": "within",
    }


def test_only_what_is_missing_is_asked(chat: Chat) -> None:
    reply = chat.say("/offer 205k base, 25k sign-on, 0.08% rsu, senior ml")
    assert "Quarterly bonus: how much?" in plain_text(reply)
    assert chat.say("15%").outcome is Outcome.ANSWER


def test_an_answer_may_hold_more_than_was_asked(chat: Chat) -> None:
    chat.say("/offer senior ml", "base 190k and 20k sign on, 15% bonus, 0.1% rsu")
    assert chat.reply.outcome is Outcome.ANSWER


def test_what_is_not_known_is_left_out(chat: Chat) -> None:
    chat.say("/offer 205k base, senior ml")
    chat.tap("I don't know")
    chat.tap("Show it now")
    assert "Not given: Sign-on, Bonus, RSU." in plain_text(chat.reply)


def test_an_offer_of_nothing_is_not_placed(chat: Chat) -> None:
    chat.say("/offer senior ml", *["idk"] * 4)
    assert chat.reply.outcome is Outcome.FLOW
    assert first_words(chat.reply).startswith("I see no amount")


def test_a_pay_card_leads_to_an_offer_for_its_row(chat: Chat) -> None:
    chat.say("/salary staff ai")
    reply = chat.tap("Check my offer")
    assert "So far: AI PM, Staff." in plain_text(reply)


def test_the_result_can_be_held_against_another_row(chat: Chat) -> None:
    chat.say(WHOLE)
    chat.tap("Staff")
    assert chat.reply.data["offer"]["row"] == ["ml", "staff"]
    chat.tap("AI PM")
    assert chat.reply.data["offer"]["row"] == ["ai", "staff"]


def test_a_part_can_be_changed_by_button_and_by_typing(chat: Chat) -> None:
    chat.say(WHOLE)
    chat.tap("Base ✎")
    chat.say("190k")
    assert lines(chat)[0].startswith("Base $190k: within")
    chat.say("base 170k")
    assert lines(chat)[0] == "Base $170k: below $180k-$205k, by $180k - $170k = $10k"


def test_unknown_levels_and_places_are_named(chat: Chat) -> None:
    said = plain_text(chat.say("/offer junior ml pm in berlin, 150k base"))
    assert "There are no figures for “junior”" in said
    assert "There are no figures for “berlin”" in said
    assert "At which level?" in said
    assert "recruiter" not in plain_text(chat.say("/offer the recruiter says 205k base, senior"))


def test_a_guess_is_said(chat: Chat) -> None:
    reply = chat.say("/offer 205k base, 25k, 15%, 0.1%, senior ml")
    assert first_words(reply) == "I took $25k as the Sign-on."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-205k base", "-205k is below zero. Type what the letter says, e.g. base $180k."),
        ("base 10^12", "10^12 is far beyond any base in the ranges."),
        ("base 205k base 210k", "There are two figures for the base: 205k, 210k."),
        ("€180k base", "I reckon in US dollars and don't convert."),
        ("bonus 300%", "300% can't be the bonus."),
        ("200-210k base", "200-210k is a range; I reckon with its middle."),
        ("tc 400k", "The article gives no total to hold that against"),
        ("hello there", "I see no amount in that."),
    ],
)
def test_nonsense_gets_a_clear_sentence_and_the_question_stays(
    chat: Chat, typed: str, said: str
) -> None:
    reply = chat.say(f"/offer {typed}, senior ml" if "hello" not in typed else f"/offer {typed}")
    assert said in plain_text(reply)
    assert reply.live
    assert_sound(reply, chat.advisor)


def test_the_mistaken_part_is_asked_next(chat: Chat) -> None:
    chat.say("/offer base 190k, 8% rsu, senior ml")
    assert "RSU (4-yr): how much?" in plain_text(chat.reply)


@pytest.mark.parametrize(
    ("answers", "typed", "said"),
    [
        ((), "$5M", "$5M is far beyond any base"),
        ((), "$17,000", "$17,000 is too little for a year's base"),
        (("150k",), "$90M", "$90M is far beyond any sign-on"),
        (("150k",), "12%", "12% is no amount for the sign-on"),
        (("150k", "none"), "$5M bonus", "$5M is far beyond any bonus"),
        (("150k", "none"), "$500k", "$500k / $150k ≈ 333.33%: that can't be the bonus"),
        (("150k", "none"), "$50k a month", "12 × $50k / $150k = 400%: that can't be the bonus"),
        (("150k", "none"), "an 900% bonus", "900% can't be the bonus"),
        (("150k", "none"), "20% monthly", "12 × 20% = 240%: that can't be the bonus"),
        (("150k", "none"), "900", "900 can't be the bonus"),
        (("150k", "none", "15%"), "8%", "8% can't be the RSU"),
        (("150k", "none", "15%"), "$90M", "$90M is far beyond any RSU"),
    ],
)
def test_a_single_answer_past_belief_is_refused_and_asked_again(
    chat: Chat, answers: tuple[str, ...], typed: str, said: str
) -> None:
    chat.say("/offer senior ml", *answers)
    asking = chat.session.offer and chat.session.offer.asking
    reply = chat.say(typed)
    assert first_words(reply).startswith(said)
    assert chat.session.offer is not None
    assert (chat.session.offer.asking, len(chat.session.offer.parts)) == (asking, len(answers))


def test_a_base_that_shows_a_bonus_to_be_absurd_asks_the_bonus_again(chat: Chat) -> None:
    chat.say("/offer bonus $300k, senior ml", "150k")
    assert first_words(chat.reply) == (
        "$300k / $150k = 200%: that can't be the bonus. Check the zeros and type it again, e.g."
        " bonus 12%."
    )


@pytest.mark.parametrize(("base", "where"), [("120k", "below"), ("400k", "above")])
def test_an_honest_outlier_is_below_or_above(chat: Chat, base: str, where: str) -> None:
    chat.say("/offer senior ml", base, "show")
    assert chat.reply.data["offer"]["parts"] == {"base": where}


@pytest.mark.parametrize("typed", ["-5k base", "base $5M", "base 0"])
def test_without_a_row_an_example_speaks_for_all_rows(chat: Chat, typed: str) -> None:
    reply = chat.say(f"/offer {typed}")
    assert first_words(reply).endswith("e.g. base between $180k and $285k.")
    assert "Which role is the offer for?" in plain_text(reply)


@pytest.mark.parametrize(
    "typed", ["don't know yet", "they didnt say", "skip it", "not sure tbh", "dont knwo"]
)
def test_not_knowing_has_many_words(chat: Chat, typed: str) -> None:
    chat.say("/offer senior ml", "205k", typed)
    assert chat.session.offer is not None
    assert chat.session.offer.unknown == ("sign_on",)


@pytest.mark.parametrize(
    "typed", ["none", "no sign on", "I don't have one", "there is none", "nope"]
)
def test_having_none_has_many_words(chat: Chat, typed: str) -> None:
    chat.say("/offer senior ml", "205k", typed)
    assert chat.session.offer is not None
    assert chat.session.offer.parts["sign_on"].value == 0


@pytest.mark.parametrize(
    "typed", ["back", "previous", "i made a mistake", "go back please", "undo"]
)
def test_one_can_go_a_question_back(chat: Chat, typed: str) -> None:
    chat.say("/offer senior ml", "205k", typed)
    assert "Base: how much?" in plain_text(chat.reply)
    chat.say("195k")
    assert chat.session.offer is not None
    assert chat.session.offer.parts["base"].value == 195_000
    assert "Sign-on: how much?" in plain_text(chat.reply)


def test_back_works_by_button_and_ends_at_the_first_question(chat: Chat) -> None:
    chat.say("/offer senior ml")
    chat.tap("One back")
    assert "At which level?" in plain_text(chat.reply)
    chat.tap("One back")
    assert "Which role" in plain_text(chat.reply)
    assert first_words(chat.say("back")) == "This is the first question."


def test_same_keeps_what_is_there(chat: Chat) -> None:
    chat.say("/offer senior ml", "205k", "back", "same")
    assert chat.session.offer is not None
    assert chat.session.offer.parts["base"].value == 205_000
    assert "Sign-on: how much?" in plain_text(chat.reply)
    assert first_words(chat.say("same")).startswith("I can't read that")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("205-210k", "So far: ML PM, Senior, Base ($205k + $210k) / 2 = $207.5k."),
        ("17k per month", "So far: ML PM, Senior, Base 12 × $17k = $204k."),
        ("two hundred five thousand", "So far: ML PM, Senior, Base $205k."),
    ],
)
def test_how_an_amount_was_read_is_shown(chat: Chat, typed: str, said: str) -> None:
    assert said in plain_text(chat.say("/offer senior ml", typed))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("€180k", "I reckon in US dollars"),
        ("£180k", "I reckon in US dollars"),
        ("95 hourly", "The ranges are by the year. Type the yearly base instead of 95 hourly"),
    ],
)
def test_other_money_and_hours_get_a_clear_sentence(chat: Chat, typed: str, said: str) -> None:
    assert first_words(chat.say("/offer senior ml", typed)).startswith(said)


# interruptions --------------------------------------------------------------------


def test_a_question_in_the_middle_is_answered_and_it_goes_on(chat: Chat) -> None:
    chat.say("/offer senior ml")
    reply = chat.say("what does an AI PM do all day?")
    assert reply.entries
    assert "Base: how much?" in plain_text(reply)
    assert chat.say("205k").outcome is Outcome.FLOW
    assert chat.session.offer is not None
    assert chat.session.offer.parts["base"].value == 205_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("is it a good offer?", "The article has ranges, no verdict."),
        ("what should I ask the recruiter?", "What to ask depends on the figures"),
        ("is that normal for sign-on?", "The ranges say what is typical"),
        ("wats normal", "The ranges say what is typical"),
        ("is that gud?", "The article has ranges, no verdict."),
        ("how much is that in $", "A grant's worth is its percent times the company's value."),
        ("what's typical?", "The ranges say what is typical"),
    ],
)
def test_a_question_about_the_offer_is_answered_shortly_and_it_goes_on(
    chat: Chat, typed: str, said: str
) -> None:
    chat.say("/offer senior ml", "190k")
    reply = chat.say(typed)
    assert first_words(reply).startswith(said)
    assert "Sign-on: how much?" in plain_text(reply)
    assert len(plain_text(reply)) < 400
    assert chat.say("20k").outcome is Outcome.FLOW


def test_a_question_that_supposes_something_of_the_offer_changes_it(chat: Chat) -> None:
    chat.say(
        "/offer senior ml, base 190k, 10% bonus", "and without the bonus?", "what if i was staff"
    )
    assert "So far: ML PM, Staff, Base $190k, Bonus none." in plain_text(chat.reply)


def test_the_grant_can_be_valued_before_the_end(chat: Chat) -> None:
    chat.say("/offer senior ml, base 190k, 0.2% rsu", "what if its worth 500m")
    assert first_words(chat.reply).startswith("Your grant, over four years: 0.2% × $500M = $1M.")
    assert "Sign-on: how much?" in plain_text(chat.reply)


def test_a_correction_of_another_part_is_taken_for_that(chat: Chat) -> None:
    chat.say("/offer senior ml, base 190k, 0.2% rsu", "no wait its 0.12%")
    assert chat.session.offer is not None
    assert chat.session.offer.parts["rsu"].value == Decimal("0.12")


def test_of_two_offers_in_one_text_the_one_that_counts_is_asked_for(chat: Chat) -> None:
    text = "i have 2 offers: 205k base 25k sign on ml senior, other is 220k base, 30k sign on ai"
    assert first_words(chat.say(text)).startswith("I see two offers")
    assert chat.session.offer is not None
    assert chat.session.offer.parts == {}


def test_what_is_usual_is_shown_for_the_part_that_waits(chat: Chat) -> None:
    chat.say("/offer senior ml", "190k", "is 40k normal?")
    assert "Sign-on" in plain_text(chat.reply)
    assert "$15k-$25k" in plain_text(chat.say("what is usual here?"))


def test_a_command_in_the_middle_is_answered_and_it_goes_on(chat: Chat) -> None:
    chat.say("/offer senior ml")
    assert "Base: how much?" in plain_text(chat.say("/about"))


def test_what_is_no_amount_is_said_to_be_none(chat: Chat) -> None:
    chat.say("/offer senior ml")
    reply = chat.say("blorp zzz")
    assert first_words(reply).startswith("I can't read that as an amount. Type it like base $180k")
    assert chat.say("/offer").live


def test_gibberish_for_a_role_asks_again(chat: Chat) -> None:
    chat.say("/offer")
    assert first_words(chat.say("blorp zzz")) == "Please press one, or type it."


@pytest.mark.parametrize("stop", ["/cancel", "stop", "never mind"])
def test_it_can_be_stopped(chat: Chat, stop: str) -> None:
    chat.say("/offer 205k base, senior ml")
    assert "forgotten" in plain_text(chat.say(stop))
    assert chat.session.offer is None
    assert not chat.session.waits


def test_the_stop_button_stops(chat: Chat) -> None:
    chat.say("/offer")
    assert chat.tap("Stop").in_place
    assert chat.session.offer is None


def test_stale_and_foreign_buttons_do_nothing(chat: Chat) -> None:
    chat.say("/offer")
    first = presses(chat.reply)
    chat.tap("ML PM")
    before = chat.session
    for press in (
        *first,
        "o:",
        "o:x",
        "o:new:x:y:z:q",
        "o:zz:0:role:ml",
        "o:1:1:v:999",
        "w:",
        "w:x:y:z",
    ):
        reply, after = chat.advisor.reply(Message(press, "press"), before)
        assert reply.toast or press.startswith("o:new")
        assert after == before or press.startswith("o:new")


def test_a_button_pressed_twice_counts_once(chat: Chat) -> None:
    chat.say("/offer senior ml")
    press = presses(chat.reply)[0]
    chat.press(press)
    assert chat.press(press).toast
    assert chat.session.offer is not None
    assert list(chat.session.offer.parts) == ["base"]


@pytest.mark.parametrize(
    "act", ["v:1", "v:x", "role:chef", "level:l9", "ask:cake", "show", "none", "zzz"]
)
def test_a_button_that_makes_no_sense_does_nothing(chat: Chat, act: str) -> None:
    chat.say("/offer senior ml")
    run = chat.session.offer
    assert run is not None
    assert chat.press(f"o:{run.token}:{run.turn}:{act}").toast
    assert chat.session.offer == run


def test_an_edit_changes_nothing_and_says_so(chat: Chat) -> None:
    chat.say("/offer senior ml", "205k")
    reply = chat.edit("215k")
    assert first_words(reply).startswith("An edit doesn't change the offer.")
    assert chat.session.offer is not None
    assert chat.session.offer.parts["base"].value == 205_000


def test_after_half_a_day_a_text_is_no_answer_any_more(advisor: Advisor) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    _, session = advisor.reply(Message("/offer senior ml", at=now), Session())
    later = now + timedelta(hours=13)
    reply, after = advisor.reply(Message("thanks", at=later), session)
    assert "how much?" not in plain_text(reply)
    assert after.offer == session.offer


def test_an_assessment_gives_way_to_an_offer_and_the_other_way_round(chat: Chat) -> None:
    chat.say("/fit")
    chat.press(presses(chat.reply)[0])
    assert "Continue at 2" in labels(chat.say("/offer"))
    assert (chat.session.floor, chat.session.waiting) == ("offer", ("fit",))
    chat.say("/fit")
    chat.press(presses(chat.reply)[0])
    assert (chat.session.floor, chat.session.waiting) == ("fit", ("offer",))
    assert chat.session.offer is not None
    assert chat.session.offer.asking is not None


def test_a_whole_offer_in_the_middle_of_an_assessment_lets_it_wait(chat: Chat) -> None:
    chat.say("/fit")
    assert chat.say(WHOLE).live  # the assessment's question is below the result
    assert chat.session.fit is not None
    assert not chat.session.fit.aside


def test_roles_and_levels_that_are_gone_are_asked_again(chat: Chat) -> None:
    chat.say("/offer senior ml")
    run = chat.session.offer
    assert run is not None
    gone = run.model_copy(update={"role": "chef", "asking": "base"})
    chat.session = chat.session.model_copy(update={"offer": gone})
    assert "Which role" in plain_text(chat.say("205k"))


# without the command -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "205k base, 25k sign-on, 0.08% rsu, senior ml",
        "they offered 190k base and 20k sign on",
        "senior ai, 210k, 30k, 17%, 0.07%",
        "190 base 20 sign on and 15 percent bonus for ml senior, is that ok?",
        "my offer is 180k and 15k bonus for senior ml",
        "€180k base and 20k sign-on, senior ml",
    ],
)
def test_a_pasted_offer_is_taken_for_one(chat: Chat, text: str) -> None:
    chat.say(text)
    assert chat.session.offer is not None


@pytest.mark.parametrize(
    "text",
    [
        "they offered me 195 base for senior ML PM, is that in the normal range",
        "did Meta really give an AI PM 250k base plus 50k signing?",
        "senior ml base and bonus",
        "how do I push them from 195 to 215",
        "12 base 9 rsu " * 60,
    ],
)
def test_questions_stay_questions(chat: Chat, text: str) -> None:
    chat.say(text)
    assert chat.session.offer is None


_WORDS = (
    "205k base sign-on 25k 15% bonus 0.08% rsu senior staff ml ai , ; - no none idk show stop ? "
    "€ 10^12 -5 300% at $2B /offer /cancel /fit what 1 2 back same worth "
    "good? quarterly 205-210k new offer"
)
pieces = st.sampled_from(_WORDS.split(" "))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.lists(pieces, min_size=1, max_size=8).map(" ".join), st.integers(0, 9)),
        max_size=8,
    )
)
def test_any_dialogue_is_answered_and_can_be_resumed(
    advisor: Advisor, acts: list[str | int]
) -> None:
    chat = Chat(advisor)
    chat.say("/offer")
    for act in acts:
        shown = presses(chat.reply)
        if isinstance(act, str):
            chat.say(act)
        elif shown:
            chat.press(shown[act % len(shown)])
        if chat.reply.blocks:
            assert_sound(chat.reply, advisor)
        assert Session.restore(chat.session.model_dump_json()) == (chat.session, False)
        assert chat.session.floor not in chat.session.waiting
    assert labels(chat.reply) is not None


def test_an_amount_is_put_right_right_after_it_was_told(chat: Chat) -> None:
    chat.say("/offer", "senior ml pm", "190k")
    said = plain_text(chat.say("actually make that 193k"))
    assert "Base $193k" in said
    assert "Sign-on: how much?" in said
    assert "Sign-on $20k" in plain_text(chat.say("wait, 20k"))


def test_the_role_taken_back_does_not_count(chat: Chat) -> None:
    chat.say("/offer staff ml pm base 255 sign 38 bonus 21 rsu 0.16")
    assert "Staff AI PM" in plain_text(chat.say("oh wait its ai not ml"))


def test_an_offer_all_in_words_needs_no_command(chat: Chat) -> None:
    said = plain_text(
        chat.say(
            "got offer as AI product manager senior level. two hundred ten thousand base, "
            "thirty thousand signing, fifteen percent bonus, no stocks"
        )
    )
    assert all(part in said for part in ("Base $210k", "Sign-on $30k", "bonus 15%"))


def test_percents_count_beside_another_currency(chat: Chat) -> None:
    said = plain_text(chat.say("/offer ML staff, £200k base, £30k sign-on, 20% bonus, 0.15% RSU"))
    assert "I reckon in US dollars" in said
    assert "Bonus 20%, RSU 0.15%" in said
    assert "Base" not in said.split("So far")[1].split("\n")[0]


def test_a_part_skipped_again_and_again_is_kept_once(chat: Chat) -> None:
    chat.say("/offer 205k base, senior ml")
    for _ in range(3):
        chat.say("don't know", "back")
    assert chat.session.offer is not None
    assert chat.session.offer.unknown.count("sign_on") == 1


def test_no_part_is_more_than_the_total(chat: Chat) -> None:
    assert "Base $190k" in plain_text(chat.say("/offer ml senior 190k TC 350k"))
    assert "350" not in plain_text(chat.reply)


def test_what_is_no_part_of_pay_is_said_to_be_left_out(chat: Chat) -> None:
    said = plain_text(
        chat.say("/offer senior ml 190k base, 20k sign-on, no bonus, 0.1% rsu, relocation 15k")
    )
    assert "Left out, for I see no part of pay in it: 15k." in said


def test_whoever_asks_for_a_verdict_has_an_offer(chat: Chat) -> None:
    said = plain_text(chat.say("i make 180k as senior ml pm am i underpaid"))
    assert said.startswith("The article has ranges, no verdict.")
    assert "Base $180k: at the low end of $180k-$205k" in said
    assert "So far: ML PM, Senior, Base $180k." in said


def test_a_base_for_a_month_at_most_is_asked_for_anew(chat: Chat) -> None:
    said = first_words(chat.say("/offer senior ml base 19k sign-on 20k bonus 15% rsu 0.1%"))
    assert said.startswith("19k is too little for a year's base")
