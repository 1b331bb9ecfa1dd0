"""What a person does: each is one named write transaction that can be undone, and answers with one sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from opscockpit import errors
from opscockpit.clock import BusinessDay
from opscockpit.domain import typed
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.money import LIMIT, digits
from opscockpit.services import names
from opscockpit.services.views import ITEM_STATES, TASK_STATES
from opscockpit.store import board, day, history, keywords, measures, stores
from opscockpit.store.database import Database, Row
from opscockpit.values import dataclass

_P = ParamSpec("_P")
_T = TypeVar("_T")

FOCUS_SCORES = ("done", "partly", "no", "dropped")
MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class Done:
    """An action that worked; `id` is the row it made or changed."""

    message: str
    id: int = 0


def words(text: str, what: str) -> str:
    """Text typed by a person, trimmed and on one line. Raises Refused when nothing is left or it is too long."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not clean:
        raise errors.Refused(f"{what} needs some words")
    if len(clean) > MAX_TEXT:
        raise errors.Refused(f"{what} is {len(clean)} characters long, at most {MAX_TEXT} are kept")
    return clean


def one_action(work: Callable[Concatenate[Database, _P], _T]) -> Callable[Concatenate[Database, _P], _T]:
    """For what a person does: its reading, checking and writing are one transaction."""

    @wraps(work)
    def run(db: Database, /, *given: _P.args, **named: _P.kwargs) -> _T:
        with db.at_once():
            return work(db, *given, **named)

    return run


def may_change(db: Database, who: str) -> None:
    """Guests only read, and so does a name that is not on the team. Raises Refused.

    Under one's own Unix account, and as long as nobody is on the team, one may: that is how a box is set up.
    """
    may_feed(db, who)
    if stores.role_of(db, who) is not None or not (team := stores.people(db)):
        return
    if stores.is_shared(db, who):
        raise errors.Refused(f"several people use the account {who}; say who you are with `opscockpit people me LOGIN`")
    if who != names.account():
        near = get_close_matches(who, [row["login"] for row in team], 1)
        meant = f"did you mean {near[0]!r}? Else " if near else ""
        raise errors.Refused(
            f"{who} is not on the team and only reads; {meant}somebody on the team adds {who} with "
            f"`opscockpit people add {who}`"
        )


def may_feed(db: Database, who: str) -> None:
    """Whoever is not a guest may hand in numbers, scripts too, which are on no team. Raises Refused."""
    if stores.role_of(db, who) == "guest":
        raise errors.Refused(f"{who} is a guest and only reads")


def member(db: Database, login: str | None) -> str | None:
    """A login on the team; None and '' stand for nobody. Raises NotFound naming the nearest."""
    if not login:
        return None
    row = stores.person_named(db, login)
    if not row["active"]:
        raise errors.Refused(f"{login} is not on the team any more")
    return str(row["login"])


@one_action
def tick(db: Database, who: str, item_id: int, version: int | None, state: str = "done", evidence: str = "") -> Done:
    """Set the state of a must-do item; `version` None takes whatever is there.

    Where the item wants a count, the evidence begins with it: '0' is 'looked, none found'.
    """
    may_change(db, who)
    if state not in ITEM_STATES:
        raise errors.WrongUsage(f"an item is one of {', '.join(ITEM_STATES)}, not {state!r}")
    row = day.must_item(db, item_id)
    evidence = words(evidence, "the reason") if evidence else ""
    if state in ("skipped", "not_applicable") and not evidence:
        raise errors.Refused("say why it is skipped")
    found = _found(row["wants"], evidence) if state == "done" else None
    day.set_item(db, who, row, version, state, evidence, found)
    said = {"done": "done", "open": "open again", "skipped": "skipped", "not_applicable": "not applicable"}
    counted = "" if found is None else f", {found} found" if found else ", none found"
    return Done(f"{row['title']}: {said.get(state, state)}{counted}", item_id)


def _found(wants: str, evidence: str) -> int | None:
    """How many were found, where an item wants to know. Raises Refused when its evidence is missing."""
    if wants == "words" and not evidence:
        raise errors.Refused("say in a few words what was seen")
    if wants != "count":
        return None
    first = evidence.split(maxsplit=1)[0] if evidence else ""
    try:
        return typed.whole(first)
    except ValueError:
        raise errors.Refused("say how many were found; 0 stands for 'looked, none found'") from None


