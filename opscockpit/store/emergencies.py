"""Emergencies that were opened, and their checklists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opscockpit import errors
from opscockpit.store.database import Database, Row, Value


def open_(db: Database, actor: str, store_id: int, steps: Sequence[Mapping[str, Value]], **values: Value) -> int:
    """Open an emergency with a copy of its playbook's steps; its id."""
    with db.write(actor, f"emergency · {values['title']}") as w:
        made = w.insert("emergency", store_id=store_id, opened_by=actor, opened_at=w.at, **values)
        for n, step in enumerate(steps):
            w.insert("emergency_step", emergency_id=made, position=n, **step)
    return made


def emergency(db: Database, emergency_id: int) -> Row:
    """One emergency. Raises NotFound."""
    found = db.row("SELECT * FROM emergency WHERE id = ?", (emergency_id,))
    if found is None:
        raise errors.NotFound(f"there is no emergency {emergency_id}; `opscockpit emergency list` shows them")
    return found


def emergencies(db: Database, store_id: int, *, since: int = 0) -> list[Row]:
    """Those still open, and those opened since a stamp; newest first, open ones before."""
    return db.rows(
        "SELECT * FROM emergency WHERE store_id = ? AND (closed_at IS NULL OR opened_at >= ?) "
        "ORDER BY closed_at IS NOT NULL, opened_at DESC, id DESC",
        (store_id, since),
    )


def open_ones(db: Database, store_id: int) -> list[Row]:
    """The open ones, newest first, real ones before drills, with the steps they have and those that are settled."""
    return db.rows(
        """SELECT e.*, (SELECT count(*) FROM emergency_step s WHERE s.emergency_id = e.id) AS steps,
             (SELECT count(*) FROM emergency_step s WHERE s.emergency_id = e.id AND s.state <> 'open') AS done
           FROM emergency e WHERE e.store_id = ? AND e.closed_at IS NULL ORDER BY e.drill, e.opened_at DESC""",
        (store_id,),
    )


def last_drills(db: Database, store_id: int) -> dict[str, int]:
    """When each playbook was last drilled."""
    found = db.rows(
        "SELECT playbook, max(opened_at) AS at FROM emergency WHERE store_id = ? AND drill = 1 GROUP BY playbook",
        (store_id,),
    )
    return {row["playbook"]: row["at"] for row in found}


def steps(db: Database, emergency_id: int) -> list[Row]:
    """The checklist of an emergency."""
    return db.rows("SELECT * FROM emergency_step WHERE emergency_id = ? ORDER BY position", (emergency_id,))


def step(db: Database, step_id: int) -> Row:
    """One line of a checklist. Raises NotFound."""
    found = db.row("SELECT * FROM emergency_step WHERE id = ?", (step_id,))
    if found is None:
        raise errors.NotFound(f"there is no emergency step {step_id}")
    return found


def set_step(db: Database, actor: str, row: Row, version: int, state: str, note: str) -> None:
    """Tick, skip or reopen a line. Raises Conflict."""
    done = state != "open"
    with db.write(actor, f"{state} · {row['title']}") as w:
        w.update(
            "emergency_step", row["id"], version, state=state, note=note, done_by=actor if done else None,
            done_at=w.at if done else None,
        )  # fmt: skip


def close(db: Database, actor: str, row: Row, version: int, result: str) -> None:
    """Close an emergency with what came of it. Raises Conflict."""
    with db.write(actor, f"over · {row['title']}") as w:
        w.update("emergency", row["id"], version, closed_by=actor, closed_at=w.at, result=result)
