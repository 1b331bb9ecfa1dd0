"""A small team on a real database, at a clock that the tests move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from opscockpit import locations
from opscockpit.clock import Clock
from opscockpit.services.desk import Desk
from opscockpit.services.team import Team
from opscockpit.store import stores
from opscockpit.store.database import Database, create

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEAM = (("lin", "manager", "店长"), ("zhou", "member", "推广"), ("mei", "member", "客服"), ("guest", "guest", ""))


class Office:
    """One database, one clock, and a desk for whoever is asked for."""

    def __init__(self, path: Path) -> None:
        create(path, locations.schema_text())
        self.path = path
        self.clock = Clock(datetime(2026, 10, 22, 8, 30))
        self.db = Database(path, self.clock)
        for login, role, job in TEAM:
            stores.add_person(self.db, "setup", login=login, name=login.title(), role=role, job=job)
        stores.add_store(
            self.db, "setup", name="Shop", platform="tmall", zone="Asia/Shanghai", currency="CNY", day_starts="00:00"
        )

    def at(self, text: str) -> Office:
        """Set the clock, in the store's zone."""
        self.clock._start = self.db.clock._start = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
        return self

    def desk(self, who: str) -> Desk:
        """The desk of a person."""
        return Desk(self.db, who, stores.stores(self.db)[0])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Thursday, 22 October 2026, 8:30."""
    made = Office(tmp_path / "shop.db").at("2026-10-22T08:30")
    yield made
    made.db.close()


def team(office: Office, who: str) -> Team:
    """Everything of one person's day."""
    return Team(office.desk(who))
