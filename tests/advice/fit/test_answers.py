"""Typed answers to the assessment: what is an answer, and what is a question of the reader's."""

from __future__ import annotations

import pytest

from bot.advice import Advisor
from bot.advice.fit_answers import AnswerReader, asks
from bot.knowledge.models import FitQuestion


@pytest.fixture(scope="session")
def reader(advisor: Advisor) -> AnswerReader:
    return AnswerReader(advisor.knowledge, advisor.matcher.speller.correct)


@pytest.fixture(scope="session")
def questions(advisor: Advisor) -> dict[str, FitQuestion]:
    return {question.id: question for question in advisor.knowledge.fit.questions}


def taken_for(reader: AnswerReader, question: FitQuestion, text: str) -> str | None:
    option = reader.option(text, question)
    return option.id if option is not None else None


def test_every_label_and_alias_is_its_option(
    reader: AnswerReader, questions: dict[str, FitQuestion]
) -> None:
    for question in questions.values():
        for option in question.options:
            for phrase in (option.label, *option.aliases):
                if reader.move(phrase) is None:
                    assert taken_for(reader, question, phrase) == option.id, phrase
                    assert taken_for(reader, question, f"{phrase.upper()}!") == option.id, phrase


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("1", "market"),
        ("2.", "data"),
        ("#3", "mix"),
        ("the second one please", "data"),
        ("third", "mix"),
        ("option b", "data"),
        ("I'd go for number 1", "market"),
        ("enginers", "data"),
        ("custmers", "market"),
        ("data people all day long", "data"),
        ("rather data people than customers", "data"),
        ("definitely a bit of both", "mix"),
    ],
)
def test_answers_are_taken_by_number_order_words_and_near_misses(
    reader: AnswerReader, questions: dict[str, FitQuestion], text: str, option: str
) -> None:
    assert taken_for(reader, questions["company"], text) == option


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("company", "what do data scientists do with the ML PM?"),
        ("company", "how are AI PMs judged"),
        ("yardstick", "is NPS used?"),
        ("yardstick", "and how is uptime measured"),
        ("space", "tell me about deployment"),
        ("documents", "what goes into a PRD?"),
        ("pay", "how much equity does an ML PM get?"),
        ("pay", "so who gets more stock"),
        ("background", "do I need a PhD?"),
    ],
)
def test_a_question_that_holds_an_options_words_is_no_answer(
    reader: AnswerReader, questions: dict[str, FitQuestion], question: str, text: str
) -> None:
    assert taken_for(reader, questions[question], text) is None


@pytest.mark.parametrize("text", ["not customers", "anything but marketing", "never with users"])
def test_what_is_not_wanted_is_no_answer(
    reader: AnswerReader, questions: dict[str, FitQuestion], text: str
) -> None:
    assert taken_for(reader, questions["company"], text) is None


@pytest.mark.parametrize("text", ["", "0", "4", "99", "hmm", "😀", "customers or engineers", "xq"])
def test_an_unclear_text_is_no_answer(
    reader: AnswerReader, questions: dict[str, FitQuestion], text: str
) -> None:
    assert taken_for(reader, questions["company"], text) is None


def test_an_option_in_full_beats_one_it_contains(
    reader: AnswerReader, questions: dict[str, FitQuestion]
) -> None:
    background = questions["background"]
    assert taken_for(reader, background, "engineer") == "technical"
    assert taken_for(reader, background, "engineer who led launches") == "shipped"


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("back", "back"),
        ("Go back!", "back"),
        ("skip", "skip"),
        ("don't know", "skip"),
        ("QUIT", "stop"),
        ("data", None),
        ("", None),
    ],
)
def test_moves_may_be_typed(reader: AnswerReader, text: str, move: str | None) -> None:
    assert reader.move(text) == move


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2", 2),
        ("#2", 2),
        ("the 3rd", 3),
        ("c", 3),
        ("second option", 2),
        ("٢", 2),
        ("12", 12),
        ("two three", None),
        ("first round", None),
        ("9" * 9, None),
        ("", None),
    ],
)
def test_places_in_a_list(reader: AnswerReader, text: str, place: int | None) -> None:
    assert reader.place(text) == place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("both?", True),
        ("And what is that", True),
        ("ok, so how", True),
        ("both", False),
        ("whatever", False),
        ("I like what they do", False),
        ("", False),
    ],
)
def test_what_is_put_as_a_question(text: str, expected: bool) -> None:
    assert asks(text) is expected
