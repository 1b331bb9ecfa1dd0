"""Which source told of which day, store by store: what is there, not published yet, late, missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from opscockpit.services.metric_views import Coverage, CoverageRow
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

_WORDS = {
    "here": "there", "not_yet": "not published yet", "late": "late", "missing": "missing",
    "closed": "the shop was closed", "none": "before its first day",
}  # fmt: skip
_SOURCE = 18
_HOLES = 4
_WEEKS = 26  # days that must stay in sight beside when their source is expected


class CoverageGrid(ListPane):
    """A line for each source of each store, a sign for each day."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "grid")
        self._stores: tuple[Coverage, ...] = ()
        self._day = 0  # days back from the newest

    def show(self, stores: tuple[Coverage, ...]) -> None:
        """Show these calendars."""
        self._stores = stores
        self.settle()

    def keys(self) -> list[int | str]:
        """Store and source."""
        return [f"{store.store}\n{row.source}" for store in self._stores for row in store.rows]

    def sideways(self, step: int) -> None:
        """Left and right go from day to day."""
        longest = max((len(store.days) for store in self._stores), default=1)
        self._day = max(0, min(longest - 1, self._day - step))
        self.redraw()

    def heading(self) -> list[Piece]:
        """How many days are owed."""
        palette = self.look.palette
        owed = sum(row.holes for store in self._stores for row in store.rows)
        words = (
            (f"{owed} day{'s' if owed != 1 else ''} owed", palette.bad) if owed else ("nothing is owed", palette.good)
        )
        return self.words("Data", words)

    def _days(self, store: Coverage, width: int) -> slice:
        """The days in sight: as many as fit, the newest of them where the cursor is not further back."""
        count = max(
            0, min(len(store.days), (width - 1 - _SOURCE - _HOLES - 1 - self._expected(width)) // _cells(width))
        )
        last = len(store.days) - max(0, min(self._day, len(store.days) - 1) - count + 1)
        return slice(last - count, last)

    def _expected(self, width: int) -> int:
        """Cells for when a source is expected: for the longest of them, or none where that would hide days."""
        longest = max((len(row.expected) for store in self._stores for row in store.rows), default=0) + 2
        return longest if width - 1 - _SOURCE - _HOLES - 1 - longest >= _WEEKS * _cells(width) else 0

    def entries(self, width: int) -> list[Entry]:
        """Each store with its days as a head, and its sources."""
        palette = self.look.palette
        if not any(store.rows for store in self._stores):
            words = "No source has told of anything yet: import a file." if self._stores else "Reading"
            return [Entry(None, ((words, palette.dim),))]
        lines: list[Entry] = []
        for store in self._stores:
            if not store.rows:
                continue
            shown = self._days(store, width)
            days = store.days[shown]
            title = (" " + self.look.fit(store.store, _SOURCE), palette.heading)
            lines += [Entry(None, ()) for _ in range(bool(lines))]
            cells = _cells(width)
            lines.append(Entry(None, (title, (_months(days, cells), palette.dim))))
            # In two cells a day the numbers would touch each other: then only those of Mondays.
            numbers = "".join(f"{day.day if cells > 2 or day.weekday() == 0 else '':>{cells}}" for day in days)
            lines.append(
                Entry(None, ((" " * (_SOURCE + 1), palette.dim), (numbers, palette.dim), (" owed", palette.dim)))
            )
            lines += [Entry(f"{store.store}\n{row.source}", self._line(store, row, shown, width)) for row in store.rows]
        return [*lines, Entry(None, ()), Entry(None, self._legend())]

    def _legend(self) -> tuple[Piece, ...]:
        """What the signs mean."""
        pieces: list[Piece] = [(" ", self.look.palette.dim)]
        for state in ("here", "not_yet", "late", "missing", "closed"):
            sign, style = self._sign(state)
            pieces += [(f"{sign} ", style), (f"{_WORDS[state]}   ", self.look.palette.dim)]
        return tuple(pieces)

    def _line(self, store: Coverage, row: CoverageRow, shown: slice, width: int) -> tuple[Piece, ...]:
        look, palette = self.look, self.look.palette
        here = self.active and self.cursor == f"{store.store}\n{row.source}"
        pieces: list[Piece] = [(look.glyphs.cursor if here else " ", palette.accent)]
        pieces.append((look.fit(row.source, _SOURCE), palette.text))
        states, cells = row.states[shown], _cells(width)
        for place, state in enumerate(states, shown.start):
            sign, style = self._sign(state)
            marked = here and place == len(row.states) - 1 - self._day
            pieces.append((f"{'>' if marked else ' '}{sign}".rjust(cells), palette.accent if marked else style))
        holes = (f"{row.holes:>{_HOLES}}" if row.holes else " " * _HOLES, palette.bad)
        room = self._expected(width)
        return (*pieces, holes, ("  " + look.fit(row.expected, room - 2) if room else "", palette.dim))

    def _sign(self, state: str) -> Piece:
        palette, glyphs = self.look.palette, self.look.glyphs
        return {
            "here": (glyphs.done, palette.good), "not_yet": (glyphs.not_applicable, palette.dim),
            "late": ("L", palette.warn), "missing": (glyphs.missed, palette.bad),
            "closed": (glyphs.skipped, palette.dim),
        }.get(state, (" ", palette.dim))  # fmt: skip

    def foot(self, total: int, lines: int) -> str:
        """What the sign under the cursor means."""
        found = next(
            (
                (store, row)
                for store in self._stores
                for row in store.rows
                if f"{store.store}\n{row.source}" == self.cursor
            ),
            None,
        )
        rest = super().foot(total, lines)
        if found is None or self._day >= len(found[0].days):
            return rest
        store, row = found
        day, state = store.days[-1 - self._day], row.states[-1 - self._day]
        words = f"{self.look.clean(row.source)}  {day:%a %d %b}: {_WORDS.get(state, state)}, "
        words += f"expected {self.look.clean(row.expected)}"
        return f"{words}  {rest}" if rest else words


def _cells(width: int) -> int:
    """Cells that a day takes."""
    return 3 if width >= 1 + _SOURCE + 28 * 3 + _HOLES + 2 else 2


def _months(days: Sequence[date], cells: int) -> str:
    """The names of the months over the days."""
    line = [" "] * (cells * len(days))
    for place, day in enumerate(days):
        if (place == 0 and day.day < 28) or day.day == 1:
            at = cells * place + cells - 1
            words = f"{day:%b}"[: len(line) - at]
            line[at : at + len(words)] = words
    return "".join(line)


class DataPage(Page):
    """The coverage calendar of all stores."""

    id_ = "data"
    actions = Actions(
        (
            Action("left", ("left", "h"), "Left", "A day back; at the left edge older days come in sight.",
                   (), "day", "h l", palette=False, reads=True),
            Action("right", ("right", "l"), "Right", "A day on.", (), "", "l", palette=False, reads=True),
        ),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "left": lambda page: page.grid.sideways(-1),
        "right": lambda page: page.grid.sideways(1),
    }

    def __init__(self, shared: Shared) -> None:
        self.grid = CoverageGrid(shared.look)
        super().__init__(shared, {"grid": self.grid})

    def question(self) -> Callable[[Session], tuple[Coverage, ...]]:
        """The calendars of all stores."""
        return lambda session: session.numbers.coverage()

    def fill(self, answer: tuple[Coverage, ...]) -> None:
        """Show them."""
        self.grid.show(answer)
