"""What a series usually does: its scale, its pattern over the week, its level and its spread.

Formula source: the pooled weekday residual of metrics.md 3.2.3. Everything is computed from the last 56 days; a day
that is missing, masked or closed is a gap (None) and takes part in nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Sequence

from opscockpit.values import dataclass

WINDOW = 56
LEVEL_DAYS = 28
MAD_TO_SD = 1.4826
_SQRT_FLOOR = 1.0  # the spread of a Poisson count on the scale 2*sqrt(y + 3/8)
_LOG_FLOOR = 0.05
_UNITS_FLOOR = 0.3  # of amounts in units of their median, which scatter less than counts
_SOME_ZEROS, _MANY_ZEROS = 0.05, 0.2
_MIN_IN_WEEK = 5
_MIN_BEFORE = 7
_MIN_PER_CLASS = 2


def median(values: Sequence[float]) -> float:
    """The median of at least one value, in the unit of the values."""
    return median_of_sorted(sorted(values))


def median_of_sorted(ordered: Sequence[float]) -> float:
    """The median of at least one value that are in order already."""
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2


def mad(values: Sequence[float]) -> float:
    """The median absolute deviation from the median; times MAD_TO_SD it estimates a standard deviation."""
    middle = median(values)
    return median([abs(value - middle) for value in values])


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale on which ordinary days scatter evenly.

    `name` is 'sqrt' (2*sqrt(y/unit + 3/8), counts) or 'log' (ln y, money and large counts). `unit` divides the
    values first. `zero` is what stands in for 0 and below on the log scale, in units of the value.
    `floor` is the smallest spread believed, on this scale.
    """

    name: str
    floor: float
    unit: float = 1.0
    zero: float = 0.0

    def forward(self, value: float) -> float:
        """A value on this scale."""
        if self.name == "log":
            return math.log(value) if value > 0 else math.log(self.zero)
        return 2 * math.sqrt(max(value, 0.0) / self.unit + 0.375)

    def inverse(self, x: float) -> float:
        """The value that stands at `x`; on the sqrt scale never below 0."""
        if self.name == "log":
            return math.exp(min(x, 700.0))
        return max((x / 2) ** 2 - 0.375, 0.0) * self.unit if x > 0 else 0.0


def scale_for(name: str, values: Sequence[float | None]) -> Scale:
    """The scale called `name` ('sqrt' or 'log'), fitted to the values (gaps are None) that it is to hold.

    A true 0 (or less) has no logarithm: it is taken as half of the smallest positive value. Where more than one day in
    twenty is 0, that is no rarity that should ring, and the log scale would make it one: amounts are then judged on the
    sqrt scale in units of their positive median, and with more than a fifth of zeros as if they counted typical
    sales. Raises ValueError for another name.
    """
    if name == "sqrt":
        return Scale("sqrt", _SQRT_FLOOR)
    if name != "log":
        raise ValueError(f"no scale is called {name!r}")
    known = [value for value in values if value is not None]
    positive = sorted(value for value in known if value > 0)
    zeros = 1 - len(positive) / len(known) if known else 1.0
    if zeros > _SOME_ZEROS:
        floor = _SQRT_FLOOR if zeros > _MANY_ZEROS else _UNITS_FLOOR
        return Scale("sqrt", floor, unit=median_of_sorted(positive) if positive else 1.0)
    return Scale("log", _LOG_FLOOR, zero=max(positive[0] / 2, math.ulp(0.0)))


@dataclass(frozen=True, slots=True)
class Baseline:
    """The ordinary behaviour of a series, on its scale.

    `effects` maps a weekday class to what it adds to the level; `residuals` are the window's values less effect
    and level, oldest first, None for a gap; `spread` estimates their standard deviation; `usable` counts the days.
    """

    scale: Scale
    effects: dict[int, float]
    level: float
    spread: float
    residuals: tuple[float | None, ...]
    usable: int


def class_effects(values: Sequence[float | None], classes: Sequence[int]) -> dict[int, float]:
    """How each weekday class differs from its own week, on the scale of the values; the effects sum to 0.

    The median over the weeks of (value - mean of the seven days around it). A day counts when the week around it
    lies inside the series and at least five of its days are known; a class counts from two such days on.
    """
    sums, counts = [0.0], [0]
    for value in values:
        sums.append(sums[-1] + (value or 0.0))
        counts.append(counts[-1] + (value is not None))
    gathered: dict[int, list[float]] = {}
    for i in range(3, len(values) - 3):
        value, known = values[i], counts[i + 4] - counts[i - 3]
        if value is not None and known >= _MIN_IN_WEEK:
            gathered.setdefault(classes[i], []).append(value - (sums[i + 4] - sums[i - 3]) / known)
    effects = {kind: median(found) for kind, found in gathered.items() if len(found) >= _MIN_PER_CLASS}
    centre = sum(effects.values()) / len(effects) if effects else 0.0
    return {kind: effect - centre for kind, effect in effects.items()}


def _noise(adjusted: Sequence[float | None]) -> list[float]:
    """Each known day less the median of the known days among the 28 before it, where there are seven at least."""
    window: list[float] = []
    noise: list[float] = []
    for i, value in enumerate(adjusted):
        if i > LEVEL_DAYS and (old := adjusted[i - LEVEL_DAYS - 1]) is not None:
            del window[bisect_left(window, old)]
        if value is not None:
            if len(window) >= _MIN_BEFORE:
                noise.append(value - median_of_sorted(window))
            insort(window, value)
    return noise


def fit(values: Sequence[float | None], classes: Sequence[int], scale: Scale) -> Baseline | None:
    """The baseline of the last 56 days (`values` oldest first, `classes` the weekday class of each).

    None when the last 28 days hold no value, or when too few days stand together to tell the spread.
    """
    window, kinds = values[-WINDOW:], classes[-WINDOW:]
    forward = scale.forward
    placed = [None if value is None else forward(value) for value in window]
    effects = class_effects(placed, kinds)
    adjusted = [None if x is None else x - effects.get(kind, 0.0) for x, kind in zip(placed, kinds, strict=True)]
    recent = [x for x in adjusted[-LEVEL_DAYS:] if x is not None]
    noise = _noise(adjusted)
    if not recent or not noise:
        return None
    level = median(recent)
    return Baseline(
        scale=scale,
        effects=effects,
        level=level,
        spread=max(MAD_TO_SD * mad(noise), scale.floor),
        residuals=tuple(None if x is None else x - level for x in adjusted),
        usable=sum(x is not None for x in placed),
    )


def same_weekday_band(values: Sequence[float], k: float) -> tuple[float, float]:
    """Median -/+ k * 1.4826 * MAD of a few like days (same weekday), in the unit of the values (metrics.md 3.2.4).

    With few values k must grow: see `k_for_one_percent`.
    """
    middle, spread = median(values), MAD_TO_SD * mad(values)
    return middle - k * spread, middle + k * spread


_K_ONE_PERCENT = ((26, 3.3), (16, 3.9), (12, 4.4), (10, 5.0), (8, 5.9), (6, 8.1), (5, 14.5), (4, 15.6))


def k_for_one_percent(count: int) -> float | None:
    """The k at which `count` like days ring on one clean day in a hundred; None below four days (metrics.md 3.2.4)."""
    return next((k for least, k in _K_ONE_PERCENT if count >= least), None)
