"""The home screen under the fingers: places, cursor, actions, other people's changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.geometry import Region

from opscockpit.errors import Busy
from opscockpit.ui.app import Cockpit
from opscockpit.ui.live import CLOCK_SECONDS
from opscockpit.ui.options import Options
from opscockpit.ui.run import begin
from tests.ui.conftest import Start
from tests.ui.fake import DAY, FakeSession

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_first_picture(start: Start, width: int, height: int, request: pytest.FixtureRequest) -> None:
    """To accept a new look: delete the file under `golden` and run the test; read what it writes."""
    async with start(width, height) as driven:
        await driven.until(lambda: driven.today.metrics._charted)
        shown = "\n".join(line.rstrip() for line in driven.lines()) + "\n"
    golden = GOLDEN / f"{width}x{height}.txt"
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written; look at it")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(60, 20), (79, 24), (99, 30), (100, 29), (100, 30), (120, 40), (250, 80)])
async def test_the_focus_is_in_sight_at_every_size(start: Start, size: tuple[int, int]) -> None:
    async with start(*size) as driven:
        assert any("FOCUS restore" in line for line in driven.lines()[:2])
        assert {len(driven.today.must_do.text_lines()[0])} != {0}


async def test_a_terminal_too_small_gets_a_kind_word_and_grows_again(start: Start) -> None:
    async with start(40, 10) as driven:
        assert any("needs 60 x 20" in line for line in driven.lines())
        await driven.pilot.resize_terminal(120, 40)
        await driven.until(lambda: any("1 Must do" in line for line in driven.lines()))
        await driven.pilot.resize_terminal(80, 24)
        await driven.until(lambda: sum("2 Metrics" in line for line in driven.lines()) == 1)
        assert all(cells == 80 for cells in (strip.cell_length for strip in driven.today._compositor.render_strips()))


async def test_moving_the_cursor_repaints_two_lines(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as driven:
        painted: list[Region] = []
        monkeypatch.setattr(driven.today.must_do, "refresh", lambda *regions, **_: painted.extend(regions))
        before = driven.today.must_do.cursor
        await driven.press("down")
        assert driven.today.must_do.cursor != before
        assert len(painted) == 2
        assert {region.height for region in painted} == {1}


async def test_showing_the_same_again_repaints_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as driven:
        painted: list[Region] = []
        today = driven.today
        for pane in (today.header, today.footer, *today.panes.values()):
            monkeypatch.setattr(pane, "refresh", lambda *regions, **_: painted.extend(regions))
        today.show(driven.session.today(None))
        assert painted == []
        driven.session.metrics[0] = replace(driven.session.metrics[0], text="12,951")
        today.show(driven.session.today(None))
        assert len(painted) == 1


async def test_a_tick_is_shown_at_once_and_written(start: Start) -> None:
    async with start() as driven:
        today = driven.today
        while (item := today.must_do.selected()) is None or item.state != "open":
            await driven.press("down")
        await driven.press("space")
        await driven.until(lambda: ("tick", item.id, "done", "") in driven.session.calls)
        await driven.until(lambda: "done" in today.footer.said)
        selected = today.must_do.selected()
        assert selected is not None
        assert (selected.id, selected.state) == (item.id, "done")
        await driven.press("u")
        await driven.until(lambda: "Taken back" in today.footer.said)
        assert today.must_do.selected() == item


async def test_two_quick_keys_are_two_changes_not_a_conflict(start: Start) -> None:
    async with start() as driven:
        await driven.press("space", "space")
        await driven.until(lambda: len([c for c in driven.session.calls if c[0] == "tick"]) == 2)
        assert "meanwhile" not in driven.today.footer.said


async def test_a_lost_race_says_who_and_shows_what_is(start: Start) -> None:
    async with start() as driven:
        driven.session.items[0] = replace(driven.session.items[0], version=7, state="skipped")
        await driven.press("space")
        await driven.until(lambda: "zhou ticked" in driven.today.footer.said)
        await driven.until(lambda: driven.today.must_do.selected().state == "skipped")


async def test_another_persons_change_arrives_and_leaves_the_cursor_alone(start: Start) -> None:
    async with start() as driven:
        today = driven.today
        await driven.press("4", "l", "j", "j")
        card = today.board.selected()
        assert card is not None
        new = replace(driven.session.cards[0], id=999, title="fresh card", owner="zhou")
        driven.session.cards.insert(0, new)
        driven.session.rival()
        await driven.until(lambda: any("fresh card" in line for line in driven.lines()))
        assert today.board.selected() == card
        moved = next(i for i, one in enumerate(driven.session.cards) if one.id == card.id)
        driven.session.cards[moved] = replace(card, owner="gang", version=2)
        driven.session.rival()
        await driven.until(lambda: today.board.column().login == "gang")
        assert today.board.selected().id == card.id


async def test_a_list_keeps_its_place_when_rows_come_and_go(start: Start) -> None:
    async with start(80, 24) as driven:
        today = driven.today
        await driven.press("end")
        last, top = today.must_do.selected(), today.must_do._top
        assert last is not None
        assert top > 0
        driven.session.items[1] = replace(driven.session.items[1], title="another title")
        driven.session.rival()
        await driven.until(lambda: today.view.must_do[1].title == "another title")
        assert (today.must_do.selected().id, today.must_do._top) == (last.id, top)
        driven.session.items = [item for item in driven.session.items if item.id != last.id]
        driven.session.rival()
        await driven.until(lambda: len(today.view.must_do) == len(driven.session.items))
        assert today.must_do.selected().id == driven.session.items[-1].id


async def test_nothing_is_read_while_nothing_changes(start: Start) -> None:
    async with start() as driven:
        await driven.until(lambda: ("presence", True) in driven.session.calls)
        await driven.until(lambda: driven.session.polls >= 2)
        loads, polls = driven.session.loads, driven.session.polls
        await driven.until(lambda: driven.session.polls >= polls + 2)
        assert driven.session.loads == loads


async def test_the_clock_is_read_each_minute(start: Start) -> None:
    async with start() as driven:
        driven.session.now += timedelta(minutes=1)
        driven.today.live._loaded_at -= CLOCK_SECONDS
        await driven.until(lambda: "08:42" in driven.lines()[0])
        assert ("presence", True) in driven.session.calls


async def test_trouble_while_watching_is_told_once_and_overcome(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as driven:
        polls = 0

        def busy() -> bool:
            nonlocal polls
            polls += 1
            raise Busy("the database has been busy for 5 s")

        monkeypatch.setattr(driven.session, "poll", busy)
        await driven.until(lambda: "Database busy" in driven.today.footer.said)
        await driven.press("down")
        await driven.until(lambda: polls >= 3)
        assert driven.today.footer.said == ""
        monkeypatch.undo()
        driven.session.cards[0] = replace(driven.session.cards[0], title="works again")
        driven.session.rival()
        await driven.until(lambda: any("works again" in line for line in driven.lines()))


async def test_an_unknown_fault_ends_the_screen_and_is_not_swallowed(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(store_id: int | None) -> None:
        raise ZeroDivisionError("in the session")

    async def lived_through() -> None:
        async with start() as driven:
            monkeypatch.setattr(driven.session, "today", broken)
            await driven.press("ctrl+l")
            await driven.until(lambda: driven.today.app.trouble)

    with pytest.raises(ZeroDivisionError):
        await lived_through()


async def test_an_answer_that_came_too_late_is_dropped(start: Start) -> None:
    async with start() as driven:
        today = driven.today
        today.live.store_id = 2
        today.load()
        today.worker.ask(lambda s: setattr(today.live, "store_id", 3), lambda _: None, today.fail)
        today.load()
        shown: list[int] = []
        today.header.show = lambda view: shown.append(view.header.store.id)  # type: ignore[method-assign]
        await driven.until(lambda: shown)
        assert shown == [3]


async def test_full_width_keys_count_and_chinese_letters_get_a_hint(start: Start) -> None:
    async with start() as driven:
        await driven.press("４")
        assert driven.today.active == "board"
        await driven.press("ｌ")
        assert driven.today.board.column().login == "zhou"
        await driven.press("儿")
        assert "input method" in driven.today.footer.said
        assert driven.today.active == "board"


async def test_a_click_chooses_panel_and_row(start: Start) -> None:
    async with start() as driven:
        region = driven.today.keywords.region
        await driven.pilot.click(offset=(region.x + 5, region.y + 4))
        assert driven.today.active == "keywords"
        assert driven.today.keywords.selected().id == 3
        board = driven.today.board.region
        await driven.pilot.click(offset=(board.x + 20, board.y + 5))
        assert driven.today.board.selected().title.startswith("export")


async def test_only_one_owner_and_all_again(start: Start) -> None:
    async with start() as driven:
        await driven.press("o")
        await driven.until(lambda: driven.today.overlay)
        await driven.press("m", "e", "i", "enter")
        assert driven.today.owner == "mei"
        assert {item.owner for item in driven.today.must_do._items()} == {"mei"}
        await driven.press("o")
        assert driven.today.owner is None


async def test_an_empty_morning_says_what_to_do(start: Start) -> None:
    session = FakeSession()
    session.items, session.metrics, session.keywords, session.cards = [], [], [], []
    session.focus = session.previous = None
    async with start(session=session) as driven:
        words = "\n".join(driven.lines())
        for hint in ("press f", "Nothing to do today", "No numbers yet", "press a"):
            assert hint in words
        # The panels are narrow: what to do stands on as many lines as it needs.
        told = " ".join("".join(char for char in words if char not in "│╭╮╰╯─").split())
        assert "ready sets" in told
        assert "import files" in told
        await driven.press("down", "space", "1", "4", "space", "m", "g", "e", "3", "r", "2", "x")
        assert [call for call in driven.session.calls if call[0] != "presence"] == []


async def test_yesterdays_focus_is_scored_before_todays_is_set(start: Start) -> None:
    session = FakeSession()
    session.previous = replace(session.previous, score=None, score_note=None)
    session.focus = None
    async with start(session=session) as driven:
        await driven.press("f")
        assert "Was it reached" in driven.today.overlay.title_words
        await driven.press("down", "enter")
        await driven.until(lambda: driven.form)
        await driven.press(*"16", "enter")
        await driven.until(lambda: ("focus_score", 1, "partly", "16") in session.calls)
        await driven.until(lambda: driven.form and driven.today.overlay.title_words == "Focus of the day")


def test_the_day_of_the_fake_is_a_thursday() -> None:
    assert DAY.weekday() == 3


@pytest.mark.parametrize("trouble", [Busy("the database has been busy for 5 s"), ZeroDivisionError("in the session")])
def test_what_fails_before_the_first_picture_is_raised(trouble: Exception) -> None:
    def refuse() -> FakeSession:
        raise trouble

    worker, live = begin(refuse)
    assert worker.wait_first(15)
    with pytest.raises(type(trouble)):
        Cockpit(worker, live, Options())
    assert worker.close(15)
