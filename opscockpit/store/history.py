"""History of rows, and taking back what one did last."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from opscockpit import errors
from opscockpit.store.database import Database, Row, Writer
from opscockpit.store.measures import refresh, touch

UNDO_DEPTH = 20
"""How many of one's own changes can be taken back."""


def of_row(db: Database, table: str, row_id: int) -> list[Row]:
    """Who changed a row, when and how, newest first."""
    return db.rows(
        "SELECT x.actor, x.at, x.label, a.before, a.after FROM audit a JOIN action x ON x.id = a.action_id "
        "WHERE a.table_name = ? AND a.row_id = ? ORDER BY a.id DESC",
        (table, row_id),
    )


def of_plan(db: Database, store_id: int, metric: str, first: str, last: str) -> list[Row]:
    """Who planned a metric for days between two, when and how, newest first; a row for each day that was changed."""
    return db.rows(
        "SELECT x.actor, x.at, x.id AS action_id, a.before, a.after FROM audit a JOIN action x ON x.id = a.action_id "
        "WHERE a.table_name = 'plan' AND coalesce(a.after, a.before) ->> 'store_id' = ? "
        "AND coalesce(a.after, a.before) ->> 'metric' = ? AND coalesce(a.after, a.before) ->> 'day' BETWEEN ? AND ? "
        "ORDER BY a.id DESC",
        (store_id, metric, first, last),
    )


def undoable(db: Database, actor: str) -> list[Row]:
    """Number and label of what a person may still take back, newest first."""
    return db.rows(
        "SELECT id, label FROM (SELECT * FROM action WHERE actor = ? AND undoable = 1 ORDER BY id DESC LIMIT ?) "
        "WHERE undone_by IS NULL ORDER BY id DESC",
        (actor, UNDO_DEPTH),
    )


def undo_last(db: Database, actor: str, passed: Collection[int] = ()) -> str:
    """Take back the last action of a person that has not been taken back and is not `passed` over; its label.

    Raises Refused when there is none and Conflict when one of its rows has been changed since.
    """
    with db.write(actor, "undo", undoable=False) as w:
        found = next((row for row in undoable(db, actor) if row["id"] not in passed), None)
        if found is None:
            raise errors.Refused(f"there is nothing of {actor} left to undo")
        action_id, label = found
        for table, row_id, before, after in _net_changes(w, action_id):
            _put_back(w, table, row_id, before, after)
        w.run("UPDATE action SET undone_by = ? WHERE id = ?", (w.action_id, action_id))
        w.run("UPDATE action SET undoes = ?, label = ? WHERE id = ?", (action_id, f"undo: {label}", w.action_id))
    return str(label)


def _net_changes(w: Writer, action_id: int) -> list[tuple[str, int, Any, Any]]:
    """Each row that an action changed, as it was before and after all of it, last changed first."""
    net: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    for row in w.rows("SELECT * FROM audit WHERE action_id = ? ORDER BY id", (action_id,)):
        key = (row["table_name"], row["row_id"])
        before = net[key][0] if key in net else row["before"]
        net[key] = (before, row["after"])
    return [
        (table, row_id, before and json.loads(before), after and json.loads(after))
        for (table, row_id), (before, after) in reversed(net.items())
    ]


def _put_back(w: Writer, table: str, row_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Undo what was done to one row, if it still says what the action left it saying."""
    found = w.rows(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
    now = dict(found[0]) if found else None
    changed = [name for name, value in _content(after).items() if now is not None and now[name] != value]
    if changed or (now is None) != (after is None):
        raise w.conflict(table, row_id, tuple(changed))
    if before is None:
        _refuse_if_in_use(w, table, row_id)
        w.run(f"DELETE FROM {table} WHERE id = ?", (row_id,))
    elif now is None:
        w.insert(table, **before)
    else:
        w.update(table, row_id, now["version"], **_content(before))
    if table == "reading":
        row = before or after or {}
        touch(w, row["day"])
        refresh(w, row["store_id"])


def _content(row: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (row or {}).items() if name not in ("id", "version")}


def _refuse_if_in_use(w: Writer, table: str, row_id: int) -> None:
    """Taking back an addition must not sweep away what others have hung on it since."""
    for child in w.rows(
        """SELECT m.name, f."from" AS column FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
           WHERE m.type = 'table' AND f."table" = ?""",
        (table,),
    ):
        if w.value(f"SELECT 1 FROM {child['name']} WHERE {child['column']} = ? LIMIT 1", (row_id,)):
            thing, others = table.replace("_", " "), child["name"].replace("_", " ")
            raise errors.Refused(f"this {thing} cannot be taken back: there is a {others} that belongs to it now")
