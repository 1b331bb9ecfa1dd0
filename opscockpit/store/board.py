"""Tasks and the links of the store's process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opscockpit import errors
from opscockpit.store.database import Database, Row, Value

SHOWN_WHEN_DONE = 24 * 3600
"""How long a done task stays on the board, in seconds; it stays findable after that."""

_CARD = """SELECT t.*, p.title AS parent,
    (SELECT count(*) FROM task c WHERE c.parent_id = t.id) AS children,
    (SELECT count(*) FROM task c WHERE c.parent_id = t.id AND c.state IN ('done', 'dropped')) AS children_done
  FROM task t LEFT JOIN task p ON p.id = t.parent_id """
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


def children(db: Database, task_id: int) -> list[Row]:
    """The tasks that a task was split into."""
    return db.rows(f"{_CARD} WHERE t.parent_id = ? {_ORDER}", (task_id,))


def moved_between(db: Database, store_id: int, first: int, last: int) -> list[Row]:
    """Tasks done or dropped between two stamps, in the order in which that happened."""
    return db.rows(
        f"{_CARD} WHERE t.store_id = ? AND t.state IN ('done', 'dropped') AND t.moved_at BETWEEN ? AND ? "
        "ORDER BY t.moved_at, t.id",
        (store_id, first, last),
    )


def load(db: Database, store_id: int, today: date) -> list[Row]:
    """For each owner of open work: how many tasks are open, in work, late, and waiting to be accepted."""
    return db.rows(
        """SELECT owner, count(*) FILTER (WHERE state = 'open') AS open,
             count(*) FILTER (WHERE state = 'doing') AS doing,
             count(*) FILTER (WHERE due < ?2) AS late, count(*) FILTER (WHERE offered_by IS NOT NULL) AS offered
           FROM task WHERE store_id = ?1 AND state IN ('open', 'doing') GROUP BY owner""",
        (store_id, today.isoformat()),
    )


def offers(db: Database, store_id: int, login: str) -> int:
    """How many tasks wait for somebody's yes or no."""
    return int(
        db.value(
            "SELECT count(*) FROM task WHERE store_id = ? AND owner = ? AND offered_by IS NOT NULL "
            "AND state IN ('open', 'doing')",
            (store_id, login),
        )
    )


def add_task(
    db: Database, actor: str, store_id: int, *, title: str, owner: str | None = None, due: str | None = None,
    priority: int = 3, link: str | None = None, note: str = "", metric: str | None = None, done_when: str = "",
    parent_id: int | None = None, source: str | None = None,
) -> int:  # fmt: skip
    """Add a task; its id. Without an owner it goes to the owner of its link."""
    with db.write(actor, f"add task · {title}") as w:
        if owner is None and link is not None:
            owner = w.value("SELECT owner FROM link WHERE store_id = ? AND name = ?", (store_id, link))
        return w.insert(
            "task", store_id=store_id, title=title, owner=owner, due=due, priority=priority, link=link, note=note,
            metric=metric, done_when=done_when, parent_id=parent_id, source=source,
            created_by=actor, created_at=w.at, moved_at=w.at,
        )  # fmt: skip


def change_task(db: Database, actor: str, row: Row, version: int | None, **values: Value) -> None:
    """Change a task, with `version` None whatever it says now; `moved_at` follows its state. Raises Conflict."""
    with db.write(actor, f"{' '.join(str(v) for v in values.values() if v)} · {row['title']}") as w:
        if "state" in values and values["state"] != row["state"]:
            values = {**values, "moved_at": w.at}
        w.update("task", row["id"], version, **values)


def give(db: Database, actor: str, row: Row, version: int, owner: str | None) -> None:
    """Hand a task to somebody, who is asked to accept it; to oneself and to nobody it goes at once. Raises Conflict."""
    asked = owner not in (None, actor) and row["state"] in ("open", "doing")
    with db.write(actor, f"for {owner or 'nobody'} · {row['title']}") as w:
        w.update(
            "task", row["id"], version, owner=owner, offered_by=actor if asked else None,
            offered_from=row["owner"] if asked else None,
        )  # fmt: skip


def answer(db: Database, actor: str, row: Row, version: int, accepted: bool, note: str) -> None:
    """Accept a task that was handed over, or decline it: it goes back to who had it. Raises Conflict."""
    with db.write(actor, f"{'accept' if accepted else 'decline'} · {row['title']}") as w:
        owner = row["owner"] if accepted else row["offered_from"]
        w.update("task", row["id"], version, owner=owner, offered_by=None, offered_from=None, note=note)


def split(db: Database, actor: str, row: Row, version: int, titles: Sequence[str]) -> list[int]:
    """Make children of a task with its owner, day, link and priority; their ids. Raises Conflict."""
    with db.write(actor, f"split · {row['title']}") as w:
        w.update("task", row["id"], version, state=row["state"])
        return [
            w.insert(
                "task", store_id=row["store_id"], title=title, owner=row["owner"], due=row["due"], link=row["link"],
                priority=row["priority"], parent_id=row["id"], created_by=actor, created_at=w.at, moved_at=w.at,
            )
            for title in titles
        ]  # fmt: skip


def links(db: Database, store_id: int) -> list[Row]:
    """The steps of a store's process."""
    return db.rows("SELECT * FROM link WHERE store_id = ? ORDER BY id", (store_id,))


def link(db: Database, link_id: int) -> Row:
    """One link. Raises NotFound."""
    found = db.row("SELECT * FROM link WHERE id = ?", (link_id,))
    if found is None:
        raise errors.NotFound(f"there is no link {link_id}; `opscockpit link list` shows them")
    return found


def link_load(db: Database, store_id: int, today: date) -> list[Row]:
    """For each link the open and the late tasks."""
    return db.rows(
        "SELECT link, count(*) AS open, count(*) FILTER (WHERE due < ?2) AS late FROM task "
        "WHERE store_id = ?1 AND state IN ('open', 'doing') AND link IS NOT NULL GROUP BY link",
        (store_id, today.isoformat()),
    )


def add_link(db: Database, actor: str, store_id: int, *, name: str, owner: str, deputy: str | None, covers: str) -> int:
    """Add a step of the process; its id. Raises Refused when the name is taken."""
    with db.write(actor, f"link · {name}") as w:
        return w.insert("link", store_id=store_id, name=name, owner=owner, deputy=deputy, covers=covers)


def change_link(db: Database, actor: str, row: Row, version: int, **values: Value) -> None:
    """Change a link; its tasks follow a new name. Raises Conflict."""
    with db.write(actor, f"link · {row['name']}") as w:
        w.update("link", row["id"], version, **values)
        if "name" in values and values["name"] != row["name"]:
            for found in w.rows(
                "SELECT id, version FROM task WHERE store_id = ? AND link = ?", (row["store_id"], row["name"])
            ):
                w.update("task", found["id"], found["version"], link=values["name"])


def remove_link(db: Database, actor: str, row: Row) -> None:
    """Take a step out of the process. Raises Refused while open tasks belong to it."""
    with db.write(actor, f"remove link · {row['name']}") as w:
        busy = w.value(
            "SELECT count(*) FROM task WHERE store_id = ? AND link = ? AND state IN ('open', 'doing')",
            (row["store_id"], row["name"]),
        )
        if busy:
            raise errors.Refused(f"{busy} open tasks belong to {row['name']}; move them to another link first")
        w.run("DELETE FROM link WHERE id = ?", (row["id"],))
