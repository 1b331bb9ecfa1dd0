"""A real tmux without a person: windows of any size, keys, and the screen as text."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

from tests.bench import databases
from tests.helpers import wait_until

TMUX = shutil.which("tmux")
ASKED_EVERY = 0.03
"""Seconds between two looks: each question to tmux is a process."""


def cells(text: str) -> int:
    """Cells that a text takes on the screen."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def cockpit(db: Path, who: str = "lin", *words: str) -> str:
    """The shell command that opens a cockpit on the demo's moment."""
    return shlex.join(
        [sys.executable, "-m", "opscockpit", "--db", str(db), "--as", who, "--now", databases.NOW, *words]
    )


class Tmux:
    """A tmux server of our own. Use it in a `with` block; it takes everything with it."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "tmux"
        self._count = 0

    def __enter__(self) -> Tmux:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run([str(TMUX), "-S", str(self._socket), "kill-server"], capture_output=True, check=False)

    def __call__(self, *words: str) -> str:
        """What a tmux command answers."""
        env = {**databases.environ(), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        for name in ("TMUX", "NO_COLOR", "COLORTERM"):
            env.pop(name, None)
        done = subprocess.run(
            [str(TMUX), "-u", "-f", os.devnull, "-S", str(self._socket), *words],
            capture_output=True, env=env, cwd=databases.ROOT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"tmux {words[0]}: {done.stderr.decode()}"
        return done.stdout.decode()

    def open(self, command: str, cols: int = 120, rows: int = 40) -> Pane:
        """Run a shell command in a window of this size, in a session of its own."""
        self._count += 1
        name = f"s{self._count}"
        self("new-session", "-d", "-s", name, "-x", str(cols), "-y", str(rows), command)
        self("set-option", "-t", name, "remain-on-exit", "on")
        return Pane(self, name)


class Pane:
    """One terminal in tmux."""

    def __init__(self, tmux: Tmux, name: str) -> None:
        self._tmux = tmux
        self.name = name
        self.pid = int(self.told("pane_pid"))

    def told(self, *variables: str) -> str:
        """What tmux knows of the pane, by the names of its variables."""
        words = " ".join(f"#{{{name}}}" for name in variables)
        return self._tmux("display-message", "-p", "-t", self.name, words).strip()

    def lines(self) -> list[str]:
        """The screen."""
        return self._tmux("capture-pane", "-p", "-t", self.name).split("\n")[:-1]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: 'Space', 'Enter', 'F2', 'C-o', 'a'."""
        self._tmux("send-keys", "-t", self.name, *keys)

    def type(self, words: str) -> None:
        """Type a text."""
        self._tmux("send-keys", "-l", "-t", self.name, words)

    def shows(self, *texts: str) -> None:
        """Wait until all these texts stand on the screen."""
        self.until(lambda text: all(one in text for one in texts), " and ".join(texts))

    def hides(self, text: str) -> None:
        """Wait until a text is gone from the screen."""
        self.until(lambda shown: text not in shown, f"{text} to go")

    def until(self, condition: Callable[[str], object], what: str) -> None:
        """Wait until the screen is as wanted; fail with the screen when it does not come."""
        try:
            wait_until(lambda: condition(self.text()), what, every=ASKED_EVERY)
        except AssertionError as late:
            raise AssertionError(f"{late}; the screen is:\n{self.text()}") from None

    def resize(self, cols: int, rows: int) -> None:
        """Give the window another size."""
        self._tmux("resize-window", "-t", self.name, "-x", str(cols), "-y", str(rows))

    def row_of(self, words: str) -> str:
        """The first line of the screen with these words; '' when there is none."""
        return next((line for line in self.lines() if words in line), "")

    def ended(self) -> None:
        """Wait until the command has ended."""
        wait_until(lambda: self.told("pane_dead") == "1", "the end", every=ASKED_EVERY)

    def kill(self) -> None:
        """End the whole session, as somebody does who closes it."""
        self._tmux("kill-session", "-t", self.name)


def alive(pid: int) -> bool:
    """Whether a process is still there and no mere entry in the table."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
