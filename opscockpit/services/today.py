"""The home screen as one immutable value, put together from one moment of the database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from opscockpit.clock import BusinessDay, from_stamp
from opscockpit.services.panel import metric_lines
from opscockpit.services.routines import ensure_run
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.services.views import STEPS, Card, Column, FocusView, Header, MustDo, Presence, StoreRef, TodayView
from opscockpit.services.watchlist import keyword_lines
from opscockpit.store import board, day, series, stores
from opscockpit.store.database import Database, Row

FRESH = timedelta(hours=26)
"""A store that got no data for longer is not fresh: daily files come once a day, give or take an hour or two."""


def build(db: Database, who: str, store: Row, *, on: date | None = None) -> TodayView:
    """Everything on the home screen of a store, at the clock's present moment or at the end of another day."""
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    if on is not None and on != today:
        now, today = cut.bounds(on)[1] - timedelta(seconds=1), on
    else:
        ensure_run(db, who, store, today)
    with db.snapshot():
        items = _must_do(db, store, cut, now, today)
        metrics, title = metric_lines(db, store, cut, now, today)
        words = keyword_lines(db, store["id"], today)
        return TodayView(
            header=_header(db, who, store, cut, now, today, alarms=sum(m.state == "alarm" for m in metrics)),
            must_do=items,
            done=sum(item.state != "open" for item in items),
            metrics=metrics,
            metrics_title=title,
            keywords=words,
            keywords_moved=sum(word.verdict == "real, not noise" for word in words),
            board=_board(db, store["id"], today, now),
        )


def _header(db: Database, who: str, store: Row, cut: BusinessDay, now: datetime, today: date, *, alarms: int) -> Header:
    everywhere = stores.stores(db)
    at = series.newest_data(db, store["id"])
    data_at = from_stamp(at, cut.zone) if at is not None else None
    return Header(
        store=StoreRef(store["id"], store["name"]),
        stores=tuple(StoreRef(row["id"], row["name"]) for row in everywhere),
        day=today,
        now=now,
        focus=_focus(day.focus_of(db, store["id"], today), cut),
        previous=_focus(day.focus_before(db, store["id"], today), cut),
        people=tuple(Presence(row["login"], bool(row["active"])) for row in stores.here(db) if row["login"] != who),
        alarms=alarms,
        letters=sum(row["amount"] for row in day.letters(db, store["id"], today) if row["state"] == "open"),
        data_at=data_at,
        data_ok=data_at is not None and abs(now - data_at) <= FRESH,
        demo=bool(store["demo"]),
        replayed=db.clock.replayed,
        who=who,
    )


def _focus(row: Row | None, cut: BusinessDay) -> FocusView | None:
    if row is None:
        return None
    return FocusView(
        row["id"],
        row["version"],
        date.fromisoformat(row["day"]),
        row["sentence"],
        row["metric"],
        row["target"],
        row["owner"],
        row["due"],
        row["set_by"],
        from_stamp(row["set_at"], cut.zone),
        row["score"],
        row["score_note"] or None,
        row["scored_by"],
    )


def _must_do(db: Database, store: Row, cut: BusinessDay, now: datetime, today: date) -> tuple[MustDo, ...]:
    rows = sorted(day.must_items(db, store["id"], today), key=lambda row: STEPS.index(row["step"]))
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
            late=row["state"] == "open" and bool(row["due"]) and row["due"] < f"{now:%H:%M}",
        )
        for row in rows
    )


def _board(db: Database, store_id: int, today: date, now: datetime) -> tuple[Column, ...]:
    """A column for everybody on the team, one for nobody, and one for each owner who is not on the team (any more)."""
    cards: dict[str | None, list[Card]] = {row["login"]: [] for row in stores.people(db)}
    names = {row["login"]: row["name"] for row in stores.people(db)}
    cards.setdefault(None, [])
    for row in board.cards(db, store_id):
        cards.setdefault(row["owner"], []).append(_card(row, today, now))
    unowned = cards.pop(None)
    columns = list(cards.items()) + ([(None, unowned)] if unowned else [])
    return tuple(
        Column(login, names.get(login or "", login or "nobody"), tuple(own), sum(card.late for card in own))
        for login, own in columns
    )


def _card(row: Row, today: date, now: datetime) -> Card:
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
    )
