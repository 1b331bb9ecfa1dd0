"""Small things that everything about a store needs: its way of cutting days, its present day."""

from __future__ import annotations

from datetime import date, datetime, time

from opscockpit.clock import BusinessDay, Clock, zone_named
from opscockpit.store.database import Row


def cut_of(store: Row) -> BusinessDay:
    """How a store cuts time into days."""
    return BusinessDay(zone_named(store["zone"]), time.fromisoformat(store["day_starts"]))


def now_and_day(store: Row, clock: Clock) -> tuple[datetime, date]:
    """The present moment on the store's wall clock, and its business day."""
    cut = cut_of(store)
    now = clock.now(cut.zone)
    return now, cut.day_of(now)


def minute_of_day(moment: time, cut: BusinessDay) -> int:
    """Minutes from the start of the business day: where it starts at 04:00, 01:30 comes after 23:00."""
    return (moment.hour * 60 + moment.minute - cut.starts.hour * 60 - cut.starts.minute) % (24 * 60)


def is_past(due: str, now: datetime, cut: BusinessDay) -> bool:
    """Whether a time 'HH:MM' is over in the business day of `now`; words that are no time never are."""
    try:
        return minute_of_day(time.fromisoformat(due), cut) < minute_of_day(now.time(), cut)
    except ValueError:
        return False
