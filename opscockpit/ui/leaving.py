"""Leaving when told from outside: SIGTERM, SIGHUP, or a terminal that is gone.

The screen gets the chance to leave in order. If it does not, because it waits for a line that no longer takes
output, the terminal is restored and the process ended from here, within two seconds in all.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_PATIENCE_SECONDS = 1.2

RESTORE = (
    "\x1b\\\x1b[?2026l\x1b[<u\x1b[?2004l\x1b[?2048l\x1b[?1006l\x1b[?1000l\x1b[?1004l\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"
)
"""A half-written sequence ended, output no longer held back; keyboard, paste, size, mouse, focus and wrap modes off
or back; colours, main screen and cursor as before."""


class Leaving:
    """Watches for reasons to leave, from before the first mode of the terminal is changed to the very end."""

    def __init__(self, close: Callable[[], object]) -> None:
        """`close` closes the database, whatever else happens."""
        self.app: App[Any] | None = None
        """The screen, once there is one."""
        self.exit_code = 0
        self._close = close
        self._over = threading.Event()
        self._once = threading.Lock()
        self._timer: threading.Timer | None = None
        try:
            self._modes: list[Any] | None = termios.tcgetattr(0)
        except termios.error:
            self._modes = None

    def watch(self) -> None:
        """From now on signals and the end of the terminal close the screen."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._signalled)
        threading.Thread(target=self._watch_terminal, name="opscockpit-terminal", daemon=True).start()

    def over(self) -> None:
        """The screen has been left in order."""
        self._over.set()
        if self._timer is not None:
            self._timer.cancel()

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        # A signal interrupts the loop of the screen without waking it up; a message from another thread does.
        threading.Thread(target=self._leave, args=(128 + number,), name="opscockpit-leaving", daemon=True).start()

    def _watch_terminal(self) -> None:
        poller = select.poll()
        poller.register(0, 0)  # no events asked for: only hang-up and errors are reported
        while not self._over.is_set():
            if poller.poll(60_000):
                self._leave(128 + signal.SIGHUP)
                return

    def _leave(self, exit_code: int) -> None:
        if self._over.is_set() or not self._once.acquire(blocking=False):
            return
        self.exit_code = exit_code
        if self.app is None:
            self._end()
            return
        self._timer = threading.Timer(_PATIENCE_SECONDS, self._end)
        self._timer.daemon = True
        self._timer.start()
        self.app.call_later(self.app.exit, None, exit_code)

    def _end(self) -> None:
        self._close()
        if self.app is not None:
            with contextlib.suppress(OSError, termios.error):
                termios.tcflush(1, termios.TCOFLUSH)  # what waits there would keep what restores the terminal out
                os.set_blocking(1, False)
                os.write(1, RESTORE.encode())
            with contextlib.suppress(OSError):
                os.set_blocking(1, True)  # the shell writes through the same open file
        with contextlib.suppress(OSError, termios.error):
            if self._modes is not None:
                termios.tcsetattr(0, termios.TCSANOW, self._modes)
        os._exit(self.exit_code)
