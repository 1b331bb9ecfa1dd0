"""The morning of a store and day: where it stands and how long each step took."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from opscockpit.store import deeds
from opscockpit.store.database import Database, Row, Value, Writer

STEPS = ("letters", "traffic", "keywords", "decide")


def morning(db: Database, store_id: int, day: date) -> Row | None:
    """The morning of a day, if it was begun."""
    return db.row("SELECT * FROM morning WHERE store_id = ? AND day = ?", (store_id, day.isoformat()))


def steps(db: Database, morning_id: int) -> dict[str, Row]:
    """Its four steps."""
    found = db.rows("SELECT * FROM morning_step WHERE morning_id = ?", (morning_id,))
    return {row["step"]: row for row in found}


def begin(db: Database, actor: str, store_id: int, day: date) -> bool:
    """Begin the morning with its clock running; False when somebody has begun it already."""
    with db.write(actor, "begin the morning", undoable=False) as w:
        if w.value("SELECT 1 FROM morning WHERE store_id = ? AND day = ?", (store_id, day.isoformat())):
            w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
            return False
        made = w.insert(
            "morning", store_id=store_id, day=day.isoformat(), step=STEPS[0], started_by=actor, started_at=w.at,
            running_since=w.at,
        )  # fmt: skip
        for step in STEPS:
            w.insert("morning_step", morning_id=made, step=step)
    return True


def go(
    db: Database, actor: str, row: Row, version: int, *, longest: int, step: str | None = None, running: bool = True,
    finish: bool = False, done: str | None = None, note: str = "", kinds: Collection[str] = (),
) -> None:  # fmt: skip
    """Move on: book the time since the last move on the step it stood at, then say where it stands now.

    `done` names a step that is finished by this, and items of the list that it does; `kinds` are the names of all
    kinds of letters. A stretch counts for at most `longest` seconds: whoever leaves the
    morning without stopping the clock was not in it all the time. Raises Conflict.
    """
    what = "finish the morning" if finish else f"morning · {done} done" if done else f"morning · {step or 'pause'}"
    with db.write(actor, what, undoable=False) as w:
        if row["running_since"] is not None:
            _book(w, row, min(max(0, w.at - row["running_since"]), longest))
        if done:
            found = _step(w, row["id"], done)
            w.update("morning_step", found["id"], found["version"], done_by=actor, done_at=w.at, note=note)
            if done == "letters":
                deeds.letters_seen(w, row["store_id"], row["day"], kinds, kinds)
            elif done == "traffic" and not note:
                deeds.numbers_seen(w, row["store_id"], row["day"])
        values: dict[str, Value] = {
            "step": step or row["step"],
            "running_since": w.at if running and not finish else None,
        }
        if finish:
            values |= {"finished_by": actor, "finished_at": w.at}
        w.update("morning", row["id"], version, **values)


def _step(w: Writer, morning_id: int, step: str) -> Row:
    return w.rows("SELECT * FROM morning_step WHERE morning_id = ? AND step = ?", (morning_id, step))[0]


def _book(w: Writer, row: Row, seconds: int) -> None:
    if seconds:
        found = _step(w, row["id"], row["step"])
        w.update("morning_step", found["id"], found["version"], spent=found["spent"] + seconds)


def readings(db: Database, store_id: int, day: date) -> list[Row]:
    """The latest reading of each number of a day, for the whole store."""
    return db.rows(
        "SELECT measure, value, seen_by, max(at) AS at FROM reading WHERE store_id = ? AND channel = '' AND day = ? "
        "GROUP BY measure ORDER BY measure",
        (store_id, day.isoformat()),
    )
