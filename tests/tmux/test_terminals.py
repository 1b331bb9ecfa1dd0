"""Many kinds of terminals: the screen opens on each, and leaves it as it was."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.demo_file import STORE
from tests.tmux.driver import Tmux, cockpit

CLEAN = ("alternate_on", "mouse_any_flag", "mouse_sgr_flag", "cursor_flag")
KINDS = ("xterm-256color", "xterm-16color", "linux", "vt100", "screen", "tmux-256color")


@pytest.mark.parametrize("kind", KINDS)
def test_opens_and_leaves_the_terminal_clean(tmux: Tmux, db: Path, tmp_path: Path, kind: str) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    pane = tmux.open(
        f"stty -g > {before}; TERM={kind} {cockpit(db)}; echo left with $?; stty -g > {after}; cat", 120, 40
    )
    pane.shows(STORE, "? help")
    assert pane.told("alternate_on") == "1"
    pane.press("Down", "Space")
    pane.shows("1 of ")
    pane.press("q")
    pane.shows("left with 0")
    pane.until(lambda _: after.exists() and after.read_text() == before.read_text(), "the terminal's own settings")
    assert pane.told(*CLEAN) == "0 0 0 1"
    assert STORE not in pane.text()


@pytest.mark.parametrize("name", ["TERM", "HUP"])
def test_a_signal_leaves_the_terminal_clean(tmux: Tmux, db: Path, tmp_path: Path, name: str) -> None:
    before, after, number = tmp_path / "before", tmp_path / "after", tmp_path / "number"
    pane = tmux.open(
        f"stty -g > {before}; sh -c 'echo $$ > {number}; exec {cockpit(db)}'; echo left; stty -g > {after}; cat", 80, 24
    )
    pane.shows(STORE, "? help")
    os.kill(int(number.read_text()), signal.Signals[f"SIG{name}"])
    pane.shows("left")
    pane.until(lambda _: after.exists() and after.read_text() == before.read_text(), "the terminal's own settings")
    assert pane.told(*CLEAN) == "0 0 0 1"


def test_errors_in_a_file_do_not_blank_the_screen(tmux: Tmux, db: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    pane = tmux.open(f"{cockpit(db)} 2>{log}; echo left with $?; cat", 80, 24)
    pane.shows(STORE, "? help")
    pane.press("q")
    pane.shows("left with 0")
    assert log.read_text() == ""


@pytest.mark.parametrize("redirected", ["> {}", "< /dev/null", "| cat > {}"])
def test_without_a_terminal_it_says_so(tmux: Tmux, db: Path, tmp_path: Path, redirected: str) -> None:
    out = tmp_path / "out"
    pane = tmux.open(f"{cockpit(db)} {redirected.format(out)}; echo ended; cat", 100, 24)
    pane.shows("needs a terminal", "today --plain", "ended")
    assert not out.exists() or out.read_bytes() == b""


def test_a_dumb_terminal_is_refused(tmux: Tmux, db: Path) -> None:
    pane = tmux.open(f"TERM=dumb {cockpit(db)}; echo left with $?; cat", 100, 24)
    pane.shows("TERM is 'dumb'", "left with 2")
