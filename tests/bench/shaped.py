"""A morning over a real bad line: `python -m tests.bench.shaped`. Needs root, an SSH server and tmux, on Linux.

The cockpit runs on a real local sshd. Between it and a real ssh client stands a relay that holds every byte back by
75 ms each way and lets through 64 kbit/s each way. The client is on a pseudo-terminal of 120 x 40; the same morning as
in `tests.bench.line` is worked through by keys, with compression and without, and as `--line slow`. The wait of a key
is the time from the press to the last byte of its answer, as measured at the client; "first" is that to its first byte.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from tests.bench import databases
from tests.bench.line import BYTES_PER_S, ROUND_TRIP_S, START_S, Line, Step, opened, worked
from tests.bench.pty_driver import Terminal
from tests.ssh.box import Box, box, why_not

PIECE = 256
"""Bytes that travel together: 32 ms of such a line."""

HELD = 32_768
"""Bytes that the line keeps for a receiver; then the sender waits."""

PACKET_S = 0.65
"""An SSH packet of 4 kB, as much as a pseudo-terminal gives at once, shows only when the last of it has arrived."""

PROMPT = "ready-to-type"


class Way:
    """One direction: bytes leave at the speed of the line, and arrive half a round trip later."""

    def __init__(self, source: socket.socket, target: socket.socket) -> None:
        self._source, self._target = source, target
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._changed = threading.Condition()
        self._free_at = 0.0
        for work in (self._take, self._give):
            threading.Thread(target=work, daemon=True).start()

    def _take(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                piece = self._source.recv(PIECE)
                with self._changed:
                    self._changed.wait_for(lambda: len(self._pieces) * PIECE < HELD)
                    self._free_at = max(time.monotonic(), self._free_at) + len(piece) / BYTES_PER_S
                    self._pieces.append((self._free_at + ROUND_TRIP_S / 2, piece))
                    self._changed.notify_all()
                if piece:
                    continue
            return

    def _give(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pieces)
                moment, piece = self._pieces.popleft()
                self._changed.notify_all()
            time.sleep(max(0.0, moment - time.monotonic()))
            with contextlib.suppress(OSError):
                if piece:
                    self._target.sendall(piece)
                    continue
                self._target.shutdown(socket.SHUT_WR)
            return


@contextlib.contextmanager
def shaped(port: int) -> Iterator[int]:
    """A port of the loopback behind which, over the bad line, another one stands."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    near, _ = server.accept()
                    far = socket.create_connection(("127.0.0.1", port))
                    for end in (near, far):
                        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    Way(near, far)
                    Way(far, near)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def install(office: Box, demo: Path, name: str) -> Path:
    """A copy of the demo's database that the person on the box may write."""
    folder = office.folder / "home" / office.lin / name
    folder.mkdir()
    for ending in ("", ".key"):
        source = demo.with_name(demo.name + ending)
        if source.exists():
            shutil.copy(source, folder / source.name)
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, office.lin)
    return folder / demo.name


def morning(office: Box, db: Path, port: int, words: tuple[str, ...], more: tuple[str, ...]) -> list[Step]:
    """Log in over the line, open the cockpit from the shell, and work through the steps. Raises RuntimeError."""
    login = office.ssh(office.lin, f"PS1={PROMPT} exec sh", terminal=True)
    login[login.index("-p") + 1] = str(port)
    login[1:1] = [*words, "-o", "IPQoS=none"]
    terminal = Terminal(login, env=databases.environ())
    try:
        until(terminal, PROMPT)
        terminal.listen(0.6, 2.0)
        named = ("--db", str(db), "--now", databases.NOW, "--as", "lin", *more)
        start = shlex.join([office.python, "-m", "opscockpit", *named])
        os.write(terminal._fd, f"{start}".encode())
        terminal.feed(terminal.listen(0.6, 5.0))  # the echo of the command is not what is measured
        os.write(terminal._fd, b"\r")
        terminal.began = time.perf_counter()
        line = Line(PACKET_S)
        steps = [opened(terminal, line)]
        terminal.feed(terminal.listen(1.0, 3.0))  # the charts, which come a moment later
        return [*steps, *worked(terminal, line)]
    finally:
        terminal.close()


def until(terminal: Terminal, words: str) -> None:
    """Listen until these words stand on the screen. Raises RuntimeError."""
    began = time.perf_counter()
    while words not in terminal.text():
        if time.perf_counter() - began > START_S:
            raise RuntimeError(f"{words!r} never came: {terminal.text().strip()}")
        terminal.feed(terminal.listen(0.3, 2.0))


VARIANTS = {
    "no compression": (("-o", "Compression=no"), ()),
    "no compression, --line slow": (("-o", "Compression=no"), ("--line", "slow")),
    "Compression yes": (("-o", "Compression=yes"), ()),
}
"""By name: words for ssh, and words for the cockpit."""


def print_table(found: dict[str, list[Step]]) -> None:
    """For each step and variant the bytes, the slowest key in seconds, and the time to the first byte of an answer."""
    print("| step | keys |" + "".join(f" {name}: bytes | s | first |" for name in found))
    print("|---|---:|" + "---:|---:|---:|" * len(found))
    for steps in zip(*found.values(), strict=True):
        cells = "".join(f" {sum(one.plain):,} | {max(one.took):.2f} | {max(one.first):.2f} |" for one in steps)
        print(f"| {steps[0].name} | {len(steps[0].took)} |{cells}")
    for name, all_steps in found.items():
        waits = [wait for step in all_steps for wait in step.took]
        print(f"\n{name}: {sum(wait > 1.0 for wait in waits)} of {len(waits)} waits above one second")


def main() -> int:
    """Print the table."""
    if reason := why_not():
        raise RuntimeError(reason)
    with tempfile.TemporaryDirectory(prefix="opscockpit-line-") as name, box(Path(name)) as office:
        demo = Path(name) / "demo.db"
        databases.make_demo_db(demo)
        compiled = [office.python, "-m", "compileall", "-q", str(office.folder / "app")]
        subprocess.run(compiled, check=True)  # as an installation does
        terminal = Terminal(databases.command(demo, "--as", "lin"), env=databases.environ())
        near = opened(terminal, Line()).took[0]
        terminal.close()
        with shaped(office.port) as port:
            found = {
                name: morning(office, install(office, demo, f"copy{number}"), port, *words)
                for number, (name, words) in enumerate(VARIANTS.items())
            }
    print(f"{ROUND_TRIP_S * 1000:.0f} ms there and back, {BYTES_PER_S * 8 / 1000:.0f} kbit/s, a real sshd and ssh; "
          f"the cockpit opens in {near:.2f} s without any line\n")  # fmt: skip
    print_table(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
