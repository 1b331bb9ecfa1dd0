"""The cockpit in a real tmux: opened at several sizes, worked by keys, watched by a second one, resized, killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from opscockpit.store.database import Database
from tests.bench import databases
from tests.demo_file import STORE
from tests.helpers import integrity, wait_until
from tests.tmux.driver import Pane, Tmux, alive, cells, cockpit

FIRST, NEXT = "站内信", "昨日店铺报表"
"""How two items of the demo's list begin: the first, and the one below zhou's own first, where zhou's cursor begins."""


def straight(lines: list[str], cols: int) -> list[str]:
    """The framed lines that do not reach from edge to edge."""
    return [line for line in lines if line[:1] in ("│", "╭", "╰") and cells(line) != cols]


def frames(pane: Pane) -> list[tuple[int, str]]:
    """Where the panels stand and what they are called; numbers in them may have changed meanwhile."""
    return [(y, line) for y, line in enumerate(pane.lines()) if line[:1] in ("╭", "╰")]


@pytest.mark.parametrize(("cols", "rows"), [(120, 40), (80, 24), (200, 60)])
def test_it_opens_complete_and_straight(tmux: Tmux, db: Path, cols: int, rows: int) -> None:
    pane = tmux.open(cockpit(db), cols, rows)
    pane.shows(STORE, FIRST, "Must do", "Metrics", "Keywords", "Board", "FOCUS", "? help")
    lines = pane.lines()
    assert len(lines) == rows
    # An emoji is as wide as tmux believes; the lines with one are not compared.
    assert straight([line for line in lines if not any(ord(c) > 0x1F000 for c in line)], cols) == []


def test_tick_add_focus_and_undo_by_keys(tmux: Tmux, db: Path) -> None:
    pane = tmux.open(cockpit(db), 120, 40)
    pane.shows(FIRST, "0 of ", "? help")
    pane.press("Space")
    pane.shows("1 of ", f"{FIRST}：投诉、违规、工单逐条过: done")

    pane.press("t")
    pane.shows("New task")
    pane.type("给 88 号主图做 A/B，[新品] 先上")
    pane.press("F2")
    pane.shows("new task for lin: 给 88 号主图做 A/B，[新品] 先上")
    pane.press("u")
    pane.shows("taken back: add task · 给 88 号主图做 A/B")

    pane.press("f")
    pane.shows("Was it reached?")
    pane.press("Enter")
    pane.shows("Reached: ")
    pane.type("连带率 1.4")
    pane.press("F2")
    pane.shows("Focus of the day")  # follows by itself
    pane.type("恢复 88 号主图")
    pane.press("F2")
    pane.shows("FOCUS 恢复 88 号主图", "连带率 1.4")
    pane.press("q")
    pane.ended()

    with Database(db) as saved:
        assert saved.value("SELECT sentence FROM focus ORDER BY day DESC, rank LIMIT 1") == "恢复 88 号主图"
        assert saved.value("SELECT count(*) FROM task WHERE title LIKE '%[新品] 先上'") == 0
        day = databases.NOW[:10]
        assert saved.value("SELECT count(*) FROM must_item WHERE day = ? AND state = 'done'", (day,)) == 3, (
            "the one ticked, and those that scoring and setting the focus do by themselves"
        )
        assert saved.value("SELECT count(*) FROM presence") == 0, "whoever has left is not here any more"


def test_a_second_cockpit_follows_and_keeps_its_cursor(tmux: Tmux, db: Path) -> None:
    ours, theirs = tmux.open(cockpit(db, "lin"), 120, 40), tmux.open(cockpit(db, "zhou"), 80, 24)
    ours.shows(FIRST, "zhou")
    theirs.shows(FIRST)
    theirs.press("Down")
    theirs.until(lambda _: "▶" in theirs.row_of(NEXT), "the cursor on the next item")
    before = theirs.row_of("▶○")
    for done in (1, 0, 1, 0, 1):
        ours.press("Space")
        ours.shows(f"{done} of ")
        theirs.shows(f"{done} of ")
        assert theirs.row_of("▶○") == before
    theirs.press("Space")
    ours.shows("2 of ")


def test_resizing_while_it_is_open(tmux: Tmux, db: Path) -> None:
    pane = tmux.open(cockpit(db), 120, 40)
    pane.shows("4 Board", "? help")
    first = frames(pane)
    for cols, rows in ((80, 24), (60, 20), (200, 60), (250, 80)):
        pane.resize(cols, rows)
        pane.until(
            lambda text, rows=rows, cols=cols: (
                text.count("\n") == rows - 1
                and "? help" in text.split("\n")[-1]
                and max(cells(line) for line in text.split("\n") if "╭" in line) == cols
            ),
            f"a picture of {cols} x {rows}",
        )
    pane.resize(50, 12)
    pane.shows("needs 60 x 20")
    pane.resize(120, 40)
    pane.until(lambda _: frames(pane) == first, "the panels in their first places")


def test_a_killed_session_leaves_no_process_and_a_sound_file(tmux: Tmux, db: Path) -> None:
    tmux.open("cat")  # keeps the server
    pane = tmux.open(f"exec {cockpit(db)}", 120, 40)
    pane.shows(FIRST)
    pane.press("Space")
    pane.shows("1 of ")
    pane.kill()
    wait_until(lambda: not alive(pane.pid), "the end of the process")
    assert integrity(db) == [("ok",)]
    with Database(db) as saved:
        assert saved.value("SELECT count(*) FROM must_item WHERE state = 'done' AND done_by = 'lin'") >= 1
        assert saved.value("SELECT count(*) FROM presence") == 0
