"""How loud a number may be: its k, each with the share of days on which it would have rung."""

from __future__ import annotations

from dataclasses import replace

from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.normal import REPLAY_DAYS
from opscockpit.services.dictionary import metric_named
from opscockpit.services.figures import window_of
from opscockpit.services.judgements import Judge, Setting, k_of, settings_of
from opscockpit.services.number_views import RingRate
from opscockpit.services.shops import now_and_day
from opscockpit.store.database import Database, Row

STEPS = (2.5, 3.0, 3.5, 4.0, 5.0, 6.0)
"""The k that are offered, beside the usual one and the one in force."""


def ring_rates(db: Database, store: Row, metric_id: str) -> tuple[RingRate, ...]:
    """How often a metric would have rung on the last ninety days at each k, the one in force first.

    Raises NotFound for no such metric.
    """
    metric = metric_named(metric_id)
    _, today = now_and_day(store, db.clock)
    window = window_of(db, store["id"], today, WINDOW + REPLAY_DAYS + 1)
    setting = settings_of(db, store["id"]).get(metric.id, Setting())
    now, usual = k_of(metric, setting), k_of(metric, Setting())
    found = []
    for k in (now, *sorted({*STEPS, usual} - {now})):
        rate = Judge(metric, window, replace(setting, k=k)).rate()
        found.append(RingRate(k, rate.alarms, rate.judged, k == now, k == usual))
    return tuple(found)
