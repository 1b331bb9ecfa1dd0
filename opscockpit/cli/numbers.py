"""Commands about what numbers mean: alarms, the calendar, plans, costs, how they are judged, and the dictionary."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from opscockpit import errors, locations
from opscockpit.cli.context import Context, emit, table
from opscockpit.cli.leaf import Leaf, answer, day_of, first_store, show
from opscockpit.services.metric_views import CAUSES, EVENT_KINDS

_OWN_METRICS = """Numbers of your own stand in {file}:

  [contribution]
  formula = "net_sales - ad_spend - fees"
  name = "After ads and fees"
  unit = "money"            # count, money, ratio, number, position or seconds; number if not said
  direction = 1             # 1 up is good, -1 down is good, 0 neither
  scale = "log"             # how it is judged: log for money and large numbers, sqrt for counts

A formula has + - * / ( ), numbers, the ids of the dictionary, and the metrics written above it. Money in it is in the
smallest coin: cents, yen, fils. Numbers of your own are judged and opened like all others, but do not ring.
"""


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add alarms, events, plan, normal, cost, profit, coverage and dictionary to the parser."""
    leaf = Leaf(common)
    _add_alarms(commands, leaf)
    _add_events(commands, leaf)
    _add_plan(commands, leaf)
    _add_costs(commands, leaf)
    normal = leaf(commands, "normal", run_normal, "how a number is judged: its own k, a new normal from a day")
    normal.add_argument("metric", metavar="METRIC")
    normal.add_argument("--k", type=float, metavar="K", help="ring beyond so many spreads (usually 3.5)")
    normal.add_argument("--from", dest="since", metavar="DAY", type=day_of, help="a new normal begins here")
    normal.add_argument("--reset", action="store_true", help="judge it as usual again")
    leaf(commands, "coverage", run_coverage, "which source told of which day")
    dictionary = leaf(commands, "dictionary", run_dictionary, "what each number means")
    dictionary.add_argument("metric", metavar="METRIC", nargs="?")
    dictionary.formatter_class = argparse.RawDescriptionHelpFormatter
    dictionary.epilog = _OWN_METRICS.format(file=locations.metrics_file())


def _add_alarms(commands: Any, leaf: Leaf) -> None:
    alarms = leaf.group(commands, "alarms", "numbers outside their normal range")
    leaf(alarms, "list", run_alarms_list, "what rang lately").add_argument("--days", type=int, default=30, metavar="N")
    leaf(alarms, "seen", run_alarms_seen, "one has seen it").add_argument("id", metavar="ID", type=int)
    snooze = leaf(alarms, "snooze", run_alarms_snooze, "keep it quiet until a day")
    snooze.add_argument("id", metavar="ID", type=int)
    snooze.add_argument("--until", required=True, metavar="DAY", type=day_of)
    close = leaf(alarms, "close", run_alarms_close, "write down the cause")
    close.add_argument("id", metavar="ID", type=int)
    close.add_argument("--cause", required=True, choices=CAUSES)
    close.add_argument("--tag", metavar="WORDS", default="", help="the cause in a word or two, to be counted")
    close.add_argument("--note", metavar="WORDS", default="")
    task = leaf(alarms, "task", run_alarms_task, "make its task, for the owner of the link that the number belongs to")
    task.add_argument("id", metavar="ID", type=int)
    task.add_argument("--owner", metavar="LOGIN")
    task.add_argument("--due", metavar="DAY", type=day_of)


def _add_events(commands: Any, leaf: Leaf) -> None:
    events = leaf.group(commands, "events", "campaigns, holidays, closed days, changes worth remembering")
    listed = leaf(events, "list", run_events_list, "the calendar")
    listed.add_argument("--from", dest="first", metavar="DAY", type=day_of)
    listed.add_argument("--to", dest="last", metavar="DAY", type=day_of)
    add = leaf(events, "add", run_events_add, "note an event")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--from", dest="first", required=True, metavar="DAY", type=day_of)
    add.add_argument("--to", dest="last", metavar="DAY", type=day_of)
    add.add_argument("--kind", choices=EVENT_KINDS, default="campaign")
    add.add_argument("--key", metavar="WORD", help="the same word every year: its days are then compared by event")
    add.add_argument("--mask", action=argparse.BooleanOptionalAction, help="keep its days out of the normal range")
    remove = leaf(events, "remove", run_events_remove, "take an event out")
    remove.add_argument("id", metavar="ID", type=int)


