"""The dictionary of metrics and the formulas that people write."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain import formula
from opscockpit.domain.judging import judge_metric, replay_metric
from opscockpit.domain.measures import MEASURES
from opscockpit.domain.metric import SCALES, UNITS, Measures
from opscockpit.domain.metrics import METRICS, conversion_basis, user_metric, value, values
from opscockpit.errors import WrongUsage

CONTRACT = (
    "visitors sessions page_views orders_created orders buyers new_buyers returning_buyers units paid refunds "
    "adjustments net_sales aov paid_per_buyer conversion ad_spend ad_impressions ad_clicks ad_sales ctr cpc roas "
    "search_impressions search_clicks search_ctr search_position"
)
WEIGHTS = {"search_position_weight", "stay_seconds_weight"}


def test_every_metric_of_the_command_line_is_there() -> None:
    assert set(CONTRACT.split()) <= METRICS.keys()


def test_every_measure_is_a_metric_but_the_weights() -> None:
    assert MEASURES.keys() - METRICS.keys() == WEIGHTS


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
def test_entry_is_complete(metric: object) -> None:
    entry = METRICS[getattr(metric, "id")]  # noqa: B009
    assert entry.en
    assert entry.zh
    assert entry.formula
    assert entry.feeds
    assert entry.decide
    assert entry.unit in UNITS
    assert entry.scale in SCALES
    assert entry.direction in (-1, 0, 1)
    assert entry.sums_over <= {"day", "channel", "item"}
    assert {measure for pair in entry.pairs for measure in pair} <= MEASURES.keys()
    if entry.pairs or (entry.id in MEASURES and MEASURES[entry.id].unique):
        assert not entry.sums_over
    if entry.scale == "rate":
        assert all(MEASURES[measure].unit == "count" for pair in entry.pairs for measure in pair)


def test_names_are_unique() -> None:
    assert len({m.en for m in METRICS.values()}) == len(METRICS)
    assert len({m.zh for m in METRICS.values()}) == len(METRICS)


def test_ratios_by_hand() -> None:
    day = {
        "visitors": 6479, "buyers": 13, "orders": 14, "paid": 3_795_584, "refunds": 100, "adjustments": -84,
        "ad_spend": 15_990, "ad_sales": 204_085, "ad_impressions": 8_225, "ad_clicks": 41, "ad_orders": 2_500,
        "search_position_weight": 8_930 * 164, "search_impressions": 164, "search_clicks": 2, "units": 21,
    }  # fmt: skip
    found = values(day)
    assert found["net_sales"] == 3_795_400
    assert found["aov"] == pytest.approx(271_113.142857)
    assert found["paid_per_buyer"] == pytest.approx(291_968)
    assert found["conversion"] == 13 / 6479
    assert found["cpm"] == pytest.approx(1944.07, abs=0.01)
    assert found["roas"] == pytest.approx(12.76, abs=0.01)
    assert found["search_position"] == pytest.approx(8.93)
    assert found["ad_orders"] == 2.5
    assert found["ad_conversion"] == pytest.approx(2.5 / 41)
    assert found["units_per_order"] == 1.5
    assert found["refund_rate"] == pytest.approx(100 / 3_795_584)


def test_rates_above_one_are_kept() -> None:
    assert value("conversion", {"orders": 395, "sessions": 226}) == pytest.approx(1.7478, abs=1e-4)


def test_conversion_takes_the_counts_that_the_source_has() -> None:
    assert conversion_basis({"buyers": 1, "visitors": 2, "orders": 1, "sessions": 2}) == "buyers/visitors"
    assert conversion_basis({"orders": 1, "sessions": 2, "buyers": 3}) == "orders/sessions"
    assert conversion_basis({"conversions": 1, "sessions": 2, "orders": None}) == "conversions/sessions"
    assert conversion_basis({"sessions": 2}) is None
    assert value("conversion", {"buyers": 0, "visitors": 0}) is None
    assert value("conversion", {"buyers": 0, "visitors": 4}) == 0


def test_net_sales_need_the_refunds() -> None:
    assert value("net_sales", {"paid": 500}) is None
    assert value("net_sales", {"paid": 500, "refunds": 0}) == 500
    assert value("net_sales", {"paid": 0, "refunds": 20, "adjustments": 5}) == -15


@given(st.dictionaries(st.sampled_from(sorted(MEASURES)), st.one_of(st.none(), st.integers(0, 10**12))))
def test_nothing_known_is_never_zero(measures: dict[str, int | None]) -> None:
    assert set(values({}).values()) == {None}
    for id_, number in values(measures).items():
        pairs = METRICS[id_].pairs
        if pairs and number is not None:
            assert any(measures.get(below) for _, below in pairs)
        if id_ in MEASURES and measures.get(id_) is None:
            assert number is None


def test_own_metric() -> None:
    profit = user_metric("left", "paid - refunds - ad_spend", unit="money", direction=1)
    assert profit.compute({"paid": 1000, "refunds": 100, "ad_spend": 300}) == 600
    assert profit.compute({"paid": 1000, "refunds": 100}) is None
    both = user_metric("both", " ( aov + 2 ) / -visitors ")
    assert both.compute({"paid": 100, "orders": 10, "visitors": 4}) == -3
    assert both.compute({"paid": 100, "orders": 10, "visitors": 0}) is None
    assert user_metric("x2", "ad_orders * 1").compute({"ad_orders": 2500}) == 2.5  # the metric, not the milli-units
    again = user_metric("third", "left / 3", metrics={**METRICS, "left": profit})
    assert again.compute({"paid": 9, "refunds": 0, "ad_spend": 0}) == 3


@pytest.mark.parametrize(
    ("text", "position"),
    [("__import__('os')", 1), ("paid.real", 1), ("paid + vistors", 8), ("paid ** 2", 1), ("paid if 1 else 2", 1),
     ("  paid + 'x'", 10), ("paid +", 7), ("", 1), ("paid; paid", 5), ("[paid]", 1), ("True", 1), ("1j", 1),
     ("paid // 2", 1), ("lambda: 1", 1), ("paid, paid", 1), ("not paid", 1), ("支付 + paid", 1), ("f'{paid}'", 1),
     ("paid == 1", 1), ("(" * 200 + "paid" + ")" * 190, 1), ("paid\x00", 1), ("(yield)", 2), ("paid := 3", 6)],
)  # fmt: skip
def test_anything_but_arithmetic_is_refused_with_its_position(text: str, position: int) -> None:
    with pytest.raises(WrongUsage, match="position") as told:
        formula.parse(text, METRICS.keys())
    if position > 1:
        assert f"(position {position})" in str(told.value)


def test_nearest_name_is_offered() -> None:
    with pytest.raises(WrongUsage, match="did you mean visitors"):
        formula.parse("paid / vistors", METRICS.keys())


def test_long_and_huge_formulas() -> None:
    with pytest.raises(WrongUsage, match="at most"):
        formula.parse("1+" * 400 + "1", ())
    assert formula.parse("9" * 300 + "*" + "9" * 90 + "/2", ()).value(lambda _: None) is None
    assert formula.parse("1e308 * 10", ()).value(lambda _: None) is None
    assert formula.parse("-" * 300 + "1", ()).value(lambda _: None) == 1


ATOMS = st.sampled_from(["paid", "visitors", "1", "2.5", "0", "os", "__class__", "open"])
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"-{t}"),
        inner.map(lambda t: f"{t}()"),
        inner.map(lambda t: f"{t}.real"),
    ),
    max_leaves=6,
)


@given(TEXTS)
def test_only_known_names_are_ever_looked_up(text: str) -> None:
    asked: list[str] = []

    def lookup(name: str) -> float | None:
        asked.append(name)
        return 2.0

    try:
        parsed = formula.parse(text, {"paid", "visitors"})
    except WrongUsage:
        return
    parsed.value(lookup)
    assert set(asked) <= {"paid", "visitors"}
    assert "()" not in text
    assert "." not in text.replace("2.5", "")


@given(st.text(max_size=60))
def test_any_text_is_accepted_or_refused(text: str) -> None:
    try:
        parsed = formula.parse(text, {"paid"})
    except WrongUsage:
        return
    assert set(parsed.names) <= {"paid"}


@pytest.mark.parametrize(
    "wrong", [{"id_": "paid"}, {"id_": "ad spend"}, {"unit": "euro"}, {"scale": "rate"}, {"direction": 2}]
)
def test_wrong_own_metrics_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongUsage):
        user_metric(**{"id_": "mine", "text": "paid", **wrong})  # type: ignore[arg-type]


CLASSES = [i % 7 for i in range(60)]


def history(seed: int = 2) -> list[Measures]:
    chance = random.Random(seed)
    return [
        {"visitors": 3000, "buyers": sum(chance.random() < 0.03 for _ in range(3000)), "orders": 95 + i % 5,
         "sessions": 60, "reviews_bad": i % 2, "paid": 500_000 + 10_000 * (i % 7)}
        for i in range(60)
    ]  # fmt: skip


def test_each_metric_is_judged_by_its_own_method() -> None:
    days = history()
    today: dict[str, int | None] = {
        "visitors": 1000, "buyers": 60, "orders": 40, "reviews_bad": 6, "paid": 100, "sessions": 5,
    }  # fmt: skip
    for id_ in ("visitors", "orders", "paid", "conversion", "reviews_bad"):
        judged = judge_metric(METRICS[id_], days[:56], CLASSES[:56], today, 0)
        assert judged.state == "alarm", id_
        assert judge_metric(METRICS[id_], days[:56], CLASSES[:56], days[56], 0).state != "alarm", id_
        assert judge_metric(METRICS[id_], days[:56], CLASSES[:56], {}, 0).state == "missing", id_
        assert judge_metric(METRICS[id_], days[:56], CLASSES[:56], today, 0, since_baseline=9).state == "few_days", id_
        assert judge_metric(METRICS[id_], days[:56], CLASSES[:56], today, 0, today_masked=True).state == "masked", id_


def test_share_above_one_is_judged_as_a_ratio() -> None:
    days: list[Measures] = [{"orders": 95 + i % 5, "sessions": 60} for i in range(56)]
    judged = judge_metric(METRICS["conversion"], days, CLASSES[:56], {"orders": 30, "sessions": 60}, 0)
    assert judged.state == "alarm"
    assert judged.centre == pytest.approx(1.6, abs=0.1)


def test_large_counts_go_by_the_log_scale() -> None:
    assert METRICS["orders"].scale_at(40) == "sqrt"
    assert METRICS["orders"].scale_at(4_000) == "log"
    assert METRICS["orders"].scale_at(None) == "sqrt"
    assert METRICS["reviews_bad"].scale_at(4_000) == "poisson"


def test_replay_of_a_rate_keeps_an_alarm_until_it_is_over() -> None:
    days: list[Measures] = [
        *history()[:56], {"visitors": 3000, "buyers": 45}, {}, {"visitors": 3000, "buyers": 65},
        {"visitors": 3000, "buyers": 90},
    ]  # fmt: skip
    states = [judged.state for judged in replay_metric(METRICS["conversion"], days, CLASSES, last=4)]
    assert states == ["alarm", "missing", "alarm", "normal"]
    assert judge_metric(METRICS["conversion"], days[2:58], CLASSES[2:58], days[58], 2).state == "watch"
