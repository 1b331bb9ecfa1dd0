"""Which days a report covers that has no date column: its title lines, its sibling file, its name, or the person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from opscockpit.ingest.detection import Fit
from opscockpit.ingest.moments import Moment, read_moment

Period = tuple[date, date]

_ISO_DAY = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_LAST = re.compile(r"(?<!\d)(\d{1,2})[-_.](\d{1,2})[-_.](20\d{2})(?!\d)")
_STAMP = re.compile(
    r"(?<!\d)(20\d{2})([-_.]?)(\d{2})\2(\d{2})[-_ T]+([01]\d|2[0-3])([-_.:]?)([0-5]\d)\6([0-5]\d)(?!\d)"
)


def period_above(fit: Fit) -> Period | None:
    """The period that the title lines over the header name, by the patterns of the profile."""
    ends: dict[str, date] = {}
    for line in fit.above:
        for pattern in fit.profile.period_lines:
            if found := pattern.search(line):
                for end, text in found.groupdict().items():
                    if (day := _day(text)) is not None:
                        ends.setdefault(end, day)
    first, last = ends.get("first"), ends.get("last")
    if first is None and last is None:
        return None
    return _ordered(first or last, last or first)


def period_of_name(name: str) -> Period | None:
    """The period in a file name: one or two days written year first, or one whose order is beyond doubt."""
    stem = _STAMP.sub(" ", name)
    days = [day for found in _ISO_DAY.finditer(stem) if (day := _date(int(found[1]), int(found[2]), int(found[3])))]
    if len(days) in (1, 2):
        return _ordered(days[0], days[-1])
    loose = _DAY_LAST.findall(stem)
    if days or len(loose) != 1:
        return None
    first, second, year = (int(part) for part in loose[0])
    readings = {day for day in (_date(year, second, first), _date(year, first, second)) if day is not None}
    if len(readings) != 1:
        return None
    day = readings.pop()
    return day, day


def exported_at(name: str, modified: datetime | None) -> datetime | None:
    """When the file was made: a full time stamp in its name, else the file's own time."""
    found = _STAMP.search(name)
    if found is not None:
        try:
            year, month, day, hour, minute, second = (int(found[part]) for part in (1, 3, 4, 5, 7, 8))
            return datetime(year, month, day, hour, minute, second)
        except ValueError:
            return modified
    return modified


def span(days: Sequence[Period]) -> Period | None:
    """First and last day of several periods."""
    return (min(first for first, _ in days), max(last for _, last in days)) if days else None


def _day(text: str) -> date | None:
    moment = read_moment(text.strip(" \"'"))
    return moment.at.date() if isinstance(moment, Moment) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ordered(first: date | None, last: date | None) -> Period | None:
    return None if first is None or last is None else (min(first, last), max(first, last))
