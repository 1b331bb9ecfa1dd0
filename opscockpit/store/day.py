"""The day's own rows: must-do items and focus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opscockpit import errors
from opscockpit.store import deeds
from opscockpit.store.database import Database, Row, Writer


def has_run(db: Database, store_id: int, day: date) -> bool:
    """Whether the day's list has been made."""
    return bool(db.value("SELECT 1 FROM run WHERE store_id = ? AND day = ?", (store_id, day.isoformat())))


def make_run(db: Database, actor: str, store_id: int, day: date, routines: Sequence[Row]) -> None:
    """Make the day's list as a frozen copy of the routines that are due, once, whoever comes first.

    What is still open from before the last list is missed from now on; the last list's own open items wait for a
    decision (see `leftovers`).
    """
    with db.write(actor, f"make the list of {day}", undoable=False) as w:
        made = w.run(
            "INSERT OR IGNORE INTO run (store_id, day, made_at) VALUES (?, ?, ?)", (store_id, day.isoformat(), w.at)
        )
        if not made:
            w.run("DELETE FROM action WHERE id = ?", (w.action_id,))
            return
        w.run(
            """UPDATE must_item SET state = 'missed', version = version + 1
               WHERE store_id = ?1 AND state = 'open'
                 AND day < (SELECT max(day) FROM run WHERE store_id = ?1 AND day < ?2)""",
            (store_id, day.isoformat()),
        )
        for routine in routines:
            add_item(w, day, routine)


def add_item(w: Writer, day: date, routine: Row) -> None:
    """Put a copy of a routine on a day's list, inside a transaction; nothing happens where it is there already."""
    w.run(
        """INSERT OR IGNORE INTO must_item
             (store_id, day, routine_id, title, step, owner, role, starts, due, minutes, wants, position)
           SELECT store_id, ?2, id, title, step, owner, role, starts, due, minutes, evidence, position
           FROM routine WHERE id = ?1""",
        (routine["id"], day.isoformat()),
    )


