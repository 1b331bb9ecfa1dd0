"""A change is painted when it was made, not when Textual's timer comes round."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from textual.app import App

from opscockpit.ui import frames
from tests.ui.conftest import Start


async def test_a_change_does_not_wait_for_the_timer(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as driven:
        monkeypatch.setattr(frames.Prompt, "least", 0.0)
        driven.front._update_timer.stop()  # from now on only the end of a message paints
        painted: list[str] = []
        shown = App._display

        def note(app: App[Any], screen: Any, renderable: Any) -> None:
            painted.append(driven.lines()[-1])
            shown(app, screen, renderable)

        monkeypatch.setattr(App, "_display", note)
        driven.front.say("heard")
        end = time.monotonic() + 15
        while not any("heard" in line for line in painted):  # not `until`: a pilot's pause paints by itself
            assert time.monotonic() < end
            await asyncio.sleep(0)
