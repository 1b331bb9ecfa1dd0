"""Commands about data: files in, numbers in, numbers out."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from opscockpit import errors
from opscockpit.cli.context import Context, emit, say, table
from opscockpit.clock import parse_day, parse_moment
from opscockpit.domain.compare import BASES
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store.database import Database


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add import, imports, profiles, metrics, explain, push and watch to the parser."""
    _add_import(commands, common)
    imports = commands.add_parser("imports", parents=[common], help="what was imported; take an import back")
    imports.add_argument("--json", action="store_true")
    imports.set_defaults(run=run_imports)
    kinds = imports.add_subparsers(metavar="undo BATCH")
    undo = kinds.add_parser("undo", parents=[common], help="take an import back")
    undo.add_argument("batch", metavar="BATCH", type=int)
    undo.set_defaults(run=run_imports_undo)

    profiles = commands.add_parser("profiles", parents=[common], help="the kinds of files that are known")
    profiles.add_argument("--json", action="store_true")
    profiles.set_defaults(run=run_profiles)

    metrics = commands.add_parser("metrics", parents=[common], help="numbers of a period")
    metrics.add_argument("--from", dest="first", required=True, metavar="DAY", type=_day)
    metrics.add_argument("--to", dest="last", required=True, metavar="DAY", type=_day)
    metrics.add_argument("--store", metavar="NAME")
    metrics.add_argument("--by", choices=("day", "week", "month", "channel"), default="day")
    metrics.add_argument("--basis", choices=("event", "order"), default="event", help="the day that a refund counts on")
    metrics.add_argument(
        "--explained", action="store_true", help="each number with its state, range, z, base, effects, files and age"
    )
    metrics.add_argument("--vs", metavar="BASIS", default="week", choices=BASES, help="with --explained: its base")
    metrics.add_argument("--json", action="store_true")
    metrics.set_defaults(run=run_metrics)

    explain = commands.add_parser("explain", parents=[common], help="how a number came about")
    explain.add_argument("metric", metavar="METRIC")
    explain.add_argument("--day", required=True, metavar="DAY", type=_day)
    explain.add_argument("--store", metavar="NAME")
    explain.add_argument("--vs", metavar="BASIS", default="week", choices=BASES)
    explain.add_argument("--json", action="store_true")
    explain.set_defaults(run=run_explain)

    push = commands.add_parser("push", parents=[common], help="push a cumulative number of the day")
    push.add_argument("metric", metavar="METRIC")
    push.add_argument("value", metavar="VALUE")
    push.add_argument("--at", metavar="ISO-DATETIME", type=_moment)
    push.add_argument("--store", metavar="NAME")
    push.add_argument("--channel", metavar="NAME", default="")
    push.set_defaults(run=run_push)

    watch = commands.add_parser(
        "watch", parents=[common], help="import whatever is dropped into a folder, until stopped"
    )
    watch.add_argument("folder", metavar="FOLDER", type=Path)
    watch.add_argument("--store", metavar="NAME")
    watch.set_defaults(run=run_watch)


def _add_import(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("import", parents=[common], help="import files, folders, zip archives")
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path)
    parser.add_argument("--store", metavar="NAME")
    parser.add_argument("--profile", metavar="ID", help="use this profile instead of finding one by the headers")
    parser.add_argument("--day", metavar="DAY[..DAY]", type=_period, help="the days of a file that does not say them")
    parser.add_argument(
        "--map", metavar="FIELD=COLUMN", action="append", default=[],
        help="say what a column of an unknown layout means; it is then known (repeat for each column)",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="read and report, change nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object per file and line")
    parser.set_defaults(run=run_import)


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except errors.WrongUsage as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _moment(text: str) -> Any:
    try:
        return parse_moment(text)
    except errors.WrongUsage as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _period(text: str) -> tuple[date, date]:
    first, _, last = text.partition("..")
    days = _day(first), _day(last or first)
    if days[0] > days[1]:
        raise argparse.ArgumentTypeError(f"{text!r} ends before it begins")
    return days


def run_import(context: Context, args: argparse.Namespace) -> int:
    """Import files, folders and archives."""
    from opscockpit.services.actions import may_feed
    from opscockpit.services.importing import exit_code, how_for, import_paths
    from opscockpit.store.stores import store_named

    with context.database() as db:
        store = store_named(db, args.store)
        now_and_day(store, db.clock)
        if not args.dry_run:
            may_feed(db, context.who)
        if args.map:
            from opscockpit.services.importing import learn_layout

            args.profile = learn_layout(args.paths, args.map, context.profiles_folder())
        how = how_for(db, context.settings.profile_dir, profile_id=args.profile, period=args.day, dry_run=args.dry_run)
        reports = []
        for report in import_paths(db, context.who, store, cut_of(store), args.paths, how):
            reports.append(report)
            if args.json:
                emit(report.as_json())
            elif report.error:
                say(report.sentence(), error=True)
            else:
                say(report.sentence())
                if report.sums() and report.duplicate_of is None:
                    say(f"    {report.sums()}")
                for skip in report.skipped[:20]:
                    say(f"    row {skip.row}, {skip.column}: {skip.value!r}: {skip.reason}", error=True)
                if report.rows_skipped > 20:
                    say(f"    … {report.rows_skipped} rows in all; --json lists them", error=True)
        return exit_code(reports)


