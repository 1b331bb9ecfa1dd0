"""What the last list left open: one decision for each, then it is gone."""

from __future__ import annotations

from opscockpit.services.views import Leftover
from opscockpit.ui.dialogs import field, form, pick
from opscockpit.ui.overlays import Choice
from opscockpit.ui.page import Page

_DECISIONS = (
    ("make a task of it", "it is still wanted", "task"),
    ("drop it", "with a reason", "drop"),
    ("it was done", "only not ticked", "late"),
    ("missed", "and that is that", "missed"),
)


def leftovers(page: Page) -> None:
    """Choose one of what was left open, and decide on it."""

    def listed(rows: tuple[Leftover, ...]) -> None:
        if not rows:
            page.say("Nothing was left open")
            return
        choices = [Choice(row.title, f"{row.owner or row.role or ''} {row.day:%d %b}", row) for row in rows]
        pick(page, "Left open: choose one, then decide", choices, lambda row: _decide(page, row))

    page.look_up(lambda s: s.team.routines.leftovers(), listed, topic="leftovers")


def _decide(page: Page, row: object) -> None:
    assert isinstance(row, Leftover)
    decide_leftover(page, row)


def decide_leftover(page: Page, row: Leftover) -> None:
    """Ask once what becomes of an item that was left open."""

    def decided(value: object) -> None:
        decision = str(value)
        if decision == "drop":
            why = field("why", "Why", "", "why it is dropped", required=True)
            form(page, f"Drop: {row.title}", (why,), lambda values: page.act(
                lambda s: s.team.routines.decide(row.id, row.version, "drop", values["why"])
            ))  # fmt: skip
        else:
            page.act(lambda s: s.team.routines.decide(row.id, row.version, decision))

    choices = [Choice(words, detail, value) for words, detail, value in _DECISIONS]
    pick(page, f"Left open {row.day:%d %b}: {row.title}", choices, decided)
