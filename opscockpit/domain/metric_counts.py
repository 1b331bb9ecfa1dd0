"""Metrics that are counted or booked: one measure each, and net sales. Definitions: metrics.md section 2."""

from __future__ import annotations

from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metric import Measures, Metric, plain

TRAFFIC = "store traffic reports (visitors or sessions by day)"
ORDERS = "order exports, or the platform's daily sales report"
ADS = "advertising reports by day"
SEARCH = "search console: the daily file of the whole site"
SERVICE = "the platform's service and rating pages, often typed in by hand"

_EVERYWHERE = "day channel item"
_NOT_ITEMS = "day channel"

# (measure, English, Chinese, direction, may be summed over, fed by, traps, use it to decide)
_COUNTS: tuple[tuple[str, str, str, int, str, str, str, str], ...] = (
    ("visitors", "Visitors", "访客数", 1, "", TRAFFIC,
     "people counted once per period: never add days, channels, devices or items; channels overlap",
     "whether a change of sales is a matter of traffic, and which channel to ask about it"),
    ("new_visitors", "New visitors", "新访客数", 1, _NOT_ITEMS, TRAFFIC,
     "new within the platform's own look-back, which differs", "whether promotion reaches new people"),
    ("returning_visitors", "Returning visitors", "老访客数", 1, _NOT_ITEMS, TRAFFIC,
     "depends on the platform's look-back", "whether customers come back without being paid for"),
    ("sessions", "Sessions", "会话数", 1, _NOT_ITEMS, TRAFFIC,
     "visits, not people; Shopify cuts them at midnight UTC, Amazon counts Pacific days",
     "the traffic of shops that count visits"),
    ("page_views", "Page views", "浏览量", 1, _EVERYWHERE, TRAFFIC, "reloads count", "how deep visitors look"),
    ("entrances", "Entrances", "入口次数", 1, _EVERYWHERE, TRAFFIC, "", "which pages bring visits"),
    ("bounces", "Bounces", "跳失次数", -1, _EVERYWHERE, TRAFFIC, "", "read the bounce rate instead"),
    ("clickers", "Visitors who clicked on", "点击人数", 1, _NOT_ITEMS, TRAFFIC, "",
     "read the bounce rate instead"),
    ("followers", "Followers", "粉丝数", 1, "", SERVICE, "a stock, not a flow", "reach of posts and live shows"),
    ("orders_created", "Orders created", "下单笔数", 1, _NOT_ITEMS, ORDERS,
     "includes orders never paid", "whether people order but do not pay"),
    ("orders", "Paid orders", "支付订单数", 1, _NOT_ITEMS, ORDERS,
     "an order with two items counts for both: never add items", "the first number to alarm on, before money"),
    ("units", "Units", "支付件数", 1, _EVERYWHERE, ORDERS, "", "stock, parcels and staff"),
    ("order_items", "Order items", "订单商品数", 1, _EVERYWHERE, ORDERS, "lines, not pieces", "basket variety"),
    ("conversions", "Converting visits", "成交会话数", 1, _NOT_ITEMS, TRAFFIC,
     "visits that bought: several orders in one visit count once", "conversion of shops that count visits"),
    ("buyers", "Buyers", "支付买家数", 1, "", ORDERS,
     "people counted once per period: never add days", "whether more people bought, or the same ones more"),
    ("new_buyers", "New buyers", "新买家数", 1, "", ORDERS,
     "first paid order in the history that is loaded; an unknown buyer is neither new nor returning",
     "whether growth comes from new customers"),
    ("returning_buyers", "Returning buyers", "老买家数", 1, "", ORDERS,
     "an unknown buyer is neither new nor returning", "whether customers stay"),
    ("ordering_buyers", "Buyers who ordered", "下单买家数", 1, "", ORDERS, "includes those who did not pay",
     "where in the checkout people stop"),
    ("cart_visitors", "Visitors who added to cart", "加购人数", 1, "", TRAFFIC, "persons, not pieces",
     "read the add-to-cart rate"),
    ("favourite_visitors", "Visitors who favourited", "收藏人数", 1, "", TRAFFIC, "persons",
     "read the favourite rate"),
    ("carts", "Pieces added to cart", "加购件数", 1, _EVERYWHERE, TRAFFIC, "pieces, not persons",
     "demand before a campaign"),
    ("favourites", "Favourites", "收藏次数", 1, _EVERYWHERE, TRAFFIC, "", "interest in an item"),
    ("checkouts", "Checkouts begun", "进入结账次数", 1, _NOT_ITEMS, TRAFFIC, "", "whether the checkout works"),
    ("coupons_used", "Coupons used", "优惠券使用数", 0, _EVERYWHERE, ORDERS, "", "whether an offer is seen"),
    ("created_amount", "Amount ordered", "下单金额", 1, _EVERYWHERE, ORDERS,
     "includes orders never paid", "compare with the amount paid"),
    ("paid", "Paid", "支付金额", 1, _EVERYWHERE, ORDERS,
     "before refunds, on the pay day; some platforms include postage, count a presale when fully paid, or deduct "
     "cancellations", "take its change apart into traffic, conversion and order value"),
    ("refunds", "Refunds", "退款金额", -1, _EVERYWHERE, ORDERS,
     "by refund day or by the day of the refunded order, the row says which; can exceed the day's sales",
     "which item, batch or promise to look at"),
    ("refunds_by_order", "Refunds of the day's orders", "订单口径退款", -1, _EVERYWHERE, ORDERS,
     "on the day of the refunded order: young days still rise", "how a day's sales hold"),
    ("adjustments", "Corrections", "调整金额", 0, _EVERYWHERE, ORDERS, "signed: neither sale nor refund",
     "whether the books hold something unusual"),
    ("returning_paid", "Paid by returning buyers", "老客支付金额", 1, _EVERYWHERE, ORDERS, "",
     "value of customers kept"),
    ("postage", "Postage charged", "邮费", 0, _NOT_ITEMS, ORDERS, "some platforms count it in paid",
     "offers of free postage"),
    ("tax", "Tax", "税费", 0, _EVERYWHERE, ORDERS, "in or on top of the price, by country", "reconciling the books"),
    ("discount", "Discounts", "优惠金额", 0, _EVERYWHERE, ORDERS, "", "whether sales were bought with price"),
    ("fees", "Platform fees", "平台费用", -1, _EVERYWHERE, ORDERS, "often booked days later", "contribution of a sale"),
    ("commission", "Commission", "佣金", 0, _EVERYWHERE, ADS, "settled after the return window",
     "whether a partner pays"),
    ("ad_spend", "Ad spend", "花费", 0, _EVERYWHERE, ADS, "up is neither good nor bad: read it with what it brought",
     "whether the budget was spent as planned"),
    ("ad_impressions", "Ad impressions", "展现量", 0, _EVERYWHERE, ADS, "", "whether bids still win"),
    ("ad_clicks", "Ad clicks", "点击量", 1, _EVERYWHERE, ADS, "", "what the spend bought"),
    ("ad_sales", "Ad sales", "广告成交金额", 1, _EVERYWHERE, ADS,
     "grows through the attribution window: young days are not final; includes indirect sales",
     "only together with the window and the spend"),
    ("ad_sales_direct", "Direct ad sales", "直接成交金额", 1, _EVERYWHERE, ADS, "the advertised item only",
     "whether the advertised item itself sells"),
    ("ad_units", "Ad units", "广告成交件数", 1, _EVERYWHERE, ADS, "not final within the window",
     "stock of advertised items"),
    ("ad_carts", "Ad add-to-carts", "广告加购数", 1, _EVERYWHERE, ADS, "", "early signal before sales are attributed"),
    ("search_impressions", "Search impressions", "搜索展现量", 1, "day", SEARCH,
     "rare queries are hidden: rows never sum to the site; two to three days late", "demand and visibility"),
    ("search_clicks", "Search clicks", "搜索点击量", 1, "day", SEARCH,
     "rare queries are hidden: rows never sum to the site; two to three days late", "free traffic from search"),
    ("reviews", "Reviews", "评价数", 1, _EVERYWHERE, SERVICE, "", "how fast a new item gathers trust"),
    ("reviews_bad", "Bad reviews", "差评数", -1, _EVERYWHERE, SERVICE, "small numbers: judge the count, not the rate",
     "call the buyers back today"),
    ("parcels_collected", "Parcels collected", "揽收包裹数", 1, _NOT_ITEMS, SERVICE, "", "whether the courier came"),
    ("parcels_sent", "Parcels sent", "发货包裹数", 1, _NOT_ITEMS, SERVICE, "", "whether the warehouse keeps up"),
    ("parcels_signed", "Parcels signed for", "签收包裹数", 1, _NOT_ITEMS, SERVICE, "", "delivery time"),
)  # fmt: skip

