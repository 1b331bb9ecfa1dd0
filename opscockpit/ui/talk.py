"""Questions to the terminal itself, before the screen opens or instead of it: short, patient for a moment only.

What the person types meanwhile is kept and given to the screen. Nothing of Textual is needed here.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import termios
import time
from collections import deque
from collections.abc import Callable
from typing import Any

WHERE = "\x1b[6n"
"""Asks where the cursor is."""

POSITION = re.compile(rb"\x1b\[(\d+);(\d+)R")
"""The answer: line and column, from 1."""

GROUND = "\x1b]11;?\x07"
"""Asks for the colour of the background; terminals that do not know the question say nothing."""

TOLD_GROUND = re.compile(rb"\x1b\]11;rgba?:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)[^\x07\x1b]*(?:\x07|\x1b\\)")
"""The answer: red, green and blue, in one to four hexadecimal digits each."""

SLOW_SECONDS = 0.12
"""A line on which an answer takes longer is slow: it is felt at every key."""

Heard = Callable[[int, float], None]
"""Takes the column of an answer that came while the screen was open, and when it came (`time.monotonic`)."""


def ground_of(told: re.Match[bytes]) -> tuple[str, str]:
    """The background that an answer tells of: 'dark' or 'light', and its colour as '#rrggbb'."""
    parts = [int(part, 16) * 255 // (16 ** len(part) - 1) for part in told.groups()]
    red, green, blue = parts
    return ("dark" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128 else "light"), f"#{bytes(parts).hex()}"


class Talk:
    """A talk over two file descriptors that are terminals. Between `start` and `stop` keys are not echoed."""

    def __init__(self, source: int = 0, target: int = 1) -> None:
        self._source = source
        self._target = target
        self.modes: list[Any] | None = None
        """How the terminal was set before, for whoever restores it; None where it could not be asked."""
        self.typed = b""
        """What came in and was no answer: keys of the person."""
        self.open_questions: deque[Heard] = deque()
        """Who waits for the positions still to be told, in the order of asking."""
        self.ground_heard: Callable[[str], None] | None = None
        """Who waits for the colour of the background, 'dark' or 'light'; None when nobody does."""

    def start(self) -> None:
        """From now on keys come one by one and are not echoed."""
        with contextlib.suppress(termios.error):
            self.modes = termios.tcgetattr(self._source)
            quiet = termios.tcgetattr(self._source)
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
            termios.tcsetattr(self._source, termios.TCSANOW, quiet)

    def stop(self) -> None:
        """Set the terminal as it was."""
        if self.modes is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._source, termios.TCSANOW, self.modes)

    def say(self, words: str) -> None:
        """Write something to the terminal, with nothing added."""
        with contextlib.suppress(OSError):
            os.write(self._target, words.encode())

    def answer(self, shape: re.Pattern[bytes], until: float) -> re.Match[bytes] | None:
        """The first answer of this shape, waiting up to a moment of `time.monotonic`; None when none came."""
        while True:
            found = shape.search(self.typed)
            if found:
                self.typed = self.typed[: found.start()] + self.typed[found.end() :]
                return found
            if not select.select([self._source], [], [], max(0.0, until - time.monotonic()))[0]:
                return None
            try:
                more = os.read(self._source, 4096)
            except OSError:
                return None
            if not more:
                return None
            self.typed += more

    def column(self, patience: float) -> int | None:
        """Where the cursor stands, from 1; None when the terminal does not say so within some seconds."""
        self.say(WHERE)
        found = self.answer(POSITION, time.monotonic() + patience)
        return int(found[2]) if found else None

    def cells(self, words: str, patience: float) -> int | None:
        """Cells that the terminal gives to some words, tried out at the start of a line that is wiped again."""
        self.say(f"\r{words}{WHERE}\r\x1b[K")
        found = self.answer(POSITION, time.monotonic() + patience)
        return int(found[2]) - 1 if found else None
