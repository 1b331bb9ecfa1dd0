"""The errors a person is told about. Deep code raises them; only the edges (toast, stderr) render them."""

from __future__ import annotations

from collections.abc import Iterable


class CockpitError(Exception):
    """Something a person must know. `title` names the trouble, the message says what, where and what to do."""

    title = "That did not work"
    exit_code = 1


class Refused(CockpitError):
    """The data does not allow it; nothing was changed."""

    title = "Refused"


class Conflict(CockpitError):
    """Somebody else changed the row first. The message says who, when and what it says now."""

    title = "Changed meanwhile"


class NotFound(CockpitError):
    """A named thing does not exist; the message lists the nearest ones."""

    title = "Not found"


class WrongUsage(CockpitError):
    """The command, an option or a configuration key is off."""

    title = "Wrong usage"
    exit_code = 2


class DatabaseTrouble(CockpitError):
    """The database is busy, locked, unreadable, of a newer version or no database at all."""

    title = "Database"
    exit_code = 3


class Busy(DatabaseTrouble):
    """Another writer held the database for longer than we wait."""

    title = "Database busy"


class FileTrouble(Refused):
    """A file cannot be read or fits no profile; nothing was imported from it."""

    title = "File not imported"


def nearest(word: str, known: Iterable[str]) -> str:
    """What may have been meant by a word that is not known: the nearest known one, else all of them."""
    from difflib import get_close_matches  # here, because a start without mistakes has no use for it

    known = list(known)
    near = get_close_matches(word, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
