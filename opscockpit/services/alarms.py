"""Alarms: numbers outside their normal range, from the first look to the cause that is written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from opscockpit import errors
from opscockpit.domain import fmt
from opscockpit.domain.metric import Metric
from opscockpit.services.actions import Done, may_change, words
from opscockpit.services.alarm_words import became, how_often, label, metric_of, often, state_of
from opscockpit.services.metric_links import link_of
from opscockpit.services.metric_views import CAUSES, AlarmLine
from opscockpit.services.ringing import Looked, judged_now
from opscockpit.services.shops import now_and_day
from opscockpit.store import alarms, board, stores
from opscockpit.store.database import Database, Row

LIST_DAYS = 30
LONGEST_SNOOZE = 30


# What people do with them ------------------------------------------------------------------------------------------


def seen(db: Database, who: str, alarm_id: int, version: int | None = None) -> Done:
    """Say that one has seen an alarm."""
    row = _open(db, who, alarm_id)
    at = db.clock.stamp()
    alarms.change(db, who, row, _version(row, version), f"seen · {label(row)}", state="seen", seen_by=who, seen_at=at,
                  snoozed_until=None)  # fmt: skip
    return Done(f"seen: {label(row)}", alarm_id)


def snooze(db: Database, who: str, store: Row, alarm_id: int, until: date, version: int | None = None) -> Done:
    """Keep an alarm quiet until a day, on which it rings again if the number is still off: a snooze always ends."""
    row = _open(db, who, alarm_id)
    _, today = now_and_day(store, db.clock)
    if not today < until <= today + timedelta(days=LONGEST_SNOOZE):
        raise errors.Refused(f"an alarm sleeps until a day from tomorrow to {LONGEST_SNOOZE} days on, not {until}")
    alarms.change(db, who, row, _version(row, version), f"snooze · {label(row)}", state="snoozed",
                  snoozed_until=until.isoformat(), seen_by=who, seen_at=db.clock.stamp())  # fmt: skip
    return Done(f"quiet until {until:%a %d %b}: {label(row)}", alarm_id)


def close(
    db: Database, who: str, alarm_id: int, cause: str, tag: str = "", note: str = "", version: int | None = None
) -> Done:
    """Close an alarm with its cause: 'confirmed' or 'likely' with a tag ('coupon expired'), or 'unknown'."""
    row = _open(db, who, alarm_id)
    if cause not in CAUSES:
        raise errors.WrongUsage(f"a cause is {', '.join(CAUSES)}, not {cause!r}")
    tag = words(tag, "a tag").casefold() if tag else ""
    if cause != "unknown" and not tag:
        raise errors.Refused("name the cause in a word or two, so that it can be counted when it comes again")
    note = words(note, "a note") if note else ""
    alarms.change(db, who, row, _version(row, version), f"close · {label(row)}", state="closed", cause=cause, tag=tag,
                  note=note, closed_by=who, closed_at=db.clock.stamp(), snoozed_until=None)  # fmt: skip
    again = often(alarms.tag_counts(db, row["store_id"]).get(tag, 0), tag)
    told = f", {again}" if again else f": {tag}" if tag else ""
    return Done(f"closed: {label(row)}, cause {cause}{told}", alarm_id)


def alarm_task(
    db: Database, who: str, store: Row, alarm_id: int, *, title: str = "", owner: str | None = None,
    due: date | None = None, version: int | None = None,
) -> Done:  # fmt: skip
    """Make the task of an alarm: for the owner of the link that the number belongs to, with the numbers in its note."""
    may_change(db, who)
    row = alarms.alarm(db, alarm_id)
    if row["task_id"] is not None:
        raise errors.Refused(f"this alarm has a task already (task {row['task_id']})")
    links = board.links(db, store["id"])
    link = link_of(links, row["metric"])
    _, today = now_and_day(store, db.clock)
    line = _line(store, row, row, today, link, "", over=False)
    task = {
        "title": words(title, "a task") if title else task_title(row),
        "owner": owner or (link["owner"] if link else None),
        "link": link["name"] if link else None,
        "due": (due or today).isoformat(),
        "priority": 2 if line.good < 0 else 3,
        "metric": row["metric"],
        "note": task_note(db, store, row, line),
        "source": f"alarm:{alarm_id}",
    }
    task_id = alarms.make_task(db, who, row, _version(row, version), task)
    return Done(f"task for {task['owner'] or 'nobody'}: {task['title']}", task_id)


def store_of(db: Database, alarm_id: int) -> Row:
    """The store that an alarm belongs to."""
    store_id = alarms.alarm(db, alarm_id)["store_id"]
    return next(row for row in stores.stores(db) if row["id"] == store_id)


def task_title(row: Row) -> str:
    """'Conversion below normal on Wed 21 Oct: find the cause'."""
    where = "above" if row["side"] > 0 else "below"
    return f"{metric_of(row).en} {where} normal on {date.fromisoformat(row['last_day']):%a %d %b}: find the cause"


def task_note(db: Database, store: Row, row: Row, line: AlarmLine) -> str:
    """The numbers that whoever has the task needs: value, usual, and what moved it against the week before."""
    from opscockpit.services.effects import sentence  # only when a task is made
    from opscockpit.services.explaining import explained

    told = explained(db, store, row["metric"], date.fromisoformat(row["last_day"]), rate=False)
    text = line.sentence
    if told.parts is not None and told.base.day is not None:
        text += f". Against {told.base.words}: {sentence(told.metric, told.parts, told.currency)}"
        text += f"; {told.mix_words}" if told.mix_words else ""
    return text


def _open(db: Database, who: str, alarm_id: int) -> Row:
    may_change(db, who)
    row = alarms.alarm(db, alarm_id)
    if row["state"] == "closed":
        raise errors.Refused(f"this alarm was closed by {row['closed_by']}: {row['tag'] or row['cause']}")
    return row


def _version(row: Row, version: int | None) -> int:
    return int(row["version"]) if version is None else version


# What the screen shows ---------------------------------------------------------------------------------------------


def alarm_lines(db: Database, store: Row, *, days: int = LIST_DAYS) -> tuple[AlarmLine, ...]:
    """The alarms of the last days and all that are not closed; what needs somebody first.

    What rings at this moment is told with the numbers of this moment; the others with those that they rang with.
    """
    _, today = now_and_day(store, db.clock)
    rows = [row for row in alarms.alarms(db, store["id"], today - timedelta(days=days))
            if row["first_day"] <= today.isoformat()]  # fmt: skip
    if not rows:
        return ()
    closed = [row for row in alarms.alarms(db, store["id"]) if row["state"] == "closed"]
    counts, links, looked = alarms.tag_counts(db, store["id"]), board.links(db, store["id"]), judged_now(db, store)
    lines = []
    for row in rows:
        now = _as_now(row, looked)
        link = link_of(links, row["metric"])
        lines.append(_line(store, now or row, row, today, link, how_often(row, counts, closed), over=now is None))
    order = {"new": 0, "seen": 1, "snoozed": 2, "closed": 3}
    return tuple(
        sorted(lines, key=lambda line: (order[line.state], line.over, -line.last_day.toordinal(), -abs(line.z)))
    )


Numbers = Row | dict[str, Any]
"""Where day, value, usual value and z of an alarm come from: its row, or what is judged at this moment."""


def _as_now(row: Row, looked: Looked) -> dict[str, Any] | None:
    """The numbers of an alarm that is up, of the metric's last whole day or of the day so far; None when it is over."""
    newest = looked.newest.get(row["metric"])
    found = [
        ring
        for ring in looked.rings
        if ring.metric == row["metric"]
        and ring.side == row["side"]
        and newest is not None
        and ring.day >= newest
        and row["first_day"] <= ring.day.isoformat() <= row["last_day"]
    ]
    if not found:
        return None
    ring = found[-1]
    return {
        "last_day": ring.day.isoformat(),
        "value": ring.value,
        "base": ring.base,
        "z": ring.z,
        "partial": ring.partial,
    }


