"""The parts of one metric opened, beside its chart: what moved it, its parts, and the clues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opscockpit.services.metric_views import Clue, Drill, DrillRow, EffectTable, MetricDetail
from opscockpit.services.number_views import Behind
from opscockpit.ui import text
from opscockpit.ui.pages.rows import Col, RowsPane, in_columns, widths, wrapped
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look

_PLAIN = (
    Col("", 18, stretch=3),
    Col("value", 9, right=True),
    Col("it was", 9, right=True, drop=1),
    Col("change", 10, right=True),
    Col("", 4, stretch=1, drop=2, most=40),
)
_WORTH = (*_PLAIN[:-1], Col("of the bar", 10, right=True, drop=3), _PLAIN[-1])
_ALONE = (Col("", 12), Col("value", 11, right=True), Col("", 10, stretch=1))
"""Columns of rows that are compared with nothing, as single orders."""


class PartsPane(RowsPane[DrillRow]):
    """The metric by channel, product, buyer or hour, the largest change first; or the rows behind one bar."""

    empty = "Not known in parts."

    def __init__(self, look: Look) -> None:
        super().__init__(look, "parts")
        self._drills: tuple[Drill, ...] = ()
        self._by = ""
        self.behind: Behind | None = None
        """The bar whose rows are shown; None: those of the metric itself."""

    def show(self, drills: tuple[Drill, ...]) -> None:
        """Show these drill-downs; the one looked at stays."""
        self._drills, self.behind = drills, None
        self.choose(0)

    def open_bar(self, found: Behind) -> None:
        """Show the rows behind a bar, by whatever there are rows of."""
        self._drills = tuple(drill for drill in found.drills if drill.rows) or found.drills
        self.behind, self._by = found, found.by
        self.cursor = None
        self.choose(0)

    @property
    def _drill(self) -> Drill | None:
        chosen = next((drill for drill in self._drills if drill.by == self._by), None)
        return chosen or next(iter(self._drills), None)

    def choose(self, step: int) -> None:
        """The next or the previous drill-down."""
        drill = self._drill
        if drill is not None:
            drill = self._drills[(self._drills.index(drill) + step) % len(self._drills)]
            self._by = drill.by
        rows = drill.rows if drill else ()
        self.cols = _PLAIN if any(each.base is not None for each in rows) else _ALONE
        self.cols = _WORTH if any(each.worth for each in rows) else self.cols
        self.fill(drill.rows if drill else ())

    def sideways(self, step: int) -> None:
        """Left and right go from one drill-down to the next."""
        self.choose(step)

    def key_of(self, row: DrillRow) -> str:
        """Its name."""
        return row.name

    def heading(self) -> list[Piece]:
        """All drill-downs, the one shown marked."""
        palette, chosen = self.look.palette, self._drill
        pieces = self.words("By")
        if self.behind is not None:
            bar = f"{self.look.clean(self.behind.label)} {self.look.clean(self.behind.effect)}"
            pieces = [*self.words("Behind"), (f" {bar}", palette.strong), (", by", palette.dim)]
        for drill in self._drills:
            style = palette.accent if drill is chosen else palette.text if drill.rows else palette.dim
            pieces.append((f" {drill.by}", style))
        return pieces

    def values(self, row: DrillRow) -> Sequence[Piece]:
        """What a part says, with a bar for its share of the largest change."""
        palette = self.look.palette
        style = palette.up if (row.delta or 0) > 0 else palette.down if (row.delta or 0) < 0 else palette.dim
        if self.cols is _ALONE:
            return (row.name, palette.text), (row.text, palette.strong), (row.note, palette.dim)
        note = f"{row.name} ({row.note})" if row.note else row.name
        worth = [(row.worth, palette.text)] if self.cols is _WORTH else []
        return (
            (note, palette.text), (row.text, palette.strong), (row.base_text, palette.dim), (row.delta_text, style),
            *worth, ("", style),
        )  # fmt: skip

    def told(self) -> tuple[str, ...]:
        """All of the row under the cursor, uncut."""
        found = self.selected()
        if found is None:
            return ()
        lines = [found.name, found.note, "", f"value     {found.text}"]
        if found.base_text and found.base is not None:
            lines += [f"it was    {found.base_text}", f"change    {found.delta_text}"]
        if found.worth and self.behind is not None:
            lines.append(f"carries   {found.worth} of {self.behind.label} {self.behind.effect}")
        return tuple(lines)

    def pieces(self, row: DrillRow, cells: Sequence[int], width: int) -> list[Piece]:
        """The line with its bar."""
        values = list(self.values(row))
        if self.cols is _ALONE:
            return in_columns(self.look, self.cols, values, cells)
        most = max((abs(each.delta or 0) for each in self.rows), default=0)
        values[-1] = (bar(self.look, abs(row.delta or 0), most, cells[-1]), values[-1][1])
        return in_columns(self.look, self.cols, values, cells)

    def entries(self, width: int) -> list[Entry]:
        """The parts, then what they do not add up to."""
        drill = self._drill
        if drill is None or not drill.rows:
            note = drill.note if drill and drill.note else self.empty
            return [Entry(None, ((self.look.clean(note), self.look.palette.dim),))]
        rest = [words for words in (drill.residual, drill.note) if words]
        return [
            *super().entries(width),
            *(Entry(None, ((" " + self.look.clean(w), self.look.palette.warn),)) for w in rest),
        ]


def bar(look: Look, size: float, most: float, cells: int) -> str:
    """A bar of at most `cells` cells; the largest fills them."""
    full = "#" if look.glyphs.ascii else "█"
    return full * max(1, round(size / most * cells)) if size and most and cells else ""


class TextPane(ListPane):
    """Lines to read; up and down scroll."""

    title = ""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._lines_wide: list[list[Piece]] = []

    def heading(self) -> list[Piece]:
        """The title."""
        return self.words(self.title)

    def keys(self) -> list[int | str]:
        """None: there is nothing to stand on."""
        return []

    def tell(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show these lines."""
        self._lines_wide = [list(line) for line in lines]
        self._top = 0
        self.redraw()

    def entries(self, width: int) -> list[Entry]:
        """The lines; words, and words after a label, are broken where they are too long."""
        found = []
        for line in self._lines_wide:
            if not 1 <= len(line) <= 2:
                found.append(Entry(None, tuple(line)))
                continue
            label, (words, style) = line[:-1], line[-1]
            room = text.width("".join(named for named, _ in label))
            for place, part in enumerate(wrapped(words, max(10, width - room))):
                start = label if place == 0 else [(" " * room, style)] if room else []
                found.append(Entry(None, (*start, (part, style))))
        return found

    def move(self, step: int) -> None:
        """Scroll."""
        lines = max(1, self.size.height - 2)
        last = max(0, len(self.entries(max(1, self.size.width - 4))) - lines)
        self._top = max(0, min(last, self._top + step))
        self.redraw()

    def in_sight(self, shown: list[Entry], lines: int) -> list[Entry]:
        """The part scrolled to."""
        self._top = max(0, min(self._top, len(shown) - lines))
        return shown[self._top : self._top + lines]


