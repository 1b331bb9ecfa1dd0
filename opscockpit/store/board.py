"""Tasks and the links of the store's process."""

from __future__ import annotations

from opscockpit import errors
from opscockpit.store.database import Database, Row, Value

SHOWN_WHEN_DONE = 24 * 3600
"""How long a done task stays on the board, in seconds; it stays findable after that."""

_CARD = "SELECT t.*, p.title AS parent FROM task t LEFT JOIN task p ON p.id = t.parent_id "
_ORDER = "ORDER BY t.state = 'doing' DESC, t.state IN ('done', 'dropped'), t.priority, t.due IS NULL, t.due, t.id"


def cards(db: Database, store_id: int) -> list[Row]:
    """The open tasks and those done within a day."""
    since = db.clock.stamp() - SHOWN_WHEN_DONE
    return db.rows(
        f"{_CARD} WHERE t.id IN (SELECT id FROM task WHERE store_id = ?1 AND state IN ('open', 'doing') UNION ALL "
        f"SELECT id FROM task WHERE store_id = ?1 AND state IN ('done', 'dropped') AND moved_at >= ?2) {_ORDER}",
        (store_id, since),
    )


def tasks(db: Database, store_id: int) -> list[Row]:
    """All tasks of a store."""
    return db.rows(f"{_CARD} WHERE t.store_id = ? {_ORDER}", (store_id,))


def task(db: Database, task_id: int) -> Row:
    """One task. Raises NotFound."""
    found = db.row(f"{_CARD} WHERE t.id = ?", (task_id,))
    if found is None:
        raise errors.NotFound(f"there is no task {task_id}; `opscockpit task list` shows them")
    return found


def add_task(
    db: Database, actor: str, store_id: int, *, title: str, owner: str | None = None, due: str | None = None,
    priority: int = 3, link: str | None = None, note: str = "", metric: str | None = None,
) -> int:  # fmt: skip
    """Add a task; its id. Without an owner it goes to the owner of its link."""
    with db.write(actor, f"add task · {title}") as w:
        if owner is None and link is not None:
            owner = w.value("SELECT owner FROM link WHERE store_id = ? AND name = ?", (store_id, link))
        return w.insert(
            "task", store_id=store_id, title=title, owner=owner, due=due, priority=priority, link=link, note=note,
            metric=metric, created_by=actor, created_at=w.at, moved_at=w.at,
        )  # fmt: skip


def change_task(db: Database, actor: str, row: Row, version: int, **values: Value) -> None:
    """Change a task; `moved_at` follows its state and owner. Raises Conflict."""
    with db.write(actor, f"{' '.join(str(v) for v in values.values() if v)} · {row['title']}") as w:
        if "state" in values or "owner" in values:
            values = {**values, "moved_at": w.at}
        w.update("task", row["id"], version, **values)


def links(db: Database, store_id: int) -> list[Row]:
    """The steps of a store's process."""
    return db.rows("SELECT * FROM link WHERE store_id = ? ORDER BY id", (store_id,))
