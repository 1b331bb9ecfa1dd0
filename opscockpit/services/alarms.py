"""Alarms: numbers outside their normal range, from the first look to the cause that is written down."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from opscockpit import errors
from opscockpit.clock import BusinessDay
from opscockpit.domain import fmt
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.metric import Metric
from opscockpit.domain.metrics import METRICS
from opscockpit.services import calendars
from opscockpit.services.actions import Done, may_change, words
from opscockpit.services.figures import Window, window_of, window_so_far
from opscockpit.services.judgements import Judge, Setting, Settings, settings_of
from opscockpit.services.metric_links import link_of
from opscockpit.services.metric_views import CAUSES, AlarmLine
from opscockpit.services.panel import MEASURES_SHOWN, PANEL, last_known, live_value, moment_of, too_early
from opscockpit.services.shops import cut_of, now_and_day
from opscockpit.store import alarms, board, stores
from opscockpit.store.alarms import Ring
from opscockpit.store.database import Database, Row

GAP_DAYS = 3
"""An alarm that rings again within so many days goes on; later it is a new one."""

CATCH_UP_DAYS = 7
"""How many days back are judged when nobody has looked for a while."""

LIST_DAYS = 30
LONGEST_SNOOZE = 30
_DAYS = WINDOW + CATCH_UP_DAYS + 30
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


def look(db: Database, who: str, store: Row) -> int:
    """Judge what has not been judged yet and keep what rings; the number of new alarms. Whoever looks first does it.

    Whole days of the metrics of Today, each on its last complete days; from ten o'clock on also the day so far. Cheap
    when nothing is new, and nothing is written then. A reader only looks.
    """
    if db.read_only:
        return 0
    calendars.ensure(db, who, store)
    cut = cut_of(store)
    now, today = now_and_day(store, db.clock)
    whole = window_of(db, store["id"], today, _DAYS, MEASURES_SHOWN)
    settings = settings_of(db, store["id"])
    watched = _watched(whole)
    since = _judged_since(db, store["id"], today)
    rings = [ring for metric in watched for ring in _whole_days(metric, whole, settings, since)]
    if not too_early(now, cut) and not whole.masked[-1]:
        part = window_so_far(db, store["id"], cut, now, whole)
        rings += [ring for metric in watched if (ring := _so_far(metric, part, now, cut, settings)) is not None]
    made = alarms.keep_rings(db, who, store["id"], sorted(rings, key=lambda ring: ring.day), GAP_DAYS)
    _forget_false_starts(db, who, store["id"], whole, rings, watched)
    if since < today:
        alarms.set_judged_until(db, who, store["id"], today.isoformat())
    return made


def _watched(window: Window) -> list[Metric]:
    """The metrics that may ring: those of Today. Where people are counted, visits are not watched beside them."""
    found = [METRICS[name] for name in PANEL if last_known(METRICS[name], window) is not None]
    visitors = any(metric.id == "visitors" for metric in found)
    return [metric for metric in found if not (visitors and metric.id == "sessions")]


def _judged_since(db: Database, store_id: int, today: date) -> date:
    """From which day on numbers may be new: some days before the last look, because they come late."""
    mark = alarms.judged_until(db, store_id)
    earliest = today - timedelta(days=CATCH_UP_DAYS)
    return max(earliest, date.fromisoformat(mark) - timedelta(days=GAP_DAYS)) if mark and mark <= today.isoformat() \
        else earliest  # fmt: skip


def _whole_days(metric: Metric, window: Window, settings: Settings, since: date) -> list[Ring]:
    last = last_known(metric, window)
    if last is None:
        return []
    judge = Judge(metric, window, settings.get(metric.id, Setting()))
    days = [day for day in window.days[:-1] if min(since, last) <= day <= last]
    return [ring for day in days if (ring := _ring(metric, judge, day, partial=False)) is not None]


def _so_far(metric: Metric, part: Window, now: datetime, cut: BusinessDay, settings: Settings) -> Ring | None:
    if live_value(metric, part, now) is None or too_early(moment_of(metric, part, now), cut):
        return None
    return _ring(metric, Judge(metric, part, settings.get(metric.id, Setting())), part.days[-1], partial=True)


def _ring(metric: Metric, judge: Judge, day: date, *, partial: bool) -> Ring | None:
    judged = judge.at(day)
    value = metric.compute(judge.window.of(day))
    if not judged.side or value is None:
        return None
    found = judged.judgement
    base = None if found.centre is None else _kept(found.centre)
    return Ring(metric.id, day, judged.side, _kept(found.z or 0.0), _kept(value), base, partial)


def _kept(number: float) -> float:
    """A number with as many digits as survive the history of a row, which is kept as JSON."""
    return float(f"{number:.12g}")


def _forget_false_starts(
    db: Database, who: str, store_id: int, whole: Window, rings: list[Ring], watched: list[Metric]
) -> None:
    """Alarms of yesterday's morning that the whole day did not bear out, if nobody took them up."""
    day = whole.days[-2]
    rang = {ring.metric for ring in rings if ring.day == day and not ring.partial}
    unknown = {metric.id for metric in watched if metric.compute(whole.of(day)) is None}
    alarms.drop_partial(db, who, store_id, day, sorted(rang | unknown))


