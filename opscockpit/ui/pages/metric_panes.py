"""The parts of one metric opened, beside its chart: what moved it, its parts, and the clues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opscockpit.services.metric_views import Clue, Drill, DrillRow, EffectTable, MetricDetail
from opscockpit.ui.pages.rows import Col, RowsPane, in_columns, widths, wrapped
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look


class PartsPane(RowsPane[DrillRow]):
    """The metric by channel, product, buyer or hour, the largest change first."""

    empty = "Not known in parts."
    cols = (
        Col("", 18, stretch=3),
        Col("value", 9, right=True),
        Col("it was", 9, right=True, drop=1),
        Col("change", 10, right=True),
        Col("", 4, stretch=1, drop=2),
    )

    def __init__(self, look: Look) -> None:
        super().__init__(look, "parts")
        self._drills: tuple[Drill, ...] = ()
        self._by = ""

    def show(self, drills: tuple[Drill, ...]) -> None:
        """Show these drill-downs; the one looked at stays."""
        self._drills = drills
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
        for drill in self._drills:
            style = palette.accent if drill is chosen else palette.text if drill.rows else palette.dim
            pieces.append((f" {drill.by}", style))
        return pieces

    def values(self, row: DrillRow) -> Sequence[Piece]:
        """What a part says, with a bar for its share of the largest change."""
        palette = self.look.palette
        style = palette.up if (row.delta or 0) > 0 else palette.down if (row.delta or 0) < 0 else palette.dim
        note = f"{row.name} ({row.note})" if row.note else row.name
        return (
            (note, palette.text), (row.text, palette.strong), (row.base_text, palette.dim), (row.delta_text, style),
            ("", style),
        )  # fmt: skip

    def pieces(self, row: DrillRow, cells: Sequence[int], width: int) -> list[Piece]:
        """The line with its bar."""
        values = list(self.values(row))
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
        """The lines; those of one piece are broken where they are too long."""
        found = []
        for line in self._lines_wide:
            if len(line) == 1:
                found += [Entry(None, ((part, line[0][1]),)) for part in wrapped(line[0][0], width) or [""]]
            else:
                found.append(Entry(None, tuple(line)))
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


class WhyPane(TextPane):
    """Formula, what moved it as a waterfall, the normal range, and where the numbers come from."""

    title = "Why"

    def __init__(self, look: Look) -> None:
        super().__init__(look, "why")
        self._detail: MetricDetail | None = None

    def show(self, detail: MetricDetail) -> None:
        """Show this metric."""
        before, self._detail = self._detail, detail
        top = self._top if before is not None and before.row.id == detail.row.id else 0
        self.tell(self._told(detail))
        self._top = top
        self.redraw()

    def _told(self, detail: MetricDetail) -> list[list[Piece]]:
        palette, look = self.look.palette, self.look
        lines: list[list[Piece]] = []
        for table in detail.tables:
            lines += [*self._waterfall(table), []]
        lines += [[(look.clean(words), palette.text)] for words in detail.range_lines]
        lines += [[], [(f"= {look.clean(detail.formula)}", palette.dim)]]
        lines += [[(f"  {look.clean(name):<20} {look.clean(words):>14}", palette.dim)] for name, words in detail.counts]
        lines += [[], *([(look.clean(words), palette.dim)] for words in detail.source_lines)]
        return lines

    def _waterfall(self, table: EffectTable) -> list[list[Piece]]:
        palette, look = self.look.palette, self.look
        most = max((abs(effect.value) for effect in table.effects), default=0)
        lines: list[list[Piece]] = [[(look.clean(table.title), palette.heading)]]
        for effect in table.effects:
            style = palette.up if effect.value > 0 else palette.down if effect.value < 0 else palette.dim
            words = look.fit(effect.label, 22) + look.fit(effect.text, 12, "right") + " "
            lines.append([(words, palette.text), (bar(look, abs(effect.value), most, 16), style)])
        lines.append([(look.fit("together", 22) + look.fit(table.total, 12, "right"), palette.strong)])
        return [*lines, [(look.clean(table.sentence), palette.text)]] if table.sentence else lines


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
