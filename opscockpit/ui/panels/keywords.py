"""Panel 3: how the watched keywords stand."""

from __future__ import annotations

from opscockpit.services.views import KeywordLine, TodayView
from opscockpit.ui import charts, text
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from opscockpit.ui.theme import Look

_OWNER = 7
_VERDICT = 15


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
            return [Entry(None, (("No keywords watched yet: press a to add one.", self.look.palette.dim),))]
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
        rank, rank_style = self._rank(line)
        movement, movement_style = self._movement(line)
        minus = "-" if glyphs.ascii else "−"
        z = "" if line.z is None else f"{line.z:.1f}".replace("-", minus)
        verdict_style = palette.warn if line.verdict.startswith("real") else palette.dim
        words, product, spark = self._cells(width)
        ctr = "" if line.ctr is None else f"{line.ctr * 100:.1f} %"
        pieces: list[Piece] = [
            (glyphs.cursor if here else " ", palette.accent),
            (look.fit(line.word, words), palette.text),
            (" " + look.fit(line.product, product) if product else "", palette.dim),
            (" " + look.fit(rank, 6, "right"), rank_style),
            (" " + look.fit(movement, 4), movement_style),
            (charts.spark(line.series, spark, glyphs.blocks), palette.spark),
            (look.fit(ctr, 7, "right"), palette.text),
            (look.fit(z, 6, "right"), palette.dim),
            ("  " + look.fit(line.owner, _OWNER), palette.dim),
            (look.fit(line.verdict, _VERDICT), verdict_style),
        ]
        return tuple(pieces)

    def columns(self, width: int) -> list[Piece]:
        """What the columns are."""
        words, product, spark = self._cells(width)
        names = text.fit(" keyword", words + 1) + (" " + text.fit("product", product) if product else "")
        rest = f"   rank move {text.fit('', spark)}    CTR     z  {text.fit('owner', _OWNER)}verdict"
        return [(names + rest, self.look.palette.dim)]

    def _cells(self, width: int) -> tuple[int, int, int]:
        """Cells for word, product and chart in a line of this width."""
        longest = max((len(line.series) for line in self._all), default=0)
        room = max(0, width - 1 - 7 - 5 - 7 - 6 - 2 - _OWNER - _VERDICT)
        if room < 34:
            spark = min(longest, 6 if room >= 18 else 4)
            return max(4, room - spark), 0, spark
        spark = min(longest, 28, room // 3)
        words = min(26, (room - spark) * 3 // 5)
        return words, min(26, room - spark - words - 1), spark
