"""Commands about the database itself: making it, stores, backup, restore, doctor."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from opscockpit import errors
from opscockpit.cli.context import Context, emit, say, table
from opscockpit.clock import zone_named

PLATFORMS = (
    "taobao", "tmall", "1688", "jd", "pdd", "douyin", "kuaishou", "xiaohongshu", "amazon", "ebay", "etsy", "walmart",
    "shopify", "woocommerce", "own",
)  # fmt: skip
"""Platforms that are known by name; any other name is taken as well."""


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add init, store, backup, restore and doctor to the parser."""
    init = commands.add_parser("init", parents=[common], help="make a database")
    init.add_argument("path", metavar="PATH", nargs="?", type=Path, help="its file; else in the data folder")
    init.add_argument("--shared", action="store_true", help="for several Unix users: directory 2770, file 0660")
    init.add_argument("--group", metavar="GROUP", help="the group that shares it")
    init.set_defaults(run=run_init)

    store = commands.add_parser("store", parents=[common], help="add or list stores")
    kinds = store.add_subparsers(metavar="add|list", required=True)
    add = kinds.add_parser("add", parents=[common], help="add a store")
    add.add_argument("name", metavar="NAME")
    add.add_argument(
        "--platform", required=True, metavar="P", type=_platform,
        help=f"{', '.join(PLATFORMS)}, or another name: it says which kinds of letters are asked for",
    )  # fmt: skip
    add.add_argument("--tz", required=True, metavar="ZONE", help="like Asia/Shanghai")
    add.add_argument("--currency", required=True, metavar="CUR", help="like CNY")
    add.add_argument("--day-starts", default="00:00", metavar="HH:MM", help="when its business day starts (00:00)")
    add.add_argument("--json", action="store_true")
    add.set_defaults(run=run_store_add)
    listing = kinds.add_parser("list", parents=[common], help="list the stores")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_store_list)

    backup = commands.add_parser("backup", parents=[common], help="copy the database while it is in use, verified")
    backup.add_argument("path", metavar="PATH", nargs="?", type=Path, help="its file; else beside the database")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", parents=[common], help="put a backup in the place of the database")
    restore.add_argument("path", metavar="PATH", type=Path, help="the backup")
    restore.set_defaults(run=run_restore)
    doctor = commands.add_parser("doctor", parents=[common], help="check file, permissions, SQLite and database")
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument(
        "--terminal", action="store_true",
        help="examine the terminal instead: line, colours, widths, tmux; prints the lines for tmux.conf and ssh config",
    )  # fmt: skip
    doctor.set_defaults(run=run_doctor)


def run_init(context: Context, args: argparse.Namespace) -> int:
    """Make a database."""
    from opscockpit.services.opening import make_database

    if args.group and not args.shared:
        raise errors.WrongUsage("--group goes with --shared")
    path = args.path or context.path
    make_database(path, shared=args.shared, group=args.group)
    where = "" if path == context.path else f" --db {path}"
    say(f"made {path}; next: opscockpit{where} store add NAME --platform P --tz ZONE --currency CUR")
    return 0


def _platform(words: str) -> str:
    """A platform's name in small letters; one that is nearly a known one is a slip that nothing would tell later."""
    name = words.strip().casefold()
    near = [] if name in PLATFORMS else get_close_matches(name, PLATFORMS, 1, 0.8)
    if near or not name:
        meant = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(PLATFORMS)}"
        raise argparse.ArgumentTypeError(f"no platform is called {words!r}; {meant}")
    return name


def run_store_add(context: Context, args: argparse.Namespace) -> int:
    """Add a store."""
    from opscockpit.services.actions import may_change, words
    from opscockpit.store.stores import add_store

    currency = args.currency.upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise errors.WrongUsage(f"{args.currency!r} is no currency; write it like CNY, EUR or USD")
    zone_named(args.tz)
    starts = _time_of_day(args.day_starts)
    name = words(args.name, "a store's name")
    with context.database() as db:
        may_change(db, context.who)
        store_id = add_store(
            db, context.who, name=name, platform=args.platform, zone=args.tz, currency=currency, day_starts=starts
        )
    if args.json:
        emit({"id": store_id, "name": name})
    else:
        say(f"added {name}; next: opscockpit import FILES --store {name!r}")
    return 0


def _time_of_day(text: str) -> str:
    hour, _, minute = text.partition(":")
    if hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60:
        return f"{int(hour):02}:{int(minute):02}"
    raise errors.WrongUsage(f"{text!r} is no time of day; write it like 04:00")


def run_store_list(context: Context, args: argparse.Namespace) -> int:
    """List the stores."""
    from opscockpit.store.stores import stores

    names = ("id", "name", "platform", "zone", "currency", "day_starts")
    with context.database() as db:
        rows = [{name: row[name] for name in names} for row in stores(db)]
    if args.json:
        emit(rows)
    else:
        table([row.values() for row in rows], names)
    return 0


def run_backup(context: Context, args: argparse.Namespace) -> int:
    """Copy the database while it is in use."""
    from opscockpit.services.upkeep import backup

    with context.database() as db:
        say(f"backed up to {backup(db, args.path)}")
    return 0


def run_restore(context: Context, args: argparse.Namespace) -> int:
    """Put a backup in the place of the database."""
    from opscockpit.services.upkeep import restore

    kept = restore(context.path, args.path)
    say(f"restored {args.path} to {context.path}" + (f"; what was there is {kept}" if kept else ""))
    return 0


def run_doctor(context: Context, args: argparse.Namespace) -> int:
    """Check everything that can be wrong around the database."""
    if args.terminal:
        from opscockpit.cli.terminal import run_terminal

        return run_terminal(context, as_json=args.json)
    from opscockpit.services.upkeep import examine

    findings = examine(context.path)
    if args.json:
        emit([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            say(f"{'ok ' if finding.ok else '?? ' if finding.advice else '!! '} {finding.check}: {finding.says}")
            if finding.mend:
                say(f"     mend with: {finding.mend}")
    return 0 if all(finding.ok or finding.advice for finding in findings) else 3
