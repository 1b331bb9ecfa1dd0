"""Today, the first page: the four panels of the morning in their places."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.geometry import Region, Size
from textual.widget import Widget

from opscockpit.services.views import TodayView
from opscockpit.ui.actions import TODAY
from opscockpit.ui.bars import TabList
from opscockpit.ui.commands import TODAY_COMMANDS
from opscockpit.ui.layout import PANELS, Needs, mode_of, plan
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.panels.base import Framed, ListPane
from opscockpit.ui.panels.board import BoardPanel
from opscockpit.ui.panels.keywords import KeywordsPanel
from opscockpit.ui.panels.metrics import MetricsPanel
from opscockpit.ui.panels.must_do import MustDoPanel

if TYPE_CHECKING:
    from opscockpit.services.number_views import Beside
    from opscockpit.ui.facade import Session

_FIRST_CHART_SECONDS = 0.02
_CHART_SECONDS = 60.0
_NAME_SECONDS = 1.0
_CLOCK_SECONDS = 5.0


class Today(Page):
    """The four panels of the morning."""

    id_ = "today"
    actions = TODAY
    commands = TODAY_COMMANDS
    pane_names: ClassVar = {
        "must_do": "1 Must do", "metrics": "2 Metrics", "keywords": "3 Keywords", "board": "4 Board",
    }  # fmt: skip

    def __init__(self, shared: Shared) -> None:
        look = shared.look
        self.owner: str | None = None
        self.must_do = MustDoPanel(look)
        self.metrics = MetricsPanel(look)
        self.keywords = KeywordsPanel(look)
        self.board = BoardPanel(look)
        panels: dict[str, ListPane] = {
            "must_do": self.must_do, "metrics": self.metrics, "keywords": self.keywords, "board": self.board,
        }  # fmt: skip
        self.tabs = TabList(look, list[Framed](panels.values()))
        super().__init__(shared, panels)

    def compose(self) -> list[Widget]:
        """Seven panes, and nothing else."""
        return [self.header, self.tabs, *self.panes.values(), self.footer]

    def regions(self, size: Size) -> dict[str, Region]:
        """Where each pane stands on a screen of this size."""
        mode = mode_of(size)
        for panel in self.panes.values():
            panel.titled = mode == "wide"
        return plan(size, self.active, self._needs())

    def _needs(self) -> Needs:
        """How many lines the panels would fill: two for a card, for most titles are broken once."""
        view = self.view
        if view is None:
            return Needs()
        cards = max((len(column.cards) for column in view.board), default=0)
        return Needs(len(view.metrics), len(view.keywords), 2 * cards + 2)

    def on_mount(self) -> None:
        """Let the session's thread watch for changes."""
        self.worker.idle = self.live.look
        # The first picture goes out without the chart, whose library takes a while to load.
        self.set_timer(_FIRST_CHART_SECONDS, self.metrics.draw_charts)
        self.set_interval(_CHART_SECONDS, self.metrics.draw_charts)
        self.set_interval(_CLOCK_SECONDS, self._second)

        self.set_timer(_NAME_SECONDS, self._ask_name)

    def _ask_name(self) -> None:
        from opscockpit.ui import naming  # needed once, when the first picture is long there

        naming.ask(self)

    def _second(self) -> None:
        if self.cockpit.front is self:
            self.must_do.second()

    def show(self, view: TodayView) -> None:
        """Show a view: every pane repaints the lines that differ."""
        before = self._needs()
        super().show(view)
        self.must_do.show(view, self.owner, self.live.loaded_at)
        self.metrics.show(view)
        if "basis" not in self.shared.kept:
            self.metrics.show_beside(None)
        self.keywords.show(view, self.owner)
        self.board.show(view, self.owner)
        self.tabs.redraw()
        if before != self._needs() and self.is_attached:
            self.lay_out()

    def question(self) -> Callable[[Session], Beside] | None:
        """The numbers against the base that was chosen; none is chosen when a day begins."""
        basis = self.shared.kept.get("basis")
        return None if basis is None else lambda session: session.numbers.beside(basis)

    def fill(self, answer: Beside) -> None:
        """Hold the numbers against it, unless another base was chosen meanwhile."""
        if self.shared.kept.get("basis") == answer.basis:
            self.metrics.show_beside(answer)

    def source(self) -> str:
        """The number or the keyword under the cursor; its task goes to the owner of its link."""
        if self.active == "metrics" and (line := self.metrics.selected()) is not None:
            return f"metric:{line.id}"
        if self.active == "keywords" and (word := self.keywords.selected()) is not None:
            return f"keyword:{word.id}"
        return ""

    def suggestion(self) -> dict[str, str]:
        """A task for the person under the cursor."""
        if self.active == "board" and (column := self.board.column()) is not None:
            return {"owner": column.login or ""}
        return {}

    def activate(self, name: str) -> None:
        """Make a panel the one in use."""
        super().activate(name)
        self.tabs.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click chooses a panel and the row under it, or a panel in the list of tabs."""
        clicked, region = self.get_widget_at(event.screen_x, event.screen_y)
        y = event.screen_y - region.y
        if clicked is self.tabs and y < len(PANELS):
            self.activate(PANELS[y])
            return
        super().on_click(event)
