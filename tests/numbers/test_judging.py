"""Judging with the store's own settings, yesterday's alarm, and runs of days that are too small alone."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain.metrics import METRICS
from opscockpit.domain.runs import LIMIT, Run, run_of
from opscockpit.services import plans
from opscockpit.services.figures import Window, window_of
from opscockpit.services.judgements import Judge, Setting, settings_of
from tests.numbers.conftest import WEEK, Shop


def window(values: list[dict[str, int | None]]) -> Window:
    """Successive days from Thursday 1 January 2026 on."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(values))]
    return Window(days, values, [day.weekday() for day in days], [False] * len(days), [], {})


def test_a_day_alone_and_the_whole_chain_say_the_same() -> None:
    rnd = random.Random(5)
    values: list[dict[str, int | None]] = [{"orders": round(rnd.gauss(60, 9))} for _ in range(130)]
    for n in (80, 81, 82, 100, 110, 111):
        values[n] = {"orders": 20 + n % 3}
    seen = window(values)
    chained = Judge(METRICS["orders"], seen).last(60)
    alone = [Judge(METRICS["orders"], seen).at(day) for day in seen.days[-60:]]
    assert [found.state for found in alone] == [found.state for found in chained]
    assert sum(found.state == "alarm" for found in chained) >= 6


def test_an_alarm_ends_at_seven_tenths_of_k_only() -> None:
    values: list[dict[str, int | None]] = [{"orders": 60 + (n * 5) % 7 - 3} for n in range(70)]
    values += [{"orders": 20}, {"orders": 41}]
    seen = window(values)
    judge = Judge(METRICS["orders"], seen, Setting(k=3.5))
    after = judge.at(seen.days[-1])
    assert 0.7 * 3.5 < -(after.judgement.z or 0) < 3.5
    assert after.state == "alarm"
    assert (
        Judge(METRICS["orders"], window([*values[:-2], {"orders": 58}, {"orders": 41}])).at(seen.days[-1]).state
        == "watch"
    )


def test_a_new_normal_leaves_older_days_out(shop: Shop) -> None:
    shop.usual("2026-06-01", 80)
    shop.usual("2026-08-20", 63, scale=2)
    plans.rebaseline(shop.db, "lin", shop.store, "visitors", date(2026, 8, 20))
    setting = settings_of(shop.db, shop.store["id"])["visitors"]
    seen = window_of(shop.db, shop.store["id"], date(2026, 9, 10), 100)
    assert Judge(METRICS["visitors"], seen, setting).at(date(2026, 9, 10)).state == "few_days"
    assert Judge(METRICS["visitors"], seen).at(date(2026, 8, 25)).state == "alarm"
    late = window_of(shop.db, shop.store["id"], date(2026, 10, 21), 100)
    assert Judge(METRICS["visitors"], late, setting).at(date(2026, 10, 21)).state == "normal"


def test_days_too_small_to_ring_alone_ring_together() -> None:
    rnd = random.Random(2)
    usual = [{"sessions": 30, "conversions": sum(rnd.random() < 0.13 for _ in range(30))} for _ in range(90)]
    seen = window([*usual, *[{"sessions": 32, "conversions": value} for value in (1, 0, 1, 0)]])
    found = Judge(METRICS["conversion"], seen).at(seen.days[-1])
    assert found.state == "alarm"
    assert found.side == -1
    assert found.run is not None
    assert found.run.hits < found.run.expected / 2
    assert abs(found.judgement.z or 0) < 3


def test_no_run_where_a_single_day_could_ring() -> None:
    usual: list[dict[str, int | None]] = [{"orders": WEEK[n % 7] + n % 3} for n in range(80)]
    seen = window([*usual, *[{"orders": round(WEEK[(80 + n) % 7] * 0.8)} for n in range(4)]])
    assert Judge(METRICS["orders"], seen).at(seen.days[-1]).run is None


@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 9), st.floats(0.5, 6), st.none())), max_size=40))
def test_a_run_never_counts_more_days_than_there_were(days: list[tuple[int, float, None] | None]) -> None:
    run = run_of(days)
    known = [day for day in days if day is not None]
    assert 0 <= run.days <= len(known)
    assert run.score >= 0
    assert run.hits <= sum(day[0] for day in known)


def test_usual_days_do_not_ring_and_halved_ones_do() -> None:
    assert not run_of([(4, 4.0, None)] * 100).alarm
    run = Run()
    days = 0
    while not run.alarm:
        run, days = run.after(2, 4.0), days + 1
        assert days < 20
    assert run.score > LIMIT
    for _ in range(6):
        run = run.after(5, 4.0)
    assert not run.alarm