def _add_plan(commands: Any, leaf: Leaf) -> None:
    plan = leaf.group(commands, "plan", "what days are planned to bring")
    set_ = leaf(plan, "set", run_plan_set, "plan a number for a day or a stretch of days")
    set_.add_argument("metric", metavar="METRIC")
    set_.add_argument("value", metavar="VALUE", help="of the whole stretch for sums; '-' takes the plan away")
    set_.add_argument("--from", dest="first", required=True, metavar="DAY", type=day_of)
    set_.add_argument("--to", dest="last", metavar="DAY", type=day_of)
    listed = leaf(plan, "list", run_plan_list, "the plans, and what came")
    listed.add_argument("--from", dest="first", metavar="DAY", type=day_of)
    listed.add_argument("--to", dest="last", metavar="DAY", type=day_of)


def _add_costs(commands: Any, leaf: Leaf) -> None:
    cost = leaf(commands, "cost", run_cost, "what a piece (--sku), the dispatch of an order or the platform costs")
    cost.add_argument("kind", choices=("item", "shipping", "fees"))
    cost.add_argument("amount", metavar="AMOUNT", help="money; for fees a percent of net sales; '-' takes it away")
    cost.add_argument("--sku", metavar="SKU", default="")
    cost.add_argument("--from", dest="since", required=True, metavar="DAY", type=day_of)
    profit = leaf(commands, "profit", run_profit, "what is left of sales, as far as costs are known")
    profit.add_argument("--from", dest="first", required=True, metavar="DAY", type=day_of)
    profit.add_argument("--to", dest="last", metavar="DAY", type=day_of)


def run_alarms_list(context: Context, args: argparse.Namespace) -> int:
    """Judge what is new, then list the alarms."""
    from opscockpit.services.alarms import alarm_lines
    from opscockpit.services.ringing import look

    with context.database() as db:
        store = first_store(db, args)
        look(db, context.who, store)
        lines = alarm_lines(db, store, days=args.days)
    return show(args, lines, "id", "state", "sentence", "owner", "who", "tag", "often")


def run_alarms_seen(context: Context, args: argparse.Namespace) -> int:
    """Say that one has seen an alarm."""
    from opscockpit.services.alarms import seen

    with context.database() as db:
        done = seen(db, context.who, args.id)
    return answer(args, asdict(done), done.message)


def run_alarms_snooze(context: Context, args: argparse.Namespace) -> int:
    """Keep an alarm quiet until a day."""
    from opscockpit.services.alarms import snooze

    with context.database() as db:
        done = snooze(db, context.who, first_store(db, args), args.id, args.until)
    return answer(args, asdict(done), done.message)


def run_alarms_close(context: Context, args: argparse.Namespace) -> int:
    """Close an alarm with its cause."""
    from opscockpit.services.alarms import close

    with context.database() as db:
        done = close(db, context.who, args.id, args.cause, args.tag, args.note)
    return answer(args, asdict(done), done.message)


def run_alarms_task(context: Context, args: argparse.Namespace) -> int:
    """Make the task of an alarm."""
    from opscockpit.services.alarms import alarm_task, store_of

    with context.database() as db:
        done = alarm_task(db, context.who, store_of(db, args.id), args.id, owner=args.owner, due=args.due)
    return answer(args, asdict(done), done.message)


def run_events_list(context: Context, args: argparse.Namespace) -> int:
    """List the calendar."""
    from opscockpit.services.calendars import ensure, event_lines
    from opscockpit.services.shops import now_and_day

    with context.database() as db:
        store = first_store(db, args)
        ensure(db, context.who, store)
        _, today = now_and_day(store, db.clock)
        first, last = args.first or today - timedelta(days=60), args.last or today + timedelta(days=180)
        lines = event_lines(db, store, first, last)
    return show(args, lines, "id", "span", "kind", "name", "align_key", "mask")


def run_events_add(context: Context, args: argparse.Namespace) -> int:
    """Note an event."""
    from opscockpit.services.calendars import event_add

    with context.database() as db:
        done = event_add(db, context.who, first_store(db, args), args.name, args.first, args.last, kind=args.kind,
                         align_key=args.key, mask=args.mask)  # fmt: skip
    return answer(args, asdict(done), done.message)


