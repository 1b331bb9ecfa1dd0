"""Emergencies: the playbooks to open, those that are open, those of the last weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from opscockpit.services.page_views import EmergencyView, PlaybookView
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS, refused
from opscockpit.ui.dialogs import field, form, login_typed
from opscockpit.ui.overlays import Sheet
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.rows import About, Col, RowsPane, wrapped
from opscockpit.ui.pages.team import TEXT_CELLS, TeamPage, history
from opscockpit.ui.panels.base import Piece

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("open", ("enter",), "Open", "A playbook: its checklist starts now. An emergency: its checklist.",
           ("list",), "open", "enter", reads=True),
    Action("drill", ("d", "f8"), "Drill it", "Open the playbook as an exercise.", ("list",), "drill", "d"),
    Action("read", ("x", "f3"), "Read the playbook", "All steps and the texts to send.", ("list",), "read", "x",
           reads=True),
    Action("history", ("w",), "Who changed it", "Who opened and closed the emergency, and when.", ("list",),
           reads=True),
)  # fmt: skip

Line = PlaybookView | EmergencyView


class EmergencyList(RowsPane[Line]):
    """Open ones first, then the playbooks, then what is over."""

    title = "Emergencies"
    empty = "No playbooks."
    about_lines = 6
    cols = (Col("", 1), Col("", 10, stretch=2), Col("", 8), Col("", 20, stretch=3))

    def key_of(self, row: Line) -> str:
        """A playbook's name or an emergency's number."""
        return f"book:{row.id}" if isinstance(row, PlaybookView) else f"emergency:{row.id}"

    def group_of(self, row: Line) -> str:
        """Open, ready, or over."""
        if isinstance(row, PlaybookView):
            return self.keyed("Playbooks: {open} opens one, its clock starts at once")
        return "Open now" if row.open else "Over"

    def heading(self) -> list[Piece]:
        """How many are open."""
        count = sum(isinstance(row, EmergencyView) and row.open for row in self.rows)
        palette = self.look.palette
        return self.words(self.title, (f"{count} open", palette.bad) if count else ("none open", palette.good))

    def values(self, row: Line) -> Sequence[Piece]:
        """What it is, whose, and how it stands."""
        palette, glyphs = self.look.palette, self.look.glyphs
        if isinstance(row, PlaybookView):
            whose = row.owner or row.owner_role
            return [(" ", palette.dim), (row.name, palette.text), (whose, palette.dim), (row.says, palette.dim)]
        sign = (glyphs.alarm, palette.bad) if row.open else (glyphs.done, palette.good)
        style = palette.bad if row.open and not row.drill else palette.warn if row.open else palette.dim
        when = f"{row.opened_at:%d %b %H:%M} "
        return [sign, (row.title, style), (row.owner or "nobody", palette.text), (when + row.says, palette.dim)]

    def about(self, row: Line) -> Sequence[About]:
        """When to open it, and its first steps; what came of one that is over."""
        if isinstance(row, PlaybookView):
            return (
                ("when", row.trigger, "warn"),
                *(("" if n else "then", step, "text") for n, step in enumerate(row.steps)),
            )
        first = f"{row.first_action // 60}:{row.first_action % 60:02} after it was opened" if row.first_action else ""
        return (
            ("what", row.what, "text"), ("opened by", row.opened_by, "text"), ("first step", first, "text"),
            ("result", row.result, "text"),
        )  # fmt: skip


class Emergencies(TeamPage):
    """The emergencies of the store."""

    id_ = "emergencies"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the list"}

    def __init__(self, shared: Shared) -> None:
        self.list = EmergencyList(shared.look, "list")
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], Any]:
        """Playbooks and emergencies."""
        return lambda s: (s.team.emergencies.views(), s.team.emergencies.playbooks())

    def fill(self, answer: tuple[tuple[EmergencyView, ...], tuple[PlaybookView, ...]]) -> None:
        """Show them."""
        found, books = answer
        self.list.fill([*(one for one in found if one.open), *books, *(one for one in found if not one.open)])


def open_(page: Emergencies, *, drill: bool = False) -> None:
    """Open a playbook, or the checklist of what is open already."""
    row = page.list.selected()
    if isinstance(row, EmergencyView):
        page.go("emergency", str(row.id))
    elif row is not None and not refused(page, row.name):
        _start(page, row, drill)


def _start(page: Emergencies, book: PlaybookView, drill: bool) -> None:
    def save(values: dict[str, str]) -> None:
        owner = login_typed(page, values["owner"])

        def work(session: Session) -> Any:
            return session.team.emergencies.open(book.id, values["what"], drill=drill, owner=owner)

        def opened(done: Any) -> None:
            page.load()
            page.go("emergency", str(done.id))

        page.look_up(work, opened, topic="")

    fields = (
        field("what", "What", "", "what has happened, in one line; empty is fine when it burns"),
        field("owner", "Leads", book.owner or "", "login"),
    )
    form(page, f"{'Drill' if drill else 'Emergency'}: {book.name}", fields, save)


def read(page: Emergencies) -> None:
    """All of a playbook."""
    row = page.list.selected()
    if row is None:
        return
    look, palette = page.look, page.look.palette
    title = row.name if isinstance(row, PlaybookView) else row.title
    lines: list[list[Piece]] = []
    if isinstance(row, PlaybookView):
        lines += [[(look.clean(row.trigger), palette.warn)], []]
        for step in row.steps:
            lines += [[(line, palette.text)] for line in wrapped(look.clean(step), TEXT_CELLS)]
    page.open(Sheet(look, title, [*lines, *message_lines(look, row.messages)], page.shut))


def trail(page: Emergencies) -> None:
    """Who changed the emergency under the cursor; a playbook is nobody's row."""
    row = page.list.selected()
    if isinstance(row, EmergencyView):
        history(page, f"emergency:{row.id}")
    elif row is not None:
        page.warn("A playbook comes with the program: nobody changes it")


def message_lines(look: Any, messages: Sequence[tuple[str, str]]) -> list[list[Piece]]:
    """The texts to send, each under its title."""
    palette = look.palette
    lines: list[list[Piece]] = []
    for title, text in messages:
        lines += [[], [(look.clean(title), palette.heading)]]
        for words in text.splitlines():
            lines += [[(line, palette.text)] for line in wrapped(look.clean(words), TEXT_CELLS)]
    return lines


Emergencies.commands = {
    **GENERAL_COMMANDS, "open": open_, "read": read, "history": trail,
    "drill": lambda page: open_(page, drill=True),
}  # fmt: skip
