"""A tmux server and a copy of the demo for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.faults import copied
from tests.demo_file import demo_file
from tests.tmux.driver import TMUX, Tmux


@pytest.fixture
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tmux]:
    """A server of its own; skips where there is no tmux."""
    if TMUX is None:
        pytest.skip("tmux is not installed")
    with Tmux(tmp_path_factory.mktemp("t")) as server:
        yield server


@pytest.fixture
def db(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of the demo."""
    return copied(demo_file(tmp_path_factory), tmp_path, "copy")
