"""The only notifications: the terminal's bell and the title of its window. Both are asked for in the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from opscockpit.services.views import TodayView

BELL = "\x07"


class Loud(NamedTuple):
    """What rings when it comes up in a store."""

    store: int
    offers: int
    emergency: str


def title(view: TodayView) -> str:
    """What is open, in ASCII, because titles go through many hands: '(3) Opscockpit: 5 to do, 2 alarms'."""
    head = view.header
    todo = sum(item.state == "open" for item in view.must_do)
    words = [f"{todo} to do"] if todo else []
    words += [f"{head.alarms} alarm{'s' if head.alarms > 1 else ''}"] if head.alarms else []
    words += ["emergency"] if head.emergency else []
    return f"Opscockpit: {', '.join(words) or 'nothing open'}"


class Notices:
    """Rings and writes the title as views come in."""

    def __init__(self, write: Callable[[str], None], *, bell: bool, title: bool) -> None:
        """`write` puts a sequence to the terminal."""
        self._write = write
        self._bell = bell
        self._titled = title
        self._before: Loud | None = None
        self._title = ""

    def seen(self, view: TodayView) -> None:
        """Ring for what is new in this view of the store looked at before, and bring the title up to date."""
        head = view.header
        loud = Loud(head.store.id, head.offers, head.emergency)
        before, self._before = self._before, loud
        if self._bell and before is not None and before.store == loud.store:
            emergency = loud.emergency and not before.emergency
            if emergency or loud.offers > before.offers:
                self._write(BELL)
        if self._titled and (words := title(view)) != self._title:
            self._title = words
            self.retitle()

    def retitle(self) -> None:
        """Write the title, also after the window had another meanwhile."""
        if self._title:
            self._write(f"\x1b]2;{self._title}{BELL}")
