"""Imported files: listing them, and taking one back."""

from __future__ import annotations

from opscockpit import errors
from opscockpit.store.database import Database, Row, Writer
from opscockpit.store.election import elect_slices, renew_first_days, settle_contested
from opscockpit.store.measures import refresh, touch


def batches(db: Database) -> list[Row]:
    """All imports, newest first, undone ones included."""
    return db.rows(
        "SELECT b.*, s.name AS store, s.zone FROM batch b JOIN store s ON s.id = b.store_id ORDER BY b.id DESC"
    )


def skips(db: Database, batch_id: int) -> list[Row]:
    """The rows of a batch that were left out, with the reason."""
    return db.rows("SELECT row, column_name, value, reason FROM batch_skip WHERE batch_id = ? ORDER BY n", (batch_id,))


def undo_batch(db: Database, actor: str, batch_id: int) -> str:
    """Take a batch back: its rows go, what it had replaced counts again. The file name.

    Raises NotFound when there is no such batch and Refused when it is undone already.
    """
    with db.write(actor, f"undo import {batch_id}", undoable=False) as w:
        found = w.rows("SELECT * FROM batch WHERE id = ?", (batch_id,))
        if not found:
            raise errors.NotFound(f"there is no import {batch_id}; `opscockpit imports` lists them")
        batch = found[0]
        if batch["state"] == "undone":
            raise errors.Refused(f"import {batch_id} ({batch['file']}) has been undone already")
        w.run("UPDATE batch SET state = 'undone' WHERE id = ?", (batch_id,))
        _note_what_it_touched(w, batch)
        if batch["grain"] == "orders":
            _remove_sales(w, batch)
        elect_slices(w, batch["store_id"], batch["source"], batch_id)
        w.run("DELETE FROM slice WHERE batch_id = ?", (batch_id,))
        w.run("DELETE FROM fact WHERE batch_id = ?", (batch_id,))
        refresh(w, batch["store_id"])
    return str(batch["file"])


def _note_what_it_touched(w: Writer, batch: Row) -> None:
    touch(w)
    w.run(
        "INSERT OR IGNORE INTO temp.touched SELECT first_day FROM slice WHERE batch_id = ? AND first_day = last_day",
        (batch["id"],),
    )
    for column in ("day", "created_day", "refund_day"):
        w.run(
            f"INSERT OR IGNORE INTO temp.touched SELECT DISTINCT {column} FROM sale "
            f"WHERE batch_id = ? AND {column} IS NOT NULL",
            (batch["id"],),
        )


def _remove_sales(w: Writer, batch: Row) -> None:
    w.run("CREATE TEMP TABLE IF NOT EXISTS contested (number TEXT PRIMARY KEY)")
    w.run("DELETE FROM temp.contested")
    w.run(
        "INSERT INTO temp.contested SELECT number FROM sale s WHERE batch_id = ?1 AND EXISTS "
        "(SELECT 1 FROM sale o WHERE o.store_id = s.store_id AND o.number = s.number AND o.batch_id <> ?1)",
        (batch["id"],),
    )
    settle_contested(w, batch["store_id"])
    w.run("UPDATE sale SET live = 0 WHERE batch_id = ?", (batch["id"],))
    renew_first_days(w, batch["store_id"], batch["id"])
    w.run("DELETE FROM sale WHERE batch_id = ?", (batch["id"],))
    w.run("DELETE FROM buyer WHERE store_id = ? AND first_day IS NULL AND id NOT IN "
          "(SELECT buyer_id FROM sale WHERE buyer_id IS NOT NULL)", (batch["store_id"],))  # fmt: skip
