"""Shares and small counts."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain.counts import judge_count, poisson_upper
from opscockpit.domain.rates import (
    Trials,
    benjamini_hochberg,
    judge_rate,
    laney,
    p_value,
    two_proportions,
    wilson,
)

CLASSES = [i % 7 for i in range(56)]


def rates(share: float = 0.03, seed: int = 3, trials: int = 3000) -> list[Trials | None]:
    chance = random.Random(seed)
    return [(trials, sum(chance.random() < share for _ in range(trials))) for _ in range(56)]


STEADY = rates()


def test_wilson(vectors: dict[str, Any]) -> None:
    for share, interval in vectors["wilson95"].items():
        hits, trials = map(int, share.split("/"))
        assert wilson(hits, trials) == pytest.approx(interval, abs=7e-5)
    assert wilson(0, 0) is None
    assert wilson(395, 226) is None


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_wilson_holds_the_share(trials: int, share: float) -> None:
    hits = int(trials * share)
    interval = wilson(hits, trials)
    assert interval is not None
    assert 0 <= interval[0] <= hits / trials <= interval[1] <= 1


def test_laney(vectors: dict[str, Any]) -> None:
    numbers = vectors["laney"]
    chart = laney([tuple(day) for day in numbers["n_x"]])
    assert chart is not None
    assert chart.mean == pytest.approx(numbers["pbar"], abs=5e-7)
    assert chart.extra == pytest.approx(numbers["sigma_z"], abs=5e-5)
    trials, hits = numbers["today"]
    sigma = chart.sigma(trials)
    assert (hits / trials - chart.mean) / sigma == pytest.approx(numbers["z"], abs=1e-3)
    assert chart.mean - 3 * sigma == pytest.approx(numbers["p_lcl"], abs=5e-6)
    assert chart.limits(trials)[0] == pytest.approx(numbers["pprime_lcl"], abs=5e-6)


def test_laney_never_trusts_days_that_agree_too_well() -> None:
    chart = laney([(1000, 30)] * 10)
    assert chart is not None
    assert chart.extra == 1.0
    assert laney([(1000, 0)]) is None
    assert laney([(0, 0)]) is None


def test_rate_is_judged() -> None:
    normal = judge_rate(STEADY, CLASSES, (3000, 92), 0)
    assert normal.state == "normal"
    assert normal.low is not None
    assert normal.centre is not None
    assert normal.high is not None
    assert normal.low < normal.centre < normal.high
    assert normal.centre == pytest.approx(0.03, abs=0.001)
    assert judge_rate(STEADY, CLASSES, (3000, 45), 0).side == -1
    assert judge_rate(STEADY, CLASSES, (30, 0), 0).state == "normal"  # thirty visitors prove nothing
    assert judge_rate(STEADY, CLASSES, (30, 0), 0).smallest_drop is None


def test_weekday_share_is_used_where_weekdays_differ() -> None:
    chance = random.Random(8)
    days: list[Trials | None] = []
    for i in range(56):
        share = 0.02 if i % 7 >= 5 else 0.04
        days.append((5000, sum(chance.random() < share for _ in range(5000))))
    assert judge_rate(days, CLASSES, (5000, 100), 5).state == "normal"
    assert judge_rate(days, CLASSES, (5000, 100), 1).state == "alarm"
    assert judge_rate(days, CLASSES, (5000, 200), 5).state == "alarm"


def test_rate_states_without_judgement() -> None:
    assert judge_rate(STEADY, CLASSES, None, 0).state == "missing"
    assert judge_rate(STEADY, CLASSES, (0, 0), 0).state == "missing"
    assert judge_rate(STEADY, CLASSES, (3000, 5), 0, today_masked=True).state == "masked"
    assert judge_rate(STEADY[:27], CLASSES[:27], (3000, 5), 0).state == "few_days"
    assert judge_rate(STEADY[:40], CLASSES[:40], (3000, 5), 0).state == "learning"
    masked = [i == 50 for i in range(56)]
    assert judge_rate(STEADY, CLASSES, (3000, 5), 0, masked=masked).state == "learning"
    assert judge_rate([(100, 0)] * 56, CLASSES, (100, 3), 0).state == "learning"
    with pytest.raises(ValueError, match="more hits"):
        judge_rate(STEADY, CLASSES, (226, 395), 0)
    with pytest.raises(ValueError, match="same length"):
        judge_rate(STEADY, [0], (226, 3), 0)


@given(st.sets(st.integers(0, 55)))
def test_gaps_in_a_rate_never_ring(gaps: set[int]) -> None:
    days = [None if i in gaps else (3000, 90 + i % 3) for i in range(56)]
    judged = judge_rate(days, CLASSES, (3000, 91), 0)
    assert judged.state in {"normal", "learning", "few_days"}
    assert (judged.state == "few_days") == (len(gaps) > 28)


def test_two_proportions(vectors: dict[str, Any]) -> None:
    (hits0, trials0), (hits1, trials1) = vectors["ctr_z"]["a"], vectors["ctr_z"]["b"]
    z = two_proportions((trials0, hits0), (trials1, hits1))
    assert z == pytest.approx(vectors["ctr_z"]["z"], abs=5e-4)
    assert p_value(z or 0) == pytest.approx(0.01, abs=0.001)
    assert two_proportions((0, 0), (10, 1)) is None
    assert two_proportions((10, 0), (10, 0)) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_benjamini_hochberg_keeps_the_order_and_never_lowers(p_values: list[float]) -> None:
    adjusted = benjamini_hochberg(p_values)
    assert all(p * (1 - 1e-12) <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    pairs = sorted(zip(p_values, adjusted, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(pairs))


def test_benjamini_hochberg_by_hand() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert benjamini_hochberg([]) == []


def test_poisson_alert(vectors: dict[str, Any]) -> None:
    for mean, alert in vectors["poisson_upper_0.5pct"].items():
        assert poisson_upper(float(mean)) == alert


@given(st.floats(0.001, 5000), st.floats(0.0001, 0.3))
def test_poisson_alert_is_the_smallest(mean: float, chance: float) -> None:
    alert = poisson_upper(mean, chance)
    below = math.fsum(math.exp(i * math.log(mean) - mean - math.lgamma(i + 1)) for i in range(alert))
    assert 1 - below <= chance + 1e-9
    assert 1 - (below - math.exp((alert - 1) * math.log(mean) - mean - math.lgamma(alert))) >= chance - 1e-9


def test_small_counts_ring_upwards_only() -> None:
    history: list[int | None] = [1] * 56
    assert [judge_count(history, n).state for n in (0, 1, 2, 3, 4, 5)] == [
        "normal", "normal", "normal", "watch" if poisson_upper(56.5 / 56, 0.05) <= 3 else "normal", "watch", "alarm",
    ]  # fmt: skip
    assert judge_count([20] * 56, 0).state == "normal"
    assert judge_count([0] * 56, 1).state == "watch"
    assert judge_count([0] * 56, 2).state == "alarm"
    assert judge_count(history, 5).high == 4


def test_small_counts_without_judgement() -> None:
    assert judge_count([None] * 29 + [1] * 27, 9).state == "few_days"
    assert judge_count([1] * 56, None).state == "missing"
    assert judge_count([1] * 56, 9, today_masked=True).state == "masked"
    assert judge_count([1] * 55 + [90], 5, masked=[False] * 55 + [True]).state == "alarm"
    with pytest.raises(ValueError, match="must not be negative"):
        poisson_upper(-1)
