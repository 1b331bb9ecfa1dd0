"""The screen on a pseudo-terminal of 120 x 40 against a bare Textual app: `python -m tests.bench.screen [--quick]`.

Start: seconds from exec to the last piece of output that still changed the picture, Today being complete, and bytes
and CPU time until then. Keys: milliseconds to the last piece that changed the picture, and bytes. Pages: each is opened
and left again. Idle: ten seconds without a key, while the screen looks for other people's changes. Memory: resident,
after all that. The programs take turns, so that a busy machine is busy for all; modules are compiled, as installed.
Below the measurements stands what the budgets of the screen say to them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from opscockpit.ui.pages import PAGES
from tests.bench import databases
from tests.bench.pty_driver import Terminal
from tests.demo_file import STORE

QUIET_S = 0.5
START_LIMIT_S = 10.0
PRESSES = {
    "cursor": ("4", ("right", "left")),
    "tick a card": ("4", ("space", "space")),
    "tick an item": ("1", ("space", "space")),
    "next panel": ("1", ("tab", "tab", "tab", "tab")),
    "help and back": ("1", ("f1", "ctrl+g")),
}
"""By what they do: the key that goes where it can be done, then the keys that are measured."""


PAGE_KEYS = {entry.id: "!" if entry.keys[0] == "exclamation_mark" else entry.keys[0]
             for entry in PAGES if entry.keys and entry.id != "today"}  # fmt: skip
"""The key of each page."""


@dataclass
class Program:
    """What is measured, and what was found."""

    name: str
    command: list[str]
    ready: str
    starts: list[float] = field(default_factory=list)
    start_cpu: list[float] = field(default_factory=list)
    start_bytes: list[int] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    idle_bytes: float = 0.0
    idle_cpu: float | None = None
    keys: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    pages: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
    ticks: list[int] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def start(self) -> Terminal:
        """Run it until it is complete and quiet. Raises RuntimeError when that does not happen."""
        terminal = Terminal(self.command, env=databases.environ())
        painted, written = 0.0, 0
        while time.perf_counter() - terminal.began < START_LIMIT_S:
            heard = terminal.listen(QUIET_S, START_LIMIT_S, terminal.began)
            painted = terminal.painted_after(heard) or painted
            written += heard.bytes
            if self.ready in terminal.text():
                self.starts.append(painted)
                self.start_cpu.append(terminal.cpu_seconds() or 0.0)
                self.start_bytes.append(written)
                return terminal
        shown = " ".join(terminal.text().split())[-300:]
        terminal.close()
        raise RuntimeError(f"{self.name} never showed {self.ready!r}; the screen ends with: {shown}")

    def press_keys(self, terminal: Terminal, rounds: int) -> None:
        """Press every kind of key, over and over."""
        for kind, (there, keys) in PRESSES.items():
            terminal.feed(terminal.press(there))
            for key in keys * rounds:
                heard = terminal.press(key)
                painted = terminal.painted_after(heard)
                if painted is not None:
                    self.keys.setdefault(kind, []).append((painted * 1000, heard.bytes))

    def turn_pages(self, terminal: Terminal, rounds: int) -> None:
        """Open every page and go back, over and over; the first time its modules are loaded."""
        for page, key in PAGE_KEYS.items():
            for press in (key, "T") * rounds:
                heard = terminal.press(press, quiet=0.3)
                painted = terminal.painted_after(heard)
                if painted is not None:
                    self.pages.setdefault(page if press != "T" else "back to Today", []).append(
                        (painted * 1000, heard.bytes)
                    )

    def idle(self, terminal: Terminal, seconds: float) -> None:
        """Leave it alone."""
        before = terminal.cpu_seconds()
        self.idle_bytes = terminal.listen(seconds, seconds).bytes / seconds
        after = terminal.cpu_seconds()
        self.idle_cpu = None if before is None or after is None else (after - before) / seconds * 100

    def tick_metrics(self, terminal: Terminal, db: Path, times: int) -> None:
        """A script pushes another number; the bytes that this costs the line."""
        for number in range(times):
            store = ("--store", STORE if db.name == "demo.db" else "Store 1")
            databases.run(db, "push", *store, "visitors", str(2000 + 37 * number))
            heard = terminal.listen(1.5, 1.5)
            terminal.feed(heard)
            self.ticks.append(heard.bytes)

    def see_others(self, terminal: Terminal, db: Path, times: int) -> None:
        """Somebody else adds a task; how long after the command ended does it stand here?"""
        for number in range(times):
            title = f"seen{number}"
            words = ("task", "add", title, "--owner", "lin", "--due", "2026-06-28", "--priority", "1")
            databases.run(db, *words)
            heard = terminal.listen(2.5, 2.5)
            moment = terminal.painted_after(heard, until=title)
            self.seen.append(2.5 if moment is None and title not in terminal.text() else moment or 0.0)


def median(values: list[float] | list[int]) -> float:
    """The median; 0 of nothing."""
    return statistics.median(values) if values else 0.0


def p95(values: list[float]) -> float:
    """The 95th percentile; 0 of nothing."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))] if values else 0.0


