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
