"""From a parsed file to rows: one batch, one transaction, derived measures brought up to date."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from weakref import WeakKeyDictionary

from opscockpit.clock import BusinessDay
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.records import Fact, Order, ParsedFile
from opscockpit.store.database import Database, Writer
from opscockpit.store.election import elect_sales, elect_slices
from opscockpit.store.measures import refresh, touch
from opscockpit.values import dataclass

MAX_COVERED_DAYS = 3700
"""A ledger that claims to cover more than ten years of days is covered only where it has rows."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a profile says about how its source counts: see `batch` in schema.sql."""

    priority: int
    complete: frozenset[str]
    platform: str = ""


class _Products(dict[tuple[str, str], int]):
    """Ids of a store's products by sku (title where there is none) and title; one that is not there is added.

    They stay known from file to file, because most files sell the same products, until another connection has
    committed: that may have been a restored backup.
    """

    def __init__(self, store_id: int) -> None:
        super().__init__()
        self._store_id = store_id
        self._version: int | None = None
        self._w: Writer | None = None

    def begin(self, w: Writer) -> None:
        """Work in this transaction."""
        version = int(w.value("PRAGMA data_version"))
        if version != self._version:
            self.clear()
        self._version, self._w = version, w

    def __missing__(self, product: tuple[str, str]) -> int:
        assert self._w is not None
        sku, title = product
        key = (self._store_id, sku or title, title)
        found = self._w.value("SELECT id FROM product WHERE store_id = ? AND sku = ? AND title = ?", key)
        if found is None:
            found = self._w.insert("product", store_id=key[0], sku=key[1], title=key[2])
        self[product] = int(found)
        return int(found)


_PRODUCTS: WeakKeyDictionary[Database, dict[int, _Products]] = WeakKeyDictionary()


def already_loaded(db: Database, store_id: int, sha256: str) -> int | None:
    """The live batch that holds exactly this content, or None."""
    found = db.value("SELECT id FROM batch WHERE store_id = ? AND sha256 = ? AND state = 'live'", (store_id, sha256))
    return found if found is None else int(found)


def held_by_another(db: Database, store_id: int, parsed: ParsedFile) -> str | None:
    """The store that has this very content, or most of these orders, where it is not the one imported into."""
    same = db.value(
        "SELECT s.name FROM batch b JOIN store s ON s.id = b.store_id "
        "WHERE b.store_id <> ? AND b.sha256 = ? AND b.state = 'live' LIMIT 1",
        (store_id, parsed.sha256),
    )
    # By number and amount: two small shops may both count their orders from 1001.
    orders = sorted({(order.number, order.paid) for order in parsed.orders if order.paid})[:_COMPARED]
    if same is not None or not orders:
        return None if same is None else str(same)
    marks, values = ", ".join(["(?, ?)"] * len(orders)), [value for order in orders for value in order]
    for row in db.rows("SELECT id, name FROM store WHERE id <> ?", (store_id,)):
        known = db.value(
            f"SELECT count(DISTINCT number) FROM sale WHERE store_id = ? AND (number, paid) IN (VALUES {marks})",
            (row["id"], *values),
        )
        if known * 2 > len(orders):
            return str(row["name"])
    return None


_COMPARED = 100
"""Orders of a file that are looked for in the other stores."""


def load(db: Database, actor: str, store_id: int, cut: BusinessDay, parsed: ParsedFile, plan: Plan) -> int:
    """Load one parsed file as one batch; its id. `cut` says how the store cuts time into days.

    Raises Busy or DatabaseTrouble, and then nothing was changed.
    """
    return load_together(db, actor, store_id, cut, [(parsed, plan)])[0]


def load_together(
    db: Database, actor: str, store_id: int, cut: BusinessDay, files: Sequence[tuple[ParsedFile, Plan]]
) -> list[int]:
    """Load several parsed files in one transaction, a batch each; their ids. Raises as `load`."""
    named = files[0][0].file if len(files) == 1 else f"{len(files)} files"
    products = _PRODUCTS.setdefault(db, {}).setdefault(store_id, _Products(store_id))
    try:
        with db.write(actor, f"import {named}", undoable=False) as w:
            products.begin(w)
            touch(w)
            batches = [_add_file(w, store_id, cut, parsed, plan, products) for parsed, plan in files]
            refresh(w, store_id)
    except BaseException:
        products.clear()  # Those that were new have been rolled back.
        raise
    return batches


