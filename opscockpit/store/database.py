"""The one door to the SQLite file: opening, reading, and the one write path."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from opscockpit import errors
from opscockpit.clock import Clock, zone_named
from opscockpit.store import copying, mounts

APPLICATION_ID = 1330664259
SCHEMA_VERSION = 2
WAIT_SECONDS = 5.0
PAUSE_SECONDS = (0.001, 0.004)
"""Before the second try for a lock: short and random, because SQLite's own growing steps starve who waits longest."""

SHORTEST_PAUSE_SECONDS = 0.0004
"""Of somebody who has waited long, or for whose commit all others wait."""

Row = sqlite3.Row
Value = str | int | float | None
Values = Sequence[Value] | Mapping[str, Value]
_T = TypeVar("_T")


class Database:
    """One connection to one database, confined to the thread that opened it.

    Reading fetches everything at once, so that no cursor stays open under a screen that is up for days.
    Writing goes through `write` only.
    """

    def __init__(
        self, path: Path, clock: Clock | None = None, *, wait: float = WAIT_SECONDS, read_only: bool = False
    ) -> None:
        """Open an existing database; `read_only` to change nothing, though one may.

        Raises DatabaseTrouble with what is wrong and what to do.
        """
        self.path = path
        self.clock = (clock or Clock()).own()
        self.read_only = not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
        self._wait = wait
        self._con = _connect(path, read_only=self.read_only, wait=wait)
        self.read_only = self.read_only or read_only
        try:
            if read_only:
                self._con.execute("PRAGMA query_only = ON")
            with translated(path):
                _check_header(self._con, path, wait)
            self._look_at_the_first_store()
        except BaseException:
            self._con.close()
            raise

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._con.close()

    def __enter__(self) -> Database:
        """Use the database in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close at the end of the block."""
        self.close()

    def _look_at_the_first_store(self) -> None:
        """A replayed time is the wall clock of a store: until one is chosen, of the first."""
        zone = self.value("SELECT zone FROM store ORDER BY id LIMIT 1") if self.clock.replayed else None
        if zone is not None:
            self.clock.now(zone_named(zone))

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a query."""
        with translated(self.path):
            return patiently(lambda: self._con.execute(sql, values).fetchall(), self._wait)

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, values)
        return found[0] if found else None

    def copy_into(self, target: Path) -> None:
        """Copy the database into a new file, page by page, while others go on writing."""
        copying.copy_pages(self._con, target)

    def data_version(self) -> int:
        """A number that changes when another connection has committed."""
        return cast(int, self.value("PRAGMA data_version"))

    def revisions(self) -> dict[str, int]:
        """How often each topic has changed."""
        return {row["topic"]: row["n"] for row in self.rows("SELECT topic, n FROM revision")}

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads inside see one moment of the database, whatever others commit meanwhile."""
        with translated(self.path):
            self._con.execute("BEGIN")
        try:
            yield
        finally:
            if self._con.in_transaction:
                self._con.execute("COMMIT")

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All inside is one write transaction: what is read there still holds when it is written. Raises Busy.

        Who reads first and locks then waits twice, and may decide on what is not so any more. Inside another one it is
        part of that. An error must leave the block, which then changes nothing.
        """
        if self._con.in_transaction:
            yield
            return
        if self.read_only:
            raise errors.DatabaseTrouble(
                f"{self.path} can be read but not written by you; ask its owner for write permission on the file "
                f"and its folder, or run `opscockpit doctor`"
            )
        with translated(self.path):
            patiently(lambda: self._con.execute("BEGIN IMMEDIATE"), self._wait)
        try:
            yield
            with translated(self.path):
                patiently(lambda: self._con.execute("COMMIT"), self._wait, urgent=True)
        except BaseException:
            if self._con.in_transaction:
                self._con.execute("ROLLBACK")
            raise

    @contextmanager
    def write(self, actor: str, label: str, *, undoable: bool = True) -> Iterator[Writer]:
        """One short write transaction, named for history and undo. Raises Busy, DatabaseTrouble, Conflict."""
        with self.at_once(), translated(self.path):
            yield Writer(self, self._con, actor, label, undoable)


class Writer:
    """What may be done inside a write transaction. Table and column names come from code, never from people."""

    def __init__(self, db: Database, con: sqlite3.Connection, actor: str, label: str, undoable: bool) -> None:
        self.db = db
        self.actor = actor
        self.at = db.clock.stamp()
        self._con = con
        self.action_id = self.insert("action", actor=actor, at=self.at, label=label, undoable=int(undoable))

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a statement; the number of rows it changed."""
        return self._con.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement for each row of values."""
        self._con.executemany(sql, rows)

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a query, as this transaction sees them."""
        return self._con.execute(sql, values).fetchall()

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        found = self._con.execute(sql, values).fetchone()
        return found[0] if found else None

    def insert(self, table: str, **values: Value) -> int:
        """Add a row; its id. Raises Refused when a rule of the schema forbids it."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        try:
            cursor = self._con.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        except sqlite3.IntegrityError as error:
            raise errors.Refused(f"cannot add to {table}: {_rule_broken(error)}") from error
        return cast(int, cursor.lastrowid)

    def update(self, table: str, row_id: int, version: int | None, **values: Value) -> None:
        """Change a row that still has `version`; None takes whatever is there.

        Raises Conflict saying who changed it and what it says now, or that it has gone.
        """
        sets = ", ".join(f"{name} = ?" for name in values)
        sql = f"UPDATE {table} SET {sets}, version = version + 1 WHERE id = ? AND version = coalesce(?, version)"
        try:
            changed = self._con.execute(sql, (*values.values(), row_id, version)).rowcount
        except sqlite3.IntegrityError as error:
            raise errors.Refused(f"cannot change {table}: {_rule_broken(error)}") from error
        if not changed:
            raise self.conflict(table, row_id, tuple(values))

    def conflict(self, table: str, row_id: int, columns: tuple[str, ...]) -> errors.Conflict:
        """What to raise when a row is not as it was seen: who changed it, when, and what `columns` say now."""
        return errors.Conflict(_who_was_first(self, table, row_id, columns))


def create(path: Path, schema: str, *, shared: bool = False) -> None:
    """Make a new database from the text of schema.sql. Raises Refused when the file exists already.

    The file is made before SQLite opens it, because SQLite gives its journal the mode of the file:
    0660 on a shared box whatever the umask, else 0600.
    """
    mounts.refuse_network(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot make the folder {path.parent}: {error.strerror}") from error
    try:
        make_file(path, 0o660 if shared else 0o600)
    except FileExistsError:
        raise errors.Refused(f"{path} exists already; nothing was changed") from None
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot make {path}: {error.strerror}") from error
    try:
        with translated(path):
            con = _connect(path, read_only=False, wait=WAIT_SECONDS)
            try:
                con.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
            finally:
                con.close()
    except BaseException:
        path.unlink(missing_ok=True)
        journal_of(path).unlink(missing_ok=True)
        raise


def make_file(path: Path, mode: int) -> None:
    """An empty new file with exactly this mode, whatever the umask. Raises OSError (FileExistsError among them)."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        os.fchmod(handle, mode)
    finally:
        os.close(handle)


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the rollback journal of a database."""
    return path.with_name(f"{path.name}-journal")


def _connect(path: Path, *, read_only: bool, wait: float) -> sqlite3.Connection:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise errors.DatabaseTrouble(f"there is no database at {path}; make one with: opscockpit init {path}") from None
    except OSError as error:
        raise errors.DatabaseTrouble(
            f"{path} cannot be reached ({error.strerror}); ask its owner for access to its folder"
        ) from error
    if is_folder:
        raise errors.DatabaseTrouble(f"{path} is a folder, not a database")
    mounts.refuse_network(path)
    mode = "ro" if read_only else "rw"
    with translated(path):
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        con = sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)
        con.row_factory = sqlite3.Row
        patiently(lambda: con.executescript(_PRAGMAS), wait)
    return con


# Keeping the journal file saves the directory writes of deleting it; a cache that spilled in the middle of an import
# would shut all readers out until its end. Both measured: docs/decisions.md.
_PRAGMAS = """
  PRAGMA foreign_keys = ON;
  PRAGMA journal_mode = PERSIST;
  PRAGMA journal_size_limit = 1048576;
  PRAGMA cache_spill = OFF;
