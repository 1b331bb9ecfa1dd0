"""Rows in bulk: a demo's team and its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opscockpit.store.database import Database, Value


def add_rows(
    db: Database, actor: str, label: str, table: str, rows: Sequence[Mapping[str, Value]], at: int | None = None
) -> list[int]:
    """Add rows to one table in one transaction, as if at a stamp where one is given; their ids.

    Column names come from code.
    """
    with db.write(actor, label, undoable=False) as w:
        if at is not None:
            w.run("UPDATE action SET at = ? WHERE id = ?", (at, w.action_id))
        return [w.insert(table, **row) for row in rows]
