"""Channels: how much of a change comes from traffic moving between them, and what each of them did.

Formula source: metrics.md 3.1, test 5 (LMDI with shares; Shapley per channel with a residual line).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from opscockpit.domain.drivers import Effects, chain_effects, lmdi, whole_parts
from opscockpit.values import dataclass

Channel = tuple[float, float, float]
"""Visitors, conversion, money per buyer."""

MIX_NAMES = ("traffic", "mix", "conversion", "paid_per_buyer")


def mix_effects(base: Mapping[str, Channel], now: Mapping[str, Channel]) -> tuple[float, float, float, float]:
    """Effects of total traffic, of its mix over channels, of conversion and of money per buyer.

    In the unit of the money given; they sum to the change of the channels' sum. A channel that appears or vanishes
    counts as mix. A rate that a channel without visitors or buyers cannot have is taken from its other period.
    Raises ValueError for negative numbers.
    """
    total0, total1 = (sum(channel[0] for channel in period.values()) for period in (base, now))
    sums = [0.0, 0.0, 0.0, 0.0]
    for name in sorted(base.keys() | now.keys()):
        visitors0, conversion0, each0 = base.get(name, (0.0, *now.get(name, (0.0, 0.0, 0.0))[1:]))
        visitors1, conversion1, each1 = now.get(name, (0.0, conversion0, each0))
        share0 = visitors0 / total0 if total0 else visitors1 / total1 if total1 else 0.0
        share1 = visitors1 / total1 if total1 else share0
        parts = lmdi((total0, share0, conversion0, each0), (total1, share1, conversion1, each1))
        sums = [so_far + part for so_far, part in zip(sums, parts, strict=True)]
    return sums[0], sums[1], sums[2], sums[3]


def mix_effects_whole(base: Mapping[str, tuple[int, int, int]], now: Mapping[str, tuple[int, int, int]]) -> Effects:
    """`mix_effects` from counts: (visitors, buyers, paid in minor units) a channel, exact to the minor unit.

    What a channel sold without a visitor or a buyer is counted in no factor and stands in `residual`.
    """
    rates0, rates1 = _rates(base, now), _rates(now, base)
    delta = sum(paid for _, _, paid in now.values()) - sum(paid for _, _, paid in base.values())
    effects = mix_effects(rates0, rates1)
    explained = round(math.fsum(effects))
    values = whole_parts(explained, effects)
    return Effects(MIX_NAMES, tuple(values), delta, residual=delta - explained)


def _rates(period: Mapping[str, tuple[int, int, int]], other: Mapping[str, tuple[int, int, int]]) -> dict[str, Channel]:
    """The factors of each channel; those it cannot have in this period are taken from the other one."""
    rates: dict[str, Channel] = {}
    for name, (visitors, buyers, paid) in period.items():
        others = other.get(name, (0, 0, 0))
        conversion = buyers / visitors if visitors else others[1] / others[0] if others[0] else 0.0
        each = paid / buyers if buyers else others[2] / others[1] if others[1] else 0.0
        rates[name] = (float(visitors), conversion, each)
    return rates


@dataclass(frozen=True, slots=True)
class ChannelSplit:
    """The change of each channel and of the store. `effects` holds one line a channel (None: counts unknown).

    `residual` is the store's change less the channels' changes, in minor units: visitors of several sources are
    counted in each of them, so the channels need not add up. It is a line of its own, never spread over the others.
    """

    effects: dict[str, Effects | None]
    delta: int
    residual: int


def channel_split(
    names: Sequence[str],
    base: Mapping[str, Sequence[int | None]],
    now: Mapping[str, Sequence[int | None]],
    store_base: int,
    store_now: int,
) -> ChannelSplit:
    """Shapley effects within each channel (chains as in `drivers.chain_effects`) and the overlap left over.

    A channel absent from one period stood at 0 there. `store_base` and `store_now` are the store's own sums.
    """
    nothing = [0] * len(names)
    effects = {
        name: chain_effects(names, base.get(name, nothing), now.get(name, nothing))
        for name in sorted(base.keys() | now.keys())
    }
    attributed = sum(effect.delta for effect in effects.values() if effect is not None)
    delta = store_now - store_base
    return ChannelSplit(effects, delta, delta - attributed)
