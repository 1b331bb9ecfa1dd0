"""Measures: the counted and booked quantities that everything else is computed from.

A measure is what a file says (integers); a metric (see `metrics`) is what a person reads, often a ratio of measures.
"""

from __future__ import annotations

from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of quantity.

    `unit`: 'count' (pieces, people, times), 'money' (minor units), 'milli' (thousandths: fractional conversions,
    impression-weighted positions, seconds). `unique`: people counted once each, so it must never be summed over
    days, channels, devices or items.
    """

    id: str
    unit: str
    unique: bool = False


_COUNTS = (
    "new_visitors returning_visitors sessions page_views entrances bounces clickers "
    "orders_created orders units order_items conversions carts favourites checkouts "
    "search_impressions search_clicks ad_impressions ad_clicks ad_units ad_carts "
    "reviews reviews_bad parcels_collected parcels_sent parcels_signed coupons_used"
)
_UNIQUE = "visitors buyers new_buyers returning_buyers cart_visitors favourite_visitors ordering_buyers followers"
_MONEY = (
    "created_amount paid refunds refunds_by_order adjustments postage tax discount fees "
    "ad_spend ad_sales ad_sales_direct commission returning_paid"
)
_MILLI = "search_position_weight ad_orders stay_seconds_weight score_description score_service score_logistics"

MEASURES: dict[str, Measure] = {
    **{m: Measure(m, "count") for m in _COUNTS.split()},
    **{m: Measure(m, "count", unique=True) for m in _UNIQUE.split()},
    **{m: Measure(m, "money") for m in _MONEY.split()},
    **{m: Measure(m, "milli") for m in _MILLI.split()},
}
"""Every measure by id. `search_position_weight` is position x impressions x 1000 (see `search_position`);
`ad_orders` is 1000 x attributed orders or conversions, which some platforms give as fractions;
`stay_seconds_weight` is 1000 x seconds x visitors."""
