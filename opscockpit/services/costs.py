"""What is left of sales, as far as the costs are known: the ladder, with its coverage. A missing cost is never 0."""

from __future__ import annotations

from datetime import date

from opscockpit import errors
from opscockpit.domain import fmt, typed
from opscockpit.domain.money import digits
from opscockpit.domain.profit import Costs, Ladder, ladder
from opscockpit.services.actions import Done, may_change
from opscockpit.services.figures import Days, days_of
from opscockpit.services.metric_views import LadderRow, ProfitView
from opscockpit.services.refunding import expected_refunds
from opscockpit.store import plans
from opscockpit.store.database import Database, Row

LEAST_COVERAGE = 0.5
"""Below this share of sales with a known cost nothing is said about the rest."""

_BASIS_POINTS = 10_000


def cost_set(db: Database, who: str, store: Row, kind: str, amount: str | None, from_day: date, sku: str = "") -> Done:
    """Say what a piece of an item ('item', with its sku) or the dispatch of an order ('shipping') costs in money, or
    which share of net sales the platform takes ('fees', '5 %'), from a day on. None takes it away."""
    may_change(db, who)
    if kind not in ("item", "shipping", "fees"):
        raise errors.WrongUsage(f"a cost is item, shipping or fees, not {kind!r}")
    if (kind == "item") != bool(sku):
        raise errors.WrongUsage("the cost of an item wants its sku; shipping and fees have none")
    value = None if amount is None else _amount(kind, amount, store["currency"])
    plans.set_costs(db, who, store["id"], kind, from_day, {sku: value})
    return Done(f"cost of {sku or kind}: {amount if amount is not None else 'taken away'}, from {from_day:%d %b %Y}")


def _amount(kind: str, text: str, currency: str) -> int:
    try:
        number = typed.number(text.strip().removesuffix("%"))
    except ValueError:
        raise errors.Refused(f"{text!r} is no cost") from None
    if not 0 <= number <= (100 if kind == "fees" else 10**9):
        raise errors.Refused(f"{text!r} is no cost: it is below 0 or far too much")
    places = 2 if kind == "fees" else digits(currency)
    kept = number.scaleb(places)
    if kept != kept.to_integral_value():
        raise errors.Refused(f"{text!r} is too fine: {'a percent' if kind == 'fees' else currency} is kept "
                             f"to {places} decimals; nothing is rounded for you")  # fmt: skip
    return int(kept)


def costs_of(db: Database, store: Row, items: list[Row], last: date, days: Days, net: int) -> Costs:
    """The costs of a period as far as they are known; `items` as `plans.sold_items` gives them."""
    amounts = sum(row["amount"] for row in items)
    covered = sum(row["covered"] for row in items)
    goods = sum(row["cost"] for row in items) if covered > 0 and covered >= LEAST_COVERAGE * amounts else None
    rules = {row["kind"]: row["cost"] for row in plans.costs(db, store["id"])
             if row["kind"] != "item" and row["from_day"] <= last.isoformat()}  # fmt: skip
    orders = _sum(days, "orders")
    fees = _sum(days, "fees") if "fees" not in rules else round(net * rules["fees"] / _BASIS_POINTS)
    return Costs(
        goods=goods,
        goods_net=None if not amounts else round(net * covered / amounts),
        fees=fees,
        shipping=None if "shipping" not in rules or orders is None else rules["shipping"] * orders,
        ads=_sum(days, "ad_spend"),
    )


def _sum(days: Days, measure: str) -> int | None:
    """The sum over days; None when no day knows it, or when some days do and others with sales do not."""
    known = [measures[measure] for measures in days.values() if measures.get(measure) is not None]
    selling = [measures for measures in days.values() if measures.get("paid")]
    if not known or any(measures.get(measure) is None for measures in selling):
        return None
    return sum(value or 0 for value in known)


