"""Copies go where they can go, always into a file, and the sentence says where."""

from __future__ import annotations

import os
import stat
from base64 import b64decode
from pathlib import Path

import pytest

from opscockpit.ui import clipboard
from tests.ui.conftest import Start

WORDS = "Paid  12,940 ▲ 8 %\n[新品] \x1b袜子"


def copied(tmp_path: Path, words: str = WORDS, **environ: str) -> tuple[str, list[str], Path]:
    """The sentence, what the terminal was sent, and the file."""
    sent: list[str] = []
    here = {"XDG_STATE_HOME": str(tmp_path), "TERM": "xterm-256color", **environ}
    return clipboard.copy(words, sent.append, here), sent, clipboard.file(here)


def test_a_terminal_gets_the_sequence_and_the_file_the_words(tmp_path: Path) -> None:
    said, sent, file = copied(tmp_path)
    head, _, rest = sent[0].partition(";c;")
    assert (head, rest[-1]) == ("\x1b]52", "\x07")
    assert b64decode(rest[:-1]).decode() == WORDS
    assert file.read_text(encoding="utf-8") == WORDS + "\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "clipboard" in said
    assert str(file) in said


@pytest.mark.parametrize(
    ("environ", "why"),
    [({"TERM": "linux"}, "type linux"), ({"TERM": "vt100"}, "type vt100"), ({"STY": "1.x"}, "screen passes no copies")],
)
def test_where_there_is_no_clipboard_it_says_why(tmp_path: Path, environ: dict[str, str], why: str) -> None:
    said, sent, file = copied(tmp_path, **environ)
    assert sent == []
    assert said.startswith("not in the clipboard")
    assert why in said
    assert file.exists()


def test_a_tmux_at_the_other_end_is_told_of(tmp_path: Path) -> None:
    said, sent, _ = copied(tmp_path, TERM="tmux-256color")
    assert sent
    assert "set-clipboard" in said


def test_what_is_too_long_goes_into_the_file_only(tmp_path: Path) -> None:
    said, sent, file = copied(tmp_path, "长" * 30_000)
    assert sent == []
    assert "too long" in said
    assert len(file.read_text(encoding="utf-8")) == 30_001


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "opscockpit").write_text("in the way")
    said, sent, _ = copied(tmp_path)
    assert sent
    assert "cannot be written" in said


async def test_the_row_the_focus_and_the_text_that_is_open(start: Start) -> None:
    file = clipboard.file(os.environ)
    async with start() as driven:
        await driven.press("2", "ctrl+y", "enter")
        await driven.until(file.exists)
        await driven.until(lambda: "copied.txt" in driven.front.footer.said)
        first = file.read_text(encoding="utf-8").split("\n")
        assert first[0] == "Tmall flagship  2026-10-22 08:41"
        assert first[1].startswith("Paid  ")
        assert not set(first[1]) & set("▶│⣀▁…")
        file.unlink()
        await driven.press("ctrl+y", *"the focus", "enter")
        await driven.until(file.exists)
        await driven.until(lambda: "copied.txt" in driven.front.footer.said)
        assert "FOCUS restore image A on item 88" in file.read_text(encoding="utf-8")
        file.unlink()
        await driven.press("x")
        await driven.until(lambda: driven.front.overlay is not None and driven.front.overlay.reading())
        await driven.press("ctrl+y")
        await driven.until(lambda: file.exists() and file.read_text(encoding="utf-8"))
        assert driven.front.overlay is not None, "what is read stays open"
        text = file.read_text(encoding="utf-8")
        assert [line for line in driven.front.overlay.reading() if "conversion = buyers / visitors" in line]
        assert "conversion = buyers / visitors" in text
        assert not [letter for letter in text if "\u2800" <= letter <= "\u28ff"], "a chart is of no use in a message"
