"""What all parts of the screen share: lines drawn whole, compared, and repainted only where they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from opscockpit.ui import text
from opscockpit.ui.theme import Look

Piece = tuple[str, Style]
"""Cleaned text and how it looks."""

_PLAIN = Style.null()
CUT = ".."
"""How a line ends that was made longer than there is room: a sign that every set of signs has."""

_LABEL = Style(reverse=True, bold=True)
_ACTION = re.compile(r"\{(\w+)\}")


def row(pieces: Iterable[Piece], cells: int, over: Style | None = None) -> Strip:
    """A line of exactly `cells` cells: what is too long ends in `CUT`; `over` lies over every style."""
    segments: list[Segment] = []
    held, held_style = "", _PLAIN
    for words, style in _filled(pieces, cells):
        final = style + over if over is not None else style
        if final == held_style:
            held += words
            continue
        if held:
            segments.append(Segment(held, held_style or None))
        held, held_style = words, final
    if held:
        segments.append(Segment(held, held_style or None))
    return Strip(segments, cells)


def _filled(pieces: Iterable[Piece], cells: int) -> Iterator[Piece]:
    given = list(pieces)
    room = cells - sum(text.width(words) for words, _ in given)
    if room < 0:
        given = clipped(given, cells, CUT)
        room = cells - sum(text.width(words) for words, _ in given)
    yield from (piece for piece in given if piece[0])
    if room > 0:
        yield " " * room, _PLAIN


def difference(before: Strip, after: Strip, y: int) -> tuple[int, int, int, int]:
    """Where two lines differ, as x, y, width and height; segments that both begin or end with are left out."""
    old, new = list(before), list(after)
    left = right = 0
    while old and new and old[0] == new[0]:
        left += text.width(new[0].text)
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        right += text.width(new[-1].text)
        del old[-1], new[-1]
    return left, y, after.cell_length - left - right, 1


def character_at(line: Strip, x: int) -> int:
    """Cells of the character at a column: 1 or 2."""
    return max(1, min(2, text.width(line.crop(x).text[:1])))


def labelled(line: Strip, x: int, letter: str) -> Strip:
    """The line with a letter in the place of the character at a column."""
    cells = character_at(line, x)
    mark = Segment(f"{letter:<{cells}}", _LABEL)
    return Strip([*line.crop(0, x), mark, *line.crop(x + cells)], line.cell_length)


class Pane(Widget):
    """A widget made of lines. Subclasses say what the lines are in `draw`; `redraw` repaints what changed."""

    can_focus = False
    ALLOW_SELECT = False

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(name=name)
        self.look = look
        self.key_of_action: Callable[[str], str] = str
        """The key that the person has for an action; the page that the pane is on knows it."""
        self._lines: list[Strip] = []
        self._labels: dict[tuple[int, int], str] = {}
        self._drawn_for: Size | None = None

    def draw(self, width: int, height: int) -> list[Strip]:
        """All lines for this size, each exactly `width` cells."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """One line, from the lines drawn last."""
        if self._drawn_for != self.size:
            self._drawn_for = self.size
            self._lines = self._drawn()
        ground = self.look.palette.ground
        return self._lines[y].apply_style(ground) if ground else self._lines[y]

    def repaint(self) -> None:
        """Draw and paint all of it anew: its colours are others now."""
        self._drawn_for = None
        self.refresh(self.size.region)

    def _drawn(self) -> list[Strip]:
        width, height = self.size
        lines = self.draw(width, height)[:height]
        lines += [Strip.blank(width)] * (height - len(lines))
        for (x, y), letter in self._labels.items():
            if 0 <= x < width and 0 <= y < height:
                lines[y] = labelled(lines[y], x, letter)
        return lines

    def label(self, labels: Mapping[tuple[int, int], str]) -> None:
        """Lay letters over the characters at some places (column, line), or with none take them away again."""
        self._labels = dict(labels)
        self.redraw()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Repaint regions only: whole repaints are asked for when styles change, and no line depends on styles."""
        return super().refresh(*regions, repaint=repaint and bool(regions), layout=layout, recompose=recompose)

    def redraw(self) -> None:
        """Draw anew and repaint the lines that differ from those on the screen."""
        if self._drawn_for is None or self._drawn_for != self.size:
            return  # not shown yet, or about to be shown in another size: all of it will be drawn then
        before = self._lines
        self._lines = self._drawn()
        changed = [Region(*difference(before[y], line, y)) for y, line in enumerate(self._lines) if line != before[y]]
        if changed:
            self.refresh(*changed)

    def keyed(self, words: str) -> str:
        """Words of our own with the keys of the actions that stand in braces, as in 'press {task}'."""
        return _ACTION.sub(lambda found: self.key_of_action(found[1]), words)

    def text_lines(self) -> list[str]:
        """What the pane says, line by line, without colours."""
        return [strip.text for strip in self._drawn()]


