"""Backup, restore, doctor, and the key of the buyers."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from opscockpit import errors
from opscockpit.clock import Clock
from opscockpit.services import upkeep
from opscockpit.services.importing import how_for, import_paths
from opscockpit.services.privacy import pseudonym_maker
from opscockpit.services.session import Session
from opscockpit.services.shops import cut_of
from opscockpit.services.upkeep import backup, examine, restore
from opscockpit.services.views import TodayView
from opscockpit.store import board, copying, files, stores
from opscockpit.store.database import Database
from opscockpit.ui.live import Live
from tests.helpers import SetClock, add_shop, integrity, ledger, put, sale

LEDGER_FILE = Path(__file__).resolve().parents[2] / "fixtures" / "small" / "orders_retail_lines.csv"


def titles(path: Path) -> list[str]:
    with Database(path) as db:
        return [row["title"] for row in board.tasks(db, 1)]


def add(path: Path, title: str) -> None:
    with Database(path) as db:
        board.add_task(db, "lin", 1, title=title)


def backed_up(path: Path) -> Path:
    with Database(path) as db:
        return backup(db)


def test_a_backup_is_a_database_as_private_as_its_source(path: Path) -> None:
    add(path, "before")
    made = backed_up(path)
    add(path, "after")
    assert titles(made) == ["before"]
    assert made.stat().st_mode & 0o777 == path.stat().st_mode & 0o777 == 0o600
    assert made.parent == path.with_name(f"{path.name}.backups")


def test_the_newest_backups_stay(path: Path) -> None:
    made = [backed_up(path) for _ in range(upkeep.KEPT + 2)]
    assert len(set(made)) == len(made)
    kept = sorted(p for p in made[0].parent.iterdir() if p.suffix == ".db")
    assert kept == sorted(made)[2:]


def test_a_backup_to_a_place_of_ones_own(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "there" / "mine.db"
    with Database(path) as db:
        assert backup(db, target) == target
        with pytest.raises(errors.Refused, match="exists already"):
            backup(db, target)
    assert integrity(target) == [("ok",)]


def test_restore_brings_back_what_was_and_keeps_what_is(path: Path) -> None:
    add(path, "before")
    made = backed_up(path)
    add(path, "after")
    with Database(path) as open_screen:
        seen = open_screen.data_version()
        kept = restore(path, made)
        assert open_screen.data_version() != seen
        assert [row["title"] for row in board.tasks(open_screen, 1)] == ["before"]
    assert kept is not None
    assert titles(kept) == ["after", "before"] or titles(kept) == ["before", "after"]
    assert kept != made


def test_open_cockpits_follow_a_restore_and_work_on(path: Path) -> None:
    made = backed_up(path)
    with contextlib.closing(Session(path, "lin", Clock())) as session:
        live = Live(lambda call: call())
        seen: list[TodayView] = []
        live.on_view = seen.append
        add(path, "after")
        live.look(session)
        assert titles_of(seen[-1]) == ["after"]
        kept = restore(path, made)
        live.look(session)
        assert titles_of(seen[-1]) == []
        session.task_add("new", None, None, 3, None, None)
    assert kept is not None
    assert (titles(path), titles(kept)) == (["new"], ["after"])
    assert integrity(path) == [("ok",)]


def titles_of(view: TodayView) -> list[str]:
    return [card.title for column in view.board for card in column.cards]


def test_what_is_written_during_a_restore_is_in_what_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(path, "before")
    made = backed_up(path)
    real, late = files.put_back, ["late one", "late two"]

    def put_back(*given: Any) -> bool:
        if late:
            add(path, late.pop(0))
        return real(*given)

    monkeypatch.setattr(files, "put_back", put_back)
    kept = restore(path, made)
    assert titles(path) == ["before"]
    assert kept is not None
    assert titles(kept) == ["before", "late one", "late two"]
    assert sorted(file for file in kept.parent.iterdir() if file != made) == [kept]


def test_a_restore_among_people_who_write_all_the_time_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, real = backed_up(path), files.put_back
    monkeypatch.setattr(files, "put_back", lambda *given: (add(path, "more"), real(*given))[1])
    with pytest.raises(errors.Busy, match="nothing was changed"):
        restore(path, made)
    assert titles(path) == ["more"] * upkeep.RESTORE_TRIES


def test_a_restore_of_a_locked_database_gives_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = backed_up(path)
    monkeypatch.setattr(copying.overwrite, "__defaults__", (0.05,))
    holder = sqlite3.connect(path, isolation_level=None)
    real = files.put_back

    def put_back(*given: Any) -> bool:
        holder.execute("BEGIN IMMEDIATE")
        return real(*given)

    monkeypatch.setattr(files, "put_back", put_back)
    with pytest.raises(errors.Busy):
        restore(path, made)
    holder.close()


def test_restoring_the_oldest_backup_does_not_prune_it(path: Path) -> None:
    add(path, "oldest")
    made = [backed_up(path) for _ in range(upkeep.KEPT)]
    add(path, "newest")
    restore(path, made[0])
    assert titles(path) == ["oldest"]
    assert made[0].exists()


def damaged_header(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(b"\xff" * 100 + whole[100:])


def damaged_pages(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    size = 4096
    for page in range(1, len(whole) // size):
        whole[page * size : page * size + 50] = b"\xff" * 50
    path.write_bytes(whole)


@pytest.mark.parametrize("damage", [damaged_header, damaged_pages, lambda path: path.write_bytes(b"")])
def test_restore_over_a_damaged_database(path: Path, damage: object) -> None:
    add(path, "before")
    made = backed_up(path)
    damage(path)  # type: ignore[operator]
    broken = path.read_bytes()
    assert any(not finding.ok and "restore" in finding.mend for finding in examine(path))
    kept = restore(path, made)
    assert kept is not None
    assert kept.read_bytes() == broken
    assert titles(path) == ["before"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert integrity(path) == [("ok",)]


def test_restore_to_where_there_is_nothing(path: Path, tmp_path: Path) -> None:
    add(path, "before")
    made = backed_up(path)
    assert restore(tmp_path / "new" / "x.db", made) is None
    assert titles(tmp_path / "new" / "x.db") == ["before"]


def test_what_cannot_be_restored(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(errors.NotFound):
        restore(path, tmp_path / "none.db")
    with pytest.raises(errors.Refused, match="the database itself"):
        restore(path, path)
    (tmp_path / "text.db").write_text("hello\n" * 999)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE x (y)")
    other.close()
    for name in ("text.db", "other.db"):
        with pytest.raises(errors.Refused, match="nothing was changed"):
            restore(path, tmp_path / name)
    assert path.read_bytes() == before


# Doctor -------------------------------------------------------------------------------------------------------


def wrong(path: Path) -> dict[str, str]:
    return {finding.check: finding.mend for finding in examine(path) if not finding.ok and finding.check != "terminal"}


def test_doctor_finds_nothing_wrong_with_a_backed_up_database(path: Path) -> None:
    backed_up(path)
    assert wrong(path) == {}
    assert {"write", "file system", "SQLite", "content", "backups"} <= {finding.check for finding in examine(path)}


def test_doctor_names_what_is_wrong_and_how_to_mend_it(path: Path, tmp_path: Path) -> None:
    assert wrong(path) == {"backups": "opscockpit backup"}
    path.chmod(0o604)
    assert "chmod o-rwx" in wrong(path)["privacy"]
    path.chmod(0o660)
    assert "chmod 2770" in wrong(path)["shared folder"]
    assert wrong(tmp_path / "none.db") == {"database": f"opscockpit init {tmp_path / 'none.db'}"}


def test_doctor_misses_the_key_of_the_buyers(path: Path) -> None:
    with Database(path) as db:
        put(db, stores.store_named(db, None), ledger("a", [sale("1", "2026-03-05T10:00", 1, "ann")]))
    assert "cockpit.db.key" in wrong(path)["key"]
    pseudonym_maker(path)("ann")
    assert "key" not in wrong(path)


# The key ------------------------------------------------------------------------------------------------------


def test_a_pseudonym_is_stable_keyed_and_leads_nowhere(path: Path, tmp_path: Path) -> None:
    one = pseudonym_maker(path)("13800000000")
    assert pseudonym_maker(path)("13800000000") == one
    assert pseudonym_maker(path)("13800000001") != one
    assert "138" not in one or len(one) == 20
    assert pseudonym_maker(tmp_path / "other.db") is not None
    key = path.with_name("cockpit.db.key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() not in path.read_bytes()
    key.unlink()
    assert pseudonym_maker(path)("13800000000") != one


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_damaged_key_is_refused_not_replaced(path: Path, content: bytes) -> None:
    key = path.with_name("cockpit.db.key")
    key.write_bytes(content)
    with pytest.raises(errors.DatabaseTrouble, match="damaged"):
        pseudonym_maker(path)("ann")
    assert key.read_bytes() == content


def test_no_buyer_of_a_file_is_in_the_database_or_beside_it(path: Path) -> None:
    content = LEDGER_FILE.read_text().replace("20001.0", "secret-ann@example.invalid")
    file = path.with_name("ledger.csv")
    file.write_text(content)
    with Database(path, SetClock("2026-03-05T09:00")) as db:
        store = stores.store_named(db, None)
        (report,) = import_paths(db, "lin", store, cut_of(store), [file], how_for(db, None))
        assert report.error is None
        backup(db)
    file.unlink()
    for kept in path.parent.rglob("*"):
        assert kept.is_dir() or b"secret-ann" not in kept.read_bytes()


def test_the_stores_of_a_team_share_the_key(path: Path) -> None:
    with Database(path) as db:
        add_shop(db, "Other")
        assert how_for(db, None).pseudonym("ann") == how_for(db, None).pseudonym("ann")
