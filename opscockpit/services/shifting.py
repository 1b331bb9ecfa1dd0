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


def known_at(parsed: ParsedFile, now: datetime, reported_to: date) -> tuple[ParsedFile, list[Order]]:
    """What the file could have told at `now` (wall clock), and the orders still to come.

    Reports tell of whole days up to `reported_to`. An order paid later than now is there, but unpaid so far; it is
    among those to come as well, and then it is paid.
    """
    wall = now.replace(tzinfo=None)
    here: list[Order] = []
    coming: list[Order] = []
    for order in parsed.orders:
        if order.created_at is not None and order.created_at > wall:
            coming.append(order)
        elif order.paid_at is not None and order.paid_at > wall:
            coming.append(order)
            here.append(replace(order, paid_at=None, paid=0, refunded=0))
        else:
            here.append(order)
    facts = [fact for fact in parsed.facts if fact.last_day <= reported_to]
    moments = [order.created_at.date() for order in here if order.created_at] + [fact.last_day for fact in facts]
    last = max(moments, default=None)
    return replace(parsed, orders=here, facts=facts, last_day=last), coming