def print_tables(programs: list[Program]) -> None:
    """Start and idle; then keys and pages."""
    bare = programs[0]
    print(
        "| | start s, p50 | p95 | x bare | CPU s | x bare | bytes | idle bytes/s | idle CPU % | MB | x bare | exit s |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for item in programs:
        cpu = "-" if item.idle_cpu is None else f"{item.idle_cpu:.1f}"
        print(f"| {item.name} | {median(item.starts):.3f} | {p95(item.starts):.3f} | {ratio(item, bare, 'starts'):.2f} "
              f"| {median(item.start_cpu):.2f} | {ratio(item, bare, 'start_cpu'):.2f} "
              f"| {median(item.start_bytes):,.0f} | {item.idle_bytes:.0f} | {cpu} | {median(item.memory):.1f} "
              f"| {ratio(item, bare, 'memory'):.2f} | {p95(item.ends):.2f} |")  # fmt: skip
    print(
        "\n| | key or page | median ms | p95 ms | first ms | median bytes | times |\n|---|---|---:|---:|---:|---:|---:|"
    )
    for item in programs:
        for kind, found in (item.keys | item.pages).items():
            took = [ms for ms, _ in found]
            print(f"| {item.name} | {kind} | {median(took):.1f} | {p95(took):.1f} | {took[0]:.1f} "
                  f"| {median([size for _, size in found]):,.0f} | {len(found)} |")  # fmt: skip


def ratio(item: Program, bare: Program, what: str) -> float:
    """The median of something as a multiple of the bare app's."""
    base = median(getattr(bare, what))
    return median(getattr(item, what)) / base if base else 0.0


def budgets(item: Program, bare: Program) -> list[tuple[str, float, float, str]]:
    """What is held against a budget: what, the most it may be, what was found, and how it is written."""
    small = [one for kind in ("cursor", "tick a card", "tick an item") for one in item.keys.get(kind, [])]
    turned = list(item.keys.get("help and back", []))
    turned += [one for found in item.pages.values() for one in found]
    took = [ms for ms, _ in small]
    worst = max((p95([ms for ms, _ in found[1:]]) for found in item.pages.values() if found[1:]), default=0.0)
    return [
        ("start to a complete Today, x bare", 2.0, ratio(item, bare, "starts"), ".2f"),
        ("the same, as the aim", 1.5, ratio(item, bare, "starts"), ".2f"),
        ("first screen, bytes", 45_000, median(item.start_bytes), ",.0f"),
        ("key to painted change, median ms", 15, median(took), ".1f"),
        ("key to painted change, p95 ms", 40, p95(took), ".1f"),
        ("key to painted change, bytes", 1_200, median([size for _, size in small]), ",.0f"),
        ("change screen, all pages, p95 ms", 120, p95([ms for ms, _ in turned]), ".1f"),
        ("the slowest page after its first opening, p95 ms", 120, worst, ".1f"),
        ("idle, bytes/s", 50, item.idle_bytes, ".0f"),
        ("idle, CPU %", 0.5, item.idle_cpu or 0.0, ".1f"),
        ("a new number in the metrics, bytes", 2_000, max(item.ticks, default=0), ",.0f"),
        ("another person's change visible here, p95 s", 1.5, p95(item.seen), ".2f"),
        ("memory, x bare", 1.6, ratio(item, bare, "memory"), ".2f"),
    ]


def print_budgets(programs: list[Program]) -> None:
    """Each budget with what was found on each database, and whether it is met."""
    bare, *others = programs
    print("\n| budget | at most |" + "".join(f" {item.name} | |" for item in others))
    print("|---|---:|" + "---:|---|" * len(others))
    for rows in zip(*(budgets(item, bare) for item in others), strict=True):
        what, most, _, how = rows[0]
        cells = "".join(f" {found:{how}} | {'met' if found <= most else '**missed**'} |" for _, _, found, _ in rows)
        print(f"| {what} | {most:g} |{cells}")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="without the large database, fewer rounds")
    quick = parser.parse_args().quick
    rounds = 3 if quick else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = [Program("bare Textual", [sys.executable, "-m", "tests.bench.bare"], "bare 0")]
        databases.make_demo_db(folder / "demo.db")
        programs.append(Program("Today, demo", databases.command(folder / "demo.db"), databases.MARK))
        if not quick:
            databases.make_big_db(folder / "big.db")
            programs.append(Program("Today, 10 stores x 3 years", databases.command(folder / "big.db"), databases.MARK))
        for turn in range(rounds):
            for item in programs:
                terminal = item.start()
                if turn == rounds - 1:
                    item.press_keys(terminal, 3 if quick else 8)
                    if item.ready == databases.MARK:
                        db = Path(item.command[item.command.index("--db") + 1])
                        item.see_others(terminal, db, 3 if quick else 6)
                        item.tick_metrics(terminal, db, 3 if quick else 6)
                        item.turn_pages(terminal, 2 if quick else 4)
                    item.idle(terminal, 3.0 if quick else 10.0)
                item.memory.append(terminal.memory_mb())
                item.ends.append(terminal.close())
        print_tables(programs)
        print_budgets(programs)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
