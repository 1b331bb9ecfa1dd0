"""Derived measures: what each touched day and hour came to, from the ledger, the reports and the readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from opscockpit.domain.measures import MEASURES
from opscockpit.store.database import Database, Row, Writer


def refresh(w: Writer, store_id: int) -> None:
    """Rebuild day and hour measures of a store for the days in temp.touched.

    Orders can be opened down to their rows, so where they cover a day they win over a report's total, and a report
    wins over what somebody typed.
    """
    for table in ("day_measure", "hour_measure"):
        w.run(f"DELETE FROM {table} WHERE store_id = ? AND day IN (SELECT day FROM temp.touched)", (store_id,))
    _ledger_days(w, store_id)
    _ledger_hours(w, store_id)
    w.run_many(
        "INSERT INTO day_measure (store_id, measure, channel, day, value, source) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        [(store_id, *best) for best in _best_of_reports(_reported(w, _DAILY, (store_id,)))],
    )
    _readings(w, store_id)


# What is summed over the sales of a day, by the day that counts for it. The alias is the measure.
_BY_PAY_DAY = """
  count(*) FILTER (WHERE kind = 'sale' AND paid_at IS NOT NULL) AS orders,
  coalesce(sum(units) FILTER (WHERE kind = 'sale' AND paid_at IS NOT NULL), 0) AS units,
  coalesce(sum(paid) FILTER (WHERE kind = 'sale'), 0) AS paid,
  coalesce(sum(adjustment), 0) AS adjustments,
  count(DISTINCT buyer_id) FILTER (WHERE kind = 'sale' AND paid_at IS NOT NULL) AS buyers,
  coalesce(sum(refunded), 0) AS refunds_by_order,
  coalesce(sum(postage) FILTER (WHERE paid_at IS NOT NULL), 0) AS postage,
  coalesce(sum(tax) FILTER (WHERE paid_at IS NOT NULL), 0) AS tax,
  coalesce(sum(discount) FILTER (WHERE paid_at IS NOT NULL), 0) AS discount,
  coalesce(sum(fees) FILTER (WHERE paid_at IS NOT NULL), 0) AS fees
"""
_BY_CREATED_DAY = "count(*) FILTER (WHERE kind = 'sale') AS orders_created"
_BY_REFUND_DAY = "coalesce(sum(refunded), 0) AS refunds"
_SUMS = (("day", _BY_PAY_DAY), ("created_day", _BY_CREATED_DAY), ("refund_day", _BY_REFUND_DAY))

_ALWAYS_KNOWN = frozenset({"orders", "orders_created", "paid"})
_NEEDS = {"refunds_by_order": "refunds"}


def _ledger_days(w: Writer, store_id: int) -> None:
    """The ledger's measures of every touched day that it covers, for the store and by channel."""
    known = {
        row["day"]: _ALWAYS_KNOWN | set(row["complete"].split())
        for row in w.rows(
            """SELECT t.day, group_concat(b.complete, ' ') AS complete
               FROM temp.touched t
               CROSS JOIN slice s ON s.store_id = ? AND s.first_day = t.day AND s.last_day = t.day
               CROSS JOIN batch b ON b.id = s.batch_id AND b.state = 'live' AND b.grain = 'orders'
               GROUP BY t.day""",
            (store_id,),
        )
    }
    values: dict[tuple[str, str, str], int] = {}
    for column, sums in _SUMS:
        measures = [part.split()[0].rstrip(",") for part in sums.split(" AS ")[1:]]
        for day in known:
            values.update({(m, "", day): 0 for m in measures})
        for channel in ("''", "channel"):
            for row in _sums_by_day(w, store_id, column, sums, channel):
                for measure in measures:
                    if row["day"] in known and not (channel == "channel" and measure == "buyers"):
                        values[measure, row["channel"], row["day"]] = row[measure]
    w.run_many(
        "INSERT INTO day_measure (store_id, measure, channel, day, value, source) VALUES (?, ?, ?, ?, ?, 'ledger')",
        sorted(
            (store_id, measure, channel, day, value)
            for (measure, channel, day), value in values.items()
            if _NEEDS.get(measure, measure) in known[day]
        ),
    )
    _new_and_returning(w, store_id)


