"""`db upgrade`: bring the tables up to date, before a release starts."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands import common
from bot.commands.opening import opened
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("action", choices=["upgrade"], help="apply the migrations")


def run(_: argparse.Namespace) -> int:
    """Upgrade the configured database."""
    asyncio.run(_upgrade(common.settings()))
    print("the database is up to date")
    return 0


async def _upgrade(settings: Settings) -> None:
    async with opened(settings):
        pass  # opening it is all
