"""What all tests share: the folder of real exports, which is not part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def data_folder() -> Path | None:
    """The shared real data: OPSCOCKPIT_DATA, or `../shared/data` beside the checkout; None where absent."""
    named = os.environ.get("OPSCOCKPIT_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


WHY = "the shared real data is absent (set OPSCOCKPIT_DATA to its folder)"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real exports; skips the test where it is absent."""
    folder = data_folder()
    if folder is None:
        pytest.skip(WHY)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `data` where the real data is absent."""
    if data_folder() is None:
        for item in items:
            if item.get_closest_marker("data"):
                item.add_marker(pytest.mark.skip(reason=WHY))


@pytest.fixture(autouse=True)
def _nobody_in_particular(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees or touches the settings and the database of whoever runs it."""
    for name in ("OPSCOCKPIT_DB", "OPSCOCKPIT_USER", "OPSCOCKPIT_NOW"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
