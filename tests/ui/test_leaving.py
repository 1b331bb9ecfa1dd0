"""Leaving when told from outside, on a real pseudo-terminal: the process ends, the terminal and the database too."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pyte
import pytest

from opscockpit import locations
from opscockpit.crash import EXIT_CODE
from opscockpit.ui.leaving import RESTORE
from opscockpit.ui.worker import Worker
from tests.bench.pty_driver import UNKNOWN_TO_PYTE
from tests.ui.child import Child
from tests.ui.fake import FakeSession

Run = Callable[..., Child]


@pytest.fixture
def run(closed: Path) -> Iterator[Run]:
    """Starts children, and ends them."""
    started: list[Child] = []

    def start(*words: str, **how: object) -> Child:
        started.append(Child(*words, closed=closed, **how))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for child in started:
        child.end()


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    return tmp_path / "closed"


@pytest.fixture
def child(run: Run) -> Child:
    return run()


def modes(said: bytes) -> dict[bytes, bytes]:
    """The last word on each of the terminal's modes that was ever touched: `h` on, `l` off."""
    return dict(re.findall(rb"\x1b\[\?(\d+)([hl])", said))


def lines_of(said: bytes) -> list[str]:
    """The lines that are not blank on a terminal that was blank before this was written to it."""
    screen = pyte.Screen(80, 24)
    pyte.ByteStream(screen).feed(UNKNOWN_TO_PYTE.sub(b"", said))
    return [line for line in screen.display if line.strip()]


def assert_clean(said: bytes) -> None:
    """Every mode is off again, those that a terminal has on are on, and the cursor stands on the main screen."""
    left = modes(said)
    assert {number for number, last in left.items() if last == b"h"} <= {b"25", b"7"}, left
    assert (left[b"25"], left[b"7"], left[b"1049"]) == (b"h", b"h", b"l")
    assert said.count(b"\x1b[>") == said.count(b"\x1b[<u"), "the keyboard's mode is taken back as often as set"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_restores_the_terminal_and_closes_the_database(child: Child, closed: Path, number: int) -> None:
    child.read_until(b"help")
    os.kill(child.pid, number)
    assert child.wait() == 128 + number
    assert_clean(child.said)
    assert child.echoes()
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
    child.rest()
    assert_clean(child.said)
    assert os.get_blocking(child.fd)


def test_while_the_process_is_stopped_nothing_of_the_database_is_held() -> None:
    session, asked = FakeSession(), Event()
    worker = Worker(lambda: session)
    worker.start()
    with worker.still(10):
        worker.ask(lambda session: asked.set(), lambda answer: None, lambda trouble: None)
        assert not asked.wait(0.1), "a question waits until the process goes on"
        assert session.calls == [("away",)]
    assert asked.wait(10)
    assert worker.close(10)


def test_leaving_by_key_is_no_failure(child: Child, closed: Path) -> None:
    child.read_until(b"help")
    os.write(child.fd, b"q")
    assert child.wait() == 0
    assert closed.exists()


def test_a_redirected_stderr_does_not_take_the_screen(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = run(redirect=log)
    child.read_until(b"help")
    child.type(b"q")
    assert child.wait() == 0
    assert log.read_bytes() == b""


def test_a_fault_leaves_a_clean_terminal_a_log_and_one_sentence(run: Run, closed: Path) -> None:
    child = run("--failing")
    child.read_until(b"help")
    child.type(b"u")
    assert child.wait() == EXIT_CODE
    assert_clean(child.said)
    assert closed.exists()
    log = locations.log_file()
    told = child.said.rpartition(b"\x1b[?1004l")[2].decode()
    assert told.count("\n") == 1
    assert "LookupError: no such thing" in told
    assert str(log) in told
    written = log.read_text(encoding="utf-8")
    assert "in undo" in written
    assert "MEI-SECRET" not in written.replace('customer = "MEI-SECRET"', ""), "values of variables are not written"


def test_a_fault_before_the_screen_opens_is_told_too(run: Run, closed: Path) -> None:
    child = run("--broken")
    assert child.wait() == EXIT_CODE
    assert b"\x1b[?1049h" not in child.said
    assert child.said.count(b"\n") == 1
    assert b"LookupError: nothing at all" in child.said
    assert child.echoes()
    assert closed.exists()


def test_a_signal_while_the_terminal_is_asked_leaves_it_as_it_was(run: Run) -> None:
    child = run("--ambiguous", "auto")
    child.read_until(b"\x1b[6n")
    assert not child.echoes()
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait() == 128 + signal.SIGTERM
    assert child.echoes()


def test_stopped_by_force_and_going_on_it_draws_anew_and_counts_each_key_once(run: Run) -> None:
    child = run()
    child.read_until(b"help")
    os.kill(child.pid, signal.SIGSTOP)
    os.waitpid(child.pid, os.WUNTRACED)
    child.rest()
    before = len(child.said)
    os.kill(child.pid, signal.SIGCONT)
    child.until(lambda: len(lines_of(child.said[before:])) == 24, "the whole picture, not a part of it")
    child.type(b"txyz")
    child.until(lambda: any("xyz" in line for line in lines_of(child.said[before:])), "each letter once")
    child.type(b"\x07q")
    assert child.wait() == 0
    assert_clean(child.said)


def test_the_title_is_set_and_taken_back(run: Run) -> None:
    child = run("--title", "on")
    child.read_until(b"\x1b]2;Opscockpit: 7 to do, 2 alarms\x07")
    assert b"\x1b[22;2t" in child.said
    child.type(b"q")
    assert child.wait() == 0
    assert b"\x1b[23;2t" in child.said
    assert child.said.rpartition(b"\x1b]2;")[2].startswith(b"\x07"), "a terminal that kept no title has none now"


def test_without_asking_for_it_there_is_neither_title_nor_bell(run: Run) -> None:
    child = run()
    child.read_until(b"help")
    child.type(b"u")
    child.read_until(b"nothing of yours")
    child.type(b"q")
    child.wait()
    assert b"\x1b]2;" not in child.said
    assert b"\x07" not in re.sub(rb"\x1b\][^\x07]*\x07", b"", child.said)


def test_clicks_are_reported_but_not_every_move(child: Child) -> None:
    child.read_until(b"help")
    assert b"\x1b[?1000h" in child.said
    assert b"\x1b[?1003h" not in child.said
    os.write(child.fd, b"q")
    child.wait()
    assert b"\x1b[?1000l" in child.said


def test_what_restores_the_terminal_undoes_each_mode() -> None:
    for mode in ("?1049l", "?25h", "?1000l", "?1006l", "?2004l", "?2026l", "?2048l", "?1004l", "?7h", "<u"):
        assert f"\x1b[{mode}" in RESTORE