def _add_file(w: Writer, store_id: int, cut: BusinessDay, parsed: ParsedFile, plan: Plan, products: _Products) -> int:
    batch = _add_batch(w, store_id, parsed, plan)
    if parsed.grain == "orders":
        _add_sales(w, store_id, batch, cut, parsed, products)
        _cover(w, store_id, parsed.source, batch, _ledger_days(parsed, cut))
        elect_sales(w, store_id, batch)
    else:
        _add_facts(w, store_id, batch, parsed)
        _cover(w, store_id, parsed.source, batch, {(f.first_day, f.last_day) for f in parsed.facts})
    elect_slices(w, store_id, parsed.source, batch)
    return batch


def _add_batch(w: Writer, store_id: int, parsed: ParsedFile, plan: Plan) -> int:
    batch = w.insert(
        "batch",
        store_id=store_id,
        profile=parsed.profile,
        source=parsed.source,
        grain=parsed.grain,
        file=parsed.file,
        sha256=parsed.sha256,
        imported_at=w.at,
        imported_by=w.actor,
        as_of=_order_of(parsed.as_of),
        exported_at=_order_of(parsed.exported_at),
        first_day=parsed.first_day.isoformat() if parsed.first_day else None,
        last_day=parsed.last_day.isoformat() if parsed.last_day else None,
        rows_read=parsed.rows_read,
        rows_used=parsed.rows_used,
        rows_skipped=parsed.rows_skipped,
        rows_total_lines=parsed.rows_total_lines,
        repaired=parsed.repaired,
        priority=plan.priority,
        platform=plan.platform,
        complete=" ".join(sorted(plan.complete)),
        notes=json.dumps(parsed.notes, ensure_ascii=False),
    )
    w.run_many(
        "INSERT INTO batch_skip (batch_id, n, row, column_name, value, reason) VALUES (?, ?, ?, ?, ?, ?)",
        ((batch, n, s.row, s.column, s.value, s.reason) for n, s in enumerate(parsed.skipped)),
    )
    return batch


def _order_of(moment: datetime | None) -> int:
    """A moment as a number that only serves to put files in order; a naive one is taken as UTC."""
    if moment is None:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _ledger_days(parsed: ParsedFile, cut: BusinessDay) -> set[tuple[date, date]]:
    """Each day that a ledger speaks of: a day without orders between its first and its last is a true zero."""
    moments = {moment for order in parsed.orders for moment in (order.created_at, order.paid_at) if moment}
    days = {_day(moment, cut, parsed.time_known) for moment in moments}
    if not days:
        return set()
    first, last = min(days), max(days)
    if (last - first).days <= MAX_COVERED_DAYS:
        days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return {(day, day) for day in days}


def _cover(w: Writer, store_id: int, source: str, batch: int, periods: Iterable[tuple[date, date]]) -> None:
    rows = [(store_id, source, first.isoformat(), last.isoformat(), batch) for first, last in sorted(periods)]
    w.run_many("INSERT INTO slice (store_id, source, first_day, last_day, batch_id) VALUES (?, ?, ?, ?, ?)", rows)
    w.run_many("INSERT OR IGNORE INTO temp.touched (day) VALUES (?)", [(row[2],) for row in rows if row[2] == row[3]])


# Ledgers ------------------------------------------------------------------------------------------------------

_SALE_COLUMNS = (
    "id, store_id, batch_id, number, kind, created_at, created_day, created_hour, paid_at, day, hour, paid, refunded, "
    "refund_day, adjustment, cancelled, units, postage, tax, discount, fees, buyer_id, region, channel, status, "
    "refers_to"
)


def _add_sales(w: Writer, store_id: int, batch: int, cut: BusinessDay, parsed: ParsedFile, products: _Products) -> None:
    buyers = _ids_of_buyers(w, store_id, parsed.orders)
    first_id = int(w.value("SELECT coalesce(max(id), 0) + 1 FROM sale"))
    moments = _Moments(cut, parsed.time_known)
    marks = ", ".join("?" * (_SALE_COLUMNS.count(",") + 1))
    sales = (
        (first_id + n, store_id, batch, *_sale_values(order, moments, buyers)) for n, order in enumerate(parsed.orders)
    )
    w.run_many(f"INSERT INTO sale ({_SALE_COLUMNS}) VALUES ({marks})", sales)
    w.run_many("INSERT INTO sale_line VALUES (?, ?, ?, ?, ?)", _line_rows(first_id, parsed.orders, products))


