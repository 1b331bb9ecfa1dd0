"""Numbers typed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opscockpit.store import deeds
from opscockpit.store.database import Database, Row
from opscockpit.store.measures import refresh, touch

__all__ = ["Row", "before", "days", "keep", "typed_lately"]


def days(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Every measure of the whole store between two days, with its source."""
    return db.rows(
        "SELECT measure, day, value, source FROM day_measure WHERE store_id = ? AND channel = '' "
        "AND day BETWEEN ? AND ?",
        (store_id, first.isoformat(), last.isoformat()),
    )


def typed_lately(db: Database, store_id: int, since: date) -> tuple[str, ...]:
    """The measures that were typed or pushed since a day, the most frequent first."""
    found = db.rows(
        "SELECT measure, count(DISTINCT day) AS n FROM reading WHERE store_id = ? AND channel = '' AND day >= ? "
        "GROUP BY measure ORDER BY n DESC, measure",
        (store_id, since.isoformat()),
    )
    return tuple(row["measure"] for row in found)


def before(db: Database, store_id: int, measure: str, day: date, stamp: int) -> Row | None:
    """The latest reading of a day before a stamp."""
    return db.row(
        "SELECT value, at, seen_by FROM reading WHERE store_id = ? AND channel = '' AND measure = ? AND day = ? "
        "AND at < ? ORDER BY at DESC LIMIT 1",
        (store_id, measure, day.isoformat(), stamp),
    )


def keep(db: Database, actor: str, store_id: int, label: str, rows: Sequence[tuple[date, str, int, int]]) -> None:
    """Keep readings (day, measure, stamp, value) in one transaction; one of the same moment replaces the first."""
    with db.write(actor, label) as w:
        for day, measure, at, value in rows:
            found = w.rows(
                "SELECT id, version FROM reading WHERE store_id = ? AND measure = ? AND channel = '' AND day = ? "
                "AND at = ?",
                (store_id, measure, day.isoformat(), at),
            )
            if found:
                w.update("reading", found[0]["id"], found[0]["version"], value=value, seen_by=actor)
            else:
                w.insert(
                    "reading", store_id=store_id, day=day.isoformat(), measure=measure, channel="", at=at, value=value,
                    seen_by=actor,
                )  # fmt: skip
        moved = {day.isoformat() for day, _, _, _ in rows}
        for one in moved:
            deeds.numbers_seen(w, store_id, one)
        touch(w, *moved)
        refresh(w, store_id)
