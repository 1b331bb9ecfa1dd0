"""Data files that are ready to use: routines, playbooks, kinds of letters. They are shipped with the package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opscockpit.domain.jobs import in_chinese
from opscockpit.store.database import Row

READY = Path(__file__).parent


def toml(path: Path) -> dict[str, Any]:
    """A shipped data file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def chinese(store: Row) -> bool:
    """Whether a store works in Chinese: it sells in CNY."""
    return bool(store["currency"] == "CNY")


def in_language(row: Mapping[str, Any], store: Row) -> dict[str, Any]:
    """A ready row with its `title` and its `role` in the language of the store."""
    found = {"title": row["zh" if chinese(store) else "en"]}
    found |= {name: value for name, value in row.items() if name not in ("en", "zh")}
    if found.get("role") and chinese(store):
        found["role"] = in_chinese(found["role"])
    return found
