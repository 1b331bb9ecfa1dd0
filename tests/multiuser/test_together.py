"""Several people on one file, as real processes: nothing is lost, nothing is made twice, nobody sees an error."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from opscockpit import errors, ingest
from opscockpit.clock import Clock
from opscockpit.services import actions, dropfolder, routines
from opscockpit.services.importing import how_for, import_paths
from opscockpit.services.opening import make_database
from opscockpit.services.privacy import pseudonym_maker
from opscockpit.services.session import Session
from opscockpit.services.shops import cut_of
from opscockpit.services.upkeep import backup, examine
from opscockpit.store import board, day, keywords, stores
from opscockpit.store.database import Database, Row, journal_of
from opscockpit.store.measures import push
from tests.helpers import (
    Child,
    SetClock,
    add_routine,
    add_shop,
    all_of,
    integrity,
    new_file,
    started_together,
    wait_until,
)

DAY = date(2026, 3, 5)
ACTIONS = 50
TEAM = ("lin", "zhou", "he", "mei", "tao", "gang")
PROFILES = ingest.load_profiles(None)
"""Loaded here, because a process of another user may not be able to read the libraries of this Python."""

LEDGER_FILE = Path(__file__).resolve().parents[2] / "fixtures" / "small" / "orders_retail_lines.csv"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a team, a shared task and a keyword."""
    path = new_file(tmp_path)
    with Database(path) as db:
        store = add_shop(db)
        for login in TEAM:
            stores.add_person(db, "lin", login=login, name=login, role="member")
        for n in range(10):
            add_routine(db, store, f"routine {n}", position=n)
        board.add_task(db, "lin", store["id"], title="counter", note="0")
        keywords.add_keyword(db, "lin", store["id"], word="袜子", product="", owner=None)
    return path


def count_up(db: Database, who: str) -> None:
    """Add one to the shared task, as a person does who is told of a conflict and tries again."""
    while True:
        row = board.task(db, 1)
        try:
            return board.change_task(db, who, row, row["version"], note=str(int(row["note"]) + 1))
        except errors.Conflict:
            continue


def work(path: Path, who: str, gate: Callable[[], None]) -> int:
    """Fifty mixed actions of one person; how many tasks are left open."""
    gate()
    left = 0
    with Database(path) as db:
        store = stores.store_named(db, None)
        routines.ensure_run(db, who, store, DAY)
        items = day.must_items(db, store["id"], DAY)
        for n in range(ACTIONS):
            kind = n % 5
            if kind == 0:
                task = actions.task_add(db, who, store, f"{who} {n}", owner=who).id
                left += 1
            elif kind == 1 and n % 2:
                actions.task_move(db, who, task, None, "done")
            elif kind == 1:
                actions.undo(db, who)
                left -= 1
            elif kind == 2:
                actions.tick(db, who, items[n % len(items)]["id"], None)
            elif kind == 3:
                moment = 1000 * TEAM.index(who) + n
                push(db, who, store_id=store["id"], day=DAY, measure="carts", channel="", at=moment, value=n)
            else:
                count_up(db, who)
    return left


