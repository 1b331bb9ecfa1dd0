"""Ground truth of the shared real exports (absent: skipped)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from opscockpit.domain.records import Order, ParsedFile
from opscockpit.errors import FileTrouble
from opscockpit.ingest import Profiles, collect, parse
from tests.ingest.conftest import pseudonym, totals

pytestmark = pytest.mark.data
Read = Callable[..., list[ParsedFile]]


def orders_of(parsed: list[ParsedFile]) -> list[Order]:
    return [order for part in parsed for order in part.orders]


def test_online_retail_ten_months(data: Path, read: Read) -> None:
    parsed = read(data / "online-retail" / "by-day_2010-12-01_2011-09-30.zip", currency="GBP")
    orders = orders_of(parsed)
    paid = [order for order in orders if order.paid_at is not None]
    assert len(parsed) == 245
    assert sum(part.rows_read for part in parsed) == sum(part.rows_used for part in parsed) == 370_931
    assert len({order.number for order in paid}) == 14_331
    assert sum(order.paid for order in orders) == 735_235_417
    documents = [order for order in orders if order.kind == "refund"]
    assert len(documents) == 2_887
    assert sum(order.refunded for order in orders) == 55_967_311
    assert sum(order.paid - order.refunded + order.adjustment for order in orders) == 678_161_900
    assert len({order.buyer for order in paid} - {None}) == 3_616
    assert not any(order.buyer and not order.buyer.startswith("hash-") for order in orders)


def test_online_retail_one_day(data: Path, read: Read) -> None:
    (parsed,) = read(data / "online-retail" / "2011-01-18.csv")
    sales = [order for order in parsed.orders if order.paid_at]
    assert (len(sales), sum(order.paid for order in sales)) == (41, 9_597_805)
    assert sum(order.refunded for order in parsed.orders) == 7_729_725
    big = next(order for order in sales if order.number == "541431")
    assert (big.units, big.paid) == (74_215, 7_718_360)


def test_a_packed_file_is_the_same_content(data: Path) -> None:
    plain = next(iter(collect([data / "online-retail" / "2010-12-01.csv"])))
    packed = next(iter(collect([data / "online-retail" / "by-day_2010-12-01_2011-09-30.zip"])))
    assert packed.name.endswith(".zip/2010-12-01.csv")
    assert packed.sha256 == plain.sha256


@pytest.mark.parametrize("name", ["tmall_order_report.csv", "variant_excel_resaved_tmall_order_report.csv"])
def test_tmall(data: Path, read: Read, name: str) -> None:
    (parsed,) = read(data / "tmall-1111" / name, currency="CNY")
    paid = [order for order in parsed.orders if order.paid_at is not None]
    assert len(parsed.orders) == 28_010
    assert len(paid) == 24_087
    assert sum(order.paid - order.refunded for order in parsed.orders) == 190_248_715
    assert sum(order.refunded for order in parsed.orders) == 57_233_592
    assert sum(order.refunded > 0 for order in parsed.orders) == 5_646
    assert sum(order.total or 0 for order in parsed.orders) == 299_576_061
    days = Counter(order.created_at.date() for order in parsed.orders if order.created_at)
    assert (days[date(2020, 2, 1)], days[date(2020, 2, 25)]) == (176, 3_416)
    kept = Counter(dict.fromkeys(days, 0))
    for order in paid:
        assert order.paid_at is not None
        kept[order.paid_at.date()] += order.paid - order.refunded
    assert kept[date(2020, 2, 21)] == 15_271_834


def test_shopify(data: Path, read: Read) -> None:
    (parsed,) = read(data / "shopify-orders-panalysis", currency="AUD")
    assert len(parsed.orders) == 1_057
    assert sum(order.paid for order in parsed.orders) == 6_814_145
    assert sum(order.postage or 0 for order in parsed.orders) == 1_455_940
    assert sum(order.tax or 0 for order in parsed.orders) == 607_350
    busiest = [o for o in parsed.orders if o.created_at and o.created_at.date() == date(2016, 12, 13)]
    assert (len(busiest), sum(order.paid for order in busiest)) == (12, 75_446)
    assert parsed.time_known
    assert all(order.created_at and order.created_at.tzinfo for order in parsed.orders)


def test_etsy(data: Path, read: Read) -> None:
    first, second = read(data / "etsy-orders-2019-2020")
    assert (len(first.orders), sum(order.paid for order in first.orders)) == (955, 2_866_279)
    assert sum(order.fees or 0 for order in first.orders) == 109_876
    assert sum(order.units for order in first.orders) == 1_022
    day = [order for order in first.orders if order.paid_at and order.paid_at.date() == date(2019, 12, 7)]
    assert (len(day), sum(order.paid for order in day)) == (19, 51_198)
    assert (len(second.orders), sum(order.paid for order in second.orders)) == (347, 1_135_935)
    assert (first.currency, first.time_known) == ("USD", False)


def test_cdnow_numbers_are_the_same_in_the_sample(data: Path, read: Read) -> None:
    (master,) = read(data / "cdnow" / "CDNOW_master.txt")
    (sample,) = read(data / "cdnow" / "CDNOW_sample.txt")
    assert (len(master.orders), sum(order.paid for order in master.orders)) == (69_659, 250_031_563)
    assert sum(order.units for order in master.orders) == 167_881
    assert len({order.buyer for order in master.orders}) == 23_570
    assert len({order.number for order in master.orders}) == 69_659
    assert (len(sample.orders), sum(order.paid for order in sample.orders)) == (6_919, 24_409_194)
    assert {order.number for order in sample.orders} <= {order.number for order in master.orders}


def test_analytics(data: Path, read: Read) -> None:
    channels, search = read(data / "ga-dartistics")
    assert totals([channels])["sessions"] == 1_920_512
    assert totals([channels])["page_views"] == 4_489_246
    first = [fact for fact in channels.facts if fact.first_day == date(2016, 1, 1)]
    assert sum(fact.measures["sessions"] for fact in first) == 9_959
    assert (totals([search])["sessions"], totals([search])["orders"]) == (72_910, 6_692)
    (visitors,) = read(data / "ga-daily-visitors")
    sums = totals([visitors])
    assert (sums["page_views"], sums["visitors"]) == (8_921_516, 6_378_882)
    assert (sums["new_visitors"], sums["returning_visitors"]) == (5_269_763, 1_109_119)


def test_search_console(data: Path, read: Read) -> None:
    by_profile = {part.profile: part for part in read(data / "gsc-ideallivs")}
    days = by_profile["gsc.days"]
    assert (totals([days])["search_clicks"], totals([days])["search_impressions"]) == (1_305, 164_442)
    assert round(totals([days])["search_position_weight"] / 1000 / 164_442, 2) == 8.93
    queries = by_profile["gsc.queries"]
    assert {(fact.first_day, fact.last_day) for fact in queries.facts} == {(date(2025, 12, 20), date(2026, 2, 13))}
    assert totals([queries])["search_clicks"] == 301
    assert by_profile["gsc.filters"].rows_read == 0


def test_the_corrupt_cell_is_reported(data: Path, read: Read) -> None:
    queries = next(part for part in read(data / "gsc-511tactical") if part.profile == "gsc.queries")
    assert (queries.rows_read, queries.rows_used, queries.rows_skipped) == (12_114, 12_113, 1)
    (skip,) = queries.skipped
    assert (skip.row, skip.column, skip.value) == (19, "Impressions", "67seasea")


def test_six_ad_reports_agree(data: Path, read: Read) -> None:
    parts = {part.profile: part for part in read(data / "amazon-ads-in", currency="INR")}
    assert len(parts) == 6
    for part in parts.values():
        sums = totals([part])
        assert (sums["ad_clicks"], sums["ad_spend"]) == (1_955, 4_710_812)
        days: Counter[date] = Counter()
        for fact in part.facts:
            days[fact.first_day] += fact.measures["ad_spend"]
        assert [days[date(2020, 2, day)] for day in (1, 14, 29)] == [71_336, 70_703, 263_199]
    terms = totals([parts["amazon_ads.search_term"]])
    assert (terms["ad_sales"], terms["ad_orders"], terms["ad_impressions"]) == (7_085_392, 193_000, 333_570)
    assert totals([parts["amazon_ads.campaign"]])["ad_impressions"] == 640_242
    assert totals([parts["amazon_ads.placement"]])["ad_sales"] == 7_112_981


def test_google_ads_total_lines_are_set_apart(data: Path, read: Read) -> None:
    (parsed,) = read(data / "google-ads-us-retail", currency="USD")
    assert (parsed.rows_read, parsed.rows_used, parsed.rows_total_lines) == (18_951, 18_948, 3)
    sums = totals([parsed])
    assert (sums["ad_clicks"], sums["ad_impressions"], sums["ad_spend"]) == (1_457, 122_910, 57_310)
    assert sums["ad_orders"] == 275_100
    assert (parsed.first_day, parsed.last_day) == (date(2026, 1, 28), date(2026, 2, 24))


def test_amazon_business_report_asks_for_its_day(data: Path, read: Read, profiles: Profiles) -> None:
    folder = data / "amazon-business-report-uk"
    (source,) = collect([folder / "BusinessReport-02-04-2026.csv"])
    with pytest.raises(FileTrouble, match="--day"):
        parse(source, profiles=profiles, pseudonym=pseudonym)
    week = (date(2026, 3, 9), date(2026, 3, 15))
    (parsed,) = read(folder / "Week 11.csv", period=week, currency="GBP")
    sums = totals([parsed])
    assert (sums["sessions"], sums["page_views"], sums["units"]) == (20_554, 26_156, 2_069)
    assert (sums["paid"], sums["order_items"], parsed.currency) == (4_497_618, 1_782, "GBP")
    assert (parsed.facts[0].first_day, parsed.facts[0].last_day) == week


def test_facebook_ads(data: Path, read: Read) -> None:
    (parsed,) = read(data / "kag-facebook-ads")
    sums = totals([parsed])
    assert (sums["ad_impressions"], sums["ad_clicks"], sums["ad_spend"]) == (213_434_828, 38_165, 5_870_523)
    assert (sums["conversions"], sums["ad_orders"]) == (3_264, 1_079_000)


def test_event_log(data: Path, read: Read) -> None:
    (parsed,) = read(data / "retentioneering-ecom" / "ecom.csv.gz")
    sums = totals([parsed])
    assert (parsed.rows_used, sums["sessions"], sums["conversions"]) == (31_106, 3_605, 470)
    channels: Counter[str] = Counter()
    for fact in parsed.facts:
        channels[fact.dims["channel"]] += fact.measures["sessions"]
    assert channels == {"organic": 1_289, "paid_search": 1_023, "email": 583, "social": 554, "direct": 156}
    incident = [fact for fact in parsed.facts if fact.first_day == date(2024, 5, 25)]
    assert sum(fact.measures["sessions"] for fact in incident) == 28
    assert sum(fact.measures["conversions"] for fact in incident) == 0


def test_what_is_no_export_of_a_shop_is_refused(data: Path, profiles: Profiles) -> None:
    for source in collect([data / "shopify-products-official"]):
        with pytest.raises(FileTrouble, match="fits no known layout"):
            parse(source, profiles=profiles, pseudonym=pseudonym)
