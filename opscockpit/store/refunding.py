"""How refunds of a day's orders grew with the age of the orders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from opscockpit.store.database import Database, Row


def paid_by_day(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Money of paid orders by pay day, where the ledger tells of it."""
    return db.rows(
        "SELECT day, value AS paid FROM day_measure WHERE store_id = ? AND measure = 'paid' AND channel = '' "
        "AND source = 'ledger' AND day BETWEEN ? AND ? ORDER BY day",
        (store_id, first.isoformat(), last.isoformat()),
    )


def refunds_by_age(db: Database, store_id: int, first: date, last: date, until: date) -> list[Row]:
    """Refunds of the orders paid on each day by age in whole days, up to a day: day, age, refunded.

    A stand-alone refund that names its order counts for that order's day, one that names none for its own.
    """
    return db.rows(
        """WITH back AS (
             SELECT coalesce(o.day, s.day) AS day, s.refund_day, s.refunded FROM sale s
             LEFT JOIN sale o ON o.store_id = s.store_id AND o.number = s.refers_to AND o.live = 1
             WHERE s.store_id = ?1 AND s.live = 1 AND s.refunded > 0 AND s.refund_day IS NOT NULL
               AND s.refund_day <= ?4)
           SELECT day, CAST(max(julianday(refund_day) - julianday(day), 0) AS INTEGER) AS age, sum(refunded) AS refunded
           FROM back WHERE day BETWEEN ?2 AND ?3 GROUP BY 1, 2 ORDER BY 1, 2""",
        (store_id, first.isoformat(), last.isoformat(), until.isoformat()),
    )


def given_on(db: Database, store_id: int, day: date, limit: int) -> list[Row]:
    """The refunds given on a day, largest first: number, the order that they are for, its day, money and pieces."""
    return db.rows(
        """SELECT s.number, coalesce(s.refers_to, s.number) AS for_number, coalesce(o.day, s.day) AS for_day,
             s.refunded, s.units FROM sale s
           LEFT JOIN sale o ON o.store_id = s.store_id AND o.number = s.refers_to AND o.live = 1
           WHERE s.store_id = ?1 AND s.live = 1 AND s.refunded > 0 AND s.refund_day = ?2
           ORDER BY s.refunded DESC, s.number LIMIT ?3""",
        (store_id, day.isoformat(), limit),
    )


def given_by_product(db: Database, store_id: int, days: Sequence[date]) -> list[Row]:
    """What was given back for each sku on some days, by the lines of the refunded orders: day, sku, title, refunded.

    Where an order came back in part, its lines carry it by their amounts.
    """
    return db.rows(
        """SELECT s.refund_day AS day, p.sku, p.title,
             sum(s.refunded * abs(l.amount) * 1.0 / (SELECT sum(abs(x.amount)) FROM sale_line x WHERE x.sale_id = s.id))
               AS refunded, max(s.refund_day) AS newest
           FROM sale s JOIN sale_line l ON l.sale_id = s.id JOIN product p ON p.id = l.product_id
           WHERE s.store_id = ?1 AND s.live = 1 AND s.refunded > 0 AND s.refund_day IN (SELECT value FROM json_each(?2))
           GROUP BY s.refund_day, p.sku""",
        (store_id, json.dumps([day.isoformat() for day in days])),
    )
