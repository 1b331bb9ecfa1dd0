"""The terminal driver: Textual's own, with a quieter mouse, and drawing on the terminal wherever stderr goes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App


class QuietDriver(LinuxDriver):
    """Reports clicks and the wheel, but not every move of the mouse: hovering repaints cost 15 kB a row."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if not os.isatty(2):
            # With `2> log` the screen would be drawn into the log.
            self._file = open("/dev/tty", "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1006l\x1b[?1000l")

    def _enable_mouse_pixels(self) -> None:
        """Cells are precise enough."""
