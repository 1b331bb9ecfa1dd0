"""What a metric is: a name, a formula over measures, and how its number is to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from opscockpit.values import dataclass

Measures = Mapping[str, int | None]
"""Measures of one period and slice by id (see `measures.MEASURES`); an absent id and None both mean 'not known'."""

UNITS = ("count", "money", "ratio", "number", "position", "seconds")
SCALES = ("sqrt", "log", "rate", "poisson")
LARGE_COUNT = 300
"""From this daily level on a count is judged like money, on the log scale (metrics.md 3.2.3)."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that a person reads.

    `compute` takes measures and gives the value, None when something needed is unknown or a denominator is 0.
    What comes out, by `unit`: 'count' whole things; 'money' minor units (whole for booked sums, a float for money per
    something); 'ratio' a share, 0.0161 for 1.61 %, which may exceed 1; 'number' a plain number; 'position' a rank,
    1 is best; 'seconds'.
    `direction`: 1 up is good, -1 down is good, 0 neutral. `scale`: how it is judged, see SCALES: 'sqrt' and 'log'
    by `normal.judge`, 'rate' by `rates.judge_rate` on `trials`, 'poisson' by `counts.judge_count`.
    `sums_over`: over which of 'day', 'channel', 'item' its values may be added; empty for ratios and people.
    `pairs`: for a ratio the (numerator, denominator) measures, the first pair known counts.
    `feeds`, `traps`, `decide`: which data it needs, what misleads, and what it is for.
    """

    id: str
    en: str
    zh: str
    formula: str
    unit: str
    compute: Callable[[Measures], float | None]
    direction: int = 0
    scale: str = "sqrt"
    sums_over: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    feeds: str = ""
    traps: str = ""
    decide: str = ""

    def basis(self, measures: Measures) -> str | None:
        """Which pair of measures a ratio rests on here, as 'buyers/visitors'; None when no pair is known."""
        pair = known_pair(self.pairs, measures)
        return None if pair is None else "/".join(pair)

    def trials(self, measures: Measures) -> tuple[int, int] | None:
        """For scale 'rate': (trials, hits) for `rates.judge_rate`; None when unknown, or when there was no trial."""
        pair = known_pair(self.pairs, measures)
        if pair is None:
            return None
        hits, trials = measures.get(pair[0]), measures.get(pair[1])
        return None if hits is None or not trials else (trials, hits)

    def scale_at(self, level: float | None) -> str:
        """The scale to judge on at a typical daily level (unit of the metric): large counts go by 'log'."""
        return "log" if self.scale == "sqrt" and level is not None and level >= LARGE_COUNT else self.scale


def known_pair(pairs: tuple[tuple[str, str], ...], measures: Measures) -> tuple[str, str] | None:
    """The first (numerator, denominator) of which both are known."""
    return next((p for p in pairs if measures.get(p[0]) is not None and measures.get(p[1]) is not None), None)


def plain(measure: str, *, divide: int = 1) -> Callable[[Measures], float | None]:
    """The measure itself, or divided (milli-units by 1000)."""

    def compute(measures: Measures) -> float | None:
        value = measures.get(measure)
        return value if value is None or divide == 1 else value / divide

    return compute


def quotient(pairs: tuple[tuple[str, str], ...], *, times: float = 1) -> Callable[[Measures], float | None]:
    """Numerator / denominator * `times` for the first pair known; None for a denominator of 0."""

    def compute(measures: Measures) -> float | None:
        pair = known_pair(pairs, measures)
        if pair is None:
            return None
        above, below = measures.get(pair[0]), measures.get(pair[1])
        return None if above is None or not below else above * times / below

    return compute
