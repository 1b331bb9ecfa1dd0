"""Judge a metric by the method that suits it: normal range, share or small count."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.domain.baseline import WINDOW, median
from opscockpit.domain.counts import judge_count
from opscockpit.domain.metric import Measures, Metric
from opscockpit.domain.normal import K_ALARM, REPLAY_DAYS, Judgement, chained, judge
from opscockpit.domain.rates import K_RATE, Trials, judge_rate


def judge_metric(
    metric: Metric,
    history: Sequence[Measures],
    classes: Sequence[int],
    today: Measures,
    today_class: int,
    *,
    k: float | None = None,
    masked: Sequence[bool] = (),
    today_masked: bool = False,
    since_baseline: int | None = None,
    alarmed: int = 0,
) -> Judgement:
    """Judge today's metric from the measures of each day (oldest first, an empty mapping for a day without data).

    Other arguments and states as in `normal.judge`; without `k` the method's own is used. A share with more hits
    than trials on some day is judged like any other ratio, on the log scale. Bounds are in the unit of the metric.
    """
    if since_baseline is not None:
        old = max(len(history) - since_baseline, 0)
        history = [{}] * old + list(history[old:])
    if metric.scale == "poisson":
        counts = [_whole(metric.compute(day)) for day in history]
        return judge_count(counts, _whole(metric.compute(today)), masked=masked, today_masked=today_masked)
    if metric.scale == "rate":
        trials, now = [metric.trials(day) for day in history], metric.trials(today)
        if not any(_exceeds(day) for day in (*trials[-WINDOW:], now)):
            return judge_rate(
                trials, classes, now, today_class, k=k or K_RATE, masked=masked, today_masked=today_masked,
                alarmed=alarmed,
            )  # fmt: skip
    values = [metric.compute(day) for day in history]
    known = [value for value in values[-WINDOW:] if value is not None]
    scale = metric.scale_at(median(known) if known else None)
    return judge(
        values, classes, metric.compute(today), today_class, scale="log" if scale == "rate" else scale,
        k=k or K_ALARM, masked=masked, today_masked=today_masked, alarmed=alarmed,
    )  # fmt: skip


def replay_metric(
    metric: Metric,
    days: Sequence[Measures],
    classes: Sequence[int],
    *,
    k: float | None = None,
    masked: Sequence[bool] = (),
    baseline_at: int | None = None,
    last: int = REPLAY_DAYS,
) -> list[Judgement]:
    """The judgements of the last days of a series, as each morning after would have given them; see `normal.replay`."""
    hidden = masked or [False] * len(days)

    def judge_day(i: int, alarmed: int) -> Judgement:
        past = slice(max(i - WINDOW, 0), i)
        since = None if baseline_at is None or baseline_at > i else i - baseline_at
        return judge_metric(
            metric, days[past], classes[past], days[i], classes[i], k=k, masked=hidden[past],
            today_masked=hidden[i], since_baseline=since, alarmed=alarmed,
        )  # fmt: skip

    return chained(judge_day, len(days), last)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _exceeds(day: Trials | None) -> bool:
    return day is not None and day[1] > day[0]
