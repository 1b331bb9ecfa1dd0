"""What was typed into forms: kept while one looks elsewhere, when the line drops, and when somebody was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opscockpit.ui.facade import Session

Ask = Callable[[Callable[["Session"], Any]], None]
"""Puts work to the session's thread; nobody waits for its answer."""


class Drafts:
    """The forms of this person that were not sent, by their titles."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._typed: dict[str, dict[str, str]] = {}
        self._sent: tuple[str, dict[str, str]] | None = None

    def load(self, kept: Mapping[str, Mapping[str, str]]) -> None:
        """Take over what an earlier screen left; what is typed here already stays."""
        self._typed = {**{form: dict(values) for form, values in kept.items()}, **self._typed}

    def titles(self) -> tuple[str, ...]:
        """The forms that were not sent."""
        return tuple(self._typed)

    def of(self, form: str) -> dict[str, str]:
        """What was typed into a form; empty where nothing was."""
        return self._typed.get(form, {})

    def keep(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what is typed so far, here and in the database."""
        typed = dict(values)
        if self._typed.get(form) != typed:
            self._typed[form] = typed
            self._ask(lambda session: session.team.forms.keep(form, typed))

    def sent(self, form: str, values: Mapping[str, str]) -> None:
        """The form was sent: forget it, unless what it asked for is refused."""
        self._sent = (form, dict(values))
        if self._typed.pop(form, None) is not None:
            self._ask(lambda session: session.team.forms.forget(form))

    def done(self) -> None:
        """What was sent has been done."""
        self._sent = None

    def back(self) -> bool:
        """What was sent was refused: it is typed again when the form is opened. False where nothing was sent."""
        sent, self._sent = self._sent, None
        if sent is None:
            return False
        self.keep(*sent)
        return True


def kept(session: Session) -> dict[str, dict[str, str]]:
    """What earlier screens of this person left in forms."""
    forms = session.team.forms
    return {form: values for form, _ in forms.unfinished() if (values := forms.kept(form)) is not None}
