"""The demo as a file, made once for the whole test run; tests change copies of it (`tests.bench.faults.copied`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import databases

STORE = "暖足旗舰店"
"""The first of the demo's stores."""


def demo_file(factory: pytest.TempPathFactory) -> Path:
    """The demo stores at one moment of a Sunday morning."""
    path = factory.getbasetemp() / "the-demo" / "demo.db"
    if not path.exists():
        path.parent.mkdir()
        databases.make_demo_db(path)
    return path
