"""The database as a file: copies of it, and whether it is sound."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from opscockpit import errors
from opscockpit.store import copying, database

DRAFT_SECONDS = 3600
"""A draft of a copy that is older belongs to nobody any more."""


def copy_to(db: database.Database, target: Path) -> None:
    """Copy an open database, also while others write, and check the copy. Raises DatabaseTrouble.

    The copy appears under its name only when it is whole and sound.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        database.make_file(draft, db.path.stat().st_mode & 0o660)
        with database.translated(target):
            db.copy_into(draft)
        problem = soundness(draft)
        if problem:
            raise errors.DatabaseTrouble(f"the copy of {db.path} is not sound: {problem}")
        draft.replace(target)
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot write {target}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
            database.journal_of(draft).unlink(missing_ok=True)


def soundness(path: Path) -> str | None:
    """What is wrong with a database file; None when it is sound and an Opscockpit database. Raises Busy."""
    try:
        with database.translated(path):
            con = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            try:
                if con.execute("PRAGMA application_id").fetchone()[0] != database.APPLICATION_ID:
                    return "it is not an Opscockpit database"
                version = con.execute("PRAGMA user_version").fetchone()[0]
                if version > database.SCHEMA_VERSION:
                    return f"it was written by a newer Opscockpit (schema {version})"
                found = con.execute("PRAGMA integrity_check(3)").fetchall()
                if found != [("ok",)]:
                    return "; ".join(str(row[0]) for row in found)
                orphans = con.execute("PRAGMA foreign_key_check").fetchmany(3)
                return f"rows without what they belong to: {orphans}" if orphans else None
            finally:
                con.close()
    except errors.Busy:
        raise
    except errors.DatabaseTrouble as trouble:
        return str(trouble)


def put_new(target: Path, source: Path, mode: int) -> None:
    """Copy a database to a place where there is none; it appears whole. Raises DatabaseTrouble."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        database.make_file(draft, mode)
        with database.translated(target):
            copy = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
            try:
                copying.copy_pages(copy, draft)
            finally:
                copy.close()
        draft.replace(target)
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot write {target}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def set_aside(path: Path, mark: str) -> Path:
    """Move a damaged database and its journal, which belong together; where it is now. Raises DatabaseTrouble."""
    aside = path.with_name(f"{path.name}.{mark}")
    try:
        path.rename(aside)
        with suppress(FileNotFoundError):
            database.journal_of(path).rename(database.journal_of(aside))
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot move {path} aside: {error.strerror}") from error
    return aside


def knows_buyers(path: Path) -> bool:
    """Whether any buyer was ever imported into a sound database."""
    with database.translated(path):
        con = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return con.execute("SELECT 1 FROM buyer LIMIT 1").fetchone() is not None
        finally:
            con.close()


def setting(path: Path, name: str) -> str | None:
    """A small fact that a sound database keeps about itself."""
    with database.translated(path):
        con = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            found = con.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
            return str(found[0]) if found else None
        finally:
            con.close()


def sweep(folder: Path, pattern: str, now: float) -> None:
    """Remove drafts that a copy left there when its process was killed. `now` in seconds since 1970."""
    for draft in folder.glob(pattern):
        with suppress(OSError):
            if now - draft.stat().st_mtime > DRAFT_SECONDS:
                draft.unlink()


def put_back(target: Path, source: Path, unchanged: Callable[[], bool]) -> bool:
    """Write a copy over the database in its place, under its lock; open cockpits follow. Raises DatabaseTrouble.

    False when `unchanged`, asked under the lock, says that somebody has written meanwhile: then nothing is changed.
    """
    with database.translated(target):
        copy = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        live = sqlite3.connect(target, timeout=0)
        try:
            return copying.overwrite(copy, live, unchanged)
        finally:
            copy.close()
            live.close()


@contextmanager
def watching(path: Path) -> Iterator[Callable[[], bool]]:
    """Tells whether a database is unchanged since the beginning of the block, by the count of commits in its header.

    To be opened before SQLite opens the file and closed after it: closing any handle drops all locks of a process.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        before = os.pread(handle, 4, 24)
        yield lambda: os.pread(handle, 4, 24) == before
    finally:
        os.close(handle)


def sqlite_version() -> str:
    """The version of SQLite that Python brings."""
    return sqlite3.sqlite_version
