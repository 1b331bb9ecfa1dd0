"""The keyword watchlist: rank today, against noise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from opscockpit.domain import ranks
from opscockpit.services.views import KeywordLine
from opscockpit.store import keywords
from opscockpit.store.database import Database, Row

DAYS = 30
"""Days of looks that a screen may draw; the noise is measured on the last 14 of them."""


Rates = dict[str, tuple[float | None, float | None]]
"""Click rate of each word in its newest period, and its z against the period before."""


def keyword_lines(
    db: Database, store_id: int, today: date, rates: Callable[[list[str]], Rates] | None = None
) -> tuple[KeywordLine, ...]:
    """The watched words, those that really moved first. `rates` tells the click rates where they are known already."""
    rows = keywords.keywords(db, store_id)
    first = today - timedelta(days=DAYS - 1)
    looks: defaultdict[int, dict[str, Row]] = defaultdict(dict)
    for look in keywords.looks(db, store_id, first, today):
        looks[look["keyword_id"]][look["day"]] = look
    days = [(first + timedelta(days=n)).isoformat() for n in range(DAYS)]
    words = [row["word"] for row in rows]
    clicks = rates(words) if rates else click_rates(db, store_id, words)
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
        moved=_places(observed if today else observed[:-1], move),
        series=tuple(look["rank"] if look else None for look in looks),
        ctr=ctr,
        z=z,
        owner=row["owner"],
        verdict=move.verdict,
    )


def _places(observed: list[ranks.Look], move: ranks.RankMove) -> int | None:
    """Places gained or lost: a real move from the usual place, any other from the look before.

    To and from 'not found' nobody knows how many places it is.
    """
    known = [look for look in observed if look is not None]
    if ranks.NOT_FOUND in known[-2:] or (move.noise and move.noise.median > ranks.LAST_PLACE):
        return None
    return move.from_usual if move.verdict == ranks.REAL else move.places


def _observed(look: Row | None) -> ranks.Look:
    if look is None:
        return None
    return ranks.NOT_FOUND if look["state"] == "not_found" else int(look["rank"])


def click_rates(db: Database, store_id: int, words: list[str]) -> Rates:
    """How often each word was clicked when it was shown, from the reports about words."""
    if not words:
        return {}
    from opscockpit.domain.rates import two_proportions

    periods: defaultdict[str, dict[tuple[str, str], dict[str, int]]] = defaultdict(dict)
    for row in keywords.word_facts(db, store_id, words):
        period = (row["last_day"], row["first_day"])
        periods[row["word"]].setdefault(period, {})[row["measure"]] = row["value"]
    found: Rates = {}
    for word, by_period in periods.items():
        newest = [_trials(by_period[period]) for period in sorted(by_period, reverse=True)[:2]]
        now, before = newest[0], newest[1] if len(newest) == 2 else None
        rate = now[1] / now[0] if now else None
        found[word] = (rate, two_proportions(before, now) if before and now else None)
    return found


def _trials(measures: dict[str, int]) -> tuple[int, int] | None:
    """Impressions and clicks of a period; None where either is not known or nothing was shown."""
    shown, clicked = measures.get("search_impressions"), measures.get("search_clicks")
    return None if not shown or clicked is None else (shown, clicked)
