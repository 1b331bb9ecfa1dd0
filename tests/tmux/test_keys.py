"""Keys in a real terminal: a jump by letter, a number before a move, keys of one's own, a screen that only reads."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.demo_file import STORE
from tests.tmux.driver import Tmux, cockpit

FIRST, THIRD = "站内信", "待处理售后"
"""How two items of the demo's list begin."""


def test_a_letter_and_a_number_lead_to_a_row(tmux: Tmux, db: Path) -> None:
    pane = tmux.open(cockpit(db), 120, 40)
    pane.shows(FIRST, "? help")
    pane.press("\\;")
    pane.shows("the letter of a row goes there")
    third = next(line for line in pane.lines() if THIRD in line)
    pane.press(third.strip("│ ")[0])
    pane.shows("? help")
    pane.press("Space")
    pane.shows(f"{THIRD}")
    pane.shows("1 of ")
    pane.press("#", "2", "k", "n")
    pane.shows(f"Done: {FIRST}")
    pane.press("Escape")
    pane.shows("? help")
    pane.press("q")


def test_keys_of_ones_own_and_a_screen_that_only_reads(tmux: Tmux, db: Path, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "opscockpit"
    folder.mkdir(parents=True)
    (folder / "keys.toml").write_text('[general]\ntask = ["%", "F2"]\n', encoding="utf-8")
    command = f"XDG_CONFIG_HOME={shlex.quote(str(folder.parent))} {cockpit(db, 'lin', '--read-only')}"
    pane = tmux.open(command, 120, 40)
    pane.shows(STORE, "READ-ONLY", "? help")
    pane.press("%")
    pane.shows("Read-only: nothing is changed (New task)")
    pane.press("?")
    pane.shows("% F2")
    pane.press("Escape", "q")
