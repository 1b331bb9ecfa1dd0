"""The lists of the morning, one for each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from opscockpit.services.team_views import LetterLine, MorningView
from opscockpit.services.views import FocusView, KeywordLine, MetricLine, MustDo, TodayView
from opscockpit.ui import charts
from opscockpit.ui.focusing import SCORES
from opscockpit.ui.items import OVER, item_pieces
from opscockpit.ui.pages.rows import Col, Row, RowsPane, in_columns, widths
from opscockpit.ui.panels.base import Entry, Piece, clipped
from opscockpit.ui.theme import Look


class StepPane(RowsPane[Row | MustDo]):
    """A step: its own rows, then the must-do items that belong to it."""

    step: ClassVar[str]
    takes_digits: ClassVar[int] = 0
    """How many digits can be typed into a row."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, self.step)
        self.digits = ""
        self.own: tuple[Row, ...] = ()

    def key_of(self, row: Row | MustDo) -> int | str:
        """Items by their id, the step's own rows as they say."""
        return f"item:{row.id}" if isinstance(row, MustDo) else self.own_key(row)

    def own_key(self, row: Row) -> int | str:
        """What the cursor stays on."""
        raise NotImplementedError

    def group_of(self, row: Row | MustDo) -> str:
        """Items stand under a heading of their own."""
        return "On the must-do list" if isinstance(row, MustDo) else self.own_group(row)

    def own_group(self, row: Row) -> str:
        """The heading above one of the step's own rows."""
        return ""

    def heading(self) -> list[Piece]:
        """The title and how many rows of its own the step has."""
        return self.words(self.title, (str(len(self.own)), self.look.palette.dim))

    def show(self, own: Sequence[Row], view: TodayView) -> None:
        """Show the step's rows and its items of the must-do list."""
        self.own = tuple(own)
        self.fill([*own, *(item for item in view.must_do if item.step == self.step)])

    def values(self, row: Row | MustDo) -> Sequence[Piece]:
        """The columns of one of the step's own rows."""
        assert not isinstance(row, MustDo)
        return self.own_values(row)

    def measured(self) -> Sequence[Row | MustDo]:
        """The step's own rows; items have a form of their own."""
        return self.own

    def own_values(self, row: Row) -> Sequence[Piece]:
        """What a row says, column by column."""
        raise NotImplementedError

    def pieces(self, row: Row | MustDo, cells: Sequence[int], width: int) -> list[Piece]:
        """An item in the form it has everywhere, or the row's columns."""
        if isinstance(row, MustDo):
            return item_pieces(self.look, row, min(width, 100))
        return in_columns(self.look, self.cols, self.values(row), cells)

    def typed(self, row: Row | MustDo, plain: Piece) -> Piece:
        """The cell that digits go into: what is being typed, else what it says."""
        if self.digits and self.key_of(row) == self.cursor:
            return self.digits + self.look.glyphs.caret, self.look.palette.accent
        return plain

    def wanting(self, row: Row | MustDo) -> bool:
        """Whether Enter stops at this row."""
        return isinstance(row, MustDo) and row.state not in OVER

    def go_to_wanting(self) -> bool:
        """Put the cursor on the next row that wants something, the rows above last; False when there is none."""
        keys = self.keys()
        at = keys.index(self.cursor) if self.cursor in keys else -1
        for place in (*range(at + 1, len(keys)), *range(at + 1)):
            if self.wanting(self.rows[place]):
                self.cursor = keys[place]
                self.settle()
                return True
        return False


class LettersPane(StepPane[LetterLine]):
    """The platform's messages by kind."""

    step = "letters"
    title = "Letters"
    empty = "This platform has no kinds of letters."
    takes_digits = 6
    cols = (
        Col("", 1), Col("kind", 12, stretch=1), Col("count", 7, right=True), Col("before", 6, drop=3, right=True),
        Col("change", 6, right=True), Col("owner", 8), Col("until", 10), Col("", 23),
        Col("about", 16, stretch=3, drop=4), Col("counted by", 14, drop=5),
    )  # fmt: skip

    def own_key(self, row: LetterLine) -> str:
        """The kind."""
        return f"letter:{row.kind}"

    def own_group(self, row: LetterLine) -> str:
        """The block in which the platform shows it."""
        return row.block or "Others"

    def wanting(self, row: LetterLine | MustDo) -> bool:
        """Not counted yet, or a must without owner or deadline."""
        return super().wanting(row) if isinstance(row, MustDo) else bool(row.wants)

    def own_values(self, row: LetterLine) -> Sequence[Piece]:
        """Count, change and whose business it is."""
        palette, glyphs = self.look.palette, self.look.glyphs
        loud = row.must and bool(row.amount) and row.state == "open"
        counted = row.amount is not None
        sign: Piece = (glyphs.open, palette.accent)
        if counted:
            over = not row.amount or row.state == "done"
            sign = (glyphs.done, palette.good) if over else (glyphs.doing, palette.warn)
            sign = (glyphs.alarm, palette.bad) if not over and (row.wants or row.late) else sign
        count = (glyphs.dash, palette.dim) if row.amount is None else (str(row.amount), palette.strong)
        wants = f"wants {row.wants}" if loud and row.wants else "cannot be skipped" if row.must and not counted else ""
        dealt = "dealt with" if row.state == "done" and row.amount else ""
        rising = row.change.startswith("+") or row.change == "new"
        read = f"{row.read_by or ''} {row.read_at:%H:%M}" if row.read_at else ""
        return [
            sign,
            (row.kind, palette.bad if loud else palette.text if row.must or row.amount else palette.dim),
            self.typed(row, (count[0], palette.bad) if loud else count),
            ("" if row.before is None else str(row.before), palette.dim),
            (row.change, palette.up if rising else palette.down),
            (row.owner or "", palette.text),
            (row.deadline or "", palette.bad if row.late else palette.text),
            (wants or dealt, palette.bad if row.wants and counted else palette.dim),
            (row.text, palette.dim),
            (read, palette.dim),
        ]


