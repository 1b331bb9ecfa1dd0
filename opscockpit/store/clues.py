"""What else happened around a day: tasks done, files that changed it."""

from __future__ import annotations

from datetime import date

from opscockpit.store.database import Database, Row


def tasks_done(db: Database, store_id: int, first: int, last: int) -> list[Row]:
    """Tasks done between two stamps, oldest first."""
    return db.rows(
        "SELECT id, title, owner, moved_at FROM task WHERE store_id = ? AND state = 'done' "
        "AND moved_at BETWEEN ? AND ? ORDER BY moved_at",
        (store_id, first, last),
    )


def late_tellings(db: Database, store_id: int, day: date) -> list[Row]:
    """Files that told of a day after another had: the live imports of its sources but the first of each."""
    return db.rows(
        """SELECT b.id, b.file, b.source, b.imported_at, b.imported_by FROM slice s
           JOIN batch b ON b.id = s.batch_id AND b.state = 'live'
           WHERE s.store_id = ?1 AND s.first_day = ?2 AND s.last_day = ?2 AND EXISTS (
             SELECT 1 FROM slice o JOIN batch e ON e.id = o.batch_id AND e.state = 'live'
             WHERE o.store_id = s.store_id AND o.source = s.source AND o.first_day = ?2 AND o.last_day = ?2
               AND e.id < b.id)
           ORDER BY b.id""",
        (store_id, day.isoformat()),
    )


def alarms_on(db: Database, store_id: int, day: date) -> list[Row]:
    """The alarms that were up on a day."""
    return db.rows(
        "SELECT metric, side, first_day, tag FROM alarm WHERE store_id = ?1 AND ?2 BETWEEN first_day AND last_day",
        (store_id, day.isoformat()),
    )
