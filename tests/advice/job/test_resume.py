"""/resume: a bullet is reviewed, told twice in the reader's own words, and never invented upon."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.advice import Message, Outcome
from bot.advice.fit.answers import asks
from bot.advice.job.bullets import BulletReader
from bot.advice.plain import plain_text
from bot.advice.reply import Section
from tests.advice.chat import Chat, assert_sound, first_words, labels, presses

DATA = Path(__file__).parents[2] / "data"
AI = "Launched smart replies, increasing weekly orders by 12 % and adding $2M in revenue"
ML = "Built a drift monitor with SREs that cut outages by 31 %"
BARE = "Implemented an LSTM in TensorFlow"


def _found(chat: Chat) -> dict[str, list[str]]:
    found: dict[str, list[str]] = chat.reply.data["bullet"]
    return found


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def test_resume_asks_for_a_line(chat: Chat) -> None:
    reply = chat.say("/resume")
    assert reply.outcome is Outcome.FLOW
    assert plain_text(reply).endswith(chat.advisor.knowledge.resume.texts.paste)
    assert labels(reply) == ["Sell it twice"]


@pytest.mark.parametrize("before", ["/resume {}", "{}"])
def test_a_bullet_is_reviewed_with_the_command_or_after_it(chat: Chat, before: str) -> None:
    if not before.startswith("/"):
        chat.say("/resume")
    chat.say(before.format(AI))
    assert _found(chat) == {
        "lens": ["ai"],
        "has": ["verb", "outcome", "figure", "link"],
        "lacks": ["scope"],
    }
    said = plain_text(chat.reply)
    assert "own verb (Launched)" in said
    assert "figure (12 %)" in said
    assert "For the ML PM lens:" in said
    assert "For the AI PM lens:" not in said
    assert_sound(chat.reply, chat.advisor)


def test_another_bullet_can_be_pasted_right_after(chat: Chat) -> None:
    chat.say("/resume", AI)
    chat.say(f"• {ML}")
    assert _found(chat)["lens"] == ["ml"]


def test_a_bullet_that_speaks_neither_lens_is_asked_for_both(chat: Chat) -> None:
    chat.say(f"/resume {BARE}")
    assert _found(chat) == {
        "lens": [],
        "has": ["verb"],
        "lacks": ["outcome", "figure", "link", "scope"],
    }
    titles = [block.title for block in chat.reply.blocks if isinstance(block, Section)]
    assert len(titles) == 3


def test_a_bullet_that_has_all_is_not_asked_for_more_of_them(chat: Chat) -> None:
    chat.say("/resume Launched it with sales, raising revenue from $1M to $3M, and drift fell 9 %")
    assert _found(chat)["lacks"] == []
    assert chat.advisor.knowledge.resume.texts.whole in plain_text(chat.reply)


@pytest.mark.parametrize("text", [AI, ML, BARE, "did things with AI", "a b c d 9 8 7"])
def test_a_review_shows_no_figure_but_the_readers(chat: Chat, text: str) -> None:
    shown = _figures(plain_text(chat.say(f"/resume {text}")).partition("Source:")[0])
    assert shown <= _figures(text)


def test_of_several_lines_the_first_is_reviewed(chat: Chat) -> None:
    reply = chat.say(f"/resume {ML}\n{AI}")
    assert first_words(reply) == chat.advisor.knowledge.resume.texts.one_at_a_time
    assert _found(chat)["lens"] == ["ml"]


def test_a_page_is_too_much(chat: Chat) -> None:
    reply = chat.say(f"/resume {AI * 9}")
    assert first_words(reply) == chat.advisor.knowledge.resume.texts.too_long


@pytest.mark.parametrize("text", ["hi", "?!", "😀", "x y"])
def test_what_holds_nothing_is_said_to_be_no_line(chat: Chat, text: str) -> None:
    texts = chat.advisor.knowledge.resume.texts
    assert first_words(chat.say(f"/resume {text}")) in (texts.no_bullet, texts.intro)


def test_a_question_after_resume_is_answered(chat: Chat) -> None:
    assert chat.say("/resume", "how long is the phone screen?").entries == ("phone_screen",)
    chat.say(AI)
    assert _found(chat)["lens"] == ["ai"]


@pytest.mark.parametrize("before", [[], ["/fit", "1"], ["/quiz"], ["who earns more?"]])
@pytest.mark.parametrize(
    "text", [AI, ML, "launched a fraud model that cut chargebacks 23% for 4M users"]
)
def test_what_plainly_is_a_bullet_is_reviewed_unasked(
    chat: Chat, before: list[str], text: str
) -> None:
    waits = chat.session.floor if not before else (chat.say(*before), chat.session.floor)[1]
    assert "bullet" in chat.say(text).data
    assert chat.session.waiting == ((waits,) if waits else ())


def test_a_bullet_pasted_into_an_offer_is_no_amount(chat: Chat) -> None:
    chat.say("/offer 210k base 30k sign on senior ml")
    assert "bullet" in chat.say("Led 3 squads to ship a copilot that raised retention 9%").data
    assert chat.session.offer is not None
    assert set(chat.session.offer.parts) == {"base", "sign_on"}
    chat.say("back to the offer", "increased to 215k base, bonus 15% as of today")
    assert set(chat.session.offer.parts) >= {"bonus"}


def test_what_may_be_a_bullet_can_be_reviewed_by_a_button(chat: Chat) -> None:
    text = "Persuaded legal to sign a vendor for speech synthesis across 3 countries"
    assert "bullet" not in chat.say(text).data
    assert "own verb (Persuaded)" in plain_text(chat.tap("Review it as a resume line"))
    assert "Review it as a resume line" not in labels(chat.say("who earns more?"))


def test_no_labelled_question_is_taken_for_a_bullet(chat: Chat) -> None:
    asked = [text for file in DATA.glob("*.jsonl") for text in _texts(file)]
    assert len(asked) > 1000
    reader = BulletReader(chat.advisor.knowledge.resume)
    taken = [text for text in asked if not asks(text) and reader.plainly_one(text)]
    assert taken == []


def _texts(file: Path) -> list[str]:
    """The questions of a labelled set; bullets are none."""
    if file.name == "bullets.jsonl":
        return []
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    turns = [turn for row in rows for turn in row.get("turns", [row])]
    return [turn["text"] for turn in turns if "text" in turn]


def test_it_can_be_asked_for_in_words(chat: Chat) -> None:
    assert plain_text(chat.say("can you review my resume?")) == plain_text(chat.say("/resume"))


def test_an_edited_bullet_is_reviewed_again(chat: Chat) -> None:
    chat.say("/resume", BARE)
    chat.edit(AI)
    assert _found(chat)["lens"] == ["ai"]


# sell it twice ----------------------------------------------------------------


def test_it_shows_how_the_article_does_it_and_asks_for_each_missing_part(chat: Chat) -> None:
    chat.say(f"/resume {AI}")
    reply = chat.tap("Sell it twice")
    knowledge = chat.advisor.knowledge
    for entry in ("bullet_ai", "bullet_ml"):
        assert knowledge.entry[entry].answer in plain_text(reply)
    asked = []
    while chat.reply.outcome is Outcome.FLOW:
        asked.append(plain_text(chat.reply).splitlines()[-1])
        assert_sound(chat.reply, chat.advisor)
        chat.say(f"my words {len(asked)}")  # which are words, and hold a figure
    parts = [part for lens in knowledge.resume.lenses for part in lens.parts]
    told = {"money"}  # the line has it
    assert asked == [part.ask for part in parts if part.id not in told]
    said = plain_text(chat.reply)
    assert all(f"“my words {number}”" in said for number in range(1, len(asked) + 1))
    assert said.count(f"“{AI}”") == 2
    assert "Revenue: in your line" in said
    assert_sound(chat.reply, chat.advisor)


def test_both_versions_hold_nothing_that_the_reader_did_not_type(chat: Chat) -> None:
    chat.say("/resume", BARE, "sell it twice")
    while chat.reply.outcome is Outcome.FLOW:
        chat.say("skip")
    said = plain_text(chat.reply).partition("Source:")[0]
    assert _figures(said) == set()
    parts = [part for lens in chat.advisor.knowledge.resume.lenses for part in lens.parts]
    assert all(f"{part.name}: still to find" in said for part in parts)


def test_without_a_line_it_asks_for_the_achievement_first(chat: Chat) -> None:
    chat.say("/resume")
    chat.tap("Sell it twice")
    texts = chat.advisor.knowledge.resume.texts
    assert plain_text(chat.reply).endswith(texts.what)
    chat.say(ML)
    while chat.reply.outcome is Outcome.FLOW:
        chat.tap("Skip ›")
    said = plain_text(chat.reply)
    assert said.count(f"“{ML}”") == 2
    assert "Incidents avoided: in your line" in said


def test_back_asks_again_and_takes_another_answer(chat: Chat) -> None:
    chat.say(f"/resume {BARE}", "sell it twice")
    first = plain_text(chat.reply).splitlines()[-1]
    chat.say("one thing")
    chat.tap("‹ Back")
    assert plain_text(chat.reply).splitlines()[-1] == first
    assert chat.reply.in_place
    chat.say("another thing")
    while chat.reply.outcome is Outcome.FLOW:
        chat.say("dunno")
    assert "another thing" in plain_text(chat.reply)
    assert "one thing" not in plain_text(chat.reply).replace("another thing", "")


def test_back_at_the_first_question_stays_there(chat: Chat) -> None:
    chat.say(f"/resume {BARE}", "sell it twice")
    asked = plain_text(chat.reply).splitlines()[-1]
    assert plain_text(chat.say("back")).splitlines()[-1] == asked


@pytest.mark.parametrize("way", ["stop", "/cancel", "button"])
def test_stopping_forgets_what_was_typed(chat: Chat, way: str) -> None:
    chat.say(f"/resume {BARE}", "sell it twice", "a secret plan")
    reply = chat.tap("Stop") if way == "button" else chat.say(way)
    assert first_words(reply) == chat.advisor.knowledge.resume.texts.stopped
    stored = chat.session.model_dump_json()
    assert "secret" not in stored
    assert "LSTM" not in stored


def _sold(chat: Chat) -> None:
    """A line told twice, with every gap left open."""
    chat.say(f"/resume {BARE}", "sell it twice")
    while chat.reply.outcome is Outcome.FLOW:
        chat.say("skip")


@pytest.mark.parametrize("then", ["/resume", f"/resume {ML}", "/quiz", "/fit", "/cancel"])
def test_what_was_typed_is_forgotten_once_something_else_is_begun(chat: Chat, then: str) -> None:
    _sold(chat)
    chat.say("adoption: a secret plan")
    assert "secret" in chat.session.model_dump_json()
    chat.say(then)
    assert "secret" not in chat.session.model_dump_json()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("add the figure: 15%", "Figure: “15%”"),
        ("add 15%", "Figure: “15%”"),
        ("scope: 12 markets", "Scope: “12 markets”"),
        ("add 40 merchants", "Scope: “40 merchants”"),
        ("revenue was $2M", "Revenue: “$2M”"),
        ("Adoption: 2M users", "Adoption: “2M users”"),
        ("please add the risk: bias against small shops", "Model risk: “bias against small shops”"),
    ],
)
def test_a_gap_is_filled_later(chat: Chat, text: str, line: str) -> None:
    _sold(chat)
    chat.say("how long is the phone screen?")
    assert line in plain_text(chat.say(text))
    assert_sound(chat.reply, chat.advisor)


def test_a_gap_is_filled_in_the_middle_of_the_questions(chat: Chat) -> None:
    chat.say(f"/resume {BARE}", "sell it twice")
    asked = plain_text(chat.reply).splitlines()[-1]
    chat.say("add the figure: 47%")
    assert plain_text(chat.reply).splitlines()[-1] == asked
    while chat.reply.outcome is Outcome.FLOW:
        chat.say("skip")
    assert "Figure: “47%”" in plain_text(chat.reply)


@pytest.mark.parametrize("text", ["figure: many", "scope: 15%", "adoption: 15%"])
def test_a_gap_is_not_filled_with_words_of_another_kind(chat: Chat, text: str) -> None:
    _sold(chat)
    reply = chat.say(text)
    assert text.partition(": ")[2] in first_words(reply)
    assert chat.session.job.sale is not None
    assert set(chat.session.job.sale.answers.values()) == {None}


@pytest.mark.parametrize("text", ["15%", "2", "about 15 percent", "$2M", "yes", "ok", "👍"])
def test_what_is_of_another_kind_is_not_stored_and_asked_again(chat: Chat, text: str) -> None:
    chat.say(f"/resume {BARE}", "sell it twice")
    asked = plain_text(chat.reply).splitlines()[-1]
    chat.say(text)
    part = chat.advisor.knowledge.resume.lenses[0].parts[0]
    assert first_words(chat.reply).endswith(part.help)
    assert plain_text(chat.reply).splitlines()[-1] == asked
    assert chat.session.job.sale is not None
    assert chat.session.job.sale.answers == {}


@pytest.mark.parametrize(
    "text", ["I don't know", "no idea", "we never measured it", "none", "can't share that, NDA"]
)
def test_what_is_not_known_leaves_the_gap_open(chat: Chat, text: str) -> None:
    chat.say(f"/resume {BARE}", "sell it twice", text)
    assert chat.session.job.sale is not None
    assert list(chat.session.job.sale.answers.values()) == [None]


@pytest.mark.parametrize(
    "text", ["what do you mean?", "like what?", "for example?", "I don't understand", "huh"]
)
def test_a_question_about_the_question_gets_help_and_the_question(chat: Chat, text: str) -> None:
    chat.say(f"/resume {BARE}", "sell it twice")
    asked = plain_text(chat.reply).splitlines()[-1]
    reply = chat.say(text)
    assert first_words(reply) == chat.advisor.knowledge.resume.lenses[0].parts[0].help
    assert plain_text(reply).splitlines()[-1] == asked


@pytest.mark.parametrize("text", ["2M users", "12 markets", "40 merchants", "all our teams"])
def test_who_took_it_up_may_be_counted(chat: Chat, text: str) -> None:
    chat.say(f"/resume {BARE}", "sell it twice", "skip", "skip", text)
    assert chat.session.job.sale is not None
    assert chat.session.job.sale.answers["adoption"] == text


def test_long_answers_are_cut(chat: Chat) -> None:
    chat.say(f"/resume {BARE}", "sell it twice", "word " * 500)
    sale = chat.session.job.sale
    assert sale is not None
    assert all(len(said or "") <= 300 for said in sale.answers.values())
    while chat.reply.outcome is Outcome.FLOW:
        chat.say("word " * 500)
    assert_sound(chat.reply, chat.advisor)


def test_stale_doubled_and_foreign_presses_change_nothing(chat: Chat) -> None:
    chat.do(Message(f"/resume {BARE}", seed=3))
    chat.do(Message("r:twice", "press", seed=4))
    skip = presses(chat.reply)[0]
    chat.press(skip)
    before = chat.session
    for press in (skip, "r:", "r:gone", "r:zz:1:>", "r:4:0:*", "r:4:9:<", "r:4:1:x", "r:4:1"):
        reply = chat.press(press)
        assert (reply.blocks, bool(reply.toast)) == ((), True), press
        assert chat.session == before
    assert Chat(chat.advisor).press(skip).toast


@pytest.mark.parametrize("again", ["r:twice", "r:new"])
def test_an_old_button_does_not_lose_what_was_typed(chat: Chat, again: str) -> None:
    chat.say(f"/resume {BARE}", "sell it twice", "some words")
    asked = plain_text(chat.reply).splitlines()[-1]
    assert plain_text(chat.press(again)).splitlines()[-1] == asked
    sale = chat.session.job.sale
    assert sale is not None
    assert "some words" in sale.answers.values()


def test_after_the_end_its_last_button_is_stale(chat: Chat) -> None:
    chat.say(f"/resume {BARE}", "sell it twice")
    last = ""
    while chat.reply.outcome is Outcome.FLOW:
        last = presses(chat.reply)[-1]
        chat.say("skip")
    assert chat.press(last).toast
