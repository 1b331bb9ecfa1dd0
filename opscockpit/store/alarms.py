"""Alarms: made once, whoever looks first; then a life of their own with people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from opscockpit import errors
from opscockpit.store.database import Database, Row, Value, Writer
from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Ring:
    """A number outside its normal range on a day; see `alarm` in schema.sql."""

    metric: str
    day: date
    side: int
    z: float
    value: float
    base: float | None
    partial: bool


def keep_rings(db: Database, actor: str, store_id: int, rings: list[Ring], gap: int) -> int:
    """Note rings, oldest first; the number of new alarms.

    A ring of the same metric and side at most `gap` days after an alarm's last day is the same alarm going on, a closed
    one included; its state stays, but a snooze that is over ends. Nothing is written when nothing is new.
    """
    wanted = [ring for ring in rings if not _known(db, store_id, ring)]
    if not wanted:
        return 0
    made = 0
    with db.write(actor, "alarms", undoable=False) as w:
        for ring in wanted:
            made += _keep(w, store_id, ring, gap)
    return made


def _known(db: Database, store_id: int, ring: Ring) -> bool:
    """Whether an alarm says all of this already."""
    return db.row(
        "SELECT 1 FROM alarm WHERE store_id = ?1 AND metric = ?2 AND side = ?3 AND first_day <= ?4 "
        "AND (last_day > ?4 OR (last_day = ?4 AND (?5 OR (partial = 0 AND value = ?6 AND abs(z - ?7) < 0.05))))",
        (store_id, ring.metric, ring.side, ring.day.isoformat(), int(ring.partial), ring.value, ring.z),
    ) is not None  # fmt: skip


def _keep(w: Writer, store_id: int, ring: Ring, gap: int) -> int:
    day = ring.day.isoformat()
    now: dict[str, Value] = {"side": ring.side, "z": ring.z, "value": ring.value, "base": ring.base,
                             "partial": int(ring.partial)}  # fmt: skip
    found = w.rows(
        "SELECT * FROM alarm WHERE store_id = ? AND metric = ? AND side = ? AND first_day <= ? "
        "AND last_day >= date(?, ?) ORDER BY last_day DESC LIMIT 1",
        (store_id, ring.metric, ring.side, day, day, f"-{gap} days"),
    )
    if found:
        row = found[0]
        over = row["state"] == "snoozed" and row["snoozed_until"] <= day
        w.update("alarm", row["id"], row["version"], last_day=max(day, row["last_day"]),
                 **now, **({"state": "new", "snoozed_until": None} if over else {}))  # fmt: skip
        return 0
    taken = w.rows(
        "SELECT id, version FROM alarm WHERE store_id = ? AND metric = ? AND first_day = ?",
        (store_id, ring.metric, day),
    )
    if taken:  # it rang on the other side while the day was not over
        w.update("alarm", taken[0]["id"], taken[0]["version"], last_day=day, **now)
        return 0
    w.insert("alarm", store_id=store_id, metric=ring.metric, first_day=day, last_day=day, **now)
    return 1


def untouched(db: Database, store_id: int, since: date) -> list[Row]:
    """The alarms of days from `since` on with which nobody has done anything yet."""
    return db.rows(
        "SELECT id, metric, first_day, last_day FROM alarm WHERE store_id = ? AND state = 'new' AND task_id IS NULL "
        "AND first_day >= ?",
        (store_id, since.isoformat()),
    )


def forget(db: Database, actor: str, alarm_ids: list[int]) -> None:
    """Take back alarms that the numbers no longer bear out, unless somebody took one up meanwhile."""
    if alarm_ids:
        with db.write(actor, "alarms", undoable=False) as w:
            for alarm_id in alarm_ids:
                w.run("DELETE FROM alarm WHERE id = ? AND state = 'new' AND task_id IS NULL", (alarm_id,))


def judged_until(db: Database, store_id: int) -> str | None:
    """Up to which moment alarms were looked for last; None for never."""
    found = db.value("SELECT value FROM setting WHERE name = ?", (f"alarms:{store_id}",))
    return None if found is None else str(found)


def set_judged_until(db: Database, actor: str, store_id: int, mark: str) -> None:
    """Remember up to where alarms were looked for."""
    with db.write(actor, "alarms", undoable=False) as w:
        w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
        w.run("INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
              (f"alarms:{store_id}", mark))  # fmt: skip


def alarms(db: Database, store_id: int, since: date | None = None) -> list[Row]:
    """The alarms whose last day is not before `since` and those that are not closed, newest first."""
    first = since.isoformat() if since else ""
    return db.rows(
        "SELECT * FROM alarm WHERE store_id = ? AND (last_day >= ? OR state <> 'closed') "
        "ORDER BY last_day DESC, abs(z) DESC, id",
        (store_id, first),
    )


def alarm(db: Database, alarm_id: int) -> Row:
    """One alarm. Raises NotFound."""
    found = db.row("SELECT * FROM alarm WHERE id = ?", (alarm_id,))
    if found is None:
        raise errors.NotFound(f"there is no alarm {alarm_id}; `opscockpit alarms list` shows them")
    return found


def change(db: Database, actor: str, row: Row, version: int, label: str, **values: Value) -> None:
    """Change an alarm. Raises Conflict."""
    with db.write(actor, label) as w:
        w.update("alarm", row["id"], version, **values)


def tag_counts(db: Database, store_id: int) -> dict[str, int]:
    """How often each tag was the cause of an alarm, a confirmed or a likely one."""
    return {
        row["tag"]: row["n"]
        for row in db.rows(
            "SELECT tag, count(*) AS n FROM alarm WHERE store_id = ? AND state = 'closed' AND tag <> '' GROUP BY tag",
            (store_id,),
        )
    }


def make_task(db: Database, actor: str, row: Row, version: int, task: Mapping[str, Value]) -> int:
    """A task from an alarm, noted in it, in one transaction; the task's id. Raises Conflict."""
    with db.write(actor, f"add task · {task['title']}") as w:
        task_id = w.insert("task", store_id=row["store_id"], created_by=actor, created_at=w.at, moved_at=w.at, **task)
        seen: dict[str, Value] = {"state": "seen", "seen_by": actor, "seen_at": w.at} if row["state"] == "new" else {}
        w.update("alarm", row["id"], version, task_id=task_id, **seen)
        return task_id
