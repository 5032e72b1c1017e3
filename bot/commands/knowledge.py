"""`knowledge check` for curators, and the JSON Schema their editors read."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.commands import common
from bot.errors import UsageError
from bot.knowledge import KnowledgeError, load
from bot.knowledge.schema import schemas
from bot.matching.matcher import Matcher


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="validate every file; exit 1 if one is wrong")
    check.add_argument("folder", nargs="?", type=Path, help="instead of KNOWLEDGE_DIR")
    schema = actions.add_parser("schema", help="write a JSON Schema for each kind of file")
    schema.add_argument("folder", type=Path, help="where to write them")


def run(arguments: argparse.Namespace) -> int:
    """Check, or write schemas."""
    if arguments.action == "schema":
        return _write_schemas(arguments.folder)
    return _check(arguments.folder)


def _check(folder: Path | None) -> int:
    settings = common.settings()
    folder = folder or settings.knowledge_dir
    try:
        knowledge = load(folder)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    Matcher(
        knowledge, settings.cache_dir, common.embeddings(settings)
    )  # so that the next start finds its index built
    aliases = sum(len(entry.aliases) for entry in knowledge.entries)
    print(f"{folder}: {len(knowledge.entries)} entries, {aliases} aliases, all in order")
    return 0


def _write_schemas(folder: Path) -> int:
    for name, schema in schemas().items():
        path = folder / f"{name}.schema.json"
        text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}") from None
        print(path)
    return 0
