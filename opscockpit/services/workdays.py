"""Which days are working days, and which days belong to a campaign."""

from __future__ import annotations

from datetime import date

from opscockpit.store import calendars
from opscockpit.store.database import Database, Row

_CHINA = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "Asia/Harbin", "PRC")


def is_workday(db: Database, store: Row, day: date) -> bool:
    """Whether a day is a working day.

    The store's own calendar decides where it says something ('closed', 'workday' or 'holiday', in this order); else in
    China the official one, make-up Saturdays included, as far as it is known; else Monday to Friday.
    """
    kinds = {row["kind"] for row in calendars.events(db, store["id"], day, day)}
    if "closed" in kinds:
        return False
    if kinds.intersection(("workday", "holiday")):
        return "workday" in kinds
    official = _official(day) if store["zone"] in _CHINA else None
    return day.weekday() < 5 if official is None else official


def _official(day: date) -> bool | None:
    """What China's calendar says; None beyond the years that it knows, and where it is not installed."""
    try:
        import chinese_calendar  # needed once a day, by whoever opens first

        return bool(chinese_calendar.is_workday(day))
    except (ImportError, NotImplementedError, ValueError, LookupError):
        return None


def in_campaign(db: Database, store_id: int, day: date) -> bool:
    """Whether the store's calendar has a campaign on a day."""
    return any(row["kind"] == "campaign" for row in calendars.events(db, store_id, day, day))


def falls_on(rule: str, day: date) -> bool:
    """Whether an RFC 5545 rule, upper case, with or without its DTSTART, falls on a day. Raises ValueError.

    Without DTSTART it counts from 2024-01-01, a Monday.
    """
    from datetime import datetime, time

    try:
        from dateutil.rrule import rrulestr  # here, because most routines need none of it
    except ImportError:
        raise ValueError("an RRULE needs python-dateutil; install it, or use one of the other forms") from None

    found = rrulestr(rule.replace(" RRULE:", "\nRRULE:"), dtstart=None if "DTSTART" in rule else datetime(2024, 1, 1))
    start, end = datetime.combine(day, time.min), datetime.combine(day, time.max)
    return bool(found.between(start, end, inc=True))
