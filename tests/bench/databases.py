"""The databases that are measured, made by the command line from invented files."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-06-28T08:41"
"""The replayed moment of all screens; the demo's files end on that day."""

MARK = "marked task"
"""Title of a task that stands on top of the board, which is the last that a screen draws."""

LAST_DAY = date(2026, 6, 28)
BASE = [sys.executable, "-m", "opscockpit"]


def command(db: Path, *words: str) -> list[str]:
    """An opscockpit command on that database at that moment."""
    return [*BASE, "--db", str(db), "--now", NOW, *words]


def run(db: Path, *words: str) -> str:
    """What the command prints. Raises RuntimeError with its words when it fails (4, some input skipped, is fine)."""
    done = subprocess.run(command(db, *words), cwd=ROOT, env=environ(), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise RuntimeError(f"opscockpit {' '.join(words[:3])}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def environ() -> dict[str, str]:
    """Our environment without anybody's own settings and terminal, and with compiled modules kept, as installed."""
    left_out = {
        "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "TERM", "COLORTERM", "NO_COLOR", "LC_ALL", "TMUX", "STY",
    }  # fmt: skip
    return {name: value for name, value in os.environ.items()
            if not name.startswith("OPSCOCKPIT_") and name not in left_out}  # fmt: skip


def make_demo_db(db: Path) -> None:
    """The demo stores as `opscockpit demo` makes them, standing still."""
    from opscockpit.clock import Clock, parse_moment
    from opscockpit.services.demo import Demo

    with Demo(Clock(parse_moment(NOW)), keep=db):
        pass
    run(db, "task", "add", MARK, "--owner", "lin", "--due", str(LAST_DAY), "--priority", "1")


def make_big_db(db: Path, *, stores: int = 10, years: float = 3, orders_a_day: int = 20) -> None:
    """`stores` stores with orders and sessions of each day of `years` years."""
    run(db, "init", str(db))
    for number in range(stores):
        name = f"Store {number + 1}"
        run(db, "store", "add", name, "--platform", "shopify", "--tz", "Europe/London", "--currency", "GBP")
        archive = db.with_suffix(f".{number}.zip")
        _write_store(archive, random.Random(number), int(years * 365.25), orders_a_day)
        run(db, "import", "--store", name, str(archive))
        archive.unlink()
    _add_tasks(db)


def _add_tasks(db: Path) -> None:
    """Six people, three tasks each."""
    people = ("lin", "zhou", "he", "mei", "tao", "gang")
    run(db, "people", "add", *people)
    run(db, "task", "add", MARK, "--owner", "lin", "--due", str(LAST_DAY), "--priority", "1")
    for number in range(18):
        owner = people[number % len(people)]
        run(db, "task", "add", f"task {number + 1} of the office", "--owner", owner, "--due", "2026-06-29")


def _write_store(archive: Path, draw: random.Random, days: int, orders_a_day: int) -> None:
    """A zip with a year of order lines and sessions in each file."""
    first = LAST_DAY - timedelta(days=days - 1)
    every_day = [first + timedelta(days=n) for n in range(days)]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for year in sorted({day.year for day in every_day}):
            of_year = [day for day in every_day if day.year == year]
            file.writestr(f"lines_{year}.csv", "\n".join(_lines(draw, of_year, orders_a_day)) + "\n")
            file.writestr(f"sessions_{year}.csv", "\n".join(_sessions(draw, of_year, orders_a_day)) + "\n")


def _lines(draw: random.Random, days: list[date], orders_a_day: int) -> Iterator[str]:
    yield "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    for day in days:
        for number in range(round(orders_a_day * draw.uniform(0.7, 1.3))):
            order = f"{day:%y%m%d}{number:03}"
            moment = f"{day} {draw.randint(0, 23):02}:{draw.randint(0, 59):02}:00"
            for item in range(draw.choice((1, 1, 2))):
                price = f"{draw.randint(100, 9900) / 100:.2f}"
                yield f"{order},{10000 + item},MUG,{draw.randint(1, 4)},{moment},{price},{draw.randint(1, 9999)},UK"


def _sessions(draw: random.Random, days: list[date], orders_a_day: int) -> Iterator[str]:
    yield "Day,Sessions,Online store visitors,Conversion rate,Sessions that completed checkout"
    for day in days:
        sessions = round(orders_a_day * draw.uniform(35, 50))
        yield f"{day},{sessions},{sessions * 9 // 10},{orders_a_day / sessions:.4f},{orders_a_day}"
