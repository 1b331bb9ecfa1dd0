"""The twelve metrics that may ring: those of Today. All others get at most to 'watch' (metrics.md 3.2.6)."""

from __future__ import annotations

from datetime import date

from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.services.bases import needs
from opscockpit.services.figures import Window, window_of
from opscockpit.services.judgements import Judge, Setting, settings_of
from opscockpit.store.database import Database

PANEL = (
    "paid", "orders", "visitors", "sessions", "conversion", "aov", "refunds", "net_sales", "ad_spend", "roas",
    "search_clicks", "page_views", "adjustments",
)  # fmt: skip
"""What Today shows, in this order, as far as the store has it: at most twelve, as visitors and sessions never stand
together. With more, one rings by chance every week."""

_BESIDE = {"sessions": "visitors", "net_sales": "paid"}
"""What says the same as another number, or follows from it, does not ring beside it."""


def last_known(metric: Metric, window: Window) -> date | None:
    """The newest day before the window's last one for which the metric is known."""
    pairs = zip(window.days[-2::-1], window.measures[-2::-1], strict=True)
    return next((day for day, measures in pairs if metric.compute(measures) is not None), None)


def to_read(metric: Metric) -> tuple[str, ...]:
    """The measures that judging a metric needs; empty, which stands for all, for a person's own metric."""
    if metric.id not in METRICS:
        return ()
    louder = _BESIDE.get(metric.id)
    return (*sorted(needs(metric) | (needs(METRICS[louder]) if louder else set())),)


def judge_of(db: Database, store_id: int, metric: Metric, last: date, days: int) -> Judge:
    """Judges the days up to `last`, of which `days` are read, with the store's own settings."""
    window = window_of(db, store_id, last, days, to_read(metric))
    setting = settings_of(db, store_id).get(metric.id, Setting())
    return Judge(metric, window, setting, loud=may_ring(metric, window))


def watched(window: Window) -> list[Metric]:
    """The metrics that may ring and that a store has had lately."""
    return [METRICS[name] for name in PANEL if may_ring(METRICS[name], window) and last_known(METRICS[name], window)]


def may_ring(metric: Metric, window: Window) -> bool:
    """Whether a metric is one of those that ring; the window must hold the measures of Today's metrics."""
    louder = _BESIDE.get(metric.id)
    return metric.id in PANEL and (louder is None or last_known(METRICS[louder], window) is None)


def shown_state(judged: str, late: str) -> str:
    """What is said of a number whose newest day is not the newest due: an alarm that is up stays in sight.

    `late` is 'not_yet', 'late', 'missing' or ''; after long silence an old alarm says nothing any more.
    """
    return judged if judged == "alarm" and late != "missing" else late or judged
