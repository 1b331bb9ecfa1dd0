"""The normal range: what is judged, what is not, and what gaps and masks may do."""

from __future__ import annotations

import math
import random
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain.baseline import class_effects, fit, k_for_one_percent, same_weekday_band, scale_for
from opscockpit.domain.calendar import MAKE_UP_WORKDAY
from opscockpit.domain.normal import alarm_rate, judge, replay, state_of

WEEK = (1.0, 1.05, 1.1, 1.05, 1.0, 0.8, 0.85)
CLASSES = [i % 7 for i in range(56)]
JUDGED = {"normal", "watch", "alarm", "drift"}


def shop(level: float = 400, noise: float = 0.05, seed: int = 4, days: int = 57) -> list[float]:
    """A shop with a weekly pattern; the last day is a Monday when there are 57."""
    chance = random.Random(seed)
    return [level * WEEK[i % 7] * math.exp(chance.gauss(0, noise)) for i in range(days)]


def test_band_of_few_like_days(vectors: dict[str, Any]) -> None:
    numbers = vectors["band_weekday"]
    assert same_weekday_band(numbers["values"], 3) == pytest.approx(numbers["k3"])
    assert same_weekday_band(numbers["values"], 5.88) == pytest.approx(numbers["k5_88"])


@pytest.mark.parametrize(("count", "k"), [(3, None), (4, 15.6), (5, 14.5), (7, 8.1), (8, 5.9), (26, 3.3), (90, 3.3)])
def test_k_grows_when_days_are_few(count: int, k: float | None) -> None:
    assert k_for_one_percent(count) == k


@pytest.mark.parametrize("scale", ["sqrt", "log"])
def test_ordinary_day_is_normal_and_a_halved_one_rings(scale: str) -> None:
    days = shop()
    normal = judge(days[:56], CLASSES, 400, 0, scale=scale)
    assert normal.state == "normal"
    assert normal.low is not None
    assert normal.centre is not None
    assert normal.high is not None
    assert normal.low < 400 < normal.high
    assert normal.centre == pytest.approx(400, rel=0.06)
    halved = judge(days[:56], CLASSES, 200, 0, scale=scale)
    assert (halved.state, halved.side) == ("alarm", -1)
    assert judge(days[:56], CLASSES, 800, 0, scale=scale).side == 1


def test_weekend_is_judged_as_a_weekend() -> None:
    days = shop(noise=0.02)
    assert judge(days[:56], CLASSES, 400 * 0.8, 5, scale="log").state == "normal"
    assert judge(days[:56], CLASSES, 400 * 0.8, 2, scale="log").state == "alarm"


def test_effects_sum_to_zero_and_find_the_pattern() -> None:
    effects = class_effects([math.log(x) for x in shop(noise=0.0, days=56)], CLASSES)
    assert sum(effects.values()) == pytest.approx(0, abs=1e-12)
    assert effects[2] - effects[5] == pytest.approx(math.log(1.1 / 0.8))


def test_band_ends_are_exactly_the_alarm_limits() -> None:
    days = shop()[:56]
    judged = judge(days, CLASSES, 400, 0, scale="log")
    assert judged.low is not None
    assert judge(days, CLASSES, judged.low * 1.0001, 0, scale="log").state == "watch"
    assert judge(days, CLASSES, judged.low * 0.9999, 0, scale="log").state == "alarm"
    assert judged.smallest_drop == pytest.approx(1 - judged.low / (judged.centre or 0))
    assert judged.smallest_change == judged.smallest_drop


def test_fall_that_can_not_ring_is_not_promised() -> None:
    judged = judge([2.0, 3, 1, 2, 4, 2, 1] * 8, CLASSES, 0, 0, scale="sqrt")
    assert judged.low == 0
    assert judged.smallest_drop is None
    assert judged.smallest_change == judged.smallest_rise
    assert judged.state != "alarm"


@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), min_size=56, max_size=56))
def test_spread_is_that_of_the_days_against_the_28_before(days: list[int | None]) -> None:
    baseline = fit(days, CLASSES, scale_for("sqrt", days))
    if baseline is None:
        return
    adjusted = [None if r is None else r + baseline.level for r in baseline.residuals]
    noise = []
    for i, value in enumerate(adjusted):
        before = [x for x in adjusted[max(i - 28, 0) : i] if x is not None]
        if value is not None and len(before) >= 7:
            noise.append(value - statistics.median(before))
    middle = statistics.median(noise)
    spread = 1.4826 * statistics.median(abs(x - middle) for x in noise)
    assert baseline.spread == pytest.approx(max(spread, 1.0))


