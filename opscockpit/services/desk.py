"""Who works on which store of which database: what every service of the team's day starts from."""

from __future__ import annotations

from datetime import date, datetime

from opscockpit import errors
from opscockpit.clock import BusinessDay, from_stamp
from opscockpit.domain.jobs import same_job
from opscockpit.services import actions
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import stores
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Desk:
    """A person at work on one store."""

    db: Database
    who: str
    store: Row

    @property
    def store_id(self) -> int:
        """The store's id."""
        return int(self.store["id"])

    @property
    def cut(self) -> BusinessDay:
        """How the store cuts time into days."""
        return cut_of(self.store)

    def now(self) -> datetime:
        """The present moment on the store's wall clock."""
        return now_and_day(self.store, self.db.clock)[0]

    def today(self) -> date:
        """The store's business day."""
        return now_and_day(self.store, self.db.clock)[1]

    def moment(self, stamp: int | None) -> datetime | None:
        """A row's stamp on the store's wall clock."""
        return None if stamp is None else from_stamp(stamp, self.cut.zone)

    def may_change(self) -> None:
        """Raises Refused for guests, who only read."""
        actions.may_change(self.db, self.who)

    def member(self, login: str | None) -> str | None:
        """A login on the team; None and '' stand for nobody. Raises NotFound naming the nearest."""
        return actions.member(self.db, login)

    def with_job(self, job: str | None) -> str | None:
        """The first on the team who has a job (or a role); None for nobody."""
        team = stores.people(self.db) if job else []
        by_job = [row["login"] for row in team if row["job"] and same_job(row["job"], job or "")]
        by_role = [row["login"] for row in team if same_job(row["role"], job or "")]
        return next(iter(by_job + by_role), None)


def short(text: str, what: str) -> str:
    """A text that may be empty, trimmed and on one line. Raises Refused when it is too long."""
    return actions.words(text, what) if text.strip() else ""


def refused(trouble: ValueError) -> errors.Refused:
    """What a person is told when a typed value is off."""
    return errors.Refused(str(trouble))
