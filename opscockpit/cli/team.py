"""Commands about the team's day: people, must-do list, tasks, focus, keywords, today."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from opscockpit import errors
from opscockpit.cli.context import Context, emit, say, table
from opscockpit.cli.data import _day
from opscockpit.clock import from_stamp
from opscockpit.services import actions
from opscockpit.services.routines import ensure_run
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import board, day, stores
from opscockpit.store.database import Database, Row


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add today, keywords, people, check, task and focus to the parser."""
    leaf = _Leaf(common)
    today = leaf(commands, "today", run_today, "the home screen as text or JSON", json=False)
    today.add_argument("--day", type=_day, metavar="DAY")
    form = today.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true")
    form.add_argument("--json", action="store_true")

    keywords = leaf(commands, "keywords", run_keywords, "the watched keywords")
    keywords.add_argument("--day", type=_day, metavar="DAY")

    people = _group(commands, common, "people", "the team")
    add = leaf(people, "add", run_people_add, "add somebody", store=False)
    add.add_argument("logins", metavar="LOGIN", nargs="+")
    add.add_argument("--name", metavar="NAME")
    add.add_argument("--role", choices=("manager", "member", "guest"), default="member")
    leaf(people, "list", run_people_list, "list the team", store=False)

    check = _group(commands, common, "check", "today's must-do list")
    leaf(check, "list", run_check_list, "today's items")
    for name, state, help_ in (
        ("done", "done", "tick an item"),
        ("skip", "skipped", "skip an item, with a reason"),
        ("reopen", "open", "open an item again"),
    ):
        sub = leaf(check, name, run_check_set, help_)
        sub.add_argument("id", metavar="ID", type=int)
        sub.add_argument(
            "reason", metavar="EVIDENCE", nargs="?", default="", help="what was seen, or why it is skipped"
        )
        sub.set_defaults(state=state)

    _add_task(commands, common, leaf)
    _add_focus(commands, common, leaf)


def _add_task(commands: Any, common: argparse.ArgumentParser, leaf: _Leaf) -> None:
    task = _group(commands, common, "task", "the task board")
    add = leaf(task, "add", run_task_add, "add a task")
    add.add_argument("title", metavar="TITLE")
    add.add_argument("--owner", metavar="LOGIN")
    add.add_argument("--due", metavar="DAY", type=_day)
    add.add_argument("--priority", metavar="N", type=int, default=3)
    add.add_argument("--link", metavar="NAME")
    leaf(task, "list", run_task_list, "list the tasks")
    move = leaf(task, "move", run_task_move, "move a task: open, doing, done, dropped")
    move.add_argument("id", metavar="ID", type=int)
    move.add_argument("state", metavar="STATE")
    give = leaf(task, "give", run_task_give, "hand a task to somebody")
    give.add_argument("id", metavar="ID", type=int)
    give.add_argument("login", metavar="LOGIN")
    take = leaf(task, "take", run_task_give, "take a task")
    take.add_argument("id", metavar="ID", type=int)
    take.set_defaults(login=None)


def _add_focus(commands: Any, common: argparse.ArgumentParser, leaf: _Leaf) -> None:
    focus = _group(commands, common, "focus", "the focus of the day")
    setting = leaf(focus, "set", run_focus_set, "set today's focus")
    setting.add_argument("sentence", metavar="SENTENCE")
    for name in ("metric", "target", "owner", "due"):
        setting.add_argument(f"--{name}", metavar=name.upper())
    setting.add_argument("--replace", action="store_true", help="replace a focus that is there already")
    score = leaf(focus, "score", run_focus_score, "score the last focus that has no score")
    score.add_argument("score", choices=actions.FOCUS_SCORES)
    score.add_argument("note", metavar="WHY", nargs="?", default="")
    leaf(focus, "show", run_focus_show, "today's focus").add_argument("--day", type=_day, metavar="DAY")


class _Leaf:
    def __init__(self, common: argparse.ArgumentParser) -> None:
        self.common = common

    def __call__(
        self, parent: Any, name: str, run: Callable[[Context, argparse.Namespace], int], help_: str, *,
        json: bool = True, store: bool = True,
    ) -> argparse.ArgumentParser:  # fmt: skip
        parser: argparse.ArgumentParser = parent.add_parser(name, parents=[self.common], help=help_)
        if store:
            parser.add_argument("--store", metavar="NAME")
        if json:
            parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)
        return parser


def _group(commands: Any, common: argparse.ArgumentParser, name: str, help_: str) -> Any:
    parser = commands.add_parser(name, parents=[common], help=help_)
    return parser.add_subparsers(metavar="ACTION", required=True)


def _store(db: Database, args: argparse.Namespace) -> Row:
    return stores.store_named(db, args.store)


def _first_store(db: Database, args: argparse.Namespace) -> Row:
    """The named store, else the first one, as the screen does."""
    found = stores.stores(db)
    return found[0] if args.store is None and found else stores.store_named(db, args.store)


def run_today(context: Context, args: argparse.Namespace) -> int:
    """The home screen as text or JSON."""
    from opscockpit.services import plain, today

    with context.database() as db:
        view = today.build(db, context.who, _first_store(db, args), on=args.day)
    if args.json:
        emit(plain.as_json(view))
    else:
        say("\n".join(plain.lines(view)))
    return 0


def run_keywords(context: Context, args: argparse.Namespace) -> int:
    """The watched keywords."""
    from opscockpit.services import plain, today

    with context.database() as db:
        view = today.build(db, context.who, _first_store(db, args), on=args.day)
    if args.json:
        emit([plain.keyword_json(word) for word in view.keywords])
    else:
        say("\n".join(plain.keyword_lines(view.keywords)))
    return 0


