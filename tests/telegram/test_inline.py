"""Inline queries from end to end: answered, cached, paged, paced, and let go when late."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update
from telegram.error import InvalidToken

from bot.advice import Advisor
from bot.knowledge import Knowledge
from bot.storage import Turns, WaitingRoom
from bot.storage.tables import Base
from bot.telegram import inline as inline_module
from bot.telegram.flood import Flood
from bot.telegram.html import html
from bot.telegram.local import Failure, LocalTelegram, LocalUser
from bot.telegram.polling import Polling
from bot.telegram.runner import BotRunner
from tests.telegram.bot_helpers import (
    HeldRequest,
    Waits,
    answers,
    application_of,
    failed,
    local_bot,
    rows,
    until,
)
from tests.telegram.local_helpers import Clock


async def deliver(reader: BotRunner, raw: dict[str, Any]) -> None:
    application = reader._application
    await application.process_update(Update.de_json(raw, application.bot))


async def asked(reader: BotRunner, text: str, **more: Any) -> dict[str, Any]:
    """What Telegram was answered to a query."""
    await deliver(reader, reader.telegram.inline(text, **more))
    assert failed(reader.telegram) == []
    return reader.telegram.inline_answers[-1]


async def test_a_query_gets_cards_that_lead_into_the_chat(
    reader: BotRunner, advisor: Advisor
) -> None:
    answer = await asked(reader, "staff ml rsu")
    first, cards = answer["results"][0], advisor.cards("staff ml rsu")
    assert [result["id"] for result in answer["results"]] == [card.id for card in cards]
    assert first["title"] == cards[0].title
    assert first["description"] == cards[0].description
    said = first["input_message_content"]
    assert said["message_text"] == html(cards[0].reply, "https://t.me/local_bot")
    ((button,),) = first["reply_markup"]["inline_keyboard"]
    assert button["url"] == "https://t.me/local_bot?start=salary_staff_ml_rsu"


async def test_cards_are_cached_for_everybody(reader: BotRunner) -> None:
    answer = await asked(reader, "vesting")
    assert answer["cache_time"] == 600
    assert not answer.get("is_personal")
    assert answer.get("next_offset", "") == ""


async def test_nonsense_gets_no_card_but_a_way_in(reader: BotRunner, knowledge: Knowledge) -> None:
    answer = await asked(reader, "banana bread recipe")
    assert answer["results"] == []
    texts = knowledge.telegram.inline
    assert answer["button"] == {"text": texts.nothing, "start_parameter": "inline"}
    assert (await asked(reader, ""))["button"]["text"] == texts.ask


async def test_all_there_is_comes_page_by_page(reader: BotRunner, advisor: Advisor) -> None:
    """And every card of the knowledge is one that Telegram takes."""
    seen, offset = [], ""
    for _ in range(20):
        answer = await asked(reader, "", offset=offset)
        seen += [result["id"] for result in answer["results"]]
        offset = answer.get("next_offset", "")
        if not offset:
            break
    assert seen == [card.id for card in advisor.cards("")]


@pytest.mark.parametrize("offset", ["999", "-1", "x", "\u0663", "9" * 60])
async def test_an_offset_nobody_gave_is_harmless(reader: BotRunner, offset: str) -> None:
    answer = await asked(reader, "vesting", offset=offset)
    assert answer.get("next_offset", "") == ""


async def test_nothing_is_kept_of_a_query(
    reader: BotRunner, engine: AsyncEngine, telegram: LocalTelegram
) -> None:
    await asked(reader, "vesting", user=LocalUser(5))
    for mapper in Base.registry.mappers:
        assert await rows(engine, mapper.class_) == []
    assert [call.method for call in telegram.calls if call.method != "getMe"] == [
        "answerInlineQuery"
    ]


async def test_a_query_that_is_too_old_is_skipped(
    reader: BotRunner,
    telegram: LocalTelegram,
    clock: Clock,
    waits: Waits,
    engine: AsyncEngine,
) -> None:
    raw = telegram.inline("vesting")
    clock.now += 31
    await deliver(reader, raw)
    await deliver(reader, raw)  # redelivered, too
    assert telegram.inline_answers == []
    assert [wait for wait in waits if wait] == []
    for mapper in Base.registry.mappers:
        assert await rows(engine, mapper.class_) == []


@pytest.mark.parametrize(
    "failure", [Failure.server_error(), Failure.network(), Failure.too_many_requests(2)]
)
async def test_a_failure_that_passes_is_waited_out(
    reader: BotRunner, telegram: LocalTelegram, waits: Waits, failure: Failure
) -> None:
    telegram.fail("answerInlineQuery", failure)
    await deliver(reader, telegram.inline("vesting"))
    assert len(telegram.inline_answers) == 1
    assert [wait for wait in waits if wait]


@pytest.mark.parametrize(
    ("failure", "tries"),
    [(Failure.too_many_requests(60), 1), (Failure.refused("RESULT_ID_INVALID"), 1)],
)
async def test_a_failure_that_lasts_is_no_dead_letter(
    reader: BotRunner,
    telegram: LocalTelegram,
    engine: AsyncEngine,
    failure: Failure,
    tries: int,
) -> None:
    telegram.fail("answerInlineQuery", failure, times=99)
    await deliver(reader, telegram.inline("vesting"))
    assert len([c for c in telegram.calls if c.method == "answerInlineQuery"]) == tries
    for mapper in Base.registry.mappers:
        assert await rows(engine, mapper.class_) == []


async def test_an_outage_ends_the_patience(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline_module, "_PATIENCE", 0.3)
    telegram.fail("answerInlineQuery", Failure.timeout(), times=99)
    async with local_bot(advisor, turns, telegram) as reader, asyncio.timeout(10):
        await deliver(reader, telegram.inline("vesting"))
    assert telegram.inline_answers == []


async def test_a_mistake_of_ours_is_logged_and_let_go(
    reader: BotRunner,
    telegram: LocalTelegram,
    advisor: Advisor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_(text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(advisor, "cards", break_)
    with caplog.at_level(logging.ERROR):
        await deliver(reader, telegram.inline("what I typed"))
    assert "let go after a mistake" in caplog.text
    assert "what I typed" not in caplog.text


async def test_a_token_that_is_refused_reaches_whoever_drives_it(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    telegram.fail("answerInlineQuery", Failure.refused("Unauthorized", 401))
    with pytest.raises(InvalidToken):
        await deliver(reader, telegram.inline("vesting"))


async def test_who_types_too_fast_waits_a_little_and_then_is_skipped_quietly(
    advisor: Advisor, turns: Turns, telegram: LocalTelegram, waits: Waits
) -> None:
    async with local_bot(advisor, turns, telegram, sleep=waits, flood=Flood(60, Clock())) as reader:
        for _ in range(20):
            await deliver(reader, telegram.inline("ves", user=LocalUser(9)))
        await deliver(reader, telegram.inline("ves", user=LocalUser(10)))
    assert [wait for wait in waits if wait] == [1.0, 2.0, 3.0]
    assert len(telegram.inline_answers) == 19
    assert answers(telegram, 9) == []


async def test_queries_wait_for_no_chat_and_for_no_other_query(
    advisor: Advisor, telegram: LocalTelegram, engine: AsyncEngine, waits: Waits
) -> None:
    """Over polling: one that hangs keeps neither other readers nor the same one waiting."""
    request = HeldRequest(telegram)
    application = application_of(telegram.token, advisor, Turns(engine), request=request)
    telegram.text("/about", chat_id=9)
    async with application:
        polling = Polling(application, sleep=waits, waiting=WaitingRoom(engine))
        with request.held("sendMessage"):
            task = asyncio.create_task(polling.run())
            for user in (9, 9, 10):
                telegram.inline("vesting", user=LocalUser(user))
            await until(lambda: len(telegram.inline_answers) == 3)
            assert answers(telegram, 9) == []
        await until(lambda: len(answers(telegram, 9)) == 1)
        polling.stop()
        async with asyncio.timeout(10):
            await task
    assert telegram.pending() == []


async def test_a_card_of_its_own_is_not_answered(
    reader: BotRunner, telegram: LocalTelegram
) -> None:
    """A reader may use inline mode in the bot's own chat."""
    raw = telegram.text("Staff ML PM /help @local_bot")
    me = (await telegram.call("getMe", {}))[1]["result"]
    raw["message"]["via_bot"] = {key: me[key] for key in ("id", "is_bot", "first_name", "username")}
    await deliver(reader, raw)
    assert answers(telegram) == []
