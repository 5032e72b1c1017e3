"""`stats`: readers, questions, thumbs, and where the assessment is left."""

from __future__ import annotations

import argparse
import asyncio

from bot.advice.plain import plain_text
from bot.commands import common
from bot.commands.opening import opened
from bot.curation.reports import figures_report
from bot.errors import UsageError
from bot.storage import figures


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--days", type=int, default=30, help="how far to look back (30)")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures of the configured database."""
    if not 1 <= arguments.days <= 365:
        raise UsageError("--days: 1 to 365, for counts are kept a year")
    asyncio.run(_stats(arguments.days))
    return 0


async def _stats(days: int) -> None:
    settings = common.settings()
    knowledge = common.knowledge(settings)
    async with opened(settings) as engine, engine.connect() as connection:
        print(plain_text(figures_report(await figures(connection, days), knowledge)))
