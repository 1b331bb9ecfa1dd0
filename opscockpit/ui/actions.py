"""Every action, declared once: those of all pages and those of Today here, those of another page beside that page.

Footer, help, menu, palette, the keyboard, the user's own keys and the printed table all read it. Keys that terminals,
multiplexers and shells use are not in it. What is essential can be done without a letter too, because an input method
may eat letters: by a key of its own, or through the menu.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from opscockpit.ui.keys import key_words, normal_key
from opscockpit.ui.pages import PAGES, PageEntry


class Action(NamedTuple):
    """One thing a person can do. `where` names the panes of the page it applies to; empty means all of them."""

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    where: tuple[str, ...] = ()
    short: str = ""  # the word in the footer; empty: not shown there
    shown: str = ""  # how its keys are shown where that is shorter than the first of them
    palette: bool = True
    reads: bool = False  # changes nothing that others see: allowed in read-only mode

    def applies(self, pane: str) -> bool:
        """Whether it can be done in this pane."""
        return not self.where or pane in self.where

    @property
    def fixed(self) -> bool:
        """Whether its keys stand for themselves, as digits that are typed into a row do."""
        return len(self.keys) > 1 and all(key.isdigit() for key in self.keys)


def _page_action(entry: PageEntry) -> Action:
    return Action(f"page_{entry.id}", entry.keys, f"Go to {entry.title}", entry.help, reads=True)


def _move(id: str, keys: tuple[str, ...], title: str, help: str, shown: str = "") -> Action:
    """A way of moving about: never in the palette."""
    return Action(id, keys, title, help, shown=shown, palette=False, reads=True)


GENERAL = (
    Action("task", ("t", "f2"), "New task", "Put a task on the board; what is under the cursor fills it in.",
           (), "task"),
    Action("focus", ("f", "f4"), "Focus of the day", "Set the one thing of today; yesterday's is scored first.",
           (), "focus"),
    Action("snapshot", ("V",), "Snapshot", "Type in what the platform shows now: visitors, buyers, paid."),
    Action("undo", ("u", "f7"), "Undo", "Take back your last change.", (), "undo"),
    Action("menu", ("enter", "plus"), "What can be done here", "All actions for the row under the cursor.",
           (), "menu", palette=False, reads=True),
    Action("find", ("slash", "f5"), "Find", "Go to a row of this page by a part of its words.",
           (), "find", reads=True),
    Action("find_next", ("n", "ctrl+n"), "Next found", "The next row with the words looked for last.", reads=True),
    Action("find_previous", ("N",), "Previous found", "The row before with the words looked for last.", reads=True),
    Action("jump", ("semicolon",), "Jump", "A letter appears on every row in sight; typing it goes there.",
           (), "jump", reads=True),
    Action("pages", ("0",), "Pages", "Go to another page.", (), "pages", reads=True),
    Action("help", ("question_mark", "f1"), "Help", "The keys of this page, with what they do.",
           (), "help", reads=True),
    Action("commands", ("ctrl+p", "f9"), "Commands", "Find any action by name.", (), "commands", palette=False,
           reads=True),
    Action("back", ("escape", "backspace", "left_square_bracket"), "Back", "The page before this one.", reads=True),
    Action("forward", ("right_square_bracket",), "Forward", "The page that Back came from.", reads=True),
    Action("score", ("y",), "Score the last focus", "Say whether yesterday's focus was reached, and why."),
    Action("store", ("s", "f12"), "Switch store", "Look at another store.", reads=True),
    Action("theme", ("O",), "Theme", "Choose the colours of the screen; kept for you, not for the account.",
           reads=True),
    Action("copy", ("ctrl+y",), "Copy", "The row, its panel, the focus, the screen, or the text that is open: into the "
           "clipboard as far as the terminal lets it, and always into a file.", reads=True),
    Action("reload", ("ctrl+l",), "Read and draw anew", "Read everything again and repaint the whole screen.",
           reads=True),
    Action("quit", ("q", "f10", "ctrl+c"), "Leave", "Close the screen.", reads=True),
    _move("next_pane", ("tab",), "Next panel", "To the next panel of the page, round and round."),
    _move("previous_pane", ("shift+tab",), "Previous panel", "To the panel before."),
    _move("up", ("up", "k"), "Up", "A row up; with a number before it, so many."),
    _move("down", ("down", "j"), "Down", "A row down; with a number before it, so many."),
    _move("page_up", ("pageup",), "A page up", "As many rows as are in sight."),
    _move("page_down", ("pagedown",), "A page down", "As many rows as are in sight."),
    _move("half_up", ("ctrl+u",), "Half a page up", "Half as many."),
    _move("half_down", ("ctrl+d",), "Half a page down", "Half as many."),
    _move("first", ("home", "less_than_sign"), "First row", "With a number before it, the row of that number."),
    _move("last", ("end", "greater_than_sign"), "Last row", "With a number before it, the row of that number."),
    _move("times", ("number_sign",), "So many times", "Begins a number for the next move; a digit that means nothing "
          "else here begins one too: 5j."),
    *(_page_action(entry) for entry in PAGES if entry.listed),
)  # fmt: skip
"""What can be done on every page."""

YIELDING = frozenset({"enter", "n"})
"""Keys of general actions that a page may have for its own: Enter does what is nearest, n is often a note."""

CARD = (
    Action("move", ("m", "f8"), "Move the card", "Choose the card's state: open, doing, done, dropped.",
           ("board",), "move"),
    Action("give", ("g", "f11"), "Give the card", "Hand it to somebody, who accepts or declines, or to nobody.",
           ("board",), "give"),
    Action("accept", ("a",), "Accept the card", "Yes to a card that was handed over.", ("board",)),
    Action("decline", ("d",), "Decline the card", "No, with a reason; it goes back.", ("board",)),
    Action("take", ("i",), "Take the card", "It is mine now.", ("board",), "take"),
    Action("begin", ("b",), "Begin the card", "In work; again: open.", ("board",)),
    Action("edit", ("e",), "Edit the card", "Words, day, priority, step, measure, done when.", ("board",)),
    Action("split", ("p",), "Split the card", "Make small parts of it; each unlocks it.", ("board",)),
    Action("parent", ("z",), "What it unlocks", "The bigger task that this one is a step towards.", ("board",)),
    Action("history", ("w",), "Who changed it", "Who did what to the card, and when.", ("board",), reads=True),
    Action("left", ("left", "h"), "Left", "The column to the left.", ("board",), shown="left h", palette=False,
           reads=True),
    Action("right", ("right", "l"), "Right", "The column to the right.", ("board",), shown="right l", palette=False,
           reads=True),
)  # fmt: skip
"""What can be done with a card, on every page that has a board."""

TODAY_OWN = (
    Action("done", ("space",), "Done", "Tick the item or the card under the cursor; again to take it back.",
           ("must_do", "board"), "done"),
    Action("note", ("n",), "Done, with a note", "Tick the item and say what was seen; 'nothing wrong' counts.",
           ("must_do",), "note"),
    Action("skip", ("minus",), "Skip the item", "Leave it out today and say why.", ("must_do",), "skip"),
    Action("not_applicable", ("a",), "Not applicable today", "It has no place in this day; say why.", ("must_do",)),
    Action("leftovers", ("v",), "Decide what was left open", "What the last list left open: task, dropped, missed.",
           ("must_do",)),
    Action("trail", ("w",), "Who changed it", "Who did what to the item or the keyword, and when.",
           ("must_do", "keywords"), reads=True),
    Action("explain", ("x", "f3"), "Explain the number", "Formula, counts, normal range, sources and age of a number.",
           ("metrics",), "explain", reads=True),
    Action("meaning", ("d",), "What the number means", "Its entry in the dictionary: formula, traps, what it decides.",
           ("metrics", "keywords"), "meaning", reads=True),
    Action("basis", ("c",), "Compare with something else",
           "The usual day, yesterday, last week, a year ago by weekday, by date, by event, the plan.",
           ("metrics",), "compare", reads=True),
    Action("metric", ("enter",), "Open the number", "Chart with normal range, parts, what moved it, clues.",
           ("metrics",), "open", reads=True),
    Action("rank", ("r",), "Record a rank", "Note the rank seen just now.", ("keywords",), "rank"),
    Action("keyword", ("a",), "Watch a keyword", "Add a keyword to the watched ones.", ("keywords",), "add"),
    Action("find", ("slash", "f5"), "Find", "Go to a must-do item, number, keyword or card by a part of its name.",
           (), "find", reads=True),
    Action("owner", ("o", "f6"), "Only one owner", "Show one person's items, keywords and cards; again for all.",
           (), "owner", reads=True),
    *(
        Action(f"panel_{key}", (key,), f"To {name}", f"Panel {key}.", palette=False, reads=True)
        for key, name in zip("1234", ("Must do", "Metrics", "Keywords", "Board"), strict=True)
    ),
    *CARD,
)  # fmt: skip
"""What can be done on Today alone."""


class Actions:
    """The actions of one page: its own first, then the general ones that it has no own one of that id for."""

    def __init__(self, own: Sequence[Action], late: Sequence[str] = (), general: Sequence[Action] = GENERAL) -> None:
        """`late`: own actions that the footer names after task and focus."""
        self.own = tuple(own)
        mine = {action.id for action in own}
        self.all = (*self.own, *(action for action in general if action.id not in mine))
        self._own_late = tuple(late)
        self._late = (*late, *(action.id for action in general))
        self._footer: dict[str, tuple[Action, ...]] = {}

    def with_keys(self, keys: Mapping[str, tuple[str, ...]], general: Mapping[str, tuple[str, ...]]) -> Actions:
        """The same actions with other keys for some: those of the page by `keys`, the general ones by `general`."""
        return Actions([_rekeyed(one, {**general, **keys}) for one in self.own], self._own_late,
                       [_rekeyed(one, general) for one in GENERAL])  # fmt: skip

    def named(self, action_id: str) -> Action:
        """The action of that id."""
        return next(action for action in self.all if action.id == action_id)

    def pressed(self, key: str, character: str | None, pane: str) -> Action | None:
        """The action of a key press in a pane; one of another pane where this pane has none; or None."""
        meant = normal_key(key, character)
        found = [action for action in self.all if meant in action.keys]
        return next((action for action in found if action.applies(pane)), found[0] if found else None)

    def keys_of(self, action: Action, pane: str) -> tuple[str, ...]:
        """The keys that mean this action in a pane: those that none of the page's own takes there."""
        return tuple(key for key in action.keys if self.pressed(key, None, pane) == action)

    def words_of(self, action: Action, pane: str) -> str:
        """The key of an action, as the footer and lists show it to somebody in this pane."""
        keys = self.keys_of(action, pane if action.applies(pane) else action.where[0])
        return action.shown if action.shown and keys == action.keys else key_words(keys[0]) if keys else ""

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
        """The actions for the row under the cursor, as the menu lists them: what is the pane's alone comes first."""
        here = [action for action in self.own if action.palette and action.applies(pane)]
        rest = [action for action in self.all if action.id in ("task", "focus", "undo") and action not in here]
        return (*sorted(here, key=lambda action: not action.where), *rest)


def _rekeyed(action: Action, keys: Mapping[str, tuple[str, ...]]) -> Action:
    return action._replace(keys=keys[action.id], shown="") if action.id in keys else action


_FOOTER_LATE = ("menu", "task", "focus", "find", "owner", "jump", "undo", "pages", "commands", "help")
"""The order of what the footer names last, in all panes."""

TODAY = Actions(TODAY_OWN, ("find", "owner"))
