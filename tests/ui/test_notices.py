"""The bell rings for what is new and mine, never for what was there; the title says what is open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from opscockpit.services.views import StoreRef, TodayView
from opscockpit.ui.notices import BELL, Notices, title
from tests.ui.fake import FakeSession


def view(**head: Any) -> TodayView:
    """The invented morning with another header."""
    seen = FakeSession().today(None)
    return replace(seen, header=replace(seen.header, **head))


QUIET = {"offers": 1, "emergency": ""}


@pytest.mark.parametrize(
    ("then", "rings"),
    [
        ({}, 0), ({"offers": 2}, 1), ({"offers": 0}, 0), ({"emergency": "store is down"}, 1),
        ({"alarms": 9, "letters": 9}, 0), ({"store": StoreRef(2, "other"), "offers": 5}, 0),
    ],
)  # fmt: skip
def test_what_rings(then: dict[str, Any], rings: int) -> None:
    written: list[str] = []
    notices = Notices(written.append, bell=True, title=False)
    notices.seen(view(**QUIET))
    assert written == [], "what was there before is no news"
    notices.seen(view(**{**QUIET, **then}))
    notices.seen(view(**{**QUIET, **then}))
    assert written == [BELL] * rings


def test_the_title_is_written_when_it_changes_and_in_ascii() -> None:
    written: list[str] = []
    notices = Notices(written.append, bell=False, title=True)
    for alarms in (2, 2, 1, 1):
        notices.seen(view(alarms=alarms))
    assert written == [f"\x1b]2;Opscockpit: 7 to do, {words}\x07" for words in ("2 alarms", "1 alarm")]
    notices.retitle()
    assert written[2:] == written[1:2]
    assert title(replace(view(alarms=0, emergency="断货"), must_do=())) == "Opscockpit: emergency"
    assert title(replace(view(alarms=0), must_do=())) == "Opscockpit: nothing open"
