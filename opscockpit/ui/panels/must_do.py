"""Panel 1: what must be done today, step by step."""

from __future__ import annotations

import time

from opscockpit.domain.timing import MORNING_BUDGET, clock
from opscockpit.services.views import STEPS, Header, MustDo, TodayView
from opscockpit.ui.items import item_pieces, whose_cells
from opscockpit.ui.pages.rows import told
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look

_STEP_NAMES = {"letters": "Letters", "traffic": "Traffic", "keywords": "Keywords", "decide": "Decide", "mine": "Mine"}

_EMPTY = "Nothing to do today. Routines fill this list: {page_routines} opens them and has ready sets to take."


_NOT_MADE = ("The list of this day is not made yet:", "whoever opens it first makes it.")


class MustDoPanel(ListPane):
    """The checklist, in its steps."""

    number = 1

    def __init__(self, look: Look) -> None:
        super().__init__(look, "must_do")
        self._all: tuple[MustDo, ...] = ()
        self._done = 0
        self._made = True
        self._whose = 6
        self._owner: str | None = None
        self._head: Header | None = None
        self._since = 0.0

    def show(self, view: TodayView, owner: str | None, read_at: float = 0.0) -> None:
        """Show this view, read at a moment of the monotonic clock; with `owner`, only that person's items."""
        self._all, self._done, self._owner = view.must_do, view.done, owner
        self._made, self._whose = view.list_made, whose_cells(view.must_do)
        self._head, self._since = view.header, read_at or time.monotonic()
        self.settle()

    def _items(self) -> list[MustDo]:
        chosen = [item for item in self._all if self._owner is None or item.owner == self._owner]
        rank = {step: place for place, step in enumerate(STEPS)}
        return sorted(chosen, key=lambda item: rank.get(item.step, len(STEPS)))

    def settle(self) -> None:
        """At first on what is one's own and still open, then wherever the person went."""
        if self.cursor is None:
            self.cursor = next((item.id for item in self._items() if item.mine and item.state == "open"), None)
        super().settle()

    def keys(self) -> list[int | str]:
        """Ids of the items, in the order shown."""
        return [item.id for item in self._items()]

    def selected(self) -> MustDo | None:
        """The item under the cursor."""
        return next((item for item in self._all if item.id == self.cursor), None)

    def heading(self) -> list[Piece]:
        """Title and how far the list is."""
        palette = self.look.palette
        late = sum(item.late for item in self._all)
        count = (f"{self._done} of {len(self._all)}", palette.dim)
        left = self._head.leftovers if self._head is not None else 0
        return self.words(
            "1 Must do", count, (f"{late} late", palette.bad) if late else None, self._morning(),
            (f"{left} left: {self.key_of_action('leftovers')}", palette.warn) if left else None, self.only(self._owner),
        )  # fmt: skip

    def _morning(self) -> Piece | None:
        """How the morning stands."""
        head, palette = self._head, self.look.palette
        if head is None:
            return None
        if not head.morning_running:
            words = self.look.clean(head.morning)
            return (words, palette.dim) if words else (self.keyed("{page_morning} morning"), palette.accent)
        spent = head.morning_spent + int(time.monotonic() - self._since)
        return f"{clock(spent)} of {clock(MORNING_BUDGET)}", palette.bad if spent > MORNING_BUDGET else palette.accent

    def second(self) -> None:
        """The clock of the morning goes on."""
        if self._head is not None and self._head.morning_running:
            self.redraw()

    def summary(self) -> list[Piece]:
        """How far the list is, and what comes next."""
        palette = self.look.palette
        coming = next((item for item in self._items() if item.state == "open"), None)
        words = f"   next: {self.look.clean(coming.title)}" if coming else "   all done"
        return [*self.heading(), (words, palette.text)]

    def entries(self, width: int) -> list[Entry]:
        """A heading for each step that has items, and the items under it."""
        if not self._all and not self._made:
            return [Entry(None, ((words, self.look.palette.dim),)) for words in _NOT_MADE]
        if not self._all:
            return told(self.look, self.keyed(_EMPTY), width)
        palette = self.look.palette
        lines: list[Entry] = []
        step = None
        for item in self._items():
            if item.step != step:
                step = item.step
                lines.append(Entry(None, ((_STEP_NAMES.get(step, self.look.clean(step)), palette.heading),)))
            lines.append(Entry(item.id, self._line(item, width)))
        return lines

    def _line(self, item: MustDo, width: int) -> tuple[Piece, ...]:
        here = self.active and item.id == self.cursor
        sign = (self.look.glyphs.cursor if here else " ", self.look.palette.accent)
        return (sign, *item_pieces(self.look, item, width - 1, self._whose))
