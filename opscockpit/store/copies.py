"""The backup of the day: who makes it, and what became of the last one."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from opscockpit.store.database import Database
from opscockpit.values import dataclass

NAME = "backup"
"""Of the setting that keeps it."""

GIVEN_UP_SECONDS = 900
"""A backup that was begun so long ago and never ended was interrupted; the next one to open makes it."""


@dataclass(frozen=True, slots=True)
class DayCopy:
    """The newest backup of a day: whose it is, when it was begun, and its file name or why it failed."""

    day: str
    state: str  # 'begun', 'made', 'failed'
    by: str
    at: int
    words: str = ""


def newest(db: Database) -> DayCopy | None:
    """The backup that was begun last by an open cockpit; None before the first."""
    return told(db.value("SELECT value FROM setting WHERE name = ?", (NAME,)))


def told(setting: str | None) -> DayCopy | None:
    """What the setting says."""
    return DayCopy(**json.loads(setting)) if setting else None


def taken(db: Database, day: date) -> bool:
    """Whether the backup of a day is made, has failed, or is being made."""
    last = newest(db)
    if last is None or last.day != day.isoformat():
        return False
    return last.state != "begun" or abs(db.clock.stamp() - last.at) < GIVEN_UP_SECONDS


def claim(db: Database, actor: str, day: date) -> bool:
    """Take over the backup of a day; False when somebody has: of several who ask, exactly one is told True."""
    with db.at_once():
        if taken(db, day):
            return False
        _keep(db, DayCopy(day.isoformat(), "begun", actor, db.clock.stamp()))
        return True


def settle(db: Database, actor: str, day: date, state: str, words: str) -> None:
    """Say what became of the backup of a day: 'made' with its file name, or 'failed' and why."""
    _keep(db, DayCopy(day.isoformat(), state, actor, db.clock.stamp(), words))


def _keep(db: Database, copy: DayCopy) -> None:
    with db.write(copy.by, "backup", undoable=False) as w:
        w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
        w.run(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (NAME, json.dumps(asdict(copy), ensure_ascii=False)),
        )
