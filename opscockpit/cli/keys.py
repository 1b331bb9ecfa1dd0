"""The keys of the screen, printed: to read, as a file of one's own to begin with, or as the page of the handbook."""

from __future__ import annotations

import argparse
from typing import Any

from opscockpit import locations
from opscockpit.cli.context import Context, emit, say

_ABOUT = """All keys of the screen as they are for you now.

Keys of your own stand in {file}:

  [general]                 # on every page
  task = ["t", "F2"]        # an action and its keys; [] takes them away

  [board]                   # on one page alone
  begin = "b"

`opscockpit keys --toml` prints the whole table as such a file; keep only the lines you change. A key is a letter, a
sign, F1-F12, ^l, or space, enter, tab, escape, backspace, delete, insert, home, end, PgUp, PgDn, up, down, left, right.
Keys that terminals and multiplexers take (^a ^b ^s ^q ^z ^j) are refused, and so is a key that would mean two things.
"""


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add keys to the parser."""
    keys = commands.add_parser(
        "keys", parents=[common], help="all keys of the screen, and how to change them",
        description=_ABOUT.format(file=locations.keymap_file()), formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    form = keys.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="as JSON")
    form.add_argument("--toml", dest="form", action="store_const", const="toml", help="as a file of keys to change")
    form.add_argument("--markdown", dest="form", action="store_const", const="markdown", help="as a page of Markdown")
    keys.set_defaults(run=run_keys, form="text")


def run_keys(context: Context, args: argparse.Namespace) -> int:
    """Print the table; a file of keys that is wrong is told of, with what is wrong."""
    from opscockpit.ui import keytable
    from opscockpit.ui.keymap import tables

    found = tables(locations.keymap_file())
    if args.form == "json":
        emit(keytable.rows(found))
    else:
        made = {"toml": keytable.as_toml, "markdown": keytable.as_markdown, "text": keytable.as_text}[args.form]
        say(made(found).rstrip("\n"))
    return 0
