"""What a number rests on and what it is compared with: its counts, its base day, and that day's measures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from opscockpit.domain import compare
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metric import Measures, Metric, known_pair
from opscockpit.domain.metrics import METRICS
from opscockpit.domain.money import digits
from opscockpit.services.figures import events_of, window_of
from opscockpit.services.own_metrics import all_metrics
from opscockpit.store import plans
from opscockpit.store.database import Database
from opscockpit.values import dataclass

BASIS_WORDS = {
    "yesterday": "the day before",
    "week": "the same weekday last week",
    "year364": "the same weekday last year",
    "date": "the same date last year",
    "event": "the same event last year",
    "plan": "the plan",
}
"""The comparison bases in words, in the order in which they are cycled through."""

_SALES = frozenset({"paid", "net_sales", "created_amount", "returning_paid", "refunds_by_order"})
_PEOPLE = ("orders", "buyers", "orders_created")


def inputs(metric: Metric, known: Collection[str]) -> list[str]:
    """The measures that a metric is computed from, given the ids that are known; also through other metrics."""
    pair = next((pair for pair in metric.pairs if pair[0] in known and pair[1] in known), None)
    if pair is not None:
        return list(pair)
    words = set("".join(c if c.isalnum() or c == "_" else " " for c in metric.formula).split())
    if metric.id not in METRICS:
        metrics = all_metrics()
        words |= {name for word in words & metrics.keys() - {metric.id} for name in inputs(metrics[word], known)}
    return [name for name in MEASURES if name in words] or [metric.id]


def needs(metric: Metric) -> set[str]:
    """Every measure that a metric of the dictionary may be computed from."""
    words = "".join(c if c.isalnum() or c == "_" else " " for c in metric.formula).split()
    return {name for pair in metric.pairs for name in pair} | {name for name in words if name in MEASURES}


def count_behind(metric: Metric, measures: Measures) -> float | None:
    """The count that a value rests on: hits of a share, orders of an order value or of sales; None when not known."""
    pair = known_pair(metric.pairs, measures)
    if pair is not None:
        counts = [measures.get(name) for name in pair if MEASURES[name].unit == "count"]
        return counts[0] if counts else None
    if metric.id in _SALES:
        return next((found for name in _PEOPLE if (found := measures.get(name)) is not None), None)
    return measures.get(metric.id) if metric.unit == "count" else None


@dataclass(frozen=True, slots=True)
class Base:
    """What a day is compared with. `day` is None where the basis has none; `value` is the plan on basis 'plan'."""

    basis: str
    day: date | None
    measures: dict[str, int | None]
    value: float | None

    @property
    def words(self) -> str:
        """The day with its weekday: 'Wed 14 Oct 2026'; 'no base' where there is none."""
        if self.value is None and not self.measures:
            return "no base" if self.day is None else f"{self.day:%a %d %b %Y}: no data"
        return "plan" if self.basis == "plan" else f"{self.day:%a %d %b %Y}"


def base_of(db: Database, store_id: int, metric: Metric, day: date, basis: str) -> Base:
    """The base of a day on one of compare.BASES. Without a base the value is None, never -100 %."""
    if basis == "plan":
        row = next((row for row in plans.plans(db, store_id, day, day) if row["metric"] == metric.id), None)
        return Base(basis, day if row else None, {}, None if row is None else row["value"])
    events = events_of(db, store_id, date(day.year - 2, 1, 1), day) if basis == "event" else []
    other = compare.base_day(day, basis, events)
    measures = window_of(db, store_id, other, 1).today if other else {}
    return Base(basis, other, measures, metric.compute(measures))


def major(unit: str, amount: float | None, currency: str) -> float | None:
    """A value for scripts: money in major units (averages to four more digits), everything else as it is."""
    if amount is None or unit != "money":
        return amount
    places = digits(currency)
    return round(amount / float(10**places), places if isinstance(amount, int) else 4)


def measure_in_major(measure: str, value: int | None, currency: str) -> float | int | None:
    """A measure for scripts: money in major units, thousandths as plain numbers."""
    unit = MEASURES[measure].unit if measure in MEASURES else "count"
    if value is None or unit == "count":
        return value
    return value / 1000 if unit == "milli" else major("money", value, currency)
