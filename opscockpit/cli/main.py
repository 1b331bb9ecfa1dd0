"""Parse, run one command, tell errors in words, answer with the contract's exit codes."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from opscockpit import __version__, errors
from opscockpit.cli.context import Context, line_option, read_only_option, say

EPILOG = """exit codes: 0 done, 1 refused by the data (nothing was changed), 2 wrong usage,
3 database busy, locked or unreadable, 4 done but some input was skipped and reported,
70 the program itself failed: what happened is in its log"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # A terminal that is not UTF-8 gets what it can show.
    try:
        args = build_parser(_needed(argv)).parse_args(argv)
        context = Context.of(args)
        return int(args.run(context, args))
    except errors.CockpitError as error:
        say(f"{error.title}: {error}", error=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader of a pipe has gone; what it read was right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as fault:  # of the program itself, whatever it is
        from opscockpit import crash

        return crash.tell(fault)


COMMANDS = {
    "screen": ("demo",),
    "keys": ("keys",),
    "upkeep": ("init", "store", "backup", "restore", "doctor"),
    "data": ("import", "imports", "profiles", "metrics", "explain", "push", "watch"),
    "numbers": ("alarms", "events", "plan", "normal", "cost", "profit", "coverage", "dictionary"),
    "team": ("today", "keywords", "people", "check", "focus"),
    "board": ("task", "link"),
    "day": ("morning", "letters", "snapshot", "rule", "emergency", "routine", "report", "history"),
}
"""The modules of the command line and their commands: only what is asked for is loaded, for a fast start."""


def _needed(argv: Sequence[str]) -> list[str]:
    """The modules whose commands may be meant; all of them for help and for a word that is no command."""
    named = [module for module, commands in COMMANDS.items() if any(word in commands for word in argv)]
    if named:
        return named
    options = [word for word in argv if word.startswith("-")]
    plain = all(word.split("=")[0] in ("--db", "--as", "--now", "--line", "--read-only") for word in options)
    return ["screen"] if plain and len(argv) <= 2 * len(options) else list(COMMANDS)


HELP = {
    "--store": "the store, by its name; where there are several, say which",
    "--json": "print JSON for programs",
    "--day": "like 2026-03-14",
    "--from": "the first day, like 2026-03-01",
    "--to": "the last day, like 2026-03-31",
    "--at": "when it was so, like 2026-03-14T09:30; else now",
    "--vs": "what it is compared with: yesterday, week, year364, date, event or plan",
    "--by": "one row for each of these",
    "--owner": "whose it is: a login of the team",
    "--due": "until when: a day like 2026-03-14, for focus and routines a time like 11:00",
    "--link": "the step of the store's process that it belongs to, by its name",
    "--metric": "a number's id, as `opscockpit dictionary` lists them",
    "METRIC": "a number's id, as `opscockpit dictionary` lists them",
    "ID": "the number that `list` shows before it",
    "BATCH": "the number of the import, as `opscockpit imports` lists them",
    "LOGIN": "who: a login of the team",
    "STATE": "open, doing, done or dropped",
    "FOLDER": "good files move to `imported` in it, bad ones to `rejected` with a report",
    "--channel": "the channel that the number is of; else the whole store",
    "--priority": "1 is the highest, 4 the lowest; usually 3",
    "--note": "more words",
    "--done-when": "how one sees that it is done",
    "--role": "of a person: managers change people, members work, guests read; of a routine: the job of who does it",
    "--starts": "from what time on, like 08:30",
    "--minutes": "how long it takes",
    "VALUE": "a number; money with its decimals",
    "--name": "as colleagues call them",
}
"""What the options and words say that mean the same wherever they stand and have no words of their own."""


class Described(argparse._SubParsersAction):  # type: ignore[type-arg]
    """Commands whose own help begins with what the list of commands says of them."""

    def add_parser(self, name: str, **words: Any) -> Any:
        """A command."""
        said = words.get("help", "")
        words.setdefault("description", f"{said[:1].upper()}{said[1:]}.")
        return super().add_parser(name, **words)


class Parser(argparse.ArgumentParser):
    """A parser that names the nearest word for one that it does not know, and leaves no common option unexplained."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register("action", "parsers", Described)

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """An argument; what means the same everywhere is explained the same."""
        said = HELP.get(names[0]) or HELP.get(str(options.get("metavar")))
        if said and options.get("action") != "version":
            options.setdefault("help", said)
        return super().add_argument(*names, **options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and what may have been meant; exit code 2."""
        message = re.sub(r"invalid (?:int|float) value: (.*)", r"\1 is no number", message)
        from difflib import get_close_matches

        wrong = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        near = get_close_matches(wrong[1], re.findall(r"[\w-]+", wrong[2]), 1) if wrong else ()
        super().error(f"{message.split(' (choose from')[0]}; did you mean {near[0]!r}?" if near else message)


def build_parser(modules: Sequence[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """The command line as one parser, with the commands of some modules or of all."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--db", metavar="PATH", help="the database (else OPSCOCKPIT_DB, else the data folder)")
    common.add_argument("--as", dest="who", metavar="LOGIN", help="who you are (else OPSCOCKPIT_USER, else the login)")
    common.add_argument("--now", metavar="ISO-DATETIME", help="look at any moment of the past (else OPSCOCKPIT_NOW)")
    parser = Parser(
        prog="opscockpit",
        description="The screen a store team opens every morning. Without a command: the screen.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"opscockpit {__version__}")
    parser.set_defaults(run=_run_screen)
    line_option(parser)
    read_only_option(parser)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for module in modules:
        import_module(f"opscockpit.cli.{module}").add_commands(commands, common)
    return parser


def _run_screen(context: Context, args: argparse.Namespace) -> int:
    from opscockpit.cli.screen import run_screen

    return run_screen(context, args)
