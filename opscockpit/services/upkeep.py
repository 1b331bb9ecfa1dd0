"""Backup, restore, and a look at everything that can be wrong around the database."""

from __future__ import annotations

import grp
import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from opscockpit import errors
from opscockpit.clock import Clock
from opscockpit.store import copies, files, mounts
from opscockpit.store.database import Database
from opscockpit.values import dataclass

KEPT = 14
"""Backups kept beside the database; older ones go when a new one is made."""

RESTORE_TRIES = 20
"""How often a copy is made anew because somebody wrote before the backup could be put in place."""

OLDEST_SQLITE = (3, 37, 0)
"""The first SQLite with STRICT tables."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it is well, what was seen, and the command that mends it.

    `advice`: everything works as it is, and would be better with it.
    """

    check: str
    ok: bool
    says: str
    mend: str = ""
    advice: bool = False


def backup(db: Database, target: Path | None = None) -> Path:
    """Copy the database while it is in use, verified; where the copy is.

    Without a target it goes to `<database>.backups/`, where the newest KEPT stay.
    """
    if target is not None:
        if target.exists():
            raise errors.Refused(f"{target} exists already; nothing was changed")
        files.copy_to(db, target)
        return target
    return _kept_copy(db, None)


def _kept_copy(db: Database, spare: Path | None) -> Path:
    """A copy in the folder of backups; of the older ones there the newest stay, and `spare` in any case."""
    folder = db.path.with_name(f"{db.path.name}.backups")
    made = folder / f"{db.path.stem}-{_stamp()}.db"
    mode = db.path.stat().st_mode
    if mode & stat.S_IWGRP and not folder.exists():
        with suppress(OSError):  # What is wrong with the folder is told by the copy itself.
            folder.mkdir()
            folder.chmod(0o2770)
    files.copy_to(db, made)
    files.sweep(folder, f".{db.path.stem}-*.db.*", Clock().stamp())
    ours = sorted(p for p in folder.iterdir() if p.name.startswith(f"{db.path.stem}-") and p.suffix == ".db")
    for old in ours[:-KEPT]:
        if spare is None or not old.samefile(spare):
            old.unlink(missing_ok=True)
    return made


def _stamp() -> str:
    return f"{Clock().now(ZoneInfo('UTC')).astimezone():%Y%m%d-%H%M%S-%f}"


def restore(path: Path, source: Path) -> Path | None:
    """Put a backup in the place of the database; where what was there is kept now.

    A sound database is copied and then overwritten in its place, so that open cockpits follow; what somebody writes in
    between is in the copy. A damaged one is moved aside as it is. Raises NotFound, Refused or DatabaseTrouble.
    """
    if not source.is_file():
        raise errors.NotFound(f"there is no backup at {source}")
    if path.exists() and path.samefile(source):
        raise errors.Refused(f"{source} is the database itself; nothing was changed")
    problem = files.soundness(source)
    if problem:
        raise errors.Refused(f"{source} cannot be restored: {problem}; nothing was changed")
    if not path.exists():
        files.put_new(path, source, source.stat().st_mode & 0o660)
        return None
    if files.soundness(path) is not None:
        mode = path.stat().st_mode & 0o660
        kept = files.set_aside(path, f"damaged-{_stamp()}")
        files.put_new(path, source, mode)
        return kept
    for _ in range(RESTORE_TRIES):
        with files.watching(path) as unchanged:
            with Database(path) as db:
                kept = _kept_copy(db, source)
            if files.put_back(path, source, unchanged):
                return kept
        kept.unlink()
    raise errors.Busy(f"others are writing to {path} all the time; nothing was changed, ask them to stop for a moment")


def examine(path: Path) -> list[Finding]:
    """Check file, folder, side files, file system, SQLite and content."""
    if not path.exists():
        return [Finding("database", False, f"there is none at {path}", f"opscockpit init {path}")]
    return [*_permissions(path), _file_system(path), _sqlite(), *_content(path), _terminal()]


