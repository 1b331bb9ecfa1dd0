"""A number by channel, product, buyer and hour: what each contributed to a change, and what is left over.

Parts of additive numbers and the residual line sum to the change. People are counted once per period, so channels that
overlap leave a residual of their own; a ratio has no parts, its rows only stand beside each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from opscockpit.domain import fmt
from opscockpit.domain.metric import Metric, known_pair
from opscockpit.domain.mix import MIX_NAMES, mix_effects, mix_effects_whole
from opscockpit.services.effects import MIX, Parts, worded
from opscockpit.services.metric_views import Drill, DrillRow
from opscockpit.store import breakdown
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

SHOWN = 12
"""Rows of a drill-down; the rest are one line."""

LARGEST = 5
"""Orders shown of a day."""

BY_HOUR = ("orders", "paid")
BY_ORDER = ("paid", "orders", "aov", "net_sales", "units", "paid_per_buyer")
_DIMENSIONS = {"channel": "channel", "product": "item"}
"""What the rows of a drill-down are sums over, as a metric's `sums_over` names it."""

_BY_PRODUCT = ("paid", "units", "orders", "visitors", "page_views", "carts", "buyers", "refunds")
_KINDS = {"new": "new buyers", "returning": "returning buyers", "unknown": "buyer not known"}
_MIX_CHAINS = (("visitors", "buyers", "paid"), ("sessions", "orders", "paid"))

Cells = dict[str, dict[str, int | None]]
"""Measures by name of the part."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A number and what it is compared with: `base` is the day, None where there is none to open."""

    store: Row
    metric: Metric
    day: date
    base: date | None
    value: float | None
    base_value: float | None

    @property
    def days(self) -> list[date]:
        """The day and its base."""
        return [self.day, self.base] if self.base else [self.day]


def channels_of(db: Database, seen: Seen) -> tuple[Cells, Cells]:
    """The measures of each channel on the day and on its base."""
    now: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    before: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    for row in breakdown.by_channel(db, seen.store["id"], seen.days):
        side = now if row["day"] == seen.day.isoformat() else before
        side[row["channel"]][row["measure"]] = row["value"]
    return dict(now), dict(before)


def channel_drill(db: Database, seen: Seen) -> Drill:
    """The metric by channel."""
    now, before = channels_of(db, seen)
    parts = _parts(seen, now, before)
    if not parts:
        return Drill("channel", "by channel", (), note="no source gives it by channel")
    return _drill("channel", "by channel", seen, parts)


def product_drill(db: Database, seen: Seen) -> Drill:
    """The metric by product: from the ledger's lines, else from an item report."""
    if seen.metric.id not in _BY_PRODUCT:
        return Drill("product", "by product", (), note="not known by product")
    now, before, titles = _products(db, seen)
    parts = _parts(seen, now, before)
    if not parts:
        return Drill("product", "by product", (), note="no source gives it by product")
    found = _drill("product", "by product", seen, parts)
    return replace(found, rows=tuple(_titled(row, titles.get(row.name, "")) for row in found.rows))


def _titled(row: DrillRow, title: str) -> DrillRow:
    return replace(row, name=title, note=row.name) if title and title != row.name else row


def _products(db: Database, seen: Seen) -> tuple[Cells, Cells, dict[str, str]]:
    """The metric of each sku on both days, and the titles."""
    measure = seen.metric.id
    now: Cells = {}
    before: Cells = {}
    titles: dict[str, str] = {}

    def put(row: Row, value: int | None) -> None:
        side = now if row["day"] == seen.day.isoformat() else before
        side[row["sku"]] = {measure: value}
        titles[row["sku"]] = row["title"]

    if measure in ("paid", "units", "orders"):
        for row in breakdown.products_sold(db, seen.store["id"], seen.days):
            put(row, row[measure])
    if not now and not before:
        reported = breakdown.products_reported(db, seen.store["id"], measure, seen.days)
        sources = [row["source"] for row in reported]
        best = max(sorted(set(sources)), key=sources.count, default=None)
        for row in reported:
            if row["source"] == best:
                put(row, row["value"])
    return now, before, titles


