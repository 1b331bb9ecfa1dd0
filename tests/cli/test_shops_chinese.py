"""Invented exports of other Chinese shops, in the layouts and with the quirks of the real ones; sums reckoned by hand."""

# ruff: noqa: E501
# The lines of an export are as long as they are.
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cockpit, only


@pytest.fixture
def chinese(cockpit: Cockpit) -> Cockpit:
    cockpit.store("旗舰店", "Asia/Shanghai", "CNY", "tmall")
    return cockpit


QIANNIU = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,"
    "买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类,物流单号 ,物流公司,订单备注,宝贝总数量,"
    "店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,定金排名,修改后的sku,"
    "修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额\n"
)


def qianniu_row(number: str, buyer: str, total: str, paid: str, status: str, made: str, at: str, back: str) -> str:
    cells = [f'"=""{number}"""', buyer, "x@y.cn", total, "0.00", "0", total, "0", paid, "0", status, "", "张三",
             "浙江省 杭州市 西湖区 文三路 1号", "快递", "", "'13800000000", made, at, "加厚毛巾，纯棉", "1", "No:123", "顺丰",
             "", "2", "100", "旗舰店", "", "0", "0", "", "手机订单", "", "", "", "", "", "", "0", "0", "", back]  # fmt: skip
    return ",".join(cells) + "\n"


def test_qianniu_orders_in_gbk(chinese: Cockpit, put: Callable[..., Path]) -> None:
    rows = (
        qianniu_row("4012345678901234567", "阿明", "100.00", "100.00", "交易成功", "2026-10-20 23:50:01",
                    "2026-10-21 00:03:00", "0.00")
        + qianniu_row("4012345678901234568", "小红", "80.00", "50.00", "交易成功", "2026-10-21 09:00:00",
                      "2026-10-21 09:01:00", "30.00")
        + qianniu_row("4012345678901234569", "小红", "60.00", "0.00", "交易关闭", "2026-10-21 10:00:00",
                      "2026-10-21 10:01:00", "60.00")
        + qianniu_row("4012345678901234570", "老王", "20.00", "0.00", "等待买家付款", "2026-10-21 11:00:00", "", "无退款申请")
        + qianniu_row("4012345678901234571", "老王", "5.00", "0.00", "交易关闭", "2026-10-21 12:00:00", "", "")
    )  # fmt: skip
    path = put("ExportOrderList202610211234.csv", QIANNIU + rows, "gbk")
    (report,) = chinese.load(path)
    assert (report["profile"], report["rows_used"], report["rows_skipped"]) == ("qianniu.orders", 5, 0)
    only(chinese.day("2026-10-20"), orders_created=1, orders=0)
    day = chinese.day("2026-10-21", basis="order")
    only(day, orders_created=4, orders=3, paid=240.0, refunds=90.0, net_sales=150.0, buyers=2, new_buyers=2)
    numbers = chinese.sql("SELECT number FROM sale ORDER BY 1")
    assert numbers[0] == ("4012345678901234567",)
    everything = "\n".join(chinese.db.read_bytes().decode("utf-8", "ignore").split())
    for personal in ("张三", "13800000000", "文三路", "x@y.cn", "阿明"):
        assert personal not in everything


def test_qianniu_masked_newer_columns(chinese: Cockpit, put: Callable[..., Path]) -> None:
    head = "订单编号,买家昵称,订单状态,总金额,买家实付金额,退款金额,运单号,买家下单时间,买家付款时间,宝贝规格,宝贝标题,宝贝数量,收货人姓名,收货人手机\n"
    rows = (
        "5000000000000000001,柚**,卖家已发货，等待买家确认,99.00,99.00,0.00,SF1,2026/10/21 8:05,2026/10/21 8:06,红色;L,毛巾,1,柚*,1*********5\n"
        "5000000000000000002,阿**,交易成功,49.50,49.50,9.50,SF2,2026/10/21 9:05,2026/10/21 9:06,蓝色;M,毛巾,3,阿*,1*********6\n"
    )
    (report,) = chinese.load(put("订单.csv", head + rows, "gb18030"))
    assert report["profile"] == "qianniu.orders"
    assert any("masked" in note for note in report["notes"])
    # 49.50 paid of a total of 49.50 with 9.50 back: nothing had been taken off the payment.
    only(chinese.day("2026-10-21"), orders=2, paid=148.5, refunds=9.5, units=4)
    assert chinese.day("2026-10-21")["buyers"] in (0, None)


