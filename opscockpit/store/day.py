"""The day's own rows: must-do items, letters, focus."""

from __future__ import annotations

from datetime import date

from opscockpit import errors
from opscockpit.store.database import Database, Row


def ensure_run(db: Database, actor: str, store_id: int, day: date) -> None:
    """Make the day's must-do items from the routines, once, whoever comes first."""
    if db.read_only or db.value("SELECT 1 FROM run WHERE store_id = ? AND day = ?", (store_id, day.isoformat())):
        return
    if not db.value("SELECT 1 FROM routine WHERE store_id = ? AND active = 1", (store_id,)):
        return
    with db.write(actor, f"make the list of {day}", undoable=False) as w:
        w.run("INSERT OR IGNORE INTO run (store_id, day, made_at) VALUES (?, ?, ?)", (store_id, day.isoformat(), w.at))
        w.run(
            """INSERT OR IGNORE INTO must_item
                 (store_id, day, routine_id, title, step, owner, due, minutes, position)
               SELECT store_id, ?2, id, title, step, owner, due, minutes, position FROM routine
               WHERE store_id = ?1 AND active = 1 AND instr(days, ?3) > 0 ORDER BY position, id""",
            (store_id, day.isoformat(), str(day.isoweekday())),
        )


def must_items(db: Database, store_id: int, day: date) -> list[Row]:
    """The items of a day in their order."""
    return db.rows(
        "SELECT * FROM must_item WHERE store_id = ? AND day = ? ORDER BY position, id", (store_id, day.isoformat())
    )


def must_item(db: Database, item_id: int) -> Row:
    """One item. Raises NotFound."""
    found = db.row("SELECT * FROM must_item WHERE id = ?", (item_id,))
    if found is None:
        raise errors.NotFound(f"there is no must-do item {item_id}; `opscockpit check list` shows today's")
    return found


def set_item(db: Database, actor: str, row: Row, version: int, state: str, evidence: str) -> None:
    """Tick, skip or reopen an item. Raises Conflict."""
    done = state != "open"
    with db.write(actor, f"{state} · {row['title']}") as w:
        w.update(
            "must_item", row["id"], version,
            state=state, evidence=evidence, done_by=actor if done else None, done_at=w.at if done else None,
        )  # fmt: skip


def letters(db: Database, store_id: int, day: date) -> list[Row]:
    """The platform's messages of a day by kind."""
    return db.rows("SELECT * FROM letter WHERE store_id = ? AND day = ? ORDER BY id", (store_id, day.isoformat()))


def focus_of(db: Database, store_id: int, day: date) -> Row | None:
    """The main focus of a day."""
    return db.row("SELECT * FROM focus WHERE store_id = ? AND day = ? AND rank = 1", (store_id, day.isoformat()))


def focus_before(db: Database, store_id: int, day: date) -> Row | None:
    """The last focus before a day."""
    return db.row(
        "SELECT * FROM focus WHERE store_id = ? AND day < ? AND rank = 1 ORDER BY day DESC LIMIT 1",
        (store_id, day.isoformat()),
    )


def set_focus(
    db: Database, actor: str, store_id: int, day: date, *, sentence: str, metric: str | None, target: str | None,
    owner: str | None, due: str | None, version: int | None = None,
) -> int:  # fmt: skip
    """Set or replace the main focus of a day; its id.

    `version` is the one seen of the focus being replaced, None when none was seen. Raises Conflict when
    somebody set or changed it meanwhile.
    """
    values = {"sentence": sentence, "metric": metric, "target": target, "owner": owner, "due": due}
    with db.write(actor, f"focus · {sentence}") as w:
        row = next(
            iter(
                w.rows("SELECT * FROM focus WHERE store_id = ? AND day = ? AND rank = 1", (store_id, day.isoformat()))
            ),
            None,
        )
        if row is None:
            return w.insert("focus", store_id=store_id, day=day.isoformat(), set_by=actor, set_at=w.at, **values)
        if version is None:
            raise errors.Conflict(
                f"{row['set_by']} set the focus {max(0, w.at - row['set_at'])} s ago: {row['sentence']}; "
                f"set it again to replace it"
            )
        w.update("focus", row["id"], version, set_by=actor, set_at=w.at, **values)
        return int(row["id"])


def score_focus(db: Database, actor: str, focus_id: int, version: int, score: str, note: str) -> None:
    """Say how a focus went. Raises Conflict."""
    with db.write(actor, f"score · {score}") as w:
        w.update("focus", focus_id, version, score=score, score_note=note, scored_by=actor, scored_at=w.at)
