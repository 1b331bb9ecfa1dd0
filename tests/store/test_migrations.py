"""From an older schema: once, whoever comes first, with a copy kept, and not at all when something fails."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database as Utils
from sqlite_utils import Migrations

from opscockpit import errors, locations
from opscockpit.store import database, files, migrations
from opscockpit.store.database import Database
from tests.helpers import all_of, new_file, started_together

OLD = """
  PRAGMA application_id = 1330664259;
  PRAGMA user_version = 1;
  CREATE TABLE person (id INTEGER PRIMARY KEY, login TEXT NOT NULL) STRICT;
  INSERT INTO person (login) VALUES ('lin'), ('007');
"""
"""A database as a first version might have left it."""


def old_file(folder: Path, mode: int = 0o600) -> Path:
    path = folder / "old.db"
    database.make_file(path, mode)
    con = sqlite3.connect(path)
    con.executescript(OLD)
    con.close()
    return path


def steps() -> Migrations:
    """Two versions further: a column, then a table filled from it."""
    found = Migrations("opscockpit")

    @found(name="to_2")
    def add_name(db: Utils) -> None:
        db.execute("ALTER TABLE person ADD COLUMN name TEXT NOT NULL DEFAULT ''")
        db.execute("UPDATE person SET name = upper(login)")

    @found(name="to_3")
    def add_notes(db: Utils) -> None:
        db.execute("CREATE TABLE note (person_id INTEGER REFERENCES person (id), text TEXT NOT NULL) STRICT")
        db.execute("INSERT INTO note SELECT id, name FROM person")

    return found


def no_triggers(db: Utils) -> None:
    """These small databases have no triggers to make anew."""


@pytest.fixture
def _version_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(migrations.migrate, "__defaults__", (steps(),))
    monkeypatch.setattr(migrations, "renew_triggers", no_triggers)


@pytest.mark.usefixtures("_version_three")
def test_an_old_database_is_brought_up_to_date(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    with Database(path) as db:
        assert [tuple(row) for row in db.rows("SELECT login, name FROM person")] == [("lin", "LIN"), ("007", "007")]
        assert db.value("SELECT count(*) FROM note") == 2
        assert db.value("PRAGMA user_version") == 3
        assert db.value("PRAGMA foreign_keys") == 1
        assert db.value("PRAGMA recursive_triggers") == 0
    with Database(path) as db:  # the second time there is nothing to do
        assert db.value("SELECT count(*) FROM note") == 2


@pytest.mark.usefixtures("_version_three")
@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_a_copy_of_what_was_there_is_kept(tmp_path: Path, mode: int) -> None:
    path = old_file(tmp_path, mode)
    Database(path).close()
    copy = tmp_path / "old.db.before-schema-3"
    assert copy.stat().st_mode & 0o777 == mode
    con = sqlite3.connect(copy)
    assert con.execute("PRAGMA user_version").fetchone() == (1,)
    assert con.execute("SELECT * FROM person").fetchall() == [(1, "lin"), (2, "007")]
    con.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        [path.name, copy.name, database.journal_of(path).name]
    )


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT raise_error()", "no such function"),
        ("INSERT INTO note VALUES (1, NULL)", "NOT NULL"),
        ("DELETE FROM person WHERE login = 'lin'", "left without"),
    ],
)
def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str, says: str
) -> None:
    broken = steps()

    @broken(name="to_4")
    def fail(db: Utils) -> None:
        db.execute("INSERT INTO person (login) VALUES ('mei')")
        db.execute(sql)

    monkeypatch.setattr(database, "SCHEMA_VERSION", 4)
    monkeypatch.setattr(migrations.migrate, "__defaults__", (broken,))
    monkeypatch.setattr(migrations, "renew_triggers", no_triggers)
    path = old_file(tmp_path)
    before = path.read_bytes()
    with pytest.raises(errors.DatabaseTrouble, match="left as it is") as caught:
        Database(path)
    assert says in str(caught.value)
    assert path.read_bytes() == before


@pytest.mark.usefixtures("_version_three")
def test_three_at_once_migrate_once(tmp_path: Path) -> None:
    for n in range(3):
        folder = tmp_path / str(n)
        folder.mkdir()
        path = old_file(folder)

        def job(gate: object, path: Path = path) -> tuple[int, int, int]:
            gate()  # type: ignore[operator]
            with Database(path) as db:
                return tuple(
                    db.value(sql)
                    for sql in (
                        "PRAGMA user_version", "SELECT count(*) FROM note", "SELECT count(*) FROM _sqlite_migrations",
                    )
                )  # type: ignore[return-value]  # fmt: skip

        with started_together(folder) as gate:
            jobs = [lambda gate=gate, job=job: job(gate)] * 3
        assert all_of(jobs) == [(3, 2, 2)] * 3
        copy = sqlite3.connect(folder / "old.db.before-schema-3")
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        copy.close()


def test_a_table_built_anew_keeps_the_rows_that_refer_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew = steps()

    @anew(name="to_4")
    def build_anew(db: Utils) -> None:
        db.execute("CREATE TABLE person_new (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE) STRICT")
        db.execute("INSERT INTO person_new SELECT id, login FROM person")
        db.execute("DROP TABLE person")
        db.execute("ALTER TABLE person_new RENAME TO person")

    monkeypatch.setattr(database, "SCHEMA_VERSION", 4)
    monkeypatch.setattr(migrations.migrate, "__defaults__", (anew,))
    monkeypatch.setattr(migrations, "renew_triggers", no_triggers)
    with Database(old_file(tmp_path)) as db:
        assert db.value("SELECT count(*) FROM note JOIN person ON person.id = note.person_id") == 2
        assert db.value("PRAGMA foreign_keys") == 1


def test_what_was_never_finished_is_told_of(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    con = sqlite3.connect(path)
    con.execute("PRAGMA user_version = 0")
    con.close()
    with pytest.raises(errors.DatabaseTrouble, match="never finished"):
        Database(path)


def shape(path: Path) -> dict[str, object]:
    """Tables with their columns, indexes and triggers, without what migrations leave of themselves."""
    con = sqlite3.connect(path)
    try:
        made = con.execute("SELECT type, name, sql FROM sqlite_master")
        found = {(kind, name): sql for kind, name, sql in made if "sqlite_" not in name}
        return {
            f"{kind} {name}": con.execute(f"PRAGMA table_xinfo({name})").fetchall() if kind == "table" else sql
            for (kind, name), sql in found.items()
        }
    finally:
        con.close()


@pytest.mark.parametrize("old", sorted((locations.fixtures_folder() / "schemas").glob("*.sql")), ids=lambda f: f.stem)
def test_every_released_schema_becomes_the_present_one(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "old.db"
    database.make_file(path, 0o600)
    con = sqlite3.connect(path)
    con.executescript(old.read_text(encoding="utf-8"))
    con.execute("INSERT INTO action (at, actor, label) VALUES (0, 'lin', 'as it was')")
    con.execute("INSERT INTO store (name, platform, zone, currency) VALUES ('Shop', 'own', 'UTC', 'USD')")
    con.execute(
        "INSERT INTO focus (store_id, day, sentence, set_by, set_at) VALUES (1, '2026-10-22', 'image A', 'lin', 0)"
    )
    con.commit()
    con.close()
    with Database(path) as db:
        assert db.value("SELECT sentence FROM focus") == "image A"
        with db.write("lin", "after it") as w:
            w.update("focus", 1, 1, sentence="image B")
        assert json.loads(db.value("SELECT after FROM audit ORDER BY id DESC LIMIT 1"))["sentence"] == "image B"
    assert shape(path) == shape(new_file(tmp_path))


def test_the_present_schema_is_among_the_released_ones_or_newer() -> None:
    kept = [int(file.stem) for file in (locations.fixtures_folder() / "schemas").glob("*.sql")]
    assert sorted(kept) == list(range(1, database.SCHEMA_VERSION))


def test_each_version_of_the_program_has_its_migration() -> None:
    names = [migration.name for migration in migrations.MIGRATIONS._migrations]
    assert names == [f"to_{n}" for n in range(2, database.SCHEMA_VERSION + 1)]


def test_a_copy_is_sound_private_and_whole(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    with Database(path) as db:
        files.copy_to(db, tmp_path / "sub" / "copy.db")
    assert (tmp_path / "sub" / "copy.db").stat().st_mode & 0o777 == 0o600
    assert files.soundness(tmp_path / "sub" / "copy.db") is None
    assert [file.name for file in (tmp_path / "sub").iterdir()] == ["copy.db"]
