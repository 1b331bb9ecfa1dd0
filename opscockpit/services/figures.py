"""The measures behind the screen: whole days, and days up to the present time of day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.domain.calendar import CalendarEvent, day_class, mask_of
from opscockpit.domain.lunar import anchor_near
from opscockpit.store import calendars, coverage, series
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

Days = dict[date, dict[str, int | None]]

LIVE_MEASURES = ("orders", "paid", "units", "buyers")
"""Measures of the ledger that are known up to any minute."""

FROM_LEDGER = frozenset({*LIVE_MEASURES, "refunds"})
"""What the ledger tells of a day so far, all of it up to the same moment."""

STILL_NOW = timedelta(minutes=15)
"""Orders that came in so lately are taken as those up to now."""


@dataclass(frozen=True, slots=True)
class Window:
    """Measures of the days before one day, that day itself, and what kind of days they are.

    `sources` says which source each measure's newest day comes from ('ledger', 'reading', or a report's).
    """

    days: list[date]  # oldest first, the last one is the day itself
    measures: list[dict[str, int | None]]  # of each day; empty for a day without data
    classes: list[int]
    masked: list[bool]
    events: list[CalendarEvent]
    sources: dict[str, str]
    ledger_at: datetime | None = None
    """For days so far: the moment that orders are known up to; None where no file tells of today's."""

    @property
    def today(self) -> dict[str, int | None]:
        """The measures of the day itself."""
        return self.measures[-1]

    def until(self, day: date) -> Window:
        """The same window ending on an earlier day."""
        end = self.days.index(day) + 1
        return Window(
            self.days[:end], self.measures[:end], self.classes[:end], self.masked[:end], self.events, self.sources
        )

    def without_last(self) -> Window:
        """The same window with nothing known of its last day."""
        return Window(
            self.days, [*self.measures[:-1], {}], self.classes, self.masked, self.events, self.sources, self.ledger_at
        )

    def of(self, day: date) -> dict[str, int | None]:
        """The measures of one of its days; empty for a day outside."""
        position = (day - self.days[0]).days
        return self.measures[position] if 0 <= position < len(self.days) else {}


def window_of(db: Database, store_id: int, last: date, count: int, only: Sequence[str] = ()) -> Window:
    """Whole-day measures of `count` days up to `last`: all of them, or those named."""
    first = last - timedelta(days=count - 1)
    found: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    newest: dict[str, tuple[str, str]] = {}
    for row in series.store_days(db, store_id, first, last, only):
        measure, day = row["measure"], row["day"]
        found[day][measure] = row["value"]
        if measure not in newest or newest[measure][0] < day:
            newest[measure] = day, row["source"]
    days = [first + timedelta(days=n) for n in range(count)]
    return _window(db, store_id, days, found, {measure: source for measure, (_, source) in newest.items()})


def window_so_far(db: Database, store_id: int, cut: BusinessDay, now: datetime, whole: Window) -> Window:
    """The same days, each only up to the present time of day, from the ledger and from readings.

    Orders count up to the moment that they are known up to today: a file of nine o'clock says nothing of noon. A day
    that the ledger does not cover stays unknown. Readings count when they are at most an hour old at that time of day.
    """
    ledger_at = _ledger_at(db, store_id, whole.days[-1], now)
    found: dict[str, dict[str, int | None]] = {day.isoformat(): {} for day in whole.days}
    if ledger_at is not None and series.has_times(db, store_id, whole.days[-1]):
        _ledger_so_far(db, store_id, whole, _ends(cut, ledger_at, whole), found)
    for row in series.readings_so_far(db, store_id, _ends(cut, now, whole)):
        found[row["day"]].setdefault(row["measure"], row["value"])
    so_far = [found.get(day.isoformat(), {}) for day in whole.days]
    return Window(whole.days, so_far, whole.classes, whole.masked, whole.events, whole.sources, ledger_at)


def _ledger_at(db: Database, store_id: int, today: date, now: datetime) -> datetime | None:
    seen = coverage.ledger_seen(db, store_id, today)
    if seen is None:
        return None
    at = datetime.fromtimestamp(seen, now.tzinfo)
    return now if now - at < STILL_NOW else at


def _ends(cut: BusinessDay, moment: datetime, whole: Window) -> dict[date, int]:
    """The stamp of the same time of day on each day."""
    elapsed = moment - cut.bounds(whole.days[-1])[0]
    return {day: int((cut.bounds(day)[0] + elapsed).timestamp()) for day in whole.days}


def _ledger_so_far(
    db: Database, store_id: int, whole: Window, ends: dict[date, int], found: dict[str, dict[str, int | None]]
) -> None:
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


def _window(
    db: Database, store_id: int, days: list[date], found: dict[str, dict[str, int | None]], sources: dict[str, str]
) -> Window:
    events = events_of(db, store_id, days[0], days[-1])
    measures = [found.get(day.isoformat(), {}) for day in days]
    return Window(days, measures, classes_of(days, events), mask_of(days, events), events, sources)


def classes_of(days: list[date], events: list[CalendarEvent]) -> list[int]:
    """The weekday class of each day: the calendar's days off and make-up workdays are classes of their own."""
    off = {day for event in events if event.kind == "holiday" for day in days if day in event}
    at_work = {day for event in events if event.kind == "workday" for day in days if day in event}
    if not off and not at_work:
        return [day.weekday() for day in days]

    def works(day: date) -> bool:
        return day in at_work or (day.weekday() < 5 and day not in off)

    return [day_class(day, works) for day in days]


def events_of(db: Database, store_id: int, first: date, last: date) -> list[CalendarEvent]:
    """The calendar of a store between two days. Lunar festivals are matched by the festival's own day."""
    return [_event(row) for row in calendars.events(db, store_id, first, last)]


def _event(row: Row) -> CalendarEvent:
    first, key = date.fromisoformat(row["first_day"]), row["align_key"] or ""
    return CalendarEvent(
        row["kind"], first, date.fromisoformat(row["last_day"]), key, bool(row["mask"]), anchor_near(key, first)
    )


def days_of(db: Database, store_id: int, first: date, last: date) -> Days:
    """The measures of every day between two days; empty for a day without data."""
    window = window_of(db, store_id, last, (last - first).days + 1)
    return dict(zip(window.days, window.measures, strict=True))