class TrafficPane(StepPane[MetricLine]):
    """The live numbers against their normal range."""

    step = "traffic"
    title = "Live traffic"
    empty = "No numbers yet: press {snapshot} to type what the platform shows now."
    cols = (
        Col("", 13, stretch=1), Col("now", 12, right=True), Col("change", 9, right=True),
        Col("against", 12, drop=3), Col("pace", 5, drop=2, right=True), Col("", 24, stretch=3, drop=4),
        Col("state", 9), Col("typed or pushed", 22, stretch=2, drop=1),
    )  # fmt: skip

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.seen: dict[str, str] = {}
        self.note = ""

    def show_morning(self, morning: MorningView, view: TodayView) -> None:
        """Show the live numbers and which of them were typed or pushed, by whom and how long ago."""
        said = {line.id: line.text for line in morning.metrics}
        dot = f" {self.look.glyphs.dot} "
        self.seen = {
            # What files say goes before what was typed; where they differ, both are told.
            line.measure: (line.text + dot if said.get(line.measure, line.text) != line.text else "")
            + f"{line.by} {line.at:%H:%M}, {line.age}"
            for line in morning.snapshot
        }
        rest = [f"{line.label} {line.text}" for line in morning.snapshot if line.measure not in _ids(morning.metrics)]
        newest = max((line.at for line in morning.snapshot), default=None)
        words = f"snapshot {newest:%H:%M}" if newest else "no snapshot today"
        self.note = " · ".join([words, *rest])
        self.show(morning.metrics, view)

    def heading(self) -> list[Piece]:
        """When the last numbers were typed or pushed."""
        palette = self.look.palette
        return self.words(self.title, (self.look.clean(self.note), palette.text if self.seen else palette.warn))

    def own_key(self, row: MetricLine) -> str:
        """The metric."""
        return row.id

    def own_values(self, row: MetricLine) -> Sequence[Piece]:
        """The number, its change and what the normal range says."""
        palette, glyphs = self.look.palette, self.look.glyphs
        sign = glyphs.up if row.change_sign > 0 else glyphs.down if row.change_sign < 0 else ""
        style = palette.up if row.change_sign > 0 else palette.down if row.change_sign < 0 else palette.dim
        loud = {"alarm": palette.bad, "watch": palette.warn, "drift": palette.warn}.get(row.state, palette.dim)
        room = widths(self.cols, max(0, self.size.width - 5))[5]
        return [
            (row.label, palette.text),
            (row.text, palette.strong if row.value is not None else palette.dim),
            (f"{sign} {row.change}" if row.change else "", style),
            (row.base, palette.dim),
            (row.pace, palette.text),
            (charts.spark(row.series, room, glyphs.blocks), palette.spark),
            (row.state.replace("_", " "), loud),
            (self.seen.get(row.id, row.note), palette.dim),
        ]


def _ids(lines: Sequence[MetricLine]) -> set[str]:
    return {line.id for line in lines}


