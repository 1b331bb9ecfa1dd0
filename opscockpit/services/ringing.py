"""What rings: the numbers of Today outside their normal range, judged and noted once by whoever looks first."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from opscockpit import errors
from opscockpit.clock import BusinessDay
from opscockpit.domain.metric import Metric
from opscockpit.services import calendars
from opscockpit.services.figures import Window, window_of, window_so_far
from opscockpit.services.freshness import STALE_DAYS
from opscockpit.services.judgements import JUDGED_DAYS, Judge, Setting, Settings, settings_of
from opscockpit.services.panel import MEASURES_SHOWN, live_value, moment_of, too_early
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.services.watched import last_known, watched
from opscockpit.store import alarms, coverage
from opscockpit.store.alarms import Ring
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

GAP_DAYS = 3
"""An alarm that rings again within so many days goes on; later it is a new one."""

CATCH_UP_DAYS = 7
"""How many days back are judged when nobody has looked for a while."""

_DAYS = JUDGED_DAYS + STALE_DAYS


@dataclass(frozen=True, slots=True)
class Looked:
    """What was judged: the rings, and for each metric watched its last whole day. `since` is the oldest day judged."""

    rings: tuple[Ring, ...]
    newest: dict[str, date]
    since: date
    whole: Window

    def rings_on(self, metric: str, first: date, last: date) -> bool:
        """Whether a metric rings on a day between two."""
        return any(ring.metric == metric and first <= ring.day <= last for ring in self.rings)


class Lookout:
    """Looks for alarms while a screen is open: once a minute, sooner after an import.

    A number that is typed or pushed waits for the minute: scripts push every few seconds, and each open screen judges.
    """

    def __init__(self) -> None:
        self._looked: tuple[object, ...] = ()

    def look(self, db: Database, who: str, store: Row) -> None:
        """Look, if anything may have changed since the last time."""
        now, today = now_and_day(store, db.clock)
        moved = db.revisions()
        minute = now.replace(second=0, microsecond=0)
        key = store["id"], today, minute, coverage.imports_mark(db), *(moved[topic] for topic in _JUDGED_BY)
        if key != self._looked:
            self._looked = key
            with suppress(errors.Busy):  # somebody imports: the screen goes on, and the next minute looks again
                look(db, who, store)


_JUDGED_BY = ("stores", "calendar")


def look(db: Database, who: str, store: Row) -> int:
    """Judge what has not been judged yet and keep what rings; the number of new alarms.

    Whole days of the metrics of Today, each on its last complete days; from ten o'clock on also the day so far. Nothing
    is written when nothing is new. Alarms that the numbers no longer bear out are forgotten where nobody took them
    up. A reader only looks.
    """
    if db.read_only:
        return 0
    calendars.ensure(db, who, store)
    _, today = now_and_day(store, db.clock)
    found = judged_now(db, store)
    made = alarms.keep_rings(db, who, store["id"], list(found.rings), GAP_DAYS)
    untouched = alarms.untouched(db, store["id"], found.whole.days[0])
    alarms.forget(db, who, [row["id"] for row in untouched if _gone(row, found)])
    if found.since < today and alarms.judged_until(db, store["id"]) != today.isoformat():
        alarms.set_judged_until(db, who, store["id"], today.isoformat())
    return made


def judged_now(db: Database, store: Row) -> Looked:
    """Judge the newest days of what Today shows; reads only."""
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    whole = window_of(db, store["id"], today, _DAYS, MEASURES_SHOWN)
    settings, since = settings_of(db, store["id"]), _judged_since(db, store["id"], today)
    metrics = watched(whole)
    newest = {metric.id: day for metric in metrics if (day := last_known(metric, whole)) is not None}
    rings = [ring for metric in metrics for ring in _whole_days(metric, newest[metric.id], whole, settings, since)]
    if not too_early(now, cut) and not whole.masked[-1]:
        part = window_so_far(db, store["id"], cut, now, whole)
        rings += [ring for metric in metrics if (ring := _so_far(metric, part, now, cut, settings)) is not None]
    return Looked(tuple(sorted(rings, key=lambda ring: ring.day)), newest, since, whole)


def _judged_since(db: Database, store_id: int, today: date) -> date:
    """From which day on numbers may be new: some days before the last look, because they come late."""
    mark, earliest = alarms.judged_until(db, store_id), today - timedelta(days=CATCH_UP_DAYS)
    if not mark or mark > today.isoformat():
        return earliest
    return max(earliest, date.fromisoformat(mark) - timedelta(days=GAP_DAYS))


def _whole_days(metric: Metric, last: date, window: Window, settings: Settings, since: date) -> list[Ring]:
    judge = Judge(metric, window, settings.get(metric.id, Setting()))
    if last < window.days[-1] - timedelta(days=STALE_DAYS):
        return []
    days = [day for day in window.days[:-1] if min(since, last) <= day <= last]
    return [ring for day in days if (ring := _ring(metric, judge, day, partial=False)) is not None]


def _so_far(metric: Metric, part: Window, now: datetime, cut: BusinessDay, settings: Settings) -> Ring | None:
    if live_value(metric, part, now) is None or too_early(moment_of(metric, part, now), cut):
        return None
    return _ring(metric, Judge(metric, part, settings.get(metric.id, Setting())), part.days[-1], partial=True)


def _ring(metric: Metric, judge: Judge, day: date, *, partial: bool) -> Ring | None:
    judged = judge.at(day)
    value = metric.compute(judge.window.of(day))
    if not judged.side or value is None:
        return None
    found = judged.judgement
    base = None if found.centre is None else _kept(found.centre)
    return Ring(metric.id, day, judged.side, _kept(found.z or 0.0), _kept(value), base, partial)


def _kept(number: float) -> float:
    """A number with as many digits as survive the history of a row, which is kept as JSON."""
    return float(f"{number:.12g}")


def _gone(row: Row, found: Looked) -> bool:
    """Whether an alarm that nobody took up rings on none of its days any more.

    A day that is not over keeps what it rang, and so does a day whose whole number is not there yet. Of days that are
    not judged any more only an event noted later is heeded, which leaves all of them out.
    """
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    newest = found.newest.get(row["metric"])
    if newest is None or last > newest:
        return False
    if first < found.since:
        days = found.whole.days
        return all(found.whole.masked[(day - days[0]).days] for day in days if first <= day <= last)
    return not found.rings_on(row["metric"], first, last)
