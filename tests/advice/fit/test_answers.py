"""Typed answers to the assessment: what is an answer, a move, a correction, or a question."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.advice import Advisor
from bot.advice.fit.answers import AnswerReader, asks
from bot.knowledge.fit import Fit, FitQuestion
from bot.matching.word_vectors import word_vectors

TYPED = Path(__file__).parent.parent.parent / "data" / "typed_answers.jsonl"


@pytest.fixture(scope="session")
def reader(advisor: Advisor) -> AnswerReader:
    return AnswerReader(advisor.knowledge, advisor.matcher.speller.correct, word_vectors())


@pytest.fixture(scope="session")
def by_words(advisor: Advisor) -> AnswerReader:
    return AnswerReader(advisor.knowledge, advisor.matcher.speller.correct)


def taken_for(reader: AnswerReader, question: FitQuestion, text: str) -> str | None:
    option = reader.option(text, question.options, averse=question.averse)
    return option.id if option is not None else None


def understood(reader: AnswerReader, question: FitQuestion | None, text: str) -> str | None:
    """What a text is taken for at a question, as the dialogue goes about it."""
    if question is not None and (option := taken_for(reader, question, text)):
        return option
    if move := reader.move(text):
        return move
    if question is None and reader.correction(text) is not None:
        return "correct"
    return reader.move_like(text)


def test_labels_and_short_aliases_are_their_option(reader: AnswerReader, fit: Fit) -> None:
    wrong = []
    for question in fit.questions:
        for option in question.options:
            short = [
                alias for alias in option.aliases if len(alias.split()) < 4 and not asks(alias)
            ]
            for phrase in (option.label, *short):
                if reader.move(phrase) is None and not asks(phrase):
                    found = taken_for(reader, question, f"{phrase.upper()}!")
                    wrong += [(question.id, phrase, found)] if found != option.id else []
    assert wrong == [], wrong


def test_people_who_saw_no_alias_are_understood(reader: AnswerReader, fit: Fit) -> None:
    """Rows written by others from the questions alone, never used as aliases."""
    counts: Counter[str] = Counter()
    for line in TYPED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question = fit.question[row["question"]] if "question" in row else None
        found = understood(reader, question, row["text"])
        if "move" in row:
            counts["move"] += 1
            counts["move right"] += found == row["move"]
        elif row.get("option") or "place" in row:
            wanted = row.get("option")
            if "place" in row and question is not None:
                wanted = question.options[row["place"] - 1].id
            counts["answer"] += 1
            counts["answer right"] += found == wanted
            counts["answer wrong"] += found not in (wanted, None)
        else:
            counts["aside"] += 1
            counts["aside taken"] += found is not None
    assert counts["answer right"] / counts["answer"] >= 0.8, counts
    assert counts["answer wrong"] / counts["answer"] <= 0.05, counts
    assert counts["aside taken"] / counts["aside"] <= 0.05, counts
    assert counts["move right"] / counts["move"] >= 0.8, counts


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("1", "market"),
        ("2.", "data"),
        ("#3", "mix"),
        ("the second one please", "data"),
        ("third", "mix"),
        ("the last one", "mix"),
        ("option b", "data"),
        ("I'd go for number 1", "market"),
        ("enginers", "data"),
        ("custmers", "market"),
        ("mostly with data scientists", "data"),
        ("rather data people than customers", "data"),
        ("not the data folks, rather users", "market"),
        ("definitely a bit of both", "mix"),
        ("both", "mix"),
        ("50/50", "mix"),
    ],
)
@pytest.mark.parametrize("with_vectors", [True, False])
def test_answers_are_taken_by_number_order_words_and_near_misses(
    reader: AnswerReader,
    by_words: AnswerReader,
    fit: Fit,
    text: str,
    option: str,
    *,
    with_vectors: bool,
) -> None:
    used = reader if with_vectors else by_words
    assert taken_for(used, fit.question["company"], text) == option


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("company", "what do data scientists do with the ML PM?"),
        ("company", "how are AI PMs judged"),
        ("yardstick", "is NPS used?"),
        ("yardstick", "and how is uptime measured"),
        ("yardstick", "data people"),
        ("space", "tell me about deployment"),
        ("documents", "what goes into a PRD?"),
        ("pay", "how much equity does an ML PM get?"),
        ("pay", "so who gets more stock"),
        ("background", "do I need a PhD?"),
    ],
)
def test_a_question_that_holds_an_options_words_is_no_answer(
    reader: AnswerReader, fit: Fit, question: str, text: str
) -> None:
    assert taken_for(reader, fit.question[question], text) is None


@pytest.mark.parametrize("text", ["not customers", "anything but marketing", "never with users"])
def test_what_is_not_wanted_is_no_answer(reader: AnswerReader, fit: Fit, text: str) -> None:
    assert taken_for(reader, fit.question["company"], text) is None


@pytest.mark.parametrize("text", ["", "0", "4", "99", "hmm", "😀", "customers or engineers", "xq"])
def test_an_unclear_text_is_no_answer(reader: AnswerReader, fit: Fit, text: str) -> None:
    assert taken_for(reader, fit.question["company"], text) is None


def test_places_count_as_the_options_are_shown(reader: AnswerReader, fit: Fit) -> None:
    options = tuple(reversed(fit.question["company"].options))
    found = reader.option("1", options)
    assert found is not None
    assert found.id == options[0].id


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("back", "back"),
        ("Go back!", "back"),
        ("skip", "skip"),
        ("skip please", "skip"),
        ("don't know", "skip"),
        ("dunno", "skip"),
        ("QUIT", "stop"),
        ("why this question?", "why"),
        ("my answers", "review"),
        ("go on", "go_on"),
        ("data", None),
        ("", None),
    ],
)
def test_moves_may_be_typed(reader: AnswerReader, text: str, move: str | None) -> None:
    assert reader.move(text) == move


@pytest.mark.parametrize(
    ("text", "move"),
    [("i really have no idea about that", "skip"), ("pizza with cheese", None), ("x", None)],
)
def test_a_move_may_be_said_in_other_words(
    reader: AnswerReader, by_words: AnswerReader, text: str, move: str | None
) -> None:
    assert reader.move_like(text) == move
    assert by_words.move_like(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("wait, I meant the other one", "the other one"),
        ("oops", ""),
        ("no wait, sorry, the second", "the second"),
        ("Actually, cash", "cash"),
        ("waiting is fine", None),
        ("the second", None),
    ],
)
def test_corrections_begin_with_a_phrase(reader: AnswerReader, text: str, said: str | None) -> None:
    assert reader.correction(text) == said


@pytest.mark.parametrize(
    ("text", "expected"), [("the other one", True), ("OTHER!", True), ("others", False)]
)
def test_the_opposite_of_an_answer(reader: AnswerReader, text: str, expected: bool) -> None:
    assert reader.is_other(text) is expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("result", "result"),
        ("Share", "share"),
        ("change an answer", "change"),
        ("take it again", "again"),
        ("", None),
        ("who earns more", None),
    ],
)
def test_what_is_asked_of_a_result(reader: AnswerReader, text: str, named: str | None) -> None:
    assert reader.about_result(text) == named


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("2 to steady cash", (2, "steady cash")),
        ("change 4 to product", (4, "product")),
        ("#1: users", (1, "users")),
        ("2", None),
        ("the pay, cash", None),
    ],
)
def test_a_change_in_the_list_of_answers(
    reader: AnswerReader, text: str, change: tuple[int, str] | None
) -> None:
    assert reader.change(text) == change


@pytest.mark.parametrize(
    ("question", "text", "option"),
    [
        ("space", "finding what people need, absolutely. building it bores me", "problem"),
        ("space", "ugh no. building is NOT my thing", None),
        ("company", "i like customers, wait no data people", "data"),
        ("background", "no I don't manage people", None),
        ("pay", "sorry my english. what is steady cash?", None),
        ("yardstick", "i no understand what is adoption", None),
        ("yardstick", "no I mean how many questions is it", None),
        ("impact_proof", "how well it held up", "built"),
        ("ambiguity", "will ppl want it", "market"),
        ("drains", "logs and pipelines bore me", "infra"),
        ("drains", "i hate pitches, logs are fine", "decks"),
        ("pay", "stake", "equity"),
        ("background", "nurse 18 year", "product"),
        ("background", "i worked as a backend engineer for 6 yrs", "engineering"),
    ],
)
def test_what_readers_like_is_told_from_what_they_do_not(
    reader: AnswerReader, fit: Fit, question: str, text: str, option: str | None
) -> None:
    asked = fit.question[question]
    found = reader.option(text, asked.options, averse=asked.averse)
    assert (found.id if found else None) == option


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
