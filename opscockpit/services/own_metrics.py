"""Metrics that people define themselves: `metrics.toml` in the config folder.

    [contribution]
    formula = "net_sales - ad_spend - fees"
    name = "After ads and fees"
    unit = "money"          # count, money, ratio, number, position, seconds
    direction = 1           # 1 up is good, -1 down is good, 0 neutral
    scale = "log"           # how it is judged: "log" for money and large numbers, "sqrt" for counts

A formula may use every metric and measure, and the metrics written above it. Money is in minor units throughout.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from opscockpit import locations
from opscockpit.config import toml_of
from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS, user_metric
from opscockpit.errors import WrongUsage, nearest

_TEXTS = ("formula", "name", "unit", "scale")
_KEYS = (*_TEXTS, "direction")


def all_metrics(file: Path | None = None) -> dict[str, Metric]:
    """The dictionary and a person's own metrics after it.

    Raises WrongUsage naming the file, the metric and the key.
    """
    file = file or locations.metrics_file()
    try:
        at = file.stat()
    except OSError:
        return METRICS
    return _read(file, at.st_mtime_ns, at.st_size)


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int, _size: int) -> dict[str, Metric]:
    """The dictionary with the metrics of a file, read again only when the file changes."""
    found = dict(METRICS)
    for id_, table in toml_of(file).items():
        found[id_] = _metric(file, id_, table, found)
    return found


def _metric(file: Path, id_: str, table: Any, known: dict[str, Metric]) -> Metric:
    if not isinstance(table, dict):
        raise WrongUsage(f'{file}: {id_} must be a table: [{id_}] and below it formula = "…"')
    for key, value in table.items():
        if key not in _KEYS:
            raise WrongUsage(f"{file}: [{id_}] has no key {key!r}; {nearest(key, _KEYS)}")
        if key in _TEXTS and not isinstance(value, str):
            raise WrongUsage(f"{file}: [{id_}] {key} must be a text in quotes, not {value!r}")
    if "formula" not in table:
        raise WrongUsage(f"{file}: [{id_}] has no formula")
    values = {key: value for key, value in table.items() if key != "formula"}
    try:
        return user_metric(id_, table["formula"], metrics=known, **values)
    except WrongUsage as trouble:
        raise WrongUsage(f"{file}: [{id_}] {trouble}") from None
