"""The calendar of events, and which of its years were filled from the libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from opscockpit import errors
from opscockpit.store.database import Database, Row, Value


def events(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Events of a store (or of all stores) that touch a period, oldest first."""
    return db.rows(
        "SELECT * FROM calendar_event WHERE (store_id = ? OR store_id IS NULL) AND last_day >= ? AND first_day <= ? "
        "ORDER BY first_day, id",
        (store_id, first.isoformat(), last.isoformat()),
    )


def event(db: Database, event_id: int) -> Row:
    """One event. Raises NotFound."""
    found = db.row("SELECT * FROM calendar_event WHERE id = ?", (event_id,))
    if found is None:
        raise errors.NotFound(f"there is no event {event_id}; `opscockpit events list` shows them")
    return found


def add_event(
    db: Database, actor: str, store_id: int | None, *, kind: str, name: str, first: date, last: date,
    align_key: str | None, mask: bool,
) -> int:  # fmt: skip
    """Put an event into the calendar of a store, or of all stores (None); its id."""
    with db.write(actor, f"event · {name}") as w:
        return w.insert(
            "calendar_event", store_id=store_id, kind=kind, name=name, first_day=first.isoformat(),
            last_day=last.isoformat(), align_key=align_key, mask=int(mask),
        )  # fmt: skip


def change_event(db: Database, actor: str, row: Row, version: int, **values: Value) -> None:
    """Change an event. Raises Conflict."""
    with db.write(actor, f"event · {row['name']}") as w:
        w.update("calendar_event", row["id"], version, **values)


def remove_event(db: Database, actor: str, row: Row) -> None:
    """Take an event out of the calendar. Raises Conflict when it has been changed since it was read."""
    with db.write(actor, f"remove event · {row['name']}") as w:
        if not w.run("DELETE FROM calendar_event WHERE id = ? AND version = ?", (row["id"], row["version"])):
            raise w.conflict("calendar_event", row["id"], ("name", "first_day", "last_day"))


def filled(db: Database, store_id: int) -> dict[int, str]:
    """The years of a store that were filled from the libraries, and how far: 'full' or 'moons'."""
    prefix = f"calendar:{store_id}:"
    rows = db.rows("SELECT name, value FROM setting WHERE name GLOB ?", (f"{prefix}*",))
    return {int(row["name"].removeprefix(prefix)): str(row["value"]) for row in rows}


def fill(
    db: Database, actor: str, store_id: int, years: Mapping[int, str], rows: Sequence[Mapping[str, Value]]
) -> None:
    """Add what the libraries know of some years, once: whoever comes second finds the years filled.

    What is there already is left alone: an event of the same align_key or name that touches the same days.
    """
    with db.write(actor, "fill the calendar", undoable=False) as w:
        for year, extent in years.items():
            name = f"calendar:{store_id}:{year}"
            if w.value("SELECT value FROM setting WHERE name = ?", (name,)) == extent:
                return
            w.run("INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                  (name, extent))  # fmt: skip
        for row in rows:
            there = w.value(
                "SELECT 1 FROM calendar_event WHERE (store_id = ?1 OR store_id IS NULL) AND first_day <= ?3 "
                "AND last_day >= ?2 AND (name = ?4 OR align_key = ?5)",
                (store_id, row["first_day"], row["last_day"], row["name"], row["align_key"]),
            )
            if there is None:
                w.insert("calendar_event", store_id=store_id, **row)


def known_days(db: Database, store_id: int) -> tuple[date, date] | None:
    """First and last day of which a store has numbers; None without any."""
    row = db.row("SELECT min(day) AS first, max(day) AS last FROM day_measure WHERE store_id = ?", (store_id,))
    if row is None or row["first"] is None:
        return None
    return date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
