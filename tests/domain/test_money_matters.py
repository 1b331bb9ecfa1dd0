"""Campaigns, profit, customers, ratings and refunds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain import dsr
from opscockpit.domain.campaign import Uplift, uplift
from opscockpit.domain.customers import RUNGS, Lapse, lapse, rung
from opscockpit.domain.profit import Costs, ladder, per
from opscockpit.domain.refunds import Cohort, outlook


def test_campaign(vectors: dict[str, Any]) -> None:
    numbers = vectors["campaign"]
    week = numbers["base_mon_sun"]
    found = uplift(
        list(zip(numbers["campaign_thu_sat"], week[3:6], strict=True)),
        list(zip(numbers["pre_tue_wed"], week[1:3], strict=True)),
        list(zip(numbers["post_sun_tue"], [week[6], week[0], week[1]], strict=True)),
    )
    assert (found.gross, found.pre, found.post, found.net) == tuple(
        numbers[key] for key in ("gross", "pre", "post", "net")
    )
    assert found.pulled_forward == pytest.approx(0.364, abs=5e-4)
    earned = found.contribution(numbers["refund"], numbers["margin"], numbers["cost"])
    assert earned == pytest.approx(numbers["incremental_contribution"])
    assert Uplift(-5, 0, 0).pulled_forward is None


def profit_costs(numbers: dict[str, Any], net: int) -> Costs:
    return Costs(
        goods=round(numbers["cogs"] * net), fees=round(numbers["fee"] * net), shipping=numbers["ship"] * 100,
        ads=numbers["ads"] * 100,
    )  # fmt: skip


def test_profit_ladder(vectors: dict[str, Any]) -> None:
    numbers = vectors["profit"]
    net = numbers["net"] * 100
    found = ladder(
        numbers["gmv"] * 100, numbers["cancelled"] * 100, numbers["refund"] * 100, profit_costs(numbers, net)
    )
    assert (found.paid, found.net, found.cm3) == (numbers["paid"] * 100, net, round(numbers["cm3"] * 100))
    assert found.margin == pytest.approx(0.3180, abs=5e-5)
    assert found.roi_paid == pytest.approx(numbers["roi_paid"])
    assert found.roas_net == pytest.approx(numbers["roas_net"])
    assert found.breakeven_roas == pytest.approx(numbers["breakeven_roas"])
    assert not found.estimated


def test_unknown_costs_are_not_zero() -> None:
    assert ladder(100, 0, 0, Costs()).cm1 is None
    part = ladder(1000, 0, 0, Costs(goods=400, fees=50, shipping=20))
    assert (part.cm1, part.cm2, part.cm3, part.roas_net) == (600, 530, None, None)
    assert ladder(1000, 0, 0, Costs(goods=400, fees=50, ads=1)).cm2 is None
    assert ladder(0, 0, 100, Costs(goods=0, fees=0, shipping=0, ads=0)).breakeven_roas is None
    assert ladder(100, 0, 0, Costs(goods=200, fees=0)).breakeven_roas is None


def test_cost_of_some_items_stands_for_the_others() -> None:
    found = ladder(1000, 0, 0, Costs(goods=200, goods_net=500))
    assert (found.cm1, found.coverage, found.estimated) == (600, 0.5, True)
    assert ladder(1000, 0, 0, Costs(goods=200, goods_net=0)).cm1 is None


def test_pinduoduo_ladder(vectors: dict[str, Any]) -> None:
    numbers = vectors["pdd_ladder"]
    returns = [per(numbers[rung], numbers["cost"]) for rung in ("gross", "net", "settled")]
    assert returns == pytest.approx(numbers["roi"], abs=5e-5)
    assert per(5, 0) is None


def test_lapse(vectors: dict[str, Any]) -> None:
    numbers = vectors["lapse"]
    found = lapse(numbers["intervals"])
    assert found is not None
    assert (found.typical, found.at_risk, found.lost) == pytest.approx((numbers["p50"], numbers["p80"], numbers["p90"]))
    assert [found.state(days) for days in (56, 57, 73, 74)] == ["active", "at_risk", "at_risk", "lost"]
    assert lapse(numbers["intervals"][:19]) is None
    assert Lapse(1, 2, 3).state(2) == "active"


@given(st.lists(st.integers(0, 50)))
def test_rungs_sum_to_all(orders: list[int]) -> None:
    assert sum(sum(rung(n) == name for n in orders) for name in RUNGS) == len(orders)


def test_nobody_has_fewer_than_no_orders() -> None:
    with pytest.raises(ValueError, match="fewer"):
        rung(-1)


def test_ratings(vectors: dict[str, Any]) -> None:
    numbers = vectors["dsr"]
    average = dsr.after(numbers["n"], round(numbers["avg"] * 1000), numbers["add_one_star"], 1)
    assert average / 1000 == pytest.approx(numbers["new_avg"], abs=5e-6)
    assert dsr.five_stars_needed(numbers["n"], 4780, 4800) == numbers["five_stars_4.78_to_4.80"]
    assert dsr.five_stars_needed(10, 4800, 4800) == 0
    assert dsr.five_stars_needed(10, 4800, 5000) is None
    with pytest.raises(ValueError, match="ratings"):
        dsr.after(0, 0, 0, 5)


@given(st.integers(1, 5000), st.integers(1000, 5000), st.integers(1000, 4999))
def test_five_stars_are_just_enough(ratings: int, average: int, target: int) -> None:
    needed = dsr.five_stars_needed(ratings, average, target)
    assert needed is not None
    if needed:
        assert dsr.after(ratings, average, needed, 5) >= target - 1e-6
        assert ratings * average + (needed - 1) * 5000 < target * (ratings + needed - 1)


def cohorts(finals: list[float]) -> list[Cohort]:
    """Days whose refunds come in evenly over the first ten days."""
    return [Cohort(100_000, [round(100_000 * final * min(age, 10) / 10) for age in range(60)]) for final in finals]


def test_young_refunds_are_not_final() -> None:
    older = cohorts([0.09, 0.10, 0.10, 0.11, 0.12, 0.10])
    found = outlook(50_000, 1_500, 3, older)
    assert found is not None
    assert found.so_far == 0.03
    assert found.expected == pytest.approx(0.10)
    assert found.low == pytest.approx(0.03 + 0.7 * 0.095)
    assert found.low < found.expected < found.high < 0.12
    assert found.maturity == pytest.approx(0.3)
    grown = outlook(50_000, 5_000, 60, older)
    assert grown is not None
    assert (grown.so_far, grown.low, grown.high, grown.maturity) == (0.1, 0.1, 0.1, 1.0)


def test_refund_outlook_needs_older_days() -> None:
    assert outlook(50_000, 0, 0, cohorts([0.1] * 4)) is None
    assert outlook(0, 0, 0, cohorts([0.1] * 9)) is None
    young = [Cohort(100, [0] * 10)] * 9
    assert outlook(100, 0, 0, young) is None
    none_yet = outlook(100, 0, 0, cohorts([0.0] * 9))
    assert none_yet is not None
    assert (none_yet.expected, none_yet.maturity) == (0.0, None)
