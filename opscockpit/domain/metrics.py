"""The metric dictionary: every metric by id, its value from measures, and metrics that people define themselves."""

from __future__ import annotations

from collections.abc import Mapping

from opscockpit.domain import formula
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metric import SCALES, UNITS, Measures, Metric
from opscockpit.domain.metric_counts import COUNTED
from opscockpit.domain.metric_ratios import RATIOS
from opscockpit.errors import WrongUsage

METRICS: dict[str, Metric] = {metric.id: metric for metric in (*COUNTED, *RATIOS)}
"""The built-in dictionary, in reading order."""


def value(metric: str, measures: Measures) -> float | None:
    """The value of a built-in metric (unit: see `Metric`), None when unknown. Raises KeyError for an unknown id."""
    return METRICS[metric].compute(measures)


def values(measures: Measures) -> dict[str, float | None]:
    """The value of every built-in metric."""
    return {id_: metric.compute(measures) for id_, metric in METRICS.items()}


def conversion_basis(measures: Measures) -> str | None:
    """Which counts the conversion rests on: 'buyers/visitors', 'orders/sessions', 'conversions/sessions' or None."""
    return METRICS["conversion"].basis(measures)


def user_metric(
    id_: str,
    text: str,
    *,
    name: str = "",
    unit: str = "number",
    direction: int = 0,
    scale: str = "log",
    metrics: Mapping[str, Metric] = METRICS,
) -> Metric:
    """A metric defined by a formula over the ids of `metrics` and of measures, e.g. 'paid - refunds - ad_spend'.

    A name is a metric if there is one of that id, else a measure; money is in minor units throughout, so unit 'money'
    must come out in minor units too. Metrics already in `metrics` keep their ids. Raises WrongUsage when the id is
    taken or no plain word, for an unknown unit, scale or direction, and for a formula that is refused.
    """
    if not id_.isidentifier() or id_ in metrics or id_ in MEASURES:
        raise WrongUsage(f"a metric cannot be called {id_!r}: use a new word of letters, digits and _")
    if unit not in UNITS:
        raise WrongUsage(f"metric {id_}: unit {unit!r} is none of {', '.join(UNITS)}")
    if scale not in SCALES[:2]:  # the other two need counts of trials, which a formula does not name
        raise WrongUsage(f"metric {id_}: scale {scale!r} is none of {', '.join(SCALES[:2])}")
    if direction not in (-1, 0, 1):
        raise WrongUsage(f"metric {id_}: direction {direction!r} is none of -1, 0, 1")
    parsed = formula.parse(text, {*metrics, *MEASURES})

    def compute(measures: Measures) -> float | None:
        def lookup(part: str) -> float | None:
            return metrics[part].compute(measures) if part in metrics else measures.get(part)

        return parsed.value(lookup)

    return Metric(id_, name or id_, name or id_, parsed.text, unit, compute, direction, scale, feeds="own formula")
