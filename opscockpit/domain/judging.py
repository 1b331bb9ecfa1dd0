"""Judge a metric by the method that suits it: normal range, share or small count."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.domain.baseline import WINDOW, median
from opscockpit.domain.counts import judge_count
from opscockpit.domain.metric import Measures, Metric
from opscockpit.domain.normal import K_ALARM, REPLAY_DAYS, Judgement, chained, judge
from opscockpit.domain.rates import K_RATE, Trials, judge_rate
from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of a metric on successive days, oldest first; None is a day without one.

    `values` are in the unit of the metric. `trials` are the (trials, hits) of each day of a metric on scale 'rate', and
    empty for the others.
    """

    metric: Metric
    values: Sequence[float | None]
    trials: Sequence[Trials | None]


def series_of(metric: Metric, days: Sequence[Measures]) -> Series:
    """The numbers of a metric from the measures of each day: worked out once, however many days are then judged."""
    trials = [metric.trials(day) for day in days] if metric.scale == "rate" else []
    return Series(metric, [metric.compute(day) for day in days], trials)


def judge_at(
    series: Series,
    classes: Sequence[int],
    i: int,
    *,
    k: float | None = None,
    masked: Sequence[bool] = (),
    baseline_at: int | None = None,
    alarmed: int = 0,
) -> Judgement:
    """Judge day `i` of a series against the 56 days before it.

    `classes` and, when given, `masked` speak of the same days as the series; `baseline_at` is the position of the day
    that a new normal began. Other arguments and states as in `normal.judge`; without `k` the method's own is used. A
    share with more hits than trials on some day is judged like any other ratio, on the log scale. Bounds are in the
    unit of the metric.
    """
    metric, past = series.metric, slice(max(i - WINDOW, 0), i)
    kinds, hidden, out = classes[past], masked[past], bool(masked) and masked[i]
    old = 0 if baseline_at is None or baseline_at > i else max(baseline_at - past.start, 0)
    if metric.scale == "rate":
        trials, now = [*[None] * old, *series.trials[past][old:]], series.trials[i]
        if not any(day is not None and day[1] > day[0] for day in (*trials, now)):
            return judge_rate(
                trials, kinds, now, classes[i], k=k or K_RATE, masked=hidden, today_masked=out, alarmed=alarmed
            )
    values = [*[None] * old, *series.values[past][old:]]
    if metric.scale == "poisson":
        counts = [_whole(value) for value in values]
        return judge_count(counts, _whole(series.values[i]), masked=hidden, today_masked=out)
    known = [value for value in values if value is not None]
    scale = metric.scale_at(median(known) if known else None)
    return judge(
        values, kinds, series.values[i], classes[i], scale="log" if scale == "rate" else scale, k=k or K_ALARM,
        masked=hidden, today_masked=out, alarmed=alarmed,
    )  # fmt: skip


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
    """Judge today's metric from the measures of each day before (oldest first, an empty mapping for no data).

    `since_baseline` is the number of days since a new normal was declared; otherwise as `judge_at`.
    """
    return judge_at(
        series_of(metric, [*history, today]),
        [*classes, today_class],
        len(history),
        k=k,
        masked=[*(masked or [False] * len(history)), today_masked],
        baseline_at=None if since_baseline is None else max(len(history) - since_baseline, 0),
        alarmed=alarmed,
    )


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
    series = series_of(metric, days)

    def judge_day(i: int, alarmed: int) -> Judgement:
        return judge_at(series, classes, i, k=k, masked=masked, baseline_at=baseline_at, alarmed=alarmed)

    return chained(judge_day, len(days), last)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
