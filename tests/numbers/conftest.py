"""A shop whose days are written down by the test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from opscockpit.domain.records import Order
from opscockpit.store import stores
from opscockpit.store.database import Database, Row
from tests.helpers import SetClock, add_shop, fact, ledger, new_file, put, report

WEEK = (100, 90, 95, 100, 110, 140, 130)
"""Ordinary numbers of Monday to Sunday."""


class Shop:
    """One store at a clock that the test sets; `days` writes whole days as a report would tell them."""

    def __init__(self, folder: Path, now: str, zone: str, currency: str) -> None:
        self.clock = SetClock(now)
        self.clock.now(ZoneInfo(zone))  # stamps are of the wall clock of the shop looked at last
        self.db = Database(new_file(folder), self.clock)
        stores.add_person(self.db, "setup", login="lin", name="Lin", role="manager")
        stores.add_person(self.db, "setup", login="zhou", name="Zhou", role="member")
        self.store: Row = add_shop(self.db, zone=zone, currency=currency)
        self._files = 0

    def at(self, now: str) -> Shop:
        """Set the clock."""
        self.clock.at = datetime.fromisoformat(now)
        return self

    def days(
        self, first: str, days: Sequence[Mapping[str, int] | None], *, source: str = "test.report",
        dims: dict[str, str] | None = None, grain: str = "store",
    ) -> int:  # fmt: skip
        """Load a report of successive days; None is a day that it does not tell of. The batch."""
        start = date.fromisoformat(first)
        facts = [
            fact((start + timedelta(days=n)).isoformat(), None, dims, **measures)
            for n, measures in enumerate(days) if measures is not None
        ]  # fmt: skip
        self._files += 1
        return put(self.db, self.store, report(f"report-{self._files}.csv", facts, source=source, grain=grain))

    def usual(self, first: str, count: int, measure: str = "visitors", scale: int = 1) -> None:
        """Load `count` ordinary days of one measure, with the pattern of WEEK and a little scatter."""
        start = date.fromisoformat(first)
        self.days(first, [
            {measure: (WEEK[(start + timedelta(days=n)).weekday()] + (n * 7) % 5 - 2) * scale} for n in range(count)
        ])  # fmt: skip

    def orders(self, orders: Sequence[Order]) -> int:
        """Load a file of orders; the batch."""
        self._files += 1
        return put(self.db, self.store, ledger(f"orders-{self._files}.csv", orders))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop in Shanghai on Thursday 22 October 2026 at nine."""
    made = Shop(tmp_path, "2026-10-22T09:00", "Asia/Shanghai", "CNY")
    yield made
    made.db.close()


@pytest.fixture
def london(tmp_path: Path) -> Iterator[Shop]:
    """A shop in London."""
    (tmp_path / "london").mkdir()
    made = Shop(tmp_path / "london", "2026-10-22T09:00", "Europe/London", "GBP")
    yield made
    made.db.close()
