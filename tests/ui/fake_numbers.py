"""The numbers of the invented shop, for tests of the pages about them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from opscockpit.errors import Conflict
from opscockpit.services.metric_views import (
    AlarmLine,
    ChartDay,
    Clue,
    Coverage,
    CoverageRow,
    Drill,
    DrillRow,
    Effect,
    EffectTable,
    EventLine,
    MetricDetail,
    MetricList,
    MetricRow,
)
from tests.ui.fake_money import FakeMoney

if TYPE_CHECKING:
    from tests.ui.fake import Done, FakeSession

DAY = date(2026, 10, 22)
LAST = DAY - timedelta(days=1)
BASES = {
    "yesterday": ("vs the day before", "Tue 20 Oct 26"), "week": ("vs the same weekday last week", "Wed 14 Oct 26"),
    "year364": ("vs the same weekday last year", "Wed 22 Oct 25"),
    "date": ("vs the same date last year", "Tue 21 Oct 25"),
    "event": ("vs the same event last year", "no base"), "plan": ("vs the plan", "Wed 21 Oct 26"),
}  # fmt: skip


def _wave(start: float, size: float, phase: float, count: int = 56) -> tuple[float | None, ...]:
    return tuple(
        None if 30 <= i < 33 else round(start + size * math.sin(i * 0.9 + phase) + size / 4 * math.sin(i * 0.23), 5)
        for i in range(count)
    )


def metric_rows(basis: str) -> tuple[MetricRow, ...]:
    """The list against a basis."""
    base = BASES[basis][1]
    known = base != "no base"
    rows = [
        ("visitors", "Visitors", "访客数", "traffic", "count", 1445.0, "1,445", "11 %", -1, "1,618", "watch",
         "1,110 – 1,468", 2.9, "", 3, None),
        ("paid", "Paid", "支付金额", "sales", "money", 169350.0, "1,694", "6 %", -1, "1,799", "normal",
         "960.88 – 3,880", -0.4, "", 8, None),
        ("conversion", "Conversion", "支付转化率", "sales", "ratio", 0.0161, "1.61 %", "31 %", -1, "2.33 %", "alarm",
         "2.10 % – 3.40 %", -4.4, "", 3, 7),
        ("reviews_bad", "Bad reviews [差评] [/x]", "差评数", "service", "count", 1.0, "1", "", 0, "", "late", "", None,
         "data to Thu 15 Oct", 1, None),
        ("ad_spend", "Ad spend", "花费", "ads", "money", None, "–", "", 0, "", "not_yet", "", None,
         "published about 10:30", 5, None),
        ("own_margin", "Margin per visitor", "", "own", "money", 117.0, "1.17", "5 %", 1, "1.11", "normal",
         "0.71 – 2.69", 0.2, "", 2, None),
    ]  # fmt: skip
    return tuple(
        MetricRow(
            id_, label, zh, group, unit, 1, LAST if value is not None else None, "Wed 21 Oct", value, text,
            change if known else "", sign if known else 0, sign, was if known else "", base if was else "no base",
            state, band, z, 3.5, _wave(9, 4, phase) if value is not None else (), note, "3 min", alarm,
        )
        for id_, label, zh, group, unit, value, text, change, sign, was, state, band, z, note, phase, alarm in rows
    )  # fmt: skip


def _chart() -> tuple[ChartDay, ...]:
    days = []
    for n, value in enumerate(_wave(0.027, 0.004, 1, 120)):
        day = LAST - timedelta(days=119 - n)
        masked = 70 <= n < 76
        state = "masked" if masked else "alarm" if n in (40, 119) else "watch" if n == 90 else "normal"
        days.append(ChartDay(day, value, 0.021, 0.027, 0.034, state, masked))
    return tuple(days)


def _events() -> list[EventLine]:
    rows = [
        (1, "Double 11", "campaign", date(2026, 11, 11), date(2026, 11, 11), "double11", True, "Wed 11 Nov 2026"),
        (2, "船袜主图换成 B 版", "change", date(2026, 10, 13), date(2026, 10, 13), "", False, "Tue 13 Oct 2026"),
        (3, "National Day", "holiday", date(2026, 10, 1), date(2026, 10, 7), "national_day", True,
         "01 Oct to 07 Oct 2026"),
        (4, "autumn sale", "campaign", date(2026, 10, 20), date(2026, 10, 24), "", False, "20 Oct to 24 Oct 2026"),
    ]  # fmt: skip
    return [EventLine(id_, 1, name, kind, first, last, key, mask, span)
            for id_, name, kind, first, last, key, mask, span in rows]  # fmt: skip


def _alarms() -> list[AlarmLine]:
    return [
        AlarmLine(
            7, 1, "conversion", "Conversion", LAST - timedelta(days=1), LAST, -1, -1, "1.61 %", "2.70 %", -4.4, False,
            "new", "Conversion 1.61 % on Wed 21 Oct, usual 2.70 %, 4.4 spreads below, since Tue 20 Oct", "", "", "", "",
            None, "tao", "before: coupon expired (2×)",
        ),
        AlarmLine(
            5, 2, "visitors", "Visitors", date(2026, 10, 15), date(2026, 10, 15), 1, 1, "2,315", "1,269", 5.6, False,
            "closed", "Visitors 2,315 on Thu 15 Oct, usual 1,269, 5.6 spreads above", "closed by lin", "likely",
            "viral article", "a blog wrote about us", 104, "zhou", "",
        ),
    ]  # fmt: skip


class FakeNumbers:
    """Keeps alarms and events in lists; every call that changes something is noted in the session's calls."""

    def __init__(self, session: FakeSession) -> None:
        self.session = session
        self.alarm_list = _alarms()
        self.event_list = _events()

    @property
    def money(self) -> FakeMoney:
        """Money, plans and movers."""
        return FakeMoney(self.session)

    def metrics(self, basis: str) -> MetricList:
        """The list."""
        self.session.calls.append(("metrics", basis))
        return MetricList("Tmall flagship", DAY, basis, BASES[basis][0], metric_rows(basis))

    def metric(self, metric_id: str, basis: str, day: date | None = None) -> MetricDetail:
        """One metric."""
        self.session.calls.append(("metric", metric_id, basis, day))
        row = next(row for row in metric_rows(basis) if row.id == metric_id)
        drills = (
            Drill("channel", "by channel", (
                DrillRow("手淘搜索", 52107, "521.07", 43618, "436.18", 8489, "+84.89"),
                DrillRow("paid ads", 26053, "260.53", 27261, "272.61", -1208, "-12.08"),
            ), "overlap -237.85"),
            Drill("product", "by product", (
                DrillRow(
                    "[新品] 纯棉船袜 男夏季薄款 5双装", 11970, "119.70", 39704, "397.04", -27734, "-277.34", "A12"
                ),
            )),
            Drill("hour", "by hour", (), note="the orders of these days have no time of day"),
        )  # fmt: skip
        table = EffectTable(
            "what moved it, against Wed 14 Oct 2026",
            (Effect("visitors", "Visitors", -198.3, "-198.30"), Effect("conversion", "Conversion", 92.5, "+92.50")),
            "-105.80", "Paid fell 105.80, mostly by Visitors",
        )  # fmt: skip
        clues = (
            Clue(LAST, 0, "import", "sycm told of this day again"),
            Clue(LAST - timedelta(days=1), -1, "event", "船袜主图换成 B 版, with a text that is longer than the pane"),
        )
        return MetricDetail(
            replace(row, day=day or row.day), "buyers / visitors", (("buyers", "26"), ("visitors", "1,445")), _chart(),
            tuple(self.event_list), (table,), drills, clues, ("normal is 2.10 % to 3.40 %", "it rang on 0.0% of days"),
            ("from import 16: orders.csv (26 rows)",), "CNY",
        )  # fmt: skip

    def meaning(self, metric_id: str) -> tuple[str, ...]:
        """The entry."""
        return (f"{metric_id}", "= buyers / visitors", "beware      buyers of a day may have visited before")

    def explained(self, metric_id: str, basis: str, day: date | None = None) -> tuple[str, ...]:
        """The lines."""
        return (f"{metric_id} against {basis} on {day}", "= buyers / visitors", "a long line " * 20)

    def coverage(self) -> tuple[Coverage, ...]:
        """Two stores."""
        days = tuple(DAY - timedelta(days=n) for n in range(28, 0, -1))
        here = ("here",) * 26
        rows = (
            CoverageRow("sycm.store", "next day by 09:00", (*here, "here", "here"), 0),
            CoverageRow("gsc.days", "3 days later by 12:00", ("none", "none", *here[2:], "not_yet", "not_yet"), 0),
            CoverageRow("a.very.long.source.name", "next day by 11:00", ("closed", *here[1:], "missing", "late"), 2),
        )
        stores = (("Tmall flagship 暖足", rows), ("Shopify EU", rows[:1]), ("new", ()))
        return tuple(Coverage(name, days, of_it) for name, of_it in stores)

    def _change(self, name: str, alarm_id: int, version: int, *rest: object, **values: object) -> Done:
        from tests.ui.fake import Done

        place = next(n for n, alarm in enumerate(self.alarm_list) if alarm.id == alarm_id)
        alarm = self.alarm_list[place]
        if alarm.version != version:
            raise Conflict(f"zhou changed the alarm on {alarm.label} meanwhile")
        self.session.calls.append((name, alarm_id, *rest))
        self.alarm_list[place] = replace(alarm, version=version + 1, **values)
        return Done(f"{name}: {alarm.label}")

    def alarms(self) -> tuple[AlarmLine, ...]:
        """The list."""
        return tuple(self.alarm_list)

    def alarm_seen(self, alarm_id: int, version: int) -> Done:
        """Seen."""
        return self._change("alarm_seen", alarm_id, version, state="seen", who="seen by lin")

    def alarm_snooze(self, alarm_id: int, version: int, until: date) -> Done:
        """Quiet."""
        return self._change("alarm_snooze", alarm_id, version, until, state="snoozed", who=f"quiet until {until}")

    def alarm_close(self, alarm_id: int, version: int, cause: str, tag: str, note: str) -> Done:
        """Closed."""
        return self._change(
            "alarm_close",
            alarm_id,
            version,
            cause,
            tag,
            note,
            state="closed",
            cause=cause,
            tag=tag,
            who="closed by lin",
        )

    def task_fields(self, metric_id: str, row: MetricRow | None = None) -> dict[str, str]:
        """Filled in."""
        return {"title": f"{metric_id}: find the cause", "owner": "tao", "link": "主图详情"}

    def task(
        self, title: str, owner: str | None, due: date | None, priority: int, link: str, metric_id: str,
        alarm: tuple[int, int] | None = None,
    ) -> Done:  # fmt: skip
        """Made."""
        from tests.ui.fake import Done

        self.session.calls.append(("metric_task", title, owner, due, priority, link, metric_id, alarm))
        return Done(f"task for {owner}: {title}")

    def events(self) -> tuple[EventLine, ...]:
        """The calendar."""
        return tuple(self.event_list)

    def event_add(self, name: str, first: date, last: date, kind: str, mask: bool | None) -> Done:
        """Added."""
        from tests.ui.fake import Done

        self.session.calls.append(("event_add", name, first, last, kind, mask))
        self.event_list.append(EventLine(9, 1, name, kind, first, last, "", bool(mask), f"{first}"))
        return Done(f"{name}: noted")

    def event_edit(
        self, event_id: int, version: int, name: str, first: date, last: date, kind: str, mask: bool
    ) -> Done:
        """Changed."""
        from tests.ui.fake import Done

        self.session.calls.append(("event_edit", event_id, version, name, first, last, kind, mask))
        return Done(f"{name}: changed")

    def event_remove(self, event_id: int) -> Done:
        """Gone."""
        from tests.ui.fake import Done

        self.session.calls.append(("event_remove", event_id))
        self.event_list = [event for event in self.event_list if event.id != event_id]
        return Done("no longer in the calendar")
