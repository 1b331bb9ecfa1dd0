"""How a number came about: formula, counts, base, drivers, normal range, and the files it rests on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from opscockpit.clock import from_stamp
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.metric import Metric
from opscockpit.domain.normal import K_WATCH, REPLAY_DAYS
from opscockpit.services.absence import why_missing
from opscockpit.services.bases import Base, base_of, inputs, major, measure_in_major
from opscockpit.services.breakdown import Seen, channels_of, mix_parts, mix_sentence
from opscockpit.services.dictionary import metric_named
from opscockpit.services.effects import Parts, parts_of, sentence
from opscockpit.services.figures import Window, window_of, window_so_far
from opscockpit.services.freshness import age_minutes
from opscockpit.services.judgements import JUDGED_DAYS, Judge, Judged, k_of
from opscockpit.services.panel import live_value, metric_lines, moment_of
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.services.watched import judge_of, last_known, to_read
from opscockpit.store import coverage, series
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

_PLACES = 4  # digits of an average of money, in major units

MIX_SHARE = 0.1
"""A mix effect below this part of the change is not worth a line."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file behind a number."""

    batch: int
    file: str
    rows: int
    imported_at: datetime
    stamp: int
    ends: bool
    """Whether the day is the last one of several that the file tells of."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one number of one day. `until` is the time of day of a day that is not over, else ''."""

    store: Row
    metric: Metric
    day: date
    until: str
    measures: dict[str, int | None]
    value: float | None
    base: Base
    parts: Parts | None
    mix: Parts | None
    mix_words: str
    window: Window
    judge: Judge
    judged: Judged
    alarm_rate: float | None
    sources: tuple[Source, ...]
    age: int | None
    missing: tuple[str, str]
    restated: tuple[str, ...]

    @property
    def currency(self) -> str:
        """The store's currency."""
        return str(self.store["currency"])

    @property
    def delta(self) -> float | None:
        """Value less base; None where one of them is unknown."""
        return None if self.value is None or self.against is None else self.value - self.against

    @property
    def against(self) -> float | None:
        """The base's value where the two may be compared: the part of a day is not held against a whole day's plan."""
        return None if self.until and self.base.basis == "plan" else self.base.value

    @property
    def seen(self) -> Seen:
        """What a drill-down of it needs."""
        base = self.base.day if self.base.basis != "plan" else None
        return Seen(self.store, self.metric, self.day, base, self.value, self.against)

    @property
    def maybe_cut(self) -> bool:
        """Whether the day is weak where its file ends, which is what a file made before the day was over looks like."""
        z = self.judged.judgement.z
        return z is not None and z < -K_WATCH and bool(self.sources) and all(source.ends for source in self.sources)

    @property
    def state(self) -> str:
        """Its state: of the day's number, or why there is none."""
        return self.missing[0] or self.judged.state


def explained(
    db: Database, store: Row, metric_id: str, day: date, basis: str = "week", *, rate: bool = True,
    judge: Judge | None = None,
) -> Explanation:  # fmt: skip
    """Explain a number. A day that is not over is compared with other days up to the same time of day.

    What is known of whole days only has no value before its day is over.

    `rate`: measure how often the metric rang in the last 90 days, the slowest part. `judge` is one that has read the
    day and those before it already. Raises NotFound for a metric that does not exist.
    """
    metric = metric_named(metric_id)
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    days = max(JUDGED_DAYS, WINDOW + REPLAY_DAYS + 1) if rate else JUDGED_DAYS
    judge = judge or judge_of(db, store["id"], metric, day, days)
    measures, until = window_of(db, store["id"], day, 1).today, ""
    base = base_of(db, store["id"], metric, day, basis)
    measured = judge.rate().rate if rate else None
    if cut.bounds(day)[1] > now:
        needed = to_read(metric)
        whole = window_of(db, store["id"], day, JUDGED_DAYS, (*needed, "orders_created") if needed else ())
        part = window_so_far(db, store["id"], cut, now, whole)
        if day == today and live_value(metric, part, now) is not None:
            until = f"{moment_of(metric, part, now):%H:%M}"
            base, measures = _so_far(db, store, base, day, now, metric)
            judge = Judge(metric, part, judge.setting, loud=judge.loud)
        else:
            measures, judge = {}, Judge(metric, judge.window.without_last(), judge.setting, loud=judge.loud)
    window = judge.window.until(day)
    value = metric.compute(measures)
    parts = parts_of(metric, base.measures, measures) if basis != "plan" else _of_plan(metric, value, base, until)
    seen = Seen(store, metric, day, base.day if basis != "plan" else None, value, base.value)
    mix, words = _mix(db, seen, parts) if not until and basis != "plan" else (None, "")
    sources = _sources(db, store, metric, measures, day)
    typed = coverage.readings_seen(db, store["id"], day) if value is not None and not sources else None
    stamp = max((source.stamp for source in sources), default=typed)
    missing = why_missing(db, store, metric, window, day) if value is None else ("", "")
    return Explanation(
        store, metric, day, until, measures, value, base, parts, mix, words, window, judge, judge.at(day), measured,
        sources, age_minutes(stamp, now), missing, _restated(db, store["id"], day),
    )  # fmt: skip


