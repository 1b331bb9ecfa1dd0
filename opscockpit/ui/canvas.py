"""What the terminal shows, cell by cell, so that only the cells that change are sent to it.

Textual says which regions to paint anew; much of them looks as it did before: what lay under a list that closes,
the frame of the next page, all blanks. The canvas compares with what it sent last, jumps over what is the same, and
changes colours and attributes only where they differ. Every jump names its column, so that a character which a
terminal draws wider than others does cannot shift what follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from opscockpit.ui import text

_ATTRIBUTES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
"""The code of each attribute of a style, by the number of its bit."""

_GAP = 4
"""Cells that are rather written again than jumped over: a jump takes four bytes or more."""


class Pen(NamedTuple):
    """How a cell is drawn: codes of its attributes, of its colour and of its background, '' for the terminal's own."""

    attributes: frozenset[str] = frozenset()
    colour: str = ""
    back: str = ""

    @property
    def shows_blanks(self) -> bool:
        """Whether a blank drawn with it can be told from a blank without it."""
        return bool(self.back or self.attributes & _ON_BLANKS)


_ON_BLANKS = frozenset(("4", "5", "6", "7", "9", "21", "51", "52", "53"))
PLAIN = Pen()


class Row(NamedTuple):
    """The cells of a line: what stands in each, '' in the second half of a wide character, and its pen."""

    cells: list[str]
    pens: list[Pen]


class Canvas:
    """The cells of the terminal as they were sent last."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._rows: list[Row] = []

    def forget(self) -> None:
        """What the terminal shows is not known any more: it is cleared with the next picture."""
        self._size = Size(0, 0)

    def paint(self, update: CompositorUpdate, size: Size, console: Console) -> str:
        """What to send so that a terminal of this size shows the update too; '' when it does so already."""
        sent = Sent()
        if size != self._size:
            self._size = size
            self._rows = [Row([" "] * size.width, [PLAIN] * size.width) for _ in range(size.height)]
            sent.pieces.append("\x1b[m\x1b[2J")
        colours = console._color_system or ColorSystem.TRUECOLOR
        changed: dict[int, Row] = {}
        for y, x, strip in _placed(update):
            if 0 <= y < size.height:
                before = self._rows[y]
                row = changed.setdefault(y, Row(before.cells.copy(), before.pens.copy()))
                _lay(row, x, strip, colours)
        for y in sorted(changed):
            if changed[y] != self._rows[y]:
                sent.line(y, self._rows[y], changed[y])
                self._rows[y] = changed[y]
        return sent.text()


class Painted(CompositorUpdate):
    """An update that is ready to be written."""

    def __init__(self, words: str) -> None:
        self._words = words

    def render_segments(self, console: Console) -> str:
        """What to write to the terminal."""
        return self._words


class Sent:
    """What is written to the terminal, and where its cursor and its pen are then."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._pen = PLAIN
        self._at = (-1, -1)

    def text(self) -> str:
        """All of it, with the pen put back."""
        self._take(PLAIN)
        return "".join(self.pieces)

    def line(self, y: int, before: Row, after: Row) -> None:
        """Make a line what it is to be in the shortest of three ways: as it is, or with its end erased first."""
        blank = width = len(after.cells)
        if before.pens.count(PLAIN) == before.cells.count(" ") == width:
            self._line(y, before, after, width)
            return
        while blank and after.cells[blank - 1] == " " and after.pens[blank - 1] is PLAIN:
            blank -= 1
        first = _runs(before, after)[0][0]
        kept = len(self.pieces), self._pen, self._at
        ways = []
        for erased in sorted({width, max(first, blank), first}, reverse=True):
            self._line(y, before, after, erased)
            ways.append((self.pieces[kept[0] :], self._pen, self._at))
            del self.pieces[kept[0] :]
            self._pen, self._at = kept[1:]
        pieces, self._pen, self._at = min(ways, key=lambda way: sum(map(len, way[0])))
        self.pieces += pieces

    def _line(self, y: int, before: Row, after: Row, erased: int) -> None:
        """Write the cells that differ, with everything from a column on erased."""
        rest = len(after.cells) - erased
        if rest:
            before = Row(before.cells[:erased] + [" "] * rest, before.pens[:erased] + [PLAIN] * rest)
            self._go(erased, y)
            self._take(PLAIN)
            self.pieces.append("\x1b[K")
        for start, end in _runs(before, after):
            self._go(start, y)
            self._write(after, start, end)

    def _write(self, row: Row, start: int, end: int) -> None:
        pieces, at = self.pieces, start
        while at < end:
            pen, first = row.pens[at], at
            while at < end and row.pens[at] is pen:
                at += 1
            words = "".join(row.cells[first:at])
            if pen is not self._pen and (pen.shows_blanks or self._pen.shows_blanks or not words.isspace()):
                self._take(pen)
            pieces.append(words)
        self._at = (end, self._at[1])

    def _go(self, x: int, y: int) -> None:
        if self._at == (x, y):
            return
        if self._at[1] == y:
            self.pieces.append(f"\x1b[{x + 1}G")
        else:
            self.pieces.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        self._at = (x, y)

    def _take(self, pen: Pen) -> None:
        if pen != self._pen:
            self.pieces.append(_change(self._pen, pen))
            self._pen = pen


