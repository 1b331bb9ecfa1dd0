"""A person at work on one database: everything the screen asks for and does goes through here, in one thread."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from opscockpit import errors
from opscockpit.clock import BusinessDay, Clock
from opscockpit.services import actions, today
from opscockpit.services.actions import Done
from opscockpit.services.desk import Desk
from opscockpit.services.shops import cut_of
from opscockpit.services.views import TodayView
from opscockpit.store import stores
from opscockpit.store.database import Database, Row

if TYPE_CHECKING:
    from opscockpit.services.daily_copy import DailyCopy
    from opscockpit.services.ringing import Lookout
    from opscockpit.services.session_numbers import Numbers
    from opscockpit.services.team import Team

HEARTBEAT_SECONDS = 30
PLACE_SECONDS = 3


class Session:
    """One connection and what was last seen on it. Confined to the thread that makes it; errors are CockpitErrors."""

    def __init__(
        self, path: Path, who: str, clock: Clock, *, store: str | None = None, read_only: bool = False
    ) -> None:
        """Open the database; `read_only`: change nothing in it. Raises DatabaseTrouble or NotFound (no such store)."""
        self.db = Database(path, clock, read_only=read_only)
        self.who = who
        self._key = secrets.token_hex(8)
        self._beat_at = 0
        self._place = ""
        self._seen = self.db.data_version()
        self._passed: set[int] = set()
        self._focus_seen: dict[int, int | None] = {}
        self._last = today.LastRead()
        self._lookout: Lookout | None = None
        self._copy: DailyCopy | None = None
        try:
            found = stores.stores(self.db)
            if not found:
                stores.store_named(self.db, store)
            self._store: Row = stores.store_named(self.db, store) if store else found[0]
            stores.first_on_the_team(self.db, who)
        except BaseException:
            self.db.close()
            raise

    def close(self) -> None:
        """Say good-bye and close the database."""
        if self._copy:
            self._copy.close()
        try:
            if not self.db.read_only:
                if self._place.startswith("morning"):
                    self.team.morning.left()
                stores.leave(self.db, self._key, self.who)
        except (errors.DatabaseTrouble, errors.Conflict):
            pass  # A database that has gone must not keep the screen from closing; another's move was as good.
        finally:
            self.db.close()

    # What the screen asks for ---------------------------------------------------------------------------------

    def today(self, store_id: int | None = None) -> TodayView:
        """Everything on the home screen of a store; None stands for the store looked at last."""
        if store_id is not None:
            self._store = next((s for s in stores.stores(self.db) if s["id"] == store_id), self._store)
        view = today.build(self.db, self.who, self._store, last=self._last)
        focus = view.header.focus
        self._focus_seen[view.header.store.id] = focus.version if focus else None
        return view

    def notice(self) -> str:
        """What an open screen does besides, once it is painted: look for alarms, make the backup of the day.

        What went wrong with that, in words, once; else ''.
        """
        from opscockpit.services.daily_copy import DailyCopy  # neither is needed for the first paint
        from opscockpit.services.ringing import Lookout

        self._lookout = self._lookout or Lookout()
        self._copy = self._copy or DailyCopy()
        try:
            words = self._copy.look(self.db, self.who)
            self._lookout.look(self.db, self.who, self._store)
        except errors.DatabaseTrouble as trouble:
            return str(trouble)
        return words

    def revisions(self) -> dict[str, int]:
        """A counter for each topic; whatever moved must be read again."""
        return self.db.revisions()

    def poll(self) -> bool:
        """True when another connection has committed since the last call."""
        now = self.db.data_version()
        changed, self._seen = now != self._seen, now
        return changed

    def people(self) -> tuple[tuple[str, str], ...]:
        """Login and name of everybody."""
        return tuple((row["login"], row["name"]) for row in stores.people(self.db))

    def explain_lines(self, store_id: int | None, metric_id: str, basis: str = "week") -> tuple[str, ...]:
        """How a number of today came about, as lines of text; `basis` is one of compare.BASES."""
        from opscockpit.services.explaining import lines

        return lines(self.db, self._row(store_id), metric_id, basis)

    def presence(self, active: bool, place: str = "") -> None:
        """Say that this person is here, whether at the keyboard, and what is looked at ('task:12', 'morning:letters').

        Kept at most every half minute, and for another place every few seconds.
        """
        now = self.db.clock.stamp()
        wait = HEARTBEAT_SECONDS if place == self._place else PLACE_SECONDS
        if not self.db.read_only and abs(now - self._beat_at) >= wait:
            self._beat_at, self._place = now, place
            try:
                stores.beat(self.db, self._key, self.who, active, place)
            except errors.Busy:
                raise
            except errors.DatabaseTrouble:
                pass  # A full disk must not keep the screen from following the others.

    def away(self) -> None:
        """Nobody sits here until the next `presence`: the process is about to be stopped."""
        self._beat_at = 0
        if not self.db.read_only:
            with suppress(errors.DatabaseTrouble):  # A row that stays is forgotten by itself before long.
                stores.leave(self.db, self._key, self.who)

    @property
    def team(self) -> Team:
        """Everything about the team's day at the store looked at: morning, board, letters, rules, evening …"""
        from opscockpit.services.team import Team  # not needed for the first paint

        return Team(Desk(self.db, self.who, self._store))

    def become(self, login: str) -> None:
        """Go on as another person: on a shared account, once the name was chosen."""
        self.who = str(stores.person_named(self.db, login)["login"])
        self._beat_at = 0  # the others see the new name with the next beat, not half a minute later

    @property
    def numbers(self) -> Numbers:
        """Everything about the numbers of the store looked at: metrics, alarms, calendar, coverage."""
        from opscockpit.services.session_numbers import Numbers  # not needed for the first paint

        return Numbers(self.db, self.who, self._store)

    # What a person does ---------------------------------------------------------------------------------------

    def tick(self, item_id: int, version: int, state: str = "done", evidence: str = "") -> Done:
        """Set the state of a must-do item."""
        return actions.tick(self.db, self.who, item_id, version, state, evidence)

    def task_add(
        self, title: str, owner: str | None, due: date | None, priority: int, link: str | None, store_id: int | None
    ) -> Done:
        """Put a new task on the board."""
        return actions.task_add(
            self.db, self.who, self._row(store_id), title, owner=owner, due=due, priority=priority, link=link
        )

    def task_move(self, id: int, version: int, state: str) -> Done:
        """Move a task to another state."""
        return actions.task_move(self.db, self.who, id, version, state)

    def task_give(self, id: int, version: int, owner: str | None) -> Done:
        """Hand a task to somebody, or to nobody."""
        return actions.task_give(self.db, self.who, id, version, owner)

    def task_edit(self, id: int, version: int, *, title: str, due: date | None, priority: int) -> Done:
        """Change the words, the day or the priority of a task."""
        return actions.task_edit(self.db, self.who, id, version, title=title, due=due, priority=priority)

    def keyword_add(self, word: str, product: str, owner: str | None, store_id: int | None) -> Done:
        """Watch one more keyword."""
        return actions.keyword_add(self.db, self.who, self._row(store_id), word, product, owner)

    def rank_record(self, keyword_id: int, rank: int | None, state: str) -> Done:
        """Note the rank seen just now: state is 'ranked' with a rank, or 'not_found'."""
        if (state == "ranked") != (rank is not None):
            raise errors.Refused("a rank is a number, or 'not found'")
        return actions.rank_record(self.db, self.who, keyword_id, self._today(self._store), rank)

    def focus_set(
        self,
        store_id: int | None,
        sentence: str,
        metric: str | None,
        target: str | None,
        owner: str | None,
        due: str | None,
        evidence: str = "",
    ) -> Done:
        """Set the focus of the day; a focus that was not on the screen yet is not overwritten but told of."""
        store = self._row(store_id)
        try:
            return actions.focus_set(
                self.db, self.who, store, self._today(store), sentence, metric=metric, target=target, owner=owner,
                due=due, evidence=evidence, version=self._focus_seen.get(store["id"]),
            )  # fmt: skip
        except errors.Conflict:
            self.today(store["id"])
            raise

    def focus_score(self, id: int, version: int, score: str, note: str) -> Done:
        """Score a focus: 'done', 'partly', 'no' or 'dropped'."""
        return actions.focus_score(self.db, self.who, id, version, score, note)

    def undo(self) -> str:
        """Take back this person's last change and say what was taken back; one that others built on is passed over."""
        return actions.undo(self.db, self.who, self._passed).message

    def _row(self, store_id: int | None) -> Row:
        if store_id is None or store_id == self._store["id"]:
            return self._store
        return next((s for s in stores.stores(self.db) if s["id"] == store_id), self._store)

    def _today(self, store: Row) -> date:
        cut: BusinessDay = cut_of(store)
        return cut.day_of(self.db.clock.now(cut.zone))


def session_maker(
    path: Path, who: str, clock: Clock, store: str | None = None, *, read_only: bool = False
) -> Callable[[], Session]:
    """A function that opens the session in whichever thread calls it."""
    return lambda: Session(path, who, clock, store=store, read_only=read_only)
