"""Commands: what each says, with payloads, in and out of an assessment."""

from __future__ import annotations

import pytest

from bot.advice import Message, Outcome, Session
from bot.advice.plain import plain_text
from tests.advice.chat import Chat, first_words, labels, presses

QUESTION = "1 of about 6"


@pytest.mark.parametrize("text", ["/start", "/START", "/start@pm_bot", "  /start  "])
def test_start_says_hello_and_where_to_begin(chat: Chat, text: str) -> None:
    texts = chat.advisor.knowledge.texts
    reply = chat.say(text)
    assert (reply.outcome, first_words(reply)) == (Outcome.CHAT, texts.start)
    assert presses(reply) == [*(f"a:{name}" for name in texts.start_entries), "f:start"]


def test_start_has_a_button_to_the_assessment(chat: Chat) -> None:
    chat.say("/start")
    assert QUESTION in plain_text(chat.press("f:start"))


def test_start_leads_to_an_entry(chat: Chat) -> None:
    reply = chat.say("/start e_duties_ml")
    assert (reply.outcome, reply.entries) == (Outcome.ANSWER, ("duties_ml",))
    assert chat.say("and the other one?").entries == ("duties_ai",)


def test_start_leads_to_the_pay_entry(chat: Chat) -> None:
    assert len(chat.say("/start e_pay_range").data["rows"]) == 4


def test_start_leads_to_the_assessment(chat: Chat) -> None:
    assert QUESTION in plain_text(chat.say("/start fit"))


@pytest.mark.parametrize(
    ("payload", "data"),
    [
        ("salary_senior_ml", {"rows": [["ml", "senior"]], "component": None}),
        ("salary_staff_ai_base", {"rows": [["ai", "staff"]], "component": "base"}),
        ("salary", {"error": "empty"}),
        ("salary_junior", {"error": "unknown_level"}),
    ],
)
def test_start_leads_to_a_look_up(chat: Chat, payload: str, data: dict[str, object]) -> None:
    assert chat.say(f"/start {payload}").data == data


@pytest.mark.parametrize("payload", ["e_gone", "e_", "x", "e_difference more", "salarys", "😀"])
def test_start_with_junk_says_hello(chat: Chat, payload: str) -> None:
    assert chat.say(f"/start {payload}") == Chat(chat.advisor).say("/start")


def test_start_offers_the_way_back_to_a_question_that_waits(chat: Chat) -> None:
    assert labels(chat.say("/fit", "1", "/start"))[-1] == "Continue at 2"
    assert "2 of about 6" in plain_text(chat.say("continue"))


def test_help_shows_examples_and_every_command(chat: Chat) -> None:
    texts = chat.advisor.knowledge.texts
    said = plain_text(chat.say("/help"))
    assert all(f"“{example}”" in said for example in texts.help_examples)
    for heading, group in texts.command_groups.items():
        listed = "\n".join(f"• /{name}: {what}" for name, what in group.items())
        assert f"{heading}\n{listed}" in said


def test_every_command_that_is_listed_is_known(chat: Chat) -> None:
    unknown = chat.advisor.knowledge.texts.unknown_command
    for name in chat.advisor.knowledge.texts.commands:
        assert unknown not in plain_text(Chat(chat.advisor).say(f"/{name}"))


@pytest.mark.parametrize("text", ["/nope", "/", "//", "/ fit", "/fít", "/123"])
def test_an_unknown_command_lists_those_there_are(chat: Chat, text: str) -> None:
    reply = chat.say(text)
    assert reply.outcome is Outcome.CHAT
    assert first_words(reply) == chat.advisor.knowledge.texts.unknown_command
    assert "/salary: " in plain_text(reply)


def test_about_names_the_article_and_its_limits(chat: Chat) -> None:
    article = chat.advisor.knowledge.article
    said = plain_text(chat.say("/about"))
    for part in (article.title, article.publisher, str(article.year), "San Francisco Bay Area"):
        assert part in said
    assert "{" not in said


def test_privacy_says_what_is_kept_and_how_to_delete_it(chat: Chat) -> None:
    said = plain_text(chat.say("/privacy"))
    service = chat.advisor.knowledge.service
    assert all(kept.line in said for kept in service.kept)
    assert all(line in said for line in (service.not_kept, service.used, service.yours))
    assert "{" not in said
    assert "/forget" in said


# /forget ---------------------------------------------------------------------


@pytest.mark.parametrize("yes", ["Yes, delete it", "yes delete it", "YES", "1", "the first"])
def test_forget_deletes_after_a_yes(chat: Chat, yes: str) -> None:
    chat.say("what does an ml pm do all day", "/fit", "1", "/forget")
    reply = chat.say(yes)
    assert reply.forget
    assert first_words(reply) == chat.advisor.knowledge.texts.forgotten
    assert chat.session == Session()


def test_forget_deletes_after_a_press(chat: Chat) -> None:
    chat.say("what does an ml pm do all day", "/forget")
    reply = chat.tap("Yes, delete it")
    assert (reply.forget, reply.in_place) == (True, True)
    assert chat.session == Session()


@pytest.mark.parametrize("no", ["No, keep it", "no", "2"])
def test_forget_keeps_everything_after_a_no(chat: Chat, no: str) -> None:
    chat.say("what does an ml pm do all day", "/forget")
    reply = chat.say(no)
    assert not reply.forget
    assert first_words(reply) == chat.advisor.knowledge.texts.forget_kept
    assert chat.say("and the other one?").entries == ("duties_ai",)


def test_forget_asks_in_the_middle_of_an_assessment_too(chat: Chat) -> None:
    chat.say("/fit", "1", "/forget")
    assert labels(chat.reply) == ["Yes, delete it", "No, keep it", "Continue at 2"]
    reply = chat.tap("No, keep it")
    assert "2 of about 6" in plain_text(reply)
    assert (reply.in_place, reply.live) == (True, True)


def test_only_who_asked_to_be_forgotten_can_confirm_it(chat: Chat) -> None:
    chat.do(Message("/forget", seed=7))
    other = Chat(chat.advisor)
    yes, no = presses(chat.reply)
    for press in (yes, no):
        assert other.do(Message(press, "press", alone=False)).toast
    assert chat.do(Message(yes, "press", alone=False)).forget


def test_other_words_after_forget_delete_nothing(chat: Chat) -> None:
    reply = chat.say("what does an ml pm do all day", "/forget", "how long is the phone screen?")
    assert reply.entries == ("phone_screen",)
    assert not reply.forget


# /cancel ----------------------------------------------------------------------


def test_cancel_stops_an_assessment(chat: Chat) -> None:
    reply = chat.say("/fit", "1", "/cancel")
    assert first_words(reply) == chat.advisor.knowledge.fit.texts.stopped
    assert not chat.session.waits


def test_cancel_with_nothing_to_stop_says_so_and_drops_the_thread(chat: Chat) -> None:
    reply = chat.say("what does an ml pm do all day", "/cancel")
    assert first_words(reply) == chat.advisor.knowledge.texts.nothing_to_cancel
    assert chat.session.thread.topic is None
