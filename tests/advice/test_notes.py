"""What a turn leaves behind: the question when it was left open, and counts without a reader."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.advice import Advisor, Message, Session
from bot.advice.message import Kind
from bot.advice.notes import Notes, notes_of
from tests.advice.chat import Chat, presses


class Noted(Chat):
    """A chat whose turns leave notes."""

    def __init__(self, advisor: Advisor) -> None:
        super().__init__(advisor)
        self.notes = Notes()
        self.counted: Counter[str] = Counter()

    def turn(self, text: str, kind: Kind = "text") -> Notes:
        message = Message(
            text, "press" if kind == "press" else "edit" if kind == "edit" else "text"
        )
        before = self.session
        reply = self.do(message)
        words = self.advisor.matcher.speller.knows
        self.notes = notes_of(message, reply, before, self.session, words)
        self.counted.update(self.notes.counts)
        return self.notes

    def steps(self) -> dict[str, int]:
        return {name: n for name, n in self.counted.items() if name.startswith("fit:")}


@pytest.fixture
def noted(advisor: Advisor) -> Noted:
    return Noted(advisor)


def test_an_answered_question_is_noted_in_case_of_a_thumb(noted: Noted) -> None:
    notes = noted.turn("what does an ML PM with 7 years do all day?")
    assert (notes.question, notes.why) == ("what does an ML PM with # years do all day?", "")
    assert notes.counts == ("asked:answer",)


def test_an_unanswered_one_is_an_open_question(noted: Noted) -> None:
    notes = noted.turn("when do I plant tomatoes in my garden")
    assert (notes.question[:4], notes.why, notes.counts) == ("when", "decline", ("asked:decline",))


@pytest.mark.parametrize("text", ["/salary cto", "hi", "/help", "/dance", "thanks!", "👍"])
def test_commands_and_small_talk_are_no_questions(noted: Noted, text: str) -> None:
    assert noted.turn(text) == Notes()


def test_a_press_is_no_question_and_an_edit_is_not_counted_again(noted: Noted) -> None:
    assert noted.turn("a:vesting", "press") == Notes()
    notes = noted.turn("what does an ml pm do all day", "edit")
    assert (bool(notes.question), notes.counts) == (True, ())


def test_what_is_said_of_an_answer_is_no_question(noted: Noted) -> None:
    noted.do(Message("vw:own:vesting", "press", on=7))
    assert noted.turn("the figures are from last year") == Notes()


def answer_all(noted: Noted) -> list[str]:
    """Press the first option until the result; the questions in the order asked."""
    asked = []
    while (run := noted.session.fit) is not None:
        assert run.question is not None
        asked.append(run.question)
        noted.turn(noted.reply.buttons[0][0].press, "press")
    return asked


def test_the_assessment_is_counted_by_question(noted: Noted) -> None:
    noted.turn("/fit")
    asked = answer_all(noted)
    assert noted.steps() == {
        "fit:begun": 1,
        "fit:finished": 1,
        **{f"fit:reached:{question}": 1 for question in asked},
        **{f"fit:answered:{question}": 1 for question in asked},
    }


def test_going_back_and_changing_an_answer_counts_nothing_twice(noted: Noted) -> None:
    noted.turn("/fit")
    for said in ("1", "back", "2", "1", "back", "back"):
        noted.turn(said)
    assert max(noted.steps().values()) == 1
    assert noted.steps()["fit:begun"] == 1


def test_it_says_where_a_run_was_stopped(noted: Noted) -> None:
    noted.turn("/fit")
    noted.turn("1")
    run = noted.session.fit
    assert run is not None
    noted.turn("stop")
    assert noted.counted[f"fit:stopped:{run.question}"] == 1
    noted.turn("how long is the phone screen?")
    assert noted.counted[f"fit:stopped:{run.question}"] == 1


def test_stopping_at_the_first_question_counts_as_well(noted: Noted) -> None:
    noted.turn("/fit")
    run = noted.session.fit
    assert run is not None
    noted.turn("/cancel")
    assert noted.session.fit is None
    assert noted.counted[f"fit:stopped:{run.question}"] == 1


def test_changing_a_finished_run_is_no_other_run(noted: Noted) -> None:
    noted.turn("/fit")
    answer_all(noted)
    before = noted.steps()
    noted.turn(next(one for one in presses(noted.reply) if one.endswith(":edit")), "press")
    assert noted.session.fit is not None
    assert noted.session.fit.revises
    noted.turn(noted.reply.buttons[0][0].press, "press")
    noted.turn(noted.reply.buttons[1][0].press, "press")
    noted.turn("go on")
    assert noted.session.fit is None
    assert noted.steps() == before


def test_a_second_run_is_counted_as_one(noted: Noted) -> None:
    for _ in range(2):
        noted.turn("/fit")
        answer_all(noted)
    assert (noted.counted["fit:begun"], noted.counted["fit:finished"]) == (2, 2)


def test_forgetting_counts_nothing_of_the_assessment_but_its_end(noted: Noted) -> None:
    noted.turn("/fit")
    noted.turn("/forget")
    noted.turn("yes")
    assert noted.session == Session()
