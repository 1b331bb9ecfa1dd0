"""What moved beyond chance: of very many products and keywords those few that deserve a look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region

from opscockpit.services.metric_views import Drill, DrillRow
from opscockpit.services.number_views import Movers
from opscockpit.services.views import KeywordLine
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import head_of
from opscockpit.ui.overlays import Sheet
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import numbers
from opscockpit.ui.pages.rows import Col, RowsPane, wrapped
from opscockpit.ui.panels.base import Entry, Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session


class Products(RowsPane[DrillRow]):
    """Products, most money more or less than usual first."""

    title = "Products that moved"
    cols = (
        Col("product", 20, stretch=3),
        Col("sold", 12, right=True),
        Col("usual", 12, right=True),
        Col("money more or less", 18, right=True),
        Col("item, spreads", 18, stretch=1, drop=1),
    )

    def __init__(self, look: Look) -> None:
        super().__init__(look, "products")
        self._found: Drill | None = None
        self.day: date | None = None

    def show(self, found: Drill, day: date) -> None:
        """Show the products of a day."""
        self._found, self.day = found, day
        self.fill(found.rows)

    def heading(self) -> list[Piece]:
        """The day, and out of how many."""
        palette = self.look.palette
        day = (f"{self.day:%a %d %b %Y}", palette.strong) if self.day else None
        note = (self.look.clean(self._found.note), palette.dim) if self._found and self._found.note else None
        return self.words(self.title, day, note)

    def key_of(self, row: DrillRow) -> str:
        """Its name and number."""
        return f"{row.name} {row.note}"

    def values(self, row: DrillRow) -> Sequence[Piece]:
        """What it sold, what is usual, and the money between."""
        palette = self.look.palette
        style = palette.up if (row.delta or 0) > 0 else palette.down
        return (
            (row.name, palette.text), (row.text, palette.strong), (row.base_text, palette.dim), (row.delta_text, style),
            (row.note, palette.dim),
        )  # fmt: skip

    def entries(self, width: int) -> list[Entry]:
        """The products, or why there are none."""
        if self.rows or self._found is None:
            return super().entries(width)
        note = self._found.note or "Nothing is known of this day."
        words = f"No product moved beyond chance: {note}"
        return [Entry(None, ((line, self.look.palette.dim),)) for line in wrapped(self.look.clean(words), width)]


class Words(RowsPane[KeywordLine]):
    """Keywords whose place really moved."""

    title = "Keywords that moved"
    empty = "No watched keyword moved beyond its own noise."
    cols = (
        Col("keyword", 16, stretch=2),
        Col("product", 16, stretch=2, drop=1),
        Col("place", 9, right=True),
        Col("moved", 6, right=True),
        Col("owner", 8),
    )

    def __init__(self, look: Look) -> None:
        super().__init__(look, "words")
        self._watched = 0

    def show(self, rows: Sequence[KeywordLine], watched: int) -> None:
        """Show these of so many."""
        self._watched = watched
        self.fill(rows)

    def heading(self) -> list[Piece]:
        """Of how many."""
        return self.words(self.title, (f"{len(self.rows)} of {self._watched} watched", self.look.palette.dim))

    def key_of(self, row: KeywordLine) -> int:
        """Its id."""
        return row.id

    def values(self, row: KeywordLine) -> Sequence[Piece]:
        """Where it stands and how far it moved; up the list is up."""
        palette, glyphs = self.look.palette, self.look.glyphs
        up = (row.moved or 0) > 0
        moved = f"{glyphs.up if up else glyphs.down} {abs(row.moved)}" if row.moved else ""
        place = "not found" if row.rank is None else str(row.rank)
        return (
            (row.word, palette.text), (row.product, palette.dim), (place, palette.strong),
            (moved, palette.up if up else palette.down), (row.owner or "nobody", palette.dim),
        )  # fmt: skip


def _day(by: int) -> Callable[[MoversPage], None]:
    def step(page: MoversPage) -> None:
        yesterday = head_of(page).day - timedelta(days=1)
        page.day = min(yesterday, (page.products.day or yesterday) + timedelta(days=by))
        page.ask()

    return step


def _read(page: MoversPage) -> None:
    lines = page.told()
    if lines:
        page.open(Sheet(page.look, lines[0], numbers.told(page, lines[1:]), page.shut))


def _day_of_sales(page: MoversPage) -> None:
    if page.products.day is not None:
        page.go("metric", f"paid:{page.products.day}")


class MoversPage(Page):
    """Products and keywords that moved."""

    id_ = "movers"
    actions = Actions(
        (
            Action("read", ("enter",), "Read it in full", "All about the row under the cursor.", (), "read",
                   reads=True),
            Action("left", ("left", "h"), "A day back", "The day before this one.", (), "day", "h l", palette=False,
                   reads=True),
            Action("right", ("right", "l"), "A day on", "Up to yesterday.", (), "", "l", palette=False, reads=True),
            Action("sales", ("o",), "Sales of the day", "The day's sales, opened.", (), "sales", reads=True),
            Action("meaning", ("d",), "What moved means", "Its entry in the dictionary: how it is judged, its traps.",
                   (), "meaning", reads=True),
        ),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "read": _read,
        "left": _day(-1),
        "right": _day(1),
        "sales": _day_of_sales,
        "meaning": lambda page: numbers.meaning(page, "rank" if page.active == "words" else "moved"),
    }

    def __init__(self, shared: Shared) -> None:
        self.products, self.words = Products(shared.look), Words(shared.look)
        self.day: date | None = None
        super().__init__(shared, {"products": self.products, "words": self.words})

    def arrange_panes(self, body: Region) -> dict[str, Region]:
        """Products above, keywords below."""
        x, y, width, height = body
        below = max(5, height // 3)
        return {
            "products": Region(x, y, width, height - below),
            "words": Region(x, y + height - below, width, below),
        }

    def question(self) -> Callable[[Session], Movers]:
        """What moved on the day."""
        day = self.day
        return lambda session: session.numbers.money.movers(day)

    def fill(self, answer: Movers) -> None:
        """Show it."""
        self.products.show(answer.products, answer.day)
        self.words.show(answer.keywords, answer.watched)

    def told(self) -> tuple[str, ...]:
        """All about the row under the cursor, its name first."""
        if self.active == "words":
            word = self.words.selected()
            if word is None:
                return ()
            place = "not found" if word.rank is None else f"place {word.rank}"
            return word.word, word.product, f"{place}, owner {word.owner or 'nobody'}", word.verdict
        row = self.products.selected()
        if row is None:
            return ()
        return row.name, row.note, f"{row.text}, {row.base_text}", f"money more or less than usual: {row.delta_text}"

    def suggestion(self) -> dict[str, str]:
        """A task about what moved, with its numbers."""
        lines = self.told()
        if not lines:
            return {}
        word = self.words.selected() if self.active == "words" else None
        day = f" on {self.products.day:%a %d %b}" if self.products.day else ""
        title = f"{lines[0]}: {lines[2]}{day}: find the cause"
        return {"title": title, "due": "today", **({"owner": word.owner} if word is not None and word.owner else {})}
