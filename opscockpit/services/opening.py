"""Making and opening databases."""

from __future__ import annotations

import shutil
from pathlib import Path

from opscockpit import errors, locations
from opscockpit.clock import Clock
from opscockpit.store.database import Database, create

__all__ = ["Database", "make_database", "open_database"]


def open_database(path: Path, clock: Clock) -> Database:
    """An existing database. Raises DatabaseTrouble."""
    return Database(path, clock)


def make_database(path: Path, *, shared: bool = False, group: str | None = None) -> None:
    """A new, empty database. Raises Refused when there is one already.

    `shared`: for several Unix users; its folder becomes setgid 2770 (of `group` where given), the file 0660.
    """
    path = path.expanduser()
    if shared:
        _share_folder(path.parent, group)
    create(path, locations.schema_file().read_text(encoding="utf-8"), shared=shared)


def _share_folder(folder: Path, group: str | None) -> None:
    """Only a folder of our own is opened to a group: never one that holds other things already."""
    if folder.exists() and any(folder.iterdir()):
        raise errors.Refused(f"{folder} is not empty; a shared database wants a folder of its own")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if group:
            shutil.chown(folder, group=group)
        folder.chmod(0o2770)
    except LookupError:
        raise errors.WrongUsage(f"there is no group called {group!r}; make it with: sudo groupadd {group}") from None
    except OSError as error:
        raise errors.DatabaseTrouble(f"cannot share {folder}: {error.strerror}") from error
