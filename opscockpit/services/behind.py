"""What stands behind one bar of a waterfall: the channels, products, hours or orders of its factor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from opscockpit import errors
from opscockpit.domain import fmt
from opscockpit.services.bases import inputs
from opscockpit.services.dictionary import metric_named
from opscockpit.services.effects import UNEXPLAINED, label, worded
from opscockpit.services.explaining import Explanation, explained
from opscockpit.services.metric_detail import drills
from opscockpit.services.metric_views import Drill, DrillRow
from opscockpit.services.number_views import Behind
from opscockpit.services.own_metrics import all_metrics
from opscockpit.store import refunding
from opscockpit.store.database import Database, Row

SHOWN = 12
"""Refunds and refunded products shown."""

_METRIC_OF = {"keep_rate": "refunds", "refund_rate": "refunds", "within": "conversion", "payment_rate": "orders",
              "paid_share": "orders_created", "orders_per_visitor": "orders", "checkout_rate": "sessions",
              "units_per_order": "units", "price_per_unit": "paid", "orders_per_buyer": "orders"}  # fmt: skip
"""The metric that has rows for a factor that has none itself."""

_SAYS_MOST = {"aov": "order", "paid_per_buyer": "order", "refunds": "order"}
"""The drill-down that is looked at first; else the first that has rows."""


def behind(db: Database, store: Row, metric_id: str, day: date, basis: str, factor: str) -> Behind:
    """The rows behind a factor of the change of a metric. Raises Refused for what has no rows of its own."""
    if factor == UNEXPLAINED:
        raise errors.Refused("this is the rest that the counts do not carry: no rows stand behind it")
    told = explained(db, store, metric_id, day, basis, rate=False)
    rows_of = metric_named(_rows_of(told, factor))
    own = explained(db, store, rows_of.id, day, basis, rate=False)
    found = _refund_drills(db, own) if rows_of.id == "refunds" else drills(db, own)
    effect = _effect(told, factor)
    if effect is not None and factor == rows_of.id and own.delta and not rows_of.pairs:
        found = tuple(_with_worth(drill, told, effect, own.delta) for drill in found)
    words = "" if effect is None else worded(told.metric, effect, told.currency)
    first = next((drill.by for drill in found if drill.rows), "channel")
    wanted = _SAYS_MOST.get(rows_of.id, first)
    by = wanted if any(drill.by == wanted and drill.rows for drill in found) else first
    name = label(factor) if factor == rows_of.id else f"{label(factor)}: {rows_of.en}"
    return Behind(name, rows_of.id, words, by, found)


def _rows_of(told: Explanation, factor: str) -> str:
    if factor in ("traffic", "mix"):
        return "visitors" if told.measures.get("visitors") is not None else "sessions"
    if factor in _METRIC_OF:
        return _METRIC_OF[factor]
    if factor in all_metrics():
        return factor
    known = inputs(told.metric, [name for name, value in told.measures.items() if value is not None])
    return next((name for name in known if name in all_metrics()), told.metric.id)


def _effect(told: Explanation, factor: str) -> float | None:
    for parts in (told.parts, told.mix):
        if parts is not None and factor in parts.names:
            return dict(parts.pairs)[factor]
    return None


def _with_worth(drill: Drill, told: Explanation, effect: float, moved: float) -> Drill:
    """Each row with the part of the bar that its change carries: parts of a sum share the bar by their changes.

    Where the rows overlap by more than all that moved (an order holds several products) no share would mean anything.
    """
    if abs(moved - sum(row.delta or 0 for row in drill.rows)) > abs(moved):
        return drill
    rows = [
        row if row.delta is None else replace(row, worth=worded(told.metric, row.delta * effect / moved, told.currency))
        for row in drill.rows
    ]
    return replace(drill, rows=tuple(rows))


def _refund_drills(db: Database, own: Explanation) -> tuple[Drill, ...]:
    """The refunds given on the day, and the products that came back against the base day."""
    store, currency = own.store, own.currency
    given = [
        DrillRow(
            row["for_number"], row["refunded"], fmt.money(row["refunded"], currency), None, "", None, "",
            f"order of {date.fromisoformat(row['for_day']):%a %d %b}" if row["for_day"] else "order not known",
        )
        for row in refunding.given_on(db, store["id"], own.day, SHOWN)
    ]  # fmt: skip
    orders = Drill("order", "refunds given", tuple(given), note="" if given else "no refund of this day is known")
    return orders, _refunded_products(db, own), *(d for d in drills(db, own) if d.by not in ("order", "product"))


def _refunded_products(db: Database, own: Explanation) -> Drill:
    sides: dict[str, dict[str, float]] = {}
    titles: dict[str, str] = {}
    for row in refunding.given_by_product(db, own.store["id"], own.seen.days):
        sides.setdefault(row["sku"], {})[row["day"]] = row["refunded"] or 0.0
        titles[row["sku"]] = row["title"] or row["sku"]
    if not sides:
        return Drill("product", "refunded products", (), note="no source says which products came back")
    rows = []
    for sku, by_day in sides.items():
        value, base = by_day.get(own.day.isoformat(), 0.0), None
        if own.seen.base is not None:
            base = by_day.get(own.seen.base.isoformat(), 0.0)
        delta = None if base is None else value - base
        rows.append(DrillRow(
            titles[sku], value, fmt.money(value, own.currency), base, fmt.money(base, own.currency), delta,
            "" if delta is None else worded(own.metric, delta, own.currency), sku,
        ))  # fmt: skip
    rows.sort(key=lambda row: (-abs(row.delta if row.delta is not None else row.value or 0), row.name))
    more = f"{len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return Drill("product", "refunded products", tuple(rows[:SHOWN]), note=more)
