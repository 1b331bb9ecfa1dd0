"""Every action, declared once: those of all pages and those of Today here, those of another page beside that page.

Footer, help, palette and the keyboard read the table of the page in front: its own actions and the general ones.
Keys that terminals, multiplexers and shells use (ctrl+a b j q s z) are not in it. What is essential has a
function key besides its letter, because an input method may eat letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from opscockpit.ui.pages import PAGES, PageEntry


class Action(NamedTuple):
    """One thing a person can do. `where` names the panes of the page it applies to; empty means all of them."""

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    where: tuple[str, ...] = ()
    short: str = ""  # the word in the footer; empty: not shown there
    shown: str = ""  # the key as the footer and the help show it
    palette: bool = True

    def applies(self, pane: str) -> bool:
        """Whether it can be done in this pane."""
        return not self.where or pane in self.where


_SIGNS = {
    "slash": "/", "question_mark": "?", "exclamation_mark": "!", "minus": "-", "comma": ",", "full_stop": ".",
    "pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc", "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip


def key_words(key: str) -> str:
    """A key as it is shown to people."""
    return _SIGNS.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key.replace("ctrl+", "^"))


def _page_action(entry: PageEntry) -> Action:
    return Action(
        f"page_{entry.id}",
        entry.keys,
        f"Go to {entry.title}",
        entry.help,
        shown=key_words(entry.keys[0]) if entry.keys else "0",
    )


GENERAL = (
    Action("task", ("t", "f2"), "New task", "Put a task on the board; what is under the cursor fills it in.",
           (), "task", "t"),
    Action("focus", ("f", "f4"), "Focus of the day", "Set the one thing of today; yesterday's is scored first.",
           (), "focus", "f"),
    Action("snapshot", ("V",), "Snapshot", "Type in what the platform shows now: visitors, buyers, paid.", (), "", "V"),
    Action("undo", ("u", "f7"), "Undo", "Take back your last change.", (), "undo", "u"),
    Action("pages", ("0",), "Pages", "Go to another page.", (), "pages", "0"),
    Action("help", ("question_mark", "f1"), "Help", "All keys, with what they do.", (), "help", "?"),
    Action("commands", ("ctrl+p", "f9"), "Commands", "Find any action by name.", (), "commands", "^p", palette=False),
    Action("back", ("escape", "backspace", "left_square_bracket"), "Back", "The page before this one.", (), "", "esc"),
    Action("forward", ("right_square_bracket",), "Forward", "The page that Back came from.", (), "", "]"),
    Action("score", ("y",), "Score the last focus", "Say whether yesterday's focus was reached, and why.", (), "", "y"),
    Action("store", ("s", "f12"), "Switch store", "Look at another store.", (), "", "s"),
    Action("reload", ("ctrl+l",), "Read and draw anew", "Read everything again and repaint the whole screen.",
           (), "", "^l"),
    Action("quit", ("q", "f10", "ctrl+c"), "Leave", "Close the screen.", (), "", "q"),
    Action("next_pane", ("tab",), "Next panel", "Tab goes on, shift+Tab back.", (), "", "tab", palette=False),
    Action("previous_pane", ("shift+tab",), "Previous panel", "Tab goes on, shift+Tab back.", (), "", "shift+tab",
           palette=False),
    Action("up", ("up", "k"), "Up", "Arrows or h j k l move the cursor.", (), "", "up k", palette=False),
    Action("down", ("down", "j"), "Down", "Arrows or h j k l move the cursor.", (), "", "down j", palette=False),
    Action("page_up", ("pageup",), "A page up", "", (), "", "page up", palette=False),
    Action("page_down", ("pagedown",), "A page down", "", (), "", "page down", palette=False),
    Action("first", ("home",), "First row", "", (), "", "home", palette=False),
    Action("last", ("end",), "Last row", "", (), "", "end", palette=False),
    *(_page_action(entry) for entry in PAGES if entry.listed),
)  # fmt: skip
"""What can be done on every page."""

CARD = (
    Action("move", ("m", "f8"), "Move the card", "Choose the card's state: open, doing, done, dropped.",
           ("board",), "move", "m"),
    Action("give", ("g", "f11"), "Give the card", "Hand it to somebody, who accepts or declines, or to nobody.",
           ("board",), "give", "g"),
    Action("accept", ("a",), "Accept the card", "Yes to a card that was handed over.", ("board",), "", "a"),
    Action("decline", ("d",), "Decline the card", "No, with a reason; it goes back.", ("board",), "", "d"),
    Action("take", ("i",), "Take the card", "It is mine now.", ("board",), "take", "i"),
    Action("begin", ("b",), "Begin the card", "In work; again: open.", ("board",), "", "b"),
    Action("edit", ("e",), "Edit the card", "Words, day, priority, step, measure, done when.", ("board",), "", "e"),
    Action("split", ("p",), "Split the card", "Make small parts of it; each unlocks it.", ("board",), "", "p"),
    Action("parent", ("z",), "What it unlocks", "The bigger task that this one is a step towards.",
           ("board",), "", "z"),
    Action("history", ("w",), "Who changed it", "Who did what to the card, and when.", ("board",), "", "w"),
    Action("left", ("left", "h"), "Left", "The column to the left.", ("board",), "", "left h", palette=False),
    Action("right", ("right", "l"), "Right", "The column to the right.", ("board",), "", "right l", palette=False),
)  # fmt: skip
"""What can be done with a card, on every page that has a board."""

TODAY_OWN = (
    Action("done", ("space",), "Done", "Tick the item or the card under the cursor; again to take it back.",
           ("must_do", "board"), "done", "space"),
    Action("note", ("n",), "Done, with a note", "Tick the item and say what was seen; 'nothing wrong' counts.",
           ("must_do",), "note", "n"),
    Action("skip", ("minus",), "Skip the item", "Leave it out today and say why.", ("must_do",), "skip", "-"),
    Action("not_applicable", ("a",), "Not applicable today", "It has no place in this day; say why.",
           ("must_do",), "", "a"),
    Action("leftovers", ("v",), "Decide what was left open", "What the last list left open: task, dropped, missed.",
           ("must_do",), "", "v"),
    Action("explain", ("x", "f3"), "Explain the number", "Formula, counts, normal range, sources and age of a number.",
           ("metrics",), "explain", "x"),
    Action("meaning", ("d",), "What the number means", "Its entry in the dictionary: formula, traps, what it decides.",
           ("metrics",), "meaning", "d"),
    Action("metric", ("enter",), "Open the number", "Chart with normal range, parts, what moved it, clues.",
           ("metrics",), "open", "enter"),
    Action("rank", ("r",), "Record a rank", "Note the rank seen just now.", ("keywords",), "rank", "r"),
    Action("keyword", ("a",), "Watch a keyword", "Add a keyword to the watched ones.", ("keywords",), "add", "a"),
    Action("menu", ("enter",), "What can be done here", "List all actions for the row under the cursor.",
           ("must_do", "keywords", "board"), "menu", "enter", palette=False),
    Action("find", ("slash", "f5"), "Find", "Go to a must-do item, number, keyword or card by a part of its name.",
           (), "find", "/"),
    Action("owner", ("o", "f6"), "Only one owner", "Show one person's items, keywords and cards; again for all.",
           (), "owner", "o"),
    Action("panel_1", ("1",), "Go to Must do", "Panel 1.", (), "", "1"),
    Action("panel_2", ("2",), "Go to Metrics", "Panel 2.", (), "", "2"),
    Action("panel_3", ("3",), "Go to Keywords", "Panel 3.", (), "", "3"),
    Action("panel_4", ("4",), "Go to Board", "Panel 4.", (), "", "4"),
    *CARD,
)  # fmt: skip
"""What can be done on Today alone."""

CANCEL_KEYS = ("escape", "ctrl+g", "ctrl+c", "f10")
"""What closes a form, a list or a page of help without doing anything."""


class Actions:
    """The actions of one page: its own first, then the general ones."""

    def __init__(self, own: Sequence[Action], late: Sequence[str] = ()) -> None:
        """`late`: own actions that the footer names after task and focus."""
        self.own = tuple(own)
        self.all = (*self.own, *GENERAL)
        self._late = (*late, *(action.id for action in GENERAL))
        self._footer: dict[str, tuple[Action, ...]] = {}

    def named(self, action_id: str) -> Action:
        """The action of that id."""
        return next(action for action in self.all if action.id == action_id)

    def pressed(self, key: str, character: str | None, pane: str) -> Action | None:
        """The action of a key press in a pane; one of another pane where this pane has none; or None."""
        meant = normal_key(key, character)
        found = [action for action in self.all if meant in action.keys]
        return next((action for action in found if action.applies(pane)), found[0] if found else None)

    def footer(self, pane: str) -> tuple[Action, ...]:
        """The actions that the footer names for a pane: those of the pane first, then the general ones."""
        if pane not in self._footer:
            named = [action for action in self.all if action.short and action.applies(pane)]
            rank = {name: place for place, name in enumerate(_FOOTER_LATE)}
            self._footer[pane] = tuple(
                sorted(named, key=lambda action: rank.get(action.id, 0) if action.id in self._late else -1)
            )
        return self._footer[pane]

    def row(self, pane: str) -> tuple[Action, ...]:
        """The actions for the row under the cursor, as the menu lists them."""
        special = [action for action in self.own if action.where and action.palette and action.applies(pane)]
        general = [action for action in self.all if action.id in ("task", "focus", "owner", "undo")]
        return (*special, *general)


_FOOTER_LATE = ("menu", "task", "focus", "find", "owner", "undo", "pages", "commands", "help")
"""The order of what the footer names last, in all panes."""

TODAY = Actions(TODAY_OWN, ("menu", "find", "owner"))


def normal_key(key: str, character: str | None) -> str:
    """The key meant: full-width forms, as an input method sends them, count as their ASCII keys."""
    if character and len(character) == 1 and not character.isascii():
        plain = unicodedata.normalize("NFKC", character)
        if character != plain and len(plain) == 1 and plain.isascii():
            return _names().get(plain, plain)
    return key


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {" ": "space", "/": "slash", "?": "question_mark", "-": "minus", "!": "exclamation_mark"}


def is_input_method_text(character: str | None) -> bool:
    """True for letters that come from an input method where a command was expected."""
    return bool(character) and not str(character).isascii() and str(character).isprintable()
