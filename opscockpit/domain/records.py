"""What a file becomes: the records that the ingest hands on, whatever platform wrote the file.

Money is integer minor units (cents, fen) of the file's currency. Times are naive when they are the store's
wall clock and aware when the file gave an offset. Nothing here names a person: a buyer is a keyed hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

Line = tuple[int, str, str, int, int]
"""One line of an order: (row number in the file, sku or product id, title, pieces, amount in minor units)."""


@dataclass(slots=True)
class Order:
    """One order (or one stand-alone refund or correction document) as one file tells it."""

    number: str
    kind: str  # 'sale', 'refund' (a document of its own, e.g. a credit note), 'adjustment' (neither, signed)
    created_at: datetime | None
    paid_at: datetime | None  # None: not paid
    paid: int = 0  # before refunds; 0 when unpaid
    refunded: int = 0  # positive
    refunded_at: datetime | None = None  # None: the file does not say when
    adjustment: int = 0  # signed; only for kind 'adjustment'
    cancelled: bool = False
    units: int = 0
    postage: int | None = None
    tax: int | None = None
    discount: int | None = None
    fees: int | None = None
    buyer: str | None = None  # keyed hash
    region: str | None = None
    channel: str | None = None
    status: str | None = None
    refers_to: str | None = None  # the order that a refund document gives back, where the file says so
    lines: list[Line] = field(default_factory=list)
    total: int | None = None  # what was ordered, whether or not it was paid; None where the file does not say


@dataclass(slots=True)
class Fact:
    """Measures of one period and one slice of a report: a day of a shop, of a channel, of a search term.

    `dims` holds what the slice is (keys: channel, device, campaign, group, term, match, item, title, page,
    country, placement, hour); empty for the whole store. `measures` maps measure ids to integers
    (counts as they are, money in minor units, milli-units and weighted sums as the measure's definition says).
    A measure that the file leaves empty is absent, never 0.
    """

    first_day: date
    last_day: date
    dims: dict[str, str]
    measures: dict[str, int]
    row: int


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that was left out, and why. `row` counts the physical lines (or sheet rows) of the file from 1."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class ParsedFile:
    """All that one file (or one sheet) gave, with an account of every row."""

    profile: str
    source: str  # the stream of data it belongs to, e.g. 'amazon_ads.placement': one file a day replaces another
    grain: str  # 'orders', 'store', 'channel', 'campaign', 'term', 'item', 'page', 'country', 'device', ...
    file: str
    sha256: str
    currency: str | None  # what the file itself says, by a column or a sign; None when it does not
    time_known: bool  # False when moments are days only
    rows_read: int = 0
    rows_used: int = 0
    rows_total_lines: int = 0
    repaired: int = 0
    skipped: list[Skip] = field(default_factory=list)
    rows_skipped: int = 0
    orders: list[Order] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    first_day: date | None = None
    last_day: date | None = None
    as_of: datetime | None = None  # the latest moment the content itself speaks of
    exported_at: datetime | None = None  # from the file name, else the file's own time
    notes: list[str] = field(default_factory=list)
    fields: frozenset[str] = frozenset()  # the fields of the profile for which the file has a column
