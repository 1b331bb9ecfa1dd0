"""Draws pictures of the screen from the running demo.

python docs/pictures.py [FOLDER]                          those of the README and the handbook (`make pictures`)
python docs/pictures.py --all FOLDER [--page ID]... [--size WxH]... [--look NAME]...
                                                          every page, in every size and look
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from rich.terminal_theme import TerminalTheme

from opscockpit.clock import Clock
from opscockpit.services import actions, today
from opscockpit.services.demo import Demo
from opscockpit.services.session import session_maker
from opscockpit.store import stores
from opscockpit.store.database import Database
from opscockpit.ui.app import Cockpit
from opscockpit.ui.options import Options
from opscockpit.ui.pages import PAGES, Place
from opscockpit.ui.run import begin

MORNING = datetime(2026, 6, 25, 9, 12)
SUBJECTS = {"metric": "paid"}
"""What is shown on the pages that need to be told; the checklist's number is known when it is opened."""

_XTERM = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
]  # fmt: skip
_CONSOLE = [
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
]  # fmt: skip
_BLACK = TerminalTheme((18, 18, 18), (222, 222, 222), _XTERM)
_WHITE = TerminalTheme((255, 255, 255), (34, 34, 34), _XTERM)
_VGA = TerminalTheme((0, 0, 0), (170, 170, 170), _CONSOLE)


class Dress(NamedTuple):
    """How the screen is drawn, and on which terminal."""

    options: Options
    terminal: TerminalTheme


DRESSES = {
    "dark": Dress(Options(ground="dark"), _BLACK),
    "light": Dress(Options(ground="light"), _WHITE),
    "16": Dress(Options(colours="16", ground="dark"), _VGA),
    "either": Dress(Options(), _WHITE),
    "night": Dress(Options(theme="night"), _WHITE),
    "paper": Dress(Options(theme="paper"), _BLACK),
    "ascii": Dress(Options(glyphs="ascii", colours="none"), _BLACK),
}
LOOKS = ("dark", "light", "16", "ascii")
CELL, LINE, FONT, MARGIN = 8.4, 18, 14, 10
"""A cell's width and height, the size of its letters and the margin around all cells, in pixels."""

_SIGNS = r"\u2500-\u25ff\u2800-\u28ff"
_RUNS = re.compile(rf"[\x21-\x7e]+(?: [\x21-\x7e]+)*|[{_SIGNS}]+|[^\x20-\x7e{_SIGNS}]")
"""What gets a place of its own: plain words, signs and lines, and each character of other scripts."""

SIZES = ((60, 20), (80, 24), (120, 40), (200, 60))


class Picture(NamedTuple):
    """One picture of the README or the handbook."""

    name: str
    page: str
    size: tuple[int, int]
    look: str = "dark"


HANDBOOK = (
    Picture("today", "today", (120, 40)),
    Picture("today-small", "today", (80, 24)),
    Picture("today-large", "today", (200, 60)),
    Picture("metric", "metric", (120, 40)),
    Picture("morning", "morning", (100, 30)),
    Picture("board", "board", (120, 30)),
)


def main() -> None:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--page", action="append", choices=[entry.id for entry in PAGES])
    parser.add_argument("--size", action="append", type=lambda words: tuple(map(int, words.split("x"))))
    parser.add_argument("--look", action="append", choices=list(DRESSES))
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    wanted = _every(args.page, args.size, args.look) if args.all else HANDBOOK
    clock = Clock(MORNING)
    with tempfile.TemporaryDirectory() as scratch, Demo(clock, keep=Path(scratch) / "demo.db") as demo:
        with Database(demo.path, clock) as db:
            demo.step(db)
            _work_a_little(db)
        for look in dict.fromkeys(picture.look for picture in wanted):
            pictures = [picture for picture in wanted if picture.look == look]
            asyncio.run(_draw(demo, clock, DRESSES[look], pictures, args.folder))


def _every(
    pages: list[str] | None, sizes: list[tuple[int, int]] | None, looks: list[str] | None
) -> tuple[Picture, ...]:
    return tuple(
        Picture(f"{page}-{size[0]}x{size[1]}-{look}", page, size, look)
        for look in looks or LOOKS
        for page in pages or [entry.id for entry in PAGES]
        for size in sizes or SIZES
    )