@pytest.mark.parametrize(
    ("z", "alarmed", "state"),
    [(3.6, 0, "alarm"), (3.5, 0, "watch"), (2.6, 1, "alarm"), (2.6, -1, "watch"), (-2.6, -1, "alarm"),
     (2.4, 1, "normal"), (-3.6, 1, "alarm")],
)  # fmt: skip
def test_alarm_ends_late_and_only_on_its_own_side(z: float, alarmed: int, state: str) -> None:
    assert state_of(z, 3.5, alarmed) == state


def test_few_days_then_learning_then_judged() -> None:
    days = shop()
    states = [
        judge([None if i < 56 - known else x for i, x in enumerate(days[:56])], CLASSES, 40, 0, scale="sqrt").state
        for known in (0, 27, 28, 49, 50, 56)
    ]
    assert states == ["few_days", "few_days", "learning", "learning", "alarm", "alarm"]


def test_shop_closed_on_saturdays_is_judged_on_the_other_days() -> None:
    days = [None if i % 7 == 5 else x for i, x in enumerate(shop()[:56])]
    assert judge(days, CLASSES, 410, 0, scale="sqrt").state == "normal"
    assert judge(days, CLASSES, 410, 5, scale="sqrt").state == "learning"  # its first Saturday ever


def test_make_up_workday_is_taken_as_a_workday() -> None:
    days = shop(noise=0.02)[:56]
    assert judge(days, CLASSES, 416, MAKE_UP_WORKDAY, scale="log").state == "normal"
    assert judge(days, CLASSES, 320, MAKE_UP_WORKDAY, scale="log").state == "alarm"


def test_masked_today_and_the_week_after_a_mask() -> None:
    days = shop()[:56]
    assert judge(days, CLASSES, 1600, 0, scale="sqrt", today_masked=True).state == "masked"
    for back, state in ((1, "learning"), (7, "learning"), (8, "alarm")):
        masked = [i == 56 - back for i in range(56)]
        assert judge(days, CLASSES, 1600, 0, scale="sqrt", masked=masked).state == state


def test_masked_peak_leaves_the_band_alone() -> None:
    days = shop()[:56]
    peak = [*days[:40], days[40] * 40, *days[41:]]
    masked = [i == 40 for i in range(56)]
    with_peak, with_gap = (
        judge(peak, CLASSES, 400, 0, scale="log", masked=masked),
        judge([*days[:40], None, *days[41:]], CLASSES, 400, 0, scale="log"),
    )
    assert with_peak == with_gap


def test_new_normal_forgets_the_older_days() -> None:
    days = [*shop(level=100)[:20], *shop(level=400)[20:56]]
    assert judge(days, CLASSES, 400, 0, scale="sqrt", since_baseline=36).state == "learning"
    assert judge(days, CLASSES, 400, 0, scale="sqrt", since_baseline=10).state == "few_days"
    assert judge(days, CLASSES, 400, 0, scale="sqrt", since_baseline=500) == judge(days, CLASSES, 400, 0, scale="sqrt")


def test_drift_is_four_of_five_on_one_side() -> None:
    days = shop(noise=0.05, seed=11)[:56]
    for i in range(52, 56):
        days[i] = 400 * WEEK[i % 7] * 1.11
    assert judge(days, CLASSES, 444, 0, scale="log").state == "drift"
    assert judge(days, CLASSES, None, 0, scale="log").state == "missing"
    days[53] = 400 * WEEK[4]
    assert judge(days, CLASSES, 444, 0, scale="log").state == "drift"
    days[54] = 400 * WEEK[5]
    assert judge(days, CLASSES, 444, 0, scale="log").state == "normal"


@pytest.mark.parametrize("scale", ["sqrt", "log"])
@given(days=st.lists(st.one_of(st.none(), st.just(0.0), st.floats(-1e6, 1e9)), max_size=70), today=st.floats(-1e6, 1e9))
def test_any_series_can_be_judged(scale: str, days: list[float | None], today: float) -> None:
    judged = judge(days, [i % 7 for i in range(len(days))], today, len(days) % 7, scale=scale)
    usable = sum(value is not None for value in days[-56:])
    assert judged.days_used == usable
    if usable < 28:
        assert judged.state == "few_days"
    if judged.low is not None and judged.centre is not None and judged.high is not None:
        assert judged.low <= judged.centre <= judged.high


