"""Pace and plan: how the day will end, and how the months stand against what was planned."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region

from opscockpit.services.metric_views import MetricList, PaceLine
from opscockpit.services.number_views import Ahead, PlanLine
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import head_of, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import metric_dialogs, numbers
from opscockpit.ui.pages.rows import Col, RowsPane
from opscockpit.ui.pages.team import history
from opscockpit.ui.panels.base import Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

_STATES = {"too_early": "too early", "unknown": "no curve", "alarm": "alarm", "watch": "watch", "normal": "normal"}


class PacePane(RowsPane[PaceLine]):
    """How the day goes in each number that has a curve over the day."""

    title = "Pace of today"
    empty = "Nothing of today is known yet: import today's orders, or type a snapshot with {snapshot}."
    cols = (
        Col("number", 14, stretch=2),
        Col("so far", 11, right=True),
        Col("pace", 6, right=True),
        Col("normal", 14, right=True, drop=2),
        Col("the whole day", 18, right=True),
        Col("state", 10),
        Col("age", 6, right=True, drop=1),
    )
    about_lines = 2

    def __init__(self, look: Look) -> None:
        super().__init__(look, "pace")

    def heading(self) -> list[Piece]:
        """The title."""
        return self.words(self.title, ("against the last eight days of its kind", self.look.palette.dim))

    def key_of(self, row: PaceLine) -> str:
        """Its metric."""
        return row.metric

    def values(self, row: PaceLine) -> Sequence[Piece]:
        """So far, the index, and what the whole day will be."""
        palette = self.look.palette
        styles = {"alarm": palette.bad, "watch": palette.warn, "normal": palette.good}
        return (
            (row.label, palette.text), (row.text, palette.strong), (row.index_text, palette.strong),
            (row.normal, palette.dim), (row.expected, palette.text),
            (_STATES.get(row.state, row.state), styles.get(row.state, palette.dim)), (row.age, palette.dim),
        )  # fmt: skip

    def about(self, row: PaceLine) -> Sequence[tuple[str, str, str]]:
        """The line in a sentence."""
        return (("today", row.sentence, "text"),)


class PlanPane(RowsPane[PlanLine]):
    """A line for each planned number and month."""

    title = "Plans"
    empty = "No plan yet: press {add} to plan a number for a month; the other pages then compare with it."
    cols = (
        Col("month", 9),
        Col("number", 12, stretch=2),
        Col("plan", 11, right=True),
        Col("due by now", 11, right=True, drop=3),
        Col("came", 11, right=True),
        Col("more or less", 13, right=True),
        Col("", 7, right=True, drop=1),
        Col("each day left", 16, right=True, drop=2),
        Col("", 8, stretch=2, drop=4),
    )
    about_lines = 2

    def __init__(self, look: Look) -> None:
        super().__init__(look, "plans")

    def key_of(self, row: PlanLine) -> str:
        """Month and metric."""
        return f"{row.period} {row.metric}"

    def values(self, row: PlanLine) -> Sequence[Piece]:
        """Plan, what came, and what is left to do."""
        palette = self.look.palette
        style = palette.up if row.gap_sign > 0 else palette.down if row.gap_sign < 0 else palette.dim
        return (
            (row.period, palette.dim), (row.label, palette.text), (row.plan, palette.strong), (row.due, palette.dim),
            (row.came, palette.strong), (row.gap, style), (row.gap_share, style), (row.rest, palette.text),
            (row.note, palette.dim),
        )  # fmt: skip

    def about(self, row: PlanLine) -> Sequence[tuple[str, str, str]]:
        """The plan in a sentence."""
        if not row.gap:
            return (("plan", f"{row.label} {row.plan}, {row.first:%d %b} to {row.last:%d %b %Y}: not begun", "text"),)
        left = f"; {row.rest} from now on" if row.rest else ""
        share = f" ({row.gap_share})" if row.gap_share else ""
        note = f"; {row.note}" if row.note else ""
        words = f"{row.label} {row.came} where {row.due} was due by now: {row.gap}{share}{left}{note}"
        return (("plan", words, "text"),)


def _add(page: AheadPage) -> None:
    def choose(found: MetricList) -> None:
        labels = {row.id: row.label for row in found.rows}
        choices = [Choice(f"{row.label}  {row.zh}", row.id, row.id) for row in found.rows]
        pick(page, "Plan which number", choices, lambda value: _plan(page, str(value), labels[str(value)]))

    basis = numbers.basis_of(page)
    page.look_up(lambda s: s.numbers.metrics(basis), choose, topic="text")


def _plan(page: AheadPage, metric_id: str, label: str) -> None:
    first, last = page.month()
    metric_dialogs.plan(page, metric_id, label, first, last)


def _edit(page: AheadPage) -> None:
    row = page.plans.selected()
    if row is not None:
        metric_dialogs.plan(page, row.metric, row.label, row.first, row.last)


def _remove(page: AheadPage) -> None:
    row = page.plans.selected()
    if row is not None:
        page.act(lambda s: s.numbers.money.plan_set(row.metric, row.first, row.last, None))


def _trail(page: AheadPage) -> None:
    row = page.plans.selected()
    if row is not None:
        history(page, f"plan:{row.metric}:{row.first}:{row.last}")


def _open(page: AheadPage) -> None:
    found = page.selected()
    if found is not None:
        page.go("metric", found)


class AheadPage(Page):
    """Pace of the day and plans of the months."""

    id_ = "ahead"
    actions = Actions(
        (
            Action("open", ("enter",), "Open the number", "Chart with normal range, parts, what moved it, clues.",
                   (), "open", reads=True),
            Action("add", ("a",), "Plan a number", "Over a month or any other days; undo takes it back.", (), "plan"),
            Action("edit", ("e",), "Change the plan", "Its days or its amount.", ("plans",), "edit"),
            Action("remove", ("minus", "delete"), "Take the plan away", "Undo brings it back.", ("plans",), "remove"),
            Action("history", ("w",), "Who changed it", "Who planned the number, and when.", ("plans",), reads=True),
            Action("meaning", ("d",), "What the number means", "What pace and plan are, and what misleads about them.",
                   (), "meaning", reads=True),
        ),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "open": _open,
        "add": _add,
        "edit": _edit,
        "remove": _remove,
        "history": _trail,
        "meaning": lambda page: numbers.meaning(page, "plan" if page.active == "plans" else "pace"),
    }
    pane_names: ClassVar = {"pace": "the pace", "plans": "the plans"}

    def __init__(self, shared: Shared) -> None:
        self.pace, self.plans = PacePane(shared.look), PlanPane(shared.look)
        super().__init__(shared, {"pace": self.pace, "plans": self.plans})

    def arrange_panes(self, body: Region) -> dict[str, Region]:
        """The pace above, the plans below."""
        x, y, width, height = body
        above = min(14, height // 2)
        return {"pace": Region(x, y, width, above), "plans": Region(x, y + above, width, height - above)}

    def question(self) -> Callable[[Session], Ahead]:
        """Pace and plans."""
        return lambda session: session.numbers.money.ahead()

    def fill(self, answer: Ahead) -> None:
        """Show them."""
        self.pace.fill(answer.pace)
        self.plans.fill(answer.plans)

    def month(self) -> tuple[date, date]:
        """First and last day of the present month."""
        today = head_of(self).day
        return today.replace(day=1), today.replace(day=monthrange(today.year, today.month)[1])

    def selected(self) -> str | None:
        """The metric under the cursor."""
        plan, pace = self.plans.selected(), self.pace.selected()
        if self.active == "plans":
            return plan.metric if plan else None
        return pace.metric if pace else None
