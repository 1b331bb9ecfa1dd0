"""From the bytes of a source to tables of text cells: text or workbook is told by content, never by name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Protocol

from opscockpit.errors import FileTrouble
from opscockpit.ingest.archive import LARGEST, Source
from opscockpit.ingest.encodings import encoding_of, refuse_non_text
from opscockpit.ingest.sheets import SheetTable, open_sheets
from opscockpit.ingest.text import DELIMITERS, Batch, TextTable

HEADER_ROWS = 30
"""A header is looked for in this many rows from the top: titles, comments and blank lines may stand above it."""
WIDEST = 2000
_HEAD = 8192
_COMPOUND = b"\xd0\xcf\x11\xe0"


class Table(Protocol):
    """What the rest of the ingest sees of a table."""

    name: str

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """All rows below physical row `after`."""


Top = list[tuple[int, list[str]]]
"""Row numbers and cells of the rows at the top of a table."""


def open_tables(source: Source) -> list[TextTable | SheetTable]:
    """The tables of a source: one for a text, one per filled sheet for a workbook. Raises FileTrouble."""
    with source.open() as stream:
        head = stream.read(_HEAD)
        if head.startswith(b"PK\x03\x04") or head.startswith(_COMPOUND):
            stream.seek(0)
            if head.startswith(b"PK"):
                _check_unpacked(source.name, stream)
                stream.seek(0)
            sheets: list[TextTable | SheetTable] = [*open_sheets(source.name, stream)]
            if not sheets:
                raise FileTrouble(f"{source.name} is a workbook without any filled sheet")
            return sheets
        refuse_non_text(source.name, head)
        stream.seek(0)
        encoding = encoding_of(source.name, head, stream)
    return [TextTable(source.name, source.open, encoding)]


def tops(table: TextTable | SheetTable) -> list[tuple[str, Top]]:
    """The top rows of a table as every candidate delimiter would cut them (one candidate for a sheet)."""
    if isinstance(table, SheetTable):
        return [("", _narrow(table.name, table.top(HEADER_ROWS)))]
    lines = table.head(HEADER_ROWS * 2)
    cuts = [mark for mark in DELIMITERS if mark == " " or any(mark in line for line in lines)]
    return [(mark, _narrow(table.name, table.split(lines, mark)[:HEADER_ROWS])) for mark in cuts]


def _narrow(name: str, top: Top) -> Top:
    widest = max((len(row) for _, row in top), default=0)
    if widest > WIDEST:
        raise FileTrouble(f"{name} has {widest:,} columns; no export known here has more than {WIDEST:,}")
    return top


def _check_unpacked(name: str, stream: object) -> None:
    """Refuse a workbook that would unpack to more than fits: it is a zip archive inside."""
    try:
        with zipfile.ZipFile(stream) as book:  # type: ignore[call-overload]
            size = sum(entry.file_size for entry in book.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as trouble:
        raise FileTrouble(f"{name} is damaged or cut off; download it again") from trouble
    if size > LARGEST:
        raise FileTrouble(f"{name} would unpack to {size / 2**30:.1f} GiB; the limit is {LARGEST / 2**30:.0f} GiB")
