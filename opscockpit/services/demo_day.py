"""Visitors of the demo's day: they come along the usual curve of a shop."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import pairwise

from opscockpit.domain.records import ParsedFile
from opscockpit.services.shops import cut_of
from opscockpit.store.database import Database, Row
from opscockpit.store.measures import push
from opscockpit.store.seed import add_rows

_CURVE = (
    (0, 0.0),
    (7, 0.04),
    (8, 0.08),
    (9, 0.13),
    (10, 0.19),
    (12, 0.31),
    (14, 0.41),
    (18, 0.62),
    (20, 0.71),
    (22, 0.87),
    (24, 1.0),
)
"""Share of a day's visitors who have come by an hour (metrics.md 3.3)."""

MEASURES = ("visitors", "sessions")
PAST_DAYS = 63
_HOURS = range(8, 24)


def share_at(hour: float) -> float:
    """The share of the day that is usually over at an hour (8.5 is half past eight), between 0 and 1."""
    for (h0, s0), (h1, s1) in pairwise(_CURVE):
        if h0 <= hour <= h1:
            return s0 + (s1 - s0) * (hour - h0) / (h1 - h0)
    return 1.0


class Visits:
    """The visitors of each day, and what of them has been seen so far."""

    def __init__(self) -> None:
        """Nothing is known yet; `notice` learns from the store's reports."""
        self._totals: dict[str, dict[date, int]] = {}
        self._pushed: dict[str, int] = {}

    def notice(self, parsed: ParsedFile) -> None:
        """Learn the daily totals from a whole-store report."""
        if parsed.grain != "store":
            return
        for fact in parsed.facts:
            for measure in MEASURES:
                if measure in fact.measures and fact.first_day == fact.last_day:
                    self._totals.setdefault(measure, {})[fact.first_day] = fact.measures[measure]

    def load_past(self, db: Database, store: Row, today: date) -> None:
        """Hourly readings of the past weeks, as a robot would have pushed them."""
        cut = cut_of(store)
        rows: list[dict[str, str | int | float | None]] = []
        for measure, totals in self._totals.items():
            for day in (today - timedelta(days=n) for n in range(PAST_DAYS, 0, -1)):
                if day not in totals:
                    continue
                pace = random.Random(f"{measure} {day}").gauss(1, 0.04)
                midnight = cut.bounds(day)[0]
                for hour in _HOURS:
                    seen = round(totals[day] * min(1.0, share_at(hour) * pace))
                    rows.append(
                        {
                            "store_id": store["id"],
                            "day": day.isoformat(),
                            "measure": measure,
                            "value": seen,
                            "at": int((midnight + timedelta(hours=hour)).timestamp()),
                            "seen_by": "robot",
                        }
                    )
        add_rows(db, "robot", "hourly visitors", "reading", rows)

    def push_present(self, db: Database, store: Row, now: datetime, today: date) -> None:
        """Push the present count of the day, when it has grown."""
        cut = cut_of(store)
        hours = (now - cut.bounds(today)[0]).total_seconds() / 3600
        for measure, totals in self._totals.items():
            usual = [totals[day] for day in (today, today - timedelta(days=7)) if day in totals]
            if not usual:
                continue
            seen = round(usual[0] * share_at(hours))
            if seen > self._pushed.get(measure, -1):
                self._pushed[measure] = seen
                push(
                    db,
                    "robot",
                    store_id=store["id"],
                    day=today,
                    measure=measure,
                    channel="",
                    at=int(now.timestamp()),
                    value=seen,
                )
