"""The panes about numbers fill exactly their cells, whatever shops, files and people call things."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from opscockpit.ui.options import Options
from opscockpit.ui.pages.alarms import AlarmList
from opscockpit.ui.pages.chart_pane import ChartPane
from opscockpit.ui.pages.coverage import CoverageGrid
from opscockpit.ui.pages.events import EventList
from opscockpit.ui.pages.metric_panes import CluesPane, PartsPane, WhyPane
from opscockpit.ui.pages.metrics import MetricsList
from opscockpit.ui.panels.base import Pane
from opscockpit.ui.theme import look
from tests.ui.fake import FakeSession
from tests.ui.fake_numbers import DAY
from tests.ui.test_text import nasty

OPTIONS = [Options(), Options(glyphs="ascii", colours="none"), Options(ambiguous="wide", colours="16", rising="red")]


def panes(words: str, options: Options) -> list[Pane]:
    """All of them, with every word that comes from outside replaced; nothing replaced where there is none."""
    style, numbers = look(options, {"TERM": "xterm-256color"}), FakeSession().numbers

    def named(thing, **names):  # type: ignore[no-untyped-def]
        return replace(thing, **(names if words else {}))

    found = numbers.metrics("week")
    metrics = MetricsList(style)
    metrics.show(replace(found, rows=tuple(named(r, label=words, zh=words, note=words) for r in found.rows)))
    alarms = AlarmList(style, lambda: None)
    alarms.fill([named(a, label=words, owner=words, tag=words, often=words) for a in numbers.alarms()])
    events = EventList(style)
    events.show([named(e, name=words, kind=words, align_key=words) for e in numbers.events()], DAY)
    data = CoverageGrid(style)
    data.show(
        tuple(
            named(c, store=words, rows=tuple(named(r, source=words, expected=words) for r in c.rows))
            for c in numbers.coverage()
        )
    )
    detail = numbers.metric("conversion", "week")
    detail = named(
        detail,
        row=named(detail.row, label=words, zh=words),
        events=tuple(named(e, name=words) for e in detail.events),
        drills=tuple(named(d, rows=tuple(named(r, name=words) for r in d.rows), note=words) for d in detail.drills),
        clues=tuple(named(c, text=words) for c in detail.clues),
        range_lines=(words,),
        source_lines=(words,),
        formula=words,
    )
    chart, parts, why, clues = ChartPane(style), PartsPane(style), WhyPane(style), CluesPane(style)
    chart.show(detail)
    parts.show(detail.drills)
    why.show(detail)
    clues.show(detail.clues, detail.row.day)
    return [metrics, alarms, events, data, chart, parts, why, clues]


@settings(max_examples=40, deadline=None)
@given(nasty, st.integers(40, 210), st.integers(5, 30), st.sampled_from(OPTIONS))
def test_every_line_has_exactly_the_cells(words: str, width: int, height: int, options: Options) -> None:
    for pane in panes(words, options):
        for active in (False, True):
            pane.active = active
            for strip in pane.draw(width, height):
                assert cell_len(strip.text) == strip.cell_length == width, (pane.name, strip.text)


def test_the_day_that_is_not_over_opens_the_chart_at_its_newest_day() -> None:
    detail = FakeSession().numbers.metric("paid", "week", None)
    newest = detail.chart[-1].day
    chart = ChartPane(look(Options(), {"TERM": "xterm-256color"}))
    chart.show(replace(detail, row=replace(detail.row, day=newest + timedelta(days=1))))
    assert chart.cursor == newest.isoformat()
    chart.sideways(-1)
    assert chart.cursor == detail.chart[-2].day.isoformat()


def test_ascii_signs_leave_nothing_to_the_terminal() -> None:
    for pane in panes("", Options(ambiguous="wide")):
        for strip in pane.draw(120, 20):
            assert not set("●○▲▼─│╭▁█…·–✓✗╌⣀") & set(strip.text), pane.name


def test_without_colours_nothing_but_attributes_is_sent() -> None:
    for pane in panes("", Options(colours="none")):
        for strip in pane.draw(120, 20):
            for segment in strip:
                assert segment.style is None or (segment.style.color is None and segment.style.bgcolor is None)