class WordsPane(StepPane[KeywordLine]):
    """The core words, at most ten."""

    step = "keywords"
    title = "Core keywords"
    empty = "No core words yet: {core} chooses up to ten of the watched words, {keyword} watches a new one."
    takes_digits = 5
    cols = (
        Col("", 1), Col("keyword", 14, stretch=2), Col("product", 8, stretch=1, drop=2), Col("rank", 7, right=True),
        Col("move", 5), Col("", 14, stretch=2, drop=3), Col("CTR", 6, drop=4, right=True), Col("owner", 8),
        Col("verdict", 15),
    )  # fmt: skip

    def own_key(self, row: KeywordLine) -> int:
        """The id of the word."""
        return row.id

    def wanting(self, row: KeywordLine | MustDo) -> bool:
        """Not checked today."""
        return super().wanting(row) if isinstance(row, MustDo) else row.rank_state == "not_checked"

    def own_values(self, row: KeywordLine) -> Sequence[Piece]:
        """Rank, movement, and whether that is more than noise."""
        palette, glyphs = self.look.palette, self.look.glyphs
        rank: Piece = ("unseen", palette.dim)
        if row.rank_state == "not_found":
            rank = ("absent", palette.warn)
        elif row.rank is not None and row.rank_state == "ranked":
            rank = (str(row.rank), palette.strong)
        moved = row.moved or 0
        move = f"{glyphs.up if moved > 0 else glyphs.down}{abs(moved)}" if moved else glyphs.dot
        room = widths(self.cols, max(0, self.size.width - 5))[5]
        checked = row.rank_state != "not_checked"
        return [
            (glyphs.done, palette.good) if checked else (glyphs.open, palette.accent),
            (row.word, palette.text),
            (row.product, palette.dim),
            self.typed(row, rank),
            (move if row.moved is not None else "", palette.up if moved > 0 else palette.down),
            (charts.spark(row.series, room, glyphs.blocks), palette.spark),
            ("" if row.ctr is None else f"{row.ctr * 100:.1f} %", palette.text),
            (row.owner or "", palette.dim),
            (row.verdict, palette.warn if row.verdict.startswith("real") else palette.dim),
        ]


class DecidePane(StepPane[FocusView]):
    """The focuses still to be scored, then those of today."""

    step = "decide"
    title = "Decide"
    empty = "No focus yet: {go_on} sets the one thing of today."
    cols = (
        Col("", 1), Col("", 30, stretch=3), Col("", 16, stretch=1, drop=1), Col("", 8), Col("", 6), Col("", 16),
        Col("", 18, stretch=2, drop=2),
    )  # fmt: skip

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.rate = ""
        self.past: tuple[FocusView, ...] = ()
        self.set = False
        self.unscored: frozenset[int] = frozenset()

    def show_morning(self, morning: MorningView, view: TodayView) -> None:
        """Show what is to be scored and what is set."""
        self.rate, self.past = morning.hit_rate.text, morning.past
        self.set = morning.focus is not None
        self.unscored = frozenset(one.id for one in morning.unscored)
        today = [one for one in (morning.focus, *morning.sides) if one is not None]
        self.show([*morning.unscored, *today], view)

    def heading(self) -> list[Piece]:
        """The hit rate of the last 30 days."""
        return self.words(self.title, (f"hit rate of 30 days: {self.rate}", self.look.palette.dim))

    def own_key(self, row: FocusView) -> str:
        """The focus."""
        return f"focus:{row.id}"

    def own_group(self, row: FocusView) -> str:
        """To be scored, or today's."""
        return "Score first: was it reached?" if row.id in self.unscored else "Today"

    def wanting(self, row: FocusView | MustDo) -> bool:
        """Not scored yet."""
        return super().wanting(row) if isinstance(row, MustDo) else row.id in self.unscored

    def own_values(self, row: FocusView) -> Sequence[Piece]:
        """Sentence, goal, owner, time and score."""
        palette, glyphs = self.look.palette, self.look.glyphs
        wanted = row.id in self.unscored
        goal = " ".join(part for part in (row.metric, row.target) if part)
        rank = f"{row.day:%d %b}" if wanted else "the focus" if row.rank == 1 else f"side {row.rank - 1}"
        return [
            (glyphs.open, palette.accent) if wanted else (glyphs.done, palette.good),
            (row.sentence, palette.strong if row.rank == 1 else palette.text),
            (goal, palette.text),
            (row.owner or "", palette.dim),
            (row.due or "", palette.dim),
            (f"{rank}, 1 2 3 4" if wanted else SCORES.get(row.score or "", rank), palette.warn),
            (row.score_note or row.evidence or f"set by {row.set_by} {row.set_at:%H:%M}", palette.dim),
        ]

    def entries(self, width: int) -> list[Entry]:
        """Below the rows: what is still to be set."""
        lines = super().entries(width)
        if self.own and not self.set:
            words = self.keyed("{go_on} sets the focus of today once these are scored.")
            lines.append(Entry(None, ((words, self.look.palette.dim),)))
        return [*lines, *self._before(width)]

    def _before(self, width: int) -> list[Entry]:
        """The scored focuses of the last 30 days and what was learned from them, one line each."""
        palette = self.look.palette
        styles = {"done": palette.good, "partly": palette.warn, "no": palette.bad}
        scored = [one for one in self.past if one.score is not None]
        lines = [Entry(None, ()), Entry(None, (("The last 30 days", palette.heading),))] if scored else []
        for one in scored:
            said = self.look.clean(one.sentence) + (f" — {self.look.clean(one.score_note)}" if one.score_note else "")
            pieces: list[Piece] = [
                (f"   {one.day:%d %b}  ", palette.dim),
                (f"{SCORES[one.score or '']:<15}", styles.get(one.score or "", palette.dim)),
                (self.look.fit(self.look.clean(one.owner), 8) + " ", palette.dim),
                (said, palette.text),
            ]
            lines.append(Entry(None, tuple(clipped(pieces, width, self.look.glyphs.clip))))
        return lines
