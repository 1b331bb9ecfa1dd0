"""The team: who is here and looks at what, and what everybody carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from opscockpit.errors import WrongUsage
from opscockpit.services.team_views import PersonView
from opscockpit.services.views import TodayView
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import field, form
from opscockpit.ui.items import card_pieces, item_pieces
from opscockpit.ui.page import Shared
from opscockpit.ui.pages import PAGES
from opscockpit.ui.pages.rows import Col, RowsPane
from opscockpit.ui.pages.team import TeamPage, history
from opscockpit.ui.panels.base import Entry, Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("edit", ("e", "enter"), "Change", "Name, role, job, and how much may be in work at once.",
           ("list",), "change", "enter"),
    Action("history", ("w",), "Who changed it", "Who did what, and when.", ("list",), "who", "w", reads=True),
)  # fmt: skip


class PeoplePane(RowsPane[PersonView]):
    """Everybody on the team."""

    title = "People"
    empty = "Nobody is on the team yet: opscockpit people add LOGIN"
    cols = (
        Col("", 1), Col("name", 10, stretch=2), Col("login", 8), Col("job", 10, stretch=1), Col("role", 8, drop=2),
        Col("in work", 8, right=True), Col("open", 4, right=True), Col("late", 4, right=True),
        Col("to accept", 9, right=True, drop=1), Col("links", 5, right=True), Col("looks at", 14, stretch=1, drop=3),
    )  # fmt: skip

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.view: TodayView | None = None

    def key_of(self, row: PersonView) -> int:
        """The person."""
        return row.id

    def entries(self, width: int) -> list[Entry]:
        """The team, and below it what the one under the cursor has on the list and on the board."""
        here, lines = self.selected(), super().entries(width)
        if here is None or self.view is None:
            return lines
        palette, look = self.look.palette, self.look
        items = [item for item in self.view.must_do if here.login in (item.owner, item.done_by)]
        cards = next((column.cards for column in self.view.board if column.login == here.login), ())
        room = min(width, 110)
        for title, rows in (
            ("Must do", [item_pieces(look, item, room - 3) for item in items]),
            ("Cards", [card_pieces(look, card, room - 3) for card in cards]),
        ):
            if rows:
                head: list[Piece] = [
                    (f"{title} of {look.clean(here.name)}", palette.heading),
                    (f"  {len(rows)}", palette.dim),
                ]
                lines += [Entry(None, ()), Entry(None, tuple(head))]
                lines += [Entry(None, (("   ", palette.text), *pieces)) for pieces in rows]
        return lines

    def values(self, row: PersonView) -> Sequence[Piece]:
        """Whether here, and the load."""
        palette, glyphs = self.look.palette, self.look.glyphs
        sign = {"here": (glyphs.active, palette.good), "away": (glyphs.away, palette.dim)}.get(
            row.here, (" ", palette.dim)
        )
        return [
            sign,
            (row.name, palette.text),
            (row.login, palette.dim),
            (row.job, palette.text),
            (row.role, palette.dim),
            (f"{row.doing} of {row.wip_limit}", palette.warn if row.over else palette.text),
            (str(row.open or ""), palette.text),
            (str(row.late or ""), palette.bad),
            (str(row.offered or ""), palette.warn),
            (str(row.links or ""), palette.dim),
            (_place_words(row.place), palette.dim),
        ]


def _place_words(places: str) -> str:
    """What somebody looks at, as people call it: 'task:12 morning:letters' is 'card 12, Morning: letters'."""
    titles = {entry.id: entry.title for entry in PAGES}
    words = []
    for place in places.split():
        page, _, subject = place.partition(":")
        name = "card" if page == "task" else titles.get(page, page)
        words.append(f"{name} {subject}" if page == "task" else f"{name}: {subject}" if subject else name)
    return ", ".join(words)


class Crew(TeamPage):
    """The team."""

    id_ = "crew"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the team"}

    def __init__(self, shared: Shared) -> None:
        self.list = PeoplePane(shared.look, "list")
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], Any]:
        """Everybody."""
        return lambda s: s.team.people.views()

    def show(self, view: TodayView) -> None:
        """The list and the board are in the view."""
        self.list.view = view
        super().show(view)

    def fill(self, answer: tuple[PersonView, ...]) -> None:
        """Show them."""
        self.list.fill(answer)

    def suggestion(self) -> dict[str, str]:
        """A task for the person under the cursor."""
        row = self.list.selected()
        return {"owner": row.login} if row else {}


def edit(page: Crew) -> None:
    """Change the person under the cursor."""
    row = page.list.selected()
    if row is None:
        return

    def save(values: dict[str, str]) -> None:
        if not values["limit"].isdecimal():
            raise WrongUsage("The limit is a whole number")
        role = values["role"] if values["role"] != row.role else None
        page.act(lambda s: s.team.people.edit(
            row.login, row.version, name=values["name"], job=values["job"], role=role, wip_limit=int(values["limit"])
        ))  # fmt: skip

    fields = (
        field("name", "Name", row.name, "", required=True),
        field("job", "Job", row.job, "推广, 客服, design …"),
        field("role", "Role", row.role, "manager · member · guest", required=True),
        field("limit", "In work", str(row.wip_limit), "more than so many at once warns", required=True),
    )
    form(page, f"{row.name} ({row.login})", fields, save)


def trail(page: Crew) -> None:
    """Who changed the person's row."""
    row = page.list.selected()
    if row is not None:
        history(page, f"person:{row.id}")


Crew.commands = {**GENERAL_COMMANDS, "edit": edit, "history": trail}
