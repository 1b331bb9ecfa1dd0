"""Why did sales change? Additive effects of the factors of a product (metrics.md 3.1).

Effects are shown in money, never as shares: shares explode when effects offset each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from opscockpit.values import dataclass

Number = TypeVar("Number", float, Fraction)


def shapley(base: Sequence[Number], now: Sequence[Number]) -> list[Number]:
    """What each factor adds to the change of the product, averaged over all orders of changing them one by one.

    The result is in the unit of the product and sums to it; zeros are fine. For three factors this is
    dT * (2*C0*A0 + 2*C1*A1 + C0*A1 + C1*A0) / 6 and the like. Raises ValueError for lists of unequal length.
    """
    if len(base) != len(now):
        raise ValueError("base and now must have the same factors")
    count = len(base)
    effects: list[Number] = []
    for i in range(count):
        others = [j for j in range(count) if j != i]
        total = base[i] * 0
        for size in range(count):
            orders = math.factorial(size) * math.factorial(count - 1 - size)
            for changed in combinations(others, size):
                product = base[i] * 0 + 1
                for j in others:
                    product *= now[j] if j in changed else base[j]
                total += product * orders
        effects.append((now[i] - base[i]) * total / math.factorial(count))
    return effects


def lmdi(base: Sequence[float], now: Sequence[float]) -> list[float]:
    """The same split by logarithmic means, L(S1, S0) * ln(f1 / f0), with the limits where factors are 0 (LMDI-I).

    A factor that goes to (or comes from) 0 takes the whole change, several of them equal parts of it. The effects
    are in the unit of the product and sum to it. Raises ValueError for a negative factor.
    """
    if len(base) != len(now) or min((*base, *now), default=0.0) < 0:
        raise ValueError("LMDI needs the same factors twice, none of them negative")
    before, after = math.prod(base), math.prod(now)
    if before > 0 and after > 0:
        logs = [math.log(f1) - math.log(f0) for f0, f1 in zip(base, now, strict=True)]
        weight = _log_mean(before, after, math.fsum(logs))
        return [weight * ratio for ratio in logs]
    if before == after:
        return [0.0] * len(base)
    vanished = base if before == 0 else now
    zeros = sum(factor == 0 for factor in vanished)
    if not zeros:  # the product is too small for a float, though no factor is 0
        return [(after - before) / len(base)] * len(base)
    return [(after - before) / zeros if factor == 0 else 0.0 for factor in vanished]


def _log_mean(before: float, after: float, log_ratio: float) -> float:
    """The logarithmic mean (after - before) / ln(after / before) of two positive numbers; their value when equal."""
    if abs(log_ratio) > 1:
        return (after - before) / log_ratio
    return before * math.expm1(log_ratio) / log_ratio if log_ratio else before


def what_if_only(base: Sequence[float], now: Sequence[float]) -> list[float]:
    """What if only this one factor had changed: one answer a factor. They do not sum to the change."""
    before = math.prod(base)
    return [math.prod(now[j] if j == i else factor for j, factor in enumerate(base)) - before for i in range(len(base))]


def whole_parts(total: int, parts: Sequence[float | Fraction]) -> list[int]:
    """The parts as whole numbers that sum to `total` exactly, by largest remainder.

    Used for money in minor units (effects that sum to the cent) and for percentages that must read 100 together.
    When the parts sum to `total` but for rounding, each result is within 1 of its part. Raises ValueError when
    there is no part to carry a total.
    """
    if not parts:
        if total:
            raise ValueError("no part to carry the total")
        return []
    floors = [math.floor(part) for part in parts]
    left, count = total - sum(floors), len(parts)
    by_remainder = sorted(range(count), key=lambda i: (floors[i] - parts[i], i))
    share, extra = divmod(left, count)
    for place, i in enumerate(by_remainder):
        floors[i] += share + (place < extra)
    return floors


def quiet_but_moving(effects: Sequence[float], base: float, delta: float) -> bool:
    """Hardly any change, but large effects that cancel: sum of |effects| over 10 % of the base, |delta| under 2 %."""
    return sum(abs(effect) for effect in effects) > 0.1 * abs(base) and abs(delta) < 0.02 * abs(base)


@dataclass(frozen=True, slots=True)
class Effects:
    """A change taken apart. Money is in minor units; `values` and `residual` sum to `delta` exactly.

    `names` are the factors in order, `values` their effects. `residual` is the part that the counts do not carry
    (sales without a known buyer). `carried` names the factors that were undefined in one period (0 buyers have no
    average payment) and for which the other period's value was taken: say so beside the numbers.
    `quiet` marks a small change that hides large effects.
    """

    names: tuple[str, ...]
    values: tuple[int, ...]
    delta: int
    residual: int = 0
    carried: tuple[str, ...] = ()
    quiet: bool = False


def chain_effects(names: Sequence[str], base: Sequence[int | None], now: Sequence[int | None]) -> Effects | None:
    """Take apart the change of the last number of a chain of counts, exact to the minor unit (Shapley).

    A chain is for example (visitors, buyers, paid) with the factors visitors, buyers/visitors, paid/buyers, or with
    net sales as a fourth number and paid -> net as the keep rate; `names` are the names of the factors. None when
    any number is unknown: a missing count is no count of 0. Raises ValueError for lists of unequal length.
    """
    if not len(names) == len(base) == len(now):
        raise ValueError("names, base and now must be of the same length")
    before, after = [n for n in base if n is not None], [n for n in now if n is not None]
    if not names or len(before) != len(names) or len(after) != len(names):
        return None
    factors0, factors1, carried = _factors(before, after)
    delta = after[-1] - before[-1]
    effects = shapley(factors0, factors1)
    explained = round(sum(effects, Fraction(0)))
    values = whole_parts(explained, effects)
    return Effects(
        names=tuple(names),
        values=tuple(values),
        delta=delta,
        residual=delta - explained,
        carried=tuple(names[i] for i in carried),
        quiet=quiet_but_moving(values, before[-1], delta),
    )


def _factors(before: list[int], after: list[int]) -> tuple[list[Fraction], list[Fraction], list[int]]:
    """The factors of both periods, and which of them one period had to take from the other."""
    first, second, carried = [Fraction(before[0])], [Fraction(after[0])], []
    for i in range(1, len(before)):
        f0 = Fraction(before[i], before[i - 1]) if before[i - 1] else None
        f1 = Fraction(after[i], after[i - 1]) if after[i - 1] else None
        if (f0 is None) != (f1 is None):
            carried.append(i)
        known = f0 if f0 is not None else f1 if f1 is not None else Fraction(0)
        first.append(known if f0 is None else f0)
        second.append(known if f1 is None else f1)
    return first, second, carried


SALES_CHAINS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("visitors", "buyers", "paid"), ("visitors", "conversion", "paid_per_buyer")),
    (("sessions", "orders", "paid"), ("sessions", "conversion", "aov")),
    (("orders", "paid"), ("orders", "aov")),
)
"""Chains for paid sales, best first: the measures of the chain, and the names of its factors."""


def sales_effects(base: Mapping[str, int | None], now: Mapping[str, int | None]) -> Effects | None:
    """Take apart the change of `paid` (minor units) along the first of SALES_CHAINS known in both periods, or None."""
    for measures, names in SALES_CHAINS:
        found = chain_effects(names, [base.get(m) for m in measures], [now.get(m) for m in measures])
        if found is not None:
            return found
    return None
