"""The demo: two invented shops, loaded through the same import as real ones, playing today on as a live day."""

from __future__ import annotations

import tempfile
import threading
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from opscockpit import errors, locations
from opscockpit.clock import BusinessDay, Clock
from opscockpit.domain.records import Order, ParsedFile
from opscockpit.services import demo_team
from opscockpit.services.demo_day import Visits
from opscockpit.services.importing import plan_of, uncollected
from opscockpit.services.opening import make_database
from opscockpit.services.privacy import pseudonym_maker
from opscockpit.services.shifting import Coming, known_at, shift
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import stores
from opscockpit.store.database import Database, Row
from opscockpit.store.loading import Plan, load, load_together

LAST_DAY = date(2026, 6, 28)
"""The last day of the fixture files, a Sunday. They move by whole weeks, so that weekdays stay weekdays."""

STEP_SECONDS = 5.0
PLAYER = "demo"

_Rest = tuple[ParsedFile, Plan, list[Coming]]
"""A file, how it counts, and what is still to come of its orders."""


class Demo:
    """A throw-away database with the demo stores. Use it in a `with` block; `start` plays the day on."""

    def __init__(
        self, clock: Clock, *, keep: Path | None = None, tell: Callable[[str], object] = lambda words: None
    ) -> None:
        """Make and fill the database at `keep`, or in a folder of its own that goes at the end.

        `tell` hears which store is being loaded: 'name (1 of 3)'. Raises Refused when `keep` exists already.
        """
        self._clock = clock
        self._folder = None if keep else tempfile.TemporaryDirectory(prefix="opscockpit-demo-")
        self.path = keep if keep else Path(self._folder.name) / "demo.db" if self._folder else Path()
        self.who = "lin"
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._players: list[_Player] = []
        try:
            make_database(self.path)
            with uncollected(), Database(self.path, clock) as db:
                self._fill(db, tell)
        except BaseException:
            self._clean()
            raise

    def __enter__(self) -> Demo:
        """The demo itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the play and remove what is not to be kept."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=3)
        self._clean()

    def start(self) -> None:
        """Play the day on: orders come in as time passes, visitors grow, colleagues work."""
        self._thread = threading.Thread(target=self._play, name="demo", daemon=True)
        self._thread.start()

    def step(self, db: Database) -> None:
        """Bring the database up to the present moment of the demo's day."""
        for player in self._players:
            player.step(db)

    def _clean(self) -> None:
        if self._folder is not None:
            with suppress(OSError):
                self._folder.cleanup()

    def _fill(self, db: Database, tell: Callable[[str], object]) -> None:
        folder = locations.fixtures_folder() / "demo"
        plan = tomllib.loads((folder / "team.toml").read_text(encoding="utf-8"))
        lags = {row["files"]: row["days"] for row in plan["lag"]}
        demo_team.add_people(db, plan["person"])
        for number, shop in enumerate(plan["store"], 1):
            tell(f"{shop['name']} ({number} of {len(plan['store'])})")
            stores.add_store(
                db, PLAYER, name=shop["name"], platform=shop["platform"], zone=shop["zone"],
                currency=shop["currency"], day_starts=shop["day_starts"], demo=True,
            )  # fmt: skip
            store = stores.store_named(db, shop["name"])
            now, today = now_and_day(store, db.clock)
            by = timedelta(days=-((LAST_DAY - today).days // 7) * 7)
            coming: list[_Rest] = []
            known: list[tuple[ParsedFile, Plan]] = []
            visits = Visits()
            for name in shop["files"]:
                here, later = self._read(store, folder / name, now, by, lags.get(name, 0), visits)
                known, coming = known + here, coming + later
            load_together(db, PLAYER, store["id"], cut_of(store), known)
            visits.load_past(db, store, today)
            demo_team.add_work(db, store, shop["key"], plan, today, by)
            self._players.append(_Player(store, cut_of(store), coming, visits, len(self._players)))

    def _read(
        self, store: Row, path: Path, now: datetime, by: timedelta, lag: int, visits: Visits
    ) -> tuple[list[tuple[ParsedFile, Plan]], list[_Rest]]:
        """One archive as it would have been this morning, and what is still to come of its orders."""
        from opscockpit.ingest import collect, load_profiles, parse

        cut = cut_of(store)
        profiles, pseudonym = load_profiles(None), pseudonym_maker(self.path)
        reported_to = cut.day_of(now) - timedelta(days=1 + lag)
        here: list[tuple[ParsedFile, Plan]] = []
        coming = []
        for source in collect([path]):
            try:
                parts = parse(source, profiles=profiles, pseudonym=pseudonym, currency=store["currency"])
            except errors.FileTrouble:
                continue  # Part of a real export, but of no use: Search Console's Filters.csv.
            for part in parts:
                profile = profiles.by_id(part.profile)
                plan = plan_of(profile, part)
                moved = shift(part, by, cut)
                visits.notice(moved)
                known, later = known_at(moved, now, reported_to)
                if known.orders or known.facts:
                    here.append((known, plan))
                if later:
                    coming.append((moved, plan, later))
        return here, coming

    def _play(self) -> None:
        with suppress(errors.CockpitError), Database(self.path, self._clock) as db:
            while not self._stop.wait(STEP_SECONDS):
                with suppress(errors.Busy, errors.Conflict):
                    self.step(db)


class _Player:
    """One store's day as it goes on."""

    def __init__(
        self,
        store: Row,
        cut: BusinessDay,
        coming: list[_Rest],
        visits: Visits,
        seed: int,
    ) -> None:
        self.store, self.cut, self.coming, self.visits = store, cut, coming, visits
        self.colleagues = demo_team.Colleagues(store["id"], seed)
        self._files = 0

    def step(self, db: Database) -> None:
        """What has happened since the last step."""
        now, today = now_and_day(self.store, db.clock)
        wall = now.replace(tzinfo=None)
        for n, (parsed, plan, coming) in enumerate(self.coming):
            due = {order.number: order for moment, order in coming if moment <= wall}
            if due:
                self._arrive(db, parsed, plan, list(due.values()), wall)
                self.coming[n] = (parsed, plan, [telling for telling in coming if telling[0] > wall])
        self.visits.push_present(db, self.store, now, today)
        self.colleagues.step(db, now, today)

    def _arrive(self, db: Database, parsed: ParsedFile, plan: Plan, here: list[Order], wall: datetime) -> None:
        """Orders come as a small export of their own, as a robot would drop it."""
        self._files += 1
        name = f"orders {wall:%H%M%S}.csv"
        export = replace(
            parsed, file=name, sha256=f"{parsed.sha256}-{self._files}", orders=here, as_of=wall, exported_at=wall,
            rows_read=len(here), rows_used=len(here), rows_skipped=0, rows_total_lines=0, skipped=[], repaired=0,
            first_day=wall.date(), last_day=wall.date(), notes=[],
        )  # fmt: skip
        load(db, PLAYER, self.store["id"], self.cut, export, plan)
