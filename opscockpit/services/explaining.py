"""How a number came about: formula, counts, base, drivers, normal range, and the files it rests on."""

from __future__ import annotations

import difflib
from datetime import date
from fractions import Fraction
from typing import Any

from opscockpit import errors
from opscockpit.clock import from_stamp
from opscockpit.domain import compare
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.drivers import sales_effects, shapley
from opscockpit.domain.judging import judge_metric, replay_metric
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metric import Metric, known_pair
from opscockpit.domain.metrics import METRICS
from opscockpit.domain.money import to_major
from opscockpit.domain.normal import REPLAY_DAYS, alarm_rate
from opscockpit.services.figures import Window, events_of, window_of
from opscockpit.services.periods import in_major
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import series
from opscockpit.store.database import Database, Row


def metric_named(metric_id: str) -> Metric:
    """The metric of that id. Raises NotFound naming the nearest."""
    if metric_id in METRICS:
        return METRICS[metric_id]
    near = difflib.get_close_matches(metric_id, METRICS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(METRICS)}"
    raise errors.NotFound(f"no metric is called {metric_id!r}; {hint}")


def explain(db: Database, store: Row, metric_id: str, day: date, basis: str = "week") -> dict[str, Any]:
    """A whole day's number with the keys of the contract; money in major units, unknown things None."""
    metric = metric_named(metric_id)
    now = window_of(db, store["id"], day, WINDOW + REPLAY_DAYS + 1)
    other = compare.base_day(day, basis, events_of(db, store["id"], date(day.year - 2, 1, 1), day))
    before = window_of(db, store["id"], other, 1).today if other is not None and basis != "plan" else {}
    value, base = metric.compute(now.today), metric.compute(before)
    delta = value - base if value is not None and base is not None else None
    sources = _sources(db, store, metric, now.today, day)
    newest = max((source["stamp"] for source in sources), default=None)
    return {
        "metric": metric.id,
        "store": store["name"],
        "day": day.isoformat(),
        "value": in_major(metric.id, value, store["currency"]),
        "currency": store["currency"] if metric.unit == "money" else None,
        "formula": metric.formula,
        "counts": {name: _major(name, now.today.get(name), store) for name in inputs(metric, now.today)},
        "base": {
            "basis": basis,
            "day": other.isoformat() if other else None,
            "value": in_major(metric.id, base, store["currency"]),
        },
        "delta": in_major(metric.id, delta, store["currency"]),
        "effects": [
            {"name": name, "value": in_major(metric.id, effect, store["currency"])}
            for name, effect in effects(metric, before, now.today)
        ],
        "range": _range(metric, now, store["currency"]),
        "sources": [{k: v for k, v in source.items() if k != "stamp"} for source in sources],
        "age_minutes": None if newest is None else max(0, int(now_and_day(store, db.clock)[0].timestamp()) - newest) // 60,
    }


def inputs(metric: Metric, measures: dict[str, int | None]) -> list[str]:
    """The measures that a metric was computed from."""
    pair = known_pair(metric.pairs, measures)
    if pair is not None:
        return list(pair)
    return [name for name in MEASURES if name in metric.formula.replace("/", " ").split()] or [metric.id]


def _major(measure: str, value: int | None, store: Row) -> float | int | None:
    if value is None:
        return None
    unit = MEASURES[measure].unit if measure in MEASURES else "count"
    if unit == "money":
        return float(to_major(value, store["currency"]))
    return value / 1000 if unit == "milli" else value


def effects(metric: Metric, before: dict[str, int | None], now: dict[str, int | None]) -> list[tuple[str, float]]:
    """What moved a metric; the parts sum to its change. Empty where one side is unknown."""
    value, base = metric.compute(now), metric.compute(before)
    if value is None or base is None:
        return []
    if metric.id == "paid" and (found := sales_effects(before, now)) is not None:
        rest = [("not explained", found.residual)] if found.residual else []
        return [*zip(found.names, found.values, strict=True), *rest]
    pair = known_pair(metric.pairs, now)
    if pair is not None and pair == known_pair(metric.pairs, before):
        return _two_sides(pair, before, now, value, base)
    if metric.id == "net_sales":
        names = (("paid", 1), ("refunds", -1), ("adjustments", 1))
        return [(name, sign * ((now.get(name) or 0) - (before.get(name) or 0))) for name, sign in names]
    return [(metric.id, value - base)]


