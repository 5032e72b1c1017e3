"""`dead-letters`: updates that failed for good: list them, try them again, or drop them."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update

from bot.commands import common
from bot.commands.opening import opened
from bot.errors import UsageError
from bot.settings import Settings, SettingsError
from bot.storage import Dead, DeadLetters, Turns
from bot.telegram.application import build_application
from bot.telegram.client import BotApiClient
from bot.telegram.delivery import Delivery, Means
from bot.telegram.sending import Sending


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("action", choices=["list", "replay", "drop"])
    parser.add_argument("ids", type=int, nargs="*", help="update ids; for replay and drop")
    parser.add_argument("--all", action="store_true", help="all of them")


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what was done."""
    if arguments.action != "list" and bool(arguments.ids) == arguments.all:
        raise UsageError("name the update ids that `dead-letters list` shows, or --all")
    return asyncio.run(_run(common.settings(), arguments))


async def _run(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as engine:
        dead = DeadLetters(engine)
        chosen = [one for one in await dead.all() if _is_chosen(one, arguments)]
        ids = [one.letter.update_id for one in chosen]
        match arguments.action:
            case "list":
                _list(chosen)
            case "drop":
                print(f"dropped: {await dead.drop(ids)}")
            case _:
                await _replay(settings, engine, chosen)
    return 0


def _is_chosen(one: Dead, arguments: argparse.Namespace) -> bool:
    return arguments.action == "list" or arguments.all or one.letter.update_id in arguments.ids


def _list(found: Sequence[Dead]) -> None:
    for one in found:
        print(f"{one.letter.update_id}  {one.failed_at:%Y-%m-%d %H:%M}  {one.error}")
    print(f"dead letters: {len(found)}")


async def _replay(settings: Settings, engine: AsyncEngine, chosen: Sequence[Dead]) -> None:
    """Handle each again; one that fails again is a dead letter as before."""
    try:
        token = settings.token
    except SettingsError as error:
        raise UsageError(str(error)) from None
    dead = DeadLetters(engine)
    means = Means(common.advisor(settings), Turns(engine), dead)
    application = build_application(
        token, means, base_url=settings.telegram_api_base_url, request=BotApiClient(2)
    )
    async with application:
        delivery = Delivery(means, Sending(application.bot))
        for one in chosen:
            update = Update.de_json(json.loads(one.letter.payload), application.bot)
            await delivery.handle(update, again=True)
    failed_again = {again.letter.update_id for again in await dead.all() if again not in chosen}
    answered = [one for one in chosen if one.letter.update_id not in failed_again]
    await dead.drop([one.letter.update_id for one in answered])
    print(f"answered: {len(answered)}, failed again: {len(chosen) - len(answered)}")
