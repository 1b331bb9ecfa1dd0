"""Asking the terminal how wide its doubtful characters are: once for each kind, never at the cost of a key."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator

import pytest

from opscockpit.ui import widths
from opscockpit.ui.options import Options
from tests.ui.child import POSITION, Child

SCREEN = b"\x1b[?1049h"
Run = Callable[..., Child]


@pytest.fixture
def run() -> Iterator[Run]:
    """Starts children that ask, and ends them."""
    started: list[Child] = []

    def start(*words: str, **how: object) -> Child:
        started.append(Child("--ambiguous", "auto", "--line", "normal", *words, **how))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for child in started:
        child.end()


def known() -> list[str]:
    """All that is remembered of terminals."""
    file = widths.file(os.environ)
    told = json.loads(file.read_text(encoding="utf-8")).values() if file.exists() else ()
    return [words for kind in told for words in kind.values()]


def leave(child: Child) -> None:
    """Press q."""
    child.type(b"q")
    assert child.wait() == 0


@pytest.mark.parametrize(("column", "found", "corner"), [(2, "narrow", "╭"), (3, "wide", "+-")])
def test_the_answer_decides_and_is_remembered(run: Run, column: int, found: str, corner: str) -> None:
    child = run(column=column)
    child.read_until(b"help")
    leave(child)
    assert known() == [found]
    assert corner in child.said.decode()
    assert ("╭" in child.said.decode()) == (found == "narrow")
    again = run()
    again.read_until(b"help")
    leave(again)
    assert POSITION not in again.said
    assert ("╭" in again.said.decode()) == (found == "narrow")


def test_the_question_leaves_nothing_on_the_line(run: Run) -> None:
    child = run(column=2)
    child.read_until(b"help")
    before = child.said.partition(SCREEN)[0].decode()
    assert before == f"\r{widths.DOUBTFUL}\x1b[6n\r\x1b[K"
    leave(child)


def test_a_silent_terminal_is_not_asked_again_and_no_key_is_lost(run: Run) -> None:
    child = run()
    child.type(b"t")  # before anything is there to read it
    child.read_until(b"New task")
    assert known() == ["silent"]
    child.type(b"\x07")
    leave(child)
    again = run()
    again.read_until(b"help")
    leave(again)
    assert again.asked == 0


def test_keys_around_the_answer_reach_the_screen_in_their_order(run: Run) -> None:
    child = run()
    child.read_until(POSITION)
    child.type("t给".encode() + b"\x1b[1;2R" + "袜子 x".encode())
    child.read_until("给袜子 x".encode())
    assert known() == ["narrow"]


def test_a_late_answer_is_no_typed_text_and_is_remembered(run: Run) -> None:
    child = run()
    child.read_until(b"help")
    assert known() == ["silent"]
    child.type(b"t\x1b[1;3Rab")
    child.read_until(b"ab")
    assert known() == ["wide"]
    assert b"3R" not in child.said.partition(SCREEN)[2]


@pytest.mark.parametrize(("colour", "found"), [(b"ffff/ffff/eeee", "light"), (b"1e/1e/1e", "dark")])
def test_the_background_is_asked_in_the_same_breath_and_remembered(run: Run, colour: bytes, found: str) -> None:
    child = run("--ground", "auto")
    child.read_until(POSITION)
    assert child.said.count(b"\x1b]11;?\x07") == 1
    child.type(b"t\x1b]11;rgb:" + colour + b"\x1b\\\x1b[1;2Rab")
    child.read_until(b"ab")
    assert known() == ["narrow", found]
    child.type(b"\x07q")
    again = run("--ground", "auto")
    again.read_until(b"help")
    leave(again)
    assert again.asked == 0


def test_a_background_told_late_is_no_typed_text_and_is_remembered(run: Run) -> None:
    child = run("--ground", "auto")
    child.read_until(b"help")
    assert known() == ["silent", "silent"]
    child.type(b"t\x1b]11;rgb:ff")
    child.type(b"ff/ffff/ffff\x07\x1b[1;2Rab")
    child.read_until(b"ab")
    assert known() == ["narrow", "light"]
    assert b"rgb" not in child.said.partition(SCREEN)[2]


@pytest.mark.parametrize(
    "environ", [{"TERM": "linux"}, {"TERM": "vt100"}, {"TERM": "xterm", "COLORFGBG": "0;15"}], ids=str
)
def test_who_cannot_tell_or_has_told_already_is_not_asked_for_the_background(environ: dict[str, str]) -> None:
    said: list[str] = []
    talk = widths.Talk()
    talk.say = said.append  # type: ignore[method-assign]
    options = Options(ambiguous="narrow")
    widths.Question(talk, options, environ).ask()
    assert not said
    widths.Question(talk, options, {"TERM": "xterm"}).ask()
    assert said


def test_a_setting_asks_nothing(run: Run) -> None:
    child = run("--ambiguous", "narrow")
    child.read_until(b"help")
    leave(child)
    assert child.asked == 0
    assert known() == []


def test_keys_of_another_encoding_do_no_harm(run: Run) -> None:
    child = run("--ambiguous", "narrow")
    child.read_until(b"help")
    child.type("你好".encode("gb18030"))
    child.type(b"t")
    child.read_until(b"New task")
    child.type(b"\x07")
    leave(child)


def test_terminals_are_told_apart() -> None:
    here = {"TERM": "xterm-256color"}
    kinds = [
        here, here | {"TERM_PROGRAM": "x"}, here | {"LC_TERMINAL": "x1"}, here | {"TMUX": "/tmp/s,1,0"},
        here | {"SSH_CLIENT": "192.0.2.1 5 22"}, here | {"SSH_CLIENT": "192.0.2.2 5 22"}, {"TERM": "linux"},
    ]  # fmt: skip
    assert len({widths.kind(one) for one in kinds}) == len(kinds)
    assert widths.kind({"TERM": "a", "SSH_CLIENT": "192.0.2.1 5 22"}) == widths.kind(
        {"TERM": "a", "SSH_CLIENT": "192.0.2.1 9 22"}
    )
