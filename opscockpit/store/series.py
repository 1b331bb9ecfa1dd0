"""Reading the derived measures: by day, by channel, up to a moment of the day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from opscockpit.domain.measures import MEASURES
from opscockpit.store.database import Database, Row


def store_days(db: Database, store_id: int, first: date, last: date, measures: Sequence[str] = ()) -> list[Row]:
    """Every measure (or those named) of the whole store between two days, with its source.

    Measures are always named, because the key of the table begins with them: the channels are then never read.
    """
    return db.rows(
        "SELECT measure, day, value, source FROM day_measure WHERE store_id = ?1 AND day BETWEEN ?2 AND ?3 "
        "AND measure IN (SELECT value FROM json_each(?4)) AND channel = ''",
        (store_id, first.isoformat(), last.isoformat(), json.dumps(list(measures or MEASURES))),
    )


def channel_days(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Every measure of each channel between two days."""
    return db.rows(
        "SELECT measure, channel, day, value FROM day_measure WHERE store_id = ? AND day BETWEEN ? AND ? "
        "AND channel <> ''",
        (store_id, first.isoformat(), last.isoformat()),
    )


def distinct_buyers(db: Database, store_id: int, first: date, last: date) -> tuple[int, int]:
    """Known buyers of paid orders in a period, and how many of them are new in it; each counted once."""
    row = db.row(
        "SELECT count(DISTINCT s.buyer_id) AS buyers, "
        "count(DISTINCT s.buyer_id) FILTER (WHERE p.first_day >= ?2) AS new "
        "FROM sale s JOIN buyer p ON p.id = s.buyer_id WHERE s.store_id = ?1 AND s.live = 1 AND s.kind = 'sale' "
        "AND s.paid_at IS NOT NULL AND s.day BETWEEN ?2 AND ?3",
        (store_id, first.isoformat(), last.isoformat()),
    )
    return (row["buyers"], row["new"]) if row else (0, 0)


def so_far(db: Database, store_id: int, ends: Mapping[date, int]) -> list[Row]:
    """Orders, paid money, pieces and buyers of each day up to a stamp of it."""
    return db.rows(
        """WITH ends (day, until) AS (SELECT key, value FROM json_each(?2))
           SELECT s.day, count(*) AS orders, coalesce(sum(s.paid), 0) AS paid, coalesce(sum(s.units), 0) AS units,
             count(DISTINCT s.buyer_id) AS buyers
           FROM ends e CROSS JOIN sale s ON s.store_id = ?1 AND s.live = 1 AND s.day = e.day AND s.paid_at <= e.until
             AND s.kind = 'sale'
           GROUP BY s.day""",
        (store_id, json.dumps({day.isoformat(): until for day, until in ends.items()})),
    )


def has_times(db: Database, store_id: int, day: date) -> bool:
    """Whether the newest paid order up to a day says at what time it was paid; some platforms give only the day."""
    found = db.row(
        "SELECT hour FROM sale WHERE store_id = ? AND live = 1 AND day <= ? AND paid_at IS NOT NULL "
        "ORDER BY day DESC LIMIT 1",
        (store_id, day.isoformat()),
    )
    return found is None or found["hour"] is not None


def refunds_so_far(db: Database, store_id: int, ends: Mapping[date, int]) -> list[Row]:
    """Money given back on each day up to a stamp of it; a refund without a time of its own counts with its order."""
    return db.rows(
        """WITH ends (day, until) AS (SELECT key, value FROM json_each(?2))
           SELECT s.refund_day AS day, sum(s.refunded) AS refunds
           FROM ends e CROSS JOIN sale s ON s.store_id = ?1 AND s.live = 1 AND s.refund_day = e.day
             AND coalesce(s.paid_at, s.created_at) <= e.until
           GROUP BY s.refund_day""",
        (store_id, json.dumps({day.isoformat(): until for day, until in ends.items()})),
    )


def readings_so_far(db: Database, store_id: int, ends: Mapping[date, int], within: int = 3600) -> list[Row]:
    """The latest reading of each measure of each day up to a stamp of it, and not older than `within` seconds then."""
    return db.rows(
        """WITH ends (day, until) AS (SELECT key, value FROM json_each(?2))
           SELECT r.day, r.measure, r.value, max(r.at) AS at
           FROM ends e CROSS JOIN reading r ON r.store_id = ?1 AND r.channel = '' AND r.day = e.day
             AND r.at BETWEEN e.until - ?3 AND e.until
           GROUP BY r.day, r.measure""",
        (store_id, json.dumps({day.isoformat(): until for day, until in ends.items()}), within),
    )


def events(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Calendar events of a store (or of all stores) that touch a period."""
    return db.rows(
        "SELECT * FROM calendar_event WHERE (store_id = ? OR store_id IS NULL) AND last_day >= ? AND first_day <= ? "
        "ORDER BY first_day, id",
        (store_id, first.isoformat(), last.isoformat()),
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
        own = {"refunds": "refund_day", "orders_created": "created_day"}.get(measure, "day")
        for column in (own, "day"):  # that nothing was given back is told by the file of the day's orders
            found = db.rows(
                f"SELECT b.id AS batch, b.file, count(*) AS rows, b.imported_at, b.first_day, b.last_day "
                f"FROM sale s JOIN batch b ON b.id = s.batch_id "
                f"WHERE s.store_id = ?1 AND s.live = 1 AND s.{column} = ?2 GROUP BY b.id",
                (store_id, day.isoformat()),
            )
            if found:
                return found
        return db.rows(  # a day without an order is told by the files that speak of it
            "SELECT b.id AS batch, b.file, 0 AS rows, b.imported_at, b.first_day, b.last_day FROM slice s "
            "JOIN batch b ON b.id = s.batch_id WHERE s.store_id = ?1 AND s.first_day = ?2 AND s.last_day = ?2 "
            "AND s.live = 1 AND b.grain = 'orders' AND b.state = 'live' GROUP BY b.id",
            (store_id, day.isoformat()),
        )
    return db.rows(
        "SELECT b.id AS batch, b.file, count(*) AS rows, b.imported_at, b.first_day, b.last_day "
        "FROM fact f JOIN batch b ON b.id = f.batch_id "
        "JOIN slice s ON s.batch_id = b.id AND s.live = 1 AND s.first_day = f.first_day AND s.last_day = f.last_day "
        "WHERE f.store_id = ? AND f.source IN (SELECT value FROM json_each(?)) AND f.first_day = ? AND f.last_day = ? "
        "AND f.measure = ? GROUP BY b.id",
        (store_id, json.dumps((source or "").split(",")), day.isoformat(), day.isoformat(), measure),
    )
