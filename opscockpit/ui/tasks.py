"""A new task made from a row: the owner of the row's link is filled in already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opscockpit.services.team_views import TaskDraft
from opscockpit.ui.dialogs import day_typed, field, form, head_of, login_typed, priority_typed
from opscockpit.ui.dialogs import task as plain_task

if TYPE_CHECKING:
    from opscockpit.ui.page import Page


def task_from(page: Page, source: str) -> None:
    """Ask for a task about a row given as 'letter:12'; without a row, for any task."""
    if not source:
        plain_task(page)
        return
    page.look_up(lambda s: s.team.board.draft(source), lambda draft: task_form(page, draft), topic="draft")


def task_form(page: Page, draft: TaskDraft) -> None:
    """The form of a task, as it would be made."""
    head = head_of(page)

    def save(values: dict[str, str]) -> None:
        fields: dict[str, Any] = {
            "owner": login_typed(page, values["owner"]), "due": day_typed(values["due"], head.day),
            "priority": priority_typed(values["priority"]), "link": values["link"] or None,
            "done_when": values["done_when"], "metric": draft.metric, "note": draft.note, "source": draft.source,
        }  # fmt: skip
        page.act(lambda s: s.team.board.add(values["title"], **fields))

    why = f"login; {draft.why}" if draft.why else "login, or empty for nobody"
    fields = (
        field("title", "Task", draft.title, "what is to be done", required=True),
        field("owner", "Owner", draft.owner or "", why),
        field("due", "Due", draft.due.isoformat() if draft.due else "", "today, tomorrow, +3 or 2026-10-22"),
        field("priority", "Priority", "3", "1 highest, 4 lowest"),
        field("link", "Step", draft.link or "", "step of the store's process, or empty"),
        field("done_when", "Done when", "", "how one sees that it is done"),
    )
    form(page, f"New task{' for ' + draft.owner if draft.owner else ''}", fields, save)
