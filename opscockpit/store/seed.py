"""Rows in bulk: a demo's team and its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opscockpit.store.database import Database, Value


def add_rows(db: Database, actor: str, label: str, table: str, rows: Sequence[Mapping[str, Value]]) -> list[int]:
    """Add rows to one table in one transaction; their ids. Column names come from code."""
    with db.write(actor, label, undoable=False) as w:
        return [w.insert(table, **row) for row in rows]