def _line(
    store: Row, numbers: Numbers, row: Row, today: date, link: Row | None, often_words: str, *, over: bool
) -> AlarmLine:
    metric, currency = metric_of(row), store["currency"]
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(numbers["last_day"])
    state = state_of(row, today)
    value, base = (
        fmt.value(amount, metric.unit, currency, short=True) for amount in (numbers["value"], numbers["base"])
    )
    return AlarmLine(
        row["id"], row["version"], metric.id, metric.en, first, last, row["side"], row["side"] * metric.direction,
        value, base, numbers["z"], bool(numbers["partial"]), state,
        _sentence(metric, numbers, row["side"], first, last, value, base), became(row, state), row["cause"] or "",
        row["tag"], row["note"], row["task_id"], link["owner"] if link else None, often_words, over,
    )  # fmt: skip


def _sentence(metric: Metric, numbers: Numbers, side: int, first: date, last: date, value: str, base: str) -> str:
    days = (last - first).days + 1
    when = f"{last:%a %d %b}" + (" so far" if numbers["partial"] else "")
    since = f", since {first:%a %d %b}" if days > 1 else ""
    where = "above" if side > 0 else "below"
    return f"{metric.en} {value} on {when}, usual {base}, {abs(numbers['z']):.1f} spreads {where}{since}"
