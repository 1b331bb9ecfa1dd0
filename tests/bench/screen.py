"""The screen on a pseudo-terminal of 120 x 40 against a bare Textual app: `python -m tests.bench.screen [--quick]`.

Start: seconds from exec to the last piece of output that still changed the picture, Today being complete; bytes until
then. Keys: milliseconds to the last piece that changed the picture, and bytes. Idle: ten seconds without a key, while
the screen looks for other people's changes. Memory: resident, after all that. Medians; the programs take turns.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import databases
from tests.bench.pty_driver import Terminal

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


@dataclass
class Program:
    """What is measured, and what was found."""

    name: str
    command: list[str]
    ready: str
    starts: list[float] = field(default_factory=list)
    start_bytes: list[int] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    idle_bytes: float = 0.0
    idle_cpu: float | None = None
    keys: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
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

    def idle(self, terminal: Terminal, seconds: float) -> None:
        """Leave it alone."""
        before = terminal.cpu_seconds()
        self.idle_bytes = terminal.listen(seconds, seconds).bytes / seconds
        after = terminal.cpu_seconds()
        self.idle_cpu = None if before is None or after is None else (after - before) / seconds * 100

    def see_others(self, terminal: Terminal, db: Path, times: int) -> None:
        """Somebody else adds a task; how long after the command ended does it stand here?"""
        for number in range(times):
            title = f"seen{number}"
            words = ("task", "add", title, "--owner", "lin", "--due", "2026-06-28", "--priority", "1")
            subprocess.run(databases.command(db, *words), cwd=databases.ROOT, env=databases.environ(), check=True,
                           stdout=subprocess.DEVNULL)  # fmt: skip
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
    """Start and idle; then keys."""
    bare = programs[0]
    print("| | start s | x bare | bytes | idle bytes/s | idle CPU % | MB | x bare | exit s | others seen p95 s |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for item in programs:
        cpu = "-" if item.idle_cpu is None else f"{item.idle_cpu:.1f}"
        seen = f"{p95(item.seen):.2f}" if item.seen else "-"
        print(f"| {item.name} | {median(item.starts):.3f} | {median(item.starts) / median(bare.starts):.2f} "
              f"| {median(item.start_bytes):,.0f} | {item.idle_bytes:.0f} | {cpu} | {median(item.memory):.1f} "
              f"| {median(item.memory) / median(bare.memory):.2f} | {p95(item.ends):.2f} | {seen} |")  # fmt: skip
    print("\n| | key | median ms | p95 ms | median bytes | presses that showed |\n|---|---|---:|---:|---:|---:|")
    for item in programs:
        for kind, found in item.keys.items():
            took = [ms for ms, _ in found]
            print(f"| {item.name} | {kind} | {median(took):.1f} | {p95(took):.1f} "
                  f"| {median([size for _, size in found]):,.0f} | {len(found)} |")  # fmt: skip


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
                        item.see_others(terminal, Path(item.command[item.command.index("--db") + 1]), 3 if quick else 6)
                    item.idle(terminal, 3.0 if quick else 10.0)
                item.memory.append(terminal.memory_mb())
                item.ends.append(terminal.close())
        print_tables(programs)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
