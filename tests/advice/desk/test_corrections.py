"""What is said of a finished offer: another case, a part taken back, what its grant is worth."""

from __future__ import annotations

import pytest

from bot.advice import Advisor, Message, Outcome
from bot.advice.plain import plain_text
from bot.advice.reply import Bullets
from bot.telegram.html import fits_caption, html
from tests.advice.chat import Chat, assert_sound, first_words, labels

WHOLE = "/offer 205k base, 25k sign-on, 15% bonus, 0.08% rsu, senior ml"


@pytest.fixture
def done(advisor: Advisor) -> Chat:
    """A chat with a finished offer on the screen."""
    chat = Chat(advisor)
    chat.say(WHOLE)
    return chat


def parts(chat: Chat) -> dict[str, str]:
    assert chat.session.offer is not None
    given = chat.session.offer.parts
    return {name: f"{one.value.normalize():f}" for name, one in given.items()}


# corrections ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("make it staff", "Level: Senior → Staff."),
        ("it's for ai", "Role: ML PM → AI PM."),
        ("sorry, I meant ai", "Role: ML PM → AI PM."),
        ("what about staff?", "Level: Senior → Staff."),
        ("and for staff", "Level: Senior → Staff."),
        ("no, 12 percent", "Bonus: 15% → 12%."),
        ("actually it's 30k", "Sign-on: $25k → $30k."),
        ("base is 190k", "Base: $205k → $190k."),
        ("the base should be one ninety", "Base: $205k → $190k."),
        ("what if my base was 190k", "Base: $205k → $190k."),
        ("how about a 30k sign-on?", "Sign-on: $25k → $30k."),
        ("without the sign-on", "Sign-on: $25k → none."),
        ("I dont have a sign-on", "Sign-on: $25k → none."),
        ("drop the bonus", "Bonus: 15% → none."),
        ("forget the rsu", "RSU: 0.08% → none."),
        ("base is 190 not 205", "Base: $205k → $190k."),
        ("the bonus is paid quarterly", "Bonus paid: not given → per quarter."),
        ("it's per year", "Bonus paid: not given → per year."),
        ("hold it against staff", "Level: Senior → Staff."),
        ("we could do 190k", "Base: $205k → $190k."),
        ("no premium", "Bonus: 15% → none."),
        ("and with a 30k sign-on?", "Sign-on: $25k → $30k."),
        ("and yearly?", "Bonus paid: not given → per year."),
        ("base 190-200k", "Base: $205k → ($190k + $200k) / 2 = $195k."),
    ],
)
def test_a_finished_offer_is_reckoned_anew_with_the_change_said(
    done: Chat, text: str, line: str
) -> None:
    reply = done.say(text)
    assert first_words(reply) == line
    assert reply.outcome is Outcome.ANSWER
    assert reply.data["offer"]
    assert_sound(reply, done.advisor)
    assert fits_caption(html(reply, "https://t.me/bot"))


def test_changes_add_up(done: Chat) -> None:
    done.say("make it staff", "it's for ai", "base is 270", "no 20%")
    assert done.reply.data["offer"]["row"] == ["ai", "staff"]
    assert parts(done) == {"base": "270000", "sign_on": "25000", "bonus": "20", "rsu": "0.08"}


def test_a_change_past_belief_is_refused_and_asked_again(done: Chat) -> None:
    reply = done.say("the bonus is $5M")
    assert "$5M is far beyond any bonus" in plain_text(reply)
    assert "Quarterly bonus: how much?" in plain_text(reply)
    assert done.say("20%").data["offer"]


def test_another_subject_in_between_does_not_lose_the_offer(done: Chat) -> None:
    done.say("is python enough?")
    assert first_words(done.say("base is 190k")) == "Base: $205k → $190k."


@pytest.mark.parametrize(
    "text",
    [
        "and what does the AI PM do?",
        "what does a staff ml pm earn?",
        "thanks",
        "is python enough?",
        "i have 3 questions",
    ],
)
def test_other_texts_leave_the_offer_alone(done: Chat, text: str) -> None:
    before = done.session.offer
    assert "offer" not in done.say(text).data
    assert done.session.offer == before


@pytest.mark.parametrize("text", ["back", "I made a mistake", "oops typo"])
def test_a_mistake_without_its_part_asks_which(done: Chat, text: str) -> None:
    assert first_words(done.say(text)) == "What should change? Type it, or press the part."
    done.tap("Base ✎")
    assert first_words(done.reply).startswith("So far: ML PM, Senior, Base $205k")
    done.say("190k")
    assert parts(done)["base"] == "190000"


def test_a_part_to_change_is_asked_anew(done: Chat) -> None:
    assert "Quarterly bonus: how much?" in plain_text(done.say("change the bonus"))
    assert done.say("12%").data["offer"]


def test_a_new_offer_starts_over(done: Chat) -> None:
    done.say("new offer")
    assert done.session.offer is not None
    assert done.session.offer.parts == {}


def test_show_shows_the_result_again(done: Chat) -> None:
    done.say("is it good?", "show it")
    assert done.reply.data["offer"]


