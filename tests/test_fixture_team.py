"""The demo's team: what its rows name exists, and what is planted for the pages of the day is in it."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from opscockpit import locations
from opscockpit.domain.metrics import METRICS
from opscockpit.domain.recurrence import parse

STEPS = ("letters", "traffic", "keywords", "decide", "mine")


@pytest.fixture(scope="module")
def team() -> dict[str, Any]:
    path = locations.fixtures_folder() / "demo" / "team.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def ready(name: str) -> dict[str, Any]:
    """What the program brings ready to take."""
    path = Path(locations.__file__).parent / "services" / "ready" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_links_cover_what_there_is(team: dict[str, Any]) -> None:
    for store, links in team["links"].items():
        kinds = {letter["kind"].replace(" ", "_") for letter in team["letters"][store]} | {
            kind for platform in ready("letters")["platform"] for block in platform["block"] for kind in block["kinds"]
        }
        named = [word for link in links for word in link.get("covers", "").split()]
        assert len(named) == len(set(named)), "one owner for each thing"
        assert {"rule", "keyword", "letter"} <= set(named)
        for word in named:
            what, _, which = word.partition(":")
            there = {"letter": kinds, "metric": METRICS, "step": STEPS}.get(what, ())
            assert which in there if which else what in ("letter", "keyword", "rule", "emergency"), word


def test_routines_say_when_how_long_and_what_they_want(team: dict[str, Any]) -> None:
    for row in (row for rows in team["routines"].values() for row in rows):
        parse(row["days"])
        assert row.get("evidence", "") in ("", "count", "words")
        assert 0 < row["minutes"] <= 60
        times = [time.fromisoformat(row[name]) for name in ("starts", "due") if name in row]
        assert times == sorted(times)
    told = [row for row in team["routines"]["tmall"] if "past" in row]
    assert {row["past"] for row in told} == {"empty", "undone"}, "one that never finds anything, one that is left"
    assert sum(row.get("left", False) for rows in team["routines"].values() for row in rows) >= 1


def test_tasks_know_their_metric_and_who_handed_them_over(team: dict[str, Any]) -> None:
    tasks = [task for rows in team["tasks"].values() for task in rows]
    assert all(task["metric"] in METRICS for task in tasks if "metric" in task)
    assert all(task["moved"] <= 0 and 1 <= task["priority"] <= 4 for task in tasks)
    offered = [task for task in tasks if "offered_by" in task]
    assert offered
    for task in offered:
        assert task["state"] in ("open", "doing")
        assert task["offered_by"] == task["offered_from"] != task["owner"]


def test_each_day_of_the_past_has_one_focus_and_its_score(team: dict[str, Any]) -> None:
    for rows in team["focus"].values():
        past = [row["day"] for row in rows]
        assert len(past) == len(set(past))
        assert max(past) == -1
        assert all(row["metric"] in METRICS for row in rows if "metric" in row)
        assert {row["score"] for row in rows if "score" in row} <= {"done", "partly", "no", "dropped"}


def test_rules_wraps_and_drills_belong_to_the_team(team: dict[str, Any]) -> None:
    logins = {person["login"] for person in team["person"]}
    stores = {store["key"] for store in team["store"]}
    assert set(team["rules"]) == set(team["wraps"]) == set(team["drills"]) == stores
    for rule in (rule for rows in team["rules"].values() for rule in rows):
        assert rule["bearing"] in ("risk", "chance", "neutral")
        assert rule["published"] <= 0
        assert rule["published"] <= rule.get("effective", 0)
        assert rule.get("owner", "") in logins | {""}
        assert rule.get("state", "open") in ("open", "done", "dropped")
    assert all([wrap["day"] for wrap in rows] == [-1] for rows in team["wraps"].values())
    playbooks = {book["id"] for book in ready("playbooks")["playbook"]}
    for drill in (drill for rows in team["drills"].values() for drill in rows):
        assert drill["playbook"] in playbooks
        assert drill["owner"] in logins
        assert drill["day"] < 0
    files = {file for store in team["store"] for file in store["files"]}
    assert {lag["files"] for lag in team["lag"]} <= files
    assert all(lag["days"] > 0 for lag in team["lag"])
