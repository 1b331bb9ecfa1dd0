"""Routines: the templates of the must-do list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from opscockpit import errors
from opscockpit.store.database import Database, Row, Value
from opscockpit.store.day import add_item


def routines(db: Database, store_id: int, *, all_: bool = False) -> list[Row]:
    """The active routines of a store in their order; with `all_` those switched off too."""
    return db.rows(
        "SELECT * FROM routine WHERE store_id = ? AND active >= ? ORDER BY position, id", (store_id, 0 if all_ else 1)
    )


def routine(db: Database, routine_id: int) -> Row:
    """One routine. Raises NotFound."""
    found = db.row("SELECT * FROM routine WHERE id = ?", (routine_id,))
    if found is None:
        raise errors.NotFound(f"there is no routine {routine_id}; `opscockpit routine list` shows them")
    return found


def add(db: Database, actor: str, store_id: int, values: Mapping[str, Value], today: date | None = None) -> int:
    """Add a routine at the end; its id. With `today` it joins that day's list, where there is one."""
    with db.write(actor, f"new routine · {values['title']}") as w:
        last = w.value("SELECT coalesce(max(position), -1) FROM routine WHERE store_id = ?", (store_id,))
        routine_id = w.insert("routine", store_id=store_id, position=last + 1, **values)
        if today and w.value("SELECT 1 FROM run WHERE store_id = ? AND day = ?", (store_id, today.isoformat())):
            add_item(w, today, w.rows("SELECT * FROM routine WHERE id = ?", (routine_id,))[0])
    return routine_id


def change(db: Database, actor: str, row: Row, version: int, **values: Value) -> None:
    """Change a routine; today's list keeps its copy. Raises Conflict."""
    with db.write(actor, f"routine · {row['title']}") as w:
        w.update("routine", row["id"], version, **values)


def move(db: Database, actor: str, row: Row, before: int | None) -> None:
    """Put a routine before another one (an id), or at the end; numbers all positions anew."""
    with db.write(actor, f"order of the routines · {row['title']}") as w:
        found = w.rows(
            "SELECT id, version, position FROM routine WHERE store_id = ? ORDER BY position, id", (row["store_id"],)
        )
        ids = [other["id"] for other in found if other["id"] != row["id"]]
        ids.insert(ids.index(before) if before in ids else len(ids), row["id"])
        for other in found:
            place = ids.index(other["id"])
            if place != other["position"]:
                w.update("routine", other["id"], other["version"], position=place)


def take(
    db: Database, actor: str, store_id: int, label: str,
    routines: Sequence[Mapping[str, Value]], links: Sequence[Mapping[str, Value]],
) -> tuple[int, int]:  # fmt: skip
    """Add a template set in one transaction; how many routines and links were new. What is there already stays."""
    with db.write(actor, f"take over · {label}") as w:
        titles = {row["title"] for row in w.rows("SELECT title FROM routine WHERE store_id = ?", (store_id,))}
        names = {row["name"] for row in w.rows("SELECT name FROM link WHERE store_id = ?", (store_id,))}
        position = w.value("SELECT coalesce(max(position), -1) FROM routine WHERE store_id = ?", (store_id,))
        fresh = [row for row in routines if row["title"] not in titles]
        for n, row in enumerate(fresh, position + 1):
            w.insert("routine", store_id=store_id, position=n, **row)
        steps = [row for row in links if row["name"] not in names]
        for row in steps:
            w.insert("link", store_id=store_id, **row)
    return len(fresh), len(steps)
