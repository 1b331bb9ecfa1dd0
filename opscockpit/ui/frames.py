"""When a screen paints: at once after a pause, and no more often than a line can carry while much is going on."""

from __future__ import annotations

import time
from typing import ClassVar

from textual import events
from textual.screen import Screen
from textual.timer import Timer

FRAME_SECONDS = 1 / 120
"""The least time between two pictures."""


class Prompt(Screen[None], inherit_bindings=False):
    """A screen that paints what has changed as soon as its messages are done.

    Textual waits for a timer that runs all the time, up to a frame; after a key that was half of what a person waits.
    """

    least: ClassVar[float] = FRAME_SECONDS
    """The least time between two pictures now; longer on a slow line."""

    _painted_at = 0.0
    _due: Timer | None = None

    async def _on_idle(self, event: events.Idle) -> None:
        # Textual's own `_on_idle` runs after this one and finds nothing left to do, or starts its timer.
        waiting = self._dirty_widgets or self._layout_required or self._repaint_required or self._scroll_required
        if not waiting or not self.is_current or self.app._batch_count:
            return
        rest = self._painted_at + self.least - time.monotonic()
        if rest <= 0:
            self._on_timer_update()
            return
        event.prevent_default()  # or Textual would paint by its own timer, sixty times a second
        if self._due is None:
            self._due = self.set_timer(rest, self._on_timer_update)

    def _on_timer_update(self) -> None:
        self._painted_at, self._due = time.monotonic(), None
        super()._on_timer_update()
