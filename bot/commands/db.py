"""`db upgrade`: bring the tables up to date, before a release starts."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands import common
from bot.errors import UsageError
from bot.settings import Settings
from bot.storage import DatabaseError, make_engine, upgrade


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("action", choices=["upgrade"], help="apply the migrations")


def run(_: argparse.Namespace) -> int:
    """Upgrade the configured database."""
    asyncio.run(_upgrade(common.settings()))
    print("the database is up to date")
    return 0


async def _upgrade(settings: Settings) -> None:
    try:
        engine = make_engine(settings.database_url.get_secret_value())
        await upgrade(engine)
    except DatabaseError as error:
        raise UsageError(str(error)) from None
    await engine.dispose()
