"""What bad input gets: each odd history has the answer that the definitions give, never a wrong percent or a crash."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opscockpit.clock import BusinessDay
from opscockpit.domain.calendar import iso_week
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metrics import METRICS
from opscockpit.services import calendars
from opscockpit.services.effects import parts_of
from opscockpit.services.explaining import explain
from opscockpit.services.figures import window_of
from opscockpit.services.judgements import Judge
from opscockpit.services.metric_detail import metric_detail
from opscockpit.services.metric_list import metric_list
from opscockpit.services.panel import metric_lines
from opscockpit.services.periods import metrics_rows
from opscockpit.services.shops import cut_of
from opscockpit.services.watched import to_read
from tests.helpers import sale
from tests.numbers.conftest import Shop

DAY = date(2026, 10, 21)


def test_zero_denominator_is_unknown_and_never_a_percent(shop: Shop) -> None:
    shop.days(
        "2026-10-14",
        [{"visitors": 0, "buyers": 0}, *[{"visitors": 100, "buyers": 5}] * 6, {"visitors": 80, "buyers": 4}],
    )
    told = explain(shop.db, shop.store, "conversion", DAY)
    assert told["base"] == {"basis": "week", "day": "2026-10-14", "weekday": "Wed", "value": None}
    assert told["value"] == 0.05
    assert told["delta"] is None
    assert told["effects"] == []


def test_change_from_zero_is_new(shop: Shop) -> None:
    shop.days("2026-10-14", [{"visitors": 0}, *[{"visitors": 9}] * 6, {"visitors": 5}])
    row = next(row for row in metric_list(shop.db, shop.store).rows if row.id == "visitors")
    assert (row.change, row.change_sign, row.base_text) == ("new", 1, "0")


def test_one_day_of_history_has_no_base_and_no_state_of_its_own(shop: Shop) -> None:
    shop.days("2026-10-21", [{"visitors": 100}])
    told = explain(shop.db, shop.store, "visitors", DAY, "year364")
    assert told["base"]["value"] is None
    assert told["delta"] is None
    assert told["range"]["state"] == "few_days"
    assert told["range"]["low"] is None
    row = next(row for row in metric_list(shop.db, shop.store, "year364").rows if row.id == "visitors")
    assert (row.change, row.base_words) == ("", "no base")


def test_a_year_with_a_hole_learns_again(shop: Shop) -> None:
    shop.usual("2025-01-01", 300)
    shop.usual("2026-09-14", 38)
    told = explain(shop.db, shop.store, "visitors", DAY)
    assert told["range"]["state"] == "learning"
    assert told["range"]["days_used"] == 37
    detail = metric_detail(shop.db, shop.store, "visitors")
    assert [day.value for day in detail.chart if day.day < date(2026, 9, 14)] == [None] * 82


def test_the_same_day_from_two_sources_counts_once(shop: Shop) -> None:
    shop.days("2026-10-20", [{"visitors": 100}, {"visitors": 100}], source="a.days")
    shop.days("2026-10-20", [{"visitors": 103}, {"visitors": 103}], source="b.days")
    shop.days("2026-10-19", [{"visitors": 103}], source="b.days")  # and in the other order
    shop.days("2026-10-19", [{"visitors": 100}], source="a.days")
    window = window_of(shop.db, shop.store["id"], DAY, 3)
    told = {day["visitors"] for day in window.measures}
    assert len(told) == 1
    assert told <= {100, 103}


def test_a_restated_past_is_told_with_the_file_that_counts(shop: Shop) -> None:
    shop.days("2026-10-20", [{"visitors": 100}, {"visitors": 90}])
    shop.days("2026-10-20", [{"visitors": 100}, {"visitors": 97}])
    told = explain(shop.db, shop.store, "visitors", DAY)
    assert told["value"] == 97
    assert told["sources"][0]["file"] == "report-2.csv"
    assert "2 times" in told["restated"][0]
    assert any(clue.kind == "restated" for clue in metric_detail(shop.db, shop.store, "visitors").clues)


def test_a_day_of_refunds_only_is_negative_and_judged_without_a_crash(shop: Shop) -> None:
    shop.days("2026-08-20", [{"paid": 50_000 + n % 7 * 900, "refunds": 2_000 + n % 5 * 100} for n in range(62)])
    shop.days("2026-10-21", [{"paid": 1_000, "refunds": 90_000}], source="late.report")
    shop.days("2026-10-21", [{"paid": 1_000, "refunds": 90_000}])
    told = explain(shop.db, shop.store, "net_sales", DAY)
    assert told["value"] == -890.0
    assert sum(effect["value"] for effect in told["effects"]) == pytest.approx(told["delta"], abs=0.005)
    assert told["range"]["state"] == "watch"  # net sales follow from what rings beside them
    assert told["range"]["z"] < -told["range"]["k"]
    assert explain(shop.db, shop.store, "paid", DAY)["range"]["state"] == "alarm"


def test_rates_above_one_are_kept(shop: Shop) -> None:
    shop.days("2026-08-20", [{"sessions": 100, "units": 120 + n % 9} for n in range(63)])
    told = explain(shop.db, shop.store, "units_per_session", DAY)
    assert told["value"] > 1
    assert told["range"]["state"] == "normal"
    shop.days("2026-08-20", [{"visitors": 50, "buyers": 60 + n % 4} for n in range(63)], source="odd.days")
    assert explain(shop.db, shop.store, "conversion", DAY)["range"]["state"] in ("normal", "watch", "drift")


def test_one_currency_a_store(shop: Shop, london: Shop) -> None:
    for where in (shop, london):
        where.days("2026-10-21", [{"paid": 12_345}])
    assert explain(shop.db, shop.store, "paid", DAY)["currency"] == "CNY"
    assert explain(london.db, london.store, "paid", DAY)["currency"] == "GBP"
    assert explain(london.db, london.store, "paid", DAY)["value"] == 123.45


def test_the_short_day_has_23_hours_and_all_its_orders(london: Shop) -> None:
    london.at("2026-03-30T09:00")
    london.orders(
        [sale("1", "2026-03-29T00:30", 100), sale("2", "2026-03-29T02:30", 200), sale("3", "2026-03-29T23:30", 300)]
    )
    first, last = BusinessDay(ZoneInfo("Europe/London")).bounds(date(2026, 3, 29))
    assert (last.timestamp() - first.timestamp()) / 3600 == 23
    assert explain(london.db, london.store, "paid", date(2026, 3, 29))["value"] == 6.0


def test_the_long_day_has_25_hours_and_the_hour_that_comes_twice(london: Shop) -> None:
    london.at("2026-10-26T09:00")
    london.orders([sale("1", "2026-10-25T00:30", 100), sale("2", "2026-10-25T01:30", 200),
                   sale("3", "2026-10-25T23:30", 300)])  # fmt: skip
    first, last = BusinessDay(ZoneInfo("Europe/London")).bounds(date(2026, 10, 25))
    assert (last.timestamp() - first.timestamp()) / 3600 == 25
    assert explain(london.db, london.store, "paid", date(2026, 10, 25))["value"] == 6.0


def test_29_february_is_compared_with_the_28th(shop: Shop) -> None:
    shop.at("2028-03-01T12:00")
    shop.days("2027-02-28", [{"visitors": 100}])
    shop.days("2028-02-29", [{"visitors": 110}])
    base = explain(shop.db, shop.store, "visitors", date(2028, 2, 29), "date")["base"]
    assert (base["day"], base["value"]) == ("2027-02-28", 100)


def test_week_53_is_a_week_of_its_own(shop: Shop) -> None:
    shop.at("2027-01-10T12:00")
    shop.days("2026-12-28", [{"page_views": 10}] * 14)
    rows = metrics_rows(shop.db, shop.store, date(2026, 12, 28), date(2027, 1, 10), by="week")
    assert [(row["period"], row["page_views"]) for row in rows] == [("2026-W53", 70), ("2027-W01", 70)]
    assert iso_week(date(2027, 1, 1)) == "2026-W53"


def test_the_first_of_january_2027_opens(shop: Shop) -> None:
    shop.at("2027-01-01T11:00")
    shop.usual("2026-10-01", 92)
    assert calendars.ensure(shop.db, "lin", shop.store)
    assert not calendars.ensure(shop.db, "lin", shop.store)
    lines, _ = metric_lines(
        shop.db, shop.store, cut_of(shop.store), shop.clock.now(ZoneInfo("Asia/Shanghai")), date(2027, 1, 1)
    )
    assert [line.id for line in lines] == ["visitors"]
    for basis in ("yesterday", "week", "year364", "date", "event", "plan"):
        assert metric_list(shop.db, shop.store, basis).rows
        assert explain(shop.db, shop.store, "visitors", date(2026, 12, 31), basis)["metric"] == "visitors"
    moons = {
        line.align_key: line
        for line in calendars.event_lines(shop.db, shop.store, date(2027, 1, 1), date(2027, 12, 31))
    }
    assert moons["cny"].first == date(2027, 2, 5)
    assert all(line.kind != "holiday" for line in moons.values())


@settings(max_examples=60, deadline=None)
@given(
    history=st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=0, max_size=70),
    today=st.one_of(st.none(), st.integers(0, 10**6)),
)
def test_no_state_ever_comes_from_missing_days(history: list[int | None], today: int | None) -> None:
    from opscockpit.services.figures import Window

    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(history) + 1)]
    measures: list[dict[str, int | None]] = [
        {} if value is None else {"visitors": value} for value in (*history, today)
    ]
    window = Window(days, measures, [day.weekday() for day in days], [False] * len(days), [], {})
    state = Judge(METRICS["visitors"], window).at(days[-1]).state
    known = sum(value is not None for value in history[-56:])
    if today is None:
        assert state == "missing"
    elif known < 28:
        assert state == "few_days"
    else:
        assert state != "missing"


@settings(max_examples=100, deadline=None)
@given(before=st.dictionaries(st.sampled_from(sorted(MEASURES)), st.integers(-(10**6), 10**9)),
       now=st.dictionaries(st.sampled_from(sorted(MEASURES)), st.integers(-(10**6), 10**9)))  # fmt: skip
def test_the_effects_of_every_metric_sum_to_its_change_whatever_is_known(
    before: dict[str, int], now: dict[str, int]
) -> None:
    for metric in METRICS.values():
        found = parts_of(metric, before, now)
        base, value = metric.compute(before), metric.compute(now)
        assert (found is None) == (base is None or value is None)
        if found is not None and base is not None and value is not None:
            rounding = 1e-9 * (abs(base) + abs(value) + sum(map(abs, found.values)))
            assert sum(found.values) == pytest.approx(value - base, abs=rounding or 1e-12), metric.id
            if isinstance(value, int) and isinstance(base, int):
                assert found.delta == value - base


@settings(max_examples=100, deadline=None)
@given(known=st.dictionaries(st.sampled_from(sorted(MEASURES)), st.integers(0, 10**6)))
def test_a_metric_needs_only_the_measures_that_are_read_for_it(known: dict[str, int]) -> None:
    for metric in METRICS.values():
        read = {name: value for name, value in known.items() if name in to_read(metric)}
        assert metric.compute(read) == metric.compute(known), metric.id
        assert metric.trials(read) == metric.trials(known), metric.id


MONEY = st.integers(-(10**7), 10**9)
COUNT = st.integers(0, 10**6)
SIDE = st.fixed_dictionaries(
    {"visitors": COUNT, "buyers": COUNT, "orders": COUNT, "paid": MONEY, "refunds": MONEY, "adjustments": MONEY}
)


@settings(deadline=None)
@given(before=SIDE, now=SIDE, metric=st.sampled_from(["paid", "net_sales", "orders", "buyers", "refunds"]))
def test_effects_sum_to_the_change_to_the_cent(before: dict[str, int], now: dict[str, int], metric: str) -> None:
    found = parts_of(METRICS[metric], before, now)
    assert found is not None
    assert sum(found.values) == found.delta == METRICS[metric].compute(now) - METRICS[metric].compute(before)  # type: ignore[operator]
