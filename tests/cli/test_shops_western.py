"""Invented exports of other western shops, in the layouts and with the quirks of the real ones; sums reckoned by hand."""

# ruff: noqa: E501
# The lines of an export are as long as they are.
from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cockpit, only

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,"
    "Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Zip,Billing Country,Shipping Country,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,"
    "Tags,Source,Lineitem discount,Phone,Payment References\n"
)


def test_shopify_with_several_lines_and_partial_refunds(cockpit: Cockpit, put: Callable[..., Path]) -> None:
    cockpit.store("Paris", "Europe/Paris", "EUR", "shopify")
    rows = (
        '#1001,A@x.test,partially_refunded,2025-10-07 00:10:26 +0200,fulfilled,,no,EUR,55.00,5.00,10.00,58.00,TEN,2.00,Std,'
        '2025-10-06 23:59:50 +0200,2,"Mug, ""big""",20.00,,M-1,true,true,fulfilled,Ann,\'75008,FR,FR,"line one\nline two",,'
        'Card,12.50,V,1,,web,0.00,,p1\n'
        "#1001,A@x.test,,,,,,,,,,,,,,2025-10-06 23:59:50 +0200,1,Cup,15.00,,C-1,true,true,fulfilled,,,,,,,,,V,,,,0.00,,\n"
        "#1002,a@X.test,paid,2025-10-07 09:50:26 +0200,,,no,EUR,20.00,0.00,3.33,20.00,,0.00,,2025-10-07 09:50:00 +0200,1,"
        "Mug,20.00,,M-1,true,true,pending,Bob,\"'0812\",DE,DE,,,Card,0.00,V,2,,web,0.00,,p2\n"
        "#1003,c@x.test,pending,,,,no,EUR,7.00,0.00,1.00,7.00,,0.00,,2025-10-07 10:00:00 +0200,1,Pen,7.00,,P-1,true,true,"
        "pending,Cy,,DE,DE,,,Manual,0.00,V,3,,web,0.00,,\n"
        "#1004,d@x.test,voided,,,,no,EUR,9.00,0.00,1.00,9.00,,0.00,,2025-10-07 11:00:00 +0200,1,Pen,9.00,,P-1,true,true,"
        "pending,Di,,DE,DE,,2025-10-07 12:00:00 +0200,Card,0.00,V,4,,web,0.00,,\n"
    )  # fmt: skip
    (report,) = cockpit.load(put("orders_export_1.csv", SHOPIFY + rows))
    assert (report["rows_read"], report["rows_used"]) == (5, 5)
    only(cockpit.day("2025-10-06"), orders_created=1, orders=0)
    day = cockpit.day("2025-10-07")
    only(day, orders_created=3, orders=2, paid=78.0, refunds=12.5, net_sales=65.5, units=4, buyers=1, new_buyers=1)
    lines = cockpit.sql("SELECT p.sku, sum(l.pieces), sum(l.amount) FROM sale_line l JOIN product p "
                        "ON p.id = l.product_id GROUP BY 1 ORDER BY 1")  # fmt: skip
    assert lines == [("C-1", 1, 1500), ("M-1", 3, 6000), ("P-1", 2, 1600)]


def test_ga4_with_a_comment_block(shop: Cockpit, put: Callable[..., Path]) -> None:
    text = (
        "# ----------------------------------------\r\n# Traffic acquisition: Session primary channel group\r\n"
        "# Account: Shop\r\n# Property: Shop GA4\r\n# ----------------------------------------\r\n#\r\n# All Users\r\n"
        "# Start date: 20241001\r\n# End date: 20241001\r\n"
        "Session primary channel group (Default Channel Group),Sessions,Engaged sessions,Engagement rate,"
        "Average engagement time per session,Key events,Total revenue\r\n"
        ",1500,900,0.6,61.2,31,1200.5,Grand total\r\n"
        "Organic Search,1000,700,0.7,65.1,21,900.5\r\nDirect,500,200,0.4,55.0,10,300\r\n"
    )
    (report,) = shop.load(put("Traffic_acquisition.csv", text))
    assert report["days"] == ["2024-10-01", "2024-10-01"]
    channels = {row["channel"]: row["sessions"] for row in shop.rows("2024-10-01", "2024-10-01", by="channel")}
    assert channels == {"Organic Search": 1000, "Direct": 500}
    assert shop.day("2024-10-01")["sessions"] == 1500
    assert report["rows_total_lines"] == 1


