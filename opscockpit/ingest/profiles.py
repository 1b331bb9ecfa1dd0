"""What a profile says about one layout of export: plain values, read from TOML by `profile_files`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from opscockpit.errors import NotFound

KINDS = ("orders", "lines", "report", "events", "postings", "nothing")
"""orders: money stands per order. lines: money stands per line and is summed. report: measures per period and slice.
events: a log that is counted per day and channel. postings: a ledger whose rows are booked to measures by rule.
nothing: a known companion file that holds nothing to import."""


@dataclass(frozen=True, slots=True)
class RowRule:
    """Rows whose cell of `field` matches; with `field` '' the filled cells of the row, joined by blanks."""

    field: str
    match: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class OrderRules:
    """How rows become orders."""

    paid: str = "column"
    """'column': `paid` already is before refunds. 'within_total': refunds were taken off where paid + refunded does
    not exceed the total, so they are added back. 'lines': the sum of the lines."""
    refunds: str = "column"
    """'column': `refunded`. 'adjusted_total': paid less `adjusted_total` where that is given. 'status': all of what
    was paid where `refund_status` is one of `refunded_statuses`."""
    unpaid_statuses: frozenset[str] = frozenset()
    cancelled_statuses: frozenset[str] = frozenset()
    refunded_statuses: frozenset[str] = frozenset()
    needs_paid_at: bool = False
    """An order without time of payment is unpaid. Otherwise it counts as paid when it was created."""
    refund_number: re.Pattern[str] | None = None
    adjustment_number: re.Pattern[str] | None = None
    continued: bool = False
    """Further lines of an order leave the order's own columns blank."""
    number_from_content: bool = False
    """The file has no order numbers: one is made from buyer, day, pieces, amount and occurrence in the file."""
    day_in_number: re.Pattern[str] | None = None
    """Where the creation time is blank, the day (yymmdd, group 1) stands in the order number."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A rule that books a ledger row: all `when` patterns must match; the amount times `sign` goes to `measure`."""

    when: Mapping[str, re.Pattern[str]]
    measure: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """One layout of export. The keys of its TOML file are described in `profile_files`."""

    id: str
    title: str
    platform: str
    source: str
    grain: str
    kind: str
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    priority: int = 50
    complete: tuple[str, ...] = ()
    additive: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    date_order: str = "ymd"
    zone: str = "store"
    currency: str | None = None
    ad_platform: str | None = None
    """Whose advertising money the file speaks of, where that is not the platform that wrote it."""
    total_lines: tuple[RowRule, ...] = ()
    period_lines: tuple[re.Pattern[str], ...] = ()
    period_sibling: str | None = None
    period_name: bool = False
    headerless: tuple[re.Pattern[str], ...] = ()
    positions: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weighted: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    positive: tuple[str, ...] = ()
    orders: OrderRules = OrderRules()
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    postings: tuple[Posting, ...] = ()
    own: bool = False
    """True for a profile from the user's folder."""

    @property
    def of_orders(self) -> bool:
        """Whether files of this layout become orders (rather than facts)."""
        return self.kind in ("orders", "lines")


class Profiles:
    """All profiles by id."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self._by_id = dict(sorted(profiles.items()))

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, profile_id: str) -> bool:
        return profile_id in self._by_id

    def by_id(self, profile_id: str) -> Profile:
        """The profile of that id. Raises NotFound naming the nearest ids."""
        profile = self._by_id.get(profile_id)
        if profile is None:
            near = get_close_matches(profile_id, self._by_id, n=3, cutoff=0.4) or list(self._by_id)[:3]
            raise NotFound(f"no profile is called {profile_id!r}; the nearest are {', '.join(near)}")
        return profile
