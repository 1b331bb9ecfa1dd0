"""A list of rows in columns: what the lists of most pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from opscockpit.ui import text
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look

Row = TypeVar("Row")


class Col(NamedTuple):
    """One column. A stretching one takes its share of the room that is left; its `cells` are the least it needs."""

    name: str
    cells: int
    stretch: int = 0
    drop: int = 0  # where there is no room: the higher, the sooner left out; 0: never
    right: bool = False


def widths(cols: Sequence[Col], width: int) -> list[int]:
    """Cells of each column in a line of `width` cells, one blank between two; 0: left out."""
    shown = set(range(len(cols)))
    for place in sorted((n for n, col in enumerate(cols) if col.drop), key=lambda n: -cols[n].drop):
        if sum(cols[n].cells + 1 for n in shown) - 1 <= width:
            break
        shown.discard(place)
    spare = max(0, width - sum(cols[n].cells + 1 for n in shown) + 1)
    shares = sum(cols[n].stretch for n in shown) or 1
    return [col.cells + spare * col.stretch // shares if n in shown else 0 for n, col in enumerate(cols)]


def in_columns(look: Look, cols: Sequence[Col], values: Iterable[Piece], cells: Sequence[int]) -> list[Piece]:
    """The values of a line, each cleaned and fitted to its column."""
    pieces: list[Piece] = []
    for col, (words, style), room in zip(cols, values, cells, strict=True):
        if room:
            gap = " " if pieces else ""
            pieces.append((gap + look.fit(words, room, "right" if col.right else "left"), style))
    return pieces


def wrapped(words: str, width: int) -> list[str]:
    """A cleaned text on as many lines of `width` cells as it needs, broken at blanks where there are any."""
    lines: list[str] = []
    rest = words
    while text.width(rest) > width > 1:
        first = text.clip(rest, width, "")
        gap = first.rfind(" ")
        if gap > 0 and not rest[len(first) :].startswith(" "):
            first = first[:gap]
        lines.append(first.rstrip())
        rest = rest[len(first) :].lstrip()
    return [*lines, rest] if rest or not lines else lines


class RowsPane(ListPane, Generic[Row]):
    """A list of rows, each with a key of its own; subclasses say what a row is called and shows."""

    title: ClassVar[str] = ""
    empty: ClassVar[str] = "Nothing here."
    cols: ClassVar[tuple[Col, ...]] = ()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.rows: tuple[Row, ...] = ()

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.rows = tuple(rows)
        self.settle()

    def key_of(self, row: Row) -> int | str:
        """What the cursor stays on."""
        raise NotImplementedError

    def group_of(self, row: Row) -> str:
        """The heading that a row stands under; '' for none."""
        return ""

    def values(self, row: Row) -> Sequence[Piece]:
        """What a row says, column by column."""
        raise NotImplementedError

    def pieces(self, row: Row, cells: Sequence[int], width: int) -> list[Piece]:
        """A row's line; `cells` are those of the columns, `width` those of the line."""
        return in_columns(self.look, self.cols, self.values(row), cells)

    def keys(self) -> list[int | str]:
        """The keys of the rows in their order."""
        return [self.key_of(row) for row in self.rows]

    def selected(self) -> Row | None:
        """The row under the cursor."""
        return next((row for row in self.rows if self.key_of(row) == self.cursor), None)

    def heading(self) -> list[Piece]:
        """The title and how many rows there are."""
        return self.words(self.title, (str(len(self.rows)), self.look.palette.dim))

    def columns(self, width: int) -> list[Piece]:
        """The names of the columns."""
        if not any(col.name for col in self.cols):
            return []
        names = [(col.name, self.look.palette.dim) for col in self.cols]
        return [(" ", self.look.palette.dim), *in_columns(self.look, self.cols, names, widths(self.cols, width - 1))]

    def entries(self, width: int) -> list[Entry]:
        """A line for each row, with headings between groups."""
        palette = self.look.palette
        if not self.rows:
            return [Entry(None, ((words, palette.dim),)) for words in wrapped(self.empty, width)]
        lines: list[Entry] = []
        group = ""
        cells = widths(self.cols, width - 1)
        for row in self.rows:
            if self.group_of(row) != group:
                group = self.group_of(row)
                lines.append(Entry(None, ((self.look.clean(group), palette.heading),)))
            key = self.key_of(row)
            sign = self.look.glyphs.cursor if self.active and key == self.cursor else " "
            pieces = self.pieces(row, cells, width - 1)
            lines.append(Entry(key, ((sign, palette.accent), *pieces)))
        return lines
