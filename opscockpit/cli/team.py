"""Commands about the team's day: people, must-do list, focus, keywords, today."""

from __future__ import annotations

import argparse
import getpass
from dataclasses import asdict, replace
from typing import Any

from opscockpit import errors
from opscockpit.cli.context import Context, emit, say, table
from opscockpit.cli.leaf import Leaf, answer, at_desk, day_of, first_store, given, show
from opscockpit.clock import from_stamp
from opscockpit.services import actions
from opscockpit.services.daily_list import ensure_run
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import day, stores
from opscockpit.store.database import Database, Row

_JOB = "like 推广 or promotion: routines go by it"


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add today, keywords, people, check and focus to the parser."""
    leaf = Leaf(common)
    today = leaf(commands, "today", run_today, "the home screen as text or JSON", json=False)
    today.add_argument("--day", type=day_of, metavar="DAY")
    form = today.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="as text: so it is without this too")
    form.add_argument("--json", action="store_true", help="print JSON for programs")

    keywords = leaf(commands, "keywords", run_keywords, "the watched keywords")
    keywords.add_argument("--day", type=day_of, metavar="DAY")

    people = leaf.group(commands, "people", "the team")
    add = leaf(people, "add", run_people_add, "add somebody", store=False)
    add.add_argument("logins", metavar="LOGIN", nargs="+")
    add.add_argument("--name", metavar="NAME")
    add.add_argument("--role", choices=("manager", "member", "guest"), default="member")
    add.add_argument("--job", metavar="JOB", default="", help=_JOB)
    leaf(people, "list", run_people_list, "list the team", store=False)
    leaf(people, "load", run_people_load, "what everybody carries")
    edit = leaf(people, "edit", run_people_edit, "change somebody; roles are a manager's business")
    edit.add_argument("login", metavar="LOGIN")
    edit.add_argument("--name", metavar="NAME")
    edit.add_argument("--job", metavar="JOB", help=_JOB)
    edit.add_argument("--role", choices=("manager", "member", "guest"))
    edit.add_argument("--limit", dest="wip_limit", metavar="N", type=int, help="tasks at once before the board warns")
    edit.add_argument("--active", type=_yes, metavar="yes|no", help="no: has left, and only reads")
    share = leaf(
        people, "share", run_people_share, "several people use this Unix account: each chooses a name", json=False
    )
    share.add_argument("account", metavar="ACCOUNT")
    share.add_argument("--off", action="store_true", help="one person uses it")
    me = leaf(people, "me", run_people_me, "who you are here; on a shared account with your login, once", store=True)
    me.add_argument("login", metavar="LOGIN", nargs="?")

    check = leaf.group(commands, "check", "today's must-do list")
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

    leaf(check, "left", run_check_left, "what the last list left open, to be decided")
    decide = leaf(check, "decide", run_check_decide, "decide on an item left open")
    decide.add_argument("id", metavar="ID", type=int)
    decide.add_argument("decision", choices=("task", "drop", "late", "missed"))
    decide.add_argument("reason", metavar="WHY", nargs="?", default="")
    _add_focus(commands, leaf)


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise argparse.ArgumentTypeError("yes or no")
    return text == "yes"


def _add_focus(commands: Any, leaf: Leaf) -> None:
    focus = leaf.group(commands, "focus", "the focus of the day")
    setting = leaf(focus, "set", run_focus_set, "set today's focus")
    setting.add_argument("sentence", metavar="SENTENCE")
    for name in ("metric", "target", "owner", "due"):
        setting.add_argument(f"--{name}", metavar=name.upper())
    setting.add_argument("--evidence", metavar="WORDS", help="what speaks for it: what was seen, and where")
    how = setting.add_mutually_exclusive_group()
    how.add_argument("--replace", action="store_true", help="replace a focus that is there already")
    how.add_argument("--side", action="store_true", help="add it as a side focus; two at most")
    score = leaf(focus, "score", run_focus_score, "score the last focus that has no score")
    score.add_argument("score", choices=actions.FOCUS_SCORES)
    score.add_argument("note", metavar="WHY", nargs="?", default="")
    leaf(focus, "rate", run_focus_rate, "how the focuses of 30 days went")
    leaf(focus, "show", run_focus_show, "today's focus").add_argument("--day", type=day_of, metavar="DAY")


def run_today(context: Context, args: argparse.Namespace) -> int:
    """The home screen as text or JSON."""
    from opscockpit.services import plain, ringing, today

    with context.database() as db:
        store = first_store(db, args)
        ringing.look(db, context.who, store)
        view = today.build(db, context.who, store, on=args.day)
    if view.trouble:
        say(view.trouble, error=True)
    if args.json:
        emit(plain.as_json(view))
    else:
        say("\n".join(plain.lines(view)))
    return 0


def run_keywords(context: Context, args: argparse.Namespace) -> int:
    """The watched keywords."""
    from opscockpit.services import plain, today

    with context.database() as db:
        view = today.build(db, context.who, first_store(db, args), on=args.day)
    if args.json:
        emit([plain.keyword_json(word) for word in view.keywords])
    elif view.keywords:
        say("\n".join(plain.keyword_lines(view.keywords)))
    else:
        say("no keywords are watched yet: a in the keywords panel of the screen adds one", error=True)
    return 0


def run_people_add(context: Context, args: argparse.Namespace) -> int:
    """Add somebody to the team."""
    from opscockpit.services.people import add_person

    if args.name and len(args.logins) > 1:
        raise errors.WrongUsage("--name goes with one login")
    with context.database() as db:
        for login in args.logins:
            done = add_person(db, context.who, login, args.name, args.role, args.job)
            if not args.json:
                say(done.message)
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


def run_people_load(context: Context, args: argparse.Namespace) -> int:
    """What everybody carries."""
    with at_desk(context, args) as team:
        return show(args, team.people.views(), "login", "role", "job", "here", "says")


def run_people_edit(context: Context, args: argparse.Namespace) -> int:
    """Change somebody."""
    with at_desk(context, args) as team:
        done = team.people.edit(args.login, **given(args, "name", "job", "role", "wip_limit", "active"))
        row = next((view for view in team.people.views() if view.login == args.login), None)
    return answer(args, asdict(row) if row else None, done.message)


def run_people_share(context: Context, args: argparse.Namespace) -> int:
    """Say that several people use a Unix account, or that one does."""
    with at_desk(context, args) as team:
        say(team.people.share(args.account, not args.off).message)
    return 0


def run_people_me(context: Context, args: argparse.Namespace) -> int:
    """Who this is; on a shared account the name can be chosen."""
    account = getpass.getuser()
    with at_desk(context, args) as team:
        if args.login:
            team.people.choose(account, args.login)
            team = type(team)(replace(team.desk, who=args.login))
        who = team.people.identity(account)
    return answer(args, asdict(who), who.says)


def _people(db: Database) -> list[dict[str, str]]:
    return [{"login": row["login"], "name": row["name"], "role": row["role"]} for row in stores.people(db)]


def item_json(row: Row) -> dict[str, Any]:
    """A must-do item with the keys of the contract, and the job whose item it is."""
    return {name: row[name] for name in ("id", "title", "state", "owner", "step", "due", "evidence", "role")}


def run_check_list(context: Context, args: argparse.Namespace) -> int:
    """Today's must-do items."""
    with context.database() as db:
        store = first_store(db, args)
        _, today = now_and_day(store, db.clock)
        ensure_run(db, context.who, store, today)
        rows = [item_json(row) for row in day.must_items(db, store["id"], today)]
    if args.json:
        emit(rows)
    else:
        told = [{**row, "owner": row["owner"] or row["role"]} for row in rows]
        head = ("id", "title", "state", "owner", "step", "due", "evidence")
        table([[row[name] for name in head] for row in told], head)
    return 0


