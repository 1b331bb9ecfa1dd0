"""The morning in one line, for the header of every screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from opscockpit.domain.timing import MORNING_BUDGET, clock
from opscockpit.store import mornings
from opscockpit.store.database import Database, Row

LONGEST = MORNING_BUDGET
"""A stretch without any move counts for at most this: whoever walks away without stopping the clock was not in it."""


class MorningNow(NamedTuple):
    """How a morning stands: in one line, in seconds, and whether its clock runs."""

    words: str
    spent: int
    running: bool


def morning_now(db: Database, store_id: int, day: date, now: datetime) -> MorningNow:
    """How the morning of a day stands; no words where none was begun."""
    row = mornings.morning(db, store_id, day)
    if row is None:
        return MorningNow("", 0, False)
    steps = mornings.steps(db, row["id"])
    spent = sum(found["spent"] + running_at(row, step, now) for step, found in steps.items())
    state = state_of(row)
    words = worded(state, sum(found["done_at"] is not None for found in steps.values()), spent)
    return MorningNow(words, spent, state == "running")


def state_of(row: Row | None) -> str:
    """'not_begun', 'running', 'paused' or 'finished'."""
    if row is None:
        return "not_begun"
    if row["finished_at"] is not None:
        return "finished"
    return "paused" if row["running_since"] is None else "running"


def running_at(row: Row | None, step: str, now: datetime) -> int:
    """Seconds since the last move, for the step at which the clock runs."""
    if row is None or row["running_since"] is None or row["step"] != step:
        return 0
    return int(min(max(0, int(now.timestamp()) - row["running_since"]), LONGEST))


def worded(state: str, done: int, spent: int) -> str:
    """A morning in one line: its state, the steps that are done, the seconds it took so far."""
    return {
        "not_begun": "the morning has not begun",
        "running": f"morning {done} of 4 · {clock(spent)} of {clock(MORNING_BUDGET)}",
        "paused": f"morning paused, {done} of 4 · {clock(spent)} of {clock(MORNING_BUDGET)}",
        "finished": f"morning done in {clock(spent)} of {clock(MORNING_BUDGET)}",
    }[state]
