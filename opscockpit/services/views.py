"""What the screen shows: immutable values, complete, already worded. No database, no drawing."""

from __future__ import annotations

from datetime import date, datetime

from opscockpit.values import dataclass

STEPS = ("letters", "traffic", "keywords", "decide", "mine")
"""The sections of the must-do list: the four steps of the morning, then one's own work."""

TASK_STATES = ("open", "doing", "done", "dropped")
ITEM_STATES = ("open", "done", "skipped", "not_applicable", "missed")

METRIC_STATES = (
    "normal", "watch", "alarm", "drift", "learning", "few_days", "masked", "not_yet", "late", "missing", "closed",
)  # fmt: skip
"""State of a number: against its normal range, or why there is none."""


@dataclass(frozen=True, slots=True)
class StoreRef:
    """A store one can switch to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who has the cockpit open."""

    login: str
    active: bool  # False: open, but no key for a while
    places: tuple[str, ...] = ()  # what they look at: 'task:12', 'morning:letters'


@dataclass(frozen=True, slots=True)
class FocusView:
    """The one thing of a day."""

    id: int
    version: int
    day: date
    sentence: str
    metric: str | None
    target: str | None
    owner: str | None
    due: str | None  # 'HH:MM' or a day
    set_by: str
    set_at: datetime
    score: str | None  # 'done', 'partly', 'no', 'dropped'
    score_note: str | None
    scored_by: str | None
    rank: int = 1  # 1: the one focus, 2 and 3: side things
    evidence: str = ""  # what speaks for it


@dataclass(frozen=True, slots=True)
class Header:
    """The two lines on top."""

    store: StoreRef
    stores: tuple[StoreRef, ...]
    day: date
    now: datetime
    focus: FocusView | None
    previous: FocusView | None
    people: tuple[Presence, ...]
    alarms: int
    letters: int
    data_at: datetime | None  # newest data of this store
    data_ok: bool
    demo: bool
    replayed: bool
    who: str
    sides: tuple[FocusView, ...] = ()  # at most two
    morning: str = ""  # 'morning 2 of 4 · 04:12 of 15:00'
    morning_spent: int = 0  # seconds; while it runs, the screen counts on from here
    morning_running: bool = False
    emergency: str = ""  # the open emergency in one line
    offers: int = 0  # tasks that wait for this person's yes or no
    leftovers: int = 0  # items of the last list that want a decision
    rules: int = 0  # rules in force within a week that lack an owner or an action
    read_only: bool = False  # this person only reads here: a guest, or a screen opened to read
    unscored: tuple[FocusView, ...] = ()  # of the last day with a focus: to be scored before today's is set
    role: str = ""  # of `who`: 'manager', 'member', 'guest'; '' for somebody who is not on the team


@dataclass(frozen=True, slots=True)
class MustDo:
    """One item of today's checklist."""

    id: int
    version: int
    step: str  # one of STEPS
    title: str
    state: str  # one of ITEM_STATES
    owner: str | None
    due: str | None
    done_by: str | None
    done_at: datetime | None
    evidence: str
    late: bool
    role: str | None = None  # whoever has this job, where there is no owner
    starts: str | None = None  # 'HH:MM'
    minutes: int = 0  # the budget
    wants: str = ""  # what a tick must say: 'count' (0 is 'looked, none found'), 'words' or nothing
    found: int | None = None
    mine: bool = False  # this person's, by name or by job


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric of the panel, worded."""

    id: str
    label: str
    value: float | None
    text: str  # the value as shown; '–' when not known
    change: str  # e.g. '8 %', '0.3 pt', 'new', ''
    change_sign: int  # -1, 0, 1
    good: int  # 1: this move is good, -1: bad, 0: neutral
    base: str  # e.g. 'Thu 15 Oct'
    pace: str  # e.g. '1.04' or ''
    state: str  # one of METRIC_STATES
    series: tuple[float | None, ...]  # oldest first; None is a gap
    age: str  # e.g. '3 min', ''
    note: str  # why it is missing, or ''
    unit: str = "number"  # of `value` and `series`; money in minor units
    currency: str = ""
    day: date | None = None  # the day to open: that of the alarm, else the one that the number is of
    rings: bool = False  # an alarm that nobody has closed or made quiet; the header counts these


@dataclass(frozen=True, slots=True)
class KeywordLine:
    """One watched keyword."""

    id: int
    version: int
    word: str
    product: str
    rank: int | None
    rank_state: str  # 'ranked', 'not_found', 'not_checked'
    moved: int | None  # places gained (+) or lost (-) since the last look before today
    series: tuple[float | None, ...]
    ctr: float | None
    z: float | None
    owner: str | None
    verdict: str  # 'real, not noise', 'noise', ''


@dataclass(frozen=True, slots=True)
class Card:
    """One task on the board."""

    id: int
    version: int
    title: str
    state: str  # one of TASK_STATES
    owner: str | None
    due: date | None
    priority: int  # 1 highest .. 4
    late: bool
    days_doing: int
    parent: str
    link: str
    note: str
    offered_by: str | None = None  # handed over, not accepted yet
    children: int = 0
    children_done: int = 0
    done_when: str = ""
    metric: str | None = None
    here: tuple[str, ...] = ()  # who else looks at this card


@dataclass(frozen=True, slots=True)
class Column:
    """The tasks of one person, or of nobody."""

    login: str | None
    name: str
    cards: tuple[Card, ...]
    late: int
    over: bool = False  # more in work than the limit


@dataclass(frozen=True, slots=True)
class Leftover:
    """An item that the last list left open: it wants one decision."""

    id: int
    version: int
    title: str
    owner: str | None
    role: str | None
    day: date
    due: str | None


@dataclass(frozen=True, slots=True)
class TodayView:
    """Everything on the home screen."""

    header: Header
    must_do: tuple[MustDo, ...]
    done: int
    metrics: tuple[MetricLine, ...]
    metrics_title: str  # e.g. 'today to 08:41 · vs Thursdays to 08:41'
    keywords: tuple[KeywordLine, ...]
    keywords_moved: int
    board: tuple[Column, ...]
    left: tuple[Leftover, ...] = ()  # what the last list left open: one decision each
    list_made: bool = True  # False: there are routines, and nobody who may write has opened the day yet
    trouble: str = ""  # why the day's list could not be made, in words; the rest is as it is
