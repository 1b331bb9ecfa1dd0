"""Column names: when two spellings of a header mean the same column."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opscockpit.ingest.cells import currency_of

_DASHES = re.compile(r"\s*[‐‑‒–—―−-]\s*")
_SPACES = re.compile(r"\s+")
_UNIT = re.compile(r"(.+?)\s*\(([^()]+)\)")
_UNITS = frozenset(("#", "%", "元", "秒", "s", "件", "个", "人", "次", "笔", "单", "$", "¥", "rmb"))


@lru_cache(maxsize=8192)
def normal(name: str) -> str:
    """The name as it is compared: full-width forms, case, dashes and blanks evened out. Only whole names match."""
    name = unicodedata.normalize("NFKC", name).strip().strip("\ufeff'\"").strip().casefold()
    return _SPACES.sub(" ", _DASHES.sub("-", name)).strip()


@lru_cache(maxsize=8192)
def without_unit(name: str) -> tuple[str, str | None]:
    """The normal name without a trailing unit such as (元), (#) or (USD), and the currency that the unit names."""
    found = _UNIT.fullmatch(normal(name))
    if found is None:
        return normal(name), None
    currency = currency_of(found[2])
    if currency is None and found[2] not in _UNITS:
        return normal(name), None
    return found[1], currency
