"""What goes wrong on a real box, done to real processes on a real file; each fault says what became of it.

Used by `tests.bench.stress` (long) and by tests/multiuser_faults (short). Every function takes a database that may be
spoiled. Nothing here is timed against a limit; the seconds are only told.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from opscockpit import errors
from opscockpit.clock import Clock, parse_moment
from opscockpit.services.session import Session
from opscockpit.store.database import Database
from opscockpit.ui.live import Live
from tests.bench import databases
from tests.helpers import Child, SetClock, integrity, started_together, wait_until

if TYPE_CHECKING:
    from tests.bench import kills

SOUND = [("ok",)]
NEXT_DAY = "2026-06-29T08:30"


def session(path: Path, who: str = "lin", at: str = databases.NOW) -> Session:
    """Somebody's session at a moment of the demo."""
    return Session(path, who, Clock(parse_moment(at)))


def copied(demo: Path, folder: Path, name: str) -> Path:
    """A copy of the demo with its key, to be spoiled."""
    path = folder / f"{name}.db"
    shutil.copy(demo, path)
    shutil.copy(f"{demo}.key", f"{path}.key")
    return path


def _first_store(path: Path) -> str:
    with Database(path) as db:
        return str(db.value("SELECT name FROM store ORDER BY id LIMIT 1"))


# Together -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """Screens opened in the same moment of a new day."""

    screens: int
    seconds: list[float]
    runs: int
    items: int
    doubled: int
    different: int  # screens that do not show what the first one shows


def opened_together(path: Path, folder: Path, screens: int, at: str = NEXT_DAY) -> Opened:
    """Open `screens` sessions at once on a day whose list nobody has made yet."""
    with started_together(folder) as wait:

        def look() -> tuple[float, tuple[int, ...]]:
            wait()
            began = time.monotonic()
            with contextlib.closing(session(path, at=at)) as mine:
                view = mine.today(None)
                return time.monotonic() - began, tuple(item.id for item in view.must_do)

        children = [Child(look) for _ in range(screens)]
    seen = [child.result() for child in children]
    day = at[:10]
    with Database(path) as db:
        runs = db.value("SELECT count(*) FROM run WHERE day = ? AND store_id = 1", (day,))
        items = db.rows("SELECT routine_id, count(*) AS n FROM must_item WHERE day = ? AND store_id = 1 GROUP BY 1",
                        (day,))  # fmt: skip
    shown = [ids for _, ids in seen]
    return Opened(
        screens, sorted(seconds for seconds, _ in seen), runs, sum(row["n"] for row in items),
        sum(row["n"] - 1 for row in items), sum(ids != shown[0] for ids in shown),
    )  # fmt: skip


# Locked ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Locked:
    """A file that somebody held for a while."""

    words: str  # what the writer was told
    told: int  # how often an open screen said so
    waited: float  # seconds until the writer was told
    after: str  # what the same action came to once the file was free
    followed: bool  # whether the open screen then showed it


def locked(path: Path, wait: float) -> Locked:
    """Hold the file for longer than anybody waits (`wait` seconds), let it go, and try again."""
    with contextlib.closing(session(path)) as mine, contextlib.closing(session(path, "zhou")) as other:
        mine.db._wait = other.db._wait = wait
        troubles: list[Exception] = []
        live = Live(lambda call: call())
        live.on_trouble = troubles.append
        live.load(other)
        live.look(other)  # says that it is here
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        began, words = time.monotonic(), ""
        try:
            mine.task_add("after the lock", "lin", None, 3, None, None)
        except errors.Busy as told:
            words = str(told)
        waited = time.monotonic() - began
        live.look(other)
        live.look(other)
        holder.execute("ROLLBACK")
        holder.close()
        after = mine.task_add("after the lock", "lin", None, 3, None, None).message
        seen = []
        live.on_view = lambda view: seen.append(view)
        live.look(other)
        titles = [card.title for view in seen for column in view.board for card in column.cards]
        return Locked(words, len(troubles), waited, after, "after the lock" in titles)


