"""Databases that cannot be used: exit code 3, a sentence with a way out, and the file as it was."""

from __future__ import annotations

import functools
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from opscockpit.services import opening
from opscockpit.store.database import Database
from tests.cli.conftest import SMALL, Cockpit, digest
from tests.conftest import ROOT

COMMANDS = [
    ("import", SMALL / "sessions_shopify.csv"), ("metrics", "--from", "2024-05-01", "--to", "2024-05-02"),
    ("today", "--plain"), ("imports", "--json"), ("task", "list"), ("push", "sessions", "5"), ("check", "list"),
    ("store", "list"), ("backup",), ("people", "list"), ("explain", "paid", "--day", "2024-05-01"),
]  # fmt: skip


def troubled(cockpit: Cockpit, *says: str) -> None:
    """Every command ends with exit code 3 and the same words."""
    for command in COMMANDS:
        answer = cockpit(*command)
        assert answer.code == 3, f"{command}: {answer}"
        assert answer.out == ""
        for word in says:
            assert word in answer.err, f"{command}: {answer.err}"


def test_there_is_none(cockpit: Cockpit) -> None:
    cockpit.db.unlink()
    troubled(cockpit, "there is no database at", "opscockpit init")
    assert not cockpit.db.exists()


def test_a_folder(cockpit: Cockpit) -> None:
    cockpit.db = cockpit.db.parent
    troubled(cockpit, "is a folder")


@pytest.mark.parametrize("content", [b"", b"no database at all, " * 100, os.urandom(8192)])
def test_not_a_database(cockpit: Cockpit, content: bytes) -> None:
    cockpit.db.write_bytes(content)
    troubled(cockpit, str(cockpit.db))
    assert cockpit.db.read_bytes() == content


def test_another_programs_database(cockpit: Cockpit) -> None:
    cockpit.db.unlink()
    con = sqlite3.connect(cockpit.db)
    con.execute("CREATE TABLE other (x)")
    con.commit()
    con.close()
    before = cockpit.bytes_hash()
    troubled(cockpit, "not an Opscockpit database")
    assert cockpit.bytes_hash() == before


def test_cut_off_in_the_middle(shop: Cockpit) -> None:
    shop.db.write_bytes(shop.db.read_bytes()[: 100 * 1024 + 17])
    before = shop.bytes_hash()
    for command in COMMANDS:
        answer = shop(*command)
        assert answer.code in (0, 1, 3), f"{command}: {answer}"
        assert "Traceback" not in answer.err
    doctor = shop("doctor")
    assert doctor.code == 3
    assert "restore" in doctor.out
    assert shop.bytes_hash() == before


def test_of_a_newer_version(shop: Cockpit) -> None:
    con = sqlite3.connect(shop.db)
    con.execute("PRAGMA user_version = 99")
    con.close()
    before = shop.bytes_hash()
    troubled(shop, "newer Opscockpit", "99")
    assert shop.bytes_hash() == before


LOCK = """
import sqlite3, sys
con = sqlite3.connect(sys.argv[1], isolation_level=None)
con.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path, how: str) -> Iterator[None]:
    """Another process holds the lock as long as this lasts."""
    words = [sys.executable, "-c", LOCK, str(path), how]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == "held\n"
        try:
            yield
        finally:
            child.stdin.close()
            child.wait(timeout=10)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up on a lock at once instead of after five seconds."""
    monkeypatch.setattr(opening, "Database", functools.partial(Database, wait=0.05))


@pytest.mark.usefixtures("impatient")
def test_locked_by_another_writer(shop: Cockpit) -> None:
    shop.load(SMALL / "sessions_shopify.csv")
    before = shop.digest()
    writing = [("import", SMALL / "etsy.csv"), ("task", "add", "x"), ("push", "sessions", "5"), ("imports", "undo", 1)]
    with locked(shop.db, "BEGIN IMMEDIATE"):
        for command in writing:
            answer = shop(*command, now="2024-05-02T12:00")
            assert answer.code == 3, f"{command}: {answer}"
            assert "try again" in answer.err
        assert shop.day("2024-05-01")["sessions"] == 1204, "readers go on"
    assert shop.digest() == before
    assert shop("task", "add", "x").code == 0


