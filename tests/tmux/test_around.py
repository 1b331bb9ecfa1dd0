"""What lies around the screen in a real tmux: its clipboard, a shell to go to, a server that is killed, the doctor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from opscockpit.store.database import Database
from opscockpit.store.stores import store_named
from tests.bench import databases
from tests.demo_file import STORE
from tests.helpers import add_routine, integrity, wait_until
from tests.tmux.driver import TMUX, Pane, Tmux, alive, cockpit
from tests.tmux.test_terminals import CLEAN
from tests.ui.child import Child

DOCTOR = f"{sys.executable} -m opscockpit doctor --terminal"


def copy_row(pane: Pane) -> str:
    """Copy the row under the cursor; what the screen says of it."""
    pane.press("C-y")
    pane.shows("this row", "this panel")
    pane.press("Enter")
    pane.shows(" and /")
    return pane.lines()[-1]


def test_copies_go_into_tmux_and_a_file_and_it_says_how_far_they_get(tmux: Tmux, db: Path, tmp_path: Path) -> None:
    pane = tmux.open(f"XDG_STATE_HOME={tmp_path} {cockpit(db)}", 160, 40)
    pane.shows(STORE, "? help")
    assert "tmux (prefix ]), your terminal" in copy_row(pane)
    copied = (tmp_path / "opscockpit" / "copied.txt").read_text(encoding="utf-8")
    assert "站内信" in copied
    assert tmux("show-buffer").rstrip("\n") == copied.rstrip("\n")
    tmux("set-option", "-s", "set-clipboard", "off")
    pane.press("Down")
    assert "set-clipboard is off" in copy_row(pane)
    assert "站内信" not in tmux("show-buffer")


def test_control_z_goes_to_the_shell_and_fg_comes_back(tmux: Tmux, db: Path) -> None:
    shell = "env -u ENV -u BASH_ENV PS1='here> ' bash --norc --noprofile -i"
    pane = tmux.open(shell, 120, 40)
    pane.shows("here>")
    pane.type(cockpit(db))
    pane.press("Enter")
    pane.shows(STORE, "? help")
    pane.until(lambda text: any("\u2800" < sign <= "\u28ff" for sign in text), "the chart, which comes last")
    before = pane.lines()
    pane.press("C-z")
    pane.shows("Stopped")
    assert pane.told(*CLEAN) == "0 0 0 1"
    with Database(db) as saved:
        add_routine(saved, store_named(saved, STORE), "written while it is stopped")
    pane.type("fg")
    pane.press("Enter")
    pane.shows(STORE, "? help")
    pane.until(lambda _: pane.lines()[3:] == before[3:], "the whole picture again")
    pane.press("Space")
    pane.shows("1 of ")
    pane.press("q")
    pane.until(lambda _: pane.told("alternate_on") == "0", "the shell")
    assert pane.told(*CLEAN) == "0 0 0 1"


def test_without_a_shell_control_z_says_so(tmux: Tmux, db: Path) -> None:
    pane = tmux.open(f"exec {cockpit(db)}", 80, 24)
    pane.shows(STORE, "? help")
    pane.press("C-z")
    pane.shows("There is no shell")
    pane.press("Space")
    pane.shows("1 of ")


def test_a_killed_server_leaves_no_process_and_a_sound_file(tmux: Tmux, db: Path) -> None:
    pane = tmux.open(f"exec {cockpit(db)}", 80, 24)
    pane.shows(STORE, "? help")
    pane.press("Space")
    pane.shows("1 of ")
    tmux("kill-server")
    wait_until(lambda: not alive(pane.pid), "the end of the process")
    assert integrity(db) == [("ok",)]
    with Database(db) as saved:
        assert saved.value("SELECT count(*) FROM presence") == 0


def test_the_doctor_in_tmux(tmux: Tmux, tmp_path: Path) -> None:
    tmux.open("cat")  # keeps the server
    tmux("set-option", "-s", "escape-time", "500")
    out = tmp_path / "found"
    pane = tmux.open(f"{DOCTOR}; echo left with $?; {DOCTOR} --json > {out}; echo then $?; cat", 120, 50)
    pane.shows("left with 0", "then 0", "tmux.conf", "set -s escape-time 20")
    found = {one["check"]: one for one in json.loads(out.read_text(encoding="utf-8"))}
    assert found["terminal"]["ok"]
    assert 0 <= found["line"]["value"] < 1000
    assert found["ambiguous width"]["value"] == "narrow"
    assert found["widths"]["ok"], found["widths"]
    assert found["encoding"]["ok"]
    assert found["tmux"]["value"] == subprocess.check_output([str(TMUX), "-V"], text=True).split()[1]
    assert found["tmux set-clipboard"]["value"] in ("external", "on")
    assert (found["tmux escape-time"]["ok"], found["tmux escape-time"]["file"]) == (False, "tmux.conf")


@pytest.mark.parametrize(("words", "shown"), [((), b"!!  terminal: there is none here"), (("--json",), b'"ok": false')])
def test_the_doctor_without_a_terminal(words: tuple[str, ...], shown: bytes) -> None:
    done = subprocess.run([*DOCTOR.split(), *words], capture_output=True, stdin=subprocess.DEVNULL,
                          start_new_session=True, cwd=databases.ROOT, check=False)  # fmt: skip
    assert done.returncode == 4
    assert shown in done.stdout


def test_the_doctor_on_a_terminal_that_never_answers() -> None:
    child = Child(command=DOCTOR.split())
    try:
        child.read_until(b"gives no answer")
        assert child.wait() == 4
    finally:
        child.end()


def test_the_doctor_tells_of_a_wide_terminal_and_the_setting_against_it(tmp_path: Path) -> None:
    (tmp_path / "opscockpit").mkdir()
    (tmp_path / "opscockpit" / "config.toml").write_text('ambiguous_width = "narrow"\n')
    child = Child(command=["/usr/bin/env", f"XDG_CONFIG_HOME={tmp_path}", *DOCTOR.split()], column=3)
    try:
        child.read_until(b'ambiguous_width = "wide"')
        assert child.wait() == 0
    finally:
        child.end()
