"""What the pages of rules, emergencies and the evening show: immutable values, complete, already worded."""

from __future__ import annotations

from datetime import date, datetime

from opscockpit.services.views import FocusView
from opscockpit.values import dataclass

# Rules, emergencies -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule or announcement."""

    id: int
    version: int
    platform: str
    title: str
    url: str
    published: date | None
    effective: date | None
    days_left: int | None
    countdown: str  # 'in 6 days', 'today', 'since 3 days', ''
    bearing: str  # 'risk', 'chance', 'neutral'
    exposure: str
    owner: str | None
    action: str
    state: str
    red: bool  # in force within a week, and no owner or no action


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules of the store's platform, the most urgent first."""

    platform: str
    rules: tuple[RuleLine, ...]
    looked_by: str | None  # today
    fresh: int | None
    streak: int  # days in a row that somebody looked
    says: str  # 'looked 08:42 by lin, nothing new' or 'nobody has looked today'


@dataclass(frozen=True, slots=True)
class PlaybookView:
    """A playbook that is ready to open."""

    id: str
    name: str
    trigger: str
    owner_role: str
    owner: str | None  # who would own it here
    steps: tuple[str, ...]  # 'within 2 min · 推广: stop the ads'
    messages: tuple[tuple[str, str], ...]  # title and text, to be copied
    last_drill: date | None
    says: str


@dataclass(frozen=True, slots=True)
class EmergencyStep:
    """One line of an emergency's checklist."""

    id: int
    version: int
    title: str
    owner: str | None
    role: str | None
    within: int  # minutes after the opening
    due: datetime
    state: str  # 'open', 'done', 'skipped'
    note: str
    done_by: str | None
    done_at: datetime | None
    late: bool
    clock: str  # time left or over, '−01:20' is over; for a done step when it was done, '+03:10'


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """An emergency that was opened."""

    id: int
    version: int
    playbook: str
    title: str
    what: str
    drill: bool
    owner: str | None
    opened_by: str
    opened_at: datetime
    open: bool
    result: str
    elapsed: int  # seconds
    first_action: int | None  # seconds from the opening to the first step done
    steps: tuple[EmergencyStep, ...]
    done: int
    messages: tuple[tuple[str, str], ...]
    says: str


# The evening ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One piece of work on the evening page."""

    id: int
    title: str
    who: str | None  # who did it, or who owns it
    at: str  # '10:20' or ''
    note: str  # evidence, reason, state or due


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm of the day and what became of it."""

    title: str
    at: str
    became: str


@dataclass(frozen=True, slots=True)
class EveningView:
    """The wrap of a day: tomorrow's first page."""

    store: str
    day: date
    focus: FocusView | None
    sides: tuple[FocusView, ...]
    morning: str  # '12:40 of 15:00, finished 09:21 by lin' or 'not held'
    done: tuple[WorkLine, ...]
    skipped: tuple[WorkLine, ...]
    missed: tuple[WorkLine, ...]
    open: tuple[WorkLine, ...]
    tasks_done: tuple[WorkLine, ...]
    tasks_dropped: tuple[WorkLine, ...]
    tasks_open: tuple[WorkLine, ...]
    letters: tuple[WorkLine, ...]
    emergencies: tuple[WorkLine, ...]
    alarms: tuple[AlarmLine, ...]
    note: str
    slower: str
    habit: str
    written_by: str | None
    written_at: datetime | None
    version: int | None  # of the people's part, None: nothing written yet
    says: str  # '14 of 16 done, 1 skipped, 1 open · 3 tasks done'
