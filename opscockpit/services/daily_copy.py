"""The backup of the day, made beside the screen by whoever opens it first."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from opscockpit import errors
from opscockpit.services import upkeep
from opscockpit.store import copies, stores
from opscockpit.store.database import Database

PATIENCE_SECONDS = 2.0
"""How long closing the screen waits for a backup that is being made."""


class DailyCopy:
    """Begins the backup of each day that an open cockpit sees, where nobody else has begun it."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._thread: threading.Thread | None = None
        self._failed = ""

    def look(self, db: Database, who: str) -> str:
        """Begin the backup of today if it is still to be made; why one that was begun here failed, once, else ''.

        None is made of the demo, of a replayed day, or by somebody who may only read.
        """
        today = db.clock.now(ZoneInfo("UTC")).astimezone().date()
        if today != self._day and not (db.read_only or db.clock.replayed):
            self._day = today
            if not copies.taken(db, today) and any(not store["demo"] for store in stores.stores(db)):
                self._thread = threading.Thread(
                    target=self._make, args=(db.path, who, today), name="backup", daemon=True
                )
                self._thread.start()
        words, self._failed = self._failed, ""
        return words

    def close(self) -> None:
        """Give a backup that is being made a moment to end; one that does not is made by the next to open."""
        if self._thread:
            self._thread.join(PATIENCE_SECONDS)

    def _make(self, path: Path, who: str, day: date) -> None:
        self._failed = make_once(path, who, day)


def make_once(path: Path, who: str, day: date) -> str:
    """Make the backup of a day on a connection of its own, if nobody has; why it failed, else ''."""
    try:
        with Database(path) as db:
            if not copies.claim(db, who, day):
                return ""
            try:
                copies.settle(db, who, day, "made", upkeep.backup(db).name)
            except errors.CockpitError as trouble:
                with suppress(errors.DatabaseTrouble):  # On a full disk not even this can be kept.
                    copies.settle(db, who, day, "failed", str(trouble))
                raise
    except errors.CockpitError as trouble:
        return f"today's backup could not be made: {trouble}"
    return ""