@given(
    st.lists(st.one_of(st.none(), st.just(0.0), st.floats(0.01, 1e9)), min_size=56, max_size=56),
    st.sampled_from(["sqrt", "log"]),
)
def test_band_is_symmetric_on_its_scale(days: list[float | None], name: str) -> None:
    judged = judge(days, CLASSES, 1.0, 0, scale=name)
    if judged.low is None or judged.centre is None or judged.high is None or judged.low == 0:
        return
    scale = scale_for(name, [*days, 1.0])
    below = scale.forward(judged.centre) - scale.forward(judged.low)
    above = scale.forward(judged.high) - scale.forward(judged.centre)
    assert above == pytest.approx(below, rel=1e-6, abs=1e-6)


@given(gaps=st.sets(st.integers(0, 55)), masked=st.sets(st.integers(0, 55)), scale=st.sampled_from(["sqrt", "log"]))
def test_gaps_never_ring(gaps: set[int], masked: set[int], scale: str) -> None:
    flat = [None if i in gaps else 400.0 + i % 3 for i in range(56)]
    judged = judge(flat, CLASSES, 401, 0, scale=scale, masked=[i in masked for i in range(56)])
    assert judged.state in {"normal", "learning", "few_days"}
    assert judge(flat, CLASSES, None, 0, scale=scale).state == "missing"


@given(st.sets(st.integers(0, 55), min_size=29))
def test_nothing_is_judged_from_too_few_days(gaps: set[int]) -> None:
    days = [None if i in gaps else x for i, x in enumerate(shop()[:56])]
    assert judge(days, CLASSES, 4, 0, scale="sqrt").state == "few_days"


def test_true_zero_on_the_log_scale_rings_and_does_not_crash() -> None:
    days = shop(level=300_000, noise=0.1)
    assert judge(days[:56], CLASSES, 0, 0, scale="log").side == -1
    days[30] = 0.0
    assert judge(days[:56], CLASSES, 300_000, 0, scale="log").state == "normal"


def test_money_that_is_mostly_zero_does_not_ring_at_every_sale() -> None:
    days = [9900.0 if i % 4 == 0 else 0.0 for i in range(56)]
    assert judge(days, CLASSES, 9900, 0, scale="log").state == "normal"
    assert judge([0.0] * 56, CLASSES, 0, 0, scale="log").state == "normal"


def test_a_zero_that_comes_now_and_then_does_not_ring_but_a_dead_shop_does() -> None:
    refunds = [0.0 if i in (5, 19, 33) else 3_000.0 + i * 811 % 9_000 for i in range(56)]
    assert judge(refunds, CLASSES, 0, 0, scale="log").state in ("normal", "watch")
    assert judge(refunds, CLASSES, 90_000, 0, scale="log").side == 1
    sales = [*shop(level=300_000, noise=0.1, days=70), *[0.0] * 8]
    replayed = replay(sales, [i % 7 for i in range(78)], scale="log", days=8)
    assert [judged.side for judged in replayed] == [-1] * 8


def test_replay_chains_alarms_and_measures_their_rate() -> None:
    days: list[float | None] = list(shop(days=150))
    days[140] = 100.0
    days[120] = None
    kinds = [i % 7 for i in range(150)]
    judgements = replay(days, kinds, scale="sqrt")
    assert len(judgements) == 90
    assert judgements[80].state == "alarm"
    assert judgements[60].state == "missing"
    rate = alarm_rate(judgements)
    assert rate.judged == 89
    assert rate.rate == rate.alarms / 89
    assert 1 <= rate.alarms <= 5
    assert alarm_rate([]).rate is None


def test_replay_judges_as_the_morning_would_have() -> None:
    days: list[float | None] = list(shop(days=100, seed=9))
    kinds = [i % 7 for i in range(100)]
    assert replay(days, kinds, scale="log", days=1) == [judge(days[:99], kinds[:99], days[99], kinds[99], scale="log")]
    since = replay(days, kinds, scale="log", days=10, baseline_at=60)
    assert {j.state for j in since} == {"learning"}


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="no scale"):
        judge([1.0] * 56, CLASSES, 1, 0, scale="cube")
    with pytest.raises(ValueError, match="same length"):
        judge([1.0] * 56, [0], 1, 0, scale="sqrt")


@given(st.lists(st.one_of(st.none(), st.floats(1, 1e6)), min_size=56, max_size=120))
def test_unjudged_days_carry_no_alarm(days: list[float | None]) -> None:
    for value, judged in zip(days[-90:], replay(days, [i % 7 for i in range(len(days))], scale="log"), strict=True):
        if value is None:
            assert judged.state not in JUDGED
            assert judged.side == 0
