"""Which journal serves several people on one SQLite file: `python -m tests.bench.journal`.

For each journal mode: six writer processes make 200 read-modify-write transactions each (BEGIN IMMEDIATE, a row with
a version, an audit trigger, a revision counter), once back to back and once with a pause as of very quick people,
while twelve readers poll `PRAGMA data_version` every half second and read for about 10 ms when it moved. Then one
transaction inserts 100,000 rows while six readers read and one writer ticks, and the longest time that anybody stood
still is taken. Waiting is SQLite's own busy handler (steps up to 100 ms) or ours (random steps of 1 to 4 ms).
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import SpawnContext
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

WRITERS, TRANSACTIONS, READERS = 6, 200, 12
IMPORT_ROWS, IMPORT_READERS = 100_000, 6
BUSY_S, START_S = 5.0, 60.0
PAUSE_S = 0.02

SCHEMA = """
CREATE TABLE task(id INTEGER PRIMARY KEY, title TEXT NOT NULL, done INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
CREATE TABLE audit(id INTEGER PRIMARY KEY, task INTEGER NOT NULL, was INTEGER, now INTEGER) STRICT;
CREATE TABLE revision(topic TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE line(id INTEGER PRIMARY KEY, number TEXT NOT NULL, day TEXT NOT NULL, item TEXT NOT NULL,
    pieces INTEGER NOT NULL, amount INTEGER NOT NULL, UNIQUE(number, item)) STRICT;
CREATE INDEX line_day ON line(day);
CREATE TRIGGER task_moved AFTER UPDATE ON task BEGIN
    INSERT INTO audit(task, was, now) VALUES (new.id, old.done, new.done);
    UPDATE revision SET n = n + 1 WHERE topic = 'board';
END;
INSERT INTO revision VALUES ('board', 0);
"""
READ = "SELECT day, count(*), sum(amount) FROM line WHERE id < 24000 AND id % 3 = 0 GROUP BY day"
TICK = "UPDATE task SET done = ?, version = version + 1 WHERE id = ? AND version = ?"


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to run the database."""

    journal: str
    synchronous: str
    spill: bool = False
    fair: bool = True

    @property
    def name(self) -> str:
        """As the table calls it."""
        extra = (", spills" if self.spill else "") + ("" if self.fair else ", SQLite waits")
        return f"{self.journal} {self.synchronous}{extra}"


MODES = (
    Mode("WAL", "FULL"),
    Mode("PERSIST", "FULL"),
    Mode("PERSIST", "FULL", fair=False),
    Mode("PERSIST", "FULL", spill=True),
)
MORE_MODES = (
    Mode("WAL", "NORMAL"),
    Mode("WAL", "FULL", fair=False),
    Mode("PERSIST", "NORMAL"),
    Mode("TRUNCATE", "FULL"),
    Mode("DELETE", "FULL"),
)


def connect(path: str, mode: Mode) -> sqlite3.Connection:
    """A connection as the cockpit opens one."""
    db = sqlite3.connect(path, isolation_level=None, timeout=0 if mode.fair else BUSY_S)
    patient(db, f"PRAGMA journal_mode={mode.journal}")  # reads the file, so it can meet a writer's commit
    db.execute(f"PRAGMA synchronous={mode.synchronous}")
    if not mode.spill:
        db.execute("PRAGMA cache_spill=OFF")
    return db


def patient(db: sqlite3.Connection, sql: str) -> list[Any]:
    """Run a statement; while the database is busy, try again after a short random pause. A BEGIN or COMMIT may wait."""
    until = time.perf_counter() + BUSY_S
    while True:
        try:
            return db.execute(sql).fetchall()
        except sqlite3.OperationalError as trouble:
            if trouble.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.perf_counter() > until:
                raise
        time.sleep(random.uniform(0.001, 0.004))


def tick(db: sqlite3.Connection, task: int) -> float:
    """One read-modify-write; the seconds that it took, waiting included."""
    began = time.perf_counter()
    patient(db, "BEGIN IMMEDIATE")
    done, version = db.execute("SELECT done, version FROM task WHERE id = ?", (task,)).fetchone()
    moved = db.execute(TICK, (1 - done, task, version)).rowcount
    patient(db, "COMMIT")
    if moved != 1:
        raise RuntimeError("a lost update")
    return time.perf_counter() - began


def writer(path: str, mode: Mode, go: Barrier, number: int, pause: float, out: Any) -> None:
    """Make the transactions, pausing up to twice `pause` after each; put (seconds of each, errors)."""
    db, took, errors = connect(path, mode), [], 0
    go.wait(START_S)
    for i in range(TRANSACTIONS):
        try:
            took.append(tick(db, (i * 7 + number) % 50 + 1))
        except (sqlite3.OperationalError, RuntimeError):
            errors += 1
            if db.in_transaction:
                db.execute("ROLLBACK")
        time.sleep(random.uniform(0, 2 * pause))
    out.put(("writer", took, errors))


def reader(path: str, mode: Mode, go: Barrier, stop: Event, every: float, out: Any) -> None:
    """Poll and, where somebody wrote, read; put (seconds of each poll with its read, errors)."""
    db, took, errors, seen = connect(path, mode), [], 0, None
    go.wait(START_S)
    stop.wait(random.uniform(0, every))
    while not stop.wait(every):
        began = time.perf_counter()
        try:
            version = patient(db, "PRAGMA data_version")
            if version != seen or every < 0.5:
                seen = version
                patient(db, READ)
        except sqlite3.OperationalError:
            errors += 1
        took.append(time.perf_counter() - began)
    out.put(("reader", took, errors))


def ticker(path: str, mode: Mode, go: Barrier, stop: Event, out: Any) -> None:
    """A person who ticks every 50 ms; put (seconds of each tick, errors)."""
    db, took, errors = connect(path, mode), [], 0
    go.wait(START_S)
    while not stop.wait(0.05):
        try:
            took.append(tick(db, 1))
        except sqlite3.OperationalError:
            errors += 1
    out.put(("ticker", took, errors))


def lines(count: int, prefix: str) -> Iterator[tuple[str, str, str, int, int]]:
    """Rows as an order file gives them."""
    for i in range(count):
        day = f"2026-{i % 12 + 1:02}-{i % 28 + 1:02}"
        yield f"{prefix}{i // 3}", day, f"sku-{i % 3}-{i % 997}", 1 + i % 4, i % 9999


def insert(db: sqlite3.Connection, count: int, prefix: str) -> float:
    """The import: one transaction of `count` rows; its seconds."""
    began = time.perf_counter()
    patient(db, "BEGIN IMMEDIATE")
    db.executemany("INSERT INTO line(number, day, item, pieces, amount) VALUES (?,?,?,?,?)", lines(count, prefix))
    db.execute("UPDATE revision SET n = n + 1")
    patient(db, "COMMIT")
    return time.perf_counter() - began


def quantile(values: list[float], q: float) -> float:
    """The q-quantile in milliseconds; 0 when nothing was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * q))] * 1000 if ordered else 0.0


def gather(out: Any, workers: list[Any]) -> dict[str, tuple[list[float], int]]:
    """Everybody's times and errors, by role."""
    found: dict[str, tuple[list[float], int]] = {}
    for _ in workers:
        role, took, errors = out.get(timeout=START_S)
        before = found.get(role, ([], 0))
        found[role] = (before[0] + took, before[1] + errors)
    for worker in workers:
        worker.join()
    return found


@contextmanager
def database(folder: Path, mode: Mode) -> Iterator[str]:
    """A fresh file of this mode, with enough lines in it for a read of some 10 ms."""
    path = str(folder / "bench.db")
    db = connect(path, mode)
    db.executescript(SCHEMA)
    db.executemany("INSERT INTO task(title, done, version) VALUES (?, 0, 1)", [(f"task {i}",) for i in range(50)])
    insert(db, 60_000, "old")
    db.close()
    try:
        yield path
    finally:
        for file in folder.iterdir():
            file.unlink()


def measure_people(ctx: SpawnContext, path: str, mode: Mode, pause: float) -> dict[str, float]:
    """Six writers against twelve readers."""
    go, stop, out = ctx.Barrier(WRITERS + READERS + 1), ctx.Event(), ctx.Queue()
    writers = [ctx.Process(target=writer, args=(path, mode, go, n, pause, out)) for n in range(WRITERS)]
    readers = [ctx.Process(target=reader, args=(path, mode, go, stop, 0.5, out)) for _ in range(READERS)]
    for worker in writers + readers:
        worker.start()
    go.wait(START_S)
    began = time.perf_counter()
    found = gather(out, writers)
    seconds = time.perf_counter() - began
    time.sleep(max(0.0, 1.6 - seconds))  # each reader must have polled at least twice
    stop.set()
    found |= gather(out, readers)
    writes, reads = found["writer"], found["reader"]
    return {
        "p50": statistics.median(writes[0]) * 1000,
        "p95": quantile(writes[0], 0.95),
        "max": quantile(writes[0], 1.0),
        "errors": writes[1] + reads[1],
        "per_s": len(writes[0]) / seconds,
        "read_p95": quantile(reads[0], 0.95),
        "read_max": quantile(reads[0], 1.0),
    }


def measure_import(ctx: SpawnContext, path: str, mode: Mode) -> dict[str, float]:
    """One long transaction against six readers and a person who ticks."""
    go, stop, out = ctx.Barrier(IMPORT_READERS + 2), ctx.Event(), ctx.Queue()
    workers = [ctx.Process(target=reader, args=(path, mode, go, stop, 0.1, out)) for _ in range(IMPORT_READERS)]
    workers.append(ctx.Process(target=ticker, args=(path, mode, go, stop, out)))
    for worker in workers:
        worker.start()
    go.wait(START_S)
    time.sleep(0.2)
    db = connect(path, mode)
    seconds = insert(db, IMPORT_ROWS, "new")
    time.sleep(0.2)
    stop.set()
    found = gather(out, workers)
    db.close()
    return {
        "import": seconds,
        "stall": quantile(found["reader"][0], 1.0),
        "stall_p95": quantile(found["reader"][0], 0.95),
        "tick": quantile(found["ticker"][0], 1.0),
        "errors": found["reader"][1] + found["ticker"][1],
    }


HEAD = (
    "| mode | write p50 | p95 | max | writes/s | paced p50 | p95 | max | read p95 | max "
    "| errors | import s | read p95 | worst read | worst tick |"
)


def report(mode: Mode, rush: dict[str, float], paced: dict[str, float], load: dict[str, float]) -> str:
    """One line of the table."""
    errors = rush["errors"] + paced["errors"] + load["errors"]
    return (
        f"| {mode.name} | {rush['p50']:.1f} | {rush['p95']:.0f} | {rush['max']:.0f} | {rush['per_s']:.0f} "
        f"| {paced['p50']:.1f} | {paced['p95']:.1f} | {paced['max']:.0f} | {paced['read_p95']:.0f} "
        f"| {paced['read_max']:.0f} | {errors:.0f} | {load['import']:.2f} | {load['stall_p95']:.0f} "
        f"| {load['stall']:.0f} | {load['tick']:.0f} |"
    )


def fsync_ms(folder: Path) -> float:
    """Median milliseconds of a 4 kB write with fsync: what this disk charges for durability."""
    took = []
    with (folder / "probe").open("wb") as file:
        for _ in range(50):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def main() -> int:
    """Print the table for the chosen folder's disk."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--folder", help="where to put the file; default: a new folder beside the system's temp files")
    parser.add_argument("--all", action="store_true", help="also the modes that lost, two minutes in all")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="journal-", dir=options.folder))
    ctx = mp.get_context("spawn")
    print(f"SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}, {os.cpu_count()} cores, ", end="")
    print(f"fsync {fsync_ms(folder):.2f} ms; all figures in milliseconds unless said otherwise\n")
    print(HEAD)
    print("|---|" + "---:|" * (HEAD.count("|") - 2))
    try:
        for mode in MODES + (MORE_MODES if options.all else ()):
            with database(folder, mode) as path:
                rush, paced = (measure_people(ctx, path, mode, pause) for pause in (0.0, PAUSE_S))
                print(report(mode, rush, paced, measure_import(ctx, path, mode)), flush=True)
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
