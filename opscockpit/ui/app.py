"""The Textual application: pages in front of each other, no animation, no colours of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from opscockpit.errors import CockpitError
from opscockpit.ui.canvas import Canvas, Painted
from opscockpit.ui.drafts import Drafts
from opscockpit.ui.keymap import Keymap
from opscockpit.ui.live import Live
from opscockpit.ui.options import Options
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import History, Place, make_page
from opscockpit.ui.panels.base import Pane
from opscockpit.ui.theme import SYSTEMS, depth
from opscockpit.ui.today import Today
from opscockpit.ui.typeahead import TypeAhead
from opscockpit.ui.wardrobe import Wardrobe
from opscockpit.ui.worker import Worker

if TYPE_CHECKING:
    from rich.console import RenderableType

    from opscockpit.ui.facade import Session

PATIENCE_SECONDS = 0.25
"""How long a new page waits for its first answer."""


OUTSIDE_SECONDS = 0.2
"""After the start: when the first picture is out."""


class Cockpit(App[int], inherit_bindings=False):
    """Shows one page at a time, and hands the answers of the session's thread to it."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "Opscockpit"

    def __init__(self, worker: Worker, live: Live, options: Options, driver: type[Driver] | None = None) -> None:
        environ = dict(os.environ)  # Textual takes NO_COLOR out of the environment it passes on
        super().__init__(driver_class=driver, ansi_color=True)
        self.animation_level = "none"
        self._options = options
        self.worker = worker
        self.trouble: Exception | None = None
        self.live = live
        self.console._color_system = SYSTEMS[depth(options.colours, environ)]
        wardrobe = Wardrobe(options, environ)
        self.shared = Shared(
            wardrobe.look, worker, live, Drafts(self._in_passing), {}, Keymap(options.keymap_file), wardrobe
        )  # fmt: skip
        self.today = Today(self.shared)
        self.history = History()
        self.keys = TypeAhead(self)
        self.canvas = Canvas()
        self._pages: dict[str, Page] = {"today": self.today}
        live.on_view, live.on_trouble = self.today.show, _refuse
        worker.connect(None)  # what has been read so far is in the first picture
        live.on_trouble = self.today.fail

    def get_default_screen(self) -> Screen[Any]:
        """Today is the first page."""
        return self.today

    @property
    def front(self) -> Page:
        """The page that is shown."""
        return self._pages[self.history.now.page]

    def go(self, place: Place) -> None:
        """Show a page; it is loaded and made when it is shown for the first time, and kept."""
        self.history.go(place)
        self._bring()

    def step(self, by: int) -> None:
        """Back (-1) or forward (1) among the pages one has been on; nothing happens where there is none."""
        if self.history.step(by):
            self._bring()

    def _bring(self) -> None:
        place = self.history.now
        page = self._pages.get(place.page)
        if page is None:
            page = self._pages[place.page] = make_page(place.page, self.shared)
            self.install_screen(page, place.page)  # or it would be taken apart when another page is shown
        self.live.on_view, self.live.on_trouble = page.show, page.fail
        opened = self.keys.wait()

        def come() -> None:
            self._show(page)
            page.call_after_refresh(opened)  # once everything on it has its place

        def late() -> None:
            if page.waiting is come:
                self._show(page)

        page.enter(place.subject)
        if page.question() is None or page.answered_for == place.subject:
            come()
            return
        # A new page, or a new subject, goes out with its first answer, rather than being painted twice.
        page.waiting = come
        self.set_timer(PATIENCE_SECONDS, late)

    def _show(self, page: Page) -> None:
        shown = self.screen
        if page is not self.front:
            return  # the person has gone on meanwhile
        if page is shown:
            return
        # Today lies at the bottom of the stack, and at most one other page on it.
        if page is self.today:
            self.pop_screen()
        elif shown is self.today:
            self.push_screen(page)
        else:
            self.switch_screen(page)

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text come one after the other, each when the one before it has done what it does."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self.keys.take(event)
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        """From now on answers are delivered between two messages of this application."""
        self.worker.connect(lambda call: (self.call_later(call), None)[1])
        self.set_timer(OUTSIDE_SECONDS, self._look_outside)
        if self.shared.wardrobe.trouble:
            self.front.warn(self.shared.wardrobe.trouble)

    def on_ready(self) -> None:
        """The first picture is out: from now on garbage is collected, but not looked for in what was loaded so far."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        drawn = self._running and not self._closed and not self.is_headless and not self._batch_count
        if drawn and isinstance(renderable, CompositorUpdate):
            words = self.canvas.paint(renderable, self.size, self.console)
            still = self.size.clamp_offset(self.cursor_position) == self._previous_cursor_position
            renderable = None if still and not words else Painted(words)
        super()._display(screen, renderable)

    def recolour(self) -> None:
        """Paint every page anew, those behind too: the colours of the look are others now."""
        for page in self._pages.values():
            for pane in page.children:
                if isinstance(pane, Pane):
                    pane.repaint()

    def _look_outside(self) -> None:
        from opscockpit.ui import outside  # needed when the first picture is there

        outside.attach(self, self._options)

    def _in_passing(self, work: Callable[[Session], Any]) -> None:
        """Put work to the session's thread that nobody waits for; what the database refuses of it is no matter."""
        self.worker.ask(work, _nobody_waits, self._faults_only)

    def _faults_only(self, trouble: Exception) -> None:
        if not isinstance(trouble, CockpitError):
            self.panic_with(trouble)

    def panic_with(self, trouble: Exception) -> None:
        """A fault of the program itself: leave; who started the screen reports it on the restored terminal."""
        self.trouble = trouble
        self.exit(1, return_code=1)

    def _handle_exception(self, error: Exception) -> None:
        """A fault that Textual has caught: its own report would show customers' names, as values of variables."""
        if self.is_headless:  # a test hears of it from Textual
            super()._handle_exception(error)
            return
        self.trouble = self.trouble or error
        self._return_code = 1
        self._close_messages_no_wait()

    def on_driver_signal_resume(self) -> None:
        """Back from the shell: nothing of the picture is left on the terminal."""
        self.canvas.forget()
        self.screen.refresh(self.size.region)

    def on_no_shell(self) -> None:
        """Ctrl and z where nobody could bring the screen back."""
        leaves = self.front.key_words("quit")
        self.front.warn(f"There is no shell to go to from here and to come back from; {leaves} leaves")


def _nobody_waits(_: object) -> None:
    """The answer to work in passing."""


def _refuse(trouble: Exception) -> None:
    """Before the first picture there is no screen to tell a trouble on."""
    raise trouble