def run_check_set(context: Context, args: argparse.Namespace) -> int:
    """Tick, skip or reopen an item."""
    with context.database() as db:
        done = actions.tick(db, context.who, args.id, None, args.state, args.reason)
        row = item_json(day.must_item(db, args.id))
    return answer(args, row, done.message)


def run_check_left(context: Context, args: argparse.Namespace) -> int:
    """What the last list left open."""
    with at_desk(context, args) as team:
        ensure_run(team.desk.db, context.who, team.desk.store, team.desk.today())
        return show(args, team.routines.leftovers(), "id", "title", "owner", "role", "day", "due")


def run_check_decide(context: Context, args: argparse.Namespace) -> int:
    """Decide on an item left open."""
    with at_desk(context, args) as team:
        done = team.routines.decide(args.id, None, args.decision, args.reason)
        row = item_json(day.must_item(team.desk.db, args.id))
    return answer(args, row, done.message)


def focus_json(row: Row | None, store: Row) -> dict[str, Any] | None:
    """A focus with the keys of the contract."""
    if row is None:
        return None
    names = ("day", "sentence", "metric", "target", "owner", "due", "evidence", "set_by", "set_at", "score")
    value = {name: row[name] for name in names}
    value["set_at"] = from_stamp(row["set_at"], cut_of(store).zone).isoformat()
    return value


def run_focus_set(context: Context, args: argparse.Namespace) -> int:
    """Set today's focus, or add a side focus."""
    with at_desk(context, args) as team:
        db, store, today = team.desk.db, team.desk.store, team.desk.today()
        fields = given(args, "metric", "target", "owner", "due", "evidence")
        if args.side:
            done = team.morning.side(args.sentence, **fields)
        else:
            there = day.focus_of(db, store["id"], today)
            seen = there["version"] if there and args.replace else None
            try:
                done = actions.focus_set(db, context.who, store, today, args.sentence, **fields, version=seen)
            except errors.Conflict as trouble:
                raise errors.Conflict(f"{trouble.args[0]} (--replace or --side)") from None
        row = focus_json(day.focus(db, done.id), store)
    return answer(args, row, done.message)


def run_focus_score(context: Context, args: argparse.Namespace) -> int:
    """Score the last focus that has no score yet: what waits from before today first, else today's."""
    with at_desk(context, args) as team:
        db, store, today = team.desk.db, team.desk.store, team.desk.today()
        waiting = [*day.unscored(db, store["id"], today), *day.focuses_of(db, store["id"], today)]
        row = next((row for row in waiting if row["score"] is None), None)
        row = row or (waiting[0] if waiting else day.focus_before(db, store["id"], today))
        if row is None:
            raise errors.NotFound("there is no focus to score yet")
        done = actions.focus_score(db, context.who, row["id"], row["version"], args.score, args.note)
        value = focus_json(day.focus(db, row["id"]), store)
    return answer(args, value, done.message)


def run_focus_rate(context: Context, args: argparse.Namespace) -> int:
    """How the focuses of the last 30 days went."""
    with at_desk(context, args) as team:
        rate = team.morning.hit_rate()
    return answer(args, asdict(rate), rate.text)


def run_focus_show(context: Context, args: argparse.Namespace) -> int:
    """Today's focus."""
    with context.database() as db:
        store = first_store(db, args)
        _, today = now_and_day(store, db.clock)
        value = focus_json(day.focus_of(db, store["id"], args.day or today), store)
    return answer(args, value, value["sentence"] if value else "no focus yet")
