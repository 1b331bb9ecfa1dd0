"""The history of any row, as lines for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from opscockpit import errors
from opscockpit.clock import parse_day
from opscockpit.domain import fmt
from opscockpit.domain.metric import Metric
from opscockpit.services.desk import Desk
from opscockpit.services.own_metrics import all_metrics
from opscockpit.services.team_views import HistoryLine
from opscockpit.store import history
from opscockpit.store.database import Row

TABLES = frozenset(
    ("store", "person", "link", "routine", "must_item", "task", "focus", "keyword", "rank_look", "letter", "alarm",
     "calendar_event", "reading", "morning", "morning_step", "rule_item", "rule_look", "emergency", "emergency_step",
     "wrap", "plan", "metric_setting", "cost")
)  # fmt: skip
"""Rows whose history can be shown: all that people change."""

_SILENT = frozenset(("id", "version", "store_id", "position", "moved_at", "created_at", "created_by",
                     "routine_id", "emergency_id", "morning_id", "side", "z", "base", "partial"))  # fmt: skip
_YES_NO = frozenset(("active", "core", "mask", "drill"))
_STAMPS = ("_at", "running_since")


class Trail:
    """Who changed what, when."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    def lines(self, table: str, row_id: int) -> tuple[HistoryLine, ...]:
        """The history of a row, newest first. Raises NotFound when it has none."""
        if table not in TABLES:
            raise errors.WrongUsage(f"there is no history of {table!r}; there is of {', '.join(sorted(TABLES))}")
        rows = history.of_row(self._desk.db, table, row_id)
        if not rows:
            raise errors.NotFound(f"there is no {table.replace('_', ' ')} {row_id}")
        return tuple(self._line(row) for row in rows)

    def of(self, source: str) -> tuple[HistoryLine, ...]:
        """The history of a row given as 'task:12'; of a plan as 'plan:paid:2026-10-01:2026-10-31'."""
        table, _, key = source.partition(":")
        if table == "plan" and key.count(":") == 2:
            metric, first, last = key.split(":")
            return self._plan(metric, parse_day(first), parse_day(last))
        return self.lines(table, int(key) if key.isdigit() else 0)

    def _plan(self, metric_id: str, first: date, last: date) -> tuple[HistoryLine, ...]:
        """Who planned a number for days between two, newest first; a line for each time it was planned."""
        metric, currency = all_metrics().get(metric_id), self._desk.store["currency"]
        if metric is None:
            raise errors.NotFound(f"no number is called {metric_id!r}")
        rows = history.of_plan(self._desk.db, self._desk.store_id, metric_id, first.isoformat(), last.isoformat())
        lines = []
        for _, found in groupby(rows, key=lambda row: row["action_id"]):
            days = list(found)
            at = self._desk.moment(days[0]["at"])
            assert at is not None
            before, after = (_together(metric, currency, days, name) for name in ("before", "after"))
            what = "planned" if before == "–" else "took the plan away" if after == "–" else "changed the plan"
            who, change = days[0]["actor"], f"{len(days)} day{'' if len(days) == 1 else 's'}: {before} → {after}"
            lines.append(HistoryLine(who, at, what, (change,), _text(who, at, what, (change,))))
        return tuple(lines)

    def _line(self, row: Row) -> HistoryLine:
        at = self._desk.moment(row["at"])
        assert at is not None
        before: dict[str, Any] = json.loads(row["before"]) if row["before"] else {}
        after: dict[str, Any] = json.loads(row["after"]) if row["after"] else {}
        if not before:
            what, changes = "added", _worded({}, after)
        elif not after:
            what, changes = "removed", ()
        else:
            what, changes = "changed", _worded(before, after)
        if row["label"].startswith("undo"):
            what = "undid: " + row["label"].partition(": ")[2]
        return HistoryLine(row["actor"], at, what, changes, _text(row["actor"], at, what, changes))


def _together(metric: Metric, currency: str, rows: Sequence[Row], name: str) -> str:
    """What the days were planned with before or after a change: their sum, or their mean where nothing is added."""
    values = [json.loads(row[name])["value"] for row in rows if row[name]]
    total = sum(values) if "day" in metric.sums_over else sum(values) / max(1, len(values))
    return fmt.value(total, metric.unit, currency, short=True) if values else "–"


def _worded(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """What differs, as 'state: open → done'; of a new row what it says."""
    lines = []
    for name, now in after.items():
        if name in _SILENT or name.endswith(_STAMPS):
            continue
        if not before and now not in (None, "", 0):
            lines.append(f"{name.replace('_', ' ')}: {_shown(name, now)}")
        elif before and before.get(name) != now:
            lines.append(f"{name.replace('_', ' ')}: {_shown(name, before.get(name))} → {_shown(name, now)}")
    return tuple(lines)


def _shown(name: str, value: Any) -> str:
    if name in _YES_NO:
        return "yes" if value else "no"
    return "–" if value in (None, "") else str(value)


def _text(who: str, at: datetime, what: str, changes: tuple[str, ...]) -> str:
    tail = f" ({', '.join(changes)})" if changes else ""
    return f"{at:%d %b %H:%M} {who} {what}{tail}"
