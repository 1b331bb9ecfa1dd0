"""Rows to orders where the money stands once per order (Shopify, 千牛, Etsy, CDNOW and the like)."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from opscockpit.domain.money import LIMIT, to_minor
from opscockpit.domain.records import Line, Order
from opscockpit.ingest.account import Account
from opscockpit.ingest.columns import Chunk
from opscockpit.ingest.profiles import OrderRules
from opscockpit.ingest.reading import Reading

_ORDER_LIST = (
    "refers_to created_at paid_at cancelled_at refunded_at paid total refunded adjusted_total "
    "postage tax discount fees units buyer region channel status refund_status currency"
)
_OF_ORDER = _ORDER_LIST.split()
_OF_LINE = ("sku", "title", "line_units", "line_price", "line_amount")
_NAMES_PRODUCT = ("sku", "title", "line_price", "line_amount")
_AS_THEY_ARE = ("postage", "tax", "discount", "fees", "total", "buyer", "region", "channel", "refers_to")
CRITICAL = ("created_at", "paid_at", "paid", "total", "refunded", "adjusted_total")
"""Cells that would change what was sold, paid or given back: a row where one is unreadable is skipped, not patched."""
ESSENTIAL = frozenset(("number", "created_at", "paid", "line_units", "line_amount", "line_price"))
"""Cells without which a row says nothing about an order."""


@dataclass(slots=True)
class _Draft:
    """An order while its rows are read: fields by name, its lines, the row it began on."""

    number: str
    row: int
    values: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    pieces: int = 0  # of rows that name no product: the summary of an order, or an export without products


class OrderRows:
    """Collects rows; `finish` gives the orders in the order of the file."""

    def __init__(self, reading: Reading, account: Account) -> None:
        self._rules: OrderRules = reading.profile.orders
        self._reading = reading
        self._account = account
        self._drafts: dict[str, _Draft] = {}
        self._left_out: set[str] = set()
        self._seen: Counter[tuple[object, ...]] = Counter()
        self._last: str | None = None
        self._has = frozenset(reading.columns)
        self._lines_priced = not self._has.isdisjoint(("line_units", "line_price", "line_amount"))

    def add(self, chunk: Chunk) -> None:
        """Take the rows of a chunk."""
        fields = [name for name in (*_OF_ORDER, *_OF_LINE) if name in self._has]
        numbers = chunk.of("number")
        columns = [chunk.of(name) for name in fields]
        for row, number, *cells in zip(chunk.numbers, numbers, *columns, strict=True):
            values = {name: cell for name, cell in zip(fields, cells, strict=True) if cell is not None}
            self._row(row, number, values)

    def finish(self) -> list[Order]:
        """The orders."""
        return [self._order(draft) for draft in self._drafts.values()]

    def _row(self, row: int, number: str | None, values: dict[str, Any]) -> None:
        if self._rules.number_from_content:
            number = self._made_number(values)
        if number is None:
            number = self._last
        if number is None:
            self._account.skip(row, self._reading.name("number"), "", "is empty, and no order stands above it")
            return
        self._last = number
        draft = self._drafts.get(number)
        if draft is None:
            if not self._begin(row, number, values):
                return
            draft = self._drafts[number]
        else:
            for name, value in values.items():
                draft.values.setdefault(name, value)
        if self._lines_priced and any(name in values for name in _NAMES_PRODUCT):
            self._line(draft, row, values)
        else:
            draft.pieces += values.get("line_units", 0)

    def _begin(self, row: int, number: str, values: dict[str, Any]) -> bool:
        """Start an order; False where it lacks what an order needs (its further rows are left out with it)."""
        if number in self._left_out:
            self._account.skip(row, self._reading.name("number"), number, "belongs to an order that was left out")
            return False
        self._day_from_number(number, values)
        why = self._refusal(values)
        if why is not None:
            self._left_out.add(number)
            self._account.skip(row, *why)
            return False
        self._drafts[number] = _Draft(number, row, values)
        return True

    def _refusal(self, values: dict[str, Any]) -> tuple[str, str, str] | None:
        """Column, value and reason where the first row of an order cannot stand."""
        if "paid" in self._has and "paid" not in values:
            return self._reading.name("paid"), "", "is empty"
        if "created_at" not in values:
            return self._reading.name("created_at"), "", "is empty"
        wanted, given = self._reading.currency, values.get("currency")
        if wanted and given and wanted != given:
            return self._reading.name("currency"), given, f"is not the store's currency ({wanted})"
        return None

    def _line(self, draft: _Draft, row: int, values: dict[str, Any]) -> None:
        pieces = values.get("line_units", 1)
        amount = values.get("line_amount")
        if amount is None:
            price = values.get("line_price")
            amount = 0 if price is None else to_minor(price * pieces, self._reading.currency)
        if abs(amount) <= LIMIT:
            draft.lines.append((row, values.get("sku", ""), values.get("title", ""), pieces, amount))

    def _made_number(self, values: dict[str, Any]) -> str:
        """A number for an order of a file without numbers: equal rows of one file are told apart by their count."""
        parts = tuple(values.get(name) for name in ("buyer", "created_at", "units", "paid"))
        self._seen[parts] += 1
        text = "|".join(map(str, (*parts, self._seen[parts])))
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    def _day_from_number(self, number: str, values: dict[str, Any]) -> None:
        pattern = self._rules.day_in_number
        if pattern is None or "created_at" in values:
            return
        if found := pattern.match(number):
            try:
                values["created_at"] = datetime.strptime(found[1], "%y%m%d")
            except ValueError:
                return

    def _order(self, draft: _Draft) -> Order:
        values, rules = draft.values, self._rules
        status = values.get("status")
        created = values["created_at"]
        money, refunded = self._money(values)
        paid_at = self._paid_at(values, status)
        order = Order(
            number=draft.number,
            kind="sale",
            created_at=created,
            paid_at=paid_at,
            paid=money if paid_at is not None else 0,
            refunded=refunded,
            refunded_at=values.get("refunded_at"),
            cancelled="cancelled_at" in values or (status or "").casefold() in rules.cancelled_statuses,
            units=values.get("units", sum(line[3] for line in draft.lines) or draft.pieces),
            status=status,
            lines=draft.lines,
        )
        for name in _AS_THEY_ARE:
            setattr(order, name, values.get(name))
        if not self._lines_priced and ("sku" in values or "title" in values):
            pieces = order.units or 1
            order.lines = [(draft.row, values.get("sku", ""), values.get("title", ""), pieces, order.paid)]
        if rules.refund_number is not None and rules.refund_number.search(draft.number):
            _as_refund(order, money)
        return order

    def _money(self, values: dict[str, Any]) -> tuple[int, int]:
        """What was paid before refunds, and what was given back (positive)."""
        rules = self._rules
        paid: int = values.get("paid", values.get("total", 0))
        refunded: int = abs(values.get("refunded", 0))
        if rules.refunds == "adjusted_total" and "adjusted_total" in values:
            refunded = max(0, paid - values["adjusted_total"])
        elif rules.refunds == "status" and values.get("refund_status", "").casefold() in rules.refunded_statuses:
            refunded = paid
        if rules.paid == "within_total" and refunded and paid + refunded <= values.get("total", 0):
            paid += refunded
        return paid, refunded

    def _paid_at(self, values: dict[str, Any], status: str | None) -> datetime | None:
        if (status or "").casefold() in self._rules.unpaid_statuses:
            return None
        needs = self._rules.needs_paid_at or "status" not in self._has
        paid_at: datetime | None = values.get("paid_at")
        if paid_at is None and not ("paid_at" in self._has and needs):
            paid_at = values["created_at"]
        return paid_at


def _as_refund(order: Order, money: int) -> None:
    order.kind = "refund"
    order.refunded, order.refunded_at = abs(money), order.refunded_at or order.created_at
    order.paid, order.paid_at, order.units = 0, None, 0
