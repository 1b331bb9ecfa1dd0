"""A focus as the screen shows it."""

from __future__ import annotations

from datetime import date

from opscockpit.clock import BusinessDay, from_stamp
from opscockpit.services.views import FocusView
from opscockpit.store.database import Row


def focus_view(row: Row, cut: BusinessDay) -> FocusView:
    """The view of a row."""
    return FocusView(
        row["id"], row["version"], date.fromisoformat(row["day"]), row["sentence"], row["metric"], row["target"],
        row["owner"], row["due"], row["set_by"], from_stamp(row["set_at"], cut.zone), row["score"],
        row["score_note"] or None, row["scored_by"], rank=row["rank"], evidence=row["evidence"],
    )  # fmt: skip
