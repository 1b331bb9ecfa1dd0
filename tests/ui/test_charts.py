"""Charts: gaps stay empty, zero is drawn, every line has its cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opscockpit.ui import charts

BLOCKS = "▁▂▃▄▅▆▇█"
series = st.lists(st.none() | st.floats(-1e9, 1e9), max_size=80).map(tuple)


@given(series, st.integers(0, 40))
def test_one_line_charts_have_exactly_the_cells(values: charts.Values, cells: int) -> None:
    assert len(charts.spark(values, cells, BLOCKS)) == cells
    assert len(charts.dots(values, cells)) == cells


@given(series, st.integers(1, 40))
def test_reducing_keeps_the_range_and_the_length(values: charts.Values, points: int) -> None:
    reduced = charts.reduce(values, points)
    assert len(reduced) == min(points, len(values))
    known = [v for v in values if v is not None]
    for value in reduced:
        assert value is None or min(known) - 1e-3 <= value <= max(known) + 1e-3


def test_a_gap_is_empty_and_zero_is_not() -> None:
    assert charts.spark((0, None, 8), 3, BLOCKS) == "▁ █"
    assert charts.spark((None, None), 2, BLOCKS) == "  "
    assert charts.spark((0, 0), 2, BLOCKS) == "▁▁"
    assert charts.dots((0, 0, None, None, 3, 3), 3) == "⣀ ⠉"


def test_the_newest_value_is_at_the_right_edge() -> None:
    assert charts.spark((1, 8), 5, BLOCKS) == "   ▁█"


def test_a_large_chart_draws_no_line_through_a_gap() -> None:
    values = (*[1.0] * 20, *[None] * 20, *[1.0] * 20)
    lines = charts.chart(values, 30, 4, True)
    assert len(lines) == 4
    assert {len(line) for line in lines} == {30}
    drawn = "".join(lines).strip()
    assert drawn
    assert all(line[12:18].strip() == "" for line in lines)


def test_a_large_chart_of_nothing_is_empty() -> None:
    assert charts.chart((None, None), 10, 3, True) == (" " * 10,) * 3


def test_two_charts_after_each_other_do_not_mix() -> None:
    rising, falling = (1.0, 2.0, 3.0, 4.0), (4.0, 3.0, 2.0, 1.0)
    first = charts.chart(rising, 20, 4, True)
    charts.chart(falling, 20, 4, True)
    charts.chart.cache_clear()
    assert charts.chart(rising, 20, 4, True) == first


@given(st.lists(st.tuples(st.none() | st.floats(-1e6, 1e6), st.floats(0, 1e5)), min_size=1, max_size=60), st.booleans())
def test_a_chart_and_its_band_have_exactly_the_cells(days: list[tuple[float | None, float]], braille: bool) -> None:
    values = tuple(value for value, _ in days)
    lows = tuple(None if value is None else value - room for value, room in days)
    highs = tuple(None if value is None else value + room for value, room in days)
    for part in charts.banded(values, lows, highs, 30, 5, braille):
        assert [len(line) for line in part] == [30] * 5


def test_the_band_has_a_gap_where_days_are_left_out() -> None:
    values = tuple(float(n % 7) for n in range(60))
    lows = tuple(None if 20 <= n < 40 else 1.0 for n in range(60))
    _, band = charts.banded(values, lows, lows, 30, 5, True)
    assert "".join(band).strip()
    assert all(line[11:19].strip() == "" for line in band)


def test_a_very_wide_band_does_not_flatten_the_line() -> None:
    values = (1.0, 2.0, 3.0)
    assert charts.band_span(values, (0.5, 0.5, 0.5), (1000.0, 1000.0, 1000.0)) == (0.5, 3.0)


def test_a_small_chart_shows_the_newest_days_instead_of_squeezing_all() -> None:
    assert charts.dots((9, 0, 9, 0, 9, 0, 1, 1, 1, 1), 2) == charts.dots((1, 1, 1, 1), 2)


def test_a_small_chart_is_a_connected_line() -> None:
    rise = charts.dots((0, 3), 1)
    assert rise == chr(0x2800 + 0x40 + 0x20 + 0x10 + 0x08)  # lowest dot at the left, the three above it at the right
