"""Locked files, full disks and a clock that goes back, on real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import faults


def test_twelve_cockpits_opened_in_one_moment_of_a_new_day_make_one_list(copy: Path, tmp_path: Path) -> None:
    found = faults.opened_together(copy, tmp_path, 12)
    assert (found.runs, found.doubled, found.different) == (1, 0, 0)
    assert found.items > 5


def test_a_locked_file_is_said_and_then_all_goes_on(copy: Path) -> None:
    found = faults.locked(copy, 0.2)
    assert "writing to" in found.words
    assert "try again" in found.words
    assert found.told == 1, "an open screen says it once, not with every look"
    assert found.followed


def test_a_full_disk_is_said_and_loses_nothing(demo: Path, tmp_path: Path) -> None:
    try:
        found = faults.disk_full(demo, tmp_path, faults.demo_archive())
    except RuntimeError as trouble:
        pytest.skip(str(trouble))
    assert "make room" in found.words
    assert found.kept
    assert found.sound
    assert found.after.endswith("there is room again")
    assert found.morning.startswith("today's list is not made yet: ")
    assert found.morning.count("make room") == 1, "it is said once, with the first look"
    assert found.shown


def test_a_clock_that_goes_back_over_midnight_stops_nobody(copy: Path) -> None:
    found = faults.clock_back(copy)
    assert found.words[-2:] == ["taken back: add task · after the jump", "doing: before the jump"]
    assert "0 s ago" in found.conflict
    assert found.followed
    assert found.runs == 2
