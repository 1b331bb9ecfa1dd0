"""The calendar of events: campaigns, holidays, closed days, changes; what explains numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from opscockpit.errors import WrongUsage
from opscockpit.services.metric_views import EVENT_KINDS, EventLine
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import day_typed, field, form, head_of, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages.rows import Col, RowsPane
from opscockpit.ui.pages.team import history
from opscockpit.ui.panels.base import Piece
from opscockpit.ui.seeking import seek
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

_YES = {"yes": True, "y": True, "no": False, "n": False, "": None}
_KINDS = ", ".join(EVENT_KINDS)


class EventList(RowsPane[EventLine]):
    """The events: those now and to come first, then the past ones."""

    title = "Calendar"
    empty = "No event yet: press {add} to note a campaign, a closed day, a new price or image."
    cols = (
        Col("days", 24),
        Col("", 8, drop=1),
        Col("kind", 9, stretch=1),
        Col("event", 14, stretch=3),
        Col("range", 8),
        Col("same as", 10, stretch=1, drop=2),
    )

    def __init__(self, look: Look) -> None:
        super().__init__(look, "list")
        self._today: date | None = None

    def show(self, events: Sequence[EventLine], today: date) -> None:
        """Show these events as they stand to a day."""
        self._today = today
        coming = sorted((e for e in events if e.last >= today), key=lambda e: (e.first, e.id))
        past = sorted((e for e in events if e.last < today), key=lambda e: (e.last, e.id), reverse=True)
        now = [e for e in coming if e.first <= today]
        self.fill([*now, *(e for e in coming if e.first > today), *past])

    def key_of(self, row: EventLine) -> int:
        """Its id."""
        return row.id

    def group_of(self, row: EventLine) -> str:
        """Now, to come, or past."""
        assert self._today is not None
        return "Past" if row.last < self._today else "Now" if row.first <= self._today else "To come"

    def values(self, row: EventLine) -> Sequence[Piece]:
        """When, what, and whether its days count."""
        palette = self.look.palette
        days = (row.first - self._today).days if self._today else 0
        when = f"in {days} d" if days > 0 else ""
        masked = ("left out", palette.warn) if row.mask else ("counts", palette.dim)
        style = palette.dim if self._today and row.last < self._today else palette.text
        return (
            (row.span, style), (when, palette.accent), (row.kind, palette.dim), (row.name, style), masked,
            (row.align_key, palette.dim),
        )  # fmt: skip


def event_form(
    page: Page, title: str, save: Callable[[str, date, date, str, bool | None], None], *, name: str = "",
    kind: str = "campaign", first: str = "", last: str = "", mask: str = "",
) -> None:  # fmt: skip
    """Ask for an event: name, first and last day, kind, and whether its days are left out (None: as its kind is)."""
    today = head_of(page).day

    def saved(values: dict[str, str]) -> None:
        first = day_typed(values["first"], today) or today
        last = day_typed(values["last"], today) or first
        answer = values["mask"].casefold()
        if answer not in _YES:
            raise WrongUsage("Leave its days out of the normal range: yes or no")
        if last < first:
            raise WrongUsage(f"An event cannot end ({last}) before it begins ({first})")
        chosen = values["kind"].casefold() or "campaign"
        if chosen not in _KINDS.split(", "):
            raise WrongUsage(f"An event is one of: {_KINDS}")
        save(values["name"], first, last, chosen, _YES[answer])

    fields = (
        field("name", "Event", name, "as people call it", required=True),
        field("kind", "Kind", kind, _KINDS),
        field("first", "First day", first, "today, +3 or 2026-11-11"),
        field("last", "Last day", last, "empty: one day"),
        field("mask", "Leave out", mask, "its days out of the normal range: yes, no; empty: as usual for its kind"),
    )
    form(page, title, fields, saved)


def _add(page: Events) -> None:
    def save(name: str, first: date, last: date, kind: str, mask: bool | None) -> None:
        page.act(lambda s: s.numbers.event_add(name, first, last, kind, mask))

    event_form(page, "New event", save)


def _edit(page: Events) -> None:
    event = page.list.selected()
    if event is None:
        return

    def save(name: str, first: date, last: date, kind: str, mask: bool | None) -> None:
        keep = event.mask if mask is None else mask
        page.act(lambda s: s.numbers.event_edit(event.id, event.version, name, first, last, kind, keep))

    event_form(
        page, f"Event {event.id}", save, name=event.name, kind=event.kind, first=event.first.isoformat(),
        last=event.last.isoformat(), mask="yes" if event.mask else "no",
    )  # fmt: skip


def _remove(page: Events) -> None:
    event = page.list.selected()
    if event is None:
        return

    def sure(value: object) -> None:
        if value:
            page.act(lambda s: s.numbers.event_remove(event.id))

    choices = [Choice("keep it", "", ""), Choice("take it out", "undo brings it back", "yes")]
    pick(page, f"Take out: {event.name}, {event.span}?", choices, sure)


def _find(page: Events) -> None:
    def go(value: object) -> None:
        page.list.cursor = int(str(value))
        page.list.settle()

    seek(page, "Find an event", [Choice(e.name, e.span, e.id) for e in page.list.rows], go)


def _trail(page: Events) -> None:
    event = page.list.selected()
    if event is not None:
        history(page, f"calendar_event:{event.id}")


class Events(Page):
    """The calendar of the store."""

    id_ = "events"
    actions = Actions(
        (
            Action("add", ("a",), "New event", "A campaign, a closed day, a new price or image; undo takes it back.",
                   (), "add", "a"),
            Action("edit", ("e", "enter"), "Change the event", "Its name, days, kind, and whether its days count.",
                   (), "edit", "e"),
            Action("remove", ("minus", "delete"), "Take it out", "Undo brings it back.", (), "remove", "-"),
            Action("find", ("slash", "f5"), "Find", "Go to an event by a part of its name.", (), "find", "/",
                   reads=True),
            Action("history", ("w",), "Who changed it", "Who did what to the event, and when.", reads=True),
        ),
        ("find",),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS, "add": _add, "edit": _edit, "remove": _remove, "find": _find, "history": _trail,
    }  # fmt: skip

    def __init__(self, shared: Shared) -> None:
        self.list = EventList(shared.look)
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], tuple[EventLine, ...]]:
        """The events around today."""
        return lambda session: session.numbers.events()

    def fill(self, answer: tuple[EventLine, ...]) -> None:
        """Show them."""
        self.list.show(answer, head_of(self).day)
