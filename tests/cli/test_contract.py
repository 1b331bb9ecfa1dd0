"""The contract of the command line: keys, exit codes, streams, and any moment of the past."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from opscockpit import crash, locations
from opscockpit.cli import main
from tests.cli.conftest import SMALL, Cockpit
from tests.conftest import ROOT

NOON = "2026-10-22T12:00"
IMPORT = (
    "file sha256 profile store batch rows_read rows_used rows_skipped rows_total_lines repaired skipped duplicate_of "
    "days"
)
METRICS = (
    "store period currency visitors sessions page_views orders_created orders buyers new_buyers returning_buyers units "
    "paid refunds adjustments net_sales aov paid_per_buyer conversion ad_spend ad_impressions ad_clicks ad_sales ctr "
    "cpc roas search_impressions search_clicks search_ctr search_position conversion_basis"
)
EXPLAIN = "metric store day value formula counts base delta effects range sources age_minutes"
CHECK = {"id", "title", "state", "owner", "step", "due", "evidence"}
TASK = {"id", "title", "owner", "state", "due", "priority", "link", "version"}
FOCUS = {"day", "sentence", "metric", "target", "owner", "due", "evidence", "set_by", "set_at", "score"}
ORDERS = (
    "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Refunded Amount\n"
    "#1,a@x.test,paid,2026-10-22 09:00:00 +0000,USD,40.00,2026-10-22 09:00:00 +0000,0.00\n"
    "#2,b@x.test,paid,2026-10-22 11:00:00 +0000,USD,60.00,2026-10-22 11:00:00 +0000,0.00\n"
    "#3,c@x.test,paid,2026-10-21 11:00:00 +0000,USD,25.00,2026-10-21 11:00:00 +0000,5.00\n"
    "#4,c@x.test,paid,2026-10-15 11:00:00 +0000,USD,80.00,2026-10-15 11:00:00 +0000,0.00\n"
)


@pytest.fixture
def team(shop: Cockpit) -> Cockpit:
    """A store with two people."""
    shop.done("people", "add", "lin", "--role", "manager")
    shop.done("people", "add", "mei", "tao")
    return shop


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(ORDERS)
    return tmp_path / "orders.csv"


def test_import_keys(shop: Cockpit, orders: Path) -> None:
    (report,) = shop.load(orders)
    assert set(IMPORT.split()) <= set(report)
    assert report["days"] == ["2026-10-15", "2026-10-22"]
    assert len(report["sha256"]) == 64
    assert isinstance(report["batch"], int)


def test_metrics_keys_and_numbers(shop: Cockpit, orders: Path) -> None:
    shop.load(orders)
    row = shop.day("2026-10-22")
    assert set(METRICS.split()) == set(row)
    assert (row["orders"], row["paid"], row["aov"], row["refunds"], row["net_sales"]) == (2, 100, 50, 0, 100)
    assert (row["visitors"], row["ad_spend"], row["conversion"], row["conversion_basis"]) == (None, None, None, None)
    assert [(r["period"], r["orders"]) for r in shop.rows("2026-10-15", "2026-10-23")][-2:] == [
        ("2026-10-22", 2), ("2026-10-23", None),
    ]  # fmt: skip
    weeks = shop.rows("2026-10-12", "2026-10-25", by="week")
    assert [(week["period"], week["paid"]) for week in weeks] == [("2026-W42", 80), ("2026-W43", 125)]
    (month,) = shop.rows("2026-10-01", "2026-10-31", by="month")
    assert (month["buyers"], month["new_buyers"], month["orders"]) == (3, 3, 4)


def test_explain_keys(shop: Cockpit, orders: Path) -> None:
    shop.load(orders)
    told = shop.done("explain", "paid", "--day", "2026-10-22", "--vs", "yesterday", "--json", now=NOON).json
    assert set(EXPLAIN.split()) <= set(told)
    assert (told["value"], told["delta"]) == (100, 75)
    assert {"basis": "yesterday", "day": "2026-10-21", "value": 25}.items() <= told["base"].items()
    assert sum(effect["value"] for effect in told["effects"]) == pytest.approx(75)
    assert {"state", "low", "high", "z", "days_used", "alarm_rate_90d", "smallest_change"} <= set(told["range"])
    (source,) = told["sources"]
    assert {"batch", "file", "rows", "imported_at"} <= set(source)
    assert (source["rows"], source["file"]) == (2, "orders.csv")
    for basis in ("yesterday", "week", "year364", "date", "event", "plan"):
        assert shop("explain", "aov", "--day", "2026-10-22", "--vs", basis, "--json").code == 0


def test_tasks(team: Cockpit) -> None:
    words = ["--owner", "mei", "--due", "2026-10-23", "--priority", "2"]
    task = team.done("task", "add", "retake photo", *words, "--json", now=NOON).json
    assert set(task) >= TASK
    assert (task["title"], task["owner"], task["due"], task["priority"], task["state"], task["link"]) == (
        "retake photo", "mei", "2026-10-23", 2, "open", None,
    )  # fmt: skip
    moved = team.done("task", "move", task["id"], "doing", "--json", now=NOON).json
    assert (moved["state"], moved["version"] > task["version"]) == ("doing", True)
    given = team.done("task", "give", task["id"], "tao", "--json", now=NOON).json
    assert given["owner"] == "tao"
    taken = team.done("task", "take", task["id"], "--json", now=NOON, who="mei").json
    assert taken["owner"] == "mei"
    (listed,) = team.done("task", "list", "--json", now=NOON).json
    assert {name: listed[name] for name in TASK} == {name: taken[name] for name in TASK}
    for state in ("done", "dropped", "open"):
        assert team.done("task", "move", task["id"], state, "--json").json["state"] == state


def test_tasks_that_cannot_be(team: Cockpit) -> None:
    task = team.done("task", "add", "x", "--json", now=NOON).json
    for words in (
        ("task", "give", task["id"], "nobody"),
        ("task", "move", 999, "done"),
        ("task", "add", "y", "--owner", "mee"),
        ("task", "add", "y", "--link", "a step that nobody owns"),
    ):
        answer = team(*words, now=NOON)
        assert (answer.code, answer.out) == (1, ""), words
        assert answer.err
    assert "did you mean 'mei'" in team("task", "add", "y", "--owner", "mee").err
    wrong = [("task", "move", task["id"], "finished"), ("task", "add", "  "), ("task", "add", "x", "--priority", 9)]
    for words in wrong:
        assert team(*words, now=NOON).code in (1, 2), words
    assert len(team.done("task", "list", "--json").json) == 1


def test_focus(team: Cockpit) -> None:
    assert team.done("focus", "show", "--json", now=NOON).json is None
    words = ["--metric", "aov", "--target", "> 50", "--owner", "tao", "--due", "11:00", "--evidence", "2 % since Tue"]
    focus = team.done("focus", "set", "restore image A", *words, "--json", now="2026-10-22T08:41").json
    assert set(focus) >= FOCUS
    assert (focus["day"], focus["sentence"], focus["owner"], focus["set_by"], focus["score"]) == (
        "2026-10-22", "restore image A", "tao", "lin", None,
    )  # fmt: skip
    assert focus["set_at"].startswith("2026-10-22T08:41:00")
    assert focus["evidence"] == "2 % since Tue"
    assert "because 2 % since Tue" in team.done("today", "--plain", now="2026-10-22T08:42").out
    assert "because 2 % since Tue" in team.done("report", now="2026-10-22T18:00").out
    second = team("focus", "set", "another", now=NOON)
    assert "--replace or --side" in second.err
    assert second.code == 1
    assert team.done("focus", "show", "--json", now=NOON).json["sentence"] == "restore image A"
    scored = team.done("focus", "score", "partly", "it rained", "--json", now="2026-10-23T08:30").json
    assert scored["score"] == "partly"
    assert team.done("focus", "show", "--json", now="2026-10-23T08:30").json is None


def test_people(shop: Cockpit) -> None:
    shop.done("people", "add", "lin", "--name", "Lin Yi", "--role", "manager")
    assert {"login": "lin", "name": "Lin Yi", "role": "manager"}.items() <= shop.done("people", "list", "--json").json[
        0
    ].items()
    assert shop("people", "add", "lin").code == 1
    assert shop("people", "add", "x", "--role", "boss").code == 2


def test_check_keys(team: Cockpit) -> None:
    items = team.done("check", "list", "--json", now=NOON).json
    for item in items:
        assert set(item) >= CHECK
    again = team.done("check", "list", "--json", now=NOON).json
    assert again == items, "today's items are made once"
    answer = team("check", "done", 999, now=NOON)
    assert answer.code == 1


WRONG = [
    (), ("nothing",), ("import",), ("metrics",), ("metrics", "--from", "2026-10-22"),
    ("metrics", "--from", "yesterday", "--to", "2026-10-22"), ("metrics", "--from", "2026-10-22", "--to", "2026-10-21"),
    ("metrics", "--from", "2026-10-22", "--to", "2026-10-22", "--by", "year"),
    ("metrics", "--from", "2026-10-22", "--to", "2026-10-22", "--basis", "none"), ("explain", "paid"),
    ("explain", "paid", "--day", "2026-13-01"), ("explain", "paid", "--day", "2026-10-22", "--vs", "moon"),
    ("imports", "undo"), ("imports", "undo", "one"), ("push", "sessions"), ("push", "sessions", "5", "--at", "noon"),
    ("import", "x.csv", "--day", "2026-10-22..2026-10-21"), ("import", "x.csv", "--day", "soon"),
    ("task",), ("task", "add"), ("task", "move", "one", "done"), ("check",), ("focus", "score", "great"),
    ("store", "add", "X", "--platform", "own", "--tz", "Mars/Base", "--currency", "USD"),
    ("store", "add", "X", "--platform", "own", "--tz", "UTC", "--currency", "DOLLARS"),
    ("store", "add", "X", "--platform", "own", "--tz", "UTC", "--currency", "USD", "--day-starts", "25:00"),
    ("store", "add", "X", "--platform", "shopfy", "--tz", "UTC", "--currency", "USD"),
    ("store", "add", "X"), ("today", "--plain", "--json"), ("init", "--group", "x", "somewhere.db"),
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG[1:], ids=" ".join)
def test_wrong_usage(shop: Cockpit, words: tuple[str, ...]) -> None:
    before = shop.bytes_hash()
    answer = shop(*words, now=NOON)
    assert answer.code == 2, answer
    assert answer.out == ""
    assert answer.err
    assert "Traceback" not in answer.err
    assert shop.bytes_hash() == before


def test_a_wrong_clock(shop: Cockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shop("imports", now="yesterday").code == 2
    monkeypatch.setenv("OPSCOCKPIT_NOW", "noon")
    answer = shop("imports")
    assert answer.code == 2
    assert "noon" in answer.err


@pytest.mark.parametrize("value", ["", "-", "many", "1e400", "nan", "inf", "99999999999999999999", "-5", "1.5"])
def test_numbers_that_cannot_be_pushed(shop: Cockpit, value: str) -> None:
    before = shop.bytes_hash()
    answer = shop("push", "sessions", "--", value, now=NOON)
    assert answer.code in (1, 2), answer
    assert answer.err
    assert shop.bytes_hash() == before


def test_unknown_words_name_the_nearest(shop: Cockpit) -> None:
    assert "did you mean 'sessions'" in shop("push", "sesions", "5", now=NOON).err
    assert "did you mean 'paid'" in shop("explain", "payd", "--day", "2026-10-22").err


def test_the_clock_of_a_command(shop: Cockpit, orders: Path) -> None:
    """Rows are stamped with the replayed time, and the home screen shows that morning."""
    shop.done("import", orders, now="2026-10-22T12:30")
    (batch,) = shop.done("imports", "--json").json
    assert datetime.fromisoformat(batch["imported_at"]) == datetime(2026, 10, 22, 12, 30, tzinfo=UTC)
    told = shop.done("explain", "paid", "--day", "2026-10-22", "--json", now="2026-10-22T13:15").json
    assert told["age_minutes"] == 45
    home = shop.done("today", "--plain", now="2026-10-22T10:00").out
    assert "Thu 22 Oct 2026  10:00" in home
    home = shop.done("today", "--json", now="2026-10-22T10:00").json
    paid = next(line for line in home["metrics"] if line["label"] in ("Paid", "支付金额") or line.get("id") == "paid")
    assert "40" in paid["text"], "at ten o'clock only the order of nine was paid"
    whole = shop.done("today", "--plain", "--day", "2026-10-21", now="2026-10-22T10:00").out
    assert "21 Oct" in whole


def test_the_clock_in_the_stores_zone(cockpit: Cockpit) -> None:
    cockpit.store("Shanghai", "Asia/Shanghai", "CNY", "tmall")
    cockpit.done("push", "visitors", "1840", now="2026-10-22T08:41")
    (reading,) = cockpit.sql("SELECT day, at, value FROM reading")
    at = datetime(2026, 10, 22, 8, 41, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert reading == ("2026-10-22", int(at.timestamp()), 1840)
    cockpit.done("push", "visitors", "1900", "--at", "2026-10-21T23:30", now="2026-10-22T08:41")
    cockpit.done("push", "visitors", "2000", "--at", "2026-10-21T16:30+00:00", now="2026-10-22T08:41")
    assert cockpit.sql("SELECT day, value FROM reading ORDER BY id") == [
        ("2026-10-22", 1840), ("2026-10-21", 1900), ("2026-10-22", 2000),
    ]  # fmt: skip
    assert cockpit.day("2026-10-21")["visitors"] == 1900


def test_money_is_pushed_in_major_units_and_by_channel(shop: Cockpit) -> None:
    shop.done("push", "paid", "1,234.50", now=NOON)
    shop.done("push", "ad_spend", "20", "--channel", "search", now=NOON)
    assert shop.day("2026-10-22")["paid"] == 1234.50
    (row,) = shop.rows("2026-10-22", "2026-10-22", by="channel")
    assert (row["channel"], row["ad_spend"]) == ("search", 20)
    shop.done("push", "paid", "1300", now="2026-10-22T13:00")
    assert shop.day("2026-10-22")["paid"] == 1300


def test_business_day_starts_later(cockpit: Cockpit, orders: Path) -> None:
    words = ["--platform", "own", "--tz", "UTC", "--currency", "USD", "--day-starts", "10:00"]
    cockpit.done("store", "add", "Night", *words)
    cockpit.load(orders)
    assert cockpit.day("2026-10-21")["paid"] == 65
    assert cockpit.day("2026-10-22")["paid"] == 60
    assert cockpit.done("store", "list", "--json").json[0]["day_starts"] == "10:00"


def test_data_on_stdout_words_on_stderr(shop: Cockpit, orders: Path) -> None:
    bad = shop("import", SMALL / "empty.csv")
    assert (bad.code, bad.out) == (1, "")
    assert "empty.csv" in bad.err
    for command in (("imports", "--json"), ("profiles", "--json"), ("today", "--json"), ("keywords", "--json")):
        json.loads(shop.done(*command, now=NOON).out)


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **more}


def test_as_a_real_process(shop: Cockpit, orders: Path, tmp_path: Path) -> None:
    """The database and the person from the environment; a terminal that cannot show Chinese; a reader that goes."""
    env = environ(tmp_path, OPSCOCKPIT_DB=str(shop.db), OPSCOCKPIT_USER="mei", OPSCOCKPIT_NOW=NOON)
    run = [sys.executable, "-m", "opscockpit"]
    child = subprocess.run([*run, "import", str(orders)], cwd=ROOT, env=env, capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
    assert shop.sql("SELECT imported_by FROM batch") == [("mei",)]
    shop.done("task", "add", "补货 – 袜子")
    ascii_only = {**env, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    child = subprocess.run([*run, "task", "list"], cwd=ROOT, env=ascii_only, capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
    pipe = f"{sys.executable} -m opscockpit metrics --from 2020-01-01 --to 2026-12-31 --json | head -c 10"
    child = subprocess.run(["sh", "-c", pipe], cwd=ROOT, env=env, capture_output=True, text=True)
    assert "Traceback" not in child.stderr


def test_somebody_without_a_name(shop: Cockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container a user id may have no login at all."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", lambda uid: (_ for _ in ()).throw(KeyError("uid not found")))
    code = main(["--db", str(shop.db), "imports"])
    err = shop.capsys.readouterr().err
    assert code in (0, 2)
    assert code == 0 or "--as" in err


def test_no_terminal_no_screen(shop: Cockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    answer = shop()
    assert answer.code == 2
    assert "today --plain" in answer.err


@pytest.mark.parametrize(
    ("words", "meant"), [(("imprt", "x"), "import"), (("task", "mov", "1"), "move"), (("check", "lst"), "list")]
)
def test_a_command_typed_wrong_names_the_nearest(
    words: tuple[str, ...], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert f"did you mean {meant!r}?" in capsys.readouterr().err


def test_a_word_that_is_near_to_no_command_gets_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["xyzzy"])
    assert "import" in capsys.readouterr().err


def test_imports_are_stamped_on_the_wall_clock_of_their_store(cockpit: Cockpit, orders: Path) -> None:
    cockpit.store("Shop", zone="Asia/Shanghai")
    cockpit.done("import", orders, now=NOON)
    (row,) = json.loads(cockpit("imports", "--json").out)
    assert row["imported_at"] == f"{NOON}:00+08:00"
    assert "2026-10-22 12:00" in cockpit("imports").out


def test_a_fault_of_the_program_is_one_sentence_and_a_log(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("no such \x1b[31mthing\nand more")

    monkeypatch.setattr("opscockpit.cli.context.Context.of", broken)
    assert main(["--db", str(cockpit.db), "today"]) == crash.EXIT_CODE
    out, told = capsys.readouterr()
    assert out == ""
    assert told.startswith("opscockpit failed (LookupError: no such \ufffd[31mthing); nothing saved was lost")
    assert told.count("\n") == 1
    assert str(locations.log_file()) in told
    assert "in broken" in locations.log_file().read_text(encoding="utf-8")
