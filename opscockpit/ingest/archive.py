"""Where input comes from: files, folders, zip and gz archives, each as sources that are opened one by one.

Trouble with one source is kept in it and raised when it is opened, so that the others can go on.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from opscockpit.errors import FileTrouble
from opscockpit.ingest.cells import clean

LARGEST = 2**30
"""Bytes of one file, packed or unpacked. More is refused before anything is read."""
MOST_ENTRIES = 20_000
DEEPEST_FOLDER = 16
DEEPEST_ARCHIVE = 2
_SUSPICIOUS_RATIO = 300
_SUSPICIOUS_SIZE = 100 * 2**20
_LARGEST_INNER_ARCHIVE = 256 * 2**20
_LARGEST_REMEMBERED = 32 * 2**20
_GZIP = b"\x1f\x8b"
_UTF8_FLAG = 0x800


@dataclass(eq=False)
class Source:
    """One file to import, wherever it lies.

    `name` is what people see (`by-day.zip/2010-12-01.csv`); `size` counts unpacked bytes where known; `modified`
    is aware for files and naive for archive entries. `siblings` are the other sources of the same folder or archive.
    """

    name: str
    size: int
    modified: datetime | None
    opener: Callable[[], BinaryIO] | None = None
    trouble: FileTrouble | None = None
    siblings: Sequence[Source] = ()
    remembered: dict[str, tuple[date, date] | None] = field(default_factory=dict)
    _sha256: str | None = None

    def __post_init__(self) -> None:
        self.name = _readable(self.name)

    @property
    def file_name(self) -> str:
        """The last part of the name."""
        return re.split(r"[/\\]", self.name)[-1]

    def open(self) -> BinaryIO:
        """A seekable stream of the (unpacked) bytes. Raises FileTrouble."""
        if self.trouble is not None or self.opener is None:
            raise self.trouble or FileTrouble(f"{self.name} cannot be opened")
        try:
            return self.opener()
        except FileTrouble:
            raise
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as trouble:
            raise FileTrouble(f"{self.name} cannot be read: {trouble}") from trouble

    @property
    def sha256(self) -> str:
        """Hash of the unpacked bytes, in hexadecimal; the same for a file and its copy inside an archive."""
        if self._sha256 is None:
            with self.open() as stream:
                digest = hashlib.sha256()
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
                self._sha256 = digest.hexdigest()
        return self._sha256


def collect(paths: Sequence[Path]) -> Iterator[Source]:
    """Every source under the given files, folders and archives, in order of name; hidden files are passed over.

    Never raises for a single bad path: a source with `trouble` stands for it. Files given one by one are siblings
    when they lie in the same folder.
    """
    found = [(path, list(_of_path(path))) for path in paths]
    groups: dict[Path, list[Source]] = {}
    for path, sources in found:
        groups.setdefault(path.parent, []).extend(source for source in sources if not source.siblings)
    for path, sources in found:
        for source in sources:
            source.siblings = source.siblings or groups[path.parent]
            yield source


def _readable(name: str) -> str:
    """A file name as it can be shown and kept: bytes that are no UTF-8 read as GB18030, no control characters."""
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return clean(raw.decode(encoding))[0]
        except UnicodeDecodeError:
            continue
    return clean(raw.decode("utf-8", "replace"))[0]


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of a zip entry; where the archive does not say UTF-8, its bytes decide (Chinese systems write GBK)."""
    if entry.flag_bits & _UTF8_FLAG or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return entry.filename


def _of_path(path: Path) -> Iterator[Source]:
    try:
        info = path.stat()
    except OSError as trouble:
        yield _bad(str(path), f"{path} cannot be found or read: {trouble.strerror or trouble}")
        return
    if stat.S_ISDIR(info.st_mode):
        yield from _of_folder(path)
    elif stat.S_ISREG(info.st_mode):
        yield from _of_file(path, path.name)
    else:
        yield _bad(path.name, f"{path} is neither a file nor a folder")


def _of_folder(folder: Path) -> Iterator[Source]:
    found = False
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(root)
        depth = len(here.relative_to(folder).parts)
        if depth >= DEEPEST_FOLDER and folders:
            yield _bad(str(here), f"{here} is nested more than {DEEPEST_FOLDER} folders deep")
            folders[:] = []
        group: list[Source] = []
        for name in sorted(files):
            if not name.startswith(".") and (here / name).is_file():
                group.extend(_of_file(here / name, str((here / name).relative_to(folder.parent))))
        for source in group:
            source.siblings = source.siblings or group
        found = found or bool(group)
        yield from group
    if not found:
        yield _bad(str(folder), f"{folder} holds no files")


def _of_file(path: Path, name: str) -> Iterator[Source]:
    try:
        info = path.stat()
        if info.st_size > LARGEST:
            yield _bad(name, _too_large(name, info.st_size))
            return
        with path.open("rb") as stream:
            magic = stream.read(4)
        modified = datetime.fromtimestamp(info.st_mtime, UTC)
        if magic.startswith(_GZIP):
            yield Source(name, info.st_size, modified, lambda: _gunzip(name, path.open("rb")))
        elif magic == b"PK\x03\x04" or (magic[:2] == b"PK" and path.suffix.lower() == ".zip"):
            yield from _of_zip(name, lambda: path.open("rb"), info.st_size, modified, 1)
        else:
            yield Source(name, info.st_size, modified, lambda: path.open("rb"))
    except OSError as trouble:
        yield _bad(name, f"{name} cannot be read: {trouble.strerror or trouble}")


