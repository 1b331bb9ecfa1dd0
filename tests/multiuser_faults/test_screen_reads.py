"""Reading the screen must not keep others from writing, and must not show old numbers."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from opscockpit.clock import Clock, parse_moment
from opscockpit.services import actions, today
from opscockpit.services.session import Session
from opscockpit.services.shops import cut_of
from opscockpit.store import batches, stores
from tests.bench import databases, faults
from tests.helpers import SetClock


def test_somebody_can_write_while_the_numbers_are_read(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    with contextlib.closing(faults.session(copy)) as mine, contextlib.closing(faults.session(copy, "zhou")) as other:
        mine.today(None)
        other.db._wait = 0.1
        real = today.metric_lines

        def slow(*given: Any) -> Any:
            said.append(other.task_add("meanwhile", "zhou", None, 3, None, None).message)
            return real(*given)

        monkeypatch.setattr(today, "metric_lines", slow)
        mine._last = today.LastRead()
        view = mine.today(None)
    assert said == ["new task for zhou: meanwhile"]
    assert "meanwhile" in [card.title for column in view.board for card in column.cards]


def test_numbers_and_keywords_are_read_again_only_when_they_can_have_changed(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    for name in ("metric_lines", "keyword_lines", "click_rates"):
        real = getattr(today, name)
        monkeypatch.setattr(today, name, lambda *given, n=name, r=real: (read.append(n), r(*given))[1])
    clock = SetClock(databases.NOW)
    with (
        contextlib.closing(Session(copy, "lin", clock)) as mine,
        contextlib.closing(Session(copy, "zhou", Clock(parse_moment(databases.NOW)))) as other,
    ):
        store = stores.stores(other.db)[0]

        def reads() -> list[str]:
            read.clear()
            mine.today(None)
            return list(read)

        assert reads() == ["metric_lines", "keyword_lines", "click_rates"]
        other.task_add("a task", None, None, 3, None, None)
        assert reads() == []
        word = mine.today(None).keywords[0]
        other.rank_record(word.id, 7, "ranked")
        assert reads() == ["keyword_lines"]
        assert next(line.rank for line in mine.today(None).keywords if line.id == word.id) == 7
        actions.push(other.db, "zhou", store, cut_of(store), "visitors", "4321")
        assert reads() == ["metric_lines"]
        assert "4,321" in [line.text for line in mine.today(None).metrics]
        clock.at = clock.at.replace(minute=clock.at.minute + 1)
        assert reads() == ["metric_lines"]
        batches.undo_batch(other.db, "zhou", 1)
        assert reads() == ["metric_lines", "keyword_lines", "click_rates"]
        second = mine.today(None).header.stores[1].id
        mine.today(second)
        assert mine.today(second).metrics != mine.today(store["id"]).metrics
