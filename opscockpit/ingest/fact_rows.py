"""Rows of a report to facts: measures per period and slice. Rows of the same slice are added up."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from opscockpit.domain.measures import MEASURES
from opscockpit.domain.records import Fact
from opscockpit.ingest.account import Account
from opscockpit.ingest.columns import Chunk
from opscockpit.ingest.fields import DIMENSIONS
from opscockpit.ingest.reading import Reading

Period = tuple[date, date]
Key = tuple[date, date, tuple[tuple[str, str], ...]]


class FactRows:
    """Collects rows; `finish` gives the facts in the order of the file."""

    def __init__(self, reading: Reading, account: Account, period: Period | None) -> None:
        self._reading = reading
        self._profile = reading.profile
        self._account = account
        self._period = period
        self._facts: dict[Key, Fact] = {}
        self._dims = [name for name in DIMENSIONS if name in reading.columns]
        self._measures = [name for name in reading.columns if name in MEASURES]

    def add(self, chunk: Chunk) -> None:
        """Take the rows of a chunk."""
        dims = [chunk.of(name) for name in self._dims]
        for at, row in enumerate(chunk.numbers):
            values = {name: column[at] for name, column in chunk.values.items() if column[at] is not None}
            wanted, given = self._reading.currency, values.get("currency")
            if wanted and given and wanted != given:
                reason = f"is not the store's currency ({wanted})"
                self._account.skip(row, self._reading.name("currency"), given, reason)
                continue
            slices = {name: str(column[at]) for name, column in zip(self._dims, dims, strict=True) if column[at]}
            self._row(row, values, {**self._profile.constants, **slices})

    def finish(self) -> list[Fact]:
        """The facts."""
        return list(self._facts.values())

    def _row(self, row: int, values: dict[str, Any], dims: dict[str, str]) -> None:
        first, last = self._days(values)
        if last < first:
            self._account.skip(row, self._reading.name("last_day"), str(last), f"lies before {first}")
            return
        measures = self._measured(values)
        key = (first, last, tuple(sorted(dims.items())))
        known = self._facts.get(key)
        if known is None:
            self._facts[key] = Fact(first, last, dims, measures, row)
        elif self._profile.grain == "store":
            reason = f"the day stands twice in the file, first in row {known.row}"
            self._account.skip(row, self._reading.name("day"), str(first), reason)
        else:
            self._merge(known, measures)

    def _days(self, values: dict[str, Any]) -> Period:
        day = values.get("day")
        if day is None:
            assert self._period is not None, "the engine asks for a period before rows without a day are read"
            return self._period
        first, last = day if isinstance(day, tuple) else (day.date(), day.date())
        given = values.get("last_day")
        return first, (given.date() if given is not None else last)

    def _measured(self, values: dict[str, Any]) -> dict[str, int]:
        measures: dict[str, int] = {name: values[name] for name in self._measures if name in values}
        for measure, terms in self._profile.sums.items():
            # A platform leaves out or dashes what the shop does not use.
            given = [term for term in terms if term.lstrip("+-") in values]
            if given:
                signed = ((-1 if term.startswith("-") else 1, values[term.lstrip("+-")]) for term in given)
                measures[measure] = sum(sign * value for sign, value in signed)
        for measure, (value_field, weight_field) in self._profile.weighted.items():
            value, weight = values.get(value_field), values.get(weight_field)
            if value is not None and weight is not None:
                weighted = Decimal(value) * Decimal(weight) * 1000
                measures[measure] = int(weighted.to_integral_value(ROUND_HALF_EVEN))
        return measures

    def _merge(self, known: Fact, measures: dict[str, int]) -> None:
        """Add a further row of the same slice; people counted once cannot be added, so they are taken out."""
        for name, value in measures.items():
            if MEASURES[name].unique:
                if known.measures.pop(name, None) is not None:
                    self._account.note(f"{name} of slices that stand on several rows cannot be added up; left out")
            else:
                known.measures[name] = known.measures.get(name, 0) + value
