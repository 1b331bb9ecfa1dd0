"""A morning over a bad line, computed from real key presses: `python -m tests.bench.line`.

A cockpit of 120 x 40 on the demo is worked through ten minutes of a morning, key by key, and what it writes for each
key is noted. A line of 150 ms there and back and 64 kbit/s then takes for a key: the round trip, the time the program
took, and the bytes of the answer one after the other. With `ssh -C` the bytes are those of one zlib stream flushed
after each answer, as SSH does, and 60 bytes for each packet of at most 16 kB either way. The wait of a step is that of
its slowest key; what is typed meanwhile is not lost, it only shows later.
"""

from __future__ import annotations

import math
import os
import tempfile
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import databases
from tests.bench.pty_driver import Reaction, Terminal
from tests.demo_file import STORE

ROUND_TRIP_S, BYTES_PER_S = 0.150, 64_000 / 8
PACKET, OVERHEAD = 16_384, 60
MINUTES, START_S, SLOW_S = 10, 30.0, 3.0

STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("look at the must-do list: down, down, up", ("1", "j", "j", "k"), "help"),
    ("tick three items", (" ", "j", " ", "j", " "), ": done"),
    ("take one back and tick it again", (" ", " "), ": done"),
    ("score yesterday's focus, with a reason", ("y", "\r", *"连带率 1.4", "\x0f"), "Focus of the day"),
    ("set today's focus, whose form follows", (*"恢复 88 号主图 A/B", "\x0f"), "FOCUS 恢复 88 号主图 A/B"),
    ("to the numbers, explain one", ("2", "j", "j", "x"), "any key closes"),
    ("close it", ("\x07",), "help"),
    ("record two ranks", ("3", "r", "7", "\x0f", "j", "r", "1", "2", "\x0f"), "rank 12"),
    ("a new task from the keyword", ("t", *"查同位竞品价格", "\x0f"), "new task for"),
    ("on the board: move a card", ("4", "l", "j", "m", "down", "\r"), "doing: "),
    ("give it away", ("g", "down", "\r"), "for "),
    ("find a card by its name", ("/", *"主图", "\r"), "help"),
    ("undo twice", ("u", "u"), "taken back"),
    ("help, read on", ("?", " "), "Keys"),
    ("close it", ("\x07",), "help"),
    ("every panel in turn", ("\t", "\t", "\t", "\t"), "help"),
    ("draw everything anew (ctrl+l)", ("\x0c",), "help"),
)
"""What is done, the keys, and what must then stand on the screen; ctrl+o saves a form, ctrl+g closes what is open."""


@dataclass
class Step:
    """One step of the morning: for each key the seconds to the last and first byte of its answer, and its bytes."""

    name: str
    waited: bool = True  # whether somebody waits for it
    took: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)
    packed: list[int] = field(default_factory=list)

    def waits(self, sizes: list[int]) -> list[float]:
        """Seconds that each key takes with answers of these sizes; none where nobody waits."""
        if not self.waited:
            return []
        return [ROUND_TRIP_S + took + size / BYTES_PER_S for took, size in zip(self.took, sizes, strict=True)]


class Line:
    """Counts what an answer costs on the line. An answer is over when nothing came for `quiet` seconds."""

    def __init__(self, quiet: float = 0.25) -> None:
        self.quiet = quiet
        self._zlib = zlib.compressobj(6)

    def note(self, step: Step, heard: Reaction) -> None:
        """Add an answer to a step."""
        answer = b"".join(heard.pieces)
        packed = len(self._zlib.compress(answer) + self._zlib.flush(zlib.Z_SYNC_FLUSH)) if answer else 0
        step.took.append(heard.times[-1] if heard.times else 0.0)
        step.first.append(heard.times[0] if heard.times else 0.0)
        step.plain.append(_on_the_line(len(answer)))
        step.packed.append(_on_the_line(packed))


def _on_the_line(size: int) -> int:
    return size + OVERHEAD * math.ceil(size / PACKET)


def morning(db: Path) -> list[Step]:
    """Work through the steps."""
    line = Line()
    terminal = Terminal(databases.command(db, "--as", "lin"), env=databases.environ())
    try:
        steps = [opened(terminal, line), *worked(terminal, line)]
        steps += [_others(db, terminal, line), _standing(terminal, line)]
        leaving = Step("leave")
        line.note(leaving, terminal.press("q", quiet=0.5))
    finally:
        terminal.close()
    return [*steps, leaving]


