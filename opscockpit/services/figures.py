"""The measures behind the screen: whole days, and days up to the present time of day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.domain.calendar import CalendarEvent, day_class, mask_of
from opscockpit.store import series
from opscockpit.store.database import Database, Row

Days = dict[date, dict[str, int | None]]

LIVE_MEASURES = ("orders", "paid", "units", "buyers")
"""Measures of the ledger that are known up to any minute."""


@dataclass(frozen=True, slots=True)
class Window:
    """Measures of the days before one day, that day itself, and what kind of days they are."""

    days: list[date]  # oldest first, the last one is the day itself
    measures: list[dict[str, int | None]]  # of each day; empty for a day without data
    classes: list[int]
    masked: list[bool]

    @property
    def today(self) -> dict[str, int | None]:
        """The measures of the day itself."""
        return self.measures[-1]

    def until(self, day: date) -> Window:
        """The same window ending on an earlier day."""
        end = self.days.index(day) + 1
        return Window(self.days[:end], self.measures[:end], self.classes[:end], self.masked[:end])


def window_of(db: Database, store_id: int, last: date, count: int) -> Window:
    """Whole-day measures of `count` days up to `last`."""
    first = last - timedelta(days=count - 1)
    found: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    for row in series.store_days(db, store_id, first, last):
        found[row["day"]][row["measure"]] = row["value"]
    return _window(db, store_id, [first + timedelta(days=n) for n in range(count)], found)


def window_so_far(db: Database, store_id: int, cut: BusinessDay, now: datetime, whole: Window) -> Window:
    """The same days, each only up to the present time of day, from the ledger and from readings.

    A day that the ledger does not cover stays unknown. Readings count when they are at most an hour old at that
    time of day.
    """
    elapsed = now - cut.bounds(whole.days[-1])[0]
    ends = {day: int((cut.bounds(day)[0] + elapsed).timestamp()) for day in whole.days}
    found: dict[str, dict[str, int | None]] = {day.isoformat(): {} for day in whole.days}
    ledger = {row["day"]: row for row in series.so_far(db, store_id, ends)}
    refunds = {row["day"]: row["refunds"] for row in series.refunds_so_far(db, store_id, ends)}
    for day, measures in zip(whole.days, whole.measures, strict=True):
        if measures.get("orders_created") is None:
            continue
        row = ledger.get(day.isoformat())
        for measure in LIVE_MEASURES:
            if measures.get(measure) is not None:
                found[day.isoformat()][measure] = row[measure] if row else 0
        if measures.get("refunds") is not None:
            found[day.isoformat()]["refunds"] = refunds.get(day.isoformat(), 0)
    for row in series.readings_so_far(db, store_id, ends):
        found[row["day"]].setdefault(row["measure"], row["value"])
    return _window(db, store_id, whole.days, found)


def _window(db: Database, store_id: int, days: list[date], found: dict[str, dict[str, int | None]]) -> Window:
    events = events_of(db, store_id, days[0], days[-1])
    return Window(
        days,
        [found.get(day.isoformat(), {}) for day in days],
        [day_class(day) for day in days],
        mask_of(days, events),
    )


def events_of(db: Database, store_id: int, first: date, last: date) -> list[CalendarEvent]:
    """The calendar of a store between two days."""
    return [_event(row) for row in series.events(db, store_id, first, last)]


def _event(row: Row) -> CalendarEvent:
    return CalendarEvent(
        row["kind"],
        date.fromisoformat(row["first_day"]),
        date.fromisoformat(row["last_day"]),
        row["align_key"] or "",
        bool(row["mask"]),
    )
