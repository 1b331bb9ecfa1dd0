"""A folder whose files are imported as they arrive: once, however many cockpits watch it."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from opscockpit import errors
from opscockpit.clock import Clock
from opscockpit.services.importing import FileReport, How, how_for, import_paths
from opscockpit.services.shops import cut_of
from opscockpit.store import stores
from opscockpit.store.database import Database, Row

PAUSE_SECONDS = 0.5
END_SECONDS = 2.0
"""How long an import that is under way is waited for at the end."""

IMPORTED, REJECTED = "imported", "rejected"
LOCK = ".opscockpit.lock"
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")
"""Endings that programs give to a file that they are still writing."""

Tell = Callable[[str], None]


class DropFolder:
    """One folder and what was last seen in it. A file is taken when it has stood still between two looks."""

    def __init__(self, db: Database, who: str, folder: Path, store: str | None, profile_dir: Path | None) -> None:
        """Watch `folder`; raises NotFound for a store that does not exist and FileTrouble for no folder."""
        if not folder.is_dir():
            raise errors.FileTrouble(f"{folder} is not a folder")
        self.db, self.who, self.folder, self.store = db, who, folder, store
        self.profile_dir = profile_dir
        if store is not None:
            stores.store_named(db, store)
        self._seen: dict[Path, tuple[int, int]] = {}
        self._strange: set[str] = set()

    def look(self) -> list[FileReport]:
        """Import what has become whole since the last look; the reports of what was imported or rejected."""
        shops = {row["name"] for row in stores.stores(self.db)} - {IMPORTED, REJECTED}
        try:
            folders = sorted(entry for entry in self.folder.iterdir() if entry.is_dir())
            whole = self._whole([self.folder, *(folder for folder in folders if folder.name in shops)])
        except OSError as error:
            raise errors.FileTrouble(f"{self.folder} cannot be looked into any more: {error.strerror}") from error
        reports = self._strangers(folders, shops)
        if not whole:
            return reports
        how = how_for(self.db, self.profile_dir)
        for path in whole:
            try:
                reports += self._take(path, how)
            except errors.Busy:
                continue  # It stays where it is and is tried again at the next look.
            self._seen.pop(path, None)
        return reports

    def _whole(self, folders: list[Path]) -> list[Path]:
        """Files that have not changed since the last look; a file in a folder named like a store is for that store."""
        files = (path for folder in folders for path in _to_take(folder))
        now = {path: (found.st_size, found.st_mtime_ns) for path in files if (found := _stat(path))}
        still = [path for path, mark in now.items() if self._seen.get(path) == mark]
        self._seen = now
        return sorted(still)

    def _strangers(self, folders: list[Path], shops: set[str]) -> list[FileReport]:
        """Folders with files in them that are named like no store: each is told of once, and left as it is."""
        known, found = shops | {IMPORTED, REJECTED} | self._strange, []
        for folder in folders:
            with suppress(OSError):  # A folder that nobody may look into is nothing to tell of.
                if folder.name not in known and folder.name[0] not in ".~" and next(_to_take(folder), None):
                    why = f"no store has this folder's name; there are {', '.join(sorted(shops))}"
                    found.append(FileReport(f"{folder.name}/", "", error=f"{why}. Its files stay where they are."))
                    self._strange.add(folder.name)
        for report in found:
            _write_report(self.folder / REJECTED, report.file.rstrip("/"), report.sentence())
        return found

    def _take(self, path: Path, how: How) -> list[FileReport]:
        try:
            store = self._store_of(path)
            reports = list(import_paths(self.db, self.who, store, cut_of(store), [path], how))
        except (errors.FileTrouble, errors.NotFound) as trouble:
            reports = [FileReport(path.name, self.store or "", error=str(trouble))]
        if _stat(path) is None:
            return []  # Somebody took it away again before it could be read.
        good = any(report.error is None for report in reports)
        kept = _move(path, self.folder / (IMPORTED if good else REJECTED))
        if any(report.error or report.rows_skipped for report in reports):
            kept.with_name(f"{kept.name}.report.json").write_text(
                json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=1), encoding="utf-8"
            )
        if not good:
            _write_report(kept.parent, kept.name, "\n".join(report.sentence() for report in reports))
        return reports

    def _store_of(self, path: Path) -> Row:
        if path.parent != self.folder:
            return stores.store_named(self.db, path.parent.name)
        return stores.store_named(self.db, self.store)


def _to_take(folder: Path) -> Iterator[Path]:
    """The files of a folder that may be imported: not hidden, and not still being written by their own word."""
    for path in folder.iterdir():
        hidden = path.name.startswith((".", "~")) or path.suffix.lower() in UNFINISHED
        if not hidden and path.is_file():
            yield path


def _write_report(folder: Path, name: str, words: str) -> None:
    """What a person reads of a file that was refused. Raises FileTrouble."""
    _open_folder(folder)
    (folder / f"{name}.report.txt").write_text(f"{words}\n", encoding="utf-8")


def _open_folder(folder: Path) -> None:
    """Make a folder, open to the team as the folder that it is in. Raises FileTrouble."""
    try:
        if not folder.exists():
            folder.mkdir()
            folder.chmod(folder.parent.stat().st_mode & 0o2777)
    except OSError as error:
        raise errors.FileTrouble(
            f"{folder} cannot be made ({error.strerror}); the drop folder must be yours"
        ) from error


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None  # It has just been taken away.


def _move(path: Path, folder: Path) -> Path:
    """Move a file out of the way without overwriting an earlier one of the same name. Raises FileTrouble."""
    _open_folder(folder)
    try:
        target, n = folder / path.name, 1
        while target.exists():
            n += 1
            target = folder / f"{path.stem} ({n}){path.suffix}"
        path.rename(target)
    except OSError as error:
        raise errors.FileTrouble(
            f"{path.name} cannot be moved to {folder} ({error.strerror}); the drop folder must be yours to write"
        ) from error
    return target


@contextmanager
def _leading(folder: Path) -> Iterator[Callable[[], bool]]:
    """A question: are we the one cockpit that imports from this folder? The system passes it on when one dies."""
    held: list[IO[str]] = []

    def leads() -> bool:
        if held:
            return True
        try:
            handle = (folder / LOCK).open("a")
        except OSError:
            return False
        with suppress(PermissionError):  # Another member of the team made it; it is open to us as it is.
            os.fchmod(handle.fileno(), 0o660)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        held.append(handle)
        return True

    try:
        yield leads
    finally:
        for handle in held:
            handle.close()


def watch(
    db: Database, who: str, folder: Path, store: str | None, profile_dir: Path | None, *, tell: Tell,
    stop: threading.Event | None = None,
) -> None:  # fmt: skip
    """Import whatever is dropped into a folder until `stop` is set (or the program is interrupted)."""
    drop = DropFolder(db, who, folder, store, profile_dir)
    stop = stop or threading.Event()
    with _leading(folder) as leads:
        tell(f"watching {folder}")
        while not stop.is_set():
            if leads():
                with suppress(errors.Busy):  # Nothing is lost: the next look comes.
                    for report in drop.look():
                        tell(report.sentence())
            stop.wait(PAUSE_SECONDS)


class Background:
    """A folder watched beside an open screen, on a connection and a thread of its own."""

    def __init__(self, path: Path, who: str, clock: Clock, folder: Path, profile_dir: Path | None) -> None:
        self._path, self._who, self._clock = path, who, clock
        self._folder, self._profile_dir = folder, profile_dir

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Watch while the context lasts; a folder that does not exist is not watched."""
        self._start()
        try:
            yield
        finally:
            self._end()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Leave the folder to others, and the database alone, while the process is stopped."""
        self._end()
        try:
            yield
        finally:
            self._start()

    def _start(self) -> None:
        self._stop = stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(stop,), name="drop folder", daemon=True)
        if self._folder.is_dir():
            self._thread.start()

    def _end(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=END_SECONDS)

    def _run(self, stop: threading.Event) -> None:
        try:
            with Database(self._path, self._clock) as db:
                watch(db, self._who, self._folder, None, self._profile_dir, tell=lambda _: None, stop=stop)
        except errors.CockpitError:
            return  # The screen goes on without it; `opscockpit watch` in a terminal says what is wrong.
