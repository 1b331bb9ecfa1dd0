"""Why a number is not there: never told, before the first or after the last file, closed, not yet, late, or a hole."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.services.bases import inputs
from opscockpit.services.figures import Window
from opscockpit.services.freshness import lateness
from opscockpit.services.panel import idle_in, source_of
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import coverage
from opscockpit.store.database import Database, Row


def _never_told(metric: Metric, told: Collection[str]) -> bool:
    """Whether something that a metric needs has never been told; a formula of one's own may be undefined anyway."""
    if metric.id in METRICS:
        return metric.compute(dict.fromkeys(told, 1)) is None
    return any(name not in told for name in inputs(metric, told))


def why_missing(db: Database, store: Row, metric: Metric, window: Window, day: date) -> tuple[str, str]:
    """State (one of views.METRIC_STATES) and reason of a number that a day has not; `window` ends with the day."""
    now, today = now_and_day(store, db.clock)
    told = {row["measure"]: row for row in coverage.feeding(db, store["id"])}
    if _never_told(metric, told):
        return "missing", "never told: no file or snapshot of this store gives it"
    if day >= today:
        return "not_yet", "the day is not over"
    needed = inputs(metric, [name for name, value in window.today.items() if value is not None])
    if needed and all(window.today.get(name) is not None for name in needed):
        return "missing", f"nothing to divide by: {needed[-1]} is 0" if metric.pairs else "its formula divides by 0"
    spans = [told[name] for name in inputs(metric, told) if name in told]
    first = max((date.fromisoformat(row["first"]) for row in spans), default=day)
    last = min((date.fromisoformat(row["last"]) for row in spans), default=day)
    if day < first:
        return "missing", f"before the first that is known, {first:%a %d %b %Y}"
    if day in idle_in(metric, window):
        return "closed", "the shop is closed, or nothing is ever told of this weekday"
    if day <= last:
        return "missing", "no file tells of this day"
    state, reason = lateness(source_of(metric, window), last, now, cut_of(store), idle_in(metric, window))
    return state or "missing", reason or "no file tells of this day"
