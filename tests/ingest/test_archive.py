"""Sources: files, folders and archives, and what is refused."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from opscockpit.errors import FileTrouble
from opscockpit.ingest import Source, collect


def names(*paths: Path) -> list[str]:
    return [source.name for source in collect(paths)]


def refusal(path: Path) -> str:
    (source,) = collect([path])
    with pytest.raises(FileTrouble) as caught:
        source.open()
    return str(caught.value)


def pack(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden", "sub/c.csv", ".git/d.csv"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    assert names(tmp_path / "in") == ["in/a.csv", "in/b.csv", "in/sub/c.csv"]


def test_zip_entries_are_sources_and_siblings(tmp_path: Path) -> None:
    path = pack(tmp_path / "day.zip", {"b.csv": b"2", "a.csv": b"1", "__MACOSX/._a.csv": b"", "sub/": b""})
    sources = list(collect([path]))
    assert [source.name for source in sources] == ["day.zip/a.csv", "day.zip/b.csv"]
    assert [source.open().read() for source in sources] == [b"1", b"2"]
    assert list(sources[0].siblings) == sources


def test_files_given_one_by_one_are_siblings_when_they_lie_together(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x")
    sources = list(collect([tmp_path / "a.csv", tmp_path / "b.csv"]))
    assert list(sources[0].siblings) == sources


def test_gz_is_unpacked_and_hashed_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"content")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"content"))
    plain, packed = collect([tmp_path / "a.csv", tmp_path / "a.csv.gz"])
    assert packed.open().read() == b"content"
    assert packed.sha256 == plain.sha256


def test_one_bad_source_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "c.csv").write_text("y")
    sources = list(collect([tmp_path, tmp_path / "absent.csv"]))
    assert [source.trouble is None for source in sources] == [True, False, True, False]


@pytest.mark.parametrize("entry", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:/evil.csv", "..\\evil.csv"])
def test_archives_that_lead_outside_are_refused_whole(tmp_path: Path, entry: str) -> None:
    path = pack(tmp_path / "evil.zip", {"good.csv": b"x", entry: b"y"})
    assert "leads outside" in refusal(path)


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    path = pack(tmp_path / "bomb.zip", {"big.csv": b"\0" * (101 * 2**20)})
    assert "would unpack" in refusal(path)


def test_huge_files_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), 2 * 2**30)
    assert "2.0 GiB" in refusal(path)


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", {"a.csv": b"1"}).read_bytes()
    middle = pack(tmp_path / "middle.zip", {"inner.zip": inner})
    assert names(middle) == ["middle.zip/inner.zip/a.csv"]
    outer = pack(tmp_path / "outer.zip", {"middle.zip": middle.read_bytes()})
    assert "nested" in refusal(outer)


def test_empty_folders_empty_archives_and_half_files(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert "holds no files" in refusal(tmp_path / "nothing")
    assert "without files" in refusal(pack(tmp_path / "empty.zip", {"sub/": b""}))
    whole = gzip.compress(os.urandom(5000))
    (tmp_path / "half.csv.gz").write_bytes(whole[:2000])
    assert "cannot be read" in refusal(tmp_path / "half.csv.gz")
    good = io.BytesIO()
    with zipfile.ZipFile(good, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", os.urandom(5000))
    (tmp_path / "half.zip").write_bytes(good.getvalue()[:3000])
    assert "half-downloaded" in refusal(tmp_path / "half.zip")


def test_a_source_says_when_it_was_made(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    source: Source = next(iter(collect([tmp_path / "a.csv"])))
    assert source.modified is not None
    assert source.modified.tzinfo is not None
    assert source.size == 1
