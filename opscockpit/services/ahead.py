"""The way ahead: how the day goes by its pace, and how the plans of the months stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from opscockpit.domain import fmt
from opscockpit.domain.metric import Metric
from opscockpit.services.effects import worded
from opscockpit.services.figures import window_of
from opscockpit.services.number_views import Ahead, PlanLine
from opscockpit.services.own_metrics import all_metrics
from opscockpit.services.pacing import pace_lines
from opscockpit.services.shops import now_and_day
from opscockpit.store import plans
from opscockpit.store.database import Database, Row

AHEAD_DAYS = 400
"""How far plans are looked at."""


def ahead(db: Database, store: Row) -> Ahead:
    """The pace of today, and the plans from last month on."""
    _, today = now_and_day(store, db.clock)
    return Ahead(pace_lines(db, store), plan_lines(db, store, today))


def plan_lines(db: Database, store: Row, today: date) -> tuple[PlanLine, ...]:
    """A line for each planned number and month, the present month first, then those to come, then the last one."""
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    planned: defaultdict[tuple[str, str], dict[date, float]] = defaultdict(dict)
    for row in plans.plans(db, store["id"], first, today + timedelta(days=AHEAD_DAYS)):
        planned[row["day"][:7], row["metric"]][date.fromisoformat(row["day"])] = row["value"]
    window = window_of(db, store["id"], today - timedelta(days=1), max(1, (today - first).days))
    known = all_metrics()
    lines = [
        _line(known[metric], days, dict(zip(window.days, window.measures, strict=True)), today, store["currency"])
        for (_, metric), days in planned.items() if metric in known
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.last < today.replace(day=1), line.first, line.label)))


def _line(
    metric: Metric, planned: dict[date, float], measures: dict[date, dict[str, int | None]], today: date, currency: str
) -> PlanLine:
    """Plan against what came. A day without a number counts on neither side, so that nothing missing looks like 0."""
    days = sorted(planned)
    came = {day: metric.compute(measures.get(day, {})) for day in days if day < today}
    known = [day for day in came if came[day] is not None]
    sums = "day" in metric.sums_over
    missing = sum(came[day] is None and planned[day] != 0 for day in came)  # a day planned with 0 is one without trade
    left = [day for day in days if day >= today and (planned[day] or not sums)]

    def together(values: Sequence[float]) -> float | None:
        if not values:
            return None
        return sum(values) if sums else sum(values) / len(values)

    def words(value: float | None) -> str:
        return fmt.value(value, metric.unit, currency, short=True)

    plan, due = together([planned[day] for day in days]), together([planned[day] for day in known])
    got = together([value for day in known if (value := came[day]) is not None])
    gap = got - due if got is not None and due is not None else None
    rest = ((plan or 0) - (got or 0)) / len(left) if sums and left and not missing else None
    sign = 0 if not gap else 1 if gap > 0 else -1
    notes = [f"{missing} day{'s' if missing > 1 else ''} without a number, on neither side"] if missing else []
    if not sums:
        notes.insert(0, "means of the days")
    if rest is not None and rest <= 0:
        notes.append("reached")
    return PlanLine(
        metric.id, metric.en, days[0], days[-1], f"{days[0]:%b %Y}", words(plan), words(due), words(got),
        "" if gap is None else worded(metric, gap, currency), sign,
        "" if gap is None or not due else f"{gap / abs(due):+.0%}".replace("%", " %"), sign * metric.direction,
        f"{words(rest)} a day" if rest is not None and rest > 0 else "", "; ".join(notes),
    )  # fmt: skip
