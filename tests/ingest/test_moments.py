"""Dates and times: every spelling, and what a whole column proves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.ingest.cells import Bad
from opscockpit.ingest.moments import Moment, day_order, read_moment


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2010-12-01 08:26:00", datetime(2010, 12, 1, 8, 26)),
        ("2016/5/23 22:02", datetime(2016, 5, 23, 22, 2)),
        ("20/2/2020 0:00", datetime(2020, 2, 20)),
        ("19970101", datetime(1997, 1, 1)),
        ("20190601235959", datetime(2019, 6, 1, 23, 59, 59)),
        ("Feb 1, 2020", datetime(2020, 2, 1)),
        ("1 May 2026", datetime(2026, 5, 1)),
        ("Oct-05-26", datetime(2026, 10, 5)),
        ("09.06.2025", datetime(2025, 6, 9)),
        ("9/14/2014", datetime(2014, 9, 14)),
        ("31-08-2023", datetime(2023, 8, 31)),
        ("2025-06-09 05:23:19 UTC", datetime(2025, 6, 9, 5, 23, 19, tzinfo=UTC)),
        ("2014-11-25 14:45:53 +1100", datetime(2014, 11, 25, 14, 45, 53, tzinfo=timezone(timedelta(hours=11)))),
        ("2020-02-01 08:00:00 -0400", datetime(2020, 2, 1, 8, tzinfo=timezone(timedelta(hours=-4)))),
        ("2019年11月11日", datetime(2019, 11, 11)),
        ("8/3/26 1:05 PM", datetime(2026, 8, 3, 13, 5)),
        ("12/24/2025, 12:00 AM", datetime(2025, 12, 24)),
        ("43862", datetime(2020, 2, 1)),
        ("43862.5", datetime(2020, 2, 1, 12)),
        ('="2020-02-01"', datetime(2020, 2, 1)),
    ],
)
def test_moments(cell: str, moment: datetime) -> None:
    read = read_moment(cell, "mdy" if cell[0] in "89" else "ymd")
    assert isinstance(read, Moment)
    assert read.at == moment
    assert read.at.tzinfo is None or read.at.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize("cell", ["0000-01-01", "9999-12-31", "1989-12-31", "2101-01-01", "2020-02-30", "13/13/2020",
                                  "soon", "12345678", "2020-13-01", "Foo 1, 2020"])  # fmt: skip
def test_what_is_no_date(cell: str) -> None:
    assert isinstance(read_moment(cell), Bad)


@pytest.mark.parametrize("cell", ["", "-", "--", "nan"])
def test_no_date_at_all(cell: str) -> None:
    assert read_moment(cell) is None


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["9/14/2014", "9/1/2014"], "mdy"),
        (["1/2/2020", "20/2/2020"], "dmy"),
        (["1/2/2020", "3/4/2020"], "either"),
        (["20/2/2020", "2/20/2020"], "either"),
        (["2/2/2020", "2020-01-05"], None),
        (["2020-01-05"], None),
    ],
)
def test_what_a_column_proves(cells: list[str], order: str | None) -> None:
    assert day_order(cells) == order


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 12, 31)))
def test_any_moment_reads_back(moment: datetime) -> None:
    second = moment.replace(microsecond=0)
    minute = second.replace(second=0)
    assert read_moment(second.isoformat(" ")) == Moment(second, True)
    assert read_moment(f"{minute.year}/{minute.month}/{minute.day} {minute.hour}:{minute:%M}") == Moment(minute, True)
    for order, day in (("dmy", f"{minute.day}/{minute.month}/{minute.year}"), ("mdy", f"{minute:%m/%d/%Y}")):
        assert read_moment(day, order) == Moment(datetime(minute.year, minute.month, minute.day), False)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(read_moment(text), Moment | Bad | None)
    day_order([text])
