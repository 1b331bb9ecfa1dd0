"""When each source is expected, which days it told of, and how old a number is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.domain.calendar import CalendarEvent
from opscockpit.values import dataclass

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

    A weekday counts as idle when none of at least four such days since the first with numbers has any.
    """
    first = min(told, default=date.max)
    of_weekday: defaultdict[int, list[date]] = defaultdict(list)
    for day in days:
        if day >= first:
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


def age_minutes(stamp: int | None, now: datetime) -> int | None:
    """Whole minutes since a stamp; None for none, and for one after a replayed moment."""
    return None if stamp is None or stamp > now.timestamp() + 60 else max(0, int(now.timestamp()) - stamp) // 60
