"""The coverage calendar: which source told of which day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.services.figures import events_of
from opscockpit.services.freshness import COVERAGE_DAYS, expected, idle_days
from opscockpit.services.metric_views import Coverage, CoverageRow
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import coverage as stored
from opscockpit.store.database import Database, Row


def coverage(db: Database, store: Row, count: int = COVERAGE_DAYS) -> Coverage:
    """The calendar source x day of one store up to yesterday: there, not yet, late, missing, closed."""
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    days = [today - timedelta(days=n) for n in range(max(count, COVERAGE_DAYS), 0, -1)]
    told: defaultdict[str, set[date]] = defaultdict(set)
    for row in stored.told(db, store["id"], days[0], days[-1]):
        told[row["source"]].add(date.fromisoformat(row["day"]))
    events = events_of(db, store["id"], days[0], days[-1])
    rows = []
    for row in stored.sources(db, store["id"]):
        source, first = row["source"], date.fromisoformat(row["first"])
        if date.fromisoformat(row["last"]) < days[0]:
            continue
        idle = idle_days(days, told[source], events)
        states = tuple(_cell(source, day, first, told[source], idle, now, cut) for day in days[-count:])
        owed = sum(state in ("late", "missing") for state in states)
        rows.append(CoverageRow(source, expected(source).words, states, owed))
    return Coverage(store["name"], tuple(days[-count:]), tuple(rows))


def _cell(
    source: str, day: date, first: date, told: set[date], idle: set[date], now: datetime, cut: BusinessDay
) -> str:
    if day in told:
        return "here"
    if day < first:
        return "none"
    if day in idle:
        return "closed"
    due = expected(source).moment(day, cut)
    if now < due:
        return "not_yet"
    return "late" if now - due <= timedelta(days=2) else "missing"


def holes(db: Database, store: Row, older_than: int = 2) -> tuple[str, ...]:
    """Days that a source owes for more than `older_than` days, worded, one line a source."""
    found = coverage(db, store)
    lines = []
    for row in found.rows:
        missing = [day for day, state in zip(found.days, row.states, strict=True) if state == "missing"]
        old = [day for day in missing if (found.days[-1] - day).days >= older_than]
        if old:
            word = "day" if len(old) == 1 else "days"
            lines.append(f"{row.source}: {len(old)} {word} missing, the first {old[0]:%a %d %b}")
    return tuple(lines)
