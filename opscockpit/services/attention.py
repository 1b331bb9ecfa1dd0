"""Hundreds of products at once: which really moved, at a chosen share of false reports, and how much money it is."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from opscockpit.domain import fmt
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.rates import benjamini_hochberg, p_value
from opscockpit.services.figures import window_of
from opscockpit.services.metric_views import Drill, DrillRow
from opscockpit.store import breakdown
from opscockpit.store.database import Database, Row

FALSE_REPORTS = 0.1
"""Of the products reported, so many at most are there by chance."""

SHOWN = 10
_LEAST_MEAN = 0.25  # a piece in four days: below it a day says nothing about a product


@dataclass(slots=True)
class _Item:
    title: str
    units: dict[date, int]
    paid: dict[date, int]


def moved_products(db: Database, store: Row, day: date, *, shown: int = SHOWN) -> Drill:
    """The products whose pieces on a day differ from their usual ones beyond chance, most money first.

    Each is judged on the square-root scale against its days of the last eight weeks, all of them together by
    Benjamini-Hochberg. Days without any sale of the shop and masked days count for none of them.
    """
    window = window_of(db, store["id"], day, WINDOW + 1)
    usable = [
        d for d, measures, masked in zip(window.days[:-1], window.measures[:-1], window.masked[:-1], strict=True)
        if measures.get("orders") and not masked
    ]  # fmt: skip
    title = "products that moved"
    if len(usable) < 28 or not window.today.get("orders"):
        return Drill("product", title, (), note="too few days, or no orders on this one")
    items = _items(db, store["id"], day)
    judged = [(sku, found) for sku, item in items.items() if (found := _score(item, day, usable)) is not None]
    adjusted = benjamini_hochberg([p_value(z) for _, (z, _, _) in judged])
    moved = [
        (sku, z, mean, money) for (sku, (z, mean, money)), p in zip(judged, adjusted, strict=True) if p < FALSE_REPORTS
    ]  # fmt: skip
    moved.sort(key=lambda found: -abs(found[3]))
    rows = tuple(_row(items[sku], sku, day, z, mean, money, store["currency"]) for sku, z, mean, money in moved[:shown])
    note = f"{len(moved)} of {len(judged)} products, at most {fmt.percent(FALSE_REPORTS, places=0)} of them by chance"
    return Drill("product", title, rows, note=note if judged else "no product sells often enough")


def _items(db: Database, store_id: int, day: date) -> dict[str, _Item]:
    found: defaultdict[str, _Item] = defaultdict(lambda: _Item("", {}, {}))
    for row in breakdown.product_days(db, store_id, day - timedelta(days=WINDOW), day):
        item, on = found[row["sku"]], date.fromisoformat(row["day"])
        item.title = row["title"] or row["sku"]
        item.units[on], item.paid[on] = row["units"], row["paid"]
    return found


def _score(item: _Item, day: date, usable: list[date]) -> tuple[float, float, float] | None:
    """z, usual pieces a day, and money more or less than usual; None for what sells too rarely."""
    mean = sum(item.units.get(d, 0) for d in usable) / len(usable)
    if mean < _LEAST_MEAN:
        return None
    roots = [2 * math.sqrt(max(item.units.get(d, 0), 0) + 0.375) for d in usable]
    centre = sum(roots) / len(roots)
    spread = max(math.sqrt(sum((root - centre) ** 2 for root in roots) / (len(roots) - 1)), 1.0)
    z = (2 * math.sqrt(max(item.units.get(day, 0), 0) + 0.375) - centre) / spread
    usual = sum(item.paid.get(d, 0) for d in usable) / len(usable)
    return z, mean, item.paid.get(day, 0) - usual


def _row(item: _Item, sku: str, day: date, z: float, mean: float, money: float, currency: str) -> DrillRow:
    pieces = item.units.get(day, 0)
    sign = "+" if money > 0 else "-"
    return DrillRow(
        item.title, pieces, f"{fmt.count(pieces)} pieces", mean, f"usual {fmt.number(mean, places=1)}", money,
        f"{sign}{fmt.money(abs(money), currency, short=True)}", f"{sku}, z {z:+.1f}",
    )  # fmt: skip
