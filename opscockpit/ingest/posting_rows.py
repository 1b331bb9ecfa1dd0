"""A ledger of postings (Amazon settlement) to facts: every row is booked to a measure of its day by rule."""

from __future__ import annotations

from datetime import date
from typing import Any

from opscockpit.domain.records import Fact
from opscockpit.ingest.account import Account
from opscockpit.ingest.columns import Chunk
from opscockpit.ingest.reading import Reading


class PostingRows:
    """Collects rows; `finish` gives one fact per day. Rows that no rule books are used, and named in a note."""

    def __init__(self, reading: Reading, account: Account) -> None:
        self._reading = reading
        self._rules = reading.profile.postings
        self._account = account
        self._facts: dict[date, Fact] = {}

    def add(self, chunk: Chunk) -> None:
        """Take the rows of a chunk."""
        for at, row in enumerate(chunk.numbers):
            values = {name: column[at] for name, column in chunk.values.items()}
            wanted, given = self._reading.currency, values.get("currency")
            if wanted and given and wanted != given:
                reason = f"is not the store's currency ({wanted})"
                self._account.skip(row, self._reading.name("currency"), given, reason)
                continue
            self._row(row, values)

    def finish(self) -> list[Fact]:
        """The facts, by day."""
        return [self._facts[day] for day in sorted(self._facts)]

    def _row(self, row: int, values: dict[str, Any]) -> None:
        day = values["day"].date() if not isinstance(values["day"], tuple) else values["day"][0]
        fact = self._facts.setdefault(day, Fact(day, day, {}, {}, row))
        for rule in self._rules:
            if all(pattern.search(str(values.get(name) or "")) for name, pattern in rule.when.items()):
                amount = values["money_amount"] * rule.sign
                fact.measures[rule.measure] = fact.measures.get(rule.measure, 0) + amount
                return
        kinds = "/".join(str(value) for name, value in values.items() if name.startswith("text_") and value)
        self._account.note(f"no rule books rows of {kinds}; they are in no measure")
