"""Numbers by hand: a fast grid of the last days, for what no export gives; checked before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual.timer import Timer

from opscockpit.services.team_views import GridCell, GridRow, GridView, Saved
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import head_of, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.rows import About, Col, RowsPane
from opscockpit.ui.pages.team import TeamPage
from opscockpit.ui.panels.base import Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

TITLE = "Numbers by hand"
"""The name under which typed numbers are kept until they are saved."""

_DAYS, _MANY_DAYS, _WIDE = 7, 14, 150
"""So many days, and so many on a terminal of so many cells."""

_LONGEST = 14
_REST_SECONDS = 0.8
_MARKS = {"full_stop": ".", ".": ".", "comma": ",", ",": ","}

OWN = (
    Action("down", ("enter", "down", "j"), "Next number", "Down the column; digits go into the cell.",
           ("list",), "next", "enter", palette=False, reads=True),
    Action("left", ("left", "h"), "The day before", "A column to the left.", ("list",), "day",
           "left right", palette=False, reads=True),
    Action("right", ("right", "l"), "The day after", "A column to the right.", ("list",), "", "right l",
           palette=False, reads=True),
    Action("save", ("d", "f8", "ctrl+o"), "Save", "Check what was typed against the normal range, and keep it.",
           (), "save", "d"),
    Action("clear", ("minus",), "Empty the cell", "Forget what was typed into it.", ("list",), "", "-"),
    Action("more", ("a",), "Another number", "Add a row for a number that is not in the grid.", (), "row", "a"),
    Action("earlier", ("b",), "Earlier days", "Those before.", (), "", "b", reads=True),
    Action("later", ("i",), "The last days", "Back to today.", (), "", "i", reads=True),
)  # fmt: skip


class GridPane(RowsPane[GridRow]):
    """A row for each number, a column for each day."""

    title = TITLE
    empty = "No numbers here: {more} adds one."
    about_lines = 3

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.days: tuple[date, ...] = ()
        self.at = _MANY_DAYS
        self.typed: dict[tuple[str, date], str] = {}

    def show(self, grid: GridView) -> None:
        """Show these days."""
        self.days, self.at = grid.days, min(self.at, len(grid.days) - 1)
        self.cols = (Col("", 12, stretch=1), *(Col(f"{day:%a %d}", 8, right=True) for day in grid.days))
        self.fill(grid.rows)

    def key_of(self, row: GridRow) -> str:
        """The measure."""
        return row.measure

    def heading(self) -> list[Piece]:
        """How much was typed and is not kept yet."""
        count = len(self.typed)
        typed = f"{count} typed, {self.key_of_action('save')} saves"
        return self.words(self.title, (typed, self.look.palette.warn) if count else None)

    def values(self, row: GridRow) -> Sequence[Piece]:
        """The number of each day; what comes from files is pale."""
        here = row.measure == self.cursor
        return [
            (row.label, self.look.palette.text),
            *(self._cell(row, cell, here and place == self.at) for place, cell in enumerate(row.cells)),
        ]

    def _cell(self, row: GridRow, cell: GridCell, here: bool) -> Piece:
        palette, glyphs = self.look.palette, self.look.glyphs
        typed = self.typed.get((row.measure, cell.day))
        words = typed if typed is not None else cell.text or glyphs.dash
        style = palette.accent if typed is not None else palette.text if cell.typed and cell.text else palette.dim
        return (glyphs.cursor + words if here else words, palette.strong if here and typed is None else style)

    def cell(self) -> tuple[GridRow, GridCell] | None:
        """The number and the day under the cursor."""
        row = self.selected()
        return (row, row.cells[self.at]) if row is not None else None

    def sideways(self, step: int) -> None:
        """Another day."""
        self.at = max(0, min(len(self.days) - 1, self.at + step))
        self.redraw()

    def about(self, row: GridRow) -> Sequence[About]:
        """Which number this is, and where it comes from."""
        cell = row.cells[self.at]
        unit = {"money": "money in the store's currency", "count": "a count"}.get(row.unit, "a number with decimals")
        source = (
            "typed or pushed" if cell.source == "reading" else f"from {cell.source}" if cell.source else "not known"
        )
        return (
            ("number", f"{row.label} on {cell.day:%a %d %b}: {unit}, {source}", "text"),
            ("typing", "Full-width digits count. Empty stays unknown; 0 is a true zero.", "dim"),
        )


class GridPage(TeamPage):
    """The grid."""

    id_ = "grid"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the grid"}

    def __init__(self, shared: Shared) -> None:
        self.list = GridPane(shared.look, "list")
        self.more: tuple[str, ...] = ()
        self.last: date | None = None
        self._rest: Timer | None = None
        self._restored = False
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], Any]:
        """The days and numbers, and what was typed on an earlier screen."""
        more, last, days = self.more, self.last, _MANY_DAYS if self.size.width >= _WIDE else _DAYS

        def work(session: Session) -> tuple[GridView, dict[str, str]]:
            forms = session.team.forms
            shown = [row.measure for row in forms.grid(days, (), last).rows]
            grid = forms.grid(days, [*shown, *(one for one in more if one not in shown)], last)
            return grid, forms.kept(TITLE) or {}

        return work

    def fill(self, answer: tuple[GridView, dict[str, str]]) -> None:
        """Show them."""
        grid, kept = answer
        if not self._restored:
            self._restored = True
            for name, text in kept.items():
                measure, _, day = name.partition(" ")
                self.list.typed.setdefault((measure, date.fromisoformat(day)), text)
        self.list.show(grid)

    def type_key(self, key: str) -> bool:
        """Digits, points and commas go into the cell under the cursor."""
        found = self.list.cell()
        mark = key if len(key) == 1 and key.isdigit() else _MARKS.get(key, "")
        if found is None or not (mark or key == "backspace"):
            return False
        row, cell = found
        place = (row.measure, cell.day)
        before = self.list.typed.get(place, "")
        if key == "backspace" and not before:
            return False
        if not cell.typed:
            self.warn(f"{row.label} of that day comes from {cell.source}; what files say is not typed over")
        elif cell.day > head_of(self).day:
            self.warn("A day of the future has no number yet")
        else:
            self.type(place, before[:-1] if key == "backspace" else (before + mark)[:_LONGEST])
        return True

    def type(self, place: tuple[str, date], text: str) -> None:
        """Put a text into a cell; '' empties it. It is kept once the fingers rest, in case the line drops."""
        self.list.typed.pop(place, None)
        if text:
            self.list.typed[place] = text
        self.list.redraw()
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(_REST_SECONDS, self._keep)

    def _keep(self) -> None:
        self.shared.drafts.keep(TITLE, {f"{measure} {day}": text for (measure, day), text in self.list.typed.items()})

    def on_screen_suspend(self) -> None:
        """Left: what was typed stays."""
        self._keep()

    def on_unmount(self) -> None:
        """Gone: what was typed stays for the next time."""
        self._keep()


def save(page: GridPage, confirmed: bool = False) -> None:
    """Keep all that was typed; what is far from usual is asked about first."""
    typed = dict(page.list.typed)
    if not typed:
        page.say("Nothing was typed")
        return
    cells = [(day, measure, text) for (measure, day), text in typed.items()]

    def answered(saved: Saved) -> None:
        if saved.questions:
            choices = [
                Choice("no: look again", "what was typed stays in the grid", False), Choice("yes, keep them", "", True),
            ]  # fmt: skip
            said = [question.says for question in saved.questions]
            pick(page, "Is that right?", choices, lambda yes: save(page, True) if yes else None, said)
            return
        page.list.typed = {place: text for place, text in page.list.typed.items() if typed.get(place) != text}
        page._keep()
        page.load()
        page.say(saved.message)

    page.look_up(lambda s: s.team.forms.save(cells, confirmed=confirmed), answered, topic="")


def clear(page: GridPage) -> None:
    """Empty the cell under the cursor."""
    found = page.list.cell()
    if found is not None:
        page.type((found[0].measure, found[1].day), "")


def more(page: GridPage) -> None:
    """A row for another number."""
    shown = {row.measure for row in page.list.rows}

    def chosen(name: object) -> None:
        page.more = (*page.more, str(name))
        page.list.cursor = str(name)
        page.ask()

    def listed(known: tuple[tuple[str, str], ...]) -> None:
        choices = [Choice(label, measure, measure) for measure, label in known if measure not in shown]
        pick(page, "Which number?", choices, chosen)

    page.look_up(lambda s: s.team.forms.measures(), listed)


def week(page: GridPage, back: bool) -> None:
    """The days before those shown, or the last ones again."""
    page.last = page.list.days[0] - timedelta(days=1) if back and page.list.days else None
    page.ask()


GridPage.commands = {
    **GENERAL_COMMANDS, "save": save, "clear": clear, "more": more,
    "left": lambda page: page.list.sideways(-1), "right": lambda page: page.list.sideways(1),
    "earlier": lambda page: week(page, True), "later": lambda page: week(page, False),
}  # fmt: skip
