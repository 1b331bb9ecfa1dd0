"""What the modules of the command line share: how a command is added, which store is meant, how it answers."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from opscockpit import errors
from opscockpit.cli.context import Context, emit, say, table
from opscockpit.clock import parse_day
from opscockpit.store import stores
from opscockpit.store.database import Database, Row

if TYPE_CHECKING:
    from opscockpit.services.team import Team

Run = Callable[[Context, argparse.Namespace], int]


class Leaf:
    """Adds commands that run something."""

    def __init__(self, common: argparse.ArgumentParser) -> None:
        """`common` holds the options that every command has."""
        self.common = common

    def __call__(
        self, parent: Any, name: str, run: Run, help_: str, *, json: bool = True, store: bool = True
    ) -> argparse.ArgumentParser:
        """A command, with --store and --json unless it has no use for them."""
        parser: argparse.ArgumentParser = parent.add_parser(name, parents=[self.common], help=help_)
        if store:
            parser.add_argument("--store", metavar="NAME")
        if json:
            parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)
        return parser

    def group(self, commands: Any, name: str, help_: str) -> Any:
        """A word that others follow."""
        parser = commands.add_parser(name, parents=[self.common], help=help_)
        return parser.add_subparsers(metavar="ACTION", required=True)


def first_store(db: Database, args: argparse.Namespace) -> Row:
    """The named store, else the first one, as the screen does; of several the one taken is told on stderr."""
    found = stores.stores(db)
    if args.store is not None or not found:
        return stores.store_named(db, args.store)
    if len(found) > 1:
        others = ", ".join(repr(row["name"]) for row in found[1:])
        say(f"store {found[0]['name']!r}; --store names another: {others}", error=True)
    return found[0]


@contextmanager
def at_desk(context: Context, args: argparse.Namespace) -> Iterator[Team]:
    """The team's services at the named store, else at the first one."""
    from opscockpit.services.desk import Desk
    from opscockpit.services.team import Team

    with context.database() as db:
        yield Team(Desk(db, context.who, first_store(db, args)))


def answer(args: argparse.Namespace, row: Any, message: str) -> int:
    """Print the row as JSON, or the sentence."""
    if args.json:
        emit(row)
    else:
        say(message)
    return 0


def show(args: argparse.Namespace, views: Iterable[Any], *names: str) -> int:
    """Print views as JSON, or some of their fields as a table."""
    views = list(views)
    if args.json:
        emit([asdict(view) for view in views])
    else:
        table([[getattr(view, name) for name in names] for view in views], names)
    return 0


def day_of(text: str) -> date:
    """A day typed on the command line, for argparse."""
    try:
        return parse_day(text)
    except errors.WrongUsage as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def given(args: argparse.Namespace, *names: str) -> dict[str, Any]:
    """The named options that were typed."""
    return {name: getattr(args, name) for name in names if getattr(args, name) is not None}
