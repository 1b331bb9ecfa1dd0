"""What moved a number: its change taken apart into factors, with a sentence that says what matters.

Effects of chains are exact to the cent and sum to the change with the line that the counts do not carry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from opscockpit.domain import fmt
from opscockpit.domain.drivers import SALES_CHAINS, chain_effects, lmdi, quiet_but_moving, shapley
from opscockpit.domain.metric import Measures, Metric, known_pair
from opscockpit.domain.metrics import METRICS
from opscockpit.values import dataclass

UNEXPLAINED = "not explained"
MIX = "mix"

Chain = tuple[tuple[str, ...], tuple[str, ...]]
"""Measures of a chain, and the names of its factors."""

NET = "net_sales"
CHAINS: Mapping[str, tuple[Chain, ...]] = {
    "paid": SALES_CHAINS,
    NET: tuple(((*measures, NET), (*names, "keep_rate")) for measures, names in SALES_CHAINS),
    "orders": (
        (("sessions", "checkouts", "orders"), ("sessions", "checkout_rate", "payment_rate")),
        (("sessions", "orders"), ("sessions", "conversion")),
        (("visitors", "orders"), ("visitors", "orders_per_visitor")),
        (("orders_created", "orders"), ("orders_created", "paid_share")),
    ),
    "conversions": ((("sessions", "conversions"), ("sessions", "conversion")),),
    "buyers": ((("visitors", "buyers"), ("visitors", "conversion")),),
    "units": ((("orders", "units"), ("orders", "units_per_order")),),
    "page_views": (
        (("visitors", "page_views"), ("visitors", "pages_per_visitor")),
        (("sessions", "page_views"), ("sessions", "pages_per_visitor")),
    ),
    "refunds": ((("paid", "refunds"), ("paid", "refund_rate")),),
    "ad_spend": (
        (("ad_impressions", "ad_clicks", "ad_spend"), ("ad_impressions", "ctr", "cpc")),
        (("ad_clicks", "ad_spend"), ("ad_clicks", "cpc")),
    ),
    "ad_sales": ((("ad_spend", "ad_sales"), ("ad_spend", "roas")),),
    "search_clicks": ((("search_impressions", "search_clicks"), ("search_impressions", "search_ctr")),),
}
"""How the change of a number is taken apart, best chain first: the first one known on both days counts."""

RATIO_CHAINS: Mapping[str, Chain] = {
    "aov": (("orders", "units", "paid"), ("units_per_order", "price_per_unit")),
    "paid_per_buyer": (("buyers", "orders", "paid"), ("orders_per_buyer", "aov")),
}
"""Ratios that are a product of two others: order value is pieces per order times price per piece (metrics.md 2.3)."""

_LABELS = {
    "keep_rate": "Keep rate (net of refunds)",
    "checkout_rate": "Sessions that reach payment",
    "payment_rate": "Payments that succeed",
    "orders_per_visitor": "Orders per visitor",
    "paid_share": "Share of orders that get paid",
    UNEXPLAINED: "Not carried by the counts",
    MIX: "Channel mix",
    "traffic": "Traffic",
    "within": "Conversion within the channels",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """A change taken apart: `values` (unit of the metric) sum to `delta`; `lmdi` is the same split by logarithms.

    `carried` names the factors undefined on one day (0 buyers have no average) whose other day's value was taken.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    delta: float
    quiet: bool = False
    carried: tuple[str, ...] = ()
    lmdi: tuple[float, ...] = ()

    @property
    def pairs(self) -> list[tuple[str, float]]:
        """Name and value of each part."""
        return list(zip(self.names, self.values, strict=True))


def label(name: str) -> str:
    """A factor in words."""
    return _LABELS.get(name) or (METRICS[name].en if name in METRICS else name)


def parts_of(metric: Metric, before: Measures, now: Measures) -> Parts | None:
    """The change of a metric from one day's measures to another's; None where one side is unknown."""
    value, base = metric.compute(now), metric.compute(before)
    if value is None or base is None:
        return None
    for measures, names in CHAINS.get(metric.id, ()):
        found = _chain(metric, measures, names, before, now)
        if found is not None:
            return found
    if metric.id in RATIO_CHAINS and (product := _product(RATIO_CHAINS[metric.id], before, now, value - base)):
        return product
    pair = known_pair(metric.pairs, now)
    if pair is not None and pair == known_pair(metric.pairs, before):
        return _two_sides(pair, before, now, value, base)
    if metric.id == NET:
        signs = (("paid", 1), ("refunds", -1), ("adjustments", 1))
        values = tuple(float(sign * ((now.get(name) or 0) - (before.get(name) or 0))) for name, sign in signs)
        return Parts(tuple(name for name, _ in signs), values, value - base)
    return Parts((metric.id,), (value - base,), value - base)


