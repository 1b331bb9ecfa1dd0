"""Backup, restore, and a look at everything that can be wrong around the database."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opscockpit import errors
from opscockpit.clock import Clock
from opscockpit.store import files, mounts
from opscockpit.store.database import Database

KEPT = 14
"""Backups kept beside the database; older ones go when a new one is made."""

OLDEST_SQLITE = (3, 37, 0)
"""The first SQLite with STRICT tables."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it is well, what was seen, and the command that mends it."""

    check: str
    ok: bool
    says: str
    mend: str = ""


def backup(db: Database, target: Path | None = None) -> Path:
    """Copy the database while it is in use, verified; where the copy is.

    Without a target it goes to `<database>.backups/`, where the newest KEPT stay.
    """
    if target is not None:
        if target.exists():
            raise errors.Refused(f"{target} exists already; nothing was changed")
        files.copy_to(db, target)
        return target
    folder = db.path.with_name(f"{db.path.name}.backups")
    stamp = datetime.fromtimestamp(Clock().stamp()).strftime("%Y%m%d-%H%M%S")
    made = folder / f"{db.path.stem}-{stamp}.db"
    files.copy_to(db, made)
    for old in sorted(folder.glob(f"{db.path.stem}-*.db"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return made


def restore(path: Path, source: Path) -> Path | None:
    """Put a backup in the place of the database; where the copy of what was there is.

    Raises NotFound, Refused or DatabaseTrouble.
    """
    if not source.is_file():
        raise errors.NotFound(f"there is no backup at {source}")
    problem = files.soundness(source)
    if problem:
        raise errors.Refused(f"{source} cannot be restored: {problem}; nothing was changed")
    kept = None
    if path.exists():
        with Database(path) as db:
            kept = backup(db)
        files.put_back(path, source)
    else:
        with Database(source) as db:
            files.copy_to(db, path)
    return kept


def examine(path: Path) -> list[Finding]:
    """Check file, folder, side files, file system, SQLite and content."""
    if not path.exists():
        return [Finding("database", False, f"there is none at {path}", f"opscockpit init {path}")]
    return [*_permissions(path), _file_system(path), _sqlite(), *_content(path), _terminal()]


def _permissions(path: Path) -> Iterator[Finding]:
    here, folder = path.stat(), path.parent.stat()
    owner = f"{_user(here.st_uid)}:{_group(here.st_gid)} {stat.filemode(here.st_mode)}"
    shared = bool(here.st_mode & stat.S_IWGRP)
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    yield Finding(
        "write", writable, owner, "" if writable else f"sudo usermod -aG {_group(here.st_gid)} $USER, then log in again"
    )
    if shared:
        setgid = bool(folder.st_mode & stat.S_ISGID and folder.st_mode & stat.S_IWGRP)
        yield Finding(
            "shared folder", setgid, f"{_user(folder.st_uid)}:{_group(folder.st_gid)} {stat.filemode(folder.st_mode)}",
            "" if setgid else f"chgrp {_group(here.st_gid)} {path.parent} && chmod 2770 {path.parent}",
        )  # fmt: skip
        for side in (path.with_name(f"{path.name}-journal"), path.with_name(f"{path.name}.key")):
            if side.exists():
                ok = bool(side.stat().st_mode & stat.S_IWGRP) and side.stat().st_gid == here.st_gid
                yield Finding(
                    side.name, ok, stat.filemode(side.stat().st_mode),
                    "" if ok else f"chgrp {_group(here.st_gid)} {side} && chmod 660 {side}",
                )  # fmt: skip
    if here.st_mode & stat.S_IRWXO:
        yield Finding("privacy", False, "everybody on this box can read it", f"chmod o-rwx {path}")


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _file_system(path: Path) -> Finding:
    kind = mounts.file_system_of(path)
    ok = kind not in mounts.NETWORK_FILE_SYSTEMS
    return Finding("file system", ok, kind or "not known", "" if ok else "move the database to a disk of this box")


def _sqlite() -> Finding:
    version = files.sqlite_version()
    ok = tuple(int(part) for part in version.split(".")) >= OLDEST_SQLITE
    return Finding("SQLite", ok, version, "" if ok else "use a newer Python: its SQLite is too old")


def _content(path: Path) -> Iterator[Finding]:
    problem = files.soundness(path)
    yield Finding(
        "content", problem is None, problem or "sound", "" if problem is None else "opscockpit restore BACKUP"
    )
    if problem is None:
        folder = path.with_name(f"{path.name}.backups")
        newest = max((f.stat().st_mtime for f in folder.glob("*.db")), default=None) if folder.is_dir() else None
        says = "none yet" if newest is None else f"newest {datetime.fromtimestamp(newest):%Y-%m-%d %H:%M}"
        yield Finding("backups", newest is not None, says, "" if newest is not None else "opscockpit backup")


def _terminal() -> Finding:
    term, charset = (
        os.environ.get("TERM", ""),
        os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG", ""),
    )
    ok = term not in ("", "dumb") and "utf" in charset.lower()
    return Finding(
        "terminal", ok, f"TERM={term or 'not set'} LANG={charset or 'not set'}",
        "" if ok else "export TERM=xterm-256color LANG=C.UTF-8",
    )  # fmt: skip