PDD = (
    "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),"
    "发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间\n"
)


def test_pdd_orders(chinese: Cockpit, put: Callable[..., Path]) -> None:
    rows = (
        "袜子,261021-123456789012345,已收货,30.00,0.00,2.00,3.00,0.00,25.00,28.00,2,2026-10-21 18:00:00,,600001,红,1,A,B,,无售后或售后取消,"
        "SF1,顺丰,2026-10-21 08:01:02\n"
        '袜子,261021-123456789012346,"已取消，退款成功",15.00,0.00,0.00,0.00,0.00,15.00,15.00,1,,,600001,红,1,A,B,,退款成功,,,\t\n'
        "袜子,261022-123456789012347,待付款,15.00,0.00,0.00,0.00,0.00,15.00,15.00,1,,,600001,红,1,A,B,,无售后或售后取消,,,\n"
    )
    (report,) = chinese.load(put("orders_export.csv", PDD + rows, "utf-8-sig"))
    assert (report["profile"], report["rows_used"]) == ("pdd.orders", 3)
    only(chinese.day("2026-10-21"), orders_created=2, orders=2, paid=43.0, refunds=15.0, net_sales=28.0)
    only(chinese.day("2026-10-22"), orders_created=1, orders=0, paid=0.0)


def test_pdd_ads_with_preamble_and_a_wrong_total(chinese: Cockpit, put: Callable[..., Path]) -> None:
    text = (
        "推广数据报表 2026-10-20~2026-10-21\n"
        "日期,商品ID,商品名称,推广场景,推广名称,出价方式,分组,是否已删除,成交花费(元),交易额(元),实际投产比,总花费(元),净交易额(元),成交笔数,直接交易额(元),"
        "间接交易额(元),曝光量,点击量\n"
        '2026-10-20,600001,袜子,商品推广,计划一,稳定成本,默认,否,9.00,120.00,12.00,10.00,110.00,6,100.00,20.00,"1,000",50\n'
        '2026-10-21,600001,袜子,商品推广,计划一,稳定成本,默认,否,19.00,200.50,10.03,20.00,190.00,8,150.50,50.00,"2,000",80\n'
        "2026-10-21,600002,手套,商品推广,计划二,稳定成本,默认,否,4.50,0.00,0.00,5.00,0.00,0,0.00,0.00,300,9\n"
        "总计,,,,,,,,33.00,321.00,9.20,35.00,300.00,14,250.50,70.00,3300,140\n"
    )
    (report,) = chinese.load(put("推广.csv", text, "gb18030"))
    assert (report["rows_used"], report["rows_total_lines"]) == (3, 1)
    only(chinese.day("2026-10-21"), ad_spend=25.0, ad_sales=200.5, ad_clicks=89, ad_impressions=2300)
    only(chinese.day("2026-10-20"), ad_spend=10.0, ad_sales=120.0, ad_clicks=50, ad_impressions=1000)


def test_jd(chinese: Cockpit, put: Callable[..., Path]) -> None:
    sku = (
        "时间,SKU,SKU名称,一级类目,二级类目,三级类目,货号,成交金额,成交商品件数,成交单量,成交客户数,成交转化率,客单价,件单价,UV价值,商品浏览量,商品访客数,"
        "商品人均浏览量,加购商品件数,加购客户数\n"
        '2026-10-21,100012345678,毛巾,家纺,毛巾,毛巾,M1,"1,200.50",40,30,29,2.90%,41.40,30.01,1.20,"3,000","1,000",3.00,120,100\n'
        "2026-10-21,100012345679,浴巾,家纺,毛巾,浴巾,M2,99.00,1,1,1,1.00%,99.00,99.00,0.99,200,100,2.00,5,5\n"
    )
    store = (
        "时间,浏览量,同比,访客数,同比,人均浏览量,同比,平均停留时长(秒),同比,成交客户数,同比,成交转化率,同比,成交金额,同比,成交子单量,同比\n"
        '2026-10-21,"5,000",1.00%,"1,700",-2.00%,2.94,0.10%,35,1.00%,30,3.00%,1.76%,1.00%,"1,299.50",5.00%,31,2.00%\n'
    )
    first, second = chinese.load(put("sku.csv", sku), put("store.csv", store))
    assert {first["profile"], second["profile"]} == {"jd.sku", "jd.store"}
    only(chinese.day("2026-10-21"), paid=1299.5, visitors=1700, page_views=5000, buyers=30, orders=31)


