"""Every kind of terminal over a real SSH connection, and what the doctor says of the line."""

from __future__ import annotations

import shlex
import shutil

import pytest

from tests.ssh.box import Box
from tests.ssh.test_two_people import terminal
from tests.tmux.driver import Tmux
from tests.tmux.test_terminals import CLEAN, KINDS


def test_every_kind_opens_works_and_is_left_clean(office: Box, tmux: Tmux) -> None:
    command = f"{office.cockpit()}; echo left with $?; stty -a | grep -o ' [-]*echo '; cat"
    panes = {kind: terminal(tmux, office, office.lin, f"export TERM={kind}; {command}") for kind in KINDS}
    for pane in panes.values():
        pane.shows("暖足", "? help")
        assert pane.told("alternate_on") == "1"
        pane.press("f")
    for pane in panes.values():
        pane.shows("Focus of the day")
        pane.press("C-g")
        pane.hides("Focus of the day")
        pane.press("q")
    for kind, pane in panes.items():
        pane.shows("left with 0", " echo")
        assert pane.told(*CLEAN) == "0 0 0 1", kind
        assert "-echo" not in pane.text(), kind


@pytest.mark.skipif(shutil.which("ss") is None, reason="the system cannot be asked for round trips without ss")
def test_in_tmux_the_line_behind_it_is_measured(office: Box, tmux: Tmux) -> None:
    doctor = f"{office.python} -m opscockpit doctor --terminal; cat"
    line = f"exec tmux -u -f /dev/null -S $HOME/doctor new-session {shlex.quote(doctor)}"
    pane = terminal(tmux, office, office.mei, line)
    pane.until(lambda text: "line behind it" in text.replace("\n", " "), "the round trip of the connection")


def test_the_doctor_over_ssh_prints_what_belongs_into_the_ssh_config(office: Box, tmux: Tmux) -> None:
    line = f"export TERM=xterm-256color; {office.python} -m opscockpit doctor --terminal; echo left with $?; cat"
    pane = terminal(tmux, office, office.mei, line)
    pane.shows("left with 0")
    text = pane.text()
    assert "ms there and back" in text
    for words in ("~/.ssh/config", "Host ", "Compression yes", "ServerAliveInterval 15", "ControlMaster auto"):
        assert words in text, words
