"""When is a customer gone? Derived from the shop's own intervals between orders (metrics.md 3.5)."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.domain.pace import quantile
from opscockpit.values import dataclass

RUNGS = ("0", "1", "2", "3", "4+")
"""The ladder: customers by number of orders; '0' followed the shop but never bought."""

_LEAST_INTERVALS = 20


@dataclass(frozen=True, slots=True)
class Lapse:
    """Days without an order. Up to `at_risk` a customer is active, up to `lost` at risk, beyond it lost.

    `typical` is the median interval. They come from repeat buyers only and are a little short: intervals still
    running are not in them.
    """

    typical: float
    at_risk: float
    lost: float

    def state(self, days: float) -> str:
        """'active', 'at_risk' or 'lost' for a customer whose last order is that many days ago."""
        if days <= self.at_risk:
            return "active"
        return "at_risk" if days <= self.lost else "lost"


def lapse(intervals: Sequence[float]) -> Lapse | None:
    """Percentiles 50, 80 and 90 of the days between successive orders; None below twenty intervals."""
    if len(intervals) < _LEAST_INTERVALS:
        return None
    ordered = sorted(intervals)
    return Lapse(quantile(ordered, 0.5), quantile(ordered, 0.8), quantile(ordered, 0.9))


def rung(orders: int) -> str:
    """The rung of a customer by number of paid orders; everyone is on exactly one. Raises ValueError below 0."""
    if orders < 0:
        raise ValueError("a customer cannot have fewer than no orders")
    return RUNGS[min(orders, len(RUNGS) - 1)]
