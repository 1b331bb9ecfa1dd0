"""Moving about: by rows, columns and pages, so many times, and to a row by the letter that appears on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from opscockpit.ui.keys import normal_key

if TYPE_CHECKING:
    from opscockpit.ui.surface import Surface

MOST = 9999
"""The highest number before a move."""

_FAR = 1_000_000

LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM1234567890"
"""Letters for rows, those nearest to the fingers first."""

Move = Callable[["Surface", int], None]
"""A move on a page, so many times; 0 stands for no number."""


def _rows(direction: int) -> Move:
    return lambda page, times: page.pane.move(direction * (times or 1) * page.pane.stride)


def _part(direction: int, share: int) -> Move:
    return lambda page, times: page.pane.move(direction * (times or 1) * max(1, page.pane.page // share))


def _columns(direction: int) -> Move:
    return lambda page, times: page.pane.sideways(direction * (times or 1))


def _panes(direction: int) -> Move:
    return lambda page, times: page.next_pane(direction * (times or 1))


def _end(direction: int) -> Move:
    """To an end of the list; with a number, to that row."""

    def move(page: Surface, times: int) -> None:
        page.pane.move(-_FAR if times else direction * _FAR)
        if times > 1:
            page.pane.move(times - 1)

    return move


MOVES: dict[str, Move] = {
    "up": _rows(-1), "down": _rows(1), "page_up": _part(-1, 1), "page_down": _part(1, 1),
    "half_up": _part(-1, 2), "half_down": _part(1, 2), "left": _columns(-1), "right": _columns(1),
    "first": _end(-1), "last": _end(1),
    "next_pane": _panes(1), "previous_pane": _panes(-1),
}  # fmt: skip
"""What may have a number before it."""


class Pending(Protocol):
    """What the next key is for, where it is not an action by itself."""

    def press(self, key: str, character: str | None) -> bool:
        """Take a key; False where it means what it always does. It is over unless the page still has it."""
        ...


class Count:
    """A number that is being typed; the move after it is done so many times."""

    def __init__(self, page: Surface, digits: str = "") -> None:
        self._page = page
        self._digits = digits
        self._say()

    def press(self, key: str, character: str | None) -> bool:
        """Digits go on with the number, Backspace takes one away, Esc gives up, a move is done so many times."""
        meant = normal_key(key, character)
        if meant.isdigit():
            self._digits = str(min(MOST, int(self._digits + meant)))
        elif meant == "backspace" and self._digits:
            self._digits = self._digits[:-1]
        else:
            self._page.pending = None
            action = self._page.actions.pressed(key, character, self._page.active)
            if action is not None and action.id in MOVES and action.applies(self._page.active) and self._digits:
                MOVES[action.id](self._page, int(self._digits))
                return True
            return meant == "escape"
        self._say()
        return True

    def _say(self) -> None:
        words = f"{self._digits} times: now a move" if self._digits else "so many times: a number, then a move"
        self._page.footer.say(words, self._page.look.palette.dim)


class Jump:
    """A letter on every row in sight; the next key goes to the row with that letter."""

    def __init__(self, page: Surface) -> None:
        self._page = page
        self._places: dict[str, tuple[str, int, int]] = {}
        letters = iter(LETTERS)
        names = [page.active, *(name for name in page.panes if name != page.active)]
        shown = page.regions(page.size)
        for name in names:
            labels: dict[tuple[int, int], str] = {}
            for x, y in page.panes[name].targets() if name in shown else ():
                letter = next(letters, "")
                if letter:
                    labels[x, y] = letter
                    self._places[letter] = name, x, y
            page.panes[name].label(labels)
        page.footer.say("the letter of a row goes there; any other key stays", page.look.palette.dim)

    def press(self, key: str, character: str | None) -> bool:
        """Go there, and take the letters away."""
        self._page.pending = None
        place = self._places.get(normal_key(key, character))
        if place is not None:
            name, x, y = place
            self._page.activate(name)
            self._page.panes[name].point(y, x)
        for pane in self._page.panes.values():
            pane.label({})
        return True
