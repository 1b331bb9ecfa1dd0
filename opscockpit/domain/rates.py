"""Shares of counts: how sure one is, whether two differ, and whether a day is within its normal range.

Formula sources: metrics.md 3.2.7 (Laney p'), 2.8 (Wilson), 3.6 (two proportions), 3.2.6 (Benjamini-Hochberg).
A rate here is hits of trials, both counts. A ratio of money, or one that may exceed 1, is judged on the log scale of
`normal` instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.normal import AFTER_MASK, MIN_USABLE, Judgement, state_of
from opscockpit.values import dataclass

Trials = tuple[int, int]
"""(trials, hits) of a day, e.g. (visitors, buyers)."""

K_RATE = 3.0
Z_95 = 1.959963984540054
_MEAN_RANGE = 1.128  # a mean difference of two successive normal values, in standard deviations
_WEEKLY_CHI = 16.81  # chi-square with 6 degrees of freedom at 1 %


def wilson(hits: int, trials: int, z: float = Z_95) -> tuple[float, float] | None:
    """The Wilson interval of a share, as ratios (0.0128, 0.1045); None for 0 trials or more hits than trials."""
    if trials <= 0 or not 0 <= hits <= trials:
        return None
    share = hits / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # at the ends the bound is the share itself, which floats miss by a hair
    return (centre - half) / scale if hits else 0.0, (centre + half) / scale if hits < trials else 1.0


@dataclass(frozen=True, slots=True)
class Laney:
    """A p' chart. `mean` is the pooled share; `extra` how many times more than chance the days scatter (1 or more)."""

    mean: float
    extra: float

    def sigma(self, trials: int) -> float:
        """The standard deviation of a share of that many trials by chance alone (binomial)."""
        return math.sqrt(self.mean * (1 - self.mean) / trials)

    def limits(self, trials: int, k: float = K_RATE) -> tuple[float, float]:
        """Lower and upper p' limit for a day of that many trials, not cut at 0 or 1."""
        half = k * self.sigma(trials) * self.extra
        return self.mean - half, self.mean + half


def laney(days: Sequence[Trials]) -> Laney | None:
    """Fit a p' chart to days oldest first. None when there are no trials, or all or none of them hit."""
    days = [(trials, hits) for trials, hits in days if trials > 0]
    trials_sum, hits_sum = sum(trials for trials, _ in days), sum(hits for _, hits in days)
    if not 0 < hits_sum < trials_sum:
        return None
    chart = Laney(hits_sum / trials_sum, 1.0)
    scores = [(hits / trials - chart.mean) / chart.sigma(trials) for trials, hits in days]
    steps = [abs(b - a) for a, b in pairwise(scores)]
    spread = sum(steps) / len(steps) / _MEAN_RANGE if steps else 1.0
    return Laney(chart.mean, max(spread, 1.0))


def judge_rate(
    history: Sequence[Trials | None],
    classes: Sequence[int],
    today: Trials | None,
    today_class: int,
    *,
    k: float = K_RATE,
    masked: Sequence[bool] = (),
    today_masked: bool = False,
    alarmed: int = 0,
) -> Judgement:
    """Judge today's share against the last 56 days; arguments and states as in `normal.judge`, bounds are ratios.

    The weekday's own share is used where the shares differ between weekdays beyond chance. A day without trials
    is a gap. Raises ValueError for lists of unequal length or a day with more hits than trials.
    """
    if len(classes) != len(history) or len(masked) not in (0, len(history)):
        raise ValueError("history, classes and masked must be of the same length")
    hidden = masked or [False] * len(history)
    window = [
        (kind, *day) if day is not None and day[0] > 0 and not out else None
        for day, kind, out in zip(history, classes, hidden, strict=True)
    ]
    known = [day for day in window[-WINDOW:] if day is not None]
    now = today if today is not None and today[0] > 0 else None
    if any(hits > trials for _, trials, hits in known) or (now and now[1] > now[0]):
        raise ValueError("a share cannot have more hits than trials; judge such a ratio on the log scale")
    if today_masked:
        return Judgement("masked", days_used=len(known))
    if len(known) < MIN_USABLE:
        return Judgement("missing" if now is None else "few_days", days_used=len(known))
    learning = any(hidden[-AFTER_MASK:]) or all(day is None for day in window[: 7 - WINDOW])
    return _against(known, now, today_class, k, learning, alarmed)