class WhyPane(ListPane):
    """What moved the metric as a waterfall, its normal range, its formula, and where the numbers come from.

    The cursor walks the bars; below the last one it scrolls the text.
    """

    def __init__(self, look: Look) -> None:
        super().__init__(look, "why")
        self._detail: MetricDetail | None = None
        self._past = 0  # lines scrolled beyond the last bar

    def show(self, detail: MetricDetail) -> None:
        """Show this metric."""
        if self._detail is None or self._detail.row.id != detail.row.id:
            self._past, self.cursor = 0, None
        self._detail = detail
        self.settle()

    def heading(self) -> list[Piece]:
        """The title."""
        return self.words("Why")

    def keys(self) -> list[int | str]:
        """The bars, and below each waterfall its sum."""
        tables = self._detail.tables if self._detail else ()
        return [f"{n}:{name}" for n, table in enumerate(tables) for name in (*(e.name for e in table.effects), "")]

    def factor(self) -> str | None:
        """The factor of the bar under the cursor; '' for the sum of all; None where there is no bar."""
        return None if self.cursor is None else str(self.cursor).partition(":")[2]

    def move(self, step: int) -> None:
        """From bar to bar; beyond the last one through the text."""
        keys = self.keys()
        if step < 0 and self._past:
            self._past = max(0, self._past + step)
        elif step > 0 and (not keys or self.cursor == keys[-1]):
            self._past += step
        else:
            super().move(step)
            return
        self.redraw()

    def in_sight(self, shown: list[Entry], lines: int) -> list[Entry]:
        """The part with the bar under the cursor, or further down as far as was scrolled."""
        super().in_sight(shown, lines)
        if self.cursor is None or self.cursor == next(iter(self.keys()), None):
            self._top = 0
        self._past = max(0, min(self._past, len(shown) - lines - self._top))
        self._top += self._past
        return shown[self._top : self._top + lines]

    def entries(self, width: int) -> list[Entry]:
        """The waterfalls, then the text, its long lines broken."""
        if self._detail is None:
            return []
        palette, look, detail = self.look.palette, self.look, self._detail
        found: list[Entry] = []
        for place, table in enumerate(detail.tables):
            found += [*self._waterfall(place, table, width), Entry(None, ())]
        rest: list[Piece] = [(words, palette.text) for words in detail.range_lines]
        rest += [("", palette.dim), (f"= {detail.formula}", palette.dim)]
        rest += [
            (f"  {look.fit(name, 20)} {look.fit(words, 14, 'right')}", palette.dim) for name, words in detail.counts
        ]
        rest += [("", palette.dim), *((words, palette.dim) for words in detail.source_lines)]
        return [*found, *self._said(rest, width)]

    def _said(self, lines: Sequence[Piece], width: int) -> list[Entry]:
        return [
            Entry(None, ((part, style),))
            for words, style in lines
            for part in wrapped(self.look.clean(words), width) or [""]
        ]

    def _waterfall(self, place: int, table: EffectTable, width: int) -> list[Entry]:
        palette, look = self.look.palette, self.look
        most = max((abs(effect.value) for effect in table.effects), default=0)
        lines = self._said([(table.title, palette.heading)], width)
        name = max(12, min(28, width - 12 - 3 - 10))
        room = max(4, min(24, width - name - 12 - 3))
        for effect in table.effects:
            style = palette.up if effect.value > 0 else palette.down if effect.value < 0 else palette.dim
            words = look.fit(effect.label, name) + look.fit(effect.text, 12, "right") + " "
            lines.append(
                self._bar(
                    place, effect.name, [(words, palette.text), (bar(look, abs(effect.value), most, room), style)]
                )
            )
            lines += self._said([("  " + effect.note, palette.dim)], width) if effect.note else []
        total = look.fit("together", name) + look.fit(table.total, 12, "right")
        lines.append(self._bar(place, "", [(total, palette.strong)]))
        quiet = palette.warn if table.sentence.startswith("quiet") else palette.text
        return [*lines, *self._said([(table.sentence, quiet)], width)] if table.sentence else lines

    def _bar(self, place: int, name: str, pieces: Sequence[Piece]) -> Entry:
        key = f"{place}:{name}"
        sign = self.look.glyphs.cursor if self.active and key == self.cursor else " "
        return Entry(key, ((sign, self.look.palette.accent), *pieces))


