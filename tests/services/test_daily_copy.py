"""The backup of the day: one, by whoever is first, beside the screen; told once when it fails."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from opscockpit.clock import Clock
from opscockpit.services import upkeep
from opscockpit.services.daily_copy import make_once
from opscockpit.services.session import Session
from opscockpit.store import board, copies, copying
from opscockpit.store.database import Database
from opscockpit.ui.live import Live
from tests.helpers import Child, SetClock, add_shop, integrity, new_file, started_together, wait_until

DAY = date(2026, 3, 5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a task."""
    path = new_file(tmp_path)
    with Database(path) as db:
        board.add_task(db, "lin", add_shop(db)["id"], title="before")
    return path


def made(path: Path) -> list[Path]:
    folder = path.with_name(f"{path.name}.backups")
    return sorted(folder.iterdir()) if folder.exists() else []


def test_of_eight_who_open_at_once_one_makes_it(path: Path, tmp_path: Path) -> None:
    def job(gate: Callable[[], None], who: str) -> str:
        gate()
        return make_once(path, who, DAY)

    with started_together(tmp_path) as gate:
        children = [Child(partial(job, gate, f"p{n}")) for n in range(8)]
    assert [child.result() for child in children] == [""] * 8
    (copy,) = made(path)
    assert integrity(copy) == [("ok",)]
    with Database(path) as db:
        last = copies.newest(db)
        assert last is not None
        assert (last.day, last.state, last.words) == ("2026-03-05", "made", copy.name)
        assert db.value("SELECT count(*) FROM action WHERE label = 'backup'") == 0
    assert make_once(path, "mei", date(2026, 3, 6)) == ""
    assert len(made(path)) == 2


def test_an_open_screen_makes_it_after_its_first_picture_and_not_again(path: Path) -> None:
    with contextlib.closing(Session(path, "lin", Clock())) as session:
        live = Live(lambda call: call())
        live.load(session)
        assert made(path) == []
        live.look(session)
        wait_until(lambda: copies_made(path) == 1, "the backup")
        with contextlib.closing(Session(path, "mei", Clock())) as other:
            assert other.notice() == ""
        assert session.notice() == ""
    assert len(made(path)) == 1


def copies_made(path: Path) -> int:
    with Database(path) as db:
        last = copies.newest(db)
    return int(last is not None and last.state == "made")


def test_no_backup_of_a_replayed_day_or_of_the_demo(path: Path, tmp_path: Path) -> None:
    demo = new_file(tmp_path, "demo.db")
    with Database(demo) as db:
        add_shop(db)
        db.rows("UPDATE store SET demo = 1")
    for file, clock in ((path, SetClock("2026-03-05T09:00")), (demo, Clock())):
        with contextlib.closing(Session(file, "lin", clock)) as session:
            session.notice()
        assert made(file) == []
        with Database(file) as db:
            assert copies.newest(db) is None


def test_one_that_fails_is_told_once_and_by_doctor(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.with_name(f"{path.name}.backups").write_text("in the way")
    with contextlib.closing(Session(path, "lin", Clock())) as session:
        told: list[str] = []
        live = Live(lambda call: call())
        live.on_trouble = lambda trouble: told.append(str(trouble))
        live.load(session)

        def looked() -> bool:
            live.look(session)
            with Database(path) as other:  # somebody else works on, so that the screen looks again
                board.add_task(other, "mei", 1, title="more")
            return bool(told)

        wait_until(looked, "the word of the failure")
        for _ in range(3):
            looked()
        assert len(told) == 1
        assert "backup could not be made" in told[0]
    finding = next(found for found in upkeep.examine(path) if found.check == "backups")
    assert not finding.ok
    assert "lin's of" in finding.says
    assert finding.advice


def test_one_that_was_interrupted_is_made_by_the_next(path: Path) -> None:
    clock = SetClock("2026-03-05T09:00")
    with Database(path, clock) as db:
        assert copies.claim(db, "lin", DAY)
        assert not copies.claim(db, "mei", DAY)
        clock.at = clock.at.replace(minute=20)
        assert copies.claim(db, "mei", DAY)


def test_leftovers_of_a_killed_backup_are_swept_away(path: Path) -> None:
    folder = path.with_name(f"{path.name}.backups")
    folder.mkdir()
    left = folder / f".{path.stem}-20250101-000000-000000.db.4711"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    assert make_once(path, "lin", DAY) == ""
    assert [file.suffix for file in made(path)] == [".db"]


def test_a_copy_is_of_one_moment_while_others_write(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A commit between two steps begins it anew; too many of them, and it is done in one go."""
    monkeypatch.setattr(copying, "STEP_PAGES", 5)
    with Database(path) as db, Database(path) as other:
        real, steps = copying._Watch.step, []

        def step(watch: copying._Watch, *given: int) -> None:
            steps.append(given)
            if len(steps) < 60:
                board.add_task(other, "mei", 1, title=f"meanwhile {len(steps)}")
            real(watch, *given)

        monkeypatch.setattr(copying._Watch, "step", step)
        db.copy_into(tmp_path / "copy.db")
    assert integrity(tmp_path / "copy.db") == [("ok",)]
    with Database(tmp_path / "copy.db") as copy:
        titles = {row["title"] for row in board.tasks(copy, 1)}
    assert titles == {"before", *(f"meanwhile {n}" for n in range(1, len(titles)))}


def test_a_copy_of_a_file_that_stays_locked_gives_up(path: Path, tmp_path: Path) -> None:
    source, holder = sqlite3.connect(path, timeout=0), sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        copying.copy_pages(source, tmp_path / "copy.db", wait=0.05)
    holder.close()
    source.close()
