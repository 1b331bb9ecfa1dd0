"""The team's day on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opscockpit.cli import main
from tests.team.conftest import Office


@pytest.fixture
def run(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command as somebody on Thursday 8:30 and gives exit code and output."""
    monkeypatch.setenv("OPSCOCKPIT_NOW", "2026-10-22T08:30")

    def go(*argv: str, who: str = "lin") -> tuple[int, str]:
        code = main(["--db", str(office.path), "--as", who, *argv])
        out = capsys.readouterr()
        return code, out.out + out.err

    return go


def value(told: tuple[int, str]) -> Any:
    assert told[0] == 0, told[1]
    return json.loads(told[1])


def test_a_morning_by_commands_alone(run: Any) -> None:
    assert run("routine", "take", "marketplace")[0] == 0
    assert run("morning", "begin")[0] == 0
    code, says = run("morning", "done", "letters")
    assert (code, "投诉 wants a count" in says) == (1, True)
    assert run("letters", "count", "投诉=0", "违规=１")[0] == 0
    letter = next(row for row in value(run("letters", "list", "--json")) if row["kind"] == "违规")
    assert run("letters", "own", str(letter["id"]), "mei", "--by", "12:00")[0] == 0
    assert run("morning", "done", "letters")[0] == 0
    assert run("snapshot", "visitors=610", "paid=1020.5")[0] == 0
    assert run("morning", "done", "traffic")[0] == 0
    assert run("morning", "done", "keywords", "--skip", "none yet")[0] == 0
    assert run("focus", "set", "restore image A", "--owner", "mei")[0] == 0
    assert run("focus", "set", "second", "--side")[0] == 0
    assert run("focus", "set", "third")[0] == 1
    assert run("morning", "done", "decide")[0] == 0
    view = value(run("morning", "show", "--json"))
    assert (view["state"], view["focus"]["sentence"], len(view["sides"])) == ("finished", "restore image A", 1)
    assert "morning done" in run("morning", "show")[1]


