"""Commands about the course of a day: morning, letters, snapshot, rules, emergencies, routines, evening, history."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from opscockpit import errors
from opscockpit.cli.context import Context, emit, say
from opscockpit.cli.leaf import Leaf, answer, at_desk, day_of, given, show
from opscockpit.clock import parse_moment
from opscockpit.services.actions import Done

_ROUTINE = ("step", "owner", "role", "days", "starts", "due", "minutes", "evidence")
_RULE = ("url", "published", "effective", "bearing", "exposure", "owner", "action")


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add morning, letters, snapshot, rule, emergency, routine, report and history to the parser."""
    leaf = Leaf(common)
    _add_morning(commands, leaf)
    _add_rule(commands, leaf)
    _add_emergency(commands, leaf)
    _add_routine(commands, leaf)
    report = leaf(commands, "report", run_report, "the evening page as Markdown")
    report.add_argument("--day", metavar="DAY", type=day_of)
    report.add_argument("--out", metavar="FILE", type=Path)
    for name, help_ in (("note", "a note"), ("slower", "what slowed us down"), ("habit", "one new habit")):
        report.add_argument(f"--{name}", metavar="WORDS", help=f"write {help_} on the page")
    history = leaf(commands, "history", run_history, "who changed a row, when and how: task:12, letter:3 …")
    history.add_argument("row", metavar="ROW")


def _add_morning(commands: Any, leaf: Leaf) -> None:
    morning = leaf.group(commands, "morning", "the guided morning")
    leaf(morning, "show", run_morning_show, "where it stands")
    for name, help_ in (("begin", "begin or join it"), ("pause", "stop the clock"), ("resume", "let it run again")):
        leaf(morning, name, run_morning_move, help_).set_defaults(move=name)
    done = leaf(morning, "done", run_morning_done, "finish a step")
    done.add_argument("step", choices=("letters", "traffic", "keywords", "decide"))
    done.add_argument("--skip", metavar="WHY", default="", help="leave it out, with a reason")

    letters = leaf.group(commands, "letters", "the platform's messages by kind")
    leaf(letters, "list", run_letters_list, "today's")
    count = leaf(letters, "count", run_letters_count, "keep counts")
    count.add_argument("counts", metavar="KIND=N", nargs="+", help="kinds as `letters list` shows them")
    own = leaf(letters, "own", run_letters_own, "say who sees to a kind")
    own.add_argument("id", metavar="ID", type=int)
    own.add_argument("login", metavar="LOGIN")
    own.add_argument("--by", metavar="HH:MM|DAY")
    leaf(letters, "done", run_letters_done, "a kind is dealt with").add_argument("id", metavar="ID", type=int)

    snapshot = leaf(commands, "snapshot", run_snapshot, "keep several numbers of today at one moment")
    snapshot.add_argument("values", metavar="MEASURE=VALUE", nargs="+")
    snapshot.add_argument("--at", metavar="ISO-DATETIME")
    snapshot.add_argument("--sure", action="store_true", help="keep them even if they are far from usual")


def _add_rule(commands: Any, leaf: Leaf) -> None:
    rule = leaf.group(commands, "rule", "rules and announcements of the platform")
    listing = leaf(rule, "list", run_rule_list, "list them, the most urgent first")
    listing.add_argument("--all", action="store_true")
    leaf(rule, "looked", run_rule_looked, "tick that they were looked at today").add_argument(
        "fresh", metavar="NEW", nargs="?", type=int, default=0, help="how many were new"
    )
    add = leaf(rule, "add", run_rule_add, "note one")
    add.add_argument("title", metavar="TITLE")
    edit = leaf(rule, "edit", run_rule_edit, "change one")
    edit.add_argument("id", metavar="ID", type=int)
    edit.add_argument("--title", metavar="TITLE")
    for parser in (add, edit):
        for name in ("url", "exposure", "owner", "action"):
            parser.add_argument(f"--{name}", metavar=name.upper())
        for name in ("published", "effective"):
            parser.add_argument(f"--{name}", metavar="DAY", type=day_of)
        parser.add_argument("--bearing", choices=("risk", "chance", "neutral"))
    done = leaf(rule, "done", run_rule_done, "one is dealt with")
    done.add_argument("id", metavar="ID", type=int)
    done.add_argument("--state", choices=("done", "dropped", "open"), default="done")