@lru_cache(maxsize=1024)
def _change(before: Pen, after: Pen) -> str:
    """The sequence that makes one pen the other."""
    if after == PLAIN:
        return "\x1b[m"
    if not before.attributes <= after.attributes:
        before, codes = PLAIN, ["0"]
    else:
        codes = []
    codes += sorted(after.attributes - before.attributes, key=int)
    if after.colour != before.colour:
        codes.append(after.colour or "39")
    if after.back != before.back:
        codes.append(after.back or "49")
    return f"\x1b[{';'.join(codes)}m"


def _runs(before: Row, after: Row) -> list[tuple[int, int]]:
    """Where two lines differ, as starts and ends; short stretches between that cost no other pen are part of it."""
    runs: list[tuple[int, int]] = []
    start = last = -1
    old_cells, old_pens = before
    for x, (cell, pen) in enumerate(zip(*after, strict=True)):
        if cell == old_cells[x] and pen is old_pens[x]:
            continue
        if last < 0:
            start = x
        elif x - last > _GAP + 1 or any(_another_pen(after, last, n) for n in range(last + 1, x)):
            runs.append((start, last + 1))
            start = x
        last = x
    return [*runs, (start, last + 1)] if last >= 0 else runs


def _another_pen(row: Row, at: int, n: int) -> bool:
    pen = row.pens[n]
    return pen is not row.pens[at] and (pen is not PLAIN or row.cells[n] != " " or row.pens[at].shows_blanks)


def _placed(update: CompositorUpdate) -> Iterable[tuple[int, int, Strip]]:
    """The pieces of an update: line, column and what stands there."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, strip
                x += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        for y, first, last in update.spans:
            for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if chop is not None and x <= last and end > first:
                    yield y, x, chop


def _lay(row: Row, x: int, strip: Strip, colours: ColorSystem) -> None:
    """Put a strip into a line; what reaches over the end of the line is left out."""
    cells: list[str] = []
    pens: list[Pen] = []
    for segment in strip:
        found = _cells(segment.text)
        cells += found
        pens += _pens(found, _pen(segment.style, colours) if segment.style else PLAIN)
    end = min(x + len(cells), len(row.cells))
    # A terminal blanks the other half of a wide character that is written over.
    if x < end and row.cells[x] == "":
        row.cells[x - 1] = " "
    if x < end < len(row.cells) and row.cells[end] == "":
        row.cells[end] = " "
    row.cells[x:end] = cells[: end - x]
    row.pens[x:end] = pens[: end - x]


def _pens(cells: Sequence[str], pen: Pen) -> list[Pen]:
    if pen is PLAIN or pen.shows_blanks or " " not in cells:
        return [pen] * len(cells)
    return [PLAIN if cell == " " else pen for cell in cells]  # blanks look the same whatever colour they are in


@lru_cache(maxsize=1024)
def _cells(words: str) -> Sequence[str]:
    if words.isascii():
        return words
    cells: list[str] = []
    for letter in words:
        width = text.width(letter)
        if width == 0 and cells:
            cells[-1 if cells[-1] else -2] += letter
        elif width:
            cells += [letter, ""][:width]
    return cells


@lru_cache(maxsize=1024)
def _pen(style: Style, colours: ColorSystem) -> Pen:
    """The pen of a style; there is only one of each look, so that they can be told apart by identity."""
    bits = style._attributes & style._set_attributes
    attributes = frozenset(code for bit, code in enumerate(_ATTRIBUTES) if bits & 1 << bit)
    colour = ";".join(style._color.downgrade(colours).get_ansi_codes()) if style._color else ""
    back = ";".join(style._bgcolor.downgrade(colours).get_ansi_codes(False)) if style._bgcolor else ""
    return _one_of(Pen(attributes, "" if colour == "39" else colour, "" if back == "49" else back))


_POTS: dict[Pen, Pen] = {PLAIN: PLAIN}


def _one_of(pen: Pen) -> Pen:
    return _POTS.setdefault(pen, pen)
