"""What an alarm is called and what people did with it, in words; from its row alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.store.database import Row

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


def metric_of(row: Row) -> Metric:
    """The metric that rang; only those of the dictionary do."""
    return METRICS[row["metric"]]


def label(row: Row) -> str:
    """'Conversion 21 Oct'."""
    return f"{metric_of(row).en} {date.fromisoformat(row['first_day']):%d %b}"


def state_of(row: Row, today: date) -> str:
    """'new', 'seen', 'snoozed' or 'closed'; a snooze that is over is new again."""
    over = row["state"] == "snoozed" and row["snoozed_until"] <= today.isoformat()
    return "new" if over else str(row["state"])


def became(row: Row, state: str) -> str:
    """'seen by lin', 'quiet until Fri 23 Oct', 'closed by lin'; '' while nobody has done anything."""
    if state == "closed":
        return f"closed by {row['closed_by']}"
    if state == "snoozed":
        return f"quiet until {date.fromisoformat(row['snoozed_until']):%a %d %b}"
    return f"seen by {row['seen_by']}" if state == "seen" else ""


def often(count: int, tag: str) -> str:
    """'third time: coupon expired'; '' for the first."""
    return f"{_ORDINALS.get(count, f'{count}th')} time: {tag}" if count > 1 and tag else ""


def how_often(row: Row, counts: Mapping[str, int], closed: Iterable[Row]) -> str:
    """How often this cause came; for an open alarm the causes that this number had before."""
    if row["state"] == "closed":
        return often(counts.get(row["tag"], 0), row["tag"])
    before = Counter(
        old["tag"] for old in closed
        if old["metric"] == row["metric"] and old["side"] == row["side"] and old["tag"] and old["id"] != row["id"]
    )  # fmt: skip
    causes = [f"{tag} ({count}×)" for tag, count in before.most_common(2)]
    return f"before: {', '.join(causes)}" if causes else ""
