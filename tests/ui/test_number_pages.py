"""The pages about numbers under the fingers: metrics, one metric, alarms, calendar, coverage."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyte
import pytest
from rich.cells import cell_len

from opscockpit.domain.compare import BASES
from opscockpit.services.team_views import Question, Saved
from tests.ui.conftest import Driven, Start
from tests.ui.fake import DAY
from tests.ui.fake_numbers import LAST
from tests.ui.fake_team import FakeForms

GOLDEN = Path(__file__).with_name("golden")
SIZES = [(80, 24), (120, 40), (200, 60)]
OPENED = {"metrics": "M", "alarms": "A", "events": "E", "data": "D", "money": "Y", "ahead": "F", "movers": "K"}


async def opened(driven: Driven, key: str, page: str) -> None:
    await driven.press(key)
    await driven.until(lambda: driven.front.id_ == page and driven.front.is_current)
    await driven.until(lambda: driven.front.answered_for is not None)
    await driven.pilot.pause()


async def opened_metric(driven: Driven) -> None:
    await driven.press("2", "j", "j", "enter")
    await driven.until(lambda: driven.front.id_ == "metric" and driven.front.is_current)
    await driven.pilot.pause()


def said(driven: Driven) -> str:
    return "\n".join(driven.lines())


async def form(driven: Driven) -> None:
    await driven.until(lambda: driven.form is not None)


def compare(name: str, driven: Driven) -> None:
    shown = "\n".join(line.rstrip() for line in driven.lines()) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if not golden.exists():
        golden.write_text(shown, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written; look at it")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("page", OPENED)
async def test_each_page_as_a_picture(start: Start, page: str, width: int, height: int) -> None:
    """To accept a new look: delete the file under `golden` and run the test; read what it writes."""
    async with start(width, height) as driven:
        await opened(driven, OPENED[page], page)
        compare(f"{page}-{width}x{height}", driven)


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_one_metric_as_a_picture(start: Start, width: int, height: int) -> None:
    async with start(width, height) as driven:
        await opened_metric(driven)
        compare(f"metric-{width}x{height}", driven)


@pytest.mark.parametrize("size", [(60, 20), (97, 33), *SIZES, (250, 70)])
@pytest.mark.parametrize("key", ["M", "A", "E", "D"])
async def test_every_line_fills_the_screen_and_its_borders_stand_in_line(
    start: Start, key: str, size: tuple[int, int]
) -> None:
    async with start(*size) as driven:
        await opened(driven, key, {v: k for k, v in OPENED.items()}[key])
        strips = driven.front._compositor.render_strips()
        assert [cell_len(strip.text) for strip in strips] == [size[0]] * size[1]
        screen = pyte.Screen(*size)
        pyte.Stream(screen).feed("\r\n".join(line for line in driven.lines()))
        pane = driven.front.panes["grid" if key == "D" else "list"].region
        assert {screen.display[y][-1] for y in range(pane.y + 1, pane.bottom - 1)} == {"│"}


async def test_c_goes_through_all_bases_and_back_to_the_first(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "M", "metrics")
        asked = []
        for _ in BASES:
            await driven.press("c")
            asked.append(driven.front.shared.kept["basis"])
            await driven.until(lambda: ("metrics", asked[-1]) in driven.session.calls)
        assert sorted(asked) == sorted(BASES)
        assert asked[-1] == "week"
        await driven.until(lambda: "Wed 14 Oct" in said(driven))


async def test_the_day_of_the_base_stands_beside_the_change_and_no_base_is_no_loss(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "M", "metrics")
        line = next(line for line in driven.lines() if "Visitors" in line)
        assert "11 %" in line
        assert "Wed 14 Oct 26" in line
        driven.front.shared.kept["basis"] = "event"
        driven.front.ask()
        await driven.until(lambda: "same event" in said(driven))
        line = next(line for line in driven.lines() if "Visitors" in line)
        assert "no base" in line
        assert "100 %" not in line


async def test_missing_late_and_zero_differ(start: Start) -> None:
    async with start(200, 60) as driven:
        await opened(driven, "M", "metrics")
        spend = next(line for line in driven.lines() if "Ad spend" in line)
        late = next(line for line in driven.lines() if "Bad reviews" in line)
        assert "–" in spend
        assert "not yet" in spend
        assert "10:30" in spend
        assert "late" in late
        assert "data to Thu 15 Oct" in late


async def test_only_what_is_off(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "M", "metrics")
        await driven.press("w")
        assert {row.state for row in driven.front.list.rows} == {"alarm", "watch", "late"}
        assert "only what is off" in driven.lines()[2]
        await driven.press("w")
        assert len(driven.front.list.rows) == 6


async def test_dictionary_explanation_and_the_base_they_name(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "M", "metrics")
        await driven.press("d")
        await driven.until(lambda: "may have visited before" in said(driven))
        await driven.press("z", "c", "x")
        await driven.until(lambda: "against year364" in said(driven))
        assert said(driven).count("long") >= 20  # broken into lines, not cut off


async def test_d_on_a_number_of_today(start: Start) -> None:
    async with start() as driven:
        await driven.press("2", "d")
        await driven.until(lambda: "may have visited before" in said(driven))
        assert driven.front is driven.today


async def test_enter_on_a_number_of_today_opens_it_and_esc_returns(start: Start) -> None:
    async with start() as driven:
        await opened_metric(driven)
        assert driven.front.subject == "conversion"
        assert "Conversion" in driven.lines()[2]
        await driven.press("escape")
        await driven.until(lambda: driven.front is driven.today)
        assert driven.today.metrics.cursor == "conversion"


async def test_another_metric_never_shows_the_one_before(start: Start) -> None:
    async with start() as driven:
        await opened_metric(driven)
        await driven.press("escape")
        await driven.until(lambda: driven.today.is_current)
        await driven.press("k", "k", "enter")
        await driven.until(lambda: driven.front.id_ == "metric" and driven.front.is_current)
        assert "Paid" in driven.lines()[2]
        assert "Conversion" not in driven.lines()[2]


async def test_the_cursor_walks_the_days_and_enter_looks_at_one(start: Start) -> None:
    async with start() as driven:
        await opened_metric(driven)
        assert "Wed 21 Oct 2026" in driven.lines()[3]
        await driven.press("h")
        assert "Tue 20 Oct 2026" in driven.lines()[3]
        await driven.press("k")
        assert "Tue 13 Oct 2026" in driven.lines()[3]
        assert "船袜主图换成" in driven.lines()[3]
        await driven.press("enter")
        await driven.until(lambda: ("metric", "conversion", "week", date(2026, 10, 13)) in driven.session.calls)
        await driven.until(lambda: "Tue 13 Oct and before" in said(driven))


async def test_a_day_without_a_number_is_said_to_have_none(start: Start) -> None:
    async with start() as driven:
        await opened_metric(driven)
        gap = next(day for day in driven.front.chart.detail.chart if day.value is None)
        driven.front.chart.cursor = gap.day.isoformat()
        driven.front.chart.settle()
        assert "no number" in driven.lines()[3]
        await driven.press("enter")
        assert "There is no number" in driven.front.footer.said


async def test_moving_over_the_chart_repaints_two_lines(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as driven:
        await opened_metric(driven)
        painted: list[object] = []
        monkeypatch.setattr(driven.front.chart, "refresh", lambda *regions, **_: painted.extend(regions))
        await driven.press("h")
        assert len(painted) == 2


async def test_drill_downs_one_after_the_other(start: Start) -> None:
    async with start() as driven:
        await opened_metric(driven)
        await driven.press("tab")
        assert "手淘搜索" in said(driven)
        assert "overlap -237.85" in said(driven)
        await driven.press("l")
        assert "[新品] 纯棉" in said(driven)
        await driven.press("l")
        assert "no time of day" in said(driven)
        await driven.press("l")
        assert "手淘搜索" in said(driven)


async def test_why_and_clues(start: Start) -> None:
    async with start() as driven:
        await opened_metric(driven)
        words = said(driven)
        for part in ("mostly by Visitors", "normal is 2.10 %", "same day", "1 day before", "longer than the pane"):
            assert part in words


async def test_a_task_with_the_owner_of_the_link(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "M", "metrics")
        await driven.press("t")
        await form(driven)
        await driven.press("f2")
        await driven.until(lambda: any(call[0] == "metric_task" for call in driven.session.calls))
        call = next(call for call in driven.session.calls if call[0] == "metric_task")
        assert call[1:] == ("paid: find the cause", "tao", DAY, 2, "主图详情", "paid", None)


async def test_an_alarm_is_seen_and_kept_quiet(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "A", "alarms")
        assert "4.4 spreads below" in said(driven)
        assert "coupon expired (2×)" in said(driven)
        await driven.press("space")
        await driven.until(lambda: ("alarm_seen", 7) in driven.session.calls)
        await driven.until(lambda: "seen by lin" in said(driven))
        await driven.press("z")
        await form(driven)
        await driven.press("enter")
        await driven.until(lambda: ("alarm_snooze", 7, DAY + timedelta(days=3)) in driven.session.calls)


async def test_an_alarm_is_closed_with_its_cause(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "A", "alarms")
        await driven.press("c", "down", "enter")
        await form(driven)
        await driven.press("f2")
        assert "Cause is needed" in said(driven)
        await driven.press(*"coupon", "enter", "enter")
        await driven.until(lambda: ("alarm_close", 7, "likely", "coupon", "") in driven.session.calls)
        await driven.press("c")
        assert driven.front.overlay is None
        assert "closed by" in driven.front.footer.said


async def test_a_lost_race_over_an_alarm_says_who(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "A", "alarms")
        driven.session.numbers._change("rival", 7, 1)
        await driven.press("space")
        await driven.until(lambda: "meanwhile" in driven.front.footer.said)


async def test_the_task_of_an_alarm_and_no_second_one(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "A", "alarms")
        await driven.press("t")
        await form(driven)
        await driven.press("f2")
        await driven.until(lambda: any(call[0] == "metric_task" for call in driven.session.calls))
        assert next(c for c in driven.session.calls if c[0] == "metric_task")[-2:] == ("conversion", (7, 1))
        await driven.press("end", "t")
        assert "has a task already" in driven.front.footer.said


async def test_enter_on_an_alarm_opens_the_day_it_rang(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "A", "alarms")
        await driven.press("enter")
        await driven.until(lambda: ("metric", "conversion", "week", LAST) in driven.session.calls)


async def test_an_event_is_added_changed_and_taken_out(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "E", "events")
        await driven.press("a")
        await form(driven)
        await driven.press(*"fair", "enter", "enter", *"+2", "enter", "enter", "enter")
        day = DAY + timedelta(days=2)
        await driven.until(lambda: ("event_add", "fair", day, day, "campaign", None) in driven.session.calls)
        await driven.until(lambda: "fair" in said(driven))
        await driven.press("home", "e")
        await form(driven)
        await driven.press("f2")
        call = ("event_edit", 4, 1, "autumn sale", date(2026, 10, 20), date(2026, 10, 24), "campaign", False)
        await driven.until(lambda: call in driven.session.calls)
        await driven.press("minus", "enter")
        assert not any(c[0] == "event_remove" for c in driven.session.calls)
        await driven.press("minus", "down", "enter")
        await driven.until(lambda: ("event_remove", 4) in driven.session.calls)
        await driven.until(lambda: "autumn sale" not in said(driven))


async def test_an_answer_that_is_neither_yes_nor_no_is_refused_in_the_form(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "E", "events")
        await driven.press("e")
        await form(driven)
        await driven.press("enter", "enter", "enter", "enter", *"x", "enter")
        assert "yes or no" in said(driven)
        assert driven.front.overlay is not None


async def test_coverage_names_the_day_and_what_its_sign_means(start: Start) -> None:
    async with start() as driven:
        await opened(driven, "D", "data")
        assert "2 days owed" in driven.lines()[2]
        await driven.press("j", "j")
        assert "Wed 21 Oct: late" in said(driven)
        await driven.press("h")
        assert "Tue 20 Oct: missing" in said(driven)


async def test_a_snapshot_with_full_width_digits_is_asked_about_when_it_is_odd(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[dict[str, str], bool]] = []

    class Typed(FakeForms):
        def snapshot(self, values: dict[str, str], *, confirmed: bool = False) -> Saved:
            kept.append((values, confirmed))
            says = "Visitors 18,400; usual is 1,200–2,100. Is it right?"
            odd = Question(DAY, "visitors", "18,400", "1,200–2,100", says)
            return Saved(1, (), "snapshot 08:41: 1 number") if confirmed else Saved(0, (odd,), "1 to look at")

    async with start() as driven:
        monkeypatch.setattr(driven.session.team, "forms", Typed())
        await driven.press("V")
        await form(driven)
        await driven.press("１", "８", "４", "０", "０", "f2")
        await driven.until(lambda: "Is it right?" in said(driven))
        await driven.press("down", "enter")
        await driven.until(lambda: "snapshot 08:41" in driven.front.footer.said)
        assert [confirmed for _, confirmed in kept] == [False, True]
        assert kept[0][0]["visitors"] == "１８４００"
