"""Effects on sales: the design numbers, and that they always sum."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain.drivers import (
    chain_effects,
    lmdi,
    quiet_but_moving,
    sales_effects,
    shapley,
    what_if_only,
    whole_parts,
)
from opscockpit.domain.mix import channel_split, mix_effects, mix_effects_whole

CASES = ["basic", "offset", "zero", "four_factor", "no_change", "from_zero"]
NAMES = ("visitors", "conversion", "paid_per_buyer")
COUNTS = st.integers(0, 10**9)
CHAIN = st.tuples(COUNTS, COUNTS, COUNTS)


@pytest.mark.parametrize("name", CASES)
def test_design_numbers(vectors: dict[str, Any], name: str) -> None:
    case = vectors["decomposition"][name]
    assert math.prod(case["base"]) == pytest.approx(case["S0"])
    assert math.prod(case["now"]) == pytest.approx(case["S1"])
    assert shapley([float(x) for x in case["base"]], [float(x) for x in case["now"]]) == pytest.approx(
        case["shapley"], abs=1e-6
    )
    effects = lmdi(case["base"], case["now"])
    assert sum(effects) == pytest.approx(case["delta"], abs=1e-6)
    if "lmdi" in case:
        assert effects == pytest.approx(case["lmdi"], abs=1e-6)


def test_closed_form_of_three_factors() -> None:
    (t0, c0, a0), (t1, c1, a1) = (10_000, 0.03, 120), (9_000, 0.025, 130)
    traffic = (t1 - t0) * (2 * c0 * a0 + 2 * c1 * a1 + c0 * a1 + c1 * a0) / 6
    assert shapley([t0, c0, a0], [t1, c1, a1])[0] == pytest.approx(traffic)


def test_limits_of_lmdi_at_zero() -> None:
    assert lmdi([10_000, 0.03, 120], [9_000, 0.0, 120]) == [0, -36_000, 0]
    assert lmdi([0, 0, 120], [500, 0.02, 120]) == [600, 600, 0]
    assert lmdi([0, 5], [5, 0]) == [0, 0]
    near = lmdi([10_000, 0.03, 120], [9_000, 1e-300, 120])
    assert near[1] == pytest.approx(-36_000, rel=1e-2)
    with pytest.raises(ValueError, match="negative"):
        lmdi([1, -1], [1, 1])


def test_what_if_only_one_had_changed() -> None:
    assert what_if_only([10_000, 0.03, 120], [9_000, 0.025, 130]) == pytest.approx([-3_600, -6_000, 3_000])


def test_unequal_factors_are_refused() -> None:
    with pytest.raises(ValueError, match="same factors"):
        shapley([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="same length"):
        chain_effects(NAMES, [1, 2], [1, 2, 3])


def test_effects_to_the_cent() -> None:
    effects = chain_effects(NAMES, [10_000, 300, 3_600_000], [9_000, 225, 2_925_000])
    assert effects is not None
    assert sum(effects.values) == effects.delta == -675_000
    for value, exact in zip(effects.values, (-343_333.3333, -593_333.3333, 261_666.6667), strict=True):
        assert abs(value - exact) < 1
    assert effects.residual == 0
    assert not effects.quiet


def test_factors_come_from_the_counts_not_from_rounded_rates(vectors: dict[str, Any]) -> None:
    numbers = vectors["rounding"]
    paid = round(numbers["paid"] * 100)
    rebuilt = numbers["visitors"] * numbers["rate_shown"] * numbers["aov"]
    assert rebuilt == pytest.approx(numbers["wrong_product"])
    effects = chain_effects(NAMES, [0, 0, 0], [numbers["visitors"], numbers["buyers"], paid])
    assert effects is not None
    assert sum(effects.values) + effects.residual == paid
    assert effects.residual == 0


def test_quiet_but_moving() -> None:
    effects = chain_effects(NAMES, [10_000, 300, 3_600_000], [12_000, 300, 3_600_000])
    assert effects is not None
    assert effects.delta == 0
    assert effects.values == (660_000, -660_000, 0)
    assert effects.quiet
    assert not quiet_but_moving([-6_750], 36_000, -6_750)
    assert not quiet_but_moving([100, -100], 36_000, 0)


def test_nobody_bought_and_the_average_payment_is_carried() -> None:
    effects = chain_effects(NAMES, [10_000, 300, 3_600_000], [9_000, 0, 0])
    assert effects is not None
    assert effects.values == (-180_000, -3_420_000, 0)
    assert effects.carried == ("paid_per_buyer",)


def test_sales_without_known_buyers_stand_apart() -> None:
    effects = chain_effects(NAMES, [100, 10, 1_000], [100, 0, 700])
    assert effects is not None
    assert sum(effects.values) == -1_000
    assert effects.residual == 700


def test_unknown_counts_are_not_zero() -> None:
    assert chain_effects(NAMES, [100, None, 1_000], [100, 10, 900]) is None
    base, now = {"orders": 10, "paid": 1_000}, {"orders": 8, "paid": 900, "visitors": 5, "buyers": 4}
    found = sales_effects(base, now)
    assert found is not None
    assert found.names == ("orders", "aov")
    assert sales_effects({"paid": 1}, {"paid": 2}) is None


def test_four_numbers_in_the_chain(vectors: dict[str, Any]) -> None:
    case = vectors["decomposition"]["four_factor"]
    effects = chain_effects((*NAMES, "kept"), [10_000, 300, 3_600_000, 3_312_000], [9_000, 225, 2_925_000, 2_486_250])
    assert effects is not None
    assert sum(effects.values) == effects.delta == -825_750
    for value, exact in zip(effects.values, case["shapley"], strict=True):
        assert abs(value - exact * 100) < 1


@given(CHAIN, CHAIN)
def test_effects_always_sum_to_the_cent(base: tuple[int, ...], now: tuple[int, ...]) -> None:
    effects = chain_effects(NAMES, base, now)
    assert effects is not None
    assert effects.delta == now[-1] - base[-1]
    assert sum(effects.values) + effects.residual == effects.delta
    if all(base) and all(now):
        assert effects.residual == 0


@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=5),
)
def test_both_splits_sum_to_the_change(pairs: list[tuple[float, float]]) -> None:
    base, now = [a for a, _ in pairs], [b for _, b in pairs]
    before, after = math.prod(base), math.prod(now)
    near = pytest.approx(after - before, abs=1e-6 * max(before, after, 1e-300))
    assert sum(lmdi(base, now)) == near
    assert sum(shapley([Fraction(x) for x in base], [Fraction(x) for x in now])) == pytest.approx(
        float(after - before), abs=1e-6 * max(before, after, 1e-300)
    )


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=9), st.integers(-3, 3))
def test_whole_parts_sum_and_stay_near(parts: list[float], off: int) -> None:
    total = round(math.fsum(parts))
    whole = whole_parts(total, parts)
    assert sum(whole) == total
    assert all(abs(w - p) <= 1 for w, p in zip(whole, parts, strict=True))
    assert sum(whole_parts(total + off, parts)) == total + off


def test_whole_parts_of_a_hundred() -> None:
    assert whole_parts(100, [100 / 3] * 3) == [34, 33, 33]
    assert whole_parts(0, []) == []
    with pytest.raises(ValueError, match="no part"):
        whole_parts(1, [])


def test_channel_mix(vectors: dict[str, Any]) -> None:
    case = vectors["decomposition"]["channels"]
    effects = mix_effects(case["base"], case["now"])
    assert effects == pytest.approx(case["lmdi_total_mix_cr_aov"], abs=1e-5)
    assert sum(effects) == pytest.approx(case["S1"] - case["S0"])
    floats = [[[float(x) for x in case[period][n]] for period in ("base", "now")] for n in case["base"]]
    per_channel = [shapley(before, after) for before, after in floats]
    assert [sum(column) for column in zip(*per_channel, strict=True)] == pytest.approx(case["sum_of_channel_shapley"])
    logs = [lmdi(before, after) for before, after in floats]
    assert [sum(column) for column in zip(*logs, strict=True)] == pytest.approx(case["sum_of_channel_lmdi"], abs=1e-5)


def test_new_channel_is_mix() -> None:
    base = {"search": (1_000, 20, 200_000)}
    now = {"search": (1_000, 20, 200_000), "live": (0, 0, 0), "video": (1_000, 20, 200_000)}
    effects = mix_effects_whole(base, now)
    assert effects.delta == 200_000
    assert sum(effects.values) == 200_000
    assert effects.values[2:] == (0, 0)


CHANNELS = st.dictionaries(st.sampled_from("abc"), st.tuples(*[st.integers(0, 10**7)] * 3), max_size=3)


@given(CHANNELS, CHANNELS)
def test_mix_always_sums(base: dict[str, tuple[int, int, int]], now: dict[str, tuple[int, int, int]]) -> None:
    effects = mix_effects_whole(base, now)
    assert sum(effects.values) + effects.residual == effects.delta
    whole = all(all(channel) for period in (base, now) for channel in period.values())
    if whole and base and now:
        assert effects.residual == 0


def test_overlapping_channels_leave_a_residual_line() -> None:
    split = channel_split(
        NAMES, {"search": [600, 20, 2_000], "ads": [500, 10, 1_500]}, {"search": [700, 21, 2_200]}, 3_000, 2_500
    )
    search, ads = split.effects["search"], split.effects["ads"]
    assert search is not None
    assert ads is not None
    assert search.delta == 200
    assert ads.delta == -1_500
    assert split.residual == -500 - 200 + 1_500
