"""Which step of the store's process a number belongs to: who is asked when it moves.

A link says itself what it covers (`covers`: 'metric:conversion'); these names serve stores whose links say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.domain.metrics import METRICS
from opscockpit.store.database import Row

_PAGE = ("主图详情", "Images and detail page", "Product pages", "Creatives")
_ADS = ("推广", "Advertising", "Ads", "Search and ads", "Media buying")
_WORDS = ("标题词", "Titles and words", "Search and ads", "Search and content")
_SALES = ("活动", "Campaigns", "Range", "Plan and budget")
_AFTER = ("售后", "After sales", "Returns", "客服", "Customer service")
_CHECKOUT = ("Checkout", *_PAGE)
_REVIEWS = ("评价", "Reviews", *_AFTER)
_SHIPPING = ("发货", "Dispatch")

LINK_NAMES: dict[str, tuple[str, ...]] = {
    "conversion": _CHECKOUT, "order_conversion": _PAGE, "pay_through": _CHECKOUT, "cart_rate": _PAGE,
    "favourite_rate": _PAGE, "bounce_rate": _PAGE, "stay_seconds": _PAGE,
    "visitors": _WORDS, "sessions": _WORDS, "page_views": _PAGE, "search_clicks": _WORDS, "search_impressions": _WORDS,
    "search_position": _WORDS, "search_ctr": _WORDS,
    "ad_spend": _ADS, "ad_sales": _ADS, "roas": _ADS, "cpc": _ADS, "ctr": _ADS, "ad_clicks": _ADS,
    "paid": _SALES, "orders": _SALES, "buyers": _SALES, "net_sales": _SALES, "aov": _SALES, "paid_per_buyer": _SALES,
    "units_per_order": _SALES, "discount_rate": _SALES,
    "refunds": _AFTER, "refund_rate": _AFTER, "refund_rate_by_order": _AFTER, "adjustments": ("数据", "Data"),
    "reviews_bad": _REVIEWS, "bad_review_share": _REVIEWS, "score_description": _REVIEWS, "score_service": _REVIEWS,
    "score_logistics": _SHIPPING, "parcels_sent": _SHIPPING, "parcels_collected": _SHIPPING,
}  # fmt: skip
"""Metric -> names that its link may have, most fitting first."""


_KINDS = {"letter": "letters", "metric": "numbers", "step": "must-do items", "keyword": "keywords", "rule": "rules",
          "emergency": "emergencies"}  # fmt: skip


def rows_said(covers: Sequence[str]) -> str:
    """What a link covers, for people: 'all rules · letters: 违规, 规则公告 · numbers: Conversion'."""
    found: dict[str, list[str]] = {}
    for topic in covers:
        kind, _, name = topic.partition(":")
        named = METRICS[name].en if kind == "metric" and name in METRICS else name.replace("_", " ")
        found.setdefault(kind, []).append(named)
    return " · ".join(
        f"all {_KINDS.get(kind, kind)}" if kind in covers else f"{_KINDS.get(kind, kind)}: {', '.join(names)}"
        for kind, names in found.items()
    )


def link_of(links: Sequence[Row], metric_id: str) -> Row | None:
    """The link that a metric belongs to: the one that says so, else one with a fitting name; None for nobody's."""
    for topic in (f"metric:{metric_id}", "metric"):
        for row in links:
            if topic in row["covers"].split():
                return row
    by_name = {row["name"].casefold(): row for row in links}
    names = (name.casefold() for name in LINK_NAMES.get(metric_id, ()))
    return next((by_name[name] for name in names if name in by_name), None)
