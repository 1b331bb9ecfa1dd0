"""The board: handing over, splitting, limits, search, links."""

from __future__ import annotations

from datetime import date

import pytest

from opscockpit import errors
from opscockpit.services import actions
from opscockpit.services.board import Board
from opscockpit.store import board
from tests.team.conftest import Office, team


def columns(office: Office) -> dict[str | None, list[str]]:
    view = team(office, "lin").board.view()
    return {column.login: [card.title for card in column.cards] for column in view.columns}


def test_a_card_that_is_given_waits_for_a_yes(office: Office) -> None:
    lin, mei = team(office, "lin").board, team(office, "mei").board
    task = lin.add("call back", owner="zhou").id
    actions.task_give(office.db, "lin", task, None, "mei")
    offered = mei.view().offers
    assert [card.id for card in offered] == [task]
    assert "from lin: accept?" in offered[0].badges
    assert lin.view().offers == ()
    with pytest.raises(errors.Refused, match="mei who is asked"):
        lin.accept(task, None)
    mei.decline(task, None, "on leave")
    card = lin.card(task)
    assert (card.owner, card.offered_by, card.note) == ("zhou", None, "mei declined: on leave")
    actions.task_give(office.db, "lin", task, None, "mei")
    mei.accept(task, None)
    assert (lin.card(task).owner, mei.view().offers) == ("mei", ())
    with pytest.raises(errors.Refused, match="nobody is asked"):
        mei.accept(task, None)


def test_taking_and_setting_to_work_need_no_yes(office: Office) -> None:
    lin, mei = team(office, "lin").board, team(office, "mei").board
    task = lin.add("a").id
    mei.take(task, None)
    assert lin.card(task).offered_by is None
    actions.task_give(office.db, "lin", task, None, "zhou")
    actions.task_move(office.db, "zhou", task, None, "doing")
    assert lin.card(task).offered_by is None


def test_age_in_doing_counts_from_the_move_and_survives_a_change_of_hands(office: Office) -> None:
    lin = team(office, "lin").board
    task = lin.add("a", owner="lin").id
    actions.task_move(office.db, "lin", task, None, "doing")
    office.at("2026-10-25T09:00")
    actions.task_give(office.db, "lin", task, None, "mei")
    card = lin.card(task)
    assert card.days_doing == 3
    assert "in work 3 d" in card.badges


def test_the_limit_warns_and_forbids_nothing(office: Office) -> None:
    lin = team(office, "lin")
    lin.people.edit("mei", wip_limit=1)
    first, second = (lin.board.add(title, owner="mei").id for title in "ab")
    assert "limit" not in actions.task_move(office.db, "mei", first, None, "doing").message
    told = actions.task_move(office.db, "mei", second, None, "doing")
    assert "mei has 2 in work now, the limit is 1" in told.message
    column = next(column for column in lin.board.view().columns if column.login == "mei")
    assert column.over
    assert "2 in work, limit 1" in column.says


def test_parts_unlock_what_they_were_split_from(office: Office) -> None:
    lin = team(office, "lin").board
    big = lin.add("autumn campaign", owner="lin", due=date(2026, 10, 30), priority=2).id
    lin.split(big, None, ["banner", "", "coupons"])
    parts = lin.parts(big)
    assert [(part.title, part.unlocks, part.due, part.priority) for part in parts] == [
        ("banner", "autumn campaign", date(2026, 10, 30), 2),
        ("coupons", "autumn campaign", date(2026, 10, 30), 2),
    ]
    actions.task_move(office.db, "lin", parts[0].id, None, "done")
    assert "1 of 2 parts" in lin.card(big).badges
    assert "still open" in actions.task_move(office.db, "lin", big, None, "done").message
    actions.undo(office.db, "lin")
    with pytest.raises(errors.Refused, match="itself"):
        lin.edit(big, None, parent_id=parts[1].id)
    with pytest.raises(errors.Refused):
        lin.split(big, None, [" "])


def test_the_split_that_loses_a_race_makes_nothing(office: Office) -> None:
    lin = team(office, "lin").board
    big = lin.add("big").id
    seen = lin.card(big).version
    lin.edit(big, None, title="bigger")
    with pytest.raises(errors.Conflict, match="lin changed"):
        lin.split(big, seen, ["a", "b"])
    assert lin.parts(big) == ()


