"""The one write path: whole or not at all, patient for a while, and then a clear word."""

from __future__ import annotations

import resource
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from opscockpit import errors
from opscockpit.services import actions
from opscockpit.store import board, stores
from opscockpit.store.database import Database, Writer
from tests.helpers import Child, SetClock, add_shop, integrity, new_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


def twice(w: Writer) -> None:
    for _ in range(2):
        w.insert("person", login="a", name="a")


def test_a_write_is_whole_or_nothing(path: Path) -> None:
    with Database(path) as db:
        before = path.read_bytes()
        with pytest.raises(errors.Refused), db.write("lin", "half") as w:
            twice(w)
        assert stores.people(db) == []
        assert db.value("SELECT count(*) FROM action") == 0
        assert path.read_bytes() == before
        stores.add_person(db, "lin", login="b", name="b", role="member")  # the connection goes on working
        assert [row["login"] for row in stores.people(db)] == ["b"]


def test_a_write_takes_its_lock_before_it_reads(path: Path) -> None:
    """With a deferred BEGIN the second writer would fail at its first write, after having read."""
    with Database(path) as one, Database(path, wait=0) as two:
        with one.write("lin", "first"), pytest.raises(errors.Busy), two.write("mei", "second"):
            pytest.fail("the second writer got in")
        with two.write("mei", "second") as w:
            w.insert("person", login="mei", name="mei")


def test_what_is_done_at_once_is_one_transaction(path: Path) -> None:
    with Database(path) as one, Database(path, wait=0) as two:
        with one.at_once():
            assert stores.people(one) == []
            with pytest.raises(errors.Busy):
                stores.add_person(two, "mei", login="a", name="a", role="member")
            stores.add_person(one, "lin", login="a", name="a", role="member")
            stores.add_person(one, "lin", login="b", name="b", role="member")
        assert [row["login"] for row in stores.people(two)] == ["a", "b"]
        assert two.value("SELECT count(*) FROM action") == 2


def test_an_error_at_the_end_of_what_is_done_at_once_takes_all_of_it_back(path: Path) -> None:
    def add_twice(db: Database) -> None:
        with db.at_once():
            for _ in range(2):
                stores.add_person(db, "lin", login="a", name="a", role="member")

    with Database(path) as db:
        with pytest.raises(errors.Refused):
            add_twice(db)
        assert stores.people(db) == []
        assert db.value("SELECT count(*) FROM action") == 0


