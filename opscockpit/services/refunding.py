"""Refunds by the day of the order: so far, and what young days will come to in the end."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import accumulate

from opscockpit.domain import fmt
from opscockpit.domain.pace import quantile
from opscockpit.domain.refunds import MATURE_DAYS, Cohort, RefundOutlook, outlook
from opscockpit.services.metric_views import RefundDay
from opscockpit.services.shops import now_and_day
from opscockpit.store import refunding
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

OLDER_DAYS = 120
"""Mature days that the outlook is learned from."""

LEAST_DAYS = 5
"""Mature days below which nothing is said about the end."""


@dataclass(frozen=True, slots=True)
class _Day:
    """The orders of a day. `ended` is how older days came out where nothing says when their refunds were given."""

    day: date
    paid: int
    back: int
    looked: RefundOutlook | None
    ended: tuple[float, float, float] | None


def refund_days(db: Database, store: Row, first: date, last: date) -> tuple[RefundDay, ...]:
    """The refunds of the orders of each day between two days, oldest first; days without sales are left out."""
    _, today = now_and_day(store, db.clock)
    return tuple(_worded(found, today, store["currency"]) for found in _days(db, store["id"], first, last, today))


def expected_refunds(db: Database, store: Row, first: date, last: date) -> int | None:
    """What the refunds of the orders of a period will come to (minor units); None where older days do not tell."""
    _, today = now_and_day(store, db.clock)
    found = _days(db, store["id"], first, last, today)
    rates = [day.looked.expected if day.looked else max(day.ended[1], day.back / day.paid) if day.ended else None
             for day in found]  # fmt: skip
    if not found or any(rate is None for rate in rates):
        return None
    return round(sum(day.paid * (rate or 0.0) for day, rate in zip(found, rates, strict=True)))


def _days(db: Database, store_id: int, first: date, last: date, today: date) -> list[_Day]:
    oldest = min(first, today - timedelta(days=MATURE_DAYS + OLDER_DAYS))
    paid = {date.fromisoformat(row["day"]): row["paid"] for row in refunding.paid_by_day(db, store_id, oldest, last)}
    ages: defaultdict[date, dict[int, int]] = defaultdict(dict)
    for row in refunding.refunds_by_age(db, store_id, oldest, max(last, today), today):
        ages[date.fromisoformat(row["day"])][row["age"]] = row["refunded"]
    mature = [day for day in paid if (today - day).days > MATURE_DAYS and paid[day] > 0]
    dated = sum(sum(by_age.values()) - by_age.get(0, 0) for by_age in ages.values())
    older = [Cohort(paid[day], _curve(ages[day])) for day in mature]
    ended = sorted(sum(ages[day].values()) / paid[day] for day in mature)
    span = (quantile(ended, 0.1), quantile(ended, 0.5), quantile(ended, 0.9)) if len(ended) >= LEAST_DAYS else None
    found = []
    for day in sorted(paid):
        if first <= day <= last and paid[day] > 0:
            back, age = sum(ages[day].values()), min((today - day).days, MATURE_DAYS)
            looked = outlook(paid[day], back, age, older) if dated else None
            found.append(_Day(day, paid[day], back, looked, span if ages and not dated else None))
    return found


def _curve(by_age: dict[int, int]) -> list[int]:
    """Refunded so far at each age from 0 to mature; what came later counts as mature."""
    steps = [0] * (MATURE_DAYS + 1)
    for age, amount in by_age.items():
        steps[min(age, MATURE_DAYS)] += amount
    return list(accumulate(steps))


def _worded(found: _Day, today: date, currency: str) -> RefundDay:
    age = (today - found.day).days
    so_far, expected = fmt.percent(found.back / found.paid, places=1), ""
    head = f"{found.day:%a %d %b}: D+{age}, {so_far} refunded so far"
    if age >= MATURE_DAYS:
        sentence = f"{found.day:%a %d %b}: {so_far} refunded, final"
    elif found.looked is not None:
        expected = _span(found.looked.low, found.looked.high, found.back / found.paid)
        sentence = f"{head}, expected in the end {expected}"
    elif found.ended is not None:
        expected = _span(found.ended[0], found.ended[2], found.back / found.paid)
        sentence = f"{head}; days older than {MATURE_DAYS} came to {_span(found.ended[0], found.ended[2])} in the end"
    else:
        sentence = f"{head}; too few older days to say what is to come"
    return RefundDay(found.day, age, fmt.money(found.paid, currency), so_far, expected, sentence)


def _span(low: float, high: float, back: float = 0.0) -> str:
    """A range of rates in words, none of it below what came back already."""
    if back >= high > 0:
        return f"{fmt.percent(back, places=1)} or more"
    return f"{fmt.percent(max(low, back), places=1)} – {fmt.percent(high, places=1)}"
