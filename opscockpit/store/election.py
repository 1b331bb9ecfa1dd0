"""Which telling counts, when several files tell of the same order or the same day.

The choice depends on the files' content alone, never on the order in which they were imported.
"""

from __future__ import annotations

from opscockpit.store.database import Writer

# An order's life only goes forward (paid, then cancelled or refunded, refunds only grow), so the further telling is
# the newer one; then the layout that says more, the file whose content reaches further, the later export; the hash
# settles what is left.
_BEST_SALE = """
  s.refunded DESC, s.cancelled DESC, (s.paid_at IS NOT NULL) DESC,
  b.priority DESC, b.as_of DESC, b.exported_at DESC, b.sha256 DESC
"""
_LENDABLE = ("buyer_id", "region", "postage", "tax", "discount", "fees", "status")
"""What an export may lack a column for: another telling that knows it lends it to the live one."""
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
    """Choose the live telling of each contested order among the live batches, and complete it from the others."""
    if not w.value("SELECT EXISTS (SELECT 1 FROM temp.contested)"):
        return
    _give_back(w, store_id)
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
    _lend(w, store_id)
    for column in ("day", "created_day", "refund_day"):
        w.run(
            f"INSERT OR IGNORE INTO temp.touched SELECT {column} FROM sale WHERE store_id = ? AND {column} IS NOT NULL "
            f"AND number IN (SELECT number FROM temp.contested)",
            (store_id,),
        )


def _give_back(w: Writer, store_id: int) -> None:
    """Each contested order says only what its own file says."""
    own = ", ".join(f"{name} = CASE WHEN instr(lent, ' {name} ') THEN NULL ELSE {name} END" for name in _LENDABLE)
    w.run(
        f"UPDATE sale SET {own}, lent = '' "
        f"WHERE store_id = ? AND lent <> '' AND number IN (SELECT number FROM temp.contested)",
        (store_id,),
    )


def _lend(w: Writer, store_id: int) -> None:
    """The live telling of a contested order gets what only other tellings know, each from the best of them."""
    some_lacks = ", ".join(f"max(s.live = 1 AND s.{name} IS NULL)" for name in _LENDABLE)
    some_knows = ", ".join(f"max(s.live = 0 AND s.{name} IS NOT NULL)" for name in _LENDABLE)
    found = w.rows(
        f"SELECT {some_lacks}, {some_knows} "
        f"FROM temp.contested c CROSS JOIN sale s ON s.store_id = ? AND s.number = c.number",
        (store_id,),
    )[0]
    for at, name in enumerate(_LENDABLE):
        if not (found[at] and found[at + len(_LENDABLE)]):
            continue
        w.run(
            f"""UPDATE sale SET {name} = known.value, lent = ' ' || ltrim(lent || '{name} ')
                FROM (SELECT number, value FROM (
                        SELECT s.number, s.{name} AS value,
                          row_number() OVER (PARTITION BY s.number ORDER BY {_BEST_SALE}) AS place
                        FROM temp.contested c
                        JOIN sale s ON s.store_id = ?1 AND s.number = c.number AND s.{name} IS NOT NULL AND s.live = 0
                        JOIN batch b ON b.id = s.batch_id AND b.state = 'live')
                      WHERE place = 1) AS known
                WHERE sale.store_id = ?1 AND sale.number = known.number AND sale.live = 1 AND sale.{name} IS NULL""",
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
