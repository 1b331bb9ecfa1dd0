"""The demo, made once; each test spoils a copy of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import faults
from tests.demo_file import demo_file


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo stores at one moment of a Sunday morning."""
    return demo_file(tmp_path_factory)


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo."""
    return faults.copied(demo, tmp_path, "copy")
