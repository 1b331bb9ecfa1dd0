"""The account of a file: what became of every row, and everything that a person should know about it."""

from __future__ import annotations

from collections import Counter

from opscockpit.domain.records import Skip
from opscockpit.ingest.cells import clean

MOST_DETAILS = 1000
"""Skipped rows that are kept one by one; further ones are only counted."""
_LONGEST_VALUE = 80


class Account:
    """Counts rows. Used rows are those read that were neither skipped nor total lines, so the sum always holds."""

    def __init__(self) -> None:
        self.read = 0
        self.total_lines = 0
        self.skipped = 0
        self.repaired = 0
        self.details: list[Skip] = []
        self._dropped: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._notes: dict[str, None] = {}

    @property
    def used(self) -> int:
        """Rows that became records or parts of records."""
        return self.read - self.skipped - self.total_lines

    @property
    def notes(self) -> list[str]:
        """Notes in the order they came up, then one per column whose unreadable cells were left out."""
        cells = [
            f"column {column!r}: {count:,} cell{'s' if count > 1 else ''} could not be read and "
            f"{'were' if count > 1 else 'was'} left out, for example {self._examples[column]}"
            for column, count in self._dropped.items()
        ]
        return [*self._notes, *cells]

    def skip(self, row: int, column: str, value: str, reason: str) -> None:
        """A row is left out."""
        self.skipped += 1
        if len(self.details) < MOST_DETAILS:
            self.details.append(Skip(row, column, clean(value)[0][:_LONGEST_VALUE], reason))

    def drop_cell(self, row: int, column: str, value: str, reason: str) -> None:
        """An optional cell is left out; its row goes on."""
        self._dropped[column] += 1
        self._examples.setdefault(column, f"{clean(value)[0][:_LONGEST_VALUE]!r} in row {row}, which {reason}")

    def note(self, text: str) -> None:
        """Something to tell once."""
        self._notes[text] = None