class Entry(NamedTuple):
    """One line of a list. Lines without a key are headings: the cursor passes over them."""

    key: int | str | None
    pieces: tuple[Piece, ...]


class Framed(Pane):
    """A pane with a border, a number, a title and a one-line summary."""

    number = 0

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.active = False
        self.titled = True

    def heading(self) -> list[Piece]:
        """The words in the upper border."""
        raise NotImplementedError

    def words(self, title: str, *parts: Piece | None) -> list[Piece]:
        """A title and what belongs to it, with dots between."""
        palette = self.look.palette
        pieces = [(title, palette.title_on if self.active else palette.title)]
        for part in parts:
            pieces += [(f" {self.look.glyphs.dot} ", palette.dim), part] if part else []
        return pieces

    def only(self, owner: str | None) -> Piece | None:
        """That only one person's rows are shown."""
        return None if owner is None else (f"only {self.look.clean(owner)}", self.look.palette.warn)

    def summary(self) -> list[Piece]:
        """The one line that stands for this panel when it is folded away."""
        return self.heading()

    def frame(self, inside: Sequence[Strip], width: int, height: int, foot: str = "") -> list[Strip]:
        """The lines with a border round them; `inside` lines are `width - 4` cells wide."""
        glyphs, palette = self.look.glyphs, self.look.palette
        # Only the upper edge tells which panel is in use: the sides would cost a repaint of every line.
        border, edge_on = palette.border, palette.border_on if self.active else palette.border
        corner, across = glyphs.corner, glyphs.across
        heading = self.heading()
        # Where a list of tabs names the panel already, the border says only the rest.
        pieces = clipped(heading if self.titled else heading[2:], max(0, width - 6), glyphs.clip)
        rest = max(1, width - 4 - sum(text.width(words) for words, _ in pieces))
        upper = [(f"{corner[0]}{across} ", edge_on), *pieces, (f" {across * (rest - 1)}{corner[1]}", edge_on)]
        foot = text.clip(foot, max(0, width - 6), glyphs.clip)
        rest = width - 2 - (text.width(foot) + 3 if foot else 0)
        words = [(f" {foot} ", palette.dim), (across, border)] if foot else []
        lower = [(corner[2] + across * rest, border), *words, (corner[3], border)]
        lines = [row(upper, width)]
        left, right = Segment(glyphs.upright, border), Segment(glyphs.upright, border)
        blank = Segment(" ")
        empty = row([], width - 4)
        for y in range(max(0, height - 2)):
            body = inside[y] if y < len(inside) else empty
            lines.append(Strip([left, blank, *body, blank, right], width))
        lines.append(row(lower, width))
        return lines[:height]


def clipped(pieces: Iterable[Piece], cells: int, sign: str) -> list[Piece]:
    """The pieces in at most `cells` cells; `sign` shows that something was cut off, unless it was blank."""
    given = list(pieces)
    if sum(text.width(words) for words, _ in given) <= cells:
        return given
    while given and not given[-1][0].rstrip(" "):
        given.pop()
    given[-1:] = [(words.rstrip(" "), style) for words, style in given[-1:]]
    if sum(text.width(words) for words, _ in given) <= cells:
        return given
    kept: list[Piece] = []
    room = max(0, cells - text.width(sign))
    for words, style in given:
        need = text.width(words)
        if need > room:
            kept.append((text.clip(words, room, "") + sign[:cells], style))
            break
        kept.append((words, style))
        room -= need
    return kept


