"""`gaps`: questions that were left open: list them, teach one, or drop one."""

from __future__ import annotations

import argparse
import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.advice.masking import without_masks
from bot.commands import common
from bot.commands.opening import opened
from bot.curation.groups import Group, find, grouped
from bot.curation.nearest import nearest
from bot.curation.teaching import TeachingError, teach
from bot.errors import UsageError
from bot.settings import Settings
from bot.storage.gaps import drop, open_questions

_TEXTS = 4  # of a group, shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    listed = actions.add_parser("list", help="the largest groups first")
    listed.add_argument("--top", type=int, default=20, help="how many groups (20)")
    add = actions.add_parser("add", help="teach one: an alias, and a regression case")
    add.add_argument("group", help="the group, as `gaps list` names it")
    add.add_argument("entry", help="the id of the entry that answers it")
    add.add_argument("--as", dest="alias", help="other words for the alias")
    dropped = actions.add_parser("drop", help="delete one, without teaching it")
    dropped.add_argument("group")
    parser.set_defaults(top=20)


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what was done."""
    settings = common.settings()
    match arguments.action:
        case "add":
            asyncio.run(_add(settings, arguments))
        case "drop":
            asyncio.run(_drop(settings, arguments.group))
        case _:
            asyncio.run(_list(settings, arguments.top))
    return 0


async def _groups(engine: AsyncEngine, settings: Settings) -> list[Group]:
    async with engine.connect() as connection:
        return grouped(await open_questions(connection), common.embeddings(settings))


async def _list(settings: Settings, top: int) -> None:
    async with opened(settings) as engine:
        groups = await _groups(engine, settings)
    asked = any(group.texts for group in groups[:top])
    advisor = common.advisor(settings) if asked else None
    for group in groups[:top]:
        parts = ", ".join(f"{why} {count}" for why, count in group.why().most_common())
        print(f"{group.key}  ×{len(group.questions)}  {parts}")
        for text in group.texts[:_TEXTS] or (f"(a button; entry {group.entry})",):
            print(f"        {text}")
        for comment in group.comments()[:_TEXTS]:
            print(f"        said: {comment}")
        near = nearest(group, advisor) if advisor else []
        if near:
            print(f"        nearest: {', '.join(entry.id for entry in near)}")
    print(f"open questions: {sum(len(one.questions) for one in groups)}, groups: {len(groups)}")


async def _add(settings: Settings, arguments: argparse.Namespace) -> None:
    async with opened(settings) as engine:
        group = _found(await _groups(engine, settings), arguments.group)
        alias = arguments.alias or (without_masks(group.texts[0]) if group.texts else "")
        if not alias.strip():
            raise UsageError("it was asked by a button and has no words; give some by --as")
        try:
            taught = teach(settings.knowledge_dir, arguments.entry, alias, group.aliases())
        except TeachingError as error:
            raise UsageError(str(error), status=1) from None
        await _delete(engine, group)
    print(f"{settings.knowledge_dir / taught.file}:{taught.line}: {taught.alias}")
    print(f"regression cases: {taught.cases}; a running bot takes it up within seconds")


async def _drop(settings: Settings, key: str) -> None:
    async with opened(settings) as engine:
        group = _found(await _groups(engine, settings), key)
        print(f"dropped: {await _delete(engine, group)}")


async def _delete(engine: AsyncEngine, group: Group) -> int:
    async with engine.begin() as connection:
        return await drop(connection, group.questions)


def _found(groups: list[Group], key: str) -> Group:
    group = find(groups, key)
    if group is None:
        raise UsageError(f"no open questions under '{key}'; `gaps list` shows what there is")
    return group
