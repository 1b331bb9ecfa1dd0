"""Before the morning and after it: the last evening page with what was left open, and the summary."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.services.page_views import EveningView
from opscockpit.services.team_views import MorningView
from opscockpit.services.views import Leftover
from opscockpit.ui.focusing import SCORES
from opscockpit.ui.pages.rows import Col, RowsPane, wrapped
from opscockpit.ui.panels.base import Entry, Piece
from opscockpit.ui.theme import Look


class StartPane(RowsPane[Leftover]):
    """Before the first step: the last evening page, and what was left open, for one decision each."""

    title = "Before it begins"
    cols = (Col("", 1), Col("", 20, stretch=3), Col("", 9), Col("", 16))

    def __init__(self, look: Look) -> None:
        super().__init__(look, "start")
        self.first_page: EveningView | None = None
        self.go_on = ""

    def heading(self) -> list[Piece]:
        """The day whose evening this was."""
        page = self.first_page
        return self.words(self.title, (f"the evening of {page.day:%a %d %b}", self.look.palette.dim) if page else None)

    def key_of(self, row: Leftover) -> int:
        """The item."""
        return row.id

    def values(self, row: Leftover) -> Sequence[Piece]:
        """The item and whose it was."""
        palette = self.look.palette
        when = f"{row.day:%a %d %b} {row.due or ''}"
        return [
            (self.look.glyphs.open, palette.warn), (row.title, palette.text),
            (row.owner or row.role or "", palette.dim), (when, palette.dim),
        ]  # fmt: skip

    def entries(self, width: int) -> list[Entry]:
        """The evening page in short, then what was left."""
        palette = self.look.palette
        first = wrapped(self.keyed(self.go_on), width)
        lines = [*(Entry(None, ((words, palette.accent),)) for words in first), Entry(None, ())]
        for words, style in self._evening():
            lines += [Entry(None, ((line, style),)) for line in wrapped(self.look.clean(words), width)]
        if self.rows:
            head = f"Left open {self.rows[0].day:%a %d %b}: {self.key_of_action('go_on')} decides, once for each"
            lines += [Entry(None, ()), Entry(None, ((head, palette.heading),)), *super().entries(width)]
        return lines

    def _evening(self) -> list[Piece]:
        page, palette = self.first_page, self.look.palette
        if page is None:
            return [(self.keyed("No evening page yet: {page_evening} writes today's in the evening."), palette.dim)]
        words: list[Piece] = [(page.says, palette.text)]
        if page.focus is not None:
            score = SCORES.get(page.focus.score or "", "not scored yet")
            words.append((f"focus: {page.focus.sentence} — {score}", palette.text))
        said = (("note", page.note), ("what slowed us down", page.slower), ("new habit", page.habit))
        words += [(f"{name}: {text}", palette.strong) for name, text in said if text]
        alarms = "; ".join(f"{alarm.title}: {alarm.became}" for alarm in page.alarms)
        return [*words, (f"alarms: {alarms}", palette.text)] if alarms else words


class DonePane(RowsPane[tuple[str, str]]):
    """The morning in short, once it is over."""

    title = "The morning is done"
    cols = (Col("", 16), Col("", 20, stretch=1))

    def __init__(self, look: Look) -> None:
        super().__init__(look, "done")

    def heading(self) -> list[Piece]:
        """Only the title."""
        return self.words(self.title)

    def key_of(self, row: tuple[str, str]) -> str:
        """The line."""
        return "".join(row)

    def values(self, row: tuple[str, str]) -> Sequence[Piece]:
        """What, and how it went."""
        return [(row[0], self.look.palette.heading), (row[1], self.look.palette.text)]

    def show(self, morning: MorningView) -> None:
        """Put the morning in words."""
        self.fill(summary(morning))


def summary(morning: MorningView) -> list[tuple[str, str]]:
    """What came of the morning, line by line."""
    lines = [("took", f"{morning.clock}, {morning.finished_by or ''} finished it")]
    if morning.finished_at:
        lines = [("took", f"{morning.clock}, finished {morning.finished_at:%H:%M} by {morning.finished_by}")]
    for step in morning.steps:
        by = f" by {step.done_by}" if step.done_by else ""
        lines.append((step.title, f"{step.clock}{by}" + (f", left out: {step.note}" if step.note else "")))
    loud = [line for line in morning.letters if line.amount and (line.must or line.owner)]
    counted = sum(line.amount or 0 for line in morning.letters)
    lines.append(("", ""))
    kinds = sum(line.amount is not None for line in morning.letters)
    lines.append(("letters", f"{counted} in {kinds} kinds"))
    lines += [(f"  {one.kind} {one.amount}", f"{one.owner or 'nobody'}, until {one.deadline or '–'}") for one in loud]
    lines += [(line.label, f"{line.text}  ({line.by} {line.at:%H:%M})") for line in morning.snapshot]
    seen = [word for word in morning.keywords if word.rank_state != "not_checked"]
    moved = ", ".join(word.word for word in morning.keywords if word.verdict.startswith("real"))
    lines.append(("core words", f"{len(seen)} of {len(morning.keywords)} checked; really moved: {moved or 'none'}"))
    if morning.focus is not None:
        one = morning.focus
        goal = " ".join(part for part in (one.metric, one.target) if part)
        tail = [part for part in (goal, one.owner or "", f"by {one.due}" if one.due else "") if part]
        lines.append(("focus", " · ".join([one.sentence, *tail])))
    lines += [(f"side {one.rank - 1}", f"{one.sentence} · {one.owner or 'nobody'}") for one in morning.sides]
    lines.append(("hit rate", f"{morning.hit_rate.text} in 30 days"))
    return lines
