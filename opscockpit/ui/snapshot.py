"""Typing in what the platform shows now; a number far from usual is asked about before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opscockpit.services.team_views import Saved
from opscockpit.ui.dialogs import field, form, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

TITLE = "Snapshot: what the platform shows now"


def snapshot_form(page: Page) -> None:
    """Ask for the numbers of today so far."""
    fields = (
        field("visitors", "Visitors", "", "since the day began; empty: not looked at"),
        field("buyers", "Buyers", "", "full-width digits, commas and 1.2万 are understood"),
        field("paid", "Paid", "", "money, before refunds"),
        field("orders", "Orders"),
    )
    form(page, TITLE, fields, lambda values: _keep(page, values, confirmed=False))


def _keep(page: Page, values: dict[str, str], *, confirmed: bool) -> None:
    def work(session: Session) -> Saved:
        return session.team.forms.snapshot(values, confirmed=confirmed)

    def again(trouble: Exception) -> None:
        _back(page, values)
        page.fail(trouble)

    def answered(saved: Saved) -> None:
        if saved.questions:
            _ask(page, values, saved)
        else:
            page.load()
            page.say(saved.message)

    page.look_up(work, answered, again, topic="")


def _ask(page: Page, values: dict[str, str], saved: Saved) -> None:
    def chosen(value: object) -> None:
        if value == "keep":
            _keep(page, values, confirmed=True)
        else:
            _back(page, values)

    no = Choice("no: type it again", "what was typed stays in the form", "again")
    choices = [no, Choice("yes, keep it", "", "keep")]
    pick(page, "Is that right?", choices, chosen, [question.says for question in saved.questions])


def _back(page: Page, values: dict[str, str]) -> None:
    """The form again, with what was typed."""
    page.shared.drafts.keep(TITLE, values)
    snapshot_form(page)
