"""How fast the line to the terminal is, and what is spared on a slow one.

Measured by asking the terminal where its cursor is: the answer comes after everything written before has arrived
there, so that a narrow line counts as well as a long one. tmux answers for itself: in it the system is asked for the
round trip of the SSH connection of whoever attached last.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from statistics import median
from typing import TYPE_CHECKING

from opscockpit.ui import multiplexer
from opscockpit.ui.driver import QuietDriver
from opscockpit.ui.frames import Prompt
from opscockpit.ui.talk import SLOW_SECONDS

if TYPE_CHECKING:
    from opscockpit.ui.app import Cockpit

TRIPS = 3
"""The middle one of so many tells: one that was late by chance does not count."""
FIRST_SECONDS = (0.5, 1.2, 2.0)
"""When it is measured after the start."""

LATER_SECONDS = 60.0
"""How often it is measured from then on: people carry their laptops about."""

GAP_SECONDS = 5.0
"""On a slow line others' changes are shown together, at most as often as this."""

FRAMES = 12
"""Pictures a second at most on a slow line: of a key held down, each shows where the cursor has got to."""


class Judge:
    """Says once, and for good, that the line is slow: what would change to and fro would be worse than a slow line."""

    def __init__(self) -> None:
        self.slow = False
        self.waiting = 0
        """Questions without an answer so far."""
        self._trips: deque[float] = deque(maxlen=TRIPS)

    def took(self, seconds: float) -> bool:
        """Take in a round trip; True when the line has turned out slow by it."""
        self.waiting = 0
        self._trips.append(seconds)
        if self.slow or len(self._trips) < TRIPS or median(self._trips) <= SLOW_SECONDS:
            return False
        self.slow = True
        return True

    @property
    def trip(self) -> float:
        """The round trip in seconds: the middle one of the last three."""
        return median(self._trips)


class Line:
    """The line of a running screen."""

    def __init__(self, app: Cockpit, setting: str) -> None:
        """`setting`: 'auto' measures, 'slow' and 'normal' know."""
        self._app = app
        self._setting = setting
        self._judge = Judge()

    def watch(self) -> None:
        """Spare the line, or begin to measure it."""
        if self._setting == "slow":
            self._spare()
        elif self._setting == "auto":
            for seconds in FIRST_SECONDS:
                self._app.set_timer(seconds, self._measure)
            self._app.set_interval(LATER_SECONDS, self._measure)

    def _measure(self) -> None:
        driver = self._app._driver
        # A terminal that has never answered is not asked for ever.
        if not isinstance(driver, QuietDriver) or self._judge.slow or self._judge.waiting >= TRIPS:
            return
        if multiplexer.inside():
            threading.Thread(target=self._measure_behind, name="opscockpit-line", daemon=True).start()
            return
        self._judge.waiting += 1
        asked = time.monotonic()
        driver.ask_position(lambda column, at: (self._app.call_later(self._heard, at - asked), None)[1])

    def _measure_behind(self) -> None:
        seconds = multiplexer.line_seconds()
        if seconds is not None:
            self._app.call_later(self._heard, seconds)

    def _heard(self, seconds: float) -> None:
        if self._judge.took(seconds):
            self._spare()
            self._app.shared.wardrobe.spare()
            self._app.recolour()
            trip = f"{self._judge.trip * 1000:.0f} ms there and back"
            self._app.front.say(f"The line is slow ({trip}): no mouse, 16 colours, less often what others do")

    def _spare(self) -> None:
        self._app.live.gap = GAP_SECONDS
        if isinstance(self._app._driver, QuietDriver):
            self._app._driver.drop_mouse()
        Prompt.least = 1 / FRAMES
