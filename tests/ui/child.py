"""The screen in a process of its own behind a pseudo-terminal, which answers questions or keeps silent."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

APP = Path(__file__).with_name("fake_app.py")
PATIENCE = 30.0
POSITION = b"\x1b[6n"


class Child:
    """A running program; `column` is where its terminal says that the cursor is, `late` how many seconds it takes."""

    def __init__(
        self, *words: str, closed: Path | None = None, redirect: Path | None = None, command: Sequence[str] = (),
        column: int | None = None, late: float = 0.0,
    ) -> None:  # fmt: skip
        self.said = b""
        self.asked = 0
        self._column, self._late = column, late
        self._owed: list[float] = []
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for name in ("TMUX", "STY", "SSH_CONNECTION", "SSH_CLIENT"):
                os.environ.pop(name, None)
            os.environ.update(TERM="xterm-256color", FAKE_CLOSED=str(closed or os.devnull))
            if redirect is not None:
                os.dup2(os.open(redirect, os.O_WRONLY | os.O_CREAT), 2)
            line = list(command) or [sys.executable, str(APP), *words]
            os.execv(line[0], line)

    def type(self, keys: bytes) -> None:
        """Send keys."""
        os.write(self.fd, keys)

    def read_until(self, words: bytes, after: int = 0) -> None:
        """Read what it draws until these bytes have come; `after` passes over so many bytes."""
        self.until(lambda: words in self.said[after:], repr(words))

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Read what it draws until the condition holds."""
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            if not self._read():
                break
        assert condition(), what

    def _read(self) -> bool:
        while self._owed and self._owed[0] <= time.monotonic():
            self._owed.pop(0)
            os.write(self.fd, b"\x1b[1;%dR" % (self._column or 1))
        if select.select([self.fd], [], [], 0.02 if self._owed else 0.2)[0]:
            before = self.said.count(POSITION)
            try:
                self.said += os.read(self.fd, 65536)
            except OSError:
                return False
            more = self.said.count(POSITION) - before
            self.asked += more
            if self._column is not None:
                self._owed += [time.monotonic() + self._late] * more
        return True

    def wait(self, *, reading: bool = True) -> int:
        """Its exit code, once it has ended."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                self.rest(reading)
                return os.waitstatus_to_exitcode(status)
            if reading:
                self._read()
        pytest.fail("the process did not end")

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed, line by line, as shells leave it."""
        flags = termios.tcgetattr(self.fd)[3]
        return bool(flags & termios.ECHO and flags & termios.ICANON)

    def rest(self, reading: bool = True) -> None:
        """Read what is still there."""
        while reading and self._read() and select.select([self.fd], [], [], 0)[0]:
            pass

    def end(self) -> None:
        """Whatever happened, leave nothing behind."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)
