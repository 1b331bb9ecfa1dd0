"""Real reports of traffic, search and advertising through the command line, against independent figures."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Cockpit
from tests.cli.test_truth_ledgers import pick

pytestmark = pytest.mark.data

GA_CHANNELS = {
    "Paid Search": 404657, "Direct": 395912, "Display": 361738, "Organic Search": 348612, "Referral": 119723,
    "Video": 105803, "Social": 88457, "(Other)": 53450, "Email": 42160,
}  # fmt: skip


def total(rows: list[dict[str, float | None]], name: str) -> float:
    return round(sum(row[name] or 0 for row in rows), 2)


def test_analytics_by_channel_and_device(shop: Cockpit, data: Path) -> None:
    (report,) = shop.load(data / "ga-dartistics" / "gadata_example_2.csv")
    assert report["rows_used"] == 5732
    (span,) = [shop.rows("2016-01-01", "2016-07-31", by="month")]
    assert (total(span, "sessions"), total(span, "page_views")) == (1920512, 4489246)
    assert pick(shop.day("2016-01-01"), "sessions", "page_views") == (9959, 17293)
    assert pick(shop.day("2016-06-15"), "sessions", "page_views") == (12101, 23266)
    channels = shop.rows("2016-01-01", "2016-07-31", by="channel")
    assert {row["channel"]: row["sessions"] for row in channels} == GA_CHANNELS


def test_analytics_with_search(shop: Cockpit, data: Path) -> None:
    shop.load(data / "ga-dartistics" / "search_console_plus_ga.csv")
    rows = shop.rows("2016-06-03", "2016-08-31")
    assert len(rows) == 90
    assert (total(rows, "sessions"), total(rows, "orders")) == (72910, 6692)
    assert max((row["orders"], row["sessions"], row["period"]) for row in rows) == (125, 749, "2016-06-12")
    best = shop.day("2016-06-12")
    assert best["conversion"] == pytest.approx(125 / 749)
    assert best["conversion_basis"] == "orders/sessions"


def test_daily_visitors(shop: Cockpit, data: Path) -> None:
    shop.load(data / "ga-daily-visitors" / "daily-website-visitors.csv")
    rows = shop.rows("2014-09-14", "2020-08-19")
    assert len(rows) == 2167
    assert total(rows, "page_views") == 8921516
    assert total(rows, "visitors") == 6378882
    assert shop.day("2018-04-25")["page_views"] == 7984
    sums = dict(shop.sql("SELECT measure, sum(value) FROM day_measure GROUP BY 1"))
    assert (sums["new_visitors"], sums["returning_visitors"]) == (5269763, 1109119)
    (year,) = shop.rows("2019-01-01", "2019-01-31", by="month")
    assert year["visitors"] is None, "people counted once a day are never summed over days"


GSC = {
    "gsc-ideallivs": ("2025-12-20", "2026-02-13", 56, 1305, 164442),
    "gsc-511tactical": (None, None, 6, 65546, 1176258),
}


@pytest.mark.parametrize("folder", list(GSC))
def test_search_console(shop: Cockpit, data: Path, folder: str) -> None:
    reports = {Path(report["file"]).name: report for report in shop.load(data / folder)}
    dated = reports.get("Chart.csv") or reports["Dates.csv"]
    first, last, days, clicks, impressions = GSC[folder]
    first, last = first or dated["days"][0], last or dated["days"][1]
    assert dated["days"] == [first, last]
    rows = shop.rows(first, last)
    assert len([row for row in rows if row["search_clicks"] is not None]) == days
    assert (total(rows, "search_clicks"), total(rows, "search_impressions")) == (clicks, impressions)
    weeks = shop.rows(first, last, by="month")
    if folder == "gsc-ideallivs":
        position = sum(row["search_position"] * row["search_impressions"] for row in weeks) / impressions
        assert (round(100 * clicks / impressions, 4), round(position, 2)) == (0.7936, 8.93)
        assert reports["Queries.csv"]["totals"]["search_clicks"] == 301
        assert reports["Queries.csv"]["totals"]["search_impressions"] == 42025
        assert reports["Pages.csv"]["totals"]["search_impressions"] == 169102
        sql = "SELECT f.measure, f.value FROM fact f JOIN dimension d ON d.id = f.dimension_id "
        word = dict(shop.sql(sql + 'WHERE d.dims = \'{"term":"ideal indiska livs"}\''))
        assert (word["search_clicks"], word["search_impressions"]) == (48, 89)
        assert round(word["search_position_weight"] / 89000, 2) == 1.09
    else:
        (skip,) = reports["Queries.csv"]["skipped"]
        assert (skip["column"], skip["value"]) == ("Impressions", "67seasea")
        assert reports["Queries.csv"]["rows_used"] == 12113
        assert reports["Pages.csv"]["totals"]["search_clicks"] == 67720
        assert reports["Pages.csv"]["totals"]["search_impressions"] == 3263714
    for file in ("Countries.csv", "Devices.csv"):
        assert reports[file]["totals"]["search_clicks"] == clicks
        assert reports[file]["totals"]["search_impressions"] == impressions


def test_amazon_ads_agree(cockpit: Cockpit, data: Path) -> None:
    cockpit.store("India", "Asia/Kolkata", "INR", "amazon")
    reports = cockpit.load(data / "amazon-ads-in")
    assert len(reports) == 6
    for report in reports:
        assert report["totals"]["ad_clicks"] == 1955, report["file"]
        assert report["totals"]["ad_spend"] == 47108.12, report["file"]
        if "Over Time" in report["file"]:
            continue  # It has clicks and spend only.
        terms = "Search term" in report["file"]
        assert report["totals"]["ad_sales"] == (70853.92 if terms else 71129.81), report["file"]
        assert report["totals"]["ad_orders"] == (193 if terms else 194), report["file"]
    days = {row["period"]: row for row in cockpit.rows("2020-02-01", "2020-02-29")}
    assert [days[f"2020-02-{day}"]["ad_spend"] for day in ("01", "14", "29")] == [713.36, 707.03, 2631.99]
    assert total(list(days.values()), "ad_spend") == 47108.12, "six reports of one platform are one spend"
    assert total(list(days.values()), "ad_impressions") == 640262
    assert total(list(days.values()), "ad_sales") == 71129.81


AMAZON = {
    "Week 11.csv": ("2026-03-09", 20554, 26156, 2069, 44976.18, 1782),
    "Week 12.csv": ("2026-03-16", 39662, 49727, 2261, 50098.25, 1992),
    "BusinessReport-02-04-2026.csv": ("2026-04-02", 220837, 284358, 10069, 226693.74, 8829),
}


@pytest.mark.parametrize("file", list(AMAZON))
def test_amazon_business_report(cockpit: Cockpit, data: Path, file: str) -> None:
    cockpit.store("UK", "Europe/London", "GBP", "amazon")
    day, sessions, views, units, paid, items = AMAZON[file]
    (report,) = cockpit.load(data / "amazon-business-report-uk" / file, day=day)
    assert pick(report["totals"], "sessions", "page_views", "units", "paid", "order_items") == (
        sessions, views, units, paid, items,
    )  # fmt: skip
    assert pick(cockpit.day(day), "sessions", "page_views", "units", "paid") == (sessions, views, units, paid)


def test_a_week_without_a_date_wants_one(cockpit: Cockpit, data: Path) -> None:
    cockpit.store("UK", "Europe/London", "GBP", "amazon")
    before = cockpit.bytes_hash()
    answer = cockpit("import", data / "amazon-business-report-uk" / "Week 11.csv")
    assert answer.code == 1
    assert "--day" in answer.err
    assert cockpit.bytes_hash() == before
    assert cockpit.done("import", data / "amazon-business-report-uk" / "Week 11.csv", "--day", "2026-03-09..2026-03-15")


def test_google_ads_terms(shop: Cockpit, data: Path) -> None:
    (report,) = shop.load(data / "google-ads-us-retail")
    assert (report["rows_used"], report["rows_total_lines"]) == (18948, 3)
    assert report["days"] == ["2026-01-28", "2026-02-24"]
    totals = report["totals"]
    assert (totals["ad_impressions"], totals["ad_clicks"], totals["ad_orders"]) == (122910, 1457, 275.1)
    assert totals["ad_spend"] == pytest.approx(573.10, abs=0.011)
    sql = "SELECT f.measure, f.value FROM fact f JOIN dimension d ON d.id = f.dimension_id "
    word = dict(shop.sql(sql + "WHERE json_extract(d.dims, '$.term') = 'airpods 4 case'"))
    assert (word["ad_clicks"], word["ad_impressions"], word["ad_spend"]) == (63, 7766, 3129)


def test_facebook_ads(shop: Cockpit, data: Path) -> None:
    (report,) = shop.load(data / "kag-facebook-ads")
    totals = report["totals"]
    assert report["rows_used"] == 1143
    assert (totals["ad_impressions"], totals["ad_clicks"], totals["conversions"]) == (213434828, 38165, 3264)
    assert (totals["ad_spend"], totals["ad_orders"]) == (58705.23, 1079)
    first, last = report["days"]
    assert total(shop.rows(first, last), "ad_spend") == 58705.23
    sql = "SELECT sum(f.value) FROM fact f JOIN dimension d ON d.id = f.dimension_id WHERE f.measure = 'ad_spend' "
    assert shop.sql(sql + "AND json_extract(d.dims, '$.campaign') = '1178'") == [(5566215,)]


SHOP_CHANNELS = {
    "organic": (161, 1289), "paid_search": (161, 1023), "email": (75, 583), "social": (55, 554), "direct": (18, 156),
}  # fmt: skip


def test_event_log(shop: Cockpit, data: Path) -> None:
    (report,) = shop.load(data / "retentioneering-ecom" / "ecom.csv.gz")
    assert report["rows_used"] == 31106
    rows = shop.rows("2024-01-04", "2024-06-29")
    assert (total(rows, "sessions"), total(rows, "orders")) == (3605, 470)
    channels = shop.rows("2024-01-04", "2024-06-29", by="channel")
    assert {row["channel"]: (row["orders"], row["sessions"]) for row in channels} == SHOP_CHANNELS
    incident = shop.day("2024-05-25")
    assert pick(incident, "sessions", "orders", "conversion") == (28, 0, 0)


def test_shopify_product_files_are_refused_in_words(shop: Cockpit, data: Path) -> None:
    before = shop.bytes_hash()
    answer = shop("import", data / "shopify-products-official")
    assert answer.code == 1
    assert "fits no known layout" in answer.err
    assert shop.bytes_hash() == before


def test_days_run_on(shop: Cockpit, data: Path) -> None:
    """A day without a row is unknown, not zero: the web counter ends, and the next day says nothing."""
    shop.load(data / "ga-daily-visitors" / "daily-website-visitors.csv")
    after = date(2020, 8, 19) + timedelta(days=1)
    assert shop.day(after.isoformat())["visitors"] is None


def test_amazon_business_reports_of_weeks(cockpit: Cockpit, data: Path) -> None:
    """A report of a week is a number of that week and of no day in it."""
    cockpit.store("UK", "Europe/London", "GBP", "amazon")
    folder = data / "amazon-business-report-uk"
    cockpit.load(folder / "Week 11.csv", day="2026-03-09..2026-03-15")
    cockpit.load(folder / "Week 12.csv", day="2026-03-16..2026-03-22")
    weeks = cockpit.rows("2026-03-09", "2026-03-22", by="week")
    names = ("period", "sessions", "page_views", "units", "paid")
    assert [pick(week, *names) for week in weeks] == [
        ("2026-W11", 20554, 26156, 2069, 44976.18), ("2026-W12", 39662, 49727, 2261, 50098.25),
    ]  # fmt: skip
    assert cockpit.day("2026-03-10")["sessions"] is None
    (month,) = cockpit.rows("2026-03-01", "2026-03-31", by="month")
    assert month["sessions"] is None, "two weeks are no month"
