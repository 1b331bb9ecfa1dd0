"""Going from page to page: what is in front gets keys, views and messages; the way back is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from opscockpit.ui import pages
from opscockpit.ui.actions import Action, Actions
from opscockpit.ui.commands import GENERAL_COMMANDS
from opscockpit.ui.facade import Session
from opscockpit.ui.page import Page, Shared
from opscockpit.ui.pages import History, PageEntry, Place
from opscockpit.ui.panels.base import Entry, ListPane, Piece
from tests.ui.conftest import Start
from tests.ui.fake import Done


class People(ListPane):
    """Everybody, one a line."""

    rows: tuple[tuple[str, str], ...] = ()

    def heading(self) -> list[Piece]:
        return [("People", self.look.palette.title)]

    def keys(self) -> list[int | str]:
        return [login for login, _ in self.rows]

    def entries(self, width: int) -> list[Entry]:
        return [Entry(login, ((self.look.fit(name, width), self.look.palette.text),)) for login, name in self.rows]


class PeoplePage(Page):
    """A page with data of its own."""

    id_ = "people"
    actions = Actions((Action("shout", ("space",), "Shout", "Say the name.", short="shout", shown="space"),))
    commands = {**GENERAL_COMMANDS, "shout": lambda page: page.say(str(page.list.cursor))}  # noqa: RUF012

    def __init__(self, shared: Shared) -> None:
        self.list = People(shared.look, "people")
        super().__init__(shared, {"people": self.list})

    def question(self) -> Callable[[Session], Any]:
        subject = self.subject
        return lambda session: [row for row in session.people() if subject in row[0]]

    def fill(self, answer: Any) -> None:
        self.list.rows = tuple(answer)
        self.list.settle()


@pytest.fixture(autouse=True)
def more_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = PageEntry("people", (), "People", "Everybody.", __name__, "PeoplePage", listed=False)
    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, entry))


async def test_a_page_opens_with_its_subject_and_esc_goes_back(start: Start) -> None:
    async with start() as driven:
        await driven.until(lambda: driven.today.metrics._charted)
        before = driven.lines()
        driven.today.go("people", "e")
        await driven.until(lambda: any("Mei" in line for line in driven.lines()[3:8]))
        assert not any("Zhou" in line for line in driven.lines()[3:])
        assert "FOCUS" in driven.lines()[0]
        assert "shout" in driven.lines()[-1]
        await driven.press("down", "space")
        assert "mei" in driven.lines()[-1]
        await driven.press("escape")
        await driven.until(lambda: driven.front is driven.today)
        assert driven.lines() == before
        await driven.press("right_square_bracket")
        await driven.until(lambda: driven.front is not driven.today)
        assert driven.front.subject == "e"
        assert driven.front.list.cursor == "mei"


async def test_the_page_in_front_sees_other_peoples_changes_and_the_one_behind_catches_up(start: Start) -> None:
    async with start() as driven:
        driven.today.go("people")
        await driven.until(lambda: any("Gang" in line for line in driven.lines()))
        driven.session.focus = replace(driven.session.focus, sentence="another focus")
        driven.session.cards[0] = replace(driven.session.cards[0], title="fresh card")
        driven.session.rival()
        await driven.until(lambda: "another focus" in driven.lines()[0])
        await driven.press("backspace")
        await driven.until(lambda: any("fresh card" in line for line in driven.lines()))


async def test_what_was_done_on_a_page_is_said_on_the_one_in_front(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Event()

    def slow(*_: object) -> Done:
        assert gone.wait(15)
        return Done("ticked at last")

    async with start() as driven:
        monkeypatch.setattr(driven.session, "tick", slow)
        await driven.press("space")
        driven.today.go("people")
        gone.set()
        await driven.until(lambda: "ticked at last" in driven.front.footer.said)
        assert driven.front is not driven.today


async def test_general_forms_work_on_every_page(start: Start) -> None:
    async with start() as driven:
        driven.today.go("people")
        await driven.until(lambda: any("Gang" in line for line in driven.lines()))
        await driven.press("t")
        await driven.until(lambda: driven.form is not None)
        await driven.press(*"from here", "f2")
        await driven.until(lambda: any(call[:2] == ("task_add", "from here") for call in driven.session.calls))
        await driven.until(lambda: "Task added" in driven.front.footer.said)
        await driven.press("f1")
        assert any("Say the name." in line for line in driven.lines())
        assert not any("Record a rank" in line for line in driven.lines())


async def test_trouble_with_a_pages_data_is_told_there(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    from opscockpit.errors import Busy

    def busy() -> None:
        raise Busy("the database has been busy for 5 s")

    async with start() as driven:
        monkeypatch.setattr(driven.session, "people", busy)
        driven.today.go("people")
        await driven.until(lambda: "Database busy" in driven.front.footer.said)
        assert driven.front is not driven.today


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (40, 10)])
async def test_every_line_is_filled_at_every_size(start: Start, size: tuple[int, int]) -> None:
    async with start(*size) as driven:
        driven.today.go("people")
        await driven.until(lambda: driven.front.list.rows and driven.front.is_current)
        await driven.pilot.pause()
        strips = driven.front._compositor.render_strips()
        assert [strip.cell_length for strip in strips] == [size[0]] * size[1]


async def test_a_page_is_resized_behind_too(start: Start) -> None:
    async with start() as driven:
        driven.today.go("people")
        await driven.until(lambda: any("Gang" in line for line in driven.lines()))
        await driven.pilot.resize_terminal(80, 24)
        await driven.press("escape")
        await driven.until(
            lambda: sum("2 Metrics" in line for line in driven.lines()) == 1 and len(driven.lines()) == 24
        )


def test_the_way_back_and_forth() -> None:
    history = History()
    assert not history.step(-1)
    history.go(Place("a"))
    history.go(Place("b", "x"))
    history.go(Place("b", "x"))
    assert history.step(-1)
    assert history.now == Place("a")
    assert history.step(1)
    assert history.now == Place("b", "x")
    assert not history.step(1)
    history.step(-1)
    history.go(Place("c"))
    assert not history.step(1)
    history.go(Place("today"))
    assert not history.step(-1)
