"""The pace of a day."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain.pace import Pace, pace, quantile, weight

PARTS = [5900, 5500, 6800, 6100, 5600, 6300, 6900, 5950]
TOTALS = [30000, 28500, 33000, 31500, 29000, 32000, 33500, 30500]


def at(so_far: float, *, hour: float = 12.0, expected: float | None = 31_000, event: bool = False) -> Pace:
    found = pace(PARTS, TOTALS, so_far, hour=hour, expected=expected, event=event)
    assert found is not None
    return found


def test_design_numbers(vectors: dict[str, Any]) -> None:
    numbers = vectors["pace"]
    found = pace(numbers["parts"], numbers["totals"], numbers["so_far"], hour=12, expected=numbers["prior"])
    assert found is not None
    assert found.share == pytest.approx(numbers["median_share"], abs=5e-6)
    assert found.estimate == pytest.approx(numbers["estimate"], abs=0.1)
    assert found.blend == pytest.approx(numbers["blend_half"], abs=0.1)
    assert found.index == pytest.approx(numbers["index"], abs=5e-5)
    assert (found.lowest, found.highest) == pytest.approx(numbers["range"], abs=1)
    assert found.lowest < found.low < found.estimate < found.high < found.highest


@pytest.mark.parametrize(
    ("hour", "expected"), [(0, 0), (9, 0.5), (12, 0.5), (13, 0.65), (14, 0.8), (16, 0.85), (18, 0.9), (25, 0.9)]
)
def test_weight_of_the_estimate(hour: float, expected: float) -> None:
    assert weight(hour) == pytest.approx(expected)


def test_nothing_rings_before_ten() -> None:
    assert at(500, hour=9.9).state == "too_early"
    assert at(500, hour=10).state == "alarm"
    assert at(500, hour=9.9, event=True).state == "alarm"
    assert at(6000, hour=12).state == "normal"
    assert at(0, hour=12).state == "alarm"


def test_curve_that_says_nothing_yet() -> None:
    early = pace([100] * 8, [30_000] * 8, 900, hour=1, expected=30_000, event=True)
    assert early is not None
    assert early.state == "too_early"
    few = pace(PARTS[:3], TOTALS[:3], 100, hour=15, expected=31_000)
    assert few is not None
    assert few.state == "too_early"
    assert few.index_low is None


def test_nothing_known_gives_no_pace() -> None:
    assert pace(PARTS, TOTALS, None, hour=12) is None
    assert pace([], [], 5, hour=12) is None
    assert pace([None, 0], [10, 0], 5, hour=12) is None
    assert pace([0, 0, 5], [10, 10, 10], 5, hour=12) is None
    without = at(4800, expected=None)
    assert (without.index, without.blend, without.state) == (None, None, "normal")


def test_scatter_of_small_counts_widens_what_is_normal() -> None:
    wide = pace(PARTS, TOTALS, 4800, hour=12, expected=31_000, scatter=0.3)
    assert wide is not None
    assert wide.index_low is not None
    narrow = at(4800).index_low
    assert narrow is not None
    assert wide.index_low < narrow < 1


@given(
    st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=12),
    st.floats(0, 1e6),
    st.floats(0, 25),
)
def test_ranges_are_in_order(days: list[tuple[int, int]], so_far: float, hour: float) -> None:
    parts = [min(pair) for pair in days]
    totals = [max(pair) for pair in days]
    found = pace(parts, totals, so_far, hour=hour, expected=1000)
    if found is not None:
        assert found.lowest <= found.low <= found.high <= found.highest
        assert hour >= 10 or found.state == "too_early"


def test_quantile() -> None:
    assert [quantile([1, 2, 3], part) for part in (0, 0.25, 0.5, 1)] == [1, 1.5, 2, 3]
    assert quantile([7], 0.9) == 7
