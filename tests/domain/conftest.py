"""Shared by the tests of the domain: the project's own design numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    """The design numbers of `vectors.json`."""
    text = Path(__file__).with_name("vectors.json").read_text(encoding="utf-8")
    numbers: dict[str, Any] = json.loads(text)
    return numbers
