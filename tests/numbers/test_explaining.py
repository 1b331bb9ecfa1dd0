"""An explanation through the whole database: the design's numbers, channels, parts, words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opscockpit import errors
from opscockpit.services.actions import task_add, task_move
from opscockpit.services.calendars import event_add
from opscockpit.services.dictionary import entries_json, entry
from opscockpit.services.explain_words import worded
from opscockpit.services.explaining import explain, explained, lines
from opscockpit.services.metric_detail import metric_detail
from opscockpit.services.metric_list import alarm_rates, metric_list
from tests.helpers import sale
from tests.numbers.conftest import Shop

DAY = date(2026, 10, 21)
BASE = {"visitors": 10_000, "buyers": 300, "paid": 3_600_000}
NOW = {"visitors": 9_000, "buyers": 225, "paid": 2_925_000}


def two_days(shop: Shop, before: dict[str, int], now: dict[str, int]) -> None:
    shop.days("2026-10-14", [before])
    shop.days("2026-10-21", [now])


def parts(told: dict[str, object], key: str = "effects") -> dict[str, float]:
    return {part["name"]: part["value"] for part in told[key]}  # type: ignore[attr-defined]


def test_sales_are_taken_apart_as_designed(shop: Shop) -> None:
    two_days(shop, BASE, NOW)
    told = explain(shop.db, shop.store, "paid", DAY)
    assert told["delta"] == -6750
    assert parts(told) == {"visitors": -3433.33, "conversion": -5933.33, "paid_per_buyer": 2616.66}
    assert sum(parts(told).values()) == pytest.approx(told["delta"], abs=1e-9)
    assert parts(told, "lmdi") == pytest.approx(
        {"visitors": -3425.0898, "conversion": -5926.9614, "paid_per_buyer": 2602.0513}, abs=1e-3
    )
    assert told["sentence"].startswith(
        "Paid fell 6,750.00, mostly by Conversion (-5,933.33); Paid per buyer held against it"
    )


def test_net_sales_have_a_keep_rate(shop: Shop) -> None:
    two_days(shop, {**BASE, "refunds": 288_000}, {**NOW, "refunds": 438_750})
    told = explain(shop.db, shop.store, "net_sales", DAY)
    assert parts(told) == pytest.approx(
        {"visitors": -3040.54, "conversion": -5251.88, "paid_per_buyer": 2320.13, "keep_rate": -2285.21}, abs=0.011
    )
    assert sum(parts(told).values()) == pytest.approx(-8257.5, abs=1e-9)


def test_effects_that_cancel_are_told(shop: Shop) -> None:
    two_days(shop, BASE, {"visitors": 12_000, "buyers": 300, "paid": 3_600_000})
    told = explain(shop.db, shop.store, "paid", DAY)
    assert told["delta"] == 0
    assert told["quiet_but_moving"]
    assert told["sentence"] == "quiet but moving: Visitors +6,600.00 and Conversion -6,600.00 cancel"


def test_a_day_without_buyers_carries_the_other_days_value_and_says_so(shop: Shop) -> None:
    two_days(shop, BASE, {"visitors": 9_000, "buyers": 0, "paid": 0})
    told = explain(shop.db, shop.store, "paid", DAY)
    assert parts(told) == {"visitors": -1800.0, "conversion": -34200.0, "paid_per_buyer": 0.0}
    assert told["carried"] == ["paid_per_buyer"]
    assert any(
        "the other day's value was taken" in line for line in worded(explained(shop.db, shop.store, "paid", DAY))
    )


def channels(shop: Shop, day: str, cells: dict[str, tuple[int, int, int]]) -> None:
    for name, (visitors, buyers, paid) in cells.items():
        shop.days(day, [{"visitors": visitors, "buyers": buyers, "paid": paid}], source=f"sources.{name}",
                  dims={"channel": name}, grain="channel")  # fmt: skip


def test_traffic_that_moves_to_a_weaker_channel_is_told_apart(shop: Shop) -> None:
    channels(shop, "2026-10-14", {"search": (6000, 300, 3_000_000), "video": (4000, 40, 400_000)})
    channels(shop, "2026-10-21", {"search": (3000, 150, 1_500_000), "video": (7000, 70, 700_000)})
    two_days(
        shop,
        {"visitors": 10_000, "buyers": 340, "paid": 3_400_000},
        {"visitors": 10_000, "buyers": 220, "paid": 2_200_000},
    )
    told = explain(shop.db, shop.store, "conversion", DAY)
    assert told["sentence"].endswith("mostly because traffic moved to a weaker channel (video)")
    assert parts(told, "mix")["within"] == pytest.approx(0, abs=1e-12)
    assert sum(parts(told, "mix").values()) == pytest.approx(told["delta"])
    money = explain(shop.db, shop.store, "paid", DAY)
    assert sum(parts(money, "mix").values()) == pytest.approx(money["delta"])
    assert parts(money, "mix")["mix"] == pytest.approx(-12_000, abs=0.02)


def test_channels_that_overlap_leave_a_residual_line(shop: Shop) -> None:
    channels(shop, "2026-10-14", {"search": (60, 3, 300), "video": (50, 3, 300)})
    channels(shop, "2026-10-21", {"search": (40, 3, 300), "video": (55, 3, 300)})
    two_days(shop, {"visitors": 100}, {"visitors": 88})
    drill = next(drill for drill in metric_detail(shop.db, shop.store, "visitors").drills if drill.by == "channel")
    assert [(row.name, row.delta) for row in drill.rows] == [("search", -20), ("video", 5)]
    assert drill.residual == "overlap +3"


def test_the_ledger_opens_by_product_buyer_and_hour(shop: Shop) -> None:
    shop.orders([
        sale("1", "2026-10-14T10:00", 1000, "ann", lines=[(1, "A", "Sock", 2, 1000)]),
        sale("2", "2026-10-14T15:00", 3000, "bob", lines=[(2, "B", "Hat", 1, 2800)]),
        sale("3", "2026-10-21T10:30", 1500, "ann", lines=[(3, "A", "Sock", 3, 1500)]),
        sale("4", "2026-10-21T20:00", 500, None, lines=[(4, "C", "Cap", 1, 500)]),
        sale("5", "2026-10-21T21:00", 700, "eve", lines=[(5, "C", "Cap", 1, 700)]),
    ])  # fmt: skip
    drills = {drill.by: drill for drill in metric_detail(shop.db, shop.store, "paid").drills}
    assert [(row.name, row.note, row.delta) for row in drills["product"].rows] == [
        ("Hat", "B", -2800), ("Cap", "C", 1200), ("Sock", "A", 500),
    ]  # fmt: skip
    assert drills["product"].residual == "in no row -2.00"  # 30.00 were paid for a line of 28.00
    assert {row.name: row.delta for row in drills["buyer"].rows} == {
        "new buyers": -3300, "returning buyers": 1500, "buyer not known": 500,
    }  # fmt: skip
    assert drills["buyer"].residual == ""
    hours = {row.name: (row.value, row.base) for row in drills["hour"].rows}
    assert hours["10:00"] == (1500, 1000)
    assert hours["15:00"] == (0, 3000)
    assert list(hours) == sorted(hours)
    by_item = next(d for d in metric_detail(shop.db, shop.store, "orders").drills if d.by == "product")
    assert by_item.residual == ""
    assert [(row.name, row.text) for row in drills["order"].rows] == [("3", "15.00"), ("5", "7.00"), ("4", "5.00")]
    assert drills["order"].note == "the largest is 56 % of the day"


def test_clues_stand_next_to_the_break(shop: Shop) -> None:
    shop.usual("2026-08-20", 62)
    shop.days("2026-10-21", [{"visitors": 30}])
    event_add(shop.db, "lin", shop.store, "main image B", date(2026, 10, 20), kind="change")
    event_add(shop.db, "lin", shop.store, "long ago", date(2026, 9, 1), kind="change")
    done = task_add(shop.db, "lin", shop.store, "pause plan 3", owner="zhou")
    shop.at("2026-10-21T16:00")
    task_move(shop.db, "zhou", done.id, None, "done")
    shop.at("2026-10-22T09:00")
    clues = metric_detail(shop.db, shop.store, "visitors").clues
    assert [(clue.kind, clue.offset, clue.text) for clue in clues] == [
        ("task", 0, "done by zhou: pause plan 3"), ("event", -1, "change: main image B"),
    ]  # fmt: skip


def test_the_list_holds_every_number_with_its_base_and_band(shop: Shop) -> None:
    shop.usual("2026-08-20", 62)
    shop.days("2026-10-21", [{"visitors": 30}])
    shop.days(
        "2026-08-20", [{"search_clicks": 50 + n % 5, "search_impressions": 900} for n in range(60)], source="gsc.days"
    )
    view = metric_list(shop.db, shop.store)
    rows = {row.id: row for row in view.rows}
    assert set(rows) == {"visitors", "search_clicks", "search_impressions", "search_ctr"}
    visitors = rows["visitors"]
    assert (visitors.day_words, visitors.base_words, visitors.state) == ("Wed 21 Oct", "Wed 14 Oct 26", "alarm")
    assert visitors.change == "68 %"
    assert len(visitors.series) == 56
    assert (rows["search_clicks"].state, rows["search_clicks"].day_words) == ("not_yet", "Sun 18 Oct")
    assert alarm_rates(shop.db, shop.store, ("visitors",))["visitors"].alarms == 1


def test_a_small_base_shows_the_difference_not_a_percent(shop: Shop) -> None:
    two_days(shop, {"orders": 4, "paid": 4000}, {"orders": 6, "paid": 9000})
    rows = {row.id: row for row in metric_list(shop.db, shop.store).rows}
    assert (rows["orders"].change, rows["paid"].change, rows["aov"].change) == ("2", "50.00", "5.00")


def test_the_masked_day_of_a_chart_is_a_gap_in_the_band(shop: Shop) -> None:
    shop.usual("2026-06-20", 124)
    event_add(shop.db, "lin", shop.store, "big day", date(2026, 10, 15))
    chart = {day.day: day for day in metric_detail(shop.db, shop.store, "visitors").chart}
    assert chart[date(2026, 10, 15)].state == "masked"
    assert chart[date(2026, 10, 15)].masked
    assert chart[date(2026, 10, 15)].low is None
    assert chart[date(2026, 10, 14)].low is not None
    assert chart[date(2026, 10, 20)].state == "learning"
    assert len(chart) == 120


def test_bands_are_symmetric_on_their_scale(shop: Shop) -> None:
    shop.usual("2026-08-20", 63, "paid", 10_000)
    span = explain(shop.db, shop.store, "paid", DAY)["range"]
    assert span["centre"] / span["low"] == pytest.approx(span["high"] / span["centre"], rel=1e-3)


def test_a_live_number_is_compared_with_the_same_time_of_day(shop: Shop) -> None:
    days = [f"2026-10-{n:02}" for n in range(1, 22)]
    shop.orders([sale(f"{day}-{hour}", f"{day}T{hour:02}:10", 1000) for day in days for hour in (8, 12, 18)])
    shop.at("2026-10-22T13:00").orders([sale("now", "2026-10-22T08:30", 1000)])
    told = explain(shop.db, shop.store, "orders", date(2026, 10, 22))
    assert (told["until"], told["value"], told["base"]["value"]) == ("13:00", 1, 2)
    shop.at("2026-10-22T19:00")  # the file is still of one o'clock
    assert explain(shop.db, shop.store, "orders", date(2026, 10, 22))["base"]["value"] == 2
    assert "to 13:00" in lines(shop.db, shop.store, "orders")[0]


def test_the_parts_of_a_day_so_far_are_not_held_against_a_whole_day(shop: Shop) -> None:
    days = [f"2026-10-{n:02}" for n in range(1, 22)]
    shop.orders([
        sale(f"{day}-{hour}", f"{day}T{hour:02}:10", 1000, "ann", lines=[(1, "A", "Sock", 1, 1000)])
        for day in days for hour in (8, 12, 18)
    ])  # fmt: skip
    shop.at("2026-10-22T13:00").orders([
        sale("now", "2026-10-22T08:30", 1000, "ann", lines=[(2, "A", "Sock", 1, 1000)]),
    ])  # fmt: skip
    found = metric_detail(shop.db, shop.store, "paid", day=date(2026, 10, 22))
    assert found.row.base_text == "20.00"
    product = next(drill for drill in found.drills if drill.by == "product")
    assert [(row.value, row.base, row.delta) for row in product.rows] == [(1000, None, None)]
    assert (product.residual, product.note) == ("", "so far, to 13:00")


def test_missing_says_why(shop: Shop) -> None:
    shop.usual("2026-08-20", 62, "paid")
    told = explain(shop.db, shop.store, "paid", DAY)
    assert (told["value"], told["range"]["state"], told["range"]["reason"]) == (
        None,
        "not_yet",
        "data to Tue 20 Oct, next by 11:00",
    )
    shop.at("2026-10-22T11:30")
    assert explain(shop.db, shop.store, "paid", DAY)["range"]["state"] == "late"


def test_every_metric_has_an_entry() -> None:
    found = entries_json()
    assert len({metric["id"] for metric in found}) == len(found)
    for metric in found:
        assert entry(metric["id"])[0].startswith(f"{metric['en']} · {metric['zh']}")


def test_an_unknown_metric_names_the_nearest(shop: Shop) -> None:
    with pytest.raises(errors.NotFound, match="did you mean 'conversion'"):
        explain(shop.db, shop.store, "convertion", DAY)


@pytest.mark.parametrize(
    ("metric", "day", "state", "reason"),
    [
        ("carts", DAY, "missing", "never told: no file or snapshot of this store gives it"),
        ("conversion", DAY, "missing", "never told: no file or snapshot of this store gives it"),
        ("visitors", DAY, "not_yet", "data to Tue 20 Oct, next by 11:00"),
        ("visitors", date(2026, 8, 1), "missing", "before the first that is known, Thu 20 Aug 2026"),
        ("visitors", date(2026, 9, 10), "missing", "no file tells of this day"),
        ("visitors", date(2026, 10, 22), "not_yet", "the day is not over"),
        ("page_views", DAY, "missing", "nothing since 02 Sep"),
    ],
)
def test_why_a_number_is_not_there(shop: Shop, metric: str, day: date, state: str, reason: str) -> None:
    shop.usual("2026-08-20", 21)
    shop.usual("2026-09-11", 40)
    shop.days("2026-08-20", [{"page_views": 900 + n} for n in range(14)], source="page.days")
    told = explain(shop.db, shop.store, metric, day)["range"]
    assert (told["state"], told["reason"]) == (state, reason)


def test_order_value_is_pieces_per_order_times_price(shop: Shop) -> None:
    shop.days("2026-10-14", [{"orders": 10, "units": 20, "paid": 40_000}])
    shop.days("2026-10-21", [{"orders": 20, "units": 30, "paid": 90_000}])
    told = explain(shop.db, shop.store, "aov", DAY)
    assert [(part["name"], part["value"]) for part in told["effects"]] == [
        ("units_per_order", -12.5),
        ("price_per_unit", 17.5),
    ]
    assert told["delta"] == 5.0
    assert told["sentence"].startswith("Order value rose 5.00, mostly by Price per unit (+17.50)")


def test_x_on_today_tells_of_the_alarm_of_the_day_before(shop: Shop) -> None:
    for n in range(62):
        day = date(2026, 8, 20) + timedelta(days=n)
        shop.orders([sale(f"{day}-{i}", f"{day}T{7 + i // 8:02}:{i % 8 * 7:02}", 5000) for i in range(40 + n % 3)])
    shop.orders([sale("few", "2026-10-21T10:00", 5000)])
    shop.at("2026-10-22T09:30").orders([sale(f"now-{i}", "2026-10-22T08:00", 5000) for i in range(15)])
    told = lines(shop.db, shop.store, "orders")
    assert any(line.startswith("normal: the range") for line in told)
    assert told[-1].startswith("on Today: Wed 21 Oct was 1; alarm: the range is ")
