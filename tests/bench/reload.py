"""Does Today get slower as history grows? `python -m tests.bench.reload`.

One store with 3 years of orders, and with ten times that (the same days of the week, the same present). Each is read
by `opscockpit today --json` in a new process, and by a session that stays open, as a screen's does: first and again.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench import databases
from tests.bench.importing import timed

ROUNDS = 5
READ = """
import sys, time
from pathlib import Path
from opscockpit.clock import Clock, parse_moment
from opscockpit.services.session import Session
session = Session(Path(sys.argv[1]), "lin", Clock(parse_moment(sys.argv[2])))
for _ in range(6):
    began = time.perf_counter()
    session.today(None)
    print((time.perf_counter() - began) * 1000)
"""


def measured(db: Path) -> tuple[float, float, float]:
    """Milliseconds of the command, of a session's first view, and of its later ones."""
    commands = [timed(databases.command(db, "today", "--json"))[0] * 1000 for _ in range(ROUNDS)]
    first, later = [], []
    for _ in range(ROUNDS):
        _, _, text = timed([sys.executable, "-c", READ, str(db), databases.NOW])
        views = [float(line) for line in text.split()]
        first.append(views[0])
        later += views[1:]
    return statistics.median(commands), statistics.median(first), statistics.median(later)


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "3.db", Path(name) / "30.db"
        databases.make_big_db(small, stores=1, years=3, orders_a_day=10)
        databases.make_big_db(large, stores=1, years=30, orders_a_day=10)
        rows = {"3 years": measured(small), "30 years": measured(large)}
    rows["ratio"] = tuple(b / a for a, b in zip(rows["3 years"], rows["30 years"], strict=True))  # type: ignore[assignment]
    print("| history | `today --json`, ms | first view, ms | later views, ms |\n|---|---:|---:|---:|")
    for label, (command, first, later) in rows.items():
        print(f"| {label} | {command:.2f} | {first:.2f} | {later:.2f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
