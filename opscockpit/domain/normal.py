"""Is a day's number within its normal range? (metrics.md 3.2.3)

z = (g(today) - weekday effect - level) / spread, on the scale g that suits the metric; the band shown is
g^-1(level + effect -/+ k * spread). A day without a number never has a state of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from opscockpit.domain.baseline import WINDOW, Baseline, fit, scale_for
from opscockpit.domain.calendar import MAKE_UP_WORKDAY
from opscockpit.values import dataclass

K_ALARM = 3.5
"""The usual k. A metric that rings too often may be given a larger one (4.5)."""

K_WATCH = 2.5
MIN_USABLE = 28
AFTER_MASK = 7
HYSTERESIS = 0.7
REPLAY_DAYS = 90
_DRIFT_DAYS, _DRIFT_HITS = 5, 4
_OLDEST_WEEK = WINDOW - 7


@dataclass(frozen=True, slots=True)
class Judgement:
    """A number against its normal range.

    `state`: 'missing' (no number today), 'masked', 'few_days' (fewer than 28 usable days), 'learning' (the oldest
    of the eight weeks is still empty, a mask ended less than a week ago, or this kind of day was not seen yet),
    'normal', 'watch', 'alarm', 'drift'. `z` is in spreads, positive is above the centre. `low`, `centre`, `high`
    are in the unit of the metric. `smallest_drop` and `smallest_rise` are the relative changes from the centre
    that would ring today (0.3 is 30 %); None where not even a fall to 0 would. `side` is the sign of an alarm.
    `lasting`: the day is within k again and only still shown as an alarm, because one ends at 0.7 k.
    """

    state: str
    z: float | None = None
    low: float | None = None
    centre: float | None = None
    high: float | None = None
    days_used: int = 0
    smallest_drop: float | None = None
    smallest_rise: float | None = None
    lasting: bool = False

    @property
    def smallest_change(self) -> float | None:
        """The smaller of the two relative changes that would ring today; None when neither is known."""
        known = [change for change in (self.smallest_drop, self.smallest_rise) if change is not None]
        return min(known, default=None)

    @property
    def side(self) -> int:
        """1 for an alarm above the range, -1 for one below, 0 for no alarm."""
        if self.state != "alarm" or self.z is None:
            return 0
        return 1 if self.z > 0 else -1


def state_of(z: float, k: float, alarmed: int = 0) -> str:
    """'alarm', 'watch' or 'normal' for a z. `alarmed` is the side of yesterday's alarm: it ends at 0.7 k only."""
    if abs(z) > k or z * alarmed > HYSTERESIS * k:
        return "alarm"
    return "watch" if abs(z) > K_WATCH else "normal"


def judge(
    history: Sequence[float | None],
    classes: Sequence[int],
    today: float | None,
    today_class: int,
    *,
    scale: str,
    k: float = K_ALARM,
    masked: Sequence[bool] = (),
    today_masked: bool = False,
    since_baseline: int | None = None,
    alarmed: int = 0,
) -> Judgement:
    """Judge today's whole-day number against the days before it.

    `history` holds the previous days oldest first, one entry a calendar day, None for a day without a number;
    `classes` the weekday class of each (see `calendar.day_class`); `masked`, when given, marks the days that count
    as gaps (campaigns, holidays). `scale` is 'sqrt' for counts, 'log' for money and large counts. `since_baseline`
    is the number of days since a new normal was declared: older days are left out. `alarmed` is the `side` of the
    judgement before. Raises ValueError for an unknown scale or lists of unequal length.
    """
    if len(classes) != len(history) or len(masked) not in (0, len(history)):
        raise ValueError("history, classes and masked must be of the same length")
    usable = [None if hidden else value for value, hidden in zip(history, masked, strict=True)] if masked else history
    if since_baseline is not None:
        usable = [None] * max(len(history) - since_baseline, 0) + list(usable[max(len(history) - since_baseline, 0) :])
    fitted = scale_for(scale, [*usable[-WINDOW:], today])
    baseline = fit(usable, classes, fitted)
    days_used = baseline.usable if baseline else sum(value is not None for value in usable[-WINDOW:])
    if today_masked:
        return Judgement("masked", days_used=days_used)
    if baseline is None or days_used < MIN_USABLE:
        return Judgement("missing" if today is None else "few_days", days_used=days_used)
    learning = any(masked[-AFTER_MASK:]) or all(value is None for value in usable[:-_OLDEST_WEEK])
    return _against(baseline, today, today_class, k, learning, alarmed)


