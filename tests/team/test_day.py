"""Letters, rules, emergencies, the morning and the evening."""

from __future__ import annotations

from datetime import date

import pytest

from opscockpit import errors
from opscockpit.services import actions, today
from opscockpit.services.letters import kinds_of
from tests.team.conftest import Office, team


def test_letters_are_counted_at_once_and_must_kinds_want_an_owner_and_a_deadline(office: Office) -> None:
    lin = team(office, "lin")
    assert "投诉 wants a count" in lin.letters.missing()
    lin.letters.count({"投诉": "０", "违规": "１", "发票申请": "12"})
    lines = {line.kind: line for line in lin.letters.lines()}
    assert (lines["投诉"].state, lines["违规"].wants, lines["发票申请"].wants) == (
        "done",
        "an owner and a deadline",
        "",
    )
    assert lin.letters.missing() == ("违规 wants an owner and a deadline",)
    lin.letters.own(lines["违规"].id or 0, None, owner="mei", deadline="12")
    assert lin.letters.missing() == ()
    office.at("2026-10-22T12:01")
    assert next(line for line in lin.letters.lines() if line.kind == "违规").late
    with pytest.raises(errors.Refused, match="no number"):
        lin.letters.count({"工单": "few"})


def test_a_count_of_somebody_else_is_not_overwritten_unseen(office: Office) -> None:
    lin, mei = team(office, "lin").letters, team(office, "mei").letters
    mei.count({"投诉": "1"})
    with pytest.raises(errors.Conflict, match="mei changed this letter"):
        lin.count({"投诉": "2", "违规": "0"})
    line = next(line for line in lin.lines() if line.kind == "投诉")
    assert (line.amount, line.read_by) == (1, "mei")
    lin.count({"投诉": "2"}, {"投诉": line.version or 0})
    assert next(line for line in lin.lines() if line.kind == "投诉").amount == 2


def test_an_open_kind_keeps_its_owner_over_night_and_says_how_it_moved(office: Office) -> None:
    lin = team(office, "lin").letters
    lin.count({"工单": "3", "my own kind": "1"})
    line = next(line for line in lin.lines() if line.kind == "工单")
    lin.own(line.id or 0, line.version, owner="mei", text="two addresses")
    office.at("2026-10-23T08:30")
    assert next(line for line in lin.lines() if line.kind == "工单").before == 3
    lin.count({"工单": "5"})
    line = next(line for line in lin.lines() if line.kind == "工单")
    assert (line.owner, line.text, line.change) == ("mei", "two addresses", "+2")
    assert any(line.kind == "my own kind" for line in lin.lines())
    lin.settle(line.id or 0, line.version)
    assert next(line for line in lin.lines() if line.kind == "工单").state == "done"


@pytest.mark.parametrize("platform", ["tmall", "jd", "amazon", "shopify", "something else"])
def test_every_platform_has_kinds_and_some_that_cannot_be_skipped(platform: str) -> None:
    kinds = kinds_of(platform)
    assert any(kind.must for kind in kinds)
    assert len({kind.name for kind in kinds}) == len(kinds)


def test_rules_count_down_and_a_look_is_a_tick(office: Office) -> None:
    lin = team(office, "lin").rules
    assert lin.view().says == "nobody has looked today"
    lin.looked()
    assert lin.view().says == "looked 08:30 by lin, nothing new"
    rule = lin.add("image texts", effective=date(2026, 10, 28), bearing="risk", exposure="14 items").id
    lin.add("free traffic for video", effective=date(2026, 10, 22), bearing="chance", owner="zhou", action="try")
    first, second = lin.view().rules
    assert (first.countdown, first.red, second.countdown, second.red) == ("in force today", False, "in 6 days", True)
    lin.edit(rule, None, owner="mei", action="check the texts")
    assert not lin.view().rules[1].red
    office.at("2026-10-29T08:30")
    assert lin.view().rules[1].countdown == "in force for 1 day"
    lin.settle(rule, None)
    assert len(lin.view().rules) == 1
    assert len(lin.view(all_=True).rules) == 2
    with pytest.raises(errors.WrongUsage):
        lin.edit(rule, None, bearing="good")


def test_looks_in_a_row_are_counted_and_the_last_look_of_a_day_counts(office: Office) -> None:
    for day in (20, 21, 22):
        office.at(f"2026-10-{day}T08:30")
        team(office, "lin").rules.looked(2)
    team(office, "mei").rules.looked(0)
    assert team(office, "lin").rules.view().streak == 3
    assert team(office, "lin").rules.view().looked_by == "mei"
    office.at("2026-10-23T08:30")
    assert team(office, "lin").rules.view().streak == 3, "today is not over"
    office.at("2026-10-24T08:30")
    assert team(office, "lin").rules.view().streak == 0


