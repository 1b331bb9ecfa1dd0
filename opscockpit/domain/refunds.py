"""What the refund rate of young orders will be in the end (metrics.md 2.3, refund rate on the order basis)."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.domain.baseline import median
from opscockpit.domain.pace import quantile
from opscockpit.values import dataclass

MATURE_DAYS = 45
"""Age in days from which a day's refunds are taken as final."""

_LEAST_COHORTS = 5


@dataclass(frozen=True, slots=True)
class Cohort:
    """The orders paid on one day: `paid` minor units, and `refunded` so far by age, [0] on the pay day (cumulative)."""

    paid: int
    refunded: Sequence[int]

    def rate(self, age: int) -> float:
        """Refunded / paid at an age in days; the last known value beyond the end."""
        return self.refunded[min(age, len(self.refunded) - 1)] / self.paid


@dataclass(frozen=True, slots=True)
class RefundOutlook:
    """'D+3, 4 % so far, expected final 9-12 %': rates as ratios.

    `maturity` is the share of final refunds that older days had at this age (1.0 is all), None where they had none.
    `cohorts` counts those days.
    """

    age: int
    so_far: float
    low: float
    expected: float
    high: float
    maturity: float | None
    cohorts: int


def outlook(paid: int, refunded: int, age: int, older: Sequence[Cohort]) -> RefundOutlook | None:
    """The final refund rate to expect of a day's orders, `age` days old, from the curves of older days.

    What is still to come is taken from the older days: the median of (final rate - rate at this age), and its 10 %
    and 90 % quantiles for the range. It is added, not multiplied: on the first days next to nothing is refunded yet.
    None without sales or with fewer than five older days that are mature.
    """
    curves = [cohort for cohort in older if cohort.paid > 0 and len(cohort.refunded) > MATURE_DAYS]
    if paid <= 0 or len(curves) < _LEAST_COHORTS:
        return None
    coming = sorted(max(curve.rate(MATURE_DAYS) - curve.rate(age), 0.0) for curve in curves)
    shares = [curve.rate(age) / final for curve in curves if (final := curve.rate(MATURE_DAYS)) > 0]
    so_far = refunded / paid
    return RefundOutlook(
        age=age,
        so_far=so_far,
        low=so_far + quantile(coming, 0.1),
        expected=so_far + median(coming),
        high=so_far + quantile(coming, 0.9),
        maturity=min(median(shares), 1.0) if shares else None,
        cohorts=len(curves),
    )
