"""How the day goes so far, against days of the same kind (metrics.md 3.3). Never a straight line through 24 hours.

The caller chooses the days: the last eight of the same class (weekday, weekend), or the hours of the same event.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from opscockpit.domain.baseline import MAD_TO_SD, k_for_one_percent, mad, median
from opscockpit.domain.normal import state_of
from opscockpit.values import dataclass

FIRST_HOUR = 10.0
"""Before this hour of a normal day the curve says no more than yesterday did: nothing rings."""

_WEIGHTS = ((0.0, 0.0), (9.0, 0.5), (12.0, 0.5), (14.0, 0.8), (18.0, 0.9), (24.0, 0.9))
_LEAST_SHARE = 0.05
_LEAST_DAYS = 4
_SPREAD_FLOOR = 0.05
_WIDEST = 700.0  # beyond it a float overflows


@dataclass(frozen=True, slots=True)
class Pace:
    """The day so far. Amounts are in the unit of the metric.

    `share`: the part of a day that is usually done by now (0.196). `estimate`: so far / share. `blend`: the estimate
    weighed with the expected day, None without one. `low`, `high`: so far times the 10 % and 90 % quantiles of
    total/part; `lowest`, `highest` its ends. `index`: so far / (share * expected), 1 is on pace. `index_low` and
    `index_high`: what is normal for the index. `state`: 'too_early', 'normal', 'watch' or 'alarm' (no range: normal).
    """

    share: float
    estimate: float
    blend: float | None
    low: float
    high: float
    lowest: float
    highest: float
    index: float | None
    index_low: float | None
    index_high: float | None
    state: str
    days: int


def weight(hour: float) -> float:
    """How much of the blend is the estimate at an hour of the day: 0.5 at 9 to 12, 0.8 at 14, 0.9 from 18 on."""
    for (hour0, weight0), (hour1, weight1) in pairwise(_WEIGHTS):
        if hour <= hour1:
            return weight0 + (weight1 - weight0) * max(hour - hour0, 0.0) / (hour1 - hour0)
    return _WEIGHTS[-1][1]


def pace(
    parts: Sequence[float | None],
    totals: Sequence[float | None],
    so_far: float | None,
    *,
    hour: float,
    expected: float | None = None,
    event: bool = False,
    scatter: float = 0.0,
) -> Pace | None:
    """The pace at `hour` (hours since the business day began).

    `parts` and `totals` are what each like day had by this time and in the end (None: unknown, left out). `expected`
    is the whole day to be expected: its normal range's centre, the plan or the last event. `event` marks an event
    day, whose curve may say something from the first hour on. `scatter` is the least relative spread to believe,
    1/sqrt(count) for counts. None when nothing is known of today or of any such day. Raises ValueError for lists of
    unequal length.
    """
    days = [
        (part, total)
        for part, total in zip(parts, totals, strict=True)
        if part is not None and total is not None and total > 0
    ]
    begun = [(part, total) for part, total in days if part > 0]
    if so_far is None or not begun:
        return None
    share = median([part / total for part, total in days])
    if share <= 0:
        return None
    ratios = sorted(total / part for part, total in begun)
    estimate = so_far / share
    index = so_far / (share * expected) if expected else None
    spread = max(MAD_TO_SD * mad([math.log(part) for part, _ in begun]), scatter, _SPREAD_FLOOR)
    k = k_for_one_percent(len(begun))
    early = share < _LEAST_SHARE or len(days) < _LEAST_DAYS or (hour < FIRST_HOUR and not event)
    mixed = weight(hour)
    return Pace(
        share=share,
        estimate=estimate,
        blend=None if expected is None else mixed * estimate + (1 - mixed) * expected,
        low=so_far * quantile(ratios, 0.1),
        high=so_far * quantile(ratios, 0.9),
        lowest=so_far * ratios[0],
        highest=so_far * ratios[-1],
        index=index,
        index_low=None if k is None else math.exp(-min(k * spread, _WIDEST)),
        index_high=None if k is None else math.exp(min(k * spread, _WIDEST)),
        state="too_early" if early else _state(index, spread, k),
        days=len(days),
    )


def _state(index: float | None, spread: float, k: float | None) -> str:
    if index is None or k is None:
        return "normal"
    if index <= 0:
        return "alarm"
    return state_of(math.log(index) / spread, k)


def quantile(ordered: Sequence[float], part: float) -> float:
    """The quantile of at least one ordered value, between neighbours in proportion (0.5 is the median)."""
    place = part * (len(ordered) - 1)
    below = min(int(place), len(ordered) - 1)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
