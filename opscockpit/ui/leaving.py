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
from typing import Any

from textual.app import App

_PATIENCE_SECONDS = 1.2

RESTORE = "\x1b[<u\x1b[?2004l\x1b[?1006l\x1b[?1000l\x1b[?1004l\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"
"""Keyboard, paste, mouse, focus and wrap modes off or back; colours, main screen and cursor as before."""


class Leaving:
    """Watches for reasons to leave while the application runs."""

    def __init__(self, app: App[Any], close: Callable[[], object]) -> None:
        self._app = app
        self._close = close
        self._over = threading.Event()
        self._timer: threading.Timer | None = None
        self.exit_code = 0
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
        self._leave(128 + number)

    def _watch_terminal(self) -> None:
        poller = select.poll()
        poller.register(0, 0)  # no events asked for: only hang-up and errors are reported
        while not self._over.is_set():
            if poller.poll(60_000):
                self._leave(128 + signal.SIGHUP)
                return

    def _leave(self, exit_code: int) -> None:
        if self._timer is not None or self._over.is_set():
            return
        self.exit_code = exit_code
        self._timer = threading.Timer(_PATIENCE_SECONDS, self._end)
        self._timer.daemon = True
        self._timer.start()
        self._app.call_later(self._app.exit, None, exit_code)

    def _end(self) -> None:
        self._close()
        with contextlib.suppress(OSError, termios.error):
            os.set_blocking(1, False)
            os.write(1, RESTORE.encode())
        with contextlib.suppress(OSError, termios.error):
            if self._modes is not None:
                termios.tcsetattr(0, termios.TCSANOW, self._modes)
        os._exit(self.exit_code)
