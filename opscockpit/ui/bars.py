"""The lines above and below the panels: header, list of tabs, footer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.style import Style
from textual.strip import Strip

from opscockpit.services.views import Header, TodayView
from opscockpit.ui import text
from opscockpit.ui.actions import Actions
from opscockpit.ui.layout import SMALLEST
from opscockpit.ui.panels.base import Framed, Pane, Piece, clipped, row
from opscockpit.ui.theme import Look

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEFT = 24
"""Cells of the second line kept for yesterday's focus."""

_ROOMY = 80
"""From this width on words stand apart, and in full."""

_SCORES = {"done": "reached", "partly": "partly", "no": "missed", "dropped": "dropped"}


def cells_of(pieces: Sequence[Piece]) -> int:
    """Cells that the pieces take."""
    return sum(text.width(words) for words, _ in pieces)


def ends(left: Sequence[Piece], right: Sequence[Piece], cells: int, sign: str) -> Strip:
    """A line with pieces at both ends; where both do not fit, the left gives way."""
    room = max(0, cells - cells_of(right))
    shown = clipped(left, max(0, room - 1), sign)
    return row([*shown, (" " * (room - cells_of(shown)), Style.null()), *right], cells)


class HeaderBar(Pane):
    """Store, time, the focus of the day, who is here, and what is loud."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "header")
        self.you = ""
        """Who sits here and on which account, as 'mei@shop', where several people share the account."""
        self._header: Header | None = None

    def show(self, view: TodayView) -> None:
        """Show the header of this view."""
        self._header = view.header
        self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        """Two lines; three where the focus needs one for itself."""
        palette = self.look.palette
        if height > 3:  # the whole of a terminal that is too small for anything else
            words = (
                f"The screen needs {SMALLEST.width} x {SMALLEST.height} cells;",
                f"this terminal has {width} x {height}.",
                self.keyed("Make it larger, or leave with {quit}"),
                "and use: opscockpit today --plain",
            )
            return [row([(" " + line, palette.text)], width) for line in words][:height]
        if self._header is None:
            return [row([(" reading the database" + self.look.glyphs.clip, palette.dim)], width), row([], width)]
        head = self._header
        if height >= 3:
            return [
                ends(self._where(head), self._people(head), width, self.look.glyphs.clip),
                ends([(" ", palette.text), *self._focus(head, width - 2)], [], width, self.look.glyphs.clip),
                ends(self._yesterday(head, width), self._loud(head, width), width, self.look.glyphs.clip),
            ]
        where = [*self._where(head), ("   ", palette.text)]
        here = self._people(head)
        room = width - cells_of(where) - 1
        if cells_of(self._focus(head)) > room - cells_of(here):
            here = [*self._you(head), (f" +{len(head.people)} " if head.people else " ", palette.dim)]
        first = ends([*where, *self._focus(head, room - cells_of(here))], here, width, self.look.glyphs.clip)
        return [first, ends(self._yesterday(head, width), self._loud(head, width), width, self.look.glyphs.clip)]

    def _where(self, head: Header) -> list[Piece]:
        palette = self.look.palette
        now = head.now
        moment = f"{_WEEKDAYS[now.weekday()]} {now.day} {_MONTHS[now.month - 1]}  {now:%H:%M}"
        store = text.clip(self.look.clean(head.store.name), 24, self.look.glyphs.clip)
        pieces = [(f" {store}", palette.strong), (f" {self.look.glyphs.menu}   ", palette.dim), (moment, palette.text)]
        return pieces

    def _focus(self, head: Header, room: int = 10_000) -> list[Piece]:
        """The focus in `room` cells: the sentence gives way before owner and time do."""
        palette, dot = self.look.palette, f" {self.look.glyphs.dot} "
        focus = head.focus
        if focus is None:
            return [("FOCUS ", palette.accent), (self.keyed("not set yet: press {focus}"), palette.dim)]
        goal = " ".join(self.look.clean(part) for part in (focus.metric, focus.target) if part)
        rest = [
            part
            for part in (goal, self.look.clean(focus.owner), f"by {self.look.clean(focus.due)}" if focus.due else "")
            if part
        ]
        tail = [(dot + part, palette.text) for part in rest]
        sentence = text.clip(self.look.clean(focus.sentence), max(12, room - 6 - cells_of(tail)), self.look.glyphs.clip)
        pieces = [("FOCUS ", palette.accent), (sentence, palette.strong), *tail]
        if focus.score:
            pieces.append((dot + _SCORES.get(focus.score, focus.score), palette.good))
        return pieces

    def _people(self, head: Header) -> list[Piece]:
        palette, glyphs = self.look.palette, self.look.glyphs
        shown = head.people[:6]
        pieces = [*self._you(head), (f" {glyphs.dot}" if shown else "", palette.dim)]
        for person in shown:
            name = text.clip(self.look.clean(person.login), 10, glyphs.clip)
            pieces.append((f" {name}", palette.text if person.active else palette.dim))
            sign = (glyphs.active, palette.good) if person.active else (glyphs.away, palette.dim)
            pieces.append(sign)
        if len(head.people) > len(shown):
            pieces.append((f" +{len(head.people) - len(shown)}", palette.dim))
        return [*pieces, (" ", palette.text)]

    def _you(self, head: Header) -> list[Piece]:
        """Who sits here, on which shared account, and whether they may only read."""
        palette = self.look.palette
        name = text.clip(self.look.clean(self.you or head.who), 20, self.look.glyphs.clip)
        pieces: list[Piece] = [(f" {name}", palette.strong), (" shared" if self.you else "", palette.dim)]
        if head.role in ("", "guest"):
            pieces.append((" guest, reads only" if head.role else " not on the team", palette.warn))
        return pieces

    def _yesterday(self, head: Header, width: int) -> list[Piece]:
        palette = self.look.palette
        if head.emergency:
            return [(f" {self.look.glyphs.alarm} {self.look.clean(head.emergency)}", palette.bad)]
        previous = head.previous
        if previous is None:
            return [(" no focus yesterday", palette.dim)]
        yesterday = "yesterday's focus" if width >= _ROOMY else "yesterday"
        when = yesterday if (head.day - previous.day).days == 1 else f"the focus of {previous.day:%d %b}"
        if previous.score is None:
            return [(self.keyed(" {score}"), palette.accent), (f" scores {when}", palette.warn),
                    (f": {self.look.clean(previous.sentence)}", palette.dim)]  # fmt: skip
        style = {"done": palette.good, "no": palette.bad, "partly": palette.warn}.get(previous.score, palette.text)
        pieces: list[Piece] = [(f" {when}: ", palette.dim), (_SCORES.get(previous.score, previous.score), style)]
        if previous.score_note:
            pieces.append((f", {self.look.clean(previous.score_note)}", palette.text))
        if previous.scored_by:
            pieces.append((f" ({self.look.clean(previous.scored_by)})", palette.dim))
        return pieces

    def _loud(self, head: Header, width: int) -> list[Piece]:
        """What is loud; where it does not all fit, what is on a page of its own anyway gives way first."""
        palette, glyphs = self.look.palette, self.look.glyphs
        gap: Piece = ("   " if width >= _ROOMY else " ", palette.text)
        said = (("READ-ONLY", head.read_only), ("DEMO", head.demo), ("REPLAY", head.replayed))
        marks = [[(f" {mark} ", palette.mark), gap] for mark, on in said if on]
        rings = f"{glyphs.alarm} {head.alarms} alarm{'s' if head.alarms > 1 else ''}"
        alarms: list[Piece] = [(rings, palette.bad), (f" {self.key_of_action('page_alarms')}{gap[0]}", palette.accent)]
        counts = (
            (head.offers, f"{head.offers} to accept"),
            (head.rules, f"{head.rules} rule{'s' if head.rules > 1 else ''}"),
            (head.letters, f"{head.letters} letter{'s' if head.letters > 1 else ''}"),
        )
        waiting = [[(words, palette.warn), gap] for count, words in counts if count]
        data: list[Piece] = [("data ", palette.dim), self._data(head), (" ", palette.text)]
        kept = [*marks, *([alarms] if head.alarms else []), *waiting]
        for part in reversed(waiting):
            if sum(map(cells_of, kept)) + cells_of(data) <= width - _LEFT:
                break
            kept.remove(part)
        return [piece for part in kept for piece in part] + data

    def _data(self, head: Header) -> Piece:
        palette, glyphs = self.look.palette, self.look.glyphs
        if head.data_at is None:
            return "none yet", palette.warn
        moment = data_moment(head.data_at, head.now)
        if head.data_ok:
            return f"{moment} {glyphs.fresh}", palette.good
        return f"{moment} {glyphs.alarm}", palette.warn


def data_moment(at: datetime, now: datetime) -> str:
    """A moment in as few words as are clear: the time of today, else the day."""
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return f"{at.day} {_MONTHS[at.month - 1]}" + ("" if at.year == now.year else f" {at.year}")


class TabList(Pane):
    """On a small terminal: the four parts, each in one line."""

    def __init__(self, look: Look, panels: Sequence[Framed]) -> None:
        super().__init__(look, "tabs")
        self.panels = panels

    def draw(self, width: int, height: int) -> list[Strip]:
        """One line for each panel, the open one marked."""
        glyphs, palette = self.look.glyphs, self.look.palette
        lines = []
        for panel in self.panels[:height]:
            mark = glyphs.cursor if panel.active else " "
            lines.append(ends([(f"{mark} ", palette.accent), *panel.summary()], [], width, glyphs.clip))
        return lines


class FooterBar(Pane):
    """The keys that apply now, those of what lies over the panes too; after an action, what happened."""

    def __init__(self, look: Look, actions: Actions, where: str) -> None:
        super().__init__(look, "footer")
        self.where = where
        self.read_only = False
        self._actions = actions
        self._over: Sequence[tuple[str, str]] | None = None
        self._said = ""
        self._style = look.palette.text

    @property
    def said(self) -> str:
        """The message shown, or nothing."""
        return self._said

    def say(self, words: str, style: Style) -> None:
        """Show a message instead of the keys."""
        self._said, self._style = words, style
        self.redraw()

    def lay_over(self, keys: Sequence[tuple[str, str]] | None) -> None:
        """Name the keys of what lies over the panes, each with its word; with None those of the page again."""
        self._over = keys
        self.redraw()

    def only_reads(self, read_only: bool) -> None:
        """Name only what changes nothing, or everything again."""
        if read_only != self.read_only:
            self.read_only = read_only
            self.redraw()

    def quiet(self) -> None:
        """Show the keys again."""
        if self._said:
            self._said = ""
            self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        """The message or as many keys as fit, the most needed first."""
        palette = self.look.palette
        if self._said:
            words = clipped([(self.look.clean(self._said), self._style)], width - 2, self.look.glyphs.clip)
            return [row([(" ", palette.text), *words], width)]
        if self._over is not None:
            said = [piece for key, word in self._over for piece in ((key, palette.accent), (f" {word}  ", palette.dim))]
            return [row([(" ", palette.text), *clipped(said, width - 2, self.look.glyphs.clip)], width)]
        return [row(self._keys_of_page(width), width)]

    def _keys_of_page(self, width: int) -> list[Piece]:
        palette = self.look.palette
        named = [one for one in self._actions.footer(self.where) if one.reads or not self.read_only]
        last = [action for action in named if action.id == "help"]
        pieces: list[Piece] = [(" ", palette.text)]
        for action in (*(one for one in named if one not in last), *last):
            key = self._actions.words_of(action, self.where)
            need = len(key) + len(action.short) + 3
            kept = 0 if action in last else 9  # room for the key that explains all the others
            if key and cells_of(pieces) + need + kept <= width:
                pieces += [(key, palette.accent), (f" {action.short}  ", palette.dim)]
        return pieces
