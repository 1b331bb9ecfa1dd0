"""Forms that outlive a dropped line, and numbers typed by hand, checked before they are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from opscockpit import errors
from opscockpit.domain import typed
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.money import digits
from opscockpit.domain.normal import judge
from opscockpit.services.actions import MAX_TEXT, no_measure
from opscockpit.services.desk import Desk, refused
from opscockpit.services.figures import Window, window_of, window_so_far
from opscockpit.services.mornings import amount, label
from opscockpit.services.team_views import GridCell, GridRow, GridView, Question, Saved
from opscockpit.store import drafts, numbers

GRID_DAYS = 7
GRID_MEASURES = ("visitors", "page_views", "carts", "favourites", "ad_spend", "reviews_bad", "score_service")
"""What the grid asks for in a store where nothing was typed yet."""

FAR = 5
"""Without a normal range: so many times the usual, or so small a part of it, is asked about."""

MAX_DRAFT = 20_000
MOST = Decimal(10) ** 13

Cell = tuple[date, str, str]
"""A typed number: its day, measure and text."""


class Forms:
    """Drafts, the grid and the snapshot of a store."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self._desk = desk

    # Drafts -----------------------------------------------------------------------------------------------------

    def keep(self, form: str, fields: Mapping[str, str]) -> None:
        """Keep what is typed into a form so far; an empty form forgets the draft. `form` names it and its row."""
        if self._desk.db.read_only:
            return
        if not any(text.strip() for text in fields.values()):
            self.forget(form)
            return
        content = json.dumps(dict(fields), ensure_ascii=False)
        if len(content) <= MAX_DRAFT:
            drafts.save(self._desk.db, self._desk.who, form[:MAX_TEXT], content)

    def kept(self, form: str) -> dict[str, str] | None:
        """What was typed into a form when the line dropped."""
        row = drafts.draft(self._desk.db, self._desk.who, form[:MAX_TEXT])
        return {str(k): str(v) for k, v in json.loads(row["content"]).items()} if row else None

    def forget(self, form: str) -> None:
        """The form was sent or thrown away."""
        if not self._desk.db.read_only:
            drafts.drop(self._desk.db, self._desk.who, form[:MAX_TEXT])

    def unfinished(self) -> tuple[tuple[str, datetime], ...]:
        """The forms with a draft of this person's, newest first, with when they were typed."""
        return tuple(
            (row["form"], at)
            for row in drafts.drafts(self._desk.db, self._desk.who)
            if (at := self._desk.moment(row["at"])) is not None
        )

    # Numbers ----------------------------------------------------------------------------------------------------

    def grid(self, days: int = GRID_DAYS, measures: Sequence[str] = (), last: date | None = None) -> GridView:
        """The numbers of the last days, to be typed over: those named, else those typed lately and the usual ones."""
        db, store_id = self._desk.db, self._desk.store_id
        end = last or self._desk.today()
        shown = tuple(end - timedelta(days=n) for n in reversed(range(days)))
        lately = numbers.typed_lately(db, store_id, end - timedelta(days=60))
        chosen = measures or (*lately, *(one for one in GRID_MEASURES if one not in lately))
        there = {(row["measure"], row["day"]): row for row in numbers.days(db, store_id, shown[0], end)}
        return GridView(shown, tuple(self._row(measure, shown, there) for measure in chosen if measure in MEASURES))

    def measures(self) -> tuple[tuple[str, str], ...]:
        """All numbers that can be typed, with their names, by name."""
        return tuple(sorted(((name, label(name)) for name in MEASURES), key=lambda one: one[1]))

    def save(self, cells: Iterable[Cell], *, confirmed: bool = False) -> Saved:
        """Keep numbers of whole days, all in one transaction. Money is in major units; empty cells are left out.

        A number far from usual is asked about first: then nothing is saved and the answer holds the questions;
        `confirmed` says that they were looked at. Raises Refused for what is no number, NotFound for no measure.
        """
        self._desk.may_change()
        values = [(day, measure, self._value(measure, text)) for day, measure, text in cells if text.strip()]
        if any(day > self._desk.today() for day, _, _ in values):
            raise errors.Refused("a day of the future has no number yet")
        questions = () if confirmed else tuple(q for cell in values if (q := self._far(*cell)) is not None)
        if questions or not values:
            return Saved(0, questions, f"{len(questions)} to look at" if questions else "nothing was typed")
        now = int(self._desk.now().timestamp())
        rows = [(day, measure, min(self._end(day), now), value) for day, measure, value in values]
        numbers.keep(self._desk.db, self._desk.who, self._desk.store_id, f"{len(rows)} numbers by hand", rows)
        return Saved(len(rows), (), f"{len(rows)} numbers kept")

    def snapshot(self, values: Mapping[str, str], *, at: datetime | None = None, confirmed: bool = False) -> Saved:
        """Keep cumulative numbers of today at one moment, checked against the usual ones up to that time of day."""
        self._desk.may_change()
        moment = self._desk.cut.local(at) if at else self._desk.now()
        kept = [(measure, self._value(measure, text)) for measure, text in values.items() if text.strip()]
        if moment > self._desk.now():
            raise errors.Refused(f"{moment:%H:%M} is still to come")
        questions = () if confirmed else tuple(q for one in kept if (q := self._odd(*one, moment)) is not None)
        if questions or not kept:
            return Saved(0, questions, f"{len(questions)} to look at" if questions else "nothing was typed")
        day, stamp = self._desk.cut.day_of(moment), int(moment.timestamp())
        rows = [(day, measure, stamp, value) for measure, value in kept]
        numbers.keep(self._desk.db, self._desk.who, self._desk.store_id, f"snapshot {moment:%H:%M}", rows)
        return Saved(len(rows), (), f"snapshot {moment:%H:%M}: {len(rows)} numbers")

    def _row(self, measure: str, shown: Sequence[date], there: Mapping[tuple[str, str], numbers.Row]) -> GridRow:
        cells = []
        for day in shown:
            row = there.get((measure, day.isoformat()))
            text = amount(measure, row["value"], self._desk.store) if row else ""
            source = row["source"] if row else ""
            cells.append(GridCell(measure, day, text, source, typed=source in ("", "reading")))
        return GridRow(measure, label(measure), MEASURES[measure].unit, tuple(cells))

    def _value(self, measure: str, text: str) -> int:
        """A typed number in the unit in which it is kept."""
        known = MEASURES.get(measure)
        if known is None:
            raise no_measure(measure)
        try:
            found = typed.number(text)
        except ValueError as trouble:
            raise refused(trouble) from None
        scale = {"count": 0, "money": digits(self._desk.store["currency"]), "milli": 3}[known.unit]
        whole = found.scaleb(scale)
        if whole != whole.to_integral_value() or abs(whole) > MOST or found < 0:
            raise errors.Refused(f"{text!r} is no value for {label(measure).lower()}")
        return int(whole)

    def _end(self, day: date) -> int:
        return int(self._desk.cut.bounds(day)[1].timestamp()) - 1

    def _far(self, day: date, measure: str, value: int) -> Question | None:
        """A question when a day's number is far from what such days bring; today's is judged as a snapshot."""
        if day == self._desk.today():
            return self._odd(measure, value, self._desk.now())
        window = window_of(self._desk.db, self._desk.store_id, day, WINDOW + 1)
        return self._compared(measure, value, window, day, f"on {day:%a %d %b}")

    def _odd(self, measure: str, value: int, moment: datetime) -> Question | None:
        """A question when a number of today is far from what it usually is at this time of day, or shrinks."""
        day = self._desk.cut.day_of(moment)
        before = numbers.before(self._desk.db, self._desk.store_id, measure, day, int(moment.timestamp()))
        said = f"at {moment:%H:%M}"
        if before is not None and value < before["value"]:
            at = self._desk.moment(before["at"])
            usual = f"{amount(measure, before['value'], self._desk.store)} at {at:%H:%M}"
            return self._question(day, measure, value, said, f"at least {usual}")
        whole = window_of(self._desk.db, self._desk.store_id, day, WINDOW + 1)
        part = window_so_far(self._desk.db, self._desk.store_id, self._desk.cut, moment, whole)
        known = [m for m in part.measures[:-1] if m.get(measure) is not None]
        if len(known) >= FAR:
            return self._compared(measure, value, part, day, said)
        peaks = [m[measure] for m in whole.measures[:-1] if m.get(measure) is not None]
        top = max((peak for peak in peaks if peak is not None), default=None)
        if top is not None and value > 2 * top:
            most = f"at most {amount(measure, top, self._desk.store)} on a whole day"
            return self._question(day, measure, value, said, most)
        return None

    def _compared(self, measure: str, value: int, window: Window, day: date, said: str) -> Question | None:
        history = [measures.get(measure) for measures in window.measures[:-1]]
        known = [one for one in history if one is not None]
        if not known:
            return None
        scale = "sqrt" if MEASURES[measure].unit == "count" else "log"
        found = judge(history, window.classes[:-1], value, window.classes[-1], scale=scale, masked=window.masked[:-1])
        if found.low is not None and found.high is not None:
            # A tenth beyond either end is no typing error.
            if 0.9 * found.low <= value <= 1.1 * found.high:
                return None
            low, high = (amount(measure, round(end), self._desk.store) for end in (found.low, found.high))
            return self._question(day, measure, value, said, f"{low}–{high}")
        usual = median(known)
        if usual and not usual / FAR <= value <= usual * FAR:
            return self._question(day, measure, value, said, f"about {amount(measure, round(usual), self._desk.store)}")
        return None

    def _question(self, day: date, measure: str, value: int, said: str, usual: str) -> Question:
        text = amount(measure, value, self._desk.store)
        return Question(day, measure, text, usual, f"{label(measure)} {text} {said}; usual is {usual}. Is it right?")
