"""Leaving when told from outside, on a real pseudo-terminal: the process ends, the terminal and the database too."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from opscockpit.ui.leaving import RESTORE

APP = Path(__file__).with_name("fake_app.py")
PATIENCE = 30.0


class Child:
    """The screen in a process of its own, behind a pseudo-terminal."""

    def __init__(self, closed: Path, redirect: Path | None = None) -> None:
        self.said = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", FAKE_CLOSED=str(closed))
            if redirect is not None:
                os.dup2(os.open(redirect, os.O_WRONLY | os.O_CREAT), 2)
            os.execv(sys.executable, [sys.executable, str(APP)])

    def read_until(self, words: bytes) -> None:
        """Read what it draws until these bytes have come."""
        end = time.monotonic() + PATIENCE
        while words not in self.said and time.monotonic() < end:
            if not self._read():
                break
        assert words in self.said

    def _read(self) -> bool:
        if select.select([self.fd], [], [], 0.2)[0]:
            try:
                self.said += os.read(self.fd, 65536)
            except OSError:
                return False
        return True

    def wait(self, *, reading: bool = True) -> int:
        """Its exit code, once it has ended."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                while reading and self._read() and select.select([self.fd], [], [], 0)[0]:
                    pass
                return os.waitstatus_to_exitcode(status)
            if reading:
                self._read()
        pytest.fail("the process did not end")

    def end(self) -> None:
        """Whatever happened, leave nothing behind."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    return tmp_path / "closed"


@pytest.fixture
def child(closed: Path) -> Iterator[Child]:
    started = Child(closed)
    yield started
    started.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_restores_the_terminal_and_closes_the_database(child: Child, closed: Path, number: int) -> None:
    child.read_until(b"help")
    os.kill(child.pid, number)
    assert child.wait() == 128 + number
    assert b"\x1b[?1049l" in child.said
    assert b"\x1b[?25h" in child.said
    assert closed.exists()


def test_a_terminal_that_is_gone_ends_the_process(child: Child, closed: Path) -> None:
    child.read_until(b"help")
    os.close(child.fd)
    child.fd = -1
    assert child.wait(reading=False) == 128 + signal.SIGHUP
    assert closed.exists()


def test_a_line_that_takes_no_output_does_not_keep_the_process(child: Child, closed: Path) -> None:
    child.read_until(b"help")
    for _ in range(400):
        os.write(child.fd, b"2134")  # repaints that nobody reads, until the line is full
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(reading=False) == 128 + signal.SIGTERM
    assert closed.exists()


def test_leaving_by_key_is_no_failure(child: Child, closed: Path) -> None:
    child.read_until(b"help")
    os.write(child.fd, b"q")
    assert child.wait() == 0
    assert closed.exists()


def test_a_redirected_stderr_does_not_take_the_screen(tmp_path: Path, closed: Path) -> None:
    log = tmp_path / "log"
    child = Child(closed, redirect=log)
    try:
        child.read_until(b"help")
        os.write(child.fd, b"q")
        assert child.wait() == 0
    finally:
        child.end()
    assert log.read_bytes() == b""


def test_clicks_are_reported_but_not_every_move(child: Child) -> None:
    child.read_until(b"help")
    assert b"\x1b[?1000h" in child.said
    assert b"\x1b[?1003h" not in child.said
    os.write(child.fd, b"q")
    child.wait()
    assert b"\x1b[?1000l" in child.said


def test_what_restores_the_terminal_undoes_each_mode() -> None:
    for mode in ("?1049l", "?25h", "?1000l", "?1006l", "?2004l", "?1004l", "?7h"):
        assert f"\x1b[{mode}" in RESTORE