def opened(terminal: Terminal, line: Line) -> Step:
    """Wait for the first screen, from when the terminal was made. Raises RuntimeError when it does not come.

    What comes after the last change of the picture, such as the question that measures the line, nobody waits for.
    """
    step, heard, painted = Step("open the cockpit: a complete first screen"), Reaction(), 0.0
    while databases.MARK not in terminal.text():
        if time.perf_counter() - terminal.began > START_S:
            raise RuntimeError(f"the cockpit did not open: {terminal.text().strip()}")
        more = terminal.listen(0.7, 10.0, terminal.began)
        painted = terminal.painted_after(more) or painted
        heard = Reaction(heard.times + more.times, heard.pieces + more.pieces)
    count = sum(moment <= painted for moment in heard.times)
    line.note(step, Reaction(heard.times[:count], heard.pieces[:count]))
    return step


def worked(terminal: Terminal, line: Line) -> list[Step]:
    """Work through the steps on an open screen. Raises RuntimeError when one does not lead where it should."""
    steps = []
    for name, keys, wanted in STEPS:
        steps.append(Step(name))
        for number, key in enumerate(keys, 1):
            line.note(steps[-1], answer(terminal, key, wanted if number == len(keys) else "", line.quiet))
        if wanted not in terminal.text():
            raise RuntimeError(f"{name}: {wanted!r} does not stand on the screen:\n{terminal.text()}")
    return steps


def answer(terminal: Terminal, key: str, wanted: str, quiet: float) -> Reaction:
    """What a key brings; the last key of a step has been answered when what is wanted stands on the screen."""
    began = time.perf_counter()
    heard = terminal.press(key, quiet=quiet)
    terminal.feed(heard)
    while (not heard.bytes or wanted not in terminal.text()) and time.perf_counter() - began < SLOW_S:
        more = terminal.listen(quiet, 2 * quiet, began)
        terminal.feed(more)
        heard = Reaction(heard.times + more.times, heard.pieces + more.pieces)
    return heard


def _others(db: Path, terminal: Terminal, line: Line) -> Step:
    """Forty changes of others and of a script, as ten minutes bring them; only bytes, nobody waits for them."""
    step = Step("meanwhile: 40 changes of colleagues and of a script", False)
    people = ("zhou", "he", "mei", "tao", "gang")
    for n in range(10):
        databases.run(db, "push", "--store", STORE, "visitors", str(2000 + n * 13))
        line.note(step, terminal.listen(0.9, 2.0))
        databases.run(db, "task", "add", f"of a colleague {n}", "--owner", people[n % 5], "--store", STORE)
        line.note(step, terminal.listen(0.9, 2.0))
    for sizes in (step.plain, step.packed):
        sizes[:] = sizes * 2
    return step


def _standing(terminal: Terminal, line: Line) -> Step:
    """The bytes of doing nothing, for the rest of the ten minutes."""
    step, seconds = Step(f"standing still, {MINUTES} minutes", False), 10.0
    began = time.monotonic()
    heard = terminal.listen(seconds, seconds)
    factor = MINUTES * 60 / (time.monotonic() - began)
    line.note(step, heard)
    step.plain, step.packed = [round(step.plain[0] * factor)], [round(step.packed[0] * factor)]
    return step


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        db = Path(name) / "demo.db"
        databases.make_demo_db(db)
        steps = morning(db)
    print(f"{ROUND_TRIP_S * 1000:.0f} ms there and back, {BYTES_PER_S * 8 / 1000:.0f} kbit/s, {os.cpu_count()} cores\n")
    print("| step | keys | bytes | largest answer | wait s | bytes with ssh -C | wait s with ssh -C |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for step in steps:
        plain, packed = (f"{max(step.waits(sizes), default=0.0):.2f}" for sizes in (step.plain, step.packed))
        keys, plain, packed = (len(step.plain), plain, packed) if step.waited else ("-", "-", "-")
        print(f"| {step.name} | {keys} | {sum(step.plain):,} | {max(step.plain):,} | {plain} | {sum(step.packed):,} "
              f"| {packed} |")  # fmt: skip
    for label, of in (("without", "plain"), ("with", "packed")):
        waits = [wait for step in steps for wait in step.waits(getattr(step, of))]
        total = sum(sum(getattr(step, of)) for step in steps)
        print(f"\n{label} -C: {sum(wait > 1.0 for wait in waits)} of {len(waits)} waits above one second; "
              f"{total / 1000:.0f} kB in all, {total / (MINUTES * 60):.0f} bytes/s of {BYTES_PER_S:.0f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
