"""What holds for the keys of every page: finding, jumping, reading only, and letters of an input method."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from textual import events

from opscockpit.ui.moving import Jump
from opscockpit.ui.overlays import Picker, Sheet
from opscockpit.ui.page import Page
from tests.bench.faults import copied
from tests.demo_file import demo_file
from tests.ui.every_page import Browser, browser, make_busy, page_ids

pytestmark = pytest.mark.filterwarnings("ignore")

LEAVES = ("quit", "back", "forward")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a checklist."""
    return make_busy(copied(demo_file(tmp_path_factory), tmp_path_factory.mktemp("keys"), "plain"))


@pytest.fixture(autouse=True)
def _folders_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


async def until_idle(seen: Browser) -> None:
    """Wait until the session's thread has answered everything, and the answers are shown."""
    answered: list[bool] = []
    seen.app.worker.ask(lambda session: True, answered.append, lambda trouble: answered.append(False))
    for _ in range(200):
        await seen.pilot.pause()
        if answered:
            return
    raise AssertionError("the session's thread does not answer")


def content(path: Path) -> str:
    """What stands in the database, whatever the file's own counters say."""
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as db:
        return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()


async def test_slash_finds_on_every_page(demo: Path) -> None:
    async with browser(demo) as seen:
        empty = []
        for page_id in page_ids():
            await seen.open(page_id)
            page: Page = seen.app.front
            await seen.pilot.press("slash")
            await until_idle(seen)
            picker = page.overlay
            if not isinstance(picker, Picker):
                assert page.footer.said == "There is no row here to find", page_id
                empty.append(page_id)
                continue
            last = picker.matches()[-1]
            picker.pasted(last.words)
            assert last in picker.matches(), page_id
            picker.pasted(" and what stands nowhere")
            assert picker.matches() == [], page_id
            picker.typed(last.words.split()[0])
            await seen.pilot.press("enter")
            await until_idle(seen)
            if page.overlay is None and page.pane.keys():
                assert page.pane.cursor is not None, page_id
                await seen.pilot.press("N", "ctrl+n")
            page.shut()
        assert len(empty) <= 3, empty


CHANGED = (
    ("today", "must_do"), ("today", "keywords"), ("today", "board"), ("board", "board"), ("alarms", "list"),
    ("events", "list"), ("routines", "list"), ("links", "list"), ("rules", "list"), ("crew", "list"),
    ("emergencies", "list"), ("emergency", "list"), ("morning", "letters"), ("ahead", "plans"),
)  # fmt: skip
"""Pages and panes with rows that people change."""


async def test_w_tells_who_changed_a_row_wherever_people_change_rows(demo: Path) -> None:
    async with browser(demo) as seen:
        for page_id, pane in CHANGED:
            await seen.open(page_id)
            page: Page = seen.app.front
            page.activate(pane)
            if not page.pane.keys():
                continue
            await seen.pilot.press("w")
            await until_idle(seen)
            assert isinstance(page.overlay, Sheet), (page_id, pane, page.footer.said)
            assert page.overlay.title_words.startswith("Who changed it"), (page_id, pane)
            page.shut()


async def test_what_is_found_is_gone_to_and_n_goes_on(demo: Path) -> None:
    async with browser(demo) as seen:
        await seen.open("routines")
        page = seen.app.front
        rows = page.list.keys()  # type: ignore[attr-defined]
        await seen.pilot.press("slash")
        picker = page.overlay
        assert isinstance(picker, Picker)
        third = next(choice for choice in picker.matches() if choice.value == ("list", rows[2]))
        picker.typed(third.words)
        await seen.pilot.press("enter")
        assert page.pane.cursor == rows[2]
        page.sought = "，"
        page.pane.cursor = None
        found = []
        for _ in range(3):
            await seen.pilot.press("n")
            found.append(page.pane.cursor)
        assert None not in found
        await seen.pilot.press("N")
        assert page.pane.cursor == found[-2] or len(set(found)) == 1
        page.sought = "nowhere at all"
        await seen.pilot.press("n")
        assert "Nothing here has" in page.footer.said


