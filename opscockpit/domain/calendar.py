"""Days that differ: weekday classes, calendar events, and how the days of one event match those of another year.

Pure rules over values given by the caller: the holiday lookup and the table of lunar dates come from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from opscockpit.values import dataclass

MAKE_UP_WORKDAY = 7
"""Weekday class of a Saturday or Sunday that is a working day (China moves them to make long holidays)."""

HOLIDAY = 8
"""Weekday class of a Monday to Friday that is a public holiday."""

_YEAR_APART = range(300, 431)  # a lunar event moves by up to a month between two years


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A stretch of unusual days.

    `kind`: 'campaign', 'holiday', 'closed', 'incident' or what the store calls it. `first` and `last` are
    inclusive. `align_key` names what returns every year ('double11', 'cny'); empty for what does not. `mask`: keep
    these days out of every baseline. `anchor` is the day that is matched between years, `first` where not given
    (for a lunar event: the lunar day itself).
    """

    kind: str
    first: date
    last: date
    align_key: str = ""
    mask: bool = True
    anchor: date | None = None

    def __contains__(self, day: object) -> bool:
        """Whether a day lies within the event."""
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def aligned_on(self) -> date:
        """The day that is matched between years."""
        return self.anchor or self.first


def day_class(day: date, is_workday: Callable[[date], bool] | None = None) -> int:
    """The weekday class: 0 Monday .. 6 Sunday, MAKE_UP_WORKDAY or HOLIDAY.

    `is_workday` is a holiday library's answer; beyond its horizon it may raise NotImplementedError, ValueError or
    LookupError, and the day is then its plain weekday.
    """
    plain = day.weekday()
    if is_workday is None:
        return plain
    try:
        works = is_workday(day)
    except (NotImplementedError, ValueError, LookupError):
        return plain
    if works == (plain < 5):
        return plain
    return MAKE_UP_WORKDAY if works else HOLIDAY


def events_on(day: date, events: Iterable[CalendarEvent]) -> list[CalendarEvent]:
    """The events that a day lies in, the shortest first: a day of the campaign before the season around it."""
    return sorted((event for event in events if day in event), key=lambda event: (event.last - event.first, event.kind))


def mask_of(days: Sequence[date], events: Iterable[CalendarEvent]) -> list[bool]:
    """For each day whether some event keeps it out of the baselines."""
    hidden: set[date] = set()
    for event in events:
        if event.mask:
            length = (event.last - event.first).days + 1
            hidden.update(event.first + timedelta(days=offset) for offset in range(length))
    return [day in hidden for day in days]


def previous_occurrence(event: CalendarEvent, events: Iterable[CalendarEvent]) -> CalendarEvent | None:
    """The same event a year before: same align_key, anchor 300 to 430 days earlier, the nearest to 364; else None."""
    if not event.align_key:
        return None
    earlier = [
        (abs((event.aligned_on - other.aligned_on).days - 364), other)
        for other in events
        if other.align_key == event.align_key and (event.aligned_on - other.aligned_on).days in _YEAR_APART
    ]
    return min(earlier, key=lambda found: found[0], default=(0, None))[1]


def aligned_day(day: date, events: Sequence[CalendarEvent]) -> date | None:
    """The day of last year's same event that stands as far from its anchor as `day` does from its own.

    None when the day is in no event that returns, when there was none last year, or when last year's was over by then.
    """
    for event in events_on(day, events):
        before = previous_occurrence(event, events)
        if before is not None:
            match = before.aligned_on + (day - event.aligned_on)
            if match in before:
                return match
    return None


def event_offset(day: date, anchors: Mapping[int, date], *, zero: int = 0) -> int | None:
    """Days from the nearest anchor (positive after it) in a table year -> day of a lunar event; None for no table.

    `zero` moves the day counted as 0: with anchors on the first day of the lunar year, -1 counts New Year's Eve as 0.
    """
    if not anchors:
        return None
    nearest = min(anchors.values(), key=lambda anchor: abs((day - anchor).days))
    return (day - nearest).days - zero


def same_offset(day: date, anchors: Mapping[int, date]) -> date | None:
    """The day of the year before with the same offset to a lunar event; None where the table has no year for it."""
    if not anchors:
        return None
    year = min(anchors, key=lambda known: abs((day - anchors[known]).days))
    before = anchors.get(year - 1)
    return None if before is None else before + (day - anchors[year])


def iso_week(day: date) -> str:
    """The ISO week as '2026-W53'; its year is the week's year, not the day's."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