def _permissions(path: Path) -> Iterator[Finding]:
    """Whether we may write, and on a shared box whether everybody of the group may, the files beside it too."""
    here, folder = path.stat(), path.parent.stat()
    common = folder.st_mode & stat.S_ISGID and folder.st_mode & stat.S_IWGRP
    gid = folder.st_gid if common else here.st_gid
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    joined = gid in (os.getegid(), *os.getgroups())
    yield Finding(
        "write", writable, _owned(here),
        "" if writable or joined else f"sudo usermod -aG {_group(gid)} $USER, then log in again",
    )  # fmt: skip
    if here.st_mode & stat.S_IWGRP or common:
        yield _shared("shared folder", path.parent, gid, 0o2770)
        yield _shared("shared file", path, gid, 0o660)
        for side in ("-journal", ".key"):
            file = path.with_name(f"{path.name}{side}")
            if file.exists():
                yield _shared(file.name, file, gid, 0o660)
        copies_of = path.with_name(f"{path.name}.backups")
        if copies_of.exists():
            yield _shared(copies_of.name, copies_of, gid, 0o2770)
    if here.st_mode & stat.S_IRWXO:
        yield Finding("privacy", False, "everybody on this box can read it", _by_owner(here, f"chmod o-rwx {_q(path)}"))


def _shared(check: str, path: Path, gid: int, mode: int) -> Finding:
    """Whether the group may write a file or a folder of a shared box, and what is made in it."""
    here = path.stat()
    ok = here.st_mode & mode == mode and here.st_gid == gid
    mend = f"chgrp {_group(gid)} {_q(path)} && chmod {mode:o} {_q(path)}"
    return Finding(check, ok, _owned(here), "" if ok else _by_owner(here, mend))


def _owned(here: os.stat_result) -> str:
    return f"{_user(here.st_uid)}:{_group(here.st_gid)} {stat.filemode(here.st_mode)}"


def _by_owner(here: os.stat_result, command: str) -> str:
    """A command that only the owner may run, or root."""
    return command if os.geteuid() in (0, here.st_uid) else f"sudo sh -c {shlex.quote(command)}"


def _q(path: Path) -> str:
    return shlex.quote(str(path))


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
    mend = f"mv {_q(path)}* /srv/opscockpit/ && export OPSCOCKPIT_DB={_q(Path('/srv/opscockpit', path.name))}"
    return Finding("file system", ok, kind or "not known", "" if ok else f"{mend} (any folder on a disk of this box)")


def _sqlite() -> Finding:
    version = files.sqlite_version()
    ok = tuple(int(part) for part in version.split(".")) >= OLDEST_SQLITE
    return Finding(
        "SQLite",
        ok,
        version,
        "" if ok else "python3.12 -m pip install opscockpit (the SQLite of this Python is too old)",
    )


def _content(path: Path) -> Iterator[Finding]:
    problem = files.soundness(path)
    yield Finding(
        "content", problem is None, problem or "sound", "" if problem is None else "opscockpit restore BACKUP"
    )
    if problem is None:
        key = path.with_name(f"{path.name}.key")
        if not key.exists() and files.knows_buyers(path):
            yield Finding(
                "key", False, f"{key.name} is missing: everybody who buys again will look new",
                f"copy {key.name} from where the database came from to {path.parent}",
            )  # fmt: skip
        yield _backups(path)


def _backups(path: Path) -> Finding:
    """The newest copy, and what became of the last one that an open cockpit began."""
    folder = path.with_name(f"{path.name}.backups")
    newest = max((f.stat().st_mtime for f in folder.glob("*.db")), default=None) if folder.is_dir() else None
    says = "none yet" if newest is None else f"newest {datetime.fromtimestamp(newest):%Y-%m-%d %H:%M}"
    last = copies.told(files.setting(path, copies.NAME))
    failed = last is not None and last.state == "failed"
    if last is not None and failed:
        says += f"; {last.by}'s of {last.day} failed: {last.words}"
    ok = newest is not None and not failed
    return Finding("backups", ok, says, "" if ok else "opscockpit backup", advice=not ok)


def _terminal() -> Finding:
    term, charset = (
        os.environ.get("TERM", ""),
        os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG", ""),
    )
    ok = term not in ("", "dumb") and "utf" in charset.lower()
    return Finding(
        "terminal", ok, f"TERM={term or 'not set'} LANG={charset or 'not set'}",
        "" if ok else "export TERM=xterm-256color LANG=C.UTF-8", advice=not ok,
    )  # fmt: skip