def run_events_remove(context: Context, args: argparse.Namespace) -> int:
    """Take an event out of the calendar."""
    from opscockpit.services.calendars import event_remove

    with context.database() as db:
        done = event_remove(db, context.who, args.id)
    return answer(args, asdict(done), done.message)


def run_plan_set(context: Context, args: argparse.Namespace) -> int:
    """Plan a number."""
    from opscockpit.services.plans import plan_set

    value = None if args.value == "-" else args.value
    with context.database() as db:
        done = plan_set(db, context.who, first_store(db, args), args.metric, args.first, args.last or args.first, value)
    return answer(args, asdict(done), done.message)


def run_plan_list(context: Context, args: argparse.Namespace) -> int:
    """List the plans and what came."""
    from opscockpit.services.plans import plan_rows
    from opscockpit.services.shops import now_and_day

    with context.database() as db:
        store = first_store(db, args)
        _, today = now_and_day(store, db.clock)
        rows = plan_rows(db, store, args.first or today.replace(day=1), args.last or today + timedelta(days=31))
    if args.json:
        emit(rows)
    else:
        head = ("day", "metric", "plan", "value")
        table([[row[name] for name in head] for row in rows], head)
    return 0


def run_normal(context: Context, args: argparse.Namespace) -> int:
    """Say how a number is judged."""
    from opscockpit.services.plans import judged_as, rebaseline, set_k

    with context.database() as db:
        store = first_store(db, args)
        if args.reset or args.k is not None:
            done = set_k(db, context.who, store, args.metric, None if args.reset else args.k)
        if args.reset or args.since is not None:
            done = rebaseline(db, context.who, store, args.metric, None if args.reset else args.since)
        if not (args.reset or args.k is not None or args.since is not None):
            done = judged_as(db, store, args.metric)
    return answer(args, asdict(done), done.message)


def run_cost(context: Context, args: argparse.Namespace) -> int:
    """Say what something costs."""
    from opscockpit.services.costs import cost_set

    amount = None if args.amount == "-" else args.amount
    with context.database() as db:
        done = cost_set(db, context.who, first_store(db, args), args.kind, amount, args.since, args.sku)
    return answer(args, asdict(done), done.message)


def run_profit(context: Context, args: argparse.Namespace) -> int:
    """What is left of sales."""
    from opscockpit.services.bases import major
    from opscockpit.services.costs import profit

    last: date = args.last or args.first
    if last < args.first:
        raise errors.WrongUsage("--from is after --to")
    with context.database() as db:
        store = first_store(db, args)
        view = profit(db, store, args.first, last)
    if args.json:
        rows = [{**asdict(row), "amount": major("money", row.amount, store["currency"])} for row in view.rows]
        emit({**asdict(view), "store": store["name"], "currency": store["currency"], "rows": rows})
        return 0
    table([(row.name, row.text, row.note) for row in view.rows], (view.title, "", ""))
    for note in view.notes:
        print(note)
    return 0


_MARKS = {"here": "#", "not_yet": ".", "late": "l", "missing": "-", "closed": "c", "none": " "}


def run_coverage(context: Context, args: argparse.Namespace) -> int:
    """Which source told of which day."""
    from opscockpit.services.covering import coverage

    with context.database() as db:
        view = coverage(db, first_store(db, args))
    if args.json:
        emit(asdict(view))
        return 0
    rows = [(row.source, "".join(_MARKS[state] for state in row.states), row.holes, row.expected) for row in view.rows]
    table(rows, ("source", f"{view.days[0]} to {view.days[-1]}", "holes", "expected"))
    print("# there   . not yet   l late   - missing   c closed")
    return 0


def run_dictionary(context: Context, args: argparse.Namespace) -> int:
    """What each number means."""
    from opscockpit.services.dictionary import entries_json, entry, metric_named

    if args.metric is None:
        found = entries_json()
        if args.json:
            emit(found)
        else:
            table([(m["id"], m["en"], m["zh"], m["formula"]) for m in found], ("id", "name", "名称", "formula"))
        return 0
    metric = metric_named(args.metric)
    if args.json:
        emit(entries_json({metric.id: metric})[0])
    else:
        print("\n".join(entry(args.metric)))
    return 0
