"""The demo as a file, made once for the whole test run; tests change copies of it (`tests.bench.faults.copied`)."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from tests.bench import databases

STORE = "暖足旗舰店"
"""The first of the demo's stores."""


def demo_file(factory: pytest.TempPathFactory) -> Path:
    """The demo stores at one moment of a Sunday morning; several workers of one run share the file."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "the-demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = folder.with_suffix(".new")
            made.mkdir()
            databases.make_demo_db(made / "demo.db")
            made.rename(folder)  # only a whole demo is found by that name
    return folder / "demo.db"
