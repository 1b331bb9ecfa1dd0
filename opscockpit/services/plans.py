"""What people set about numbers: plans, how a metric is judged, and a new normal from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from opscockpit import errors
from opscockpit.domain import fmt, typed
from opscockpit.domain.drivers import whole_parts
from opscockpit.domain.metric import Metric
from opscockpit.domain.money import digits
from opscockpit.services.actions import Done, may_change
from opscockpit.services.bases import major
from opscockpit.services.dictionary import metric_named
from opscockpit.services.figures import window_of
from opscockpit.services.judgements import Setting, k_of, settings_of
from opscockpit.services.shops import now_and_day
from opscockpit.store import plans
from opscockpit.store.database import Database, Row

LONGEST_PLAN = 400
K_RANGE = (2.0, 20.0)


def amount_of(text: str, metric: Metric, currency: str) -> float:
    """A value typed by a person in the unit of the metric: '12,940.50', '2.4 %', '3.8'. Money becomes minor units.

    Raises Refused when it is no number.
    """
    clean = text.strip()
    share = clean.endswith("%")
    try:
        amount = typed.number(clean.removesuffix("%"))
    except ValueError:
        raise errors.Refused(f"{text!r} is no value for {metric.en}") from None
    if abs(amount) > 10**13:
        raise errors.Refused(f"{text!r} is too much for {metric.en}")
    if metric.unit == "money":
        return float((amount.scaleb(digits(currency))).to_integral_value())
    return float(amount / 100) if share else float(amount)


def plan_set(db: Database, who: str, store: Row, metric_id: str, first: date, last: date, value: str | None) -> Done:
    """Plan a metric for a stretch of days; None takes the plan away.

    What may be added over days (money, orders) is spread over them by the usual weekday pattern, so that the days sum
    to the value to the cent; anything else (a conversion) is planned alike for each day.
    """
    may_change(db, who)
    metric = metric_named(metric_id)
    days = _days(first, last)
    if value is None:
        plans.set_plans(db, who, store["id"], metric.id, dict.fromkeys(days))
        return Done(f"no plan for {metric.en} any more, {len(days)} days")
    amount = amount_of(value, metric, store["currency"])
    parts = _spread(db, store["id"], metric, days, amount) if "day" in metric.sums_over else [amount] * len(days)
    plans.set_plans(db, who, store["id"], metric.id, dict(zip(days, parts, strict=True)))
    text = fmt.value(amount, metric.unit, store["currency"], short=True)
    return Done(f"plan: {metric.en} {text}, {first:%d %b}" + ("" if first == last else f" to {last:%d %b}"))


def _days(first: date, last: date) -> list[date]:
    if last < first:
        raise errors.Refused(f"a plan cannot end ({last}) before it begins ({first})")
    if (last - first).days >= LONGEST_PLAN:
        raise errors.Refused(f"a plan of {(last - first).days + 1} days is too long; plan a year at a time")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _spread(db: Database, store_id: int, metric: Metric, days: Sequence[date], amount: float) -> list[float]:
    """Parts of a sum by the mean of each weekday in the eight weeks before; alike where nothing is known."""
    window = window_of(db, store_id, days[0] - timedelta(days=1), 56)
    of_weekday: dict[int, list[float]] = {n: [] for n in range(7)}
    for day, measures, masked in zip(window.days, window.measures, window.masked, strict=True):
        value = metric.compute(measures)
        if value is not None and value >= 0 and not masked:
            of_weekday[day.weekday()].append(value)
    means = {n: sum(values) / len(values) if values else 0.0 for n, values in of_weekday.items()}
    weights = [means[day.weekday()] for day in days]
    if not sum(weights):
        weights = [1.0] * len(days)
    parts = [amount * weight / sum(weights) for weight in weights]
    return [float(part) for part in whole_parts(round(amount), parts)]


def plan_rows(db: Database, store: Row, first: date, last: date) -> list[dict[str, Any]]:
    """The plans between two days with what came, for scripts; money in major units.

    Nothing has come of a day that is not over: its part is not held against the plan of the whole.
    """
    _, today = now_and_day(store, db.clock)
    window = window_of(db, store["id"], last, (last - first).days + 1)
    rows = []
    for row in plans.plans(db, store["id"], first, last):
        metric = metric_named(row["metric"])
        over = row["day"] < today.isoformat()
        came = metric.compute(window.of(date.fromisoformat(row["day"]))) if over else None
        planned = int(row["value"]) if metric.unit == "money" else row["value"]
        rows.append({
            "metric": metric.id, "day": row["day"], "plan": major(metric.unit, planned, store["currency"]),
            "value": major(metric.unit, came, store["currency"]),
        })  # fmt: skip
    return rows


def set_k(db: Database, who: str, store: Row, metric_id: str, k: float | None) -> Done:
    """Say how far outside a number must be to ring; None goes back to the usual. A larger k rings less often."""
    may_change(db, who)
    metric = metric_named(metric_id)
    if k is not None and not K_RANGE[0] <= k <= K_RANGE[1]:
        raise errors.Refused(f"k is a number from {K_RANGE[0]:g} to {K_RANGE[1]:g}, not {k:g}")
    plans.set_setting(db, who, store["id"], metric.id, f"k · {metric.en}", k=k)
    return Done(f"{metric.en} rings beyond {k:g} spreads" if k is not None else f"{metric.en} rings as usual")


def judged_as(db: Database, store: Row, metric_id: str) -> Done:
    """How a number is judged now, in words."""
    metric = metric_named(metric_id)
    setting = settings_of(db, store["id"]).get(metric.id, Setting())
    since = f", new normal from {setting.baseline_from:%a %d %b %Y}" if setting.baseline_from else ""
    return Done(f"{metric.en} rings beyond {k_of(metric, setting):g} spreads{since}")


def rebaseline(db: Database, who: str, store: Row, metric_id: str, day: date | None) -> Done:
    """Declare a new normal of a metric from a day on; older days are left out. None takes it back."""
    may_change(db, who)
    metric = metric_named(metric_id)
    value = day.isoformat() if day else None
    plans.set_setting(db, who, store["id"], metric.id, f"new normal · {metric.en}", baseline_from=value)
    if day is None:
        return Done(f"{metric.en}: all days count again")
    return Done(f"{metric.en}: new normal from {day:%a %d %b %Y}; judged again after about seven weeks")
