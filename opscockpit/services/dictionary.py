"""The metric dictionary: what each number means, how it is computed, and what misleads about it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from opscockpit import errors
from opscockpit.domain.metric import Metric
from opscockpit.domain.metric_counts import ADS, SEARCH, SERVICE, TRAFFIC
from opscockpit.services.own_metrics import all_metrics
from opscockpit.store.database import Database, Row

_DIRECTIONS = {1: "up is good", -1: "down is good", 0: "neither way is good or bad by itself"}
_SCALES = {
    "sqrt": "as a count, on a square-root scale (from 300 a day on a log scale)",
    "log": "as an amount, on a log scale",
    "rate": "as a share of counts (Laney p')",
    "poisson": "as a small count (Poisson), upwards only",
}
_UNITS = {"count": "whole number", "money": "money", "ratio": "share in percent", "number": "plain number",
          "position": "position, 1 is best", "seconds": "seconds"}  # fmt: skip
_GROUPS = {TRAFFIC: "traffic", ADS: "ads", SEARCH: "search", SERVICE: "service", "own formula": "own"}


def metric_named(metric_id: str, metrics: Mapping[str, Metric] | None = None) -> Metric:
    """The metric of that id, one's own included. Raises NotFound naming the nearest."""
    known = all_metrics() if metrics is None else metrics
    if metric_id in known:
        return known[metric_id]
    near = difflib.get_close_matches(metric_id, known, 1)
    hint = f"did you mean {near[0]!r}? `opscockpit dictionary` lists all" if near else f"there are: {', '.join(known)}"
    raise errors.NotFound(f"no metric is called {metric_id!r}; {hint}")


def group_of(metric: Metric) -> str:
    """'sales', 'traffic', 'ads', 'search', 'service' or 'own'."""
    return _GROUPS.get(metric.feeds, "sales")


def entry(metric_id: str, db: Database | None = None, store: Row | None = None) -> tuple[str, ...]:
    """The dictionary's entry as lines; with a store also which of its sources feed the metric now."""
    metric = metric_named(metric_id)
    over = ", ".join(sorted(metric.sums_over)) or "nothing: never add its values"
    lines = [
        f"{metric.en} · {metric.zh}   ({metric.id})",
        f"= {metric.formula}",
        "",
        f"unit        {_UNITS[metric.unit]}",
        f"direction   {_DIRECTIONS[metric.direction]}",
        f"adds over   {over}",
        f"judged      {_SCALES[metric.scale]}",
        f"needs       {metric.feeds}",
    ]
    if metric.traps:
        lines.append(f"beware      {metric.traps}")
    if metric.decide:
        lines.append(f"decides     {metric.decide}")
    if db is not None and store is not None:
        lines += _fed_by(metric, db, store)
    return tuple(lines)


def _fed_by(metric: Metric, db: Database, store: Row) -> list[str]:
    from opscockpit.services.bases import inputs
    from opscockpit.store.coverage import feeding

    rows = {row["measure"]: row for row in feeding(db, store["id"])}
    fed = [name for name in inputs(metric, rows) if name in rows]
    return ["", *(f"{name}: {rows[name]['sources']}, {rows[name]['first']} to {rows[name]['last']}" for name in fed)] \
        if fed else ["", f"{store['name']} has no data for it"]  # fmt: skip


def entries_json(metrics: Mapping[str, Metric] | None = None) -> list[dict[str, Any]]:
    """The whole dictionary for scripts."""
    known = all_metrics() if metrics is None else metrics
    return [
        {
            "id": metric.id, "en": metric.en, "zh": metric.zh, "formula": metric.formula, "unit": metric.unit,
            "direction": metric.direction, "scale": metric.scale, "sums_over": sorted(metric.sums_over),
            "group": group_of(metric), "feeds": metric.feeds, "traps": metric.traps, "decide": metric.decide,
        }
        for metric in known.values()
    ]  # fmt: skip