# What people do with them ------------------------------------------------------------------------------------------


def seen(db: Database, who: str, alarm_id: int, version: int | None = None) -> Done:
    """Say that one has seen an alarm."""
    row = _open(db, who, alarm_id)
    at = db.clock.stamp()
    alarms.change(db, who, row, _version(row, version), f"seen · {_label(row)}", state="seen", seen_by=who, seen_at=at,
                  snoozed_until=None)  # fmt: skip
    return Done(f"seen: {_label(row)}", alarm_id)


def snooze(db: Database, who: str, store: Row, alarm_id: int, until: date, version: int | None = None) -> Done:
    """Keep an alarm quiet until a day, on which it rings again if the number is still off: a snooze always ends."""
    row = _open(db, who, alarm_id)
    _, today = now_and_day(store, db.clock)
    if not today < until <= today + timedelta(days=LONGEST_SNOOZE):
        raise errors.Refused(f"an alarm sleeps until a day from tomorrow to {LONGEST_SNOOZE} days on, not {until}")
    alarms.change(db, who, row, _version(row, version), f"snooze · {_label(row)}", state="snoozed",
                  snoozed_until=until.isoformat(), seen_by=who, seen_at=db.clock.stamp())  # fmt: skip
    return Done(f"quiet until {until:%a %d %b}: {_label(row)}", alarm_id)


def close(
    db: Database, who: str, alarm_id: int, cause: str, tag: str = "", note: str = "", version: int | None = None
) -> Done:
    """Close an alarm with its cause: 'confirmed' or 'likely' with a tag ('coupon expired'), or 'unknown'."""
    row = _open(db, who, alarm_id)
    if cause not in CAUSES:
        raise errors.WrongUsage(f"a cause is {', '.join(CAUSES)}, not {cause!r}")
    tag = words(tag, "a tag").casefold() if tag else ""
    if cause != "unknown" and not tag:
        raise errors.Refused("name the cause in a word or two, so that it can be counted when it comes again")
    note = words(note, "a note") if note else ""
    alarms.change(db, who, row, _version(row, version), f"close · {_label(row)}", state="closed", cause=cause, tag=tag,
                  note=note, closed_by=who, closed_at=db.clock.stamp(), snoozed_until=None)  # fmt: skip
    again = often(alarms.tag_counts(db, row["store_id"]).get(tag, 0), tag)
    told = f", {again}" if again else f": {tag}" if tag else ""
    return Done(f"closed: {_label(row)}, cause {cause}{told}", alarm_id)


def often(count: int, tag: str) -> str:
    """'third time: coupon expired'; '' for the first."""
    return f"{_ORDINALS.get(count, f'{count}th')} time: {tag}" if count > 1 and tag else ""


def alarm_task(
    db: Database, who: str, store: Row, alarm_id: int, *, title: str = "", owner: str | None = None,
    due: date | None = None, version: int | None = None,
) -> Done:  # fmt: skip
    """Make the task of an alarm: for the owner of the link that the number belongs to, with the numbers in its note."""
    may_change(db, who)
    row = alarms.alarm(db, alarm_id)
    if row["task_id"] is not None:
        raise errors.Refused(f"this alarm has a task already (task {row['task_id']})")
    links = board.links(db, store["id"])
    link = link_of(links, row["metric"])
    _, today = now_and_day(store, db.clock)
    line = _line(store, row, today, {}, [], links)
    task = {
        "title": words(title, "a task") if title else task_title(row),
        "owner": owner or (link["owner"] if link else None),
        "link": link["name"] if link else None,
        "due": (due or today).isoformat(),
        "priority": 2 if line.good < 0 else 3,
        "metric": row["metric"],
        "note": task_note(db, store, row, line),
        "source": f"alarm:{alarm_id}",
    }
    task_id = alarms.make_task(db, who, row, _version(row, version), task)
    return Done(f"task for {task['owner'] or 'nobody'}: {task['title']}", task_id)


def store_of(db: Database, alarm_id: int) -> Row:
    """The store that an alarm belongs to."""
    store_id = alarms.alarm(db, alarm_id)["store_id"]
    return next(row for row in stores.stores(db) if row["id"] == store_id)