def _of_plan(metric: Metric, value: float | None, base: Base, until: str) -> Parts | None:
    """The change from a plan, in one piece: a plan says nothing of the factors."""
    if value is None or base.value is None or until:
        return None
    return Parts((metric.id,), (value - base.value,), value - base.value)


def _so_far(
    db: Database, store: Row, base: Base, day: date, now: datetime, metric: Metric
) -> tuple[Base, dict[str, int | None]]:
    """The base up to this time of its day, and every measure of the day up to now.

    A plan is of the whole day and has no such part.
    """
    whole = base.day is None or base.basis == "plan"
    days = [day] if whole or base.day is None else [base.day, day]
    read = [window_of(db, store["id"], one, 1).today for one in days]
    both = Window(days, read, [0] * len(days), [False] * len(days), [], {})
    so_far = window_so_far(db, store["id"], cut_of(store), now, both).measures
    return base if whole else Base(base.basis, base.day, so_far[0], metric.compute(so_far[0])), so_far[-1]


def _mix(db: Database, seen: Seen, parts: Parts | None) -> tuple[Parts | None, str]:
    """What traffic moving between channels had to do with a change; None where it was little or is not known."""
    if parts is None or not parts.delta or seen.metric.id not in ("paid", "orders", "buyers", "conversion"):
        return None, ""
    now, before = channels_of(db, seen)
    found = mix_parts(seen.metric, now, before)
    if found is None or abs(dict(found.pairs).get("mix", 0.0)) < MIX_SHARE * abs(found.delta):
        return None, ""
    return found, mix_sentence(found, now, before)


def _sources(
    db: Database, store: Row, metric: Metric, measures: dict[str, int | None], day: date
) -> tuple[Source, ...]:
    """The files behind a number: those of every measure that it was computed from."""
    cut = cut_of(store)
    found: dict[int, Source] = {}
    for name in inputs(metric, [name for name, value in measures.items() if value is not None]):
        for row in series.source_lines(db, store["id"], name, day):
            at = row["imported_at"]
            ends = (row["first_day"] or "") < (row["last_day"] or "") == day.isoformat()
            found[row["batch"]] = Source(row["batch"], row["file"], row["rows"], from_stamp(at, cut.zone), at, ends)
    return tuple(found[batch] for batch in sorted(found))


def _restated(db: Database, store_id: int, day: date) -> tuple[str, ...]:
    """What has been told of the day more than once."""
    return tuple(
        f"{row['source']} told of this day {row['tellings']} times; {row['file'] or 'the furthest telling'} counts"
        for row in coverage.restatements(db, store_id, day)
    )


def explain(db: Database, store: Row, metric_id: str, day: date, basis: str = "week") -> dict[str, Any]:
    """A day's number with the keys of the contract; money in major units, unknown things None."""
    told = explained(db, store, metric_id, day, basis)
    metric, currency = told.metric, told.currency

    def plain(amount: float | None) -> float | None:
        return major(metric.unit, amount, currency)

    known = [name for name, value in told.measures.items() if value is not None]
    return {
        "metric": metric.id,
        "store": store["name"],
        "day": day.isoformat(),
        "until": told.until or None,
        "value": plain(told.value),
        "unit": metric.unit,
        "currency": currency if metric.unit == "money" else None,
        "formula": metric.formula,
        "counts": {name: measure_in_major(name, told.measures.get(name), currency) for name in inputs(metric, known)},
        "base": {
            "basis": basis,
            "day": told.base.day.isoformat() if told.base.day else None,
            "weekday": f"{told.base.day:%a}" if told.base.day else None,
            "value": plain(told.base.value),
        },
        "delta": _delta(told),
        "effects": _effects(told.parts, metric, currency, _delta(told)),
        "lmdi": _lmdi(told.parts, metric, currency),
        "mix": _effects(told.mix, metric, currency, _delta(told)),
        "sentence": _sentence(told),
        "quiet_but_moving": bool(told.parts and told.parts.quiet),
        "carried": list(told.parts.carried) if told.parts else [],
        "range": _range(told),
        "sources": [
            {"batch": s.batch, "file": s.file, "rows": s.rows, "imported_at": s.imported_at.isoformat()}
            for s in told.sources
        ],
        "restated": list(told.restated),
        "maybe_cut": told.maybe_cut,
        "age_minutes": told.age,
    }


