"""The routines that the must-do list is made of: add, change, switch off, order, take a ready set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from opscockpit.errors import WrongUsage
from opscockpit.services.team_views import RoutineView, TemplateSet
from opscockpit.services.views import STEPS
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import field, form, login_typed, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.rows import About, Col, RowsPane
from opscockpit.ui.pages.team import TeamPage, history
from opscockpit.ui.panels.base import Piece

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("edit", ("e", "enter"), "Change the routine", "Words, owner, days, window, minutes, evidence.",
           ("list",), "change", "enter"),
    Action("switch", ("space",), "Off or on", "Switched off, it is on no list to come; its past is kept.",
           ("list",), "off/on", "space"),
    Action("add", ("a", "f3"), "New routine", "Something that comes back on certain days.", (), "new", "a"),
    Action("sets", ("v", "f6"), "Take a ready set", "Routines and links of a seller, an own shop or an agency.",
           (), "ready sets", "v"),
    Action("earlier", ("comma",), "Move it up", "Earlier on the list.", ("list",), "", ","),
    Action("later", ("full_stop",), "Move it down", "Later on the list.", ("list",), "", "."),
    Action("all", ("i",), "Those switched off too", "Show also what is switched off; again for the active ones.",
           (), "", "i", reads=True),
    Action("history", ("w",), "Who changed it", "Who did what to the routine, and when.", ("list",), "who", "w",
           reads=True),
)  # fmt: skip

DAYS_HINT = "12345 · workdays · campaign · month 1 -1 · nth 2 1 · every 3 from 2026-01-05 · RRULE:…"
_EVIDENCE = {"": "nothing", "count": "a count; 0 is 'looked, none found'", "words": "a few words"}


class RoutinesPane(RowsPane[RoutineView]):
    """The routines with what their past says."""

    title = "Routines"
    empty = "No routines yet: {sets} takes a ready set, of a seller, an own shop or an agency; {add} adds one."
    about_lines = 5
    cols = (
        Col("", 1), Col("routine", 20, stretch=3), Col("step", 8, drop=4), Col("whose", 9), Col("on", 14, stretch=1),
        Col("window", 11), Col("min", 3, drop=3, right=True), Col("done of", 8, right=True, drop=2),
        Col("in a row", 8, right=True, drop=1),
    )  # fmt: skip

    def key_of(self, row: RoutineView) -> int:
        """The routine."""
        return row.id

    def values(self, row: RoutineView) -> Sequence[Piece]:
        """Whose, when, and how it is kept."""
        palette, glyphs = self.look.palette, self.look.glyphs
        plain = palette.text if row.active else palette.dim
        sign = (glyphs.alarm, palette.warn) if row.proposal else (glyphs.done, palette.good)
        return [
            sign if row.active else (glyphs.skipped, palette.dim),
            (row.title, plain),
            (row.step, palette.dim),
            (row.owner or row.role or "", plain if row.owner else palette.accent),
            (row.when, plain),
            (row.window, plain),
            (str(row.minutes) if row.minutes else "", palette.dim),
            (f"{row.done} of {row.runs}" if row.runs else "", palette.dim),
            (str(row.streak) if row.runs else "", palette.good if row.streak else palette.dim),
        ]

    def about(self, row: RoutineView) -> Sequence[About]:
        """The window in words, the past, and what to think about."""
        past = f"{row.done} of the last {row.runs} done, {row.streak} in a row" if row.runs else "no runs yet"
        past += f", {row.late} late" if row.late else ""
        past += f", {row.over} over their {row.minutes} minutes" if row.over else ""
        state = "" if row.active else "switched off · "
        return (
            ("on", f"{state}{row.when}, {row.window or 'any time'} · a tick says: {_EVIDENCE[row.evidence]}", "text"),
            ("its tick", f"comes by itself, by {row.ticked_by}" if row.ticked_by else "", "text"),
            ("its past", past, "text"),
            ("think about", row.proposal, "warn"),
        )  # fmt: skip


class RoutinesPage(TeamPage):
    """The routines of the store."""

    id_ = "routines"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the routines"}

    def __init__(self, shared: Shared) -> None:
        self.list = RoutinesPane(shared.look, "list")
        self.all = False
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], Any]:
        """The routines."""
        all_ = self.all
        return lambda s: s.team.routines.views(all_=all_)

    def fill(self, answer: tuple[RoutineView, ...]) -> None:
        """Show them."""
        self.list.fill(answer)


def edit(page: RoutinesPage) -> None:
    """Change the routine under the cursor."""
    row = page.list.selected()
    if row is None:
        return

    def save(values: dict[str, str]) -> None:
        fields = _fields(page, values)
        page.act(lambda s: s.team.routines.edit(row.id, row.version, **fields))

    form(page, f"Routine: {row.title}", _form(row), save)


def add(page: RoutinesPage) -> None:
    """A new routine."""

    def save(values: dict[str, str]) -> None:
        fields = _fields(page, values)
        title = fields.pop("title")
        page.act(lambda s: s.team.routines.add(title, **fields))

    form(page, "New routine", _form(None), save)


def _form(row: RoutineView | None) -> list[Any]:
    return [
        field("title", "Routine", row.title if row else "", "what is to be done", required=True),
        field("step", "Step", row.step if row else "mine", " · ".join(STEPS), required=True),
        field("owner", "Owner", (row.owner or "") if row else "", "login; empty: whoever has the job"),
        field("role", "Job", (row.role or "") if row else "", "推广, customer service …; for whoever has it"),
        field("days", "Days", row.days if row else "12345", DAYS_HINT, required=True),
        field("starts", "From", (row.starts or "") if row else "", "08:30, or empty"),
        field("due", "Until", (row.due or "") if row else "", "09:00, or empty"),
        field("minutes", "Minutes", str(row.minutes or "") if row else "", "how long it should take, or empty"),
        field("evidence", "A tick says", row.evidence if row else "", "empty: nothing · count · words"),
    ]


def _fields(page: RoutinesPage, values: dict[str, str]) -> dict[str, Any]:
    """The typed fields as the service takes them. Raises WrongUsage."""
    minutes = values["minutes"] or "0"
    if not minutes.isdecimal():
        raise WrongUsage("Minutes is a whole number")
    return {**values, "owner": login_typed(page, values["owner"]), "role": values["role"] or None,
            "starts": values["starts"] or None, "due": values["due"] or None, "minutes": int(minutes)}  # fmt: skip


def switch(page: RoutinesPage) -> None:
    """Off, or on again."""
    row = page.list.selected()
    if row is not None:
        page.act(lambda s: s.team.routines.switch(row.id, row.version, not row.active))


def move(page: RoutinesPage, by: int) -> None:
    """Earlier or later on the list."""
    rows, row = page.list.rows, page.list.selected()
    if row is None:
        return
    at = rows.index(row)
    place = at + by if by < 0 else at + by + 1
    if 0 <= place <= len(rows) and (by < 0 or at + 1 < len(rows)):
        before = rows[place].id if place < len(rows) else None
        page.act(lambda s: s.team.routines.move(row.id, before))


def sets(page: RoutinesPage) -> None:
    """Choose a ready set, look at what is in it, take it."""

    def listed(found: tuple[TemplateSet, ...]) -> None:
        choices = [
            Choice(f"{one.name}: {one.about}", f"{len(one.routines)} routines, {len(one.links)} links", one.id)
            for one in found
        ]
        pick(page, "Take a ready set; what is there already stays", choices, lambda one: page.act(
            lambda s: s.team.routines.take(str(one))
        ))  # fmt: skip

    page.look_up(_template_sets, listed)


def _template_sets(session: Session) -> tuple[TemplateSet, ...]:
    from opscockpit.services.routines import template_sets

    return template_sets(session.team.desk.store)


def show_all(page: RoutinesPage) -> None:
    """With or without those switched off."""
    page.all = not page.all
    page.ask()


def trail(page: RoutinesPage) -> None:
    """Who changed the routine."""
    row = page.list.selected()
    if row is not None:
        history(page, f"routine:{row.id}")


RoutinesPage.commands = {
    **GENERAL_COMMANDS, "edit": edit, "add": add, "switch": switch, "sets": sets, "all": show_all, "history": trail,
    "earlier": lambda page: move(page, -1), "later": lambda page: move(page, 1),
}  # fmt: skip
