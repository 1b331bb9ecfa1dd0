"""Finding a row of a page by a part of its words, and going on to the next one with the same words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from opscockpit.ui.overlays import Choice, Picker, has_words

if TYPE_CHECKING:
    from opscockpit.ui.page import Page
    from opscockpit.ui.panels.base import ListPane

_CELLS = 240
"""Width for which lines are asked to be searched: nothing in them is cut off."""


def rows_of(pane: ListPane) -> list[tuple[int | str, str]]:
    """Key and words of each row of a pane."""
    return [
        (entry.key, " ".join("".join(words for words, _ in entry.pieces).split()))
        for entry in pane.entries(_CELLS)
        if entry.key is not None
    ]


def go_to(page: Page, name: str, key: int | str) -> None:
    """Put the cursor on a row of a pane."""
    page.activate(name)
    page.panes[name].cursor = key
    page.panes[name].settle()


def seek(page: Page, title: str, choices: Sequence[Choice], found: Callable[[object], None]) -> None:
    """Open a list to find something in; what is typed is looked for again by n and N."""

    def chosen(value: object) -> None:
        page.sought = picker.typed_words
        found(value)

    picker = Picker(page.look, title, choices, chosen, page.shut)
    page.open(picker)


def find(page: Page) -> None:
    """Go to a row of any pane of the page."""
    names = page.pane_names if len(page.panes) > 1 else {}
    choices = [
        Choice(words, names.get(name, ""), (name, key))
        for name, pane in page.panes.items()
        for key, words in rows_of(pane)
    ]
    if not choices:
        page.say("There is no row here to find")
        return

    def go(value: object) -> None:
        assert isinstance(value, tuple)
        go_to(page, *value)

    seek(page, "Find", choices, go)


def find_next(page: Page, step: int) -> None:
    """The next or previous row of the pane with the words looked for last, round and round."""
    if not page.sought:
        page.say(f"Nothing has been looked for yet: {page.key_words('find')} finds")
        return
    rows = rows_of(page.pane)
    at = next((n for n, (key, _) in enumerate(rows) if key == page.pane.cursor), 0)
    for n in range(1, len(rows) + 1):
        key, words = rows[(at + n * step) % len(rows)]
        if has_words(words, page.sought):
            if key != page.pane.cursor:
                go_to(page, page.active, key)
                return
            page.say(f"Only this row has {page.sought!r}")
            return
    page.say(f"Nothing here has {page.sought!r}")
