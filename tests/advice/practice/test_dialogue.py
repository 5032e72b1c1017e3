"""The mock interview as its reader meets it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Outcome, Session
from bot.advice.plain import plain_text
from bot.advice.reply import Invitation
from bot.knowledge import Knowledge
from bot.knowledge.practice import PracticeTexts
from tests.advice.chat import assert_sound, first_words, labels, presses
from tests.advice.timed import TimedChat

QUESTION = "what is a model card?"
ANSWER = "I would begin with the people who open the editor once and then watch where they leave"


@pytest.fixture
def chat(advisor: Advisor) -> TimedChat:
    return TimedChat(advisor)


@pytest.fixture
def texts(knowledge: Knowledge) -> PracticeTexts:
    return knowledge.practice.texts


def begin(chat: TimedChat, round_: str = "design", role: str = "ai", minutes: int = 15) -> str:
    """A running interview; its case."""
    chat.say("/practice")
    chat.press(f"m:k:{role}")
    chat.press(f"m:c:{round_}:{role}")
    chat.press(f"m:s:{round_}:{role}:{minutes}")
    run = chat.session.practice.run
    assert run is not None
    return run.case


def said(chat: TimedChat) -> str:
    return plain_text(chat.reply)


# choosing ------------------------------------------------------------------------------------


def test_a_role_a_round_and_a_length_are_picked_in_place(chat: TimedChat) -> None:
    assert labels(chat.say("/practice")) == ["AI PM", "ML PM"]
    rounds = chat.tap("ML PM")
    assert rounds.in_place
    assert labels(rounds)[0] == "Phone screen · 30 minutes"
    card = chat.tap("Design round · 40 minutes")
    assert card.in_place
    assert labels(card) == ["Start: 40 minutes", "15 minutes instead", "‹ Rounds"]
    assert chat.session.practice.run is None
    assert chat.tap("‹ Rounds").blocks == rounds.blocks
    assert labels(chat.tap("‹ Roles")) == ["AI PM", "ML PM"]


def test_the_card_says_whose_the_length_is(chat: TimedChat, texts: PracticeTexts) -> None:
    chat.press("m:c:portfolio:ai")
    assert texts.stated.format(time="45 minutes") in said(chat)
    chat.press("m:c:design:ai")
    assert texts.chosen.format(time="40 minutes") in said(chat)


def test_a_role_may_be_said_with_the_command(chat: TimedChat) -> None:
    assert labels(chat.say("/practice ml"))[0].startswith("Phone screen")
    assert labels(chat.say("/practice chef")) == ["AI PM", "ML PM"]


def test_the_case_comes_as_a_new_message(chat: TimedChat, knowledge: Knowledge) -> None:
    case = begin(chat)
    assert not chat.reply.in_place
    assert knowledge.practice.placed[case][2].text in said(chat)
    assert "15 minutes, from now" in said(chat)


def test_every_case_of_a_round_comes_before_one_comes_again(
    chat: TimedChat, knowledge: Knowledge
) -> None:
    side = knowledge.practice.side("design", "ml")
    assert side is not None
    seen = []
    for _ in side.cases:
        seen.append(begin(chat, role="ml"))
        chat.tap("I'm done")
        chat.tap("That's my check ›")
    assert sorted(seen) == sorted(case.id for case in side.cases)


# the clock -----------------------------------------------------------------------------------


def test_half_time_and_the_end_come_by_themselves(chat: TimedChat, texts: PracticeTexts) -> None:
    begin(chat, minutes=40)
    assert chat.wait(minutes=19) == []
    (half,) = chat.wait(minutes=2)
    assert plain_text(half).startswith(texts.half.format(time="20 minutes"))
    assert "User flows · Pricing tiers" in plain_text(half)
    (up,) = chat.wait(minutes=30)
    assert plain_text(up).startswith(texts.up)
    assert chat.session.reminders == ()


def test_a_late_half_time_does_not_claim_to_be_it(chat: TimedChat, texts: PracticeTexts) -> None:
    begin(chat, minutes=40)
    (half,) = chat.sleep(minutes=32)
    assert plain_text(half).startswith(texts.half_late.format(time="8 minutes"))


def test_after_an_outage_one_message_says_that_time_is_up(
    chat: TimedChat, texts: PracticeTexts
) -> None:
    begin(chat)
    (up,) = chat.sleep(hours=5)
    assert plain_text(up).startswith(texts.up_late)


def test_a_move_that_makes_no_sense_shows_how_it_stands(chat: TimedChat) -> None:
    begin(chat)
    chat.say("pause", "pause")
    assert "Paused" in plain_text(chat.reply)


def test_time_that_ran_out_unseen_is_seen_by_the_command(
    chat: TimedChat, texts: PracticeTexts
) -> None:
    begin(chat)
    chat.now += timedelta(minutes=15)
    assert texts.up in plain_text(chat.say("/practice"))
    assert chat.session.reminders == ()


def test_time_left_is_a_note_by_button_and_a_message_by_word(chat: TimedChat) -> None:
    begin(chat)
    chat.wait(minutes=5)
    assert chat.tap("Time left?").toast == "Time left: 10 minutes."
    chat.say("how much time is left?")
    assert said(chat) == "Time left: 10 minutes."
    chat.wait(minutes=9, seconds=30)
    chat.say("time")
    assert said(chat) == "Time left: less than a minute."


def test_a_pause_stops_the_clock_and_going_on_starts_it(chat: TimedChat) -> None:
    begin(chat)
    chat.wait(minutes=3)
    assert chat.tap("Pause").in_place
    assert "with 12 minutes left" in said(chat)
    assert chat.wait(days=3) == []
    assert chat.tap("Go on ›").in_place
    assert "12 minutes left, from now" in said(chat)
    assert len(chat.wait(minutes=4, seconds=29)) == 0
    assert len(chat.wait(seconds=2)) == 1
    assert len(chat.wait(minutes=8)) == 1


def test_half_time_is_not_told_twice(chat: TimedChat) -> None:
    begin(chat)
    assert len(chat.wait(minutes=8)) == 1
    chat.say("pause", "go on")
    assert [one.key for one in chat.session.reminders] == ["practice_up"]


@pytest.mark.parametrize("word", ["pause", "Wait!", "stop the clock"])
def test_moves_may_be_typed(chat: TimedChat, word: str) -> None:
    begin(chat)
    reply = chat.say(word)
    assert not reply.in_place
    assert chat.session.practice.run is not None
    assert chat.session.practice.run.phase == "paused"


# in between ----------------------------------------------------------------------------------


def test_a_question_is_answered_and_pauses_the_interview(chat: TimedChat, advisor: Advisor) -> None:
    begin(chat)
    chat.wait(minutes=5)
    alone, _ = advisor.reply(Message(QUESTION), Session())
    reply = chat.say(QUESTION)
    assert reply.outcome is Outcome.ANSWER
    assert reply.blocks[:-1] == alone.blocks
    assert plain_text(reply).endswith("⏸ Your mock interview waits, with 10 minutes left.")
    assert chat.wait(hours=1) == []
    back = chat.tap("Back to the interview ›")
    assert not back.in_place
    assert "10 minutes left, from now" in said(chat)


def test_a_salary_look_up_pauses_it_as_well(chat: TimedChat) -> None:
    begin(chat)
    chat.say("/salary senior ml")
    assert labels(chat.reply)[-1] == "Back to the interview ›"


def test_small_talk_and_other_commands_leave_the_clock_alone(chat: TimedChat) -> None:
    begin(chat)
    for text in ("thanks", "/help", "/prepare", "/privacy"):
        chat.say(text)
        assert len(chat.session.reminders) == 2


@pytest.mark.parametrize("text", [ANSWER, "bake bread", "zxqw"])
def test_an_answer_that_is_typed_is_not_judged_and_the_clock_goes_on(
    chat: TimedChat, texts: PracticeTexts, text: str
) -> None:
    begin(chat, "case_study")
    chat.wait(minutes=5)
    chat.say(text)
    assert said(chat) == texts.not_judged.format(time="10 minutes")
    assert len(chat.session.reminders) == 2


def test_an_assessment_under_way_gives_way(chat: TimedChat) -> None:
    chat.say("/fit")
    begin(chat)
    assert (chat.session.floor, chat.session.waiting) == ("practice", ("fit",))
    chat.say("done")
    assert "to spare" in said(chat)


def test_an_assessment_begun_in_between_hears_its_own_words(chat: TimedChat) -> None:
    begin(chat)
    chat.say("/fit", "stop")
    assert chat.session.practice.run is not None
    assert not chat.session.waits


@pytest.mark.parametrize("command", ["/quiz", "/fit", "/offer", "/resume"])
def test_a_command_that_asks_pauses_it_and_says_so_with_a_way_back(
    chat: TimedChat, texts: PracticeTexts, command: str
) -> None:
    case = begin(chat)
    chat.say(command)
    assert first_words(chat.reply) == texts.waits.format(time="15 minutes")
    assert chat.session.reminders == ()
    chat.wait(minutes=30)
    chat.tap("Back to the interview ›")
    assert "15 minutes left, from now" in said(chat)
    assert chat.session.practice.run is not None
    assert chat.session.practice.run.case == case


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("hold on a second please", "⏸ Paused"),
        ("could we pause?", "⏸ Paused"),
        ("how long is left?", "Time left: 10 minutes."),
        ("how many minutes remain", "Time left: 10 minutes."),
        ("ok, I'm done", "Done, with 10 minutes to spare."),
        ("that was all", "Done, with 10 minutes to spare."),
        ("please stop the interview", "Stopped."),
    ],
)
def test_its_buttons_in_other_words(chat: TimedChat, text: str, shows: str) -> None:
    begin(chat)
    chat.wait(minutes=5)
    chat.say(text)
    assert said(chat).startswith(shows)


@pytest.mark.parametrize("text", ["ok", "no idea", "thanks", "not sure"])
def test_a_word_by_the_way_does_not_set_the_clock_going(chat: TimedChat, text: str) -> None:
    begin(chat)
    chat.say("who earns more?", text)
    assert chat.session.reminders == ()
    chat.say("go on")
    assert len(chat.session.reminders) == 2


def test_a_round_is_picked_by_a_word_of_its_label(chat: TimedChat) -> None:
    chat.say("/practice", "ml", "the portfolio one", "15 minutes")
    assert chat.session.practice.run is not None
    assert chat.session.practice.run.minutes == 15
    assert chat.session.practice.run.case.startswith("port_ml")


def test_a_length_of_the_article_is_no_time_left(chat: TimedChat) -> None:
    begin(chat)
    assert chat.say("how long is the phone screen?").entries == ("phone_screen",)


def test_a_question_during_the_check_leaves_its_buttons(chat: TimedChat) -> None:
    begin(chat)
    chat.tap("I'm done")
    ticks = labels(chat.reply)
    reply = chat.say("how long is the phone screen?")
    assert reply.entries == ("phone_screen",)
    assert labels(reply) == ticks
    chat.tap("☐ User flows")
    assert "☑ User flows" in labels(chat.reply)


# ending --------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["/cancel", "stop", "Stop the interview"])
def test_it_can_be_stopped(chat: TimedChat, texts: PracticeTexts, end: str) -> None:
    begin(chat)
    chat.say(end)
    assert said(chat) == texts.stopped
    assert chat.session == Session(
        practice=chat.session.practice, thread=chat.session.thread, offers=chat.session.offers
    )
    assert chat.session.practice.run is None


def test_an_edited_text_moves_nothing(chat: TimedChat) -> None:
    begin(chat)
    chat.edit("stop")
    assert len(chat.session.reminders) == 2


def test_the_check_is_ticked_and_unticked_in_place(chat: TimedChat) -> None:
    begin(chat)
    check = chat.tap("I'm done")
    assert check.in_place
    assert labels(check)[:4] == [
        "☐ The problem framed first",
        "☐ User flows",
        "☐ Pricing tiers",
        "☐ Go-to-market",
    ]
    assert chat.tap("☐ User flows").in_place
    assert "☑ User flows" in labels(chat.reply)
    chat.tap("☑ User flows")
    assert "☐ User flows" in labels(chat.reply)


def test_a_tick_pressed_twice_stays(chat: TimedChat) -> None:
    begin(chat)
    press = presses(chat.tap("I'm done"))[1]
    chat.press(press)
    chat.press(press)
    assert "☑ User flows" in labels(chat.reply)


def test_a_number_ticks_too(chat: TimedChat) -> None:
    begin(chat)
    chat.say("done", "2")
    assert "☑ User flows" in labels(chat.reply)
    assert not chat.reply.in_place


@pytest.mark.parametrize(
    ("ticks", "beginning"),
    [
        ((), "Design round, AI PM: none of 4 yet"),
        ((0, 2), "Design round, AI PM: 2 of 4"),
        ((0, 1, 2, 3), "Design round, AI PM: all 4"),
    ],
)
def test_the_summary_counts_and_names_what_is_missing(
    chat: TimedChat, texts: PracticeTexts, ticks: tuple[int, ...], beginning: str
) -> None:
    begin(chat)
    check = chat.tap("I'm done")
    for at in ticks:
        chat.press(presses(check)[at])
    summary = chat.tap("That's my check ›")
    assert said(chat).startswith(beginning)
    assert texts.honest in said(chat)
    missing = [label[2:] for at, label in enumerate(labels(check)[:4]) if at not in ticks]
    assert all(f"• {label}" in said(chat) for label in missing)
    assert (texts.missing in said(chat)) == bool(missing)
    assert chat.session.practice.run is None
    assert summary.entries


def test_the_same_case_again_is_compared(chat: TimedChat, texts: PracticeTexts) -> None:
    case = begin(chat)
    chat.press(presses(chat.tap("I'm done"))[0])
    chat.tap("That's my check ›")
    chat.tap("Same case again")
    run = chat.session.practice.run
    assert run is not None
    assert (run.case, run.minutes) == (case, 15)
    chat.tap("I'm done")
    chat.say("done")
    assert texts.before.format(ticked=1, of=4) in said(chat)


def test_another_round_leaves_the_summary_to_be_read(chat: TimedChat) -> None:
    begin(chat)
    chat.say("done", "done")
    rounds = chat.tap("Another round")
    assert not rounds.in_place
    assert labels(rounds)[0] == "Phone screen · 30 minutes"


def test_the_command_shows_the_interview_at_hand(chat: TimedChat, texts: PracticeTexts) -> None:
    begin(chat)
    chat.wait(minutes=5)
    chat.say("/practice")
    assert "10 minutes left, from now" in said(chat)
    chat.say("pause", "time left")
    assert said(chat) == texts.paused.format(time="10 minutes")
    assert labels(chat.say("/practice")) == ["Go on ›", "Stop"]
    chat.say("done", "/practice")
    assert said(chat).startswith(texts.checking)


def test_a_clock_of_an_earlier_interview_says_nothing(chat: TimedChat) -> None:
    begin(chat)
    before = chat.session.practice
    reply = chat.do(Message("m:1:up", "timer"))
    assert reply.blocks == ()
    assert chat.session.practice == before


# presses that come too late, or from elsewhere -----------------------------------------------


def test_a_button_of_an_earlier_interview_does_nothing(chat: TimedChat) -> None:
    begin(chat)
    old = presses(chat.reply)
    chat.say("/cancel")
    begin(chat)
    before = chat.session.practice
    for press in old:
        assert chat.press(press).toast
        assert chat.session.practice == before


def test_starting_twice_starts_once(chat: TimedChat) -> None:
    begin(chat)
    before = chat.session
    assert chat.press("m:s:design:ai:15").toast
    assert chat.session == before


@pytest.mark.parametrize(
    "press",
    [
        "m:",
        "m:s:nothing:ai:15",
        "m:s:design:chef:15",
        "m:s:design:ai:7",
        "m:s:ai:15",
        "m:a:gone:15",
        "m:k:chef",
        "m:c:design:chef",
        "m:c:x:ai",
        "m:999:done",
        "m:s:design:ai:²",
        "m:1:2:3",
    ],
)
def test_a_forged_or_outdated_press_is_harmless(chat: TimedChat, press: str) -> None:
    before = chat.session
    assert chat.press(press).toast
    assert chat.session == before


@pytest.mark.parametrize("act", ["half", "up", "+nothing", "end", "on"])
def test_a_press_that_does_not_fit_the_moment_is_harmless(chat: TimedChat, act: str) -> None:
    begin(chat)
    run = chat.session.practice.run
    assert run is not None
    assert chat.press(f"m:{run.token}:{act}").toast
    assert chat.session.practice.run == run


@pytest.mark.parametrize("press", ["m:1:half", "m:x", "m:1:up", "n:now"])
def test_a_clock_of_nothing_at_hand_says_nothing(chat: TimedChat, press: str) -> None:
    reply = chat.do(Message(press, "timer"))
    assert reply.blocks == ()
    assert chat.session == Session()


def test_a_group_is_sent_to_a_chat_of_its_own(chat: TimedChat) -> None:
    chat.alone = False
    reply = chat.say("/practice")
    assert any(isinstance(block, Invitation) for block in reply.blocks)
    assert chat.press("m:s:design:ai:15").toast
    assert chat.session.practice.run is None


def test_it_may_be_asked_for_in_words(chat: TimedChat) -> None:
    assert labels(chat.say("Can we do a mock interview?")) == ["AI PM", "ML PM"]


def test_a_link_leads_here(chat: TimedChat) -> None:
    assert labels(chat.say("/start practice")) == ["AI PM", "ML PM"]
    assert labels(chat.say("/start practice_ml"))[0].startswith("Phone screen")


def test_without_a_clock_it_is_not_timed(advisor: Advisor, texts: PracticeTexts) -> None:
    session = Session()
    for press in ("m:s:design:ai:15",):
        reply, session = advisor.reply(Message(press, "press"), session)
    assert texts.untimed in plain_text(reply)
    assert session.reminders == ()
    reply, session = advisor.reply(Message("pause"), session)
    reply, session = advisor.reply(Message("go on"), session)
    assert texts.untimed in plain_text(reply)
    reply, session = advisor.reply(Message("done"), session)
    assert session.practice.run is not None
    assert session.practice.run.phase == "checking"


# all of it -----------------------------------------------------------------------------------


def test_every_round_can_be_walked_through(advisor: Advisor, knowledge: Knowledge) -> None:
    for case, (one, side, _) in knowledge.practice.placed.items():
        chat = TimedChat(advisor)
        chat.press(f"m:a:{case}:{one.shorter}")
        assert_sound(chat.reply, advisor)
        for reply in chat.wait(minutes=one.shorter):
            assert_sound(reply, advisor)
        for check in side.checks:
            chat.tap(f"☐ {check.label}")
            assert_sound(chat.reply, advisor)
        summary = chat.tap("That's my check ›")
        assert_sound(summary, advisor)
        assert f"all {len(side.checks)}" in said(chat)


def test_figures_are_the_rounds_own_or_counted(advisor: Advisor, knowledge: Knowledge) -> None:
    for one in knowledge.practice.rounds:
        for side in one.sides:
            chat = TimedChat(advisor)
            chat.press(f"m:c:{one.id}:{side.role}")
            shown = set(re.findall(r"\d+", said(chat)))
            assert shown <= {str(one.minutes), str(one.shorter)}


moves = st.one_of(
    st.sampled_from(
        [
            *[
                "/practice",
                "/cancel",
                "/fit",
                "/prepare",
                "done",
                "pause",
                "time",
                "stop",
                "2",
                "hello",
            ],
            "go on",
            QUESTION,
        ]
    ).map(lambda text: ("say", text)),
    st.integers(0, 12).map(lambda number: ("button", number)),
    st.integers(0, 30).map(lambda minutes: ("wait", minutes)),
    st.integers(0, 30).map(lambda minutes: ("sleep", minutes)),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(moves, max_size=14))
def test_a_reader_may_do_anything_in_any_order(
    advisor: Advisor, done: list[tuple[str, Any]]
) -> None:
    chat, pressed = TimedChat(advisor), ["m:s:phone:ml:10"]
    for what, value in done:
        match what:
            case "say":
                chat.say(value)
            case "button":
                chat.press(pressed[value % len(pressed)])
            case "wait" | "sleep":
                for reply in getattr(chat, what)(minutes=value):
                    assert_sound(reply, advisor)
        if chat.reply.blocks:
            assert_sound(chat.reply, advisor)
            pressed = [p for p in (*presses(chat.reply), *pressed) if p][:14]
        run = chat.session.practice.run
        running = run is not None and run.phase == "running"
        keys = {one.key for one in chat.session.reminders} - {"nudge"}
        assert keys <= ({"practice_half", "practice_up"} if running else set())
        assert ("practice_up" in keys) == running
        assert len({one.key for one in chat.session.reminders}) == len(chat.session.reminders)
        assert all(len(r.press.encode()) <= 64 for r in chat.session.reminders)
        assert Session.restore(chat.session.model_dump_json()) == (chat.session, False)
