"""What every command needs: which database, who asks, and what time it is."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opscockpit import config, locations
from opscockpit.clock import Clock, parse_moment
from opscockpit.errors import WrongUsage
from opscockpit.services import names
from opscockpit.values import dataclass

if TYPE_CHECKING:
    from opscockpit.store.database import Database


@dataclass(frozen=True, slots=True)
class Context:
    """The database, the person and the clock of one command."""

    path: Path
    who: str
    now: datetime | None
    settings: config.Config

    @classmethod
    def of(cls, args: argparse.Namespace) -> Context:
        """From the options, else the environment, else the configuration. Raises WrongUsage."""
        settings = config.load(db=getattr(args, "db", None), user=getattr(args, "who", None))
        now = getattr(args, "now", None) or os.environ.get("OPSCOCKPIT_NOW")
        account = names.account()
        who = settings.user or names.remembered(account) or account
        if not who:
            raise WrongUsage("this account has no login name; say who you are with --as LOGIN")
        return cls(settings.db, who, parse_moment(now) if now else None, settings)

    def clock(self, *, running: bool = False) -> Clock:
        """The clock: frozen for a command, running for a screen."""
        return Clock(self.now, running=running)

    def profiles_folder(self) -> Path:
        """Where this person's own profiles are kept."""
        return self.settings.profile_dir or locations.profiles_folder()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The open database, closed at the end."""
        from opscockpit.services.opening import open_database

        db = open_database(self.path, self.clock())
        try:
            yield db
        finally:
            db.close()


def line_option(parser: argparse.ArgumentParser) -> None:
    """Add --line, which goes with everything that opens the screen."""
    parser.add_argument(
        "--line", choices=config.CHOICES["line"], default=argparse.SUPPRESS,
        help="how fast the line is: slow spares it (no mouse, 16 colours, less often); auto measures it",
    )  # fmt: skip


def read_only_option(parser: argparse.ArgumentParser) -> None:
    """Add --read-only, which goes with everything that opens the screen."""
    parser.add_argument(
        "--read-only", action="store_true", default=argparse.SUPPRESS,
        help="the screen to look at only: whatever would change something says so and does nothing",
    )  # fmt: skip


_COMMANDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that a terminal obeys instead of showing them, and halves of characters that cannot be written."""


def say(text: object, *, error: bool = False) -> None:
    """Print a text for a person; nothing in it can command the terminal, whoever wrote it."""
    print(_COMMANDING.sub("\ufffd", str(text)), file=sys.stderr if error else sys.stdout, flush=True)


def emit(value: Any) -> None:
    """Print a value as one line of JSON; what a terminal would obey is escaped."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    print(_COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text), flush=True)


def table(rows: Iterable[Iterable[object]], head: Iterable[str]) -> None:
    """Print rows as columns that stay straight with Chinese text."""
    from opscockpit.services.plain import columns

    for line in columns([list(head), *[[("–" if cell is None else str(cell)) for cell in row] for row in rows]]):
        say(line)
