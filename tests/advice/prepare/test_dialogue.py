"""The checklist and its nudges as their reader meets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.advice import Advisor, Message, Session
from bot.advice.plain import plain_text
from bot.advice.reply import Invitation
from bot.knowledge import Knowledge
from bot.knowledge.prepare import PrepareTexts
from tests.advice.chat import assert_sound, labels, presses
from tests.advice.timed import NOON, TimedChat

ISSUED = int(NOON.timestamp() // 60)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def chat(advisor: Advisor) -> TimedChat:
    return TimedChat(advisor)


@pytest.fixture
def texts(knowledge: Knowledge) -> PrepareTexts:
    return knowledge.prepare.texts


def said(chat: TimedChat) -> str:
    return plain_text(chat.reply)


def nudged(
    chat: TimedChat, place: str = "Berlin", days: str = "mon, thu", at: str = "7 pm"
) -> None:
    """Nudges that are on."""
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say(place, days, at)
    assert chat.session.prepare.due is not None


# the checklist -------------------------------------------------------------------------------


def test_a_number_ticks_in_place_and_again_takes_it_back(chat: TimedChat) -> None:
    assert "0 of 7 done" in plain_text(chat.say("/prepare"))
    assert chat.tap("☐ 3").in_place
    assert "1 of 7 done" in said(chat)
    assert "3. ✅" in said(chat)
    chat.tap("✅ 3")
    assert "0 of 7 done" in said(chat)


def test_ticks_are_kept(chat: TimedChat) -> None:
    chat.say("/prepare")
    chat.tap("☐ 1")
    chat.say("what is drift?", "/prepare")
    assert labels(chat.reply)[:2] == ["✅ 1", "☐ 2"]


def test_a_tick_pressed_twice_stays(chat: TimedChat) -> None:
    press = presses(chat.say("/prepare"))[0]
    chat.press(press)
    chat.press(press)
    assert "1 of 7 done" in said(chat)


def test_a_number_that_is_typed_ticks_the_item_of_that_number(chat: TimedChat) -> None:
    chat.say("/prepare", "6")
    assert "6. ✅" in said(chat)
    assert not chat.reply.in_place


def test_items_are_ticked_in_words_while_the_list_is_in_view(
    chat: TimedChat, knowledge: Knowledge
) -> None:
    names = [item.entry for item in knowledge.prepare.items]
    chat.say("/prepare", "i finished 1 and 2", "tick 3", "untick 1")
    assert chat.session.prepare.ticked == (names[1], names[2])
    assert "2 of 7 done" in said(chat)
    chat.say("what is left")
    assert "2 of 7 done" in said(chat)
    chat.say("how long is the phone screen?", "tick 5")
    assert chat.session.prepare.ticked == (names[1], names[2])


@pytest.mark.parametrize("text", ["tick 9", "i finished 2 interviews", "done", "12"])
def test_what_ticks_nothing_is_no_tick(chat: TimedChat, text: str) -> None:
    chat.say("/prepare", text)
    assert chat.session.prepare.ticked == ()


def test_off_ends_nudges_that_are_in_view(chat: TimedChat, texts: PrepareTexts) -> None:
    chat.say("/prepare", "remind me every day at 8", "berlin")
    assert chat.session.prepare.due is not None
    chat.say("off")
    assert chat.session.prepare.due is None
    assert said(chat).startswith(texts.stopped)


def test_each_item_opens_its_entry(chat: TimedChat, knowledge: Knowledge) -> None:
    for item in knowledge.prepare.items:
        chat.say("/prepare")
        chat.tap(knowledge.entry[item.entry].label)
        assert chat.reply.entries == (item.entry,)


def test_all_ticked_is_said(chat: TimedChat, texts: PrepareTexts) -> None:
    chat.say("/prepare")
    for number in range(1, 8):
        chat.tap(f"☐ {number}")
    assert texts.all.format(of=7) in said(chat)


def test_the_book_comes_with_its_caution(chat: TimedChat, knowledge: Knowledge) -> None:
    chat.say("/prepare")
    assert knowledge.caution["cav_sells_a_book"].text in said(chat)


def test_it_may_be_asked_for_in_words(chat: TimedChat) -> None:
    assert "0 of 7 done" in plain_text(chat.say("Remind me to prepare!"))


def test_a_link_leads_here(chat: TimedChat) -> None:
    assert "0 of 7 done" in plain_text(chat.say("/start prepare"))


def test_a_group_is_sent_to_a_chat_of_its_own(chat: TimedChat) -> None:
    chat.alone = False
    reply = chat.say("/prepare")
    assert any(isinstance(block, Invitation) for block in reply.blocks)
    assert chat.press("k:+:scripts").toast
    assert chat.session.prepare.ticked == ()


# setting nudges ------------------------------------------------------------------------------


def test_nudges_are_set_by_buttons_alone(chat: TimedChat) -> None:
    chat.say("/prepare")
    zone = chat.tap("🔔 Nudges")
    assert zone.in_place
    assert "13:00" in labels(zone)
    places = chat.tap("13:00")
    assert "Berlin" in labels(places)
    assert "London" not in labels(places)
    chat.tap("Berlin")
    chat.tap("Mon")
    chat.tap("Thu")
    assert labels(chat.reply)[:4] == ["✓ Mon", "Tue", "Wed", "✓ Thu"]
    chat.tap("Next ›")
    chat.tap("19:00")
    assert said(chat).startswith("🔔 Nudges are on: Mon, Thu at 19:00, Berlin time.")
    assert said(chat).endswith("Thu 26 Nov, 19:00.")
    assert chat.session.prepare.due == datetime(2026, 11, 26, 18, tzinfo=UTC)


def test_nudges_are_set_by_typing_alone(chat: TimedChat) -> None:
    nudged(chat)
    assert "Mon, Thu at 19:00, Berlin time" in said(chat)


@pytest.mark.parametrize(
    ("place", "shown"),
    [("UTC+5:30", "UTC+05:30"), ("Tbilisi", "Tbilisi"), ("nyc", "New York")],
)
def test_the_place_is_named_as_it_is_known(chat: TimedChat, place: str, shown: str) -> None:
    nudged(chat, place)
    assert f"{shown} time" in said(chat)


def test_a_clock_that_is_typed_leads_to_the_places_that_share_it(chat: TimedChat) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say("17:31")
    assert labels(chat.reply) == ["India", "None of these"]
    chat.tap("None of these")
    assert chat.session.prepare.zone == "UTC+05:30"


def test_an_offset_that_no_place_has_is_taken_as_it_is(chat: TimedChat) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say("17:46")
    assert chat.session.prepare.zone == "UTC+05:45"
    assert labels(chat.reply)[0] == "Mon"


def test_times_of_day_that_have_grown_old_are_shown_anew(chat: TimedChat) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    old = dict(zip(labels(chat.reply), presses(chat.reply), strict=True))
    chat.now += timedelta(minutes=40)
    again = chat.press(old["13:00"])
    assert "13:40" in labels(again)
    assert chat.session.prepare.zone is None


def test_a_place_nobody_knows_is_asked_for_again(chat: TimedChat, texts: PrepareTexts) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say("zxqwv")
    assert said(chat).startswith(texts.unknown_place)
    chat.say("berlin")
    assert labels(chat.reply)[0] == "Mon"


@pytest.mark.parametrize("text", ["friday 25:00", "mon at 24", "0 pm fri"])
def test_a_time_that_no_clock_shows_is_no_unknown_place(
    chat: TimedChat, texts: PrepareTexts, text: str
) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say(text)
    assert said(chat).startswith(texts.unknown_time)


def test_a_city_may_come_with_its_country(chat: TimedChat) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say("fri 8am london uk")
    assert chat.session.prepare.zone == "Europe/London"


def test_nonsense_for_days_or_a_time_is_asked_for_again(
    chat: TimedChat, texts: PrepareTexts
) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say("berlin", "zxqwv")
    assert said(chat).startswith(texts.ask_days)
    chat.say("mon", "zxqwv")
    assert said(chat).startswith(texts.unknown_time)


def test_a_question_in_between_is_answered_and_the_setup_goes_on(
    chat: TimedChat, texts: PrepareTexts
) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    for answer, asked in (("berlin", texts.ask_zone), ("mon", texts.ask_days)):
        chat.say("what is a model card?")
        assert chat.reply.entries
        assert said(chat).endswith(asked)
        chat.say(answer)
    chat.say("who earns more?", "7 pm")
    assert "Mon at 19:00, Berlin time" in said(chat)


@pytest.mark.parametrize("step", [[], ["berlin"], ["berlin", "fri"]])
def test_all_that_is_typed_at_any_step_is_taken(chat: TimedChat, step: list[str]) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say(*step, "tue thu 8am tokyo")
    assert said(chat).startswith("🔔 Nudges are on: Tue, Thu at 08:00, Tokyo time.")


def test_what_was_taken_unasked_is_said(chat: TimedChat, texts: PrepareTexts) -> None:
    chat.say("nudge me on weekdays at half past nine")
    assert said(chat).startswith("Noted: Mon, Tue, Wed, Thu, Fri at 09:30.")
    assert said(chat).endswith(texts.ask_zone)
    chat.say("atlantis tue")
    assert said(chat).startswith(texts.unknown_place)
    chat.say("lisbon")
    assert "Tue at 09:30, Lisbon time" in said(chat)


@pytest.mark.parametrize("text", ["stop the nudges", "no more nudges", "turn off reminders"])
def test_words_turn_them_off(chat: TimedChat, texts: PrepareTexts, text: str) -> None:
    nudged(chat)
    chat.say("who earns more?", text)
    assert said(chat) == texts.stopped
    assert chat.session.reminders == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("change to 9 in the morning", "Mon, Thu at 09:00, Berlin time"),
        ("tuesdays", "Tue at 19:00, Berlin time"),
        ("rather in lisbon at noon", "Mon, Thu at 12:00, Lisbon time"),
    ],
)
def test_settings_on_the_screen_are_changed_by_typing(
    chat: TimedChat, text: str, shown: str
) -> None:
    nudged(chat)
    assert shown in plain_text(chat.say(text))


def test_the_checklist_says_when_the_next_nudge_is(chat: TimedChat, texts: PrepareTexts) -> None:
    nudged(chat)
    chat.say("/prepare")
    assert texts.upcoming.format(next="Thu 26 Nov, 19:00", button="🔔 Nudges") in said(chat)
    chat.tap("🔔 Nudges")
    chat.tap("Turn off")
    assert "Next nudge" not in plain_text(chat.say("/prepare"))


def test_an_hour_that_is_typed_is_a_time_and_no_place_in_a_list(chat: TimedChat) -> None:
    nudged(chat, at="8")
    assert "at 08:00" in said(chat)


def test_a_day_is_needed(chat: TimedChat, texts: PrepareTexts) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say("berlin")
    assert chat.tap("Next ›").toast == texts.some_day
    chat.say("mon", "7 pm")
    chat.tap("Days")
    assert chat.tap("✓ Mon").toast == texts.some_day


def test_what_is_set_can_be_changed_one_by_one(chat: TimedChat) -> None:
    nudged(chat)
    chat.tap("Days")
    chat.tap("Wed")
    chat.tap("Next ›")
    assert "Mon, Wed, Thu at 19:00" in said(chat)
    assert said(chat).endswith("Wed 25 Nov, 19:00.")
    chat.tap("Time")
    assert "✓ 19:00" in labels(chat.reply)
    chat.tap("08:00")
    assert "at 08:00, Berlin time" in said(chat)
    chat.tap("Place")
    chat.say("tokyo")
    assert "at 08:00, Tokyo time" in said(chat)


def test_one_tap_turns_them_off_and_one_on_again(chat: TimedChat, texts: PrepareTexts) -> None:
    nudged(chat)
    chat.tap("Turn off")
    assert said(chat) == texts.stopped
    assert chat.session.reminders == ()
    chat.tap("Turn on")
    assert len(chat.session.reminders) == 1


def test_looking_at_nudges_that_are_off_leaves_them_off(chat: TimedChat) -> None:
    nudged(chat)
    chat.tap("Turn off")
    chat.say("/prepare")
    assert plain_text(chat.tap("🔔 Nudges")).startswith("Nudges are off.")
    assert chat.session.reminders == ()


def test_cancel_ends_the_asking(chat: TimedChat, texts: PrepareTexts) -> None:
    chat.say("/prepare")
    chat.tap("🔔 Nudges")
    chat.say("/cancel")
    assert said(chat) == texts.left
    assert chat.session.prepare.asking is None


def test_without_a_clock_the_checklist_works_and_nudges_say_why(
    advisor: Advisor, texts: PrepareTexts
) -> None:
    reply, session = advisor.reply(Message("/prepare"), Session())
    reply, session = advisor.reply(Message("k:+:scripts", "press"), session)
    assert session.prepare.ticked == ("scripts",)
    reply, session = advisor.reply(Message("n:set", "press"), session)
    assert reply.toast == texts.no_clock


@pytest.mark.parametrize(
    "press",
    [
        "k:",
        "k:x",
        "k:+",
        "k:+:gone",
        "k:-:gone:x",
        "n:",
        "n:x",
        "n:+:9",
        "n:+:01",
        "n:t:1440",
        "n:t:x",
        "n:z:Nowhere",
        "n:z:",
        "n:o:60:x",
        f"n:o:9000:{ISSUED}",
        "n:ask:x",
        "n:now",
    ],
)
def test_a_forged_or_outdated_press_is_harmless(chat: TimedChat, press: str) -> None:
    before = chat.session
    assert chat.press(press).toast
    assert chat.session == before


# nudging -------------------------------------------------------------------------------------


def test_nudges_come_on_the_days_at_the_hour(chat: TimedChat) -> None:
    nudged(chat)
    first, *rest = chat.wait(days=13)
    assert plain_text(first).startswith("🔔 0 of 7 done on your checklist. Next:")
    assert len(rest) == 3
    assert chat.session.prepare.due is not None
    assert chat.session.prepare.due.astimezone(BERLIN).hour == 19


def test_a_nudge_names_the_first_item_that_is_open(chat: TimedChat, knowledge: Knowledge) -> None:
    nudged(chat)
    chat.press(f"k:+:{knowledge.prepare.items[0].entry}")
    (nudge,) = chat.wait(days=2)
    assert knowledge.prepare.items[1].text in plain_text(nudge)
    assert labels(nudge) == ["Tick it", "Read about it", "‹ Checklist", "No more nudges"]
    chat.tap("Tick it")
    assert "2 of 7 done" in said(chat)


def test_one_tap_on_a_nudge_ends_them(chat: TimedChat, texts: PrepareTexts) -> None:
    nudged(chat)
    chat.wait(days=2)
    assert chat.tap("No more nudges").in_place
    assert said(chat) == texts.stopped
    assert chat.wait(days=30) == []


def test_the_last_tick_ends_them(chat: TimedChat, texts: PrepareTexts) -> None:
    nudged(chat)
    chat.say("/prepare")
    for number in range(1, 8):
        chat.tap(f"☐ {number}")
    assert said(chat).startswith(texts.finished)
    assert chat.session.reminders == ()
    chat.tap("🔔 Nudges")
    assert said(chat).startswith(texts.finished)


def test_items_that_were_all_ticked_elsewhere_are_not_nudged_about(
    chat: TimedChat, knowledge: Knowledge
) -> None:
    nudged(chat)
    done = tuple(item.entry for item in knowledge.prepare.items)
    prepare = chat.session.prepare.model_copy(update={"ticked": done})
    chat.session = chat.session.model_copy(update={"prepare": prepare})
    assert chat.wait(days=7) == []
    assert chat.session.reminders == ()


def test_a_nudge_hours_late_is_left_out_and_one_a_little_late_is_told(chat: TimedChat) -> None:
    nudged(chat, days="every day", at="19:00")
    assert chat.sleep(hours=6 + 4) == []
    assert len(chat.session.reminders) == 1
    assert len(chat.sleep(hours=20 + 1)) == 1


def test_a_nudge_that_was_lost_is_set_anew_when_its_reader_is_back(chat: TimedChat) -> None:
    nudged(chat)
    chat.now += timedelta(days=9)
    chat.say("hello")
    assert chat.session.prepare.due is not None
    assert chat.session.prepare.due > chat.now


def test_nudges_follow_summer_time(advisor: Advisor) -> None:
    chat = TimedChat(advisor, datetime(2027, 3, 24, 12, tzinfo=UTC))
    nudged(chat, days="sat, sun", at="9:00")
    assert len(chat.wait(days=3)) == 1
    due = chat.session.prepare.due
    assert due == datetime(2027, 3, 28, 7, tzinfo=UTC)  # 08:00 UTC in winter


def test_nudges_and_an_interview_do_not_disturb_each_other(chat: TimedChat) -> None:
    nudged(chat, days="every day", at="13:05")  # five minutes from now there
    chat.press("m:s:phone:ai:10")
    told = [plain_text(reply)[0] for reply in chat.wait(minutes=11)]
    assert sorted(told) == sorted("🔔⏳⏰")


# all of it -----------------------------------------------------------------------------------

steps = st.one_of(
    st.sampled_from(
        [
            "/prepare",
            "/cancel",
            "berlin",
            "13:00",
            "8",
            "mon",
            "daily",
            "7pm",
            "hello",
            "zxqw",
            "+2",
            "2",
        ]
    ).map(lambda text: ("say", text)),
    st.integers(0, 40).map(lambda number: ("button", number)),
    st.integers(1, 60).map(lambda hours: ("wait", hours)),
    st.integers(1, 60).map(lambda hours: ("sleep", hours)),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(steps, max_size=14))
def test_a_reader_may_do_anything_in_any_order(
    advisor: Advisor, done: list[tuple[str, Any]]
) -> None:
    chat, pressed = TimedChat(advisor), ["n:set", "k:list"]
    for what, value in done:
        match what:
            case "say":
                chat.say(value)
            case "button":
                chat.press(pressed[value % len(pressed)])
            case _:
                for reply in getattr(chat, what)(hours=value):
                    assert_sound(reply, advisor)
        if chat.reply.blocks:
            assert_sound(chat.reply, advisor)
            pressed = [p for p in (*presses(chat.reply), *pressed) if p][:40]
        state = chat.session.prepare
        if state.due is not None:
            local = state.due.astimezone(UTC)
            assert state.days
            assert state.minute is not None
            assert NOON < local <= chat.now + timedelta(days=15)
        assert Session.restore(chat.session.model_dump_json()) == (chat.session, False)