"""


def patiently(attempt: Callable[[], _T], wait: float = WAIT_SECONDS, *, urgent: bool = False) -> _T:
    """Try something that needs a lock of the file until it works or `wait` seconds are over.

    The longer somebody has waited, the more often they look, so that nobody is overtaken for long.
    """
    deadline, tries = time.monotonic() + wait, 0
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            busy = "locked" in str(error) or "busy" in str(error)
            if not busy or time.monotonic() >= deadline:
                raise
            tries += 1
            pause = 0.0 if urgent else random.uniform(*PAUSE_SECONDS) / (1 + tries / 4)
            time.sleep(max(SHORTEST_PAUSE_SECONDS, pause))


def _check_header(con: sqlite3.Connection, path: Path, wait: float) -> None:
    if patiently(lambda: con.execute("PRAGMA application_id").fetchone()[0], wait) != APPLICATION_ID:
        raise errors.DatabaseTrouble(f"{path} is an SQLite file, but not an Opscockpit database")
    version = patiently(lambda: con.execute("PRAGMA user_version").fetchone()[0], wait)
    if version > SCHEMA_VERSION:
        raise errors.DatabaseTrouble(
            f"{path} was written by a newer Opscockpit (its schema is {version}, this program knows {SCHEMA_VERSION}); "
            f"update this program, the database was left as it is"
        )
    if version < SCHEMA_VERSION:
        from opscockpit.store.migrations import migrate

        migrate(con, path, version)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as sentences with a way out."""
    try:
        yield
    except sqlite3.Error as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise errors.Busy(
                f"somebody else has been writing to {path} for more than {WAIT_SECONDS:.0f} seconds; "
                f"nothing was changed, try again in a moment"
            ) from error
        if "full" in text or "disk I/O" in text:
            raise errors.DatabaseTrouble(
                f"the disk of {path} is full or failing ({text}); nothing was changed, make room and try again"
            ) from error
        if "readonly" in text or "read-only" in text:
            raise errors.DatabaseTrouble(
                f"{path} cannot be written by you (or its journal cannot be read); run `opscockpit doctor`"
            ) from error
        if "not a database" in text or "malformed" in text or "file format" in text:
            raise errors.DatabaseTrouble(f"{path} is not a database, or it is damaged ({text})") from error
        if "unable to open" in text:
            raise errors.DatabaseTrouble(
                f"{path} cannot be opened; check the permissions of file and folder"
            ) from error
        raise errors.DatabaseTrouble(f"{path}: {text}") from error


