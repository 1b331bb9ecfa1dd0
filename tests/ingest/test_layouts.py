"""Layouts without a real sample at hand: small files in their header descriptions, with invented values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from opscockpit.domain.records import ParsedFile
from opscockpit.errors import FileTrouble
from tests.ingest.conftest import Parse, totals

Read = Callable[..., list[ParsedFile]]


def test_shopify_orders_with_all_their_rules(parse_text: Parse) -> None:
    header = (
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Cancelled at,Refunded Amount"
    )
    parsed = parse_text(
        f"{header}\n"
        "#2,Ann@x.test,refunded,2025-10-07 09:50:26 +0200,EUR,30,5,0,35.00,1.00,2025-10-07 09:50:20 +0200,"
        "2,Cup,10.00,A1,Ann,,35.00\n"
        "#2,,,,,,,,,,,1,Lid,10.00,A2,,,\n"
        "#1,bob@x.test,pending,,EUR,7,0,0,7.00,0,2025-10-06 10:00:00 +0200,1,Cup,7.00,A1,Bob,,0\n"
        "#3,ann@X.test,voided,,EUR,7,0,0,7.00,0,2025-10-06 10:00:00 +0200,1,Cup,7.00,A1,Ann,2025-10-08,0\n",
        currency="EUR",
    )
    two, one, three = parsed.orders
    assert (parsed.profile, parsed.rows_used, parsed.currency) == ("shopify.orders", 4, "EUR")
    assert (two.paid, two.refunded, two.refunded_at, two.units, two.discount) == (3500, 3500, None, 3, 100)
    assert two.lines == [(2, "A1", "Cup", 2, 2000), (3, "A2", "Lid", 1, 1000)]
    assert two.paid_at is not None
    assert two.paid_at.astimezone(UTC) == datetime(2025, 10, 7, 7, 50, 26, tzinfo=UTC)
    assert (one.paid, one.paid_at, one.total) == (0, None, 700)
    assert (three.cancelled, three.paid_at) == (True, None)
    assert two.buyer == three.buyer != one.buyer
    assert any("personal columns left out: Billing Name" in note for note in parsed.notes)
    assert "Ann" not in repr(parsed.orders)


def test_an_order_of_another_currency_is_left_out(parse_text: Parse) -> None:
    parsed = parse_text(
        "Name,Created at,Total,Currency,Financial Status\n#1,2025-01-01,5,EUR,paid\n#2,2025-01-01,5,USD,paid\n",
        currency="EUR",
    )
    assert [order.number for order in parsed.orders] == ["#1"]
    assert "store's currency" in parsed.skipped[0].reason


def test_yen_has_no_minor_digits(parse_text: Parse) -> None:
    parsed = parse_text("Name,Created at,Total,Financial Status\n#1,2025-01-01,1200,paid\n", currency="JPY")
    assert parsed.orders[0].paid == 1200


QIANNIU = (
    "订单编号,买家会员名,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,"
    "订单创建时间,订单付款时间,宝贝标题,宝贝总数量,退款金额\n"
    '="2405010000001000001",柚*,10,0,30.00,20.00,交易成功,李四,某地,\'1*********5,'
    "2024/5/1 22:02,2024/5/1 22:03,杯,3,10.00元\n"
    '="2405010000001000002",tb_two,10,0,30.00,30.00,交易成功,李四,某地,\'1,2024/5/1 22:02,2024/5/2 0:03,杯,1,30.00\n'
    '="2405010000001000003",tb_two,10,0,30.00,0.00,等待买家付款,李四,某地,\'1,2024/5/1 22:02,,杯,1,0\n'
)


def test_qianniu_orders_in_gb18030(parse_text: Parse) -> None:
    parsed = parse_text(QIANNIU.encode("gb18030"), "ExportOrderList202405.csv")
    kept, over, unpaid = parsed.orders
    assert (parsed.profile, parsed.time_known) == ("qianniu.orders", True)
    assert (kept.number, kept.paid, kept.refunded, kept.units) == ("2405010000001000001", 3000, 1000, 3)
    assert (over.paid, over.refunded) == (3000, 3000)
    assert (unpaid.paid, unpaid.paid_at, unpaid.total) == (0, None, 3000)
    assert kept.buyer is None
    assert over.buyer == unpaid.buyer != "tb_two"
    assert any("masked" in note for note in parsed.notes)
    assert "李四" not in repr(parsed)


def test_qianniu_lines(parse_text: Parse) -> None:
    parsed = parse_text(
        "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,"
        "订单状态,商家编码,买家应付货款,买家实际支付金额,"
        "退款状态,退款金额,订单创建时间,订单付款时间\n"
        "1,'100,杯,10.00,2,X,红,交易成功,SKU1,20.00,18.00,没有申请退款,"
        "无退款申请,2024-05-01 10:00:00,2024-05-01 10:01:00\n"
        "2,'100,盖,5.00,1,Y,红,交易成功,SKU2,5.00,5.00,退款成功,5.00,2024-05-01 10:00:00,2024-05-01 10:01:00\n"
        "3,'101,杯,10.00,1,X,红,等待买家付款,SKU1,10.00,0.00,,,2024-05-01 11:00:00,\n"
    )
    assert parsed.profile == "qianniu.lines"
    first, second = parsed.orders
    assert (first.number, first.paid, first.refunded, first.units) == ("100", 2300, 500, 3)
    assert second.paid_at is None


def test_pdd_orders(parse_text: Parse) -> None:
    parsed = parse_text(
        "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),"
        "平台优惠折扣(元),用户实付金额(元),商家实收金额(元),"
        "商品数量(件),商品id,售后状态,订单成交时间\n"
        "杯子,240501-123456789012345,已收货,30.00,0,2.00,3.00,25.00,"
        "28.00,2,600100,无售后或售后取消,2024-05-01 09:00:01\n"
        "杯子,240502-123456789012346,已发货,30.00,0,2.00,3.00,25.00,28.00,2,600100,退款成功,\t\n"
        "杯子,240502-123456789012347,待付款,30.00,0,0,0,30.00,30.00,2,600100,,\n"
    )
    first, second, third = parsed.orders
    assert (first.paid, first.units, first.lines) == (2800, 2, [(2, "600100", "杯子", 2, 2800)])
    assert (second.created_at, second.refunded) == (datetime(2024, 5, 2), 2800)
    assert third.paid_at is None


def test_ebay_orders(parse_text: Parse) -> None:
    parsed = parse_text(
        "\n"
        "Sales Record Number,Order Number,Buyer Username,Buyer Name,"
        "Ship To Country,Item Number,Item Title,Custom Label,"
        "Quantity,Sold For,Shipping And Handling,Seller Collected Tax,Total Price,Sale Date,Paid On Date\n"
        ",,,,,,,,,,,,,,\n"
        '10,01-1,buyer1,Ann,Germany,,,,,,"EUR 5,00","EUR 0,00","EUR 95,00",Oct-05-26,Oct-06-26\n'
        '10,01-1,,,,111,Lamp,L-1,2,"EUR 45,00",,,,,\n'
        '11,01-2,buyer2,Bob,France,112,Bulb,B-1,1,"EUR 3,50","EUR 0,00","EUR 0,00","EUR 3,50",Oct-13-26,\n'
        "\n2,record(s) downloaded,from Oct-01-26\n"
        "Seller ID : shop\n"
    )
    first, second = parsed.orders
    assert (parsed.rows_read, parsed.rows_used, parsed.rows_total_lines, parsed.currency) == (5, 3, 2, "EUR")
    assert (first.paid, first.postage, first.units) == (9500, 500, 2)
    assert first.paid_at == datetime(2026, 10, 6)
    assert first.lines == [(5, "L-1", "Lamp", 2, 9000)]
    assert second.paid_at is None


@pytest.mark.parametrize(
    ("day", "query"),
    [
        ("Date,Clics,Impressions,CTR,Position", "Requêtes les plus fréquentes,Clics,Impressions,CTR,Position"),
        ("Datum,Klicks,Impressionen,CTR,Position", "Häufigste Suchanfragen,Klicks,Impressionen,CTR,Position"),
        ("Fecha,Clics,Impresiones,CTR,Posición", "Consultas principales,Clics,Impresiones,CTR,Posición"),
        ("Datum,Klick,Exponeringar,CTR,Position", "Vanligaste sökfrågorna,Klick,Exponeringar,CTR,Position"),
    ],
)
def test_localised_search_console(read: Read, tmp_path: Path, day: str, query: str) -> None:
    (tmp_path / "a.csv").write_text(f'{day}\n2024-05-02,2,100,"2,0 %","4,25"\n2024-05-01,0,0,,\n')
    (tmp_path / "b.csv").write_text(f'{query}\nmug,1,40,"2,5 %","3,5"\n')
    days, queries = read(tmp_path)
    assert (days.profile, queries.profile) == ("gsc.days", "gsc.queries")
    assert days.facts[0].measures == {
        "search_clicks": 2, "search_impressions": 100, "search_position_weight": 425_000,
    }  # fmt: skip
    assert days.facts[1].measures == {"search_clicks": 0, "search_impressions": 0}
    assert (queries.facts[0].first_day, queries.facts[0].last_day) == (date(2024, 5, 1), date(2024, 5, 2))
    assert queries.facts[0].measures["search_position_weight"] == 140_000


def test_queries_alone_ask_for_their_period(parse_text: Parse) -> None:
    text = "Top queries,Clicks,Impressions,CTR,Position\nmug,1,40,2.5%,3.5\n"
    with pytest.raises(FileTrouble, match="--day"):
        parse_text(text)
    days = (date(2024, 5, 1), date(2024, 5, 7))
    parsed = parse_text(text, period=days)
    assert (parsed.facts[0].first_day, parsed.facts[0].last_day) == days


def test_google_ads_in_utf16_with_tabs(parse_text: Parse) -> None:
    text = (
        "Search terms report\n1 May 2026 - 8 May 2026\n"
        "Search term\tMatch type\tClicks\tImpr.\tCTR\tCurrency code\tCost\tConversions\n"
        "mug\tBroad\t1,204\t20,000\t6.02%\tGBP\t300.10\t1.50\n"
        "cup\tExact\t2\t9\t--\tGBP\t--\t0.00\n"
        "Total: Search terms\t--\t1,206\t20,009\t--\tGBP\t300.10\t1.50\n"
        "Total: Account\t--\t9,999\t99,999\t--\tGBP\t900.10\t9.50\n"
    )
    parsed = parse_text(text.encode("utf-16"))
    assert (parsed.rows_read, parsed.rows_used, parsed.rows_total_lines) == (4, 2, 2)
    assert totals([parsed])["ad_orders"] == 1500
    assert "ad_spend" not in parsed.facts[1].measures
    assert (parsed.first_day, parsed.last_day) == (date(2026, 5, 1), date(2026, 5, 8))


def test_amazon_business_report_by_date(parse_text: Parse) -> None:
    parsed = parse_text(
        "Date,Ordered Product Sales,Ordered Product Sales - B2B,Units Ordered,Units Ordered - B2B,Total Order Items,"
        "Page Views - Total,Sessions - Total,Sessions - Total - B2B,Order Item Session Percentage\n"
        '8/3/26,"$1,500.00",$20.00,30,1,25,900,600,9,4.16%\n8/14/26,$10.00,$0.00,1,0,1,90,60,0,1.6%\n'
    )
    assert parsed.facts[0].first_day == date(2026, 8, 3)
    assert parsed.facts[0].measures == {
        "paid": 150_000, "units": 30, "order_items": 25, "sessions": 600, "page_views": 900,
    }  # fmt: skip


def test_amazon_business_report_by_asin_takes_an_unambiguous_name(parse_text: Parse) -> None:
    text = (
        "\ufeff(Parent) ASIN,(Child) ASIN,Title,SKU,Sessions – Total,Sessions – Total – B2B,Page views – Total,"
        "Units ordered,Units ordered – B2B,Ordered Product Sales,Ordered product sales – B2B,Total order items\n"
        'B0,B1,Oil,S1,"1,000",7,"1,200",50,2,"£12,897.84",£9.00,48\n'
        "B0,B1,Oil,S2,100,1,110,5,0,£10.00,£0.00,5\n"
    )
    parsed = parse_text(text, "BusinessReport-31-03-2026.csv")
    (fact,) = parsed.facts
    assert (fact.first_day, fact.dims["item"], fact.row) == (date(2026, 3, 31), "B1", 2)
    assert fact.measures == {"sessions": 1100, "page_views": 1310, "units": 55, "paid": 1_290_784, "order_items": 53}


def test_amazon_settlement(parse_text: Parse) -> None:
    rows = [
        "settlement-id\tsettlement-start-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tamount-type\t"
        "amount-description\tamount\tposted-date\tposted-date-time",
        "1\t2025-06-01 00:00:00 UTC\t85,00\tEUR\t\t\t\t\t\t\t",
        "1\t\t\t\tOrder\t302-1\tItemPrice\tPrincipal\t100,00\t09.06.2025\t2025-06-09 05:23:19 UTC",
        "1\t\t\t\tOrder\t302-1\tItemPrice\tTax\t1.019,00\t09.06.2025\t2025-06-09 05:23:19 UTC",
        "1\t\t\t\tOrder\t302-1\tItemFees\tCommission\t-15,50\t09.06.2025\t2025-06-09 05:23:19 UTC",
        "1\t\t\t\tRefund\t302-1\tItemPrice\tPrincipal\t-40,00\t10.06.2025\t2025-06-10 05:23:19 UTC",
        "1\t\t\t\tother\t\tReserve\tCurrent\t-5,00\t10.06.2025\t2025-06-10 05:23:19 UTC",
    ]
    parsed = parse_text("\n".join(rows) + "\n", currency="EUR")
    assert (parsed.rows_read, parsed.rows_used, parsed.rows_total_lines) == (6, 5, 1)
    assert [fact.measures for fact in parsed.facts] == [
        {"paid": 10_000, "tax": 101_900, "fees": 1_550},
        {"refunds": 4_000},
    ]
    assert any("other/Reserve" in note for note in parsed.notes)


def test_ga4_comments_give_the_period(parse_text: Parse) -> None:
    parsed = parse_text(
        "# ----------------------------------------\r\n# Traffic acquisition\r\n# Account: A\r\n"
        "# Start date: 20240101\r\n# End date: 20241231\r\n# ----------------------------------------\r\n\r\n"
        "Session primary channel group (Default Channel Group),Sessions,"
        "Engaged sessions,Engagement rate,Total revenue\r\n"
        "Organic Search,1200,800,0.66,10.5\r\nDirect,300,100,0.33,0\r\nGrand total,1500,900,0.6,10.5\r\n"
    )
    assert (parsed.rows_read, parsed.rows_used, parsed.rows_total_lines) == (3, 2, 1)
    assert (parsed.first_day, parsed.last_day) == (date(2024, 1, 1), date(2024, 12, 31))
    assert totals([parsed])["sessions"] == 1500


def test_woocommerce_negatives_behind_apostrophes(parse_text: Parse) -> None:
    parsed = parse_text(
        "Date,Orders,Gross sales,Returns,Coupons,Net sales,Taxes,Shipping,Total sales\n"
        "2024-05-01 00:00:00,4,100.00,'-20.00,5.00,75.00,7.50,4.00,86.50\n"
    )
    assert parsed.facts[0].measures == {
        "orders": 4, "refunds": 2_000, "discount": 500, "tax": 750, "postage": 400, "paid": 10_650,
    }  # fmt: skip


def test_shopify_sessions_and_meta_ads(parse_text: Parse) -> None:
    sessions = parse_text(
        "Day,Sessions,Online store visitors,Conversion rate,Sessions that completed checkout\n2024-05-01,"
        "120,100,0.025,3\n"
    )
    assert sessions.facts[0].measures == {"sessions": 120, "visitors": 100, "conversions": 3}
    meta = parse_text(
        "Reporting starts,Reporting ends,Ad name,Amount spent (USD),Impressions,Reach,Link clicks,Purchases,"
        "Purchase ROAS (return on ad spend),Campaign name\n"
        "2024-05-01,2024-05-01,Blue,12.34,1000,900,20,2,3.1,Spring\n",
        currency="USD",
    )
    assert (meta.profile, meta.currency) == ("meta_ads.ads", "USD")
    assert meta.facts[0].measures == {"ad_spend": 1234, "ad_impressions": 1000, "ad_clicks": 20, "ad_orders": 2000}


def test_sycm_items_below_title_lines(parse_text: Parse) -> None:
    parsed = parse_text(
        "生意参谋\n说明\n\n\n"
        "统计日期,商品ID,商品名称,商品访客数,商品浏览量,商品加购件数,下单金额,"
        "支付买家数,支付件数,支付金额,商品支付转化率,成功退款金额\n"
        '2026-04-19,600000000012345678,杯,"1,234",1.2万,-,"2,000.50",12,15,"1,800.00",6.54%,-\n'
    )
    (fact,) = parsed.facts
    assert (parsed.profile, fact.dims["item"], fact.row) == ("sycm.items", "600000000012345678", 6)
    assert fact.measures == {
        "visitors": 1234, "page_views": 12_000, "created_amount": 200_050, "buyers": 12, "units": 15, "paid": 180_000,
    }  # fmt: skip


def test_a_range_of_days_in_one_cell(parse_text: Parse) -> None:
    parsed = parse_text(
        "统计日期,搜索词,访客数,支付买家数,支付金额\n2026-04-13 ~ 2026-04-19,杯子,"
        "120,3,60.00\n2026-04-13 ~ 2026-04-19,碗,9,0,-\n"
    )
    assert (parsed.first_day, parsed.last_day) == (date(2026, 4, 13), date(2026, 4, 19))
    assert parsed.facts[1].measures == {"visitors": 9, "buyers": 0}


def test_sycm_subtotals_are_never_added(parse_text: Parse) -> None:
    header = "流量载体,一级来源,二级来源,三级来源,四级来源,访客数,访客数环比,支付买家数,支付金额"
    parsed = parse_text(
        f"标题\n{header}\n无线,平台流量,汇总,汇总,汇总,100,-1%,3,30\n无线,平台流量,手淘搜索,汇总,汇总,80,1%,2,20\n"
        "无线,平台流量,手淘搜索,综合搜索,-,70,1%,2,20\n",
        "【生意参谋平台】无线店铺流量来源-2026-04-19_2026-04-19.csv",
    )
    assert (parsed.rows_read, parsed.rows_used, parsed.rows_total_lines) == (3, 1, 2)
    assert parsed.facts[0].dims["channel"] == "手淘搜索"
    assert parsed.first_day == date(2026, 4, 19)


def test_alibaba_ads_and_affiliate(parse_text: Parse) -> None:
    ads = parse_text(
        "日期,场景名字,计划名字,主体ID,主体类型,主体名称,展现量,点击量,"
        "花费,点击率,直接成交金额,总成交金额,总成交笔数,总购物车数\n"
        "2026-04-19,关键词推广,计划一,600000000012,商品,杯,8225,274,159.9,0.03331,0,2040.85,9,31\n",
        "商品报表_20260420_091500.csv",
    )
    assert (ads.profile, ads.exported_at) == ("wanxiang.items", datetime(2026, 4, 20, 9, 15))
    assert ads.facts[0].measures["ad_sales"] == 204_085
    affiliate = parse_text(
        "日期,数据内容,点击量(即进店量),点击人数(即进店人数),付款金额(元),付款笔数,"
        "付款件数,付款佣金支出(元),付款服务费支出(元),付款支出费用(元)\n"
        "2026-04-19,全部,226,200,1000.00,395,400,50.00,5.00,55.00\n"
    )
    assert (affiliate.profile, affiliate.facts[0].measures["commission"]) == ("taobao.affiliate", 5500)
    assert affiliate.facts[0].dims["channel"] == "淘宝联盟"


def test_jd_and_pdd(parse_text: Parse) -> None:
    sku = parse_text(
        "时间,SKU,SKU名称,成交金额,成交商品件数,成交单量,成交客户数,商品浏览量,商品访客数,加购商品件数\n"
        "2026-01-05,100012345678,杯,360.00,4,3,3,100,80,6\n"
    )
    assert (sku.profile, sku.facts[0].measures["orders"]) == ("jd.sku", 3)
    store = parse_text(
        "时间,浏览量,同比,访客数,同比,成交客户数,同比,成交金额,同比,成交子单量,同比\n2026-01-05,"
        "100,1%,80,2%,3,3%,360.00,4%,3,5%\n"
    )
    assert (store.profile, store.facts[0].measures["paid"]) == ("jd.store", 36_000)
    ads = parse_text(
        "推广数据 2026-01-01至2026-01-31\n日期,商品ID,商品名称,推广场景,"
        "总花费(元),交易额(元),净交易额(元),成交笔数,曝光量,点击量\n"
        "2026-01-05,600100,杯,全站推广,171.93,660.00,574.30,12,9000,300\n总计,,,,171.93,661.00,574.30,12,9000,300\n"
    )
    assert (ads.rows_total_lines, ads.facts[0].measures["ad_sales"]) == (1, 66_000)


def test_a_store_day_that_stands_twice_is_not_added(parse_text: Parse) -> None:
    parsed = parse_text("Date,Clicks,Impressions,CTR,Position\n2024-05-01,1,10,10%,2\n2024-05-01,1,10,10%,2\n")
    assert (parsed.rows_used, parsed.rows_skipped) == (1, 1)
    assert "stands twice" in parsed.skipped[0].reason


def test_a_column_that_proves_no_order_is_told(parse_text: Parse) -> None:
    parsed = parse_text("Date,Page.Loads,Unique.Visits\n9/1/2014,10,5\n9/2/2014,11,6\n")
    assert parsed.last_day == date(2014, 9, 2)
    assert any("does not prove" in note and "month/day" in note for note in parsed.notes)
    proven = parse_text("Date,Page.Loads,Unique.Visits\n1/9/2014,10,5\n13/9/2014,11,6\n")
    assert proven.first_day == date(2014, 9, 1)


def test_rankings_are_known_but_hold_no_measure(parse_text: Parse) -> None:
    header = "Keyword,Position,Previous position,Search Volume,CPC,URL,Traffic,Timestamp"
    parsed = parse_text(f"{header}\nmug,3,4,900,1,u,9,2024-05-01\n")
    assert (parsed.profile, parsed.rows_read, parsed.facts) == ("semrush.positions", 0, [])
    assert any("nothing in it to import" in note for note in parsed.notes)
