"""An explanation in words: the lines of the overlay, of the command line, and of the Metrics screen."""

from __future__ import annotations

from opscockpit.domain import compare, fmt
from opscockpit.domain.baseline import WINDOW
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.normal import HYSTERESIS, REPLAY_DAYS
from opscockpit.domain.rates import wilson
from opscockpit.services.bases import BASIS_WORDS, count_behind, inputs
from opscockpit.services.effects import Parts, label, sentence
from opscockpit.services.effects import worded as effect_words
from opscockpit.services.explaining import Explanation
from opscockpit.services.judgements import k_of

_BAR = 24
_HUGE = 5.0  # six times the usual


def worded(told: Explanation) -> list[str]:
    """All of it as lines."""
    metric = told.metric
    when = f"{told.day:%a %d %b %Y}" + (f" to {told.until}" if told.until else "")
    out = [f"{metric.en} ({metric.zh})  {when}  {value_words(told, told.value)}", f"  = {metric.formula}"]
    out += [f"    {MEASURES[name].id if name in MEASURES else name:<22} {text:>16}" for name, text in counts(told)]
    out += ["", *change_lines(told)]
    for table in (told.parts, told.mix):
        if table is not None and (len(table.names) > 1 or table is told.mix):
            out += ["", *waterfall(told, table)]
    out += ["", *range_lines(told)]
    if metric.traps:
        out += ["", f"beware: {metric.traps}"]
    out += ["", *source_lines(told)]
    return out


def value_words(told: Explanation, amount: float | None) -> str:
    """An amount in the unit of the number, money with its currency."""
    text = fmt.value(amount, told.metric.unit, told.currency)
    return f"{text} {told.currency}" if told.metric.unit == "money" and amount is not None else text


def counts(told: Explanation) -> tuple[tuple[str, str], ...]:
    """The measures behind the number, each with its value."""
    known = [name for name, value in told.measures.items() if value is not None]
    return tuple((name, _measure(told, name)) for name in inputs(told.metric, known))


def _measure(told: Explanation, name: str) -> str:
    amount, unit = told.measures.get(name), MEASURES[name].unit if name in MEASURES else "count"
    if unit == "money":
        return fmt.money(amount, told.currency)
    return fmt.count(amount) if unit == "count" else fmt.number(None if amount is None else amount / 1000, places=3)


def change_lines(told: Explanation) -> list[str]:
    """What it is compared with, and the change in words."""
    base = told.base
    against = f"vs {BASIS_WORDS[base.basis]}, {base.words}"
    if base.basis == "plan":
        against = f"vs the plan of {told.day:%a %d %b %Y}" if base.value is not None else "vs the plan: no plan"
    elif told.until and base.value is not None:
        against += f" to {told.until}"
    if base.value is not None and told.against is None:
        return [f"{against}: {value_words(told, base.value)} for the whole day, which is not over"]
    if base.value is None:
        return [against if against.endswith("no data") else f"{against}: nothing to compare with"]
    moved = compare.change(
        told.value, told.against, unit=told.metric.unit, base_count=count_behind(told.metric, base.measures)
    )
    size = fmt.change(moved, told.currency, both=True)
    out = [f"{against}: {value_words(told, base.value)}" + (f"  {fmt.arrow(moved.sign)} {size}" if size else "")]
    if told.parts is not None:
        out.append(sentence(told.metric, told.parts, told.currency) + (f"; {told.mix_words}" if told.mix_words else ""))
        out += [f"{label(name)} was undefined on one of the days; the other day's value was taken"
                for name in told.parts.carried]  # fmt: skip
    small = _small_share(told)
    return [*out, small] if small else out


def _small_share(told: Explanation) -> str:
    """How sure one is of a share that rests on few hits."""
    if told.metric.scale != "rate" or (found := told.metric.trials(told.measures)) is None:
        return ""
    trials, hits = found
    sure = wilson(hits, trials)
    if hits >= compare.SMALL_BASE or sure is None:
        return ""
    return f"{hits} of {trials:,}: between {fmt.percent(sure[0])} and {fmt.percent(sure[1])}, with 95 % certainty"


