"""The numbers of a period, by day, week, month or channel, as the `metrics` command prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metric import known_pair
from opscockpit.domain.metrics import METRICS, conversion_basis, value
from opscockpit.domain.money import digits
from opscockpit.services.bases import major
from opscockpit.services.figures import Days
from opscockpit.store import series
from opscockpit.store.database import Database, Row
from opscockpit.store.measures import of_period

IDS = (
    "visitors", "sessions", "page_views", "orders_created", "orders", "buyers", "new_buyers", "returning_buyers",
    "units", "paid", "refunds", "adjustments", "net_sales", "aov", "paid_per_buyer", "conversion", "ad_spend",
    "ad_impressions", "ad_clicks", "ad_sales", "ctr", "cpc", "roas", "search_impressions", "search_clicks",
    "search_ctr", "search_position",
)  # fmt: skip
"""The metrics of a row, in the order of the contract."""


def metrics_rows(
    db: Database, store: Row, first: date, last: date, *, by: str = "day", basis: str = "event"
) -> list[dict[str, Any]]:
    """A row for each period (or channel) between two days; unknown numbers are None, money is in major units.

    `basis`: refunds count on the day they were given back ('event') or on the day of the refunded order ('order').
    """
    if by == "channel":
        return [
            _row(store, f"{first}..{last}", measures, basis, channel)
            for channel, measures in sorted(_by_channel(db, store["id"], first, last).items())
        ]
    days = _by_day(db, store["id"], first, last)
    if by == "day":
        return [_row(store, day.isoformat(), days.get(day, {}), basis) for day in _days(first, last)]
    sums = _rolled_up(days, first, last, by)
    found = []
    for name, start, end in _periods(first, last, by):
        own, people = sums.get(name, {}), _people(db, store["id"], start, end, days)
        whole = _reported(db, store["id"], start, end).get("", {})
        row = _row(store, name, whole | own | people, basis)
        summed = own.keys() - people.keys()
        row.update(_of_like_days(store, [days.get(day, {}) for day in _days(start, end)], whole | own, summed))
        found.append(row)
    return found


def _of_like_days(
    store: Row, days: Sequence[dict[str, int | None]], measures: dict[str, int | None], summed: set[str]
) -> dict[str, float | None]:
    """The ratios of sums that are known of different days, from the days of which both are known.

    Orders of a month over the sessions of its last ten days would be no conversion.
    """
    found: dict[str, float | None] = {}
    for metric in (METRICS[name] for name in IDS):
        pair = known_pair(metric.pairs, measures)
        if pair is None or not summed >= set(pair):
            continue
        both = [day for day in days if all(day.get(name) is not None for name in pair)]
        if len(both) < sum(any(day.get(name) is not None for name in pair) for day in days):
            sums = {name: sum(day[name] or 0 for day in both) for name in pair} if both else {}
            found[metric.id] = major(metric.unit, metric.compute(sums), store["currency"])
    return found


def _reported(db: Database, store_id: int, first: date, last: date) -> dict[str, dict[str, int | None]]:
    """By channel ('' is the whole store), what files tell of exactly this period as one, such as a weekly report."""
    found: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    if first != last:
        for measure, channel, value in of_period(db, store_id, first, last):
            found[channel][measure] = value
    return dict(found)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _by_day(db: Database, store_id: int, first: date, last: date) -> Days:
    found: defaultdict[date, dict[str, int | None]] = defaultdict(dict)
    for row in series.store_days(db, store_id, first, last):
        found[date.fromisoformat(row["day"])][row["measure"]] = row["value"]
    return dict(found)


def _by_channel(db: Database, store_id: int, first: date, last: date) -> dict[str, dict[str, int | None]]:
    """Sums by channel; people are shown for a single day only, because they must not be added."""
    found: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    whole = _reported(db, store_id, first, last)
    for row in series.channel_days(db, store_id, first, last):
        sums, measure = found[row["channel"]], row["measure"]
        if MEASURES[measure].unique and first != last:
            continue
        sums[measure] = (sums.get(measure) or 0) + row["value"]
    return {channel: whole.get(channel, {}) | found.get(channel, {}) for channel in {*whole, *found} - {""}}


def _periods(first: date, last: date, by: str) -> list[tuple[str, date, date]]:
    """ISO weeks or months cut to the asked days, with their names."""
    found: dict[str, tuple[date, date]] = {}
    for day in _days(first, last):
        year, week, _ = day.isocalendar()
        name = f"{year}-W{week:02}" if by == "week" else f"{day:%Y-%m}"
        found[name] = (found.get(name, (day, day))[0], day)
    return [(name, start, end) for name, (start, end) in found.items()]


def _rolled_up(days: Days, first: date, last: date, by: str) -> dict[str, dict[str, int | None]]:
    """Sums of each period by its name. A period without a single known day stays unknown; it is no 0.

    People counted once each are left out, but where the period is a single day.
    """
    import pandas as pd

    known = [day for day in _days(first, last) if day in days]
    if not known:
        return {}
    frame = pd.DataFrame([days[day] for day in known], dtype="Int64")
    names = {day: name for name, start, end in _periods(first, last, by) for day in _days(start, end)}
    single = {name for name, start, end in _periods(first, last, by) if start == end}
    sums = frame.groupby([names[day] for day in known]).sum(min_count=1)
    return {
        str(name): {
            str(measure): int(value)
            for measure, value in row.items()
            if not pd.isna(value) and (name in single or not MEASURES[str(measure)].unique)
        }
        for name, row in sums.iterrows()
    }


def _people(db: Database, store_id: int, first: date, last: date, days: Days) -> dict[str, int | None]:
    """Distinct buyers of a period, counted in the ledger."""
    if not any(days.get(day, {}).get("new_buyers") is not None for day in _days(first, last)):
        return {}
    buyers, new = series.distinct_buyers(db, store_id, first, last)
    return {"buyers": buyers, "new_buyers": new, "returning_buyers": buyers - new}


def _row(
    store: Row, period: str, measures: dict[str, int | None], basis: str, channel: str | None = None
) -> dict[str, Any]:
    if basis == "order":
        measures = {**measures, "refunds": measures.get("refunds_by_order")}
    row: dict[str, Any] = {"store": store["name"], "period": period, "currency": store["currency"]}
    if channel is not None:
        row["channel"] = channel
    for metric_id in IDS:
        row[metric_id] = major(METRICS[metric_id].unit, value(metric_id, measures), store["currency"])
    row["conversion_basis"] = conversion_basis(measures)
    return row


def metrics_table(rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[list[object]]]:
    """The rows as a table with the columns that have at least one number."""
    head = ["store", "period", "channel", *IDS]
    used = [name for name in head if any(row.get(name) is not None for row in rows)]
    return used, [[_short(name, row) for name in used] for row in rows]


def _short(name: str, row: dict[str, Any]) -> object:
    cell = row.get(name)
    if cell is not None and name in METRICS and METRICS[name].unit == "money" and row["currency"]:
        return f"{cell:,.{digits(row['currency'])}f}"
    if isinstance(cell, float):
        return f"{cell:,.4f}".rstrip("0").rstrip(".")
    return f"{cell:,}" if isinstance(cell, int) else cell