def _against(
    known: list[tuple[int, int, int]], now: Trials | None, kind: int, k: float, learning: bool, alarmed: int
) -> Judgement:
    trials = now[0] if now else round(sum(trials for _, trials, _ in known) / len(known))
    chart, factors = _weekly(known)
    if chart is None:
        return Judgement("missing" if now is None else "learning", days_used=len(known))
    mean = min(chart.mean * factors.get(kind, 1.0), 1.0)
    half = k * chart.sigma(trials) * chart.extra
    low, high = max(mean - half, 0.0), min(mean + half, 1.0)
    z = None if now is None else (now[1] / now[0] - mean) / (half / k)
    state = "missing" if z is None else "learning" if learning else state_of(z, k, alarmed)
    return Judgement(
        state,
        z=z,
        low=low,
        centre=mean,
        high=high,
        days_used=len(known),
        smallest_drop=half / mean if 0 < half < mean else None,
        smallest_rise=half / mean if mean > 0 and mean + half <= 1 else None,
        lasting=state == "alarm" and z is not None and abs(z) <= k,
    )


def _weekly(known: list[tuple[int, int, int]]) -> tuple[Laney | None, dict[int, float]]:
    """The chart, and by which factor each weekday's share differs from the mean, if weekdays differ at all."""
    plain = laney([(trials, hits) for _, trials, hits in known])
    if plain is None:
        return None, {}
    sums: dict[int, list[int]] = {}
    for kind, trials, hits in known:
        pooled = sums.setdefault(kind, [0, 0])
        pooled[0] += trials
        pooled[1] += hits
    variance = plain.mean * (1 - plain.mean) * plain.extra**2
    differ = sum(trials * (hits / trials - plain.mean) ** 2 / variance for trials, hits in sums.values())
    if differ <= _WEEKLY_CHI:
        return plain, {}
    factors = {kind: hits / trials / plain.mean for kind, (trials, hits) in sums.items() if hits}
    scores = [
        (hits / trials - plain.mean * factors.get(kind, 1.0)) / plain.sigma(trials) for kind, trials, hits in known
    ]
    steps = [abs(b - a) for a, b in pairwise(scores)]
    return Laney(plain.mean, max(sum(steps) / len(steps) / _MEAN_RANGE, 1.0)), factors


def two_proportions(before: Trials, now: Trials) -> float | None:
    """The z of a change between two shares (pooled); negative for a fall.

    None when a side has no trials, or when all or none of the trials hit.
    """
    (trials0, hits0), (trials1, hits1) = before, now
    if trials0 <= 0 or trials1 <= 0 or not 0 < hits0 + hits1 < trials0 + trials1:
        return None
    pooled = (hits0 + hits1) / (trials0 + trials1)
    return (hits1 / trials1 - hits0 / trials0) / math.sqrt(pooled * (1 - pooled) * (1 / trials0 + 1 / trials1))


def p_value(z: float) -> float:
    """The two-sided probability of a z at least that large by chance."""
    return math.erfc(abs(z) / math.sqrt(2))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values in the order given: report those below the share of false reports you accept (0.1).

    Use it where hundreds of words or items are tested at once.
    """
    count = len(p_values)
    adjusted, smallest = [1.0] * count, 1.0
    for rank, i in reversed(list(enumerate(sorted(range(count), key=lambda i: p_values[i]), start=1))):
        smallest = min(smallest, p_values[i] * (count / rank))
        adjusted[i] = smallest
    return adjusted
