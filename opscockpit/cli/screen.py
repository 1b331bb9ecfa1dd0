"""Opening the screen: on one's own database, or on the demo."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opscockpit import errors, locations
from opscockpit.cli.context import Context, line_option, read_only_option, say
from opscockpit.config import Config

if TYPE_CHECKING:
    from opscockpit.ui.options import Options


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add demo to the parser."""
    demo = commands.add_parser("demo", parents=[common], help="the screen on a throw-away copy of the demo stores")
    demo.add_argument("--keep", metavar="PATH", type=Path, help="keep the demo database there")
    demo.set_defaults(run=run_demo)
    line_option(demo)
    read_only_option(demo)


def run_screen(context: Context, args: argparse.Namespace) -> int:
    """The screen."""
    _needs_terminal()
    from opscockpit.services.session import session_maker
    from opscockpit.ui.run import run

    clock = context.clock(running=True)
    settings = context.settings
    only = _read_only(args)
    folder = None if only else settings.drop_folder
    make, options = session_maker(context.path, context.who, clock, read_only=only), _options(settings, args)
    if folder is None:  # nothing of the drop folder is loaded then
        return run(make, options=options)
    from opscockpit.services.dropfolder import Background

    watching = Background(context.path, context.who, clock, folder, settings.profile_dir)
    with watching.at_work():
        return run(make, options=options, beside=watching.resting)


def run_demo(context: Context, args: argparse.Namespace) -> int:
    """The screen on the demo stores, moving as a live day does."""
    _needs_terminal()
    from opscockpit.services.demo import Demo
    from opscockpit.services.session import session_maker
    from opscockpit.ui.run import run

    clock = context.clock(running=True)
    with Demo(clock, keep=args.keep, tell=lambda store: say(f"loading the demo: {store} …", error=True)) as demo:
        demo.start()
        make = session_maker(demo.path, demo.who, clock, read_only=_read_only(args))
        return run(make, options=_options(context.settings, args))


def _read_only(args: argparse.Namespace) -> bool:
    return bool(getattr(args, "read_only", False))


def _options(settings: Config, args: argparse.Namespace) -> Options:
    from opscockpit.ui.options import Options

    return Options(
        glyphs=settings.glyphs, ambiguous=settings.ambiguous_width, colours=settings.colours, rising=settings.rising,
        keymap_file=locations.keymap_file(),
        line=getattr(args, "line", settings.line), mouse=settings.mouse, bell=settings.bell, title=settings.title,
        theme=settings.theme, ground=settings.background,
    )  # fmt: skip


def _needs_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise errors.WrongUsage("the screen needs a terminal; without one use `opscockpit today --plain` or `--json`")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise errors.WrongUsage("TERM is 'dumb' or not set; set it, for example: export TERM=xterm-256color")
