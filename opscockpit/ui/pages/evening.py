"""The evening page: what was done, skipped and left, what people add to it, and its Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from opscockpit import locations
from opscockpit.clock import parse_day
from opscockpit.services.page_views import EveningView, WorkLine
from opscockpit.services.views import FocusView
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import field, form, head_of
from opscockpit.ui.focusing import SCORES
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.rows import Col, RowsPane, wrapped
from opscockpit.ui.pages.team import TeamPage, sheet
from opscockpit.ui.panels.base import Entry, Piece

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("write", ("e", "enter"), "Write", "A note, what slowed us down, one new habit.", (), "write", "enter"),
    Action("markdown", ("m", "f3"), "The Markdown", "The page as a text to send, and as a file.", (), "markdown", "m",
           reads=True),
    Action("save", ("x", "f11"), "Save the Markdown", "As a file in one's own data folder.", (), "save", "x",
           reads=True),
    Action("earlier", ("left", "h", "f6"), "The day before", "The evening of the day before.", (), "earlier", "left",
           reads=True),
    Action("later", ("right", "l", "f8"), "The day after", "The evening of the day after.", (), "later", "right",
           reads=True),
)  # fmt: skip

Said = tuple[int, str, str, str, str, str]
"""A line of the page: its number, group, words, who, when, and note."""


class EveningPane(RowsPane[Said]):
    """The page, line by line."""

    title = "Evening"
    cols = (Col("", 20, stretch=3), Col("", 9), Col("", 6), Col("", 20, stretch=2))

    def __init__(self, look: Any, name: str) -> None:
        super().__init__(look, name)
        self.view: EveningView | None = None

    def show(self, view: EveningView) -> None:
        """Show this day."""
        self.view = view
        self.fill([(n, *line) for n, line in enumerate(_lines(view))])

    def heading(self) -> list[Piece]:
        """The day in short."""
        palette, view = self.look.palette, self.view
        if view is None:
            return self.words(self.title)
        by = f"written by {self.look.clean(view.written_by)} {view.written_at:%H:%M}" if view.written_at else ""
        return self.words(
            f"{self.title} of {view.day:%a %d %b}", (self.look.clean(view.says), palette.text),
            (by, palette.good) if by else None,
        )  # fmt: skip

    def key_of(self, row: Said) -> int:
        """The number of the line."""
        return row[0]

    def group_of(self, row: Said) -> str:
        """The part of the page."""
        return row[1]

    def values(self, row: Said) -> Sequence[Piece]:
        """What, who, when, and what is to be said of it."""
        palette = self.look.palette
        return [(row[2], palette.text), (row[3], palette.dim), (row[4], palette.dim), (row[5], palette.dim)]

    def entries(self, width: int) -> list[Entry]:
        """What people wrote stands first, in full."""
        palette, view = self.look.palette, self.view
        if view is None:
            return []
        said = (("note", view.note), ("slowed us down", view.slower), ("new habit", view.habit))
        lines: list[Entry] = []
        for label, words in said:
            for place, line in enumerate(wrapped(self.look.clean(words) or self.look.glyphs.dash, max(10, width - 16))):
                name = f"{label if place == 0 else '':<15} "
                lines.append(Entry(None, ((name, palette.heading), (line, palette.strong if words else palette.dim))))
        return [*lines, *super().entries(width)]


def _lines(view: EveningView) -> list[tuple[str, str, str, str, str]]:
    """All lines below what people wrote: group, words, who, when, note."""
    lines = [("The day", "morning", "", "", view.morning)]
    lines += [_focus(one) for one in (view.focus, *view.sides) if one is not None]
    parts: tuple[tuple[str, Sequence[WorkLine]], ...] = (
        ("Skipped, and why", view.skipped), ("Missed", view.missed), ("Still open", view.open), ("Done", view.done),
        ("Tasks open", view.tasks_open), ("Tasks done", view.tasks_done), ("Tasks dropped", view.tasks_dropped),
        ("Letters", view.letters), ("Emergencies", view.emergencies),
    )  # fmt: skip
    for group, found in parts:
        lines += [(group, one.title, one.who or "nobody", one.at, one.note) for one in found]
    return lines + [("Alarms, and what became of them", one.title, "", "", one.became) for one in view.alarms]


def _focus(one: FocusView) -> tuple[str, str, str, str, str]:
    goal = " ".join(part for part in (one.metric, one.target) if part)
    score = SCORES.get(one.score or "", "not scored yet") + (f": {one.score_note}" if one.score_note else "")
    name = "focus" if one.rank == 1 else f"side {one.rank - 1}"
    words = f"{name}: {one.sentence}" + (f" · {goal}" if goal else "")
    words += f" · because {one.evidence}" if one.evidence else ""
    return "The day", words, one.owner or "", one.due or "", score


class EveningPage(TeamPage):
    """The evening of a day; the subject is the day, empty for today."""

    id_ = "evening"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the page"}

    def __init__(self, shared: Shared) -> None:
        self.list = EveningPane(shared.look, "list")
        super().__init__(shared, {"list": self.list})

    @property
    def day(self) -> date | None:
        """The day shown; None for today."""
        return parse_day(self.subject) if self.subject else None

    def question(self) -> Callable[[Session], Any]:
        """The page of the day."""
        day = self.day
        return lambda s: s.team.evening.view(day)

    def fill(self, answer: EveningView) -> None:
        """Show it."""
        self.list.show(answer)


def write(page: EveningPage) -> None:
    """What people add."""
    view = page.list.view
    if view is None:
        return

    def save(values: dict[str, str]) -> None:
        page.act(lambda s: s.team.evening.write(view.version, day=view.day, **values))

    fields = (
        field("note", "Note", view.note, "what tomorrow's first page should say"),
        field("slower", "Slowed us down", view.slower, "what made us slower today?"),
        field("habit", "New habit", view.habit, "one thing to do otherwise from now on"),
    )
    form(page, f"Evening of {view.day:%d %b}", fields, save)


def markdown(page: EveningPage) -> None:
    """The page as Markdown."""
    day = page.day
    page.look_up(lambda s: s.team.evening.markdown(day), lambda text: sheet(page, "Markdown", text.splitlines()))


def save(page: EveningPage) -> None:
    """The Markdown as a file of one's own."""
    day, folder = page.day, locations.data_folder() / "evenings"
    page.look_up(lambda s: s.team.evening.save(folder, day), lambda path: page.say(f"saved: {path}"))


def turn(page: EveningPage, by: int) -> None:
    """Another day; never one to come."""
    today = head_of(page).day
    day = min((page.day or today) + timedelta(days=by), today)
    page.subject = "" if day == today else day.isoformat()
    page.ask()


EveningPage.commands = {
    **GENERAL_COMMANDS, "write": write, "markdown": markdown, "save": save, "earlier": lambda page: turn(page, -1),
    "later": lambda page: turn(page, 1),
}  # fmt: skip
