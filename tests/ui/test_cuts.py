"""Wide characters of an overlay where the edge of a pane below it lies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from opscockpit.ui import text
from opscockpit.ui.overlays import step_aside

WORDS = st.text(alphabet="ab 秋冬款，カ", max_size=20)


@given(WORDS, st.sets(st.integers(1, 39)))
def test_no_wide_character_lies_across_a_cut_and_none_is_lost(words: str, cuts: set[int]) -> None:
    line = Strip([Segment("│ "), Segment(words), Segment(" " * (60 - text.width(words))), Segment(" │")])
    moved = step_aside(line, cuts)
    assert moved.cell_length == line.cell_length == text.width(moved.text)
    at = 0
    for letter in moved.text:
        assert not (text.width(letter) == 2 and at + 1 in cuts)
        at += text.width(letter)
    assert moved.text.replace(" ", "") == line.text.replace(" ", "")


def test_a_title_keeps_its_corner() -> None:
    line = Strip([Segment("╭─ "), Segment("秋冬款"), Segment(" ─────╮")])
    assert step_aside(line, {6}).text == "╭─ 秋 冬款 ────╮"
    assert step_aside(line, {5}) is line
