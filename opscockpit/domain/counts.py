"""Small counts: bad reviews, violations, refund requests. They alarm upwards only (metrics.md 3.2.7)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.normal import MIN_USABLE, Judgement

ALARM_CHANCE = 0.005
WATCH_CHANCE = 0.05
_CAUTION = 0.5  # half an event added to the sum: never having had one does not make the first an alarm


def poisson_upper(mean: float, chance: float = ALARM_CHANCE) -> int:
    """The smallest count that a Poisson of that mean reaches with a probability of at most `chance`.

    Raises ValueError for a negative mean or a chance that is not between 0 and 1.
    """
    if mean < 0 or not 0 < chance < 1:
        raise ValueError("the mean must not be negative, the chance between 0 and 1")
    if mean == 0:
        return 1
    count, log_mean = int(mean + 12 * math.sqrt(mean)) + 40, math.log(mean)
    tail = 0.0
    while count > 0:  # from far in the tail downwards: adding small to large loses nothing
        tail += math.exp(count * log_mean - mean - math.lgamma(count + 1))
        if tail > chance:
            return count + 1
        count -= 1
    return 1


def judge_count(
    history: Sequence[int | None], today: int | None, *, masked: Sequence[bool] = (), today_masked: bool = False
) -> Judgement:
    """Judge a small count of a day against the mean of the last 56 days; states as in `normal.judge`.

    `high` is the largest count that does not ring, `low` is 0: few is never a reason to ring. Raises ValueError
    for lists of unequal length.
    """
    hidden = masked or [False] * len(history)
    usable = [None if out else value for value, out in zip(history, hidden, strict=True)][-WINDOW:]
    known = [value for value in usable if value is not None]
    if today_masked:
        return Judgement("masked", days_used=len(known))
    if len(known) < MIN_USABLE:
        return Judgement("missing" if today is None else "few_days", days_used=len(known))
    mean = (sum(known) + _CAUTION) / len(known)
    alert, watch = poisson_upper(mean), poisson_upper(mean, WATCH_CHANCE)
    z = None if today is None else 2 * (math.sqrt(today + 0.375) - math.sqrt(mean + 0.375))
    if today is None:
        state = "missing"
    elif today >= alert:
        state = "alarm"
    else:
        state = "watch" if today >= watch else "normal"
    return Judgement(
        state, z=z, low=0.0, centre=mean, high=float(alert - 1), days_used=len(known), smallest_rise=alert / mean - 1
    )