def test_eight_playbooks_are_ready_in_the_language_of_the_store(office: Office) -> None:
    books = team(office, "lin").emergencies.playbooks()
    names = "stock_out wrong_price violation mass_refunds link_down rank_crash bad_reviews system_down"
    assert [book.id for book in books] == names.split()
    assert books[0].name == "断货"
    assert all(len(book.steps) >= 5 and book.trigger for book in books)
    assert next(book for book in books if book.id == "rank_crash").owner == "zhou"


def test_an_emergency_is_a_timed_checklist(office: Office) -> None:
    mei = team(office, "mei").emergencies
    opened = mei.open("wrong_price", "item 88 at 9.90").id
    view = mei.view(opened)
    assert (view.owner, view.open, view.first_action) == ("lin", True, None)
    assert view.steps[0].clock == "01:00"
    office.at("2026-10-22T08:32")
    view = mei.view(opened)
    assert (view.steps[0].late, view.steps[0].clock, view.steps[3].clock) == (True, "−01:00", "03:00")
    mei.tick(view.steps[0].id, view.steps[0].version)
    with pytest.raises(errors.Refused, match="why"):
        mei.tick(view.steps[1].id, None, "skipped")
    office.at("2026-10-22T08:40")
    view = mei.view(opened)
    assert (view.first_action, view.done, view.steps[0].clock) == (120, 1, "+02:00")
    assert "10:00" in view.says
    with pytest.raises(errors.Refused):
        mei.close(opened, None, " ")
    mei.close(opened, view.version, "12 orders cancelled")
    with pytest.raises(errors.Refused, match="closed it already"):
        mei.close(opened, None, "again")
    assert mei.view(opened).elapsed == 600
    mei.open("stock_out", drill=True)
    assert next(book for book in mei.playbooks() if book.id == "stock_out").last_drill == date(2026, 10, 22)
    assert [view.open for view in mei.views()] == [True, False]
    with pytest.raises(errors.NotFound, match="stock_out"):
        mei.open("fire")


def ready_morning(office: Office) -> None:
    lin = team(office, "lin")
    lin.letters.count({"投诉": "0", "违规": "0"})


def test_the_morning_goes_through_four_steps_with_a_clock(office: Office) -> None:
    lin, mei = team(office, "lin").morning, team(office, "mei").morning
    assert lin.view().state == "not_begun"
    lin.begin()
    assert "lin has begun" in mei.begin().message
    with pytest.raises(errors.Refused, match="投诉 wants a count"):
        lin.done("letters")
    with pytest.raises(errors.Refused, match="cannot be skipped"):
        lin.done("letters", skip="no time")
    office.at("2026-10-22T08:33")
    ready_morning(office)
    lin.done("letters")
    office.at("2026-10-22T08:34")
    with pytest.raises(errors.Refused, match="snapshot"):
        mei.done("traffic")
    team(office, "mei").forms.snapshot({"visitors": "610", "paid": "1,020.50"})
    mei.done("traffic")
    lin.done("keywords", skip="tool is down")
    with pytest.raises(errors.Refused, match="set the focus"):
        lin.done("decide")
    actions.focus_set(office.db, "lin", office.desk("lin").store, date(2026, 10, 22), "restore image A", owner="mei")
    office.at("2026-10-22T08:39:30")
    told = lin.done("decide")
    assert "09:30 of 15:00" in told.message
    view = lin.view()
    assert view.state == "finished"
    assert [(step.step, step.spent, step.done_by) for step in view.steps] == [
        ("letters", 180, "lin"), ("traffic", 60, "mei"), ("keywords", 0, "lin"), ("decide", 330, "lin"),
    ]  # fmt: skip
    assert view.steps[2].note == "tool is down"
    assert [line.text for line in view.snapshot] == ["1,020.50", "610"]
    with pytest.raises(errors.Refused, match="finished"):
        lin.pause()


def test_a_morning_can_be_left_and_resumed_and_walking_away_does_not_count(office: Office) -> None:
    lin = team(office, "lin").morning
    lin.begin()
    office.at("2026-10-22T08:32")
    lin.pause()
    office.at("2026-10-22T09:30")
    assert (lin.view().state, lin.view().spent) == ("paused", 120)
    assert "on with letters" in lin.begin().message
    office.at("2026-10-22T09:31")
    lin.enter("decide")
    office.at("2026-10-22T12:00")
    view = lin.view()
    assert (view.step, view.spent, view.steps[3].clock, view.over) == ("decide", 180 + 900, "15:00", True)
    office.at("2026-10-22T11:00")
    assert lin.view().spent == 180 + 900, "a clock that jumps back takes nothing away"


