"""Runs of weak days in small numbers: where not even a fall to nothing on one day could ring, days are added up.

A cumulative sum of log-likelihood ratios (Page 1954) that looks for a halving. At the limit used here it rings on about
0.2 to 0.4 % of clean days (simulated with 12 to 100 trials a day, the usual share taken from the 56 days before).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from opscockpit.values import dataclass

LIMIT = 4.0
"""The sum from which a run rings."""

_ENDS = 2.8  # an alarm ends at 0.7 of the limit, as elsewhere
_CAP = 5.0  # so that a run that is over ends soon
_HALF = math.log(0.5)


@dataclass(frozen=True, slots=True)
class Run:
    """Weak days in a row, as far as they go. `hits` were counted on `days` days where `expected` are usual.

    `score` is the sum, `alarm` whether it rings.
    """

    days: int = 0
    hits: int = 0
    expected: float = 0.0
    score: float = 0.0
    alarm: bool = False

    @property
    def lasting(self) -> bool:
        """Whether it is within the limit again and only not over yet."""
        return self.alarm and self.score <= LIMIT

    def after(self, hits: int, expected: float, trials: int | None = None) -> Run:
        """The run one day later. `trials` for a share of trials (binomial); None for a plain count (Poisson)."""
        if expected <= 0:
            return self
        gain = hits * _HALF + expected / 2
        if trials is not None and expected < trials:
            usual = expected / trials
            gain = hits * _HALF + (trials - hits) * math.log((1 - usual / 2) / (1 - usual))
        score = min(self.score + gain, _CAP)
        if score <= 0:
            return Run()
        alarm = score > LIMIT or (self.alarm and score > _ENDS)
        return Run(self.days + 1, self.hits + hits, self.expected + expected, score, alarm)


def run_of(days: Iterable[tuple[int, float, int | None] | None]) -> Run:
    """The run at the end of days, oldest first: (hits, usual hits, trials or None for a count); None is a gap."""
    run = Run()
    for day in days:
        if day is not None:
            run = run.after(*day)
    return run
