"""Numbers of weeks, months and channels: what may be added is added, people are counted once, unknown stays unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from opscockpit.domain.records import Order
from opscockpit.services.periods import IDS, metrics_rows
from opscockpit.store.database import Database, Row
from opscockpit.store.loading import Plan
from tests.helpers import add_shop, at, fact, ledger, put, report, sale, unpaid


def rows(db: Database, store: Row, first: str, last: str, **how: Any) -> list[dict[str, Any]]:
    return metrics_rows(db, store, date.fromisoformat(first), date.fromisoformat(last), **how)


def test_a_row_has_every_metric_of_the_contract(db: Database, store: Row) -> None:
    (row,) = rows(db, store, "2026-03-05", "2026-03-05")
    assert list(row) == ["store", "period", "currency", *IDS, "conversion_basis"]
    assert (row["store"], row["period"], row["currency"]) == ("Socks", "2026-03-05", "CNY")
    assert {row[name] for name in (*IDS, "conversion_basis")} == {None}


def test_a_day(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [
        sale("1", "2026-03-05T10:00", 12345, "ann"), sale("2", "2026-03-05T11:00", 55, "bob", units=3),
        unpaid("3", "2026-03-05T12:00"), Order("4", "adjustment", at("2026-03-05T12:00"), None, adjustment=-100),
        sale("5", "2026-03-05T13:00", 600, refunded=200, refunded_at=at("2026-03-06T10:00")),
    ]))  # fmt: skip
    put(db, store, report("r", [fact("2026-03-05", visitors=50, page_views=200)]))
    day, next_day = rows(db, store, "2026-03-05", "2026-03-06")
    expected = {
        "visitors": 50, "sessions": None, "page_views": 200, "orders_created": 4, "orders": 3, "buyers": 2,
        "new_buyers": 2, "returning_buyers": 0, "units": 5, "paid": 130.0, "refunds": 0.0, "adjustments": -1.0,
        "net_sales": 129.0, "conversion": 2 / 50, "conversion_basis": "buyers/visitors", "ad_spend": None, "roas": None,
    }  # fmt: skip
    assert {name: day[name] for name in expected} == pytest.approx(expected)
    assert day["aov"] == pytest.approx(43.3333)
    assert day["paid_per_buyer"] == pytest.approx(65)
    assert (next_day["orders"], next_day["refunds"]) == (None, None)


def test_refunds_by_their_day_or_by_the_order(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [
        sale("1", "2026-03-05T10:00", 1000, refunded=400, refunded_at=at("2026-03-06T10:00")),
        sale("2", "2026-03-06T10:00", 500),
    ]))  # fmt: skip
    by_event = [(row["refunds"], row["net_sales"]) for row in rows(db, store, "2026-03-05", "2026-03-06")]
    by_order = [
        (row["refunds"], row["net_sales"]) for row in rows(db, store, "2026-03-05", "2026-03-06", basis="order")
    ]
    assert by_event == [(0.0, 10.0), (4.0, 1.0)]
    assert by_order == [(4.0, 6.0), (0.0, 5.0)]
    week_event, week_order = (
        rows(db, store, "2026-03-02", "2026-03-08", by="week", basis=basis)[0]["net_sales"]
        for basis in ("event", "order")
    )
    assert week_event == week_order == 11.0


def test_weeks_at_the_turn_of_the_year(db: Database, store: Row) -> None:
    put(db, store, report("r", [fact(day, sessions=1) for day in ("2020-12-31", "2021-01-03", "2021-01-04")]))
    found = rows(db, store, "2020-12-27", "2021-01-05", by="week")
    assert [(row["period"], row["sessions"]) for row in found] == [
        ("2020-W52", None), ("2020-W53", 2), ("2021-W01", 1),
    ]  # fmt: skip


def test_months_are_cut_to_the_days_asked_for(db: Database, store: Row) -> None:
    put(db, store, report("r", [fact(f"2026-0{m}-{d:02}", sessions=1) for m in (1, 2) for d in range(1, 29)]))
    found = rows(db, store, "2026-01-20", "2026-02-10", by="month")
    assert [(row["period"], row["sessions"]) for row in found] == [("2026-01", 9), ("2026-02", 10)]


def test_people_of_a_period_are_counted_once(db: Database, store: Row) -> None:
    put(db, store, ledger("a", [
        sale("0", "2026-02-01T10:00", 1, "old"), sale("1", "2026-03-02T10:00", 1, "ann"),
        sale("2", "2026-03-03T10:00", 1, "ann"), sale("3", "2026-03-03T11:00", 1, "old"),
        sale("4", "2026-03-04T10:00", 1),
    ]))  # fmt: skip
    put(db, store, report("r", [fact(f"2026-03-0{n}", visitors=10) for n in (2, 3, 4)]))
    (week,) = rows(db, store, "2026-03-02", "2026-03-08", by="week")
    assert (week["orders"], week["buyers"], week["new_buyers"], week["returning_buyers"]) == (4, 2, 1, 1)
    assert (week["visitors"], week["conversion"]) == (None, None)
    (one_day,) = rows(db, store, "2026-03-03", "2026-03-03", by="week")
    assert (one_day["visitors"], one_day["buyers"]) == (10, 2)


def test_ratios_are_computed_from_counts(db: Database, store: Row) -> None:
    put(db, store, report("r", [
        fact("2026-03-02", ad_spend=1000, ad_clicks=10, ad_impressions=100, ad_sales=0),
        fact("2026-03-03", ad_spend=5000, ad_clicks=90, ad_impressions=9900, ad_sales=12000),
    ]))  # fmt: skip
    (week,) = rows(db, store, "2026-03-02", "2026-03-08", by="week")
    assert (week["ctr"], week["cpc"], week["roas"]) == pytest.approx((0.01, 0.6, 2.0))


def test_channels(db: Database, store: Row) -> None:
    facts = [fact(f"2026-03-0{d}", dims={"channel": c}, sessions=n, visitors=n)
             for d in (2, 3) for c, n in (("search", 30), ("direct", 12))]  # fmt: skip
    put(db, store, report("c", facts, grain="channel"), Plan(1, frozenset()))
    both = rows(db, store, "2026-03-02", "2026-03-03", by="channel")
    assert [(row["channel"], row["sessions"], row["visitors"]) for row in both] == [
        ("direct", 24, None), ("search", 60, None),
    ]  # fmt: skip
    one = rows(db, store, "2026-03-02", "2026-03-02", by="channel")
    assert [(row["channel"], row["visitors"]) for row in one] == [("direct", 12), ("search", 30)]


@pytest.mark.parametrize(("currency", "paid"), [("JPY", 1980.0), ("CNY", 19.8), ("KWD", 1.98)])
def test_money_in_major_units(db: Database, currency: str, paid: float) -> None:
    store = add_shop(db, "Money", currency=currency)
    put(db, store, ledger("a", [sale("1", "2026-03-05T10:00", 1980)]))
    (row,) = rows(db, store, "2026-03-05", "2026-03-05")
    assert (row["paid"], row["aov"], row["currency"]) == (paid, paid, currency)


def test_ratios_of_a_month_rest_on_the_days_of_which_both_counts_are_known(db: Database, store: Row) -> None:
    put(db, store, report("orders", [fact(f"2026-02-{d:02}", orders=10, paid=5000) for d in range(1, 29)]))
    put(db, store, report(
        "visits", [fact(f"2026-02-{d:02}", sessions=200) for d in range(22, 29)], source="test.visits",
    ))  # fmt: skip
    (month,) = rows(db, store, "2026-02-01", "2026-02-28", by="month")
    assert (month["orders"], month["sessions"], month["conversion"]) == (280, 1400, 0.05)
    assert (month["aov"], month["roas"]) == (5.0, None)
    (early,) = rows(db, store, "2026-02-01", "2026-02-21", by="month")
    assert early["conversion"] is None
