"""Panel 2: the numbers, each with its direction, its recent past and how normal it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.strip import Strip
from textual.timer import Timer

from opscockpit.domain import fmt
from opscockpit.services.views import MetricLine, TodayView
from opscockpit.ui import charts, text
from opscockpit.ui.pages.rows import told
from opscockpit.ui.panels.base import Entry, ListPane, Piece, row
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.services.number_views import Beside, BesideLine

STATE_WORDS = {
    "normal": "normal", "watch": "watch", "alarm": "alarm", "drift": "drift", "learning": "learning",
    "few_days": "few days", "masked": "masked", "not_yet": "not yet", "late": "late", "missing": "no data",
    "closed": "closed",
}  # fmt: skip
"""A word for each of views.METRIC_STATES."""

OLD = ("late", "missing", "not_yet")
"""States of a number that stands for a newer one that is not there: it stays, dimmed, with the reason."""

_EMPTY = (
    "No numbers yet: import files (opscockpit import), or {snapshot} to type what the platform shows. "
    "{page_data} shows which days are known."
)

_CHART_LINES = 4
_ROOMY_CHART = 9
"""Lines from which on there is room for a second chart."""
_REST_SECONDS = 0.4


def change_piece(look: Look, change: str, sign: int) -> Piece:
    """A change with its direction, in the colour of the direction."""
    palette, glyphs = look.palette, look.glyphs
    if not change:
        return "", palette.dim
    arrow = {1: glyphs.up, -1: glyphs.down}.get(sign, " ")
    return f"{arrow} {look.clean(change)}", {1: palette.up, -1: palette.down}.get(sign, palette.dim)


def state_piece(look: Look, state: str) -> Piece:
    """One of views.METRIC_STATES in a word, in the colour of its urgency."""
    palette = look.palette
    word = STATE_WORDS.get(state, state)
    if state == "alarm":
        return f"{look.glyphs.alarm} {word}", palette.bad
    styles = {"watch": palette.warn, "drift": palette.warn, "late": palette.warn, "normal": palette.good}
    return word, styles.get(state, palette.dim)


class MetricsPanel(ListPane):
    """The table of numbers; where there is room, also a chart of the one under the cursor."""

    number = 2

    def __init__(self, look: Look) -> None:
        super().__init__(look, "metrics")
        self._all: tuple[MetricLine, ...] = ()
        self._title = ""
        self._beside: dict[str, BesideLine] = {}
        self._against = ""
        self._charted: MetricLine | None = None
        self._charts: tuple[MetricLine, ...] = ()
        self._store: int | None = None
        self._pause: Timer | None = None

    def show(self, view: TodayView) -> None:
        """Show this view."""
        self._all, self._title = view.metrics, view.metrics_title
        self.settle()
        if self._charted is not None and self._store != view.header.store.id:
            self.draw_charts()
        self._store = view.header.store.id

    def show_beside(self, found: Beside | None) -> None:
        """Hold the numbers against a chosen base; None for the median of like days."""
        self._against = found.words if found else ""
        self._beside = {line.metric: line for line in found.lines} if found else {}
        self.redraw()

    def draw_charts(self) -> None:
        """Draw the chart of the metric under the cursor, where there is room for one.

        New numbers alone do not move it: a history changes little in a minute and costs half a kilobyte to repaint.
        """
        self._charted = chosen = self.selected()
        at = self._all.index(chosen) if chosen is not None else 0
        after = (line for line in (*self._all[at + 1 :], *self._all[:at]) if line.series)
        self._charts = () if chosen is None else (chosen, *after)
        self.redraw()

    def move(self, step: int) -> None:
        """Move the cursor; the chart follows when it comes to rest, so that passing by costs one line."""
        super().move(step)
        if self._charted is None:
            return
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_REST_SECONDS, self.draw_charts)

    def keys(self) -> list[int | str]:
        """Ids of the metrics, in the order shown."""
        return [line.id for line in self._all]

    def selected(self) -> MetricLine | None:
        """The metric under the cursor."""
        return next((line for line in self._all if line.id == self.cursor), None)

    def heading(self) -> list[Piece]:
        """Title and what is compared with what."""
        palette, title = self.look.palette, self.look.clean(self._title)
        if not self._against:
            return self.words("2 Metrics", (title, palette.dim))
        return self.words(
            "2 Metrics",
            (self.look.clean(self._against), palette.accent),
            (title.partition(" vs ")[0].rstrip(" ·|"), palette.dim),
        )

    def summary(self) -> list[Piece]:
        """The alarms, or the first numbers."""
        palette = self.look.palette
        loud = [line for line in self._all if line.state == "alarm"]
        alarms = (f"{len(loud)} alarm{'s' if len(loud) > 1 else ''}", palette.bad) if loud else None
        pieces = self.words("2 Metrics", alarms)
        for line in (loud or list(self._all))[:3]:
            label = f"   {self.look.clean(line.label)} {self.look.clean(line.text)} "
            moved = self._beside.get(line.id) or line
            pieces += [(label, palette.text), change_piece(self.look, moved.change, moved.change_sign)]
        return pieces

    def entries(self, width: int) -> list[Entry]:
        """One line for each metric."""
        if not self._all:
            return told(self.look, self.keyed(_EMPTY), width)
        return [Entry(line.id, self._line(line, width)) for line in self._all]

    def _line(self, line: MetricLine, width: int) -> tuple[Piece, ...]:
        look, palette, glyphs = self.look, self.look.palette, self.look.glyphs
        here = self.active and line.id == self.cursor
        roomy = width >= 100
        label_cells, value_cells = (17, 12) if width >= 76 else (14, 9) if width >= 62 else (12, 9)
        other = self._beside.get(line.id)
        moved = other or line
        change, change_style = change_piece(self.look, moved.change, moved.change_sign)
        known = line.value is not None and line.state not in OLD
        left: list[Piece] = [
            (glyphs.cursor if here else " ", palette.accent),
            (look.fit(line.label, label_cells), palette.text),
            (look.fit(line.text, value_cells, "right"), palette.strong if known else palette.dim),
            (" " + look.fit(change, 9), change_style),
        ]
        state, state_style = state_piece(self.look, line.state)
        right: list[Piece] = [(" " + look.fit(state, 9), state_style)]
        if roomy:
            base = (other.base, 13) if other else (line.base, 11)
            right += [(" " + look.fit(*base), palette.dim), (" " + look.fit(line.age, 8, "right"), palette.dim)]
        if width >= 58:
            # A number that is not of today up to now says its day at every width.
            day = line.note.removeprefix("data to ") if line.base.endswith("s") and not roomy else ""
            beside = f"pace {line.pace}" if line.pace else day
            if other and not roomy:
                beside = other.base_short
            left.append((" " + look.fit(beside, 10), palette.dim))
        used = sum(text.width(words) for words, _ in (*left, *right))
        room = max(0, width - used)
        return (*left, *self._middle(line, room), *right)

    def _middle(self, line: MetricLine, room: int) -> list[Piece]:
        """Recent past, or the reason why there is no number; where there is room, both."""
        look, palette = self.look, self.look.palette
        if not any(value is not None for value in line.series):
            return [(" " + look.fit(line.note, room - 1), palette.dim)] if room > 1 else []
        longest = max(len(each.series) for each in self._all)
        enough = (longest + 1) // 2 if look.glyphs.braille else longest
        cells = max(0, min(enough, room - (24 if room >= 40 else 2)))
        drawn = (
            charts.dots(line.series, cells)
            if look.glyphs.braille
            else charts.spark(line.series[-cells:] if cells else (), cells, look.glyphs.blocks)
        )
        pieces: list[Piece] = [(" " + drawn + " ", palette.spark)] if cells else []
        rest = room - (cells + 2 if cells else 0)
        if rest > 1:
            pieces.append((" " + look.fit(line.note, rest - 1), palette.dim))
        return pieces

    def body(self, width: int, lines: int) -> tuple[list[Strip], str]:
        """The table and, below it, charts: of the chosen metric and, where there is room, of those after it."""
        spare = lines - len(self._all)
        if self._charted is None or spare < _CHART_LINES + 1:
            return super().body(width, lines)
        strips, foot = super().body(width, len(self._all))
        count = max(1, min(len(self._charts), spare // _ROOMY_CHART))
        for place, line in enumerate(self._charts[:count]):
            strips += self._chart(line, width, spare * (place + 1) // count - spare * place // count)
        return strips, foot

    def _chart(self, line: MetricLine, width: int, lines: int) -> list[Strip]:
        look, palette = self.look, self.look.palette
        known = [value for value in line.series if value is not None]
        label = 9
        airy = lines > _CHART_LINES + 2
        drawn = charts.chart(line.series, max(1, width - label - 1), lines - 1 - airy, look.glyphs.braille)
        ends = (max(known), min(known)) if known else ()
        top, bottom = [look.clean(fmt.value(end, line.unit, line.currency, short=True)) for end in ends] or ("", "")
        words = f"{look.clean(line.label)} {look.glyphs.dot} last {len(line.series)} days"
        words += "" if known else ": no number yet"
        strips = [*([row([], width)] if airy else []), row([(words, palette.heading)], width)]
        for place, dots in enumerate(drawn):
            mark = top if place == 0 else bottom if place == len(drawn) - 1 else ""
            strips.append(row([(look.fit(mark, label, "right") + " ", palette.dim), (dots, palette.spark)], width))
        return strips
