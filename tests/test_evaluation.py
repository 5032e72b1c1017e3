"""Scoring labelled questions: on a few rows whose verdict is plain."""

from __future__ import annotations

from typing import Any

import pytest

from bot.advice import Advisor
from bot.evaluation import Report, Verdict, evaluate, holds, is_held_out

NEVER = [["zebra"]]


def verdicts(advisor: Advisor, **row: Any) -> list[tuple[str, bool]]:
    return [
        (found.kind, found.right) for found in evaluate(advisor, [{"id": "r1", **row}]).verdicts
    ]


@pytest.mark.parametrize(
    ("must", "expected"),
    [
        ([["30"]], True),
        ([["30", "zebra"], ["MIN"]], True),
        ([["30"], ["zebra"]], False),
        ([[r"\b3\b"]], False),
        ([], True),
    ],
)
def test_a_text_holds_one_pattern_of_each_group(must: list[list[str]], expected: bool) -> None:
    assert holds("It takes 30 min.", must) is expected


@pytest.mark.parametrize(("must", "right"), [([["30"], ["min"]], True), (NEVER, False)])
def test_a_question_in_scope_wants_the_fact(
    advisor: Advisor, must: list[list[str]], right: bool
) -> None:
    text = "how long is the phone screen?"
    assert verdicts(advisor, kind="in", text=text, must=must) == [("in-scope", right)]


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("what is the capital of france", {"near": False}, ("refused, far", True)),
        ("do they sponsor visas", {"near": True}, ("refused, near", True)),
        ("how long is the phone screen?", {"near": True}, ("refused, near", False)),
        ("/fit", {}, ("refused, far", False)),
        ("hello", {"near": False, "smalltalk": True}, ("small talk", True)),
        ("what is the capital of france", {"smalltalk": True}, ("small talk", False)),
    ],
)
def test_a_question_out_of_scope_wants_no_fact_and_small_talk_a_friendly_word(
    advisor: Advisor, text: str, row: dict[str, Any], expected: tuple[str, bool]
) -> None:
    assert verdicts(advisor, kind="out", text=text, **row) == [expected]


def test_a_dialogue_is_right_when_every_turn_is(advisor: Advisor) -> None:
    turns = [
        {"text": "senior ai pm base?", "must": [["200"]]},
        {"text": "and ml", "must": [["180"]]},
    ]
    assert verdicts(advisor, kind="dialogue", turns=turns) == [
        ("dialogue turns", True),
        ("dialogue turns", True),
        ("dialogues", True),
    ]
    turns[1]["must"] = NEVER
    assert verdicts(advisor, kind="dialogue", turns=turns)[1:] == [
        ("dialogue turns", False),
        ("dialogues", False),
    ]


@pytest.mark.parametrize(
    ("text", "expect", "right"),
    [
        ("senior ml base", {"rows": [["ml", "senior"]], "component": "base"}, True),
        ("/salary senior ml", {"rows": [["ml", "senior"]], "component": None}, True),
        ("staff", {"rows": [["ml", "staff"], ["ai", "staff"]], "component": None}, True),
        ("senior ml base", {"rows": [["ml", "senior"]], "component": "rsu"}, False),
        ("senior ml base", {"rows": [["ai", "senior"]], "component": "base"}, False),
        ("junior", {"error": "unknown_level"}, True),
        ("junior", {"error": "location"}, False),
        ("senior ml", {"error": "empty"}, False),
    ],
)
def test_a_look_up_wants_the_rows_and_the_part_or_the_mistake(
    advisor: Advisor, text: str, expect: dict[str, Any], right: bool
) -> None:
    assert verdicts(advisor, kind="salary", text=text, expect=expect) == [("pay look-ups", right)]


def test_a_verdict_says_what_was_asked_and_answered(advisor: Advisor) -> None:
    row = {"id": "r1", "kind": "in", "text": "how long is the phone screen?", "must": [["30"]]}
    (found,) = evaluate(advisor, [row]).verdicts
    assert (found.row, found.text, found.said) == ("r1", row["text"], "answer phone_screen")
    assert found.words > 10


