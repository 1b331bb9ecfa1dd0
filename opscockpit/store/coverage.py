"""Which source told of which day."""

from __future__ import annotations

from datetime import date

from opscockpit.store.database import Database, Row


def told(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Each source and day between two days that a live import or a reading speaks of."""
    return db.rows(
        "SELECT DISTINCT s.source, s.first_day AS day FROM slice s JOIN batch b ON b.id = s.batch_id "
        "WHERE s.store_id = ?1 AND s.first_day BETWEEN ?2 AND ?3 AND s.last_day = s.first_day AND b.state = 'live' "
        "UNION SELECT 'reading', day FROM reading WHERE store_id = ?1 AND day BETWEEN ?2 AND ?3",
        (store_id, first.isoformat(), last.isoformat()),
    )


def sources(db: Database, store_id: int) -> list[Row]:
    """The daily sources of a store: source, first and last day they told of."""
    return db.rows(
        "SELECT s.source, min(s.first_day) AS first, max(s.first_day) AS last FROM slice s "
        "JOIN batch b ON b.id = s.batch_id AND b.state = 'live' "
        "WHERE s.store_id = ?1 AND s.last_day = s.first_day GROUP BY s.source ORDER BY s.source",
        (store_id,),
    )


def restatements(db: Database, store_id: int, day: date) -> list[Row]:
    """The sources that told of a day more than once: source, how often, and the file that counts."""
    return db.rows(
        "SELECT s.source, count(*) AS tellings, max(CASE WHEN s.live THEN b.file END) AS file FROM slice s "
        "JOIN batch b ON b.id = s.batch_id AND b.state = 'live' "
        "WHERE s.store_id = ?1 AND s.first_day = ?2 AND s.last_day = ?2 GROUP BY s.source HAVING count(*) > 1",
        (store_id, day.isoformat()),
    )


def feeding(db: Database, store_id: int) -> list[Row]:
    """Each measure of the whole store: the sources it came from, first and last day."""
    return db.rows(
        "SELECT measure, group_concat(DISTINCT source) AS sources, min(day) AS first, max(day) AS last "
        "FROM day_measure WHERE store_id = ? AND channel = '' GROUP BY measure",
        (store_id,),
    )


def ledger_seen(db: Database, store_id: int, day: date) -> int | None:
    """When orders of a day came in last; None when no order file speaks of it."""
    found = db.value(
        "SELECT max(b.imported_at) FROM slice s JOIN batch b ON b.id = s.batch_id AND b.state = 'live' "
        "AND b.grain = 'orders' WHERE s.store_id = ?1 AND s.first_day = ?2 AND s.last_day = ?2",
        (store_id, day.isoformat()),
    )
    return None if found is None else int(found)


def readings_seen(db: Database, store_id: int, day: date) -> int | None:
    """When the last number of a day was typed or pushed; None for none."""
    found = db.value("SELECT max(at) FROM reading WHERE store_id = ? AND day = ?", (store_id, day.isoformat()))
    return None if found is None else int(found)


def newest(db: Database, store_id: int) -> int | None:
    """When a store got data last."""
    found = db.value("SELECT max(imported_at) FROM batch WHERE store_id = ? AND state = 'live'", (store_id,))
    return None if found is None else int(found)


def imports_mark(db: Database) -> tuple[int, int]:
    """Changes with every import and with every one taken back: the newest number, and how many count."""
    found = db.rows("SELECT coalesce(max(id), 0) AS newest, count(*) FILTER (WHERE state = 'live') AS live FROM batch")
    return int(found[0]["newest"]), int(found[0]["live"])
