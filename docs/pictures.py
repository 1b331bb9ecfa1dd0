"""Draws the pictures of the README from the running demo: python docs/pictures.py [FOLDER]."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from opscockpit.clock import Clock
from opscockpit.services import actions, today
from opscockpit.services.demo import Demo
from opscockpit.services.session import session_maker
from opscockpit.store import stores
from opscockpit.store.database import Database

MORNING = datetime(2026, 6, 25, 9, 12)
SIZES = {"today": (120, 40), "today-small": (80, 24), "today-large": (200, 60)}


def main() -> None:
    """Write one picture for each size."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    clock = Clock(MORNING)
    with tempfile.TemporaryDirectory() as scratch, Demo(clock, keep=Path(scratch) / "demo.db") as demo:
        with Database(demo.path, clock) as db:
            demo.step(db)
            _work_a_little(db)
        for name, size in SIZES.items():
            picture = asyncio.run(_draw(demo, clock, size))
            (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
            print(folder / f"{name}.svg")


def _work_a_little(db: Database) -> None:
    """A few ticks, ranks, yesterday's score and today's focus: a morning in the middle."""
    view = today.build(db, "lin", stores.stores(db)[0])
    for item in view.must_do[:4]:
        actions.tick(db, item.owner or "lin", item.id, item.version, "done", "")
    for word, rank in zip(view.keywords[:4], (13, 9, 5, 24), strict=True):
        actions.rank_record(db, "zhou", word.id, view.header.day, rank)
    if view.header.previous:
        actions.focus_score(db, "lin", view.header.previous.id, view.header.previous.version, "partly", "连带率 1.28")
    actions.focus_set(
        db, "lin", stores.stores(db)[0], view.header.day, "恢复船袜主图 A 版，看加购率", metric="cart_rate",
        target="≥ 9 %", owner="tao", due="11:00",
    )  # fmt: skip


async def _draw(demo: Demo, clock: Clock, size: tuple[int, int]) -> str:
    from opscockpit.ui.app import Cockpit
    from opscockpit.ui.options import Options
    from opscockpit.ui.run import begin

    worker, live = begin(session_maker(demo.path, demo.who, clock))
    worker.wait_first(10)
    app = Cockpit(worker, live, Options())
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.5)
        picture = app.export_screenshot(title="opscockpit demo")
    worker.close(1)
    return _without_web_fonts(picture)


def _without_web_fonts(picture: str) -> str:
    """The picture with fonts of the viewer's machine only."""
    bare = re.sub(r"@font-face\s*\{[^}]*\}", "", picture)
    return bare.replace("Fira Code", "DejaVu Sans Mono")


if __name__ == "__main__":
    main()
