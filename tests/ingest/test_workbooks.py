"""Workbooks: typed cells come out as the text they would have in a CSV, sheets as tables of their own."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from opscockpit.domain.records import ParsedFile
from opscockpit.errors import FileTrouble
from opscockpit.ingest import Profiles, collect, parse
from opscockpit.ingest.columns import RegionColumn
from tests.ingest.conftest import pseudonym

Read = Callable[..., list[ParsedFile]]
Rows = list[list[str | float | None]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"


def cell(at: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{at}"><v>{value!r}</v></c>'


def sheet(rows: Rows) -> str:
    lines = [
        f'<row r="{y}">' + "".join(cell(f"{chr(65 + x)}{y}", v) for x, v in enumerate(row) if v is not None) + "</row>"
        for y, row in enumerate(rows, start=1)
    ]
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write the smallest workbook that spreadsheet programs accept."""
    entries = [f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, start=1)]
    links = [
        f'<Relationship Id="r{i}" Type="{LINKS}/worksheet" Target="worksheets/s{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    ]
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{PACK}/content-types"/>')
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACK}/relationships">'
            f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{"".join(entries)}</sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACK}/relationships">{"".join(links)}</Relationships>',
        )
        for i, rows in enumerate(sheets.values(), start=1):
            book.writestr(f"xl/worksheets/s{i}.xml", sheet(rows))
    return path


def test_numbers_ids_and_serial_dates_of_a_sheet(tmp_path: Path, read: Read) -> None:
    rows: Rows = [
        ["Sales"],
        [None],
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"],
        [536365.0, 22752.0, "Box", 2.0, 43862.5, 7.65, 17850.0, "United Kingdom"],
        [None],
        ["C536366", "22752", "Box", -1.0, 43863.0, 7.65, 17850.0, "United Kingdom"],
    ]
    (parsed,) = read(workbook(tmp_path / "sales.xlsx", {"Sheet1": rows}))
    sale, refund = parsed.orders
    assert (parsed.file, parsed.rows_read) == ("sales.xlsx", 2)
    assert (sale.number, sale.paid, sale.created_at) == ("536365", 1530, datetime(2020, 2, 1, 12))
    assert sale.lines == [(4, "22752", "Box", 2, 1530)]
    assert (refund.kind, refund.refunded, refund.lines[0][0]) == ("refund", 765, 6)
    assert sale.buyer == pseudonym("17850")


def test_sheets_are_tables_and_tell_each_other_the_period(tmp_path: Path, read: Read) -> None:
    chart: Rows = [["Date", "Clicks", "Impressions", "CTR", "Position"], ["2024-05-01", 3.0, 60.0, 0.05, 4.5]]
    queries: Rows = [["Top queries", "Clicks", "Impressions", "CTR", "Position"], ["mug", 1.0, 20.0, 0.05, 3.0]]
    path = workbook(tmp_path / "performance.xlsx", {"Chart": chart, "Queries": queries, "Notes": [["by hand"]]})
    days, words = read(path)
    assert (days.profile, words.profile) == ("gsc.days", "gsc.queries")
    assert words.file == "performance.xlsx [Queries]"
    assert (words.first_day, words.last_day) == (date(2024, 5, 1), date(2024, 5, 1))
    assert any("Notes] fits no known layout" in note for note in words.notes)


def test_a_cut_workbook_is_refused(tmp_path: Path, profiles: Profiles) -> None:
    whole = workbook(tmp_path / "whole.xlsx", {"Sheet1": [["a"]]}).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (source,) = collect([tmp_path / "cut.xlsx"])
    with pytest.raises(FileTrouble, match="half-downloaded"):
        parse(source, profiles=profiles, pseudonym=pseudonym)


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("上海", "上海"),
        ("内蒙古自治区", "内蒙古自治区"),
        ("浙江省 杭州市 西湖区 某路1号", "浙江省"),
        ("上海市浦东新区某路1号", "上海市"),
        ("United Kingdom", "United Kingdom"),
        ("12 High Street, Leeds", None),
        ("", None),
    ],
)
def test_of_an_address_only_the_region_is_kept(address: str, region: str | None) -> None:
    assert RegionColumn()[address] == region