def _delta(told: Explanation) -> float | None:
    """The change between the two values as they are written, which averages of money are to four more digits."""
    if told.value is None or told.against is None:
        return None
    ends = [major(told.metric.unit, amount, told.currency) or 0.0 for amount in (told.value, told.against)]
    return round(ends[0] - ends[1], _PLACES) if told.metric.unit == "money" else told.delta


def _effects(parts: Parts | None, metric: Metric, currency: str, delta: float | None) -> list[dict[str, Any]]:
    """The effects as they are written; what rounding leaves over goes to the largest: they sum to the change."""
    if parts is None:
        return []
    values = [major(metric.unit, _whole(value), currency) or 0.0 for value in parts.values]
    if metric.unit == "money" and delta is not None:
        largest = max(range(len(values)), key=lambda i: abs(values[i]))
        values[largest] = round(values[largest] + delta - sum(values), _PLACES)
    return [{"name": name, "value": value} for name, value in zip(parts.names, values, strict=True)]


def _lmdi(parts: Parts | None, metric: Metric, currency: str) -> list[dict[str, Any]]:
    if parts is None or not parts.lmdi:
        return []
    return [
        {"name": name, "value": major(metric.unit, value, currency)}
        for name, value in zip(parts.names, parts.lmdi, strict=False)
    ]


def _whole(value: float) -> float:
    """An effect in whole units as an int, so that money keeps to the cent."""
    return int(value) if value == int(value) else value


def _sentence(told: Explanation) -> str:
    if told.parts is None:
        return ""
    text = sentence(told.metric, told.parts, told.currency)
    return f"{text}; {told.mix_words}" if told.mix_words else text


def _range(told: Explanation) -> dict[str, Any]:
    judged, run = told.judged.judgement, told.judged.run
    past = slice(-WINDOW - 1, -1)
    masked = [day for day, out in zip(told.window.days[past], told.window.masked[past], strict=True) if out]
    return {
        "state": told.state,
        "rings": told.judge.loud,
        "lasting": judged.lasting,
        "reason": told.missing[1] or None,
        "low": major(told.metric.unit, judged.low, told.currency),
        "centre": major(told.metric.unit, judged.centre, told.currency),
        "high": major(told.metric.unit, judged.high, told.currency),
        "z": judged.z,
        "k": k_of(told.metric, told.judge.setting),
        "days_used": judged.days_used,
        "masked_days": [day.isoformat() for day in masked],
        "baseline_from": told.judge.setting.baseline_from.isoformat() if told.judge.setting.baseline_from else None,
        "run": None if run is None else {"days": run.days, "hits": run.hits, "expected": round(run.expected, 1)},
        "alarm_rate_90d": told.alarm_rate,
        "smallest_change": judged.smallest_change,
        "smallest_drop": judged.smallest_drop,
        "smallest_rise": judged.smallest_rise,
    }


def lines(db: Database, store: Row, metric_id: str, basis: str = "week") -> tuple[str, ...]:
    """The explanation of a number on Today: of the day so far where it is live, else of its latest whole day."""
    from opscockpit.services.explain_words import worded  # only when something is explained

    metric = metric_named(metric_id)
    _, today = now_and_day(store, db.clock)
    told = explained(db, store, metric_id, today, basis)
    if told.value is not None and told.until:
        return (*worded(told), *_panel_words(db, store, metric))
    day = last_known(metric, window_of(db, store["id"], today, WINDOW, to_read(metric)))
    return tuple(worded(explained(db, store, metric_id, day, basis) if day else told))


def _panel_words(db: Database, store: Row, metric: Metric) -> tuple[str, ...]:
    """What Today shows beside the day so far: the usual one of its weekday, and the alarm of the last whole day."""
    from opscockpit.services.explain_words import range_lines, value_words

    now, today = now_and_day(store, db.clock)
    found, _ = metric_lines(db, store, cut_of(store), now, today)
    line = next((line for line in found if line.id == metric.id and not line.base), None)
    if line is None:
        return ()
    out = []
    if line.change:
        moved = ("less by", "the same,", "more by")[line.change_sign + 1]
        pace = f", pace {line.pace}" if line.pace else ""
        out.append(f"on Today: {moved} {line.change} than the median of the last {now:%A}s at this time{pace}")
    if line.state == "alarm" and line.day and line.day < today:
        told = explained(db, store, metric.id, line.day, rate=False)
        out.append(f"on Today: {line.day:%a %d %b} was {value_words(told, told.value)}; {range_lines(told)[0]}")
    return tuple(out)
