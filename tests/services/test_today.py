"""The home screen as a value: what is on it at which moment, and what a number says when it is not there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from opscockpit import errors
from opscockpit.services import actions, today
from opscockpit.services.session import Session
from opscockpit.services.shops import cut_of
from opscockpit.services.views import MetricLine, TodayView
from opscockpit.store import board, stores
from opscockpit.store.database import Database, Row
from opscockpit.store.measures import push
from tests.helpers import SetClock, add_routine, add_shop, fact, ledger, put, report, sale

DAY = date(2026, 3, 5)


def late(view: TodayView) -> list[str]:
    return [item.title for item in view.must_do if item.late]


# The list -----------------------------------------------------------------------------------------------------


def test_the_list_is_made_once_and_frozen(db: Database, store: Row) -> None:
    for title, days in (("daily", "1234567"), ("Thursdays", "4"), ("Fridays", "5")):
        add_routine(db, store, title, days=days)
    assert [item.title for item in today.build(db, "lin", store).must_do] == ["daily", "Thursdays"]
    with db.write("lin", "rename") as w:
        w.update("routine", 1, 1, title="renamed")
    assert [item.title for item in today.build(db, "mei", store).must_do] == ["daily", "Thursdays"]
    assert db.value("SELECT count(*) FROM run") == 1


def test_what_is_due_and_open_is_late(db: Database, store: Row, clock: SetClock) -> None:
    for title, due in (("a", "08:59"), ("b", "09:00"), ("c", "23:59"), ("d", None), ("e", "08:00")):
        add_routine(db, store, title, due=due)
    view = today.build(db, "lin", store)
    assert late(view) == ["a", "e"]
    done = next(item for item in view.must_do if item.title == "e")
    actions.tick(db, "lin", done.id, done.version)
    view = today.build(db, "lin", store)
    assert (late(view), view.done) == (["a"], 1)
    clock.at = clock.at.replace(minute=1)
    assert late(today.build(db, "lin", store)) == ["a", "b"]


def test_after_midnight_the_evening_is_over(db: Database, clock: SetClock) -> None:
    store = add_shop(db, "Bar", day_starts="04:00")
    for title, due in (("evening", "23:00"), ("noon", "12:00"), ("close", "02:30")):
        add_routine(db, store, title, due=due)
    for moment, expected in (
        ("2026-03-05T11:00", []), ("2026-03-05T22:00", ["noon"]), ("2026-03-06T01:30", ["evening", "noon"]),
        ("2026-03-06T03:59", ["evening", "noon", "close"]),
    ):  # fmt: skip
        clock.at = datetime.fromisoformat(moment)
        view = today.build(db, "lin", store)
        assert (view.header.day, late(view)) == (DAY, expected)
    clock.at = datetime.fromisoformat("2026-03-06T04:00")
    assert today.build(db, "lin", store).header.day == DAY + timedelta(days=1)


def test_another_day_is_shown_as_it_ended_and_is_not_made(db: Database, store: Row) -> None:
    add_routine(db, store, "daily", due="10:00")
    view = today.build(db, "lin", store, on=DAY - timedelta(days=1))
    assert (view.header.day, view.must_do) == (DAY - timedelta(days=1), ())
    assert (view.header.now.hour, view.header.now.minute) == (23, 59)
    assert db.value("SELECT count(*) FROM run") == 0


def test_a_replayed_morning_shows_that_morning(path: Path, store: Row, db: Database) -> None:
    put(db, store, ledger("a", [
        sale("1", "2026-03-04T08:00", 1000), sale("2", "2026-03-04T12:00", 500), sale("3", "2026-03-05T08:00", 70),
    ]))  # fmt: skip
    session = Session(path, "lin", SetClock("2026-03-04T09:00"))
    view = session.today()
    assert view.header.replayed
    assert view.header.day == date(2026, 3, 4)
    assert next(m for m in view.metrics if m.id == "paid").text == "10.00"
    session.close()


# People, focus, letters, board -----------------------------------------------------------------------------------


def test_who_else_is_here(path: Path, clock: SetClock) -> None:
    lin, mei = Session(path, "lin", clock), Session(path, "mei", clock)
    lin.today(), mei.today()
    lin.presence(active=True), mei.presence(active=False)
    assert [(p.login, p.active) for p in lin.today().header.people] == [("mei", False)]
    clock.at += timedelta(seconds=stores.HERE_SECONDS + 1)
    assert lin.today().header.people == ()
    mei.presence(active=True)
    assert [(p.login, p.active) for p in lin.today().header.people] == [("mei", True)]
    mei.away()
    assert lin.today().header.people == ()
    mei.presence(active=True)
    assert [(p.login, p.active) for p in lin.today().header.people] == [("mei", True)], "back at once"
    mei.close()
    assert lin.today().header.people == ()
    lin.close()


def test_the_board_has_a_column_for_everybody_and_for_whoever_has_left(db: Database, store: Row) -> None:
    actions.task_add(db, "lin", store, "late", owner="zhou", due=DAY - timedelta(days=1))
    actions.task_add(db, "lin", store, "due today", owner="zhou", due=DAY)
    actions.task_add(db, "lin", store, "nobody's")
    board.add_task(db, "lin", store["id"], title="of one who left", owner="gone")
    view = today.build(db, "lin", store)
    columns = {column.login: ([card.title for card in column.cards], column.late) for column in view.board}
    assert columns["zhou"] == (["late", "due today"], 1)
    assert columns["gone"] == (["of one who left"], 0)
    assert columns[None] == (["nobody's"], 0)
    assert columns["mei"] == ([], 0)


def test_a_done_task_stays_for_a_day(db: Database, store: Row, clock: SetClock) -> None:
    today.build(db, "lin", store)
    task = actions.task_add(db, "lin", store, "x", owner="mei").id
    actions.task_move(db, "mei", task, None, "done")
    clock.at += timedelta(hours=23)
    assert "x" in [card.title for column in today.build(db, "lin", store).board for card in column.cards]
    clock.at += timedelta(hours=2)
    assert "x" not in [card.title for column in today.build(db, "lin", store).board for card in column.cards]
    assert board.task(db, task)["state"] == "done"


# Numbers ------------------------------------------------------------------------------------------------------


def line(db: Database, store: Row, metric_id: str) -> MetricLine | None:
    return next((m for m in today.build(db, "lin", store).metrics if m.id == metric_id), None)


def visits(first: date, count: int, value: int = 1000) -> list[object]:
    return [fact((first + timedelta(days=n)).isoformat(), visitors=value + n % 7) for n in range(count)]


def put_visits(db: Database, store: Row, first: date, last: date) -> None:
    put(db, store, report(f"v {last}", visits(first, (last - first).days + 1), source="sycm.store"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last", "at", "state", "says"),
    [
        ("2026-03-04", "08:00", "normal", "Wed 04 Mar"), ("2026-03-03", "08:00", "not_yet", "data to Tue 03 Mar"),
        ("2026-03-03", "11:30", "late", "data to Tue 03 Mar"), ("2026-03-01", "08:00", "late", "data to Sun 01 Mar"),
        ("2026-02-10", "12:00", "missing", "nothing since 10 Feb"),
    ],
)  # fmt: skip
def test_a_daily_number_is_there_not_yet_late_or_missing(
    db: Database, store: Row, clock: SetClock, last: str, at: str, state: str, says: str
) -> None:
    put_visits(db, store, date(2026, 1, 1), date.fromisoformat(last))
    clock.at = datetime.fromisoformat(f"2026-03-05T{at}")
    found = line(db, store, "visitors")
    assert found is not None
    assert found.state == state
    assert says in found.note


def test_a_number_that_the_store_never_had_has_no_line(db: Database, store: Row) -> None:
    put_visits(db, store, date(2026, 1, 1), date(2026, 3, 4))
    assert line(db, store, "ad_spend") is None


def test_what_was_typed_in_today_wins_over_yesterdays_report(db: Database, store: Row, clock: SetClock) -> None:
    put_visits(db, store, date(2026, 1, 1), date(2026, 3, 4))
    actions.push(db, "zhou", store, cut_of(store), "visitors", "321")
    found = line(db, store, "visitors")
    assert found is not None
    assert found.text == "321"
    assert found.series[-1] is not None
    assert len(found.series) <= 56


def test_a_gap_in_the_series_is_a_gap(db: Database, store: Row) -> None:
    put_visits(db, store, date(2026, 2, 1), date(2026, 2, 26))
    put_visits(db, store, date(2026, 3, 1), date(2026, 3, 4))
    found = line(db, store, "visitors")
    assert found is not None
    assert found.series[-6:-4] == (None, None)
    assert None not in found.series[-4:]


def orders(first: date, count: int, per_day: int, hour: int) -> list[object]:
    return [
        sale(f"{first + timedelta(days=n)} {k}", f"{first + timedelta(days=n)}T{hour:02}:{k:02}", 10000)
        for n in range(count) for k in range(per_day + n % 3)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day_starts", "at", "state"),
    [("00:00", "2026-03-05T09:30", "watch"), ("00:00", "2026-03-05T10:30", "alarm"),
     ("04:00", "2026-03-05T09:30", "watch"), ("04:00", "2026-03-06T01:30", "alarm")],
)  # fmt: skip
def test_no_alarm_rings_before_ten(db: Database, clock: SetClock, day_starts: str, at: str, state: str) -> None:
    """Ten times as much money as on every morning before."""
    store = add_shop(db, "Bar", day_starts=day_starts)
    clock.at = datetime.fromisoformat(at)
    put(db, store, ledger("past", orders(DAY - timedelta(days=70), 70, 9, 8)))  # type: ignore[arg-type]
    put(db, store, ledger("today", [sale(f"t{k}", f"{DAY}T08:{k % 60:02}", 100000) for k in range(12)]))
    found = line(db, store, "paid")
    assert found is not None
    assert found.state == state
    if state == "watch":
        assert "too early" in found.note


def test_a_number_of_today_is_compared_up_to_the_same_minute(db: Database, store: Row, clock: SetClock) -> None:
    for n in range(1, 9):
        of_day = DAY - timedelta(days=7 * n)
        put(db, store, ledger(f"w{n}", [
            sale(f"{n}a", f"{of_day}T08:59", 1000), sale(f"{n}b", f"{of_day}T09:01", 50000)
        ]))  # fmt: skip
    put(db, store, ledger("today", [sale("t", f"{DAY}T08:00", 1100)]))
    found = line(db, store, "paid")
    assert found is not None
    assert found.text == "11.00"
    assert found.change_sign == 1
    clock.at = clock.at.replace(minute=2)
    found = line(db, store, "paid")
    assert found is not None
    assert found.change_sign == -1


def test_an_old_reading_is_no_number_of_now(db: Database, store: Row, clock: SetClock) -> None:
    push(db, "zhou", store_id=store["id"], day=DAY, measure="visitors", channel="", at=clock.stamp() - 7200, value=5)
    assert line(db, store, "visitors") is None


def test_a_screen_without_any_data(db: Database, store: Row) -> None:
    view = today.build(db, "lin", store)
    assert (view.metrics, view.must_do, view.keywords, view.header.data_at) == ((), (), (), None)
    assert not view.header.data_ok


def test_how_fresh_the_data_is(db: Database, store: Row, clock: SetClock) -> None:
    today.build(db, "lin", store)
    put(db, store, report("r", [fact("2026-03-04", visitors=1)]))
    head = today.build(db, "lin", store).header
    assert head.data_at == clock.now(cut_of(store).zone)
    assert head.data_ok
    clock.at += timedelta(days=2)
    assert not today.build(db, "lin", store).header.data_ok


def test_the_screen_is_one_moment_of_the_database(
    path: Path, db: Database, store: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes while it is put together is not half on it: here a colleague tries in the middle of it."""
    task = actions.task_add(db, "lin", store, "before").id
    tried: list[bool] = []
    real = today._header

    def meanwhile(*of: object, **more: object) -> object:
        with Database(path, wait=0) as other:
            try:
                actions.task_move(other, "mei", task, None, "done")
            except errors.Busy:
                tried.append(True)
        return real(*of, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(today, "_header", meanwhile)
    view = today.build(db, "lin", store)
    assert [card.state for column in view.board for card in column.cards] == ["open"]
    assert tried == [True]
