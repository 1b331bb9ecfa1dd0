"""Metrics that are computed from two measures: always from counts, never by averaging. Definitions: metrics.md 2."""

from __future__ import annotations

from opscockpit.domain.metric import Metric, quotient
from opscockpit.domain.metric_counts import ADS, ORDERS, SEARCH, SERVICE, TRAFFIC

_BOTH = f"{TRAFFIC}; {ORDERS}"
_WINDOW = "sales of young days still grow through the attribution window"

# (id, English, Chinese, numerator/denominator pairs, unit, direction, scale, fed by, traps, use it to decide)
_RATIOS: tuple[tuple[str, str, str, str, str, int, str, str, str, str], ...] = (
    ("conversion", "Conversion", "支付转化率", "buyers/visitors orders/sessions conversions/sessions", "ratio", 1,
     "rate", _BOTH, "the row says which counts it rests on; buyers of a day may have visited before",
     "whether the page, the price or the stock is the matter, not the traffic"),
    ("order_conversion", "Order conversion", "下单转化率", "ordering_buyers/visitors", "ratio", 1, "rate", _BOTH,
     "includes orders never paid", "compare with conversion: the gap is payment"),
    ("pay_through", "Orders that get paid", "下单支付转化率", "buyers/ordering_buyers", "ratio", 1, "rate", ORDERS,
     "a payment after midnight counts for another day", "whether payment or hesitation loses orders"),
    ("cart_rate", "Add-to-cart rate", "加购率", "cart_visitors/visitors", "ratio", 1, "rate", TRAFFIC,
     "persons, not pieces", "whether the item page convinces"),
    ("favourite_rate", "Favourite rate", "收藏率", "favourite_visitors/visitors", "ratio", 1, "rate", TRAFFIC,
     "persons", "interest that does not buy yet"),
    ("bounce_rate", "Bounce rate", "跳失率", "bounces/entrances", "ratio", -1, "rate", TRAFFIC,
     "the store's and the item's bounce are different things; multi-day values of a platform are means of days",
     "whether visitors find what the link promised"),
    ("click_on_rate", "Visitors who click on", "点击访客占比", "clickers/visitors", "ratio", 1, "rate", TRAFFIC,
     "1 less the bounce rate of some platforms", "whether the landing page leads on"),
    ("new_visitor_share", "New visitor share", "新访客占比", "new_visitors/visitors", "ratio", 0, "rate", TRAFFIC,
     "depends on the platform's look-back", "whether promotion reaches new people"),
    ("pages_per_visitor", "Pages per visitor", "人均浏览量", "page_views/visitors page_views/sessions", "number", 1,
     "log", TRAFFIC, "", "how much visitors look around"),
    ("units_per_session", "Unit session share", "件数会话比", "units/sessions", "ratio", 1, "log", _BOTH,
     "counts pieces: may exceed 100 %", "conversion of shops that report pieces"),
    ("items_per_session", "Order item session share", "订单商品会话比", "order_items/sessions", "ratio", 1,
     "log", _BOTH,
     "counts lines: may exceed 100 %", "conversion of shops that report order lines"),
    ("aov", "Order value", "笔单价", "paid/orders", "money", 1, "log", ORDERS,
     "per order; some platforms give it per buyer, see paid per buyer", "whether baskets changed"),
    ("paid_per_buyer", "Paid per buyer", "客单价", "paid/buyers", "money", 1, "log", ORDERS,
     "per buyer and period: a longer period gives more", "whether baskets changed, where buyers are known"),
    ("paid_per_visitor", "Value per visitor", "UV价值", "paid/visitors paid/sessions", "money", 1, "log", _BOTH,
     "conversion x order value in one number", "what a visitor of a channel may cost"),
    ("price_per_unit", "Price per unit", "件单价", "paid/units", "money", 0, "log", ORDERS, "",
     "price or mix of items"),
    ("units_per_order", "Units per order", "连带率", "units/orders", "number", 1, "log", ORDERS, "",
     "whether bundles and suggestions work"),
    ("orders_per_buyer", "Orders per buyer", "人均订单数", "orders/buyers", "number", 1, "log", ORDERS, "",
     "whether buyers split their orders"),
    ("returning_share", "Returning buyer share", "老买家占比", "returning_buyers/buyers", "ratio", 0, "rate", ORDERS,
     "falls when many new buyers come", "balance of new and old customers"),
    ("returning_paid_share", "Returning paid share", "老客金额占比", "returning_paid/paid", "ratio", 0, "log", ORDERS,
     "falls when many new buyers come", "balance of new and old customers"),
    ("refund_rate", "Refund rate", "退款率", "refunds/paid", "ratio", -1, "log", ORDERS,
     "refunds of a day belong to earlier sales: it can exceed 100 % after a campaign",
     "which item, batch or promise to look at"),
    ("refund_rate_by_order", "Refund rate of the day's orders", "订单口径退款率", "refunds_by_order/paid", "ratio", -1,
     "log", ORDERS, "young days are not final: read it with its age and the rate expected in the end",
     "which day's promise or campaign brings goods back"),
    ("discount_rate", "Discount rate", "折扣率", "discount/paid", "ratio", 0, "log", ORDERS, "",
     "whether sales were bought with price"),
    ("ctr", "Ad click rate", "点击率", "ad_clicks/ad_impressions", "ratio", 1, "rate", ADS,
     "market word lists use clicks per search, which exceeds 100 %", "which picture and which word attract"),
    ("cpc", "Cost per click", "平均点击花费", "ad_spend/ad_clicks", "money", -1, "log", ADS, "undefined without clicks",
     "bids"),
    ("ad_conversion", "Ad conversion", "广告转化率", "ad_orders/ad_clicks", "ratio", 1, "log", ADS, _WINDOW,
     "which words buy"),
    ("roas", "Return on ad spend", "投入产出比", "ad_sales/ad_spend", "number", 1, "log", ADS,
     f"includes indirect sales; {_WINDOW}", "budget, against the break-even of the item"),
    ("roas_direct", "Direct return on ad spend", "直接投产比", "ad_sales_direct/ad_spend", "number", 1, "log", ADS,
     _WINDOW, "whether the advertised item itself pays"),
    ("acos", "Ad cost share", "广告成本占比", "ad_spend/ad_sales", "ratio", -1, "log", ADS, _WINDOW,
     "budget, where people think in shares"),
    ("tacos", "Total ad cost share", "总广告成本占比", "ad_spend/paid", "ratio", -1, "log", f"{ADS}; {ORDERS}",
     "ad sales and paid may use other days", "whether the shop depends on advertising"),
    ("mer", "Sales per ad spend", "整体投产比", "paid/ad_spend", "number", 1, "log", f"{ADS}; {ORDERS}",
     "some tools turn it round", "total budget, free of attribution"),
    ("cart_cost", "Cost per add-to-cart", "加购成本", "ad_spend/ad_carts", "money", -1, "log", ADS, "",
     "early judgement of a plan"),
    ("search_ctr", "Search click rate", "搜索点击率", "search_clicks/search_impressions", "ratio", 1, "rate", SEARCH,
     "falls when new, weaker words appear", "titles and pictures in the results"),
    ("bad_review_share", "Bad review share", "差评率", "reviews_bad/reviews", "ratio", -1, "rate", SERVICE,
     "small numbers", "product and promise"),
)  # fmt: skip


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.split("/") for pair in text.split())
    return tuple((above, below) for above, below in pairs)