def buyer_drill(db: Database, seen: Seen) -> Drill:
    """Sales by new, returning and unknown buyers, from the ledger."""
    if seen.metric.id not in ("paid", "orders", "buyers", "aov", "paid_per_buyer"):
        return Drill("buyer", "by kind of buyer", (), note="not known by kind of buyer")
    now: Cells = {}
    before: Cells = {}
    for row in breakdown.by_buyer(db, seen.store["id"], seen.days):
        side = now if row["day"] == seen.day.isoformat() else before
        unknown = row["who"] == "unknown"
        side[_KINDS[row["who"]]] = {"orders": row["orders"], "paid": row["paid"],
                                     "buyers": None if unknown else row["buyers"]}  # fmt: skip
    if not any(name != _KINDS["unknown"] for name in (*now, *before)):
        return Drill("buyer", "by kind of buyer", (), note="no source says who bought")
    return _drill("buyer", "by kind of buyer", seen, _parts(seen, now, before))


def hour_drill(db: Database, seen: Seen) -> Drill:
    """The metric by hour of the day, in the order of the hours."""
    if seen.metric.id not in BY_HOUR:
        return Drill("hour", "by hour", (), note="no source gives it by hour")
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in breakdown.by_hour(db, seen.store["id"], seen.metric.id, seen.days):
        found[row["hour"]][row["day"]] = row["value"]
    if not found:
        return Drill("hour", "by hour", (), note="the orders of these days have no time of day")
    known = {day for hours in found.values() for day in hours}

    def cell(hour: int, day: date | None) -> int | None:
        return found[hour].get(day.isoformat(), 0) if day and day.isoformat() in known else None

    hours = range(min(found), max(found) + 1)
    return Drill(
        "hour", "by hour", tuple(_row(seen, f"{h:02}:00", cell(h, seen.day), cell(h, seen.base)) for h in hours)
    )


def order_drill(db: Database, seen: Seen) -> Drill:
    """The largest orders of the day, down to which sales can be opened: one of them may be the whole story."""
    if seen.metric.id not in BY_ORDER:
        return Drill("order", "largest orders", (), note="not made of orders")
    rows, currency = [], seen.store["currency"]
    for row in breakdown.largest_orders(db, seen.store["id"], seen.day, LARGEST):
        hour = "" if row["hour"] is None else f"{row['hour']:02}:00, "
        back = f", {fmt.money(row['refunded'], currency)} given back" if row["refunded"] else ""
        rows.append(DrillRow(
            row["number"], row["paid"], fmt.money(row["paid"], currency), None, "", None, "",
            f"{hour}{fmt.count(row['units'])} pieces{back}",
        ))  # fmt: skip
    if not rows:
        return Drill("order", "largest orders", (), note="no orders are known of this day")
    share = ""
    if seen.metric.id == "paid" and seen.value:
        share = f"the largest is {fmt.percent((rows[0].value or 0) / seen.value, places=0)} of the day"
    return Drill("order", "largest orders", tuple(rows), note=share)


Part = tuple[str, float | None, float | None]
"""Name of a part, its number and that of the base."""


def _parts(seen: Seen, now: Cells, before: Cells) -> list[Part]:
    """Each part that has the metric on either day, largest change first; one absent from a day of others stood at 0."""
    metric, additive = seen.metric, _additive(seen.metric)
    parts: list[Part] = []
    for name in sorted({*now, *before}):
        value, base = metric.compute(now.get(name, {})), metric.compute(before.get(name, {}))
        if value is None and base is None:
            continue
        if additive:
            value = 0 if value is None and now else value
            base = 0 if base is None and before else base
        parts.append((name, value, base))
    return sorted(parts, key=lambda part: (_delta(part) is None, -abs(_delta(part) or 0), -abs(part[1] or 0), part[0]))


def _delta(part: Part) -> float | None:
    _, value, base = part
    return value - base if value is not None and base is not None else None


def _additive(metric: Metric) -> bool:
    return metric.unit in ("count", "money") and not metric.pairs


def _row(seen: Seen, name: str, value: float | None, base: float | None) -> DrillRow:
    unit, currency = seen.metric.unit, seen.store["currency"]
    delta = _delta((name, value, base))
    return DrillRow(
        name, value, fmt.value(value, unit, currency, short=True), base, fmt.value(base, unit, currency, short=True),
        delta, "" if delta is None else worded(seen.metric, delta, currency),
    )  # fmt: skip


