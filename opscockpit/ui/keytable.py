"""The table of actions, worded: rows for programs, a text, a file of keys, and the page of the handbook."""

from __future__ import annotations

from collections.abc import Sequence

from opscockpit.ui import text
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.keymap import EVERYWHERE
from opscockpit.ui.keys import RESERVED, key_words

Tables = Sequence[tuple[str, str, Actions]]
"""Id, title and actions of each page, as `keymap.tables` makes them."""

_INTRO = """# Keys

This page is what `opscockpit keys --markdown` prints. On the screen `?` shows the keys of the page in front, `^p` finds
any action by name, and `+` lists what can be done with the row under the cursor. `^p` stands for Ctrl and p.

- **Keys of your own** stand in `keys.toml` beside `config.toml`; `opscockpit keys --help` says where, and
  `opscockpit keys --toml` prints one to begin with. A key that would mean two things, an action that does not exist and
  a key that never arrives are refused with the reason; the keys are then as they were.
- **A number before a move** does it so many times: `#12` and Down. A digit that means nothing else on the page begins
  the number itself: `5j`.
- **Jump**: `;` lays a letter over every row in sight; typing it goes there.
- **Without letters**: an input method eats letters, so what changes something has a key that is none, or stands in the
  menu (`+`, on most rows Enter), which arrows and Enter work. Full-width letters and digits count as their ASCII keys.
- **Only reading** (`opscockpit --read-only`, and all guests): actions marked with \\* say so and do nothing.
- **Forms**: Enter and Tab go on, Enter in the last field saves, `^o` or F2 saves from any field; Esc, `^g`, `^c` and
  F10 leave, and what was typed is kept. **Lists**: type to narrow down, arrows move, Enter takes.
"""


def _general(tables: Tables) -> list[Action]:
    """What can be done on every page."""
    ids: set[str] = set()
    found = []
    for _, _, actions in tables:
        for action in actions.all:
            if action not in actions.own and action.id not in ids:
                ids.add(action.id)
                found.append(action)
    return found


def _parts(tables: Tables) -> list[tuple[str, str, Sequence[Action]]]:
    """Id, title and actions of each part: every page, then one by one."""
    return [(EVERYWHERE, "On every page", _general(tables)),
            *((page, title, actions.own) for page, title, actions in tables)]  # fmt: skip


def rows(tables: Tables) -> list[dict[str, object]]:
    """One row for each action: `page` ('general' for every page), `id`, `keys`, `title`, `help`, `panes`, `reads`."""
    return [
        {"page": page, "id": one.id, "keys": list(one.keys), "title": one.title, "help": one.help,
         "panes": list(one.where), "reads": one.reads}
        for page, _, actions in _parts(tables) for one in actions
    ]  # fmt: skip


def _shown(action: Action) -> str:
    return action.shown if action.fixed else " ".join(key_words(key) for key in action.keys)


def as_text(tables: Tables) -> str:
    """The table to read in a terminal."""
    lines = []
    for page, title, actions in _parts(tables):
        lines += [f"{title} [{page}]"]
        lines += [f"  {text.fit(one.id, 16)} {text.fit(_shown(one), 18)} {one.title}" for one in actions] + [""]
    return "\n".join(lines)


def as_toml(tables: Tables) -> str:
    """The table as a file of keys, to be changed."""
    lines = ["# Keys of the screen: beside config.toml, as keys.toml. Keep the lines you change and delete the others."]
    lines += [f"# Not to be had: {', '.join(f'{key_words(key)} ({why})' for key, why in RESERVED.items())}."]
    for page, title, actions in _parts(tables):
        lines += ["", f"[{page}]  # {title}"]
        for one in (one for one in actions if not one.fixed):
            keys = ", ".join('"' + key_words(key).replace("\\", "\\\\").replace('"', '\\"') + '"' for key in one.keys)
            lines.append(f"{one.id} = [{keys}]  # {one.title}")
    return "\n".join(lines) + "\n"


def as_markdown(tables: Tables) -> str:
    """The page of the handbook."""
    lines = [_INTRO]
    for page, title, actions in _parts(tables):
        if actions:
            lines += [f"## {title}\n", f"Part of `keys.toml`: `[{page}]`\n"]
            lines += ["| action | keys | what it does |", "|---|---|---|"]
            for one in actions:
                keys = _shown(one).replace("|", "\\|")
                changes = "" if one.reads else " \\*"
                about = f"**{one.title}**{changes}. {one.help}".rstrip()
                lines.append(f"| `{one.id}` | `{keys}` | {about} |")
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"
