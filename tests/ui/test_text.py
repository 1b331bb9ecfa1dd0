"""Text of any kind becomes a line of exactly the cells asked for."""

from __future__ import annotations

import unicodedata

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from opscockpit.ui import text
from opscockpit.ui.panels.base import clipped, row

NASTY = [
    "[新品]", "[/x]", "\x1b[31m", "\x1b]0;title\x07", "👨\u200d👩\u200d👧", "🇨🇳", "❤\ufe0f", "👍🏽", "e\u0301",
    "\u202eabc", "عربي", "\t", "\n", "\x00", "\u200b", "ｱﾊﾟ", "한글", "①", "…", "—", "%s {0}", "\ufeff", "\ud7b0",
]  # fmt: skip

nasty = st.one_of(st.text(), st.lists(st.sampled_from(NASTY)).map("".join))


@given(nasty, st.integers(0, 40), st.sampled_from(["left", "right"]))
def test_fitted_text_has_exactly_the_cells(words: str, cells: int, align: str) -> None:
    assert cell_len(text.fit(text.clean(words), cells, align)) == cells
    assert cell_len(text.fit(text.narrow(words), cells, align, "..")) == cells


def counted_alike(char: str) -> bool:
    """Not a spacing mark of an Indic script, nor a note of music: of those, two tables of widths differ."""
    return unicodedata.category(char) != "Mc" and not 0x1D100 <= ord(char) <= 0x1D1FF and ord(char) != 0x1171E


@given(st.one_of(st.text(), st.lists(st.sampled_from(NASTY)).map("".join)), st.integers(0, 40))
def test_another_table_of_widths_finds_the_columns_straight(words: str, cells: int) -> None:
    """`wcwidth` is the table that terminals in Python use, and knows nothing of ours."""
    shown = text.fit(text.clean("".join(filter(counted_alike, words))), cells)
    assert wcwidth.wcswidth(shown) == cells


@given(nasty)
def test_cleaned_text_cannot_command_the_terminal(words: str) -> None:
    shown = text.clean(words)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs")]
    assert text.clean(shown) == shown


def test_a_bar_of_a_text_stays_a_bar_of_the_same_length() -> None:
    assert text.narrow("-363.63  ███") == "-363.63  ###"


@given(nasty)
def test_narrow_text_has_no_character_of_doubtful_width(words: str) -> None:
    assert not [char for char in text.narrow(words) if unicodedata.east_asian_width(char) == "A"]


@given(st.text(st.characters(categories=("L", "N")), max_size=30), st.integers(2, 20))
def test_a_clipped_text_is_a_beginning_and_a_sign(words: str, cells: int) -> None:
    shown = text.clip(text.clean(words), cells)
    if text.width(text.clean(words)) > cells:
        assert shown.endswith("…")
        assert text.clean(words).startswith(shown[:-1])
    else:
        assert shown == text.clean(words)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("[新品] 袜子 [/x]", "[新品] 袜子 [/x]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\tb\r\nc", "a b  c"),
        ("🇨🇳", "CN"),
        ("z\u0301\u0302\u0303\u0304", "ź\u0302\u0303"),
    ],
)
def test_what_is_kept(given_text: str, shown: str) -> None:
    assert text.clean(given_text) == shown


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert text.fit("儿童袜", 4) == "儿… "
    assert text.fit("儿童袜", 5) == "儿童…"


def test_a_line_that_is_too_long_ends_in_a_sign_and_blanks_are_no_loss() -> None:
    plain = Style.null()
    assert row([("abc", plain), ("def", plain)], 5).text == "abc.."
    assert row([("abcde", plain), ("f", plain)], 5).text == "abc.."
    assert row([("abcde", plain), ("   ", plain)], 5).text == "abcde"
    assert row([("abcde   ", plain)], 6).text == "abcde "
    assert row([("儿童袜", plain)], 5).text == "儿.. "
    assert row([("abc", plain)], 1).text == "."
    assert row([("abc", plain)], 0).text == ""
    assert clipped([("abc", plain), ("def", plain)], 5, "…") == [("abc", plain), ("d…", plain)]
    assert clipped([("abc", plain), ("def", plain)], 3, "…") == [("ab…", plain)]
