"""The home screen as one immutable value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from opscockpit.clock import BusinessDay, from_stamp
from opscockpit.domain.jobs import same_job
from opscockpit.domain.timing import clock
from opscockpit.services.daily_list import is_to_come, leftover_lines, list_of
from opscockpit.services.focus import focus_view
from opscockpit.services.morning_words import morning_now
from opscockpit.services.panel import metric_lines
from opscockpit.services.shops import cut_of, is_past, now_and_day
from opscockpit.services.views import (
    STEPS,
    Card,
    Column,
    Header,
    KeywordLine,
    MetricLine,
    MustDo,
    Presence,
    StoreRef,
    TodayView,
)
from opscockpit.services.watchlist import Rates, click_rates, keyword_lines
from opscockpit.store import board, coverage, day, emergencies, letters, rules, series, stores
from opscockpit.store.database import Database, Row

FRESH = timedelta(hours=26)
"""A store that got no data for longer is not fresh: daily files come once a day, give or take an hour or two."""


def build(db: Database, who: str, store: Row, *, on: date | None = None, last: LastRead | None = None) -> TodayView:
    """Everything on the home screen of a store, at the clock's present moment or at the end of another day.

    `last` is what a screen that stays open has read of the panels that change seldom.
    """
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    trouble = ""
    if on is not None and on != today:
        now, today = cut.bounds(on)[1] - timedelta(seconds=1), on
    else:
        trouble = list_of(db, who, store, today)
    metrics, title, words = (last or LastRead()).read(db, store, cut, now, today)
    # What people change is of one moment. Nobody's write is finished while a snapshot is open, so it is a short one.
    with db.snapshot():
        items = _must_do(db, who, store, cut, now, today)
        return TodayView(
            header=_header(db, who, store, cut, now, today, alarms=sum(m.rings for m in metrics)),
            must_do=items,
            done=sum(item.state != "open" for item in items),
            list_made=bool(items) or on is not None or not is_to_come(db, store["id"], today),
            metrics=metrics,
            metrics_title=title,
            keywords=words,
            keywords_moved=sum(word.verdict == "real, not noise" for word in words),
            board=_board(db, who, store["id"], today, now),
            left=leftover_lines(db, store["id"], today),
            trouble=trouble,
        )


class LastRead:
    """Metrics and keywords as last read. Reading them is most of the work, and few changes are about them.

    They are read again when the store, the day or one of their topics has moved; metrics also when the minute has, and
    what only files tell when there was an import.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[object, ...], Any]] = {}

    def read(
        self, db: Database, store: Row, cut: BusinessDay, now: datetime, today: date
    ) -> tuple[tuple[MetricLine, ...], str, tuple[KeywordLine, ...]]:
        """The lines of the metrics, their title, and the lines of the keywords."""
        moved = db.revisions()  # before the reading: a change in between is then read again, never missed
        where = store["id"], today
        of_metrics = *where, now.replace(second=0, microsecond=0), *(moved[topic] for topic in _METRICS_ARE_OF)
        files = coverage.imports_mark(db)

        def rates(words: list[str]) -> Rates:
            found: Rates = self._of("rates", (*where, files, *words), lambda: click_rates(db, store["id"], words))
            return found

        of_words = *where, files, moved["keywords"]
        metrics, title = self._of("metrics", of_metrics, lambda: metric_lines(db, store, cut, now, today))
        return metrics, title, self._of("words", of_words, lambda: keyword_lines(db, store["id"], today, rates))

    def _of(self, name: str, key: tuple[object, ...], read: Callable[[], Any]) -> Any:
        if name not in self._kept or self._kept[name][0] != key:
            self._kept[name] = key, read()
        return self._kept[name][1]


_METRICS_ARE_OF = ("stores", "metrics", "calendar")