@one_action
def task_add(
    db: Database, who: str, store: Row, title: str, *, owner: str | None = None, due: date | None = None,
    priority: int = 3, link: str | None = None, note: str = "", metric: str | None = None, done_when: str = "",
    parent_id: int | None = None, source: str | None = None,
) -> Done:  # fmt: skip
    """Put a task on the board; without an owner it goes to the owner of its link."""
    may_change(db, who)
    title = words(title, "a task")
    _check_priority(priority)
    if link:
        check_link(db, store["id"], link)
    if parent_id is not None:
        board.task(db, parent_id)
    task_id = board.add_task(
        db, who, store["id"], title=title, owner=member(db, owner), due=due.isoformat() if due else None,
        priority=priority, link=link or None, note=note, metric=metric or None, done_when=done_when,
        parent_id=parent_id, source=source,
    )  # fmt: skip
    owner = board.task(db, task_id)["owner"]
    return Done(f"new task for {owner or 'nobody'}: {title}", task_id)


def check_link(db: Database, store_id: int, link: str) -> None:
    """Raises NotFound, saying how to make one, where the store's process has no step of that name."""
    there = [row["name"] for row in board.links(db, store_id)]
    if link not in there:
        said = f"there are: {', '.join(there)}" if there else "there are none yet"
        raise errors.NotFound(
            f"no link is called {link!r}; {said}; to make it: opscockpit link add {link} --owner LOGIN"
        )


@one_action
def task_move(db: Database, who: str, task_id: int, version: int | None, state: str) -> Done:
    """Move a task to another state; an owner who sets to work has thereby accepted it."""
    may_change(db, who)
    if state not in TASK_STATES:
        raise errors.WrongUsage(f"a task is one of {', '.join(TASK_STATES)}, not {state!r}")
    row = board.task(db, task_id)
    values: dict[str, str | None] = {"state": state}
    if row["offered_by"] and row["owner"] == who:
        values |= {"offered_by": None, "offered_from": None}
    board.change_task(db, who, row, version, **values)
    remarks = [f"{state}: {row['title']}"]
    left = row["children"] - row["children_done"]
    if state == "done" and left:
        remarks.append(f"{left} of its {row['children']} parts are still open")
    if state == "doing":
        remarks.append(over_limit(db, row["store_id"], row["owner"]))
    if state == "done" and row["parent"]:
        remarks.append(f"a step towards: {row['parent']}")
    return Done("; ".join(remark for remark in remarks if remark), task_id)


def over_limit(db: Database, store_id: int, login: str | None) -> str:
    """A warning when somebody has more in work than their limit, else ''; nothing is forbidden."""
    person = next((row for row in stores.people(db) if row["login"] == login), None)
    doing = next((row["doing"] for row in board.load(db, store_id, date.max) if row["owner"] == login), 0)
    if person is None or doing <= person["wip_limit"]:
        return ""
    return f"{login} has {doing} in work now, the limit is {person['wip_limit']}"


@one_action
def task_give(db: Database, who: str, task_id: int, version: int | None, owner: str | None) -> Done:
    """Hand a task to somebody, who is asked to accept it; taking it oneself and giving it to nobody happen at once."""
    may_change(db, who)
    row = board.task(db, task_id)
    owner = member(db, owner)
    board.give(db, who, row, row["version"] if version is None else version, owner)
    warning = over_limit(db, row["store_id"], owner) if row["state"] == "doing" else ""
    said = "taken" if owner == who else f"for {owner or 'nobody'} now"
    return Done(f"{said}: {row['title']}" + (f"; {warning}" if warning else ""), task_id)


@one_action
def task_edit(
    db: Database, who: str, task_id: int, version: int, *, title: str, due: date | None, priority: int
) -> Done:
    """Change the words, the day or the priority of a task."""
    may_change(db, who)
    _check_priority(priority)
    row = board.task(db, task_id)
    title = words(title, "a task")
    board.change_task(db, who, row, version, title=title, due=due.isoformat() if due else None, priority=priority)
    return Done(f"changed: {title}", task_id)


def _check_priority(priority: int) -> None:
    if not 1 <= priority <= 4:
        raise errors.Refused(f"a priority is 1 (highest) to 4, not {priority}")


@one_action
def keyword_add(db: Database, who: str, store: Row, word: str, product: str = "", owner: str | None = None) -> Done:
    """Watch one more keyword."""
    may_change(db, who)
    word = words(word, "a keyword")
    product = words(product, "a product") if product else ""
    keyword_id = keywords.add_keyword(db, who, store["id"], word=word, product=product, owner=member(db, owner))
    return Done(f"watching {word}", keyword_id)


