"""The rows behind a bar, how loud a number would have been, plans against what came, and a period's money."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from opscockpit import errors
from opscockpit.services import costs, plans
from opscockpit.services.ahead import plan_lines
from opscockpit.services.behind import behind
from opscockpit.services.effects import UNEXPLAINED
from opscockpit.services.explaining import explained
from opscockpit.services.loudness import ring_rates
from opscockpit.services.money import money, movers
from opscockpit.services.session_numbers import Numbers
from opscockpit.services.terms import TERMS
from opscockpit.services.today_bases import beside
from opscockpit.store.history import undo_last
from tests.helpers import sale
from tests.numbers.conftest import Shop

DAY, WEEK_BEFORE = date(2026, 10, 21), date(2026, 10, 14)


def channels(shop: Shop) -> None:
    """Visitors that no channel shares with another: search falls by 40, ads rise by 10."""
    for day, search, ads, buyers in ((WEEK_BEFORE, 100, 50, 6), (DAY, 60, 60, 4)):
        shop.days(day.isoformat(), [{"visitors": search + ads, "buyers": buyers, "paid": buyers * 1000}])
        for channel, count in (("search", search), ("ads", ads)):
            shop.days(day.isoformat(), [{"visitors": count}], source=f"test.{channel}", dims={"channel": channel},
                      grain="channel")  # fmt: skip


def test_the_rows_behind_traffic_share_its_bar_by_their_changes(shop: Shop) -> None:
    channels(shop)
    bar = dict(explained(shop.db, shop.store, "paid", DAY, "week").parts.pairs)["visitors"]  # type: ignore[union-attr]
    found = behind(shop.db, shop.store, "paid", DAY, "week", "visitors")
    assert (found.label, found.metric, found.by) == ("Visitors", "visitors", "channel")
    rows = {row.name: row for row in next(drill for drill in found.drills if drill.by == "channel").rows}
    assert (rows["search"].delta, rows["ads"].delta) == (-40, 10)
    each = bar / -30
    assert rows["search"].worth == f"{-40 * each / 100:+.2f}"
    assert rows["ads"].worth == f"{10 * each / 100:+.2f}"


def test_no_share_of_a_bar_where_rows_overlap_or_are_shares(shop: Shop) -> None:
    channels(shop)
    shares = behind(shop.db, shop.store, "paid", DAY, "week", "conversion")
    assert not any(row.worth for drill in shares.drills for row in drill.rows)
    for day, both in ((WEEK_BEFORE, 100), (DAY, 200)):  # a third channel counts the same people again
        shop.days(day.isoformat(), [{"visitors": both}], source="test.all", dims={"channel": "all"},
                  grain="channel")  # fmt: skip
    overlapping = behind(shop.db, shop.store, "paid", DAY, "week", "visitors")
    assert not any(row.worth for drill in overlapping.drills for row in drill.rows)


def test_nothing_stands_behind_the_rest(shop: Shop) -> None:
    channels(shop)
    with pytest.raises(errors.Refused, match="do not carry"):
        behind(shop.db, shop.store, "paid", DAY, "week", UNEXPLAINED)


def test_behind_refunds_stand_the_orders_they_are_for_and_their_products(shop: Shop) -> None:
    at = datetime(2026, 10, 21, 9)
    shop.orders([
        sale("A1", "2026-10-14T09:00", 5000, lines=[(1, "S1", "Wool", 1, 3000), (2, "S2", "Silk", 1, 2000)],
             refunded=5000, refunded_at=at),
        sale("A2", "2026-10-21T08:00", 9000, lines=[(1, "S1", "Wool", 3, 9000)]),
    ])  # fmt: skip
    found = behind(shop.db, shop.store, "net_sales", DAY, "week", "keep_rate")
    assert (found.metric, found.by) == ("refunds", "order")
    orders = next(drill for drill in found.drills if drill.by == "order")
    assert [(row.name, row.text, row.note) for row in orders.rows] == [("A1", "50.00", "order of Wed 14 Oct")]
    products = next(drill for drill in found.drills if drill.by == "product")
    assert [(row.name, row.value, row.base) for row in products.rows] == [("Wool", 3000.0, 0.0), ("Silk", 2000.0, 0.0)]


def test_a_larger_k_never_rings_more_often(shop: Shop) -> None:
    shop.usual("2026-06-01", 143, scale=5)
    first, *rest = ring_rates(shop.db, shop.store, "visitors")
    assert (first.now, first.usual, first.k) == (True, True, 3.5)
    found = sorted((first, *rest), key=lambda rate: rate.k)
    assert [rate.k for rate in found] == [2.5, 3.0, 3.5, 4.0, 5.0, 6.0]
    assert all(one.alarms >= other.alarms for one, other in pairwise(found))
    assert first.judged > 60
    assert f"of {first.judged} days" in first.words


def test_the_k_in_force_is_named_and_undone(shop: Shop) -> None:
    shop.usual("2026-06-01", 143)
    numbers = Numbers(shop.db, "lin", shop.store)
    numbers.set_k("visitors", 7.5)
    assert next(rate.k for rate in numbers.ring_rates("visitors") if rate.now) == 7.5
    undo_last(shop.db, "lin")
    assert next(rate.k for rate in numbers.ring_rates("visitors") if rate.now) == 3.5


def test_nothing_judged_is_no_rate_of_zero(shop: Shop) -> None:
    assert {rate.words for rate in ring_rates(shop.db, shop.store, "visitors")} == {
        "none of the last 90 days could be judged"
    }


def test_a_plan_stands_against_the_days_that_are_known(shop: Shop) -> None:
    shop.days("2026-10-01", [{"paid": 1000}] * 10 + [None] + [{"paid": 1000}] * 10)
    plans.plan_set(shop.db, "lin", shop.store, "paid", date(2026, 10, 1), date(2026, 10, 31), "3100")
    (line,) = plan_lines(shop.db, shop.store, date(2026, 10, 22))
    assert (line.plan, line.came, line.note) == ("3,100", "200.00", "1 day without a number, on neither side")
    assert (line.gap, line.gap_sign, line.good) == ("-1,800.00", -1, -1)
    assert line.rest == ""  # what each day must bring is not known either


def test_what_each_day_that_is_left_must_bring(shop: Shop) -> None:
    shop.days("2026-10-01", [{"paid": 15000}] * 21)
    plans.plan_set(shop.db, "lin", shop.store, "paid", date(2026, 10, 1), date(2026, 10, 31), "3150")
    (line,) = plan_lines(shop.db, shop.store, date(2026, 10, 22))
    assert (line.came, line.gap_sign, line.note, line.rest) == ("3,150", 1, "reached", "")
    plans.plan_set(shop.db, "lin", shop.store, "paid", date(2026, 10, 1), date(2026, 10, 31), "4150")
    assert plan_lines(shop.db, shop.store, date(2026, 10, 22))[0].rest == "100.00 a day"


def test_days_without_trade_need_bring_nothing(shop: Shop) -> None:
    first = date(2026, 8, 31)
    days = [first + timedelta(days=n) for n in range(52)]
    shop.days(first.isoformat(), [None if day.weekday() == 5 else {"paid": 10000} for day in days])
    plans.plan_set(shop.db, "lin", shop.store, "paid", date(2026, 10, 22), date(2026, 10, 31), "900")
    (line,) = plan_lines(shop.db, shop.store, date(2026, 10, 22))
    assert line.rest == "112.50 a day"  # ten days, two of them Saturdays


def test_a_share_is_planned_as_a_mean_and_days_without_trade_owe_nothing(shop: Shop) -> None:
    shop.days("2026-10-01", [{"visitors": 100, "buyers": 3}, {"visitors": 100, "buyers": 5}])
    plans.plan_set(shop.db, "lin", shop.store, "conversion", date(2026, 10, 1), date(2026, 10, 2), "3 %")
    (line,) = plan_lines(shop.db, shop.store, date(2026, 10, 22))
    assert (line.plan, line.due, line.came, line.gap, line.rest) == ("3.00 %", "3.00 %", "4.00 %", "+1.00 pt", "")
    assert "means of the days" in line.note


def sold_on(shop: Shop, *days: str) -> None:
    shop.orders([
        sale(f"O{n}", f"{day}T09:00", 1000, lines=[(1, "S1", "Wool", 1, 1000)]) for n, day in enumerate(days)
    ])  # fmt: skip


def test_a_cost_known_from_some_day_on_leaves_the_days_before_uncovered(shop: Shop) -> None:
    sold_on(shop, "2026-10-10", "2026-10-11", "2026-10-20")
    costs.cost_set(shop.db, "lin", shop.store, "item", "4.00", date(2026, 10, 15), "S1")
    view = costs.profit(shop.db, shop.store, date(2026, 10, 1), DAY)
    assert view.coverage == pytest.approx(1 / 3)  # too little to speak for the rest
    costs.cost_set(shop.db, "lin", shop.store, "item", "4.00", date(2026, 10, 11), "S1")
    view = costs.profit(shop.db, shop.store, date(2026, 10, 1), DAY)
    assert view.coverage == pytest.approx(2 / 3)
    after_goods = next(row for row in view.rows if row.id == "cm1")
    assert after_goods.amount == 1800  # 30.00 less 12.00: the uncovered one costs like the others, not nothing


def test_a_period_of_money_names_what_has_no_cost_first(shop: Shop) -> None:
    shop.orders([
        sale("O1", "2026-10-20T09:00", 5000, lines=[(1, "S1", "Wool", 1, 4000), (2, "S2", "Silk", 1, 1000)]),
    ])  # fmt: skip
    costs.cost_set(shop.db, "lin", shop.store, "item", "10", date(2026, 10, 1), "S1")
    found = money(shop.db, shop.store, date(2026, 10, 1), DAY)
    assert [(line.kind, line.sku, line.cost) for line in found.costs] == [
        ("fees", "", ""), ("shipping", "", ""), ("item", "S2", ""), ("item", "S1", "10.00"),
    ]  # fmt: skip
    assert found.without == 1
    assert {row.id for row in found.ladder} >= {"paid", "net_sales", "cm3"}


def test_every_number_of_the_ladder_has_an_entry(shop: Shop) -> None:
    sold_on(shop, "2026-10-20")
    numbers = Numbers(shop.db, "lin", shop.store)
    for row in money(shop.db, shop.store, date(2026, 10, 1), DAY).ladder:
        assert len(numbers.meaning(row.id)) > 3
    for term, lines in TERMS.items():
        assert f"({term})" in lines[0]


def test_refunds_stand_on_both_bases(shop: Shop) -> None:
    shop.orders([
        sale("O1", "2026-10-14T09:00", 4000, refunded=1000, refunded_at=datetime(2026, 10, 20, 9)),
        sale("O2", "2026-10-20T10:00", 5000),
    ])  # fmt: skip
    found = {line.day: line for line in money(shop.db, shop.store, date(2026, 10, 1), DAY).refunds}
    given, ordered = found[date(2026, 10, 20)], found[WEEK_BEFORE]
    assert (given.given, given.given_rate, given.so_far) == ("10.00", "20.0 %", "0.0 %")
    assert (ordered.given, ordered.so_far, ordered.age) == ("0.00", "25.0 %", 8)


def test_a_quiet_day_has_no_movers(shop: Shop) -> None:
    assert movers(shop.db, shop.store, DAY).products.rows == ()


def test_the_day_so_far_is_held_against_the_same_time_of_day(shop: Shop) -> None:
    shop.at("2026-10-22T12:00")
    shop.orders([
        *(sale(f"W{n}", f"2026-10-15T{hour:02}:00", 1000) for n, hour in enumerate([9] * 40 + [15] * 60)),
        *(sale(f"T{n}", "2026-10-22T09:00", 1000) for n in range(50)),
        sale("now", "2026-10-22T12:00", 1000),
    ])  # fmt: skip
    orders = {line.metric: line for line in beside(shop.db, shop.store, "week").lines}["orders"]
    assert (orders.change, orders.change_sign, orders.base) == ("28 %", 1, "Thu 15 Oct 26")  # 51 where it was 40
    plan = {line.metric: line for line in beside(shop.db, shop.store, "plan").lines}["orders"]
    assert (plan.change, plan.base) == ("", "no plan")
    day = date(2026, 10, 22)
    plans.plan_set(shop.db, "lin", shop.store, "orders", day, day + timedelta(days=0), "90")
    plan = {line.metric: line for line in beside(shop.db, shop.store, "plan").lines}["orders"]
    assert (plan.change, plan.base) == ("", "plan 90")  # a part of a day is not held against a whole one


def test_before_anything_is_usually_sold_it_is_too_early_and_no_missing_curve(shop: Shop) -> None:
    shop.at("2026-10-22T07:00")
    shop.orders([
        *(sale(f"{n}", f"{DAY - timedelta(days=n)}T15:00", 1000) for n in range(60)),
        sale("now", "2026-10-22T07:00", 1000),
    ])  # fmt: skip
    lines = {line.metric: line for line in Numbers(shop.db, "lin", shop.store).money.ahead().pace}
    assert lines["orders"].state == "too_early"
    assert "have nothing by now" in lines["orders"].sentence


def test_every_bar_has_an_entry(shop: Shop) -> None:
    from opscockpit.domain.mix import MIX_NAMES
    from opscockpit.services.effects import CHAINS, MIX

    numbers = Numbers(shop.db, "lin", shop.store)
    names = {name for chains in CHAINS.values() for _, factors in chains for name in factors}
    for name in {*names, *MIX_NAMES, MIX, "within", UNEXPLAINED}:
        assert len(numbers.meaning(name)) > 3, name