def leftovers(db: Database, store_id: int, day: date) -> list[Row]:
    """What is still open of the last list before a day."""
    return db.rows(
        """SELECT * FROM must_item WHERE store_id = ?1 AND state = 'open'
             AND day = (SELECT max(day) FROM run WHERE store_id = ?1 AND day < ?2) ORDER BY position, id""",
        (store_id, day.isoformat()),
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


def set_item(
    db: Database, actor: str, row: Row, version: int | None, state: str, evidence: str, found: int | None = None
) -> None:
    """Tick, skip or reopen an item, with `version` None whatever it says now. Raises Conflict."""
    done = state != "open"
    with db.write(actor, f"{state} · {row['title']}") as w:
        w.update(
            "must_item", row["id"], version, state=state, evidence=evidence, found=found,
            done_by=actor if done else None, done_at=w.at if done else None,
        )  # fmt: skip


def start_item(db: Database, actor: str, row: Row, version: int) -> None:
    """Note when the work on an item began, for its minutes. Raises Conflict."""
    with db.write(actor, f"begin · {row['title']}", undoable=False) as w:
        w.update("must_item", row["id"], version, started_at=w.at)


def carry_over(db: Database, actor: str, row: Row, version: int, note: str) -> int:
    """Make a task of an item that was left open, which then counts as missed; the task's id. Raises Conflict."""
    with db.write(actor, f"carry over · {row['title']}") as w:
        task_id = w.insert(
            "task", store_id=row["store_id"], title=row["title"], owner=row["owner"], note=note,
            source=f"must_item:{row['id']}", created_by=actor, created_at=w.at, moved_at=w.at,
        )  # fmt: skip
        w.update(
            "must_item", row["id"], version, state="missed", evidence=f"carried over as task {task_id}",
            done_by=actor, done_at=w.at,
        )  # fmt: skip
    return task_id


def past_items(db: Database, store_id: int, before: date, runs: int) -> list[Row]:
    """The newest `runs` items of each routine before a day, newest first."""
    return db.rows(
        """SELECT * FROM (
             SELECT *, row_number() OVER (PARTITION BY routine_id ORDER BY day DESC) AS n FROM must_item
             WHERE store_id = ? AND day < ? AND routine_id IS NOT NULL AND state <> 'open')
           WHERE n <= ? ORDER BY routine_id, day DESC""",
        (store_id, before.isoformat(), runs),
    )


def focuses_of(db: Database, store_id: int, day: date) -> list[Row]:
    """The focus of a day and its side things, the main one first."""
    return db.rows("SELECT * FROM focus WHERE store_id = ? AND day = ? ORDER BY rank", (store_id, day.isoformat()))


def focus_of(db: Database, store_id: int, day: date) -> Row | None:
    """The main focus of a day."""
    return db.row("SELECT * FROM focus WHERE store_id = ? AND day = ? AND rank = 1", (store_id, day.isoformat()))


def focus_before(db: Database, store_id: int, day: date) -> Row | None:
    """The last focus before a day."""
    return db.row(
        "SELECT * FROM focus WHERE store_id = ? AND day < ? AND rank = 1 ORDER BY day DESC LIMIT 1",
        (store_id, day.isoformat()),
    )


def focus(db: Database, focus_id: int) -> Row:
    """One focus. Raises NotFound."""
    found = db.row("SELECT * FROM focus WHERE id = ?", (focus_id,))
    if found is None:
        raise errors.NotFound(f"there is no focus {focus_id}")
    return found


def unscored(db: Database, store_id: int, day: date) -> list[Row]:
    """The main and side things of the last day before `day` that had a focus and that have no score yet."""
    return db.rows(
        """SELECT * FROM focus WHERE store_id = ?1 AND score IS NULL
             AND day = (SELECT max(day) FROM focus WHERE store_id = ?1 AND day < ?2) ORDER BY rank""",
        (store_id, day.isoformat()),
    )


def focus_scores(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """The main focus of each day of a period, newest first."""
    return db.rows(
        "SELECT * FROM focus WHERE store_id = ? AND rank = 1 AND day BETWEEN ? AND ? ORDER BY day DESC",
        (store_id, first.isoformat(), last.isoformat()),
    )


def set_focus(
    db: Database, actor: str, store_id: int, day: date, *, sentence: str, metric: str | None, target: str | None,
    owner: str | None, due: str | None, evidence: str = "", version: int | None = None, rank: int = 1,
) -> int:  # fmt: skip
    """Set or replace the focus (`rank` 1) or a side thing (2, 3) of a day; its id.

    `version` is the one seen of the row being replaced, None when none was seen. Raises Conflict when somebody set
    or changed it meanwhile.
    """
    values = {
        "sentence": sentence, "metric": metric, "target": target, "owner": owner, "due": due, "evidence": evidence,
    }  # fmt: skip
    with db.write(actor, f"focus · {sentence}") as w:
        found = w.rows(
            "SELECT * FROM focus WHERE store_id = ? AND day = ? AND rank = ?", (store_id, day.isoformat(), rank)
        )
        deeds.focus_set(w, store_id, day.isoformat(), sentence)
        if not found:
            return w.insert(
                "focus", store_id=store_id, day=day.isoformat(), rank=rank, set_by=actor, set_at=w.at, **values
            )
        row = found[0]
        if version is None:
            raise errors.Conflict(
                f"{row['set_by']} set the focus {max(0, w.at - row['set_at'])} s ago: {row['sentence']}; "
                f"replace it, or add yours as a side focus"
            )
        w.update("focus", row["id"], version, set_by=actor, set_at=w.at, **values)
        return int(row["id"])


def add_side_focus(
    db: Database, actor: str, store_id: int, day: date, *, sentence: str, metric: str | None, target: str | None,
    owner: str | None, due: str | None, evidence: str = "",
) -> int:  # fmt: skip
    """Add a side thing to the day; its id. Raises Refused when there are two already or no focus yet."""
    with db.write(actor, f"side focus · {sentence}") as w:
        taken = {
            row["rank"]
            for row in w.rows("SELECT rank FROM focus WHERE store_id = ? AND day = ?", (store_id, day.isoformat()))
        }
        if 1 not in taken:
            raise errors.Refused("set the one focus of the day first")
        free = [rank for rank in (2, 3) if rank not in taken]
        if not free:
            raise errors.Refused("there are two side things already; one focus and two side things are the most")
        return w.insert(
            "focus", store_id=store_id, day=day.isoformat(), rank=free[0], sentence=sentence, metric=metric,
            target=target, owner=owner, due=due, evidence=evidence, set_by=actor, set_at=w.at,
        )  # fmt: skip


def score_focus(db: Database, actor: str, focus_id: int, version: int, score: str, note: str) -> None:
    """Say how a focus went. Raises Conflict."""
    with db.write(actor, f"score · {score}") as w:
        w.update("focus", focus_id, version, score=score, score_note=note, scored_by=actor, scored_at=w.at)
        deeds.scored(w, w.rows("SELECT * FROM focus WHERE id = ?", (focus_id,))[0], score, note)
