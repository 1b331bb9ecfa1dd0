"""The same orders told again: refunds added, status changed, fewer columns; whichever file comes first."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cockpit

HEAD = "Name,Email,Financial Status,Paid at,Currency,Shipping,Taxes,Total,Discount Amount,Created at,Refunded Amount,"
LINES = "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Country,Cancelled at\n"

PENDING = HEAD + LINES + (
    "#1,a@x.test,pending,,USD,5.00,1.00,45.00,0.00,2024-05-01 10:00:00 +0000,0.00,2,Mug,20.00,M1,US,\n"
    "#2,b@x.test,paid,2024-05-01 12:00:00 +0000,USD,0.00,0.00,30.00,0.00,2024-05-01 11:59:00 +0000,0.00,"
    "1,Cup,30.00,C1,DE,\n"
)  # fmt: skip
PAID = HEAD + LINES + (
    "#1,a@x.test,paid,2024-05-02 09:00:00 +0000,USD,5.00,1.00,45.00,0.00,2024-05-01 10:00:00 +0000,0.00,"
    "2,Mug,20.00,M1,US,\n"
    "#2,b@x.test,paid,2024-05-01 12:00:00 +0000,USD,0.00,0.00,30.00,0.00,2024-05-01 11:59:00 +0000,0.00,"
    "1,Cup,30.00,C1,DE,\n"
    "#3,a@x.test,paid,2024-05-02 10:00:00 +0000,USD,0.00,0.00,10.00,0.00,2024-05-02 10:00:00 +0000,0.00,"
    "1,Pen,10.00,P1,US,\n"
)  # fmt: skip
REFUNDED = HEAD + LINES + (
    "#1,a@x.test,partially_refunded,2024-05-02 09:00:00 +0000,USD,5.00,1.00,45.00,0.00,2024-05-01 10:00:00 +0000,20.00,"
    "2,Mug,20.00,M1,US,\n"
    "#3,a@x.test,refunded,2024-05-02 10:00:00 +0000,USD,0.00,0.00,10.00,0.00,2024-05-02 10:00:00 +0000,10.00,"
    "1,Pen,10.00,P1,US,2024-05-03 10:00:00 +0000\n"
    "#4,c@x.test,paid,2024-05-04 10:00:00 +0000,USD,0.00,0.00,7.00,0.00,2024-05-04 10:00:00 +0000,0.00,"
    "1,Pen,7.00,P1,US,\n"
)  # fmt: skip
FEWER = (
    "Name,Paid at,Total,Created at\n"
    "#1,2024-05-02 09:00:00 +0000,45.00,2024-05-01 10:00:00 +0000\n"
    "#2,2024-05-01 12:00:00 +0000,30.00,2024-05-01 11:59:00 +0000\n"
    "#4,2024-05-04 10:00:00 +0000,7.00,2024-05-04 10:00:00 +0000\n"
    "#5,2024-05-05 10:00:00 +0000,8.00,2024-05-05 10:00:00 +0000\n"
)
FILES = {"pending.csv": PENDING, "paid.csv": PAID, "refunded.csv": REFUNDED, "fewer.csv": FEWER}


@pytest.fixture
def exports(tmp_path: Path) -> dict[str, Path]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: tmp_path / name for name in FILES}


def check(shop: Cockpit) -> None:
    days = {row["period"][-2:]: row for row in shop.rows("2024-05-01", "2024-05-05")}
    assert [days[day]["orders_created"] for day in ("01", "02", "03", "04", "05")] == [2, 1, 0, 1, 1]
    assert [days[day]["orders"] for day in ("01", "02", "03", "04", "05")] == [1, 2, 0, 1, 1]
    assert [days[day]["paid"] for day in ("01", "02", "04", "05")] == [30, 55, 7, 8]
    assert sum(day["refunds"] or 0 for day in days.values()) == 30
    buyers = [(days[day]["buyers"], days[day]["new_buyers"]) for day in ("01", "02", "04", "05")]
    assert buyers == [(1, 1), (1, 1), (1, 1), (None, None)], "a file without buyers does not make them unknown"
    assert shop.sql("SELECT number, cancelled FROM sale WHERE live = 1 AND cancelled = 1") == [("#3", 1)]
    assert shop.sql("SELECT region, tax, postage FROM sale WHERE live = 1 AND number = '#2'") == [("DE", 0, 0)]


@pytest.mark.parametrize("order", list(itertools.permutations(FILES)), ids="-".join)
def test_any_order_gives_the_newest_state(
    make_cockpit: Callable[[str], Cockpit], exports: dict[str, Path], order: tuple[str, ...]
) -> None:
    """Compared with the order in which they were exported; the keys that hash buyers are the same."""
    cockpits = []
    for name, names in (("first", tuple(FILES)), ("other", order)):
        cockpit = make_cockpit(name)
        cockpit.store("Shop")
        if cockpits:
            shutil.copy(cockpits[0].db.with_name("shop.db.key"), cockpit.db.with_name("shop.db.key"))
        cockpit.load(*(exports[file] for file in names))
        cockpits.append(cockpit)
    check(cockpits[1])
    assert cockpits[0].digest() == cockpits[1].digest()


def test_taking_each_back_leaves_what_the_others_say(
    make_cockpit: Callable[[str], Cockpit], exports: dict[str, Path]
) -> None:
    """Undo of one file is the same as never having imported it."""
    key: Path | None = None
    for gone in FILES:
        whole, without = make_cockpit(f"whole-{gone}"), make_cockpit(f"without-{gone}")
        for cockpit in (whole, without):
            cockpit.store("Shop")
            if key is not None:
                shutil.copy(key, cockpit.db.with_name("shop.db.key"))
            wanted = [path for name, path in exports.items() if cockpit is whole or name != gone]
            batches = {report["file"]: report["batch"] for report in cockpit.load(*wanted)}
            key = key or cockpit.db.with_name("shop.db.key")
            if cockpit is whole:
                cockpit.done("imports", "undo", batches[gone])
        assert whole.digest() == without.digest(), gone


def test_undone_and_imported_again(shop: Cockpit, exports: dict[str, Path]) -> None:
    shop.load(*exports.values())
    before = shop.digest()
    batch = next(row["batch"] for row in shop.done("imports", "--json").json if row["file"] == "refunded.csv")
    shop.done("imports", "undo", batch)
    assert shop.digest() != before
    (report,) = shop.load(exports["refunded.csv"])
    assert report["duplicate_of"] is None
    assert shop.digest() == before


DAYS_A = "Day,Sessions,Online store visitors\n2024-05-01,100,90\n2024-05-02,110,95\n"
DAYS_B = "Day,Sessions,Online store visitors\n2024-05-02,112,97\n2024-05-03,120,99\n"


def test_overlapping_reports(make_cockpit: Callable[[str], Cockpit], tmp_path: Path) -> None:
    """The file that reaches further tells the shared day, whichever came first."""
    (tmp_path / "a.csv").write_text(DAYS_A)
    (tmp_path / "b.csv").write_text(DAYS_B)
    digests = []
    for names in (("a", "b"), ("b", "a")):
        cockpit = make_cockpit("-".join(names))
        cockpit.store("Shop")
        cockpit.load(*(tmp_path / f"{name}.csv" for name in names))
        assert [row["sessions"] for row in cockpit.rows("2024-05-01", "2024-05-03")] == [100, 112, 120]
        digests.append(cockpit.digest())
    assert digests[0] == digests[1]
