"""From an older schema to today's, under one write lock, with a backup first.

schema.sql is what a new database gets; each change of it adds one migration here that brings an old one there.
"""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

from sqlite_utils import Database as Utils
from sqlite_utils import Migrations

from opscockpit import errors, locations
from opscockpit.store import copying, database

MIGRATIONS = Migrations("opscockpit")
"""In order; the migration to schema version n is named `to_n`. Triggers are made anew after the last of them."""


@MIGRATIONS(name="to_2")
def focus_evidence(db: Utils) -> None:
    """A focus says what speaks for it."""
    db.execute("ALTER TABLE focus ADD COLUMN evidence TEXT NOT NULL DEFAULT ''")


def renew_triggers(db: Utils) -> None:
    """Replace all triggers by those of schema.sql, which keep the history of the columns that there are now."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()]
    for name in names:
        db.execute(f'DROP TRIGGER "{name}"')
    for statement in re.findall(r"^CREATE TRIGGER .*?^END;$", locations.schema_text(), re.MULTILINE | re.DOTALL):
        db.execute(statement)


def migrate(con: sqlite3.Connection, path: Path, version: int, migrations: Migrations = MIGRATIONS) -> None:
    """Bring an open database from `version` to today's schema. Raises DatabaseTrouble; the file stays as it was.

    Several cockpits may start at once: the first does the work, the others wait and find it done.
    """
    if version < 1:
        raise errors.DatabaseTrouble(
            f"{path} was never finished (schema {version}); make a new one with `opscockpit init`"
        )
    # A migration that builds a table anew drops the old one, and that must not sweep away the rows that refer to it.
    con.execute("PRAGMA foreign_keys = OFF")
    database.patiently(lambda: con.execute("BEGIN IMMEDIATE"))
    try:
        if con.execute("PRAGMA user_version").fetchone()[0] < database.SCHEMA_VERSION:
            _backup(path, path.with_name(f"{path.name}.before-schema-{database.SCHEMA_VERSION}"))
            db = Utils(con, recursive_triggers=False)
            migrations.apply(db)
            renew_triggers(db)
            if con.execute("PRAGMA foreign_key_check").fetchone():
                raise ValueError("rows would be left without what they belong to")
            con.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION:d}")
        database.patiently(lambda: con.execute("COMMIT"))
    except Exception as error:
        if isinstance(error, errors.CockpitError):
            raise
        raise errors.DatabaseTrouble(
            f"{path} could not be brought to schema {database.SCHEMA_VERSION} ({error}); it was left as it is"
        ) from error
    finally:
        if con.in_transaction:
            con.execute("ROLLBACK")
        con.execute("PRAGMA foreign_keys = ON")


def _backup(path: Path, target: Path) -> None:
    """Copy the database as it is before the first change; a second connection reads beside the waiting writer."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        database.make_file(draft, path.stat().st_mode & 0o660)
        copying.copy_pages(source, draft)
        draft.replace(target)
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot keep a copy before the change at {target}: {error.strerror}") from error
    finally:
        source.close()
        draft.unlink(missing_ok=True)
