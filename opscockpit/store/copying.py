"""Copying a database page by page while others go on working on it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STEP_PAGES = 1000
"""Pages copied while nobody can commit: some milliseconds."""

PAUSE_SECONDS = 0.004
"""Before looking again whether somebody else's commit is over."""

MOST_RESTARTS = 5

FIRST_PAGES = 64
"""Fewer than SQLite keeps in memory, so that the file is still as it was after the first step."""


def copy_pages(source: sqlite3.Connection, target: Path, wait: float = 5.0) -> None:
    """Copy everything that is committed into another file, at one moment of the source.

    Nobody can commit while pages are read, so it goes in steps. A commit in between makes it begin anew; when that has
    happened too often it is done in one go. Raises OperationalError when the source is locked for `wait` seconds.
    """
    copy = sqlite3.connect(target)
    try:
        with suppress(_Restless):
            source.backup(copy, pages=STEP_PAGES, progress=_Watch(wait, MOST_RESTARTS).step, sleep=PAUSE_SECONDS)
            return
        source.backup(copy, progress=_Watch(wait).step, sleep=PAUSE_SECONDS)
    finally:
        copy.close()


def overwrite(
    copy: sqlite3.Connection, live: sqlite3.Connection, unchanged: Callable[[], bool], wait: float = 5.0
) -> bool:
    """Write a whole database over another one, under its lock. False, and nothing written, where it is not `unchanged`.

    Raises OperationalError when it is locked for `wait` seconds.
    """
    watch, asked = _Watch(wait), False

    def step(status: int, left: int, pages: int) -> None:
        nonlocal asked
        watch.step(status, left, pages)
        if pages and not asked:  # the first pages are taken in, so nobody else can write any more
            asked = True
            if not unchanged():
                raise _Restless

    try:
        copy.backup(live, pages=FIRST_PAGES, progress=step, sleep=PAUSE_SECONDS)
    except _Restless:
        return False
    return True


class _Restless(Exception):
    """Others have written meanwhile (again)."""


class _Watch:
    """Counts how often a copy begins anew, and how long it has not got on."""

    def __init__(self, wait: float, restarts: int | None = None) -> None:
        self._left = 0
        self._wait = wait
        self._moved_at = time.monotonic()
        self._restarts = restarts

    def step(self, _: int, left: int, __: int) -> None:
        """Called after each try with the pages that are left. Raises _Restless or OperationalError."""
        if left == self._left:
            if time.monotonic() - self._moved_at > self._wait:
                raise sqlite3.OperationalError("database is locked")
            return
        if self._restarts is not None and left > self._left > 0:
            self._restarts -= 1
            if self._restarts < 0:
                raise _Restless
        self._left, self._moved_at = left, time.monotonic()
