"""Small forms at the lower edge; loaded when the first form opens.

All keys come through the page, one after the other, and are taken at once: on a slow line several arrive together, and
what follows an Enter must land in the next field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.timer import Timer

from opscockpit.errors import CockpitError
from opscockpit.ui import text
from opscockpit.ui.drafts import Drafts
from opscockpit.ui.keys import CANCEL_KEYS
from opscockpit.ui.overlays import Overlay
from opscockpit.ui.panels.base import Piece, row
from opscockpit.ui.textline import TextLine
from opscockpit.ui.theme import Look

_REST_SECONDS = 0.8

_KEYS = (
    "Enter next, in the last field save   ^o or F2 save   Esc or ^g leave; what is typed is kept",
    "Enter next, at the end save   ^o or F2 save   Esc leave",
    "Enter next   F2 save   Esc leave",
)
"""What the keys do here, in the room there is."""
_CURSOR = Style(reverse=True)


class Field(NamedTuple):
    """One line of a form."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False


class Form(Overlay):
    """Some fields, one below the other. Enter goes on and, in the last field, saves; Esc or ctrl+g leaves."""

    at_bottom = True

    def __init__(
        self, look: Look, title: str, fields: Sequence[Field], save: Callable[[dict[str, str]], None],
        close: Callable[[], None], drafts: Drafts, tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        """`tell` says a word to the person when the form is left."""
        super().__init__(look, title, close)
        self._say = tell
        self.fields = tuple(fields)
        draft = drafts.of(title)
        self.lines = [TextLine(draft.get(field.id, field.value)) for field in self.fields]
        self._save = save
        self._drafts = drafts
        self._trouble = ""
        self._first = {field.id: field.value for field in self.fields}
        self._over = False
        self._keeping: Timer | None = None
        self._at = next((place for place, line in enumerate(self.lines) if not line.value), 0)

    def wanted(self) -> tuple[int, int]:
        """A line for each field, one for the keys, the border, and a title that does not fit in it."""
        return 96, len(self.fields) + 3 + len(self.in_full(min(96, self.app.size.width)))

    def _label_cells(self) -> int:
        return max(text.width(field.label) for field in self.fields) + 2

    def draw(self, width: int, height: int) -> list[Strip]:
        """Border, labels, what is typed, and the keys that work here."""
        palette, inner = self.look.palette, max(0, width - 4)
        lines = [row([(words, palette.text)], inner) for words in self.in_full(width)]
        lines += [row(self._line(place, inner), inner) for place in range(len(self.fields))]
        keys = next((words for words in _KEYS if text.width(words) <= inner), _KEYS[-1])
        trouble = text.clip(self._trouble, inner, self.look.glyphs.clip)
        words: Piece = (trouble, palette.bad) if trouble else (keys, palette.dim)
        return self.frame([*lines, row([words], inner)], width, height)

    def _line(self, place: int, inner: int) -> list[Piece]:
        palette, field, line = self.look.palette, self.fields[place], self.lines[place]
        cells = max(4, inner - self._label_cells())
        label: Piece = (text.fit(field.label, self._label_cells()), palette.dim)
        if place == self._at and line.value:
            before, under, after = line.in_sight(cells)
            return [label, (before, palette.text), (under, _CURSOR), (after, palette.text)]
        if line.value:
            return [label, (text.clip(self.look.clean(line.value), cells, self.look.glyphs.clip), palette.text)]
        hint = text.clip(self.look.clean(field.hint), cells, self.look.glyphs.clip)
        if place == self._at:
            return [label, (hint[:1] or " ", _CURSOR + palette.dim), (hint[1:], palette.dim)]
        return [label, (hint, palette.dim)]

    def redraw(self) -> None:
        """Draw anew; the terminal's own cursor goes where is typed, for that is where an input method opens."""
        super().redraw()
        if self.is_attached and self.region:
            cells = max(4, self.region.width - 4 - self._label_cells())
            before = self.lines[self._at].in_sight(cells)[0]
            x = min(self.region.right - 2, self.region.x + 2 + self._label_cells() + text.width(before))
            self.app.cursor_position = Offset(x, self.region.y + 1 + len(self.in_full(self.region.width)) + self._at)

    def opened(self) -> None:
        """On the screen: the cursor of the terminal belongs here now."""
        self.redraw()

    def press(self, key: str, character: str | None) -> None:
        """Every key while the form is open."""
        line, last = self.lines[self._at], len(self.lines) - 1
        if key in CANCEL_KEYS:
            self._leave()
        elif key in ("ctrl+o", "f2") or (key == "enter" and self._at == last):
            self._submit()
        elif key in ("enter", "tab", "down"):
            self._go(self._at + 1)
        elif key in ("shift+tab", "up"):
            self._go(self._at - 1)
        elif line.press(key):
            self._typed()
        elif character is not None and character.isprintable():
            line.insert(character)
            self._typed()

    def pasted(self, words: str) -> None:
        """Pasted text goes into the field, on one line."""
        self.lines[self._at].insert(words)
        self._typed()

    def on_click(self, event: events.Click) -> None:
        """A click chooses the field, and the place in it."""
        event.stop()
        place = event.y - 1 - len(self.in_full(self.size.width))
        if 0 <= place < len(self.fields):
            self._go(place)
            self.lines[self._at].point(event.x - 2 - self._label_cells())
            self.redraw()

    def _go(self, place: int) -> None:
        self._at = place % len(self.lines)
        self.redraw()

    def _typed(self) -> None:
        """What is typed is kept once the fingers rest, in case the line drops."""
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(_REST_SECONDS, self._keep)
        self.redraw()

    def _leave(self) -> None:
        self._keep()
        self._over = True
        self.close()
        if self.values() != self._first:
            self._say(f"Not sent; what you typed is kept in: {self.look.clean(self.title_words)}")

    def on_unmount(self) -> None:
        """Taken away: where whatever ends the screen does that, nothing typed is lost."""
        self.app.cursor_position = Offset(0, 0)
        if not self._over:
            self._keep()

    def _keep(self) -> None:
        values = self.values()
        if values != self._first or self._drafts.of(self.title_words):
            self._drafts.keep(self.title_words, values)

    def values(self) -> dict[str, str]:
        """What stands in the fields, trimmed."""
        return {field.id: line.value.strip() for field, line in zip(self.fields, self.lines, strict=True)}

    def _submit(self) -> None:
        values = self.values()
        missing = next((place for place, f in enumerate(self.fields) if f.required and not values[f.id]), None)
        if missing is not None:
            self._tell(f"{self.fields[missing].label} is needed", missing)
            return
        try:
            self._save(values)
        except CockpitError as trouble:
            self._tell(str(trouble), self._at)
            return
        self._over = True
        self._drafts.sent(self.title_words, values)
        self.close()

    def _tell(self, words: str, place: int) -> None:
        self._trouble = self.look.clean(words)
        self._go(place)