class CluesPane(RowsPane[Clue]):
    """What else changed on the day or just before it."""

    title = "Clues"
    empty = "Nothing else is known to have changed in the week before."
    cols = (Col("", 13), Col("", 8), Col("", 10, stretch=1))

    def __init__(self, look: Look) -> None:
        super().__init__(look, "clues")
        self.day: date | None = None

    def show(self, clues: Sequence[Clue], day: date | None) -> None:
        """Show the clues of a day."""
        self.day = day
        self.fill(clues)

    def heading(self) -> list[Piece]:
        """Of which day."""
        palette = self.look.palette
        when = (f"{self.day:%a %d %b} and before", palette.dim) if self.day else None
        return self.words("What else changed", when)

    def key_of(self, row: Clue) -> str:
        """Its words."""
        return f"{row.day} {row.kind} {row.text}"

    def values(self, row: Clue) -> Sequence[Piece]:
        """When, what kind, and what."""
        palette = self.look.palette
        when = "same day" if row.offset == 0 else f"{-row.offset} day{'s' if row.offset != -1 else ''} before"
        kind = (row.kind, palette.accent if row.kind in ("event", "restated") else palette.dim)
        return (when, palette.text if row.offset == 0 else palette.dim), kind, (row.text, palette.text)

    def entries(self, width: int) -> list[Entry]:
        """A clue on as many lines as it needs: a clipped clue is none."""
        if not self.rows:
            return super().entries(width)
        cells, lines = widths(self.cols, width - 1), []
        for found in self.rows:
            key = self.key_of(found)
            sign = self.look.glyphs.cursor if self.active and key == self.cursor else " "
            words = wrapped(self.look.clean(found.text), cells[2])
            values = list(self.values(found))
            first = in_columns(self.look, self.cols, (*values[:2], (words[0], values[2][1])), cells)
            lines.append(Entry(key, ((sign, self.look.palette.accent), *first)))
            indent = " " * (width - cells[2])
            lines += [Entry(None, ((indent + part, values[2][1]),)) for part in words[1:]]
        return lines
