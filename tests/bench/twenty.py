"""Twenty cockpits on one database while a script writes: `python -m tests.bench.twenty [--cockpits 20] [--seconds 20]`.

Twenty real screens of 120 x 40 on pseudo-terminals, on the demo. Each must show the demo before anything is measured;
then they are left idle, and then a script pushes another number of visitors once a second.
CPU is that of each process while the script wrote (and while it did not), memory is the proportional share (PSS: what
twenty of them really take). A change has been followed when the screen's own output holds it: the pushed number as it
stands in the metrics panel, counted from the end of the script's transaction. Linux only.
"""

from __future__ import annotations

import argparse
import os
import selectors
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from opscockpit.clock import Clock, parse_moment
from opscockpit.services import actions
from opscockpit.services.session import Session
from opscockpit.services.shops import cut_of
from opscockpit.store import stores
from tests.bench import databases
from tests.bench.pty_driver import ANSWERS, Reaction, Terminal
from tests.bench.stress import PEOPLE, quantile

START_S = 90.0
LATE_S = 5.0
"""A screen that has not followed after so long counts as having missed the change."""


@dataclass
class Watched:
    """One cockpit, and when it wrote what."""

    terminal: Terminal
    heard: list[tuple[float, bytes]] = field(default_factory=list)
    cpu: float = 0.0

    def pictures(self) -> list[tuple[float, str]]:
        """What stood on the screen after each piece; only cells that changed are written."""
        found = []
        for at, piece in self.heard:
            self.terminal.feed(Reaction([at], [piece]))
            found.append((at, self.terminal.text()))
        self.heard.clear()
        return found


class Cockpits:
    """Several screens, listened to at the same time."""

    def __init__(self, db: Path, count: int) -> None:
        self._ready = selectors.DefaultSelector()
        self.all: list[Watched] = []
        for number in range(count):
            who = PEOPLE[number % len(PEOPLE)]
            self.all.append(Watched(Terminal(databases.command(db, "--as", who), env=databases.environ())))
            self._ready.register(self.all[-1].terminal._fd, selectors.EVENT_READ, self.all[-1])
            self.listen(0.15)

    def listen(self, seconds: float) -> None:
        """Note what they write for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for key, _ in self._ready.select(left):
                piece = os.read(key.fd, 65536)
                key.data.heard.append((time.monotonic(), piece))
                for question, answer in ANSWERS.items():
                    if question in piece:
                        os.write(key.fd, answer)

    def until_shown(self, words: bytes) -> None:
        """Listen until all have written these words. Raises RuntimeError."""
        deadline = time.monotonic() + START_S
        while not all(any(words in piece for _, piece in one.heard) for one in self.all):
            if time.monotonic() > deadline:
                raise RuntimeError(f"not every cockpit showed {words.decode()} within {START_S:.0f} s")
            self.listen(0.2)

    def start_counting(self) -> None:
        """Forget what was written, and note the CPU time."""
        for one in self.all:
            one.pictures()
            one.cpu = one.terminal.cpu_seconds() or 0.0

    def cpu(self, seconds: float) -> list[float]:
        """Percent of a core that each took since `start_counting`, smallest first."""
        return sorted(((one.terminal.cpu_seconds() or 0.0) - one.cpu) / seconds * 100 for one in self.all)

    def close(self) -> float:
        """Ask all to leave; the seconds until the last had left."""
        began = time.monotonic()
        for one in self.all:
            one.terminal.close()
        return time.monotonic() - began


def pss_mb(pid: int) -> float:
    """Proportional set size: shared pages count by their share."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What twenty screens took, and how fast they followed."""

    idle: list[float]
    busy: list[float]
    memory: list[float]
    delays: list[float]
    missed: int
    bytes: float
    closed: float


def measure(db: Path, count: int, seconds: int) -> Found:
    """Open, leave alone, write, close."""
    cockpits = Cockpits(db, count)
    try:
        cockpits.until_shown(b"help")
        cockpits.listen(4.0)  # charts and presence of the others
        cockpits.start_counting()
        began = time.monotonic()
        cockpits.listen(seconds / 2)
        idle = cockpits.cpu(time.monotonic() - began)
        cockpits.start_counting()
        began = time.monotonic()
        pushed = push(db, cockpits, seconds)
        lasted = time.monotonic() - began
        busy, memory = cockpits.cpu(lasted), sorted(pss_mb(one.terminal.pid) for one in cockpits.all)
        written = sum(len(piece) for one in cockpits.all for _, piece in one.heard) / count / lasted
        seen = [followed(one.pictures(), pushed) for one in cockpits.all]
    finally:
        closed = cockpits.close()
    delays = [delay for one in seen for delay in one]
    return Found(idle, busy, memory, delays, len(pushed) * count - len(delays), written, closed)


def push(db: Path, cockpits: Cockpits, seconds: int) -> list[tuple[float, str]]:
    """Push once a second, and listen; when each transaction ended, and the number as the screens show it."""
    script = Session(db, "script", Clock(parse_moment(databases.NOW), running=True))
    store = stores.stores(script.db)[0]
    pushed: list[tuple[float, str]] = []
    for n in range(seconds):
        next_at = time.monotonic() + 1.0
        value = 2000 + 37 * n
        actions.push(script.db, "script", store, cut_of(store), "visitors", str(value))
        pushed.append((time.monotonic(), f"{value:,}"))
        cockpits.listen(max(0.0, next_at - time.monotonic()))
    cockpits.listen(2.0)
    script.close()
    return pushed


def followed(shown: list[tuple[float, str]], pushed: list[tuple[float, str]]) -> list[float]:
    """Seconds until a screen showed each number or, where it was replaced before the next look, a later one."""
    delays = []
    seen: float | None = None
    for since, words in reversed(pushed):
        own = next((at for at, text in shown if at >= since and words in text), None)
        seen = own if own is not None else seen
        if seen is not None and seen - since < LATE_S:
            delays.append(seen - since)
    return delays


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--cockpits", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    if not sys.platform.startswith("linux"):
        raise RuntimeError("memory and CPU of a process are read from /proc, which only Linux has")
    with tempfile.TemporaryDirectory() as name:
        db = Path(name) / "demo.db"
        databases.make_demo_db(db)
        found = measure(db, options.cockpits, options.seconds)
    print(f"{options.cockpits} cockpits, {os.cpu_count()} cores, one number pushed a second for {options.seconds} s\n")
    print("| | median | p95 | all together |\n|---|---:|---:|---:|")
    for label, values, unit in (
        ("CPU idle, % of a core", found.idle, 1), ("CPU while a script writes, % of a core", found.busy, 1),
        ("memory (PSS), MB", found.memory, 1),
    ):  # fmt: skip
        half, most = quantile(values, 0.5, unit), quantile(values, 0.95, unit)
        print(f"| {label} | {half:.1f} | {most:.1f} | {sum(values):.0f} |")
    print(f"| followed after, s | {quantile(found.delays, 0.5, 1):.2f} | {quantile(found.delays, 0.95, 1):.2f} "
          f"| {len(found.delays)} seen, {found.missed} missed |")  # fmt: skip
    print(f"| output of each while a script writes, bytes/s | {found.bytes:.0f} | | |")
    print(f"| leaving, s | | | {found.closed:.1f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
