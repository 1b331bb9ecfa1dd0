"""A session in memory with a lively morning of an invented shop, for tests of the screen without a database."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from opscockpit.errors import Conflict, Refused
from opscockpit.services.views import (
    Card,
    Column,
    FocusView,
    Header,
    KeywordLine,
    MetricLine,
    MustDo,
    Presence,
    StoreRef,
    TodayView,
)
from tests.ui.fake_numbers import FakeNumbers
from tests.ui.fake_team import FakeTeam

DAY = date(2026, 10, 22)
NOW = datetime(2026, 10, 22, 8, 41)
PEOPLE = (("lin", "Lin"), ("zhou", "Zhou"), ("he", "He"), ("mei", "Mei"), ("tao", "Tao"), ("gang", "Gang"))
STORES = (StoreRef(1, "Tmall flagship"), StoreRef(2, "C-store 袜子"), StoreRef(3, "Shopify EU"))


@dataclass(frozen=True)
class Done:
    """What an action answers."""

    message: str


def _wave(
    start: float, size: float, phase: float, gaps: tuple[int, ...] = (), count: int = 56
) -> tuple[float | None, ...]:
    return tuple(
        None if i in gaps else round(start + size * math.sin(i / 3.1 + phase) + size / 3 * math.sin(i * 1.7), 2)
        for i in range(count)
    )


def _items() -> tuple[MustDo, ...]:
    rows = [
        ("letters", "complaints 0, violations 1", "done", "lin", None, "08:35", "to tao", False),
        ("letters", "platform notices read", "done", "lin", None, "08:36", "nothing wrong", False),
        ("traffic", "snapshot 08:40", "done", "zhou", None, "08:40", "610 visitors, 9 buyers", False),
        ("traffic", "compare with last Thursday", "open", "zhou", "09:00", None, "", False),
        ("keywords", "8 core words, 1 moved", "open", "zhou", "09:00", None, "", False),
        ("keywords", "rival price of 儿童袜 纯棉 三双装", "open", "he", "08:30", None, "", True),
        ("decide", "set the focus", "open", "lin", "09:15", None, "", False),
        ("mine", "reply 3 bad reviews", "open", "mei", "10:00", None, "", False),
        ("mine", "stock below 3 days: recount 2 items", "skipped", "gang", None, "08:25", "shelf blocked", False),
        ("mine", "[新品] image text [/x] check", "open", "tao", "12:00", None, "", False),
        ("mine", "call back 3 buyers", "open", "mei", "11:00", None, "", False),
        ("mine", "weekly price sheet", "missed", "he", "08:00", None, "", True),
    ]
    return tuple(
        MustDo(
            number, 1, step, title, state, owner, due, owner if at else None,
            datetime.combine(DAY, datetime.strptime(at, "%H:%M").time()) if at else None, evidence, late,
        )
        for number, (step, title, state, owner, due, at, evidence, late) in enumerate(rows, 1)
    )  # fmt: skip


def _metrics() -> tuple[MetricLine, ...]:
    rows: list[tuple[str, str, float | None, str, str, int, int, str, str, tuple[float | None, ...], str, str]] = [
        ("paid", "Paid", 12940, "12,940", "8 %", 1, 1, "1.04", "normal", _wave(11, 4, 0), "3 min", ""),
        ("visitors", "Visitors", 1840, "1,840", "6 %", -1, -1, "0.94", "normal", _wave(9, 3, 1), "3 min", ""),
        ("conversion", "Conversion", 0.0161, "1.61 %", "31 %", -1, -1, "", "alarm", _wave(7, 3, 2.4), "3 min",
         "below 2.1 to 3.4 % for 2 days"),
        ("aov", "Order value", 119.8, "119.80", "4 %", 1, 1, "", "normal", _wave(6, 2, 3, (20, 21, 22)), "3 min", ""),
        ("refunds", "Refunds", 310, "310", "", 0, 0, "", "watch", _wave(4, 4, 4), "1 h", "D+3: about 11 % expected"),
        ("ad_spend", "Ad spend", None, "–", "", 0, 0, "", "not_yet", (), "", "published about 10:30"),
    ]  # fmt: skip
    return tuple(MetricLine(*row[:7], "Thu 15 Oct", *row[7:]) for row in rows)


def _keywords() -> tuple[KeywordLine, ...]:
    rows = [
        ("儿童袜 纯棉", "88", 13, "ranked", -5, 0.022, -2.6, "zhou", "real, not noise"),
        ("船袜 男 夏", "41", 8, "ranked", 0, 0.030, None, "zhou", ""),
        ("中筒袜 女 ins潮", "52", 4, "ranked", 2, 0.041, 1.1, "zhou", "noise"),
        ("baby socks 0-6 months", "90", 27, "ranked", -1, 0.018, -0.4, "he", "noise"),
        ("袜子礼盒", "12", None, "not_found", None, None, None, "he", ""),
        ("地板袜 防滑", "93", None, "not_checked", None, 0.025, None, "zhou", ""),
        ("堆堆袜", "55", 6, "ranked", 1, 0.033, 0.7, "tao", ""),
        ("五指袜 男", "60", 19, "ranked", 0, 0.027, None, None, ""),
    ]
    return tuple(
        KeywordLine(n, 1, word, f"item {item}", rank, state, moved, _wave(8, 4, n, (), 14), ctr, z, owner, verdict)
        for n, (word, item, rank, state, moved, ctr, z, owner, verdict) in enumerate(rows, 1)
    )


def _cards() -> tuple[Card, ...]:
    rows = [
        ("price of B12", "doing", "lin", 0, 1), ("answer 小二 on violation 1", "open", "lin", 1, 2),
        ("move 200 to evening", "doing", "zhou", 0, 2), ("export 流量来源 of yesterday", "open", "zhou", -1, 2),
        ("long-tail words for 地板袜", "open", "zhou", 4, 3), ("item 88 options", "doing", "he", 0, 1),
        ("call 3 buyers", "doing", "mei", 0, 2), ("canned answer for sizes", "open", "mei", 1, 3),
        ("refund reasons of the week", "open", "mei", 2, 3), ("second shift at 20:00", "done", "mei", 0, 3),
        ("restore image A", "doing", "tao", 0, 1), ("banner for 双11 pre-heat", "open", "tao", 6, 2),
        ("recount 2 items", "open", "gang", 0, 2), ("rule of 28 Oct: 14 items exposed", "open", None, 6, 2),
    ]  # fmt: skip
    return tuple(
        Card(n, 1, title, state, owner, DAY + timedelta(days=days), priority, days < 0, 1, "", "", "")
        for n, (title, state, owner, days, priority) in enumerate(rows, 101)
    )


class FakeSession:
    """Keeps everything in lists. `rival` changes a row as another person would."""

    def __init__(self) -> None:
        self.items = list(_items())
        self.metrics = list(_metrics())
        self.keywords = list(_keywords())
        self.cards = list(_cards())
        self.focus: FocusView | None = FocusView(
            2,
            1,
            DAY,
            "restore image A on item 88",
            "add-to-cart",
            "≥ 9 %",
            "tao",
            "11:00",
            "lin",
            NOW,
            None,
            None,
            None,
        )
        self.previous: FocusView | None = FocusView(
            1, 2, DAY - timedelta(days=1), "sock sets: units per order", "units/order", "18 %", "zhou", None, "lin",
            NOW, "partly", "16.4 % of 18 %", "lin",
        )  # fmt: skip
        self.calls: list[tuple[object, ...]] = []
        self.loads = 0
        self.polls = 0
        self.closed = False
        self.now = NOW
        self.changed = False
        self.counters = {"tasks": 1, "must_do": 1}
        self.history: list[tuple[list[MustDo], list[Card]]] = []
        self.numbers = FakeNumbers(self)
        self.team = FakeTeam(self)
        self.delay = float(os.environ.get("FAKE_DELAY", "0"))

    # -- as another person ----------------------------------------------------------------------------------

    def rival(self) -> None:
        """Say that another connection has committed something."""
        self.changed = True
        self.counters["tasks"] += 1

    # -- what the screen uses -------------------------------------------------------------------------------

    def today(self, store_id: int | None) -> TodayView:
        """Everything."""
        time.sleep(self.delay)
        self.loads += 1
        store = next((s for s in STORES if s.id == store_id), STORES[0])
        people = (Presence("zhou", True), Presence("mei", False))
        header = Header(
            store, STORES, DAY, self.now, self.focus, self.previous, people, 2, 3,
            datetime(2026, 10, 22, 8, 38), True, False, True, "lin",
            unscored=(self.previous,) if self.previous is not None and self.previous.score is None else (),
            role="manager",
        )  # fmt: skip
        board = []
        for login, name in (*PEOPLE, (None, "nobody")):
            cards = tuple(card for card in self.cards if card.owner == login)
            board.append(Column(login, name, cards, sum(card.late for card in cards)))
        items = tuple(self.items)
        return TodayView(
            header, items, sum(item.state == "done" for item in items), tuple(self.metrics),
            "today to 08:41 · vs Thursdays to 08:41", tuple(self.keywords), 1, tuple(board),
        )  # fmt: skip

    def notice(self) -> str:
        """Nothing rings beyond what the view says, and nothing goes wrong."""
        return ""

    def revisions(self) -> dict[str, int]:
        """Counters."""
        return dict(self.counters)

    def poll(self) -> bool:
        """Whether `rival` was called since."""
        self.polls += 1
        moved, self.changed = self.changed, False
        return moved

    def _remember(self, *call: object) -> None:
        self.calls.append(call)
        self.history.append((list(self.items), list(self.cards)))

    def tick(self, item_id: int, version: int, state: str = "done", evidence: str = "") -> Done:
        """Tick."""
        place = next(i for i, item in enumerate(self.items) if item.id == item_id)
        item = self.items[place]
        if item.version != version:
            raise Conflict(f"zhou ticked “{item.title}” 12 s ago; it is {item.state} now")
        self._remember("tick", item_id, state, evidence)
        over = state != "open"
        self.items[place] = replace(
            item, version=version + 1, state=state, evidence=evidence or item.evidence,
            done_by="lin" if over else None, done_at=self.now if over else None, late=False,
        )  # fmt: skip
        return Done(f"{item.title}: {state}")

    def _card(self, id: int, version: int) -> tuple[int, Card]:
        place = next(i for i, card in enumerate(self.cards) if card.id == id)
        card = self.cards[place]
        if card.version != version:
            raise Conflict(f"“{card.title}” was changed meanwhile; it is {card.state} now")
        return place, card

    def task_add(
        self, title: str, owner: str | None, due: date | None, priority: int, link: str, store_id: int | None
    ) -> Done:
        """New card."""
        self._remember("task_add", title, owner, due, priority, link, store_id)
        self.cards.append(
            Card(max(c.id for c in self.cards) + 1, 1, title, "open", owner, due, priority, False, 0, "", link, "")
        )
        return Done(f"Task added: {title}")

    def task_move(self, id: int, version: int, state: str) -> Done:
        """Move."""
        place, card = self._card(id, version)
        self._remember("task_move", id, state)
        self.cards[place] = replace(card, version=version + 1, state=state)
        return Done(f"{card.title}: {state}")

    def task_give(self, id: int, version: int, owner: str | None) -> Done:
        """Give."""
        place, card = self._card(id, version)
        self._remember("task_give", id, owner)
        self.cards[place] = replace(card, version=version + 1, owner=owner)
        return Done(f"{card.title}: given to {owner or 'nobody'}")

    def task_edit(self, id: int, version: int, *, title: str, due: date | None, priority: int) -> Done:
        """Edit."""
        place, card = self._card(id, version)
        self._remember("task_edit", id, title, due, priority)
        self.cards[place] = replace(card, version=version + 1, title=title, due=due, priority=priority)
        return Done(f"{title}: changed")

    def keyword_add(self, word: str, product: str, owner: str | None, store_id: int | None) -> Done:
        """Watch."""
        self._remember("keyword_add", word, product, owner, store_id)
        self.keywords.append(KeywordLine(99, 1, word, product, None, "not_checked", None, (), None, None, owner, ""))
        return Done(f"Watching {word}")

    def rank_record(self, keyword_id: int, rank: int | None, state: str) -> Done:
        """Rank."""
        self._remember("rank_record", keyword_id, rank, state)
        place = next(i for i, line in enumerate(self.keywords) if line.id == keyword_id)
        self.keywords[place] = replace(self.keywords[place], rank=rank, rank_state=state)
        return Done("Rank noted")

    def focus_set(
        self,
        store_id: int | None,
        sentence: str,
        metric: str | None,
        target: str | None,
        owner: str | None,
        due: str | None,
        evidence: str = "",
    ) -> Done:
        """Focus."""
        if not sentence:
            raise Refused("a focus needs a sentence")
        self._remember("focus_set", store_id, sentence, metric, target, owner, due, evidence)
        self.focus = FocusView(
            3, 1, DAY, sentence, metric, target, owner, due, "lin", self.now, None, None, None, evidence=evidence
        )
        return Done("Focus set")

    def focus_score(self, id: int, version: int, score: str, note: str) -> Done:
        """Score."""
        self._remember("focus_score", id, score, note)
        assert self.previous is not None
        self.previous = replace(self.previous, score=score, score_note=note, scored_by="lin")
        return Done("Scored")

    def undo(self) -> str:
        """Undo."""
        if not self.history:
            raise Refused("nothing of yours to take back")
        self.items, self.cards = self.history.pop()
        return f"Taken back: {self.calls[-1][0]}"

    def explain_lines(self, store_id: int | None, metric_id: str, basis: str = "week") -> tuple[str, ...]:
        """Explain."""
        return (
            "conversion = buyers / visitors = 30 / 1,863", "", "vs Thu 15 Oct to 08:41: −0.72 pt",
            "  traffic −3,433   conversion −5,933   order value +2,617", "", "normal 2.1 to 3.4 % (8 Thursdays)",
            "source: 【生意参谋平台】商品_全部.xls, 214 rows, imported 09:02 by zhou",
        )  # fmt: skip

    def people(self) -> tuple[tuple[str, str], ...]:
        """Everybody."""
        return PEOPLE

    def presence(self, active: bool, place: str = "") -> None:
        """Noted."""
        self.calls.append(("presence", active))

    def away(self) -> None:
        """Noted."""
        self.calls.append(("away",))

    def close(self) -> None:
        """Noted, in a file too where one is named: another process looks at that."""
        self.closed = True
        if "FAKE_CLOSED" in os.environ:
            Path(os.environ["FAKE_CLOSED"]).write_text("closed", encoding="utf-8")
