"""Every pane fills exactly its cells, whatever people and files call things."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from opscockpit.services.views import TodayView
from opscockpit.ui.actions import TODAY
from opscockpit.ui.bars import FooterBar, HeaderBar, TabList
from opscockpit.ui.options import Options
from opscockpit.ui.panels.base import Framed, Pane
from opscockpit.ui.panels.board import BoardPanel
from opscockpit.ui.panels.keywords import KeywordsPanel
from opscockpit.ui.panels.metrics import MetricsPanel
from opscockpit.ui.panels.must_do import MustDoPanel
from opscockpit.ui.theme import look
from tests.ui.fake import FakeSession
from tests.ui.test_text import nasty

OPTIONS = [Options(), Options(glyphs="ascii", colours="none"), Options(ambiguous="wide", colours="16", rising="red")]


def panes(view: TodayView, options: Options) -> list[Pane]:
    style = look(options, {"TERM": "xterm-256color"})
    must_do, metrics, keywords, board = MustDoPanel(style), MetricsPanel(style), KeywordsPanel(style), BoardPanel(style)
    header, footer = HeaderBar(style), FooterBar(style, TODAY, "must_do")
    header.show(view)
    must_do.show(view, None)
    metrics.show(view)
    metrics.draw_charts()
    keywords.show(view, None)
    board.show(view, None)
    for pane in (must_do, metrics, keywords, board):
        pane.active = True
    framed: list[Framed] = [must_do, metrics, keywords, board]
    return [header, *framed, footer, TabList(style, framed)]


def named(view: TodayView, words: str) -> TodayView:
    """The view with every word that comes from outside replaced."""

    def rename(thing: Any, *fields: str) -> Any:
        return replace(thing, **dict.fromkeys(fields, words))

    head = view.header
    focus = rename(head.focus, "sentence", "metric", "target", "owner", "due")
    previous = rename(head.previous, "sentence", "score_note", "scored_by")
    people = tuple(rename(person, "login") for person in head.people)
    header = replace(head, store=rename(head.store, "name"), focus=focus, previous=previous, people=people)
    return replace(
        view,
        header=header,
        metrics_title=words,
        must_do=tuple(rename(item, "title", "owner", "evidence", "due", "done_by") for item in view.must_do),
        metrics=tuple(rename(m, "label", "text", "change", "base", "pace", "age", "note") for m in view.metrics),
        keywords=tuple(rename(word, "word", "product", "owner", "verdict") for word in view.keywords),
        board=tuple(
            replace(rename(column, "name"), cards=tuple(rename(card, "title") for card in column.cards))
            for column in view.board
        ),
    )


@settings(max_examples=60, deadline=None)
@given(nasty, st.integers(8, 210), st.integers(3, 40), st.sampled_from(OPTIONS))
def test_every_line_has_exactly_the_cells(words: str, width: int, height: int, options: Options) -> None:
    for pane in panes(named(FakeSession().today(None), words), options):
        for strip in pane.draw(width, height):
            assert cell_len(strip.text) == strip.cell_length == width, (pane.name, strip.text)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(
    "words", ["儿童袜 纯棉 [新品] [/x]", "e\u0301\u0301\u0301 👨‍👩‍👧 🇨🇳 ❤️ 👍🏽 ok", "\x1b[31mred\x1b[2J\x07"]
)
def test_a_terminal_shows_the_right_border_in_the_last_column(words: str, options: Options) -> None:
    corner = look(options).glyphs.upright
    for pane in panes(named(FakeSession().today(None), words), options)[1:5]:
        screen = pyte.Screen(90, 14)
        stream = pyte.Stream(screen)
        stream.feed("\r\n".join(strip.text for strip in pane.draw(90, 14)))
        assert {line[-1] for line in screen.display[1:-1]} == {corner}


def test_ascii_signs_leave_nothing_to_the_terminal() -> None:
    for pane in panes(FakeSession().today(None), Options(ambiguous="wide")):
        for strip in pane.draw(120, 20):
            assert not set("●○▲▼─│╭▁█…·–✓") & set(strip.text)


def test_missing_is_never_zero() -> None:
    lines = "\n".join(strip.text for strip in panes(FakeSession().today(None), Options())[2].draw(100, 10))
    spend = next(line for line in lines.split("\n") if "Ad spend" in line)
    assert "–" in spend
    assert "not yet" in spend
    assert "0" not in spend.split("published")[0]


def test_without_colours_nothing_but_attributes_is_sent() -> None:
    for pane in panes(FakeSession().today(None), Options(colours="none")):
        for strip in pane.draw(120, 20):
            for segment in strip:
                assert segment.style is None or (segment.style.color is None and segment.style.bgcolor is None)


def test_no_color_wins_over_the_setting() -> None:
    assert look(Options(), {"NO_COLOR": "1", "TERM": "xterm-256color"}).palette.bad.color is None
    assert (
        look(Options(), {"TERM": "xterm"}).palette.dim.color
        != look(Options(), {"TERM": "xterm-256color"}).palette.dim.color
    )
