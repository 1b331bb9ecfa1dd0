"""What each action does. One function an action, found by the id in the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from opscockpit.services.views import Card, MustDo, TodayView
from opscockpit.ui.actions import ACTIONS
from opscockpit.ui.layout import PANELS

if TYPE_CHECKING:
    from opscockpit.ui.today import Today

Command = Callable[["Today"], None]


def run(today: Today, action_id: str) -> None:
    """Run the command of an action; one that does not apply to the panel in use says where it does."""
    action = next(action for action in ACTIONS if action.id == action_id)
    if not action.applies(today.active):
        names = {"must_do": "1 Must do", "metrics": "2 Metrics", "keywords": "3 Keywords", "board": "4 Board"}
        today.warn(f"{action.title}: works in {' and '.join(names[name] for name in action.where)}")
        return
    if today.view is None and action_id not in ("quit", "help", "reload"):
        today.warn("Still reading the database")
        return
    COMMANDS[action_id](today)


def _step(rows: int) -> Command:
    return lambda today: today.panel.move(rows)


def _side(columns: int) -> Command:
    return lambda today: today.panel.sideways(columns)


def _page(direction: int) -> Command:
    return lambda today: today.panel.move(direction * today.panel.page)


def _go(name: str) -> Command:
    return lambda today: today.activate(name)


def _with_item(view: TodayView, item: MustDo) -> TodayView:
    items = tuple(item if old.id == item.id else old for old in view.must_do)
    return replace(view, must_do=items, done=sum(1 for one in items if one.state == "done"))


def _with_card(view: TodayView, card: Card) -> TodayView:
    board = tuple(
        replace(column, cards=tuple(card if old.id == card.id else old for old in column.cards))
        for column in view.board
    )
    return replace(view, board=board)


def tick(today: Today, state: str | None = None, evidence: str = "") -> None:
    """Tick the item under the cursor, or take the tick back; `state` says which where it is not a toggle."""
    item = today.must_do.selected()
    if item is None:
        return
    wanted = state or ("open" if item.state in ("done", "skipped") else "done")
    assert today.view is not None
    head = today.view.header
    done_by = head.who if wanted != "open" else None
    # The version to come is expected too: a second key right after the first must not look like a lost race.
    changed = replace(
        item,
        version=item.version + 1,
        state=wanted,
        done_by=done_by,
        done_at=head.now if done_by else None,
        late=False,
    )
    today.act(
        lambda session: session.tick(item.id, item.version, wanted, evidence), lambda view: _with_item(view, changed)
    )


def move_card(today: Today, state: str) -> None:
    """Move the card under the cursor to a state."""
    card = today.board.selected()
    if card is None or card.state == state:
        return
    today.act(
        lambda session: session.task_move(card.id, card.version, state),
        lambda view: _with_card(view, replace(card, version=card.version + 1, state=state)),
    )


def _done(today: Today) -> None:
    if today.active == "must_do":
        tick(today)
        return
    card = today.board.selected()
    if card is not None:
        move_card(today, "open" if card.state == "done" else "done")


def _undo(today: Today) -> None:
    today.act(lambda session: session.undo())


def _reload(today: Today) -> None:
    today.load()
    today.refresh(today.size.region)


def _owner(today: Today) -> None:
    if today.owner is not None:
        today.owner = None
        if today.view is not None:
            today.show(today.view)
        return
    from opscockpit.ui import dialogs

    dialogs.owner(today)


def _dialog(name: str) -> Command:
    def command(today: Today) -> None:
        from opscockpit.ui import dialogs  # loaded when the first dialog opens, not before the first picture

        getattr(dialogs, name)(today)

    return command


COMMANDS: dict[str, Command] = {
    "done": _done,
    "undo": _undo,
    "reload": _reload,
    "owner": _owner,
    "quit": lambda today: today.app.exit(0),
    "next_panel": lambda today: today.next_panel(1),
    "previous_panel": lambda today: today.next_panel(-1),
    "up": _step(-1),
    "down": _step(1),
    "left": _side(-1),
    "right": _side(1),
    "page_up": _page(-1),
    "page_down": _page(1),
    "first": _step(-1_000_000),
    "last": _step(1_000_000),
    **{f"panel_{number}": _go(name) for number, name in enumerate(PANELS, 1)},
    **{
        name: _dialog(name)
        for name in (
            "menu", "task", "explain", "rank", "keyword", "move", "give", "edit", "note", "skip", "focus", "find",
            "help", "commands", "score", "store",
        )
    },
}  # fmt: skip
"""The command of each action id."""