@pytest.mark.usefixtures("impatient")
def test_locked_exclusively(shop: Cockpit) -> None:
    with locked(shop.db, "BEGIN EXCLUSIVE"):
        troubled(shop, "try again")


def test_read_only(shop: Cockpit) -> None:
    """The file cannot be written: reading goes on, writing says whom to ask."""
    shop.load(SMALL / "sessions_shopify.csv")
    with as_another_user(shop, 0o444, 0o555) as other:
        before = other.bytes_hash()
        assert other.day("2024-05-01")["sessions"] == 1204
        assert other("imports").code == 0
        for command in [("import", SMALL / "etsy.csv"), ("task", "add", "x"), ("push", "sessions", "5")]:
            answer = other(*command)
            assert answer.code == 3, f"{command}: {answer}"
            assert "write permission" in answer.err
        today = other("today", "--plain", now="2024-05-02T09:00")
        assert today.code in (0, 3)
        assert "Traceback" not in today.err
        assert other.bytes_hash() == before


@contextmanager
def as_another_user(cockpit: Cockpit, file: int, folder: int) -> Iterator[Cockpit]:
    """A copy of the database with these modes, seen by somebody who is not root."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "inner" / "shop.db"
        path.parent.mkdir()
        shutil.copy(cockpit.db, path)
        path.chmod(file)
        for parent in (path.parent, Path(place)):
            parent.chmod(folder)
        root = os.geteuid() == 0
        config = os.environ["XDG_CONFIG_HOME"]
        os.environ["XDG_CONFIG_HOME"] = place
        if root:
            os.setresuid(65534, 65534, 0)
        try:
            yield Cockpit(path, cockpit.capsys)
        finally:
            if root:
                os.setresuid(0, 0, 0)
            os.environ["XDG_CONFIG_HOME"] = config
            for parent in (Path(place), path.parent):
                parent.chmod(0o700)


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from opscockpit.cli import main
sys.exit(main(sys.argv[2:]))
"""


def test_a_full_disk(cockpit: Cockpit, tmp_path: Path) -> None:
    """No more room in the middle of an import: exit code 3, and everything as before."""
    cockpit.store("Shop", "Europe/London", "GBP")
    lines = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
    lines += [f"{536000 + n // 3},{n % 900},THING {n % 900},2,2010-12-01 08:26:00,2.55,{n},UK" for n in range(20_000)]
    (tmp_path / "lines.csv").write_text("\n".join(lines) + "\n")
    before = digest(cockpit.db)
    size = cockpit.db.stat().st_size + 200_000
    words = [sys.executable, "-c", FULL, str(size), "--db", str(cockpit.db), "import", str(tmp_path / "lines.csv")]
    child = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert child.returncode == 3, child.stderr
    assert "full or failing" in child.stderr
    assert "Traceback" not in child.stderr
    assert digest(cockpit.db) == before
    assert cockpit.load(tmp_path / "lines.csv")[0]["rows_used"] == 20_000


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting wants root")
def test_a_disk_that_is_full_from_the_start(shop: Cockpit, tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", place], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copy(shop.db, place / "shop.db")
        with (place / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"x" * 4096)
        full = Cockpit(place / "shop.db", shop.capsys)
        before = full.bytes_hash()
        answer = full("import", SMALL / "etsy.csv")
        assert answer.code == 3, answer
        assert "full" in answer.err
        assert full.bytes_hash() == before
        assert full("today", "--plain", now="2024-05-02T09:00").code in (0, 3)
    finally:
        subprocess.run(["umount", place], check=True)
