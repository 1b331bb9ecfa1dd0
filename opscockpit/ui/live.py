"""What keeps the screen true: looks for other people's changes twice a second, and at the clock each minute.

All of it runs on the session's thread; the screen's thread hears of it only when there is something to repaint.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from opscockpit.errors import DatabaseTrouble

if TYPE_CHECKING:
    from opscockpit.services.views import TodayView
    from opscockpit.ui.facade import Session, Told


CLOCK_SECONDS = 60.0
AWAY_SECONDS = 300.0
"""Without a key for so long, a person counts as away."""


class Live:
    """Loads views, remembers what was loaded, and notices when that is out of date."""

    def __init__(
        self, post: Callable[[Callable[[], None]], None], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self.store_id: int | None = None
        self.view: TodayView | None = None
        self.on_view: Callable[[TodayView], None] = _nobody_listens
        self.on_trouble: Callable[[Exception], None] = _nobody_listens
        self.also: Callable[[TodayView], None] = _nobody_listens
        """Who hears of every view besides the page that shows it."""
        self.gap = 0.0
        """Seconds between two views that come of others' changes: more than none on a slow line."""
        self.last_key = seconds()
        self.place = ""
        self._post = post
        self._seconds = seconds
        self._seen: dict[str, int] | None = None
        self._loaded_at = 0.0
        self._failing = False
        self._present = False
        self._mentioned = ""

    def tell(self, view: TodayView) -> None:
        """On the screen's thread: keep a view for pages to come, and hand it to whoever shows it."""
        self.view = view
        self.on_view(view)
        self.also(view)

    def fail(self, trouble: Exception) -> None:
        """On the screen's thread: hand a trouble to whoever shows it."""
        self.on_trouble(trouble)

    @property
    def loaded_at(self) -> float:
        """When the newest view was read, on the monotonic clock: what it says of seconds counts from there."""
        return self._loaded_at

    def touched(self) -> None:
        """The person has pressed a key."""
        self.last_key = self._seconds()

    def load(self, session: Session) -> TodayView:
        """Read the whole home screen."""
        session.poll()
        # Counters first: a change between the two reads is then seen again, never missed.
        self._seen = dict(session.revisions())
        view = session.today(self.store_id)
        self.store_id = view.header.store.id
        self._loaded_at = self._seconds()
        return view

    def act(self, work: Callable[[Session], Told | str]) -> Callable[[Session], tuple[str, TodayView]]:
        """Work that changes something, followed by a load."""

        def run(session: Session) -> tuple[str, TodayView]:
            told = work(session)
            return (told if isinstance(told, str) else told.message), self.load(session)

        return run

    def look(self, session: Session) -> None:
        """Load and tell the screen if anything moved or a minute has passed."""
        try:
            session.presence(self._seconds() - self.last_key < AWAY_SECONDS, self.place)  # writes only what is new
            first, self._present = not self._present, True
            if not (first or self._minute_over()) and (
                self._seconds() - self._loaded_at < self.gap
                or not (session.poll() and dict(session.revisions()) != self._seen)
            ):
                return
            words = session.notice()  # after the first picture, and before the reading, which then tells of what rings
            view = self.load(session)
            self._post(lambda: self.tell(view))
            self._failing = False
            self._mention(view.trouble or words)
        except Exception as trouble:  # told once; the next round tries again
            self._loaded_at = self._seconds()
            if not self._failing:
                self._failing = True
                told = trouble
                self._post(lambda: self.fail(told))

    def _mention(self, words: str) -> None:
        """Tell of something that did not work besides, once."""
        if words and words != self._mentioned:
            self._mentioned = words
            self._post(lambda: self.fail(DatabaseTrouble(words)))

    def _minute_over(self) -> bool:
        return self._seconds() - self._loaded_at >= CLOCK_SECONDS


def _nobody_listens(_: object) -> None:
    """Until there is a screen."""