def test_scoring_comes_before_the_next_focus(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("focus", "set", "first")[0] == 0
    monkeypatch.setenv("OPSCOCKPIT_NOW", "2026-10-23T08:30")
    code, says = run("focus", "set", "second")
    assert (code, "first score" in says) == (1, True)
    assert value(run("focus", "score", "partly", "half", "--json"))["score"] == "partly"
    assert run("focus", "set", "second")[0] == 0
    assert value(run("focus", "rate", "--json"))["text"] == "50 % of 1"


def test_tasks_are_handed_over_split_and_found(run: Any) -> None:
    assert run("link", "add", "ads", "--owner", "zhou", "--covers", "metric:ad_spend")[0] == 0
    task = value(run("task", "from", "metric:ad_spend", "--json"))
    assert (task["owner"], task["link"]) == ("zhou", "ads")
    given = value(run("task", "give", str(task["id"]), "mei", "--json"))
    assert (given["owner"], given["offered_by"]) == ("mei", "lin")
    declined = value(run("task", "decline", str(task["id"]), "on leave", "--json", who="mei"))
    assert (declined["owner"], declined["offered_by"]) == ("zhou", None)
    parts = value(run("task", "split", str(task["id"]), "a", "b", "--json"))
    assert [part["parent_id"] for part in parts] == [task["id"]] * 2
    assert len(value(run("task", "search", "why", "--json"))) >= 1
    assert "owner: mei → zhou" in run("history", f"task:{task['id']}")[1]
    assert [row["open"] for row in value(run("link", "list", "--json"))] == [3]


def test_yesterdays_open_items_are_decided(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("routine", "add", "reviews", "--days", "workdays", "--owner", "mei", "--due", "930")[0] == 0
    assert len(value(run("check", "list", "--json"))) == 1
    monkeypatch.setenv("OPSCOCKPIT_NOW", "2026-10-23T08:30")
    left = value(run("check", "left", "--json"))
    assert [row["title"] for row in left] == ["reviews"]
    assert value(run("check", "decide", str(left[0]["id"]), "task", "--json"))["state"] == "missed"
    assert [row["source"] for row in value(run("task", "list", "--json"))] == [f"must_item:{left[0]['id']}"]


def test_rules_and_emergencies(run: Any) -> None:
    assert run("rule", "add", "image texts", "--effective", "2026-10-28", "--bearing", "risk")[0] == 0
    assert run("rule", "looked", "1")[0] == 0
    assert "looked 08:30 by lin, 1 new" in run("rule", "list")[1]
    assert len(value(run("emergency", "playbooks", "--json"))) == 8
    opened = value(run("emergency", "open", "stock_out", "B12", "--json"))["id"]
    step = value(run("emergency", "show", str(opened), "--json"))["steps"][0]["id"]
    assert run("emergency", "tick", str(step))[0] == 0
    assert run("emergency", "close", str(opened), "12 pieces came")[0] == 0
    assert "12 pieces came" in run("emergency", "list")[1]


def test_the_evening_page_goes_to_a_file(run: Any, tmp_path: Path) -> None:
    page = tmp_path / "evening.md"
    assert run("report", "--note", "quiet", "--out", str(page))[0] == 0
    assert run("report", "--slower", "late export")[0] == 0
    text = run("report")[1]
    assert "quiet" in page.read_text(encoding="utf-8")
    assert "late export" in text
    assert "quiet" in text
    assert run("report", "--out", str(tmp_path / "no" / "such.md"))[0] == 1


def test_numbers_far_from_usual_want_a_word(run: Any) -> None:
    for day in range(1, 6):
        assert run("push", "visitors", "6000", "--at", f"2026-10-1{day}T23:59")[0] == 0
    code, says = run("snapshot", "visitors=61000")
    assert (code, "Is it right?" in says) == (1, True)
    assert run("snapshot", "visitors=61000", "--sure")[0] == 0
    assert run("snapshot", "visitors")[0] == 2


def test_people_choose_their_name_on_a_shared_account(
    run: Any, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "shop")
    assert run("people", "share", "shop")[0] == 0
    assert main(["--db", str(office.path), "people", "me", "mei"]) == 0
    assert main(["--db", str(office.path), "task", "add", "by mei"]) == 0
    assert office.db.value("SELECT created_by FROM task") == "mei"
    assert run("people", "edit", "mei", "--job", "售后", "--limit", "5")[0] == 0
    assert run("people", "edit", "mei", "--role", "manager", who="zhou")[0] == 1
    assert "售后" in run("people", "load")[1]


def test_guests_only_read_whatever_the_command(run: Any, tmp_path: Path) -> None:
    export = tmp_path / "orders.csv"
    export.write_text("x", encoding="utf-8")
    shop = ("store", "add", "Second", "--platform", "tmall", "--tz", "Asia/Shanghai", "--currency", "CNY")
    for command in (shop, ("import", str(export)), ("push", "visitors", "5"), ("task", "add", "x")):
        code, says = run(*command, who="guest")
        assert (code, "guest is a guest and only reads" in says) == (1, True), command


def test_a_task_for_a_step_that_does_not_exist_says_how_to_make_it(run: Any) -> None:
    code, says = run("task", "add", "new words", "--link", "标题词")
    assert (code, "there are none yet; to make it: opscockpit link add 标题词 --owner LOGIN" in says) == (1, True)
    assert run("link", "add", "标题词", "--owner", "zhou")[0] == 0
    assert value(run("task", "add", "new words", "--link", "标题词", "--json"))["owner"] == "zhou"


def test_of_several_stores_the_one_taken_is_told_apart_from_the_data(
    run: Any, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "list", "--json")[1] == "[]\n"
    assert run("store", "add", "Second", "--platform", "jd", "--tz", "Asia/Shanghai", "--currency", "CNY")[0] == 0
    assert main(["--db", str(office.path), "--as", "lin", "check", "list", "--json"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("[]\n", "store 'Shop'; --store names another: 'Second'\n")
    assert run("check", "list", "--json", "--store", "Second")[1] == "[]\n"


def test_today_as_text_and_json_tells_the_morning_the_side_things_and_what_was_left(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("routine", "add", "recheck the tags", "--owner", "mei")
    assert "the morning has not begun" in run("today", "--plain")[1]
    run("focus", "set", "image A", "--owner", "mei")
    run("focus", "set", "call back", "--side", "--owner", "zhou")
    monkeypatch.setenv("OPSCOCKPIT_NOW", "2026-10-23T08:30")
    run("morning", "begin")
    told = run("today", "--plain")[1]
    for line in (
        "before: image A · mei: not scored yet", "before: call back · zhou: not scored yet", "morning 0 of 4",
        "MUST DO  0 of 1 · 1 left open before, to be decided", "left on 22 Oct: recheck the tags  mei",
    ):  # fmt: skip
        assert line in told
    run("focus", "score", "done")
    run("focus", "score", "no", "nobody at home")
    run("focus", "set", "price of B12")
    run("focus", "set", "send samples", "--side")
    told = run("today", "--plain")[1]
    assert "FOCUS  price of B12\nside   send samples\nbefore: image A · mei: done\n" in told
    view = value(run("today", "--json"))
    assert [side["sentence"] for side in view["header"]["sides"]] == ["send samples"]
    assert [left["title"] for left in view["left"]] == ["recheck the tags"]
    assert view["header"]["morning"].startswith("morning 0 of 4")