def test_done_cards_leave_after_a_day_and_stay_findable(office: Office) -> None:
    lin = team(office, "lin").board
    task = lin.add("ＱＵＩＣＫ 袜 Reviews", owner="mei", note="three of them").id
    actions.task_move(office.db, "mei", task, None, "done")
    assert columns(office)["mei"]
    office.at("2026-10-23T08:31")
    assert not columns(office)["mei"]
    assert [card.id for card in lin.search("quick reviews THREE")] == [task]
    assert lin.search("quick nothing") == ()


def test_nobodys_cards_are_red_and_people_can_be_filtered(office: Office) -> None:
    lin = team(office, "lin").board
    lin.add("whose?")
    late = lin.add("late", owner="mei", due=date(2026, 10, 20)).id
    view = lin.view()
    assert view.columns[-1].login is None
    assert view.columns[-1].red
    assert "2 d late" in lin.card(late).badges
    assert [column.login for column in lin.view(["mei"]).columns] == ["mei"]


def test_a_link_has_one_owner_and_another_deputy(office: Office) -> None:
    lin = team(office, "lin").board
    with pytest.raises(errors.Refused, match="one owner"):
        lin.link_add("ads", "")
    with pytest.raises(errors.Refused, match="somebody else"):
        lin.link_add("ads", "zhou", "zhou")
    link = lin.link_add("ads", "zhou", "lin", covers=" metric:ad_spend  keyword").id
    task = lin.add("bids", link="ads").id
    assert lin.card(task).owner == "zhou"
    lin.link_edit(link, None, name="paid ads", owner="mei")
    assert lin.card(task).link == "paid ads"
    assert [(one.name, one.owner, one.deputy, one.open) for one in lin.links()] == [("paid ads", "mei", "lin", 1)]
    with pytest.raises(errors.Refused, match="open tasks"):
        lin.link_remove(link)
    actions.task_move(office.db, "lin", task, None, "done")
    lin.link_remove(link)
    assert lin.links() == ()
    lin.link_add("a", "mei")
    with pytest.raises(errors.Refused, match="already"):
        lin.link_add("a", "mei")


def test_a_kind_of_two_words_has_an_owner_too(office: Office) -> None:
    lin = team(office, "lin")
    lin.board.link_add("service", "mei", covers="letter")
    lin.board.link_add("dispatch", "zhou", covers="letter:Parcel_stuck")
    lin.letters.count({"Parcel stuck": "1"})
    (line,) = (line for line in lin.letters.lines() if line.kind == "Parcel stuck")
    assert lin.board.draft(f"letter:{line.id}").owner == "zhou"


def test_a_task_made_from_a_row_goes_to_the_owner_of_its_link(office: Office) -> None:
    lin = team(office, "lin")
    lin.board.link_add("ads", "zhou", covers="metric:ad_spend")
    lin.board.link_add("service", "mei", covers="letter")
    lin.board.link_add("rules", "lin", covers="letter:违规 rule")
    lin.letters.count({"投诉": "2", "违规": "1"})
    letters = {line.kind: line for line in lin.letters.lines()}
    made = lin.board.draft(f"letter:{letters['投诉'].id}")
    assert (made.owner, made.link, made.why) == ("mei", "service", "mei owns service")
    assert lin.board.draft(f"letter:{letters['违规'].id}").owner == "lin"
    assert lin.board.draft("metric:ad_spend").owner == "zhou"
    assert lin.board.draft("metric:paid").owner is None
    rule = lin.rules.add("new image rule", effective=date(2026, 11, 1), action="check 14 items").id
    made = lin.board.draft(f"rule_item:{rule}")
    assert (made.title, made.owner, made.due) == ("check 14 items", "lin", date(2026, 10, 31))
    for source in ("letter:x", "nothing:1", "letter"):
        with pytest.raises(errors.WrongUsage):
            lin.board.draft(source)
    with pytest.raises(errors.NotFound):
        lin.board.draft("task:999")


def test_two_people_take_a_card_and_the_second_is_told(office: Office) -> None:
    lin = team(office, "lin").board
    task = lin.add("a").id
    seen = lin.card(task).version
    Board(office.desk("mei")).take(task, seen)
    with pytest.raises(errors.Conflict, match="mei changed this task"):
        Board(office.desk("zhou")).take(task, seen)
    assert board.task(office.db, task)["owner"] == "mei"
