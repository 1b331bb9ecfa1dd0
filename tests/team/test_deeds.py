"""Items of the list are ticked by doing what they say, by whoever did it, and opened again by undoing it."""

from __future__ import annotations

from datetime import date

import pytest

from opscockpit.domain.deeds import deeds_of, kinds_named
from opscockpit.services import actions, today
from tests.team.conftest import Office, team

DAY = date(2026, 10, 22)


def item(office: Office, title: str, step: str, evidence: str = "") -> int:
    """A routine and today's item of it; the item's id."""
    team(office, "lin").routines.add(title, step=step, evidence=evidence)
    today.build(office.db, "lin", office.desk("lin").store)
    return int(office.db.value("SELECT max(id) FROM must_item"))


def state(office: Office, item_id: int) -> tuple[str, str | None, str]:
    """State, who did it and the evidence."""
    row = office.db.row("SELECT * FROM must_item WHERE id = ?", (item_id,))
    assert row is not None
    return row["state"], row["done_by"], row["evidence"]


def test_scoring_and_setting_the_focus_tick_their_items(office: Office) -> None:
    store = office.desk("lin").store
    actions.focus_set(office.db, "lin", store, date(2026, 10, 21), "image A")
    office.at("2026-10-21T10:00")
    team(office, "zhou").morning.side("budget")
    office.at("2026-10-22T08:30")
    scoring, setting = item(office, "给昨天的重点打分", "decide"), item(office, "Set today's focus", "decide")
    both = item(office, "Score yesterday's focus, set today's", "decide")
    main, side = team(office, "lin").morning.view().unscored
    actions.focus_score(office.db, "lin", main.id, main.version, "partly", "16 of 18")
    assert state(office, scoring)[0] == "open", "the side focus still waits for its score"
    actions.focus_score(office.db, "zhou", side.id, side.version, "done")
    assert state(office, scoring) == ("done", "zhou", "done")
    assert state(office, both)[0] == "open"
    actions.focus_set(office.db, "lin", store, DAY, "price of B12")
    assert state(office, setting) == state(office, both) == ("done", "lin", "price of B12")
    actions.undo(office.db, "lin")
    assert state(office, setting)[0] == state(office, both)[0] == "open"


def test_a_snapshot_ticks_its_item_but_no_other_of_the_step(office: Office) -> None:
    snap, stock = item(office, "实时快照：访客、买家、支付金额", "traffic"), item(office, "主推款转化与库存", "traffic")
    elsewhere = item(office, "Snapshot of the rival's page", "mine")
    actions.push(office.db, "robot", office.desk("lin").store, office.desk("lin").cut, "visitors", "600")
    assert state(office, snap)[0] == "open", "a number that a script pushed was seen by nobody yet"
    team(office, "zhou").forms.snapshot({"visitors": "610", "buyers": "9"})
    assert state(office, snap) == ("done", "zhou", "2 numbers")
    assert state(office, stock)[0] == state(office, elsewhere)[0] == "open"


def test_numbers_of_yesterday_tick_nothing(office: Office) -> None:
    office.at("2026-10-21T08:30")
    old = item(office, "Snapshot", "traffic")
    office.at("2026-10-22T08:30")
    today.build(office.db, "lin", office.desk("lin").store)
    team(office, "zhou").forms.save([(date(2026, 10, 21), "visitors", "5000")], confirmed=True)
    assert state(office, old)[0] == "open"


def test_ranks_are_done_when_every_core_word_was_looked_at(office: Office) -> None:
    store = office.desk("lin").store
    words = [actions.keyword_add(office.db, "lin", store, word).id for word in ("儿童袜", "船袜", "礼盒")]
    ranks = item(office, "8 个核心词排名", "keywords")
    actions.rank_record(office.db, "zhou", words[0], DAY, 13)
    team(office, "lin").morning.set_core(words[2], False)
    assert state(office, ranks)[0] == "open"
    actions.rank_record(office.db, "mei", words[1], DAY, None)
    assert state(office, ranks) == ("done", "mei", "2 looked at, 1 not found")


def test_letters_tick_the_item_that_names_their_kinds(office: Office) -> None:
    mine = item(office, "物流异常：即将超时、揽收异常", "letters", evidence="count")
    musts = item(office, "站内信：投诉、违规、工单逐条过", "letters")
    mei = team(office, "mei")
    mei.letters.count({"即将超时": "3", "投诉": "0", "违规": "1", "工单": "0"})
    assert state(office, mine)[0] == "open", "one of its kinds is not counted, three parcels are nobody's"
    mei.letters.count({"揽收异常": "0"})
    late, violation = (next(x for x in mei.letters.lines() if x.kind == kind) for kind in ("即将超时", "违规"))
    mei.letters.own(late.id or 0, late.version, owner="mei")
    assert state(office, mine) == ("done", "mei", "即将超时 3, 揽收异常 0")
    assert office.db.value("SELECT found FROM must_item WHERE id = ?", (mine,)) == 3
    stuck = next(x for x in mei.letters.lines() if x.kind == "揽收异常")
    assert mei.letters.count({"揽收异常": "2"}, {"揽收异常": stuck.version or 0}).message == "揽收异常 2"
    assert state(office, mine) == ("done", "mei", "即将超时 3, 揽收异常 2"), "what was counted last"
    assert state(office, musts)[0] == "open"
    team(office, "lin").letters.own(violation.id or 0, violation.version, owner="lin", deadline="12:00")
    assert state(office, musts) == ("done", "lin", "投诉 0, 违规 1, 工单 0")


def test_looking_at_the_announcements_ticks_their_item(office: Office) -> None:
    looking = item(office, "规则与公告：看过、定负责人、记生效日", "letters")
    team(office, "lin").rules.looked(2)
    assert state(office, looking) == ("done", "lin", "2 new")


@pytest.mark.parametrize(
    ("step", "title", "deeds"),
    [
        ("decide", "Score yesterday's focus, set today's", ("score", "focus")), ("decide", "定今天的重点", ("focus",)),
        ("mine", "Ranks of the rival", ()), ("keywords", "核心词：真变化还是波动", ("ranks",)),
    ],
)  # fmt: skip
def test_what_an_item_wants_done(step: str, title: str, deeds: tuple[str, ...]) -> None:
    assert deeds_of(step, title) == deeds


def test_a_kind_inside_a_longer_kind_is_not_named() -> None:
    kinds = ("超时", "即将超时", "投诉", "Question")
    assert set(kinds_named("即将超时、投诉", kinds)) == {"即将超时", "投诉"}
    assert set(kinds_named("超时、即将超时", kinds)) == {"超时", "即将超时"}
    assert kinds_named("Inbox: questions", kinds) == ("Question",)
