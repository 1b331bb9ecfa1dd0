"""The keyword watchlist: rank today, against noise."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from opscockpit.domain import ranks
from opscockpit.services.views import KeywordLine
from opscockpit.store import keywords
from opscockpit.store.database import Database, Row

DAYS = 30
"""Days of looks that a screen may draw; the noise is measured on the last 14 of them."""


def keyword_lines(db: Database, store_id: int, today: date) -> tuple[KeywordLine, ...]:
    """The watched words, those that really moved first."""
    rows = keywords.keywords(db, store_id)
    first = today - timedelta(days=DAYS - 1)
    looks: defaultdict[int, dict[str, Row]] = defaultdict(dict)
    for look in keywords.looks(db, store_id, first, today):
        looks[look["keyword_id"]][look["day"]] = look
    days = [(first + timedelta(days=n)).isoformat() for n in range(DAYS)]
    clicks = _click_rates(db, store_id, [row["word"] for row in rows]) if rows else {}
    lines = [
        _line(row, [looks[row["id"]].get(day) for day in days], *clicks.get(row["word"], (None, None))) for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: line.verdict != "real, not noise"))


def _line(row: Row, looks: list[Row | None], ctr: float | None, z: float | None) -> KeywordLine:
    observed = [_observed(look) for look in looks]
    today = looks[-1]
    move = ranks.judge_rank(observed if today else observed[:-1])
    return KeywordLine(
        row["id"],
        row["version"],
        row["word"],
        row["product"],
        today["rank"] if today else None,
        today["state"] if today else "not_checked",
        moved=move.places,
        series=tuple(look["rank"] if look else None for look in looks),
        ctr=ctr,
        z=z,
        owner=row["owner"],
        verdict=move.verdict,
    )


def _observed(look: Row | None) -> ranks.Look:
    if look is None:
        return None
    return ranks.NOT_FOUND if look["state"] == "not_found" else int(look["rank"])


def _click_rates(db: Database, store_id: int, words: list[str]) -> dict[str, tuple[float | None, float | None]]:
    """Click rate of each word in its newest period, and its z against the period before."""
    from opscockpit.domain.rates import two_proportions

    periods: defaultdict[str, dict[tuple[str, str], dict[str, int]]] = defaultdict(dict)
    for row in keywords.word_facts(db, store_id, words):
        period = (row["last_day"], row["first_day"])
        periods[row["word"]].setdefault(period, {})[row["measure"]] = row["value"]
    found: dict[str, tuple[float | None, float | None]] = {}
    for word, by_period in periods.items():
        newest = [by_period[period] for period in sorted(by_period, reverse=True)[:2]]
        pairs = [(part.get("search_clicks", 0), part.get("search_impressions", 0)) for part in newest]
        rate = pairs[0][0] / pairs[0][1] if pairs[0][1] else None
        z = None
        if len(pairs) == 2 and pairs[0][1] and pairs[1][1]:
            z = two_proportions((pairs[1][1], pairs[1][0]), (pairs[0][1], pairs[0][0]))
        found[word] = (rate, z)
    return found
