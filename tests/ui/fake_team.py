"""What the invented session knows of the team's day: enough for forms, cards and tasks made from rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from opscockpit.services.team_views import Identity, TaskDraft

if TYPE_CHECKING:
    from tests.ui.fake import Done, FakeSession


class FakeForms:
    """Drafts in a dictionary."""

    def __init__(self) -> None:
        self.typed: dict[str, dict[str, str]] = {}

    def keep(self, form: str, fields: Mapping[str, str]) -> None:
        self.typed[form] = dict(fields)

    def kept(self, form: str) -> dict[str, str] | None:
        return self.typed.get(form)

    def forget(self, form: str) -> None:
        self.typed.pop(form, None)

    def unfinished(self) -> tuple[tuple[str, datetime], ...]:
        return tuple((form, datetime(2026, 10, 22, 8, 0)) for form in self.typed)


class FakeBoard:
    """Cards of the session."""

    def __init__(self, session: FakeSession) -> None:
        self._session = session

    def edit(self, id: int, version: int, *, title: str, due: date | None, priority: int, **_: Any) -> Done:
        return self._session.task_edit(id, version, title=title, due=due, priority=priority)

    def draft(self, source: str) -> TaskDraft:
        return TaskDraft(f"about {source}", "zhou", "推广", None, None, "", source, "zhou owns 推广")

    def add(self, title: str, **fields: Any) -> Done:
        return self._session.task_add(title, fields["owner"], fields["due"], fields["priority"], fields["link"], None)


class FakePeople:
    """Nobody shares an account."""

    def identity(self, account: str) -> Identity:
        return Identity("lin", "Lin", "manager", account, False, False, (), "lin")


class FakeTeam:
    """The team's day of the invented session."""

    def __init__(self, session: FakeSession) -> None:
        self.forms = FakeForms()
        self.board = FakeBoard(session)
        self.people = FakePeople()
