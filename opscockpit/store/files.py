"""The database as a file: which disk it lies on, copies of it, and whether it is sound."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from opscockpit import errors
from opscockpit.store import database

NETWORK_FILE_SYSTEMS = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "sshfs",
        "fuse.sshfs",
        "afs",
        "9p",
        "glusterfs",
        "fuse.glusterfs",
        "ceph",
        "davfs",
    ]
)
"""Locks on these do not hold, so two people could write at once."""


def file_system_of(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The type of file system that a path lies on; None where the system does not say (not Linux)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    wanted = os.path.realpath(path)
    best, kind = "", None
    for line in lines:
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def refuse_network(path: Path) -> None:
    """Raises DatabaseTrouble for a database on a network file system."""
    kind = file_system_of(path)
    if kind in NETWORK_FILE_SYSTEMS:
        raise errors.DatabaseTrouble(
            f"{path} lies on a network file system ({kind}), where file locks do not hold and work would be lost; "
            f"keep the database on a disk of the box and log in to it over SSH"
        )


def copy_to(db: database.Database, target: Path) -> None:
    """Copy an open database, also while others write, and check the copy. Raises DatabaseTrouble.

    The copy appears under its name only when it is whole and sound.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with database.translated(target):
            db.copy_into(draft)
        draft.chmod(db.path.stat().st_mode & 0o660)
        problem = soundness(draft)
        if problem:
            raise errors.DatabaseTrouble(f"the copy of {db.path} is not sound: {problem}")
        draft.replace(target)
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot write {target}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
        draft.with_name(f"{draft.name}-journal").unlink(missing_ok=True)


def soundness(path: Path) -> str | None:
    """What is wrong with a database file; None when it is sound and an Opscockpit database."""
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
    except errors.DatabaseTrouble as trouble:
        return str(trouble)


def put_back(target: Path, source: Path) -> None:
    """Write a copy over the database in its place, under its lock; open cockpits follow. Raises DatabaseTrouble."""
    with database.translated(target):
        copy = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        live = sqlite3.connect(target, timeout=database.WAIT_SECONDS)
        try:
            copy.backup(live)
        finally:
            copy.close()
            live.close()


def sqlite_version() -> str:
    """The version of SQLite that Python brings."""
    return sqlite3.sqlite_version
