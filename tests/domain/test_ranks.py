"""Keyword ranks: noise, and moves that are more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscockpit.domain.ranks import NOISE, NOT_FOUND, REAL, Look, judge_rank, rank_noise, systemic


def test_noise_of_a_rank(vectors: dict[str, Any]) -> None:
    numbers = vectors["rank"]
    noise = rank_noise(numbers["ranks"])
    assert noise is not None
    assert (noise.median, noise.mad) == (numbers["median"], numbers["mad"])
    assert noise.threshold == pytest.approx(numbers["threshold"])


@pytest.mark.parametrize(
    ("newest", "places", "verdict"),
    [
        ([13, 13], 0, REAL),
        ([13, 14], -1, REAL),
        ([8, 13], -5, NOISE),
        ([12, 12], 0, ""),
        ([13, 3], 10, NOISE),
        ([3, 2], 1, REAL),
        ([9, 8], 1, NOISE),
        ([8, 8], 0, ""),
        ([13, None, 13], 0, REAL),
        ([13, None, None, None, 13], 0, ""),
        ([13, 13, None], None, ""),
        ([NOT_FOUND, NOT_FOUND], None, REAL),
        ([13, NOT_FOUND], -88, REAL),
        ([NOT_FOUND, 8], 93, NOISE),
    ],
)
def test_verdicts(vectors: dict[str, Any], newest: list[Look], places: int | None, verdict: str) -> None:
    move = judge_rank([*vectors["rank"]["ranks"], *newest])
    assert (move.places, move.verdict) == (places, verdict)


def test_few_looks_give_no_verdict() -> None:
    assert judge_rank([8, 20, 20]).verdict == ""
    assert judge_rank([8, 20]).places == -12
    assert judge_rank([8]).places is None
    assert judge_rank([]).places is None


def test_word_that_is_never_found_does_not_move() -> None:
    move = judge_rank([NOT_FOUND] * 20)
    assert (move.places, move.verdict) == (None, "")


@given(st.lists(st.one_of(st.none(), st.just(NOT_FOUND), st.integers(1, 100)), max_size=40))
def test_days_not_looked_at_are_not_judged(looks: list[Look]) -> None:
    move = judge_rank([*looks, None])
    assert (move.places, move.verdict) == (None, "")
    judged = judge_rank(looks)
    if sum(look is not None for look in looks[:-1]) < 5:
        assert judged.verdict == ""


def test_real_move_is_measured_from_the_usual_place(vectors: dict[str, Any]) -> None:
    move = judge_rank([*vectors["rank"]["ranks"], 13, 13])
    assert (move.places, move.from_usual) == (0, -5)
    assert judge_rank([8, 20]).from_usual is None


def test_many_moves_at_once_are_systemic() -> None:
    assert systemic([REAL, "", NOISE])
    assert not systemic([REAL, "", "", "", NOISE])
    assert not systemic([])
