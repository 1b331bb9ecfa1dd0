"""What a number is compared with, and what the change is (metrics.md 2.7, 2.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from opscockpit.domain.calendar import CalendarEvent, aligned_day
from opscockpit.values import dataclass

BASES = ("yesterday", "week", "year364", "date", "event", "plan")
"""Comparison bases: the day before, the same weekday last week, the same weekday a year (364 days) ago, the same
date last year, the same day of last year's event, the plan of the day itself."""

SMALL_BASE = 30
"""Below this base count no percent is shown: it would be mostly chance."""


def base_day(day: date, basis: str, events: Sequence[CalendarEvent] = ()) -> date | None:
    """The day that `day` is compared with on a basis of BASES; None when there is none ('no base', never -100 %).

    For 'plan' it is the day itself. Raises ValueError for a basis that does not exist.
    """
    if basis == "yesterday":
        return day - timedelta(days=1)
    if basis == "week":
        return day - timedelta(days=7)
    if basis == "year364":
        return day - timedelta(days=364)
    if basis == "date":
        return _same_date_last_year(day)
    if basis == "event":
        return aligned_day(day, events)
    if basis == "plan":
        return day
    raise ValueError(f"no comparison basis is called {basis!r}")


def yearly_basis(day: date, events: Sequence[CalendarEvent]) -> str:
    """The honest basis for a look at last year: 'event' on a day that has its match in one, else 'year364'."""
    return "year364" if aligned_day(day, events) is None else "event"


def _same_date_last_year(day: date) -> date:
    """29 February is compared with 28 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


@dataclass(frozen=True, slots=True)
class Change:
    """A change, in numbers.

    `absolute` is now - base in the metric's unit, None when one of them is unknown. `relative` is 0.08 for +8 %;
    None from a base of 0, from an unknown one, or from a base count below SMALL_BASE. `from_zero`: base was a true 0
    and now is not. `unit` is the metric's (see `metric.Metric.unit`). `sign` is -1, 0 or 1.
    """

    absolute: float | None
    relative: float | None
    from_zero: bool = False
    unit: str = "count"

    @property
    def sign(self) -> int:
        """Direction of the change; 0 when there is none or it is unknown."""
        return 0 if not self.absolute else 1 if self.absolute > 0 else -1


def change(now: float | None, base: float | None, *, unit: str = "count", base_count: float | None = None) -> Change:
    """The change from `base` to `now`, both in the metric's unit (see `metrics.Metric.unit`).

    `base_count` is the count behind the base (orders behind an order value); for unit 'count' it is the base itself.
    """
    if now is None or base is None:
        return Change(None, None, unit=unit)
    behind = base if unit == "count" and base_count is None else base_count
    small = behind is not None and behind < SMALL_BASE
    relative = None if base == 0 or small else (now - base) / abs(base)
    return Change(now - base, relative, from_zero=base == 0 and now != 0, unit=unit)
