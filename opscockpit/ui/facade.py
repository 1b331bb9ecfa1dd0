"""What the screen needs from the services: one session, used by one thread alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from opscockpit.services.views import TodayView

if TYPE_CHECKING:
    from opscockpit.services.session_numbers import Numbers
    from opscockpit.services.team import Team


class Told(Protocol):
    """What an action answers: one sentence for the person."""

    @property
    def message(self) -> str:
        """The sentence."""
        ...


class Session(Protocol):
    """A person at work on one database. Every method may raise CockpitError with a message for the person."""

    def today(self, store_id: int | None) -> TodayView:
        """Everything on the home screen of a store; None stands for the store looked at last."""
        ...

    def notice(self) -> str:
        """What an open screen does besides, once it is painted; what went wrong with it, in words, once, else ''."""
        ...

    def revisions(self) -> Mapping[str, int]:
        """A counter for each topic; whatever moved must be read again."""
        ...

    def poll(self) -> bool:
        """True when another connection has committed since the last call."""
        ...

    def tick(self, item_id: int, version: int, state: str = "done", evidence: str = "") -> Told:
        """Set the state of a must-do item: 'done', 'open' or 'skipped'."""
        ...

    def task_add(
        self, title: str, owner: str | None, due: date | None, priority: int, link: str, store_id: int | None
    ) -> Told:
        """Put a new task on the board."""
        ...

    def task_move(self, id: int, version: int, state: str) -> Told:
        """Move a task to another state."""
        ...

    def task_give(self, id: int, version: int, owner: str | None) -> Told:
        """Hand a task to somebody, or to nobody."""
        ...

    def task_edit(self, id: int, version: int, *, title: str, due: date | None, priority: int) -> Told:
        """Change the words, the day or the priority of a task."""
        ...

    def keyword_add(self, word: str, product: str, owner: str | None, store_id: int | None) -> Told:
        """Watch one more keyword."""
        ...

    def rank_record(self, keyword_id: int, rank: int | None, state: str) -> Told:
        """Note the rank seen just now: state is 'ranked' with a rank, or 'not_found'."""
        ...

    def focus_set(
        self,
        store_id: int | None,
        sentence: str,
        metric: str | None,
        target: str | None,
        owner: str | None,
        due: str | None,
        evidence: str = "",
    ) -> Told:
        """Set the focus of the day; `evidence`: what speaks for it."""
        ...

    def focus_score(self, id: int, version: int, score: str, note: str) -> Told:
        """Score a focus: 'done', 'partly', 'no' or 'dropped'."""
        ...

    def undo(self) -> str:
        """Take back this person's last change and say what was taken back."""
        ...

    def explain_lines(self, store_id: int | None, metric_id: str, basis: str = "week") -> tuple[str, ...]:
        """How a number came about, as lines of text."""
        ...

    def people(self) -> tuple[tuple[str, str], ...]:
        """Login and name of everybody."""
        ...

    def presence(self, active: bool, place: str = "") -> None:
        """Say that this person is here, whether at the keyboard, and what is looked at, e.g. 'task:12'."""
        ...

    def away(self) -> None:
        """Say that nobody is here until the next `presence`."""
        ...

    @property
    def team(self) -> Team:
        """Everything about the team's day: morning, board, letters, rules, evening."""
        ...

    @property
    def numbers(self) -> Numbers:
        """Everything about the store's numbers: metrics, alarms, calendar, coverage."""
        ...

    def become(self, login: str) -> None:
        """Go on as another person, on an account that several share."""
        ...

    def close(self) -> None:
        """Close the database."""
        ...