def _chain(
    metric: Metric, measures: tuple[str, ...], names: tuple[str, ...], before: Measures, now: Measures
) -> Parts | None:
    """One chain, its last number taken from the metric itself (net sales is no measure)."""

    def numbers(side: Measures) -> list[int | None]:
        last = metric.compute(side)
        return [*(side.get(name) for name in measures[:-1]), None if last is None else round(last)]

    base, after = numbers(before), numbers(now)
    if len(base) == 2 and base[0] == base[1] and after[0] == after[1]:
        return None  # every order is paid: that explains nothing
    found = chain_effects(names, base, after)
    if found is None:
        return None
    rest = ((UNEXPLAINED,), (float(found.residual),)) if found.residual else ((), ())
    return Parts(
        (*found.names, *rest[0]), (*(float(v) for v in found.values), *rest[1]), float(found.delta), found.quiet,
        found.carried, _logarithmic(base, after),
    )  # fmt: skip


def _logarithmic(base: Sequence[int | None], now: Sequence[int | None]) -> tuple[float, ...]:
    """The LMDI split of a chain; empty where a factor is undefined or negative."""
    try:
        return tuple(lmdi(_factors(base), _factors(now)))
    except (ValueError, ZeroDivisionError, TypeError):
        return ()


def _factors(numbers: Sequence[int | None]) -> list[float]:
    known = [number for number in numbers if number is not None]
    return [float(known[0]), *(after / before for before, after in pairwise(known))]


def _product(chain: Chain, before: Measures, now: Measures, delta: float) -> Parts | None:
    """A ratio's change as the effects of the two ratios that it is the product of; None where one is unknown."""
    (first, between, last), names = chain
    sides = [[side.get(name) for name in (first, between, last)] for side in (before, now)]
    if not all(side[0] and side[1] and side[2] is not None for side in sides):
        return None
    factors = [[(b or 0) / (a or 1), (c or 0) / (b or 1)] for a, b, c in sides]
    effect = shapley(*factors)[0]
    values = (effect, delta - effect)
    base = factors[0][0] * factors[0][1]
    return Parts(names, values, delta, quiet_but_moving(values, base, delta), lmdi=_logs(*factors))


def _logs(before: Sequence[float], now: Sequence[float]) -> tuple[float, ...]:
    return tuple(lmdi(before, now)) if min(*before, *now) > 0 else ()


def _two_sides(pair: tuple[str, str], before: Measures, now: Measures, value: float, base: float) -> Parts:
    """A ratio's change as the effect of its numerator and of its denominator (Shapley on n x 1/d)."""
    n0, d0, n1, d1 = (int(side[name] or 0) for side in (before, now) for name in pair)
    above, _ = shapley([Fraction(n0), Fraction(1, d0)], [Fraction(n1), Fraction(1, d1)])
    scale = base * d0 / n0 if n0 else value * d1 / n1 if n1 else 1.0
    first = float(above) * scale
    values = (first, value - base - first)
    return Parts(pair, values, value - base, quiet_but_moving(values, base, value - base))


def worded(metric: Metric, amount: float, currency: str) -> str:
    """An effect with its sign, in the unit of the metric: '-5,933.00', '+0.42 pt', '+12'."""
    size = fmt.points(amount) if metric.unit == "ratio" else fmt.value(abs(amount), metric.unit, currency)
    shown = any(digit in size for digit in "123456789")  # what rounds to 0 went neither up nor down
    sign = "" if not shown or not amount else "+" if amount > 0 else "-"
    return f"{sign}{size}"


def sentence(metric: Metric, parts: Parts, currency: str) -> str:
    """What matters in one sentence: the largest driver, what held against it, and effects that cancel."""
    real = [(name, value) for name, value in parts.pairs if value and name != UNEXPLAINED]
    if not real:
        return f"{metric.en} did not move"
    if real == [(metric.id, parts.delta)]:
        size = worded(metric, parts.delta, currency).lstrip("+-")
        return f"{metric.en} {'rose' if parts.delta > 0 else 'fell'} {size}"
    if parts.quiet:
        up = max(real, key=lambda part: part[1])
        down = min(real, key=lambda part: part[1])
        return (f"quiet but moving: {label(up[0])} {worded(metric, up[1], currency)} and "
                f"{label(down[0])} {worded(metric, down[1], currency)} cancel")  # fmt: skip
    same = [part for part in real if part[1] * parts.delta > 0] or real
    main = max(same, key=lambda part: abs(part[1]))
    word = "fell" if parts.delta < 0 else "rose" if parts.delta > 0 else "stood still"
    size = worded(metric, parts.delta, currency).lstrip("+-")
    text = f"{metric.en} {word} {size}" if parts.delta else f"{metric.en} {word}"
    text += f", mostly by {label(main[0])} ({worded(metric, main[1], currency)})"
    against = [part for part in real if part[1] * parts.delta < 0 and abs(part[1]) > 0.2 * abs(parts.delta)]
    if against:
        other = max(against, key=lambda part: abs(part[1]))
        text += f"; {label(other[0])} held against it ({worded(metric, other[1], currency)})"
    return text
