"""Damaged and odd files: each gives a clear refusal or a counted skip, never a wrong number and never a crash."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opscockpit.errors import FileTrouble
from opscockpit.ingest import Profiles, collect, parse
from tests.ingest.conftest import Parse, check_account, pseudonym

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def line(number: int, title: str = "MUG", quantity: str = "2", when: str = "2024-05-01 09:00:00") -> str:
    return f"{number},S1,{title},{quantity},{when},1.50,17850.0,UK"


def ledger(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


def test_a_stray_quote_costs_one_row_at_most(parse_text: Parse) -> None:
    lines = [line(n) for n in range(100, 200)]
    lines[10] = line(110, title='"MUG 5 INCH')
    parsed = parse_text(ledger(*lines))
    assert (parsed.rows_read, parsed.rows_used, parsed.repaired) == (100, 100, 1)
    lines[10] = '110,S1,"MUG, 5" INCH,2'
    parsed = parse_text(ledger(*lines))
    assert parsed.rows_read == 100
    assert parsed.rows_used == 99
    assert parsed.skipped[0].row == 12


def test_a_quote_that_never_closes_is_reported_with_its_line(parse_text: Parse) -> None:
    lines = [line(n) for n in range(100, 140)]
    lines[5] = '105,S1,"MUG, WITH COMMA,2,2024-05-01,1.50,1,UK'
    parsed = parse_text(ledger(*lines))
    assert (parsed.rows_read, parsed.rows_used) == (40, 39)
    assert (parsed.skipped[0].row, "quote" in parsed.skipped[0].reason) == (7, True)


def test_cells_over_several_lines_keep_their_row_numbers(parse_text: Parse) -> None:
    parsed = parse_text(ledger(line(1), line(2, title='"two\nlines, ""quoted"""'), line(3), line(4, quantity="x")))
    assert (parsed.rows_read, parsed.rows_used, parsed.repaired) == (4, 3, 0)
    assert parsed.orders[1].lines[0][:3] == (3, "S1", 'two lines, "quoted"')
    assert parsed.skipped[0].row == 6


def test_many_cells_over_several_lines_cross_the_batches(parse_text: Parse) -> None:
    lines = [line(n, title=f'"first {n}\nsecond"') for n in range(5000)]
    parsed = parse_text(ledger(*lines))
    assert (parsed.rows_used, parsed.repaired, len(parsed.orders)) == (5000, 0, 5000)
    assert parsed.orders[-1].lines[0][0] == 2 + 2 * 4999


def test_rows_of_the_wrong_width(parse_text: Parse) -> None:
    parsed = parse_text(ledger(line(1), line(2, title="MUG, LARGE"), line(3) + ",,", "4,S1,MUG"))
    assert [order.number for order in parsed.orders] == ["1", "3"]
    assert [(skip.row, skip.reason) for skip in parsed.skipped] == [
        (3, "the row has 9 cells and the header 8"),
        (5, "is empty"),
    ]


def test_blank_lines_and_repeated_headers_are_no_rows(parse_text: Parse) -> None:
    parsed = parse_text(ledger(line(1), "", " , ,,,,,,", HEADER, line(2)))
    assert (parsed.rows_read, parsed.rows_used) == (2, 2)
    assert any("header stands again" in note for note in parsed.notes)


def test_control_codes_are_taken_out_and_counted(parse_text: Parse) -> None:
    parsed = parse_text(ledger(line(1, title="M\x1b[31mUG\x00"), line(2)))
    assert parsed.orders[0].lines[0][2] == "MUG"
    assert parsed.repaired == 1


def test_a_cell_beyond_the_csv_limit_costs_its_row(parse_text: Parse) -> None:
    parsed = parse_text(ledger(line(1), line(2, title="x" * 140_000), line(3)))
    assert (parsed.rows_read, parsed.rows_used, parsed.skipped[0].row) == (3, 2, 3)