def test_ga4_by_day_with_a_grand_total(shop: Cockpit, put: Callable[..., Path]) -> None:
    text = (
        "# Free form\n# Start date: 20241001\n# End date: 20241002\n"
        "Date,Session default channel group,Sessions,Engaged sessions,Views\n"
        "20241001,Organic Search,10,7,30\n20241001,Email,5,4,9\n20241002,Organic Search,12,9,36\n"
        ",Grand total,27,20,75\n"
    )
    (report,) = shop.load(put("free.csv", text))
    assert (report["rows_used"], report["rows_total_lines"], report["rows_skipped"]) == (3, 1, 0)
    assert [row["sessions"] for row in shop.rows("2024-10-01", "2024-10-02")] == [15, 12]
    assert [row["page_views"] for row in shop.rows("2024-10-01", "2024-10-02")] == [39, 36]


def test_search_console_in_french(shop: Cockpit, tmp_path: Path) -> None:
    files = {
        "Graphique.csv": "Date,Clics,Impressions,CTR,Position\n2026-02-02,10,200,5%,8.5\n2026-02-01,0,0,,\n",
        "Requêtes.csv": "Requêtes les plus fréquentes,Clics,Impressions,CTR,Position\nbol bleu,4,100,4%,3.2\n",
        "Pages.csv": 'Pages les plus populaires,Clics,Impressions,CTR,Position\nhttps://x.test/,9,190,"4,74 %",8\n',
        "Pays.csv": "Pays,Clics,Impressions,CTR,Position\nFrance,10,200,5%,8.5\n",
        "Appareils.csv": "Appareil,Clics,Impressions,CTR,Position\nMobile,10,200,5%,8.5\n",
        "Filtres.csv": "Filtre,Valeur\nType de recherche,Web\nDate,7 derniers jours\n",
    }
    with zipfile.ZipFile(tmp_path / "x.test-Performance-on-Search-2026-02-03.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    reports = shop.done("import", tmp_path / "x.test-Performance-on-Search-2026-02-03.zip", "--json").reports
    assert [report["error"] for report in reports] == [None] * 6
    days = shop.rows("2026-02-01", "2026-02-02")
    assert [(d["search_clicks"], d["search_impressions"], d["search_position"]) for d in days] == [
        (0, 0, None), (10, 200, 8.5),
    ]  # fmt: skip
    (query,) = [report for report in reports if report["profile"] == "gsc.queries"]
    assert query["days"] == ["2026-02-01", "2026-02-02"]


def test_google_ads_in_utf16_by_day(shop: Cockpit, put: Callable[..., Path]) -> None:
    text = (
        "Campaign report\n1 May 2026 - 2 May 2026\n"
        "Day\tCampaign\tCampaign status\tCurrency code\tClicks\tImpr.\tCTR\tAvg. CPC\tCost\tConversions\tConv. value\n"
        "2026-05-01\tBrand\tEnabled\tUSD\t10\t1,000\t1.00%\t0.50\t5.00\t1.50\t60.00\n"
        "2026-05-01\tShopping\tEnabled\tUSD\t20\t2,000\t1.00%\t1.00\t20.00\t2.00\t1,080.00\n"
        "2026-05-02\tBrand\tEnabled\tUSD\t--\t--\t--\t--\t--\t--\t--\n"
        "Total: Campaigns\t--\t--\tUSD\t30\t3,000\t1.00%\t0.83\t25.00\t3.50\t1,140.00\n"
        "Total: Account\t--\t--\tUSD\t30\t3,000\t1.00%\t0.83\t25.00\t3.50\t1,140.00\n"
    )
    (report,) = shop.load(put("Campaign report.csv", text, "utf-16"))
    assert report["rows_total_lines"] == 2
    only(shop.day("2026-05-01"), ad_spend=25.0, ad_clicks=30, ad_impressions=3000, ad_sales=1140.0)
    assert shop.day("2026-05-01")["cpc"] == pytest.approx(25 / 30, abs=0.0001)
    assert shop.day("2026-05-02")["ad_spend"] is None


def test_amazon_business_report_us_by_date(shop: Cockpit, put: Callable[..., Path]) -> None:
    text = (
        '\ufeff"Date","Ordered Product Sales","Ordered Product Sales - B2B","Units Ordered","Units Ordered - B2B",'
        '"Total Order Items","Total Order Items - B2B","Average Sales per Order Item","Average Units per Order Item",'
        '"Average Selling Price","Sessions - Total","Sessions - Total - B2B","Page Views - Total",'
        '"Order Item Session Percentage","Average Offer Count","Featured Offer (Buy Box) Percentage"\n'
        '"8/3/26","$1,234.56","$100.00","50","4","45","3","$27.43","1.11","$24.69","2,000","150","2,900","2.25%","12","98.50%"\n'
        '"8/13/26","$500.00","$0.00","20","0","18","0","$27.78","1.11","$25.00","900","60","1,300","2.00%","12","97.00%"\n'
    )
    (report,) = shop.load(put("BusinessReport-8-14-26.csv", text))
    assert report["profile"] == "amazon.business_day"
    only(shop.day("2026-08-03"), paid=1234.56, units=50, sessions=2000, page_views=2900)
    only(shop.day("2026-08-13"), paid=500.0, units=20, sessions=900, page_views=1300)


def test_amazon_business_report_german_by_asin(cockpit: Cockpit, put: Callable[..., Path]) -> None:
    cockpit.store("DE", "Europe/Berlin", "EUR", "amazon")
    text = (
        "\ufeff(Übergeordnete) ASIN,(Untergeordnete) ASIN,Titel,Sitzungen – Summe,Sitzungen – Summe – B2B,"
        "Seitenaufrufe – Summe,Bestellte Einheiten,Bestellte Einheiten – B2B,Durch bestellte Produkte erzielter Umsatz,"
        "Zahl der Bestellposten\n"
        'B000000001,B000000002,Tasse,1.200,10,1.900,30,1,"1.234,56 €",28\n'
        'B000000001,B000000003,Teller,300,0,410,5,0,"99,90 €",5\n'
    )
    (report,) = cockpit.load(put("BusinessReport.csv", text), day="2026-10-05")
    assert (report["profile"], report["rows_used"]) == ("amazon.business_asin", 2)
    only(cockpit.day("2026-10-05"), paid=1334.46, units=35, sessions=1500, page_views=2310)


def test_amazon_settlement_with_decimal_comma(cockpit: Cockpit, put: Callable[..., Path]) -> None:
    cockpit.store("DE", "Europe/Berlin", "EUR", "amazon")
    head = (
        "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\t"
        "order-id\tmerchant-order-id\tadjustment-id\tshipment-id\tmarketplace-name\tamount-type\tamount-description\tamount\t"
        "fulfillment-id\tposted-date\tposted-date-time\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\t"
        "sku\tquantity-purchased\tpromotion-id\n"
    )

    def row(kind: str, type_: str, what: str, amount: str, day: str = "09.06.2025") -> str:
        cells = ["171", "", "", "", "", "", kind, "302-1", "", "", "", "Amazon.de", type_, what, amount, "AFN", day,
                 f"{day} 05:23:19 UTC", "", "", "", "S1", "1", ""]  # fmt: skip
        return "\t".join(cells) + "\n"

    summary = (
        "171\t01.06.2025 00:00:00 UTC\t15.06.2025 00:00:00 UTC\t17.06.2025 00:00:00 UTC\t80,11\tEUR" + "\t" * 18 + "\n"
    )
    rows = (
        row("Order", "ItemPrice", "Principal", "1.100,50")
        + row("Order", "ItemPrice", "Tax", "19,00")
        + row("Order", "ItemFees", "Commission", "-15,08")
        + row("Order", "ItemFees", "FBAPerUnitFulfillmentFee", "-3,20")
        + row("Refund", "ItemPrice", "Principal", "-20,00", "10.06.2025")
        + row("ServiceFee", "Cost of Advertising", "TransactionTotalAmount", "-7,30", "10.06.2025")
    )
    (report,) = cockpit.load(put("settlement.txt", head + summary + rows))
    assert (report["profile"], report["rows_read"], report["rows_total_lines"]) == ("amazon.settlement", 7, 1)
    only(cockpit.day("2025-06-10"), refunds=20.0, ad_spend=7.3)
    only(cockpit.day("2025-06-09"), paid=1100.5)
    assert cockpit.sql("SELECT day, value FROM day_measure WHERE measure = 'fees' AND value > 0") == [
        ("2025-06-09", 1828)
    ]


def test_woocommerce_revenue(shop: Cockpit, put: Callable[..., Path]) -> None:
    text = (
        "Date,Orders,Gross sales,Returns,Coupons,Net sales,Taxes,Shipping,Total sales\n"
        "2026-10-21 00:00:00,5,500.00,'-40.00,20.00,440.00,88.00,15.00,543.00\n"
        "2026-10-22 00:00:00,0,0.00,'-10.50,0.00,'-10.50,0.00,0.00,'-10.50\n"
    )
    shop.load(put("revenue.csv", text))
    only(shop.day("2026-10-21"), orders=5, refunds=40.0, paid=583.0, net_sales=543.0)
    only(shop.day("2026-10-22"), orders=0, refunds=10.5, paid=0.0, net_sales=-10.5)


def test_ebay(cockpit: Cockpit, put: Callable[..., Path]) -> None:
    cockpit.store("eBay", "Europe/Berlin", "EUR", "ebay")
    text = (
        "\n"
        '"Sales Record Number","Order Number","Buyer Username","Buyer Name","Buyer Email","Ship To Country","Item Number",'
        '"Item Title","Custom Label","Quantity","Sold For","Shipping And Handling","Seller Collected Tax","Total Price",'
        '"Payment Method","Sale Date","Paid On Date"\n'
        '"101","12-00001-00001","buyer1","Ann","a@x.test","Germany","1555","Tasse","T1","2","EUR 10,00","EUR 4,90","EUR 0,00",'
        '"EUR 24,90","PayPal","Oct-05-26","Oct-06-26"\n'
        '"102","12-00001-00002","buyer2","Bob","b@x.test","Austria","","","","2","","EUR 0,00","EUR 0,00","EUR 90,00",'
        '"PayPal","Oct-06-26","Oct-06-26"\n'
        '"102","12-00001-00002","buyer2","","","","1556","Teller","T2","1","EUR 50,00","","","","","",""\n'
        '"102","12-00001-00002","buyer2","","","","1557","Schale","T3","1","EUR 40,00","","","","","",""\n'
        '"103","12-00001-00003","buyer1","Ann","a@x.test","Germany","1555","Tasse","T1","1","EUR 10,00","EUR 4,90","EUR 0,00",'
        '"EUR 14,90","","Oct-06-26",""\n'
        "\n3 record(s) downloaded\nSeller ID : shop\n"
    )
    (report,) = cockpit.load(put("eBay-OrdersReport.csv", text))
    assert (report["profile"], report["rows_skipped"], report["rows_total_lines"]) == ("ebay.orders", 0, 2)
    only(cockpit.day("2026-10-05"), orders_created=1, orders=0)
    only(cockpit.day("2026-10-06"), orders_created=2, orders=2, paid=114.9, units=4, buyers=2)


def test_meta_ads(shop: Cockpit, put: Callable[..., Path]) -> None:
    text = (
        '"Reporting starts","Reporting ends","Campaign name","Ad set name","Ad name","Attribution setting",Results,'
        '"Amount spent (USD)",Impressions,Reach,"Link clicks","Clicks (all)",Purchases,"Purchases conversion value",'
        '"Purchase ROAS (return on ad spend)"\n'
        "2026-10-21,2026-10-21,Autumn,Set 1,Ad A,7-day click,3,12.34,1000,800,20,33,3,99.90,8.09\n"
        "2026-10-21,2026-10-21,Autumn,Set 1,Ad B,7-day click,,2.66,500,450,4,7,,,\n"
        "2026-10-22,2026-10-22,Autumn,Set 1,Ad A,7-day click,1,10.00,900,700,15,21,1,30.10,3.01\n"
    )
    shop.load(put("meta.csv", text))
    only(shop.day("2026-10-21"), ad_spend=15.0, ad_impressions=1500, ad_clicks=40, ad_sales=99.9)
    only(shop.day("2026-10-22"), ad_spend=10.0, ad_impressions=900, ad_clicks=21, ad_sales=30.1)
