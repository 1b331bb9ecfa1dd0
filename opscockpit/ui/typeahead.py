"""Keys typed ahead: on a slow line several arrive together, and each is meant for what the one before it opened."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.app import App

LIMIT_SECONDS = 3.0
"""So long keys wait at most for what opens: nobody is locked in by a database that gives no answer."""


class TypeAhead:
    """Gives keys and pasted text on to the screen one after the other, in the order in which they came."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._kept: deque[events.Key | events.Paste] = deque()
        self._given = False
        self._opening: set[object] = set()

    def take(self, event: events.Key | events.Paste) -> None:
        """Take what was typed; it reaches the screen once everything before it has been dealt with."""
        self._kept.append(event)
        self._next()

    def wait(self) -> Callable[[], None]:
        """Something is about to open: what is typed from now on is for that. Call what comes back when it is open."""
        opening = object()
        self._opening.add(opening)

        def opened() -> None:
            if opening in self._opening:
                self._opening.discard(opening)
                self._next()

        self._app.set_timer(LIMIT_SECONDS, opened)
        return opened

    def _next(self) -> None:
        if self._given or self._opening or not self._kept or not self._app.is_running:
            return
        event, screen = self._kept.popleft(), self._app.screen
        self._given = True
        screen._forward_event(event)
        screen.call_later(self._dealt_with)  # behind it in the queue of the screen

    def _dealt_with(self) -> None:
        self._given = False
        self._next()
