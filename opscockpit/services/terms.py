"""The dictionary's entries of numbers that are no daily metric: rungs of the ladder, pace, plans, judgements."""

from __future__ import annotations

from collections.abc import Mapping

TERMS: Mapping[str, tuple[str, ...]] = {
    "cm1": (
        "After goods · 毛利   (cm1)", "= net sales - cost of the goods sold", "",
        "unit        money, of the whole period",
        "direction   up is good",
        "needs       the cost of the items sold",
        "beware      where the cost of some items is not known, the others stand for them: the coverage says how much "
        "is known; below half nothing is said. A missing cost is never 0",
        "decides     which items are worth selling at their price",
    ),
    "cm2": (
        "After fees and dispatch   (cm2)", "= cm1 - share of the platform - dispatch", "",
        "unit        money, of the whole period", "direction   up is good",
        "needs       fees (told by the orders, or a share typed in) and what the dispatch of an order costs",
        "beware      unknown as long as one of its costs is", "decides     whether a platform or a parcel pays",
    ),
    "cm3": (
        "Contribution after ads · 贡献毛益   (cm3)", "= cm2 - ad spend", "",
        "unit        money, of the whole period", "direction   up is good",
        "needs       every cost, and the ad spend of every day with sales",
        "beware      refunds still to come make it smaller: the note says what is left after those to expect",
        "decides     whether the period earned anything",
    ),
    "cost": (
        "What a thing costs   (cost)", "= typed in: money for an item or an order, percent for fees", "",
        "unit        money for one piece or one order; percent of net sales for fees",
        "beware      it holds from its day on; earlier days keep the cost that held then",
        "decides     the rungs below net sales",
    ),
    "cost_coverage": (
        "Coverage of costs   (cost_coverage)", "= sales of items with a known cost / sales of all items", "",
        "unit        share in percent", "direction   up is good",
        "decides     how far the rungs below net sales can be trusted",
    ),
    "refund_outlook": (
        "Refunds of one day's orders   (refund_outlook)", "= given back until now for orders of a day / their money",
        "",
        "unit        share in percent", "direction   down is good",
        "beware      young days go on growing for 45 days: the range says what older days came to. Its other basis, "
        "money given back on a day whatever order it was for, mixes days and can exceed 100 % after a campaign",
        "decides     whether a campaign really sold what it seemed to",
    ),
    "pace": (
        "Pace · 进度   (pace)", "= so far / (usual share of the day by now x usual day)", "",
        "unit        plain number; 1.00 is an ordinary day",
        "direction   up is good",
        "needs       eight like days with hours: orders' pay times, or typed snapshots",
        "beware      says nearly nothing before 10:00; on a day of an event the curve is that of the event",
        "decides     whether to act today, before the day is over",
    ),
    "plan": (
        "Plan · 计划   (plan)", "= typed in; sums are spread over the days by the usual weekdays, to the cent", "",
        "unit        that of the planned number",
        "beware      days without a number count neither in the plan due nor in what came",
        "decides     what each day that is left must bring",
    ),
    "moved": (
        "Moved beyond chance   (moved)",
        "= pieces of the day against the product's days of the last eight weeks, all products together", "",
        "unit        money more or less than usual; z in spreads",
        "judged      square-root scale; Benjamini-Hochberg: at most a tenth of the rows is there by chance",
        "beware      large wholesale orders move single products",
        "decides     which few of very many products deserve a look",
    ),
    "rank": (
        "Rank of a keyword · 排名   (rank)", "= place seen by hand or by a tool, 1 is best", "",
        "unit        place", "direction   down is good",
        "judged      against the word's own noise (median and MAD of 14 days), on two successive days",
        "beware      'not found' is not 0; places depend on device, account and place",
        "decides     whether a title or an image has to change", "",
        "ctr         search clicks / search impressions of the newest period; z in standard errors against the period "
        "before; of fifty words half a one moves by luck alone",
    ),
    **{
        factor: (f"{title}   ({factor})", f"= {formula}", "", "unit        as a bar: its part of the change, in the "
                 "unit of the number taken apart", f"beware      {beware}", f"decides     {decides}")
        for factor, title, formula, beware, decides in (
            ("keep_rate", "Keep rate (net of refunds)", "net sales / paid",
             "refunds of a day are for orders of other days too", "whether refunds or sales moved what is left"),
            ("checkout_rate", "Sessions that reach payment", "checkouts / sessions",
             "one person may begin several", "whether the way to the cart lost people"),
            ("payment_rate", "Payments that succeed", "paid orders / checkouts",
             "late payments cross midnight", "whether paying itself is broken"),
            ("orders_per_visitor", "Orders per visitor", "paid orders / visitors",
             "no share: one visitor may order twice", "whether visitors buy as before"),
            ("paid_share", "Share of orders that get paid", "paid orders / orders created",
             "late payments cross midnight", "whether orders are dropped before they are paid"),
            ("mix", "Channel mix", "change that comes from traffic moving between channels, their own rates unchanged",
             "needs channels that tell people and buyers", "whether conversion fell or only the traffic is another"),
            ("traffic", "Traffic", "change that comes from more or fewer people, mix and rates unchanged",
             "channels may count one person twice", "whether people or the shop are the matter"),
            ("within", "Conversion within the channels", "change of the channels' own rates, the mix unchanged",
             "small channels swing by chance", "which channel's page or people to look at"),
            ("not explained", "Not carried by the counts", "the change less all other bars",
             "the sources of the counts and of the money do not quite agree", "how far the other bars can be trusted"),
        )
    },
}  # fmt: skip
"""Lines of an entry by its id."""