def _header(db: Database, who: str, store: Row, cut: BusinessDay, now: datetime, today: date, *, alarms: int) -> Header:
    everywhere = stores.stores(db)
    at = series.newest_data(db, store["id"])
    data_at = from_stamp(at, cut.zone) if at is not None else None
    focuses = [focus_view(row, cut) for row in day.focuses_of(db, store["id"], today)]
    before = day.focus_before(db, store["id"], today)
    morning = morning_now(db, store["id"], today, now)
    return Header(
        store=StoreRef(store["id"], store["name"]),
        stores=tuple(StoreRef(row["id"], row["name"]) for row in everywhere),
        day=today,
        now=now,
        focus=next((one for one in focuses if one.rank == 1), None),
        previous=focus_view(before, cut) if before else None,
        people=tuple(
            Presence(row["login"], bool(row["active"]), tuple((row["places"] or "").split()))
            for row in stores.here(db)
            if row["login"] != who
        ),
        alarms=alarms,
        letters=sum(row["amount"] for row in letters.letters(db, store["id"], today) if row["state"] == "open"),
        data_at=data_at,
        data_ok=data_at is not None and abs(now - data_at) <= FRESH,
        demo=bool(store["demo"]),
        replayed=db.clock.replayed,
        who=who,
        sides=tuple(one for one in focuses if one.rank > 1),
        morning=morning.words,
        morning_spent=morning.spent,
        morning_running=morning.running,
        emergency=_emergency(db, store["id"], now),
        offers=board.offers(db, store["id"], who),
        leftovers=len(day.leftovers(db, store["id"], today)),
        unscored=tuple(focus_view(row, cut) for row in day.unscored(db, store["id"], today)),
        role=stores.role_of(db, who) or "",
        read_only=db.read_only or stores.role_of(db, who) == "guest",
        rules=rules.urgent(db, store["platform"], today + timedelta(days=rules.SOON_DAYS)),
    )


def _emergency(db: Database, store_id: int, now: datetime) -> str:
    """The newest open emergency in one line."""
    found = emergencies.open_ones(db, store_id)
    if not found:
        return ""
    row = found[0]
    left = clock(max(0, int(now.timestamp()) - row["opened_at"]))
    more = f" · and {len(found) - 1} more" if len(found) > 1 else ""
    what = f": {row['what']}" if row["what"] else ""
    return f"{'drill: ' if row['drill'] else ''}{row['title']}{what} · {row['done']} of {row['steps']} · {left}{more}"


def _must_do(db: Database, who: str, store: Row, cut: BusinessDay, now: datetime, today: date) -> tuple[MustDo, ...]:
    rows = sorted(day.must_items(db, store["id"], today), key=lambda row: STEPS.index(row["step"]))
    me = next((row for row in stores.people(db) if row["login"] == who), None)
    jobs = [word for word in (me["job"], me["role"]) if word] if me else []
    return tuple(
        MustDo(
            row["id"],
            row["version"],
            row["step"],
            row["title"],
            row["state"],
            row["owner"],
            row["due"],
            row["done_by"],
            from_stamp(row["done_at"], cut.zone) if row["done_at"] else None,
            row["evidence"],
            late=row["state"] == "open" and is_past(row["due"] or "", now, cut),
            role=row["role"],
            starts=row["starts"],
            minutes=row["minutes"],
            wants=row["wants"],
            found=row["found"],
            mine=row["owner"] == who
            or (row["owner"] is None and any(same_job(job, row["role"] or "") for job in jobs)),
        )
        for row in rows
    )


def _board(db: Database, who: str, store_id: int, today: date, now: datetime) -> tuple[Column, ...]:
    """A column for everybody on the team, one for nobody, and one for each owner who is not on the team (any more)."""
    team = {row["login"]: row for row in stores.people(db)}
    cards: dict[str | None, list[Card]] = {login: [] for login in team}
    cards.setdefault(None, [])
    others = [row for row in stores.here(db) if row["login"] != who]
    here = [(place, row["login"]) for row in others for place in (row["places"] or "").split()]
    for row in board.cards(db, store_id):
        looks = tuple(login for place, login in here if place == f"task:{row['id']}")
        cards.setdefault(row["owner"], []).append(_card(row, today, now, looks))
    unowned = cards.pop(None)
    columns = list(cards.items()) + ([(None, unowned)] if unowned else [])
    return tuple(
        Column(
            login,
            team[login]["name"] if login in team else login or "nobody",
            tuple(own),
            sum(card.late for card in own),
            over=login in team and sum(card.state == "doing" for card in own) > team[login]["wip_limit"],
        )
        for login, own in columns
    )


def _card(row: Row, today: date, now: datetime, here: tuple[str, ...]) -> Card:
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return Card(
        row["id"],
        row["version"],
        row["title"],
        row["state"],
        row["owner"],
        due,
        row["priority"],
        late=due is not None and due < today and row["state"] in ("open", "doing"),
        days_doing=max(0, int(now.timestamp()) - row["moved_at"]) // 86400 if row["state"] == "doing" else 0,
        parent=row["parent"] or "",
        link=row["link"] or "",
        note=row["note"],
        offered_by=row["offered_by"],
        children=row["children"],
        children_done=row["children_done"],
        done_when=row["done_when"],
        metric=row["metric"],
        here=here,
    )
