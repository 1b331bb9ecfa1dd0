"""Advertising of several platforms adds up; several reports of one platform are alternatives."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cockpit

GOOGLE = """Campaign report
"October 22, 2026 - October 22, 2026"
Day,Campaign,Clicks,Impr.,Cost,Currency code,Conversions,Conv. value
2026-10-22,Brand,100,2000,50.00,USD,4.00,400.00
2026-10-22,Search,50,1000,25.50,USD,1.00,80.00
"""
GOOGLE_TERMS = """Search terms report
"October 22, 2026 - October 22, 2026"
Search term,Day,Clicks,Impr.,Cost,Currency code
mug,2026-10-22,30,500,12.00,USD
"""
META = """Reporting starts,Reporting ends,Campaign name,Amount spent (USD),Impressions,Clicks (all),Purchases,Purchases conversion value
2026-10-22,2026-10-22,Autumn,30.25,4000,60,3,210.00
"""  # noqa: E501
OVER_TIME = """Date,Clicks,Cost Per Click (CPC),Spend
"Oct 22, 2026",10,$1.00,$10.00
"""
PLACEMENT = """Date,Portfolio name,Currency,Campaign Name,Bidding strategy,Placement,Impressions,Clicks,Cost Per Click (CPC),Spend,14 Day Total Sales ($),14 Day Total Orders (#)
"Oct 22, 2026",-,USD,Mugs,Fixed,Top,100,6,$1.00,$6.00,$40.00,2
"Oct 22, 2026",-,USD,Mugs,Fixed,Rest,200,4,$1.00,$4.00,$20.00,1
"""  # noqa: E501


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def test_platforms_add_up(shop: Cockpit, tmp_path: Path) -> None:
    write(tmp_path, google=GOOGLE, terms=GOOGLE_TERMS, meta=META, placement=PLACEMENT, over_time=OVER_TIME)
    batches = {Path(r["file"]).stem: r["batch"] for r in shop.load(*sorted(tmp_path.glob("*.csv")))}
    day = shop.day("2026-10-22")
    assert day["ad_spend"] == 75.50 + 30.25 + 10.00
    assert day["ad_clicks"] == 150 + 60 + 10
    assert day["ad_impressions"] == 3000 + 4000 + 300
    assert day["ad_sales"] == 480 + 210 + 60
    assert round(day["roas"], 6) == round(750 / 115.75, 6)
    sources = shop.done("explain", "ad_spend", "--day", "2026-10-22", "--json").json["sources"]
    assert {source["batch"] for source in sources} == {batches["google"], batches["meta"], batches["placement"]}
    shop.done("imports", "undo", batches["meta"])
    assert shop.day("2026-10-22")["ad_spend"] == 85.50


def test_reports_of_one_platform_are_alternatives(shop: Cockpit, tmp_path: Path) -> None:
    write(tmp_path, placement=PLACEMENT, over_time=OVER_TIME)
    shop.load(*tmp_path.glob("*.csv"))
    assert shop.day("2026-10-22")["ad_spend"] == 10.00


def test_a_platform_that_does_not_tell_leaves_the_sum_unknown(shop: Cockpit, tmp_path: Path) -> None:
    """Spend of two platforms, sales of one: a return on ad spend of the two together would be a wrong number."""
    write(tmp_path, over_time=OVER_TIME, google=GOOGLE)
    shop.load(*tmp_path.glob("*.csv"))
    day = shop.day("2026-10-22")
    assert (day["ad_spend"], day["ad_clicks"]) == (85.50, 160)
    assert (day["ad_sales"], day["roas"], day["ad_impressions"]) == (None, None, None)


SYCM = """统计日期,访客数,浏览量,支付买家数,支付件数,支付金额,直通车消耗,钻石展位消耗
2026-10-22,"1,200",5000,30,40,"3,000.00",200.00,50.00
"""
WANXIANG = """日期,主体ID,主体类型,主体名称,展现量,点击量,花费,总成交金额,直接成交金额,总成交笔数
2026-10-22,600000000000000001,商品,袜子,10000,300,260.00,900.00,500.00,9
"""


def test_store_report_and_ad_report_speak_of_the_same_money(cockpit: Cockpit, tmp_path: Path) -> None:
    cockpit.store("旗舰店", "Asia/Shanghai", "CNY", "tmall")
    write(tmp_path, sycm=SYCM)
    cockpit.load(tmp_path / "sycm.csv")
    assert cockpit.day("2026-10-22")["ad_spend"] == 250.00
    write(tmp_path, wanxiang=WANXIANG)
    cockpit.load(tmp_path / "wanxiang.csv")
    day = cockpit.day("2026-10-22")
    assert (day["ad_spend"], day["ad_clicks"], day["paid"]) == (260.00, 300, 3000.00)


def test_two_layouts_taught_by_hand_are_two_platforms(shop: Cockpit, tmp_path: Path) -> None:
    (tmp_path / "bing.csv").write_text("When,Money,Taps\n2026-10-22,5.00,7\n", encoding="utf-8")
    (tmp_path / "tiktok.csv").write_text("Am,Geld,Tipps\n2026-10-22,8.00,9\n", encoding="utf-8")
    for file, names in (("bing", "When Money Taps"), ("tiktok", "Am Geld Tipps")):
        day, spend, clicks = names.split()
        maps = ["--map", f"day={day}", "--map", f"ad_spend={spend}", "--map", f"ad_clicks={clicks}"]
        shop.done("import", tmp_path / f"{file}.csv", *maps)
    day = shop.day("2026-10-22")
    assert (day["ad_spend"], day["ad_clicks"]) == (13.00, 16)
