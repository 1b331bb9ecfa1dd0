"""Money, plans and movers of a store as the screen asks for them, behind one door."""

from __future__ import annotations

from datetime import date, timedelta

from opscockpit.services import ahead, costs, money, plans
from opscockpit.services.actions import Done
from opscockpit.services.number_views import Ahead, MoneyView, Movers
from opscockpit.services.shops import now_and_day
from opscockpit.store.database import Database, Row


class Money:
    """What a store earns and plans, for one person. Every method may raise CockpitError with a message for them."""

    def __init__(self, db: Database, who: str, store: Row) -> None:
        """For one person at one store."""
        self._db = db
        self._who = who
        self._store = store

    def period(self, first: date | None = None, last: date | None = None) -> MoneyView:
        """The money of a period; without one that of the month up to yesterday."""
        _, today = now_and_day(self._store, self._db.clock)
        if first is None or last is None:
            first, last = money.last_month(today)
        return money.money(self._db, self._store, first, last)

    def cost_set(self, kind: str, amount: str | None, from_day: date, sku: str) -> Done:
        """Say what something costs from a day on; None takes it away."""
        return costs.cost_set(self._db, self._who, self._store, kind, amount, from_day, sku)

    def ahead(self) -> Ahead:
        """How the day goes, and how the plans stand."""
        return ahead.ahead(self._db, self._store)

    def plan_set(self, metric_id: str, first: date, last: date, value: str | None) -> Done:
        """Plan a number for a stretch of days; None takes the plan away."""
        return plans.plan_set(self._db, self._who, self._store, metric_id, first, last, value)

    def movers(self, day: date | None = None) -> Movers:
        """What moved beyond chance on a day; without one yesterday."""
        _, today = now_and_day(self._store, self._db.clock)
        return money.movers(self._db, self._store, day or today - timedelta(days=1))
