"""Moving what a file tells to other days, and holding back what has not happened yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.domain.records import Order, ParsedFile


def shift(parsed: ParsedFile, by: timedelta, cut: BusinessDay) -> ParsedFile:
    """The same file `by` whole days later, on the store's wall clock (so that opening hours stay opening hours)."""

    def moved(moment: datetime | None) -> datetime | None:
        return None if moment is None else cut.local(moment).replace(tzinfo=None) + by

    orders = [
        replace(
            order,
            created_at=moved(order.created_at),
            paid_at=moved(order.paid_at),
            refunded_at=moved(order.refunded_at),
        )
        for order in parsed.orders
    ]
    facts = [replace(fact, first_day=fact.first_day + by, last_day=fact.last_day + by) for fact in parsed.facts]
    return replace(
        parsed,
        orders=orders,
        facts=facts,
        first_day=parsed.first_day + by if parsed.first_day else None,
        last_day=parsed.last_day + by if parsed.last_day else None,
        as_of=moved(parsed.as_of),
        exported_at=moved(parsed.exported_at),
    )


Coming = tuple[datetime, Order]
"""From when on an order can be told of (wall clock), and what is told then."""


def known_at(parsed: ParsedFile, now: datetime, reported_to: date) -> tuple[ParsedFile, list[Coming]]:
    """What the file could have told at `now` (wall clock), and what is still to come of its orders, in order of time.

    Reports tell of whole days up to `reported_to`. An order is there from its creation on, paid from its payment on
    and refunded from its refund on.
    """
    wall = now.replace(tzinfo=None)
    here: list[Order] = []
    coming: list[Coming] = []
    for order in parsed.orders:
        moments = [m for m in (order.created_at, order.paid_at, order.refunded_at) if m is not None]
        if order.created_at is None or order.created_at <= wall:
            here.append(_as_of(order, wall))
        coming += [(moment, _as_of(order, moment)) for moment in moments if moment > wall]
    facts = [fact for fact in parsed.facts if fact.last_day <= reported_to]
    days = [order.created_at.date() for order in here if order.created_at] + [fact.last_day for fact in facts]
    known = replace(
        parsed,
        orders=here,
        facts=facts,
        last_day=max(days, default=None),
        as_of=min(parsed.as_of, wall) if parsed.as_of else None,
        exported_at=min(parsed.exported_at, wall) if parsed.exported_at else None,
    )
    return known, sorted(coming, key=lambda telling: telling[0])


def _as_of(order: Order, moment: datetime) -> Order:
    """What was known of an order at a moment."""
    if order.paid_at is not None and order.paid_at > moment:
        return replace(order, paid_at=None, paid=0, refunded=0, refunded_at=None)
    if order.refunded_at is not None and order.refunded_at > moment:
        return replace(order, refunded=0, refunded_at=None)
    return order