# Disk full ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Full:
    """A disk without room."""

    words: str  # what the writer was told
    import_words: str  # what an import was told
    kept: bool  # whether everything acknowledged before is there
    after: str  # what the same action came to once there was room
    sound: bool
    morning: str  # what the first screen of the next day said on the full disk
    shown: bool  # whether it showed the board all the same, and the list as soon as there was room


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of that size. Raises RuntimeError where we may not make one."""
    disk = folder / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if made.returncode:
        raise RuntimeError(f"a small disk needs root and mount: {made.stderr.decode().strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def disk_full(source: Path, folder: Path, archive: Path) -> Full:
    """Fill the disk of the database to the last byte, write, import, make room, write again."""
    megabytes = source.stat().st_size // 2**20 + 8
    with small_disk(folder, megabytes) as disk:
        path = disk / "demo.db"
        shutil.copy(source, path)
        shutil.copy(f"{source}.key", f"{path}.key")
        with contextlib.closing(session(path)) as mine:
            mine.today(None)  # makes the list of the day, which wants room too
            before = [mine.task_add(f"before {n}", "lin", None, 3, None, None).id for n in range(5)]
            ballast = disk / "ballast"
            _fill(ballast)
            words = _refusal(lambda: [mine.task_add("x" * 400, "lin", None, 3, None, None) for _ in range(200)])
            name = _first_store(path)
            import_words = _refusal(lambda: databases.run(path, "import", "--store", name, str(archive)))
            there = [card.id for column in mine.today(None).board for card in column.cards]
            with contextlib.closing(session(path, "mei", NEXT_DAY)) as next_day:
                morning = next_day.today(None)
                told = []
                live = Live(lambda call: call())
                live.on_trouble = lambda trouble: told.append(str(trouble))
                live.load(next_day)
                live.look(next_day)
                ballast.unlink()
                after = mine.task_add("there is room again", "lin", None, 3, None, None).message
                live.look(next_day)
                assert live.view
                shown = bool(morning.board) and not morning.must_do and bool(live.view.must_do)
        kept = set(before) <= set(there)
        return Full(words, import_words, kept, after, integrity(path) == SOUND, "; ".join(told), shown)


def _fill(ballast: Path) -> None:
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)


def _refusal(work: Callable[[], object]) -> str:
    try:
        work()
    except (errors.DatabaseTrouble, RuntimeError) as told:
        return str(told)
    return ""


# The clock ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClockBack:
    """A clock that jumped back under open screens."""

    words: list[str]  # what each action came to
    followed: bool  # whether the other screen saw the last of them
    runs: int  # lists of the two days
    conflict: str  # what a loser of a race was told


def clock_back(path: Path) -> ClockBack:
    """Work before and after the box's clock went back over midnight, by nine hours."""
    clock = SetClock("2026-06-29T08:40")
    with (
        contextlib.closing(Session(path, "lin", clock)) as mine,
        contextlib.closing(Session(path, "zhou", clock)) as other,
    ):
        live = Live(lambda call: call(), lambda: clock.at.timestamp())
        live.load(other)
        first = mine.today(None)
        item = first.must_do[0]
        words = [mine.tick(item.id, item.version, "done", "0").message]
        task = mine.task_add("before the jump", "lin", None, 3, None, None)
        words.append(task.message)
        clock.at = datetime.fromisoformat("2026-06-28T23:40")
        words.append(mine.task_add("after the jump", "lin", None, 3, None, None).message)
        mine.presence(True)
        words.append(mine.undo())
        words.append(mine.task_move(task.id, 1, "doing").message)
        try:
            conflict = other.task_move(task.id, 1, "done").message
        except errors.Conflict as told:
            conflict = str(told)
        seen = []
        live.on_view = seen.append
        wait_until(lambda: live.look(other) or seen, "the other screen", 5.0)
        cards = {card.title: card.state for column in seen[-1].board for card in column.cards}
        with Database(path) as db:
            runs = db.value("SELECT count(*) FROM run WHERE store_id = 1 AND day IN ('2026-06-28', '2026-06-29')")
        return ClockBack(words, cards.get("before the jump") == "doing", runs, conflict)


# The table ------------------------------------------------------------------------------------------------------


def demo_archive() -> Path:
    """The largest of the demo's files: another import of orders, as the demo itself has moved its days."""
    return max((databases.ROOT / "fixtures" / "demo").glob("*.zip"), key=lambda path: path.stat().st_size)


def table(demo: Path, folder: Path, *, quick: bool) -> str:
    """Every fault on a copy of the demo, as a table."""
    from tests.bench import kills

    lines = ["| fault | what became of it |", "|---|---|"]
    done = kills.killed_writers(copied(demo, folder, "killed"), 6 if quick else 40)
    lines.append(f"| {done.kills} writers killed -9 | {_killed(done, 'writes')} |")
    done = kills.killed_imports(folder, demo_archive(), 2 if quick else 8)
    same = f"done again all are the same as undisturbed: {_yes(not done.extra)}"
    lines.append(f"| {done.kills} imports killed -9 | {_killed(done, 'files')}; {same} |")
    opened = copied(demo, folder, "opened")
    lines.append(f"| 12 screens opened in one moment | {_opened(opened_together(opened, folder, 12))} |")
    lines.append(f"| file locked | {_locked(locked(copied(demo, folder, 'locked'), 5.0))} |")
    lines.append(f"| clock goes back over midnight | {_back(clock_back(copied(demo, folder, 'clock')))} |")
    try:
        lines.append(f"| disk full | {_full(disk_full(demo, folder, demo_archive()))} |")
    except RuntimeError as trouble:
        lines.append(f"| disk full | not measured: {trouble} |")
    return "\n".join(lines).replace(str(folder), "…")


def _killed(done: kills.Killed, what: str) -> str:
    return (
        f"{done.half} in the middle of a transaction; {done.acknowledged} {what} acknowledged, {done.missing} missing, "
        f"file sound: {_yes(done.sound)}"
    )


def _opened(done: Opened) -> str:
    return (
        f"{done.runs} run, {done.items} items, {done.doubled} doubled, {done.different} screens that differ; shown "
        f"after {done.seconds[len(done.seconds) // 2]:.2f} s (median), {done.seconds[-1]:.2f} s (last)"
    )


def _locked(done: Locked) -> str:
    return (
        f"a writer is told after {done.waited:.1f} s: “{done.words}”; an open screen says it {done.told} time; "
        f"then: “{done.after}”, followed by the other screen: {_yes(done.followed)}"
    )


def _back(done: ClockBack) -> str:
    return (
        f"{'; '.join(done.words)}; the loser of a race: “{done.conflict}”; the other screen followed: "
        f"{_yes(done.followed)}; lists of the two days: {done.runs}"
    )


def _full(done: Full) -> str:
    return (
        f"“{done.words}”; all acknowledged is there: {_yes(done.kept)}; with room: “{done.after}”; "
        f"file sound: {_yes(done.sound)}; the next morning: “{done.morning}”, all else shown, and the list as soon as "
        f"there is room: {_yes(done.shown)}"
    )


def _yes(value: bool) -> str:
    return "yes" if value else "NO"
