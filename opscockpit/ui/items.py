"""Must-do items under the fingers, on whichever page they stand: ticking, what a tick must say, and the decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from opscockpit.services.views import Card, MustDo, TodayView
from opscockpit.ui import text
from opscockpit.ui.panels.base import Piece
from opscockpit.ui.theme import Look

if TYPE_CHECKING:
    from opscockpit.ui.page import Page

OVER = ("done", "skipped", "not_applicable")
"""States in which nothing is left to do for an item."""

_WANTED = {
    "count": ("Found", "how many; 0 is 'looked, none found'; then a word about it, if you like"),
    "words": ("Seen", "what was seen; 'nothing wrong' is a result too"),
}


def sign_of(look: Look, state: str) -> Piece:
    """The sign of an item's state."""
    glyphs, palette = look.glyphs, look.palette
    return {
        "done": (glyphs.done, palette.good), "skipped": (glyphs.skipped, palette.dim),
        "not_applicable": (glyphs.not_applicable, palette.dim), "missed": (glyphs.missed, palette.bad),
    }.get(state, (glyphs.open, palette.accent))  # fmt: skip


def whose(item: MustDo) -> str:
    """Who did the item, or whose it is: a person or a job."""
    return (item.done_by if item.state in OVER else None) or item.owner or item.role or ""


def whose_cells(items: Iterable[MustDo]) -> int:
    """Cells that the names in a list of items need, within reason."""
    return min(9, max((text.width(whose(item)) for item in items), default=0))


def item_pieces(look: Look, item: MustDo, cells: int, owner_cells: int = 0) -> list[Piece]:
    """An item in one line of `cells` cells: sign, words, whose it is (in `owner_cells` cells or more), and when."""
    palette, over = look.palette, item.state in OVER
    moment = f"{item.done_at:%H:%M}" if over and item.done_at else item.due or ""
    owner_cells = max(owner_cells, 6 if cells < 56 else 9)
    title, evidence = look.clean(item.title), look.clean(item.evidence)
    words = f"{title} {look.glyphs.dot} {evidence}" if evidence else title
    return [
        sign_of(look, item.state),
        (" ", palette.text),
        (look.fit(words, cells - 10 - owner_cells), palette.dim if over else palette.text),
        ("  ", palette.text),
        (look.fit(whose(item), owner_cells), palette.dim if item.owner or over else palette.accent),
        (look.fit(moment, 6, "right"), palette.bad if item.late else palette.dim),
    ]


def card_pieces(look: Look, card: Card, cells: int) -> list[Piece]:
    """A card in one line of `cells` cells: state, words, what it unlocks, day."""
    palette = look.palette
    sign = {"doing": (look.glyphs.doing, palette.accent), "done": (look.glyphs.done, palette.good)}.get(
        card.state, (look.glyphs.open, palette.dim)
    )
    words = card.title + (f" {look.glyphs.dot} unlocks {card.parent}" if card.parent else "")
    due = f"{card.due:%d %b}" if card.due else ""
    return [
        sign, (" ", palette.text), (look.fit(look.clean(words), cells - 10), palette.text),
        (look.fit(due, 8, "right"), palette.bad if card.late else palette.dim),
    ]  # fmt: skip


def with_item(view: TodayView, item: MustDo) -> TodayView:
    """The view with this item in the place of the one of its id."""
    items = tuple(item if old.id == item.id else old for old in view.must_do)
    return replace(view, must_do=items, done=sum(one.state != "open" for one in items))


def set_state(page: Page, item: MustDo, state: str, evidence: str = "") -> None:
    """Give an item a state; shown at once, then as it was written."""
    assert page.view is not None  # items are on the screen only with a view
    head = page.view.header
    done_by = head.who if state != "open" else None
    # The version to come is expected too: a second key right after the first must not look like a lost race.
    changed = replace(
        item, version=item.version + 1, state=state, done_by=done_by, done_at=head.now if done_by else None,
        evidence=evidence, late=False,
    )  # fmt: skip
    page.act(lambda s: s.tick(item.id, item.version, state, evidence), lambda view: with_item(view, changed))


def tick(page: Page, item: MustDo | None) -> None:
    """Tick an item, or take its tick back; one that must say what was found is asked for it."""
    if item is None:
        return
    if item.state in OVER:
        set_state(page, item, "open")
    elif item.wants in _WANTED:
        label, hint = _WANTED[item.wants]
        _ask(page, f"Done: {item.title}", label, hint, lambda words: set_state(page, item, "done", words))
    else:
        set_state(page, item, "done")


def note(page: Page, item: MustDo | None) -> None:
    """Tick an item with a word about what was seen."""
    if item is not None:
        label, hint = _WANTED.get(item.wants, _WANTED["words"])
        _ask(page, f"Done: {item.title}", label, hint, lambda words: set_state(page, item, "done", words))


def leave_out(page: Page, item: MustDo | None, state: str) -> None:
    """Skip an item, or say that it does not apply today; with a reason."""
    if item is not None:
        title = "Skip" if state == "skipped" else "Not applicable"
        _ask(page, f"{title}: {item.title}", "Why", "the reason, for whoever reads the evening page",
             lambda words: set_state(page, item, state, words))  # fmt: skip


def _ask(page: Page, title: str, label: str, hint: str, done: Callable[[str], None]) -> None:
    from opscockpit.ui.dialogs import field, form  # loaded with the first form

    form(page, title, (field("evidence", label, "", hint, required=True),), lambda values: done(values["evidence"]))
