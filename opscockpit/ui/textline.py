"""One line of text under the fingers: what stands in it, where the cursor is, and the part that is in sight."""

from __future__ import annotations

from opscockpit.ui import text


class TextLine:
    """A line that is being typed. It never holds anything but clean text."""

    def __init__(self, value: str) -> None:
        self._value = text.clean(value)
        self._at = len(self._value)
        self._first = 0

    @property
    def value(self) -> str:
        """What stands in it."""
        return self._value

    @value.setter
    def value(self, words: str) -> None:
        self._value = text.clean(words)
        self._at = len(self._value)

    def insert(self, words: str) -> None:
        """Type or paste at the cursor."""
        before = text.clean(self._value[: self._at] + words)
        self._value, self._at = before + self._value[self._at :], len(before)

    def press(self, key: str) -> bool:
        """An editing key; False for any other."""
        before, after = self._value[: self._at], self._value[self._at :]
        if key in ("backspace", "ctrl+h"):
            before = before[:-1]
        elif key == "delete":
            after = after[1:]
        elif key == "ctrl+u":
            before = ""
        elif key == "ctrl+k":
            after = ""
        elif key == "ctrl+w":
            before = before.rstrip()
            before = before[: before.rfind(" ") + 1]
        elif key in _MOVES:
            self._at = max(0, min(len(self._value), self._at + _MOVES[key]))
            return True
        else:
            return False
        self._value, self._at = before + after, len(before)
        return True

    def point(self, cell: int) -> None:
        """Put the cursor at a cell of what is in sight."""
        seen = text.clip(self._value[self._first :], max(0, cell), "")
        self._at = self._first + len(seen)

    def in_sight(self, cells: int) -> tuple[str, str, str]:
        """What fits: before the cursor, the character under it (a blank at the end), and behind it."""
        self._first = min(self._first, self._at)
        while self._first < self._at and text.width(self._value[self._first : self._at + 1] or " ") >= cells:
            self._first += 1
        before, under = self._value[self._first : self._at], self._value[self._at : self._at + 1] or " "
        room = max(0, cells - text.width(before) - text.width(under))
        return before, under, text.clip(self._value[self._at + 1 :], room, "")


_MOVES = {"left": -1, "right": 1, "home": -1_000_000, "end": 1_000_000, "ctrl+e": 1_000_000}