def run_people_add(context: Context, args: argparse.Namespace) -> int:
    """Add somebody to the team."""
    if args.name and len(args.logins) > 1:
        raise errors.WrongUsage("--name goes with one login")
    with context.database() as db:
        for login in args.logins:
            login = actions.words(login, "a login")
            stores.add_person(db, context.who, login=login, name=args.name or login, role=args.role)
            if not args.json:
                say(f"added {login}")
        if args.json:
            emit(_people(db))
    return 0


def run_people_list(context: Context, args: argparse.Namespace) -> int:
    """List the team."""
    with context.database() as db:
        found = _people(db)
    if args.json:
        emit(found)
    else:
        table([row.values() for row in found], ("login", "name", "role"))
    return 0


def _people(db: Database) -> list[dict[str, str]]:
    return [{"login": row["login"], "name": row["name"], "role": row["role"]} for row in stores.people(db)]


def item_json(row: Row) -> dict[str, Any]:
    """A must-do item with the keys of the contract."""
    return {name: row[name] for name in ("id", "title", "state", "owner", "step", "due", "evidence")}


def run_check_list(context: Context, args: argparse.Namespace) -> int:
    """Today's must-do items."""
    with context.database() as db:
        store = _first_store(db, args)
        _, today = now_and_day(store, db.clock)
        ensure_run(db, context.who, store, today)
        rows = [item_json(row) for row in day.must_items(db, store["id"], today)]
    if args.json:
        emit(rows)
    else:
        table([row.values() for row in rows], ("id", "title", "state", "owner", "step", "due", "evidence"))
    return 0


def run_check_set(context: Context, args: argparse.Namespace) -> int:
    """Tick, skip or reopen an item."""
    with context.database() as db:
        done = actions.tick(db, context.who, args.id, None, args.state, args.reason)
        row = item_json(day.must_item(db, args.id))
    return _answer(args, row, done.message)


def _answer(args: argparse.Namespace, row: Any, message: str) -> int:
    if args.json:
        emit(row)
    else:
        say(message)
    return 0


def task_json(row: Row) -> dict[str, Any]:
    """A task with the keys of the contract."""
    return {name: row[name] for name in ("id", "title", "owner", "state", "due", "priority", "link", "version")}


def run_task_add(context: Context, args: argparse.Namespace) -> int:
    """Add a task."""
    with context.database() as db:
        done = actions.task_add(
            db, context.who, _first_store(db, args), args.title, owner=args.owner, due=args.due,
            priority=args.priority, link=args.link,
        )  # fmt: skip
        row = task_json(board.task(db, done.id))
    return _answer(args, row, f"{done.id}: {done.message}")


def run_task_list(context: Context, args: argparse.Namespace) -> int:
    """List the tasks."""
    with context.database() as db:
        rows = [task_json(row) for row in board.tasks(db, _first_store(db, args)["id"])]
    if args.json:
        emit(rows)
    else:
        table([row.values() for row in rows], ("id", "title", "owner", "state", "due", "priority", "link", "version"))
    return 0


def run_task_move(context: Context, args: argparse.Namespace) -> int:
    """Move a task to another state."""
    with context.database() as db:
        done = actions.task_move(db, context.who, args.id, None, args.state)
        row = task_json(board.task(db, args.id))
    return _answer(args, row, done.message)


def run_task_give(context: Context, args: argparse.Namespace) -> int:
    """Hand a task to somebody, or take it."""
    with context.database() as db:
        done = actions.task_give(db, context.who, args.id, None, args.login or context.who)
        row = task_json(board.task(db, args.id))
    return _answer(args, row, done.message)


def focus_json(row: Row | None, store: Row) -> dict[str, Any] | None:
    """A focus with the keys of the contract."""
    if row is None:
        return None
    names = ("day", "sentence", "metric", "target", "owner", "due", "set_by", "set_at", "score")
    value = {name: row[name] for name in names}
    value["set_at"] = from_stamp(row["set_at"], cut_of(store).zone).isoformat()
    return value


def run_focus_set(context: Context, args: argparse.Namespace) -> int:
    """Set today's focus."""
    with context.database() as db:
        store = _first_store(db, args)
        _, today = now_and_day(store, db.clock)
        there = day.focus_of(db, store["id"], today)
        done = actions.focus_set(
            db, context.who, store, today, args.sentence, metric=args.metric, target=args.target, owner=args.owner,
            due=args.due, version=there["version"] if there and args.replace else None,
        )  # fmt: skip
        row = focus_json(day.focus_of(db, store["id"], today), store)
    return _answer(args, row, done.message)


def run_focus_score(context: Context, args: argparse.Namespace) -> int:
    """Score the last focus that has no score yet."""
    with context.database() as db:
        store = _first_store(db, args)
        _, today = now_and_day(store, db.clock)
        row = day.focus_before(db, store["id"], date.fromordinal(today.toordinal() + 1))
        if row is None:
            raise errors.NotFound("there is no focus to score yet")
        done = actions.focus_score(db, context.who, row["id"], row["version"], args.score, args.note)
        row = day.focus_before(db, store["id"], date.fromordinal(today.toordinal() + 1))
        value = focus_json(row, store)
    return _answer(args, value, done.message)


def run_focus_show(context: Context, args: argparse.Namespace) -> int:
    """Today's focus."""
    with context.database() as db:
        store = _first_store(db, args)
        _, today = now_and_day(store, db.clock)
        value = focus_json(day.focus_of(db, store["id"], args.day or today), store)
    return _answer(args, value, value["sentence"] if value else "no focus yet")
