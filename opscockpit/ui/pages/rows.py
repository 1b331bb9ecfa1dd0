"""A list of rows in columns: what the lists of most pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual.strip import Strip

from opscockpit.ui import text
from opscockpit.ui.panels.base import Entry, ListPane, Piece, row
from opscockpit.ui.theme import Look

Row = TypeVar("Row")

About = tuple[str, str, str]
"""A line about a row: its label, its words, and the style of the words in the palette."""


class Col(NamedTuple):
    """One column. A stretching one takes its share of the room that is left, up to what its words need.

    Its `cells` are the least it needs.
    """

    name: str
    cells: int
    stretch: int = 0
    drop: int = 0  # where there is no room: the higher, the sooner left out; 0: never
    right: bool = False
    most: int = 0  # cells that a chart or a bar can use at most; 0: as many as its words take


def widths(cols: Sequence[Col], width: int, needs: Sequence[int] = ()) -> list[int]:
    """Cells of each column in a line of `width` cells, one blank between two; 0: left out.

    `needs` are the cells that the words of each column take; where given, no column grows beyond them.
    """
    shown = {n for n, col in enumerate(cols) if col.cells}
    for place in sorted((n for n, col in enumerate(cols) if col.drop), key=lambda n: -cols[n].drop):
        if sum(cols[n].cells + 1 for n in shown) - 1 <= width:
            break
        shown.discard(place)
    spare = width - sum(cols[n].cells + 1 for n in shown) + 1
    if spare < 0:
        return _squeezed([col.cells if n in shown else 0 for n, col in enumerate(cols)], -spare)
    room = [col.cells if n in shown else 0 for n, col in enumerate(cols)]
    most = [col.most or (needs[n] if needs else width) for n, col in enumerate(cols)]
    growing = [n for n in sorted(shown) if cols[n].stretch and room[n] < most[n]]
    while spare > 0 and growing:
        share, shares = spare, sum(cols[n].stretch for n in growing)
        for n in growing:
            more = min(max(1, share * cols[n].stretch // shares), most[n] - room[n], spare)
            room[n], spare = room[n] + more, spare - more
        growing = [n for n in growing if room[n] < most[n]]
    return room


def _squeezed(cells: list[int], by: int) -> list[int]:
    """Narrower by so many cells in all, taken one by one from the widest column."""
    for _ in range(min(by, sum(max(0, room - 1) for room in cells))):
        cells[cells.index(max(cells))] -= 1
    return cells


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


def told(look: Look, words: str, width: int) -> list[Entry]:
    """What a list says in the place of rows, whole: on as many lines as it needs."""
    return [Entry(None, ((line, look.palette.dim),)) for line in wrapped(words, width)]


class RowsPane(ListPane, Generic[Row]):
    """A list of rows, each with a key of its own; subclasses say what a row is called and shows."""

    title: ClassVar[str] = ""
    empty: ClassVar[str] = "Nothing here."
    """What is said where there are no rows; actions in braces become their keys."""
    cols: tuple[Col, ...] = ()
    about_lines: ClassVar[int] = 0
    """Lines kept below the list for what else there is to say about the row under the cursor."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.rows: tuple[Row, ...] = ()
        self.read = False
        """Whether rows have come: before that nothing is said to be empty."""
        self._needs: tuple[object, object, list[int]] = ((), (), [])

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.rows, self.read = tuple(rows), True
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

    def measured(self) -> Sequence[Row]:
        """The rows whose words the columns are made for."""
        return self.rows

    def cells(self, width: int) -> list[int]:
        """Cells of each column in a line of `width` cells: none wider than its longest words."""
        rows, cols, needs = self._needs
        if rows is not self.rows or cols is not self.cols:
            needs = [text.width(col.name) for col in self.cols]
            for one in self.measured():
                said = (text.width(self.look.clean(words)) for words, _ in self.values(one))
                needs = [max(pair) for pair in zip(needs, said, strict=True)]
            self._needs = (self.rows, self.cols, needs)
        return widths(self.cols, width, needs)

    def about(self, row: Row) -> Sequence[About]:
        """What else there is to say about the row under the cursor."""
        return ()

    def keys(self) -> list[int | str]:
        """The keys of the rows in their order."""
        return [self.key_of(row) for row in self.rows]

    def selected(self) -> Row | None:
        """The row under the cursor."""
        return next((row for row in self.rows if self.key_of(row) == self.cursor), None)

    def heading(self) -> list[Piece]:
        """The title and how many rows there are."""
        return self.words(self.title, (str(len(self.rows)), self.look.palette.dim))

    def _kept(self, lines: int) -> int:
        """Lines below the list, where there is room for them."""
        return self.about_lines if self.about_lines and lines >= self.about_lines * 2 + 2 else 0

    def rows_in_sight(self) -> dict[int, int | str]:
        """The rows of the list; what is said below it is no row."""
        kept = self._kept(self.size.height - 2)
        below = self.size.height - 1 - kept - bool(kept)
        return {y: key for y, key in super().rows_in_sight().items() if y < below}

    def body(self, width: int, lines: int) -> tuple[list[Strip], str]:
        """The list, and below it what there is to say about the row under the cursor."""
        kept = self._kept(lines)
        if not kept:
            return super().body(width, lines)
        listed = lines - kept - 1
        strips, foot = super().body(width, listed)
        strips += [row([], width)] * (listed - len(strips))
        palette = self.look.palette
        strips.append(row([(self.look.glyphs.across * width, palette.border)], width))
        return [*strips, *self._said(width)[:kept]], foot

    def in_sight(self, shown: list[Entry], lines: int) -> list[Entry]:
        """With the cursor on the first row, what stands above it is in sight too."""
        at = next((place for place, entry in enumerate(shown) if entry.key is not None), 0)
        if at < lines and (not self.rows or self.cursor == shown[at].key):
            self._top = 0
        return super().in_sight(shown, lines)

    def _said(self, width: int) -> list[Strip]:
        here, palette = self.selected(), self.look.palette
        if here is None:
            return []
        lines: list[Strip] = []
        for label, words, style in self.about(here):
            if not words:
                continue
            for place, line in enumerate(wrapped(self.look.clean(words), max(10, width - 15))):
                name = self.look.fit(label if place == 0 else "", 14)
                lines.append(row([(name + " ", palette.heading), (line, getattr(palette, style))], width))
        return lines

    def columns(self, width: int) -> list[Piece]:
        """The names of the columns."""
        if not any(col.name for col in self.cols):
            return []
        names = [(col.name, self.look.palette.dim) for col in self.cols]
        return [(" ", self.look.palette.dim), *in_columns(self.look, self.cols, names, self.cells(width - 1))]

    def entries(self, width: int) -> list[Entry]:
        """A line for each row, with headings between groups."""
        palette = self.look.palette
        if not self.rows and not self.read:
            return [Entry(None, ((f"Reading{self.look.glyphs.clip}", palette.dim),))]
        if not self.rows:
            return told(self.look, self.keyed(self.empty), width)
        lines: list[Entry] = []
        group = ""
        cells = self.cells(width - 1)
        for one in self.rows:
            if self.group_of(one) != group:
                group = self.group_of(one)
                lines.append(Entry(None, ((self.look.clean(group), palette.heading),)))
            key = self.key_of(one)
            sign = self.look.glyphs.cursor if self.active and key == self.cursor else " "
            pieces = self.pieces(one, cells, width - 1)
            lines.append(Entry(key, ((sign, palette.accent), *pieces)))
        return lines
