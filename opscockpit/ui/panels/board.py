"""Panel 4: who is on what. A column for each person, and one for what nobody has taken."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from opscockpit.services.views import Card, Column, TodayView
from opscockpit.ui import text
from opscockpit.ui.pages.rows import wrapped
from opscockpit.ui.panels.base import Entry, ListPane, Piece, clipped, row
from opscockpit.ui.theme import Look

_NARROWEST = 13
_DUE = 7
_LINES = 4
"""Lines of a long title where there is room."""
DUE_FROM = 22
"""Cells of the day a card is due, and from which width of a column on it is shown."""


class BoardPanel(ListPane):
    """The board; its cursor stands on a card and stays there by the card's id."""

    number = 4

    def __init__(self, look: Look) -> None:
        super().__init__(look, "board")
        self._columns: tuple[Column, ...] = ()
        self._all: tuple[Column, ...] = ()
        self._owner: str | None = None
        self._who = ""
        self._column = 0
        self._first = 0
        self._tops: dict[str | None, int] = {}
        self._places: dict[str | None, list[int]] = {}
        self._today: object = None

    def show(self, view: TodayView, owner: str | None) -> None:
        """Show this view; with `owner`, only that person's column."""
        self._all, self._owner, self._who = view.board, owner, view.header.who
        self._columns = tuple(c for c in view.board if owner is None or c.login == owner)
        self._today = view.header.day
        self.settle()

    def keys(self) -> list[int | str]:
        """Ids of the cards in the column of the cursor."""
        return [card.id for card in self._cards()]

    def _cards(self) -> tuple[Card, ...]:
        return self._columns[self._column].cards if self._column < len(self._columns) else ()

    def selected(self) -> Card | None:
        """The card under the cursor."""
        return next((card for card in self._cards() if card.id == self.cursor), None)

    def column(self) -> Column | None:
        """The column of the cursor."""
        return self._columns[self._column] if self._column < len(self._columns) else None

    def settle(self) -> None:
        """After a load: follow the card to whichever column it is in now."""
        for place, column in enumerate(self._columns):
            if any(card.id == self.cursor for card in column.cards):
                self._column = place
                break
        else:
            self._column = max(0, min(self._column, len(self._columns) - 1))
        if self.cursor is None:
            # One's own column first, or the first one that has anything in it.
            filled = [place for place, column in enumerate(self._columns) if column.cards]
            own = [place for place in filled if self._columns[place].login == self._who]
            self._column = next(iter(own + filled), 0)
        super().settle()

    def sideways(self, step: int) -> None:
        """Move to the next column, at the same height where it is long enough."""
        if not self._columns:
            return
        self._column = max(0, min(len(self._columns) - 1, self._column + step))
        cards = self._cards()
        self._at = max(0, min(self._at, len(cards) - 1))
        self.cursor = cards[self._at].id if cards else None
        self.redraw()

    def heading(self) -> list[Piece]:
        """Title, how many cards are open and how many late."""
        palette = self.look.palette
        count, late = sum(len(c.cards) for c in self._all), sum(c.late for c in self._all)
        cards = (f"{count} card{'' if count == 1 else 's'}", palette.dim)
        return self.words("4 Board", cards, (f"{late} late", palette.bad) if late else None, self.only(self._owner))

    def summary(self) -> list[Piece]:
        """How many cards each person has."""
        counts = "  ".join(f"{self.look.clean(c.name)} {len(c.cards)}" for c in self._all)
        return [*self.heading(), ("   " + counts, self.look.palette.text)]

    def _window(self, width: int) -> tuple[int, list[int]]:
        """First column in sight and the widths of those that fit, together `width` less the lines between."""
        count = len(self._columns)
        fits = max(1, min(count, (width + 3) // (_NARROWEST + 3)))
        self._first = max(0, min(self._first, count - fits))
        if self._column < self._first:
            self._first = self._column
        if self._column >= self._first + fits:
            self._first = self._column - fits + 1
        room = width - 3 * (fits - 1)
        return self._first, [room // fits + (1 if place < room % fits else 0) for place in range(fits)]

    def point(self, y: int, x: int = 0) -> bool:
        """Put the cursor on the card at this place of the pane."""
        if not self._columns:
            return False
        first, widths = self._window(max(0, self.size.width - 4))
        at = x - 2
        place = 0
        while place < len(widths) - 1 and at >= widths[place] + 3:
            at -= widths[place] + 3
            place += 1
        self._column = first + place
        column = self._columns[self._column]
        places = self._places.get(column.login, [])
        hit = 2 <= y < 2 + len(places)
        self._at = places[y - 2] if hit else 0
        self.cursor = column.cards[self._at].id if column.cards else None
        self.redraw()
        return hit

    def targets(self) -> list[tuple[int, int]]:
        """The first line of each card in sight."""
        if not self._columns:
            return super().targets()
        first, widths = self._window(max(0, self.size.width - 4))
        found, x = [], 2
        for column, cells in zip(self._columns[first:], widths, strict=False):
            places = self._places.get(column.login, [])
            found += [(x, 2 + line) for line, card in enumerate(places) if line == 0 or card != places[line - 1]]
            x += cells + 3
        return found or super().targets()

    def entries(self, width: int) -> list[Entry]:
        """All cards as one list, for whoever looks for one by its words."""
        return [
            Entry(card.id, ((f"{self.look.clean(card.title)} {self.look.clean(column.name)}", self.look.palette.text),))
            for column in self._columns
            for card in column.cards
        ]

    def body(self, width: int, lines: int) -> tuple[list[Strip], str]:
        """All columns in sight side by side: names, then cards."""
        if not self._columns:
            words = self.keyed("No tasks yet: press {task} for the first.")
            return [row([(words, self.look.palette.dim)], width)], ""
        first, widths = self._window(width)
        drawn = [self._draw(first + place, cells, lines) for place, cells in enumerate(widths)]
        between = Segment(f" {self.look.glyphs.upright} ", self.look.palette.border)
        strips = []
        for y in range(lines):
            segments: list[Segment] = []
            for place, column in enumerate(drawn):
                segments += [between] if place else []
                segments += list(column[y])
            strips.append(Strip(segments, width))
        hidden = len(self._columns) - len(widths)
        return strips, f"{hidden} more column{'s' * (hidden > 1)}" if hidden else ""

    def _draw(self, place: int, cells: int, lines: int) -> list[Strip]:
        palette, look = self.look.palette, self.look
        column = self._columns[place]
        here = self.active and place == self._column
        name_style = (
            palette.title_on if here else palette.warn if column.login is None and column.cards else palette.strong
        )
        head: list[Piece] = [(look.clean(column.name), name_style), (f" {len(column.cards)}", palette.dim)]
        if column.login is None and column.cards:
            head.append((f" {look.glyphs.alarm}", palette.warn))
        if column.over:
            head.append((f" {look.glyphs.doing}{sum(card.state == 'doing' for card in column.cards)}!", palette.warn))
        if column.late:
            long = f" ({column.late} late)"
            fits = sum(text.width(words) for words, _ in head) + len(long) <= cells
            head.append((long if fits else f" {look.glyphs.alarm}{column.late}", palette.bad))
        room = max(1, lines - 1)
        for most in (_LINES, 2, 1):
            cards = [(card, self._wrapped(card, cells, most)) for card in column.cards]
            if sum(len(titles) for _, titles in cards) <= room:
                break
        about = {card.id: look.clean(self.details(card, cells)) for card in column.cards}
        if sum(len(titles) for _, titles in cards) + sum(map(bool, about.values())) > room:
            about = {}
        top = self._scrolled(column, place, room) if len(cards) > room else 0
        strips, places = [row(clipped(head, cells, look.glyphs.clip), cells)], []
        for index, (card, titles) in enumerate(cards[top:], top):
            over = palette.cursor if here and card.id == self.cursor else None
            for line, title in enumerate(titles):
                strips.append(row(self._card(card, title, cells, first=line == 0), cells, over))
                places.append(index)
            if about.get(card.id):
                strips.append(row([("  " + look.fit(about[card.id], cells - 2), palette.dim)], cells, over))
                places.append(index)
        self._places[column.login] = places[:room]
        below = len(cards) - top - room
        if below > 0 and not (here and self._at == top + room - 1):
            strips[lines - 1] = row([(f"  {below + 1} more {look.glyphs.below}", palette.dim)], cells)
        return (strips + [row([], cells)] * lines)[:lines]

    def _scrolled(self, column: Column, place: int, room: int) -> int:
        """First card in sight, moved as little as possible to show the one under the cursor."""
        top = self._tops.get(column.login, 0)
        if place == self._column:
            top = max(min(top, self._at), self._at - room + 1)
        self._tops[column.login] = max(0, min(top, len(column.cards) - room))
        return self._tops[column.login]

    def details(self, card: Card, cells: int) -> str:
        """What stands below a card's words, where the column has room for it."""
        return ""

    def _wrapped(self, card: Card, cells: int, most: int) -> list[str]:
        """The title on as many lines as it needs, but at most so many."""
        title = self.look.clean(card.title)
        if most == 1:
            return [title]
        room = cells - 2 - (_DUE if card.due is not None and cells >= DUE_FROM else 0)
        room -= 2 if card.here and cells >= DUE_FROM else 0
        if text.width(title) <= room:
            return [title]
        first = text.clip(title, room, "")
        gap = first.rfind(" ")
        if gap > room // 3 and not title[len(first) :].startswith(" "):
            first = first[:gap]
        lines, rest = [first.rstrip()], title[len(first) :].lstrip()
        while len(lines) < most - 1 and text.width(rest) > cells - 2:
            lines.append(wrapped(rest, cells - 2)[0])
            rest = rest[len(lines[-1]) :].lstrip()
        return [*lines, rest]

    def _card(self, card: Card, title: str, cells: int, first: bool) -> list[Piece]:
        look, palette, glyphs = self.look, self.look.palette, self.look.glyphs
        sign, style = {
            "doing": (glyphs.doing, palette.accent), "done": (glyphs.done, palette.good),
            "dropped": (glyphs.missed, palette.dim),
        }.get(card.state, (glyphs.open, palette.dim))  # fmt: skip
        if card.late:
            style = palette.bad
        if card.offered_by:
            sign, style = look.glyphs.offered, palette.warn
        over = card.state in ("done", "dropped")
        words = palette.dim if over else palette.strong if card.priority == 1 else palette.text
        if card.owner is None and not over:
            words = palette.bad
        seen = 2 if card.here and cells >= DUE_FROM else 0
        if not first:
            return [("  " + look.fit(title, cells - 2), words)]
        due = (
            "" if card.due is None or cells < DUE_FROM else "today" if card.due == self._today else f"{card.due:%d %b}"
        )
        due_cells = _DUE if due else 0
        return [
            (sign + " ", style),
            (look.fit(title, cells - 2 - due_cells - seen), words),
            (f" {glyphs.active}" if seen else "", palette.dim),
            (look.fit(due, due_cells, "right"), palette.bad if card.late else palette.dim),
        ]
