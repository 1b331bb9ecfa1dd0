"""Small forms at the lower edge. The only module with text fields; it is loaded when the first form opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.geometry import Region, Size
from textual.layout import Layout
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from opscockpit.errors import CockpitError
from opscockpit.ui import text
from opscockpit.ui.actions import CANCEL_KEYS
from opscockpit.ui.drafts import Drafts
from opscockpit.ui.layout import Fixed
from opscockpit.ui.overlays import Overlay
from opscockpit.ui.panels.base import Piece, row
from opscockpit.ui.theme import Look

_REST_SECONDS = 0.8


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
        close: Callable[[], None], drafts: Drafts,
    ) -> None:  # fmt: skip
        super().__init__(look, title, close)
        self._fields = tuple(fields)
        self._save = save
        self._drafts = drafts
        self._trouble = ""
        draft = drafts.of(title)
        self._first = {field.id: field.value for field in self._fields}
        self._over = False
        self._keeping: Timer | None = None
        self._inputs = [self._input(field, draft.get(field.id, field.value)) for field in self._fields]
        self._fixed = Fixed()

    def _input(self, field: Field, value: str) -> Input:
        made = Input(
            text.clean(value), placeholder=field.hint, compact=True, select_on_focus=False, id=f"field-{field.id}"
        )
        made.cursor_blink = False
        return made

    def compose(self) -> Sequence[Widget]:
        """The text fields; labels and border are drawn by the form itself."""
        return self._inputs

    def wanted(self) -> tuple[int, int]:
        """A line for each field, one for the keys, and the border."""
        return 96, len(self._fields) + 3

    def _label_cells(self) -> int:
        return max(text.width(field.label) for field in self._fields) + 2

    @property
    def layout(self) -> Layout:
        """The fields stand where `place` says."""
        return self._fixed

    def place(self, size: Size) -> dict[Widget, tuple[Region, int]]:
        """Each field right of its label."""
        left = 2 + self._label_cells()
        cells = max(4, size.width - left - 2)
        return {made: (Region(left, 1 + y, cells, 1), y) for y, made in enumerate(self._inputs)}

    def opened(self) -> None:
        """Start in the first empty field, else in the first."""
        empty = next((made for made in self._inputs if not made.value), self._inputs[0])
        empty.focus()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Border, labels and the keys that work here."""
        palette, inner = self.look.palette, max(0, width - 4)
        cells = self._label_cells()
        lines = [row([(text.fit(field.label, cells), palette.dim)], inner) for field in self._fields]
        words: Piece = (
            (self._trouble, palette.bad) if self._trouble
            else ("Enter next, in the last field save   ctrl+o or F2 save   Esc or ctrl+g leave", palette.dim)
        )  # fmt: skip
        return self.frame([*lines, row([words], inner)], width, height)

    def press(self, key: str, character: str | None) -> None:
        """Keys that the text field leaves alone."""
        at = next((place for place, made in enumerate(self._inputs) if made.has_focus), 0)
        if key in CANCEL_KEYS:
            self._keep()
            self._over = True
            self.close()
        elif key in ("ctrl+o", "f2") or (key == "enter" and at == len(self._inputs) - 1):
            self._submit()
        elif key in ("enter", "tab", "down"):
            self._inputs[(at + 1) % len(self._inputs)].focus()
        elif key in ("shift+tab", "up"):
            self._inputs[(at - 1) % len(self._inputs)].focus()

    def on_key(self, event: events.Key) -> None:
        """Enter, Tab and the like, before the text field sees them bubble on."""
        if event.key in (*CANCEL_KEYS, "ctrl+o", "f2", "tab", "shift+tab", "up", "down"):
            event.stop()
            event.prevent_default()
            self.press(event.key, event.character)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field."""
        event.stop()
        self.press("enter", None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed is kept once the fingers rest, in case the line drops."""
        event.stop()
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(_REST_SECONDS, self._keep)

    def on_unmount(self) -> None:
        """Taken away by whatever ends the screen: nothing typed is lost."""
        if not self._over:
            self._keep()

    def _keep(self) -> None:
        values = self.values()
        if values != self._first or self._drafts.of(self.title_words):
            self._drafts.keep(self.title_words, values)

    def values(self) -> dict[str, str]:
        """What stands in the fields, trimmed."""
        return {field.id: made.value.strip() for field, made in zip(self._fields, self._inputs, strict=True)}

    def _submit(self) -> None:
        values = self.values()
        missing = next((place for place, f in enumerate(self._fields) if f.required and not values[f.id]), None)
        if missing is not None:
            self._tell(f"{self._fields[missing].label} is needed", missing)
            return
        try:
            self._save(values)
        except CockpitError as trouble:
            self._tell(str(trouble), None)
            return
        self._over = True
        self._drafts.sent(self.title_words, values)
        self.close()

    def _tell(self, words: str, place: int | None) -> None:
        self._trouble = self.look.clean(words)
        if place is not None:
            self._inputs[place].focus()
        self.redraw()
