"""A day by channel, product, buyer and hour."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from opscockpit.store.database import Database, Row


def by_channel(db: Database, store_id: int, days: Sequence[date]) -> list[Row]:
    """Every measure of each channel on some days."""
    return db.rows(
        "SELECT m.day, m.channel, m.measure, m.value FROM json_each(?2) d "
        "CROSS JOIN day_measure m INDEXED BY day_measure_by_day "
        "ON m.store_id = ?1 AND m.day = d.value AND m.channel <> ''",
        (store_id, _days(days)),
    )


def by_hour(db: Database, store_id: int, measure: str, days: Sequence[date]) -> list[Row]:
    """A measure of the ledger by hour on some days; an hour without a row had none."""
    return db.rows(
        "SELECT day, hour, value FROM hour_measure WHERE store_id = ?1 AND measure = ?2 "
        "AND day IN (SELECT value FROM json_each(?3)) ORDER BY hour",
        (store_id, measure, _days(days)),
    )


def products_sold(db: Database, store_id: int, days: Sequence[date]) -> list[Row]:
    """What each product sold on some days by the ledger's lines: pieces, orders, amount in minor units.

    Of several titles of a sku it is the one of the newest order, because SQLite takes the bare columns of a group from
    the row of its only max().
    """
    return db.rows(
        """SELECT s.day, p.sku, p.title, sum(l.pieces) AS units, count(DISTINCT s.id) AS orders, sum(l.amount) AS paid,
             max(s.paid_at) AS newest
           FROM json_each(?2) d CROSS JOIN sale s ON s.store_id = ?1 AND s.live = 1 AND s.day = d.value
             AND s.kind = 'sale' AND s.paid_at IS NOT NULL
           JOIN sale_line l ON l.sale_id = s.id JOIN product p ON p.id = l.product_id
           GROUP BY s.day, p.sku""",
        (store_id, _days(days)),
    )


def products_reported(db: Database, store_id: int, measure: str, days: Sequence[date]) -> list[Row]:
    """A measure by product on some days, as reports give it; of several sources the one with the most rows a day."""
    return db.rows(
        """SELECT f.first_day AS day, f.source, json_extract(d.dims, '$.item') AS sku,
             coalesce(json_extract(d.dims, '$.title'), '') AS title, sum(f.value) AS value
           FROM json_each(?3) j
           JOIN slice s ON s.store_id = ?1 AND s.live = 1 AND s.first_day = j.value AND s.last_day = j.value
           JOIN fact f ON f.store_id = s.store_id AND f.source = s.source AND f.first_day = s.first_day
             AND f.last_day = s.last_day AND f.measure = ?2 AND f.batch_id = s.batch_id
           JOIN dimension d ON d.id = f.dimension_id
           WHERE json_extract(d.dims, '$.item') IS NOT NULL
           GROUP BY f.first_day, f.source, sku""",
        (store_id, measure, _days(days)),
    )


def by_buyer(db: Database, store_id: int, days: Sequence[date]) -> list[Row]:
    """Paid orders of some days by kind of buyer ('new', 'returning', 'unknown'): orders, buyers, paid."""
    return db.rows(
        """SELECT s.day, CASE WHEN s.buyer_id IS NULL THEN 'unknown' WHEN p.first_day = s.day THEN 'new'
             ELSE 'returning' END AS who,
             count(*) AS orders, count(DISTINCT s.buyer_id) AS buyers, sum(s.paid) AS paid
           FROM json_each(?2) d CROSS JOIN sale s ON s.store_id = ?1 AND s.live = 1 AND s.day = d.value
             AND s.kind = 'sale' AND s.paid_at IS NOT NULL
           LEFT JOIN buyer p ON p.id = s.buyer_id
           GROUP BY s.day, who""",
        (store_id, _days(days)),
    )


def product_days(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Pieces and amount of each product on each day between two days, by the ledger's lines."""
    return db.rows(
        """SELECT s.day, p.sku, p.title, sum(l.pieces) AS units, sum(l.amount) AS paid, max(s.paid_at) AS newest
           FROM sale s JOIN sale_line l ON l.sale_id = s.id JOIN product p ON p.id = l.product_id
           WHERE s.store_id = ?1 AND s.live = 1 AND s.kind = 'sale' AND s.paid_at IS NOT NULL
             AND s.day BETWEEN ?2 AND ?3
           GROUP BY s.day, p.sku""",
        (store_id, first.isoformat(), last.isoformat()),
    )


def _days(days: Sequence[date]) -> str:
    return json.dumps([day.isoformat() for day in days])


def largest_orders(db: Database, store_id: int, day: date, limit: int) -> list[Row]:
    """The paid orders of a day with the most money, largest first, and what of each came back."""
    return db.rows(
        "SELECT number, paid, units, paid_at, hour, refunded, cancelled FROM sale WHERE store_id = ? AND live = 1 "
        "AND day = ? AND kind = 'sale' AND paid_at IS NOT NULL ORDER BY paid DESC, number LIMIT ?",
        (store_id, day.isoformat(), limit),
    )
