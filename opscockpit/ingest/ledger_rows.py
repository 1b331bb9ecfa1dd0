"""Rows to orders where the money stands on every line and has to be summed (sales ledgers, 宝贝报表).

A sale line has pieces and a price above zero. Other lines of a sale (free pieces, stock write-offs) are used rows
without money; a number that has only such lines is no order but a correction of zero.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from opscockpit.domain.money import LIMIT, to_minor
from opscockpit.domain.records import Order
from opscockpit.ingest.account import Account
from opscockpit.ingest.columns import Chunk
from opscockpit.ingest.reading import Reading

_FIELD_LIST = (
    "number created_at paid_at line_units line_price line_amount refunded "
    "sku title buyer region channel status currency"
)
_FIELDS = _FIELD_LIST.split()
_TOO_MUCH = "makes, times the pieces, more money than a shop can book"
_FILLED_LATER = ("paid_at", "buyer", "region", "channel", "status")


class LedgerRows:
    """Collects lines; `finish` gives the orders in the order of the file."""

    def __init__(self, reading: Reading, account: Account) -> None:
        self._reading = reading
        self._rules = reading.profile.orders
        self._account = account
        self._orders: dict[str, Order] = {}
        self._sold: set[str] = set()
        self._amounts: dict[tuple[int, Decimal], int] = {}
        self._explicit = "line_amount" in reading.columns

    def add(self, chunk: Chunk) -> None:
        """Take the lines of a chunk."""
        orders, amounts, currency = self._orders, self._amounts, self._reading.currency
        explicit, sold = self._explicit, self._sold
        for row, line in zip(chunk.numbers, zip(*map(chunk.of, _FIELDS), strict=True), strict=True):
            number, at, _, pieces, price, amount, refunded, sku, title, buyer, _, _, _, given = line
            if given is not None and currency is not None and given != currency:
                self._skip_currency(row, given)
                continue
            if not explicit:
                key = (pieces, price)
                amount = amounts.get(key)
                if amount is None:
                    amount = to_minor(pieces * price, currency)
                    if abs(amount) > LIMIT:
                        self._account.skip(row, self._reading.name("line_price"), str(price), _TOO_MUCH)
                        continue
                    amounts[key] = amount
            order = orders.get(number)
            if order is None:
                order = orders[number] = self._begin(number, at, line)
            elif explicit or (buyer is not None and order.buyer is None):
                self._fill(order, line)
            if order.kind == "sale":
                if not explicit and (pieces <= 0 or price <= 0):
                    pieces = amount = 0
                else:
                    sold.add(number)
                    order.paid += amount
                    order.units += pieces
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

    def _begin(self, number: str, at: Any, line: tuple[Any, ...]) -> Order:
        rules = self._rules
        kind = "sale"
        if rules.refund_number is not None and rules.refund_number.search(number):
            kind = "refund"
        elif rules.adjustment_number is not None and rules.adjustment_number.search(number):
            kind = "adjustment"
        order = Order(number, kind, at, None)
        if kind == "refund":
            order.refunded_at = at
        self._fill(order, line)
        return order

    def _fill(self, order: Order, line: tuple[Any, ...]) -> None:
        for name in _FILLED_LATER:
            value = line[_FIELDS.index(name)]
            if value is not None and getattr(order, name) is None:
                setattr(order, name, value)

    def _skip_currency(self, row: int, given: str) -> None:
        wanted = self._reading.currency
        self._account.skip(row, self._reading.name("currency"), given, f"is not the store's currency ({wanted})")
