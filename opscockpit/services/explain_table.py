"""Every number of some days with all that is known about it, for scripts and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from opscockpit.domain import compare, fmt
from opscockpit.services.bases import count_behind
from opscockpit.services.explaining import explain, explained
from opscockpit.services.figures import days_of
from opscockpit.services.own_metrics import all_metrics
from opscockpit.store.database import Database, Row

HEAD = ("day", "metric", "value", "base", "change", "state", "low", "high", "z", "age")


def explained_rows(db: Database, store: Row, first: date, last: date, basis: str) -> list[dict[str, Any]]:
    """`explaining.explain` of every metric that is known on each day from `first` to `last`."""
    return [explain(db, store, metric, day, basis) for day, metric in _known(db, store, first, last)]


def explained_table(db: Database, store: Row, first: date, last: date, basis: str) -> list[tuple[str, ...]]:
    """The same in words, a line for each metric and day, with the columns of HEAD."""
    return [_words(db, store, metric, day, basis) for day, metric in _known(db, store, first, last)]


def _known(db: Database, store: Row, first: date, last: date) -> Iterator[tuple[date, str]]:
    days = days_of(db, store["id"], first, last)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        for metric in all_metrics().values():
            if metric.compute(days.get(day, {})) is not None:
                yield day, metric.id


def _words(db: Database, store: Row, metric_id: str, day: date, basis: str) -> tuple[str, ...]:
    told = explained(db, store, metric_id, day, basis, rate=False)
    metric, currency, judged = told.metric, told.currency, told.judged.judgement

    def text(amount: float | None) -> str:
        return fmt.value(amount, metric.unit, currency)

    moved = compare.change(
        told.value, told.against, unit=metric.unit, base_count=count_behind(metric, told.base.measures)
    )  # fmt: skip
    change = fmt.change(moved, currency)
    return (
        day.isoformat() + (f" to {told.until}" if told.until else ""), metric.id, text(told.value),
        text(told.base.value), f"{fmt.arrow(moved.sign)} {change}" if change else "", told.state.replace("_", " "),
        text(judged.low), text(judged.high), "" if judged.z is None else f"{judged.z:+.1f}",
        "" if told.age is None else fmt.age(told.age * 60),
    )  # fmt: skip
