"""What the screens of the team's day show: immutable values, complete, already worded. No database, no drawing."""

from __future__ import annotations

from datetime import date, datetime

from opscockpit.services.views import FocusView, KeywordLine, Leftover, MetricLine
from opscockpit.values import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sits at this screen."""

    login: str
    name: str
    role: str  # 'manager', 'member', 'guest'; '' for somebody who is not on the team
    account: str  # the Unix account
    shared: bool  # several people use the account: say so on the screen
    must_choose: bool  # shared, and not chosen yet from here: ask for the name once
    choices: tuple[tuple[str, str], ...]  # login and name of everybody on the team
    says: str  # e.g. 'mei on the shared account shop'


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody on the team and the load they carry."""

    id: int
    version: int
    login: str
    name: str
    role: str
    job: str
    here: str  # '', 'here', 'away'
    place: str  # what they look at, e.g. 'task:12'
    open: int
    doing: int
    late: int
    offered: int  # handed over to them, not accepted yet
    links: int
    wip_limit: int
    over: bool  # more in work than the limit
    says: str  # e.g. '3 in work, limit 3 · 2 late · owns 4 links'


# Must-do ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoutineView:
    """A routine and what its past says."""

    id: int
    version: int
    title: str
    step: str
    owner: str | None
    role: str | None
    days: str  # as kept and typed
    when: str  # as worded: 'Mon to Fri'
    starts: str | None
    due: str | None
    window: str  # '08:30–09:00', '09:00' or ''
    minutes: int
    evidence: str  # what a tick must say: '', 'count', 'words'
    active: bool
    streak: int  # newest runs done in a row
    runs: int  # of the last 30
    done: int
    late: int
    over: int
    proposal: str  # '' or what to think about
    ticked_by: str  # the deed that ticks it, e.g. 'typing a snapshot'; '' for one that is ticked by hand


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """Routines and links that are ready to take."""

    id: str
    name: str
    about: str
    routines: tuple[str, ...]
    links: tuple[str, ...]


# The morning ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One kind of message today."""

    id: int | None  # None: not counted yet
    version: int | None
    block: str  # where the platform shows it, e.g. '小二提醒'
    kind: str
    must: bool  # cannot be skipped: above zero it wants an owner and a deadline
    amount: int | None
    before: int | None  # on the last day that was counted
    change: str  # '+2', '−1', '' or 'new'
    text: str
    deadline: str | None
    owner: str | None
    state: str  # 'open', 'done', 'not_counted'
    late: bool
    wants: str  # what is missing: '', 'a count', 'an owner', 'a deadline', 'an owner and a deadline'
    read_by: str | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """One cumulative number of today that has been typed or pushed."""

    measure: str
    label: str
    text: str
    at: datetime
    by: str
    age: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the morning."""

    step: str  # 'letters', 'traffic', 'keywords', 'decide'
    title: str
    state: str  # 'done', 'now', 'open'
    spent: int  # seconds
    clock: str  # '03:40'
    done_by: str | None
    done_at: datetime | None
    note: str
    missing: tuple[str, ...]  # what keeps it from being done
    hints: tuple[str, ...]  # worth a look, keeps nothing


@dataclass(frozen=True, slots=True)
class HitRate:
    """How the focuses of the last 30 days went; a 'partly' is half a hit."""

    done: int
    partly: int
    no: int
    dropped: int
    unscored: int
    rate: float | None
    text: str  # '64 % of 25'


@dataclass(frozen=True, slots=True)
class MorningView:
    """The guided morning of a store."""

    id: int | None  # None: not begun
    version: int | None
    day: date
    state: str  # 'not_begun', 'running', 'paused', 'finished'
    step: str | None  # the step it stands at
    steps: tuple[StepView, ...]
    spent: int  # seconds
    budget: int
    clock: str  # '12:40 / 15:00'
    over: bool
    finished_by: str | None
    finished_at: datetime | None
    others: tuple[str, ...]  # who else is in the morning now
    leftovers: tuple[Leftover, ...]
    letters: tuple[LetterLine, ...]
    snapshot: tuple[SnapshotLine, ...]
    metrics: tuple[MetricLine, ...]  # live, against their normal
    metrics_title: str
    keywords: tuple[KeywordLine, ...]  # the core words
    unscored: tuple[FocusView, ...]  # to be scored before today's focus
    focus: FocusView | None
    sides: tuple[FocusView, ...]
    hit_rate: HitRate
    past: tuple[FocusView, ...]  # the focuses of the last 30 days, newest first
    says: str  # one line for the header


# The board --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One task with all that belongs to it."""

    id: int
    version: int
    title: str
    state: str
    owner: str | None
    offered_by: str | None  # handed over, not accepted yet: accept or decline
    due: date | None
    priority: int
    late: bool
    days_doing: int
    parent_id: int | None
    unlocks: str  # title of the parent, ''
    children: int
    children_done: int
    done_when: str
    metric: str | None
    link: str
    note: str
    source: str  # the row that it was made from, 'letter:12' or ''
    here: tuple[str, ...]  # who else looks at this card
    red: bool  # nobody's, or late
    badges: tuple[str, ...]  # 'from lin: accept?', 'day 3', 'unlocks …', '2 of 5', 'late'


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The tasks of one person, or of nobody."""

    login: str | None
    name: str
    cards: tuple[BoardCard, ...]
    doing: int
    limit: int
    late: int
    offered: int
    over: bool
    red: bool  # nobody's column
    says: str  # 'mei 4 · 1 late · 4 in work, limit 3'


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board of a store."""

    columns: tuple[BoardColumn, ...]
    offers: tuple[BoardCard, ...]  # what waits for this person's yes or no
    links: tuple[LinkView, ...]
    people: tuple[PersonView, ...]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A step of the store's process and its one owner."""

    id: int
    version: int
    name: str
    owner: str
    deputy: str | None
    covers: tuple[str, ...]
    open: int
    late: int
    red: bool  # the owner is not on the team (any more)
    says: str = ""  # what it covers, in words


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it would be made from a row; the form starts with it."""

    title: str
    owner: str | None
    link: str | None
    due: date | None
    metric: str | None
    note: str
    source: str
    why: str  # why this owner: 'owns 推广'


# History, forms ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a row."""

    who: str
    at: datetime
    what: str
    changes: tuple[str, ...]  # 'state: open → done'
    text: str  # all of it on one line


@dataclass(frozen=True, slots=True)
class GridCell:
    """One number of the grid."""

    measure: str
    day: date
    text: str  # '' when not known
    source: str  # 'ledger', 'reading', a report's name or ''
    typed: bool  # came from a person or a script, so it may be typed over


@dataclass(frozen=True, slots=True)
class GridRow:
    """One measure of the grid over its days."""

    measure: str
    label: str
    unit: str  # 'count', 'money', 'milli'
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class GridView:
    """The grid for numbers by hand."""

    days: tuple[date, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A typed number that is far from usual: is it right?"""

    day: date
    measure: str
    text: str
    usual: str  # '1,020–1,840'
    says: str  # 'visitors 61,000 on Thu 22 Oct; usual is 5,200–7,100. Is it right?'


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of typed numbers: questions first; nothing is saved while there is one."""

    saved: int
    questions: tuple[Question, ...]
    message: str
