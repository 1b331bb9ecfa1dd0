"""What every page of the screen is: a header, its panes, a footer, and the ways of the keyboard and the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from opscockpit.errors import CockpitError
from opscockpit.services.views import TodayView
from opscockpit.ui import commands
from opscockpit.ui.drafts import Drafts
from opscockpit.ui.keymap import Keymap
from opscockpit.ui.live import Live
from opscockpit.ui.pages import Place
from opscockpit.ui.panels.base import ListPane
from opscockpit.ui.surface import Surface
from opscockpit.ui.theme import Look
from opscockpit.ui.wardrobe import Wardrobe
from opscockpit.ui.worker import Worker

if TYPE_CHECKING:
    from opscockpit.ui.app import Cockpit
    from opscockpit.ui.facade import Session, Told

Ahead = Callable[[TodayView], TodayView]
"""What a change will look like, shown at once while it is being written."""


class Shared(NamedTuple):
    """What all pages have in common."""

    look: Look
    worker: Worker
    live: Live
    drafts: Drafts
    """What was typed into forms that were left."""
    kept: dict[str, str]
    """What was chosen on one page and holds on all: 'basis'."""
    keymap: Keymap
    """The person's own keys."""
    wardrobe: Wardrobe
    """The themes, and who has chosen which."""


class Page(Surface):
    """A page: a surface that shows a view and works on the session. How to add one: see `opscockpit.ui.pages`."""

    id_: ClassVar[str]
    """The id in `PAGES`."""
    pane_names: ClassVar[Mapping[str, str]] = {}
    """How messages call the panes, where actions apply only to some."""

    def __init__(self, shared: Shared, panes: Mapping[str, ListPane]) -> None:
        actions, self._keys_trouble = shared.keymap.applied(self.id_, type(self).actions)
        super().__init__(shared.look, shared.live, panes, actions)
        self.shared = shared
        self.worker = shared.worker
        self.view: TodayView | None = None
        self.subject = ""
        self.answered_for: str | None = None
        """The subject of the last answer shown; None before the first."""
        self.waiting: Callable[[], None] | None = None
        """What waits for the next answer to be shown."""
        self.sought = ""
        """The words looked for last."""

    def run(self, action_id: str) -> None:
        """Do what the table of actions calls by this id."""
        commands.run(self, action_id)

    # -- what a page says of itself -------------------------------------------------------------------------

    def question(self) -> Callable[[Session], Any] | None:
        """What to read besides the header, as work for the session's thread; it must not touch the page."""
        return None

    def fill(self, answer: Any) -> None:
        """Show the answer to `question`."""

    def source(self) -> str:
        """The row that a new task would be about, as 'letter:12'; '' for none."""
        return ""

    def suggestion(self) -> dict[str, str]:
        """Fields of a new task about what is under the cursor: title, owner, link and the like, as far as known."""
        return {}

    # -- views ----------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Say what is wrong with the person's own keys for this page."""
        if self._keys_trouble:
            self.warn(self._keys_trouble)

    def enter(self, subject: str) -> None:
        """Come to the front, to show this subject."""
        self.subject = subject
        if self.live.view is not None:
            self.show(self.live.view)

    def show(self, view: TodayView) -> None:
        """Show a view, and ask for what this page shows besides."""
        self.view = view
        if self.shared.wardrobe.follow(view.header.who) and self.is_attached:
            self.cockpit.recolour()
        self.header.you = self.shared.kept.get("you", "")
        self.header.show(view)
        self.footer.only_reads(view.header.read_only)
        self.ask()

    def ask(self) -> None:
        """Ask the session's thread for what this page shows; only the newest answer counts."""
        question = self.question()
        if question is not None:
            self.worker.ask(question, self._answered, self._unanswered, topic=f"page {self.id_}")

    def _answered(self, answer: Any) -> None:
        self.fill(answer)
        self.answered_for = self.subject
        self.answered()

    def _unanswered(self, trouble: Exception) -> None:
        self.fail(trouble)
        self.answered()

    def answered(self) -> None:
        """Go on with what waited for an answer."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            waiting()

    def look_up(
        self, work: Callable[[Session], Any], show: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None, *, topic: str = "look up",
    ) -> None:  # fmt: skip
        """Read something besides the page's own view, and show it; keys typed meanwhile are for what `show` opens."""
        opened = self.cockpit.keys.wait()

        def shown(answer: Any) -> None:
            show(answer)
            opened()

        def refused(trouble: Exception) -> None:
            (failed or self.fail)(trouble)
            opened()

        self.worker.ask(work, shown, refused, topic)

    def load(self) -> None:
        """Read everything again."""
        self.worker.ask(self.live.load, self.live.tell, self.live.fail, topic="view")

    @property
    def read_only(self) -> bool:
        """Whether this person only reads here."""
        return self.view is not None and self.view.header.read_only

    def act(self, work: Callable[[Session], Told | str], ahead: Ahead | None = None) -> None:
        """Change something: shown at once by `ahead`, then as the session answers it really is."""
        if self.read_only:
            self.warn(commands.READ_ONLY)
            return
        if commands.nameless(self):
            return
        if ahead is not None and self.view is not None:
            self.show(ahead(self.view))
        # After the repaint: the session's thread would otherwise compete with it for the interpreter.
        self.call_after_refresh(self.worker.ask, self.live.act(work), self._acted, self._refused)

    def attempt(self, work: Callable[[Session], Told | str], lost: Callable[[Exception], None]) -> None:
        """Change something; `lost` hears what was in the way and says what happens then."""
        self.worker.ask(self.live.act(work), self._acted, lost)

    def _acted(self, answer: tuple[str, TodayView]) -> None:
        message, view = answer
        self.shared.drafts.done()
        self.live.tell(view)
        self.cockpit.front.say(message)

    def _refused(self, trouble: Exception) -> None:
        kept = self.shared.drafts.back()
        self.live.fail(trouble)
        if kept and isinstance(trouble, CockpitError):
            told = f"{trouble.title}: {trouble}; what you typed is kept in the form"
            self.cockpit.front.footer.say(told, self.look.palette.bad)
        self.load()

    # -- messages -------------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Tell the person something, in the footer, until the next key."""
        self.footer.say(words, self.look.palette.text)

    def warn(self, words: str) -> None:
        """Tell the person what is in the way."""
        self.footer.say(words, self.look.palette.warn)

    def fail(self, trouble: Exception) -> None:
        """Tell the person what did not work; what is no known trouble is a fault of the program."""
        if not isinstance(trouble, CockpitError):
            self.cockpit.panic_with(trouble)
            return
        self.footer.say(f"{trouble.title}: {trouble}", self.look.palette.bad)

    # -- other pages ----------------------------------------------------------------------------------------

    @property
    def cockpit(self) -> Cockpit:
        """The application."""
        from opscockpit.ui.app import Cockpit

        assert isinstance(self.app, Cockpit)
        return self.app

    def go(self, page_id: str, subject: str = "") -> None:
        """Open another page."""
        self.cockpit.go(Place(page_id, subject))
