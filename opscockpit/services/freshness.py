"""When each source is expected, which days it told of, and how old a number is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.domain.calendar import CalendarEvent
from opscockpit.services.figures import events_of
from opscockpit.services.metric_views import Coverage, CoverageRow
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import coverage as stored
from opscockpit.store.database import Database, Row

COVERAGE_DAYS = 28
STALE_DAYS = 14
"""A source that has told nothing for longer than that (beyond its usual delay) is missing, not late."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A day's numbers of a source are there `days` days later by `at` on the store's wall clock."""

    days: int = 1
    at: time = time(11, 0)

    def moment(self, day: date, cut: BusinessDay) -> datetime:
        """When the numbers of a day are due."""
        return datetime.combine(day + timedelta(days=self.days), self.at, cut.zone)

    @property
    def words(self) -> str:
        """In words: 'next day by 09:00'."""
        return f"{'next day' if self.days == 1 else f'{self.days} days later'} by {self.at:%H:%M}"


_USUAL = Expected()
_EXPECTED = {
    "sycm": Expected(1, time(9, 0)),
    "ledger": Expected(1, time(9, 30)),
    "reading": Expected(1, time(9, 30)),
    "tmall": Expected(1, time(9, 30)),
    "shopify": Expected(1, time(9, 0)),
    "taobao.affiliate": Expected(1, time(11, 0)),
    "wanxiang": Expected(1, time(9, 30)),
    "gsc": Expected(3, time(12, 0)),
    "ga.search_console": Expected(3, time(12, 0)),
    "amazon": Expected(2, time(12, 0)),
    "amazon.settlement": Expected(15, time(12, 0)),
    "amazon_ads": Expected(2, time(12, 0)),
    "google_ads": Expected(1, time(12, 0)),
    "meta_ads": Expected(1, time(12, 0)),
    "pdd": Expected(1, time(10, 0)),
    "jd": Expected(1, time(9, 0)),
}
"""By source, or by what stands before its dot; Search Console is two to three days late by nature."""


def expected(source: str | None) -> Expected:
    """When a source is expected; the usual time for one that is not in the table."""
    if source is None:
        return _USUAL
    return _EXPECTED.get(source) or _EXPECTED.get(source.partition(".")[0]) or _USUAL


def idle_days(days: Sequence[date], told: Collection[date], events: Iterable[CalendarEvent] = ()) -> set[date]:
    """Days on which nothing is expected: the shop is closed, or it never tells of that weekday (no trade on Saturdays).

    A weekday counts as idle when none of at least four such days has numbers.
    """
    of_weekday: defaultdict[int, list[date]] = defaultdict(list)
    for day in days:
        of_weekday[day.weekday()].append(day)
    never = [same for same in of_weekday.values() if len(same) >= 4 and not any(day in told for day in same)]
    closed = {day for event in events if event.kind == "closed" for day in days if day in event}
    return closed.union(*never) if told else closed


def lateness(
    source: str | None, last: date, now: datetime, cut: BusinessDay, idle: Collection[date] = ()
) -> tuple[str, str]:
    """What is to say of a number whose newest day is `last`: ('', '') when nothing is missing, else state and reason.

    The state is 'not_yet' before the next day is due, 'late' after it, 'missing' when it has been late for long. No
    number is due of an `idle` day.
    """
    today, due = cut.day_of(now), expected(source)
    owed = last + timedelta(days=1)
    while owed < today and owed in idle:
        owed += timedelta(days=1)
    if owed >= today:
        return "", ""
    at = due.moment(owed, cut)
    if now < at:
        when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%a %H:%M}"
        return "not_yet", f"data to {last:%a %d %b}, next by {when}"
    if (today - last).days > STALE_DAYS + due.days:
        return "missing", f"nothing since {last:%d %b}"
    return "late", f"data to {last:%a %d %b}"


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


def age_minutes(stamp: int | None, now: datetime) -> int | None:
    """Whole minutes since a stamp; None for none."""
    return None if stamp is None else max(0, int(now.timestamp()) - stamp) // 60
