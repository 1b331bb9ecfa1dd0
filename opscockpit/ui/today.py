"""Today, the home screen: puts the panels in their places, takes keys, and shows what the session answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from textual import events
from textual.geometry import Region, Size
from textual.layout import Layout
from textual.screen import Screen
from textual.widget import Widget

from opscockpit.errors import CockpitError
from opscockpit.services.views import TodayView
from opscockpit.ui import commands
from opscockpit.ui.actions import action_for, is_input_method_text, normal_key
from opscockpit.ui.bars import FooterBar, HeaderBar, TabList
from opscockpit.ui.layout import PANELS, Fixed, mode_of, overlay_region, plan
from opscockpit.ui.live import Live
from opscockpit.ui.panels.base import Framed, ListPane
from opscockpit.ui.panels.board import BoardPanel
from opscockpit.ui.panels.keywords import KeywordsPanel
from opscockpit.ui.panels.metrics import MetricsPanel
from opscockpit.ui.panels.must_do import MustDoPanel
from opscockpit.ui.theme import Look
from opscockpit.ui.worker import Worker

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session, Told
    from opscockpit.ui.overlays import Overlay

_CHART_SECONDS = 60.0

Ahead = Callable[[TodayView], TodayView]
"""What a change will look like, shown at once while it is being written."""


class Today(Screen[None], inherit_bindings=False):
    """The four panels with header and footer. Only here do keys, panels and the session meet."""

    ALLOW_SELECT = False
    AUTO_FOCUS = None

    def __init__(self, look: Look, worker: Worker, live: Live) -> None:
        super().__init__()
        self.look = look
        self.worker = worker
        self.view: TodayView | None = None
        self.owner: str | None = None
        self.drafts: dict[str, dict[str, str]] = {}
        self.live = live
        self.header = HeaderBar(look)
        self.must_do = MustDoPanel(look)
        self.metrics = MetricsPanel(look)
        self.keywords = KeywordsPanel(look)
        self.board = BoardPanel(look)
        self.footer = FooterBar(look)
        self.panels: dict[str, ListPane] = {
            "must_do": self.must_do, "metrics": self.metrics, "keywords": self.keywords, "board": self.board,
        }  # fmt: skip
        self.tabs = TabList(look, list[Framed](self.panels.values()))
        self.active = "must_do"
        self.overlay: Overlay | None = None
        self.must_do.active = True
        self._fixed = Fixed()
        self.styles.overflow_x = self.styles.overflow_y = "hidden"
        live.on_view, live.on_trouble = self.show, self.fail
        worker.connect(None)  # what has been read so far is in the first picture

    # -- places ---------------------------------------------------------------------------------------------

    def compose(self) -> list[Widget]:
        """Seven panes, and nothing else."""
        return [self.header, self.tabs, *self.panels.values(), self.footer]

    @property
    def layout(self) -> Layout:
        """The panes stand where `place` says."""
        return self._fixed

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Repaint regions only: the screen is covered by panes, which know what has changed on them."""
        return super().refresh(*regions, repaint=repaint and bool(regions), layout=layout, recompose=recompose)

    def place(self, size: Size) -> dict[Widget, tuple[Region, int]]:
        """Where each pane stands on a screen of this size; asked by the layout."""
        count = len(self.view.metrics) if self.view else 6
        mode, regions = mode_of(size), plan(size, self.active, count)
        panes: dict[str, Widget] = {"header": self.header, "tabs": self.tabs, "footer": self.footer, **self.panels}
        placed = {panes[name]: (region, 0) for name, region in regions.items()}
        for panel in self.panels.values():
            panel.titled = mode == "wide"
        if self.overlay is not None and mode != "small":
            width, height = self.overlay.wanted()
            placed[self.overlay] = (overlay_region(size, width, height, self.overlay.at_bottom), 1)
        return placed

    def lay_out(self) -> None:
        """Ask for the places anew."""
        self.header.refresh(layout=True)  # a child's request makes Textual forget the arrangement it has kept

    # -- views ----------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Let the session's thread watch for changes."""
        self.worker.idle = self.live.look
        # The first picture goes out without the chart, whose library takes a while to load.
        self.set_timer(0.2, self.metrics.draw_charts)
        self.set_interval(_CHART_SECONDS, self.metrics.draw_charts)

    def show(self, view: TodayView) -> None:
        """Show a view: every pane repaints the lines that differ."""
        before = len(self.view.metrics) if self.view else -1
        self.view = view
        self.header.show(view)
        self.must_do.show(view, self.owner)
        self.metrics.show(view)
        self.keywords.show(view, self.owner)
        self.board.show(view, self.owner)
        self.tabs.redraw()
        if before != len(view.metrics) and self.is_attached:
            self.lay_out()

    def load(self) -> None:
        """Read everything again."""
        self.worker.ask(self.live.load, self.show, self.fail, topic="view")

    def act(self, work: Callable[[Session], Told | str], ahead: Ahead | None = None) -> None:
        """Change something: shown at once by `ahead`, then as the session answers it really is."""
        if ahead is not None and self.view is not None:
            self.show(ahead(self.view))
        # After the repaint: the session's thread would otherwise compete with it for the interpreter.
        self.call_after_refresh(self.worker.ask, self.live.act(work), self._acted, self._refused)

    def _acted(self, answer: tuple[str, TodayView]) -> None:
        message, view = answer
        self.show(view)
        self.say(message)

    def _refused(self, trouble: Exception) -> None:
        self.fail(trouble)
        self.load()

    # -- messages -------------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Tell the person something, in the footer, until the next key."""
        self.footer.say(words, self.look.palette.text)

    def warn(self, words: str) -> None:
        """Tell the person what is in the way."""
        self.footer.say(words, self.look.palette.warn)

    def fail(self, trouble: Exception) -> None:
        """Tell the person what did not work; what is no known trouble is a fault of the program.

        Raises it while there is no screen yet to tell it on.
        """
        if not self.is_attached:
            raise trouble
        if not isinstance(trouble, CockpitError):
            from opscockpit.ui.app import Cockpit

            assert isinstance(self.app, Cockpit)
            self.app.panic_with(trouble)
            return
        self.footer.say(f"{trouble.title}: {trouble}", self.look.palette.bad)

    # -- panels and overlays --------------------------------------------------------------------------------

    @property
    def panel(self) -> ListPane:
        """The panel in use."""
        return self.panels[self.active]

    def activate(self, name: str) -> None:
        """Make a panel the one in use."""
        if name == self.active:
            return
        before, self.active = self.panel, name
        before.active, self.panel.active = False, True
        self.footer.where = name
        self.footer.redraw()
        before.redraw()
        self.panel.redraw()
        self.tabs.redraw()
        if mode_of(self.size) == "tabs":
            self.lay_out()

    def next_panel(self, step: int) -> None:
        """The next panel in the order of the numbers."""
        self.activate(PANELS[(PANELS.index(self.active) + step) % len(PANELS)])

    def open(self, overlay: Overlay) -> None:
        """Lay something over the panels; what lay there goes away."""
        self.shut()
        self.overlay = overlay
        self.mount(overlay, before=0)  # as the last child it would shift the order of all others: a full repaint
        self.call_after_refresh(overlay.opened)

    def shut(self) -> None:
        """Take away what lies over the panels."""
        if self.overlay is not None:
            overlay, self.overlay = self.overlay, None
            self.set_focus(None)
            overlay.remove()

    # -- keys and mouse -------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Every key that no text field has taken."""
        self.live.touched()
        self.footer.quiet()
        if self.focused is not None:
            return  # a text field's own keys are looked up by Textual, further on
        event.stop()
        event.prevent_default()
        if self.overlay is not None:
            self.overlay.press(event.key, event.character)
            return
        action = action_for(event.key, event.character)
        if action is None:
            if is_input_method_text(event.character) and normal_key(event.key, event.character) == event.key:
                self.warn("That letter came from an input method: switch it off, or use F-keys (F1 lists them)")
            return
        if mode_of(self.size) == "small" and action.id != "quit":
            return
        self.run_action_id(action.id)

    def run_action_id(self, action_id: str) -> None:
        """Do what the table of actions calls by this id."""
        commands.run(self, action_id)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a panel and the row under it."""
        clicked, region = self.get_widget_at(event.screen_x, event.screen_y)
        y = event.screen_y - region.y
        for name, panel in self.panels.items():
            if clicked is panel:
                self.activate(name)
                panel.point(y, event.screen_x - region.x)
        if clicked is self.tabs and y < len(PANELS):
            self.activate(PANELS[y])

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor of the panel in use."""
        event.stop()
        self.panel.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor of the panel in use."""
        event.stop()
        self.panel.move(-1)
