"""Which telling counts, when several files tell of the same order or the same day.

The choice depends on the files' content alone, never on the order in which they were imported.
"""

from __future__ import annotations

from opscockpit.store.database import Writer

# An order's life only goes forward (paid, then cancelled or refunded, refunds only grow), so the further telling is
# the newer one; then the file whose content reaches further, then the later export; the hash settles what is left.
_BEST_SALE = """
  s.refunded DESC, s.cancelled DESC, (s.paid_at IS NOT NULL) DESC,
  b.as_of DESC, b.exported_at DESC, b.sha256 DESC
"""
_BEST_SLICE = "b.as_of DESC, b.exported_at DESC, b.rows_used DESC, b.sha256 DESC"


def elect_sales(w: Writer, store_id: int, batch: int) -> None:
    """After a batch came or before it goes: settle its orders and note every day that this touches."""
    w.run("CREATE TEMP TABLE IF NOT EXISTS contested (number TEXT PRIMARY KEY)")
    w.run("DELETE FROM temp.contested")
    w.run(
        "INSERT INTO temp.contested SELECT s.number FROM sale s WHERE s.batch_id = ?1 AND EXISTS "
        "(SELECT 1 FROM sale o WHERE o.store_id = s.store_id AND o.number = s.number AND o.batch_id <> ?1)",
        (batch,),
    )
    settle_contested(w, store_id)
    _touch_days_of_batch(w, batch)
    renew_first_days(w, store_id, batch)


def settle_contested(w: Writer, store_id: int) -> None:
    """Choose the live telling of each contested order among the live batches."""
    w.run(
        f"""UPDATE sale SET live = (id IN (
              SELECT id FROM (
                SELECT s.id, row_number() OVER (PARTITION BY s.number ORDER BY {_BEST_SALE}) AS place
                FROM temp.contested c JOIN sale s ON s.store_id = ?1 AND s.number = c.number
                JOIN batch b ON b.id = s.batch_id AND b.state = 'live')
              WHERE place = 1))
            WHERE store_id = ?1 AND number IN (SELECT number FROM temp.contested)""",
        (store_id,),
    )
    for column in ("day", "created_day", "refund_day"):
        w.run(
            f"INSERT OR IGNORE INTO temp.touched SELECT {column} FROM sale WHERE store_id = ? AND {column} IS NOT NULL "
            f"AND number IN (SELECT number FROM temp.contested)",
            (store_id,),
        )


def _touch_days_of_batch(w: Writer, batch: int) -> None:
    for column in ("day", "created_day", "refund_day"):
        w.run(
            f"INSERT OR IGNORE INTO temp.touched SELECT DISTINCT {column} FROM sale "
            f"WHERE batch_id = ? AND {column} IS NOT NULL",
            (batch,),
        )


def renew_first_days(w: Writer, store_id: int, batch: int) -> None:
    """The first paid day of each buyer of a batch; days on which a buyer stops or starts being new are touched."""
    w.run("CREATE TEMP TABLE IF NOT EXISTS first_day (id INTEGER PRIMARY KEY, was TEXT, now TEXT)")
    w.run("DELETE FROM temp.first_day")
    w.run(
        """INSERT INTO temp.first_day
           SELECT p.id, p.first_day,
             (SELECT min(s.day) FROM sale s
              WHERE s.buyer_id = p.id AND s.live = 1 AND s.day IS NOT NULL AND s.kind = 'sale')
           FROM buyer p WHERE p.id IN (
             SELECT buyer_id FROM sale WHERE batch_id = ?1 AND buyer_id IS NOT NULL
             UNION SELECT buyer_id FROM sale WHERE store_id = ?2 AND buyer_id IS NOT NULL
               AND number IN (SELECT number FROM temp.contested))""",
        (batch, store_id),
    )
    w.run("DELETE FROM temp.first_day WHERE was IS now")
    w.run("INSERT OR IGNORE INTO temp.touched SELECT was FROM temp.first_day WHERE was IS NOT NULL")
    w.run("INSERT OR IGNORE INTO temp.touched SELECT now FROM temp.first_day WHERE now IS NOT NULL")
    w.run("UPDATE buyer SET first_day = (SELECT now FROM temp.first_day f WHERE f.id = buyer.id) "
          "WHERE id IN (SELECT id FROM temp.first_day)")  # fmt: skip


def elect_slices(w: Writer, store_id: int, source: str, batch: int) -> None:
    """For each period that a batch speaks of, one batch of its source is live."""
    w.run(
        f"""UPDATE slice SET live = (batch_id IS (
              SELECT o.batch_id FROM slice o JOIN batch b ON b.id = o.batch_id AND b.state = 'live'
              WHERE o.store_id = slice.store_id AND o.source = slice.source
                AND o.first_day = slice.first_day AND o.last_day = slice.last_day
              ORDER BY {_BEST_SLICE} LIMIT 1))
            WHERE store_id = ?1 AND source = ?2 AND (first_day, last_day) IN
              (SELECT first_day, last_day FROM slice WHERE batch_id = ?3)""",
        (store_id, source, batch),
    )
