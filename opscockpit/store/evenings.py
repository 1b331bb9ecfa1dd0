"""The evening page: what people add to it, and how tasks stood at a moment of the past."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from opscockpit.store.database import Database, Row


def wrap(db: Database, store_id: int, day: date) -> Row | None:
    """What people wrote on a day's page."""
    return db.row("SELECT * FROM wrap WHERE store_id = ? AND day = ?", (store_id, day.isoformat()))


def last_day(db: Database, store_id: int, before: date) -> date | None:
    """The last day before one that has a list, a focus or a written page."""
    found = db.value(
        """SELECT max(day) FROM (
             SELECT max(day) AS day FROM run WHERE store_id = ?1 AND day < ?2
             UNION ALL SELECT max(day) FROM focus WHERE store_id = ?1 AND day < ?2
             UNION ALL SELECT max(day) FROM wrap WHERE store_id = ?1 AND day < ?2)""",
        (store_id, before.isoformat()),
    )
    return date.fromisoformat(found) if found else None


def write(
    db: Database, actor: str, store_id: int, day: date, version: int | None, *, note: str, slower: str, habit: str
) -> None:
    """Write the page of a day; `version` is the one seen, None when there was none. Raises Conflict."""
    words = {"note": note, "slower": slower, "habit": habit}
    with db.write(actor, f"evening page of {day}") as w:
        found = w.rows("SELECT id FROM wrap WHERE store_id = ? AND day = ?", (store_id, day.isoformat()))
        if not found:
            w.insert("wrap", store_id=store_id, day=day.isoformat(), written_by=actor, written_at=w.at, **words)
        elif version is None:
            raise w.conflict("wrap", found[0]["id"], tuple(words))
        else:
            w.update("wrap", found[0]["id"], version, written_by=actor, written_at=w.at, **words)


def open_tasks_at(db: Database, store_id: int, stamp: int) -> list[dict[str, Any]]:
    """The tasks that were open at a moment, as they were then: from the audit trail."""
    found = db.rows(
        """SELECT row_id, after FROM (
             SELECT a.row_id, a.after, row_number() OVER (PARTITION BY a.row_id ORDER BY a.id DESC) AS n
             FROM audit a JOIN action x ON x.id = a.action_id WHERE a.table_name = 'task' AND x.at <= ?)
           WHERE n = 1 AND after IS NOT NULL""",
        (stamp,),
    )
    tasks = [json.loads(row["after"]) for row in found]
    still = [task for task in tasks if task["store_id"] == store_id and task["state"] in ("open", "doing")]
    return sorted(still, key=lambda task: (task["owner"] or "~", task["priority"], task["due"] or "~", task["id"]))


def alarms_on(db: Database, store_id: int, day: date, first: int, last: int) -> list[Row]:
    """The alarms that were the business of a day, which lasts from stamp `first` to `last`, with the task of each.

    They ring from the numbers of that day or, as most files come a day later, of the day before; or somebody looked at
    them or closed them on it. What was closed earlier is over.
    """
    return db.rows(
        """SELECT a.*, t.title AS task, t.owner AS task_owner, t.state AS task_state
           FROM alarm a LEFT JOIN task t ON t.id = a.task_id
           WHERE a.store_id = ?1 AND a.first_day <= ?2 AND coalesce(a.closed_at, ?3) >= ?3
             AND (a.last_day >= date(?2, '-1 day') OR a.seen_at BETWEEN ?3 AND ?4 OR a.closed_at BETWEEN ?3 AND ?4)
           ORDER BY a.first_day, a.id""",
        (store_id, day.isoformat(), first, last),
    )


def doers(db: Database, task_ids: Sequence[int]) -> dict[int, str]:
    """Who put each of these tasks into the state done or dropped that it has."""
    marks = ", ".join("?" * len(task_ids))
    rows = db.rows(
        f"""SELECT a.row_id, x.actor FROM audit a JOIN action x ON x.id = a.action_id
            WHERE a.table_name = 'task' AND a.row_id IN ({marks})
              AND json_extract(a.after, '$.state') IN ('done', 'dropped')
              AND json_extract(a.before, '$.state') IS NOT json_extract(a.after, '$.state') ORDER BY a.id""",
        task_ids,
    )
    return {row["row_id"]: str(row["actor"]) for row in rows}


def emergencies_between(db: Database, store_id: int, first: int, last: int) -> list[Row]:
    """Emergencies that were open at some moment between two stamps."""
    return db.rows(
        "SELECT * FROM emergency WHERE store_id = ? AND opened_at <= ? AND coalesce(closed_at, ?2) >= ? "
        "ORDER BY opened_at",
        (store_id, last, first),
    )
