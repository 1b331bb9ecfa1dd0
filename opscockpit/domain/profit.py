"""From amounts ordered to what is left (metrics.md 2.3): the ladder of contribution.

Amounts are integer minor units. A cost that is not known is not 0: every rung that needs it is unknown.
"""

from __future__ import annotations

from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs of a period, minor units; None: not known.

    `goods` is the cost of the goods sold as far as it is known, `goods_net` the net sales of the items that it
    covers (None: all). `fees` of the platform, `shipping` and fulfilment, `ads`.
    """

    goods: int | None = None
    goods_net: int | None = None
    fees: int | None = None
    shipping: int | None = None
    ads: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, minor units; None: not known.

    `gmv` - cancelled = `paid`; - refunds = `net`; - goods = `cm1`; - fees and shipping = `cm2`; - ads = `cm3`.
    `coverage`: the share of net sales whose cost is known (1.0 all, None without any); below 1 the cost of the rest
    is taken to be alike, and the rungs from `cm1` on are estimates. `ads` is kept for the returns.
    `before_ads`: contribution per net sale before shipping and ads, from which the break-even comes.
    """

    gmv: int
    paid: int
    net: int
    cm1: int | None
    cm2: int | None
    cm3: int | None
    coverage: float | None
    ads: int | None
    before_ads: float | None

    @property
    def estimated(self) -> bool:
        """Whether the cost of some items had to be taken from the others."""
        return self.coverage is not None and self.coverage < 1

    @property
    def margin(self) -> float | None:
        """cm3 / net; None when unknown or without net sales."""
        return None if self.cm3 is None else per(self.cm3, self.net)

    @property
    def roi_paid(self) -> float | None:
        """Paid / ads."""
        return per(self.paid, self.ads)

    @property
    def roas_net(self) -> float | None:
        """Net / ads."""
        return per(self.net, self.ads)

    @property
    def breakeven_roas(self) -> float | None:
        """1 / (contribution share before ads); None when unknown or when every sale loses money."""
        return 1 / self.before_ads if self.before_ads is not None and self.before_ads > 0 else None


def ladder(gmv: int, cancelled: int, refunds: int, costs: Costs) -> Ladder:
    """The ladder of a period from its amounts (minor units) and costs."""
    paid = gmv - cancelled
    net = paid - refunds
    goods, coverage = _all_goods(costs, net)
    cm1 = None if goods is None else net - goods
    cm2 = None if cm1 is None or costs.fees is None or costs.shipping is None else cm1 - costs.fees - costs.shipping
    known = cm1 is not None and costs.fees is not None and net > 0
    return Ladder(
        gmv=gmv,
        paid=paid,
        net=net,
        cm1=cm1,
        cm2=cm2,
        cm3=None if cm2 is None or costs.ads is None else cm2 - costs.ads,
        coverage=coverage,
        ads=costs.ads,
        before_ads=((cm1 or 0) - (costs.fees or 0)) / net if known else None,
    )


def _all_goods(costs: Costs, net: int) -> tuple[int | None, float | None]:
    """The cost of all goods sold, and the share of net sales for which it is known."""
    if costs.goods is None:
        return None, None
    if costs.goods_net is None or costs.goods_net == net:
        return costs.goods, 1.0
    if costs.goods_net <= 0 or net <= 0:
        return None, None
    return round(costs.goods * net / costs.goods_net), costs.goods_net / net


def per(amount: float, cost: float | None) -> float | None:
    """A return: amount / cost; None when the cost is unknown or 0. Say which rung the amount is from."""
    return None if not cost else amount / cost
