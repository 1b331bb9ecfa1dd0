"""Opening the screen: on one's own database, or on the demo."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from opscockpit import errors
from opscockpit.cli.context import Context


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add demo to the parser."""
    demo = commands.add_parser("demo", parents=[common], help="the screen on a throw-away copy of the demo stores")
    demo.add_argument("--keep", metavar="PATH", type=Path, help="keep the demo database there")
    demo.set_defaults(run=run_demo)


def run_screen(context: Context, args: argparse.Namespace) -> int:
    """The screen."""
    _needs_terminal()
    from opscockpit.services.session import session_maker
    from opscockpit.ui.run import run

    make = session_maker(context.path, context.who, context.clock(running=True), context.settings.store)
    context.database_must_open()
    return run(make, context.settings, drop=context.drop())


def run_demo(context: Context, args: argparse.Namespace) -> int:
    """The screen on the demo stores, moving as a live day does."""
    from opscockpit.services.demo import Demo

    _needs_terminal()
    from opscockpit.services.session import session_maker
    from opscockpit.ui.run import run

    clock = context.clock(running=True)
    print("loading the demo stores …", file=sys.stderr)
    with Demo(clock, keep=args.keep) as demo:
        demo.start()
        return run(session_maker(demo.path, demo.who, clock), context.settings, drop=None)


def _needs_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise errors.WrongUsage("the screen needs a terminal; without one use `opscockpit today --plain` or `--json`")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise errors.WrongUsage("TERM is 'dumb' or not set; set it, for example: export TERM=xterm-256color")