def run_imports(context: Context, args: argparse.Namespace) -> int:
    """List what was imported."""
    from opscockpit.services.importing import imports

    with context.database() as db:
        rows = imports(db)
    if args.json:
        emit(rows)
    else:
        head = (
            "batch", "store", "file", "profile", "state", "rows_used", "rows_skipped", "days", "imported_at",
            "imported_by",
        )  # fmt: skip
        lines = [
            {
                **row,
                "days": " to ".join(dict.fromkeys(row["days"] or ())),
                "imported_at": row["imported_at"][:16].replace("T", " "),
            }
            for row in rows
        ]
        table([[line[name] for name in head] for line in lines], head)
    return 0


def run_imports_undo(context: Context, args: argparse.Namespace) -> int:
    """Take an import back."""
    from opscockpit.services.actions import may_change
    from opscockpit.store.batches import undo_batch

    with context.database() as db:
        may_change(db, context.who)
        say(f"taken back: {undo_batch(db, context.who, args.batch)}")
    return 0


def run_profiles(context: Context, args: argparse.Namespace) -> int:
    """List the kinds of files that are known."""
    from opscockpit.ingest import load_profiles

    found = load_profiles(context.settings.profile_dir)
    if args.json:
        emit(
            [
                {"id": p.id, "title": p.title, "platform": p.platform, "grain": p.grain, "source": p.source}
                for p in found
            ]
        )
    else:
        table([(p.id, p.platform, p.grain, p.title) for p in found], ("id", "platform", "grain", "title"))
    return 0


def run_metrics(context: Context, args: argparse.Namespace) -> int:
    """Numbers of a period."""
    from opscockpit.services.periods import metrics_rows, metrics_table

    if args.first > args.last:
        raise errors.WrongUsage("--from is after --to")
    if args.explained:
        return _explained(context, args)
    with context.database() as db:
        rows = [
            row for store in _stores(db, args.store)
            for row in metrics_rows(db, store, args.first, args.last, by=args.by, basis=args.basis)
        ]  # fmt: skip
    if args.json:
        emit(rows)
    else:
        head, cells = metrics_table(rows)
        table(cells, head)
    return 0


def _explained(context: Context, args: argparse.Namespace) -> int:
    """Each number of the days with all that is known about it."""
    from opscockpit.services.calendars import ensure
    from opscockpit.services.explain_table import HEAD, explained_rows, explained_table

    if args.by != "day" or args.basis != "event":
        raise errors.WrongUsage("--explained tells of days: leave out --by and --basis")
    found: list[Any] = []
    with context.database() as db:
        for store in _stores(db, args.store):
            ensure(db, context.who, store)
            if args.json:
                found += explained_rows(db, store, args.first, args.last, args.vs)
            else:
                rows = explained_table(db, store, args.first, args.last, args.vs)
                found += [(store["name"], *row) for row in rows]
    if args.json:
        emit(found)
    else:
        table(found, ("store", *HEAD))
    return 0


def _stores(db: Database, name: str | None) -> list[Any]:
    from opscockpit.store.stores import store_named, stores

    found = stores(db)
    return [store_named(db, name)] if name is not None or not found else found


def run_explain(context: Context, args: argparse.Namespace) -> int:
    """How a number came about."""
    from opscockpit.services.calendars import ensure
    from opscockpit.services.explain_words import worded
    from opscockpit.services.explaining import explain, explained
    from opscockpit.store.stores import store_named

    with context.database() as db:
        store = store_named(db, args.store)
        ensure(db, context.who, store)
        if args.json:
            emit(explain(db, store, args.metric, args.day, args.vs))
        else:
            say("\n".join(worded(explained(db, store, args.metric, args.day, args.vs))))
    return 0


def run_push(context: Context, args: argparse.Namespace) -> int:
    """Push a cumulative number of the day."""
    from opscockpit.services.actions import push
    from opscockpit.store.stores import store_named

    with context.database() as db:
        store = store_named(db, args.store)
        done = push(db, context.who, store, cut_of(store), args.metric, args.value, at=args.at, channel=args.channel)
    say(done.message)
    return 0


def run_watch(context: Context, args: argparse.Namespace) -> int:
    """Import whatever is dropped into a folder, until stopped."""
    from opscockpit.services.dropfolder import watch

    with context.database() as db:
        watch(
            db,
            context.who,
            args.folder,
            args.store,
            context.settings.profile_dir,
            tell=say,
        )
    return 0
