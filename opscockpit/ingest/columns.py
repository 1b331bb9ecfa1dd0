"""Columns: every wanted column of a table converted cell by cell, with rows that cannot be used taken out.

Each distinct cell text is read once and remembered, which is what makes large files fast.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import compress
from typing import Any
from zoneinfo import ZoneInfo

from opscockpit.domain.money import LIMIT, to_minor
from opscockpit.ingest.account import Account
from opscockpit.ingest.buyers import buyer_key
from opscockpit.ingest.cells import Bad, clean, currency_of, decimal_mark, read_id, read_number, read_text
from opscockpit.ingest.moments import day_order, read_moment

_DETAILS = re.compile(r"[\d,;]")
_PROVINCE = re.compile(r".{2,6}?(?:省|自治区|特别行政区|市)")
_LONGEST_PROVINCE = 12
_DAY_RANGE = re.compile(r"(.{6,}?)\s*(?:[~～至]|\bto\b| - )\s*(.{6,})")


MOST_REMEMBERED = 50_000
"""Cells of a column that are remembered from one table to the next."""

Words = dict[tuple[str, str, str], "Column"]
"""Columns of words, which mean the same in every file of a layout, by profile, field and kind: read once for all."""


class Column(dict[str, Any]):
    """Converted cells by their text: a value, None for an empty cell, or Bad. Filled as cells are met."""

    kind = "text"
    whole = False
    """Whether the column decides on all of its cells (see `survey` and `decide`)."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, str] = {}
        self.bad = False
        self.gaps = False
        self.mended: set[str] = set()

    def __missing__(self, cell: str) -> Any:
        text, mended = clean(cell)
        if mended:
            self.mended.add(cell)
        value = self.read(text)
        if value is None:
            self.gaps = True
        elif isinstance(value, Bad):
            self.bad = True
        self[cell] = value
        return value

    def begin(self) -> None:
        """Start on another table of the same layout; cells that were read before stay known."""
        self.seen = {}
        if len(self) > MOST_REMEMBERED:
            self.clear()
            self.mended.clear()

    def take(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells as references to one copy of each distinct text."""
        return list(map(self.seen.setdefault, cells, cells))

    def survey(self) -> None:
        """Look at all distinct cells, to decide what single cells leave open."""

    def decide(self, account: Account, name: str) -> None:
        """Settle what the first pass proved."""

    @abstractmethod
    def read(self, text: str) -> Any:
        """The value of a tidied cell."""


class TextColumn(Column):
    """Plain text."""

    def read(self, text: str) -> str | None:
        """The text, None when it says nothing."""
        return read_text(text)


class IdColumn(Column):
    """Ids, which stay text."""

    kind = "id"

    def read(self, text: str) -> str | None:
        """The id, None when there is none."""
        return read_id(text)


class RegionColumn(Column):
    """Where an order goes, no finer than country, state or province: the rest of an address is not kept."""

    kind = "region"

    def read(self, text: str) -> str | None:
        """The first part of the address."""
        value = read_text(text)
        if value is None or value.isascii():
            return None if value is None else _DETAILS.split(value, maxsplit=1)[0].strip() or None
        first = value.split()[0]
        province = _PROVINCE.match(first)
        return province[0] if province else first[:_LONGEST_PROVINCE]


class BuyerColumn(Column):
    """Buyers, known from here on by their pseudonym alone."""

    kind = "buyer"
    whole = True

    def __init__(self, pseudonym: Callable[[str], str]) -> None:
        super().__init__()
        self._pseudonym = pseudonym

    @property
    def masked(self) -> bool:
        """Whether the platform hid the names of some buyers."""
        return any("*" in cell and self[cell] is None for cell in self.seen)

    def read(self, text: str) -> str | None:
        """The pseudonym; None for no buyer and for a masked name, which several people share."""
        key = buyer_key(text)
        return None if key is None or "*" in key else self._pseudonym(key)


class CurrencyColumn(Column):
    """Currency codes."""

    kind = "currency"

    def read(self, text: str) -> str | Bad | None:
        """The ISO 4217 code."""
        value = read_text(text)
        if value is None:
            return None
        return currency_of(value) or (value.upper() if len(value) == 3 and value.isalpha() else Bad("is no currency"))


class MomentColumn(Column):
    """Dates and times, as datetimes; whether any cell had a time of day is remembered."""

    kind = "moment"
    whole = True

    def __init__(self, default_order: str, zone: str) -> None:
        super().__init__()
        self.order = default_order
        self.has_time = False
        self._zone = None if zone == "store" else ZoneInfo(zone)

    def decide(self, account: Account, name: str) -> None:
        """Take the proven order; say so where the column proves none."""
        order = day_order(self.seen)
        if order in ("dmy", "mdy"):
            self.order = order
        elif order is not None:
            self.order = "dmy" if self.order == "ymd" else self.order
            words = "day/month" if self.order == "dmy" else "month/day"
            account.note(f"column {name!r} does not prove whether day or month comes first; read as {words}")

    def read(self, text: str) -> datetime | Bad | None:
        """The moment: naive for the store's wall clock, aware where the cell or the profile names a zone."""
        moment = read_moment(text, self.order)
        if moment is None or isinstance(moment, Bad):
            return moment
        self.has_time = self.has_time or moment.has_time
        if self._zone is not None and moment.has_time and moment.at.tzinfo is None:
            return moment.at.replace(tzinfo=self._zone)
        return moment.at


class DayColumn(MomentColumn):
    """Days of a report: a datetime, or first and last day where the cell holds a range."""

    kind = "day"

    def read(self, text: str) -> Any:
        """The day, or a tuple of two days."""
        value = super().read(text)
        if isinstance(value, Bad) and (ends := _DAY_RANGE.fullmatch(text)):
            first, last = super().read(ends[1].strip()), super().read(ends[2].strip())
            if isinstance(first, datetime) and isinstance(last, datetime):
                return first.date(), last.date()
        return value


class NumberColumn(Column):
    """Numbers: 'count' whole, 'milli' thousandths, 'money' minor units, 'decimal' exact."""

    whole = True

    def __init__(self, kind: str, currency: str | None, *, positive: bool = False) -> None:
        super().__init__()
        self.kind = kind
        self.currency = currency
        self.decimal_comma = False
        self.marks: set[str] = set()
        self.signs: set[str] = set()
        self._positive = positive

    def survey(self) -> None:
        """Collect proofs of the decimal mark."""
        self.marks.update(mark for cell in self.seen if ("," in cell or "." in cell) and (mark := decimal_mark(cell)))

    def read(self, text: str) -> int | Decimal | Bad | None:
        """The number in the unit of the column."""
        number = read_number(text, decimal_comma=self.decimal_comma)
        if number is None or isinstance(number, Bad):
            return number
        if number.currency:
            self.signs.add(number.currency)
        value = abs(number.value) if self._positive else number.value
        if self.kind == "decimal":
            return value
        if self.kind == "money":
            amount = to_minor(value, self.currency) if value.adjusted() < 20 else LIMIT + 1
            return amount if abs(amount) <= LIMIT else Bad("is more money than a shop can book")
        scaled = value * 1000 if self.kind == "milli" else value
        if self.kind == "count" and scaled != scaled.to_integral_value():
            return Bad("is not a whole number")
        whole = int(scaled.to_integral_value()) if scaled.adjusted() < 20 else LIMIT + 1
        return whole if abs(whole) <= LIMIT else Bad("is too large a number")


def settle_marks(columns: Iterable[Column]) -> None:
    """Decide the decimal mark of every number column; one that proves nothing follows the others when they agree."""
    numbers = [column for column in columns if isinstance(column, NumberColumn)]
    proven = {mark for column in numbers if len(column.marks) == 1 for mark in column.marks}
    for column in numbers:
        marks = column.marks or (proven if len(proven) == 1 else set())
        column.decimal_comma = marks == {","}


class Chunk:
    """Converted rows of one batch: their numbers and, per field, the values (None where empty)."""

    def __init__(self, numbers: Sequence[int], values: dict[str, list[Any]]) -> None:
        self.numbers = numbers
        self.values = values

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, field: str) -> list[Any]:
        """The values of a field; all None where the file has no such column."""
        return self.values.get(field) or [None] * len(self.numbers)

    def keep(self, wanted: list[bool]) -> Chunk:
        """The rows that are wanted."""
        return Chunk(
            list(compress(self.numbers, wanted)),
            {field: list(compress(values, wanted)) for field, values in self.values.items()},
        )


def transpose(rows: list[list[str]], width: int) -> Iterator[tuple[str, ...]]:
    """Rows of about `width` cells as exactly `width` columns; short rows are filled with empty cells."""
    if set(map(len, rows)) != {width}:
        rows = [row[:width] if len(row) >= width else row + [""] * (width - len(row)) for row in rows]
    return zip(*rows, strict=True)