def _sums_by_day(w: Writer, store_id: int, column: str, sums: str, channel: str) -> list[Row]:
    named = "AND channel <> ''" if channel == "channel" else ""
    return w.rows(
        f"SELECT s.{column} AS day, {channel} AS channel, {sums} "
        f"FROM temp.touched t CROSS JOIN sale s ON s.store_id = ? AND s.live = 1 AND s.{column} = t.day {named} "
        f"GROUP BY 1, 2",
        (store_id,),
    )


def _new_and_returning(w: Writer, store_id: int) -> None:
    """New: the first paid order in the whole history falls on that day. An unknown buyer is neither."""
    w.run(
        """INSERT INTO day_measure (store_id, measure, channel, day, value, source)
           SELECT store_id, 'new_buyers', '', day, (
             SELECT count(*) FROM buyer p WHERE p.store_id = m.store_id AND p.first_day = m.day), 'ledger'
           FROM day_measure m WHERE store_id = ? AND measure = 'buyers' AND channel = '' AND source = 'ledger'
             AND day IN (SELECT day FROM temp.touched)""",
        (store_id,),
    )
    w.run(
        """INSERT INTO day_measure (store_id, measure, channel, day, value, source)
           SELECT m.store_id, 'returning_buyers', '', m.day, m.value - n.value, 'ledger'
           FROM day_measure m JOIN day_measure n ON n.store_id = m.store_id AND n.measure = 'new_buyers'
             AND n.channel = '' AND n.day = m.day
           WHERE m.store_id = ? AND m.measure = 'buyers' AND m.channel = '' AND m.source = 'ledger'
             AND m.day IN (SELECT day FROM temp.touched)""",
        (store_id,),
    )


def _ledger_hours(w: Writer, store_id: int) -> None:
    for measure, total in (("orders", "count(*)"), ("paid", "sum(paid)")):
        w.run(
            f"""INSERT INTO hour_measure (store_id, measure, day, hour, value)
                SELECT store_id, ?, day, hour, {total} FROM sale
                WHERE store_id = ? AND live = 1 AND kind = 'sale' AND paid_at IS NOT NULL AND hour IS NOT NULL
                  AND day IN (SELECT day FROM temp.touched) GROUP BY day, hour""",
            (measure, store_id),
        )


def of_period(db: Database, store_id: int, first: date, last: date) -> list[tuple[str, str, int]]:
    """What reports say of exactly this period of several days: measure, channel ('' is the whole store) and value."""
    found = _reported(db, _PERIOD, (store_id, first.isoformat(), last.isoformat()))
    return [(measure, channel, value) for measure, channel, _, value, _ in _best_of_reports(found)]


def _best_of_reports(found: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, int, str]]:
    """Per measure, channel and (first) day the value of the source with the highest priority, and the sources.

    Advertising of several platforms is several amounts of money: it is summed over the best source of each. Where one
    of the platforms of a day does not tell a measure, the sum of the others would be too little, so there is none.
    """
    best: dict[tuple[str, str, str], dict[str, tuple[int, str, int]]] = defaultdict(dict)
    advertisers: dict[str, set[str]] = defaultdict(set)
    for row in found:
        of_ads = row["measure"].startswith("ad_")
        platform = row["platform"] if of_ads else ""
        if of_ads and not row["channel"]:
            advertisers[row["day"]].add(platform)
        offers = best[row["measure"], row["channel"], row["day"]]
        offer = (row["priority"], row["source"], row["value"])
        if platform not in offers or offer[:2] > offers[platform][:2]:
            offers[platform] = offer
    for (measure, channel, day), offers in sorted(best.items()):
        if measure.startswith("ad_") and not channel and len(offers) < len(advertisers[day]):
            continue
        sources = ",".join(sorted(source for _, source, _ in offers.values()))
        yield measure, channel, day, sum(value for _, _, value in offers.values()), sources