def _add_emergency(commands: Any, leaf: Leaf) -> None:
    emergency = leaf.group(commands, "emergency", "playbooks and open emergencies")
    leaf(emergency, "playbooks", run_playbooks, "the playbooks that are ready")
    opening = leaf(emergency, "open", run_emergency_open, "open one: its checklist starts now")
    opening.add_argument("playbook", metavar="PLAYBOOK")
    opening.add_argument("what", metavar="WHAT", nargs="?", default="")
    opening.add_argument("--drill", action="store_true")
    leaf(emergency, "list", run_emergency_list, "open ones and those of 30 days")
    leaf(emergency, "show", run_emergency_show, "the checklist of one").add_argument("id", metavar="ID", type=int)
    tick = leaf(emergency, "tick", run_emergency_tick, "tick a line of the checklist")
    tick.add_argument("id", metavar="STEP", type=int)
    tick.add_argument("note", metavar="NOTE", nargs="?", default="")
    tick.add_argument("--state", choices=("done", "skipped", "open"), default="done")
    close = leaf(emergency, "close", run_emergency_close, "close one, with what came of it")
    close.add_argument("id", metavar="ID", type=int)
    close.add_argument("result", metavar="RESULT")


def _add_routine(commands: Any, leaf: Leaf) -> None:
    routine = leaf.group(commands, "routine", "the routines that the must-do list is made of")
    listing = leaf(routine, "list", run_routine_list, "list them with what their past says")
    listing.add_argument("--all", action="store_true", help="those switched off too")
    leaf(routine, "sets", run_routine_sets, "the template sets that are ready to take")
    leaf(routine, "take", run_routine_take, "take over a template set").add_argument("set", metavar="SET")
    add = leaf(routine, "add", run_routine_add, "add one")
    add.add_argument("title", metavar="TITLE")
    edit = leaf(routine, "edit", run_routine_edit, "change one, from tomorrow on")
    edit.add_argument("id", metavar="ID", type=int)
    edit.add_argument("--title", metavar="TITLE")
    for parser in (add, edit):
        for name in ("owner", "role", "starts", "due"):
            parser.add_argument(f"--{name}", metavar=name.upper())
        parser.add_argument("--days", metavar="RULE", help="12345, workdays, campaign, month 1 -1, nth 2 1, RRULE:…")
        parser.add_argument("--step", choices=("letters", "traffic", "keywords", "decide", "mine"))
        parser.add_argument("--minutes", metavar="N", type=int)
        parser.add_argument("--evidence", choices=("", "count", "words"))
    for name, active in (("off", False), ("on", True)):
        switch = leaf(routine, name, run_routine_switch, f"switch one {name}")
        switch.add_argument("id", metavar="ID", type=int)
        switch.set_defaults(active=active)


def _done(args: argparse.Namespace, done: Done) -> int:
    return answer(args, {"id": done.id, "message": done.message}, done.message)


def _pairs(texts: list[str]) -> dict[str, str]:
    """'KIND=N' words as a mapping. Raises WrongUsage."""
    pairs = [text.rpartition("=") for text in texts]
    if not all(name and equals for name, equals, _ in pairs):
        raise errors.WrongUsage("write each as NAME=NUMBER")
    return {name: value for name, _, value in pairs}


def run_morning_show(context: Context, args: argparse.Namespace) -> int:
    """Where the morning stands."""
    with at_desk(context, args) as team:
        view = team.morning.view()
    if args.json:
        emit(asdict(view))
        return 0
    say(f"{view.says} · hit rate {view.hit_rate.text}")
    for step in view.steps:
        say(f"[{ {'done': 'x', 'now': '>', 'open': ' '}[step.state] }] {step.clock} {step.title} {step.note}".rstrip())
        for line in step.missing:
            say(f"      missing: {line}")
        for line in step.hints:
            say(f"      {line}")
    for left in view.leftovers:
        say(f"left open on {left.day}: {left.id} {left.title}")
    return 0


