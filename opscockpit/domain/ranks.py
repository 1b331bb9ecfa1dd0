"""Did a keyword's rank really move? (metrics.md 3.6)

A look is a position (1 is best), NOT_FOUND (beyond the last place looked at: censored, worse than any) or None (not
looked at: nothing is known).
"""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.domain.baseline import MAD_TO_SD, mad, median
from opscockpit.values import dataclass

NOT_FOUND = "not_found"
Look = int | str | None

REAL = "real, not noise"
NOISE = "noise"
BASELINE_DAYS = 14
LAST_PLACE = 100
_LEAST_PLACES = 3.0
_MIN_LOOKS = 5
_LONGEST_PAUSE = 3  # from Friday's look to Monday's
_SYSTEMIC = 0.2


@dataclass(frozen=True, slots=True)
class Noise:
    """How a rank usually wobbles, in places: its median, its MAD, and the move that is more than noise."""

    median: float
    mad: float
    threshold: float


@dataclass(frozen=True, slots=True)
class RankMove:
    """What became of a rank.

    `places`: gained (+) or lost (-) since the look before, None when one of them is missing or both are not found
    (then nothing is known); from or to not found it counts from the place after the last. `from_usual`: the same
    against the usual place, None with too few looks; a real move of yesterday still shows here. `verdict`: REAL,
    NOISE, or '' when the rank stood still or too few looks are known. `noise`: the ordinary wobble.
    """

    places: int | None = None
    from_usual: int | None = None
    verdict: str = ""
    noise: Noise | None = None


def rank_noise(looks: Sequence[Look], *, last_place: int = LAST_PLACE) -> Noise | None:
    """The wobble of a rank: threshold = max(3, 3 * 1.4826 * MAD) places. None below five looks.

    NOT_FOUND counts as the place after the last one looked at.
    """
    known = [place for place in (_place(look, last_place) for look in looks) if place is not None]
    if len(known) < _MIN_LOOKS:
        return None
    spread = mad(known)
    return Noise(median(known), spread, max(_LEAST_PLACES, 3 * MAD_TO_SD * spread))


def judge_rank(looks: Sequence[Look], *, last_place: int = LAST_PLACE) -> RankMove:
    """Judge the newest of daily looks, oldest first, one entry a day up to today.

    A move is real when today's look and the one before it (at most three days earlier) both stand at least the
    threshold away from the usual place on the same side. The usual place is the median of the 14 days before these
    two. Without a look today there is neither move nor verdict.
    """
    places = [_place(look, last_place) for look in looks]
    if not places or places[-1] is None:
        return RankMove()
    today = places[-1]
    earlier = [(i, place) for i, place in enumerate(places[:-1]) if place is not None]
    if not earlier:
        return RankMove()
    before, previous = earlier[-1]
    both_lost = looks[-1] == looks[before] == NOT_FOUND
    moved = None if both_lost else previous - today
    noise = rank_noise(looks[max(before - BASELINE_DAYS, 0) : before], last_place=last_place)
    if noise is None:
        return RankMove(moved)
    steps = (noise.median - previous, noise.median - today)
    from_usual = round(steps[1])
    if len(places) - 1 - before > _LONGEST_PAUSE:
        return RankMove(moved, from_usual, "", noise)
    real = min(abs(step) for step in steps) >= noise.threshold and steps[0] * steps[1] > 0
    return RankMove(moved, from_usual, REAL if real else NOISE if moved else "", noise)


def systemic(verdicts: Sequence[str]) -> bool:
    """Whether more than a fifth of the watched words moved: then it is the search or the season, not one page."""
    return sum(verdict == REAL for verdict in verdicts) > _SYSTEMIC * len(verdicts)


def _place(look: Look, last_place: int) -> int | None:
    if look is None or isinstance(look, int):
        return look
    return last_place + 1
