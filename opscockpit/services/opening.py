"""Making and opening databases."""

from __future__ import annotations

from pathlib import Path

from opscockpit import locations
from opscockpit.clock import Clock
from opscockpit.store.database import Database, create

__all__ = ["Database", "make_database", "open_database"]


def open_database(path: Path, clock: Clock) -> Database:
    """An existing database. Raises DatabaseTrouble."""
    return Database(path, clock)


def make_database(path: Path, *, shared: bool = False) -> None:
    """A new, empty database. Raises Refused when there is one already."""
    create(path, locations.schema_text(), shared=shared)
