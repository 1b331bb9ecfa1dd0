"""Refunds to come, what is left of sales, and how the day goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from opscockpit import errors
from opscockpit.services import costs
from opscockpit.services.calendars import event_add
from opscockpit.services.pacing import pace_lines
from opscockpit.services.panel import metric_lines
from opscockpit.services.refunding import expected_refunds, refund_days
from opscockpit.services.shops import cut_of, now_and_day
from tests.helpers import sale
from tests.numbers.conftest import Shop

DAY = date(2026, 10, 21)


def refunded_shop(shop: Shop, *, dated: bool) -> None:
    """Ten orders of 10.00 a day; one of each day is given back, ten days later where `dated`."""
    first = date(2026, 8, 1)
    orders = []
    for n in range(82):
        day = first + timedelta(days=n)
        for i in range(10):
            back_on = day + timedelta(days=10)
            back = i == 0 and (not dated or back_on < date(2026, 10, 22))
            at = datetime.fromisoformat(f"{back_on if dated else day}T12:00") if back and dated else None
            orders.append(sale(f"{day}-{i}", f"{day}T{9 + i:02}:00", 1000, f"b{n}-{i}", refunded=1000 if back else 0,
                               refunded_at=at, lines=[(1, f"S{i % 2}", "Sock", 1, 1000)]))  # fmt: skip
    shop.orders(orders)


def test_young_days_say_what_is_to_come(shop: Shop) -> None:
    refunded_shop(shop, dated=True)
    (young,) = refund_days(shop.db, shop.store, DAY, DAY)
    assert (young.age, young.so_far, young.expected) == (1, "0.0 %", "10.0 % – 10.0 %")
    (old,) = refund_days(shop.db, shop.store, date(2026, 8, 20), date(2026, 8, 20))
    assert old.sentence == "Thu 20 Aug: 10.0 % refunded, final"
    assert expected_refunds(shop.db, shop.store, DAY, DAY) == 1000


def test_where_nothing_says_when_refunds_came_the_end_of_older_days_is_told(shop: Shop) -> None:
    refunded_shop(shop, dated=False)
    (young,) = refund_days(shop.db, shop.store, DAY, DAY)
    assert "days older than 45 came to 10.0 % – 10.0 % in the end" in young.sentence


def test_a_new_shop_cannot_say_what_is_to_come(shop: Shop) -> None:
    shop.orders([sale("1", "2026-10-20T09:00", 1000, refunded=100, refunded_at=datetime(2026, 10, 21, 9))])
    (young,) = refund_days(shop.db, shop.store, date(2026, 10, 20), DAY)
    assert young.sentence.endswith("too few older days to say what is to come")
    assert expected_refunds(shop.db, shop.store, DAY, DAY) is None


def test_a_missing_cost_is_never_zero(shop: Shop) -> None:
    refunded_shop(shop, dated=True)
    view = costs.profit(shop.db, shop.store, DAY, DAY)
    left = {row.name: row.amount for row in view.rows}
    assert left["Paid"] == 10_000
    assert (left["after goods"], left["Contribution after ads"], view.coverage) == (None, None, 0.0)


def test_the_ladder_says_how_much_of_it_is_known(shop: Shop) -> None:
    refunded_shop(shop, dated=True)
    shop.days("2026-10-21", [{"ad_spend": 500}], source="ads.days")
    costs.cost_set(shop.db, "lin", shop.store, "item", "4.00", date(2026, 1, 1), "S0")
    costs.cost_set(shop.db, "lin", shop.store, "shipping", "0.50", date(2026, 1, 1))
    costs.cost_set(shop.db, "lin", shop.store, "fees", "5 %", date(2026, 1, 1))
    view = costs.profit(shop.db, shop.store, DAY, DAY)
    left = {row.name: row for row in view.rows}
    net = 10_000 - 1_000  # an order of the 11th was given back on this day
    assert left["Net sales"].amount == net
    assert view.coverage == pytest.approx(0.5)
    assert left["after goods"].amount == net - 4_000  # 20.00 for half of it
    assert left["Contribution after ads"].amount == left["after fees and dispatch"].amount - 500  # type: ignore[operator]
    assert "estimated" in left["Contribution after ads"].note
    assert view.notes[0] == "cost known for 50 % of net sales"
    costs.cost_set(shop.db, "lin", shop.store, "item", "4.00", date(2026, 1, 1), "S1")
    assert costs.profit(shop.db, shop.store, DAY, DAY).coverage == 1.0


def test_a_cost_holds_from_its_day_on(shop: Shop) -> None:
    refunded_shop(shop, dated=True)
    for sku in ("S0", "S1"):
        costs.cost_set(shop.db, "lin", shop.store, "item", "4", date(2026, 1, 1), sku)
        costs.cost_set(shop.db, "lin", shop.store, "item", "5", DAY, sku)
    before = {
        row.name: row.amount for row in costs.profit(shop.db, shop.store, date(2026, 8, 5), date(2026, 8, 5)).rows
    }
    after = {row.name: row.amount for row in costs.profit(shop.db, shop.store, DAY, DAY).rows}
    assert (before["after goods"], after["after goods"]) == (10_000 - 4_000, 9_000 - 5_000)


@pytest.mark.parametrize(("kind", "amount", "sku"), [("item", "4", ""), ("shipping", "4", "S"), ("rent", "4", "")])
def test_costs_are_checked(shop: Shop, kind: str, amount: str, sku: str) -> None:
    with pytest.raises(errors.WrongUsage):
        costs.cost_set(shop.db, "lin", shop.store, kind, amount, DAY, sku)


def test_what_was_ordered_is_not_taken_to_be_what_was_paid(shop: Shop) -> None:
    shop.days("2026-10-21", [{"paid": 1000, "orders": 1}])
    rows = {row.name: row for row in costs.profit(shop.db, shop.store, DAY, DAY).rows}
    assert (rows["Ordered"].amount, rows["Paid"].amount) == (None, 1000)
    assert rows["Ordered"].note.startswith("no source gives")
    shop.days("2026-10-21", [{"created_amount": 1500}], source="test.created")
    rows = {row.name: row for row in costs.profit(shop.db, shop.store, DAY, DAY).rows}
    assert (rows["Ordered"].amount, rows["not paid or cancelled"].amount) == (1500, -500)


def test_a_cost_below_zero_is_refused(shop: Shop) -> None:
    with pytest.raises(errors.Refused, match="is no cost"):
        costs.cost_set(shop.db, "lin", shop.store, "shipping", "-4", DAY)
    with pytest.raises(errors.Refused, match="is no cost"):
        costs.cost_set(shop.db, "lin", shop.store, "fees", "150 %", DAY)


@pytest.mark.parametrize(("kind", "amount", "sku"), [("item", "0.035", "S"), ("fees", "5.125", "")])
def test_a_cost_that_cannot_be_kept_exactly_is_refused(shop: Shop, kind: str, amount: str, sku: str) -> None:
    with pytest.raises(errors.Refused, match="too fine"):
        costs.cost_set(shop.db, "lin", shop.store, kind, amount, DAY, sku)


def paced(shop: Shop, weeks: int = 9) -> None:
    """Every hour from 8 to 22 ten orders of about 100.00, each day alike."""
    start = date(2026, 10, 22) - timedelta(days=7 * weeks)
    days = [start + timedelta(days=n) for n in range(7 * weeks)]
    shop.orders([sale(f"{d}-{h}-{i}", f"{d}T{h:02}:3{i}", 10_000 + (d.day * 37 + h) % 9 * 100)
                 for d in days for h in range(8, 23) for i in range(10)])  # fmt: skip


def test_the_curve_says_nothing_before_ten(shop: Shop) -> None:
    paced(shop)
    shop.at("2026-10-22T09:00").orders([sale("now", "2026-10-22T08:30", 10_000)])
    line = next(line for line in pace_lines(shop.db, shop.store) if line.metric == "orders")
    assert line.state == "too_early"
    assert "too early to judge" in line.sentence


def test_a_day_at_half_its_pace_is_told(shop: Shop) -> None:
    paced(shop)
    shop.at("2026-10-22T15:00").orders(
        [sale(f"now{h}-{i}", f"2026-10-22T{h:02}:3{i}", 10_000) for h in (8, 11, 14) for i in range(10)]
    )
    line = next(line for line in pace_lines(shop.db, shop.store) if line.metric == "orders")
    assert line.index == pytest.approx(3 / 7)
    assert line.state in ("watch", "alarm")
    assert line.expected == "64 – 64"
    assert "8 Thursdays" in line.sentence


def test_today_and_the_page_of_the_pace_say_the_same_of_a_growing_shop(shop: Shop) -> None:
    start = date(2026, 8, 20)
    shop.orders([
        sale(f"{n}-{h}-{i}", f"{start + timedelta(days=n)}T{h:02}:{i:02}", 1000)
        for n in range(63) for h in range(8, 20) for i in range(2 + n // 8 + n % 7 // 5)
    ])  # fmt: skip
    shop.at("2026-10-22T15:00").orders([sale(f"now{i}", f"2026-10-22T14:{i:02}", 1000) for i in range(50)])
    shop.at("2026-10-22T16:00")  # the file is an hour old by now
    now, today = now_and_day(shop.store, shop.clock)
    lines = {line.id: line for line in metric_lines(shop.db, shop.store, cut_of(shop.store), now, today)[0]}
    paces = {line.metric: line for line in pace_lines(shop.db, shop.store)}
    assert lines["orders"].pace == paces["orders"].index_text != ""
    assert [lines[name].value for name in ("paid", "refunds", "net_sales")] == [50_000, 0, 50_000]
    assert {lines[name].age for name in ("paid", "refunds", "net_sales")} == {"1 h"}


def test_an_event_day_is_held_against_the_same_event(shop: Shop) -> None:
    paced(shop)
    for year in (2025, 2026):
        event_add(shop.db, "lin", shop.store, "feast", date(year, 10, 19), date(year, 10, 24), align_key="feast")
    last_year = [date(2025, 10, 19 + n) for n in range(6)]
    shop.orders([sale(f"{d}-{i}", f"{d}T00:{i:02}", 1000) for d in last_year for i in range(30)]
                + [sale(f"{d}-late-{i}", f"{d}T20:{i:02}", 1000) for d in last_year for i in range(30)])  # fmt: skip
    shop.at("2026-10-22T01:00").orders([sale(f"now{i}", f"2026-10-22T00:{i:02}", 1000) for i in range(30)])
    line = next(line for line in pace_lines(shop.db, shop.store) if line.metric == "orders")
    assert (line.index, line.state) == (1.0, "normal")
    assert "days of this event" in line.sentence


def test_a_shop_without_a_curve_says_so(shop: Shop) -> None:
    shop.at("2026-10-22T12:00").orders([sale("now", "2026-10-22T08:30", 10_000)])
    line = next(line for line in pace_lines(shop.db, shop.store) if line.metric == "paid")
    assert line.state == "unknown"
    assert "no day like this one has a curve yet" in line.sentence