def test_yesterdays_focus_is_scored_before_todays_is_set(office: Office) -> None:
    lin = team(office, "lin").morning
    store = office.desk("lin").store
    first = actions.focus_set(office.db, "lin", store, date(2026, 10, 22), "first", owner="mei")
    office.at("2026-10-23T08:30")
    with pytest.raises(errors.Refused, match="first score"):
        actions.focus_set(office.db, "lin", store, date(2026, 10, 23), "second")
    pending = lin.view().unscored[0]
    with pytest.raises(errors.Refused, match="why"):
        actions.focus_score(office.db, "lin", pending.id, pending.version, "partly")
    actions.focus_score(office.db, "lin", first.id, pending.version, "partly", "bundle below the fold")
    actions.focus_set(office.db, "lin", store, date(2026, 10, 23), "second")
    assert lin.view().hit_rate.text == "50 % of 1"
    (past,) = lin.view().past
    assert (past.day, past.sentence, past.score, past.score_note) == (
        date(2026, 10, 22), "first", "partly", "bundle below the fold",
    )  # fmt: skip


def test_one_focus_and_two_side_things_at_most(office: Office) -> None:
    lin = team(office, "lin").morning
    store, day = office.desk("lin").store, date(2026, 10, 22)
    with pytest.raises(errors.Refused, match="first"):
        lin.side("early")
    actions.focus_set(office.db, "lin", store, day, "main")
    with pytest.raises(errors.Conflict, match="side focus"):
        actions.focus_set(office.db, "mei", store, day, "mine")
    team(office, "mei").morning.side("mine")
    lin.side("third")
    with pytest.raises(errors.Refused, match="most"):
        lin.side("fourth")
    view = lin.view()
    assert view.focus is not None
    assert (view.focus.sentence, [side.sentence for side in view.sides]) == ("main", ["mine", "third"])


def test_ten_core_words_at_most(office: Office) -> None:
    lin = team(office, "lin").morning
    words = [actions.keyword_add(office.db, "lin", office.desk("lin").store, f"word {n}").id for n in range(11)]
    assert len(lin.view().keywords) == 10
    with pytest.raises(errors.Refused, match="10 core words"):
        lin.set_core(words[10], True)
    lin.set_core(words[0], False)
    lin.set_core(words[10], True)
    actions.rank_record(office.db, "zhou", words[10], date(2026, 10, 22), None)
    hints = lin.view().steps[2].hints
    assert hints == ("9 of 10 not checked today",)


def test_the_evening_page_tells_the_day_as_it_was(office: Office) -> None:
    lin, mei = team(office, "lin"), team(office, "mei")
    lin.routines.add("reviews", evidence="count", owner="mei")
    lin.routines.add("rivals", owner="zhou")
    lin.routines.add("stock", owner="zhou", due="16:00")
    items = {item.title: item for item in today.build(office.db, "lin", office.desk("lin").store).must_do}
    actions.tick(office.db, "mei", items["reviews"].id, None, "done", "3 answered")
    actions.tick(office.db, "zhou", items["rivals"].id, None, "skipped", "tool is [down]")
    done = lin.board.add("banner", owner="mei").id
    lin.board.add("coupons", owner="zhou", due=date(2026, 10, 20))
    actions.task_move(office.db, "mei", done, None, "done")
    mei.letters.count({"投诉": "1"})
    mei.emergencies.open("stock_out", "B12")
    office.at("2026-10-22T18:00")
    lin.evening.write(None, note="image *restored*", slower="waited for the export")
    with pytest.raises(errors.Conflict, match="lin changed this evening page"):
        mei.evening.write(None, note="mine")
    page = lin.evening.view()
    assert page.says == "1 of 3 done · 1 skipped · 1 open · 1 task done, 1 open, 1 late"
    assert [(line.title, line.who, line.note) for line in page.done] == [("reviews", "mei", "3 answered")]
    text = lin.evening.markdown()
    assert "tool is \\[down\\]" in text
    assert "image \\*restored\\*" in text
    assert "投诉 1" in text

    office.at("2026-10-23T08:30")
    actions.task_move(office.db, "mei", done, None, "open")
    coupons = lin.board.search("coupons")[0]
    actions.task_move(office.db, "zhou", coupons.id, None, "done")
    first = lin.evening.first_page()
    assert first is not None
    assert (first.day, first.slower) == (date(2026, 10, 22), "waited for the export")
    assert [line.title for line in first.tasks_open] == ["coupons"], "as it stood when the day ended"


def test_an_item_done_the_next_day_is_said_to_be_late(office: Office) -> None:
    lin = team(office, "lin")
    lin.routines.add("reviews")
    lin.morning.view()
    office.at("2026-10-23T08:30")
    lin.morning.view()
    left = lin.routines.leftovers()[0]
    lin.routines.decide(left.id, left.version, "late")
    assert lin.evening.view(date(2026, 10, 22)).done[0].note == "done late · late"
