"""Drafts that outlive a dropped line, numbers by hand, the history of rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opscockpit import errors
from opscockpit.services import actions
from opscockpit.services.session import Session
from opscockpit.store.measures import push
from tests.team.conftest import Office, team

TODAY = date(2026, 10, 22)


def with_past(office: Office, days: int = 63) -> None:
    """Visitors of about 6,000 and paid money of about 18,000.00 a day."""
    desk = office.desk("zhou")
    for n in range(1, days + 1):
        day = TODAY - timedelta(days=n)
        end = int(desk.cut.bounds(day)[1].timestamp()) - 1
        for measure, value in (("visitors", 6000 + n % 5 * 100), ("paid", 1_800_000 + n % 7 * 20_000)):
            push(
                office.db,
                "zhou",
                store_id=desk.store_id,
                day=day,
                measure=measure,
                channel="",
                at=end,
                value=value,
            )


def test_a_draft_outlives_the_line_and_belongs_to_one_person(office: Office) -> None:
    mei = Session(office.path, "mei", office.clock)
    mei.team.forms.keep("task:new", {"title": "call [3] 买家", "owner": ""})
    mei.db.close()  # the line drops: nobody says good-bye
    again = Session(office.path, "mei", office.clock)
    try:
        forms = again.team.forms
        assert forms.kept("task:new") == {"title": "call [3] 买家", "owner": ""}
        assert [form for form, _ in forms.unfinished()] == ["task:new"]
        assert team(office, "lin").forms.kept("task:new") is None
        forms.keep("task:new", {"title": " "})
        assert forms.kept("task:new") is None
    finally:
        again.close()


def test_drafts_leave_no_trace_in_what_can_be_undone(office: Office) -> None:
    mei = team(office, "mei")
    mei.board.add("a task")
    mei.forms.keep("focus", {"sentence": "half"})
    assert actions.undo(office.db, "mei").message == "taken back: add task · a task"


def test_the_grid_keeps_many_numbers_at_once_in_full_width_too(office: Office) -> None:
    zhou = team(office, "zhou").forms
    saved = zhou.save(
        [
            (date(2026, 10, 20), "visitors", "５，８４０"),
            (date(2026, 10, 21), "visitors", "0.61万"),
            (date(2026, 10, 21), "ad_spend", "98.50"),
            (date(2026, 10, 21), "carts", "  "),
        ]
    )
    assert (saved.saved, saved.questions) == (3, ())
    grid = zhou.grid(days=2, last=date(2026, 10, 21))
    texts = {row.measure: [cell.text for cell in row.cells] for row in grid.rows if any(c.text for c in row.cells)}
    assert texts == {"visitors": ["5,840", "6,100"], "ad_spend": ["", "98.50"]}
    actions.undo(office.db, "zhou")
    assert all(cell.text == "" for row in zhou.grid(days=2).rows for cell in row.cells), "one action, one undo"


def test_ten_times_too_much_is_asked_about_and_nothing_is_saved_before_the_answer(office: Office) -> None:
    with_past(office)
    zhou = team(office, "zhou").forms
    cells = [(date(2026, 10, 21), "visitors", "61,000"), (date(2026, 10, 20), "visitors", "6,200")]
    asked = zhou.save(cells)
    assert asked.saved == 0
    assert [(q.day, q.measure) for q in asked.questions] == [(date(2026, 10, 21), "visitors")]
    assert "61,000 on Wed 21 Oct" in asked.questions[0].says
    assert zhou.grid(days=2, measures=["visitors"], last=date(2026, 10, 21)).rows[0].cells[1].text == "6,100"
    assert zhou.save(cells, confirmed=True).saved == 2


def test_a_few_known_days_are_enough_to_ask(office: Office) -> None:
    with_past(office, days=4)
    zhou = team(office, "zhou").forms
    assert zhou.save([(date(2026, 10, 21), "visitors", "61000")]).questions
    assert not zhou.save([(date(2026, 10, 21), "visitors", "9000")]).questions


def test_a_snapshot_cannot_shrink_or_exceed_a_whole_day_unasked(office: Office) -> None:
    with_past(office)
    zhou = team(office, "zhou").forms
    assert zhou.snapshot({"visitors": "６１０", "paid": ""}).saved == 1
    office.at("2026-10-22T09:10")
    assert "at least 610" in zhou.snapshot({"visitors": "590"}).questions[0].usual
    assert "whole day" in zhou.snapshot({"visitors": "61000"}).questions[0].usual
    assert zhou.snapshot({"visitors": "800"}).message == "snapshot 09:10: 1 numbers"


@pytest.mark.parametrize("text", ["many", "-5", "5.5"])
def test_what_cannot_be_a_count_is_refused(office: Office, text: str) -> None:
    with pytest.raises(errors.Refused):
        team(office, "zhou").forms.save([(TODAY, "visitors", text)])


def test_unknown_numbers_and_days_to_come_are_refused(office: Office) -> None:
    zhou = team(office, "zhou").forms
    with pytest.raises(errors.NotFound):
        zhou.save([(TODAY, "happiness", "5")])
    with pytest.raises(errors.Refused, match="future"):
        zhou.save([(TODAY + timedelta(days=1), "visitors", "5")])
    with pytest.raises(errors.Refused, match="to come"):
        zhou.snapshot({"visitors": "5"}, at=office.desk("zhou").now() + timedelta(hours=1))


def test_the_history_of_a_row_says_who_what_and_when(office: Office) -> None:
    lin, mei = team(office, "lin"), team(office, "mei")
    task = lin.board.add("call", owner="zhou").id
    office.at("2026-10-22T09:00")
    mei.board.take(task, None)
    actions.undo(office.db, "mei")
    lines = lin.trail.of(f"task:{task}")
    assert [(line.who, line.what) for line in lines] == [
        ("mei", "undid: for mei · call"),
        ("mei", "changed"),
        ("lin", "added"),
    ]
    assert lines[1].text == "22 Oct 09:00 mei changed (owner: zhou → mei)"
    assert "title: call" in lines[2].changes
    with pytest.raises(errors.NotFound):
        lin.trail.of("task:99")
    with pytest.raises(errors.WrongUsage):
        lin.trail.of("setting:1")
