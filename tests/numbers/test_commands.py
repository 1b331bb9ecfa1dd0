"""The commands about numbers, as scripts use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opscockpit.cli import main
from tests.numbers.conftest import Shop


class Runner:
    """Runs commands on the shop's database as lin, at its clock."""

    def __init__(self, path: Path, now: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._options = ["--db", str(path), "--as", "lin", "--now", now]
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> str:
        assert main([*words, *self._options]) == code
        told = self._capsys.readouterr()
        return told.err if code else told.out

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def run(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Runner:
    shop.usual("2026-08-20", 62)
    shop.days("2026-10-21", [{"visitors": 30}])
    shop.db.close()
    return Runner(shop.db.path, "2026-10-22T09:00", capsys)


def test_alarms_from_the_first_look_to_the_cause(run: Runner) -> None:
    (alarm,) = run.json("alarms", "list")
    assert (alarm["metric"], alarm["state"], alarm["first_day"]) == ("visitors", "new", "2026-10-21")
    assert run("alarms", "seen", str(alarm["id"])) == "seen: Visitors 21 Oct\n"
    assert "quiet until Sat 24 Oct" in run("alarms", "snooze", str(alarm["id"]), "--until", "2026-10-24")
    assert "find the cause" in run("alarms", "task", str(alarm["id"]))
    assert "a few" not in run("alarms", "close", str(alarm["id"]), "--cause", "likely", "--tag", "image test")
    assert run.json("alarms", "list")[0]["tag"] == "image test"
    assert "closed by lin" in run("alarms", "seen", str(alarm["id"]), code=1)
    assert "no alarm 77" in run("alarms", "seen", "77", code=1)


def test_events(run: Runner) -> None:
    assert "out of the normal range" in run("events", "add", "double", "--from", "2026-10-21", "--key", "double")
    listed = {event["name"]: event for event in run.json("events", "list")}
    assert listed["double"]["mask"]
    assert listed["National Day"]["kind"] == "holiday"
    assert json.loads(run("explain", "visitors", "--day", "2026-10-21", "--json"))["range"]["state"] == "masked"
    run("events", "remove", str(listed["double"]["id"]))
    assert "double" not in {event["name"] for event in run.json("events", "list")}


def test_plans(run: Runner) -> None:
    run("plan", "set", "page_views", "700", "--from", "2026-10-19", "--to", "2026-10-25")
    rows = run.json("plan", "list", "--from", "2026-10-19", "--to", "2026-10-25")
    assert sum(row["plan"] for row in rows) == 700
    run("plan", "set", "page_views", "-", "--from", "2026-10-19", "--to", "2026-10-25")
    assert run.json("plan", "list") == []


def test_an_own_k(run: Runner) -> None:
    assert run("normal", "visitors") == "Visitors rings beyond 3.5 spreads\n"
    run("normal", "visitors", "--k", "4.5", "--from", "2026-10-01")
    assert run("normal", "visitors") == "Visitors rings beyond 4.5 spreads, new normal from Thu 01 Oct 2026\n"
    run("normal", "visitors", "--reset")
    assert run("normal", "visitors") == "Visitors rings beyond 3.5 spreads\n"


def test_dictionary(run: Runner) -> None:
    assert run.json("dictionary", "conversion")["zh"] == "支付转化率"
    assert len(run.json("dictionary")) > 70
    assert "下单" in run("dictionary")
    assert "did you mean" in run("dictionary", "convertion", code=1)


def test_coverage_and_profit(run: Runner) -> None:
    (row,) = run.json("coverage")["rows"]
    assert row["states"] == ["here"] * 28
    assert "no sales are known" in run("profit", "--from", "2026-10-21")
    assert "cost of shipping: 3" in run("cost", "shipping", "3", "--from", "2026-10-01")
    assert "wants its sku" in run("cost", "item", "3", "--from", "2026-10-01", code=2)


@pytest.mark.parametrize("basis", ["yesterday", "week", "year364", "date", "event", "plan"])
def test_explain_speaks_on_every_basis(run: Runner, basis: str) -> None:
    told = run.json("explain", "visitors", "--day", "2026-10-21", "--vs", basis)
    assert told["base"]["basis"] == basis
    assert told["range"]["state"] == "alarm"
    assert told["range"]["z"] < -3.5
    assert told["sources"][0]["batch"] > 0
    assert isinstance(told["age_minutes"], int)
    assert "Visitors (访客数)" in run("explain", "visitors", "--day", "2026-10-21", "--vs", basis)


def test_metrics_explained_carry_all_that_explain_does(run: Runner) -> None:
    day = ("--from", "2026-10-21", "--to", "2026-10-21")
    (row,) = run.json("metrics", "--explained", *day)
    told = run.json("explain", "visitors", "--day", "2026-10-21")
    assert (row, row["range"]["state"], row["base"]["day"]) == (told, "alarm", "2026-10-14")
    assert (row["effects"][0]["value"], row["sources"][0]["file"]) == (row["delta"], "report-2.csv")
    head, *lines = run("metrics", "--explained", "--from", "2026-10-20", "--to", "2026-10-21").splitlines()
    assert head.split() == ["store", "day", "metric", "value", "base", "change", "state", "low", "high", "z", "age"]
    assert [("visitors" in line, "alarm" in line) for line in lines] == [(True, False), (True, True)]
    assert "--by" in run("metrics", "--explained", *day, "--by", "week", code=2)


def test_profit_for_scripts_is_in_major_units(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.days("2026-10-21", [{"paid": 123450, "orders": 3}])
    shop.db.close()
    run = Runner(shop.db.path, "2026-10-22T09:00", capsys)
    told = run.json("profit", "--from", "2026-10-21")
    assert {row["id"]: row["amount"] for row in told["rows"]}["paid"] == 1234.5
    assert (told["store"], told["currency"]) == ("Socks", "CNY")
    run("cost", "fees", "5", "--from", "2026-10-01")
    assert "needs the cost of goods and dispatch" in run("profit", "--from", "2026-10-21")
    assert "is after --to" in run("profit", "--from", "2026-10-21", "--to", "2026-10-20", code=2)