def _line_rows(first_id: int, orders: list[Order], products: _Products) -> Iterator[tuple[int, int, int, int, int]]:
    for n, order in enumerate(orders):
        for row, sku, title, pieces, amount in order.lines:
            yield first_id + n, row, products[sku, title], pieces, amount


def _sale_values(order: Order, moments: _Moments, buyers: dict[str, int]) -> tuple[str | int | None, ...]:
    created, created_day, created_hour = moments[order.created_at]
    paid_at, day, hour = moments[order.paid_at]
    if day is None and order.kind != "sale":
        day, hour = created_day, created_hour
    refund_day = None
    if order.refunded:
        refund_day = moments[order.refunded_at][1] or day or created_day
    return (
        order.number, order.kind, created, created_day, created_hour, paid_at, day, hour,
        order.paid, order.refunded, refund_day, order.adjustment, int(order.cancelled), order.units,
        order.postage, order.tax, order.discount, order.fees,
        buyers.get(order.buyer) if order.buyer else None,
        order.region, order.channel or "", order.status, order.refers_to,
    )  # fmt: skip


class _Moments(dict[datetime | None, tuple[int | None, str | None, int | None]]):
    """Stamp, business day and hour by moment; a moment that is only a day has no hour."""

    def __init__(self, cut: BusinessDay, time_known: bool) -> None:
        super().__init__({None: (None, None, None)})
        self._cut = cut
        self._time_known = time_known

    def __missing__(self, moment: datetime) -> tuple[int, str, int | None]:
        local = self._cut.local(moment)
        day = self._cut.day_of(local) if self._time_known else local.date()
        self[moment] = found = int(local.timestamp()), day.isoformat(), local.hour if self._time_known else None
        return found


def _day(moment: datetime, cut: BusinessDay, time_known: bool) -> date:
    return cut.day_of(moment) if time_known else cut.local(moment).date()


def _ids_of_buyers(w: Writer, store_id: int, orders: list[Order]) -> dict[str, int]:
    hashes = sorted({order.buyer for order in orders if order.buyer})
    w.run_many("INSERT OR IGNORE INTO buyer (store_id, hash) VALUES (?, ?)", ((store_id, h) for h in hashes))
    found = w.rows(
        "SELECT id, hash FROM buyer WHERE store_id = ? AND hash IN (SELECT value FROM json_each(?))",
        (store_id, json.dumps(hashes)),
    )
    return {row["hash"]: row["id"] for row in found}


# Reports ------------------------------------------------------------------------------------------------------


def _add_facts(w: Writer, store_id: int, batch: int, parsed: ParsedFile) -> None:
    sums: dict[tuple[str, str, str, str], int] = {}
    unknown: set[tuple[str, str, str, str]] = set()
    channels: dict[str, str] = {}
    for fact in parsed.facts:
        dims = _canonical(fact)
        channels[dims] = fact.dims.get("channel", "")
        first, last = fact.first_day.isoformat(), fact.last_day.isoformat()
        for measure, value in fact.measures.items():
            key = (first, last, measure, dims)
            if MEASURES[measure].unique and sums.get(key, value) != value:
                unknown.add(key)  # People are counted once each: two counts of one slice cannot be added.
            sums[key] = value if MEASURES[measure].unique else sums.get(key, 0) + value
    w.run_many("INSERT OR IGNORE INTO dimension (dims, channel) VALUES (?, ?)", sorted(channels.items()))
    found = w.rows(
        "SELECT id, dims FROM dimension WHERE dims IN (SELECT value FROM json_each(?))", (json.dumps(list(channels)),)
    )
    ids = {row["dims"]: row["id"] for row in found}
    w.run_many(
        "INSERT INTO fact (store_id, source, first_day, last_day, measure, dimension_id, batch_id, value) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        sorted(
            (store_id, parsed.source, first, last, measure, ids[dims], batch, value)
            for (first, last, measure, dims), value in sums.items()
            if (first, last, measure, dims) not in unknown
        ),
    )


def _canonical(fact: Fact) -> str:
    return json.dumps(fact.dims, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
