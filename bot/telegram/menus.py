"""How the bot introduces itself: lists of commands by kind of chat, menu button, descriptions.

Telegram limits these calls hard, so a start asks what is set, and changes only what differs.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
)
from telegram.error import TelegramError

from bot.knowledge.models import Knowledge

log = logging.getLogger(__name__)

Commands = dict[str, str]  # names and what they do, in the order shown


async def introduce(bot: Bot, knowledge: Knowledge, admins: Iterable[int] = ()) -> None:
    """Set what differs; a failure is logged and stops neither the rest nor the start."""
    if not bot.supports_inline_queries:
        log.warning("inline mode is off: send /setinline to @BotFather to turn it on")
    texts = knowledge.texts
    for scope, commands in _lists(knowledge, admins):
        what = f"commands ({scope.type})"
        await _try(what, partial(_list_commands, bot, scope, commands))
    await _try("menu button", partial(_show_menu, bot))
    await _try("description", partial(_describe, bot, texts.description))
    await _try("short description", partial(_describe_shortly, bot, texts.short_description))


def _lists(
    knowledge: Knowledge, admins: Iterable[int]
) -> Iterable[tuple[BotCommandScope, Commands]]:
    """Which commands which chats show."""
    everyones: Commands = {str(name): what for name, what in knowledge.texts.commands.items()}
    groups: Commands = {str(name): everyones[name] for name in knowledge.telegram.groups.commands}
    yield BotCommandScopeAllPrivateChats(), everyones
    yield BotCommandScopeAllGroupChats(), groups
    for admin in sorted(admins):
        yield BotCommandScopeChat(admin), {**everyones, **knowledge.telegram.admin_commands}


async def _try(what: str, change: Callable[[], Awaitable[None]]) -> None:
    try:
        await change()
    except TelegramError as error:
        log.warning("the bot's %s could not be set: %s", what, error)


async def _list_commands(bot: Bot, scope: BotCommandScope, commands: Commands) -> None:
    wanted = [BotCommand(name, what) for name, what in commands.items()]
    if list(await bot.get_my_commands(scope)) != wanted:
        await bot.set_my_commands(wanted, scope)


async def _show_menu(bot: Bot) -> None:
    if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def _describe(bot: Bot, wanted: str) -> None:
    if (await bot.get_my_description()).description != wanted:
        await bot.set_my_description(wanted)


async def _describe_shortly(bot: Bot, wanted: str) -> None:
    if (await bot.get_my_short_description()).short_description != wanted:
        await bot.set_my_short_description(wanted)
