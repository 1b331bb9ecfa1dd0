"""Money: from what was ordered to what is left, the refunds on both bases, and what things cost."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region

from opscockpit.domain import typed
from opscockpit.errors import WrongUsage
from opscockpit.services.metric_views import LadderRow
from opscockpit.services.number_views import CostLine, MoneyView, RefundLine
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.dialogs import day_typed, field, form, head_of
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import numbers
from opscockpit.ui.pages.rows import Col, RowsPane, wrapped
from opscockpit.ui.panels.base import Entry, Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

LENGTHS = ("month", "week", "day")
_LADDER_LINES = 18
_RUNGS = frozenset({"created_amount", "paid", "net_sales", "cm1", "cm2", "cm3"})


def period_of(length: str, day: date, yesterday: date) -> tuple[date, date]:
    """The month, week or day that a day lies in, as far as it is over; never beyond yesterday."""
    day = min(day, yesterday)
    first, last = {
        "month": (day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])),
        "week": (day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday())),
    }.get(length, (day, day))
    return first, min(last, yesterday)


class Ladder(RowsPane[LadderRow]):
    """From ordered to left, a rung a line, then what is to be known about it."""

    cols = (Col("", 28), Col("", 16, right=True))

    def __init__(self, look: Look) -> None:
        super().__init__(look, "ladder")
        self._found: MoneyView | None = None
        self.length = LENGTHS[0]

    def show(self, found: MoneyView) -> None:
        """Show this period."""
        self._found = found
        self.fill(found.ladder)

    def key_of(self, row: LadderRow) -> str:
        """Its name."""
        return row.name

    def heading(self) -> list[Piece]:
        """The period."""
        palette = self.look.palette
        title = (self._found.title, palette.strong) if self._found else None
        return self.words("Money", title, (f"by {self.length}", palette.dim))

    def values(self, row: LadderRow) -> Sequence[Piece]:
        """A sum stands out; what leads to the next one is indented."""
        palette = self.look.palette
        rung = (row.id in _RUNGS and row.name[:1].isupper()) or row.id.startswith("cm")
        name = row.name[:1].upper() + row.name[1:] if rung else f"  {row.name}"
        known = row.amount is not None
        return (
            (name, palette.strong if rung else palette.text),
            (row.text, palette.strong if rung and known else palette.text if known else palette.dim),
        )

    def entries(self, width: int) -> list[Entry]:
        """The rungs, below one that is not known the reason, then the notes."""
        found: list[Entry] = []
        reasons = {row.name: row.note for row in self.rows}
        for entry in super().entries(width):
            reason = reasons.get(str(entry.key), "")
            found += [entry, *self._below(reason, "    ", width)] if reason else [entry]
        notes = self._found.notes if self._found else ()
        return [
            *found,
            *([Entry(None, ())] if notes else []),
            *(one for note in notes for one in self._below(note, " ", width)),
        ]

    def _below(self, words: str, indent: str, width: int) -> list[Entry]:
        lines = wrapped(self.look.clean(words), max(10, width - len(indent)))
        return [Entry(None, ((indent + line, self.look.palette.dim),)) for line in lines]


class RefundDays(RowsPane[RefundLine]):
    """The refunds of each day, counted on the day they were given and for the orders of the day."""

    title = "Refunds"
    empty = "No sales with refunds are known of these days."
    cols = (
        Col("day", 10),
        Col("age", 5, drop=3),
        Col("paid", 11, right=True),
        Col("given", 10, right=True, drop=1),
        Col("rate", 7, right=True, drop=2),
        Col("of orders", 9, right=True),
        Col("in the end", 16, right=True),
    )
    about_lines = 2

    def __init__(self, look: Look) -> None:
        super().__init__(look, "refunds")

    def heading(self) -> list[Piece]:
        """What the two rates are of."""
        palette = self.look.palette
        words = "given that day, and so far for the day's orders"
        return self.words(self.title, (words, palette.dim))

    def key_of(self, row: RefundLine) -> str:
        """Its day."""
        return row.day.isoformat()

    def values(self, row: RefundLine) -> Sequence[Piece]:
        """A day; what is not final yet is dimmed beside what it will come to."""
        palette = self.look.palette
        final = not row.expected
        return (
            (f"{row.day:%a %d %b}", palette.text), (f"D+{row.age}", palette.dim), (row.paid, palette.text),
            (row.given, palette.text), (row.given_rate, palette.dim),
            (row.so_far, palette.strong if final else palette.text), (row.expected or "final", palette.dim),
        )  # fmt: skip

    def about(self, row: RefundLine) -> Sequence[tuple[str, str, str]]:
        """The day in a sentence."""
        return (("orders", row.sentence, "text"),)


class Costs(RowsPane[CostLine]):
    """What things cost; what sold for most without a known cost comes first."""

    title = "Costs"
    empty = "Nothing was sold in this period that could have a cost."
    cols = (
        Col("", 16, stretch=3),
        Col("sold for", 9, right=True),
        Col("share", 7, right=True, drop=1),
        Col("costs", 10, right=True),
        Col("from", 11, drop=2),
    )

    def __init__(self, look: Look) -> None:
        super().__init__(look, "costs")
        self.without = 0
        """Items sold in the period whose cost is not known; the list may hold fewer."""

    def heading(self) -> list[Piece]:
        """How many items have no cost."""
        palette = self.look.palette
        return self.words(self.title, (f"{self.without:,} items without", palette.warn) if self.without else None)

    def key_of(self, row: CostLine) -> str:
        """What it is of."""
        return f"{row.kind} {row.sku}"

    def group_of(self, row: CostLine) -> str:
        """Rules first, then items."""
        return "Of every order" if row.kind != "item" else "Items sold in the period"

    def values(self, row: CostLine) -> Sequence[Piece]:
        """A thing and its cost."""
        palette = self.look.palette
        name = row.name if row.sku in ("", row.name) else f"{row.name} ({row.sku})"
        cost = (row.cost, palette.strong) if row.cost else ("not known", palette.dim)
        since = (f"{row.since:%d %b %Y}" if row.since else "", palette.dim)
        return (name, palette.text), (row.sold, palette.text), (row.share, palette.dim), cost, since


def _cost(page: MoneyPage) -> None:
    row, view = page.costs.selected(), page.found
    if row is None or view is None:
        return
    today = head_of(page).day

    def save(values: dict[str, str]) -> None:
        amount, since = values["cost"], day_typed(values["from"], today) or view.first
        try:
            typed.number(amount.strip().removesuffix("%").removesuffix("％"))
        except ValueError as trouble:
            raise WrongUsage(str(trouble)) from None
        page.act(lambda s: s.numbers.money.cost_set(row.kind, amount, since, row.sku))

    what = {"fees": "percent of net sales: 5 %", "shipping": "money for one order"}.get(row.kind, "money for one piece")
    fields = (
        field("cost", "Costs", row.cost, what, required=True),
        field("from", "From", view.first.isoformat(), "the day from which it holds"),
    )
    form(page, f"Cost: {row.name}", fields, save)


def _no_cost(page: MoneyPage) -> None:
    row = page.costs.selected()
    if row is None or row.since is None:
        page.warn("There is no cost to take away")
        return
    since = row.since
    page.act(lambda s: s.numbers.money.cost_set(row.kind, None, since, row.sku))


def _open(page: MoneyPage) -> None:
    view = page.found
    if page.active == "costs":
        page.run("cost")
    elif page.active == "refunds" and (day := page.refunds.selected()) is not None:
        page.go("metric", f"refunds:{day.day}")
    elif view is not None and (rung := page.ladder.selected()) is not None:
        if rung.id.startswith("cm"):
            page.activate("costs")
        else:
            page.go("metric", f"{rung.id}:{view.last}")


def _meaning(page: MoneyPage) -> None:
    rung = page.ladder.selected()
    found = {"refunds": "refund_outlook", "costs": "cost"}.get(page.active, rung.id if rung else None)
    numbers.meaning(page, found)


def _length(page: MoneyPage) -> None:
    page.ladder.length = LENGTHS[(LENGTHS.index(page.ladder.length) + 1) % len(LENGTHS)]
    page.look_at(page.found.last if page.found else None)


def _step(by: int) -> Callable[[MoneyPage], None]:
    def step(page: MoneyPage) -> None:
        if page.found is not None:
            page.look_at(page.found.first - timedelta(days=1) if by < 0 else page.found.last + timedelta(days=1))

    return step


class MoneyPage(Page):
    """A period's money."""

    id_ = "money"
    actions = Actions(
        (
            Action("open", ("enter",), "Open it", "A rung or a refund as a number of its own; a cost to be typed.",
                   (), "open", reads=True),
            Action("left", ("left", "h"), "Earlier", "The period before.", (), "period", "h l", palette=False,
                   reads=True),
            Action("right", ("right", "l"), "Later", "The period after, up to yesterday.", (), "", "l", palette=False,
                   reads=True),
            Action("length", ("p",), "Month, week or day", "How long the period is.", (), "length", reads=True),
            Action("cost", ("a",), "Say what it costs", "An item, the dispatch of an order, the platform's share; "
                   "undo takes it back.", ("costs",), "cost"),
            Action("no_cost", ("minus", "delete"), "Take a cost away", "It is then not known, which is not 0.",
                   ("costs",)),
            Action("meaning", ("d",), "What the number means", "Its entry in the dictionary.", (), "meaning",
                   reads=True),
        ),
    )  # fmt: skip
    commands: ClassVar = {
        **GENERAL_COMMANDS,
        "open": _open,
        "left": _step(-1),
        "right": _step(1),
        "length": _length,
        "cost": _cost,
        "no_cost": _no_cost,
        "meaning": _meaning,
    }
    pane_names: ClassVar = {"ladder": "the ladder", "refunds": "Refunds", "costs": "Costs"}

    def __init__(self, shared: Shared) -> None:
        self.ladder, self.refunds, self.costs = Ladder(shared.look), RefundDays(shared.look), Costs(shared.look)
        self.found: MoneyView | None = None
        self._period: tuple[date, date] | None = None
        super().__init__(shared, {"ladder": self.ladder, "refunds": self.refunds, "costs": self.costs})

    def look_at(self, day: date | None) -> None:
        """Show the period that a day lies in."""
        yesterday = head_of(self).day - timedelta(days=1)
        self._period = period_of(self.ladder.length, day or yesterday, yesterday)
        self.ask()

    def arrange_panes(self, body: Region) -> dict[str, Region]:
        """Ladder and refunds on the left, costs on the right; on a small screen the ladder and the pane in use."""
        x, y, width, height = body
        top = min(_LADDER_LINES, height // 2)
        if width < 100 or height < 27:
            below = self.active if self.active != "ladder" else "refunds"
            return {"ladder": Region(x, y, width, top), below: Region(x, y + top, width, height - top)}
        half = width * 11 // 20
        return {
            "ladder": Region(x, y, half, top),
            "refunds": Region(x, y + top, half, height - top),
            "costs": Region(x + half, y, width - half, height),
        }

    def question(self) -> Callable[[Session], MoneyView]:
        """The money of the period; at first of the month up to yesterday."""
        period = self._period
        return lambda session: session.numbers.money.period(*(period or ()))

    def fill(self, answer: MoneyView) -> None:
        """Show it."""
        self.found = answer
        self.ladder.show(answer)
        self.refunds.fill(answer.refunds)
        self.costs.without = answer.without
        self.costs.fill(answer.costs)