def _two_sides(
    pair: tuple[str, str], before: dict[str, int | None], now: dict[str, int | None], value: float, base: float
) -> list[tuple[str, float]]:
    """A ratio's change as the effect of its numerator and of its denominator (Shapley on n x 1/d)."""
    n0, d0, n1, d1 = (int(side[name] or 0) for side in (before, now) for name in pair)
    above, _ = shapley([Fraction(n0), Fraction(1, d0)], [Fraction(n1), Fraction(1, d1)])
    scale = base * d0 / n0 if n0 else value * d1 / n1 if n1 else 1.0
    first = float(above) * scale
    return [(pair[0], first), (pair[1], value - base - first)]


def _range(metric: Metric, window: Window, currency: str) -> dict[str, Any]:
    """The normal range of the day, and how often this metric has rung in the last 90 days."""
    past = slice(-WINDOW - 1, -1)
    judged = judge_metric(
        metric, window.measures[past], window.classes[past], window.today, window.classes[-1],
        masked=window.masked[past], today_masked=window.masked[-1],
    )  # fmt: skip
    rate = alarm_rate(replay_metric(metric, window.measures[:-1], window.classes[:-1], masked=window.masked[:-1]))
    return {
        "state": judged.state,
        "low": in_major(metric.id, judged.low, currency),
        "high": in_major(metric.id, judged.high, currency),
        "z": judged.z,
        "days_used": judged.days_used,
        "alarm_rate_90d": rate.rate,
        "smallest_change": judged.smallest_change,
    }


def _sources(
    db: Database, store: Row, metric: Metric, measures: dict[str, int | None], day: date
) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    zone = cut_of(store).zone
    for measure in inputs(metric, measures):
        for row in series.source_lines(db, store["id"], measure, day):
            found[row["batch"]] = {
                "batch": row["batch"],
                "file": row["file"],
                "rows": row["rows"],
                "imported_at": from_stamp(row["imported_at"], zone).isoformat(),
                "stamp": row["imported_at"],
            }
    return list(found.values())


def worded(told: dict[str, Any]) -> list[str]:
    """An explanation as lines of text."""
    metric = METRICS[told["metric"]]
    money = told["currency"]

    def words(value: float | None) -> str:
        if value is None:
            return "–"
        return f"{value:,.2f} {money}" if money else f"{value:.2%}" if metric.unit == "ratio" else f"{value:,.10g}"

    base, span = told["base"], told["range"]
    lines = [f"{metric.en} ({metric.zh})  {told['day']}  {words(told['value'])}", f"  = {told['formula']}"]
    lines += [f"    {name} {'–' if count is None else f'{count:,}'}" for name, count in told["counts"].items()]
    against = f"{base['basis']} {base['day'] or '(no base)'}"
    lines.append(f"  vs {against}: {words(base['value'])}, change {words(told['delta'])}")
    lines += [f"    {effect['name']:<16} {words(effect['value']):>16}" for effect in told["effects"]]
    score = f", z {span['z']:.1f}" if span["z"] is not None else ""
    between = f"{words(span['low'])} to {words(span['high'])}"
    lines.append(f"  {span['state'].replace('_', ' ')}: normal {between} from {span['days_used']} days{score}")
    if span["smallest_change"] is not None:
        lines.append(f"  smallest change it would have seen: {span['smallest_change']:.0%}")
    if span["alarm_rate_90d"] is not None:
        lines.append(f"  it rang on {span['alarm_rate_90d']:.1%} of the last 90 days")
    if metric.traps:
        lines.append(f"  beware: {metric.traps}")
    for source in told["sources"]:
        when = source["imported_at"][:16]
        lines.append(f"  from import {source['batch']}: {source['file']} ({source['rows']} rows, {when})")
    return lines


def lines(db: Database, store: Row, metric_id: str) -> tuple[str, ...]:
    """The explanation of a number on Today: of today where it is known as a whole day, else of its latest day."""
    metric = metric_named(metric_id)
    _, today = now_and_day(store, db.clock)
    window = window_of(db, store["id"], today, WINDOW)
    known = [d for d, m in zip(window.days, window.measures, strict=True) if metric.compute(m) is not None]
    day = known[-1] if known else today
    return tuple(worded(explain(db, store, metric_id, day)))
