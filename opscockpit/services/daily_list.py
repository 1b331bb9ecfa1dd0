"""The day's must-do list comes into being: on the way to the first picture, so apart from all else about routines."""

from __future__ import annotations

from datetime import date

from opscockpit import errors
from opscockpit.domain import recurrence
from opscockpit.domain.recurrence import DayFacts
from opscockpit.services import workdays
from opscockpit.services.views import Leftover
from opscockpit.store import day as days
from opscockpit.store import routines as rows
from opscockpit.store.database import Database, Row


def ensure_run(db: Database, who: str, store: Row, today: date) -> None:
    """Make the day's list from the routines that are due, once, whoever comes first."""
    if db.read_only or days.has_run(db, store["id"], today):
        return
    templates = rows.routines(db, store["id"])
    if templates:
        facts = facts_of(db, store, today)
        days.make_run(db, who, store["id"], today, [row for row in templates if _due(row["days"], facts)])


def list_of(db: Database, who: str, store: Row, today: date) -> str:
    """Make the day's list; why it cannot be made, else ''. All else is shown all the same, as on a full disk."""
    try:
        ensure_run(db, who, store, today)
    except errors.DatabaseTrouble as trouble:
        return f"today's list is not made yet: {trouble}"
    return ""


def is_to_come(db: Database, store_id: int, day: date) -> bool:
    """Whether there are routines and nobody has made the day's list of them yet."""
    return bool(rows.routines(db, store_id)) and not days.has_run(db, store_id, day)


def leftover_lines(db: Database, store_id: int, today: date) -> tuple[Leftover, ...]:
    """What the last list before a day left open."""
    return tuple(
        Leftover(
            row["id"], row["version"], row["title"], row["owner"], row["role"], date.fromisoformat(row["day"]),
            row["due"],
        )
        for row in days.leftovers(db, store_id, today)
    )  # fmt: skip


def _due(text: str, facts: DayFacts) -> bool:
    """Whether a routine is due. One whose recurrence cannot be read is due: shown too often beats never shown."""
    try:
        return recurrence.is_due(recurrence.parse(text), facts)
    except ValueError:
        return True


def facts_of(db: Database, store: Row, day: date) -> DayFacts:
    """What the calendar says of a day, asked only as far as a routine needs it."""
    return DayFacts(
        day,
        workday=lambda: workdays.is_workday(db, store, day),
        campaign=lambda: workdays.in_campaign(db, store["id"], day),
        rrule=lambda text: workdays.falls_on(text, day),
    )
