"""Panel 3: how the watched keywords stand."""

from __future__ import annotations

from opscockpit.services.views import KeywordLine, TodayView
from opscockpit.ui import charts
from opscockpit.ui.pages.rows import Col, in_columns, told, widths
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look

_PAST = 4
"""Place of the column with the recent past."""


class KeywordsPanel(ListPane):
    """The watched keywords with rank, movement and verdict."""

    number = 3

    def __init__(self, look: Look) -> None:
        super().__init__(look, "keywords")
        self._all: tuple[KeywordLine, ...] = ()
        self._moved = 0
        self._owner: str | None = None

    def show(self, view: TodayView, owner: str | None) -> None:
        """Show this view; with `owner`, only that person's keywords."""
        self._all, self._moved, self._owner = view.keywords, view.keywords_moved, owner
        self.settle()

    def _chosen(self) -> list[KeywordLine]:
        return [line for line in self._all if self._owner is None or line.owner == self._owner]

    def keys(self) -> list[int | str]:
        """Ids of the keywords, in the order shown."""
        return [line.id for line in self._chosen()]

    def selected(self) -> KeywordLine | None:
        """The keyword under the cursor."""
        return next((line for line in self._all if line.id == self.cursor), None)

    def heading(self) -> list[Piece]:
        """Title, how many are watched and how many moved."""
        palette = self.look.palette
        moved = (f"{self._moved} moved", palette.warn) if self._moved else None
        return self.words("3 Keywords", (f"{len(self._all)} watched", palette.dim), moved, self.only(self._owner))

    def summary(self) -> list[Piece]:
        """How many moved, and the one that moved most."""
        most = max(self._all, key=lambda line: abs(line.moved or 0), default=None)
        pieces = self.heading()
        if most is not None and most.moved:
            rank, _ = self._rank(most)
            movement, style = self._movement(most)
            pieces += [(f"   {self.look.clean(most.word)} {rank.strip()} ", self.look.palette.text), (movement, style)]
        return pieces

    def entries(self, width: int) -> list[Entry]:
        """One line for each keyword."""
        if not self._all:
            words = self.keyed("No keywords watched yet: press {keyword} to add one.")
            return told(self.look, words, width)
        return [Entry(line.id, self._line(line, width)) for line in self._chosen()]

    def _rank(self, line: KeywordLine) -> Piece:
        palette = self.look.palette
        if line.rank_state == "ranked" and line.rank is not None:
            return str(line.rank), palette.strong
        return ("absent", palette.warn) if line.rank_state == "not_found" else ("unseen", palette.dim)

    def _movement(self, line: KeywordLine) -> Piece:
        palette, glyphs = self.look.palette, self.look.glyphs
        if line.moved is None:
            return "", palette.dim
        if line.moved == 0:
            return glyphs.same, palette.dim
        return (
            (f"{glyphs.up}{line.moved}", palette.up)
            if line.moved > 0
            else (f"{glyphs.down}{-line.moved}", palette.down)
        )

    def _line(self, line: KeywordLine, width: int) -> tuple[Piece, ...]:
        look, palette, glyphs = self.look, self.look.palette, self.look.glyphs
        here = self.active and line.id == self.cursor
        minus = "-" if glyphs.ascii else "−"
        cols = self._cols(width)
        values: dict[str, Piece] = {
            "keyword": (line.word, palette.text),
            "product": (line.product, palette.dim),
            "rank": self._rank(line),
            "move": self._movement(line),
            "past": (charts.spark(line.series, cols[_PAST].cells, glyphs.blocks), palette.spark),
            "CTR": ("" if line.ctr is None else f"{line.ctr * 100:.1f} %", palette.text),
            "z": ("" if line.z is None else f"{line.z:.1f}".replace("-", minus), palette.dim),
            "owner": (line.owner or "", palette.dim),
            "verdict": (line.verdict, palette.warn if line.verdict.startswith("real") else palette.dim),
        }
        shown = in_columns(look, cols, [values[col.name] for col in cols], widths(cols, width - 1))
        return ((glyphs.cursor if here else " ", palette.accent), *shown)

    def columns(self, width: int) -> list[Piece]:
        """What the columns are."""
        dim, cols = self.look.palette.dim, self._cols(width)
        return [(" ", dim), *in_columns(self.look, cols, [(col.name, dim) for col in cols], widths(cols, width - 1))]

    def _cols(self, width: int) -> tuple[Col, ...]:
        """The columns in a line of this width, in the order shown; those that nobody has a value for need no room."""
        longest = max((len(line.series) for line in self._all), default=0)
        rate = 6 if any(line.ctr is not None for line in self._all) else 0
        z = 5 if any(line.z is not None for line in self._all) else 0
        return (
            Col("keyword", 16, stretch=3),
            Col("product", 14, stretch=4, drop=9),
            Col("rank", 6, right=True),
            Col("move", 4),
            Col("past", min(longest, 6 if width < 70 else 14 if width < 100 else 60), drop=6),
            Col("CTR", rate, drop=7, right=True),
            Col("z", z, drop=8, right=True),
            Col("owner", 6, drop=2),
            Col("verdict", 15, drop=1),
        )
