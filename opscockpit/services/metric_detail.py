"""One number opened: chart with band and events, what moved it, its parts, and the clues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from opscockpit.domain import compare, fmt
from opscockpit.domain.baseline import WINDOW
from opscockpit.services.bases import count_behind
from opscockpit.services.breakdown import buyer_drill, channel_drill, hour_drill, order_drill, product_drill
from opscockpit.services.calendars import event_lines
from opscockpit.services.clues import clues_of
from opscockpit.services.dictionary import group_of, metric_named
from opscockpit.services.effects import Parts, label, sentence, worded
from opscockpit.services.explain_words import counts, range_lines, source_lines
from opscockpit.services.explaining import Explanation, explained
from opscockpit.services.figures import window_of
from opscockpit.services.judgements import Judge, k_of
from opscockpit.services.metric_list import SPARK_DAYS, band, base_words
from opscockpit.services.metric_views import ChartDay, Drill, Effect, EffectTable, MetricDetail, MetricRow
from opscockpit.services.shops import now_and_day
from opscockpit.services.watched import judge_of, last_known, to_read
from opscockpit.store.database import Database, Row

CHART_DAYS = 120


def metric_detail(
    db: Database, store: Row, metric_id: str, basis: str = "week", day: date | None = None, *, days: int = CHART_DAYS
) -> MetricDetail:
    """Everything about one metric on a day; without one on its last whole day. Raises NotFound for no such metric."""
    metric = metric_named(metric_id)
    _, today = now_and_day(store, db.clock)
    if day is None:
        read = window_of(db, store["id"], today, WINDOW, to_read(metric))
        day = last_known(metric, read) or today - timedelta(days=1)
    judge = judge_of(db, store["id"], metric, _end(day, today - timedelta(days=1), days), days + WINDOW)
    told = explained(db, store, metric_id, day, basis, rate=False, judge=judge if day < today else None)
    told = replace(told, alarm_rate=judge.rate().rate)
    tables = [_table(told, parts) for parts in (told.parts, told.mix) if parts is not None and len(parts.names) > 1]
    return MetricDetail(
        row=_row(told),
        formula=metric.formula,
        counts=counts(told),
        chart=chart(judge, days),
        events=event_lines(db, store, day - timedelta(days=days), max(day, today)),
        tables=tuple(tables),
        drills=drills(db, told),
        clues=clues_of(db, store, day, metric.id),
        range_lines=tuple(range_lines(told)),
        source_lines=tuple(source_lines(told)),
        currency=told.currency,
    )


def _end(day: date, yesterday: date, days: int) -> date:
    """The last day of the chart: yesterday, or the day itself where that lies too far back to be seen beside it."""
    return yesterday if (yesterday - day).days < days - WINDOW else day


def chart(judge: Judge, days: int = CHART_DAYS) -> tuple[ChartDay, ...]:
    """The last days of a metric with the band that each morning after would have given."""
    window = judge.window
    rows = zip(window.days[-days:], window.measures[-days:], window.masked[-days:], judge.last(days), strict=True)
    return tuple(
        ChartDay(
            day, judge.metric.compute(measures), found.judgement.low, found.judgement.centre, found.judgement.high,
            found.state, masked,
        )
        for day, measures, masked, found in rows
    )  # fmt: skip


def drills(db: Database, told: Explanation) -> tuple[Drill, ...]:
    """The number by channel, product, kind of buyer and hour, and its largest orders; what says something first.

    A day that is not over is not held against its base part by part: of that, the parts are of the whole day.
    """
    seen = replace(told.seen, base=None) if told.until else told.seen
    found = [drill(db, seen) for drill in (channel_drill, product_drill, buyer_drill, hour_drill, order_drill)]
    if told.until:
        found = [replace(drill, note=drill.note or f"so far, to {told.until}") for drill in found]
    return tuple(sorted(found, key=lambda drill: not drill.rows))


def _table(told: Explanation, parts: Parts) -> EffectTable:
    mixed = parts is told.mix
    effects = tuple(
        Effect(name, label(name), value, worded(told.metric, value, told.currency),
               "undefined on one of the days: the other day's value was taken" if name in parts.carried else "")
        for name, value in parts.pairs
    )  # fmt: skip
    return EffectTable(
        "traffic moving between channels" if mixed else f"what moved it, against {told.base.words}", effects,
        worded(told.metric, parts.delta, told.currency),
        told.mix_words if mixed else sentence(told.metric, parts, told.currency),
    )  # fmt: skip


def _row(told: Explanation) -> MetricRow:
    metric, base, currency = told.metric, told.base, told.currency
    judged = told.judged.judgement
    moved = compare.change(
        told.value, told.against, unit=metric.unit, base_count=count_behind(metric, base.measures)
    )  # fmt: skip
    points = tuple(metric.compute(measures) for measures in told.window.measures[-SPARK_DAYS:])
    return MetricRow(
        id=metric.id, label=metric.en, zh=metric.zh, group=group_of(metric), unit=metric.unit,
        direction=metric.direction, day=told.day,
        day_words=f"{told.day:%a %d %b}" + (f" to {told.until}" if told.until else ""), value=told.value,
        text=fmt.value(told.value, metric.unit, currency), change=fmt.change(moved, currency, both=True),
        change_sign=moved.sign, good=moved.sign * metric.direction,
        base_text=fmt.value(base.value, metric.unit, currency), base_words=base_words(base.day, base.value),
        state=told.state, band=band(metric, judged, currency), z=judged.z, k=k_of(metric, told.judge.setting),
        series=points, note=told.missing[1], age="" if told.age is None else fmt.age(told.age * 60),
    )  # fmt: skip
