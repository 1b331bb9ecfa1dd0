"""Setting the focus of the day, also when somebody else sets it at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opscockpit.errors import Conflict
from opscockpit.ui.dialogs import field, form, head_of, login_typed, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session, Told

MOST_SIDES = 2


def focus_form(page: Page, *, side: bool = False) -> None:
    """Ask for the focus of the day, or for a side thing of it."""
    head = head_of(page)
    if side and len(head.sides) >= MOST_SIDES:
        page.warn("Two side things are enough: one of them would have to go first")
        return
    now = None if side else head.focus

    def save(values: dict[str, str]) -> None:
        values = {**values, "owner": login_typed(page, values["owner"]) or ""}
        there = head_of(page).focus
        if side:
            _add(page, values)
        elif there is not None and (now is None or (there.id, there.version) != (now.id, now.version)):
            # The screen has followed meanwhile, the form has not: what it was to replace was another one, or none.
            says = f"{there.set_by} set the focus at {there.set_at:%H:%M}: {there.sentence}"
            page.call_later(_ask, page, says, values)  # once this form is closed
        else:
            _set(page, values)

    fields = (
        field("sentence", "Focus", now.sentence if now else "", "one sentence, one thing", required=True),
        field("metric", "Measure", (now.metric or "") if now else "", "the number that will show it"),
        field("target", "Target", (now.target or "") if now else "", ">= 9 %"),
        field("owner", "Owner", (now.owner or "") if now else head.who, "login"),
        field("due", "By", (now.due or "") if now else "", "11:00"),
    )
    form(page, "Side focus" if side else "Focus of the day", fields, save)


def _set(page: Page, values: dict[str, str]) -> None:
    store_id = head_of(page).store.id

    def work(session: Session) -> Told:
        return session.focus_set(
            store_id, values["sentence"], values["metric"] or None, values["target"] or None, values["owner"] or None,
            values["due"] or None,
        )  # fmt: skip

    def lost(trouble: Exception) -> None:
        page.load()
        if isinstance(trouble, Conflict):
            _ask(page, str(trouble), values)
        else:
            page.fail(trouble)

    page.attempt(work, lost)


def _add(page: Page, values: dict[str, str]) -> None:
    page.act(lambda s: s.team.morning.side(
        values["sentence"], values["metric"], values["target"], values["owner"] or None, values["due"]
    ))  # fmt: skip


def _ask(page: Page, says: str, values: dict[str, str]) -> None:
    """Somebody was faster: replace theirs, add this one as a second, or leave it."""

    def chosen(value: object) -> None:
        if value == "replace":
            _set(page, values)
        elif value == "add":
            _add(page, values)

    choices = [
        Choice("replace it by mine", values["sentence"], "replace"),
        Choice("add mine as a side focus", "both stand", "add"),
        Choice("leave it as it is", "mine is dropped", "leave"),
    ]
    pick(page, "The focus is set already", choices, chosen, [says])