@one_action
def rank_record(db: Database, who: str, keyword_id: int, today: date, rank: int | None) -> Done:
    """Note the rank seen just now; None is 'looked, not found'."""
    may_change(db, who)
    if rank is not None and not 1 <= rank <= 100_000:
        raise errors.Refused(f"a rank is a number from 1, not {rank}")
    keywords.record_look(db, who, keyword_id, today, rank)
    return Done(f"rank {rank}" if rank is not None else "not found", keyword_id)


@one_action
def focus_set(
    db: Database, who: str, store: Row, today: date, sentence: str, *, metric: str | None = None,
    target: str | None = None, owner: str | None = None, due: str | None = None, evidence: str = "",
    version: int | None = None,
) -> Done:  # fmt: skip
    """Set the focus of the day, once the last one has a score.

    Raises Refused while it has none, Conflict when somebody else set today's and `version` was not seen yet.
    """
    may_change(db, who)
    sentence = words(sentence, "a focus")
    unscored = day.unscored(db, store["id"], today)
    if unscored:
        last = unscored[0]
        raise errors.Refused(f"first score the focus of {last['day']}: {last['sentence']}")
    focus_id = day.set_focus(
        db, who, store["id"], today, sentence=sentence, metric=metric or None, target=target or None,
        owner=member(db, owner), due=due or None, evidence=evidence.strip(), version=version,
    )  # fmt: skip
    return Done(f"focus: {sentence}", focus_id)


@one_action
def focus_score(db: Database, who: str, focus_id: int, version: int, score: str, note: str = "") -> Done:
    """Say how a focus went; anything but 'done' wants one line why. Raises Refused without it."""
    may_change(db, who)
    if score not in FOCUS_SCORES:
        raise errors.WrongUsage(f"a score is one of {', '.join(FOCUS_SCORES)}, not {score!r}")
    if score != "done" and not note.strip():
        raise errors.Refused("say in one line why")
    day.score_focus(db, who, focus_id, version, score, words(note, "the reason") if note else "")
    return Done(f"scored: {score}", focus_id)


@one_action
def undo(db: Database, who: str, passed: set[int] | None = None) -> Done:
    """Take back one's own last change.

    One that cannot be taken back, because others have gone on from it, is told of and put among the `passed`, over
    which the next call passes; when nothing but those is left it begins anew.
    """
    may_change(db, who)
    passed = set() if passed is None else passed
    left = [row for row in history.undoable(db, who) if row["id"] not in passed]
    if passed and not left:
        passed.clear()
        raise errors.Refused(f"nothing else of {who} is left to undo")
    try:
        return Done(f"taken back: {history.undo_last(db, who, passed)}")
    except (errors.Conflict, errors.Refused) as trouble:
        if not left:
            raise
        passed.add(left[0]["id"])
        older = f". Undo once more takes back the one before: “{left[1]['label']}”" if left[1:] else ""
        raise type(trouble)(f"your “{left[0]['label']}” stays: {trouble}{older}") from trouble


def no_measure(name: str) -> errors.NotFound:
    """The error for a number that cannot be typed or pushed under this name."""
    near = get_close_matches(name, MEASURES, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(MEASURES))}"
    return errors.NotFound(f"no number is called {name!r}; {hint}")


@one_action
def push(
    db: Database, who: str, store: Row, cut: BusinessDay, measure: str, value: str, *, at: datetime | None = None,
    channel: str = "",
) -> Done:  # fmt: skip
    """Keep a cumulative number of the day, typed by a person or pushed by a script. Money is in major units."""
    may_feed(db, who)
    known = MEASURES.get(measure)
    if known is None:
        raise no_measure(measure)
    try:
        scale = {"count": 0, "money": digits(store["currency"]), "milli": 3}[known.unit]
        whole = typed.number(value).scaleb(scale)
    except ValueError:
        raise errors.Refused(f"{value!r} is no value for {measure}") from None
    if whole != whole.to_integral_value() or abs(whole) > LIMIT or (whole < 0 and measure != "adjustments"):
        raise errors.Refused(f"{value!r} is no value for {measure}")
    moment = cut.local(at) if at else db.clock.now(cut.zone)
    measures.push(
        db, who, store_id=store["id"], day=cut.day_of(moment), measure=measure, channel=channel,
        at=int(moment.timestamp()), value=int(whole),
    )  # fmt: skip
    return Done(f"{measure} {value} at {moment:%H:%M}")
