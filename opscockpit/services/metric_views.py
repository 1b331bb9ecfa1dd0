"""What the Metrics screen, the alarm list and the calendar show: immutable values, complete, already worded.

Days are the store's business days. Sparks and series hold one value a calendar day, oldest first; None is a gap.
"""

from __future__ import annotations

from datetime import date

from opscockpit.values import dataclass

ALARM_STATES = ("new", "seen", "snoozed", "closed")
CAUSES = ("confirmed", "likely", "unknown")
EVENT_KINDS = (
    "campaign", "pull_forward", "holiday", "workday", "festival", "closed", "incident", "stock_out", "change", "market",
)  # fmt: skip
"""What an event is. 'pull_forward' are the weak days around a campaign, whose sales it moved; 'holiday' is a day off,
'workday' a weekend day on which people work, 'closed' a day without trade, 'stock_out' days on which what sells was not
there, 'change' something of ours (price, image, title) that explains numbers, 'market' something of others."""

COVERAGE_STATES = ("here", "not_yet", "late", "missing", "closed", "none")
"""A source on a day: there; not published yet; late; never came; shop closed; before its first or not of this store."""


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of the list."""

    id: str
    label: str
    zh: str
    group: str  # 'sales', 'traffic', 'ads', 'search', 'service', 'own'
    unit: str
    direction: int
    day: date | None  # the day that the value is of; None: never known
    day_words: str  # e.g. 'Wed 21 Oct'
    value: float | None
    text: str
    change: str  # size of the change, '' when there is none; see `fmt.change`
    change_sign: int
    good: int
    base_text: str  # the value compared with
    base_words: str  # its day, e.g. 'Wed 14 Oct'; 'no base'
    state: str  # one of views.METRIC_STATES
    band: str  # e.g. '10,200 – 14,800', '' where there is none
    z: float | None
    k: float
    series: tuple[float | None, ...]
    note: str  # why it is missing, late or masked; ''
    age: str  # how old the newest data behind it is
    alarm_id: int | None = None


@dataclass(frozen=True, slots=True)
class MetricList:
    """Every metric that the store has lately, in the order of the dictionary."""

    store: str
    day: date  # the business day of now
    basis: str  # one of compare.BASES
    basis_words: str  # e.g. 'vs the same weekday last week'
    rows: tuple[MetricRow, ...]


@dataclass(frozen=True, slots=True)
class ChartDay:
    """One day of the big chart: value, band of that day, and whether it is left out of the normal range."""

    day: date
    value: float | None
    low: float | None
    centre: float | None
    high: float | None
    state: str
    masked: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of the calendar."""

    id: int
    version: int
    name: str
    kind: str
    first: date
    last: date
    align_key: str
    mask: bool
    span: str  # worded


@dataclass(frozen=True, slots=True)
class Effect:
    """One part of a change. `value` is in the metric's unit, `text` is worded with its sign."""

    name: str
    label: str
    value: float
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EffectTable:
    """A change taken apart: parts that sum to it, and one sentence that says what matters."""

    title: str
    effects: tuple[Effect, ...]
    total: str  # the change, worded
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DrillRow:
    """One channel, product or hour: its number, its base, its change and what share of the change it is."""

    name: str
    value: float | None
    text: str
    base: float | None
    base_text: str
    delta: float | None
    delta_text: str
    note: str = ""
    worth: str = ""  # behind a bar: the part of the bar that this row carries, in the unit of the bar


@dataclass(frozen=True, slots=True)
class Drill:
    """A metric by channel, product or hour, largest change first."""

    by: str  # 'channel', 'product', 'buyer', 'hour', 'order'
    title: str
    rows: tuple[DrillRow, ...]
    residual: str = ""  # the part that the rows do not add up to, worded; '' for none
    note: str = ""  # why it is empty or partial


@dataclass(frozen=True, slots=True)
class Clue:
    """Something else that happened on or just before the day."""

    day: date
    offset: int  # days from the day looked at, 0 or negative
    kind: str  # 'event', 'import', 'restated', 'task', 'keyword', 'metric'
    text: str


@dataclass(frozen=True, slots=True)
class MetricDetail:
    """One metric opened."""

    row: MetricRow
    formula: str
    counts: tuple[tuple[str, str], ...]  # measure and its value, worded
    chart: tuple[ChartDay, ...]
    events: tuple[EventLine, ...]
    tables: tuple[EffectTable, ...]
    drills: tuple[Drill, ...]
    clues: tuple[Clue, ...]
    range_lines: tuple[str, ...]
    source_lines: tuple[str, ...]
    currency: str = ""  # of the store


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm."""

    id: int
    version: int
    metric: str
    label: str
    first_day: date
    last_day: date
    side: int
    good: int  # 1: moved to the good side, -1: to the bad one, 0: neutral
    value: str
    base: str
    z: float
    partial: bool
    state: str  # one of ALARM_STATES
    sentence: str  # all of it in one line
    who: str  # 'seen by lin', 'snoozed to Fri 23 Oct', 'closed by lin', ''
    cause: str
    tag: str
    note: str
    task_id: int | None
    owner: str | None  # whose link it is
    often: str  # 'third time: coupon expired', ''
    over: bool = False  # the number is back in its range: it rang, and waits for its cause


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One source over the days of the calendar."""

    source: str
    expected: str  # e.g. 'next day by 09:00'
    states: tuple[str, ...]  # one of COVERAGE_STATES a day
    holes: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which source told of which day."""

    store: str
    days: tuple[date, ...]
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True)
class RefundDay:
    """The refunds of one day's orders: so far, and what to expect in the end."""

    day: date
    age: int
    paid: str
    so_far: str
    expected: str  # e.g. '9.0 – 12.0 %', '' when final or not known
    sentence: str


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One rung from amounts ordered to what is left."""

    name: str
    amount: float | None  # minor units
    text: str
    note: str = ""
    id: str = ""  # its entry in the dictionary


@dataclass(frozen=True, slots=True)
class ProfitView:
    """What is left of a period's sales, as far as the costs are known."""

    title: str
    rows: tuple[LadderRow, ...]
    coverage: float | None  # share of the sales of items whose cost is known
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaceLine:
    """How the day goes in one metric."""

    metric: str
    label: str
    text: str  # so far
    index: float | None
    index_text: str  # '0.94'
    normal: str  # '0.86 – 1.16', ''
    expected: str  # the whole day, '18.9k – 24.1k' as amounts
    state: str  # 'too_early', 'normal', 'watch', 'alarm', 'unknown'
    sentence: str
    age: str
