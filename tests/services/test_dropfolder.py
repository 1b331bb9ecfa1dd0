"""The drop folder, looked into by hand: what is whole is taken, once, and nothing is lost or overwritten."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from opscockpit import errors
from opscockpit.clock import Clock
from opscockpit.services import dropfolder
from opscockpit.services.dropfolder import Background, DropFolder, watch
from opscockpit.store.database import Database, Row
from tests.helpers import add_shop, measures, wait_until

SMALL = Path(__file__).resolve().parents[2] / "fixtures" / "small"
GOOD = (SMALL / "orders_retail_lines.csv").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made


@pytest.fixture
def drop(db: Database, store: Row, folder: Path) -> DropFolder:
    return DropFolder(db, "lin", folder, None, None)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def batches(db: Database) -> int:
    return int(db.value("SELECT count(*) FROM batch WHERE state = 'live'"))


def test_a_whole_file_is_imported_and_moved(drop: DropFolder, db: Database, folder: Path) -> None:
    (folder / "a.csv").write_bytes(GOOD)
    assert drop.look() == []
    (report,) = drop.look()
    assert (report.batch, report.error) == (1, None)
    assert (names(folder), names(folder / "imported")) == (["imported"], ["a.csv"])
    assert drop.look() == drop.look() == []


def test_a_folder_that_is_named_like_no_store_is_told_of_once_and_left_alone(drop: DropFolder, folder: Path) -> None:
    (folder / "Shpo").mkdir()
    assert drop.look() == []  # nothing in it yet
    (folder / "Shpo" / "a.csv").write_bytes(GOOD)
    (report,) = drop.look()
    assert report.file == "Shpo/"
    assert "there are Socks" in (folder / "rejected" / "Shpo.report.txt").read_text(encoding="utf-8")
    assert [drop.look() for _ in range(3)] == [[], [], []]
    assert names(folder / "Shpo") == ["a.csv"]


def test_a_file_that_is_still_being_written_is_left_alone(drop: DropFolder, db: Database, folder: Path) -> None:
    half = len(GOOD) // 2
    with (folder / "a.csv").open("wb", buffering=0) as stream:
        for piece in (GOOD[:half], GOOD[half:-10], GOOD[-10:]):
            stream.write(piece)
            assert drop.look() == []
        assert (names(folder), batches(db)) == (["a.csv"], 0)
    (report,) = drop.look()
    assert report.rows_read == GOOD.count(b"\n") - 1
    assert batches(db) == 1


def test_a_file_that_was_only_touched_waits_once_more(drop: DropFolder, folder: Path) -> None:
    (folder / "a.csv").write_bytes(GOOD)
    drop.look()
    os.utime(folder / "a.csv", (1, 1))
    assert drop.look() == []
    assert len(drop.look()) == 1


@pytest.mark.parametrize("name", [".hidden.csv", "a.csv.part", "a.csv.crdownload", "~$a.xlsx", "a.TMP"])
def test_what_programs_keep_to_themselves_is_left_alone(drop: DropFolder, folder: Path, name: str) -> None:
    (folder / name).write_bytes(GOOD)
    assert [drop.look() for _ in range(3)] == [[], [], []]
    assert names(folder) == [name]


@pytest.mark.parametrize(("name", "content"), [("noise.bin", None), ("empty.csv", b""), ("any.csv", b"a,b\n1,2\n")])
def test_a_bad_file_is_rejected_with_a_report(
    drop: DropFolder, db: Database, folder: Path, name: str, content: bytes | None
) -> None:
    (folder / name).write_bytes((SMALL / name).read_bytes() if content is None else content)
    drop.look()
    (report,) = drop.look()
    assert report.error
    assert names(folder) == ["rejected"]
    assert names(folder / "rejected") == sorted([name, f"{name}.report.json", f"{name}.report.txt"])
    assert json.loads((folder / "rejected" / f"{name}.report.json").read_text())[0]["error"] == report.error
    assert report.error in (folder / "rejected" / f"{name}.report.txt").read_text()
    assert batches(db) == 0
    assert drop.look() == []


def test_skipped_rows_are_reported_beside_the_imported_file(drop: DropFolder, folder: Path) -> None:
    (folder / "a.csv").write_bytes(GOOD + b"700099,10001,BAD,one,2024-05-02 09:15:00,2.50,1,UK\n")
    drop.look()
    (report,) = drop.look()
    assert report.rows_skipped == 1
    told = json.loads((folder / "imported" / "a.csv.report.json").read_text())
    assert told[0]["skipped"][0]["value"] == "one"


def test_the_same_content_again_changes_nothing_and_overwrites_nothing(
    drop: DropFolder, db: Database, folder: Path
) -> None:
    for _ in range(3):
        (folder / "a.csv").write_bytes(GOOD)
        drop.look()
        (report,) = drop.look()
    assert (report.batch, report.duplicate_of) == (None, 1)
    assert batches(db) == 1
    assert names(folder / "imported") == ["a (2).csv", "a (3).csv", "a.csv"]


def test_a_folder_named_like_a_store_is_for_that_store(db: Database, store: Row, folder: Path) -> None:
    other = add_shop(db, "Wool [x] ünï", zone="Europe/London", currency="GBP")
    drop = DropFolder(db, "lin", folder, None, None)
    (folder / other["name"]).mkdir()
    (folder / "unknown store").mkdir()
    for inner in (other["name"], "unknown store"):
        (folder / inner / "a.csv").write_bytes(GOOD)
    drop.look()
    (report,) = drop.look()
    assert report.store == other["name"]
    assert measures(db, other, "2024-05-02")["orders"] > 0
    assert measures(db, store, "2024-05-02") == {}
    assert names(folder / "unknown store") == ["a.csv"]
    assert names(folder / "imported") == ["a.csv"]


def test_with_several_stores_a_file_must_say_whose_it_is(db: Database, store: Row, folder: Path) -> None:
    add_shop(db, "Other")
    (folder / "a.csv").write_bytes(GOOD)
    drop = DropFolder(db, "lin", folder, None, None)
    drop.look()
    (report,) = drop.look()
    assert "say which" in (report.error or "")
    assert "a.csv" in names(folder / "rejected")
    named = DropFolder(db, "lin", folder, "Socks", None)
    (folder / "b.csv").write_bytes(GOOD)
    named.look()
    assert [report.store for report in named.look()] == ["Socks"]


@pytest.mark.parametrize("name", ["imported", "rejected", "..", ".", "../other", "a/b"])
def test_a_stores_name_is_no_way_out_of_the_folder(db: Database, store: Row, folder: Path, name: str) -> None:
    add_shop(db, name)
    for other in (folder.parent / "other", folder / "imported", folder / "rejected", folder / "a" / "b"):
        other.mkdir(parents=True)
        (other / "x.csv").write_bytes(GOOD)
    (folder.parent / "beside.csv").write_bytes(GOOD)
    drop = DropFolder(db, "lin", folder, "Socks", None)
    assert [drop.look() for _ in range(3)] == [[], [], []]
    assert batches(db) == 0


def test_a_busy_database_leaves_the_file_for_the_next_look(path: Path, store: Row, folder: Path) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    with Database(path, wait=0) as db:
        drop = DropFolder(db, "lin", folder, None, None)
        (folder / "a.csv").write_bytes(GOOD)
        drop.look()
        holder.execute("BEGIN IMMEDIATE")
        assert drop.look() == []
        assert names(folder) == ["a.csv"]
        holder.execute("ROLLBACK")
        holder.close()
        assert [report.error for report in drop.look()] == [None]
    assert names(folder / "imported") == ["a.csv"]


def test_a_file_that_is_taken_away_again_is_no_trouble(
    drop: DropFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.csv").write_bytes(GOOD)
    drop.look()
    real = dropfolder.import_paths

    def gone(*of: object) -> object:
        (folder / "a.csv").unlink()
        return real(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(dropfolder, "import_paths", gone)
    assert drop.look() == []
    assert names(folder) == []


def test_a_folder_that_is_none(db: Database, store: Row, tmp_path: Path) -> None:
    with pytest.raises(errors.FileTrouble, match="not a folder"):
        DropFolder(db, "lin", tmp_path / "none", None, None)
    with pytest.raises(errors.NotFound):
        DropFolder(db, "lin", tmp_path, "no such store", None)


def test_a_folder_that_goes_is_told_of(drop: DropFolder, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(errors.FileTrouble, match="any more"):
        drop.look()


# Watching -----------------------------------------------------------------------------------------------------


def test_watching_tells_and_survives_a_busy_moment(
    db: Database, store: Row, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropfolder, "PAUSE_SECONDS", 0.001)
    (folder / "a.csv").write_bytes(GOOD)
    stop, told, real = threading.Event(), [], DropFolder.look
    looks = iter([errors.Busy("busy")])

    def look(self: DropFolder) -> object:
        for trouble in looks:
            raise trouble
        return real(self)

    def tell(line: str) -> None:
        told.append(line)
        if "import" in line:
            stop.set()

    monkeypatch.setattr(DropFolder, "look", look)
    watch(db, "lin", folder, None, None, tell=tell, stop=stop)
    assert told[0] == f"watching {folder}"
    assert "a.csv: import 1" in told[1]


def test_one_cockpit_leads_until_it_goes(folder: Path) -> None:
    with dropfolder._leading(folder) as second:
        with dropfolder._leading(folder) as first:
            assert [first(), second(), first(), second()] == [True, False, True, False]
        assert second()
    assert (folder / dropfolder.LOCK).stat().st_mode & 0o777 == 0o660


def test_an_open_screen_watches_beside_it(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropfolder, "PAUSE_SECONDS", 0.001)
    beside = Background(path, "lin", Clock(), folder, None)
    with beside.at_work():
        (folder / "a.csv").write_bytes(GOOD)
        wait_until((folder / "imported" / "a.csv").exists, "the import")
        with beside.resting(), dropfolder._leading(folder) as others:
            assert others(), "while the screen is stopped somebody else takes the folder over"
            assert "drop folder" not in [thread.name for thread in threading.enumerate()]
        (folder / "b.csv").write_bytes(GOOD)
        wait_until((folder / "imported" / "b.csv").exists, "the import after the rest")
    assert "drop folder" not in [thread.name for thread in threading.enumerate()]
    with Background(path, "lin", Clock(), folder / "none", None).at_work():
        assert "drop folder" not in [thread.name for thread in threading.enumerate()]
