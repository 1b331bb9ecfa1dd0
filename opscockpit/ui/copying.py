"""Choosing what to copy of what is in sight: the row under the cursor, its panel, the focus, or the whole screen."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from opscockpit.ui import clipboard
from opscockpit.ui.dialogs import pick
from opscockpit.ui.driver import QuietDriver
from opscockpit.ui.overlays import Choice

if TYPE_CHECKING:
    from opscockpit.ui.page import Page
    from opscockpit.ui.panels.base import ListPane

_CELLS = 240
"""Width for which a row is asked to be copied: nothing in it is cut off."""

_DRAWN = frozenset("│╭╮╰╯─▏▶▁▂▃▄▅▆▇█") | {chr(code) for code in range(0x2800, 0x2900)}
"""Frames, cursors and little charts: of no use in a message to somebody."""


def plain(line: str) -> str:
    """The words of a drawn line, without what is only drawn, parts of it two blanks apart."""
    kept = "".join(" " if letter in _DRAWN else letter for letter in line)
    return "  ".join(part.strip() for part in kept.split("  ") if part.strip())


def _only_drawn(line: str) -> bool:
    return bool(line.strip()) and not plain(line)


def where(page: Page) -> str:
    """Which store and moment it is about."""
    assert page.view is not None  # commands do not run before the first view
    head = page.view.header
    return f"{head.store.name}  {head.now:%Y-%m-%d %H:%M}"


def row_of(pane: ListPane) -> str:
    """The row under the cursor, in words; '' when there is none."""
    for entry in pane.entries(_CELLS):
        if entry.key is not None and entry.key == pane.cursor:
            return plain("".join(words for words, _ in entry.pieces))
    return ""


def panel_of(pane: ListPane) -> str:
    """What is in sight of a panel, line by line."""
    return "\n".join(line for line in map(plain, pane.text_lines()) if line)


def focus_of(page: Page) -> str:
    """The focus of the day; '' when there is none."""
    focus = page.view.header.focus if page.view is not None else None
    if focus is None:
        return ""
    goal = " ".join(part for part in (focus.metric, focus.target) if part)
    parts = (focus.sentence, goal, focus.owner or "", f"by {focus.due}" if focus.due else "")
    return "FOCUS " + "  ".join(part for part in parts if part)


def screen_of(page: Page) -> str:
    """Everything in sight, as it stands on the screen."""
    return "\n".join(strip.text.rstrip() for strip in page._compositor.render_strips())


def choose(page: Page) -> None:
    """Copy the text that is open, else ask what to copy: Enter takes the row."""
    look = page.look
    if page.overlay is not None and (lines := page.overlay.reading()):
        copy(page, "\n".join([where(page), page.overlay.title_words, *(one for one in lines if not _only_drawn(one))]))
        return
    things = (
        ("this row", row_of(page.pane)), ("this panel", panel_of(page.pane)), ("the focus", focus_of(page)),
        ("the screen", screen_of(page)),
    )  # fmt: skip
    choices = [
        Choice(name, look.fit(words.split("\n")[0], 48).rstrip(), f"{where(page)}\n{words}")
        for name, words in things
        if words
    ]
    pick(page, "Copy", choices, lambda words: copy(page, str(words)))


def copy(page: Page, words: str) -> None:
    """Copy some words and say which ways it went; tmux may take a moment, so nobody waits for it."""
    driver = page.app._driver
    write = driver.write if isinstance(driver, QuietDriver) else lambda sequence: None

    def run() -> None:
        said = clipboard.copy(words, write)
        page.app.call_later(page.cockpit.front.say, said)

    threading.Thread(target=run, name="opscockpit-copy", daemon=True).start()
