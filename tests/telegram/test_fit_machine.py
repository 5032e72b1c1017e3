"""Whatever a reader does to the assessment, in any order: it goes on, and it ends.

Hypothesis drives the real Application over the local Telegram, with the process started anew in
between.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.advice import Advisor, Session
from bot.advice.fit.choosing import still_fitting
from bot.advice.session import FitRun
from bot.storage import Turns, make_engine, upgrade
from bot.storage.tables import Chat
from bot.telegram.local import LocalMessage, LocalTelegram
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import answers, failed, local_bot, questions, rows

_T = TypeVar("_T")
ANSWERS = ["1", "2", "3", "the last one", "bit of both", "mostly with data scientists", "dunno"]
MOVES = ["back", "skip", "why?", "my answers", "go on", "oops", "wait, I meant the other one"]
ASIDES = ["how long is the phone screen?", "/salary senior ml", "/help", "thanks", "/forget", "hm"]
SHRUGGED = (  # such as for the edit of what a picture answers
    "exactly the same as a current content and reply markup of the message",
    "there is no text in the message to edit",
)
HARMLESS = ("answerCallbackQuery", "editMessageReplyMarkup")


class FitMachine(RuleBasedStateMachine):
    """One reader; `seen` are all buttons there ever were."""

    advisor: Advisor

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.Runner()
        self._folder = tempfile.TemporaryDirectory()
        self._stack = AsyncExitStack()
        self._telegram = LocalTelegram()
        self._seen: dict[tuple[int, str], None] = {}
        self._answers: dict[str, str | None] = {}
        self._finished = 0

    def teardown(self) -> None:
        self._run(self._stack.aclose())
        self._run(self._engine.dispose())
        self._loop.close()
        self._folder.cleanup()

    # what the reader does --------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self._run(self._open())
        self._say("/fit")

    @rule(text=st.sampled_from(ANSWERS))
    def answer_in_words(self, text: str) -> None:
        self._say(text)

    @rule(text=st.sampled_from(MOVES))
    def move_in_words(self, text: str) -> None:
        self._say(text)

    @rule(text=st.sampled_from(ASIDES))
    def interrupt(self, text: str) -> None:
        self._say(text)

    @rule(text=st.sampled_from(["/fit", "/fit result", "/cancel", "stop"]))
    def command(self, text: str) -> None:
        self._say(text)

    @rule(number=st.integers(0, 20))
    def press(self, number: int) -> None:
        buttons = self._buttons(answers(self._telegram)[-1:])
        if buttons:
            self._press(*buttons[number % len(buttons)])

    @rule(number=st.integers(0, 20))
    def press_twice(self, number: int) -> None:
        buttons = self._buttons(questions(self._telegram))
        if buttons:
            self._press(*buttons[number % len(buttons)])
            self._press(*buttons[number % len(buttons)])

    @rule(number=st.integers(0, 500))
    def press_a_stale_one(self, number: int) -> None:
        stale = list(self._seen)
        self._press(*stale[number % len(stale)])

    @rule(text=st.sampled_from(["1", "who earns more?", "back"]))
    def edit(self, text: str) -> None:
        typed = [m for m in self._telegram.messages() if not m.from_bot]
        self._do(lambda: self._reader.edit(typed[-1].message_id, text))

    @rule()
    def restart(self) -> None:
        async def anew() -> None:
            await self._stack.aclose()
            await self._open()

        self._run(anew())

    # what always holds -----------------------------------------------------------

    @invariant()
    def no_two_questions_are_live(self) -> None:
        assert len(questions(self._telegram)) <= 1

    @invariant()
    def nothing_was_refused(self) -> None:
        assert self._telegram.unanswered == []
        assert [error for error in failed(self._telegram) if not error.endswith(SHRUGGED)] == []

    @precondition(lambda self: self._run_now() is not None)
    @rule()
    def it_always_ends(self) -> None:
        """Skipping leads to a result within as many steps as there may be questions."""
        self._say("/fit")
        self._press_label("Continue at", "Go on", "Start over")
        for _ in range(12):
            run = self._run_now()
            if run is None:
                return
            self._say("skip" if run.question is not None else "go on")
        raise AssertionError("it goes on for ever")

    # how ---------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self._do(lambda: self._reader.say(text), over=False)

    def _press(self, message_id: int, data: str) -> None:
        over = data == "f:new" or data.endswith((":!", "forget:yes"))
        self._do(lambda: self._reader.press(message_id, data), over=over, tapped=data)

    def _press_label(self, *labels: str) -> None:
        for message_id, button in self._reader.buttons():
            if button.label.startswith(labels):
                self._press(message_id, button.data or "")
                return

    def _do(self, act: Any, *, over: bool = False, tapped: str = "") -> None:
        before, past = self._answers_now(), self._results()
        calls = len(self._telegram.calls)
        self._run(act())
        self._check_calls(tapped, calls)
        for message_id, data in self._buttons(answers(self._telegram)):
            self._seen[message_id, data] = None
        after = self._answers_now()
        begun_anew = over or self._telegram.messages()[-1].text == "" or len(after) == 0
        if past == self._results() and before and not begun_anew:
            fit = self.advisor.knowledge.fit
            gone = before.keys() - after.keys()
            assert all(fit.question[name].only_if for name in gone), gone
            assert still_fitting(fit, after) == after

    def _check_calls(self, tapped: str, before: int) -> None:
        """A tap on a button of a question takes one call besides answering it."""
        called = [call.method for call in self._telegram.calls[before:]]
        if tapped.count(":") == 3 and tapped.startswith("f:"):
            assert len([method for method in called if method not in HARMLESS]) <= 1

    def _buttons(self, messages: list[LocalMessage]) -> list[tuple[int, str]]:
        return [
            (message.message_id, b.data)
            for message in messages
            for row in message.keyboard
            for b in row
            if b.data
        ]

    def _session(self) -> Session:
        found = self._run(rows(self._engine, Chat))
        return Session.restore(found[0]["session"])[0] if found else Session()

    def _run_now(self) -> FitRun | None:
        return self._session().fit

    def _answers_now(self) -> dict[str, str | None]:
        session = self._session()
        return dict(session.fit.answers) if session.fit is not None else {}

    def _results(self) -> int:
        return len(self._session().fit_past)

    async def _open(self) -> None:
        self._engine: AsyncEngine = make_engine(f"sqlite:///{self._folder.name}/bot.sqlite3")
        await upgrade(self._engine)
        self._stack.push_async_callback(self._engine.dispose)
        self._reader: BotRunner = await self._stack.enter_async_context(
            local_bot(self.advisor, Turns(self._engine), self._telegram)
        )

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return self._loop.run(work)


def test_whatever_is_done_to_it_it_goes_on_and_ends(advisor: Advisor) -> None:
    class Machine(FitMachine):
        pass

    Machine.advisor = advisor
    case = Machine.TestCase
    case.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
    case().runTest()
