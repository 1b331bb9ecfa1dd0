"""The large chart of a metric: its line, its normal range, alarms, masked days and events."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from opscockpit.domain import fmt
from opscockpit.services.metric_views import ChartDay, EventLine, MetricDetail
from opscockpit.ui import charts
from opscockpit.ui.panels.base import ListPane, Piece, clipped, row
from opscockpit.ui.panels.metrics import change_piece, state_piece
from opscockpit.ui.theme import Look

_AXIS = 9
_TWO_NAMES = 72  # cells from which on both names of a metric are shown
_WEEK = 7
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class ChartPane(ListPane):
    """The last days as a line in its band. The cursor stands on a day: left and right a day, up and down a week."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "chart")
        self.detail: MetricDetail | None = None

    def show(self, detail: MetricDetail) -> None:
        """Show this metric; on another metric, or another day of it, the cursor goes to that day.

        The day that is not over has no place in the chart: the cursor then goes to the last day.
        """
        before, self.detail = self.detail, detail
        if before is None or (before.row.id, before.row.day) != (detail.row.id, detail.row.day):
            keys, day = self.keys(), detail.row.day.isoformat() if detail.row.day else None
            self.cursor = day if day in keys else next(reversed(keys), None)
        self.settle()

    def keys(self) -> list[int | str]:
        """Its days."""
        return [day.day.isoformat() for day in self.detail.chart] if self.detail else []

    def selected(self) -> ChartDay | None:
        """The day under the cursor."""
        days = self.detail.chart if self.detail else ()
        return next((day for day in days if day.day.isoformat() == self.cursor), None)

    stride = _WEEK

    def sideways(self, step: int) -> None:
        """Left and right go by days; up and down by weeks."""
        self.move(step)

    def point(self, y: int, x: int = 0) -> bool:
        """Put the cursor on the day under the mouse."""
        keys, cells = self.keys(), self.size.width - 4 - _AXIS - 1
        place = x - 2 - _AXIS - 1
        if not keys or cells < 2 or not 0 <= place < cells:
            return False
        self.cursor = keys[round(place * (len(keys) - 1) / (cells - 1))]
        self.settle()
        return True

    def heading(self) -> list[Piece]:
        """Name, value and change."""
        if self.detail is None:
            return self.words("Reading" + self.look.glyphs.clip)
        shown, look = self.detail.row, self.look
        palette = look.palette
        # On a narrow screen the second name and the day, which the line below says too, give way to the base's day.
        roomy = self.size.width >= _TWO_NAMES
        name = f"{shown.label} {shown.zh}" if roomy else shown.label
        pieces = self.words(look.clean(name))
        pieces += [(f" {look.glyphs.dot} {look.clean(shown.text)} ", palette.strong)]
        pieces += [
            (f"{shown.day_words} " if roomy else "", palette.dim),
            change_piece(look, shown.change, shown.change_sign),
        ]
        against = f" vs {look.clean(shown.base_words)} ({look.clean(shown.base_text)})"
        pieces.append((against if shown.base_words != "no base" else " no base", palette.dim))
        if shown.age:
            old = "just in" if shown.age == "now" else f"{look.clean(shown.age)} old"
            pieces.append((f" {look.glyphs.dot} {old}", palette.dim))
        return [*pieces, (f" {look.glyphs.dot} {look.clean(shown.note)}", palette.warn)] if shown.note else pieces

    def body(self, width: int, lines: int) -> tuple[list[Strip], str]:
        """What the day under the cursor says, then the chart with its marks, dates and events."""
        if self.detail is None or not self.detail.chart:
            return [], ""
        days, cells = self.detail.chart, max(1, width - _AXIS - 1)
        events = self._events(days)
        extra = 1 + bool(events) + (bool(events) and lines >= 10)
        head, high = self._caption(width), max(2, lines - 2 - extra)
        strips = [row(head, width), *self._plot(days, cells, high), self._axis(self._marks(days, cells), width)]
        if events:
            strips.append(self._axis(self._event_marks(days, cells, events), width))
        strips.append(self._axis(self._dates(days, cells), width))
        if events and lines >= 10:
            strips.append(row(self._legend(events, width), width))
        return [strip.adjust_cell_length(width) for strip in strips], f"{len(days)} days"

    def _worded(self, value: float | None) -> str:
        """A value of the metric, short; '' for none."""
        if value is None or self.detail is None:
            return ""
        return self.look.clean(fmt.value(value, self.detail.row.unit, self.detail.currency, short=True))

    def _caption(self, width: int) -> list[Piece]:
        """What is known of the day under the cursor."""
        day, look = self.selected(), self.look
        if day is None:
            return []
        palette = look.palette
        value = self._worded(day.value)
        known = [end for end in (day.low, day.high) if end is not None]
        band = f"normal {self._worded(known[0])} {look.glyphs.dash} {self._worded(known[1])}" if len(known) > 1 else ""
        state = state_piece(look, "masked" if day.masked else day.state)
        pieces = [(f"{day.day:%a %d %b %Y}", palette.heading), ("   ", palette.text)]
        pieces += [(value or "no number", palette.strong if value else palette.dim), ("   ", palette.text), state]
        pieces += [("   " + band, palette.dim)]
        here = [e for e in self.detail.events if e.first <= day.day <= e.last] if self.detail else []
        pieces += [("   " + look.clean(", ".join(e.name for e in here)), palette.accent)] if here else []
        return clipped(pieces, width, look.glyphs.clip)

    def _plot(self, days: Sequence[ChartDay], cells: int, lines: int) -> list[Strip]:
        palette = self.look.palette
        values = tuple(day.value for day in days)
        lows = tuple(None if day.masked else day.low for day in days)
        highs = tuple(None if day.masked else day.high for day in days)
        if all(value is None for value in values):
            return [row([(" " * _AXIS + " no numbers in these days", palette.dim)], cells + _AXIS + 1)] * lines
        line, band = charts.banded(values, lows, highs, cells, lines, self.look.glyphs.braille)
        low, high = charts.band_span(values, lows, highs)
        labels = {0: high, lines - 1: low}
        if lines >= 5:
            labels[lines // 2] = high - (high - low) * (lines // 2) / (lines - 1)
        strips = []
        for y, (over, under) in enumerate(zip(line, band, strict=True)):
            label = self.look.fit(self._worded(labels[y]) if y in labels else "", _AXIS, "right")
            pieces: list[Piece] = [(label + " ", palette.dim)]
            pieces += _layers(over, under, palette.spark, palette.border)
            strips.append(row(pieces, cells + _AXIS + 1))
        return strips

    def _axis(self, pieces: list[Piece], width: int) -> Strip:
        return row([(" " * (_AXIS + 1), self.look.palette.dim), *pieces], width)

    def _marks(self, days: Sequence[ChartDay], cells: int) -> list[Piece]:
        """Under the chart: alarms, watched and masked days."""
        palette, glyphs = self.look.palette, self.look.glyphs
        signs: list[Piece] = [(" ", palette.dim)] * cells
        for place, day in enumerate(days):
            mark = None
            if day.masked:
                mark = ("=" if glyphs.ascii else "╌", palette.dim)
            elif day.state == "alarm":
                mark = (glyphs.alarm, palette.bad)
            elif day.state in ("watch", "drift"):
                mark = ("~", palette.warn)
            first, after = _cell(place, len(days), cells), _cell(place + 1, len(days), cells)
            for at in range(first, max(first + 1, after if day.masked else 0)):
                if mark and at < cells and signs[at][0] != glyphs.alarm:
                    signs[at] = mark
        return signs

    def _events(self, days: Sequence[ChartDay]) -> list[tuple[str, EventLine]]:
        """The events of these days with their letters, newest first where letters run out."""
        assert self.detail is not None
        found = [e for e in self.detail.events if e.last >= days[0].day and e.first <= days[-1].day]
        return list(zip(_LETTERS, found[-len(_LETTERS) :], strict=False))

    def _event_marks(
        self, days: Sequence[ChartDay], cells: int, events: Sequence[tuple[str, EventLine]]
    ) -> list[Piece]:
        palette, glyphs = self.look.palette, self.look.glyphs
        signs: list[Piece] = [(" ", palette.dim)] * cells
        for letter, event in events:
            first, last = (
                _cell(max(0, min(len(days) - 1, (day - days[0].day).days)), len(days), cells)
                for day in (event.first, event.last)
            )
            for at in range(first + 1, last + 1):
                if signs[at][0] == " ":
                    signs[at] = (glyphs.across, palette.dim)
            signs[first] = (letter, palette.accent)
        return signs

    def _dates(self, days: Sequence[ChartDay], cells: int) -> list[Piece]:
        """First days of months and, where there is room, Mondays; the cursor under its day."""
        palette, glyphs = self.look.palette, self.look.glyphs
        line = [" "] * cells
        for place, day in enumerate(days):
            words = f"{day.day:%d %b}".lstrip("0") if day.day.day == 1 else f"{day.day.day}"
            if day.day.day != 1 and day.day.weekday() != 0:
                continue
            at = _cell(place, len(days), cells)
            room = line[max(0, at - 1) : at + len(words) + (6 if day.day.day != 1 and cells < len(days) else 1)]
            if at + len(words) <= cells and all(char == " " for char in room):
                line[at : at + len(words)] = words
        pieces: list[Piece] = [("".join(line), palette.dim)]
        keys = self.keys()
        if self.cursor not in keys:
            return pieces
        at = _cell(keys.index(self.cursor), len(days), cells)
        words = "".join(line)
        return [(words[:at], palette.dim), (glyphs.up, palette.accent), (words[at + 1 :], palette.dim)]

    def _legend(self, events: Sequence[tuple[str, EventLine]], width: int) -> list[Piece]:
        palette, look = self.look.palette, self.look
        pieces: list[Piece] = [(" " * (_AXIS + 1), palette.dim)]
        for letter, event in reversed(events):
            pieces += [(f"{letter} ", palette.accent), (f"{look.clean(event.name)}   ", palette.dim)]
        return clipped(pieces, width, look.glyphs.clip)


def _cell(place: int, count: int, cells: int) -> int:
    """The cell of a chart that a day stands in."""
    return round(place * (cells - 1) / max(1, count - 1))


def _layers(over: str, under: str, line: Style, edge: Style) -> list[Piece]:
    """A line of the chart: the curve, and where it is not, the edges of the band."""
    pieces: list[Piece] = []
    for above, below in zip(over, under, strict=True):
        piece = (above, line) if above not in " \u2800" else (below, edge)
        if pieces and pieces[-1][1] == piece[1]:
            pieces[-1] = (pieces[-1][0] + piece[0], piece[1])
        else:
            pieces.append(piece)
    return pieces
