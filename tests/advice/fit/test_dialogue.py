"""The assessment as a conversation: pressing, typing, going back, being interrupted, results."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Outcome, Reply, Session
from bot.advice.plain import plain_text
from bot.advice.reply import Heading, Paragraph
from bot.advice.session import FitRun
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses
from tests.advice.fit.sitting import Sitting, leaning

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def shows(sitting: Sitting, number: int) -> bool:
    """Whether the last reply asks question `number`, with its buttons, and waits."""
    reply, question = sitting.reply, sitting.question
    return (
        question is not None
        and f"{number} of " in plain_text(reply)
        and Heading(question.text) in reply.blocks
        and len(sitting.shown()) == len(question.options)
        and reply.live
    )


@pytest.fixture
def third(sitting: Sitting) -> Sitting:
    """A reader at the third question, which is about company."""
    sitting.act("impact")
    sitting.act("cash")
    return sitting


# questions ------------------------------------------------------------------------


def test_it_begins_with_the_first_question(sitting: Sitting) -> None:
    reply = sitting.reply
    assert (reply.outcome, reply.live) == (Outcome.FLOW, True)
    assert first_words(reply) == sitting.fit.texts.intro
    assert Paragraph("1 of about 6  ░░░░░░░░") in reply.blocks
    assert labels(reply)[-3:] == ["Skip ›", "Stop", "Why this question?"]
    assert shows(sitting, 1)


def test_a_press_answers_in_the_same_message(sitting: Sitting) -> None:
    reply = sitting.act("reliability")
    assert shows(sitting, 2)
    assert reply.in_place
    assert sitting.answers == {"yardstick": "reliability"}
    assert "2 of about 6  ▓░░░░░░░" in plain_text(reply)
    assert labels(reply)[-2:] == ["Why this question?", "My answers"]


def test_a_typed_answer_is_confirmed_in_a_new_message(sitting: Sitting) -> None:
    first = sitting.shown()[0]
    reply = sitting.say("the first one")
    assert shows(sitting, 2)
    assert not reply.in_place
    assert first_words(reply) == f"Noted: {first.label}."
    assert sitting.answers == {"yardstick": first.id}


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("mostly with data scientists", "data"),
        ("bit of both", "mix"),
        ("the last one", "mix"),
        ("talking to customers", "market"),
        ("not users, rather the data folks", "data"),
    ],
)
def test_an_answer_may_be_typed_in_many_ways(third: Sitting, text: str, option: str) -> None:
    third.say(text)
    assert third.answers["company"] == option


def test_numbers_mean_the_options_as_they_are_shown(third: Sitting) -> None:
    second = third.shown()[1]
    third.say("2")
    assert third.answers["company"] == second.id


@pytest.mark.parametrize("number", ["0", "4", "5", "6", "77"])
def test_a_number_beyond_the_options_presses_no_other_button(third: Sitting, number: str) -> None:
    reply = third.say(number)
    assert shows(third, 3)
    assert first_words(reply) == "There are 3 options."


@pytest.mark.parametrize("text", ["not customers", "foo bar", "pm", "whatever"])
def test_an_unclear_answer_is_asked_again(third: Sitting, text: str) -> None:
    before = third.answers
    third.say(text)
    assert shows(third, 3)
    assert third.answers == before


def test_readers_see_the_options_in_different_orders(advisor: Advisor) -> None:
    firsts = set()
    for seed in range(20):
        reply, _ = advisor.reply(Message("/fit", seed=seed), Session())
        firsts.add(labels(reply)[0])
    assert len(firsts) == 2


def test_a_long_run_says_which_question_is_the_last(sitting: Sitting) -> None:
    while len(sitting.answers) < 7:
        sitting.say("skip")
    assert "8 of 8, the last one" in plain_text(sitting.reply)


# moves ------------------------------------------------------------------------------


@pytest.mark.parametrize("back", ["‹ Back", "back", "go back"])
def test_back_returns_to_the_question_before_with_its_answer_marked(
    third: Sitting, back: str
) -> None:
    third.say(back)
    assert shows(third, 2)
    assert "✓ Steady cash, paid sooner" in labels(third.reply)
    third.act("equity")
    assert third.answers == {"yardstick": "impact", "pay": "equity"}
    assert shows(third, 3)


def test_there_is_no_way_back_from_the_first_question(third: Sitting) -> None:
    third.act("<")
    third.act("<")
    assert "‹ Back" not in labels(third.reply)
    assert shows(third, 1)
    third.say("back")
    assert shows(third, 1)


@pytest.mark.parametrize("skip", ["skip", "no idea", "Skip ›", "dunno"])
def test_skip_leaves_a_question_out(third: Sitting, skip: str) -> None:
    third.say(skip)
    assert shows(third, 4)
    assert third.answers["company"] is None


@pytest.mark.parametrize("why", ["why do you ask?", "Why this question?"])
def test_why_is_said_and_the_question_stays(third: Sitting, why: str) -> None:
    assert third.question is not None
    reason = third.question.why
    third.say(why)
    assert shows(third, 3)
    assert f"Why: {reason}" in plain_text(third.reply)


def test_why_may_be_pressed_and_pressed_again(third: Sitting) -> None:
    once = third.act("?")
    assert once.in_place
    assert third.act("?") == once


# stopping and going on ----------------------------------------------------------------


@pytest.mark.parametrize("stop", ["stop", "Quit!", "/cancel", "enough questions"])
def test_stop_keeps_the_answers_for_later(third: Sitting, stop: str) -> None:
    reply = third.say(stop)
    assert (reply.outcome, reply.data, reply.live) == (Outcome.FLOW, {}, False)
    assert first_words(reply) == third.fit.texts.stopped
    assert third.question is None
    third.say("/fit")
    assert labels(third.reply) == ["Continue at 3", "Start over"]
    third.say("1")
    assert shows(third, 3)
    assert third.answers == {"yardstick": "impact", "pay": "cash"}


def test_going_on_right_after_stopping(third: Sitting) -> None:
    third.act("*")
    third.tap("Continue at 3")
    assert shows(third, 3)


def test_what_is_typed_after_stopping_is_no_answer(third: Sitting) -> None:
    third.say("stop")
    reply = third.say("how long is the phone screen?")
    assert reply.outcome is Outcome.ANSWER
    assert not reply.live
    assert third.answers == {"yardstick": "impact", "pay": "cash"}


def test_stop_before_the_first_answer_leaves_nothing(sitting: Sitting) -> None:
    sitting.act("*")
    assert sitting.session.fit is None


@pytest.mark.parametrize("start", ["/fit", "/start fit"])
def test_starting_again_asks_whether_to_go_on(third: Sitting, start: str) -> None:
    reply = third.say(start)
    assert first_words(reply) == "You are at question 3. Continue there, or start over?"
    assert labels(reply) == ["Continue at 3", "Start over"]
    assert reply.live


@pytest.mark.parametrize("text", ["2", "start over", "second"])
def test_starting_over_drops_the_answers(third: Sitting, text: str) -> None:
    third.say("/fit", text)
    assert shows(third, 1)
    assert third.answers == {}


def test_before_the_first_answer_it_just_begins_anew(sitting: Sitting) -> None:
    sitting.say("/fit")
    assert shows(sitting, 1)


def test_after_thirty_days_a_text_is_not_taken_for_an_answer(third: Sitting) -> None:
    third.do(Message("back", at=NOON))
    before = third.answers
    reply = third.do(Message("1", at=NOON + timedelta(days=30)))
    assert labels(reply) == ["Continue at 2", "Start over"]
    assert third.answers == before
    third.say("1")
    assert shows(third, 2)


def test_after_thirty_days_a_question_is_answered_with_a_way_back(third: Sitting) -> None:
    third.do(Message("back", at=NOON))
    later = NOON + timedelta(days=30)
    reply = third.do(Message("how long is the phone screen?", at=later))
    assert "Continue at 2" in labels(reply)
    assert not reply.live
    third.tap("Continue at 2")
    assert shows(third, 2)
    third.do(Message("foo bar", at=later))
    assert len(third.answers) == 2


def test_after_thirty_days_an_old_button_still_answers(third: Sitting) -> None:
    third.do(Message("back", at=NOON))
    (press,) = [press for press in presses(third.reply) if press.endswith(":equity")]
    third.do(Message(press, "press", at=NOON + timedelta(days=30)))
    assert third.answers["pay"] == "equity"


# corrections --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("wait, I meant the other one", "equity"),
        ("oops, shares", "equity"),
        ("no wait, some of each", "split"),
        ("sorry, the last one", "split"),
    ],
)
def test_a_correction_changes_the_answer_before(third: Sitting, text: str, option: str) -> None:
    reply = third.say(text)
    assert third.answers["pay"] == option
    assert first_words(reply).startswith("Changed to: ")
    assert shows(third, 3)


@pytest.mark.parametrize(
    "text", ["sorry, equity?", "sorry i was away", "actually thanks, that helps", "oh wait thanks"]
)
def test_a_polite_word_is_no_correction(third: Sitting, text: str) -> None:
    before = third.answers
    third.say(text)
    assert third.answers == before


def test_a_move_may_begin_like_a_correction(third: Sitting) -> None:
    third.say("wait, skip")
    assert shows(third, 4)
    assert third.answers["pay"] == "cash"
    third.say("actually, stop")
    assert third.question is None


def test_a_correction_is_about_the_answer_on_the_screen(third: Sitting) -> None:
    third.act("mix")
    third.act("<")
    third.act("<")
    third.say("wait, I meant the other one")
    assert third.answers == {"yardstick": "impact", "pay": "equity", "company": "mix"}


def test_going_forward_from_an_answered_question_keeps_its_answer(third: Sitting) -> None:
    for forward in ("next", "go on"):
        third.say("back", forward)
        assert shows(third, 3)
    third.act("<")
    third.act(">")
    assert third.answers == {"yardstick": "impact", "pay": "cash"}


def test_a_correction_leaves_a_run_that_was_put_aside(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ml"))
    sitting.tap("Take it again")
    sitting.act("impact")
    sitting.say("/cancel", "/fit result", "oops")
    assert sitting.answers == {"yardstick": "impact"}


def test_an_old_result_does_not_wipe_a_run_under_way(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ml"))
    sitting.press("f:new")
    sitting.act("impact")
    sitting.press("f:new")
    assert labels(sitting.reply) == ["Continue at 2", "Start over"]


def test_finishing_the_review_of_a_result_keeps_the_change(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ml"))
    sitting.tap("Change an answer")
    sitting.act("#pay")
    sitting.act("cash")
    sitting.say("finish")
    sitting.take(leaning(sitting.fit, "ml"))
    assert sitting.session.fit_past[-1].run.answers["pay"] == "cash"


def test_what_is_typed_at_the_choice_to_go_on_answers_nothing(third: Sitting) -> None:
    third.say("/fit", "data scientists")
    assert "company" not in third.answers
    third.say("/fit", "stop")
    assert third.question is None


def test_a_vote_is_a_vote_when_the_questions_have_changed(third: Sitting) -> None:
    old = FitRun(token="9", version=1, answers={"company": "data"})
    third.session = third.session.model_copy(update={"fit": old})
    reply = third.press("v:+:difference")
    assert (reply.vote, reply.blocks) == ("+:difference", ())
    assert first_words(third.say("thanks")) == third.fit.texts.migrated


def test_a_loud_answer_is_no_correction(third: Sitting) -> None:
    third.say("actually, data scientists")
    assert third.answers == {"yardstick": "impact", "pay": "cash", "company": "data"}


def test_an_unclear_correction_asks_the_question_before(third: Sitting) -> None:
    reply = third.say("oops")
    assert first_words(reply) == third.fit.texts.which_before
    assert shows(third, 2)


@pytest.mark.parametrize(
    "text",
    [
        "sorry, how long is the phone screen?",
        "sorry my train was late today and the wifi there was awful too",
    ],
)
def test_an_apology_for_something_else_is_no_correction(third: Sitting, text: str) -> None:
    before = third.answers
    third.say(text)
    assert third.answers == before


def test_the_other_one_of_a_middle_answer_has_to_be_named(third: Sitting) -> None:
    third.act("mix")
    third.say("wait, I meant the other one")
    assert third.question is not None
    assert third.question.id == "company"


def test_there_is_nothing_to_correct_before_the_first_answer(sitting: Sitting) -> None:
    sitting.say("wait, I meant the other one")
    assert shows(sitting, 1)
    assert sitting.answers == {}


def test_the_last_answer_may_be_corrected_on_the_result(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ml"))
    past = sitting.session.fit_past[-1]
    name, given_ = list(past.run.answers.items())[-1]
    reply = sitting.say("wait, I meant the other one")
    assert first_words(reply).startswith("Changed to: ")
    sitting.take(leaning(sitting.fit, "ml"))  # less sure now, it may ask on
    (after,) = sitting.session.fit_past
    assert after.run.answers[name] != given_
    assert after.score < past.score


# the review -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["my answers", "My answers"])
def test_the_review_lists_all_answers(third: Sitting, text: str) -> None:
    third.act("data")
    said = plain_text(third.say(text))
    assert "1. What should your year be judged on? Many users, revenue, good word" in said
    assert labels(third.reply) == [
        "1. Many users, revenue, good word",
        "2. Steady cash, paid sooner",
        "3. Data, infra and security people",
        "Go on ›",
        "Stop",
    ]


def test_an_answer_is_changed_from_the_review(third: Sitting) -> None:
    third.act("=")
    third.act("#pay")
    assert third.question is not None
    assert third.question.id == "pay"
    reply = third.act("split")
    assert "2. Some of each, or I don't mind" in labels(reply)
    third.act(".")
    assert shows(third, 3)


@pytest.mark.parametrize("text", ["2", "the second"])
def test_a_number_picks_an_answer_to_change(third: Sitting, text: str) -> None:
    third.act("=")
    third.say(text)
    assert third.question is not None
    assert third.question.id == "pay"


@pytest.mark.parametrize("text", ["go on", "next", "back", "ok"])
def test_the_review_may_be_left_by_typing(third: Sitting, text: str) -> None:
    third.act("=")
    third.say(text)
    assert shows(third, 3)


def test_back_from_a_question_under_review_leaves_its_answer(third: Sitting) -> None:
    third.act("=")
    third.act("#pay")
    third.act("<")
    assert labels(third.reply)[-2:] == ["Go on ›", "Stop"]
    assert third.answers["pay"] == "cash"


def test_an_interruption_leads_back_to_the_review(third: Sitting) -> None:
    third.act("=")
    reply = third.say("how long is the phone screen?")
    assert reply.outcome is Outcome.ANSWER
    assert labels(reply)[-2:] == ["Go on ›", "Stop"]
    assert "Go on ›" in labels(third.say("/salary"))
    third.tap("Go on ›")
    assert third.session.fit is not None
    assert third.session.fit.reviewing


def test_stopping_and_starting_in_the_review(third: Sitting) -> None:
    third.act("=")
    third.say("stop", "/fit")
    assert first_words(third.reply) == third.fit.texts.waiting_review
    third.tap("Go on ›")
    assert labels(third.reply)[-2:] == ["Go on ›", "Stop"]


def test_only_what_depends_on_a_change_is_asked_again(sitting: Sitting) -> None:
    sitting.until("governance_story", leaning(sitting.fit, "ai"))
    sitting.act("plan")
    sitting.act("=")
    sitting.act("#background")
    before = sitting.answers
    sitting.act("engineering")
    kept = {k: v for k, v in before.items() if k not in ("background", "governance_story")}
    assert sitting.answers == {**kept, "background": "engineering"}
    sitting.act(".")
    assert sitting.question is not None
    assert sitting.question.id == "impact_proof"


@pytest.mark.parametrize(
    ("text", "option"), [("2 to some of each", "split"), ("change 2: shares", "equity")]
)
def test_an_answer_is_changed_by_words_in_the_review(
    third: Sitting, text: str, option: str
) -> None:
    third.act("=")
    third.say(text)
    assert third.answers["pay"] == option
    assert labels(third.reply)[-2:] == ["Go on ›", "Stop"]
    third.say("2 to pizza")
    assert third.question is not None
    assert third.question.id == "pay"


@pytest.mark.parametrize("text", ["start over", "take it again"])
def test_starting_over_in_the_middle_is_asked_for_first(third: Sitting, text: str) -> None:
    third.say(text)
    assert labels(third.reply) == ["Continue at 3", "Start over"]
    assert len(third.answers) == 2


def test_how_long_it_takes_is_said(third: Sitting) -> None:
    reply = third.say("how many more of these?")
    assert first_words(reply) == "At most 6 more questions."
    assert shows(third, 3)


def test_it_may_be_begun_in_words(chat: Chat) -> None:
    assert chat.say("can you give me the quiz").live


@pytest.mark.parametrize(
    ("text", "label"), [("share", "Send to a friend"), ("change an answer", "Go on ›")]
)
def test_a_result_is_talked_about_later_too(sitting: Sitting, text: str, label: str) -> None:
    sitting.take(leaning(sitting.fit, "ml"))
    for words in (text, f"/fit {text}"):
        sitting.say("how long is the phone screen?")
        assert label in labels(sitting.say(words))
        sitting.say("stop")


def test_fit_stop_puts_it_aside(third: Sitting) -> None:
    third.say("/fit stop")
    assert third.question is None
    assert len(third.answers) == 2


def test_a_result_may_be_changed_afterwards(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ml"))
    before = sitting.session.fit_past[-1]
    reply = sitting.tap("Change an answer")
    assert not reply.in_place
    sitting.act("#yardstick")
    sitting.act("impact")
    sitting.act(".")
    sitting.take(leaning(sitting.fit, "ml"))
    (after,) = sitting.session.fit_past
    assert after.score < before.score
    assert "Last time" not in plain_text(sitting.reply)


def test_stopping_a_change_leaves_the_result(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ml"))
    before = sitting.session.fit_past
    sitting.tap("Change an answer")
    sitting.act("#yardstick")
    sitting.act("*")
    assert (sitting.session.fit, sitting.session.fit_past) == (None, before)


# buttons from before --------------------------------------------------------------------


def test_a_button_of_an_earlier_question_does_nothing(sitting: Sitting) -> None:
    earlier = presses(sitting.reply)
    sitting.press(earlier[0])
    before = sitting.session
    for press in earlier:
        reply = sitting.press(press)
        assert (reply.blocks, sitting.session) == ((), before)
        assert reply.toast == sitting.fit.texts.already


def test_a_button_of_an_earlier_run_does_nothing(sitting: Sitting) -> None:
    earlier = presses(sitting.reply)
    sitting.say("stop", "/fit")
    assert sitting.press(earlier[0]).toast
    assert sitting.answers == {}


def test_a_button_of_another_reader_does_nothing(advisor: Advisor, third: Sitting) -> None:
    other = Sitting(advisor)
    other.do(Message("/fit", seed=77))
    for press in presses(other.reply):
        assert third.press(press).blocks == ()
    assert shows(other, 1)


@pytest.mark.parametrize("act", ["0:market", "go", "0:*", "edit", "card"])
def test_a_button_of_a_run_that_ended_does_nothing(sitting: Sitting, act: str) -> None:
    token = presses(sitting.reply)[0].split(":")[1]
    sitting.say("stop")
    reply = sitting.press(f"f:{token}:{act}")
    assert (reply.blocks, sitting.session.fit) == ((), None)
    assert reply.toast == sitting.fit.texts.already


@pytest.mark.parametrize("press", ["f:1:0:gone", "f:1:0:", "f:1:0", "f:1", "f:", "f:x:0:data"])
def test_a_button_nobody_made_does_nothing(sitting: Sitting, press: str) -> None:
    token = presses(sitting.reply)[0].split(":")[1]
    assert sitting.press(press.replace("f:1", f"f:{token}")).blocks == ()
    assert shows(sitting, 1) or sitting.answers == {}


@pytest.mark.parametrize("act", [".", "=", "#pay", "#yardstick"])
def test_an_act_that_has_no_button_now_does_nothing(sitting: Sitting, act: str) -> None:
    token = presses(sitting.reply)[0].split(":")[1]
    assert sitting.press(f"f:{token}:0:{act}").blocks == ()
    assert sitting.answers == {}


# other versions of the questions ----------------------------------------------------------


def test_a_run_of_earlier_questions_goes_on_with_what_fits(third: Sitting) -> None:
    old = FitRun(token="9", version=1, answers={"company": "data", "risk": "upside"})
    third.session = third.session.model_copy(update={"fit": old})
    reply = third.say("how long is the phone screen?")
    assert first_words(reply) == third.fit.texts.migrated
    assert third.answers == {"company": "data"}
    assert reply.live


def test_a_press_on_an_earlier_question_shows_the_one_that_waits_now(third: Sitting) -> None:
    old = FitRun(token="9", version=1, answers={"company": "data"})
    third.session = third.session.model_copy(update={"fit": old})
    reply = third.press("f:9:1:upside")
    assert first_words(reply) == third.fit.texts.migrated
    assert reply.in_place
    assert shows(third, 2)


def test_nothing_that_fits_is_a_fresh_start(third: Sitting) -> None:
    old = FitRun(token="9", version=1, answers={"risk": "upside"})
    third.session = third.session.model_copy(update={"fit": old})
    assert first_words(third.say("thanks")) == third.fit.texts.restarted


def test_enough_answers_of_before_lead_to_the_review(third: Sitting) -> None:
    pick = leaning(third.fit, "ml")
    answers: dict[str, str | None] = {q.id: pick(q) for q in third.fit.questions if not q.only_if}
    old = FitRun(token="9", version=1, answers=answers)
    third.session = third.session.model_copy(update={"fit": old})
    third.say("/help")
    assert labels(third.reply)[-2:] == ["Go on ›", "Stop"]


def test_a_run_put_aside_is_carried_over_when_it_goes_on(third: Sitting) -> None:
    old = FitRun(token="9", version=1, answers={"company": "data"}, aside=True)
    third.session = third.session.model_copy(update={"fit": old})
    assert third.fit.texts.migrated not in plain_text(third.say("thanks"))
    assert first_words(third.say("/fit")) == third.fit.texts.migrated
    assert labels(third.reply) == ["Continue at 2", "Start over"]


# interruptions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("how long is the phone screen?", Outcome.ANSWER),
        ("how much equity does a senior ml pm get?", Outcome.ANSWER),
        ("/salary senior ml", Outcome.ANSWER),
        ("/help", Outcome.CHAT),
        ("/about", Outcome.CHAT),
        ("/nope", Outcome.CHAT),
        ("thanks!", Outcome.CHAT),
        ("what is the visa situation?", Outcome.DECLINE),
        ("what is the capital of france?", Outcome.DECLINE),
    ],
)
def test_an_interruption_is_answered_and_the_question_asked_again(
    third: Sitting, text: str, outcome: Outcome
) -> None:
    alone = Chat(third.advisor).say(text)
    reply = third.say(text)
    assert reply.outcome is outcome
    assert reply.blocks[0] == alone.blocks[0]
    assert shows(third, 3)
    assert len(third.answers) == 2


def test_a_look_up_in_between_is_kept_as_the_thread(third: Sitting) -> None:
    third.say("/salary senior ml base", "7", "1")
    assert len(third.answers) == 3
    assert third.session.thread.level == "senior"


def test_an_interruption_with_buttons_of_its_own_offers_the_way_back(third: Sitting) -> None:
    reply = third.say("/salary")
    assert labels(reply) == ["AI PM", "ML PM", "Senior", "Staff", "Continue at 3"]
    third.tap("Senior")
    assert shows(third, 3)


def test_an_empty_message_offers_the_way_back(third: Sitting) -> None:
    assert labels(third.say("  "))[-1] == "Continue at 3"
    assert not third.tap("Continue at 3").in_place  # an answer may stand above it
    assert shows(third, 3)


def test_an_attachment_is_refused_and_the_question_asked_again(third: Sitting) -> None:
    third.attach()
    assert shows(third, 3)


@pytest.mark.parametrize("text", ["1", "2", "who earns more?", "/fit"])
def test_an_edit_changes_no_answer_and_says_so(third: Sitting, text: str) -> None:
    before = third.answers
    reply = third.edit(text)
    assert shows(third, 3)
    assert first_words(reply) == third.advisor.knowledge.texts.edit_in_flow
    assert third.answers == before


def test_an_entry_may_be_read_in_between(third: Sitting) -> None:
    reply = third.press("a:difference")
    assert reply.entries == ("difference",)
    assert shows(third, 3)


# results ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "lean"), [("ai", "ai_pm"), ("ml", "ml_pm"), (None, "balanced")])
def test_the_result_ends_the_run_and_is_kept(sitting: Sitting, role: str | None, lean: str) -> None:
    reply = sitting.take(leaning(sitting.fit, role))
    assert (reply.outcome, reply.live, sitting.session.fit) == (Outcome.FLOW, False, None)
    assert reply.in_place
    assert reply.data["fit"]["lean"] == sitting.session.fit_past[-1].lean == lean
    assert_sound(reply, sitting.advisor)


def test_a_typed_last_answer_is_confirmed_over_the_result(sitting: Sitting) -> None:
    while sitting.session.fit is not None:
        label = sitting.shown()[0].label
        sitting.say("1")
    assert first_words(sitting.reply) == f"Noted: {label}."
    assert sitting.reply.data["fit"]


def test_skipping_everything_still_ends(sitting: Sitting) -> None:
    reply = sitting.say(*["skip"] * 8)
    assert reply.data["fit"]["lean"] == "balanced"
    assert "Too few answers" in plain_text(reply)


@pytest.mark.parametrize("text", ["/fit result", "/fit my result"])
def test_the_last_result_may_be_seen_again(sitting: Sitting, text: str) -> None:
    result = sitting.take(leaning(sitting.fit, "ml"))
    sitting.say("thanks")
    again = sitting.say(text)
    assert (again.blocks, again.buttons) == (result.blocks, result.buttons)


def test_without_a_result_it_offers_to_begin(chat: Chat) -> None:
    assert labels(chat.say("/fit result")) == ["Begin"]
    assert chat.tap("Begin").live


def test_a_retake_is_compared_with_the_time_before(sitting: Sitting) -> None:
    first = sitting.take(leaning(sitting.fit, "ml")).data["fit"]["score"]
    reply = sitting.tap("Take it again")
    assert not reply.in_place
    second = sitting.take(leaning(sitting.fit, "ai"))
    now = second.data["fit"]["score"]
    assert f"Last time: {first:+.2f}, now {now:+.2f}." in plain_text(second)
    assert len(sitting.session.fit_past) == 2
    sitting.tap("Take it again")
    sitting.take(leaning(sitting.fit, None))
    assert len(sitting.session.fit_past) == 2


def test_taking_it_again_may_be_typed(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ai"))
    sitting.say("take it again")
    assert shows(sitting, 1)


def test_the_card_is_shown_and_may_be_sent(sitting: Sitting) -> None:
    sitting.take(leaning(sitting.fit, "ai"))
    reply = sitting.tap("Share")
    assert reply.picture is not None
    assert labels(reply) == ["Send to a friend"]
    assert presses(reply) == [""]


def test_another_readers_result_cannot_be_shared_or_changed(
    advisor: Advisor, sitting: Sitting
) -> None:
    sitting.take(leaning(sitting.fit, "ai"))
    other = Sitting(advisor)
    other.do(Message("/fit", seed=5))
    other.take(leaning(sitting.fit, "ml"))
    for press in presses(sitting.reply):
        if press.endswith((":edit", ":card")):
            assert other.press(press).toast


# whatever happens ---------------------------------------------------------------------------

ACTS = st.sampled_from(
    ["1", "2", "skip", "back", "why", "my answers", "go on", "oops", "wait, the other one"]
)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), acts=st.lists(st.one_of(ACTS, st.integers(0, 9)), max_size=25))
def test_no_answer_is_lost_and_it_always_ends(
    advisor: Advisor, seed: int, acts: list[str | int]
) -> None:
    sitting = Sitting(advisor)
    sitting.do(Message("/fit", seed=seed))
    for act in acts:
        if sitting.session.fit is None:
            break
        before = dict(sitting.answers)
        reply = _do(sitting, act)
        assert_sound(reply, advisor)
        run = sitting.session.fit
        after = run.answers if run is not None else sitting.session.fit_past[-1].run.answers
        gone = before.keys() - after.keys()
        assert all(advisor.knowledge.fit.question[name].only_if for name in gone)
        assert len(after) <= 8
    _finish(sitting)
    assert sitting.session.fit is None
    assert 5 <= len(sitting.session.fit_past[-1].run.answers) <= 8


def _do(sitting: Sitting, act: str | int) -> Reply:
    """Type something, or press one of the buttons, but not Stop, Start over or Take it again."""
    if isinstance(act, str):
        return sitting.say(act)
    there = [p for p in presses(sitting.reply) if p and p.split(":")[-1] not in ("*", "!", "new")]
    return sitting.press(there[act % len(there)])


def _finish(sitting: Sitting) -> None:
    for _ in range(12):
        if sitting.session.fit is None:
            return
        if sitting.session.fit.question is None:
            sitting.say("go on")
        else:
            sitting.say("1")
