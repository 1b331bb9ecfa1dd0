"""Text tables: lines to rows of cells, in batches, so that one damaged line costs one line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import BinaryIO

from opscockpit.domain.records import Skip

BATCH = 4096
DELIMITERS = (",", "\t", ";", "|", " ")
"""Candidates; the blank stands for any run of white space (fixed-width text)."""
_LOOK_AHEAD = 400
_first = itemgetter(0)
_SENTINEL = "\x1d\n"


@dataclass(slots=True)
class Batch:
    """Some rows of a table: physical row numbers, cells, rows that could not be split, count of mended rows."""

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lost: list[Skip] = field(default_factory=list)
    repaired: int = 0


class TextTable:
    """A table in a text file. `width` (the number of cells of the header) lets damaged lines be told from good ones."""

    def __init__(self, name: str, opener: Callable[[], BinaryIO], encoding: str) -> None:
        self.name = name
        self.encoding = encoding
        self.delimiter = ","
        self._opener = opener

    def head(self, lines: int) -> list[str]:
        """The first physical lines."""
        with self._opener() as raw:
            return list(islice(self._lines(raw), lines))

    def split(self, lines: list[str], delimiter: str) -> list[tuple[int, list[str]]]:
        """Numbered rows of a few lines at the start of the file, cut at `delimiter`, blank ones left out."""
        batch = Batch()
        _one_by_one(list(enumerate(lines, start=1)), delimiter, None, batch)
        return list(zip(batch.numbers, batch.rows, strict=True))

    def batches(self, after: int, width: int) -> Iterator[Batch]:
        """All rows below physical line `after`, in batches. Blank lines are passed over."""
        with self._opener() as raw:
            lines = self._lines(raw)
            number = after
            for _ in islice(lines, after):
                pass
            pending: list[tuple[int, str]] = []
            while True:
                chunk = list(islice(lines, BATCH))
                if not chunk and not pending:
                    return
                batch = Batch()
                if not pending and _plain(chunk, self.delimiter, number, batch):
                    number += len(chunk)
                else:
                    numbered = pending + list(enumerate(chunk, start=number + 1))
                    number += len(chunk)
                    pending = _one_by_one(numbered, self.delimiter, width, batch, more=bool(chunk))
                yield batch

    def _lines(self, raw: BinaryIO) -> Iterator[str]:
        return io.TextIOWrapper(raw, encoding=self.encoding, errors="replace", newline=None)


def _plain(chunk: list[str], delimiter: str, before: int, batch: Batch) -> bool:
    """The fast path: every line is one record. False (and nothing done) when quotes or damage forbid it."""
    if delimiter == " ":
        rows = [line.split() for line in chunk]
    else:
        if '"' in "".join(chunk) and any(line.count('"') & 1 for line in chunk if '"' in line):
            return False
        try:
            rows = list(csv.reader(chunk, delimiter=delimiter))
        except csv.Error:
            return False
        if len(rows) != len(chunk):
            return False
    batch.rows = rows
    batch.numbers = list(range(before + 1, before + 1 + len(rows)))
    if not (all(rows) and all(map(_first, rows))):
        kept = [(n, row) for n, row in zip(batch.numbers, rows, strict=True) if _filled(row)]
        batch.numbers = [n for n, _ in kept]
        batch.rows = [row for _, row in kept]
    return True


def _one_by_one(
    lines: list[tuple[int, str]], delimiter: str, width: int | None, batch: Batch, *, more: bool = False
) -> list[tuple[int, str]]:
    """The careful path: records one at a time. Returns the lines of a record that may go on in the next chunk."""
    at = 0
    while at < len(lines):
        number, line = lines[at]
        cells, used = _record([line], delimiter), 1
        if cells is None:
            if more and len(lines) - at < _LOOK_AHEAD:
                return lines[at:]
            cells, used = _spanning([text for _, text in lines[at : at + _LOOK_AHEAD]], delimiter, width)
        if cells is None:
            cells = _repair(line, delimiter, width)
            batch.repaired += cells is not None
        if cells is None:
            batch.lost.append(Skip(number, "", line[:80], "the line is damaged: a quote is opened and never closed"))
        elif _filled(cells):
            batch.numbers.append(number)
            batch.rows.append(cells)
        at += used
    return []


def _record(lines: list[str], delimiter: str) -> list[str] | None:
    """The cells of a record that takes exactly these lines; None when a quote stays open or a cell is too long."""
    if delimiter == " ":
        return lines[0].split()
    reader = csv.reader([*lines, _SENTINEL], delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error:
        return None
    return cells if reader.line_num == len(lines) else None


def _spanning(lines: list[str], delimiter: str, width: int | None) -> tuple[list[str] | None, int]:
    """A record over several lines and how many it takes; None when it is rather one line with a stray quote."""
    reader = csv.reader([*lines, _SENTINEL], delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error:
        return None, 1
    used = reader.line_num
    if used > len(lines) or (width is not None and (not _fits(cells, width) or _stray(lines, delimiter, width))):
        return None, 1
    return cells, used


def _stray(lines: list[str], delimiter: str, width: int) -> bool:
    """True when a quote that seems to span lines is a slip: both this line and the next are whole rows without it."""
    here, following = _repair(lines[0], delimiter, width), _repair(lines[1], delimiter, width)
    return here is not None and following is not None and not lines[0].rstrip("\r\n").endswith('"')


def _repair(line: str, delimiter: str, width: int | None) -> list[str] | None:
    """The line with its quotes read as plain characters; None when that gives no row of the right width."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    except csv.Error:
        return None
    if width is None or len(cells) != width:
        return None
    return [cell.strip('"') for cell in cells]


def _fits(cells: list[str], width: int) -> bool:
    return len(cells) == width or (len(cells) > width and not any(cells[width:]))


def _filled(row: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in row)
