"""How refunds of a day's orders grew with the age of the orders."""

from __future__ import annotations

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
