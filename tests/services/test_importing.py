"""Files through the whole import: what is reported, and what a second person who does the same gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from opscockpit import errors
from opscockpit.services import importing
from opscockpit.services.importing import FileReport, exit_code, how_for, import_paths, imports
from opscockpit.services.shops import cut_of
from opscockpit.store.batches import undo_batch
from opscockpit.store.database import Database, Row
from tests.helpers import add_shop, measures
from tests.ingest.test_workbooks import workbook

SMALL = Path(__file__).resolve().parents[2] / "fixtures" / "small"
LEDGER_FILE = SMALL / "orders_retail_lines.csv"
HEAD: list[str | float | None] = [
    "Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country",
]  # fmt: skip


def run(db: Database, store: Row, *paths: Path, **how: Any) -> list[FileReport]:
    return list(import_paths(db, "lin", store, cut_of(store), paths, how_for(db, None, **how)))


def sold(number: str, day: str) -> list[str | float | None]:
    return [number, "10001", "MUG", 2.0, f"{day} 09:15:00", 2.5, "7", "UK"]


def test_two_sheets_of_one_kind_are_two_imports_of_one_file(db: Database, store: Row, tmp_path: Path) -> None:
    book = workbook(tmp_path / "years.xlsx", {
        "Year 2024": [HEAD, sold("1", "2024-05-02")], "Year 2025": [HEAD, sold("2", "2025-05-02")],
    })  # fmt: skip
    reports = run(db, store, book)
    assert [(report.error, report.batch) for report in reports] == [(None, 1), (None, 2)]
    assert len({report.sha256 for report in reports} | {row["sha256"] for row in imports(db)}) == 1
    assert measures(db, store, "2024-05-02")["orders"] == measures(db, store, "2025-05-02")["orders"] == 1
    (again,) = run(db, store, book)
    assert again.duplicate_of in (1, 2)
    undo_batch(db, "lin", 1)
    reports = run(db, store, book)
    assert [(report.batch, report.duplicate_of) for report in reports] == [(3, None), (None, 2)]
    assert measures(db, store, "2024-05-02")["orders"] == 1


def test_a_dry_run_reports_and_changes_nothing(db: Database, store: Row, path: Path) -> None:
    before = path.read_bytes()
    (report,) = run(db, store, LEDGER_FILE, dry_run=True)
    assert (report.batch, report.error) == (None, None)
    assert report.rows_read == report.rows_used + report.rows_skipped + report.rows_total_lines > 0
    assert path.read_bytes() == before


def test_the_same_file_twice_and_under_another_name(db: Database, store: Row, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.csv"
    copy.write_bytes(LEDGER_FILE.read_bytes())
    found = run(db, store, LEDGER_FILE, copy)
    assert [(report.batch, report.duplicate_of) for report in found] == [(1, None), (None, 1)]
    assert "nothing changed" in found[1].sentence()
    assert exit_code(found) == 0


def test_trouble_with_one_file_does_not_stop_the_others(db: Database, store: Row, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    found = run(db, store, bad, tmp_path / "missing.csv", LEDGER_FILE)
    assert [report.error is None for report in found] == [False, False, True]
    assert exit_code(found) == 4
    assert exit_code(found[:2]) == 1


def test_money_of_another_currency_is_refused(db: Database, store: Row) -> None:
    (report,) = run(db, store, SMALL / "orders_shopify.csv")
    assert report.batch is None
    assert report.error is not None
    assert "GBP" in report.error
    assert db.value("SELECT count(*) FROM sale") == 0
    pounds = add_shop(db, "Wool", zone="Europe/London", currency="GBP")
    assert [report.error for report in run(db, pounds, SMALL / "orders_shopify.csv")] == [None]


def test_a_file_for_the_wrong_store_is_told_of(db: Database, store: Row, tmp_path: Path) -> None:
    later = tmp_path / "later.csv"  # the same orders in an export of another day
    later.write_bytes(LEDGER_FILE.read_bytes() + b"\n")
    (right,) = run(db, store, LEDGER_FILE)
    other = add_shop(db, "Other", zone=store["zone"], currency=store["currency"])
    for file in (LEDGER_FILE, later):
        (wrong,) = run(db, other, file)
        assert right.elsewhere == ""
        assert wrong.sentence().endswith(
            f"; {store['name']} has the same: if it is not of Other, "
            f"`opscockpit imports undo {wrong.batch}` takes it back"
        )
        assert wrong.batch is not None
        undo_batch(db, "mei", wrong.batch)
    third = add_shop(db, "Third", zone="Europe/London", currency="GBP")
    (fine,) = run(db, third, SMALL / "orders_shopify.csv")
    assert fine.elsewhere == ""


def test_a_file_that_somebody_imports_meanwhile_is_a_duplicate(
    path: Path, db: Database, store: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = importing.load, []

    def load(*of: Any) -> int:
        if not calls:
            calls.append(1)
            with Database(path) as other:
                run(other, store, LEDGER_FILE)
        return real(*of)

    monkeypatch.setattr(importing, "load", load)
    (report,) = run(db, store, LEDGER_FILE)
    assert (report.batch, report.duplicate_of, report.error) == (None, 1, None)
    assert exit_code([report]) == 0


def test_what_the_schema_refuses_otherwise_is_told(db: Database, store: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*of: Any) -> int:
        raise errors.Refused("no")

    monkeypatch.setattr(importing, "load", load)
    with pytest.raises(errors.Refused, match="no"):
        run(db, store, LEDGER_FILE)


def test_the_list_of_imports(db: Database, store: Row) -> None:
    run(db, store, LEDGER_FILE)
    undo_batch(db, "mei", 1)
    run(db, store, LEDGER_FILE)
    assert [(row["batch"], row["state"], row["file"]) for row in imports(db)] == [
        (2, "live", LEDGER_FILE.name), (1, "undone", LEDGER_FILE.name),
    ]  # fmt: skip
