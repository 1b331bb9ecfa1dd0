"""Commands about the board: tasks and links."""

from __future__ import annotations

import argparse
from typing import Any

from opscockpit.cli.context import Context, emit, table
from opscockpit.cli.leaf import Leaf, answer, at_desk, day_of, first_store, given, show
from opscockpit.services import actions
from opscockpit.store import board
from opscockpit.store.database import Row

_TASK = ("id", "title", "owner", "state", "due", "priority", "link", "version", "offered_by", "parent_id", "source")


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add task and link to the parser."""
    leaf = Leaf(common)
    _add_task(commands, leaf)
    link = leaf.group(commands, "link", "the steps of the store's process, one owner each")
    leaf(link, "list", run_link_list, "list them")
    add = leaf(link, "add", run_link_add, "add one")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--owner", metavar="LOGIN", required=True)
    add.add_argument("--deputy", metavar="LOGIN")
    add.add_argument("--covers", metavar="ROWS", default="", help="like 'letter:违规 metric:ad_spend keyword rule'")
    edit = leaf(link, "edit", run_link_edit, "change one")
    edit.add_argument("id", metavar="ID", type=int)
    for name in ("name", "owner", "deputy", "covers"):
        edit.add_argument(f"--{name}", metavar=name.upper())
    leaf(link, "remove", run_link_remove, "take one away").add_argument("id", metavar="ID", type=int)


def _add_task(commands: Any, leaf: Leaf) -> None:
    task = leaf.group(commands, "task", "the task board")
    add = leaf(task, "add", run_task_add, "add a task")
    add.add_argument("title", metavar="TITLE")
    add.add_argument("--owner", metavar="LOGIN")
    add.add_argument("--due", metavar="DAY", type=day_of)
    add.add_argument("--priority", metavar="N", type=int, default=3)
    add.add_argument("--link", metavar="NAME")
    add.add_argument("--note", metavar="WORDS")
    add.add_argument("--done-when", metavar="WORDS")
    add.add_argument("--metric", metavar="METRIC")
    add.add_argument("--parent", dest="parent_id", metavar="ID", type=int, help="the task that it unlocks")
    source = leaf(task, "from", run_task_from, "add a task made from a row: letter:12, metric:paid, rule_item:3 …")
    source.add_argument("source", metavar="ROW")
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
    accept = leaf(task, "accept", run_task_accept, "say yes to a task that was handed over")
    accept.add_argument("id", metavar="ID", type=int)
    decline = leaf(task, "decline", run_task_decline, "say no to a task that was handed over")
    decline.add_argument("id", metavar="ID", type=int)
    decline.add_argument("why", metavar="WHY")
    split = leaf(task, "split", run_task_split, "split a task into parts")
    split.add_argument("id", metavar="ID", type=int)
    split.add_argument("titles", metavar="TITLE", nargs="+")
    leaf(task, "search", run_task_search, "find tasks, done ones too").add_argument("text", metavar="WORDS")


def task_json(row: Row) -> dict[str, Any]:
    """A task with the keys of the contract."""
    return {name: row[name] for name in _TASK}


def run_task_add(context: Context, args: argparse.Namespace) -> int:
    """Add a task."""
    fields = given(args, "owner", "due", "priority", "link", "note", "done_when", "metric", "parent_id")
    with at_desk(context, args) as team:
        done = team.board.add(args.title, **fields)
        row = task_json(board.task(team.desk.db, done.id))
    return answer(args, row, f"{done.id}: {done.message}")


def run_task_list(context: Context, args: argparse.Namespace) -> int:
    """List the tasks."""
    with context.database() as db:
        rows = [task_json(row) for row in board.tasks(db, first_store(db, args)["id"])]
    if args.json:
        emit(rows)
    else:
        table([row.values() for row in rows], _TASK)
    return 0


def run_task_move(context: Context, args: argparse.Namespace) -> int:
    """Move a task to another state."""
    with context.database() as db:
        done = actions.task_move(db, context.who, args.id, None, args.state)
        row = task_json(board.task(db, args.id))
    return answer(args, row, done.message)


def run_task_give(context: Context, args: argparse.Namespace) -> int:
    """Hand a task to somebody, or take it."""
    with context.database() as db:
        done = actions.task_give(db, context.who, args.id, None, args.login or context.who)
        row = task_json(board.task(db, args.id))
    return answer(args, row, done.message)


def run_task_from(context: Context, args: argparse.Namespace) -> int:
    """Add a task made from a row; it goes to the owner of the row's link."""
    with at_desk(context, args) as team:
        draft = team.board.draft(args.source)
        done = team.board.add(
            draft.title, owner=draft.owner, due=draft.due, link=draft.link, metric=draft.metric, note=draft.note,
            source=draft.source,
        )  # fmt: skip
        row = task_json(board.task(team.desk.db, done.id))
    return answer(args, row, f"{done.id}: {done.message}")


def run_task_accept(context: Context, args: argparse.Namespace) -> int:
    """Say yes to a task that was handed over."""
    with at_desk(context, args) as team:
        done = team.board.accept(args.id, None)
        row = task_json(board.task(team.desk.db, args.id))
    return answer(args, row, done.message)


def run_task_decline(context: Context, args: argparse.Namespace) -> int:
    """Say no to a task that was handed over."""
    with at_desk(context, args) as team:
        done = team.board.decline(args.id, None, args.why)
        row = task_json(board.task(team.desk.db, args.id))
    return answer(args, row, done.message)


def run_task_split(context: Context, args: argparse.Namespace) -> int:
    """Split a task into parts."""
    with at_desk(context, args) as team:
        done = team.board.split(args.id, None, args.titles)
        rows = [task_json(row) for row in board.children(team.desk.db, args.id)]
    return answer(args, rows, done.message)


def run_task_search(context: Context, args: argparse.Namespace) -> int:
    """Find tasks, done ones too."""
    with at_desk(context, args) as team:
        return show(args, team.board.search(args.text), "id", "title", "owner", "state", "due", "link")


def run_link_list(context: Context, args: argparse.Namespace) -> int:
    """List the links."""
    with at_desk(context, args) as team:
        return show(args, team.board.links(), "id", "name", "owner", "deputy", "open", "late")


def run_link_add(context: Context, args: argparse.Namespace) -> int:
    """Add a link."""
    with at_desk(context, args) as team:
        done = team.board.link_add(args.name, args.owner, args.deputy, args.covers)
    return answer(args, {"id": done.id}, done.message)


def run_link_edit(context: Context, args: argparse.Namespace) -> int:
    """Change a link."""
    with at_desk(context, args) as team:
        done = team.board.link_edit(args.id, None, **given(args, "name", "owner", "deputy", "covers"))
    return answer(args, {"id": done.id}, done.message)


def run_link_remove(context: Context, args: argparse.Namespace) -> int:
    """Take a link away."""
    with at_desk(context, args) as team:
        done = team.board.link_remove(args.id)
    return answer(args, {"id": done.id}, done.message)
