"""When a screen paints: at once after a pause, and no more often than a line can carry while much is going on."""

from __future__ import annotations

import time

from textual import events
from textual.screen import Screen

FRAME_SECONDS = 1 / 120
"""The least time between two pictures."""


class Prompt(Screen[None], inherit_bindings=False):
    """A screen that paints what has changed as soon as its messages are done.

    Textual waits for a timer that runs all the time, up to a frame; after a key that was half of what a person waits.
    """

    _painted_at = 0.0

    async def _on_idle(self, event: events.Idle) -> None:
        # Textual's own `_on_idle` runs after this one and finds nothing left to do, or starts its timer.
        waiting = self._dirty_widgets or self._layout_required or self._repaint_required or self._scroll_required
        if not waiting or not self.is_current or self.app._batch_count:
            return
        now = time.monotonic()
        if now - self._painted_at >= FRAME_SECONDS:
            self._painted_at = now
            self._on_timer_update()
