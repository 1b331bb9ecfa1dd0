"""How the columns of a list share a line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opscockpit.ui.pages.rows import Col, widths

COLS = st.lists(
    st.builds(
        Col,
        name=st.just("x"),
        cells=st.integers(1, 30),
        stretch=st.integers(0, 4),
        drop=st.integers(0, 3),
        most=st.just(0),
        right=st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


def taken(cells: list[int]) -> int:
    """Cells that the columns take, with one blank between two."""
    shown = [room for room in cells if room]
    return sum(shown) + len(shown) - 1


@given(COLS, st.integers(20, 250))
def test_columns_never_take_more_than_the_line_and_none_that_must_stay_is_lost(cols: list[Col], width: int) -> None:
    cells = widths(cols, width)
    assert taken(cells) <= max(width, 0)
    assert all(room for col, room in zip(cols, cells, strict=True) if not col.drop)


@given(COLS, st.integers(20, 250), st.integers(1, 60))
def test_a_column_grows_no_further_than_its_words(cols: list[Col], width: int, need: int) -> None:
    for col, room in zip(cols, widths(cols, width, [need] * len(cols)), strict=True):
        assert room <= max(col.cells, need)


@given(COLS, st.integers(20, 250))
def test_what_can_stretch_fills_the_line(cols: list[Col], width: int) -> None:
    cells = widths(cols, width)
    if any(col.stretch and room for col, room in zip(cols, cells, strict=True)):
        assert taken(cells) == width


def test_what_gives_way_first_and_what_is_narrowed() -> None:
    cols = (Col("a", 10, stretch=1), Col("b", 10, drop=1), Col("c", 10, drop=2), Col("d", 4, most=9))
    assert widths(cols, 40) == [13, 10, 10, 4]
    assert widths(cols, 30) == [14, 10, 0, 4]
    assert widths(cols, 16) == [11, 0, 0, 4]
    assert widths(cols, 10) == [5, 0, 0, 4]
    assert widths((Col("a", 0), Col("b", 5)), 20) == [0, 5]
    assert widths((Col("a", 2, stretch=1), Col("b", 2, stretch=1, most=6)), 30, [4, 4]) == [4, 6]
