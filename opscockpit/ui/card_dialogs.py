"""What can be done with a card of the board that asks something first, on whichever page it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opscockpit.services.team_views import BoardCard
from opscockpit.services.views import TASK_STATES, Card
from opscockpit.ui.commands import move_card
from opscockpit.ui.dialogs import NOBODY, day_typed, field, form, head_of, pick, priority_typed
from opscockpit.ui.overlays import Choice
from opscockpit.ui.pages.team import history as show_history
from opscockpit.ui.pages.team import people

if TYPE_CHECKING:
    from opscockpit.ui.page import Page


def move(page: Page, card: Card) -> None:
    """To which state the card goes."""
    choices = [Choice(state, "now" if state == card.state else "", state) for state in TASK_STATES]
    pick(page, f"Move: {card.title}", choices, lambda state: move_card(page, card, str(state)))


def give(page: Page, card: Card) -> None:
    """To whom the card goes; they are asked to accept it."""
    people(page, f"Give: {card.title}", lambda login: page.act(
        lambda s: s.task_give(card.id, card.version, login)
    ), nobody=NOBODY)  # fmt: skip


def take(page: Page, card: Card) -> None:
    """Take it oneself."""
    if card.owner != head_of(page).who:
        page.act(lambda s: s.team.board.take(card.id, card.version))


def accept(page: Page, card: Card) -> None:
    """Say yes to a card that was handed over."""
    page.act(lambda s: s.team.board.accept(card.id, card.version))


def decline(page: Page, card: Card) -> None:
    """Say no, with a reason: it goes back to who had it."""
    why = field("why", "Why not", "", "goes back with the card", required=True)
    form(page, f"Decline: {card.title}", (why,), lambda values: page.act(
        lambda s: s.team.board.decline(card.id, card.version, values["why"])
    ))  # fmt: skip


def split(page: Page, card: Card) -> None:
    """Make parts of it; each unlocks it."""
    parts = [field(f"part{n}", f"Part {n}", "", "one small step; empty: none", required=n == 1) for n in range(1, 7)]
    form(page, f"Split: {card.title}", parts, lambda values: page.act(
        lambda s: s.team.board.split(card.id, card.version, [words for words in values.values() if words])
    ))  # fmt: skip


def edit(page: Page, card: Card) -> None:
    """Words, day, priority, step, measure, and how one sees that it is done."""
    day = head_of(page).day

    def save(values: dict[str, str]) -> None:
        fields: dict[str, Any] = {
            **values, "due": day_typed(values["due"], day), "priority": priority_typed(values["priority"]),
        }  # fmt: skip
        page.act(lambda s: s.team.board.edit(card.id, card.version, **fields))

    fields = (
        field("title", "Task", card.title, "what is to be done", required=True),
        field("due", "Due", card.due.isoformat() if card.due else "", "today, tomorrow, +3 or 2026-10-22"),
        field("priority", "Priority", str(card.priority), "1 highest, 4 lowest"),
        field("link", "Step", card.link, "step of the store's process, or empty"),
        field("done_when", "Done when", card.done_when, "how one sees that it is done"),
        field("metric", "Measure", card.metric or "", "the number that will show it"),
        field("note", "Note", card.note, ""),
    )
    form(page, f"Edit task {card.id}", fields, save)


def parent(page: Page, card: Card) -> None:
    """Which bigger task this one unlocks."""

    def listed(found: tuple[BoardCard, ...]) -> None:
        bigger = [one for one in found if one.state in ("open", "doing") and one.id != card.id]
        choices = [Choice("none", "it stands for itself", 0)]
        choices += [Choice(one.title, f"{one.owner or NOBODY} {one.id}", one.id) for one in bigger]
        pick(page, f"What it unlocks: {card.title}", choices, lambda one: page.act(
            lambda s: s.team.board.edit(card.id, card.version, parent_id=int(str(one)) or None)
        ))  # fmt: skip

    page.look_up(lambda s: s.team.board.search(""), listed)


def history(page: Page, card: Card) -> None:
    """Who changed it."""
    show_history(page, f"task:{card.id}")