def test_six_people_lose_nothing_and_see_no_error(path: Path, tmp_path: Path) -> None:
    with started_together(tmp_path) as gate:
        jobs = [partial(work, path, who, gate) for who in TEAM]
        children = [Child(job) for job in jobs]
    left = [child.result() for child in children]
    assert integrity(path) == [("ok",)]
    with Database(path) as db:
        titles = [row["title"] for row in board.tasks(db, 1)]
        assert board.task(db, 1)["note"] == str(len(TEAM) * ACTIONS // 5)
        assert len(titles) == len(set(titles)) == sum(left) + 1
        assert db.value("SELECT count(*) FROM reading") == len(TEAM) * ACTIONS // 5
        for who in TEAM:
            made = db.value("SELECT count(*) FROM action WHERE actor = ? AND undoable = 1", (who,))
            assert made >= ACTIONS - ACTIONS // 10
        assert len(day.must_items(db, 1, DAY)) == 10
        assert db.value("SELECT count(*) FROM action WHERE label GLOB 'make the list*'") == 1


def test_eight_at_once_make_one_list(path: Path, tmp_path: Path) -> None:
    def job(gate: Callable[[], None]) -> list[str]:
        gate()
        with Database(path) as db:
            routines.ensure_run(db, "lin", stores.store_named(db, None), DAY)
            return [row["title"] for row in day.must_items(db, 1, DAY)]

    with started_together(tmp_path) as gate:
        children = [Child(partial(job, gate)) for _ in range(8)]
    assert [child.result() for child in children] == [[f"routine {n}" for n in range(10)]] * 8
    with Database(path) as db:
        assert db.value("SELECT count(*) FROM run") == 1
        assert db.value("SELECT count(*) FROM must_item") == 10


def test_an_open_screen_sees_the_commit_of_another(path: Path, tmp_path: Path) -> None:
    ready = tmp_path / "ready"

    def watch() -> tuple[bool, list[str], list[str]]:
        session = Session(path, "lin", SetClock("2026-03-05T09:00"))
        session.today()
        before, quiet = session.revisions(), session.poll()
        ready.touch()
        wait_until(session.poll, "the commit of the other")
        after = session.revisions()
        titles = [card.title for column in session.today().board for card in column.cards]
        session.close()
        return quiet, [topic for topic in after if after[topic] != before[topic]], titles

    def write() -> None:
        wait_until(ready.exists, "the reader")
        with Database(path) as db:
            actions.task_add(db, "mei", stores.store_named(db, None), "call back")

    quiet, moved, titles = all_of([watch, write])[0]
    assert quiet is False
    assert moved == ["tasks"]
    assert "call back" in titles


def test_two_who_make_the_key_at_once_have_one_key(path: Path, tmp_path: Path) -> None:
    def job(gate: Callable[[], None]) -> str:
        gate()
        return pseudonym_maker(path)("13800000000")

    with started_together(tmp_path) as gate:
        children = [Child(partial(job, gate)) for _ in range(6)]
    assert len({child.result() for child in children}) == 1
    assert [file.name for file in tmp_path.iterdir() if ".key" in file.name] == [f"{path.name}.key"]


# The drop folder ----------------------------------------------------------------------------------------------


def keep_watch(path: Path, folder: Path, told: Path) -> None:
    """Watch until the process ends, and write what was told into a file of this process."""
    dropfolder.PAUSE_SECONDS = 0.02
    with Database(path) as db, (told / str(os.getpid())).open("a", buffering=1) as log:
        dropfolder.watch(db, "lin", folder, None, None, tell=lambda line: print(line, file=log))


def test_six_watchers_import_a_file_once_and_another_takes_over(path: Path, tmp_path: Path) -> None:
    folder, told = tmp_path / "drop", tmp_path / "told"
    folder.mkdir()
    told.mkdir()

    def reports() -> list[tuple[int, str]]:
        lines = [(int(file.name), line) for file in told.iterdir() for line in file.read_text().splitlines()]
        return [(pid, line) for pid, line in lines if "watching" not in line]

    def drop(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).rename(folder / name)

    watchers = {child.pid: child for child in (Child(partial(keep_watch, path, folder, told)) for _ in range(6))}
    try:
        wait_until(lambda: len(list(told.iterdir())) == 6, "six watchers")
        content = LEDGER_FILE.read_bytes()
        drop("a.csv", content)
        wait_until(lambda: len(reports()) == 1, "the first file")
        leader, first = reports()[0]
        assert "import 1" in first
        watchers.pop(leader).kill()
        drop("b.csv", content + content.splitlines()[-1].replace(b"5", b"6") + b"\n")
        wait_until(lambda: len(reports()) == 2, "the second file")
    finally:
        for child in watchers.values():
            child.kill()
    assert sorted(file.name for file in (folder / "imported").iterdir() if file.suffix == ".csv") == ["a.csv", "b.csv"]
    with Database(path) as db:
        assert db.value("SELECT count(*) FROM batch") == 2
    assert integrity(path) == [("ok",)]


def test_two_who_import_the_same_file_at_once_have_one_import(path: Path, tmp_path: Path) -> None:
    def job(gate: Callable[[], None]) -> tuple[int | None, int | None, str | None]:
        gate()
        with Database(path) as db:
            store = stores.store_named(db, None)
            how = how_for(db, None)
            (report,) = import_paths(db, "lin", store, cut_of(store), [LEDGER_FILE], how)
            return report.batch, report.duplicate_of, report.error

    with started_together(tmp_path) as gate:
        children = [Child(partial(job, gate)) for _ in range(4)]
    found = sorted((child.result() for child in children), key=str)
    assert found == sorted([(1, None, None)] + [(None, 1, None)] * 3, key=str)


# Two Unix users -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.getuid() != 0, reason="changing the user needs root")
def test_three_unix_users_share_a_database_under_a_closed_umask(open_folder: Path) -> None:
    team = 54_000
    one, two, three = ((uid, team) for uid in (54_001, 54_002, 54_003))
    path = open_folder / "team" / "cockpit.db"

    def begin() -> None:
        make_database(path, shared=True)
        with Database(path) as db:
            add_shop(db)

    def add(who: str) -> tuple[int, str]:
        with Database(path) as db:
            store: Row = stores.store_named(db, None)
            actions.task_add(db, who, store, f"of {who}")
            backup(db)
            return len(board.tasks(db, store["id"])), pseudonym_maker(path)("ann")

    def drop(who: str) -> list[str | None]:
        folder = path.parent / "drop"
        folder.mkdir(exist_ok=True)
        if who == "lin":
            folder.chmod(0o2770)
        file = folder / f"{who}.csv"
        file.write_bytes(LEDGER_FILE.read_bytes() + f"{who},,,,,,,\n".encode())
        with Database(path, Clock()) as db:
            watched = dropfolder.DropFolder(db, who, folder, None, None)
            return [report.error for _ in range(2) for report in watched.look()]

    Child(begin, user=one, umask=0o077).result()
    found = [Child(partial(add, who), user=user, umask=0o077).result()
             for who, user in (("lin", one), ("mei", two), ("tao", three), ("lin", one))]  # fmt: skip
    assert [count for count, _ in found] == [1, 2, 3, 4]
    assert len({pseudonym for _, pseudonym in found}) == 1
    for who, user in (("lin", one), ("mei", two)):
        assert Child(partial(drop, who), user=user, umask=0o077).result() == [None]
    folder = path.parent.stat()
    assert (folder.st_mode & 0o7777, folder.st_gid) == (0o2770, team)
    for file in (path, journal_of(path), path.with_name(f"{path.name}.key")):
        assert (file.stat().st_mode & 0o777, file.stat().st_gid) == (0o660, team)
    findings = Child(partial(examine, path), user=two, umask=0o077).result()
    assert [finding for finding in findings if not finding.ok and not finding.advice] == []
    assert integrity(path) == [("ok",)]
