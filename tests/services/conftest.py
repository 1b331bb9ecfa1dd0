"""What the tests of the services share: a team with one store on a morning in March."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opscockpit.store import stores
from opscockpit.store.database import Database, Row
from tests.helpers import SetClock, add_shop, new_file


@pytest.fixture
def clock() -> SetClock:
    return SetClock("2026-03-05T09:00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a team of four, nobody connected."""
    path = new_file(tmp_path)
    with Database(path) as db:
        add_shop(db)
        for login, role in (("lin", "manager"), ("zhou", "member"), ("mei", "member"), ("visitor", "guest")):
            stores.add_person(db, "lin", login=login, name=login.title(), role=role)
    return path


@pytest.fixture
def db(path: Path, clock: SetClock) -> Iterator[Database]:
    with Database(path, clock) as opened:
        yield opened


@pytest.fixture
def store(db: Database) -> Row:
    return stores.store_named(db, None)