def run_morning_move(context: Context, args: argparse.Namespace) -> int:
    """Begin, pause or resume the morning."""
    with at_desk(context, args) as team:
        return _done(args, getattr(team.morning, args.move)())


def run_morning_done(context: Context, args: argparse.Namespace) -> int:
    """Finish a step of the morning."""
    with at_desk(context, args) as team:
        return _done(args, team.morning.done(args.step, args.skip))


def run_letters_list(context: Context, args: argparse.Namespace) -> int:
    """Today's letters."""
    with at_desk(context, args) as team:
        return show(args, team.letters.lines(), "id", "block", "kind", "amount", "change", "owner", "deadline", "wants")


def run_letters_count(context: Context, args: argparse.Namespace) -> int:
    """Keep counts of letters; a kind that was counted already is counted anew."""
    with at_desk(context, args) as team:
        seen = {line.kind: line.version for line in team.letters.lines() if line.version is not None}
        return _done(args, team.letters.count(_of_kinds(_pairs(args.counts), team.letters.kinds()), seen))


def _of_kinds(pairs: dict[str, str], kinds: Sequence[str]) -> dict[str, str]:
    """Counts by kind as the store writes it, whatever the case. A kind of one's own is told; NotFound for a slip."""
    written = {kind.casefold(): kind for kind in kinds}
    found = {}
    for name, value in pairs.items():
        kind = written.get(name.strip().casefold(), name)
        near = get_close_matches(name.casefold(), written, 1, 0.8)
        if kind not in kinds and near:
            raise errors.NotFound(f"no kind of letters is called {name!r}; did you mean {written[near[0]]!r}?")
        if kind not in kinds:
            say(f"{name!r} is a kind of your own; others here: {', '.join(kinds)}", error=True)
        found[kind] = value
    return found


def run_letters_own(context: Context, args: argparse.Namespace) -> int:
    """Say who sees to a kind of letter, and until when."""
    with at_desk(context, args) as team:
        return _done(args, team.letters.own(args.id, None, owner=args.login, deadline=args.by))


def run_letters_done(context: Context, args: argparse.Namespace) -> int:
    """Say that a kind of letter is dealt with."""
    with at_desk(context, args) as team:
        return _done(args, team.letters.settle(args.id, None))


def run_snapshot(context: Context, args: argparse.Namespace) -> int:
    """Keep several numbers of today at one moment; far ones are asked about first."""
    with at_desk(context, args) as team:
        at = parse_moment(args.at) if args.at else None
        saved = team.forms.snapshot(_pairs(args.values), at=at, confirmed=args.sure)
    if saved.questions:
        asked = " ".join(question.says for question in saved.questions)
        raise errors.Refused(f"{asked} Nothing was kept; say --sure to keep it")
    return answer(args, asdict(saved), saved.message)


def run_rule_list(context: Context, args: argparse.Namespace) -> int:
    """List the rules."""
    with at_desk(context, args) as team:
        view = team.rules.view(all_=args.all)
    if not args.json:
        say(view.says)
    return show(args, view.rules, "id", "bearing", "title", "countdown", "owner", "action", "state")


def run_rule_looked(context: Context, args: argparse.Namespace) -> int:
    """Tick that the announcements were looked at."""
    with at_desk(context, args) as team:
        return _done(args, team.rules.looked(args.fresh))


def run_rule_add(context: Context, args: argparse.Namespace) -> int:
    """Note a rule."""
    with at_desk(context, args) as team:
        return _done(args, team.rules.add(args.title, **given(args, *_RULE)))


def run_rule_edit(context: Context, args: argparse.Namespace) -> int:
    """Change a rule."""
    with at_desk(context, args) as team:
        return _done(args, team.rules.edit(args.id, None, **given(args, "title", *_RULE)))


def run_rule_done(context: Context, args: argparse.Namespace) -> int:
    """Say that a rule is dealt with."""
    with at_desk(context, args) as team:
        return _done(args, team.rules.settle(args.id, None, args.state))