def test_a_whole_new_offer_is_a_new_one(done: Chat) -> None:
    done.say("190k base, 20k sign on, 14% bonus, 0.1% rsu, staff ai")
    assert done.reply.data["offer"]["row"] == ["ai", "staff"]
    assert parts(done)["sign_on"] == "20000"


# how often the bonus is paid --------------------------------------------------------


@pytest.mark.parametrize(
    ("bonus", "formula", "said"),
    [
        ("15% bonus per quarter", "$205k + $25k + 4 × 15% × $205k = $353k", "15% per quarter"),
        ("quarterly bonus 15%", "$205k + $25k + 4 × 15% × $205k = $353k", "15% per quarter"),
        ("annual bonus of 12%", "$205k + $25k + 12% × $205k = $254.6k", "12% per year"),
        ("bonus 10% a year", "$205k + $25k + 10% × $205k = $250.5k", "10% per year"),
    ],
)
def test_a_period_that_was_told_is_reckoned_with_and_not_asked_for(
    chat: Chat, bonus: str, formula: str, said: str
) -> None:
    text = plain_text(chat.say(f"/offer 205k base, 25k sign-on, {bonus}, no rsu, senior ml"))
    assert formula in text
    assert f"Bonus {said}: " in text
    assert "If the bonus is per quarter" not in text
    assert "per quarter or per year" not in text


def test_without_a_period_both_readings_stay(done: Chat) -> None:
    text = plain_text(done.reply)
    assert "If the bonus is per quarter" in text
    assert "per quarter or per year" in text


def test_at_the_bonus_a_period_alone_waits_for_the_percent(chat: Chat) -> None:
    chat.say("/offer senior ml", "205k", "none", "quarterly")
    assert "Quarterly bonus: how much?" in plain_text(chat.reply)
    chat.say("15%", "none")
    assert "4 × 15% × $205k" in plain_text(chat.reply)


# what the grant is worth ------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["what is the grant worth?", "how much is that in dollars", "what are my rsus worth"]
)
def test_the_companys_value_is_asked_for_and_the_own_percent_valued(done: Chat, text: str) -> None:
    reply = done.say(text)
    assert reply.live
    assert labels(reply) == ["At $100M", "At $1B", "At $10B", "I don't know"]
    reply = done.say("2 billion")
    assert first_words(reply) == (
        "Your grant, over four years: 0.08% × $2B = $1.6M. A year: $1.6M / 4 = $400k."
    )
    assert_sound(reply, done.advisor)


def test_the_button_under_the_result_does_the_same(done: Chat) -> None:
    done.tap("What is the grant worth?")
    done.tap("At $1B")
    assert "0.08% × $1B = $800k" in first_words(done.reply)
    done.tap("Back to the offer")
    assert "the grant is 0.08% × $1B = $800k" in plain_text(done.reply)


@pytest.mark.parametrize(
    "text",
    ["company cost 5 milliards", "and at 5B?", "at five billion", "$5B", "what if it's worth 5B?"],
)
def test_a_second_value_replaces_the_first(done: Chat, text: str) -> None:
    done.say("at $2B", text)
    assert "0.08% × $5B = $4M" in first_words(done.reply)
    assert done.session.offer is not None
    assert done.session.offer.value == 5_000_000_000


def test_no_value_leads_back_to_the_result(done: Chat) -> None:
    done.say("what is the grant worth?", "i don't know")
    assert done.reply.data["offer"]


@pytest.mark.parametrize("text", ["5", "at $3", "€2B"])
def test_what_can_be_no_companys_value_is_asked_again(done: Chat, text: str) -> None:
    done.say("what is the grant worth?")
    assert done.say(text).live
    assert done.session.offer is not None
    assert done.session.offer.value is None


def test_a_value_past_belief_is_refused_with_an_example_of_a_value(done: Chat) -> None:
    reply = done.say("at 999 trillion")
    assert first_words(reply) == (
        "999 trillion can't be the value of a company. Type it like this: at $1B."
    )
    assert reply.live


def test_a_grant_typed_as_a_range_shows_how_its_worth_comes_about(chat: Chat) -> None:
    chat.say("/offer 205k base, no sign-on, no bonus, 0.05-0.1% rsu, senior ml", "at $1B")
    assert "(0.05% + 0.1%) / 2 × $1B = $750k" in first_words(chat.reply)


def test_a_grant_in_dollars_is_told_by_the_year(chat: Chat) -> None:
    chat.say(
        "/offer 205k base, no sign-on, no bonus, $400k rsu, senior ml", "what's my grant worth"
    )
    assert "$400k / 4 = $100k" in first_words(chat.reply)
    chat.say("at $1M")
    assert "so small a company" in plain_text(chat.reply)
    assert parts(chat)["rsu"] == "400000"


def test_without_a_grant_the_rows_range_is_valued(chat: Chat) -> None:
    chat.say("/offer 205k base, no sign-on, no bonus, no rsu, senior ml", "at $2B")
    assert "0.09% × $2B = $1.8M to 0.12% × $2B = $2.4M" in plain_text(chat.reply)


# about the offer --------------------------------------------------------------------


