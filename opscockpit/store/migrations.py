"""From an older schema to today's, under one write lock, with a backup first.

schema.sql is what a new database gets; each change of it adds one migration here that brings an old one there.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database as Utils
from sqlite_utils import Migrations

from opscockpit import errors
from opscockpit.store import database

MIGRATIONS = Migrations("opscockpit")
"""In order; the migration to schema version n is named `to_n`."""


def migrate(con: sqlite3.Connection, path: Path, version: int, migrations: Migrations = MIGRATIONS) -> None:
    """Bring an open database from `version` to today's schema. Raises DatabaseTrouble; the file stays as it was.

    Several cockpits may start at once: the first does the work, the others wait and find it done.
    """
    if version < 1:
        raise errors.DatabaseTrouble(
            f"{path} was never finished (schema {version}); make a new one with `opscockpit init`"
        )
    _backup(con, path.with_name(f"{path.name}.before-schema-{database.SCHEMA_VERSION}"))
    con.execute("BEGIN IMMEDIATE")
    try:
        if con.execute("PRAGMA user_version").fetchone()[0] < database.SCHEMA_VERSION:
            migrations.apply(Utils(con))
            con.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION:d}")
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


def _backup(con: sqlite3.Connection, target: Path) -> None:
    if target.exists():
        return
    copy = sqlite3.connect(target)
    try:
        con.backup(copy)
    finally:
        copy.close()
