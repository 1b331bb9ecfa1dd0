"""The metric panel of the home screen: each number with its base, its normal range, and why it is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from opscockpit.clock import BusinessDay
from opscockpit.domain import compare, fmt
from opscockpit.domain.baseline import median
from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.services.alarm_words import became, state_of
from opscockpit.services.bases import count_behind, inputs, needs
from opscockpit.services.figures import FROM_LEDGER, Window, window_of, window_so_far
from opscockpit.services.freshness import expected, idle_days, lateness
from opscockpit.services.judgements import JUDGED_DAYS, Judge, Judged, Setting, Settings, settings_of
from opscockpit.services.pacing import PACED, expected_day, pace_now
from opscockpit.services.shops import minute_of_day
from opscockpit.services.views import MetricLine
from opscockpit.services.watched import PANEL, last_known, may_ring, shown_state
from opscockpit.store import alarms, coverage
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

LIVE = frozenset(
    [
        "paid",
        "orders",
        "units",
        "aov",
        "buyers",
        "paid_per_buyer",
        "refunds",
        "net_sales",
        "visitors",
        "sessions",
        "conversion",
        "page_views",
    ]
)
"""What can be known up to the present minute."""

MEASURES_SHOWN = (*sorted(set.union(*(needs(METRICS[name]) for name in PANEL))), "orders_created", "units")
"""The measures that these need, and what tells whether orders are known of a day."""

SPARK_DAYS = 56
BASE_WEEKS = 8

TOGETHER = timedelta(minutes=30)
"""Orders and visitors further apart than that make no conversion."""

_ALARM_DAYS = 31  # how late a number may be whose alarm is still looked up

JUDGED_FROM = time(10, 0)
"""Before that the part of the day that is over says nearly nothing: no alarm yet (metrics.md 3.3)."""


def metric_lines(
    db: Database, store: Row, cut: BusinessDay, now: datetime, today: date
) -> tuple[tuple[MetricLine, ...], str]:
    """The lines of the panel, and its title."""
    whole = window_of(db, store["id"], today, JUDGED_DAYS, MEASURES_SHOWN)
    part = window_so_far(db, store["id"], cut, now, whole)
    typed = coverage.readings_seen(db, store["id"], today)
    panel = _Panel(whole, part, now, cut, store["currency"], typed, settings_of(db, store["id"]))
    lines = [line for metric_id in PANEL if (line := panel.line(METRICS[metric_id])) is not None]
    if any(line.id == "visitors" for line in lines):
        lines = [line for line in lines if line.id != "sessions"]
    known = alarms.alarms(db, store["id"], today - timedelta(days=_ALARM_DAYS)) if _loud(lines) else []
    at = part.ledger_at or now
    return tuple(
        _with_people(line, known, today) for line in lines
    ), f"today to {at:%H:%M} · vs {now:%A}s to {at:%H:%M}"


def _loud(lines: list[MetricLine]) -> bool:
    return any(line.state == "alarm" for line in lines)


def _with_people(line: MetricLine, rows: list[Row], today: date) -> MetricLine:
    """What people have done with an alarm, beside it. One that nobody has looked at yet has no row and rings."""
    if line.state != "alarm" or line.day is None:
        return line
    day = line.day.isoformat()
    row = next((row for row in rows if row["metric"] == line.id and row["first_day"] <= day <= row["last_day"]), None)
    state = "new" if row is None else state_of(row, today)
    words = "" if row is None else became(row, state)
    note = " · ".join(part for part in (line.note, words) if part)
    return replace(line, note=note, rings=state in ("new", "seen"))


@dataclass(frozen=True, slots=True)
class _Panel:
    whole: Window
    part: Window
    now: datetime
    cut: BusinessDay
    currency: str
    typed_at: int | None
    settings: Settings

    def line(self, metric: Metric) -> MetricLine | None:
        """The line of a metric; None where the store has never had it lately."""
        live = live_value(metric, self.part, self.now)
        if live is not None:
            return self._live(metric, live)
        day = last_known(metric, self.whole)
        return self._daily(metric, day) if day else None

    def _live(self, metric: Metric, value: float) -> MetricLine:
        day = self.part.days[-1]
        state, note = self._judge(metric, self.part).at(day).state, ""
        at = moment_of(metric, self.part, self.now)
        if state == "alarm" and too_early(at, self.cut):
            state, note = "watch", f"too early to judge before {JUDGED_FROM:%H:%M}"
        # On a day that is left out, as a campaign's, nothing of the days before rings beside its numbers.
        rang = self._rang(metric) if state not in ("alarm", "masked") else None
        if rang is not None:  # a day that is young or normal so far does not end the alarm of the one before
            day, state, note = rang[0], "alarm", f"{rang[0]:%a %d %b} {rang[1].judgement.z or 0:+.1f}"
        points = [metric.compute(m) for m in self.whole.measures[-SPARK_DAYS:-1]]
        pace = self._pace(metric, value) if metric.id in PACED else ""
        line = self._worded(metric, value, usual(metric, self.part), "", state, points, pace, self._age(at), note)
        return replace(line, day=day)

    def _rang(self, metric: Metric) -> tuple[date, Judged] | None:
        """The alarm of a metric's last whole day, if that rang."""
        day = last_known(metric, self.whole)
        judged = self._judge(metric, self.whole).at(day) if day else None
        return (day, judged) if day and judged and judged.state == "alarm" else None

    def _age(self, at: datetime) -> str:
        """How old a live number is: since the orders came in, or since it was typed."""
        if at != self.now:
            return fmt.age((self.now - at).total_seconds())
        return fmt.age(max(0, int(self.now.timestamp()) - self.typed_at)) if self.typed_at else "now"

    def _pace(self, metric: Metric, so_far: float) -> str:
        """The pace index; '' before the curve of the day says anything."""
        expected = expected_day(metric, self.whole, self.settings)
        found = pace_now(metric, self.whole, self.part, so_far, self.now, self.cut, expected)
        return f"{found.index:.2f}" if found and found.index is not None and found.state != "too_early" else ""

    def _daily(self, metric: Metric, day: date) -> MetricLine:
        """A number that comes once a day: the latest one, and whether it is late."""
        known = self.whole.until(day)
        judged = self._judge(metric, self.whole).at(day)
        state, note = lateness(source_of(metric, self.whole), day, self.now, self.cut, idle_in(metric, self.whole))
        end = len(self.whole.days) - 1
        points = [metric.compute(m) for m in self.whole.measures[max(0, end - SPARK_DAYS) : end]]
        base = usual(metric, known)
        line = self._worded(
            metric, metric.compute(known.today), base, f"{day:%a}s" if base else "", shown_state(judged.state, state),
            points, "", "", note or f"{day:%a %d %b}",
        )  # fmt: skip
        return replace(line, day=day)

    def _judge(self, metric: Metric, window: Window) -> Judge:
        setting = self.settings.get(metric.id, Setting())
        return Judge(metric, window, setting, loud=may_ring(metric, self.whole))

    def _worded(
        self, metric: Metric, value: float | None, base: Usual | None, base_words: str, state: str,
        points: list[float | None], pace: str, age: str, note: str,
    ) -> MetricLine:  # fmt: skip
        change = compare.change(
            value, base.value if base else None, unit=metric.unit, base_count=base.count if base else None
        )
        return MetricLine(
            metric.id, metric.en, value, fmt.value(value, metric.unit, self.currency, short=True),
            fmt.change(change, self.currency), change.sign, change.sign * metric.direction, base_words, pace, state,
            tuple(points), age, note, metric.unit, self.currency,
        )  # fmt: skip