def _rule_broken(error: sqlite3.IntegrityError) -> str:
    text = str(error)
    if text.startswith("UNIQUE"):
        return "it is there already"
    if text.startswith("FOREIGN"):
        return "what it belongs to does not exist"
    return text.replace(" constraint failed", "")


_THINGS = {
    "must_item": "must-do item", "rule_item": "rule", "calendar_event": "event", "emergency_step": "step",
    "rank_look": "rank", "wrap": "evening page", "reading": "number", "link": "step of the process",
}  # fmt: skip
"""Tables that people call otherwise."""


def _who_was_first(writer: Writer, table: str, row_id: int, columns: tuple[str, ...]) -> str:
    """What the loser of a race is told: who changed the row, when, and what it says now."""
    found = writer.rows(
        "SELECT a.after, x.actor, x.at FROM audit a JOIN action x ON x.id = a.action_id "
        "WHERE a.table_name = ? AND a.row_id = ? ORDER BY a.id DESC LIMIT 1",
        (table, row_id),
    )
    thing = _THINGS.get(table, table.replace("_", " "))
    if not found:
        return f"this {thing} does not exist (any more)"
    after, actor, at = found[0]
    ago = max(0, writer.at - at)
    when = f"{ago} s ago" if ago < 120 else f"{ago // 60} min ago" if ago < 7200 else f"{ago // 3600} h ago"
    if after is None:
        return f"{actor} removed this {thing} {when}"
    now = json.loads(after)
    told = [name for name in columns if name in now and not name.endswith(("_at", "_since"))]
    says = ", ".join(f"{name.replace('_', ' ')} {'–' if now[name] in (None, '') else now[name]}" for name in told)
    return f"{actor} changed this {thing} {when}" + (f"; it says now: {says}" if says else "")
