"""What the pages of money, movers and the way ahead show, and what a metric opened asks besides: all of it worded."""

from __future__ import annotations

from datetime import date

from opscockpit.domain import fmt
from opscockpit.services.metric_views import Drill, LadderRow, PaceLine
from opscockpit.services.views import KeywordLine
from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind one bar of a waterfall: those of the factor's own metric, on the same day and base."""

    label: str  # of the factor, e.g. 'Visitors'
    metric: str  # id of the metric that the rows are of
    effect: str  # the bar, worded
    by: str  # the drill-down that says most about this factor
    drills: tuple[Drill, ...]


@dataclass(frozen=True, slots=True)
class RingRate:
    """How often a metric would have rung at one k on the last ninety days."""

    k: float
    alarms: int
    judged: int
    now: bool  # the k in force
    usual: bool  # the k without a setting

    @property
    def words(self) -> str:
        """'rang on 2 of 76 days, 2.6 %'."""
        if not self.judged:
            return "none of the last 90 days could be judged"
        return f"rang on {self.alarms} of {self.judged} days, {fmt.percent(self.alarms / self.judged, places=1)}"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One number's plan of one month, with what came on its days that are over."""

    metric: str
    label: str
    first: date  # planned days of the month
    last: date
    period: str  # e.g. 'Sep 2011'
    plan: str  # of all of its days: their sum, or for what cannot be added their mean
    due: str  # of the days that are over and known
    came: str
    gap: str  # came less due, with its sign; '' before the first day is over
    gap_sign: int
    gap_share: str  # of the plan due, '' where that is 0
    good: int
    rest: str  # what each day that is left must bring; '' where none is left or nothing can be added
    note: str  # days without a number, which count on neither side


@dataclass(frozen=True, slots=True)
class Ahead:
    """How the day goes and how the plans stand."""

    pace: tuple[PaceLine, ...]
    plans: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one thing costs: an item by its sku, the dispatch of an order, or the platform's share."""

    kind: str  # 'item', 'shipping', 'fees'
    sku: str
    name: str
    cost: str  # '' where it is not known
    since: date | None  # from which day on; None where it is not known
    sold: str  # money of the period in which it is not 0
    share: str  # of the period's sales of items


@dataclass(frozen=True, slots=True)
class RefundLine:
    """One day's refunds on both bases."""

    day: date
    age: int
    paid: str
    given: str  # given back on that day, whatever order it was for
    given_rate: str
    so_far: str  # share of that day's orders given back until now
    expected: str  # what it will come to; '' where it is final or not known
    sentence: str


@dataclass(frozen=True, slots=True)
class MoneyView:
    """A period from what was ordered to what is left."""

    title: str
    first: date
    last: date
    ladder: tuple[LadderRow, ...]
    notes: tuple[str, ...]
    refunds: tuple[RefundLine, ...]
    costs: tuple[CostLine, ...]
    without: int  # items sold of which no cost is known, listed or not


@dataclass(frozen=True, slots=True)
class Movers:
    """What moved beyond chance on a day, out of very many."""

    day: date
    products: Drill
    keywords: tuple[KeywordLine, ...]
    watched: int  # keywords looked at


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One number of Today against a chosen base."""

    metric: str
    change: str
    change_sign: int
    good: int
    base: str  # the base's day with its weekday and year, 'no base', or the plan
    base_short: str  # the same without its year


@dataclass(frozen=True, slots=True)
class Beside:
    """The numbers of Today against a basis of compare.BASES."""

    basis: str
    words: str  # e.g. 'vs the same weekday last week'
    lines: tuple[BesideLine, ...]
