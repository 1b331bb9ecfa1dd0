"""Keys typed ahead reach what the key before them opens, in their order: on a slow line many come together."""

from __future__ import annotations

from threading import Event
from typing import Any

import pyte
import pytest
from textual import events

from opscockpit.services.metric_views import MetricList
from opscockpit.ui import typeahead
from opscockpit.ui.forms import Form
from tests.ui.child import Child
from tests.ui.conftest import Driven, Start
from tests.ui.fake_numbers import FakeNumbers


def send(driven: Driven, keys: str) -> None:
    """All these keys at once, as a line that was slow hands them over; capital letters open pages."""
    driver = driven.today.app._driver
    assert driver is not None
    names = {"\r": "enter", "\t": "tab", " ": "space", "\x1b": "escape", "?": "question_mark"}
    for key in keys:
        driver.process_message(events.Key(names.get(key, key), key))


def row(page: Any) -> str:
    """The number under the cursor of the list of all."""
    return str(page.pane.selected().id)


async def test_keys_after_one_that_opens_a_page_are_for_that_page(start: Start) -> None:
    async with start() as driven:
        send(driven, "Mjj\r")
        await driven.until(lambda: driven.front.id_ == "metric" and driven.front.answered_for is not None)
        list_page = driven.today.cockpit._pages["metrics"]
        assert list_page.pane.keys()[2] == row(list_page) == driven.front.subject.partition(":")[0]


async def test_keys_typed_while_the_database_reads_a_page_wait_for_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Event()
    read = FakeNumbers.metrics

    def slow(numbers: FakeNumbers, basis: str) -> MetricList:
        assert gone.wait(15)
        return read(numbers, basis)

    monkeypatch.setattr(FakeNumbers, "metrics", slow)
    async with start() as driven:
        send(driven, "Mj")
        await driven.until(lambda: driven.today.app.screen is driven.front is not driven.today)
        send(driven, "j")
        await driven.pilot.pause()
        assert driven.front.answered_for is None
        gone.set()
        await driven.until(lambda: driven.front.answered_for is not None)
        await driven.until(lambda: row(driven.front) == driven.front.pane.keys()[2])


async def test_a_page_that_never_comes_locks_nobody_in(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Event()
    monkeypatch.setattr(typeahead, "LIMIT_SECONDS", 0.01)
    monkeypatch.setattr(FakeNumbers, "metrics", lambda *_: gone.wait(15))
    async with start() as driven:
        send(driven, "M\x1b")
        await driven.until(lambda: driven.front is driven.today and driven.today.is_current)
        gone.set()


async def test_to_and_fro_in_one_go(start: Start) -> None:
    async with start() as driven:
        at = driven.today.must_do.keys().index(driven.today.must_do.cursor or 0)
        send(driven, "MA\x1b\x1bjjE")
        await driven.until(lambda: driven.front.id_ == "events" and driven.front.is_current)
        assert driven.today.must_do.keys().index(driven.today.must_do.cursor or 0) == at + 2


async def test_what_is_typed_after_the_key_of_a_form_goes_into_it(start: Start) -> None:
    """Also where the session is asked first what stands in it; q, x and space would otherwise be commands."""
    async with start() as driven:
        send(driven, "Mtqx q\t")
        await driven.until(lambda: isinstance(driven.front.overlay, Form))
        await driven.until(lambda: "qx q" in driven.form.values()["title"] if driven.form else False)


async def test_a_change_before_another_page_is_kept(start: Start) -> None:
    async with start() as driven:
        send(driven, " M")
        await driven.until(lambda: driven.front.id_ == "metrics" and driven.front.answered_for is not None)
        await driven.until(lambda: [call for call in driven.session.calls if call[0] == "tick"])


async def test_pasted_text_stays_in_its_place(start: Start) -> None:
    async with start() as driven:
        send(driven, "ta")
        driver = driven.today.app._driver
        assert driver is not None
        driver.process_message(events.Paste("bc"))
        send(driven, "d")
        await driven.until(lambda: driven.form is not None and driven.form.values()["title"] == "abcd")


def test_several_keys_in_one_write_of_a_terminal() -> None:
    child = Child("--ambiguous", "narrow", "--line", "normal")
    try:
        child.read_until(b"help")
        child.type("Mj\x7ft儿童q".encode())
        screen = pyte.Screen(80, 24)
        stream = pyte.ByteStream(screen)
        drawn = 0

        def typed() -> bool:
            nonlocal drawn
            stream.feed(child.said[drawn:])
            drawn = len(child.said)
            return any("儿童q" in line for line in screen.display)

        child.until(typed, "the form with what was typed")
        child.type(b"\x07Ajq")
        assert child.wait() == 0
    finally:
        child.end()
