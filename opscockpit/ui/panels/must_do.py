"""Panel 1: what must be done today, step by step."""

from __future__ import annotations

from opscockpit.services.views import STEPS, MustDo, TodayView
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look

_STEP_NAMES = {"letters": "Letters", "traffic": "Traffic", "keywords": "Keywords", "decide": "Decide", "mine": "Mine"}


class MustDoPanel(ListPane):
    """The checklist, in its steps."""

    number = 1

    def __init__(self, look: Look) -> None:
        super().__init__(look, "must_do")
        self._all: tuple[MustDo, ...] = ()
        self._done = 0
        self._owner: str | None = None

    def show(self, view: TodayView, owner: str | None) -> None:
        """Show this view; with `owner`, only that person's items."""
        self._all, self._done, self._owner = view.must_do, view.done, owner
        self.settle()

    def _items(self) -> list[MustDo]:
        chosen = [item for item in self._all if self._owner is None or item.owner == self._owner]
        rank = {step: place for place, step in enumerate(STEPS)}
        return sorted(chosen, key=lambda item: rank.get(item.step, len(STEPS)))

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
        return self.words("1 Must do", count, (f"{late} late", palette.bad) if late else None, self.only(self._owner))

    def summary(self) -> list[Piece]:
        """How far the list is, and what comes next."""
        palette = self.look.palette
        coming = next((item for item in self._items() if item.state == "open"), None)
        words = f"   next: {self.look.clean(coming.title)}" if coming else "   all done"
        return [*self.heading(), (words, palette.text)]

    def entries(self, width: int) -> list[Entry]:
        """A heading for each step that has items, and the items under it."""
        palette = self.look.palette
        if not self._all:
            return [Entry(None, (("Nothing to do today. Routines fill this list.", palette.dim),))]
        lines: list[Entry] = []
        step = None
        for item in self._items():
            if item.step != step:
                step = item.step
                lines.append(Entry(None, ((_STEP_NAMES.get(step, self.look.clean(step)), palette.heading),)))
            lines.append(Entry(item.id, self._line(item, width)))
        return lines

    def _line(self, item: MustDo, width: int) -> tuple[Piece, ...]:
        look, palette, glyphs = self.look, self.look.palette, self.look.glyphs
        here = self.active and item.id == self.cursor
        signs = {
            "open": (glyphs.open, palette.accent), "done": (glyphs.done, palette.good),
            "skipped": (glyphs.skipped, palette.dim), "not_applicable": (glyphs.not_applicable, palette.dim),
            "missed": (glyphs.missed, palette.bad),
        }  # fmt: skip
        sign, sign_style = signs.get(item.state, (glyphs.open, palette.text))
        over = item.state in ("done", "skipped", "not_applicable")
        who = item.done_by if over and item.done_by else item.owner
        moment = item.done_at.strftime("%H:%M") if over and item.done_at else (item.due or "")
        owner_cells = 6 if width < 60 else 9
        room = width - 4 - owner_cells - 1 - 6
        title = look.clean(item.title)
        evidence = look.clean(item.evidence)
        words = look.fit(f"{title} {glyphs.dot} {evidence}" if evidence else title, room)
        moment_style = palette.bad if item.late else palette.dim
        return (
            (glyphs.cursor if here else " ", palette.accent),
            (sign, sign_style),
            (" ", palette.text),
            (words, palette.dim if over else palette.text),
            ("  ", palette.text),
            (look.fit(who, owner_cells), palette.dim),
            (look.fit(moment, 6, "right"), moment_style),
        )
