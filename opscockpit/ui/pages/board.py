"""The board of the team on a page of its own: columns by owner, and all about the card under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from opscockpit.services.team_views import BoardCard, HistoryLine, PersonView
from opscockpit.services.views import Card, TodayView
from opscockpit.ui.actions import CARD, Action, Actions
from opscockpit.ui.commands import CARD_COMMANDS, GENERAL_COMMANDS, done_card, show_one_owner
from opscockpit.ui.overlays import Choice, Sheet
from opscockpit.ui.page import Shared
from opscockpit.ui.pages.rows import wrapped
from opscockpit.ui.pages.team import TeamPage
from opscockpit.ui.panels.base import Framed, Piece, clipped, row
from opscockpit.ui.panels.board import DUE_FROM, BoardPanel
from opscockpit.ui.seeking import seek
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

OWN = (
    Action("done", ("space",), "Done", "The card is done; again: open.", ("board",), "done", "space"),
    *CARD,
    Action("find", ("slash", "f5"), "Search all tasks", "Open and done ones, by any word on them.", (), "search", "/",
           reads=True),
    Action("owner", ("o", "f6"), "Only one owner", "Show one person's cards; again for all.", (), "owner", "o",
           reads=True),
)  # fmt: skip

_DETAIL = 9
_PAST = 4
"""Changes of a card shown beside it; w shows all."""

_NONE = Style.null()


class TeamBoard(BoardPanel):
    """The board; says when the cursor has come to another card."""

    def __init__(self, look: Look, moved: Callable[[], None]) -> None:
        super().__init__(look)
        self._moved = moved
        self._told: object = None

    def redraw(self) -> None:
        """After every move."""
        super().redraw()
        if self.cursor != self._told:
            self._told = self.cursor
            self._moved()

    def details(self, card: Card, cells: int) -> str:
        """Day, who hands it over, parts, what it unlocks, who looks at it."""
        parts = (
            f"{card.due:%d %b}" if card.due and cells < DUE_FROM else "",
            f"from {card.offered_by}: yes?" if card.offered_by else "",
            f"{card.children_done} of {card.children}" if card.children else "",
            f"{self.look.glyphs.active} {', '.join(card.here)}" if card.here else "",
            f"for {card.parent}" if card.parent else "",
        )
        return f" {self.look.glyphs.dot} ".join(part for part in parts if part)

    def heading(self) -> list[Piece]:
        """Without the number that it has on Today."""
        first, *rest = super().heading()
        return [("Board", first[1]), *rest]


class CardPane(Framed):
    """All about one card: what it is for, when it is done, who looks at it, who did what to it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "card")
        self.card: Card | None = None
        self.person: PersonView | None = None
        self.parts: tuple[BoardCard, ...] = ()
        self.lines: tuple[HistoryLine, ...] = ()

    def heading(self) -> list[Piece]:
        """The card's words."""
        if self.card is None:
            return self.words("No card here")
        return self.words(self.look.clean(self.card.title), (f"task {self.card.id}", self.look.palette.dim))

    def draw(self, width: int, height: int) -> list[Strip]:
        """On the left the card, on the right its history where there is room."""
        inner, sign = max(0, width - 4), self.look.glyphs.clip
        left = self._about(inner if inner < 90 else inner * 3 // 5)
        right = self._past()
        if inner < 90:
            return self.frame([row(clipped(line, inner, sign), inner) for line in [*left, *right]], width, height)
        half = inner * 3 // 5
        left, right = (
            [clipped(one, half, sign) for one in left],
            [clipped(two, inner - half - 1, sign) for two in right],
        )
        count = max(len(left), len(right))
        left += [[]] * (count - len(left))
        right += [[]] * (count - len(right))
        gap: Piece = (" ", self.look.palette.text)
        lines = [row([*row_of(one, half), gap, *two], inner) for one, two in zip(left, right, strict=True)]
        return self.frame(lines, width, height)

    def _about(self, width: int) -> list[list[Piece]]:
        card, look, palette = self.card, self.look, self.look.palette
        if card is None:
            return []
        live = card.state in ("open", "doing")
        state = card.state + (f" for {card.days_doing} day{'s' * (card.days_doing > 1)}" if card.days_doing else "")
        due = f"due {card.due:%a %d %b}" + (", late" if card.late else "") if card.due else "no day"
        whose = (
            (look.clean(card.owner), palette.text) if card.owner else ("nobody's", palette.bad if live else palette.dim)
        )
        facts: list[Piece] = [
            whose, (state, palette.text), (due, palette.bad if card.late else palette.text),
            (f"priority {card.priority}", palette.dim), (look.clean(card.link), palette.dim),
        ]  # fmt: skip
        first: list[Piece] = []
        for words, style in facts:
            if words:
                first += [(f" {look.glyphs.dot} " if first else "", palette.dim), (words, style)]
        lines = [first]
        if card.offered_by:
            asked = self.keyed("hands it over: {accept} accepts, {decline} declines with a reason")
            lines.append([(f"{look.clean(card.offered_by)} {asked}", palette.warn)])
        if self.person is not None and self.person.over:
            lines.append([(look.clean(f"{self.person.login}: {self.person.says}"), palette.warn)])
        said = (
            ("unlocks", card.parent), ("done when", card.done_when), ("measure", card.metric or ""),
            ("parts", f"{card.children_done} of {card.children} done" if card.children else ""), ("note", card.note),
            ("looks too", ", ".join(card.here)),
        )  # fmt: skip
        for label, words in said:
            for place, line in enumerate(wrapped(look.clean(words), max(10, width - 11)) if words else ()):
                lines.append([(f"{label if place == 0 else '':<10} ", palette.heading), (line, palette.text)])
        signs = {"done": look.glyphs.done, "dropped": look.glyphs.missed, "doing": look.glyphs.doing}
        return lines + [
            [(f"  {signs.get(part.state, look.glyphs.open)} {look.clean(part.title)}", palette.dim)]
            for part in self.parts
        ]

    def _past(self) -> list[list[Piece]]:
        palette = self.look.palette
        return [
            [(f"{line.at:%d %b %H:%M} {self.look.clean(line.who)} ", palette.accent),
             (self.look.clean(f"{line.what} {', '.join(line.changes)}"), palette.dim)]
            for line in self.lines
        ]  # fmt: skip


def row_of(pieces: Sequence[Piece], cells: int) -> list[Piece]:
    """The pieces in exactly so many cells."""
    return [(segment.text, segment.style or _NONE) for segment in row(pieces, cells)]


class BoardPage(TeamPage):
    """The board of the store."""

    id_ = "board"
    actions = Actions(OWN, ("find", "owner"))
    pane_names: ClassVar = {"board": "the board"}

    def __init__(self, shared: Shared) -> None:
        self.owner: str | None = None
        self.board = TeamBoard(shared.look, self._follow)
        self.card = CardPane(shared.look)
        self._people: dict[str, PersonView] = {}
        super().__init__(shared, {"board": self.board})
        self.tell_keys(self.card)

    def compose(self) -> list[Widget]:
        """The card lies below the board."""
        return [self.header, self.board, self.card, self.footer]

    def regions(self, size: Size) -> dict[str, Region]:
        """The lower part is for the card."""
        places = super().regions(size)
        body = places.get("board")
        if body is not None:
            cut = min(_DETAIL, body.height // 2)
            places["board"] = Region(body.x, body.y, body.width, body.height - cut)
            places["card"] = Region(body.x, body.bottom - cut, body.width, cut)
        return places

    def show(self, view: TodayView) -> None:
        """Show the cards, and ask for the past of the one under the cursor."""
        self.view = view
        self.board.show(view, self.owner)
        super().show(view)
        self._show_card()

    def question(self) -> Callable[[Session], Any]:
        """Parts and past of the card under the cursor; the load of who has too much."""
        card, column = self.board.selected(), self.board.column()
        task_id = card.id if card is not None else None
        over = column is not None and column.over

        def work(session: Session) -> tuple[Any, ...]:
            team = session.team
            people = team.people.views() if over else ()
            if task_id is None:
                return None, (), (), people
            return task_id, team.board.parts(task_id), team.trail.lines("task", task_id)[:_PAST], people

        return work

    def fill(self, answer: tuple[Any, ...]) -> None:
        """Show them, if the cursor is still there."""
        task_id, parts, lines, people = answer
        self._people = {person.login: person for person in people}
        card = self.board.selected()
        if card is not None and card.id == task_id:
            self.card.parts, self.card.lines = parts, lines
        self._show_card()

    def _follow(self) -> None:
        """The cursor has come to another card: its past is asked for, the card itself is shown at once."""
        self.card.parts, self.card.lines = (), ()
        self._show_card()
        if self.is_attached:
            self.ask()

    def _show_card(self) -> None:
        self.card.card = self.board.selected()
        owner = self.card.card.owner if self.card.card is not None else None
        self.card.person = self._people.get(owner or "")
        self.card.redraw()

    def enter(self, subject: str) -> None:
        """Come to the front; with a task's id, at that card."""
        if subject.isdecimal():
            self.board.cursor = int(subject)
        super().enter(subject)

    def place_words(self) -> str:
        """The card looked at."""
        card = self.board.selected()
        return f"task:{card.id}" if card is not None else "board"

    def suggestion(self) -> dict[str, str]:
        """A task for the person of the column."""
        column = self.board.column()
        return {"owner": column.login or ""} if column is not None else {}


def search(page: BoardPage) -> None:
    """All tasks of the store, done ones too."""

    def listed(found: tuple[BoardCard, ...]) -> None:
        choices = [Choice(one.title, f"{one.owner or 'nobody'} {one.state} {one.link}", one) for one in found]
        seek(page, f"All {len(found)} tasks, done ones too", choices, lambda card: _found(page, card))

    page.look_up(lambda s: s.team.board.search(""), listed)


def _found(page: BoardPage, card: object) -> None:
    """Go to the card; one that has left the board is told of."""
    assert isinstance(card, BoardCard)
    assert page.view is not None
    if any(one.id == card.id for column in page.view.board for one in column.cards):
        page.owner = None
        page.board.cursor = card.id
        page.show(page.view)
        return
    look, task_id = page.look, card.id

    def show(lines: tuple[HistoryLine, ...]) -> None:
        first = f"{card.owner or 'nobody'} · {card.state} · {card.due or 'no day'}"
        text: list[list[Piece]] = [[(look.clean(first), look.palette.text)]]
        text += [
            [(look.clean(words), look.palette.dim)] for words in (*card.badges, card.done_when, card.note) if words
        ]
        text += [[], *([(look.clean(line.text), look.palette.text)] for line in lines)]
        page.open(Sheet(look, card.title, text, page.shut))

    page.look_up(lambda s: s.team.trail.lines("task", task_id), show)


BoardPage.commands = {
    **GENERAL_COMMANDS, **CARD_COMMANDS, "done": lambda page: done_card(page, page.board.selected()),
    "find": search, "owner": show_one_owner, "left": lambda page: page.board.sideways(-1),
    "right": lambda page: page.board.sideways(1),
}  # fmt: skip
