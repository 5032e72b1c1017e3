"""Whose turn it is among all dialogues, in any order: one hears, the others wait behind buttons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.advice import Advisor, Message, Outcome, Session
from bot.advice.plain import plain_text
from bot.knowledge.texts import FloorTexts
from tests.advice.chat import assert_sound, first_words, labels, presses
from tests.advice.timed import TimedChat

BULLET = "Launched smart replies, increasing weekly orders by 12 % for 3 markets"
BEGIN = {
    "fit": "/fit",
    "offer": "/offer 205k base",
    "bullet": "/resume",
    "sale": f"/resume {BULLET}",
    "quiz": "/quiz",
    "practice": "/practice",
    "nudges": "/prepare",
}
BARE = ["skip", "back", "stop", "go on", "1", "2", "pause", "continue", "quit", "repeat", "done"]


@pytest.fixture
def chat(advisor: Advisor) -> TimedChat:
    return TimedChat(advisor)


@pytest.fixture
def texts(advisor: Advisor) -> FloorTexts:
    return advisor.knowledge.texts.floor


def begin(chat: TimedChat, name: str) -> None:
    """Begin a dialogue, as a reader does."""
    chat.say(BEGIN[name])
    match name:
        case "sale":
            chat.press("r:twice")
        case "nudges":
            chat.press("n:set")
        case "practice" if chat.session.practice.run is None:
            chat.press("m:s:phone:ml:10")


@pytest.mark.parametrize("name", [name for name in BEGIN if name != "bullet"])
def test_a_question_in_the_middle_is_answered_and_there_is_a_way_on(
    chat: TimedChat, name: str
) -> None:
    begin(chat, name)
    reply = chat.say("how long is the phone screen?")
    assert reply.entries == ("phone_screen",)
    assert chat.session.floor == name
    state = _states(chat.session)[name]
    chat.say("again")
    assert chat.reply.asks == name
    assert _states(chat.session)[name] == state or name == "practice"


@pytest.mark.parametrize("other", ["quiz", "offer", "sale", "practice", "nudges"])
@pytest.mark.parametrize("word", ["skip", "back", "2", "stop", "my answers"])
def test_a_bare_word_does_not_reach_what_is_far_up(
    chat: TimedChat, texts: FloorTexts, other: str, word: str
) -> None:
    chat.say("/fit", "1")
    fit = chat.session.fit
    begin(chat, other)
    reply = chat.say("/cancel")
    assert texts.still.format(names=texts.names["fit"]) in plain_text(reply)
    assert "Continue at 2" in labels(reply)
    chat.say(word)
    assert _bare(chat.session.fit) == _bare(fit)
    assert "Continue at 2" in labels(chat.reply)
    chat.say("go on")
    assert "2 of about" in plain_text(chat.reply)
    chat.say("skip")
    assert chat.session.fit is not None
    assert len(chat.session.fit.answers) == 2


def test_all_that_wait_are_named_the_last_first(chat: TimedChat, texts: FloorTexts) -> None:
    for name in ("fit", "offer", "sale", "practice", "quiz"):
        begin(chat, name)
    waiting = ["practice", "sale", "offer", "fit"]
    for count in range(len(waiting)):
        chat.say("/cancel")
        names = ", ".join(texts.names[name] for name in waiting[count:])  # type: ignore[index]
        assert texts.still.format(names=names) in plain_text(chat.reply)
        assert len(labels(chat.reply)) == len(waiting) - count
    chat.say("/cancel", "/cancel")
    assert first_words(chat.reply) == chat.advisor.knowledge.texts.nothing_to_cancel


def test_what_ends_by_itself_names_what_waits(chat: TimedChat) -> None:
    chat.say("/offer 205k base", "/quiz")
    for _ in range(6):
        chat.say("ai pm")
    assert "Back to the offer" in labels(chat.reply)
    chat.tap("Back to the offer")
    assert chat.session.floor == "offer"


def test_a_number_is_for_the_question_and_not_for_the_way_to_another(chat: TimedChat) -> None:
    chat.say("/quiz", "/fit", "1", "back")
    assert chat.session.floor == "fit"
    assert chat.session.fit is not None
    assert chat.session.fit.question in chat.session.fit.answers
    chat.say("back to the quiz")
    assert chat.reply.asks == "quiz"


@pytest.mark.parametrize(
    "text",
    ["back to the quiz", "go back to the quiz", "continue the quiz", "resume my quiz please"],
)
def test_a_dialogue_is_led_back_to_by_its_name(chat: TimedChat, text: str) -> None:
    chat.say("/quiz", "/offer 205k base", "/fit", "1", "what is a model card?", text)
    assert chat.reply.asks == "quiz"
    assert chat.say("back to the offer").asks == "offer"
    chat.say("continue my assessment")
    assert "2 of about" in plain_text(chat.reply)


def test_what_was_stopped_goes_on_by_its_name(chat: TimedChat) -> None:
    chat.say("/fit", "1", "can I stop for now", "/quiz", "continue my assessment")
    assert "2 of about" in plain_text(chat.reply)


def test_a_resume_line_is_not_named_among_what_waits(chat: TimedChat, texts: FloorTexts) -> None:
    chat.say("/offer 205k base", "/resume", "skip")
    assert texts.names["bullet"] not in plain_text(chat.reply)
    assert labels(chat.reply) == ["Back to the offer"]
    chat.say("/cancel")
    assert texts.still.format(names=texts.names["offer"]) in plain_text(chat.reply)


@pytest.mark.parametrize("text", ["can you quiz me", "please quiz me", "ok can u quiz me please"])
def test_a_dialogue_is_asked_for_politely(chat: TimedChat, text: str) -> None:
    assert chat.say(text).asks == "quiz"


def test_with_nothing_to_go_on_with_that_is_said(chat: TimedChat, texts: FloorTexts) -> None:
    assert first_words(chat.say("go on")) == texts.nothing


def test_a_nudge_in_the_middle_takes_no_word_for_itself(chat: TimedChat) -> None:
    begin(chat, "nudges")
    chat.say("berlin", "every day", "7 pm", "/fit")
    told = chat.wait(hours=12)
    assert "k:+:launch_post_mortems" in presses(told[0])
    chat.say("1")
    assert chat.session.prepare.ticked == ()
    assert chat.session.fit is not None
    assert len(chat.session.fit.answers) == 1


def test_cancel_takes_back_the_question_of_forget(chat: TimedChat) -> None:
    chat.say("/fit", "1", "/forget", "/cancel")
    assert first_words(chat.reply) == chat.advisor.knowledge.texts.forget_kept
    assert chat.session.fit is not None
    assert not chat.session.fit.aside


@pytest.mark.parametrize(
    ("stored", "floor"),
    [
        ('{"version": 2, "job": {"floor": "quiz"}, "fit": {"token": "1", "version": 2}}', "quiz"),
        ('{"version": 2, "fit": {"token": "1", "version": 2, "question": "pay"}}', "fit"),
        ('{"version": 2, "fit": {"token": "1", "version": 2, "aside": true}}', None),
        ('{"version": 2, "offer": {"token": "1", "asking": "base"}}', "offer"),
        ('{"version": 2, "prepare": {"asking": "days"}}', "nudges"),
        ('{"version": 2}', None),
    ],
)
def test_a_session_of_before_gives_the_floor_to_what_was_asked(
    stored: str, floor: str | None
) -> None:
    session, lost = Session.restore(stored)
    assert not lost
    assert session.floor == floor


def _bare(run: Any) -> Any:
    """Without the time when it was last on the screen."""
    return run and run.model_copy(update={"touched": None})


def _states(session: Session) -> dict[str, Any]:
    """What each dialogue is in the middle of."""
    return {
        "fit": _bare(session.fit),
        "offer": session.offer,
        "sale": session.job.sale,
        "quiz": session.job.quiz,
        "practice": session.practice.run,
        "nudges": session.prepare.model_copy(update={"due": None}),
    }


class AllDialogues(RuleBasedStateMachine):
    """One reader who begins, interrupts, answers, goes back and stops, in any order."""

    advisor: Advisor

    def __init__(self) -> None:
        super().__init__()
        self._chat = TimedChat(self.advisor)
        self._seen: list[str] = []
        self._timed = False

    @initialize(name=st.sampled_from(list(BEGIN)))
    def begin_one(self, name: str) -> None:
        self.begin(name)

    @rule(name=st.sampled_from(list(BEGIN)))
    def begin(self, name: str) -> None:
        begin(self._chat, name)

    @rule(
        text=st.sampled_from(
            [
                *("how long is the phone screen?", "who earns more?", "/salary senior ml"),
                *("/help", "thanks", "zxqw", "hm", "no, I meant the other one", BULLET),
                *("/compare pay", "/interview 2", "/forget", "/fit result", "/history"),
            ]
        )
    )
    def interrupt(self, text: str) -> None:
        before = self._waiting()
        self._chat.say(text)
        floor = self._chat.session.floor
        if floor not in (None, "bullet") and self._chat.reply.blocks:
            assert self._chat.reply.buttons, (floor, text)  # a way on
        if text.startswith(("how", "who")):
            assert self._chat.reply.outcome in (Outcome.ANSWER, Outcome.PARTIAL)
            assert self._waiting() == before

    @rule(
        text=st.sampled_from(
            ["berlin", "mon", "7 pm", "ml pm", "senior", "25k", "12 markets", "the last one", "no"]
        )
    )
    def answer(self, text: str) -> None:
        self._chat.say(text)

    @rule(word=st.sampled_from(BARE))
    def say_a_bare_word(self, word: str) -> None:
        before, waited = _states(self._chat.session), self._waiting()
        self._chat.say(word)
        after = _states(self._chat.session)
        paused = after["practice"] and after["practice"].phase == "paused"
        changed = [name for name in before if before[name] != after[name]]
        changed = [name for name in changed if name != "practice" or not paused]
        assert len(changed) <= 1, (word, changed, waited)

    @rule()
    def cancel(self) -> None:
        before = self._waiting()
        forgetting = any(press.startswith("forget:") for press in self._offers())
        self._chat.say("/cancel")
        assert self._waiting() == (before if forgetting else before[1:])

    @rule(number=st.integers(0, 20))
    def press(self, number: int) -> None:
        shown = [press for press in presses(self._chat.reply) if press]
        if shown and not shown[number % len(shown)].startswith("forget:yes"):
            self._seen.append(shown[number % len(shown)])
            self._chat.press(self._seen[-1])

    @rule(number=st.integers(0, 50))
    def press_an_old_one(self, number: int) -> None:
        if self._seen:
            self._chat.press(self._seen[number % len(self._seen)])

    @rule(minutes=st.sampled_from([1, 20, 600, 3000]))
    def wait(self, minutes: int) -> None:
        self._chat.wait(minutes=minutes)

    @rule(text=st.sampled_from(["stop", "1", "who earns more?"]))
    def edit(self, text: str) -> None:
        self._chat.edit(text)

    @invariant()
    def it_is_sound(self) -> None:
        reply, session = self._chat.reply, self._chat.session
        if reply.blocks:
            assert_sound(reply, self.advisor)
        assert Session.restore(session.model_dump_json()) == (session, False)
        assert session.floor not in session.waiting
        assert len(set(session.waiting)) == len(session.waiting)
        shown = presses(reply)
        assert len(set(shown)) == len(shown), shown

    def _waiting(self) -> list[str]:
        now = Message("", at=self._chat.now + timedelta(0))
        return list(self.advisor.waiting(now, self._chat.session))

    def _offers(self) -> list[str]:
        return [offer.press for offer in self._chat.session.offers]


def test_any_order_of_all_dialogues(advisor: Advisor) -> None:
    class Machine(AllDialogues):
        pass

    Machine.advisor = advisor
    case = Machine.TestCase
    case.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
    case().runTest()


# What the floor is left for -------------------------------------------------------------------

OFFER = "/offer 205k base, 10% bonus, 25k sign-on, 0.1% rsu, senior ml"


def test_an_offers_result_is_mended_in_words_after_a_resume_line_was_asked_for(
    chat: TimedChat,
) -> None:
    chat.say("/resume", OFFER)
    assert "Level: Senior → Staff." in plain_text(chat.say("make it staff"))
    chat.say("/resume", OFFER)
    assert "Bonus: 10% → 15%." in plain_text(chat.say("changed the bonus to 15%"))


def test_a_look_up_ends_the_wait_for_a_resume_line_and_a_question_does_not(
    chat: TimedChat,
) -> None:
    chat.say("/resume", "how long is the phone screen?")
    assert chat.session.floor == "bullet"
    chat.say("/salary senior ml")
    assert chat.session.floor is None


@pytest.mark.parametrize("text", ["back to my offer", "go back to the quiz"])
def test_the_way_back_to_what_is_not_there_says_so(
    chat: TimedChat, texts: FloorTexts, text: str
) -> None:
    assert first_words(chat.say(text)) == texts.nothing


def test_an_edit_leads_nowhere(chat: TimedChat) -> None:
    chat.say("/quiz", "how long is the phone screen?")
    assert first_words(chat.edit("go on")) != chat.advisor.knowledge.texts.stale_button


@pytest.mark.parametrize("word", ["hi ", "ok ", "now ", "can you "])
def test_words_piled_up_wish_for_nothing(advisor: Advisor, word: str) -> None:
    dialogues = advisor._dialogues
    assert len(dialogues.wishes(word * 1000)) == 1
    assert "take the test" in dialogues.wishes(word * 3 + "take the test")