def bullets(chat: Chat) -> tuple[str, ...]:
    return next(block.items for block in chat.reply.blocks if isinstance(block, Bullets))


@pytest.mark.parametrize("text", ["is it a good offer?", "should i take it", "am I lowballed?"])
def test_whether_it_is_good_gets_the_ranges_and_no_verdict(done: Chat, text: str) -> None:
    assert first_words(done.say(text)).startswith("The article has ranges, no verdict.")
    assert bullets(done)[0] == "Base $205k: at the high end of $180k-$205k"
    assert_sound(done.reply, done.advisor)
    assert done.tap("Back to the offer").data["offer"]


def test_what_to_ask_is_listed_again(done: Chat) -> None:
    assert first_words(done.say("what should I ask the recruiter?")) == "Ask the recruiter:"
    assert "worth in dollars" in plain_text(done.reply)


def test_an_amount_in_a_question_is_held_against_its_range_and_not_taken(done: Chat) -> None:
    done.say("is a 40k sign-on too high?")
    assert bullets(done) == ("Sign-on $40k: above $15k-$25k, by $40k - $25k = $15k",)
    assert parts(done)["sign_on"] == "25000"


@pytest.mark.parametrize("text", ["is python good enough?", "is AI PM a good career?"])
def test_a_question_about_something_else_is_not_about_the_offer(done: Chat, text: str) -> None:
    assert "no verdict" not in plain_text(done.say(text))


def test_the_offer_is_found_again_by_its_name(done: Chat) -> None:
    done.say("/salary staff ml", "back to my offer")
    assert done.reply.data["offer"]["row"] == ["ml", "senior"]


def test_whether_a_part_is_usual_shows_that_part(done: Chat) -> None:
    done.say("is that normal for a sign-on?")
    assert bullets(done) == ("Sign-on $25k: at the high end of $15k-$25k",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("base +5%", "Base: $205k → $205k × 1.05 = $215.25k."),
        ("what if base was 5% higher", "Base: $205k → $205k × 1.05 = $215.25k."),
        ("raise the base by 10%", "Base: $205k → $205k × 1.1 = $225.5k."),
        ("what if my salary was ten percent lower?", "Base: $205k → $205k × 0.9 = $184.5k."),
        ("and with 20% more sign-on?", "Sign-on: $25k → $25k × 1.2 = $30k."),
        ("base -10%", "Base: $205k → $205k × 0.9 = $184.5k."),
    ],
)
def test_a_part_changed_by_a_percent_is_reckoned_with_its_formula(
    done: Chat, text: str, line: str
) -> None:
    assert first_words(done.say(text)) == line
    assert parts(done)["bonus"] == "15"


@pytest.mark.parametrize("text", ["raise the bonus by 5%", "what if the bonus was 5% higher"])
def test_a_percent_more_of_a_percent_is_asked_for(done: Chat, text: str) -> None:
    assert "Type the bonus it comes to" in plain_text(done.say(text))
    assert parts(done)["bonus"] == "15"


def test_a_percent_more_of_nothing_named_changes_no_part(done: Chat) -> None:
    assert "What is 10%?" in plain_text(done.say("what if it was 10% higher"))
    assert parts(done)["bonus"] == "15"


@pytest.mark.parametrize("text", ["what if the base is 5%", "base 5%"])
def test_a_percent_as_the_base_is_no_amount_and_changes_nothing(done: Chat, text: str) -> None:
    assert "no amount for the base" in plain_text(done.say(text))
    assert parts(done) == {"base": "205000", "sign_on": "25000", "bonus": "15", "rsu": "0.08"}


def test_two_parts_denied_in_one_text_are_both_none(done: Chat) -> None:
    said = plain_text(done.say("no bonus no sign-on"))
    assert "Sign-on: $25k → none." in said
    assert "Bonus: 15% → none." in said


def test_no_grant_is_not_multiplied_by_a_company(done: Chat) -> None:
    done.say("no rsu", "/offer 205k base, 25k sign-on, 15% bonus, no rsu, senior ml, at $2B")
    assert "the grant is" not in plain_text(done.reply)


@pytest.mark.parametrize("act", ["worth", "at:1000000000"])
def test_a_button_of_an_offer_whose_role_is_gone_asks_for_the_role(done: Chat, act: str) -> None:
    run = done.session.offer
    assert run is not None
    gone = done.session.model_copy(update={"offer": run.model_copy(update={"role": "gone"})})
    press = Message(f"o:{run.token}:{run.turn}:{act}", "press")
    reply, after = done.advisor.reply(press, gone)
    assert "Which role" in plain_text(reply)
    assert after.offer is not None
    assert after.offer.asking == "role"


def test_a_period_alone_is_no_bonus(chat: Chat) -> None:
    chat.say("/offer 205k base, 25k sign-on, no bonus, 0.08% rsu, senior ml", "and per month?")
    assert chat.session.offer is not None
    assert chat.session.offer.often is None
    assert "15% × $205k" in plain_text(chat.say("what if i get 15% bonus"))


def test_another_currency_is_refused_after_the_end_too(done: Chat) -> None:
    assert first_words(done.say("make it 250 thousand euros")).startswith("I reckon in US dollars")
