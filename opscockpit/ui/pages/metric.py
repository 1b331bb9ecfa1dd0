"""One metric opened large: chart with normal range and events, what moved it, its parts, and what else changed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region

from opscockpit.services.metric_views import MetricDetail
from opscockpit.services.number_views import Behind
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import head_of
from opscockpit.ui.overlays import Sheet
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import metric_dialogs, numbers
from opscockpit.ui.pages.chart_pane import ChartPane
from opscockpit.ui.pages.metric_panes import CluesPane, PartsPane, WhyPane

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

_SMALL_CHART = 10


def _look_at_day(page: MetricPage) -> None:
    found = page.chart.selected()
    if found is not None and found.value is None:
        page.warn(f"There is no number of {found.day:%a %d %b}")
    elif found is not None:
        page.day = found.day
        page.ask()


def _read_clue(page: MetricPage) -> None:
    clue = page.clues.selected()
    if clue is not None:
        lines = numbers.told(page, (f"{clue.day:%a %d %b %Y}: {clue.kind}", clue.text))
        page.open(Sheet(page.look, "Clue", lines, page.shut))


def _open_bar(page: MetricPage) -> None:
    factor, detail = page.why.factor(), page.detail
    if factor is None or detail is None or detail.row.day is None:
        page.warn("Nothing moved it that could be opened")
        return
    if factor == "":
        page.parts.show(detail.drills)
        page.activate("parts")
        return
    metric, day, basis = detail.row.id, detail.row.day, numbers.basis_of(page)

    def show(found: Behind) -> None:
        if page.detail is detail:
            page.parts.open_bar(found)
            page.activate("parts")

    page.look_up(lambda s: s.numbers.behind(metric, day, basis, factor), show, topic="behind")


def _read_part(page: MetricPage) -> None:
    lines = page.parts.told()
    if lines:
        page.open(Sheet(page.look, "Part", numbers.told(page, lines), page.shut))


def _enter(page: MetricPage) -> None:
    {"chart": _look_at_day, "parts": _read_part, "why": _open_bar, "clues": _read_clue}[page.active](page)


def _own(page: MetricPage) -> None:
    """The number whose rows are shown, on a page of its own."""
    behind, detail = page.parts.behind, page.detail
    if behind is None or detail is None or detail.row.day is None:
        page.warn("Open a bar first: Enter in Why")
    else:
        page.go("metric", f"{behind.metric}:{detail.row.day}")


def _meaning(page: MetricPage) -> None:
    """Of the bar under the cursor, of the rows shown, or of the metric itself."""
    found = page.detail.row.id if page.detail else None
    if page.active == "parts" and page.parts.behind is not None:
        found = page.parts.behind.metric
    numbers.meaning(page, (page.why.factor() if page.active == "why" else "") or found)


def _rings(page: MetricPage) -> None:
    if page.detail is not None:
        metric_dialogs.rings(page, page.detail.row.id, page.detail.row.label)


def _new_normal(page: MetricPage) -> None:
    if page.detail is not None:
        metric_dialogs.new_normal(page, page.detail.row.id, page.detail.row.label, page.chart_day())


def _plan(page: MetricPage) -> None:
    if page.detail is not None:
        today = head_of(page).day
        last = today.replace(day=monthrange(today.year, today.month)[1])
        metric_dialogs.plan(page, page.detail.row.id, page.detail.row.label, today.replace(day=1), last)


def _event(page: MetricPage) -> None:
    day = page.chart_day()
    if day is not None:
        metric_dialogs.event_of(page, "", day, day, "change")


def _task(page: MetricPage) -> None:
    if page.detail is not None:
        numbers.metric_task(page, page.detail.row.id, page.detail.row)


def _sideways(step: int) -> Callable[[MetricPage], None]:
    return lambda page: page.pane.sideways(step)


class MetricPage(Page):
    """One metric; the subject is its id, and after a colon the day, if it is not the last whole one."""

    id_ = "metric"
    actions = Actions(
        (
            Action("look", ("enter",), "Open what is under the cursor", "The day in the chart, the rows behind "
                   "a bar of Why, a part or a clue in full.", (), "open", reads=True),
            Action("left", ("left", "h"), "Left", "A day back; in the parts, the parts before.", ("chart", "parts"),
                   "day", "h l", palette=False, reads=True),
            Action("right", ("right", "l"), "Right", "A day on; in the parts, the next parts.", ("chart", "parts"),
                   "", "l", palette=False, reads=True),
            *numbers.NUMBER_ACTIONS,
            Action("rings", ("r",), "When it rings", "How far outside the number must be, with how often each would "
                   "have rung.", (), "rings"),
            Action("normal", ("b",), "New normal from a day", "Older days are left out of the normal range; undo takes "
                   "it back.", (), "new normal"),
            Action("plan", ("p",), "Plan it", "What is expected of it over some days; c compares with the plan.",
                   (), "plan"),
            Action("event", ("e",), "Note an event of the day", "Into the calendar: a change, a campaign, an incident "
                   "on the day under the cursor.", (), "event"),
            Action("own", ("o",), "Open the number behind the bar", "The factor whose rows are shown, on its own.",
                   ("parts",), "its page", reads=True),
        ),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "look": _enter,
        "left": _sideways(-1),
        "right": _sideways(1),
        "explain": lambda page: numbers.explain(page, page.detail.row if page.detail else None),
        "meaning": _meaning,
        "basis": numbers.next_basis,
        "bases": numbers.choose_basis,
        "task": _task,
        "rings": _rings,
        "normal": _new_normal,
        "plan": _plan,
        "event": _event,
        "own": _own,
    }
    pane_names: ClassVar = {"chart": "the chart", "parts": "the parts", "why": "Why", "clues": "the clues"}

    def __init__(self, shared: Shared) -> None:
        look = shared.look
        self.chart, self.parts, self.why, self.clues = ChartPane(look), PartsPane(look), WhyPane(look), CluesPane(look)
        self.detail: MetricDetail | None = None
        self.day: date | None = None
        super().__init__(shared, {"chart": self.chart, "parts": self.parts, "why": self.why, "clues": self.clues})

    def enter(self, subject: str) -> None:
        """Come to the front with this metric."""
        if subject != self.subject:
            day = subject.partition(":")[2]
            self.day = date.fromisoformat(day) if day else None
            self.activate("chart")
        super().enter(subject)

    def chart_day(self) -> date | None:
        """The day under the cursor of the chart; else the day looked at."""
        found = self.chart.selected()
        return found.day if found is not None else self.detail.row.day if self.detail else None

    def arrange_panes(self, body: Region) -> dict[str, Region]:
        """The chart on top; below it, where there is room, everything else, else the pane in use."""
        x, y, width, height = body
        if width < 100 or height < 27:
            chart = min(_SMALL_CHART, height // 2)
            below = self.active if self.active != "chart" else "parts"
            return {"chart": Region(x, y, width, chart), below: Region(x, y + chart, width, height - chart)}
        chart = max(13, height * 2 // 5)
        rest, top = height - chart, y + chart
        if width >= 170:
            third = width // 3
            return {
                "chart": Region(x, y, width, chart),
                "parts": Region(x, top, third, rest),
                "why": Region(x + third, top, third, rest),
                "clues": Region(x + 2 * third, top, width - 2 * third, rest),
            }
        half, clues = width // 2, max(6, rest * 2 // 5)
        return {
            "chart": Region(x, y, width, chart),
            "parts": Region(x, top, half, rest),
            "why": Region(x + half, top, width - half, rest - clues),
            "clues": Region(x + half, top + rest - clues, width - half, clues),
        }

    def question(self) -> Callable[[Session], MetricDetail]:
        """Everything about the metric on the day."""
        metric, basis, day = self.subject.partition(":")[0], numbers.basis_of(self), self.day
        return lambda session: session.numbers.metric(metric, basis, day)

    def fill(self, answer: MetricDetail) -> None:
        """Show it."""
        self.detail = answer
        self.chart.show(answer)
        self.parts.show(answer.drills)
        self.why.show(answer)
        self.clues.show(answer.clues, answer.row.day)
