"""Every page in every size and script: nothing overlaps, nothing is cut without a sign, columns stay straight."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.geometry import Region, Size

from opscockpit.ui import text
from opscockpit.ui.options import Options
from opscockpit.ui.panels import base
from opscockpit.ui.panels.base import Piece
from tests.bench.faults import copied
from tests.demo_file import demo_file
from tests.ui.conftest import Start
from tests.ui.every_page import SIZES, Shown, browser, cells_of, make_busy, page_ids, spoil

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a checklist."""
    return make_busy(copied(demo_file(tmp_path_factory), tmp_path_factory.mktemp("pages"), "plain"))


@pytest.fixture(scope="module")
def nasty(demo: Path) -> Path:
    """The demo with names of every script and some that are no names."""
    return spoil(copied(demo, demo.parent, "nasty"))


@pytest.fixture(autouse=True)
def _a_common_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def too_long(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that were made longer than there is room, and had to be cut by whoever draws them."""
    cut: list[str] = []
    clipped = base.clipped

    def watched(pieces: Iterable[Piece], cells: int, sign: str) -> list[Piece]:
        given = list(pieces)
        if sign == base.CUT and text.width("".join(words for words, _ in given).rstrip()) > cells:
            cut.append("".join(words for words, _ in given))
        return clipped(given, cells, sign)

    monkeypatch.setattr(base, "clipped", watched)
    return cut


def assert_in_place(shown: Shown) -> None:
    """The panes lie side by side and cover the screen; each line fills it; the frames are closed."""
    regions = list(shown.page.regions(Size(shown.width, shown.height)).values())
    assert sum(region.area for region in regions) == shown.width * shown.height, shown.name
    for place, one in enumerate(regions):
        assert one in Region(0, 0, shown.width, shown.height), shown.name
        assert not any(one.overlaps(other) for other in regions[place + 1 :]), shown.name
    grid = [cells_of(strip) for strip in shown.strips]
    assert {len(line) for line in grid} == {shown.width}, shown.name
    upright = shown.page.look.glyphs.upright
    for pane in shown.framed():
        x, y, width, height = pane.region
        for line in grid[y + 1 : y + height - 1]:
            assert (line[x], line[x + width - 1]) == (upright, upright), f"{shown.name}: {''.join(line)}"


def assert_what_matters(shown: Shown) -> None:
    """The focus is in sight, and the row under the cursor, first or last."""
    assert any("FOCUS" in strip.text for strip in shown.strips[:2]), shown.name
    pane = shown.page.pane
    for step in (-1_000_000, 1_000_000):
        pane.move(step)
        if pane.keys() and pane.cursor is not None and shown.page.id_ != "metric":
            fresh = Shown(shown.page, shown.page._compositor.render_strips(), shown.width, shown.height)
            assert fresh.has_cursor(), f"{shown.name}: {pane.name}"


@pytest.mark.parametrize("page", page_ids())
async def test_any_size(demo: Path, page: str, too_long: list[str]) -> None:
    async with browser(demo) as browsing:
        await browsing.open(page)
        async for shown in browsing.sizes():
            assert_in_place(shown)
            assert_what_matters(shown)
            assert too_long == [], "\n".join(["TOOLONG " + shown.name, *too_long])


@pytest.mark.parametrize("page", page_ids())
async def test_any_script(nasty: Path, page: str, too_long: list[str]) -> None:
    async with browser(nasty) as browsing:
        await browsing.open(page)
        async for shown in browsing.sizes():
            assert_in_place(shown)
            assert too_long == [], "\n".join(["TOOLONG " + shown.name, *too_long])
            words = shown.text().replace("\n", "")
            unsafe = [letter for letter in words if unicodedata.category(letter) in ("Cc", "Cf", "Cs")]
            assert unsafe == [], shown.name
            assert not any("\ufe00" <= letter <= "\ufe0f" or "\U0001f3fb" <= letter <= "\U0001f3ff" for letter in words)


@pytest.mark.parametrize("page", page_ids())
async def test_no_sign_of_our_own_is_beyond_ascii(demo: Path, page: str) -> None:
    """Letters of any script have a certain width, and Chinese punctuation too; signs that are neither do not."""
    async with browser(demo, Options(glyphs="ascii")) as browsing:
        await browsing.open(page)
        async for shown in browsing.sizes():
            signs = {letter for letter in shown.text() if not letter.isascii() and not letter.isalnum()}
            assert {sign for sign in signs if unicodedata.east_asian_width(sign) not in "WF"} == set(), shown.name


@pytest.mark.parametrize("many", [2, 9])
async def test_what_is_typed_stays_while_the_terminal_is_resized(start: Start, many: int) -> None:
    async with start() as driven:
        await driven.press("t")
        await driven.until(lambda: driven.form)
        await driven.press(*"price of B12")
        for width, height in ((60, 20), (40, 10), (250, 80), (30, 5), (80, 24))[-many:]:
            await driven.pilot.resize_terminal(width, height)
            await driven.pilot.pause()
            lines = driven.lines()
            assert len(lines) == height
            if width >= 60:
                assert any("price of B12" in line for line in lines), (width, height)
                assert any("FOCUS" in line for line in lines[:2]), (width, height)
            else:
                assert any("terminal" in line for line in lines), (width, height)
        await driven.press(*" now", "f2")
        await driven.until(lambda: any(call[:2] == ("task_add", "price of B12 now") for call in driven.session.calls))


@pytest.mark.parametrize("key", ["0", "ctrl+p", "question_mark", "O"])
async def test_what_lies_over_the_page_stays_in_sight_while_the_terminal_is_resized(start: Start, key: str) -> None:
    async with start() as driven:
        await driven.press(key)
        await driven.until(lambda: driven.front.overlay)
        title = driven.front.overlay.title_words
        for width, height in SIZES:
            await driven.pilot.resize_terminal(width, height)
            await driven.pilot.pause()
            grid = [cells_of(strip) for strip in driven.front._compositor.render_strips()]
            assert {len(line) for line in grid} == {width}
            assert any(title in "".join(line) for line in grid), (width, height)
            assert any("FOCUS" in "".join(line) for line in grid[:2]), (width, height)
            x, y, wide, high = driven.front.overlay.region
            assert driven.front.overlay.region in Region(0, 0, width, height)
            assert {(line[x], line[x + wide - 1]) for line in grid[y + 1 : y + high - 1]} == {("│", "│")}