@pytest.mark.parametrize(
    ("when", "reason"),
    [("0000-01-01 00:00:00", "calendar"), ("9999-12-31", "outside the years"), ("soon", "not a date"), ("", "empty")],
)
def test_impossible_dates_skip_their_row(parse_text: Parse, when: str, reason: str) -> None:
    parsed = parse_text(ledger(line(1), line(2, when=when)))
    (skip,) = parsed.skipped
    assert (skip.row, skip.column) == (3, "InvoiceDate")
    assert reason in skip.reason


def test_impossible_money_skips_its_row(parse_text: Parse) -> None:
    header = "Name,Created at,Total,Subtotal"
    parsed = parse_text(f"{header}\n#1,2024-05-01 10:00:00 +0200,10.00,10\n#2,2024-05-01,100000000000000.00,1\n")
    assert [order.number for order in parsed.orders] == ["#1"]
    assert parsed.skipped[0].column == "Total"


def test_a_line_that_multiplies_to_impossible_money_is_skipped(parse_text: Parse) -> None:
    parsed = parse_text(ledger(line(1), line(2, quantity="9999999999999")))
    assert (parsed.rows_used, parsed.rows_skipped) == (1, 1)
    assert parsed.skipped[0].row == 3


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\r\n \n", "is empty"),
        (b"\x00" * 500, "no text"),
        (HEADER.encode(), "no rows"),
        (b"<!DOCTYPE html><html><body>sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf<table><tr><td>a</td></tr></table>", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (os.urandom(4000), "not text"),
        (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n1", "10,000 columns"),
        (b"PK\x03\x04 no archive at all", "half-downloaded"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook"),
        (b"a,b,c\n1,2,3\n", "fits no known layout"),
    ],
)
def test_what_cannot_be_an_export_is_refused_by_name(parse_text: Parse, content: bytes, why: str) -> None:
    with pytest.raises(FileTrouble, match=why):
        parse_text(content, "export.xls")


def test_a_text_without_line_ends_is_refused(parse_text: Parse) -> None:
    with pytest.raises(FileTrouble, match="line of more than"):
        parse_text("x," * 2_000_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "cp1252"])
def test_encodings(parse_text: Parse, encoding: str) -> None:
    title = "杯子" if encoding == "gb18030" else "Größe für Stück" if encoding == "cp1252" else "杯子 £"
    parsed = parse_text(ledger(*(line(n, title=title) for n in range(1, 30))).encode(encoding))
    assert {order.lines[0][2] for order in parsed.orders} == {title}


def test_the_nearest_layout_is_named(parse_text: Parse) -> None:
    with pytest.raises(FileTrouble, match=r"nearest is ledger\.lines.*also needs UnitPrice.*Columns found: InvoiceNo"):
        parse_text("InvoiceNo,StockCode,Description,Quantity,InvoiceDate\n1,a,b,2,2024-05-01\n")


def test_a_row_of_data_is_never_told_as_the_columns_found(parse_text: Parse) -> None:
    with pytest.raises(FileTrouble, match="Columns found: Handle, Title, Price"):
        parse_text("Handle,Title,Price\nquantity,Title,80\nInvoiceNo,StockCode,1\n")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=60), at=st.integers(min_value=0, max_value=900), cut=st.integers(0, 900))
def test_any_damage_is_either_accounted_for_or_refused(
    noise: bytes, at: int, cut: int, profiles: Profiles, tmp_path: Path
) -> None:
    whole = ledger(*(line(n) for n in range(1, 15))).encode()
    path = tmp_path / "damaged.csv"
    path.write_bytes(whole[:at] + noise + whole[at + cut :])
    (source,) = collect([path])
    parsed = []
    with suppress(FileTrouble):
        parsed = parse(source, profiles=profiles, pseudonym=pseudonym)
    for part in parsed:
        check_account(part)


def test_what_is_reported_of_damaged_orders_names_nobody(parse_text: Parse) -> None:
    parsed = parse_text("Name,Created at,Total,Email\n#1,2024-05-01,5,a@x.test\n#2,2024-05-01,5,ann@x.test,Ann,more\n")
    assert parsed.rows_skipped == 1
    assert "ann@" not in repr(parsed)
