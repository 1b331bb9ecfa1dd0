"""A task made from any row goes to whoever owns the link that the row belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from opscockpit import errors
from opscockpit.domain.metrics import METRICS
from opscockpit.services.alarms import task_title
from opscockpit.services.desk import Desk
from opscockpit.services.metric_links import link_of
from opscockpit.services.team_views import TaskDraft
from opscockpit.store import alarms, board, day, emergencies, keywords, letters, rules
from opscockpit.store.database import Row


def owning_link(links: list[Row], *topics: str) -> Row | None:
    """The link that covers the first of the topics which any link covers; 'letter:投诉' comes before 'letter'.

    A link names what it covers by blanks, so a kind of two words has '_' there: 'letter:Parcel_stuck'.
    """
    for topic in topics:
        for link in links:
            if topic.replace(" ", "_") in link["covers"].split():
                return link
    return None


def draft_of(desk: Desk, source: str) -> TaskDraft:
    """The task that would be made from a row, given as 'table:id' ('letter:12') or 'metric:conversion'.

    The owner is that of the link that covers the row, without one the row's own; letters go to whoever sees to them.
    Raises NotFound.
    """
    kind, _, key = source.partition(":")
    if kind == "metric":
        return _metric(desk, key)
    made = _DRAFTS.get(kind)
    if made is None or not key.isdigit():
        raise errors.WrongUsage(f"no task can be made from {source!r}; rows are {', '.join(_DRAFTS)} and metric")
    return made(desk, int(key))


def _worded(
    desk: Desk, source: str, title: str, topics: tuple[str, ...], *, owner: str | None = None,
    due: date | None = None, metric: str | None = None, note: str = "", link: str | None = None,
) -> TaskDraft:  # fmt: skip
    links = board.links(desk.db, desk.store_id)
    found = next((row for row in links if row["name"] == link), None) if link else owning_link(links, *topics)
    if found is None and metric is not None:
        found = link_of(links, metric)
    if found is not None:
        why = f"{found['owner']} owns {found['name']}"
        return TaskDraft(title, found["owner"], found["name"], due, metric, note, source, why)
    return TaskDraft(title, owner, None, due, metric, note, source, f"{owner} has the row" if owner else "")


def _metric(desk: Desk, metric_id: str) -> TaskDraft:
    if metric_id not in METRICS:
        raise errors.NotFound(f"no number is called {metric_id!r}")
    return _worded(
        desk,
        f"metric:{metric_id}",
        f"{METRICS[metric_id].en}: find out why",
        (f"metric:{metric_id}", "metric"),
        due=desk.today(),
        metric=metric_id,
    )


def _alarm(desk: Desk, row_id: int) -> TaskDraft:
    row = alarms.alarm(desk.db, row_id)
    topics = (f"metric:{row['metric']}", "metric")
    return _worded(desk, f"alarm:{row_id}", task_title(row), topics, due=desk.today(), metric=row["metric"])


def _letter(desk: Desk, row_id: int) -> TaskDraft:
    row = letters.letter(desk.db, row_id)
    title = f"{row['kind']} {row['amount']}" + (f": {row['text']}" if row["text"] else "")
    draft = _worded(
        desk, f"letter:{row_id}", title, (f"letter:{row['kind']}", "letter"), owner=row["owner"], due=desk.today(),
        note=f"by {row['deadline']}" if row["deadline"] else "",
    )  # fmt: skip
    # Whoever was named for these very letters goes before whoever has such letters as a rule.
    named = row["owner"] and row["owner"] != draft.owner
    return replace(draft, owner=row["owner"], why=f"{row['owner']} sees to them") if named else draft


def _item(desk: Desk, row_id: int) -> TaskDraft:
    row = day.must_item(desk.db, row_id)
    return _worded(
        desk, f"must_item:{row_id}", row["title"], (f"step:{row['step']}",),
        owner=row["owner"] or desk.with_job(row["role"]), note=row["evidence"],
    )  # fmt: skip


def _keyword(desk: Desk, row_id: int) -> TaskDraft:
    row = next((row for row in keywords.keywords(desk.db, desk.store_id) if row["id"] == row_id), None)
    if row is None:
        raise errors.NotFound(f"there is no keyword {row_id}")
    return _worded(
        desk, f"keyword:{row_id}", f"{row['word']}: look into its rank", ("keyword",), owner=row["owner"],
        due=desk.today(), note=row["product"],
    )  # fmt: skip


def _focus(desk: Desk, row_id: int) -> TaskDraft:
    row = day.focus(desk.db, row_id)
    topics = (f"metric:{row['metric']}",) if row["metric"] else ()
    return _worded(
        desk, f"focus:{row_id}", row["sentence"], topics, owner=row["owner"], due=date.fromisoformat(row["day"]),
        metric=row["metric"], note=row["target"] or "",
    )  # fmt: skip


def _rule(desk: Desk, row_id: int) -> TaskDraft:
    row = rules.rule(desk.db, row_id)
    due = date.fromisoformat(row["effective"]) - timedelta(days=1) if row["effective"] else None
    return _worded(
        desk, f"rule_item:{row_id}", row["action"] or row["title"], ("rule",), owner=row["owner"], due=due,
        note=" · ".join(part for part in (row["title"], row["exposure"]) if part),
    )  # fmt: skip


def _step(desk: Desk, row_id: int) -> TaskDraft:
    row = emergencies.step(desk.db, row_id)
    return _worded(
        desk, f"emergency_step:{row_id}", row["title"], ("emergency",),
        owner=row["owner"] or desk.with_job(row["role"]), due=desk.today(), note=row["note"],
    )  # fmt: skip


def _task(desk: Desk, row_id: int) -> TaskDraft:
    row = board.task(desk.db, row_id)
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return _worded(desk, f"task:{row_id}", row["title"], (), owner=row["owner"], due=due, link=row["link"])


_DRAFTS: dict[str, Callable[[Desk, int], TaskDraft]] = {
    "alarm": _alarm,
    "letter": _letter,
    "must_item": _item,
    "keyword": _keyword,
    "focus": _focus,
    "rule_item": _rule,
    "emergency_step": _step,
    "task": _task,
}
