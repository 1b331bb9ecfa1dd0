"""A terminal without a person: runs a program on a pseudo-terminal, presses keys, and says what came when.

Bytes are only noted, with their time, while the program works; the picture is worked out afterwards, so that the
measuring does not slow down what is measured.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field

import pyte

ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[?u": b"\x1b[?0u",
}
"""What a terminal says when it is asked."""

UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][\d;]*[a-zA-Z]|\x1b\[\?[\d;]*\$p|\x1b\[\?u|\x1bP.*?\x1b\\|\x1b\].*?(?:\x07|\x1b\\)|\x1b\[[\d;]*[ ]q",
    re.S,
)
"""Sequences that pyte would print as text."""

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "tab": "\t", "space": " ",
    "ctrl+g": "\x07", "f1": "\x1bOP",
}  # fmt: skip
"""What a terminal sends for a key that is not a single character."""


@dataclass
class Reaction:
    """What a program wrote after something happened: seconds until each piece, and the pieces."""

    times: list[float] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        """How much was written."""
        return sum(map(len, self.pieces))


class Terminal:
    """A program on its own pseudo-terminal of `cols` x `rows`."""

    def __init__(
        self, command: list[str], *, cols: int = 120, rows: int = 40, env: dict[str, str] | None = None
    ) -> None:
        self._screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            if env is not None:
                os.environ.clear()
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | (env or {}))
            try:
                os.execvp(command[0], command)
            finally:
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.exit_code: int | None = None

    def listen(self, quiet: float, limit: float, since: float | None = None) -> Reaction:
        """Note what is written until nothing came for `quiet` seconds, or `limit` seconds are over."""
        since = time.perf_counter() if since is None else since
        heard, until = Reaction(), time.perf_counter() + limit
        while (left := until - time.perf_counter()) > 0 and select.select([self._fd], [], [], min(quiet, left))[0]:
            try:
                piece = os.read(self._fd, 65536)
            except OSError:
                break
            if not piece:
                break
            heard.times.append(time.perf_counter() - since)
            heard.pieces.append(piece)
            for question, answer in ANSWERS.items():
                if question in piece:
                    os.write(self._fd, answer)
        return heard

    def press(self, key: str, *, quiet: float = 0.12, limit: float = 3.0) -> Reaction:
        """Press a key and listen until it is quiet."""
        since = time.perf_counter()
        os.write(self._fd, (key if len(key) == 1 else KEYS[key]).encode())
        return self.listen(quiet, limit, since)

    def painted_after(self, heard: Reaction, until: str = "") -> float | None:
        """Seconds until the last piece that changed the picture; with `until`, until that text first stood there."""
        last, before = None, self.picture()
        for moment, piece in zip(heard.times, heard.pieces, strict=True):
            self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", piece))
            now = self.picture()
            if until and until in self.text():
                return moment
            last, before = (moment, now) if now != before else (last, before)
        return None if until else last

    def feed(self, heard: Reaction) -> None:
        """Bring the picture up to date."""
        for piece in heard.pieces:
            self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", piece))

    def picture(self) -> list[tuple[pyte.screens.Char, ...]]:
        """Every cell with its colours."""
        screen = self._screen
        return [tuple(screen.buffer[y][x] for x in range(screen.columns)) for y in range(screen.lines)]

    def text(self) -> str:
        """The characters on the screen."""
        return "\n".join("".join(cell.data for cell in line) for line in self.picture())

    def memory_mb(self) -> float:
        """Resident memory of the program."""
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=False)
        return int(told.stdout.strip() or 0) / 1024

    def cpu_seconds(self) -> float | None:
        """CPU time so far, in steps of 10 ms; None where the system does not tell."""
        if not sys.platform.startswith("linux"):
            return None
        with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as file:
            user, system = file.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def close(self) -> float:
        """Ask the program to end, as a closed session does; the seconds it took (it is killed after three)."""
        began = time.perf_counter()
        os.kill(self.pid, signal.SIGTERM)
        while time.perf_counter() - began < 3.0:
            self.listen(0.05, 0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
        self.exit_code = os.waitstatus_to_exitcode(status)
        os.close(self._fd)
        return time.perf_counter() - began
