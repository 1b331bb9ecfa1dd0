"""Only what differs is sent, and the terminal then shows what was drawn."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from opscockpit.ui.canvas import Canvas

SIZE = Size(12, 3)
CONSOLE = Console(color_system="truecolor", force_terminal=True)
STYLES = [None, Style(bold=True), Style.parse("dim"), Style.parse("color(67)"), Style.parse("bold color(71)"),
          Style.parse("color(231) on color(24)"), Style(reverse=True)]  # fmt: skip
WORDS = ["", "a", "ab", " ", "     ", "─", "好", "好 b", "a  好", "é", "x" * 9]


class Screen:
    """A terminal that is drawn on."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(SIZE.width, SIZE.height)
        self._stream = pyte.Stream(self.screen)
        self._stream.feed("\x1b[?7l")

    def feed(self, words: str) -> None:
        self._stream.feed(words)

    def cells(self) -> list[list[tuple[object, ...]]]:
        """What can be seen: of a blank neither its colour nor how thick it is."""
        return [[_seen(self.screen.buffer[y][x]) for x in range(SIZE.width)] for y in range(SIZE.height)]


def _seen(char: pyte.screens.Char) -> tuple[object, ...]:
    if char.data == " " and not char.reverse:
        return (" ", char.bg)
    return (char.data, char.fg, char.bg, char.bold, char.reverse)


def line(*pieces: tuple[str, Style | None]) -> Strip:
    return Strip([Segment(words, style) for words, style in pieces]).adjust_cell_length(SIZE.width)


def layout(lines: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[one] for one in lines], SIZE.region)


def paint(canvas: Canvas, lines: list[Strip]) -> str:
    return canvas.paint(layout(lines), SIZE, CONSOLE)


pictures = st.lists(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(STYLES)), max_size=5).map(lambda found: line(*found)),
    min_size=SIZE.height, max_size=SIZE.height,
)  # fmt: skip


@given(st.lists(pictures, min_size=1, max_size=4))
def test_the_terminal_shows_each_picture(found: list[list[Strip]]) -> None:
    canvas, terminal = Canvas(), Screen()
    for lines in found:
        terminal.feed(paint(canvas, lines))
        whole = Screen()
        whole.feed(layout(lines).render_segments(CONSOLE).replace("\n", ""))
        assert terminal.cells() == whole.cells()


BLANK = [line()] * 3


def test_nothing_is_sent_for_the_same_picture() -> None:
    canvas = Canvas()
    lines = [line(("好 day", STYLES[1])), line(("ab", None)), line()]
    assert paint(canvas, lines)
    assert paint(canvas, lines) == ""


def test_only_what_differs_is_sent() -> None:
    canvas = Canvas()
    paint(canvas, [line(("abcdefghijkl", None)), *BLANK[1:]])
    assert paint(canvas, [line(("aBcdefghijkL", None)), *BLANK[1:]]) == "\x1b[1;2HB\x1b[12GL"


def test_a_line_that_goes_is_erased_at_once() -> None:
    canvas = Canvas()
    paint(canvas, [line(("abcdefghijkl", STYLES[3])), *BLANK[1:]])
    assert paint(canvas, BLANK) == "\x1b[1H\x1b[K"


def test_blanks_cost_no_change_of_colours() -> None:
    sent = paint(Canvas(), [line(("a  ", STYLES[3]), (" ", None), ("b", STYLES[3])), *BLANK[1:]])
    assert sent.count("\x1b[38;5;67m") == 1


def test_a_forgotten_picture_is_sent_whole() -> None:
    canvas, terminal = Canvas(), Screen()
    lines = [line(("ab", STYLES[5])), line(), line(("好", None))]
    first = paint(canvas, lines)
    terminal.feed("something else\r\n\r\nwrote here")
    canvas.forget()
    again = paint(canvas, lines)
    assert again == first
    terminal.feed(again)
    assert [words.rstrip() for words in terminal.screen.display] == ["ab", "", "好"]


def test_another_size_is_another_picture() -> None:
    canvas = Canvas()
    paint(canvas, [line(("ab", None)), *BLANK[1:]])
    wider = LayoutUpdate([[Strip([Segment("ab" + " " * 18)])]] * 2, Region(0, 0, 20, 2))
    sent = canvas.paint(wider, Size(20, 2), CONSOLE)
    assert sent.startswith("\x1b[m\x1b[2J")
    assert sent.count("ab") == 2


@pytest.mark.parametrize(("span", "sent"), [((0, 0, 4), "\x1b[1HXY"), ((0, 4, 8), "\x1b[1;5HZ")])
def test_a_part_of_a_line(span: tuple[int, int, int], sent: str) -> None:
    canvas = Canvas()
    paint(canvas, BLANK)
    chops = [{0: Strip([Segment("XY  ")]) if span[1] == 0 else None, 4: Strip([Segment("Z   ")]) if span[1] else None}]
    assert canvas.paint(ChopsUpdate(chops, [span], [[4, 8]]), SIZE, CONSOLE) == sent


def test_colours_are_those_that_the_terminal_has() -> None:
    console = Console(color_system="standard", force_terminal=True)
    assert console._color_system is ColorSystem.STANDARD
    sent = Canvas().paint(layout([line(("a", Style.parse("#ff0000"))), *BLANK[1:]]), SIZE, console)
    assert "\x1b[31ma" in sent


def test_a_wide_character_that_was_cut_is_written_again() -> None:
    canvas, plain = Canvas(), line(("a 好 b", None))
    rest = [line(("", None))] * (SIZE.height - 1)
    paint(canvas, [plain, *rest])
    for start in (1, 3):  # over its first half, then over its second
        cut = LayoutUpdate([[Strip([Segment("|x")])]], Region(start, 0, 2, 1))
        canvas.paint(cut, SIZE, CONSOLE)
        assert "好" in paint(canvas, [plain, *rest])
