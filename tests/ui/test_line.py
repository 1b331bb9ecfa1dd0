"""A slow line is noticed by its round trips, said once, and spared; a chance delay changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from opscockpit.ui.line import TRIPS, Judge
from opscockpit.ui.live import Live
from opscockpit.ui.talk import SLOW_SECONDS
from tests.ui.child import Child
from tests.ui.fake import FakeSession

FAST, SLOW = SLOW_SECONDS / 4, SLOW_SECONDS * 2


@pytest.mark.parametrize(
    ("trips", "says"),
    [
        ([SLOW] * 2, 0), ([SLOW] * 3, 1), ([SLOW] * 9, 1), ([FAST, SLOW, FAST, FAST, SLOW, FAST], 0),
        ([FAST, FAST, SLOW * 50], 0), ([FAST, SLOW, SLOW], 1), ([SLOW, SLOW, SLOW, FAST, FAST, FAST, SLOW, SLOW], 1),
    ],
)  # fmt: skip
def test_the_middle_one_of_three_decides_once(trips: list[float], says: int) -> None:
    judge = Judge()
    assert sum(judge.took(seconds) for seconds in trips) == says
    assert judge.slow == bool(says)


def test_an_answer_takes_back_the_doubt_whether_any_comes() -> None:
    judge = Judge()
    judge.waiting = TRIPS
    judge.took(FAST)
    assert judge.waiting == 0


def test_on_a_slow_line_changes_of_others_come_together() -> None:
    now, shown, session = [100.0], [], FakeSession()
    live = Live(lambda call: call(), lambda: now[0])
    live.on_view = shown.append  # type: ignore[assignment]
    live.load(session)
    live.look(session)  # says that the person is here
    shown.clear()
    live.gap = 5.0
    for seconds in (0.5, 4.0, 0.4, 0.2, 0.5):
        session.changed = True
        session.counters["must"] = session.counters.get("must", 0) + 1
        now[0] += seconds
        live.look(session)
    assert len(shown) == 1, "what came in the first five seconds, all at once"


@pytest.fixture
def slow() -> Iterator[Child]:
    """A terminal that takes its time."""
    child = Child("--line", "auto", column=1, late=SLOW)
    yield child
    child.end()


def test_a_slow_terminal_is_told_of_and_spared(slow: Child) -> None:
    slow.read_until(b"The line is slow")
    assert slow.asked == TRIPS
    slow.read_until(b"\x1b[?1000l")
    told = len(slow.said.partition(b"\x1b[?1000l")[0])
    slow.type(b"q")
    assert slow.wait() == 0
    assert b"38;5;" in slow.said[:told]
    assert b"38;5;" not in slow.said[told:]


def test_a_line_that_is_named_slow_is_spared_from_the_start() -> None:
    said: dict[str, Any] = {}
    for line in ("slow", "normal"):
        child = Child("--line", line)
        try:
            child.read_until(b"help")
            child.type(b"q")
            assert child.wait() == 0
        finally:
            child.end()
        said[line] = child.said
    assert b"\x1b[?1000h" in said["normal"]
    assert b"\x1b[?1000h" not in said["slow"]
    assert b"38;5;" in said["normal"]
    assert b"38;5;" not in said["slow"]
    assert len(said["slow"]) < len(said["normal"])