def _drill(by: str, title: str, seen: Seen, parts: list[Part]) -> Drill:
    """The largest parts as rows, one line for the others, and the residual to the store's own change."""
    metric, rest = seen.metric, parts[SHOWN:]
    shown = [_row(seen, *part) for part in parts[:SHOWN]]  # only what is shown is worded
    if not _additive(metric):
        return Drill(by, title, tuple(shown), note=f"{len(rest)} more" if rest else "")
    if rest:
        shown.append(_row(seen, f"{len(rest)} others", _sum(part[1] for part in rest), _sum(part[2] for part in rest)))
    residual = ""
    if seen.value is not None and seen.base_value is not None and any(row.delta is not None for row in shown):
        left = seen.value - seen.base_value - sum(row.delta or 0 for row in shown)
        if left:
            why = "overlap" if _DIMENSIONS.get(by, "day") not in metric.sums_over else "in no row"
            residual = f"{why} {worded(metric, left, seen.store['currency'])}"
    return Drill(by, title, tuple(shown), residual)


def _sum(cells: Iterable[float | None]) -> float | None:
    known = [cell for cell in cells if cell is not None]
    return sum(known) if known else None


def mix_parts(metric: Metric, now: Cells, before: Cells) -> Parts | None:
    """How much of a change is traffic moving between channels; None where the channels do not tell.

    For sales: traffic, mix, conversion, money per buyer. For orders: traffic, mix, conversion. For conversion: mix, and
    conversion within the channels.
    """
    if metric.id == "conversion":
        return _rate_mix(metric, now, before)
    for people, hits, paid in _MIX_CHAINS:
        last = {"paid": paid, "orders": hits, "buyers": hits}.get(metric.id)
        if last is None or (metric.id == "buyers" and hits != "buyers") or (metric.id == "orders" and hits != "orders"):
            continue
        sides = [_whole(side, (people, hits, last)) for side in (before, now)]
        if all(len(side) >= 2 for side in sides):
            found = mix_effects_whole(*sides)
            names, values = list(MIX_NAMES), [float(value) for value in found.values]
            if last == hits:
                names, values = names[:3], [*values[:2], values[2] + values[3]]
            if found.residual:
                names, values = [*names, "not explained"], [*values, float(found.residual)]
            return Parts(tuple(names), tuple(values), float(found.delta))
    return None


def _whole(side: Cells, names: tuple[str, str, str]) -> dict[str, tuple[int, int, int]]:
    """The channels of which all three counts are known; without a hit or money there was none of it."""
    found = {}
    for channel, measures in side.items():
        people = measures.get(names[0])
        if people is not None:
            found[channel] = (people, measures.get(names[1]) or 0, measures.get(names[2]) or 0)
    return found if any(hits for _, hits, _ in found.values()) else {}


def _rate_mix(metric: Metric, now: Cells, before: Cells) -> Parts | None:
    pair = next((p for p in metric.pairs if any(known_pair((p,), cell) for cell in now.values())
                 and any(known_pair((p,), cell) for cell in before.values())), None)  # fmt: skip
    if pair is None:
        return None
    rates = []
    for side in (before, now):
        counts = _whole(side, (pair[1], pair[0], pair[0]))
        total = sum(people for people, _, _ in counts.values())
        if len(counts) < 2 or not total:
            return None
        rates.append({name: (people / total, hits / people if people else 0.0, 1.0)
                      for name, (people, hits, _) in counts.items()})  # fmt: skip
    traffic, mix, within, _ = mix_effects(rates[0], rates[1])
    return Parts((MIX, "within"), (mix + traffic, within), mix + traffic + within)


def mix_sentence(parts: Parts, now: Cells, before: Cells) -> str:
    """Whether traffic moving between channels is the matter, and to which."""
    values = dict(parts.pairs)
    mix, conversion = values.get(MIX, 0.0), values.get("within", values.get("conversion", 0.0))
    if not mix or abs(mix) <= abs(conversion):
        return ""
    people = next((name for name in ("visitors", "sessions") if any(name in cell for cell in now.values())), "")
    total = [sum(cell.get(people) or 0 for cell in side.values()) or 1 for side in (now, before)]
    grown = max(sorted(now), default="", key=lambda name: (now[name].get(people) or 0) / total[0]
                - ((before.get(name) or {}).get(people) or 0) / total[1])  # fmt: skip
    kind = "weaker" if mix < 0 else "stronger"
    return f"mostly because traffic moved to a {kind} channel ({grown})"
