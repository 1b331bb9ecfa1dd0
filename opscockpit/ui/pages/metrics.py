"""The Metrics page: every number that the store has lately, against a base that one can change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from opscockpit.services.metric_views import MetricList, MetricRow
from opscockpit.ui import charts
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import numbers
from opscockpit.ui.pages.rows import Col, RowsPane, in_columns
from opscockpit.ui.panels.base import Entry, Piece
from opscockpit.ui.panels.metrics import change_piece, state_piece
from opscockpit.ui.seeking import seek
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

GROUPS = {
    "sales": "Sales", "traffic": "Traffic", "ads": "Advertising", "search": "Search", "service": "Service",
    "own": "Own metrics",
}  # fmt: skip
OFF = ("alarm", "watch", "drift", "late", "missing")
_AGAINST, _SPARK = 4, 9


def _cols(metric: int, against: int, normal: int, past: int, gives_way: int = 0) -> tuple[Col, ...]:
    return (
        Col("metric", metric, stretch=9),
        Col("", 10, stretch=2, drop=8),
        Col("value", 9, right=True),
        Col("change", 10),
        Col("against", against, drop=gives_way),  # the title of the list says it too
        Col("it was", 9, drop=5, right=True),
        Col("state", 8),
        Col("normal", normal, drop=1),
        Col("z", 5, drop=6, right=True),
        Col("past", past, stretch=3, most=28),  # eight weeks in dots
        Col("note", 18, stretch=2, drop=9),
        Col("age", 6, drop=7, right=True),
    )


_NARROW, _WIDE, _WIDEST = _cols(16, 10, 16, 5, 10), _cols(18, 13, 18, 13), _cols(24, 13, 18, 28)


class MetricsList(RowsPane[MetricRow]):
    """All numbers, in groups."""

    title = "Metrics"
    empty = "No numbers yet: import a file, or push one from a script."

    def __init__(self, look: Look) -> None:
        super().__init__(look, "list")
        self.basis_words = ""
        self.only_off = False
        self.cols = _NARROW
        self._all: tuple[MetricRow, ...] = ()
        self._day: date | None = None

    def show(self, found: MetricList) -> None:
        """Show these numbers."""
        self.basis_words, self._all = found.basis_words, found.rows
        self._day = max((row.day for row in found.rows if row.day is not None), default=None)
        self.choose()

    def choose(self) -> None:
        """Show all of them, or only what is off; group by group."""
        order = {name: place for place, name in enumerate(GROUPS)}
        chosen = [row for row in self._all if not self.only_off or row.state in OFF]
        self.fill(sorted(chosen, key=lambda row: order.get(row.group, len(order))))

    def key_of(self, row: MetricRow) -> str:
        """Its id."""
        return row.id

    def group_of(self, row: MetricRow) -> str:
        """Sales, traffic and so on."""
        return GROUPS.get(row.group, row.group)

    def columns(self, width: int) -> list[Piece]:
        """The names of the columns."""
        self._choose_columns(width)
        return super().columns(width)

    def entries(self, width: int) -> list[Entry]:
        """All numbers, group by group."""
        self._choose_columns(width)
        return super().entries(width)

    def _choose_columns(self, width: int) -> None:
        self.cols = _WIDEST if width >= 170 else _WIDE if width >= 112 else _NARROW

    def heading(self) -> list[Piece]:
        """How many, against what, and how many ring."""
        palette = self.look.palette
        loud = sum(row.state == "alarm" for row in self._all)
        off = (f"only what is off: {len(self.rows)}", palette.warn) if self.only_off else None
        alarms = (f"{loud} alarm{'s' if loud > 1 else ''}", palette.bad) if loud else None
        day = (f"{self._day:%a %d %b}", palette.dim) if self._day else None
        against = (self.look.clean(self.basis_words), palette.accent) if self.basis_words else None
        return self.words(self.title, (str(len(self._all)), palette.dim), day, against, alarms, off)

    def values(self, row: MetricRow) -> Sequence[Piece]:
        """What a number says, column by column; the recent past is drawn by `pieces`."""
        palette = self.look.palette
        z = "" if row.z is None else f"{row.z:.1f}"
        known = row.value is not None and row.state not in ("late", "missing", "not_yet")
        return (
            (row.label, palette.text),
            (row.zh, palette.dim),
            (row.text, palette.strong if known else palette.dim),
            change_piece(self.look, row.change, row.change_sign),
            (row.base_words, palette.dim),
            (row.base_text if row.base_words != "no base" else "", palette.dim),
            state_piece(self.look, row.state),
            (row.band, palette.dim),
            (z if self.look.glyphs.ascii else z.replace("-", "−"), palette.dim),
            ("", palette.spark),
            (row.note or ("" if row.day == self._day else f"of {row.day_words}"), palette.dim),
            (row.age, palette.dim),
        )

    def pieces(self, row: MetricRow, cells: Sequence[int], width: int) -> list[Piece]:
        """The line, with as much of the recent past as its column carries."""
        values = list(self.values(row))
        if cells[_AGAINST] < len(row.base_words):
            values[_AGAINST] = (row.base_words[:-3], self.look.palette.dim)  # without the year
        room, look = cells[_SPARK], self.look
        series = row.series[-room * 2 :] if look.glyphs.braille else row.series[-room:]
        if room and any(value is not None for value in series):
            drawn = charts.dots(series, room) if look.glyphs.braille else charts.spark(series, room, look.glyphs.blocks)
            values[_SPARK] = (drawn, look.palette.spark)
        return in_columns(look, self.cols, values, cells)


def _open(page: Metrics) -> None:
    if page.list.cursor is not None:
        page.go("metric", str(page.list.cursor))


def _find(page: Metrics) -> None:
    def go(value: object) -> None:
        page.list.only_off = False
        page.list.choose()
        page.list.cursor = str(value)
        page.list.settle()

    choices = [Choice(f"{row.label}  {row.zh}", row.id, row.id) for row in page.list.rows]
    seek(page, "Find a number", choices, go)


def _only_off(page: Metrics) -> None:
    page.list.only_off = not page.list.only_off
    page.list.choose()


def _task(page: Metrics) -> None:
    row = page.list.selected()
    if row is not None:
        numbers.metric_task(page, row.id, row)


class Metrics(Page):
    """All numbers as a list."""

    id_ = "metrics"
    actions = Actions(
        (
            Action("open", ("enter",), "Open the number", "Chart with normal range, parts, what moved it, clues.",
                   (), "open", "enter", reads=True),
            *numbers.NUMBER_ACTIONS,
            Action("off", ("w",), "Only what is off", "Alarms, watched, drifting, late, missing; again for all.",
                   (), "only off", "w", reads=True),
            Action("find", ("slash", "f5"), "Find", "Go to a number by a part of its name.", (), "find", "/",
                   reads=True),
        ),
        ("find",),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "open": _open,
        "explain": lambda page: numbers.explain(page, page.list.selected()),
        "meaning": lambda page: numbers.meaning(page, page.list.cursor),
        "basis": numbers.next_basis,
        "bases": numbers.choose_basis,
        "off": _only_off,
        "find": _find,
        "task": _task,
    }

    def __init__(self, shared: Shared) -> None:
        self.list = MetricsList(shared.look)
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], MetricList]:
        """All metrics against the chosen base."""
        basis = numbers.basis_of(self)
        return lambda session: session.numbers.metrics(basis)

    def fill(self, answer: MetricList) -> None:
        """Show them."""
        self.list.show(answer)
