"""The history of any row, as lines for people."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from opscockpit import errors
from opscockpit.services.desk import Desk
from opscockpit.services.team_views import HistoryLine
from opscockpit.store import history
from opscockpit.store.database import Row

TABLES = frozenset(
    ("store", "person", "link", "routine", "must_item", "task", "focus", "keyword", "rank_look", "letter", "alarm",
     "calendar_event", "reading", "morning", "morning_step", "rule_item", "rule_look", "emergency", "emergency_step",
     "wrap", "plan", "metric_setting", "cost")
)  # fmt: skip
"""Rows whose history can be shown: all that people change."""

_SILENT = frozenset(("id", "version", "store_id", "position", "moved_at", "created_at", "created_by"))
_STAMPS = ("_at", "running_since")


class Trail:
    """Who changed what, when."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    def lines(self, table: str, row_id: int) -> tuple[HistoryLine, ...]:
        """The history of a row, newest first. Raises NotFound when it has none."""
        if table not in TABLES:
            raise errors.WrongUsage(f"there is no history of {table!r}")
        rows = history.of_row(self._desk.db, table, row_id)
        if not rows:
            raise errors.NotFound(f"there is no {table.replace('_', ' ')} {row_id}")
        return tuple(self._line(row) for row in rows)

    def of(self, source: str) -> tuple[HistoryLine, ...]:
        """The history of a row given as 'task:12'."""
        table, _, key = source.partition(":")
        return self.lines(table, int(key) if key.isdigit() else 0)

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


def _worded(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """What differs, as 'state: open → done'; of a new row what it says."""
    lines = []
    for name, now in after.items():
        if name in _SILENT or name.endswith(_STAMPS):
            continue
        if not before and now not in (None, "", 0):
            lines.append(f"{name.replace('_', ' ')}: {now}")
        elif before and before.get(name) != now:
            lines.append(f"{name.replace('_', ' ')}: {_shown(before.get(name))} → {_shown(now)}")
    return tuple(lines)


def _shown(value: Any) -> str:
    return "–" if value in (None, "") else str(value)


def _text(who: str, at: datetime, what: str, changes: tuple[str, ...]) -> str:
    tail = f" ({', '.join(changes)})" if changes else ""
    return f"{at:%d %b %H:%M} {who} {what}{tail}"