def _weighted(
    name: tuple[str, str, str], above: str, below: str, unit: str, feeds: str, traps: str, decide: str, *,
    times: float, direction: int,
) -> Metric:  # fmt: skip
    sign = f"{above} / {below} / 1000" if times < 1 else f"{above} / {below} * {times:g}"
    pairs = ((above, below),)
    return Metric(
        *name, sign, unit, quotient(pairs, times=times), direction, "log", pairs=pairs,
        feeds=feeds, traps=traps, decide=decide,
    )  # fmt: skip


def _ratio(row: tuple[str, str, str, str, str, int, str, str, str, str]) -> Metric:
    id_, en, zh, text, unit, direction, scale, feeds, traps, decide = row
    pairs = _pairs(text)
    milli = any(above == "ad_orders" for above, _ in pairs)  # kept in thousandths
    formula = " or ".join(f"{above} / {below}" for above, below in pairs) + (" / 1000" if milli else "")
    compute = quotient(pairs, times=0.001 if milli else 1)
    return Metric(
        id_, en, zh, formula, unit, compute, direction, scale, pairs=pairs, feeds=feeds, traps=traps, decide=decide
    )


RATIOS: tuple[Metric, ...] = (
    *(_ratio(row) for row in _RATIOS),
    _weighted(
        ("cpm", "Cost per 1,000 impressions", "千次展现花费"), "ad_spend", "ad_impressions", "money", ADS, "",
        "price of attention", times=1000, direction=-1,
    ),
    _weighted(
        ("search_position", "Search position", "搜索平均排名"), "search_position_weight", "search_impressions",
        "position", SEARCH, "weighted by impressions: a mean of positions would be wrong; rare queries are hidden",
        "visibility of the site as a whole", times=0.001, direction=-1,
    ),
    _weighted(
        ("stay_seconds", "Mean stay", "平均停留时长"), "stay_seconds_weight", "visitors", "seconds", TRAFFIC,
        "multi-day values of a platform are means of days", "whether the detail page is read", times=0.001,
        direction=1,
    ),
)  # fmt: skip
"""Every computed metric, in the order of the dictionary."""