def profit(db: Database, store: Row, first: date, last: date) -> ProfitView:
    """The ladder of a period with realised refunds, and beside it what is to be expected in the end."""
    days = days_of(db, store["id"], first, last)
    paid, refunds = _sum(days, "paid"), _sum(days, "refunds")
    created = _sum(days, "created_amount")
    title = f"{first:%a %d %b %Y}" if first == last else f"{first:%d %b} to {last:%d %b %Y}"
    if paid is None:
        return ProfitView(title, (), None, ("no sales are known of these days",))
    adjustments = sum(measures.get("adjustments") or 0 for measures in days.values())
    gmv = created if created is not None and created >= paid else paid
    net = paid - (refunds or 0) + adjustments
    items = plans.sold_items(db, store["id"], first, last)
    costs = costs_of(db, store, items, last, days, net)
    found = ladder(gmv + adjustments, gmv - paid, refunds or 0, costs)
    notes = _notes(found, refunds is not None)
    later = expected_refunds(db, store, first, last)
    if later is not None and found.cm3 is not None and found.net:
        less = later - (refunds or 0)
        after = found.cm3 - round(less * found.cm3 / found.net) if found.net else found.cm3
        notes.append(f"with the refunds to expect ({fmt.money(later, store['currency'])}): "
                     f"{fmt.money(after, store['currency'])}")  # fmt: skip
    rows = _rows(found, created, paid, refunds, adjustments, store["currency"], _lacking(costs, items))
    return ProfitView(title, rows, _known_share(items), tuple(notes))


def _known_share(items: list[Row]) -> float | None:
    """The share of the sales of items whose cost is known; None where no source says which items were sold."""
    amounts = sum(row["amount"] for row in items)
    return sum(row["covered"] for row in items) / amounts if amounts > 0 else None


def _no_goods(items: list[Row]) -> str:
    """Why nothing is said of what is left after goods."""
    known = _known_share(items)
    if known is None:
        return "no source says which items were sold"
    ends = fmt.percent(known, places=0), fmt.percent(LEAST_COVERAGE, places=0)
    return f"the cost of goods is known for {ends[0]} of sales, and is reckoned with from {ends[1]} on"


def _lacking(costs: Costs, items: list[Row]) -> tuple[str, str, str]:
    """What is lacking for each rung after net sales, in words."""
    parts = {"the cost of goods": costs.goods, "fees": costs.fees, "dispatch": costs.shipping}
    lacking = [name for name, amount in parts.items() if amount is None]
    ads = [] if costs.ads is not None else ["the ad spend of every day with sales"]
    return _no_goods(items), _needs(lacking), _needs(lacking + ads)


def _needs(names: list[str]) -> str:
    return f"needs {' and '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)}" if names else ""


def _rows(
    found: Ladder, created: int | None, paid: int, refunds: int | None, adjustments: int, currency: str,
    lacking: tuple[str, str, str],
) -> tuple[LadderRow, ...]:  # fmt: skip
    about = "estimated: the rest is taken to cost alike" if found.estimated else ""
    ordered = "no source gives the money of orders that nobody paid" if created is None else ""
    unpaid = None if created is None or created <= paid else paid - created
    rows = [
        ("created_amount", "Ordered", created, ordered), ("created_amount", "not paid or cancelled", unpaid, ""),
        ("paid", "Paid", paid, ""),
        ("refunds", "refunds", None if refunds is None else -refunds, "" if refunds is not None else "not known"),
        ("adjustments", "corrections", adjustments or None, ""), ("net_sales", "Net sales", found.net, ""),
        ("cm1", "after goods", found.cm1, about if found.cm1 is not None else lacking[0]),
        ("cm2", "after fees and dispatch", found.cm2, about if found.cm2 is not None else lacking[1]),
        ("cm3", "Contribution after ads", found.cm3, about if found.cm3 is not None else lacking[2]),
    ]  # fmt: skip
    shown = [row for row in rows if row[2] is not None or row[3]]
    return tuple(LadderRow(name, amount, fmt.money(amount, currency), note, id_) for id_, name, amount, note in shown)


def _notes(found: Ladder, refunds_known: bool) -> list[str]:
    notes = []
    if found.coverage is not None:
        notes.append(f"cost known for {fmt.percent(found.coverage, places=0)} of net sales")
    if found.margin is not None:
        notes.append(f"{fmt.percent(found.margin)} of net sales is left")
    if found.breakeven_roas is not None:
        roas = f", it is {found.roas_net:.2f} on net sales" if found.roas_net is not None else ""
        notes.append(f"advertising pays from a return of {found.breakeven_roas:.2f}{roas}")
    if not refunds_known:
        notes.append("refunds are not known: net sales are an upper bound")
    return notes
