"""Processes that end in the middle, as in a power cut: the file is sound and what was acknowledged is there."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import pytest

from opscockpit.services import actions
from opscockpit.store import board, loading, stores
from opscockpit.store.database import Database
from tests.helpers import Child, add_shop, content, integrity, ledger, new_file, put, sale, wait_until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = new_file(tmp_path)
    with Database(path) as db:
        add_shop(db)
    return path


def write_on(path: Path, who: str, acknowledged: Path) -> None:
    """Add tasks without end; the title of each is noted after it was acknowledged."""
    with Database(path) as db, acknowledged.open("a", buffering=1) as log:
        store = stores.store_named(db, None)
        n = 0
        while True:
            n += 1
            title = f"{acknowledged.name} {n}"
            actions.task_add(db, who, store, title)
            print(title, file=log)


def test_acknowledged_writes_survive_a_kill(path: Path, tmp_path: Path) -> None:
    noted: list[Path] = []
    for round_ in range(6):
        logs = [tmp_path / f"{who}-{round_}" for who in ("lin", "mei")]
        children = [Child(partial(write_on, path, "lin", log)) for log in logs]
        enough = 5 + 3 * round_
        wait_until(lambda logs=logs, enough=enough: all(  # type: ignore[misc]
            log.exists() and log.read_text().count("\n") >= enough for log in logs), "some writes")  # fmt: skip
        for child in children:
            child.kill()
        noted += logs
        assert integrity(path) == [("ok",)]
    with Database(path) as db:
        there = [row["title"] for row in board.tasks(db, 1)]
    said = [line for log in noted for line in log.read_text().splitlines()]
    assert set(said) <= set(there)
    assert len(there) == len(set(there))
    assert len(there) <= len(said) + len(noted)  # at most one write of each was not acknowledged any more


@pytest.mark.parametrize("spills", [False, True], ids=["in memory", "half on the disk"])
def test_an_import_that_is_killed_was_never_there(path: Path, tmp_path: Path, spills: bool) -> None:
    """Where pages have reached the file already, the next one to open it rolls the journal back."""
    with Database(path) as db:
        put(db, stores.store_named(db, None), ledger("first", [sale("1", "2026-03-05T10:00", 100, "ann")]))
        before, size = content(db), path.stat().st_size
    inside = tmp_path / "inside"

    def stop_here(*_: object) -> None:
        inside.touch()
        threading.Event().wait()

    def job() -> None:
        loading.elect_sales = stop_here
        with Database(path) as db:
            if spills:
                db.rows("PRAGMA cache_size = 10")
                db.rows("PRAGMA cache_spill = 5")
            orders = [sale(str(n), "2026-03-05T10:00", 100, f"buyer {n}") for n in range(3000)]
            put(db, stores.store_named(db, None), ledger("second", orders))

    child = Child(job)
    wait_until(inside.exists, "the middle of the import")
    child.kill()
    assert (path.stat().st_size > size) == spills
    assert integrity(path) == [("ok",)]
    with Database(path) as db:
        assert content(db) == before
        assert db.value("SELECT count(*) FROM batch") == 1
        put(db, stores.store_named(db, None), ledger("second", [sale("2", "2026-03-05T10:00", 5)]))
        assert len(content(db)["sales"]) == 2