def _work_a_little(db: Database) -> None:
    """A few ticks, ranks, yesterday's score, today's focus and a drill: a morning in the middle."""
    from opscockpit.services.desk import Desk
    from opscockpit.services.team import Team

    store = stores.stores(db)[0]
    view = today.build(db, "lin", store)
    for item in view.must_do[:4]:
        actions.tick(db, item.owner or "lin", item.id, item.version, "done", "")
    for word, rank in zip(view.keywords[:4], (13, 9, 5, 24), strict=True):
        actions.rank_record(db, "zhou", word.id, view.header.day, rank)
    if view.header.previous:
        actions.focus_score(db, "lin", view.header.previous.id, view.header.previous.version, "partly", "连带率 1.28")
    actions.focus_set(
        db, "lin", store, view.header.day, "恢复船袜主图 A 版，看加购率", metric="cart_rate",
        target="≥ 9 %", owner="tao", due="11:00",
    )  # fmt: skip
    emergencies = Team(Desk(db, "lin", store)).emergencies
    emergencies.open(emergencies.playbooks()[0].id, drill=True)
    SUBJECTS["emergency"] = str(emergencies.views()[0].id)


async def _draw(demo: Demo, clock: Clock, dress: Dress, pictures: Iterable[Picture], folder: Path) -> None:
    os.environ["TERM"], os.environ["XDG_STATE_HOME"] = "xterm-256color", str(demo.path.parent)
    worker, live = begin(session_maker(demo.path, demo.who, clock))
    worker.wait_first(10)
    app = Cockpit(worker, live, dress.options)
    async with app.run_test(size=(120, 40)) as pilot:
        for picture in pictures:
            await pilot.resize_terminal(*picture.size)
            app.go(Place(picture.page, SUBJECTS.get(picture.page, "")))
            await pilot.pause(0.3)
            app.today.metrics.draw_charts()
            await pilot.pause()
            file = folder / f"{picture.name}.svg"
            file.write_text(_svg(app, dress.terminal), encoding="utf-8")
            print(file)
    worker.close(1)


def _svg(app: Cockpit, terminal: TerminalTheme) -> str:
    """What is on the screen as this terminal shows it; each run of characters of one width has a place of its own."""
    width, height = app.size
    parts: list[str] = []
    for y, strip in enumerate(app.front._compositor.render_strips()):
        x = 0
        for segment in strip:
            parts += _drawn(segment.text, segment.style or Style.null(), x, y, terminal)
            x += segment.cell_length
    size = f"{width * CELL + 2 * MARGIN:g} {height * LINE + 2 * MARGIN:g}"
    fore, back = terminal.foreground_color.hex, terminal.background_color.hex
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-size="{FONT}" fill="{fore}"\n'
        f"  font-family=\"'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace\">\n"
        f'<rect width="100%" height="100%" rx="6" fill="{back}"/>\n<g transform="translate({MARGIN} {MARGIN})">\n'
        + "\n".join(parts)
        + "\n</g>\n</svg>\n"
    )


def _drawn(words: str, style: Style, x: int, y: int, terminal: TerminalTheme) -> Iterator[str]:
    """The background of some characters, and the characters."""

    def shown(colour: Color | None, fore: bool) -> str:
        if colour is None or colour.is_default:
            return (terminal.foreground_color if fore else terminal.background_color).hex
        return colour.get_truecolor(terminal, fore).hex

    fore, back = shown(style.color, True), shown(style.bgcolor, False)
    fore, back = (back, fore) if style.reverse else (fore, back)
    top = y * LINE
    if back != terminal.background_color.hex:
        wide = cell_len(words) * CELL
        yield f'<rect x="{x * CELL:g}" y="{top}" width="{wide:g}" height="{LINE}" fill="{back}"/>'
    look = ("" if fore == terminal.foreground_color.hex else f' fill="{fore}"') + (
        ' font-weight="bold"' if style.bold else ""
    )
    for run in _RUNS.finditer(words):
        at, cells = x + cell_len(words[: run.start()]), cell_len(run[0])
        yield (
            f'<text x="{at * CELL:g}" y="{top + FONT:g}" textLength="{cells * CELL:g}"'
            f' lengthAdjust="spacingAndGlyphs"{look}>{escape(run[0])}</text>'
        )


if __name__ == "__main__":
    main()
