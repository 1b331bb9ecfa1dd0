"""One metric opened large: chart with normal range and events, what moved it, its parts, and what else changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region

from opscockpit.services.metric_views import MetricDetail
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.overlays import Sheet
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import numbers
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


def _enter(page: MetricPage) -> None:
    if page.active == "clues":
        _read_clue(page)
    else:
        _look_at_day(page)


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
            Action("look", ("enter",), "Look at this day", "Parts, reasons and clues of the day under the cursor.",
                   ("chart", "clues"), "this day", "enter"),
            Action("left", ("left", "h"), "Left", "A day back; in the parts, the parts before.", ("chart", "parts"),
                   "day", "h l", palette=False),
            Action("right", ("right", "l"), "Right", "A day on; in the parts, the next parts.", ("chart", "parts"),
                   "", "l", palette=False),
            *numbers.NUMBER_ACTIONS,
        ),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "look": _enter,
        "left": _sideways(-1),
        "right": _sideways(1),
        "explain": lambda page: numbers.explain(page, page.detail.row if page.detail else None),
        "meaning": lambda page: numbers.meaning(page, page.detail.row.id if page.detail else None),
        "basis": numbers.next_basis,
        "bases": numbers.choose_basis,
        "task": _task,
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