def _against(
    baseline: Baseline, today: float | None, today_class: int, k: float, learning: bool, alarmed: int
) -> Judgement:
    scale = baseline.scale
    effect = _effect(baseline, today_class)
    centre = baseline.level + (effect or 0.0)
    low, middle, high = (scale.inverse(centre + step * baseline.spread) for step in (-k, 0.0, k))
    z = None if today is None else (scale.forward(today) - centre) / baseline.spread
    if z is None:
        state = "missing"
    elif learning or effect is None:
        state = "learning"
    else:
        state = state_of(z, k, alarmed)
        if state == "normal" and _drifts(baseline, z):
            state = "drift"
    drop_rings = scale.forward(0.0) < centre - k * baseline.spread if scale.name == "sqrt" else True
    return Judgement(
        state,
        z=z,
        low=low,
        centre=middle,
        high=high,
        days_used=baseline.usable,
        smallest_drop=1 - low / middle if middle > 0 and drop_rings else None,
        smallest_rise=high / middle - 1 if middle > 0 else None,
        lasting=state == "alarm" and z is not None and abs(z) <= k,
    )


def _effect(baseline: Baseline, kind: int) -> float | None:
    """The effect of a weekday class; a make-up workday not seen yet is taken as a mean workday."""
    if kind in baseline.effects:
        return baseline.effects[kind]
    workdays = [baseline.effects[day] for day in range(5) if day in baseline.effects]
    if kind == MAKE_UP_WORKDAY and workdays:
        return sum(workdays) / len(workdays)
    return None


def _drifts(baseline: Baseline, z: float) -> bool:
    """Four of the last five days, today among them, beyond one spread on the same side."""
    recent = [r / baseline.spread for r in baseline.residuals[-(_DRIFT_DAYS - 1) :] if r is not None] + [z]
    return any(sum(side * value > 1 for value in recent) >= _DRIFT_HITS for side in (1, -1))


def replay(
    values: Sequence[float | None],
    classes: Sequence[int],
    *,
    scale: str,
    k: float = K_ALARM,
    masked: Sequence[bool] = (),
    baseline_at: int | None = None,
    days: int = REPLAY_DAYS,
) -> list[Judgement]:
    """The judgements of the last `days` of a series, as each morning after would have given them, oldest first.

    Arguments as in `judge`; `baseline_at` is the position in `values` of the day that a new normal began. An alarm
    is carried over a day without a number and ends with a masked one.
    """
    hidden = masked or [False] * len(values)

    def judge_day(i: int, alarmed: int) -> Judgement:
        past = slice(max(i - WINDOW, 0), i)
        since = None if baseline_at is None or baseline_at > i else i - baseline_at
        return judge(
            values[past], classes[past], values[i], classes[i], scale=scale, k=k,
            masked=hidden[past], today_masked=hidden[i], since_baseline=since, alarmed=alarmed,
        )  # fmt: skip

    return chained(judge_day, len(values), days)


def chained(judge_day: Callable[[int, int], Judgement], length: int, days: int) -> list[Judgement]:
    """Judge the last `days` of `length` days in order: `judge_day(position, side of the alarm before)`.

    An alarm is carried over a day without a number.
    """
    judgements: list[Judgement] = []
    alarmed = 0
    for i in range(max(length - days, 0), length):
        judged = judge_day(i, alarmed)
        judgements.append(judged)
        if judged.state != "missing":
            alarmed = judged.side
    return judgements


@dataclass(frozen=True, slots=True)
class AlarmRate:
    """How often a metric rang: `alarms` of `judged` days (days in the states normal, watch, drift and alarm).

    A day counts as an alarm when it rings by itself; the days on which an alarm is not over yet do not ring again.
    """

    alarms: int
    judged: int

    @property
    def rate(self) -> float | None:
        """Share of alarmed days; None when no day could be judged."""
        return self.alarms / self.judged if self.judged else None


def alarm_rate(judgements: Sequence[Judgement]) -> AlarmRate:
    """The measured alarm rate of replayed days; show it so that a person can raise k (metrics.md 3.2.2)."""
    judged = [j for j in judgements if j.state in ("normal", "watch", "drift", "alarm")]
    return AlarmRate(sum(j.state == "alarm" and not j.lasting for j in judged), len(judged))
