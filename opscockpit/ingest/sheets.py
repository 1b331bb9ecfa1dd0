"""Workbooks (xls, xlsx, xlsb, ods): every sheet as rows of text, whatever type Excel gave a cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO

from opscockpit.errors import FileTrouble
from opscockpit.ingest.text import BATCH, Batch

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_LARGEST_EXACT_FLOAT = 2**53


class SheetTable:
    """One sheet of a workbook."""

    def __init__(self, name: str, rows: list[list[str]], first_row: int) -> None:
        self.name = name
        self._rows = rows
        self._first = first_row

    def top(self, count: int) -> list[tuple[int, list[str]]]:
        """The first filled rows of the sheet with their row numbers."""
        numbered = ((self._first + at, row) for at, row in enumerate(self._rows[:count]))
        return [(number, row) for number, row in numbered if any(row)]

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """All rows below sheet row `after`, in batches. Blank rows are passed over."""
        start = after - self._first + 1
        for low in range(start, len(self._rows), BATCH):
            batch = Batch()
            for at, row in enumerate(self._rows[low : low + BATCH], start=low):
                if any(row):
                    batch.numbers.append(self._first + at)
                    batch.rows.append(row)
            yield batch


def open_sheets(name: str, stream: BinaryIO) -> list[SheetTable]:
    """The filled sheets of a workbook. Raises FileTrouble when it cannot be opened (cut off, locked, damaged)."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(stream)
        sheets = [(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
        filled = [(title, sheet) for title, sheet in sheets if sheet.height]
        return [_table(name if len(filled) == 1 else f"{name} [{title}]", sheet) for title, sheet in filled]
    except Exception as trouble:
        why = f"{name} cannot be opened as a workbook: {_short(trouble)}. Save it again as XLSX"
        raise FileTrouble(why) from trouble
    except BaseException as trouble:
        # The Rust reader reports its own slips as a panic, which is no Exception; anything else goes on.
        if type(trouble).__name__ != "PanicException":
            raise
        raise FileTrouble(f"{name} is damaged and cannot be opened as a workbook") from trouble


def _table(name: str, sheet: CalamineSheet) -> SheetTable:
    first = (sheet.start or (0, 0))[0] + 1
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    return SheetTable(name, rows, first)


def _text(cell: object) -> str:
    """A typed cell as the text it would have in a CSV: whole numbers without '.0', dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell)) if abs(cell) < _LARGEST_EXACT_FLOAT else f"{cell:.0f}"
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return "" if cell is None else str(cell)


def _short(trouble: Exception) -> str:
    return " ".join(str(trouble).split())[:120] or type(trouble).__name__
