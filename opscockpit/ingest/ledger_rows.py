"""Rows to orders where the money stands on every line and has to be summed (sales ledgers, 宝贝报表).

A sale line has pieces and a price above zero. Other lines of a sale (free pieces, stock write-offs) are used rows
without money; a number that has only such lines is no order but a correction of zero.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import compress
from typing import Any

from opscockpit.domain.money import LIMIT, to_minor
from opscockpit.domain.records import Order
from opscockpit.ingest.account import Account
from opscockpit.ingest.columns import Chunk
from opscockpit.ingest.reading import Reading

_TOO_MUCH = "makes, times the pieces, more money than a shop can book"
_FILLED_LATER = ("paid_at", "buyer", "region", "channel", "status")


class _Worth(dict[tuple[int, Decimal], tuple[int, bool]]):
    """What a line of some pieces at some price comes to, in minor units, and whether that is a sale."""

    def __init__(self, currency: str | None) -> None:
        super().__init__()
        self._currency = currency
        self.beyond = False

    def __missing__(self, line: tuple[int, Decimal]) -> tuple[int, bool]:
        pieces, price = line
        amount = to_minor(pieces * price, self._currency)
        self.beyond = self.beyond or abs(amount) > LIMIT
        self[line] = found = amount, pieces > 0 and price > 0
        return found


class LedgerRows:
    """Collects lines; `finish` gives the orders in the order of the file."""

    def __init__(self, reading: Reading, account: Account) -> None:
        self._reading = reading
        self._rules = reading.profile.orders
        self._account = account
        self._orders: dict[str, Order] = {}
        self._sold: set[str] = set()
        self._worth = _Worth(reading.currency)
        self._explicit = "line_amount" in reading.columns

    def add(self, chunk: Chunk) -> None:
        """Take the lines of a chunk."""
        orders, sold, explicit = self._orders, self._sold, self._explicit
        chunk, worth = self._bookable(chunk)
        later = [(name, chunk.values[name]) for name in _FILLED_LATER if name in chunk.values]
        names = ("line_units", "number", "created_at", "sku", "title", "buyer", "refunded")
        lines = zip(chunk.numbers, worth, *map(chunk.of, names), strict=True)
        for at, (row, (amount, sells), pieces, number, made, sku, title, buyer, refunded) in enumerate(lines):
            order = orders.get(number)
            if order is None:
                order = orders[number] = self._begin(number, made)
                _fill(order, later, at)
            elif explicit or (buyer is not None and order.buyer is None):
                _fill(order, later, at)
            if order.kind == "sale":
                if sells:
                    sold.add(number)
                    order.paid += amount
                    order.units += pieces
                else:
                    pieces = amount = 0
            elif order.kind == "refund":
                order.refunded -= amount
            else:
                order.adjustment += amount
            if refunded:
                order.refunded += abs(refunded)
            order.lines.append((row, sku or "", title or "", pieces, amount))

    def finish(self) -> list[Order]:
        """The orders, each sale with its time of payment."""
        for order in self._orders.values():
            if order.kind != "sale":
                continue
            status = (order.status or "").casefold()
            order.cancelled = status in self._rules.cancelled_statuses
            if order.number not in self._sold:
                order.kind = "adjustment"
            elif status in self._rules.unpaid_statuses or (self._rules.needs_paid_at and order.paid_at is None):
                order.paid, order.paid_at, order.total = 0, None, order.paid
            else:
                order.paid_at = order.paid_at or order.created_at
                order.total = order.paid
        return list(self._orders.values())

    def _bookable(self, chunk: Chunk) -> tuple[Chunk, list[tuple[int, bool]]]:
        """The chunk without lines of another currency and amounts beyond all reason, and what each line comes to."""
        wanted = [True] * len(chunk)
        currency = self._reading.currency
        if self._explicit:
            worth = [(amount, True) for amount in chunk.of("line_amount")]
        else:
            lines = zip(chunk.of("line_units"), chunk.of("line_price"), strict=True)
            worth = list(map(self._worth.__getitem__, lines))
        if currency is not None and "currency" in chunk.values:
            for at, given in enumerate(chunk.values["currency"]):
                if given is not None and given != currency:
                    wanted[at] = False
                    reason = f"is not the store's currency ({currency})"
                    self._account.skip(chunk.numbers[at], self._reading.name("currency"), given, reason)
        if self._worth.beyond:
            for at, (amount, _) in enumerate(worth):
                if wanted[at] and abs(amount) > LIMIT:
                    wanted[at] = False
                    price = str(chunk.values["line_price"][at])
                    self._account.skip(chunk.numbers[at], self._reading.name("line_price"), price, _TOO_MUCH)
        return (chunk, worth) if all(wanted) else (chunk.keep(wanted), list(compress(worth, wanted)))

    def _begin(self, number: str, at: Any) -> Order:
        rules = self._rules
        kind = "sale"
        if rules.refund_number is not None and rules.refund_number.search(number):
            kind = "refund"
        elif rules.adjustment_number is not None and rules.adjustment_number.search(number):
            kind = "adjustment"
        order = Order(number, kind, at, None)
        if kind == "refund":
            order.refunded_at = at
        return order


def _fill(order: Order, later: list[tuple[str, list[Any]]], at: int) -> None:
    """Give an order what its row says and no earlier row said."""
    for name, values in later:
        if values[at] is not None and getattr(order, name) is None:
            setattr(order, name, values[at])
