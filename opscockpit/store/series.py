"""Reading the derived measures: by day, by channel, by hour, up to a moment of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opscockpit.store.database import Database, Row


def day_values(db: Database, store_id: int, measures: Sequence[str], first: date, last: date) -> list[Row]:
    """Measure, day, value and source of the whole store between two days."""
    marks = ", ".join("?" * len(measures))
    return db.rows(
        f"SELECT measure, day, value, source FROM day_measure WHERE store_id = ? AND measure IN ({marks}) "
        f"AND channel = '' AND day BETWEEN ? AND ? ORDER BY measure, day",
        (store_id, *measures, first.isoformat(), last.isoformat()),
    )


def all_day_values(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Every measure of the whole store and of each channel between two days."""
    return db.rows(
        "SELECT measure, channel, day, value, source FROM day_measure WHERE store_id = ? AND day BETWEEN ? AND ? "
        "ORDER BY day",
        (store_id, first.isoformat(), last.isoformat()),
    )


def distinct_buyers(db: Database, store_id: int, first: date, last: date) -> tuple[int, int]:
    """Known buyers of paid orders in a period, and how many of them are new in it; each counted once."""
    row = db.row(
        "SELECT count(DISTINCT s.buyer_id) AS buyers, count(DISTINCT s.buyer_id) FILTER (WHERE p.first_day >= ?2) AS new "
        "FROM sale s JOIN buyer p ON p.id = s.buyer_id WHERE s.store_id = ?1 AND s.live = 1 AND s.kind = 'sale' "
        "AND s.paid_at IS NOT NULL AND s.day BETWEEN ?2 AND ?3",
        (store_id, first.isoformat(), last.isoformat()),
    )
    return (row["buyers"], row["new"]) if row else (0, 0)


def so_far(db: Database, store_id: int, bounds: Sequence[tuple[date, int]]) -> dict[str, Row]:
    """Orders, paid money, pieces and buyers of each day up to a stamp of it, by day."""
    found = {}
    for day, until in bounds:
        row = db.row(
            "SELECT count(*) FILTER (WHERE kind = 'sale' AND paid_at IS NOT NULL) AS orders, "
            "coalesce(sum(paid), 0) AS paid, coalesce(sum(units), 0) AS units, "
            "count(DISTINCT buyer_id) FILTER (WHERE kind = 'sale' AND paid_at IS NOT NULL) AS buyers, "
            "count(*) AS rows_ FROM sale "
            "WHERE store_id = ? AND live = 1 AND day = ? AND (paid_at <= ? OR (paid_at IS NULL AND created_at <= ?))",
            (store_id, day.isoformat(), until, until),
        )
        if row is not None:
            found[day.isoformat()] = row
    return found


def refunds_so_far(db: Database, store_id: int, day: date, until: int) -> int:
    """Money given back on a day up to a stamp of it."""
    return int(
        db.value(
            "SELECT coalesce(sum(refunded), 0) FROM sale WHERE store_id = ? AND live = 1 AND refund_day = ? "
            "AND coalesce(paid_at, created_at) <= ?",
            (store_id, day.isoformat(), until),
        )
    )


def covered_by(db: Database, store_id: int, day: date) -> list[Row]:
    """The live batches that speak of a day."""
    return db.rows(
        "SELECT b.id AS batch, b.file, b.source, b.grain, b.rows_used, b.imported_at, b.as_of FROM slice s "
        "JOIN batch b ON b.id = s.batch_id AND b.state = 'live' "
        "WHERE s.store_id = ? AND s.first_day = ? AND s.last_day = ? AND (s.live = 1 OR b.grain = 'orders') ORDER BY b.id",
        (store_id, day.isoformat(), day.isoformat()),
    )


def events(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Calendar events of a store (or of all stores) that touch a period."""
    return db.rows(
        "SELECT * FROM calendar_event WHERE (store_id = ? OR store_id IS NULL) AND last_day >= ? AND first_day <= ? "
        "ORDER BY first_day, id",
        (store_id, first.isoformat(), last.isoformat()),
    )


def newest_reading(db: Database, store_id: int, day: date, until: int) -> list[Row]:
    """The latest reading of each measure on a day, not later than a stamp."""
    return db.rows(
        "SELECT measure, value, max(at) AS at, seen_by FROM reading WHERE store_id = ? AND day = ? AND channel = '' "
        "AND at <= ? GROUP BY measure",
        (store_id, day.isoformat(), until),
    )


def newest_data(db: Database, store_id: int) -> int | None:
    """When this store last got data: an import or a reading."""
    found = db.value(
        "SELECT max(t) FROM (SELECT max(imported_at) AS t FROM batch WHERE store_id = ?1 AND state = 'live' "
        "UNION ALL SELECT max(at) FROM reading WHERE store_id = ?1 AND day >= "
        "(SELECT max(day) FROM reading WHERE store_id = ?1))",
        (store_id,),
    )
    return None if found is None else int(found)


def source_lines(db: Database, store_id: int, measure: str, day: date) -> list[Row]:
    """The live batches that a day's value of a measure rests on, with the rows each gave."""
    source = db.value(
        "SELECT source FROM day_measure WHERE store_id = ? AND measure = ? AND channel = '' AND day = ?",
        (store_id, measure, day.isoformat()),
    )
    if source == "ledger":
        return db.rows(
            "SELECT b.id AS batch, b.file, count(*) AS rows, b.imported_at FROM sale s JOIN batch b ON b.id = s.batch_id "
            "WHERE s.store_id = ?1 AND s.live = 1 AND s.day = ?2 GROUP BY b.id",
            (store_id, day.isoformat()),
        )
    return db.rows(
        "SELECT b.id AS batch, b.file, count(*) AS rows, b.imported_at FROM fact f JOIN batch b ON b.id = f.batch_id "
        "JOIN slice s ON s.batch_id = b.id AND s.live = 1 AND s.first_day = f.first_day AND s.last_day = f.last_day "
        "WHERE f.store_id = ? AND f.source = ? AND f.first_day = ? AND f.last_day = ? AND f.measure = ? GROUP BY b.id",
        (store_id, source, day.isoformat(), day.isoformat(), measure),
    )
