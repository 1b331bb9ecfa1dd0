"""What the tests of the store share: an open database with one shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opscockpit.store.database import Database, Row
from tests.helpers import add_shop, new_file


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Database(new_file(tmp_path)) as opened:
        yield opened


@pytest.fixture
def store(db: Database) -> Row:
    return add_shop(db)
