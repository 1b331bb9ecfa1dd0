"""Real ledgers through the command line, against figures that were reckoned independently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cockpit

pytestmark = pytest.mark.data


def pick(row: dict[str, object], *names: str) -> tuple[object, ...]:
    return tuple(row[name] for name in names)


CDNOW_MONTHS = ("1997-03", 11598, 393155.27), ("1998-06", 2043, 76109.30)


def test_cdnow(cockpit: Cockpit, data: Path) -> None:
    cockpit.store("CDs")
    (report,) = cockpit.load(data / "cdnow" / "CDNOW_master.txt")
    assert (report["rows_read"], report["rows_used"]) == (69659, 69659)
    assert report["totals"]["paid"] == pytest.approx(2500315.63)
    days = {row["period"]: row for row in cockpit.rows("1997-01-01", "1998-06-30")}
    names = ("orders", "paid", "buyers", "new_buyers", "returning_buyers")
    assert pick(days["1997-01-01"], *names) == (212, 7515.35, 209, 209, 0)
    assert pick(days["1997-01-31"], *names) == (330, 11426.54, 321, 267, 54)
    assert pick(days["1997-03-25"], *names) == (389, 12355.66, 381, 241, 140)
    assert pick(days["1998-06-30"], *names) == (58, 2180.65, 55, 0, 55)
    months = {row["period"]: row for row in cockpit.rows("1997-01-01", "1998-06-30", by="month")}
    assert [months[month]["new_buyers"] for month in ("1997-01", "1997-02", "1997-03")] == [7846, 8476, 7248]
    assert sum(row["new_buyers"] for row in months.values()) == 23570
    for month, orders, paid in CDNOW_MONTHS:
        assert pick(months[month], "orders", "paid") == (orders, paid)
    assert sum(row["orders"] for row in months.values()) == 69659
    assert sum(row["units"] for row in months.values()) == 167881
    assert round(sum(row["paid"] for row in months.values()), 2) == 2500315.63


def test_cdnow_sample(cockpit: Cockpit, data: Path) -> None:
    cockpit.store("CDs")
    (report,) = cockpit.load(data / "cdnow" / "CDNOW_sample.txt")
    assert report["rows_used"] == 6919
    months = cockpit.rows("1997-01-01", "1998-06-30", by="month")
    assert sum(row["orders"] for row in months) == 6919
    assert sum(row["new_buyers"] for row in months) == 2357
    assert round(sum(row["paid"] for row in months), 2) == 244091.94


TMALL = ("tmall_order_report.csv", "variant_excel_resaved_tmall_order_report.csv")


@pytest.mark.parametrize("file", TMALL)
def test_tmall(cockpit: Cockpit, data: Path, file: str) -> None:
    cockpit.store("Tmall", "Asia/Shanghai", "CNY", "tmall")
    (report,) = cockpit.load(data / "tmall-1111" / file)
    assert report["rows_used"] == 28010
    rows = cockpit.rows("2020-02-01", "2020-03-31", basis="order")
    assert sum(row["orders_created"] or 0 for row in rows) == 28010
    assert sum(row["orders"] or 0 for row in rows) == 24087
    assert round(sum(row["refunds"] or 0 for row in rows), 2) == 572335.92
    assert round(sum(row["net_sales"] or 0 for row in rows), 2) == 1902487.15
    days = {row["period"][5:]: pick(row, "orders_created", "orders", "net_sales") for row in rows}
    assert days["02-01"] == (176, 163, 7031.00)
    assert days["02-09"] == (404, 352, 22123.00)
    assert days["02-21"] == (2068, 1776, 152718.34)
    assert days["02-25"] == (3416, 2936, 228983.20)
    assert days["02-29"] == (2112, 1820, 157980.30)
    regions = dict(cockpit.sql("SELECT region, count(*) FROM sale WHERE live = 1 GROUP BY region"))
    assert [regions[name] for name in ("上海", "广东省", "江苏省")] == [3353, 2463, 2126]


def test_both_tmall_variants_tell_of_the_same_orders(cockpit: Cockpit, data: Path) -> None:
    cockpit.store("Tmall", "Asia/Shanghai", "CNY", "tmall")
    cockpit.load(data / "tmall-1111")
    (month,) = cockpit.rows("2020-02-01", "2020-02-29", by="month", basis="order")
    assert month["orders_created"] == 28010


def test_shopify(cockpit: Cockpit, data: Path) -> None:
    cockpit.store("Own", "Australia/Sydney", "AUD", "shopify")
    (report,) = cockpit.load(data / "shopify-orders-panalysis" / "orders_export.csv")
    assert report["rows_used"] == 1057
    months = cockpit.rows("2014-09-01", "2017-05-31", by="month")
    assert sum(row["orders_created"] or 0 for row in months) == 1057
    assert round(sum(row["paid"] or 0 for row in months), 2) == 68141.45
    assert pick(cockpit.day("2016-12-13"), "orders", "paid") == (12, 754.46)
    sums = cockpit.sql("SELECT sum(postage), sum(tax) FROM sale WHERE live = 1")
    assert sums == [(1455940, 607350)]


def test_etsy(cockpit: Cockpit, data: Path) -> None:
    cockpit.store("Etsy", "America/New_York", "USD", "etsy")
    first, second = cockpit.load(data / "etsy-orders-2019-2020")
    assert (first["rows_used"], second["rows_used"]) == (955, 347)
    sql = "SELECT sum(paid), sum(fees), sum(units) FROM sale WHERE batch_id = "
    assert cockpit.sql(f"{sql}{first['batch']}") == [(2866279, 109876, 1022)]
    assert cockpit.sql(f"{sql}{second['batch']}")[0][0] == 1135935
    assert pick(cockpit.day("2019-12-07"), "orders", "paid") == (19, 511.98)