def moment_of(metric: Metric, part: Window, now: datetime) -> datetime:
    """The moment that a live number is of: that of the orders for what is counted from orders, else now."""
    ledger = part.ledger_at is not None and any(name in FROM_LEDGER for name in inputs(metric, part.today))
    return part.ledger_at if ledger and part.ledger_at else now


def live_value(metric: Metric, part: Window, now: datetime) -> float | None:
    """A number of the day so far; None where it is not known, or where its counts are of different times of day."""
    value = metric.compute(part.today) if metric.id in LIVE else None
    if value is None or part.ledger_at is None or now - part.ledger_at <= TOGETHER:
        return value
    names = [name for name in inputs(metric, part.today) if part.today.get(name) is not None]
    return None if len({name in FROM_LEDGER for name in names}) > 1 else value


def too_early(at: datetime, cut: BusinessDay) -> bool:
    """Whether the day that is not over is still too young to be judged."""
    return minute_of_day(at.time(), cut) < minute_of_day(JUDGED_FROM, cut)


def idle_in(metric: Metric, window: Window) -> set[date]:
    """The days of a window on which no number of a metric is due."""
    told = {day for day, m in zip(window.days, window.measures, strict=True) if metric.compute(m) is not None}
    return idle_days(window.days, told, window.events)


def source_of(metric: Metric, window: Window) -> str | None:
    """The source of a metric's newest day: of the measures that it needs, the one that is expected last."""
    sources = [window.sources[name] for name in inputs(metric, window.sources) if name in window.sources]
    return max(sources, key=lambda source: (expected(source).days, expected(source).at), default=None)


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of the last eight unmasked days of the same kind, and the count behind it (None: none is known)."""

    value: float
    count: float | None


def usual(metric: Metric, window: Window) -> Usual | None:
    """What a metric usually is on days like the window's last; None when there is not even one."""
    days = list(zip(window.measures, window.classes, window.masked, strict=True))[-2::-1]
    same = [
        (value, count_behind(metric, measures))
        for measures, kind, masked in days
        if kind == window.classes[-1] and not masked and (value := metric.compute(measures)) is not None
    ][:BASE_WEEKS]
    counts = [count for _, count in same if count is not None]
    return Usual(median([value for value, _ in same]), median(counts) if counts else None) if same else None
