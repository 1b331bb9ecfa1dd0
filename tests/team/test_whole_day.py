"""Six people at one box through one day, by script: nobody's work is lost and the evening page tells it truly."""

from __future__ import annotations

from datetime import date

import pytest

from opscockpit import errors
from opscockpit.services import actions, today
from opscockpit.services.team import Team
from opscockpit.store import stores
from tests.team.conftest import Office, team

SIX = {"he": "商品", "tao": "设计", "gang": "仓库"}


@pytest.fixture
def box(office: Office) -> Office:
    """The office with all six of them and the routines of a marketplace seller."""
    for login, job in SIX.items():
        stores.add_person(office.db, "setup", login=login, name=login, role="member", job=job)
    team(office, "lin").routines.take("marketplace")
    return office


def own_items(box: Office, who: str) -> list[str]:
    """Ticks everything that is somebody's own; what was ticked."""
    view = today.build(box.db, who, box.desk(who).store)
    ticked = []
    for item in view.must_do:
        if item.mine and item.state == "open":
            evidence = {"count": "０", "words": "checked"}.get(item.wants, "")
            actions.tick(box.db, who, item.id, item.version, "done", evidence)
            ticked.append(item.title)
    return ticked


def letters(lin: Team, mei: Team) -> None:
    mei.letters.count({"投诉": "0", "违规": "1", "待处理售后": "7", "即将超时": "3"})
    lines = {line.kind: line for line in lin.letters.lines()}
    violation = lines["违规"]
    assert violation.owner == "lin", "rules and violations are lin's link"
    lin.letters.own(violation.id or 0, violation.version, owner="tao", deadline="12:00", text="image text")
    draft = lin.board.draft(f"letter:{violation.id}")
    lin.board.add(draft.title, owner="tao", due=draft.due, source=draft.source)


def test_a_whole_day_of_six(box: Office) -> None:
    lin, zhou, mei, tao, he = (team(box, who) for who in ("lin", "zhou", "mei", "tao", "he"))
    morning = lin.morning
    assert {item.role for item in today.build(box.db, "lin", box.desk("lin").store).must_do} <= {
        "店长", "推广", "商品", "客服", "仓库", "设计"
    }  # fmt: skip
    morning.begin()
    mei.morning.begin()
    letters(lin, mei)
    box.at("2026-10-22T08:34")
    morning.done("letters")
    zhou.forms.snapshot({"visitors": "610", "buyers": "9", "paid": "1,020"})
    box.at("2026-10-22T08:37")
    zhou.morning.done("traffic")
    word = actions.keyword_add(box.db, "zhou", box.desk("zhou").store, "儿童袜 纯棉", owner="zhou").id
    actions.rank_record(box.db, "zhou", word, date(2026, 10, 22), 13)
    box.at("2026-10-22T08:40")
    zhou.morning.done("keywords")

    day = date(2026, 10, 22)
    actions.focus_set(box.db, "lin", box.desk("lin").store, day, "image A is back", owner="tao", due="11:00")
    with pytest.raises(errors.Conflict, match="lin set the focus 0 s ago"):
        actions.focus_set(box.db, "zhou", box.desk("zhou").store, day, "budget to the evening")
    zhou.morning.side("budget to the evening", owner="zhou")
    box.at("2026-10-22T08:43")
    assert morning.done("decide").message == "the morning is done in 13:00 of 15:00"
    view = morning.view()
    assert (view.state, view.spent) == ("finished", 13 * 60)
    assert not view.over

    ticked = {who: own_items(box, who) for who in ("lin", "zhou", "he", "mei", "tao", "gang")}
    assert all(ticked[who] for who in ("lin", "zhou", "he", "mei", "gang"))
    assert len([title for titles in ticked.values() for title in titles]) == len(
        {title for titles in ticked.values() for title in titles}
    ), "nobody's item was ticked twice"

    card = tao.board.search("image text")[0]
    actions.task_move(box.db, "tao", card.id, card.version, "doing")
    box.at("2026-10-22T11:05")
    actions.task_move(box.db, "tao", card.id, None, "done")
    violation = next(line for line in lin.letters.lines() if line.kind == "违规")
    lin.letters.settle(violation.id or 0, violation.version)
    actions.task_give(box.db, "lin", lin.board.add("bundle price", owner="lin").id, None, "he")
    he.board.accept(he.board.view().offers[0].id, None)

    box.at("2026-10-22T18:05")
    lin.evening.write(None, note="conversion fell with the image; it is back", slower="export came late")
    page = lin.evening.view()
    left = [item for item in today.build(box.db, "lin", box.desk("lin").store).must_do if item.state == "open"]
    by_doing = {line.title: (line.who, line.note) for line in page.done}
    assert by_doing["实时快照：访客、买家、支付金额"] == ("zhou", "3 numbers")
    assert by_doing["核心词排名"] == ("zhou", "1 looked at")
    assert by_doing["给昨天的重点打分，定今天的重点"] == ("lin", "image A is back")
    assert len(page.done) == 3 + sum(len(titles) for titles in ticked.values())
    assert len(page.open) == len(left)
    assert [(line.title, line.who) for line in page.tasks_done] == [("违规 1: image text", "tao")]
    assert [(line.title, line.who) for line in page.tasks_open] == [("bundle price", "he")]
    assert "13:00 of 15:00, finished 08:43 by lin" in page.morning

    box.at("2026-10-23T08:30")
    first = team(box, "lin").evening.first_page()
    assert first is not None
    assert first.note.startswith("conversion fell")
    assert [one.sentence for one in morning.view().unscored] == ["image A is back", "budget to the evening"]
