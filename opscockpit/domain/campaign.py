"""What a campaign really brought (metrics.md 3.4)."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Uplift:
    """Sales against what would have been without the campaign; the unit is that of the input.

    `gross`: during the campaign; `pre` and `post`: people who waited before, or had bought already after (mostly
    negative); `net` is their sum.
    """

    gross: float
    pre: float
    post: float

    @property
    def net(self) -> float:
        """What the campaign brought in all."""
        return self.gross + self.pre + self.post

    @property
    def pulled_forward(self) -> float | None:
        """The share of the gross uplift that only moved between days (0.364); None without an uplift."""
        return 1 - self.net / self.gross if self.gross > 0 else None

    def contribution(self, refund_rate: float, margin: float, cost: float) -> float:
        """What was earned: net * (1 - expected refund rate) * margin - cost, in the unit of the sales."""
        return self.net * (1 - refund_rate) * margin - cost


Days = Sequence[tuple[float, float]]
"""(sales, baseline) of each day of a window."""


def uplift(campaign: Days, pre: Days = (), post: Days = ()) -> Uplift:
    """Sum of (sales - baseline) over the campaign and over the windows before and after it.

    Fix these windows before the campaign begins (3 days before to 14 after). The baseline is the centre of the
    normal range with the campaign masked.
    """
    gross, before, after = (sum(sales - usual for sales, usual in days) for days in (campaign, pre, post))
    return Uplift(gross, before, after)
