"""The Textual application: one screen, no animation, no colours of its own."""

from __future__ import annotations

import os
from typing import Any

from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from opscockpit.ui.live import Live
from opscockpit.ui.options import Options
from opscockpit.ui.theme import look
from opscockpit.ui.today import Today
from opscockpit.ui.worker import Worker


class Cockpit(App[int], inherit_bindings=False):
    """Shows Today, and hands the answers of the session's thread to it."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "Opscockpit"

    def __init__(self, worker: Worker, live: Live, options: Options, driver: type[Driver] | None = None) -> None:
        environ = dict(os.environ)  # Textual takes NO_COLOR out of the environment it passes on
        super().__init__(driver_class=driver, ansi_color=True)
        self.animation_level = "none"
        self.worker = worker
        self.trouble: Exception | None = None
        self.today = Today(look(options, environ), worker, live)

    def get_default_screen(self) -> Screen[Any]:
        """Today is the only screen."""
        return self.today

    def on_mount(self) -> None:
        """From now on answers are delivered between two messages of this application."""
        self.worker.connect(lambda call: (self.call_later(call), None)[1])

    def panic_with(self, trouble: Exception) -> None:
        """A fault of the program itself: leave; who started the screen reports it on the restored terminal."""
        self.trouble = trouble
        self.exit(1, return_code=1)
