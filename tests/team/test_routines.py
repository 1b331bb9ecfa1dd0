"""Must-do: made once, frozen, with decisions on what was left; routines and what their past says."""

from __future__ import annotations

import pytest

from opscockpit import errors
from opscockpit.services import actions, workdays
from opscockpit.services.daily_list import ensure_run
from opscockpit.services.routines import Routines, template_sets
from opscockpit.store import board, day
from opscockpit.store.database import Database, Row
from opscockpit.store.day import make_run
from opscockpit.store.routines import routines as stored
from tests.team.conftest import Office


def items(office: Office) -> list[Row]:
    desk = office.desk("lin")
    ensure_run(office.db, "lin", desk.store, desk.today())
    return day.must_items(office.db, desk.store_id, desk.today())


def test_only_what_is_due_is_on_the_list_and_the_list_is_frozen(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    every = routines.add("every day", due="９：００", minutes=2)
    routines.add("Fridays", days="5")
    assert [row["title"] for row in items(office)] == ["every day"]
    routines.edit(every.id, None, title="renamed")
    assert [row["title"] for row in items(office)] == ["every day"]
    office.at("2026-10-23T08:30")
    assert [(row["title"], row["due"]) for row in items(office)] == [("renamed", "09:00"), ("Fridays", None)]


def test_a_routine_added_in_the_morning_joins_todays_list_if_it_is_due(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    routines.add("first")
    assert len(items(office)) == 1
    routines.add("second")
    routines.add("third", today_too=False)
    routines.add("Fridays", days="5")
    assert [row["title"] for row in items(office)] == ["first", "second"]


def test_two_cockpits_make_one_run(office: Office) -> None:
    Routines(office.desk("lin")).add("every day")
    with Database(office.path, office.clock) as other:
        desk = office.desk("zhou")
        due = stored(office.db, desk.store_id)
        make_run(office.db, "zhou", desk.store_id, desk.today(), due)
        make_run(other, "mei", desk.store_id, desk.today(), due)
    assert len(items(office)) == 1
    assert office.db.value("SELECT count(*) FROM action WHERE label LIKE 'make the list%'") == 1


def test_what_was_left_is_decided_once_and_never_piles_up(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    for title in ("carried", "dropped", "late", "forgotten"):
        routines.add(title, owner="mei")
    items(office)
    office.at("2026-10-23T08:30")
    items(office)
    left = {line.title: line for line in routines.leftovers()}
    assert len(left) == 4
    task = routines.decide(left["carried"].id, left["carried"].version, "task")
    assert board.task(office.db, task.id)["owner"] == "mei"
    with pytest.raises(errors.Refused, match="why"):
        routines.decide(left["dropped"].id, None, "drop")
    routines.decide(left["dropped"].id, None, "drop", "no stock")
    routines.decide(left["late"].id, None, "late")
    with pytest.raises(errors.Conflict):
        routines.decide(left["late"].id, left["late"].version, "task")
    assert [line.title for line in routines.leftovers()] == ["forgotten"]

    office.at("2026-10-24T08:30")
    items(office)
    assert {line.day.day for line in routines.leftovers()} == {23}, "one day is asked for, the one before is missed"
    states = {
        row["title"]: row["state"]
        for row in office.db.rows("SELECT title, state FROM must_item WHERE day = '2026-10-22'")
    }
    assert states == {"carried": "missed", "dropped": "skipped", "late": "done", "forgotten": "missed"}


def test_undo_of_a_carry_over_takes_the_task_away(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    routines.add("carried")
    items(office)
    office.at("2026-10-23T08:30")
    items(office)
    left = routines.leftovers()[0]
    task = routines.decide(left.id, left.version, "task")
    actions.undo(office.db, "lin")
    assert [line.id for line in routines.leftovers()] == [left.id]
    with pytest.raises(errors.NotFound):
        board.task(office.db, task.id)


def test_an_item_that_wants_a_count_is_not_ticked_without(office: Office) -> None:
    Routines(office.desk("lin")).add("parcels", evidence="count")
    item = items(office)[0]
    with pytest.raises(errors.Refused, match="0 stands for"):
        actions.tick(office.db, "mei", item["id"], None, "done")
    told = actions.tick(office.db, "mei", item["id"], None, "done", "０")
    assert "none found" in told.message
    assert day.must_item(office.db, item["id"])["found"] == 0
    actions.tick(office.db, "mei", item["id"], None, "done", "3 of 圆通")
    assert day.must_item(office.db, item["id"])["found"] == 3


def test_thirty_empty_looks_make_a_proposal_and_late_ticks_are_counted(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    routines.add("parcels", evidence="count", due="08:00", minutes=1)
    for n in range(30):
        office.at(f"2026-11-{n + 1:02}T08:30" if n < 30 else "")
        item = items(office)[0]
        routines.begin(item["id"])
        if n < 2:
            office.at(f"2026-11-{n + 1:02}T08:45")
        actions.tick(office.db, "mei", item["id"], None, "done", "0")
    office.at("2026-12-01T08:30")
    view = routines.views()[0]
    assert (view.streak, view.late, view.over, view.when) == (30, 30, 2, "every day")
    assert "30 runs" in view.proposal


def test_fields_are_checked(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    for fields in ({"days": "sometimes"}, {"due": "25:00"}, {"starts": "10", "due": "9"}, {"minutes": -1}):
        with pytest.raises(errors.Refused):
            routines.add("x", **fields)
    for fields in ({"step": "lunch"}, {"evidence": "photo"}, {"colour": "red"}):
        with pytest.raises(errors.WrongUsage):
            routines.add("x", **fields)
    with pytest.raises(errors.NotFound):
        routines.add("x", owner="nobody-of-that-name")
    with pytest.raises(errors.Refused, match="guest"):
        Routines(office.desk("guest")).add("x")


def test_routines_are_put_in_order(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    a, b, c = (routines.add(title).id for title in "abc")
    routines.move(c, a)
    routines.move(a, None)
    assert [view.title for view in routines.views()] == ["c", "b", "a"]
    routines.switch(b, None, False)
    assert [view.title for view in routines.views()] == ["c", "a"]


def test_a_ready_set_says_which_jobs_nobody_has(office: Office) -> None:
    desk = office.desk("lin")
    with office.db.write("lin", "nobody does promotion") as w:
        for row in w.rows("SELECT * FROM person WHERE job != ''"):
            w.update("person", row["id"], row["version"], job="")
    said = Routines(desk).take("marketplace").message
    assert "; say on People who is " in said
    assert "推广" in said.partition("who is ")[2]


def test_the_three_template_sets_can_be_taken_twice_without_doubles(office: Office) -> None:
    desk = office.desk("lin")
    assert [one.id for one in template_sets(desk.store)] == ["agency", "marketplace", "own_shop"]
    for one in template_sets(desk.store):
        assert len(one.routines) >= 10
        assert len(one.links) >= 5
        Routines(desk).take(one.id)
    assert Routines(desk).take("marketplace").message.endswith("0 routines and 0 links added")
    links = {row["name"]: row for row in board.links(office.db, desk.store_id)}
    assert (links["推广"]["owner"], links["选品"]["owner"]) == ("zhou", "lin")
    assert "metric:ad_spend" in links["推广"]["covers"]
    with pytest.raises(errors.NotFound, match="agency"):
        Routines(desk).take("agencies")


def test_working_days_follow_the_official_calendar_and_the_stores_own(office: Office) -> None:
    store = office.desk("lin").store
    from datetime import date

    assert not workdays.is_workday(office.db, store, date(2025, 10, 1)), "national day, a Wednesday"
    assert workdays.is_workday(office.db, store, date(2025, 10, 11)), "a Saturday worked in exchange"
    assert workdays.is_workday(office.db, store, date(2099, 10, 1)), "beyond the calendar: a plain Thursday"
    with office.db.write("lin", "closed") as w:
        w.insert("calendar_event", kind="closed", name="move", first_day="2025-10-13", last_day="2025-10-13", mask=1)
    assert not workdays.is_workday(office.db, store, date(2025, 10, 13))


def test_rrules_are_read_by_dateutil(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    routines.add("thursdays", days="RRULE:FREQ=WEEKLY;BYDAY=TH")
    routines.add("others", days="DTSTART:20261021 RRULE:FREQ=DAILY;INTERVAL=2")
    with pytest.raises(errors.Refused):
        routines.add("broken", days="RRULE:FREQ=SOMETIMES")
    assert [row["title"] for row in items(office)] == ["thursdays"]


def test_a_window_may_cross_midnight_where_the_business_day_does(office: Office) -> None:
    routines = Routines(office.desk("lin"))
    with pytest.raises(errors.Refused, match="before it begins"):
        routines.add("night shift", starts="22:00", due="02:00")
    with office.db.write("lin", "day starts at four") as w:
        w.update("store", 1, 1, day_starts="04:00")
    late = Routines(office.desk("lin"))
    late.add("night shift", starts="22:00", due="02:00")
    office.at("2026-10-23T02:30")
    actions.tick(office.db, "mei", items(office)[0]["id"], None, "done")
    office.at("2026-10-23T08:30")
    items(office)
    assert late.views()[0].late == 1
