"""Forms, lists and pages: what they ask, what they leave alone, how one leaves them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from opscockpit.errors import WrongUsage
from opscockpit.ui import helping
from opscockpit.ui.dialogs import day_typed, field, form, pick
from opscockpit.ui.moving import Jump
from opscockpit.ui.overlays import Choice, Picker, has_letters
from opscockpit.ui.text import clean, width
from opscockpit.ui.text import width as text_width
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


@pytest.mark.parametrize(
    ("typed", "found"),
    [("new ta", "New task"), ("nwtsk", "New task"), ("ＮＥＷ", "New task"), ("w keyw", "Watch a keyword")],
)
async def test_the_palette_finds_by_words_and_by_letters_in_their_order(start: Start, typed: str, found: str) -> None:
    async with start() as driven:
        await driven.press("ctrl+p", *typed)
        picker = driven.today.overlay
        assert isinstance(picker, Picker)
        assert picker.matches()[0].words == found
        assert picker.matches()[0].detail, "its key is shown"


def test_searching_a_list_is_done_in_one_pass() -> None:
    """Many letters that nearly match must not take longer than few: a search by patterns would never end."""
    assert not has_letters("a" * 5000, "a" * 4000 + "b")
    assert has_letters("alpha beta gamma", "bgm")
    assert not has_letters("alphabet", "bet")


async def test_leaving_a_half_filled_form_says_that_it_is_kept(start: Start) -> None:
    async with start(60, 20) as driven:
        await opened(driven, "t")
        await driven.press("ctrl+c")
        assert driven.today.footer.said == ""
        await opened(driven, "t")
        await driven.press(*"half", "ctrl+c")
        assert "kept" in driven.lines()[-1]


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_keys_of_a_form_can_be_read_at_any_width(start: Start, width: int) -> None:
    async with start(width, 24) as driven:
        await opened(driven, "t")
        line = next(line for line in driven.lines() if "Enter next" in line)
        assert "leave" in line
        assert "F2 save" in line


@pytest.mark.parametrize("width", [60, 80, 109, 110, 200])
async def test_no_line_of_help_is_cut(start: Start, width: int) -> None:
    async with start(width, 24) as driven:
        await driven.press("f1")
        lines = helping.lines(driven.today, width - 4)
        assert max(text_width("".join(words for words, _ in line)) for line in lines) <= width - 4
        words = " ".join("".join(words for words, _ in line).strip() for line in lines)
        for action in driven.today.actions.all:
            assert " ".join(action.help.split()) in " ".join(words.split()), action.id


async def test_a_number_before_a_move(start: Start) -> None:
    async with start() as driven:
        pane = driven.today.must_do
        rows = pane.keys()
        await driven.press("home", "number_sign", "3", "j")
        assert pane.cursor == rows[3]
        await driven.press("number_sign", "2", "up")
        assert pane.cursor == rows[1]
        await driven.press("5")
        assert "5 times" in driven.lines()[-1]
        await driven.press("escape", "j")
        assert pane.cursor == rows[2], "Esc gives the number up, and nothing else"
        await driven.press("number_sign", "2", "end")
        assert pane.cursor == rows[1], "the row of that number"
        await driven.press("number_sign", "1", "2", "backspace", "backspace", "2", "down")
        assert pane.cursor == rows[3]
        await driven.press("number_sign", "2", "tab")
        assert driven.today.active == "keywords"
        await driven.press("1")
        assert driven.today.active == "must_do", "without # a digit is what the page makes of it"
        assert [call for call in driven.session.calls if call[0] != "presence"] == []


async def test_a_number_before_what_is_no_move_does_it_once(start: Start) -> None:
    async with start() as driven:
        await driven.press("number_sign", "9", "space")
        await driven.until(lambda: "tick" in [call[0] for call in driven.session.calls])
        await driven.until(lambda: driven.today.footer.said and "times" not in driven.today.footer.said)
        assert [call[0] for call in driven.session.calls if call[0] != "presence"] == ["tick"]


async def test_a_letter_leads_to_a_row_in_another_panel(start: Start) -> None:
    async with start() as driven:
        await driven.until(lambda: driven.today.metrics._charted)
        before = driven.lines()
        await driven.press("semicolon")
        jump = driven.today.pending
        assert isinstance(jump, Jump)
        letter, (_, x, y) = next((key, place) for key, place in jump._places.items() if place[0] == "board")
        region = driven.today.board.region
        assert driven.lines()[region.y + y][region.x + x] == letter
        await driven.press(letter)
        assert driven.today.active == "board"
        assert driven.today.board.selected() is not None
        await driven.press("1", "semicolon", "escape")
        assert driven.lines()[1:-1] == before[1:-1]


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
        assert changed.pop() == len(before) - 1, "the footer names the keys of the list"
        assert driven.lines()[-1].strip() == "letters narrow down  up down move  Enter take  Esc leave"
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


LONG = "restore image A on item 88 before the campaign starts, then watch whether buyers put it into their carts again"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_a_long_question_is_read_in_full(start: Start, size: tuple[int, int]) -> None:
    async with start(*size) as driven:
        for ask in (
            lambda: pick(driven.today, LONG, [Choice("yes", "", 1), Choice("no", "", 2)], lambda value: None),
            lambda: form(driven.today, LONG, (field("why", "Why", "", "a reason"),), lambda values: None),
        ):
            ask()
            await driven.pilot.pause()
            region = driven.today.overlay.region
            inside = [
                line[region.x + 2 : region.right - 2] for line in driven.lines()[region.y + 1 : region.bottom - 1]
            ]
            assert LONG in " ".join(" ".join(inside).split()) or any(LONG in line for line in driven.lines())
            assert any("yes" in line or "a reason" in line for line in inside)


async def test_what_is_typed_under_a_long_question_stands_in_its_field(start: Start) -> None:
    async with start(60, 20) as driven:
        form(driven.today, LONG, (field("why", "Why"), field("who", "Who")), lambda values: None)
        await driven.pilot.pause()
        await driven.press(*"abc", "tab", "x")
        region, cursor = driven.form.region, driven.today.app.cursor_position
        assert driven.lines()[cursor.y].strip("│ ").startswith("Who")
        assert driven.lines()[cursor.y - 1].strip("│ ").startswith("Why")
        await driven.pilot.click(offset=(region.x + 8, cursor.y - 1))
        await driven.press("end", "d")
        assert driven.form.values() == {"why": "abcd", "who": "x"}