class ListPane(Framed):
    """A framed list with a cursor that stays on its row by the row's key, whatever is loaded around it."""

    stride = 1
    """Places that one step up or down moves the cursor by."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.cursor: int | str | None = None
        self._top = 0
        self._at = 0

    def entries(self, width: int) -> list[Entry]:
        """All lines of the list, each fitting `width` cells; none where the pane is no list."""
        return []

    def columns(self, width: int) -> list[Piece]:
        """Names of the columns, in a line that does not scroll; empty for none."""
        return []

    def keys(self) -> list[int | str]:
        """Keys of the rows that the cursor can stand on, in order."""
        raise NotImplementedError

    def settle(self) -> None:
        """After a load: keep the cursor on its row; if that is gone, on the row that took its place."""
        keys = self.keys()
        if self.cursor in keys:
            self._at = keys.index(self.cursor)
        elif keys:
            self._at = min(self._at, len(keys) - 1)
            self.cursor = keys[self._at]
        else:
            self._at, self.cursor = 0, None
        self.redraw()

    def move(self, step: int) -> None:
        """Move the cursor by rows; it stops at both ends."""
        keys = self.keys()
        if not keys:
            return
        self._at = max(0, min(len(keys) - 1, self._at + step))
        self.cursor = keys[self._at]
        self.redraw()

    def sideways(self, step: int) -> None:
        """Move between columns, where there are any."""

    @property
    def page(self) -> int:
        """Rows that a page key moves."""
        return max(1, self.size.height - 3)

    def rows_in_sight(self) -> dict[int, int | str]:
        """The keys of the rows by the lines of the pane that they stand on."""
        width = max(0, self.size.width - 4)
        first = 1 + bool(self.columns(width))
        part = self.entries(width)[self._top : self._top + max(0, self.size.height - 1 - first)]
        return {first + place: entry.key for place, entry in enumerate(part) if entry.key is not None}

    def point(self, y: int, x: int = 0) -> bool:
        """Put the cursor on the row at line `y` of the pane; False when there is none."""
        key = self.rows_in_sight().get(y)
        if key is None:
            return False
        self.cursor, self._at = key, self.keys().index(key)
        self.redraw()
        return True

    def targets(self) -> list[tuple[int, int]]:
        """A place (column, line) on each row in sight, for `point`; where there is no row, one on the border."""
        return [(2, y) for y in self.rows_in_sight()] or [(1, 0)]

    def in_sight(self, shown: list[Entry], lines: int) -> list[Entry]:
        """The part of the list that fits, scrolled as little as possible to keep the cursor in sight."""
        at = next((i for i, entry in enumerate(shown) if entry.key is not None and entry.key == self.cursor), 0)
        # A heading right above the cursor belongs to it and stays in sight too.
        first = at - 1 if at > 0 and shown[at - 1].key is None else at
        if first < self._top:
            self._top = first
        if at >= self._top + lines:
            self._top = at - lines + 1
        self._top = max(0, min(self._top, len(shown) - lines))
        return shown[self._top : self._top + lines]

    def body(self, width: int, lines: int) -> tuple[list[Strip], str]:
        """The inner lines and the words for the lower border."""
        shown = self.entries(width)
        names = self.columns(width) if any(entry.key is not None for entry in shown) else []
        lines -= bool(names)
        part = self.in_sight(shown, lines)
        over = self.look.palette.cursor if self.active else None
        strips = [
            row(entry.pieces, width, over if entry.key is not None and entry.key == self.cursor else None)
            for entry in part
        ]
        return ([row(names, width)] if names else []) + strips, self.foot(len(shown), lines)

    def foot(self, total: int, lines: int) -> str:
        """How much of the list is out of sight."""
        above, below = self._top, max(0, total - self._top - lines)
        signs = self.look.glyphs
        words = ([f"{above} {signs.above}"] if above else []) + ([f"{below} {signs.below}"] if below else [])
        return "  ".join(words)

    def draw(self, width: int, height: int) -> list[Strip]:
        """The frame with the visible part of the list."""
        inside, foot = self.body(max(0, width - 4), max(0, height - 2))
        return self.frame(inside, width, height, foot)
