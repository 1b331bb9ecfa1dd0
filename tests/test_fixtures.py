"""The fixture files: made again they are the same, they add up, and what was planted is in them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FIRST, LAST = date(2025, 3, 24), date(2026, 6, 28)
STOCK_OUT = (date(2026, 4, 14), date(2026, 4, 22))
QUIET_FROM = date(2026, 6, 16)
BEST, QUIET = "四季中筒棉袜", "纯棉船袜"
Rows = list[dict[str, str]]


def days(first: date = FIRST, last: date = LAST) -> list[str]:
    """ISO days from first to last, both included."""
    return [str(first + timedelta(n)) for n in range((last - first).days + 1)]


def number(text: str) -> float:
    """A number as the reports write it; '-' counts as nothing."""
    return 0.0 if text.strip() in ("-", "--", "") else float(text.replace(",", "").rstrip("%"))


def members(archive: str, mark: str, encoding: str, title_lines: int = 0, delimiter: str = ",") -> Rows:
    """All rows of the members whose name contains the mark."""
    found: Rows = []
    with zipfile.ZipFile(FIXTURES / "demo" / archive) as opened:
        for name in opened.namelist():
            if mark in name:
                text = io.StringIO(opened.read(name).decode(encoding), newline="")
                for _ in range(title_lines):
                    text.readline()
                found += csv.DictReader(text, delimiter=delimiter)
    assert found, f"{archive} has no {mark}"
    return found


@pytest.fixture(scope="module")
def orders() -> Rows:
    return members("tmall.zip", "ExportOrderList", "gb18030")


@pytest.fixture(scope="module")
def paid(orders: Rows) -> dict[str, Rows]:
    by_day: dict[str, Rows] = defaultdict(list)
    for row in orders:
        if row["订单付款时间"]:
            by_day[row["订单付款时间"][:10]].append(row)
    return by_day


@pytest.fixture(scope="module")
def store() -> dict[str, dict[str, str]]:
    rows = members("tmall.zip", "店铺整体", "utf-8-sig", 5)
    assert len(rows) == len(days())
    return {row["统计日期"]: row for row in rows}


@pytest.fixture(scope="module")
def shopify() -> Rows:
    return members("shopify.zip", "orders_export", "utf-8")


@pytest.fixture(scope="module")
def team() -> dict[str, Any]:
    return tomllib.loads((FIXTURES / "demo" / "team.toml").read_text(encoding="utf-8"))


def total(by_day: dict[str, Rows], which: Iterable[str]) -> float:
    """Orders a day over some days."""
    listed = list(which)
    return sum(len(by_day[day]) for day in listed) / len(listed)


def contents(path: Path) -> object:
    """What a file holds, free of how a zip library packs it."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as opened:
        return [(info.filename, info.date_time, opened.read(info)) for info in opened.infolist()]