def _of_zip(
    name: str, opener: Callable[[], BinaryIO], size: int, modified: datetime | None, depth: int
) -> Iterator[Source]:
    """The entries of a zip archive; a workbook, which is a zip inside, is one source."""
    try:
        archive = zipfile.ZipFile(opener())
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as trouble:
        yield _bad(name, f"{name} is a damaged or half-downloaded archive ({trouble}); download it again")
        return
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names or "mimetype" in names or "xl/workbook.bin" in names:
        yield Source(name, size, modified, opener)
        return
    if trouble_text := _refuse_zip(name, entries):
        yield _bad(name, trouble_text)
        return
    group: list[Source] = []
    packed = _Archive(archive)
    for entry in sorted(entries, key=lambda entry: entry.filename):
        if not entry.is_dir() and not _hidden(entry.filename):
            group.extend(_of_entry(f"{name}/{_entry_name(entry)}", packed, entry, depth))
    for source in group:
        source.siblings = source.siblings or group
    if not group:
        yield _bad(name, f"{name} is an archive without files")
    yield from group


class _Archive:
    """An open zip archive that remembers the entry unpacked last: one source is opened several times in a row."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.zip = archive
        self._last: tuple[str, bytes] = ("", b"")

    def open(self, entry: zipfile.ZipInfo) -> BinaryIO:
        """A seekable stream of the unpacked entry."""
        if entry.file_size > _LARGEST_REMEMBERED:
            # A zip entry is a binary stream in all but its declared type.
            return self.zip.open(entry)  # type: ignore[return-value]
        if self._last[0] != entry.filename:
            self._last = (entry.filename, self.zip.read(entry))
        return io.BytesIO(self._last[1])


def _of_entry(name: str, archive: _Archive, entry: zipfile.ZipInfo, depth: int) -> Iterator[Source]:
    modified = _entry_time(entry)
    if entry.flag_bits & 1:
        yield _bad(name, f"{name} is locked with a password; unpack it first")
        return

    def unpack() -> BinaryIO:
        return archive.open(entry)

    try:
        with archive.zip.open(entry) as stream:
            magic = stream.read(4)
    except (zipfile.BadZipFile, OSError, zlib.error, EOFError, NotImplementedError, RuntimeError) as trouble:
        yield _bad(name, f"{name} cannot be unpacked: {trouble}")
        return
    if magic.startswith(_GZIP):
        yield Source(name, entry.file_size, modified, lambda: _gunzip(name, unpack()))
    elif magic == b"PK\x03\x04":
        if entry.file_size > _LARGEST_INNER_ARCHIVE:
            yield _bad(name, f"{name} is too large an archive inside an archive; unpack it first")
        elif depth >= DEEPEST_ARCHIVE and not name.lower().endswith((".xlsx", ".xlsm", ".xlsb", ".ods")):
            yield _bad(name, f"{name} is an archive nested more than {DEEPEST_ARCHIVE} deep; unpack it first")
        else:
            yield from _of_zip(name, unpack, entry.file_size, modified, depth + 1)
    else:
        yield Source(name, entry.file_size, modified, unpack)


def _refuse_zip(name: str, entries: list[zipfile.ZipInfo]) -> str | None:
    """Why an archive is not opened at all: paths that lead outside, or more bytes than it can rightly hold."""
    if len(entries) > MOST_ENTRIES:
        return f"{name} holds {len(entries):,} entries; the limit is {MOST_ENTRIES:,}"
    for entry in entries:
        parts = re.split(r"[/\\]", entry.orig_filename or entry.filename)
        if parts[0] == "" or ".." in parts or re.match(r"[A-Za-z]:", parts[0]):
            return f"{name} holds an entry that leads outside of it ({entry.filename[:80]!r}); nothing was taken"
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > LARGEST or (unpacked > _SUSPICIOUS_SIZE and unpacked > packed * _SUSPICIOUS_RATIO):
        return f"{name} would unpack to {unpacked / 2**20:,.0f} MiB from {packed / 2**20:,.1f} MiB; it is not opened"
    return None


def _gunzip(name: str, packed: BinaryIO) -> BinaryIO:
    """The unpacked bytes of a gz file, at most LARGEST of them."""
    with packed, gzip.GzipFile(fileobj=packed) as stream:
        unpacked = bytearray()
        while chunk := stream.read(1 << 20):
            unpacked += chunk
            if len(unpacked) > LARGEST:
                raise FileTrouble(_too_large(name, len(unpacked)))
    return io.BytesIO(unpacked)


def _hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.split("/")) or path.endswith("Thumbs.db")


def _entry_time(entry: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*entry.date_time)
    except ValueError:
        return None


def _too_large(name: str, size: int) -> str:
    limit = LARGEST / 2**30
    return f"{name} has {size / 2**30:.1f} GiB; files above {limit:.0f} GiB are not read. Export a shorter period"


def _bad(name: str, why: str) -> Source:
    return Source(name, 0, None, trouble=FileTrouble(why))
