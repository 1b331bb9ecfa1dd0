"""Parse, run one command, tell errors in words, answer with the contract's exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from opscockpit import __version__, errors
from opscockpit.cli import data, screen, team, upkeep
from opscockpit.cli.context import Context

EPILOG = """exit codes: 0 done, 1 refused by the data (nothing was changed), 2 wrong usage,
3 database busy, locked or unreadable, 4 done but some input was skipped and reported"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    parser = build_parser()
    args = parser.parse_args(argv)
    try:
        context = Context.of(args)
        return int(args.run(context, args))
    except errors.CockpitError as error:
        print(f"{error.title}: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader of a pipe has gone; what it read was right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """The whole command line as one parser."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--db", metavar="PATH", help="the database (else OPSCOCKPIT_DB, else the data folder)")
    common.add_argument("--as", dest="who", metavar="LOGIN", help="who you are (else OPSCOCKPIT_USER, else the login)")
    common.add_argument("--now", metavar="ISO-DATETIME", help="look at any moment of the past (else OPSCOCKPIT_NOW)")
    parser = argparse.ArgumentParser(
        prog="opscockpit",
        description="The screen a store team opens every morning. Without a command: the screen.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"opscockpit {__version__}")
    parser.set_defaults(run=screen.run_screen)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for part in (screen, upkeep, data, team):
        part.add_commands(commands, common)
    return parser
