"""One table with its profile: its wanted columns first decided on as a whole, then converted in chunks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

from opscockpit.ingest.account import Account
from opscockpit.ingest.cells import Bad
from opscockpit.ingest.columns import (
    BuyerColumn,
    Chunk,
    Column,
    CurrencyColumn,
    DayColumn,
    IdColumn,
    MomentColumn,
    NumberColumn,
    RegionColumn,
    TextColumn,
    Words,
    settle_marks,
    transpose,
)
from opscockpit.ingest.detection import Fit
from opscockpit.ingest.fields import kind_of
from opscockpit.ingest.names import normal, without_unit
from opscockpit.ingest.tables import Table
from opscockpit.ingest.text import Batch


class Reading:
    """The wanted columns of one table, converted in chunks, with an account of every row.

    The file is read once: its wanted cells are held as references to one copy of each distinct text until all of
    them were seen, because only a whole column tells `2/3/2020` and `1.234` apart. Then they are converted in chunks.
    """

    def __init__(
        self,
        table: Table,
        fit: Fit,
        account: Account,
        *,
        pseudonym: Callable[[str], str],
        currency: str | None,
        words: Words,
    ) -> None:
        self.table = table
        self.fit = fit
        self.profile = fit.profile
        self.account = account
        self._taken: list[tuple[Sequence[int], dict[str, Sequence[str]]]] = []
        self.currency = currency or fit.profile.currency or self._header_currency()
        self.columns = {field: self._column(field, pseudonym, words) for field in fit.columns}
        self._header = [normal(cell) for cell in fit.header]
        self._note_header()

    @property
    def own_currency(self) -> str | None:
        """The currency that the file itself names, by header or by sign; None when it names none or several."""
        signs = {sign for column in self.columns.values() if isinstance(column, NumberColumn) for sign in column.signs}
        signs |= {sign} if (sign := self._header_currency()) else set()
        return signs.pop() if len(signs) == 1 else self.profile.currency

    @property
    def time_known(self) -> bool:
        """Whether any moment in the file had a time of day."""
        return any(column.has_time for column in self.columns.values() if isinstance(column, MomentColumn))

    def name(self, field: str) -> str:
        """The header of the column that holds a field."""
        at = self.fit.columns.get(field)
        return field if at is None else self.fit.header[at]

    def survey(self) -> None:
        """First pass: take the wanted columns out of the rows, account for total, damaged and overlong lines, and let
        whole columns of dates and numbers decide what single cells leave open."""
        for batch in self._batches():
            self.account.repaired += batch.repaired
            self.account.read += len(batch.rows) + len(batch.lost)
            for lost in batch.lost:
                self.account.skip(lost.row, lost.column, self._shown(lost.value), lost.reason)
            batch = self._without_long(self._without_totals(batch))
            if not batch.rows:
                continue
            cells = list(transpose(batch.rows, self.fit.width))
            few = not self._taken  # One batch fits into memory as it is; only more of them are worth the sharing.
            taken = {
                field: cells[at] if few and not self.columns[field].whole else self.columns[field].take(cells[at])
                for field, at in self.fit.columns.items()
            }
            self._taken.append((batch.numbers, taken))
        for column in self.columns.values():
            column.survey()
        settle_marks(self.columns.values())
        for field, column in self.columns.items():
            column.decide(self.account, self.name(field))

    def chunks(self, readable: Collection[str], filled: Collection[str]) -> Iterator[Chunk]:
        """Second pass: converted rows. A row is skipped where a `readable` field cannot be read or a `filled` one is
        empty; any other cell that cannot be read is left out and noted, and its row goes on."""
        self._taken.reverse()
        while self._taken:
            chunk = self._chunk(*self._taken.pop(), readable, filled)
            if len(chunk):
                yield chunk

    def _batches(self) -> Iterator[Batch]:
        """Batches without headers that are repeated further down (joined files)."""
        header = self._header
        for batch in self.table.batches(self.fit.header_row, self.fit.width):
            if self.fit.header_row and self.fit.header[0] in map(itemgetter(0), batch.rows):
                kept = [[normal(cell) for cell in row[: len(header)]] != header for row in batch.rows]
                batch.numbers = list(compress(batch.numbers, kept))
                batch.rows = list(compress(batch.rows, kept))
                if not all(kept):
                    self.account.note("the header stands again between the rows, as in joined files; passed over")
            yield batch

    def _chunk(
        self,
        numbers: Sequence[int],
        cells: dict[str, Sequence[str]],
        readable: Collection[str],
        filled: Collection[str],
    ) -> Chunk:
        wanted = [True] * len(numbers)
        values: dict[str, list[Any]] = {}
        for field, column in self.columns.items():
            values[field] = list(map(column.__getitem__, cells[field]))
            if column.mended:
                self.account.repaired += sum(cell in column.mended for cell in cells[field])
        for field in sorted(values, key=lambda field: field not in readable):
            if self.columns[field].bad or (field in filled and self.columns[field].gaps):
                self._sort_out(field, values[field], cells[field], numbers, wanted, field in readable, field in filled)
        chunk = Chunk(numbers, values)
        return chunk if all(wanted) else chunk.keep(wanted)

    def _sort_out(
        self,
        field: str,
        values: list[Any],
        raw: Sequence[str],
        numbers: Sequence[int],
        wanted: list[bool],
        readable: bool,
        filled: bool,
    ) -> None:
        """Skip rows whose needed cell is bad or empty; leave out other cells that are bad."""
        for at, value in enumerate(values):
            if not wanted[at]:
                continue
            if isinstance(value, Bad):
                if readable:
                    wanted[at] = False
                    self.account.skip(numbers[at], self.name(field), raw[at], value.reason)
                else:
                    values[at] = None
                    self.account.drop_cell(numbers[at], self.name(field), raw[at], value.reason)
            elif value is None and filled:
                wanted[at] = False
                self.account.skip(numbers[at], self.name(field), raw[at], "is empty")

    def _without_totals(self, batch: Batch) -> Batch:
        """Count and take out total and subtotal lines."""
        if not self.profile.total_lines:
            return batch
        rules = [(self.fit.columns.get(rule.field), rule) for rule in self.profile.total_lines]
        kept = Batch()
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            for at, rule in rules:
                if rule.field and at is None:
                    continue
                if at is None:
                    text = " ".join(cell.strip() for cell in row if cell.strip())
                else:
                    text = row[at].strip() if at < len(row) else ""
                if rule.match.search(text):
                    self.account.total_lines += 1
                    break
            else:
                kept.numbers.append(number)
                kept.rows.append(row)
        return kept

    def _without_long(self, batch: Batch) -> Batch:
        """Skip rows with more filled cells than the header has: something in them slipped to the right."""
        width = self.fit.width
        if max(map(len, batch.rows), default=0) <= width:
            return batch
        kept = Batch()
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                reason = f"the row has {len(row)} cells and the header {width}"
                self.account.skip(number, "", self._shown(",".join(row)), reason)
            else:
                kept.numbers.append(number)
                kept.rows.append(row)
        return kept

    def _shown(self, line: str) -> str:
        """A damaged line as it may be reported: lines of orders may name people, so nothing of them."""
        return "" if self.profile.of_orders else line[:80]

    def _column(self, field: str, pseudonym: Callable[[str], str], words: Words) -> Column:
        kind = kind_of(field, of_orders=self.profile.of_orders)
        if kind in ("moment", "day"):
            return (DayColumn if kind == "day" else MomentColumn)(self.profile.date_order, self.profile.zone)
        if kind == "currency":
            return CurrencyColumn()
        if kind in ("money", "count", "milli", "decimal"):
            return NumberColumn(kind, self.currency, positive=field in self.profile.positive)
        key = (self.profile.id, field, kind or "text")
        if key not in words:
            makers: dict[str | None, Callable[[], Column]] = {"id": IdColumn, "region": RegionColumn}
            words[key] = BuyerColumn(pseudonym) if kind == "buyer" else makers.get(kind, TextColumn)()
        words[key].begin()
        return words[key]

    def _header_currency(self) -> str | None:
        found = {without_unit(self.fit.header[at])[1] for at in self.fit.columns.values()} - {None}
        return found.pop() if len(found) == 1 else None

    def _note_header(self) -> None:
        """Say which columns are not used, and which are never looked at because they name people."""
        personal = {normal(name) for name in self.profile.personal}
        used = set(self.fit.columns.values())
        rest = [cell for at, cell in enumerate(self.fit.header) if at not in used and cell]
        people = [cell for cell in rest if normal(cell) in personal]
        others = [cell for cell in rest if normal(cell) not in personal]
        if people:
            self.account.note(f"personal columns left out: {', '.join(people)}")
        if others:
            self.account.note(f"columns not used: {', '.join(others[:60])}")
