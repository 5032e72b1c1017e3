"""Commands by kind of chat, menu button and descriptions: set once, and again when they differ."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
)

from bot.knowledge import Knowledge
from bot.telegram import local_profile
from bot.telegram.local import Failure, LocalRequest, LocalTelegram
from bot.telegram.menus import introduce

ADMIN = 77


@pytest.fixture
async def bot(telegram: LocalTelegram) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, request=LocalRequest(telegram)) as bot:
        yield bot


async def listed(bot: Bot, scope: BotCommandScope) -> dict[str, str]:
    return {one.command: one.description for one in await bot.get_my_commands(scope)}


def changes(telegram: LocalTelegram) -> list[str]:
    return [call.method for call in telegram.calls if call.method.startswith("set")]


async def test_each_kind_of_chat_lists_its_commands(bot: Bot, knowledge: Knowledge) -> None:
    await introduce(bot, knowledge, {ADMIN})
    texts, more = knowledge.texts, knowledge.telegram
    assert await listed(bot, BotCommandScopeAllPrivateChats()) == texts.commands
    groups = await listed(bot, BotCommandScopeAllGroupChats())
    assert list(groups) == list(more.groups.commands)
    everyones = {str(name): what for name, what in texts.commands.items()}
    assert groups.items() <= everyones.items()
    admins = await listed(bot, BotCommandScopeChat(ADMIN))
    assert admins.items() - more.admin_commands.items() == {*everyones.items()}
    assert "admin" in admins
    for scope in (BotCommandScopeDefault(), BotCommandScopeChat(78)):
        assert "admin" not in await listed(bot, scope)


async def test_the_bot_says_what_it_is(bot: Bot, knowledge: Knowledge) -> None:
    await introduce(bot, knowledge)
    assert (await bot.get_my_description()).description == knowledge.texts.description
    short = await bot.get_my_short_description()
    assert short.short_description == knowledge.texts.short_description
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)


async def test_a_second_start_changes_nothing(
    bot: Bot, knowledge: Knowledge, telegram: LocalTelegram
) -> None:
    await introduce(bot, knowledge, {ADMIN})
    before = changes(telegram)
    assert len(before) == 6
    await introduce(bot, knowledge, {ADMIN})
    assert changes(telegram) == before


async def test_only_what_differs_is_changed(
    bot: Bot, knowledge: Knowledge, telegram: LocalTelegram
) -> None:
    await introduce(bot, knowledge)
    telegram.calls.clear()
    about = knowledge.texts.model_copy(update={"description": "Another one"})
    await introduce(bot, knowledge.model_copy(update={"texts": about}))
    assert changes(telegram) == ["setMyDescription"]


@pytest.mark.parametrize(
    ("method", "others"),
    [
        ("setMyCommands", 5),
        ("getMyCommands", 5),
        ("setChatMenuButton", 5),
        ("setMyDescription", 5),
        ("getMyShortDescription", 5),
    ],
)
@pytest.mark.parametrize("failure", [Failure.too_many_requests(900), Failure.timeout()])
async def test_a_failure_stops_neither_the_start_nor_the_rest(
    bot: Bot,
    knowledge: Knowledge,
    telegram: LocalTelegram,
    caplog: pytest.LogCaptureFixture,
    method: str,
    others: int,
    failure: Failure,
) -> None:
    telegram.fail(method, failure)
    with caplog.at_level(logging.WARNING):
        await introduce(bot, knowledge, {ADMIN})
    assert caplog.text.count("could not be set") == 1
    done = [call for call in telegram.calls if call.method.startswith("set") and not call.error]
    assert len(done) == others


@pytest.mark.parametrize("on", [True, False])
async def test_the_operator_is_told_when_inline_mode_is_off(
    telegram: LocalTelegram,
    knowledge: Knowledge,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    on: bool,
) -> None:
    monkeypatch.setitem(local_profile._ABILITIES, "supports_inline_queries", on)
    async with Bot(telegram.token, request=LocalRequest(telegram)) as bot:
        with caplog.at_level(logging.WARNING):
            await introduce(bot, knowledge)
    assert ("/setinline" in caplog.text) is not on
