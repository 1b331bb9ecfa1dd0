"""Judging a metric on a day of a window: with the store's own settings, yesterday's alarm, and runs of weak days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.judging import judge_at, series_of
from opscockpit.domain.metric import Metric
from opscockpit.domain.normal import HYSTERESIS, K_ALARM, REPLAY_DAYS, AlarmRate, Judgement, alarm_rate
from opscockpit.domain.rates import K_RATE
from opscockpit.domain.runs import Run
from opscockpit.services.figures import Window
from opscockpit.store import plans
from opscockpit.store.database import Database
from opscockpit.values import dataclass

RUN_DAYS = 28
"""How far back a run of weak days is looked for."""

_LOOK_BACK = 14  # days over which an alarm that is not over may have been carried

JUDGED_DAYS = WINDOW + RUN_DAYS + _LOOK_BACK + 2
"""Days of a window in which the newest days are judged alike wherever they are shown."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How one metric is judged: its own k (None: the usual one), and the first day of a new normal."""

    k: float | None = None
    baseline_from: date | None = None


Settings = Mapping[str, Setting]
_USUAL = Setting()


def settings_of(db: Database, store_id: int) -> Settings:
    """The settings of a store by metric, where they were changed."""
    return {
        row["metric"]: Setting(
            row["k"], date.fromisoformat(row["baseline_from"]) if row["baseline_from"] else None
        )
        for row in plans.settings(db, store_id)
    }  # fmt: skip


def k_of(metric: Metric, setting: Setting) -> float:
    """The k that a metric rings at."""
    return setting.k or (K_RATE if metric.scale == "rate" else K_ALARM)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement, and the run of weak days that made it an alarm (None: it is one by itself, or none)."""

    judgement: Judgement
    run: Run | None = None

    @property
    def state(self) -> str:
        """The state of the day."""
        return self.judgement.state

    @property
    def side(self) -> int:
        """1 for an alarm above, -1 for one below, 0 for none."""
        return -1 if self.run is not None else self.judgement.side


class Judge:
    """Judges one metric on the days of one window; remembers what it has judged.

    A metric that is not `loud` never gets beyond 'watch', however far off it is.
    """

    def __init__(self, metric: Metric, window: Window, setting: Setting = _USUAL, *, loud: bool = True) -> None:
        self.metric = metric
        self.window = window
        self.setting = setting
        self.loud = loud
        self._series = series_of(metric, window.measures)
        since = setting.baseline_from
        self._baseline_at = None if since is None else max((since - window.days[0]).days, 0)
        self._plain: dict[tuple[int, int], Judgement] = {}

    def at(self, day: date) -> Judged:
        """The judgement of a day as the next morning gives it: an alarm before it ends at 0.7 k only."""
        i = (day - self.window.days[0]).days
        judged = self._judge(i, 0)
        k = k_of(self.metric, self.setting)
        if judged.z is not None and HYSTERESIS * k < abs(judged.z) <= k:  # only then yesterday's alarm matters
            judged = self._judge(i, self._side_before(i))
        return self._softened(self._with_run(judged, i))

    def last(self, count: int = REPLAY_DAYS) -> list[Judged]:
        """The judgements of the last days of the window, oldest first."""
        return [self._softened(judged) for judged in self._chain(count)]

    def rate(self, count: int = REPLAY_DAYS) -> AlarmRate:
        """How often the metric rang (or would have) on the last days before the window's own."""
        return alarm_rate([judged.judgement for judged in self._chain(count + 1)[:-1]])

    def _softened(self, judged: Judged) -> Judged:
        if self.loud or judged.state != "alarm":
            return judged
        return Judged(replace(judged.judgement, state="watch", lasting=False))

    def _chain(self, count: int) -> list[Judged]:
        end = len(self.window.days)
        found: list[Judged] = []
        side, run = 0, Run()
        for i in range(max(end - count, 0), end):
            judged = self._judge(i, side)
            run = self._next(run, judged, i)
            found.append(self._ringing(judged, run))
            if judged.state != "missing":
                side = judged.side
        return found

    def _judge(self, i: int, alarmed: int) -> Judgement:
        if (i, alarmed) not in self._plain:
            self._plain[i, alarmed] = judge_at(
                self._series, self.window.classes, i, k=self.setting.k, masked=self.window.masked,
                baseline_at=self._baseline_at, alarmed=alarmed,
            )  # fmt: skip
        return self._plain[i, alarmed]

    def _side_before(self, i: int) -> int:
        """The side of the alarm that a day begins with: looked for only as far back as days could have carried it."""
        keeps = HYSTERESIS * k_of(self.metric, self.setting)
        chain: list[int] = []
        for j in range(i - 1, max(i - 1 - _LOOK_BACK, -1), -1):
            judged = self._judge(j, 0)
            if judged.state == "missing":
                continue
            chain.append(j)
            if judged.side or judged.z is None or abs(judged.z) <= keeps:
                break
        side = 0
        for j in reversed(chain):
            side = self._judge(j, side).side
        return side

    def _with_run(self, judged: Judgement, i: int) -> Judged:
        """Add up the days before where a single one is too small to ring."""
        if not self._adds_up(judged) or (judged.z or 0) >= 0:
            return Judged(judged)
        run = Run()
        for j in range(max(i - RUN_DAYS, 0), i):
            run = self._next(run, self._judge(j, 0), j)
        return self._ringing(judged, self._next(run, judged, i))

    def _adds_up(self, judged: Judgement) -> bool:
        counts = self.metric.scale == "rate" or (self.metric.scale == "sqrt" and self.metric.unit == "count")
        return counts and self.metric.direction >= 0 and judged.smallest_drop is None and judged.centre is not None

    def _next(self, run: Run, judged: Judgement, i: int) -> Run:
        if judged.state in ("masked", "few_days", "learning"):
            return Run()
        if judged.state == "missing" or not self._adds_up(judged) or judged.centre is None:
            return run
        if self.metric.scale == "rate":
            trials = self._series.trials[i]
            return run if trials is None else run.after(trials[1], judged.centre * trials[0], trials[0])
        value = self._series.values[i]
        return run if value is None else run.after(round(value), judged.centre)

    def _ringing(self, judged: Judgement, run: Run) -> Judged:
        if run.alarm and judged.state in ("normal", "watch", "drift") and (judged.z or 0) < 0:
            return Judged(replace(judged, state="alarm", lasting=run.lasting), run)
        return Judged(judged)