async def test_letters_lead_to_every_row_in_sight_on_every_page(demo: Path) -> None:
    async with browser(demo) as seen:
        for page_id in page_ids():
            await seen.open(page_id)
            page: Page = seen.app.front
            await seen.pilot.press("semicolon")
            jump = page.pending
            assert isinstance(jump, Jump), page_id
            shown = page.regions(page.size)
            wanted = sum(len(pane.targets()) for name, pane in page.panes.items() if name in shown)
            assert len(jump._places) == min(wanted, 62), page_id
            assert len(jump._places) >= 1
            for letter, (name, x, y) in jump._places.items():
                line = page.panes[name].text_lines()[y]
                assert letter in line, (page_id, letter, x, line)
            for letter in list(jump._places)[-1:]:
                name, _, y = jump._places[letter]
                await seen.pilot.press(letter)
                assert page.active == name, page_id
                if y:
                    rows = page.pane.keys()
                    assert page.pane.cursor in rows, page_id
            assert page.pending is None
            assert not any(pane._labels for pane in page.panes.values())


async def test_letters_of_an_input_method_are_told_of_on_every_page_and_in_every_list(demo: Path) -> None:
    async with browser(demo) as seen:
        for page_id in page_ids():
            await seen.open(page_id)
            page: Page = seen.app.front
            for pane in page.panes:
                page.activate(pane)
                page.post_message(events.Key("儿", "儿"))
                await seen.pilot.pause()
                assert "input method" in page.footer.said, (page_id, pane)
            for key in ("5", "number_sign"):
                await seen.pilot.press(key)
                page.post_message(events.Key("儿", "儿"))
                await seen.pilot.pause()
                assert page.pending is None, page_id
                page.type_key("escape")
            await seen.pilot.press("ctrl+p")
            page.post_message(events.Key("儿", "儿"))
            await seen.pilot.pause()
            assert "input method" in seen.shown().text(), page_id
            await seen.pilot.press("escape")


@pytest.mark.parametrize("why", ["opened to read", "guest"])
async def test_who_only_reads_changes_nothing_and_is_told(demo: Path, tmp_path: Path, why: str) -> None:
    path = copied(demo, tmp_path, "read")
    if why == "guest":
        with sqlite3.connect(path) as db:
            db.execute("UPDATE person SET role = 'guest' WHERE login = 'lin'")
        db.close()
    before = content(path)
    async with browser(path, read_only=why != "guest") as seen:
        assert "READ-ONLY" in seen.shown().text()
        assert "done" not in seen.shown().strips[-1].text
        assert "find" in seen.shown().strips[-1].text
        await seen.pilot.press("enter")
        assert isinstance(seen.app.front.overlay, Picker)
        assert [
            c.words for c in seen.app.front.overlay.matches() if not seen.app.front.actions.named(str(c.value)).reads
        ] == []
        await seen.pilot.press("escape")
        for page_id in page_ids():
            await seen.open(page_id)
            page: Page = seen.app.front
            for pane in page.panes:
                page.activate(pane)
                for action in page.actions.all:
                    if action.reads or not action.applies(pane):
                        continue
                    page.footer.quiet()
                    page.run(action.id)
                    assert "Read-only" in page.footer.said, (page_id, action.id)
                    assert page.overlay is None, (page_id, action.id)
        await until_idle(seen)
    if why != "guest":  # a guest's presence is written, so that the others see who is here
        assert content(path) == before


async def test_reading_actions_change_nothing(demo: Path, tmp_path: Path) -> None:
    """What the table says of an action is true: whatever only reads can be run and writes nothing."""
    path = copied(demo, tmp_path, "look")
    before = content(path)
    async with browser(path, read_only=True) as seen:
        for page_id in page_ids():
            await seen.open(page_id)
            actions = seen.app.front.actions
            for action in actions.all if page_id == "today" else actions.own:
                if not action.reads or action.id in LEAVES or action.id.startswith("page_"):
                    continue
                page: Page = seen.app.front
                if action.where:
                    page.activate(action.where[0])
                page.run(action.id)
                await until_idle(seen)
                assert "nothing was changed" not in seen.app.front.footer.said, (page_id, action.id)
                for shown in (page, seen.app.front):
                    shown.pending = None
                    shown.shut()
                if seen.app.front.id_ != page_id:
                    await seen.open(page_id)
    assert content(path) == before
