"""Making and opening the file: modes, headers, and a clear word for everything that is no database of ours."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from opscockpit import errors, locations
from opscockpit.store import database, mounts
from opscockpit.store.database import Database, create
from tests.helpers import Child, add_shop, new_file

NOBODY = (65534, 65534)
as_root = pytest.mark.skipif(os.getuid() != 0, reason="changing the user needs root")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the box may enter and write."""
    folder = Path(tempfile.mkdtemp(prefix="opscockpit-test-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
@pytest.mark.parametrize(("shared", "mode"), [(False, 0o600), (True, 0o660)])
def test_a_new_file_has_its_mode_whatever_the_umask(tmp_path: Path, umask: int, shared: bool, mode: int) -> None:
    def job() -> list[int]:
        path = new_file(tmp_path, shared=shared)
        with Database(path) as db:
            add_shop(db)
        return [path.stat().st_mode & 0o777, database.journal_of(path).stat().st_mode & 0o777]

    assert Child(job, umask=umask).result() == [mode, mode]


def test_what_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "there.db"
    path.write_text("precious")
    with pytest.raises(errors.Refused, match="exists already"):
        create(path, locations.schema_text())
    assert path.read_text() == "precious"


def test_a_broken_schema_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseTrouble):
        create(tmp_path / "x.db", "CREATE TABLE a (b INTEGER); CREATE TABLE a (b INTEGER);")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(errors.DatabaseTrouble, match="cannot make the folder"):
        create(tmp_path / "file" / "x.db", locations.schema_text())


def test_the_schema_file_and_the_program_agree(tmp_path: Path) -> None:
    con = sqlite3.connect(new_file(tmp_path))
    assert con.execute("PRAGMA application_id").fetchone()[0] == database.APPLICATION_ID
    assert con.execute("PRAGMA user_version").fetchone()[0] == database.SCHEMA_VERSION
    con.close()


def test_every_table_is_strict_and_foreign_keys_hold(tmp_path: Path) -> None:
    with Database(new_file(tmp_path)) as db:
        tables = db.rows(
            "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT GLOB 'sqlite_*'"
        )
        assert [row["name"] for row in tables if not row["strict"]] == []
        with pytest.raises(errors.Refused, match="does not exist"), db.write("lin", "no such store") as w:
            w.insert("link", store_id=77, name="x", owner="lin")


# What is not a database of ours -------------------------------------------------------------------------------


def damaged(path: Path) -> None:
    """A database whose first page is cut in the middle of its header."""
    whole = new_file(path.parent, "whole.db").read_bytes()
    path.write_bytes(whole[:40] + b"\xff" * 60 + whole[100:])


def other_sqlite(path: Path) -> None:
    con = sqlite3.connect(path)
    con.execute("CREATE TABLE notes (text)")
    con.close()


def newer(path: Path) -> None:
    new_file(path.parent, path.name)
    con = sqlite3.connect(path)
    con.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION + 1}")
    con.close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_text("date,amount\n2026-01-01,5\n" * 50), "not a database"),
        (lambda path: path.touch(), "not an Opscockpit database"),
        (other_sqlite, "not an Opscockpit database"),
        (newer, "newer Opscockpit"),
        (damaged, "damaged"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: None, "opscockpit init"),
    ],
    ids=["text", "empty", "other", "newer", "damaged", "folder", "missing"],
)
def test_what_cannot_be_opened_says_why_and_is_left_alone(tmp_path: Path, make: object, says: str) -> None:
    path = tmp_path / "x.db"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(errors.DatabaseTrouble, match=says) as caught:
        Database(path)
    assert caught.value.exit_code == 3
    assert str(path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_file_name_is_never_part_of_an_address(tmp_path: Path) -> None:
    path = new_file(tmp_path, "a?mode=memory&x=%41#b.db")
    with Database(path) as db:
        add_shop(db)
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, f"{path.name}-journal"]


@as_root
def test_a_file_that_one_may_only_read_is_read_and_not_written(open_folder: Path) -> None:
    path = new_file(open_folder)
    with Database(path) as db:
        add_shop(db)
    for file in (path, database.journal_of(path)):
        file.chmod(0o644)

    def job() -> tuple[bool, list[str], str]:
        with Database(path) as db:
            names = [row["name"] for row in db.rows("SELECT name FROM store")]
            try:
                add_shop(db, "more")
            except errors.DatabaseTrouble as trouble:
                return db.read_only, names, str(trouble)
        return False, [], ""

    read_only, names, trouble = Child(job, user=NOBODY).result()
    assert (read_only, names) == (True, ["Socks"])
    assert "not written by you" in trouble


@as_root
@pytest.mark.parametrize("shut", ["file", "folder"])
def test_a_file_that_one_may_not_read_says_so(open_folder: Path, shut: str) -> None:
    inner = open_folder / "team"
    inner.mkdir(mode=0o700 if shut == "folder" else 0o755)
    path = new_file(inner)

    def job() -> str:
        with pytest.raises(errors.DatabaseTrouble) as caught:
            Database(path)
        return str(caught.value)

    said = Child(job, user=NOBODY).result()
    assert str(path) in said
    assert "ask its owner" in said or "check the permissions" in said


# Which disk ---------------------------------------------------------------------------------------------------


def mounted(folder: Path, *lines: str) -> Path:
    table = folder / "mounts"
    table.write_text("".join(f"{line}\n" for line in lines))
    return table


def test_the_file_system_is_the_one_of_the_longest_mount_point(tmp_path: Path) -> None:
    table = mounted(
        tmp_path, "/dev/a / ext4 rw 0 0", "box:/x /srv nfs4 rw 0 0", "/dev/b /srv/local xfs rw 0 0",
        r"//pc/c /mnt/my\040disk cifs rw 0 0", "short",
    )  # fmt: skip
    found = [mounts.file_system_of(Path(p), table) for p in ("/a.db", "/srv/a.db", "/srv/local/a.db", "/srvs/a.db")]
    assert found == ["ext4", "nfs4", "xfs", "ext4"]
    assert mounts.file_system_of(Path("/mnt/my disk/a.db"), table) == "cifs"
    assert mounts.file_system_of(Path("/a.db"), tmp_path / "none") is None


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_file(tmp_path)
    monkeypatch.setattr(mounts, "file_system_of", lambda path: "nfs4")
    with pytest.raises(errors.DatabaseTrouble, match="network file system"):
        Database(path)
    with pytest.raises(errors.DatabaseTrouble, match="network file system"):
        create(tmp_path / "new.db", locations.schema_text())
    assert not (tmp_path / "new.db").exists()