SYCM_STORE = (
    "生意参谋\n取数 店铺整体\n统计周期 2026-10-20 ~ 2026-10-21\n\n\n"
    "统计日期\t浏览量\t访客数\t老访客数\t新访客数\t下单买家数\t支付买家数\t支付转化率\t支付老买家数\t支付件数\t支付金额\t客单价\t加购人数\t加购件数\t"
    "成功退货退款金额\t直通车消耗\t钻石展位消耗\t淘宝客佣金\t评价数\t负面评价数\t描述相符评分\n"
    "2026-10-20\t9,120\t3,010\t800\t2,210\t95\t88\t2.92%\t20\t130\t1.2万\t136.36\t300\t420\t-\t210.50\t-\t33.3\t12\t1\t4.85112\n"
    "2026-10-21\t8,000\t2,500\t700\t1,800\t70\t60\t2.40%\t15\t90\t9,876.50\t164.61\t250\t333\t120.00\t200.00\t50.5\t30\t10\t0\t4.85\n"
)


def test_sycm_store_items_and_sources(chinese: Cockpit, put: Callable[..., Path]) -> None:
    items = (
        "【生意参谋平台】\n\n\n\n统计日期,商品ID,商品名称,货号,商品状态,商品访客数,商品浏览量,商品加购件数,下单金额,支付买家数,支付件数,支付金额,成功退款金额\n"
        '2026-10-21,612345678901234567,毛巾,M1,当前在线,"1,234","3,000",50,"1,500.00",20,30,"1,300.00",-\n'
        "2026-10-21,612345678901234568,浴巾,M2,已下架,-,-,-,-,-,-,-,-\n"
    )
    sources = (
        "标题\n流量载体,一级来源,二级来源,三级来源,四级来源,访客数,访客数环比,新访客,加购人数,支付买家数,支付金额\n"
        '无线,淘内免费,汇总,汇总,汇总,"1,500",1%,900,100,30,"5,000.00"\n'
        "无线,淘内免费,手淘搜索,汇总,汇总,900,1%,500,60,20,3000\n"
        "无线,付费流量,直通车,-,-,400,1%,300,30,5,800\n"
    )
    chinese.load(put("店铺整体-2026-10-21.csv", SYCM_STORE, "utf-16"))
    only(
        chinese.day("2026-10-20"), visitors=3010, page_views=9120, paid=12000.0, buyers=88, returning_buyers=20, units=130,
        refunds=None, ad_spend=210.5,
    )  # fmt: skip
    only(chinese.day("2026-10-21"), visitors=2500, paid=9876.5, refunds=120.0, ad_spend=250.5, buyers=60)
    assert chinese.day("2026-10-21")["conversion"] == pytest.approx(60 / 2500)
    (item,) = chinese.load(put("【生意参谋平台】商品_全部_2026-10-21_2026-10-21.csv", items, "gb18030"))
    assert (item["profile"], item["rows_used"]) == ("sycm.items", 2)
    (source,) = chinese.load(put("【生意参谋平台】无线店铺流量来源-2026-10-21_2026-10-21.csv", sources))
    assert (source["profile"], source["days"]) == ("sycm.sources", ["2026-10-21", "2026-10-21"])
    assert source["rows_total_lines"] == 2
    channels = {r["channel"]: r["visitors"] for r in chinese.rows("2026-10-21", "2026-10-21", by="channel")}
    assert channels == {"直通车": 400}
    only(chinese.day("2026-10-21"), visitors=2500, paid=9876.5)
