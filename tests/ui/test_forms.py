"""Forms, lists and pages: what they ask, what they leave alone, how one leaves them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from opscockpit.errors import WrongUsage
from opscockpit.ui.dialogs import day_typed
from opscockpit.ui.text import clean, width
from opscockpit.ui.textline import TextLine
from tests.ui.conftest import Driven, Start
from tests.ui.fake import DAY


async def opened(driven: Driven, key: str) -> None:
    await driven.press(key)
    await driven.until(lambda: driven.form is not None)


async def test_a_new_task_with_everything(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "t")
        await driven.press(*"ask 1q", "enter", "enter", *"+2", "enter", "backspace", "1", "enter", "enter")
        await driven.until(lambda: driven.today.overlay is None)
        call = ("task_add", "ask 1q", "lin", DAY + timedelta(days=2), 1, "", 1)
        await driven.until(lambda: call in driven.session.calls)
        await driven.until(lambda: "Task added" in driven.today.footer.said)


async def test_letters_in_a_field_do_nothing_else(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "t")
        await driven.press(*"q1u?xf", "space", "slash")
        assert driven.today.overlay is not None
        assert driven.today.active == "must_do"
        assert [c for c in driven.session.calls if c[0] != "presence"] == []
        assert driven.form.lines[0].value == "q1u?xf /"


@pytest.mark.parametrize("key", ["escape", "ctrl+g", "f10", "ctrl+c"])
async def test_every_way_out_keeps_a_draft(start: Start, key: str) -> None:
    async with start() as driven:
        await opened(driven, "f2")
        await driven.press(*"half")
        await driven.press(key)
        await driven.until(lambda: driven.today.overlay is None)
        await opened(driven, "t")
        assert driven.form.lines[0].value == "half"


async def test_what_is_wrong_is_said_in_the_form(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "t")
        await driven.press("f2")
        assert any("Task is needed" in line for line in driven.lines())
        await driven.press(*"x", "enter", *"zz", "f2")
        assert any("Nobody is called linzz" in line for line in driven.lines())
        assert driven.today.overlay is not None


@pytest.mark.parametrize(("typed", "call"), [("13", (1, 13, "ranked")), ("-", (1, None, "not_found"))])
async def test_a_rank_is_recorded(start: Start, typed: str, call: tuple[object, ...]) -> None:
    async with start() as driven:
        await driven.press("3")
        await opened(driven, "r")
        await driven.press(*typed, "enter")
        await driven.until(lambda: ("rank_record", *call) in driven.session.calls)


async def test_a_rank_must_be_a_whole_number(start: Start) -> None:
    async with start() as driven:
        await driven.press("3")
        await opened(driven, "r")
        await driven.press(*"1.5", "enter")
        assert any("whole number" in line for line in driven.lines())


async def test_move_and_give_a_card(start: Start) -> None:
    async with start() as driven:
        await driven.press("4", "m")
        await driven.press("down", "down", "enter")
        await driven.until(lambda: ("task_move", 101, "done") in driven.session.calls)
        await driven.press("g")
        await driven.until(lambda: driven.today.overlay)
        await driven.press(*"gang", "enter")
        await driven.until(lambda: ("task_give", 101, "gang") in driven.session.calls)
        await driven.until(lambda: driven.today.board.column().login == "gang")


async def test_menu_lists_what_can_be_done_here(start: Start) -> None:
    async with start() as driven:
        await driven.press("4", "enter")
        words = "\n".join(driven.lines())
        assert "Give the card" in words
        assert "Record a rank" not in words
        await driven.press("escape")
        assert driven.today.overlay is None


async def test_palette_goes_to_the_panel_of_the_action(start: Start) -> None:
    async with start() as driven:
        await driven.press("ctrl+p", *"watch", "enter")
        await driven.until(lambda: driven.form)
        assert driven.today.active == "keywords"
        assert driven.today.overlay.title_words == "Watch a keyword"


async def test_find_goes_to_the_row(start: Start) -> None:
    async with start() as driven:
        await driven.press("slash", *"banner", "enter")
        assert driven.today.active == "board"
        assert driven.today.board.selected().title.startswith("banner")


async def test_explain_shows_the_lines_and_any_key_closes(start: Start) -> None:
    async with start() as driven:
        await driven.press("2", "j", "j", "x")
        await driven.until(lambda: any("buyers / visitors" in line for line in driven.lines()))
        await driven.press("z")
        assert driven.today.overlay is None


async def test_help_names_every_key(start: Start) -> None:
    async with start(200, 60) as driven:
        await driven.press("f1")
        words = "\n".join(driven.lines())
        for key in ("space", "F4", "^p", "Esc backspace [", "enter +"):
            assert key in words
        await driven.press("end")
        words = "\n".join(driven.lines())
        for key in ("PgUp", "S-Tab", "home <", "#"):
            assert key in words


async def test_switching_the_store(start: Start) -> None:
    async with start() as driven:
        await driven.press("s", *"shop", "enter")
        await driven.until(lambda: "Shopify EU" in driven.lines()[0])


async def test_an_overlay_leaves_the_rest_of_the_screen_alone(start: Start) -> None:
    async with start() as driven:
        await driven.until(lambda: driven.today.metrics._charted)
        before = driven.lines()
        await driven.press("ctrl+p")
        region = driven.today.overlay.region
        changed = [y for y, (old, new) in enumerate(zip(before, driven.lines(), strict=True)) if old != new]
        assert changed
        assert min(changed) >= region.y
        assert max(changed) < region.bottom
        await driven.press("escape")
        assert driven.lines() == before


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        ("today", DAY),
        ("Tomorrow", DAY + timedelta(days=1)),
        ("+10", DAY + timedelta(days=10)),
        ("2026-11-11", date(2026, 11, 11)),
    ],
)
def test_days_as_people_type_them(typed: str, day: date | None) -> None:
    assert day_typed(typed, DAY) == day


@pytest.mark.parametrize("typed", ["soon", "+x", "11.11.", "+"])
def test_days_that_are_none(typed: str) -> None:
    with pytest.raises(WrongUsage):
        day_typed(typed, DAY)


async def test_keys_that_arrive_in_one_piece_go_where_they_were_meant(start: Start) -> None:
    """On a slow line a whole form comes as one piece: what follows an Enter belongs to the next field."""
    async with start() as driven:
        app = driven.today.app
        for key in ("t", *"ask", "enter", "ctrl+u", *"zhou", "enter", *"+2", "enter", "enter", "enter", "j"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        due = DAY + timedelta(days=2)
        await driven.until(lambda: [c[:4] for c in driven.session.calls if c[0] == "task_add"])
        call = next(c for c in driven.session.calls if c[0] == "task_add")
        assert call[1:5] == ("ask", "zhou", due, 3)
        assert driven.today.must_do.cursor != driven.session.items[0].id


async def test_pasted_lines_become_one(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "t")
        driven.today.post_message(events.Paste("two\nlines \x1b[31mred"))
        await driven.until(lambda: driven.form.lines[0].value == "two lines red")


@given(
    st.lists(st.sampled_from(["left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+k", "ctrl+w"])
             | st.text(max_size=6).map("+".__add__)),
    st.integers(4, 40),
)  # fmt: skip
def test_whatever_is_typed_the_cursor_is_in_sight_and_fits(keys: list[str], cells: int) -> None:
    line = TextLine("")
    for key in keys:
        if key.startswith("+"):
            line.insert(key[1:])
        else:
            assert line.press(key)
        before, under, after = line.in_sight(cells)
        assert len(under) == 1
        assert width(before + under + after) <= cells
        assert before + under + after in line.value + " "
        assert clean(line.value) == line.value
