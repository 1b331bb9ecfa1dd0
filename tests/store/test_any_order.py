"""In whatever order files come, and whatever was imported and taken back in between, the numbers are the same."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opscockpit.domain.records import Order, ParsedFile
from opscockpit.store import batches
from opscockpit.store.database import Database
from opscockpit.store.loading import Plan
from tests.helpers import add_shop, content, fact, ledger, new_file, put, report

START = datetime(2026, 3, 5, 20)
with tempfile.TemporaryDirectory(prefix="opscockpit-test-") as _folder:
    _EMPTY = new_file(Path(_folder)).read_bytes()
QUICK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

hours_later = st.integers(0, 60).map(lambda n: START + timedelta(hours=n))


@st.composite
def tellings(draw: st.DrawFn) -> Order:
    """One file's telling of one of a few orders: the later it is told, the more has happened."""
    number, created = draw(st.sampled_from("1 2 3 4 5".split())), draw(hours_later)  # noqa: SIM905
    kind = draw(st.sampled_from(["sale", "sale", "sale", "refund", "adjustment"]))
    paid_at = created + timedelta(hours=draw(st.integers(0, 5))) if kind == "sale" and draw(st.booleans()) else None
    refunded = draw(st.sampled_from([0, 0, 50, 100])) if paid_at or kind == "refund" else 0
    return Order(
        f"{kind[0]}{number}", kind, created, paid_at, paid=draw(st.integers(0, 300)) if paid_at else 0,
        refunded=refunded, refunded_at=draw(hours_later) if refunded and draw(st.booleans()) else None,
        adjustment=draw(st.integers(-50, 50)) if kind == "adjustment" else 0, cancelled=draw(st.booleans()),
        units=draw(st.integers(0, 3)), buyer=draw(st.sampled_from([None, "ann", "bob"])),
        channel=draw(st.sampled_from([None, "app"])), status=draw(st.sampled_from([None, "x"])),
    )  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> list[tuple[ParsedFile, Plan]]:
    """Two or three files that overlap: ledgers of different knowledge, and reports."""
    found: list[tuple[ParsedFile, Plan]] = []
    for n in range(draw(st.integers(2, 3))):
        as_of = draw(st.sampled_from(["2026-03-06T00:00", "2026-03-09T00:00"]))
        if draw(st.integers(0, 3)):
            orders = draw(st.lists(tellings(), min_size=1, max_size=5, unique_by=lambda order: order.number))
            known = draw(st.sampled_from(["buyers new_buyers returning_buyers units refunds adjustments", "refunds"]))
            plan = Plan(0, frozenset(known.split()))
            found.append((ledger(f"f{n}", orders, as_of=as_of, source=draw(st.sampled_from(["a", "b"]))), plan))
        else:
            days = draw(st.lists(st.sampled_from(["05", "06", "07"]), min_size=1, max_size=3))
            rows = [
                fact(f"2026-03-{day}", visitors=draw(st.integers(0, 9)), paid=draw(st.integers(0, 9))) for day in days
            ]
            plan = Plan(draw(st.integers(0, 1)), frozenset())
            found.append((report(f"f{n}", rows, source=draw(st.sampled_from(["r", "s"]))), plan))
    return found


def loaded(parts: list[tuple[ParsedFile, Plan]], passing: tuple[ParsedFile, Plan] | None = None) -> dict[str, Any]:
    """The numbers after loading some files in this order; `passing` is loaded first and taken back last."""
    with tempfile.TemporaryDirectory(prefix="opscockpit-test-") as folder:
        path = Path(folder) / "x.db"
        path.write_bytes(_EMPTY)
        with Database(path) as db:
            store = add_shop(db, "Bar", zone="Europe/London", currency="GBP", day_starts="04:00")
            extra = put(db, store, *passing) if passing else None
            for parsed, plan in parts:
                put(db, store, parsed, plan)
            if extra is not None:
                batches.undo_batch(db, "lin", extra)
            return content(db)


@QUICK
@given(files())
def test_every_order_of_import_gives_the_same(parts: list[tuple[ParsedFile, Plan]]) -> None:
    found = [loaded(list(order)) for order in permutations(parts)]
    assert all(other == found[0] for other in found[1:])


@QUICK
@given(files())
def test_what_was_taken_back_was_never_there(parts: list[tuple[ParsedFile, Plan]]) -> None:
    assert loaded(parts[1:], passing=parts[0]) == loaded(parts[1:])


@QUICK
@given(st.lists(tellings(), min_size=1, max_size=6, unique_by=lambda order: order.number), st.data())
def test_a_ledger_in_pieces_is_the_ledger(orders: list[Order], data: st.DataObject) -> None:
    """Days between the pieces' first and last order are zeros in the whole and unknown in the pieces."""
    cut = data.draw(st.integers(0, len(orders)))
    whole = loaded([(ledger("whole", orders), Plan(0, frozenset({"refunds", "buyers", "new_buyers"})))])
    pieces = [piece for piece in (orders[:cut], orders[cut:]) if piece]
    plan = Plan(0, frozenset({"refunds", "buyers", "new_buyers"}))
    apart = loaded([(ledger(f"piece{n}", piece), plan) for n, piece in enumerate(pieces)])
    assert apart["sales"] == whole["sales"]
    assert apart["buyers"] == whole["buyers"]
    assert apart["hours"] == whole["hours"]
    days = {day for _, _, day, _ in apart["slices"]}
    assert set(apart["days"]) == {row for row in whole["days"] if row[3] in days}
