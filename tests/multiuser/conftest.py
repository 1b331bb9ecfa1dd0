"""What the tests with several processes share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the box may enter and write."""
    folder = Path(tempfile.mkdtemp(prefix="opscockpit-test-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)
