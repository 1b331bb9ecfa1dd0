"""One emergency: its timed checklist, the texts to send, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from opscockpit.domain.timing import clock
from opscockpit.services.page_views import EmergencyStep, EmergencyView
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import field, form
from opscockpit.ui.overlays import Sheet
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.emergencies import message_lines
from opscockpit.ui.pages.rows import About, Col, RowsPane
from opscockpit.ui.pages.team import TeamPage, history
from opscockpit.ui.panels.base import Piece

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("tick", ("space", "enter"), "Done", "Tick the step; again to take it back.", ("list",), "done", "space"),
    Action("note", ("n", "f3"), "Done, with a note", "Tick it and say what was done.", ("list",), "note", "n"),
    Action("skip", ("minus",), "Leave it out", "With a reason.", ("list",), "leave out", "-"),
    Action("texts", ("m", "f6"), "Texts to send", "The messages of the playbook.", (), "texts", "m", reads=True),
    Action("close", ("c", "f8"), "It is over", "Close it, with what came of it.", (), "it is over", "c"),
    Action("history", ("w",), "Who changed it", "Who did what, and when.", (), "", "w", reads=True),
)  # fmt: skip


class StepsPane(RowsPane[EmergencyStep]):
    """The checklist with its times."""

    title = "Emergency"
    empty = "Reading it."
    about_lines = 3
    cols = (
        Col("", 1), Col("within", 8, right=True), Col("step", 20, stretch=3), Col("whose", 9),
        Col("time left", 10, right=True), Col("note", 10, stretch=1, drop=1),
    )  # fmt: skip

    def __init__(self, look: Any, name: str) -> None:
        super().__init__(look, name)
        self.emergency: EmergencyView | None = None
        self._since = 0.0

    def show(self, emergency: EmergencyView) -> None:
        """Show this emergency as of now."""
        self.emergency, self._since = emergency, time.monotonic()
        self.fill(emergency.steps)

    def passed(self) -> int:
        """Seconds since it was read, while it is open."""
        live = self.emergency is not None and self.emergency.open
        return int(time.monotonic() - self._since) if live else 0

    def heading(self) -> list[Piece]:
        """What it is, who leads, and its clock."""
        one, palette = self.emergency, self.look.palette
        if one is None:
            return self.words(self.title)
        what = f": {one.what}" if one.what else ""
        title = ("Drill: " if one.drill else "") + self.look.clean(one.title + what)
        style = palette.bad if one.open and not one.drill else palette.warn
        return self.words(
            title, (clock(one.elapsed + self.passed()), style if one.open else palette.dim),
            (f"{one.done} of {len(one.steps)}", palette.text),
            (f"{self.look.clean(one.owner) or 'nobody'} leads", palette.text),
        )  # fmt: skip

    def key_of(self, row: EmergencyStep) -> int:
        """The step."""
        return row.id

    def values(self, row: EmergencyStep) -> Sequence[Piece]:
        """What is to be done, by whom, within how long."""
        palette, glyphs, one = self.look.palette, self.look.glyphs, self.emergency
        assert one is not None
        left = row.within * 60 - one.elapsed - self.passed()
        signs = {"done": (glyphs.done, palette.good), "skipped": (glyphs.skipped, palette.dim)}
        # By the minute until it is urgent: a clock on every line would repaint all of them each second.
        words = f"{-(-left // 60)} min" if left > 0 else f"{-left // 60} min over"
        loud = palette.bad if left <= 0 else palette.warn if left <= 60 else palette.text
        over = row.state != "open"
        return [
            signs.get(row.state, (glyphs.open, palette.accent)),
            (f"{row.within} min", palette.dim),
            (row.title, palette.dim if over else palette.strong),
            (row.done_by or row.owner or row.role or "", palette.dim if over else palette.text),
            (row.clock, palette.dim) if over else (words, loud) if one.open else ("", palette.dim),
            (row.note, palette.dim),
        ]

    def about(self, row: EmergencyStep) -> Sequence[About]:
        """The whole step, and what has happened."""
        what = self.emergency.what if self.emergency else ""
        result = self.emergency.result if self.emergency else ""
        return (("step", row.title, "text"), ("what", what, "text"), ("result", result, "text"))


class Emergency(TeamPage):
    """The checklist of one emergency; the subject is its id."""

    id_ = "emergency"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the checklist"}

    def __init__(self, shared: Shared) -> None:
        self.list = StepsPane(shared.look, "list")
        super().__init__(shared, {"list": self.list})

    def on_mount(self) -> None:
        """Its clock moves each second, on this page alone."""
        self.set_interval(1.0, self._second)

    def _second(self) -> None:
        if self.cockpit.front is self and self.list.passed():
            self.list.redraw()

    def question(self) -> Callable[[Session], Any]:
        """The emergency."""
        emergency_id = int(self.subject)
        return lambda s: s.team.emergencies.view(emergency_id)

    def fill(self, answer: EmergencyView) -> None:
        """Show it."""
        self.list.show(answer)

    def source(self) -> str:
        """The step under the cursor."""
        row = self.list.selected()
        return f"emergency_step:{row.id}" if row else ""

    def place_words(self) -> str:
        """The emergency looked at."""
        return f"emergency:{self.subject}"


def _set(page: Emergency, row: EmergencyStep, state: str, note: str = "") -> None:
    one = page.list.emergency
    assert one is not None
    done_by = page.view.header.who if page.view and state != "open" else None
    now = replace(row, version=row.version + 1, state=state, note=note, done_by=done_by, clock="")
    steps = tuple(now if step.id == row.id else step for step in one.steps)
    count = sum(step.state != "open" for step in steps)
    page.list.show(replace(one, steps=steps, done=count, elapsed=one.elapsed + page.list.passed()))
    page.act(lambda s: s.team.emergencies.tick(row.id, row.version, state, note))


def tick(page: Emergency) -> None:
    """Tick the step, or take the tick back."""
    row = page.list.selected()
    if row is not None:
        _set(page, row, "done" if row.state == "open" else "open")


def _asked(page: Emergency, title: str, label: str, hint: str, state: str) -> None:
    row = page.list.selected()
    if row is not None:
        said = field("note", label, "", hint, required=True)
        form(page, f"{title}: {row.title}", (said,), lambda values: _set(page, row, state, values["note"]))


def texts(page: Emergency) -> None:
    """The messages of the playbook."""
    one = page.list.emergency
    if one is not None:
        page.open(Sheet(page.look, "Texts to send", message_lines(page.look, one.messages)[1:], page.shut))


def close(page: Emergency) -> None:
    """Close it."""
    one = page.list.emergency
    if one is None or not one.open:
        page.warn("It is over already")
        return
    result = field("result", "Result", "", "what came of it, and what we do next time", required=True)
    form(page, f"Over: {one.title}", (result,), lambda values: page.act(
        lambda s: s.team.emergencies.close(one.id, one.version, values["result"])
    ))  # fmt: skip


def trail(page: Emergency) -> None:
    """Who changed the step under the cursor."""
    row = page.list.selected()
    if row is not None:
        history(page, f"emergency_step:{row.id}")


Emergency.commands = {
    **GENERAL_COMMANDS, "tick": tick, "texts": texts, "close": close, "history": trail,
    "note": lambda page: _asked(page, "Done", "Done", "what was done", "done"),
    "skip": lambda page: _asked(page, "Leave out", "Why", "the reason", "skipped"),
}  # fmt: skip
