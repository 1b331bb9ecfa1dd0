"""How the day goes so far: hourly curves of like days from the ledger and from typed snapshots."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

from opscockpit.clock import BusinessDay
from opscockpit.domain import fmt
from opscockpit.domain.baseline import median
from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.domain.pace import Pace, pace
from opscockpit.services.figures import FROM_LEDGER, Window, window_of, window_so_far
from opscockpit.services.judgements import Judge, Setting, Settings, settings_of
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import coverage
from opscockpit.store.database import Database, Row

if TYPE_CHECKING:
    from opscockpit.services.metric_views import PaceLine

CURVE_DAYS = 8
PACED = ("paid", "orders", "visitors", "sessions", "buyers")
"""Metrics that have a curve over the day, in the order in which they are shown."""

_DAYS = 72


def pace_now(
    metric: Metric,
    whole: Window,
    part: Window,
    so_far: float,
    now: datetime,
    cut: BusinessDay,
    expected: float | None = None,
) -> Pace | None:
    """The pace of a metric against the last eight days of the same kind; None without such days.

    `whole` and `part` hold the same days, whole and up to this time of day. Without `expected` the whole day's usual
    level is what the day is expected to be. On a day of an event that returns, last time's days of it are the curve.
    """
    event = bool(whole.masked[-1])
    days = _like_days(whole, event)
    parts = [metric.compute(part.measures[i]) for i in days]
    totals = [metric.compute(whole.measures[i]) for i in days]
    if expected is None:
        known = [total for total in totals if total is not None]
        expected = median(known) if known else None
    count = so_far if metric.unit == "count" else part.today.get("orders") or 0
    return pace(
        parts, totals, so_far, hour=_hours(_moment(metric, part, now), cut, whole), expected=expected, event=event,
        scatter=1 / math.sqrt(count) if count else 0.0,
    )  # fmt: skip


def expected_day(metric: Metric, whole: Window, settings: Settings) -> float | None:
    """What the whole of a window's last day usually is; None where too little is known, and on days of an event."""
    judge = Judge(metric, whole.without_last(), settings.get(metric.id, Setting()))
    return judge.at(whole.days[-1]).judgement.centre


def _like_days(whole: Window, event: bool) -> list[int]:
    """Positions of the days whose curve today's is held against, newest first."""
    today = len(whole.days) - 1
    kinds = {e.align_key or e.kind for e in whole.events if whole.days[-1] in e and e.mask} if event else set()

    def alike(i: int) -> bool:
        if event:
            return any(whole.days[i] in e and (e.align_key or e.kind) in kinds for e in whole.events)
        return whole.classes[i] == whole.classes[today] and not whole.masked[i]

    return [i for i in range(today - 1, -1, -1) if alike(i)][:CURVE_DAYS]


def _hours(now: datetime, cut: BusinessDay, whole: Window) -> float:
    return (now - cut.bounds(whole.days[-1])[0]).total_seconds() / 3600


def _moment(metric: Metric, part: Window, now: datetime) -> datetime:
    """The moment that a number is known up to: that of the orders for what the ledger counts."""
    return part.ledger_at if part.ledger_at and metric.id in FROM_LEDGER else now


def pace_lines(db: Database, store: Row) -> tuple[PaceLine, ...]:
    """How the day goes in every metric that has a curve and a number today."""
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    whole = window_of(db, store["id"], today, _DAYS)
    if whole.masked[-1]:
        whole = window_of(db, store["id"], today, 430)  # the same event a year ago
    part = window_so_far(db, store["id"], cut, now, whole)
    settings = settings_of(db, store["id"])
    typed = coverage.readings_seen(db, store["id"], today)
    lines = []
    for metric_id in PACED:
        metric = METRICS[metric_id]
        so_far = metric.compute(part.today)
        if so_far is None:
            continue
        expected = expected_day(metric, whole, settings)
        found = pace_now(metric, whole, part, so_far, now, cut, expected)
        at = _moment(metric, part, now)
        age = (
            fmt.age((now - at).total_seconds()) if at != now or typed is None else fmt.age(int(now.timestamp()) - typed)
        )
        known = any(metric.compute(part.measures[i]) is not None for i in _like_days(whole, bool(whole.masked[-1])))
        lines.append(_line(metric, so_far, found, at, store["currency"], age, event=whole.masked[-1], known=known))
    return tuple(lines)


def _line(
    metric: Metric, so_far: float, found: Pace | None, now: datetime, currency: str, age: str, *, event: bool,
    known: bool,
) -> PaceLine:  # fmt: skip
    """A line of the pace; `known`: whether like days tell what they had by this time of day."""
    from opscockpit.services.metric_views import PaceLine  # not on the way to the first picture

    text = fmt.value(so_far, metric.unit, currency, short=True)
    if found is None and known:
        words = f"{metric.en} {text} at {now:%H:%M}: too early, days like this one have nothing by now"
        return PaceLine(metric.id, metric.en, text, None, "", "", "", "too_early", words, age)
    if found is None:
        return PaceLine(metric.id, metric.en, text, None, "", "", "", "unknown",
                        f"{metric.en} {text} at {now:%H:%M}: no day like this one has a curve yet", age)  # fmt: skip
    index = "" if found.index is None else f"{found.index:.2f}"
    normal = "" if found.index_low is None else f"{found.index_low:.2f} – {found.index_high:.2f}"
    ends = [fmt.value(end, metric.unit, currency, short=True) for end in (found.low, found.high)]
    like = "days of this event" if event else f"{now:%A}s"
    if found.state == "too_early":
        share = fmt.percent(found.share, places=0)
        sentence = f"{metric.en} {text} at {now:%H:%M}: too early to judge ({share} of a day is over by now)"
    else:
        sentence = (
            f"{metric.en} {text} at {now:%H:%M} · pace {index} (normal {normal}) · whole day {ends[0]} – {ends[1]}"
            f" · {found.days} {like}"
        )
    return PaceLine(
        metric.id, metric.en, text, found.index, index, normal, " – ".join(ends), found.state, sentence, age
    )