@pytest.mark.parametrize("row", [{"id": "r1", "kind": "in"}, {"id": "r1"}, {"kind": "chess"}])
def test_a_row_that_lacks_a_field_is_an_error(advisor: Advisor, row: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        evaluate(advisor, [row])


def report() -> Report:
    return Report(
        [
            Verdict("a", "in-scope", right=True, held_out=True, words=10),
            Verdict("b", "in-scope", right=False, held_out=False, words=30),
            Verdict("c", "in-scope", right=True, held_out=False, words=80),
            Verdict("d", "dialogues", right=False, held_out=True, words=999),
        ]
    )


def test_shares_are_counted_by_kind_and_apart_for_the_held_out() -> None:
    assert report().shares() == {"in-scope": (2, 3), "dialogues": (0, 1)}
    assert report().shares(held_out=True) == {"in-scope": (1, 1), "dialogues": (0, 1)}
    assert report().shares(held_out=False) == {"in-scope": (1, 2)}
    assert Report().shares() == {}


def test_the_median_length_is_of_replies_in_scope() -> None:
    assert report().median_words() == 30
    assert Report().median_words() == 0


def test_styles_are_counted_of_questions_in_scope_that_have_one() -> None:
    found = Report(
        [
            Verdict("a", "in-scope", right=True, held_out=True, style="terse"),
            Verdict("b", "in-scope", right=False, held_out=False, style="terse"),
            Verdict("c", "in-scope", right=True, held_out=False, style="slang"),
            Verdict("d", "in-scope", right=True, held_out=False),
            Verdict("e", "refused, far", right=True, held_out=False, style="terse"),
        ]
    )
    assert found.styles() == {"slang": (1, 1), "terse": (1, 2)}


def test_a_confusion_is_another_topic_than_any_wanted() -> None:
    def verdict(wanted: tuple[str, ...], found: str | None) -> Verdict:
        return Verdict("a", "in-scope", right=True, held_out=False, wanted=wanted, found=found)

    report = Report(
        [
            verdict(("pay", "tea"), "tea"),
            verdict(("pay",), "tea"),
            verdict(("pay", "visa"), "tea"),
            verdict(("pay",), None),
            verdict((), "tea"),
        ]
    )
    assert report.confusions() == {("pay", "tea"): 2, ("pay", "no topic"): 1}


def test_each_single_message_has_its_confidence_and_whether_the_article_answers_it(
    advisor: Advisor,
) -> None:
    known, strange = "how long is the phone screen?", "what is the capital of france"
    rows: list[dict[str, Any]] = [
        {"id": "a", "kind": "in", "text": known, "must": []},
        {"id": "b", "kind": "out", "text": strange},
        {"id": "c", "kind": "dialogue", "turns": [{"text": known, "must": []}]},
        {"id": "d", "kind": "salary", "text": "senior", "expect": {"error": "empty"}},
    ]
    match = advisor.matcher.match
    assert evaluate(advisor, rows).confidences() == [
        (match(known).confidence, True),
        (match(strange).confidence, False),
    ]


@pytest.mark.parametrize(
    ("topics", "wanted"),
    [
        (["duties", "phone_screen"], ("duties", "phone_screen")),
        (["duties_ml"], ("duties",)),
        (["duties", "another_articles"], ()),
        ([], ()),
    ],
)
def test_labels_are_topics_or_entries_of_the_knowledge_at_hand(
    advisor: Advisor, topics: list[str], wanted: tuple[str, ...]
) -> None:
    row = {"id": "a", "kind": "in", "text": "hello", "must": [], "topics": topics}
    (found,) = evaluate(advisor, [row]).verdicts
    assert (found.wanted, found.found) == (wanted, None)


def test_a_third_of_the_rows_is_held_out_and_always_the_same() -> None:
    held_out = [is_held_out(f"row{number}") for number in range(600)]
    assert 150 < sum(held_out) < 250
    assert held_out == [is_held_out(f"row{number}") for number in range(600)]
