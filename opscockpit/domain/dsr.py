"""The arithmetic of a rating: a mean of 1 to 5 stars over many ratings (metrics.md 2.6).

Averages are in thousandths of a star (4,800 is 4.80), as the measures `score_...` keep them.
"""

from __future__ import annotations

BEST = 5000
"""Five stars in thousandths."""


def after(ratings: int, average: int, added: int, stars: int) -> float:
    """The average in thousandths after `added` ratings of `stars` (1 to 5) each. Raises ValueError without ratings."""
    if ratings + added <= 0 or not 1 <= stars <= 5:
        raise ValueError("an average needs ratings of 1 to 5 stars")
    return (ratings * average + added * stars * 1000) / (ratings + added)


def five_stars_needed(ratings: int, average: int, target: int) -> int | None:
    """How many five-star ratings lift the average to the target; 0 when it is there, None when none ever would."""
    if average >= target:
        return 0
    if target >= BEST:
        return None
    return -(-ratings * (target - average) // (BEST - target))