def run_playbooks(context: Context, args: argparse.Namespace) -> int:
    """The playbooks that are ready."""
    with at_desk(context, args) as team:
        return show(args, team.emergencies.playbooks(), "id", "name", "owner", "trigger", "says")


def run_emergency_open(context: Context, args: argparse.Namespace) -> int:
    """Open an emergency."""
    with at_desk(context, args) as team:
        return _done(args, team.emergencies.open(args.playbook, args.what, drill=args.drill))


def run_emergency_list(context: Context, args: argparse.Namespace) -> int:
    """Open emergencies and those of 30 days."""
    with at_desk(context, args) as team:
        return show(args, team.emergencies.views(), "id", "says", "what")


def run_emergency_show(context: Context, args: argparse.Namespace) -> int:
    """The checklist of an emergency."""
    with at_desk(context, args) as team:
        view = team.emergencies.view(args.id)
    if args.json:
        emit(asdict(view))
        return 0
    say(view.says)
    return show(args, view.steps, "id", "state", "clock", "title", "owner", "note")


def run_emergency_tick(context: Context, args: argparse.Namespace) -> int:
    """Tick a line of a checklist."""
    with at_desk(context, args) as team:
        return _done(args, team.emergencies.tick(args.id, None, args.state, args.note))


def run_emergency_close(context: Context, args: argparse.Namespace) -> int:
    """Close an emergency."""
    with at_desk(context, args) as team:
        return _done(args, team.emergencies.close(args.id, None, args.result))


def run_routine_list(context: Context, args: argparse.Namespace) -> int:
    """List the routines."""
    with at_desk(context, args) as team:
        views = team.routines.views(all_=args.all)
    return show(args, views, "id", "title", "step", "owner", "role", "when", "window", "minutes", "streak", "proposal")


def run_routine_sets(context: Context, args: argparse.Namespace) -> int:
    """The template sets that are ready to take."""
    with at_desk(context, args) as team:
        return show(args, team.routines.sets(), "id", "name", "about")


def run_routine_take(context: Context, args: argparse.Namespace) -> int:
    """Take over a template set."""
    with at_desk(context, args) as team:
        return _done(args, team.routines.take(args.set))


def run_routine_add(context: Context, args: argparse.Namespace) -> int:
    """Add a routine."""
    with at_desk(context, args) as team:
        return _done(args, team.routines.add(args.title, **given(args, *_ROUTINE)))


def run_routine_edit(context: Context, args: argparse.Namespace) -> int:
    """Change a routine."""
    with at_desk(context, args) as team:
        return _done(args, team.routines.edit(args.id, None, **given(args, "title", *_ROUTINE)))


def run_routine_switch(context: Context, args: argparse.Namespace) -> int:
    """Switch a routine off or on."""
    with at_desk(context, args) as team:
        return _done(args, team.routines.switch(args.id, None, args.active))


def run_report(context: Context, args: argparse.Namespace) -> int:
    """The evening page: write what was said, then print it or put it into a file."""
    with at_desk(context, args) as team:
        day = args.day or team.desk.today()
        view = team.evening.view(day)
        said = given(args, "note", "slower", "habit")
        if said:
            words = {"note": view.note, "slower": view.slower, "habit": view.habit} | said
            team.evening.write(view.version, **words, day=day)
            view = team.evening.view(day)
        text = team.evening.markdown(day)
    if args.out is not None:
        try:
            args.out.write_text(text, encoding="utf-8")
        except OSError as trouble:
            raise errors.Refused(f"cannot write {args.out}: {trouble.strerror}") from None
    if args.json:
        emit(asdict(view))
    else:
        say(f"wrote {args.out}" if args.out else text)
    return 0


def run_history(context: Context, args: argparse.Namespace) -> int:
    """Who changed a row, when and how."""
    with at_desk(context, args) as team:
        lines = team.trail.of(args.row)
    if args.json:
        emit([asdict(line) for line in lines])
    else:
        say("\n".join(line.text for line in lines))
    return 0