def waterfall(told: Explanation, parts: Parts) -> list[str]:
    """A change as bars: from the base over each effect to the number."""
    title = "by channel, with the mix apart" if parts is told.mix else "taken apart (average over all orders)"
    largest = max((abs(value) for _, value in parts.pairs), default=0.0) or 1.0
    out = [title]
    for name, value in parts.pairs:
        bar = "█" * max(round(abs(value) / largest * _BAR), 1 if value else 0)
        out.append(f"  {label(name):<30} {effect_words(told.metric, value, told.currency):>16}  {bar}")
    out.append(f"  {'change':<30} {effect_words(told.metric, parts.delta, told.currency):>16}")
    if parts.lmdi:
        split = ", ".join(
            f"{label(name)} {effect_words(told.metric, value, told.currency)}"
            for name, value in zip(parts.names, parts.lmdi, strict=False)
        )
        out.append(f"  by logarithms (LMDI): {split}")
    return out


def range_lines(told: Explanation) -> list[str]:
    """The state, the band, the days behind it, and how far it can be trusted."""
    judged, run, k = told.judged.judgement, told.judged.run, k_of(told.metric, told.judge.setting)
    state = told.state.replace("_", " ")
    if told.missing[1]:
        return [f"{state}: {told.missing[1]}"]
    out = [state]
    if judged.low is not None:
        score = f", z {round(judged.z, 1) + 0.0:+.1f} (rings beyond {k:g})" if judged.z is not None else ""
        out = [f"{state}: the range is {value_words(told, judged.low)} to {value_words(told, judged.high)}{score}"]
    if told.maybe_cut and not told.until:
        out.append("its file ends with this day: if that was made before the day was over, the rest of it is missing")
    if judged.lasting and run is None:
        out.append(f"within its range again, but an alarm ends only within {HYSTERESIS * k:.2g} spreads of the centre")
    if not told.judge.loud and judged.z is not None and abs(judged.z) > k:
        out.append("it does not ring: only the numbers of Today do, and not those that follow from others of them")
    if run is not None:
        out.append(
            f"a run of {run.days} weak days: {run.hits} where {run.expected:.0f} are usual (one day alone is too small)"
        )
    out.append(_days_words(told))
    if judged.smallest_drop is not None or judged.smallest_rise is not None:
        out.append(f"the smallest change it would have seen: {' or '.join(_changes(told))}")
    elif judged.high is not None and judged.centre == 0:  # from 0 there is no percent
        out.append(f"the smallest change it would have seen: beyond {value_words(told, judged.high)}")
    elif judged.low is not None:
        out.append("no change of a single day is large enough to be seen")
    if told.alarm_rate is not None:
        rang = "it rang" if told.judge.loud else "it would have rung"
        out.append(f"{rang} on {fmt.percent(told.alarm_rate, places=1)} of the judged days of the last {REPLAY_DAYS}")
    return out


def _changes(told: Explanation) -> list[str]:
    """The smallest fall and rise that would have rung; the number itself where a percent says nothing."""
    judged = told.judged.judgement
    out = [] if judged.smallest_drop is None else [f"a fall of {fmt.percent(judged.smallest_drop, places=0)}"]
    if judged.smallest_rise is not None and judged.smallest_rise <= _HUGE:
        out.append(f"a rise of {fmt.percent(judged.smallest_rise, places=0)}")
    elif judged.smallest_rise is not None:
        out.append(f"a rise beyond {value_words(told, judged.high)}")
    return out


def _days_words(told: Explanation) -> str:
    past = slice(-WINDOW - 1, -1)
    masked = sum(told.window.masked[past])
    used = told.judged.judgement.days_used
    gaps = len(told.window.days[past]) - masked - used
    parts = [f"{used} days used of {told.window.days[past][0]:%d %b} to {told.window.days[past][-1]:%d %b}"]
    if masked:
        parts.append(f"{masked} masked by events")
    if gaps > 0:
        parts.append(f"{gaps} without a number")
    if told.judge.setting.baseline_from:
        parts.append(f"new normal from {told.judge.setting.baseline_from:%d %b %Y}")
    return ", ".join(parts)


def source_lines(told: Explanation) -> list[str]:
    """The files behind the number, and how old it is."""
    out = [
        f"from import {source.batch}: {source.file} ({source.rows} rows, {source.imported_at:%d %b %Y %H:%M})"
        for source in told.sources
    ]
    if not told.sources and told.age is not None:
        out.append("typed or pushed, no file behind it")
    out += [*told.restated]
    if told.age is not None:
        out.append(f"newest data {fmt.age(told.age * 60)} old" if told.age else "newest data just now")
    return out or ["no file behind it"]
