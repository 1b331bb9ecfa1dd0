"""One period of a store's money: the ladder from ordered to left, refunds on both bases, and what things cost."""

from __future__ import annotations

from datetime import date, timedelta

from opscockpit.domain import fmt
from opscockpit.services.costs import profit
from opscockpit.services.figures import Days, days_of
from opscockpit.services.number_views import CostLine, MoneyView, Movers, RefundLine
from opscockpit.services.refunding import refund_days
from opscockpit.store import plans
from opscockpit.store.database import Database, Row

ITEMS_SHOWN = 300
"""Items of the list of costs, those that sold for most first."""


def money(db: Database, store: Row, first: date, last: date) -> MoneyView:
    """The money of the days from `first` to `last`."""
    ladder = profit(db, store, first, last)
    days = days_of(db, store["id"], first, last)
    sold = plans.sold_items(db, store["id"], first, last)
    return MoneyView(
        ladder.title, first, last, ladder.rows, ladder.notes, _refunds(db, store, days, first, last),
        _costs(db, store, sold, last), sum(row["covered"] == 0 for row in sold),
    )  # fmt: skip


def _refunds(db: Database, store: Row, days: Days, first: date, last: date) -> tuple[RefundLine, ...]:
    """Newest day first."""
    found = []
    for line in reversed(refund_days(db, store, first, last)):
        measures = days.get(line.day, {})
        given, paid = measures.get("refunds"), measures.get("paid")
        rate = given / paid if given is not None and paid else None
        found.append(RefundLine(
            line.day, line.age, line.paid, fmt.money(given, store["currency"]), fmt.percent(rate, places=1),
            line.so_far, line.expected, line.sentence,
        ))  # fmt: skip
    return tuple(found)


def _costs(db: Database, store: Row, sold: list[Row], last: date) -> tuple[CostLine, ...]:
    """The two rules, then the items sold in the period: what has no cost yet and sold for most comes first."""
    currency, known = store["currency"], plans.costs(db, store["id"])
    rules = {kind: _rule(kind, known, last, currency) for kind in ("fees", "shipping")}
    since = {row["sku"]: row for row in known if row["kind"] == "item" and row["from_day"] <= last.isoformat()}
    total = sum(row["amount"] for row in sold)
    items = [
        CostLine(
            "item", row["sku"], row["title"] or row["sku"],
            fmt.money(since[row["sku"]]["cost"], currency) if row["sku"] in since else "",
            date.fromisoformat(since[row["sku"]]["from_day"]) if row["sku"] in since else None,
            fmt.money(row["amount"], currency, short=True),
            fmt.percent(row["amount"] / total, places=1) if total > 0 else "",
        )
        for row in sorted(sold, key=lambda row: (row["covered"] != 0, -row["amount"]))[:ITEMS_SHOWN]
    ]  # fmt: skip
    return (*rules.values(), *items)


def _rule(kind: str, known: list[Row], last: date, currency: str) -> CostLine:
    name = {"fees": "the platform's share of net sales", "shipping": "dispatch of one order"}[kind]
    found = [row for row in known if row["kind"] == kind and row["from_day"] <= last.isoformat()]
    if not found:
        return CostLine(kind, "", name, "", None, "", "")
    cost = found[-1]["cost"]
    words = fmt.percent(cost / 10_000) if kind == "fees" else fmt.money(cost, currency)
    return CostLine(kind, "", name, words, date.fromisoformat(found[-1]["from_day"]), "", "")


def movers(db: Database, store: Row, day: date) -> Movers:
    """The products and the keywords that moved beyond chance on a day."""
    from opscockpit.domain import ranks
    from opscockpit.services.attention import moved_products
    from opscockpit.services.watchlist import keyword_lines

    words = keyword_lines(db, store["id"], day)
    real = tuple(line for line in words if line.verdict == ranks.REAL)
    return Movers(day, moved_products(db, store, day, shown=MOVERS_SHOWN), real, len(words))


MOVERS_SHOWN = 40
"""Products that moved, those with most money at stake first."""


def last_month(day: date) -> tuple[date, date]:
    """The month up to the day before; on its first day the month before."""
    end = day - timedelta(days=1)
    return end.replace(day=1), end
