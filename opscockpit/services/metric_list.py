"""The Metrics screen: every number of a store as a list, and one of them opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.domain import compare, fmt
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.calendar import CalendarEvent
from opscockpit.domain.metric import Metric
from opscockpit.domain.normal import REPLAY_DAYS, AlarmRate, Judgement
from opscockpit.services.bases import BASIS_WORDS, count_behind
from opscockpit.services.dictionary import group_of
from opscockpit.services.figures import Window, events_of, window_of
from opscockpit.services.freshness import lateness
from opscockpit.services.judgements import JUDGED_DAYS, Judge, Setting, Settings, k_of, settings_of
from opscockpit.services.metric_views import MetricList, MetricRow
from opscockpit.services.own_metrics import all_metrics
from opscockpit.services.panel import idle_in, source_of
from opscockpit.services.ringing import GAP_DAYS
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.services.watched import last_known, may_ring, shown_state
from opscockpit.store import alarms, coverage, plans
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

SPARK_DAYS = 56

Days = Mapping[date, Mapping[str, int | None]]


@dataclass(frozen=True, slots=True)
class _Store:
    """What all rows of a list share."""

    store: Row
    window: Window
    settings: Settings
    now: datetime
    cut: BusinessDay
    age: str
    ringing: Mapping[str, Row]


def metric_list(db: Database, store: Row, basis: str = "week") -> MetricList:
    """Every metric of which the store has had a number lately: its last whole day against a basis of compare.BASES."""
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    window = window_of(db, store["id"], today, JUDGED_DAYS)
    seen = coverage.newest(db, store["id"])
    known = [(metric, last_known(metric, window)) for metric in all_metrics().values()]
    days = [(metric, day) for metric, day in known if day is not None]
    bases = _bases(db, store["id"], window, {day for _, day in days}, basis)
    planned = _plans(db, store["id"], window) if basis == "plan" else {}
    shared = _Store(
        store, window, settings_of(db, store["id"]), now, cut,
        "" if seen is None else fmt.age(max(0, int(now.timestamp()) - seen)),
        {row["metric"]: row for row in alarms.alarms(db, store["id"], today - timedelta(days=GAP_DAYS))
         if row["state"] != "closed" and row["last_day"] >= (today - timedelta(days=GAP_DAYS)).isoformat()},
    )  # fmt: skip
    rows = []
    for metric, day in days:
        other, measures = bases[day]
        base = planned.get((metric.id, day)) if basis == "plan" else metric.compute(measures)
        rows.append(_row(shared, metric, day, other, base, count_behind(metric, measures)))
    return MetricList(store["name"], today, basis, f"vs {BASIS_WORDS[basis]}", tuple(rows))


def _bases(
    db: Database, store_id: int, window: Window, days: set[date], basis: str
) -> dict[date, tuple[date | None, dict[str, int | None]]]:
    """For each day its base day and that day's measures; one query a base day outside of the window."""
    events: list[CalendarEvent] = []
    if basis == "event":
        events = events_of(db, store_id, date(window.days[-1].year - 2, 1, 1), window.days[-1])
    found: dict[date, tuple[date | None, dict[str, int | None]]] = {}
    for day in days:
        other = compare.base_day(day, basis, events)
        if other is None or basis == "plan":
            found[day] = other, {}
        elif other >= window.days[0]:
            found[day] = other, window.of(other)
        else:
            found[day] = other, window_of(db, store_id, other, 1).today
    return found


def _plans(db: Database, store_id: int, window: Window) -> dict[tuple[str, date], float]:
    rows = plans.plans(db, store_id, window.days[0], window.days[-1])
    return {(row["metric"], date.fromisoformat(row["day"])): row["value"] for row in rows}


def _row(
    shared: _Store, metric: Metric, day: date, other: date | None, base: float | None, behind: float | None
) -> MetricRow:
    window, currency = shared.window, shared.store["currency"]
    setting = shared.settings.get(metric.id, Setting())
    judged = Judge(metric, window, setting, loud=may_ring(metric, window)).at(day)
    alarm = shared.ringing.get(metric.id)
    value = metric.compute(window.of(day))
    late, note = "", ""
    if day < window.days[-2]:
        late, note = lateness(source_of(metric, window), day, shared.now, shared.cut, idle_in(metric, window))
    if alarm is not None and alarm["last_day"] == window.days[-1].isoformat():
        note = "rings today so far"
    moved = compare.change(value, base, unit=metric.unit, base_count=behind)
    points = tuple(metric.compute(measures) for measures in window.measures[-SPARK_DAYS - 1 : -1])
    return MetricRow(
        id=metric.id, label=metric.en, zh=metric.zh, group=group_of(metric), unit=metric.unit,
        direction=metric.direction, day=day, day_words=f"{day:%a %d %b}", value=value,
        text=fmt.value(value, metric.unit, currency, short=True), change=fmt.change(moved, currency),
        change_sign=moved.sign, good=moved.sign * metric.direction,
        base_text=fmt.value(base, metric.unit, currency, short=True), base_words=base_words(other, base),
        state=shown_state(judged.state, late), band=band(metric, judged.judgement, currency), z=judged.judgement.z,
        k=k_of(metric, setting), series=points, note=note, age=shared.age, alarm_id=alarm["id"] if alarm else None,
    )  # fmt: skip


def base_words(other: date | None, base: float | None) -> str:
    """The base's day with its weekday; 'no base' where there is none."""
    return "no base" if other is None or base is None else f"{other:%a %d %b %y}"


def band(metric: Metric, judged: Judgement, currency: str) -> str:
    """The normal range of a day in words: '20 – 72'; '' where there is none."""
    if judged.low is None or judged.high is None:
        return ""
    ends = [fmt.value(end, metric.unit, currency, short=True) for end in (judged.low, judged.high)]
    return " – ".join(ends)


def alarm_rates(db: Database, store: Row, ids: tuple[str, ...] = ()) -> dict[str, AlarmRate]:
    """How often each metric rang on the last ninety days. Slower than the list: ask for it after the list is shown."""
    _, today = now_and_day(store, db.clock)
    window = window_of(db, store["id"], today, WINDOW + REPLAY_DAYS + 1)
    settings = settings_of(db, store["id"])
    known = all_metrics()
    wanted = [known[name] for name in ids if name in known] if ids else list(known.values())
    return {
        metric.id: Judge(metric, window, settings.get(metric.id, Setting())).rate()
        for metric in wanted if last_known(metric, window) is not None
    }  # fmt: skip
