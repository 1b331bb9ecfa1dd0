"""The links: the steps of the store's process, each with exactly one owner, and a deputy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from opscockpit.services.team_views import LinkView
from opscockpit.services.views import TodayView
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import NOBODY, field, form, login_typed
from opscockpit.ui.items import card_pieces
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.rows import About, Col, RowsPane
from opscockpit.ui.pages.team import TeamPage, history, people, sure
from opscockpit.ui.panels.base import Entry, Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("edit", ("e", "enter"), "Change the link", "Its name, owner, deputy, and what rows belong to it.",
           ("list",), "change", "enter"),
    Action("own", ("o", "f6"), "Give it an owner", "Exactly one; tasks made from its rows go there.",
           ("list",), "owner", "o"),
    Action("deputy", ("d", "f8"), "Give it a deputy", "Who stands in.", ("list",), "deputy", "d"),
    Action("add", ("a", "f3"), "New link", "A step of the store's process.", (), "new", "a"),
    Action("remove", ("minus",), "Remove the link", "When no open task belongs to it.", ("list",), "remove", "-"),
    Action("history", ("w",), "Who changed it", "Who did what to the link, and when.", ("list",), "who", "w",
           reads=True),
)  # fmt: skip

_COVERS = "letter rule metric metric:conversion keyword letter:投诉 letter:Parcel_stuck … by blanks"


class LinksPane(RowsPane[LinkView]):
    """The steps of the process."""

    title = "Links"
    empty = "No links yet: {add} adds a step of the process; ready sets of routines ({page_routines}) bring some."
    about_lines = 2
    cols = (
        Col("", 1), Col("step of the process", 16, stretch=2), Col("owner", 10), Col("deputy", 10),
        Col("open", 5, right=True), Col("late", 5, right=True), Col("rows that belong to it", 20, stretch=3, drop=1),
    )  # fmt: skip

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.view: TodayView | None = None

    def entries(self, width: int) -> list[Entry]:
        """The steps, and below them the open tasks of the one under the cursor."""
        here, lines = self.selected(), super().entries(width)
        if here is None or self.view is None:
            return lines
        palette, look, room = self.look.palette, self.look, min(width, 120)
        cards = [
            (column.login or NOBODY, card) for column in self.view.board for card in column.cards
            if card.link == here.name and card.state in ("open", "doing")
        ]  # fmt: skip
        told = f"  {len(cards)}" if cards else "  none"
        lines += [Entry(None, ()), Entry(None, ((f"Tasks of {look.clean(here.name)}", palette.heading),
                                                (told, palette.dim)))]  # fmt: skip
        for whose, card in cards:
            pieces = [("   ", palette.text), *card_pieces(look, card, room - 15)]
            lines.append(Entry(None, (*pieces, ("  " + look.fit(whose, 10), palette.dim))))
        return lines

    def key_of(self, row: LinkView) -> int:
        """The link."""
        return row.id

    def values(self, row: LinkView) -> Sequence[Piece]:
        """Whose it is, and how it stands."""
        palette, glyphs = self.look.palette, self.look.glyphs
        sign = (glyphs.alarm, palette.bad) if row.red else (glyphs.done, palette.good)
        return [
            (glyphs.alarm, palette.warn) if row.late and not row.red else sign,
            (row.name, palette.bad if row.red else palette.text),
            (row.owner, palette.bad if row.red else palette.text),
            (row.deputy or "", palette.dim),
            (str(row.open or ""), palette.text),
            (str(row.late or ""), palette.bad),
            (row.says, palette.dim),
        ]

    def about(self, row: LinkView) -> Sequence[About]:
        """Why it is red, or what it covers."""
        gone = f"{row.owner} is not on the team: {self.key_of_action('own')} gives it to somebody" if row.red else ""
        return (("owner", gone, "bad"), ("its rows", row.says or "no rows belong to it yet", "dim"))


class Links(TeamPage):
    """The links of the store."""

    id_ = "links"
    actions = Actions(OWN)
    pane_names: ClassVar = {"list": "the links"}

    def __init__(self, shared: Shared) -> None:
        self.list = LinksPane(shared.look, "list")
        super().__init__(shared, {"list": self.list})

    def question(self) -> Callable[[Session], Any]:
        """The links."""
        return lambda s: s.team.board.links()

    def fill(self, answer: tuple[LinkView, ...]) -> None:
        """Show them."""
        self.list.fill(answer)

    def show(self, view: TodayView) -> None:
        """The board is in the view."""
        self.list.view = view
        super().show(view)

    def suggestion(self) -> dict[str, str]:
        """A task of this link goes to its owner."""
        row = self.list.selected()
        return {"owner": row.owner, "link": row.name} if row else {}


def edit(page: Links) -> None:
    """Change the link under the cursor."""
    row = page.list.selected()
    if row is None:
        return

    def save(values: dict[str, str]) -> None:
        owner, deputy = login_typed(page, values["owner"]), login_typed(page, values["deputy"])
        page.act(lambda s: s.team.board.link_edit(
            row.id, row.version, name=values["name"], owner=owner, deputy=deputy or "", covers=values["covers"]
        ))  # fmt: skip

    fields = (
        field("name", "Link", row.name, "a step of the process", required=True),
        field("owner", "Owner", row.owner, "login; exactly one", required=True),
        field("deputy", "Deputy", row.deputy or "", "login, or empty"),
        field("covers", "Rows", " ".join(row.covers), _COVERS),
    )
    form(page, f"Link {row.name}", fields, save)


def add(page: Links) -> None:
    """A new link."""

    def save(values: dict[str, str]) -> None:
        owner, deputy = login_typed(page, values["owner"]), login_typed(page, values["deputy"])
        page.act(lambda s: s.team.board.link_add(values["name"], owner or "", deputy, values["covers"]))

    fields = (
        field("name", "Link", "", "a step of the process", required=True),
        field("owner", "Owner", "", "login; exactly one", required=True),
        field("deputy", "Deputy", "", "login, or empty"),
        field("covers", "Rows", "", _COVERS),
    )
    form(page, "New link", fields, save)


def own(page: Links) -> None:
    """Choose the owner."""
    row = page.list.selected()
    if row is not None:
        people(page, f"Owner of {row.name}", lambda login: page.act(
            lambda s: s.team.board.link_edit(row.id, row.version, owner=login)
        ))  # fmt: skip


def deputy(page: Links) -> None:
    """Choose the deputy."""
    row = page.list.selected()
    if row is not None:
        people(page, f"Deputy for {row.name}", lambda login: page.act(
            lambda s: s.team.board.link_edit(row.id, row.version, deputy=login or "")
        ), nobody="no deputy")  # fmt: skip


def remove(page: Links) -> None:
    """Take the link away."""
    row = page.list.selected()
    if row is None:
        return

    def decided(yes: bool) -> None:
        if yes:
            page.act(lambda s: s.team.board.link_remove(row.id))

    sure(page, f"Remove {row.name}?", "remove it", "keep it", decided)


def trail(page: Links) -> None:
    """Who changed the link."""
    row = page.list.selected()
    if row is not None:
        history(page, f"link:{row.id}")


Links.commands = {
    **GENERAL_COMMANDS, "edit": edit, "add": add, "own": own, "deputy": deputy, "remove": remove, "history": trail,
}  # fmt: skip
