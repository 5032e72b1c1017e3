"""The assessment as a conversation: pressing, typing, going back, being interrupted, results."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Outcome, Reply
from bot.advice.fit import assess
from bot.advice.plain import plain_text
from bot.advice.reply import Bullets, Citation, Heading, Paragraph
from bot.advice.session import FitRun
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses


def step(chat: Chat) -> int | None:
    return chat.session.fit.step if chat.session.fit is not None else None


def answers(chat: Chat) -> dict[str, str | None]:
    assert chat.session.fit is not None
    return chat.session.fit.answers


def shows(reply: Reply, number: int) -> bool:
    """Whether the reply asks question `number`, with its buttons, and waits."""
    return (
        f"Question {number} of 8" in plain_text(reply)
        and labels(reply)[-1] == "Stop"
        and reply.live
        and presses(reply)[0].split(":")[2] == str(number - 1)
    )


@pytest.fixture
def asked(chat: Chat) -> Chat:
    """A chat at the third question."""
    chat.say("/fit", "1", "2")
    return chat


# questions ------------------------------------------------------------------------


def test_it_begins_with_the_first_question(chat: Chat) -> None:
    fit = chat.advisor.knowledge.fit
    reply = chat.say("/fit")
    assert (reply.outcome, reply.live) == (Outcome.FLOW, True)
    assert reply.blocks == (
        Paragraph(fit.intro),
        Paragraph("Question 1 of 8  ░░░░░░░░"),
        Heading(fit.questions[0].text),
    )
    assert labels(reply) == [
        *(option.label for option in fit.questions[0].options),
        "Skip ›",
        "Stop",
    ]


def test_a_press_answers_in_the_same_message(chat: Chat) -> None:
    chat.say("/fit")
    reply = chat.tap("Data scientists, SREs, infra")
    assert shows(reply, 2)
    assert reply.in_place
    assert answers(chat) == {"company": "data"}
    assert "▓░░░░░░░" in plain_text(reply)


def test_a_typed_answer_is_confirmed_in_a_new_message(chat: Chat) -> None:
    chat.say("/fit")
    reply = chat.say("the second one")
    assert shows(reply, 2)
    assert not reply.in_place
    assert first_words(reply) == "Noted: Data scientists, SREs, infra."


@pytest.mark.parametrize("text", ["2", "second", "B", "data people", "DATA SCIENTISTS", "enginers"])
def test_an_answer_may_be_typed_in_many_ways(chat: Chat, text: str) -> None:
    chat.say("/fit", text)
    assert answers(chat) == {"company": "data"}


@pytest.mark.parametrize("number", ["0", "4", "5", "6", "77"])
def test_a_number_beyond_the_options_presses_no_other_button(chat: Chat, number: str) -> None:
    reply = chat.say("/fit", "1", number)
    assert shows(reply, 2)
    assert first_words(reply) == "There are 3 options."


@pytest.mark.parametrize("text", ["i was a lawyer", "not customers", "foo bar", "ml"])
def test_an_unclear_answer_is_asked_again(chat: Chat, text: str) -> None:
    reply = chat.say("/fit", text)
    assert shows(reply, 1)
    assert answers(chat) == {}


# moves ------------------------------------------------------------------------------


@pytest.mark.parametrize("back", ["‹ Back", "back", "go back"])
def test_back_returns_to_the_question_before(asked: Chat, back: str) -> None:
    assert shows(asked.say(back), 2)
    asked.say("3")
    assert answers(asked) == {"company": "market", "yardstick": "either"}


def test_back_may_be_pressed_but_not_before_the_first_question(asked: Chat) -> None:
    assert shows(asked.tap("‹ Back"), 2)
    assert "‹ Back" not in labels(asked.tap("‹ Back"))
    assert shows(asked.say("back"), 1)


@pytest.mark.parametrize("skip", ["skip", "no idea", "Skip ›"])
def test_skip_leaves_a_question_out(asked: Chat, skip: str) -> None:
    assert shows(asked.say(skip), 4)
    assert answers(asked)["space"] is None


def test_skip_may_be_pressed(asked: Chat) -> None:
    assert shows(asked.tap("Skip ›"), 4)


@pytest.mark.parametrize("stop", ["stop", "Quit!", "/cancel"])
def test_stop_ends_without_a_result(asked: Chat, stop: str) -> None:
    reply = asked.say(stop)
    assert (reply.outcome, reply.data, step(asked)) == (Outcome.FLOW, {}, None)
    assert first_words(reply) == asked.advisor.knowledge.texts.cancelled


def test_stop_may_be_pressed(asked: Chat) -> None:
    assert asked.tap("Stop").in_place
    assert step(asked) is None


# buttons from before --------------------------------------------------------------------


def test_a_button_of_an_earlier_question_does_nothing(chat: Chat) -> None:
    earlier = presses(chat.say("/fit"))
    chat.press(earlier[0])
    before = chat.session
    for press in earlier:
        reply = chat.press(press)
        assert (reply.blocks, chat.session) == ((), before)
        assert reply.toast


def test_a_button_of_an_earlier_run_does_nothing(chat: Chat) -> None:
    earlier = presses(chat.say("/fit"))
    chat.say("stop", "/fit")
    chat.press(earlier[0])
    assert answers(chat) == {}


@pytest.mark.parametrize("press", ["f:1:0:market", "f:go", "f:1:0:x"])
def test_a_button_of_a_run_that_ended_does_nothing(chat: Chat, press: str) -> None:
    chat.say("/fit", "stop")
    reply = chat.press(press)
    assert (reply.blocks, step(chat)) == ((), None)
    assert reply.toast == chat.advisor.knowledge.texts.stale_button


@pytest.mark.parametrize("press", ["f:1:0:gone", "f:1:0:", "f:1:0", "f:1", "f:", "f:x:0:data"])
def test_a_button_nobody_made_does_nothing(chat: Chat, press: str) -> None:
    chat.say("/fit")
    assert chat.press(press).blocks == ()
    assert (step(chat), answers(chat)) == (0, {})


def test_a_run_of_an_earlier_version_of_the_questions_has_ended(chat: Chat) -> None:
    chat.say("/fit", "1")
    run = FitRun(run=1, version=0, step=1)
    chat.session = chat.session.model_copy(update={"fit": run})
    assert not chat.say("1").live
    assert shows(chat.say("/fit"), 1)


# starting again ----------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["/fit", "/start fit"])
def test_starting_again_asks_whether_to_go_on(asked: Chat, start: str) -> None:
    reply = asked.say(start)
    assert first_words(reply) == "You are at question 3 of 8."
    assert labels(reply) == ["Continue at 3", "Start over"]
    assert reply.live


@pytest.mark.parametrize("text", ["1", "continue", "Continue at 3", "the first"])
def test_going_on_keeps_the_answers(asked: Chat, text: str) -> None:
    asked.say("/fit")
    assert shows(asked.say(text), 3)
    assert len(answers(asked)) == 2


@pytest.mark.parametrize("text", ["2", "start over", "second"])
def test_starting_over_drops_them(asked: Chat, text: str) -> None:
    asked.say("/fit")
    assert shows(asked.say(text), 1)
    assert answers(asked) == {}


def test_the_choice_may_be_pressed(asked: Chat) -> None:
    asked.say("/fit")
    assert shows(asked.tap("Continue at 3"), 3)
    asked.say("/fit")
    assert shows(asked.tap("Start over"), 1)


def test_before_the_first_answer_it_just_begins_anew(chat: Chat) -> None:
    assert shows(chat.say("/fit", "/fit"), 1)


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
    asked: Chat, text: str, outcome: Outcome
) -> None:
    alone = Chat(asked.advisor).say(text)
    reply = asked.say(text)
    assert reply.outcome is outcome
    assert reply.blocks[0] == alone.blocks[0]
    assert shows(reply, 3)
    assert len(answers(asked)) == 2


def test_a_look_up_in_between_is_kept_as_the_thread(asked: Chat) -> None:
    asked.say("/salary senior ml base", "4", "1")
    assert step(asked) == 3
    assert asked.session.thread.level == "senior"


def test_an_interruption_with_buttons_of_its_own_offers_the_way_back(asked: Chat) -> None:
    reply = asked.say("/salary")
    assert labels(reply) == ["AI PM", "ML PM", "Senior", "Staff", "Continue at 3"]
    assert shows(asked.tap("Senior"), 3)


def test_an_empty_message_offers_the_way_back(asked: Chat) -> None:
    assert labels(asked.say("  "))[-1] == "Continue at 3"
    assert shows(asked.tap("Continue at 3"), 3)


def test_an_attachment_is_refused_and_the_question_asked_again(asked: Chat) -> None:
    assert shows(asked.attach(), 3)


@pytest.mark.parametrize("text", ["1", "2", "who earns more?", "/fit"])
def test_an_edit_changes_no_answer_and_says_so(asked: Chat, text: str) -> None:
    before = answers(asked)
    reply = asked.edit(text)
    assert shows(reply, 3)
    assert first_words(reply) == asked.advisor.knowledge.texts.edit_in_flow
    assert answers(asked) == before


def test_an_entry_may_be_read_in_between(asked: Chat) -> None:
    reply = asked.press("a:difference")
    assert reply.entries == ("difference",)
    assert shows(reply, 3)


# results ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "lean"), [("1", "ai_pm"), ("2", "ml_pm"), ("3", "balanced"), ("skip", "balanced")]
)
def test_the_result_says_the_lean_the_reasons_and_three_steps(
    chat: Chat, typed: str, lean: str
) -> None:
    reply = chat.say("/fit", *[typed] * 8)
    fit = chat.advisor.knowledge.fit
    texts = next(text for text in fit.results if text.lean == lean)
    assert (reply.outcome, reply.live, step(chat)) == (Outcome.FLOW, False, None)
    assert reply.data["fit"]["lean"] == lean
    assert reply.blocks[0] == Heading(texts.summary)
    steps = [block for block in reply.blocks if isinstance(block, Bullets)][-1]
    assert [item[:2] for item in steps.items] == ["1.", "2.", "3."]
    assert texts.watch_out in plain_text(reply)
    assert isinstance(reply.blocks[-1], Citation)
    assert reply.entries == texts.entries
    assert_sound(reply, chat.advisor)


def test_the_record_holds_lean_score_and_confidence(chat: Chat) -> None:
    reply = chat.say("/fit", *["2"] * 8)
    chosen: dict[str, str | None] = {
        question.id: question.options[1].id for question in chat.advisor.knowledge.fit.questions
    }
    result = assess(chat.advisor.knowledge.fit, chosen)
    assert reply.data == {
        "fit": {"lean": "ml_pm", "score": result.score, "confidence": result.confidence}
    }
    assert f"score {result.score:+.2f}" in plain_text(reply)


def test_nobody_is_told_that_it_is_quite_certain(chat: Chat) -> None:
    assert "99% sure" in plain_text(chat.say("/fit", *["1"] * 8))


def test_a_mixed_result_gives_what_pulls_the_other_way(chat: Chat) -> None:
    said = plain_text(chat.say("/fit", *["1"] * 7, "2"))
    against = chat.advisor.knowledge.fit.questions[7].options[1].because
    assert said.index("Because:") < said.index("Pulling the other way:") < said.index(against)


def test_no_answers_at_all_give_no_reasons(chat: Chat) -> None:
    said = plain_text(chat.say("/fit", *["skip"] * 8))
    assert "Because:" not in said
    assert "Too few answers" in said


def test_the_result_leads_on(chat: Chat) -> None:
    chat.say("/fit", *["1"] * 8)
    assert labels(chat.reply)[-1] == "Take it again"
    assert chat.press(presses(chat.reply)[0]).entries == ("suits_ai",)
    assert shows(chat.press("f:new"), 1)


def test_taking_it_again_may_be_typed(chat: Chat) -> None:
    chat.say("/fit", *["1"] * 8)
    assert shows(chat.say("take it again"), 1)


@settings(max_examples=25, deadline=None)
@given(picks=st.lists(st.integers(0, 3), min_size=8, max_size=8), back=st.integers(0, 7))
def test_reasons_are_the_readers_own_answers(advisor: Advisor, picks: list[int], back: int) -> None:
    chat, own = Chat(advisor), set()
    chat.say("/fit")
    for place, (question, pick) in enumerate(
        zip(advisor.knowledge.fit.questions, picks, strict=True)
    ):
        if place and place == back:  # thinking again and answering the same changes nothing
            chat.tap("‹ Back")
            chat.press(presses(chat.reply)[picks[place - 1] % 3])
        option = question.options[pick % 3]
        own.add(option.because)
        chat.tap(option.label)
    bullets = [block.items for block in chat.reply.blocks if isinstance(block, Bullets)]
    reasons = [item for items in bullets[:-1] for item in items]
    assert 1 <= len(reasons) <= 4
    assert set(reasons) <= own