def task_title(row: Row) -> str:
    """'Conversion below normal on Wed 21 Oct: find the cause'."""
    where = "above" if row["side"] > 0 else "below"
    return f"{_metric(row).en} {where} normal on {date.fromisoformat(row['last_day']):%a %d %b}: find the cause"


def task_note(db: Database, store: Row, row: Row, line: AlarmLine) -> str:
    """The numbers that whoever has the task needs: value, usual, and what moved it against the week before."""
    from opscockpit.services.effects import sentence  # only when a task is made
    from opscockpit.services.explaining import explained

    told = explained(db, store, row["metric"], date.fromisoformat(row["last_day"]), rate=False)
    text = line.sentence
    if told.parts is not None and told.base.day is not None:
        text += f". Against {told.base.words}: {sentence(told.metric, told.parts, told.currency)}"
        text += f"; {told.mix_words}" if told.mix_words else ""
    return text


def _open(db: Database, who: str, alarm_id: int) -> Row:
    may_change(db, who)
    row = alarms.alarm(db, alarm_id)
    if row["state"] == "closed":
        raise errors.Refused(f"this alarm was closed by {row['closed_by']}: {row['tag'] or row['cause']}")
    return row


def _version(row: Row, version: int | None) -> int:
    return int(row["version"]) if version is None else version


def _metric(row: Row) -> Metric:
    return METRICS[row["metric"]]  # only those of Today ring


def _label(row: Row) -> str:
    return f"{_metric(row).en} {date.fromisoformat(row['first_day']):%d %b}"


# What the screen shows ---------------------------------------------------------------------------------------------


def alarm_lines(db: Database, store: Row, *, days: int = LIST_DAYS) -> tuple[AlarmLine, ...]:
    """The alarms of the last days and all that are not closed; what needs somebody first."""
    _, today = now_and_day(store, db.clock)
    rows = [row for row in alarms.alarms(db, store["id"], today - timedelta(days=days))
            if row["first_day"] <= today.isoformat()]  # fmt: skip
    closed = [row for row in alarms.alarms(db, store["id"]) if row["state"] == "closed"]
    counts = alarms.tag_counts(db, store["id"])
    links = board.links(db, store["id"])
    lines = [_line(store, row, today, counts, closed, links) for row in rows]
    order = {"new": 0, "seen": 1, "snoozed": 2, "closed": 3}
    return tuple(sorted(lines, key=lambda line: (order[line.state], -line.last_day.toordinal(), -abs(line.z))))


def _line(store: Row, row: Row, today: date, counts: dict[str, int], closed: list[Row], links: list[Row]) -> AlarmLine:
    metric, currency = _metric(row), store["currency"]
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    state = "new" if row["state"] == "snoozed" and row["snoozed_until"] <= today.isoformat() else row["state"]
    value, base = (fmt.value(amount, metric.unit, currency, short=True) for amount in (row["value"], row["base"]))
    link = link_of(links, metric.id)
    return AlarmLine(
        row["id"], row["version"], metric.id, metric.en, first, last, row["side"], row["side"] * metric.direction,
        value, base, row["z"], bool(row["partial"]), state, _sentence(metric, row, first, last, value, base),
        _who(row, state), row["cause"] or "", row["tag"], row["note"], row["task_id"],
        link["owner"] if link else None, _often(row, counts, closed),
    )  # fmt: skip


def _sentence(metric: Metric, row: Row, first: date, last: date, value: str, base: str) -> str:
    days = (last - first).days + 1
    when = f"{last:%a %d %b}" + (" so far" if row["partial"] else "")
    since = f", since {first:%a %d %b}" if days > 1 else ""
    side = "above" if row["side"] > 0 else "below"
    return f"{metric.en} {value} on {when}, usual {base}, {abs(row['z']):.1f} spreads {side}{since}"


def _who(row: Row, state: str) -> str:
    if state == "closed":
        return f"closed by {row['closed_by']}"
    if state == "snoozed":
        return f"quiet until {date.fromisoformat(row['snoozed_until']):%a %d %b}"
    return f"seen by {row['seen_by']}" if state == "seen" else ""


def _often(row: Row, counts: dict[str, int], closed: list[Row]) -> str:
    """How often this cause came; for an open alarm the causes that this number had before."""
    if row["state"] == "closed":
        return often(counts.get(row["tag"], 0), row["tag"])
    before = Counter(
        old["tag"] for old in closed
        if old["metric"] == row["metric"] and old["side"] == row["side"] and old["tag"] and old["id"] != row["id"]
    )  # fmt: skip
    causes = [f"{tag} ({count}×)" for tag, count in before.most_common(2)]
    return f"before: {', '.join(causes)}" if causes else ""
