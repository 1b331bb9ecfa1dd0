"""The money, the plans and the movers of the invented shop."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from opscockpit.services.metric_views import Drill, DrillRow, LadderRow, PaceLine
from opscockpit.services.number_views import Ahead, CostLine, MoneyView, Movers, PlanLine, RefundLine
from opscockpit.services.views import KeywordLine

if TYPE_CHECKING:
    from tests.ui.fake import FakeSession

YESTERDAY = date(2026, 10, 21)


class FakeMoney:
    """Answers the same whatever is asked."""

    def __init__(self, session: FakeSession) -> None:
        self.session = session

    def period(self, first: date | None = None, last: date | None = None) -> MoneyView:
        """A month up to yesterday."""
        unknown = "needs every cost, and the ad spend of every day with sales"
        ladder = (
            LadderRow("Ordered", 4_610_581, "46,105.81", "", "created_amount"),
            LadderRow("Paid", 4_512_081, "45,120.81", "", "paid"),
            LadderRow("refunds", -238_369, "-2,383.69", "", "refunds"),
            LadderRow("Net sales", 4_273_712, "42,737.12", "", "net_sales"),
            LadderRow("after goods", 2_511_000, "25,110.00", "estimated: the rest is taken to cost alike", "cm1"),
            LadderRow("after fees and dispatch", None, "–", "needs fees and dispatch", "cm2"),
            LadderRow("Contribution after ads", None, "–", unknown, "cm3"),
        )
        refunds = (
            RefundLine(YESTERDAY, 1, "1,826.90", "98.90", "5.4 %", "0.0 %", "2.5 % – 18.9 %",
                       "Wed 21 Oct: D+1, 0.0 % refunded so far, expected in the end 2.5 % – 18.9 %"),
            RefundLine(date(2026, 8, 30), 52, "2,526.60", "0.00", "0.0 %", "9.2 %", "", "Sun 30 Aug: 9.2 %, final"),
        )  # fmt: skip
        costs = (
            CostLine("fees", "", "the platform's share of net sales", "5.00 %", date(2026, 1, 1), "", ""),
            CostLine("shipping", "", "dispatch of one order", "", None, "", ""),
            CostLine("item", "A12", "[新品] 纯棉船袜 男夏季薄款 5双装", "", None, "13,246", "28.7 %"),
            CostLine("item", "B7", "四季中筒棉袜 男女同款 10双装", "22.00", date(2026, 9, 1), "6,997", "15.2 %"),
        )
        notes = ("cost known for 71 % of net sales",)
        return MoneyView("01 Oct to 21 Oct 2026", date(2026, 10, 1), YESTERDAY, ladder, notes, refunds, costs, 1)

    def ahead(self) -> Ahead:
        """Pace and plans."""
        pace = (
            PaceLine("paid", "Paid", "1,160", 1.47, "1.47", "0.80 – 1.25", "2,209 – 3,229", "watch",
                     "Paid 1,160 at 14:51 · pace 1.47 (normal 0.80 – 1.25) · whole day 2,209 – 3,229 · 8 Thursdays",
                     "3 min"),
            PaceLine("visitors", "Visitors", "12", None, "", "", "", "too_early", "Visitors 12 at 08:10: too early",
                     "now"),
        )  # fmt: skip
        days = date(2026, 10, 1), date(2026, 10, 31)
        plans = (
            PlanLine("paid", "Paid", *days, "Oct 2026", "66,000", "44,709", "46,106", "+1,396.81", 1, "+3 %", 1,
                     "1,989 a day", ""),
            PlanLine("conversion", "Conversion", *days, "Oct 2026", "3.30 %", "3.30 %", "2.43 %", "-0.87 pt", -1,
                     "-26 %", -1, "", "means of the days"),
        )  # fmt: skip
        return Ahead(pace, plans)

    def movers(self, day: date | None = None) -> Movers:
        """Two products and a word."""
        rows = (
            DrillRow("[新品] 纯棉船袜 男夏季薄款 5双装", 73, "73 pieces", 10.2, "usual 10.2", 25214, "+252.14",
                     "A12, z +3.0"),
            DrillRow("Grey sock", 1, "1 piece", 9.1, "usual 9.1", -8100, "-81.00", "B7, z -3.4"),
        )  # fmt: skip
        word = KeywordLine(1, 1, "儿童袜 纯棉", "儿童袜", 13, "ranked", -5, (8, 9, 13), None, None, "zhou",
                           "real, not noise")  # fmt: skip
        note = "2 of 240 products, at most 10 % of them by chance"
        return Movers(day or YESTERDAY, Drill("product", "products that moved", rows, note=note), (word,), 8)