_SCORES = (
    ("score_description", "Item as described", "描述相符"),
    ("score_service", "Service", "服务态度"),
    ("score_logistics", "Logistics", "物流服务"),
)


def _net_sales(measures: Measures) -> int | None:
    """paid - refunds + adjustments; a source that books no corrections has none, but unknown refunds stay unknown."""
    paid, refunds = measures.get("paid"), measures.get("refunds")
    return None if paid is None or refunds is None else paid - refunds + (measures.get("adjustments") or 0)


def _counted(row: tuple[str, str, str, int, str, str, str, str]) -> Metric:
    measure, en, zh, direction, over, feeds, traps, decide = row
    money = MEASURES[measure].unit == "money"
    scale = "poisson" if measure == "reviews_bad" else "log" if money else "sqrt"
    return Metric(
        measure, en, zh, measure, "money" if money else "count", plain(measure), direction, scale,
        frozenset(over.split()), feeds=feeds, traps=traps, decide=decide,
    )  # fmt: skip


COUNTED: tuple[Metric, ...] = (
    *(_counted(row) for row in _COUNTS),
    Metric(
        "ad_orders", "Ad orders", "广告成交笔数", "ad_orders / 1000", "number", plain("ad_orders", divide=1000), 1,
        "sqrt", frozenset(_EVERYWHERE.split()), feeds=ADS,
        traps="some platforms split one order over several clicks: fractions are right; not final within the window",
        decide="what the clicks led to",
    ),
    Metric(
        "net_sales", "Net sales", "净销售额", "paid - refunds + adjustments", "money", _net_sales, 1, "log",
        frozenset(_EVERYWHERE.split()), feeds=ORDERS,
        traps="by refund day it mixes this week's sales with last week's refunds; by order day young days still fall",
        decide="what the shop really sold",
    ),
    *(
        Metric(
            measure, en, zh, f"{measure} / 1000", "number", plain(measure, divide=1000), 1, "log", feeds=SERVICE,
            traps="a mean over six months: it moves slowly and cannot be edited",
            decide="how many good ratings are missing, and which promise was broken",
        )
        for measure, en, zh in _SCORES
    ),
)  # fmt: skip
"""Every counted or booked metric, in the order of the dictionary."""
