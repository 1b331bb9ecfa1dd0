"""What the pages of the team's day share: keys typed into a row, tasks made from a row, races and questions told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events

from opscockpit.services.team_views import HistoryLine
from opscockpit.ui.dialogs import pick
from opscockpit.ui.overlays import Choice, Sheet
from opscockpit.ui.page import Page
from opscockpit.ui.pages.rows import wrapped
from opscockpit.ui.panels.base import Piece

TEXT_CELLS = 74
"""Width of a text to read: it fits the smallest usual terminal, and longer lines are hard to read."""

MOVES = ("up", "down", "pageup", "pagedown", "tab", "shift+tab", "home", "end")
"""Keys that leave a row: what was typed into it is taken first."""


class TeamPage(Page):
    """A page of the team's day."""

    def on_key(self, event: events.Key) -> None:
        """Before a key is taken: where this person looks."""
        if self.cockpit.front is self and self.overlay is None:
            self.live.place = self.place_words()

    def place_words(self) -> str:
        """What this person looks at, for the others' screens, e.g. 'task:12'."""
        return self.id_

    def enter(self, subject: str) -> None:
        """Come to the front, and say so to the others."""
        super().enter(subject)
        self.live.place = self.place_words()


def history(page: Page, source: str) -> None:
    """Who did what to a row, and when."""

    def show(lines: tuple[HistoryLine, ...]) -> None:
        look, palette = page.look, page.look.palette
        text: list[list[Piece]] = []
        for line in lines:
            head = f"{line.at:%d %b %H:%M}  {look.clean(line.who)}  "
            text.append([(head, palette.accent), (look.clean(line.what), palette.text)])
            text += [[("               " + look.clean(change), palette.dim)] for change in line.changes]
        page.open(Sheet(look, "Who changed it, newest first", text, page.shut))

    page.look_up(lambda s: s.team.trail.of(source), show)


def people(page: Page, title: str, chosen: Callable[[str | None], None], nobody: str = "") -> None:
    """Choose somebody of the team; `nobody` words the choice of no one, where there is one."""

    def listed(team: tuple[tuple[str, str], ...]) -> None:
        choices = [Choice(name, login if login != name else "", login) for login, name in team]
        choices += [Choice(nobody, "", None)] if nobody else []
        pick(page, title, choices, lambda login: chosen(None if login is None else str(login)))

    page.look_up(lambda s: s.people(), listed)


def sure(page: Page, title: str, yes: str, no: str, then: Callable[[bool], None]) -> None:
    """Ask before something that is not meant to happen by accident."""
    pick(page, title, [Choice(yes, "", True), Choice(no, "", False)], lambda answer: then(bool(answer)))


def sheet(page: Page, title: str, lines: Sequence[str]) -> None:
    """Show a text to read."""
    palette = page.look.palette
    shown = [part for line in lines for part in wrapped(page.look.clean(line), TEXT_CELLS)]
    page.open(Sheet(page.look, title, [[(line, palette.text)] for line in shown], page.shut))
