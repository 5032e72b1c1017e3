"""The command line: `python -m bot COMMAND`. Each command is a module under bot/commands/."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence

from bot.errors import UsageError

# name -> what it does; the module bot/commands/NAME.py has `add_arguments(parser)` and `run(args)`.
COMMANDS = {
    "chat": "talk to the bot in this terminal; no token, no network",
    "web": "the bot as a chat page on this machine; no token, no account",
    "run": "serve Telegram",
    "ask": "one answer on standard output",
    "explain": "why a text is answered as it is",
    "eval": "score a labelled set of questions",
    "bench": "measure the matcher on labelled rows, with its peers beside it",
    "fit": "how true the assessment's certainty is, on made-up readers",
    "knowledge": "check the knowledge folder, or print its schema",
    "gaps": "questions that were left open: list them, teach one, drop one",
    "stats": "readers, questions, thumbs, where the assessment is left",
    "db": "bring the database up to date",
    "torment": "the whole bot killed, stopped and loaded in real processes",
    "dead-letters": "updates that failed for good: list, replay or drop them",
}
_MODULES = {"eval": "evaluate", "dead-letters": "dead_letters"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status (2 for a wrong environment or wrong arguments)."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta, as they will be
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    parser = _parser(arguments[:1])
    chosen = parser.parse_args(arguments)
    _take_any_character()
    try:
        status = int(chosen.run(chosen) or 0)
        sys.stdout.flush()
    except UsageError as error:
        print(error, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _take_any_character() -> None:
    """What the terminal's encoding does not hold becomes a question mark, never an error."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _parser(first: Sequence[str]) -> argparse.ArgumentParser:
    """All commands by name; only the chosen one's module is imported, to start fast."""
    parser = argparse.ArgumentParser(prog="pm-advisor", description="PM Advisor, a Telegram bot.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name in first:
            module = importlib.import_module(f"bot.commands.{_MODULES.get(name, name)}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
