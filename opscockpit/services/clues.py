"""Clues: what else changed on or just before a day, to be looked at before anybody is blamed."""

from __future__ import annotations

from datetime import date, timedelta

from opscockpit.clock import from_stamp
from opscockpit.domain import ranks
from opscockpit.domain.metrics import METRICS
from opscockpit.services.metric_views import Clue
from opscockpit.services.shops import cut_of
from opscockpit.services.watchlist import keyword_lines
from opscockpit.store import calendars, clues
from opscockpit.store.database import Database, Row

BEFORE = 7
"""Days before the day that are looked at."""


def clues_of(db: Database, store: Row, day: date, metric_id: str = "") -> tuple[Clue, ...]:
    """Events, imports, tasks done, keywords and other numbers around a day; the nearest to it first."""
    found = [
        *_events(db, store["id"], day),
        *_tasks(db, store, day),
        *_tellings(db, store, day),
        *_keywords(db, store["id"], day),
        *_alarms(db, store["id"], day, metric_id),
    ]
    return tuple(sorted(found, key=lambda clue: (-clue.offset, clue.kind, clue.text)))


def _events(db: Database, store_id: int, day: date) -> list[Clue]:
    found = []
    for row in calendars.events(db, store_id, day - timedelta(days=BEFORE), day):
        first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
        on = first if first >= day - timedelta(days=BEFORE) else min(last, day)
        running = f", day {(day - first).days + 1} of {(last - first).days + 1}" if first < day <= last else ""
        ended = f", ended {last:%a %d %b}" if last < day and first < last else ""
        found.append(Clue(on, (on - day).days, "event", f"{row['kind']}: {row['name']}{running}{ended}"))
    return found


def _tasks(db: Database, store: Row, day: date) -> list[Clue]:
    cut = cut_of(store)
    first = int(cut.bounds(day - timedelta(days=3))[0].timestamp())
    last = int(cut.bounds(day)[1].timestamp()) - 1
    found = []
    for row in clues.tasks_done(db, store["id"], first, last):
        on = cut.day_of(from_stamp(row["moved_at"], cut.zone))
        found.append(Clue(on, (on - day).days, "task", f"done by {row['owner'] or 'nobody'}: {row['title']}"))
    return found


def _tellings(db: Database, store: Row, day: date) -> list[Clue]:
    cut = cut_of(store)
    return [
        Clue(
            day, 0, "restated",
            f"{row['source']} told of this day again on {from_stamp(row['imported_at'], cut.zone):%a %d %b} "
            f"(import {row['id']}: {row['file']})",
        )
        for row in clues.late_tellings(db, store["id"], day)
    ]  # fmt: skip


def _keywords(db: Database, store_id: int, day: date) -> list[Clue]:
    """Words that really moved by that day."""
    moved = [line for line in keyword_lines(db, store_id, day) if line.verdict == ranks.REAL]
    return [
        Clue(day, 0, "keyword", f"{line.word}: {_rank(line.rank)}" + (f" ({line.moved:+d})" if line.moved else ""))
        for line in moved
    ]


def _rank(rank: int | None) -> str:
    return "not found" if rank is None else f"rank {rank}"


def _alarms(db: Database, store_id: int, day: date, metric_id: str) -> list[Clue]:
    found = []
    for row in clues.alarms_on(db, store_id, day):
        if row["metric"] == metric_id or row["metric"] not in METRICS:
            continue
        first = date.fromisoformat(row["first_day"])
        side = "above" if row["side"] > 0 else "below"
        since = "" if first == day else f" since {first:%a %d %b}"
        text = f"{METRICS[row['metric']].en} {side} normal{since}" + (f": {row['tag']}" if row["tag"] else "")
        found.append(Clue(max(first, day - timedelta(days=BEFORE)), max((first - day).days, -BEFORE), "metric", text))
    return found
