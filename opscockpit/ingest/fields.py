"""The fields that a profile can map columns to, and what kind of cell each one is."""

from __future__ import annotations

from opscockpit.domain.measures import MEASURES

ORDER_FIELDS: dict[str, str] = {
    "number": "id",
    "refers_to": "id",
    "created_at": "moment",
    "paid_at": "moment",
    "cancelled_at": "moment",
    "refunded_at": "moment",
    "paid": "money",
    "total": "money",
    "refunded": "money",
    "adjusted_total": "money",
    "postage": "money",
    "tax": "money",
    "discount": "money",
    "fees": "money",
    "units": "count",
    "buyer": "buyer",
    "region": "region",
    "channel": "text",
    "status": "text",
    "refund_status": "text",
    "currency": "currency",
    "sku": "id",
    "title": "text",
    "line_units": "count",
    "line_price": "decimal",
    "line_amount": "money",
}
"""Fields of orders and of their lines. `decimal` is an exact number in major units (a unit price may have 4 digits)."""

DIMENSIONS: dict[str, str] = {
    "channel": "text",
    "device": "text",
    "campaign": "text",
    "group": "text",
    "term": "text",
    "match": "text",
    "item": "id",
    "title": "text",
    "page": "text",
    "country": "text",
    "placement": "text",
    "hour": "id",
    "appearance": "text",
    "level": "text",
}
"""What a slice of a report can be."""

EVENT_FIELDS: dict[str, str] = {"session": "id", "event": "text", "happened_at": "moment"}

_MEASURE_KINDS = {"count": "count", "money": "money", "milli": "milli"}
_HELPERS = {"money_": "money", "number_": "decimal", "text_": "text"}


def kind_of(field: str, *, of_orders: bool) -> str | None:
    """The kind of cell of a field; None for a field that does not exist.

    Reports may also use helper columns named `money_…`, `number_…` and `text_…` that other rules of the profile need.
    """
    if of_orders:
        return ORDER_FIELDS.get(field)
    if field == "day":
        return "day"
    if field == "last_day":
        return "moment"
    if field in DIMENSIONS:
        return DIMENSIONS[field]
    if field in EVENT_FIELDS:
        return EVENT_FIELDS[field]
    if field == "currency":
        return "currency"
    if field in MEASURES:
        return _MEASURE_KINDS[MEASURES[field].unit]
    return next((kind for prefix, kind in _HELPERS.items() if field.startswith(prefix)), None)