_DAILY = "temp.touched t JOIN slice s ON s.store_id = ?1 AND s.first_day = t.day AND s.last_day = t.day AND s.live = 1"
_PERIOD = "(SELECT * FROM slice WHERE store_id = ?1 AND first_day = ?2 AND last_day = ?3 AND live = 1) s"


def _reported(db: Database | Writer, slices: str, values: tuple[int | str, ...]) -> list[dict[str, Any]]:
    """Sums of the live facts of some slices: by channel, and for the whole store where the source gives it completely.

    People counted once each are never summed: such a measure is taken only where it stands in a single row.
    """
    found = db.rows(
        f"""SELECT f.first_day AS day, f.source, f.measure, d.channel, b.priority, b.platform, sum(f.value) AS value,
             count(*) AS n, (b.grain = 'store' OR ' ' || b.complete || ' ' LIKE '% ' || f.measure || ' %') AS complete
           FROM {slices}
           JOIN batch b ON b.id = s.batch_id AND b.grain <> 'orders'
           JOIN fact f ON f.batch_id = s.batch_id AND f.first_day = s.first_day AND f.last_day = s.last_day
             AND f.store_id = ?1 AND f.source = s.source
           JOIN dimension d ON d.id = f.dimension_id
           GROUP BY f.first_day, f.source, f.measure, d.channel""",
        values,
    )
    unique = {m.id for m in MEASURES.values() if m.unique}
    by_channel = [dict(row) for row in found if row["channel"] and not (row["measure"] in unique and row["n"] > 1)]
    totals: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in found:
        if row["complete"]:
            total = totals.setdefault(
                (row["day"], row["source"], row["measure"]), {**dict(row), "channel": "", "value": 0, "n": 0}
            )
            total["value"] += row["value"]
            total["n"] += row["n"]
    whole = [total for total in totals.values() if not (total["measure"] in unique and total["n"] > 1)]
    return [*by_channel, *whole]


def _readings(w: Writer, store_id: int) -> None:
    """The latest cumulative reading of a day, where nothing better is known."""
    w.run(
        """INSERT INTO day_measure (store_id, measure, channel, day, value, source)
           SELECT r.store_id, r.measure, r.channel, r.day, r.value, 'reading'
           FROM reading r JOIN temp.touched t ON t.day = r.day
           WHERE r.store_id = ? AND r.at = (SELECT max(o.at) FROM reading o WHERE o.store_id = r.store_id
             AND o.measure = r.measure AND o.channel = r.channel AND o.day = r.day)
           ON CONFLICT DO NOTHING""",
        (store_id,),
    )


def touch(w: Writer, *days: str) -> None:
    """Start a new set of days to refresh."""
    w.run("CREATE TEMP TABLE IF NOT EXISTS touched (day TEXT PRIMARY KEY)")
    w.run("DELETE FROM temp.touched")
    w.run_many("INSERT OR IGNORE INTO temp.touched (day) VALUES (?)", ((day,) for day in days))


def push(
    db: Database, actor: str, *, store_id: int, day: date, measure: str, channel: str, at: int, value: int
) -> None:
    """Keep a cumulative number of a day, typed or pushed; a second one of the same moment replaces the first."""
    with db.write(actor, f"{measure} {value}") as w:
        found = w.rows(
            "SELECT id, version FROM reading WHERE store_id = ? AND measure = ? AND channel = ? AND day = ? AND at = ?",
            (store_id, measure, channel, day.isoformat(), at),
        )
        if found:
            w.update("reading", found[0]["id"], found[0]["version"], value=value, seen_by=actor)
        else:
            w.insert(
                "reading", store_id=store_id, day=day.isoformat(), measure=measure, channel=channel, at=at, value=value,
                seen_by=actor,
            )  # fmt: skip
        touch(w, day.isoformat())
        refresh(w, store_id)
