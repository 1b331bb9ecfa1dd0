"""The metric panel of the home screen: each number with its base, its normal range, and why it is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median

from opscockpit.clock import BusinessDay
from opscockpit.domain import compare, fmt
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.judging import judge_metric
from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.services.figures import Window, window_of, window_so_far
from opscockpit.services.views import MetricLine
from opscockpit.store import series
from opscockpit.store.database import Database, Row

PANEL = (
    "paid", "orders", "visitors", "sessions", "conversion", "aov", "refunds", "ad_spend", "roas", "search_clicks",
    "page_views", "adjustments",
)  # fmt: skip
"""What Today shows, in this order, as far as the store has it: at most twelve, or one rings by chance every week."""

LIVE = frozenset(
    [
        "paid",
        "orders",
        "units",
        "aov",
        "buyers",
        "paid_per_buyer",
        "refunds",
        "visitors",
        "sessions",
        "conversion",
        "page_views",
    ]
)
"""What can be known up to the present minute."""

DAYS = WINDOW + 8
"""Days read: what the normal range needs, and a week more for numbers that come late."""

SPARK_DAYS = 56
BASE_WEEKS = 8
READY_AT = time(11, 0)
"""Yesterday's reports are expected by then: before it they are not yet there, after it they are late."""

JUDGED_FROM = time(10, 0)
"""Before that the part of the day that is over says nearly nothing: no alarm yet (metrics.md 3.3)."""

STALE_DAYS = 14
"""A number that has not come for longer is missing, not late."""


def metric_lines(
    db: Database, store: Row, cut: BusinessDay, now: datetime, today: date
) -> tuple[tuple[MetricLine, ...], str]:
    """The lines of the panel, and its title."""
    whole = window_of(db, store["id"], today, DAYS)
    part = window_so_far(db, store["id"], cut, now, whole)
    seen = series.age_of_today(db, store["id"], today)
    age = fmt.age(max(0, int(now.timestamp()) - seen)) if seen is not None else ""
    panel = _Panel(whole, part, now, store["currency"], age)
    lines = [line for metric_id in PANEL if (line := panel.line(METRICS[metric_id])) is not None]
    shown = {line.id for line in lines}
    if "visitors" in shown and "sessions" in shown:
        lines = [line for line in lines if line.id != "sessions"]
    return tuple(lines), f"today to {now:%H:%M} · vs {now:%A}s to {now:%H:%M}"


@dataclass(frozen=True, slots=True)
class _Panel:
    whole: Window
    part: Window
    now: datetime
    currency: str
    age: str

    def line(self, metric: Metric) -> MetricLine | None:
        """The line of a metric; None where the store has never had it lately."""
        live = metric.compute(self.part.today) if metric.id in LIVE else None
        if live is not None:
            return self._live(metric, live)
        known = [d for d, m in zip(self.whole.days, self.whole.measures, strict=True) if metric.compute(m) is not None]
        known = [d for d in known if d < self.whole.days[-1]]
        return self._daily(metric, known[-1]) if known else None

    def _live(self, metric: Metric, value: float) -> MetricLine:
        base = self._usual(metric, self.part)
        judged = judge_metric(
            metric, self.part.measures[-WINDOW - 1 : -1], self.part.classes[-WINDOW - 1 : -1], self.part.today,
            self.part.classes[-1], masked=self.part.masked[-WINDOW - 1 : -1], today_masked=self.part.masked[-1],
        )  # fmt: skip
        state, note = judged.state, ""
        if state == "alarm" and self.now.time() < JUDGED_FROM:
            state, note = "watch", f"too early to judge before {JUDGED_FROM:%H:%M}"
        spark = self.whole.measures[-SPARK_DAYS:-1]
        points = [metric.compute(m) for m in spark]
        pace = f"{value / base:.2f}" if base and metric.unit in ("count", "money") else ""
        return self._worded(metric, value, base, "", state, points, pace, self.age, note)

    def _daily(self, metric: Metric, day: date) -> MetricLine:
        """A number that comes once a day: the latest one, and whether it is late."""
        known = self.whole.until(day)
        value = metric.compute(known.today)
        judged = judge_metric(
            metric, known.measures[-WINDOW - 1 : -1], known.classes[-WINDOW - 1 : -1], known.today, known.classes[-1],
            masked=known.masked[-WINDOW - 1 : -1], today_masked=known.masked[-1],
        )  # fmt: skip
        late_by = (self.whole.days[-1] - day).days
        state, note = judged.state, f"{day:%a %d %b}"
        if late_by > STALE_DAYS:
            state, note = "missing", f"nothing since {day:%d %b}"
        elif late_by > 1:
            state = "not_yet" if late_by == 2 and self.now.time() < READY_AT else "late"
            note = f"data to {day:%a %d %b}"
        end = len(self.whole.days) - 1
        points = [metric.compute(m) for m in self.whole.measures[max(0, end - SPARK_DAYS) : end]]
        return self._worded(metric, value, self._usual(metric, known), f"{day:%a}", state, points, "", "", note)

    def _usual(self, metric: Metric, window: Window) -> float | None:
        """The median of the last eight unmasked days of the same kind; None when there is not even one."""
        same = [
            value
            for measures, kind, masked in list(zip(window.measures, window.classes, window.masked, strict=True))[-2::-1]
            if kind == window.classes[-1] and not masked and (value := metric.compute(measures)) is not None
        ]
        return median(same[:BASE_WEEKS]) if same else None

    def _worded(
        self, metric: Metric, value: float | None, base: float | None, base_words: str, state: str,
        points: list[float | None], pace: str, age: str, note: str,
    ) -> MetricLine:  # fmt: skip
        change = compare.change(value, base, unit=metric.unit)
        return MetricLine(
            metric.id, metric.en, value, fmt.value(value, metric.unit, self.currency, short=True), fmt.change(change),
            change.sign, change.sign * metric.direction, base_words, pace, state, tuple(points), age, note,
        )  # fmt: skip
