"""What a day is compared with, the calendar behind it, and when each source is due."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from opscockpit import errors
from opscockpit.clock import BusinessDay
from opscockpit.domain.calendar import HOLIDAY, MAKE_UP_WORKDAY
from opscockpit.domain.lunar import ANCHORS, anchor_near
from opscockpit.domain.metrics import METRICS
from opscockpit.services import calendars, covering, freshness, plans
from opscockpit.services.bases import base_of, count_behind, inputs
from opscockpit.services.explaining import explain
from opscockpit.services.figures import window_of
from opscockpit.store.calendars import filled
from tests.numbers.conftest import Shop

SHANGHAI = BusinessDay(ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("basis", "day"),
    [
        ("yesterday", "2026-10-20"), ("week", "2026-10-14"), ("year364", "2025-10-22"), ("date", "2025-10-21"),
        ("event", None), ("plan", None),
    ],
)  # fmt: skip
def test_base_days(shop: Shop, basis: str, day: str | None) -> None:
    shop.days("2026-10-21", [{"visitors": 5}])
    base = base_of(shop.db, shop.store["id"], METRICS["visitors"], date(2026, 10, 21), basis)
    assert base.day == (date.fromisoformat(day) if day else None)
    assert base.value is None


def test_the_eleventh_of_november_is_compared_with_the_eleventh(shop: Shop) -> None:
    shop.at("2026-11-12T09:00")
    for year in (2025, 2026):
        calendars.event_add(shop.db, "lin", shop.store, "11.11", date(year, 11, 11), align_key="double11")
        shop.days(f"{year}-11-11", [{"visitors": year}])
    base = explain(shop.db, shop.store, "visitors", date(2026, 11, 11), "event")["base"]
    assert (base["day"], base["weekday"], base["value"]) == ("2025-11-11", "Tue", 2025)


def test_lunar_new_year_is_matched_by_its_own_day(shop: Shop) -> None:
    shop.at("2026-02-20T09:00")
    calendars.event_add(shop.db, "lin", shop.store, "春节", date(2025, 1, 26), date(2025, 2, 6), align_key="cny")
    calendars.event_add(shop.db, "lin", shop.store, "春节", date(2026, 2, 13), date(2026, 2, 25), align_key="cny")
    base = base_of(shop.db, shop.store["id"], METRICS["paid"], date(2026, 2, 19), "event")
    assert base.day == date(2025, 1, 31)  # the third day: 29 January 2025 and 17 February 2026 are the first


def test_lunar_days_agree_with_another_reckoning() -> None:
    lunardate = pytest.importorskip("lunardate")
    days = {"cny": (1, 1), "dragon_boat": (5, 5), "qixi": (7, 7), "mid_autumn": (8, 15)}
    for key, table in ANCHORS.items():
        for year, day in table.items():
            assert lunardate.LunarDate(year, *days[key]).to_solar_date() == day
    assert anchor_near("cny", date(2060, 2, 1)) is None


def test_the_chinese_calendar_is_filled_once_and_stays_corrected(shop: Shop) -> None:
    shop.usual("2026-01-05", 290)
    assert calendars.ensure(shop.db, "lin", shop.store)
    lines = calendars.event_lines(shop.db, shop.store, date(2026, 1, 1), date(2026, 12, 31))
    cny = next(line for line in lines if line.align_key == "cny")
    assert (cny.first, cny.last, cny.mask) == (date(2026, 2, 15), date(2026, 2, 23), True)
    window = window_of(shop.db, shop.store["id"], date(2026, 10, 10), 60)
    assert window.classes[-1] == MAKE_UP_WORKDAY
    assert window.classes[window.days.index(date(2026, 9, 25))] == HOLIDAY
    assert window.masked[window.days.index(date(2026, 10, 1))]
    calendars.event_remove(shop.db, "lin", cny.id)
    assert not calendars.ensure(shop.db, "lin", shop.store)
    assert filled(shop.db, shop.store["id"])[2026] == "full"
    again = calendars.event_lines(shop.db, shop.store, date(2026, 1, 1), date(2026, 12, 31))
    assert not [line for line in again if line.align_key == "cny"]


def test_what_people_noted_is_not_doubled(shop: Shop) -> None:
    shop.usual("2026-10-01", 21)
    calendars.event_add(shop.db, "lin", shop.store, "our 618", date(2026, 6, 10), date(2026, 6, 20), align_key="618")
    calendars.ensure(shop.db, "lin", shop.store)
    lines = calendars.event_lines(shop.db, shop.store, date(2026, 6, 1), date(2026, 6, 30))
    assert [line.name for line in lines if line.align_key == "618"] == ["our 618"]


def test_other_shops_keep_a_calendar_of_their_own(london: Shop) -> None:
    london.usual("2026-10-01", 21)
    assert not calendars.ensure(london.db, "lin", london.store)


def test_events_are_checked(shop: Shop) -> None:
    with pytest.raises(errors.Refused, match="before it begins"):
        calendars.event_add(shop.db, "lin", shop.store, "x", date(2026, 5, 2), date(2026, 5, 1))
    with pytest.raises(errors.WrongUsage, match="not 'feast'"):
        calendars.event_add(shop.db, "lin", shop.store, "x", date(2026, 5, 2), kind="feast")
    with pytest.raises(errors.NotFound, match="no event 99"):
        calendars.event_remove(shop.db, "lin", 99)


@pytest.mark.parametrize(
    ("source", "last", "now", "state"),
    [
        ("sycm.store", "2026-10-21", "2026-10-22T08:00", ""),
        ("sycm.store", "2026-10-20", "2026-10-22T08:59", "not_yet"),
        ("sycm.store", "2026-10-20", "2026-10-22T09:01", "late"),
        ("taobao.affiliate", "2026-10-20", "2026-10-22T10:59", "not_yet"),
        ("taobao.affiliate", "2026-10-20", "2026-10-22T11:01", "late"),
        ("gsc.days", "2026-10-19", "2026-10-22T23:00", "not_yet"),
        ("gsc.days", "2026-10-18", "2026-10-22T13:00", "late"),
        ("gsc.days", "2026-09-18", "2026-10-22T13:00", "missing"),
        ("unheard.of", "2026-10-20", "2026-10-22T10:00", "not_yet"),
    ],
)
def test_when_a_number_is_late(source: str, last: str, now: str, state: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI.zone)
    found, reason = freshness.lateness(source, date.fromisoformat(last), moment, SHANGHAI)
    assert found == state
    assert bool(reason) == bool(state)


def test_nothing_is_late_of_days_without_trade() -> None:
    days = [date(2026, 9, 1 + n) for n in range(28)]
    told = {day for day in days if day.weekday() != 5}
    idle = freshness.idle_days(days, told)
    assert idle == {day for day in days if day.weekday() == 5}
    sunday = datetime(2026, 9, 27, 12, 0, tzinfo=SHANGHAI.zone)
    assert freshness.lateness("ledger", date(2026, 9, 25), sunday, SHANGHAI, idle) == ("", "")
    assert freshness.idle_days(days, set()) == set()
    assert freshness.idle_days(days, {days[-1]}) == set()  # a shop of one day says nothing of other weekdays


def test_coverage_calendar(shop: Shop) -> None:
    told: list[dict[str, int] | None] = [{"visitors": 5}] * 30
    told[20] = None
    shop.days("2026-09-21", told, source="sycm.store")
    calendars.event_add(shop.db, "lin", shop.store, "closed", date(2026, 10, 21), kind="closed")
    view = covering.coverage(shop.db, shop.store)
    (row,) = view.rows
    states = dict(zip(view.days, row.states, strict=True))
    assert states[date(2026, 10, 11)] == "missing"
    assert states[date(2026, 10, 20)] == "here"
    assert states[date(2026, 10, 21)] == "closed"
    assert (row.holes, row.expected) == (1, "next day by 09:00")
    assert covering.holes(shop.db, shop.store) == ("sycm.store: 1 day missing, the first Sun 11 Oct",)


def test_a_plan_is_a_base(shop: Shop) -> None:
    shop.usual("2026-08-20", 63, "paid", 1000)
    message = plans.plan_set(
        shop.db, "lin", shop.store, "paid", date(2026, 10, 19), date(2026, 10, 25), "7,000.01"
    ).message
    assert message == "plan: Paid 7,000, 19 Oct to 25 Oct"
    rows = plans.plan_rows(shop.db, shop.store, date(2026, 10, 19), date(2026, 10, 25))
    assert round(sum(row["plan"] for row in rows), 2) == 7000.01
    assert rows[5]["plan"] > rows[1]["plan"]  # a Saturday is planned higher than a Tuesday
    told = explain(shop.db, shop.store, "paid", date(2026, 10, 21), "plan")
    assert told["base"]["value"] == rows[2]["plan"]
    assert told["effects"] == [{"name": "paid", "value": told["delta"]}]
    plans.plan_set(shop.db, "lin", shop.store, "paid", date(2026, 10, 19), date(2026, 10, 25), None)
    assert explain(shop.db, shop.store, "paid", date(2026, 10, 21), "plan")["base"]["value"] is None


@pytest.mark.parametrize(("text", "value"), [("2.4 %", 0.024), ("0.024", 0.024)])
def test_a_rate_is_planned_alike_for_each_day(shop: Shop, text: str, value: float) -> None:
    plans.plan_set(shop.db, "lin", shop.store, "conversion", date(2026, 10, 19), date(2026, 10, 20), text)
    rows = plans.plan_rows(shop.db, shop.store, date(2026, 10, 19), date(2026, 10, 20))
    assert [row["plan"] for row in rows] == [value, value]


def test_plans_are_checked(shop: Shop) -> None:
    with pytest.raises(errors.Refused, match="no value for Paid"):
        plans.plan_set(shop.db, "lin", shop.store, "paid", date(2026, 10, 19), date(2026, 10, 19), "much")
    with pytest.raises(errors.NotFound, match="did you mean 'paid'"):
        plans.plan_set(shop.db, "lin", shop.store, "payed", date(2026, 10, 19), date(2026, 10, 19), "1")
    with pytest.raises(errors.Refused, match="k is a number"):
        plans.set_k(shop.db, "lin", shop.store, "paid", 0.5)


def test_what_a_number_rests_on() -> None:
    both = {"orders": 9, "sessions": 100, "paid": 5000}
    assert inputs(METRICS["conversion"], both) == ["orders", "sessions"]
    assert count_behind(METRICS["conversion"], both) == 9
    assert count_behind(METRICS["aov"], both) == 9
    assert count_behind(METRICS["paid"], both) == 9
    assert count_behind(METRICS["roas"], {"ad_sales": 5, "ad_spend": 3}) is None
    assert inputs(METRICS["net_sales"], ["paid"]) == ["paid", "refunds", "adjustments"]


def test_expected_words() -> None:
    assert freshness.expected("gsc.days").words == "3 days later by 12:00"
    assert freshness.expected("amazon.business_day") == freshness.Expected(2, time(12, 0))
    assert freshness.expected(None).words == "next day by 11:00"


@pytest.mark.parametrize(
    ("typed", "kind", "mask"), [("Stock out", "stock_out", True), ("pull-forward", "pull_forward", True)]
)
def test_days_without_stock_and_days_pulled_forward_are_kinds_of_their_own(
    shop: Shop, typed: str, kind: str, mask: bool
) -> None:
    on = date(2026, 5, 12)
    done = calendars.event_add(shop.db, "lin", shop.store, "Sold out", on, kind=typed)
    (line,) = [line for line in calendars.event_lines(shop.db, shop.store, on, on) if line.id == done.id]
    assert (line.kind, line.mask) == (kind, mask)
    calendars.event_edit(
        shop.db, "lin", line.id, line.version, name="Sold out", first=on, last=on, kind=typed, mask=False
    )
    with pytest.raises(errors.WrongUsage, match="stock_out"):
        calendars.event_add(shop.db, "lin", shop.store, "Odd", on, kind="sold_out")
