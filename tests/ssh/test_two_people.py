"""Two Unix users on one box over a real SSH server, each in tmux with umask 077, on one shared database."""

from __future__ import annotations

import json
import os
import shlex
import signal
import stat
from pathlib import Path

from opscockpit.store.database import Database
from tests.helpers import integrity, wait_until
from tests.ssh.box import Box
from tests.tmux.driver import Pane, Tmux


def terminal(tmux: Tmux, office: Box, who: str, words: str) -> Pane:
    """A window in which somebody has logged in."""
    return tmux.open(f"exec {shlex.join(office.ssh(who, words, terminal=True))}", 120, 40)


def in_tmux(office: Box) -> str:
    """The cockpit in a tmux of the person's own; logging in again finds it as it was."""
    return f"exec tmux -u -f /dev/null -S $HOME/tmux new-session -A -s work {shlex.quote(office.cockpit())}"


def add_task(pane: Pane, title: str) -> None:
    """Type a new task into the form."""
    pane.press("t")
    pane.shows("New task")
    pane.type(title)
    pane.press("F2")


def actors(db: Path, title: str) -> list[str]:
    """Who changed a task, in order."""
    with Database(db) as saved:
        return [
            row["actor"]
            for row in saved.rows(
                "SELECT x.actor FROM audit a JOIN action x ON x.id = a.action_id WHERE a.table_name = 'task' "
                "AND json_extract(coalesce(a.after, a.before), '$.title') = ? ORDER BY a.id",
                (title,),
            )
        ]


def test_each_sees_what_the_other_does(office: Box, tmux: Tmux) -> None:
    lin, mei = (terminal(tmux, office, who, in_tmux(office)) for who in office.people)
    lin.shows("暖足", office.mei, "? help")
    mei.shows("暖足", office.lin, "? help")
    for n, (here, there) in enumerate(((lin, mei), (mei, lin), (lin, mei), (mei, lin))):
        add_task(here, f"task{n}")
        here.shows(f": task{n}")
        there.until(lambda _, there=there, n=n: there.row_of(f"task{n}"), f"task{n}")
    assert [actors(office.db, f"task{n}") for n in range(4)] == [[who] for who in office.people * 2]
    mei.press("u")
    mei.shows("taken back: add task · task3")
    lin.until(lambda text: "○ task2" in text and "○ task3" not in text, "task3 to go")
    lin.press("f")
    lin.shows("Focus of the day")
    lin.type("恢复 88 号主图")
    lin.press("F2")
    mei.shows("FOCUS 恢复 88 号主图")
    assert actors(office.db, "task3") == [office.mei, office.mei]


def test_a_dropped_line_keeps_the_form(office: Box, tmux: Tmux) -> None:
    tmux.open("cat")  # keeps the server while a line is down
    lin = terminal(tmux, office, office.lin, in_tmux(office))
    lin.shows("暖足", "Board")
    lin.press("t")
    lin.shows("New task")
    lin.type("half a thought")
    lin.shows("half a thought")
    lin.kill()
    again = terminal(tmux, office, office.lin, in_tmux(office))
    again.shows("New task", "half a thought")
    again.press("F2")
    again.shows("new task for", "half a thought")
    assert actors(office.db, "half a thought") == [office.lin]


def test_a_dropped_line_without_tmux_leaves_no_process(office: Box, tmux: Tmux) -> None:
    tmux.open("cat")
    number = office.folder / "home" / office.mei / "number"
    mei = terminal(tmux, office, office.mei, f"echo $$ > {number}; exec {office.cockpit()}")
    mei.shows("暖足", "? help")
    process = int(number.read_text())
    os.kill(mei.pid, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{process}").exists(), "the end of the cockpit")
    assert integrity(office.db) == [("ok",)]


def test_the_shared_files_stay_shared(office: Box) -> None:
    for path in (office.db, office.db.with_name(f"{office.db.name}-journal")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o660, path.name
        assert path.group() == office.group, path.name
    assert stat.S_IMODE(office.db.parent.stat().st_mode) == 0o2770
    found = json.loads(office.run(office.mei, "doctor", "--json", fine=(0, 3)))
    files = [one for one in found if one["check"] in ("write", "shared folder", "cockpit.db-journal", "content")]
    assert len(files) == 4
    assert all(one["ok"] for one in files), files


def test_both_can_back_up(office: Box) -> None:
    for number, who in enumerate(office.people, 1):
        office.run(who, "backup")
        assert len(list(office.db.parent.glob("*.backups/*.db"))) == number