def test_the_check_before_a_write_holds_until_it_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can become a guest, or give the card away, between the look at it and the change."""
    with Database(path) as db, Database(path, wait=0) as other:
        store = add_shop(db)
        task = board.add_task(db, "lin", store["id"], title="count socks")
        real = actions.may_change

        def meanwhile(*given: Any) -> None:
            real(*given)
            with pytest.raises(errors.Busy):
                board.change_task(other, "mei", board.task(other, task), None, state="done")

        monkeypatch.setattr(actions, "may_change", meanwhile)
        actions.task_move(db, "lin", task, None, "doing")
        assert board.task(other, task)["state"] == "doing"


def test_busy_says_so_and_leaves_the_file_as_it_was(path: Path) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    before = path.read_bytes()
    with pytest.raises(errors.Busy, match="nothing was changed") as caught:
        Database(path, wait=0)
    assert caught.value.exit_code == 3
    holder.execute("ROLLBACK")
    with Database(path, wait=0.02) as db:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.Busy, match=str(path)):
            stores.add_person(db, "lin", login="a", name="a", role="member")
        holder.execute("ROLLBACK")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(errors.Busy):
            stores.people(db)
        with pytest.raises(errors.Busy):
            db.data_version()
        holder.execute("ROLLBACK")
        assert path.read_bytes() == before
    holder.close()


def test_a_writer_waits_for_a_reader_to_finish(path: Path) -> None:
    with Database(path) as reader, Database(path, wait=0) as writer:
        with reader.snapshot():
            assert reader.value("SELECT count(*) FROM person") == 0
            with pytest.raises(errors.Busy):
                stores.add_person(writer, "lin", login="a", name="a", role="member")
            assert reader.value("SELECT count(*) FROM person") == 0
        stores.add_person(writer, "lin", login="a", name="a", role="member")
        assert reader.value("SELECT count(*) FROM person") == 1


def test_another_connection_sees_that_something_was_committed(path: Path) -> None:
    with Database(path) as one, Database(path) as two:
        seen, own = two.data_version(), one.data_version()
        stores.add_person(one, "lin", login="a", name="a", role="member")
        assert two.data_version() != seen
        assert one.data_version() == own


def test_a_full_disk_changes_nothing(path: Path) -> None:
    with Database(path) as db:
        store = add_shop(db)
        board.add_task(db, "lin", store["id"], title="before")
    size = path.stat().st_size

    def job() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with Database(path) as db:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, size + 8192))
            try:
                with db.write("lin", "too much") as w:
                    for n in range(2000):
                        w.insert("person", login=f"p{n}", name="x" * 500)
            except errors.DatabaseTrouble as trouble:
                assert stores.people(db) == []
                return str(trouble)
        return "it was written"

    assert "full or failing" in Child(job).result()
    assert integrity(path) == [("ok",)]
    with Database(path) as db:
        assert [row["title"] for row in board.tasks(db, 1)] == ["before"]
        assert stores.people(db) == []


# Versions -----------------------------------------------------------------------------------------------------


def test_a_lost_race_says_who_when_and_what(path: Path) -> None:
    clock = SetClock("2026-03-05T09:00")
    with Database(path, clock) as db:
        store = add_shop(db)
        task = board.task(db, board.add_task(db, "lin", store["id"], title="count socks", owner="lin"))
        clock.at = clock.at.replace(minute=3)
        board.change_task(db, "mei", task, task["version"], owner="gang", priority=1)
        clock.at = clock.at.replace(minute=7)
        with pytest.raises(errors.Conflict) as caught:
            board.change_task(db, "lin", task, task["version"], owner="tao")
        said = str(caught.value)
        assert "mei" in said
        assert "4 min ago" in said
        assert "owner gang" in said
        assert board.task(db, task["id"])["owner"] == "gang"
        assert board.task(db, task["id"])["version"] == 2


@pytest.mark.parametrize(("hours", "minutes", "says"), [(0, 0, "0 s ago"), (0, 59, "59 min ago"), (5, 0, "5 h ago")])
def test_how_long_ago(path: Path, hours: int, minutes: int, says: str) -> None:
    clock = SetClock("2026-03-05T09:00")
    with Database(path, clock) as db:
        task = board.task(db, board.add_task(db, "lin", add_shop(db)["id"], title="count"))
        board.change_task(db, "mei", task, 1, state="doing")
        clock.at = clock.at.replace(hour=9 + hours, minute=minutes)
        with pytest.raises(errors.Conflict, match=says):
            board.change_task(db, "lin", task, 1, state="done")


def test_a_row_that_has_gone_is_told_of(path: Path) -> None:
    with Database(path) as db:
        task = board.task(db, board.add_task(db, "lin", add_shop(db)["id"], title="count"))
        with db.write("mei", "away") as w:
            w.run("DELETE FROM task WHERE id = ?", (task["id"],))
        with pytest.raises(errors.Conflict, match="mei removed this task"):
            board.change_task(db, "lin", task, 1, state="done")
        with pytest.raises(errors.Conflict, match="does not exist"), db.write("lin", "x") as w:
            w.update("task", 99, 1, state="done")


def test_rules_of_the_schema_are_told_in_words(path: Path) -> None:
    with Database(path) as db:
        store = add_shop(db)
        with pytest.raises(errors.Refused, match="it is there already"):
            add_shop(db)
        with pytest.raises(errors.Refused, match="CHECK"):
            board.add_task(db, "lin", store["id"], title="x", priority=9)
        with pytest.raises(errors.Refused, match="does not exist"):
            board.add_task(db, "lin", 77, title="x")


def test_text_of_people_is_data(path: Path) -> None:
    nasty = "'); DROP TABLE task; -- [/x] {0} %s $(rm) 😀\u202e"
    with Database(path) as db:
        store = add_shop(db)
        task = board.add_task(db, nasty, store["id"], title=nasty, owner=nasty)
        assert board.task(db, task)["title"] == nasty
        assert db.value("SELECT label FROM action ORDER BY id DESC") == f"add task · {nasty}"