def test_made_again_the_files_are_the_same(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-B", str(FIXTURES / "make_demo.py"), str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        )
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert [run.wait() for run in runs] == [0, 0]
    one, two = tmp_path / "1", tmp_path / "2"
    made = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(made) == 20
    for name in made:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
        assert contents(one / name) == contents(FIXTURES / name), name


def test_fixtures_are_small() -> None:
    files = [path for path in FIXTURES.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in files) < 2_500_000


def test_order_counts(orders: Rows, paid: dict[str, Rows], shopify: Rows) -> None:
    assert (FIRST.weekday(), LAST.weekday()) == (0, 6)
    assert sorted(paid) == days()
    assert len(orders) == 16_904
    assert len({row["订单编号"] for row in orders}) == len(orders)
    assert sum(1 for row in orders if not row["订单付款时间"]) == 1_173
    assert len(shopify) == 8_047
    heads = [row for row in shopify if row["Total"]]
    assert len(heads) == len({row["Name"] for row in shopify}) == 6_393
    assert {row["Created at"][:10] for row in heads} == set(days())


def test_order_numbers_survive_only_as_text(orders: Rows) -> None:
    ids = [row["订单编号"] for row in orders]
    assert all(text.startswith('="') and len(text) == 22 for text in ids)
    assert any(int(float(text[2:-1])) != int(text[2:-1]) for text in ids)


def test_personal_columns_are_filled_and_plainly_invented(orders: Rows, shopify: Rows) -> None:
    for row in orders:
        assert row["买家支付宝账号"].endswith("@example.invalid")
        assert row["联系手机"].startswith("'100000")
        assert "虚构" in row["收货地址"]
    assert all(row["Email"].endswith("@example.invalid") for row in shopify)
    assert all(row["Billing Name"] == "Test Buyer" for row in shopify if row["Total"])


def test_money_of_an_order_adds_up(orders: Rows, shopify: Rows) -> None:
    for row in orders:
        whole = number(row["总金额"])
        kept, back = number(row["买家实际支付金额"]), number(row["退款金额"])
        assert number(row["买家应付货款"]) + number(row["买家应付邮费"]) == pytest.approx(whole)
        assert kept + back == pytest.approx(whole if row["订单付款时间"] else 0)
    goods: dict[str, float] = defaultdict(float)
    for row in shopify:
        goods[row["Name"]] += number(row["Lineitem price"]) * int(row["Lineitem quantity"])
    for row in shopify:
        if row["Total"]:
            assert goods[row["Name"]] - number(row["Discount Amount"]) == pytest.approx(number(row["Subtotal"]))
            assert number(row["Subtotal"]) + number(row["Shipping"]) == pytest.approx(number(row["Total"]))


def test_store_report_tells_the_same_as_the_orders(store: dict[str, dict[str, str]], paid: dict[str, Rows]) -> None:
    for day in days():
        row = store[day]
        assert number(row["支付金额"]) == pytest.approx(sum(number(order["总金额"]) for order in paid[day])), day
        assert int(row["支付买家数"]) == len({order["买家会员名"] for order in paid[day]})
        assert number(row["新访客数"]) + number(row["老访客数"]) == number(row["访客数"])
    refunds = sum(number(row["成功退货退款金额"]) for row in store.values())
    assert refunds == pytest.approx(sum(number(order["退款金额"]) for rows in paid.values() for order in rows))


def test_hours_of_a_usual_day(paid: dict[str, Rows]) -> None:
    events = {"2025-11-10", "2025-11-11", "2025-06-18", "2026-06-01", "2026-06-18"}
    hours = Counter(int(row["订单付款时间"][11:13]) for day in days() if day not in events for row in paid[day])
    all_of_them = sum(hours.values())
    for hour, share in ((10, 0.19), (12, 0.31), (14, 0.41), (18, 0.62), (20, 0.71), (22, 0.87)):
        assert sum(hours[h] for h in range(hour)) / all_of_them == pytest.approx(share, abs=0.012), hour


def test_refunds_and_returning_buyers(paid: dict[str, Rows]) -> None:
    rows = [row for day in days() for row in paid[day]]
    share = sum(number(row["退款金额"]) for row in rows) / sum(number(row["总金额"]) for row in rows)
    assert 0.08 < share < 0.11
    buyers = Counter(row["买家会员名"] for row in rows)
    assert 0.15 < sum(1 for count in buyers.values() if count > 1) / len(buyers) < 0.3


def test_weekdays_and_seasons(paid: dict[str, Rows]) -> None:
    by_weekday = [total(paid, days()[n::7]) for n in range(7)]
    assert max(by_weekday[4:6]) < min(by_weekday[:4] + by_weekday[6:])
    winter, summer = days(date(2025, 12, 1), date(2025, 12, 31)), days(date(2025, 7, 1), date(2025, 7, 31))
    woollen = [sum("羊毛袜" in row["宝贝标题"] for day in month for row in paid[day]) for month in (winter, summer)]
    assert woollen[0] > 4 * woollen[1]
    assert total(paid, winter) > 1.2 * total(paid, summer)


def test_double_11_pulls_sales_forward(paid: dict[str, Rows]) -> None:
    usual = total(paid, days(date(2025, 10, 13), date(2025, 10, 31)))
    assert len(paid["2025-11-11"]) > 6 * usual
    assert total(paid, days(date(2025, 11, 5), date(2025, 11, 9))) < 0.92 * usual
    assert total(paid, days(date(2025, 11, 13), date(2025, 11, 17))) < 0.75 * usual
    evening = sum(row["订单付款时间"][11:13] >= "20" for row in paid["2025-11-10"])
    assert evening > 0.6 * len(paid["2025-11-10"])
    first_hour = sum(row["订单付款时间"][11:13] == "00" for row in paid["2025-11-11"])
    assert first_hour > 0.18 * len(paid["2025-11-11"])


def test_618_is_smaller(paid: dict[str, Rows]) -> None:
    usual = total(paid, days(date(2026, 5, 11), date(2026, 5, 28)))
    assert 1.5 * usual < len(paid["2026-06-18"]) < len(paid["2025-11-11"]) / 2
    assert total(paid, days(date(2026, 6, 1), date(2026, 6, 3))) > 1.2 * usual
    assert total(paid, days(date(2026, 5, 29), date(2026, 5, 31))) < 0.9 * usual


def test_best_item_is_out_of_stock_for_nine_days(store: dict[str, dict[str, str]], paid: dict[str, Rows]) -> None:
    sold = {day: sum(BEST in row["宝贝标题"] for row in paid[day]) for day in days()}
    empty = days(*STOCK_OUT)
    assert len(empty) == 9
    assert [day for day in days() if not sold[day]] == empty

    def conversion(which: list[str]) -> float:
        return sum(number(store[d]["支付买家数"]) for d in which) / sum(number(store[d]["访客数"]) for d in which)

    assert conversion(empty) < 0.85 * conversion(days(date(2026, 3, 30), date(2026, 4, 12)))


def test_quiet_incident_hides_in_steady_sales(store: dict[str, dict[str, str]]) -> None:
    items = members("tmall.zip", "商品_全部", "utf-8-sig", 4)
    before, after = days(date(2026, 6, 5), date(2026, 6, 14)), days(date(2026, 6, 19), LAST)
    assert timedelta(12) == LAST - QUIET_FROM

    def item(which: list[str], column: str) -> float:
        return sum(number(row[column]) for row in items if row["统计日期"] in which and QUIET in row["商品名称"])

    def shop(which: list[str], column: str) -> float:
        return sum(number(store[day][column]) for day in which)

    rate = [item(d, "支付买家数") / item(d, "商品访客数") for d in (before, after)]
    assert 0.55 < rate[1] / rate[0] < 0.75
    assert 1.1 < item(after, "商品访客数") / item(before, "商品访客数") < 1.3
    assert shop(after, "支付金额") == pytest.approx(shop(before, "支付金额"), rel=0.03)
    assert shop(after, "访客数") > 1.06 * shop(before, "访客数")


def test_advertising_adds_up(store: dict[str, dict[str, str]]) -> None:
    spend: dict[str, float] = defaultdict(float)
    for row in members("tmall.zip", "商品报表", "gb18030"):
        spend[row["日期"]] += number(row["花费"])
    for day in days():
        assert spend[day] == pytest.approx(number(store[day]["直通车消耗"]))
    rows = members("shopify.zip", "Campaign report", "utf-8", 2)
    parts = [row for row in rows if not row["Day"].startswith("Total")]
    accounts = [row for row in rows if row["Day"] == "Total: Account"]
    assert len(parts) == 3 * len(days())
    assert sum(number(row["Clicks"]) for row in parts) == sum(number(row["Clicks"]) for row in accounts)
    assert sum(number(row["Cost"]) for row in parts) == pytest.approx(sum(number(row["Cost"]) for row in accounts))


def test_sources_have_subtotals_and_overlap(store: dict[str, dict[str, str]]) -> None:
    rows = members("tmall.zip", "流量来源", "utf-8", 5, "\t")
    subtotals = [row for row in rows if "汇总" in row.values()]
    assert len(subtotals) * 10 == len(rows) * 3
    for day in days(date(2026, 1, 1)):
        leaves = sum(number(row["访客数"]) for row in rows if row["统计日期"] == day
                     and "汇总" not in row.values())  # fmt: skip
        assert leaves > number(store[day]["访客数"])


def test_one_word_brings_fewer_visitors() -> None:
    seen: dict[str, list[list[float]]] = defaultdict(lambda: [[], []])
    for row in members("tmall.zip", "引流搜索", "utf-8-sig", 3):
        seen[row["搜索词"]][row["统计日期"] >= "2026-06-21"].append(number(row["访客数"]))
    fell = {word for word, (old, new) in seen.items() if sum(new) / len(new) < 0.8 * sum(old) / len(old)}
    assert fell == {"儿童袜 纯棉"}


def test_sessions_have_one_gap_of_two_days() -> None:
    told = [row["Day"] for row in members("shopify.zip", "Sessions over time", "utf-8")]
    assert set(days()) - set(told) == {"2026-06-17", "2026-06-18"}
    assert len(told) == len(set(told))


def test_offsets_follow_summer_time(shopify: Rows) -> None:
    offsets = {row["Created at"][:10]: row["Created at"][-5:] for row in shopify}
    for day, offset in (("2025-03-29", "+0000"), ("2025-03-31", "+0100"), ("2025-10-25", "+0100"),
                        ("2025-10-27", "+0000"), ("2026-03-28", "+0000"), ("2026-03-30", "+0100")):  # fmt: skip
        assert offsets[day] == offset


def test_search_archive_adds_up() -> None:
    sums = {}
    for name in ("Chart", "Countries", "Devices", "Queries"):
        rows = members("search.zip", f"{name}.csv", "utf-8")
        sums[name] = tuple(sum(number(row[column]) for row in rows) for column in ("Clicks", "Impressions"))
    assert sums["Chart"] == sums["Countries"] == sums["Devices"]
    assert sums["Queries"][0] < sums["Chart"][0]


def test_awkward_names_are_in(orders: Rows, shopify: Rows) -> None:
    titles = {row["宝贝标题"] for row in orders} | {row["Lineitem name"] for row in shopify}
    for mark in ("[新品]", "[/x]", "🧦", "ＱＵＩＣＫ", "<招财>", "-20℃"):
        assert any(mark in title for title in titles), mark
    assert any("\n" in row["买家留言"] for row in orders)
    assert any("\n" in row["Notes"] for row in shopify)


def test_team_fits_together(team: dict[str, Any]) -> None:
    logins = {person["login"] for person in team["person"]}
    assert logins == {"lin", "zhou", "he", "mei", "tao", "gang"}
    assert [person["login"] for person in team["person"] if person["role"] == "manager"] == ["lin"]
    stores = {store["key"] for store in team["store"]}
    for store in team["store"]:
        assert all((FIXTURES / "demo" / file).is_file() for file in store["files"])
    for part in ("links", "routines", "tasks", "keywords", "letters", "focus"):
        assert set(team[part]) == stores
        owners = {row["owner"] for rows in team[part].values() for row in rows}
        assert owners <= logins | ({""} if part == "tasks" else set()), part
    for store in stores:
        links = [link["name"] for link in team["links"][store]]
        assert len(links) == len(set(links))
        assert all(link["owner"] != link["deputy"] and link["deputy"] in logins for link in team["links"][store])
        keys = [task["key"] for task in team["tasks"][store]]
        for position, task in enumerate(team["tasks"][store]):
            assert task["link"] in links
            assert task.get("parent", keys[0]) in [*keys[:position], keys[0]]
            assert task["state"] in ("open", "doing", "done", "dropped")
        assert {item["step"] for item in team["routines"][store]} == {
            "letters", "traffic", "keywords", "decide", "mine"
        }  # fmt: skip
        assert [row["day"] for row in team["focus"][store] if "score" not in row] == [-1]
        assert all(FIRST <= row["first"] <= row["last"] <= LAST for row in team["events"][store])


def test_only_one_word_really_moved(team: dict[str, Any]) -> None:
    moved = []
    for rows in team["keywords"].values():
        for row in rows:
            looks = row["ranks"].split()
            assert len(looks) == 30
            places = [int(look) for look in looks if look.isdigit()]
            *before, one, two = places
            middle = median(before[-14:])
            limit = max(3, 3 * 1.4826 * median(abs(place - middle) for place in before[-14:]))
            if abs(one - middle) >= limit and abs(two - middle) >= limit:
                moved.append(row["word"])
    assert moved == ["儿童袜 纯棉"]


def test_planted_events_stand_in_the_calendar(team: dict[str, Any]) -> None:
    windows = {(row["first"], row["last"]) for row in team["events"]["tmall"]}
    assert STOCK_OUT in windows
    assert (QUIET_FROM, QUIET_FROM) in windows
    assert any(first <= date(2025, 11, 11) <= last for first, last in windows)


def test_broken_small_files_are_broken() -> None:
    small = FIXTURES / "small"
    assert (small / "empty.csv").read_bytes() == b""
    assert (small / "header_only.csv").read_text().count("\n") == 1
    assert (small / "google_ads_utf16.csv").read_bytes().startswith(b"\xff\xfe")
    assert (small / "html_named.xls").read_bytes().startswith(b"<html>")
    assert not zipfile.is_zipfile(small / "half.zip")
    with pytest.raises(UnicodeDecodeError):
        (small / "orders_tmall_gb18030.csv").read_bytes().decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        (small / "noise.bin").read_bytes().decode("gb18030")
    with zipfile.ZipFile(small / "path_outside.zip") as opened:
        assert any(".." in name for name in opened.namelist())
