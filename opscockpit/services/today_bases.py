"""The numbers of Today against a chosen base: the day so far against the same time of another day, whole days whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from opscockpit.clock import BusinessDay
from opscockpit.domain import compare, fmt
from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.services.bases import BASIS_WORDS, Base, base_of, count_behind
from opscockpit.services.figures import Window, window_of, window_so_far
from opscockpit.services.number_views import Beside, BesideLine
from opscockpit.services.panel import MEASURES_SHOWN, live_value
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.services.watched import PANEL, last_known
from opscockpit.store.database import Database, Row

_BACK = 31  # days in which the newest number of a metric is looked for


def beside(db: Database, store: Row, basis: str) -> Beside:
    """Every number of Today against a basis of compare.BASES. The part of a day is never held against a whole one."""
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    whole = window_of(db, store["id"], today, _BACK, MEASURES_SHOWN)
    part = window_so_far(db, store["id"], cut, now, whole)
    lines, parts = [], dict[date, Mapping[str, int | None]]()
    for metric_id in PANEL:
        metric = METRICS[metric_id]
        live = live_value(metric, part, now)
        if live is not None:
            base = base_of(db, store["id"], metric, today, basis)
            lines.append(_live(metric, live, base, _part(db, store, cut, now, base, part, parts), store["currency"]))
        elif (day := last_known(metric, whole)) is not None:
            base = base_of(db, store["id"], metric, day, basis)
            lines.append(
                _line(metric, metric.compute(whole.of(day)), base.value, base, base.measures, store["currency"])
            )
    return Beside(basis, f"vs {BASIS_WORDS[basis]}", tuple(lines))


def _part(
    db: Database, store: Row, cut: BusinessDay, now: datetime, base: Base, part: Window,
    known: dict[date, Mapping[str, int | None]],
) -> Mapping[str, int | None]:  # fmt: skip
    """The base day's measures up to the same time of day; read once a day."""
    if base.day is None or base.basis == "plan":
        return {}
    if base.day not in known:
        before = window_of(db, store["id"], base.day, 1)
        both = Window([base.day, part.days[-1]], [before.today, part.today], [0, 0], [False, False], [], {})
        known[base.day] = window_so_far(db, store["id"], cut, now, both).measures[0]
    return known[base.day]


def _live(metric: Metric, value: float, base: Base, measures: Mapping[str, int | None], currency: str) -> BesideLine:
    if base.basis == "plan":
        words = "no plan" if base.value is None else f"plan {fmt.value(base.value, metric.unit, currency, short=True)}"
        return BesideLine(metric.id, "", 0, 0, words, words)
    return _line(metric, value, metric.compute(measures), base, measures, currency)


def _line(
    metric: Metric, value: float | None, before: float | None, base: Base, measures: Mapping[str, int | None],
    currency: str,
) -> BesideLine:  # fmt: skip
    moved = compare.change(value, before, unit=metric.unit, base_count=count_behind(metric, measures))
    known = base.day is not None and before is not None
    words = f"{base.day:%a %d %b %y}" if known else "no base"
    short = f"{base.day:%a %d %b}" if known else "no base"
    return BesideLine(metric.id, fmt.change(moved, currency), moved.sign, moved.sign * metric.direction, words, short)
