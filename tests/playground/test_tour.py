"""A step is done when all its conditions hold, and stays done; facts say what a session is like."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mouse import other_than_drawn
from support.mouse import session as mouse_session

from lmtui.playground.tour import (
    CHANGES,
    COMPARISONS,
    NUMBERS,
    TEXTS,
    Condition,
    Tour,
    TourProgress,
    TourStep,
    facts_of,
)

numbers = st.one_of(st.floats(0, 10), st.just(math.inf), st.integers(0, 10))


@given(numbers, numbers)
def test_conditions_compare_as_numbers_do(fact: float, value: float) -> None:
    held = {sign for sign in COMPARISONS if Condition("temperature", sign, value).holds({"temperature": fact}, {})}
    expected = {"<", "<=", "!="} if fact < value else {">", ">=", "!="} if fact > value else {"=", "<=", ">="}
    assert held == expected


@pytest.mark.parametrize("comparison", [*COMPARISONS, CHANGES])
def test_nothing_holds_of_a_fact_that_is_missing(comparison: str) -> None:
    assert not Condition("texts", comparison, 2.0).holds({"tokens": 2}, {"texts": 1})


def test_a_step_is_done_once_all_conditions_hold_and_stays_done() -> None:
    conditions = (Condition("tokens", ">=", 2.0), Condition("seed", CHANGES))
    progress = TourProgress(Tour("t", [TourStep("one", "do", conditions, "look"), TourStep("two", "read")]))
    progress.begin_step(0)
    for facts, now_done in (
        ({"tokens": 2, "seed": 1}, False),
        ({"tokens": 1, "seed": 2}, False),
        ({"tokens": 3, "seed": 2}, True),
        ({"tokens": 0, "seed": 1}, False),  # not again
    ):
        assert progress.look(facts) is now_done
    assert progress.is_done
    assert progress.text == "look"
    progress.begin_step(1)
    assert (progress.is_done, progress.text) == (False, "read")
    assert progress.look({"tokens": 0})


def test_the_facts_follow_what_is_done_in_a_session() -> None:
    session = mouse_session()
    session.set_prompt("the  mouse ate ")
    session.playback.step()
    session.playback.step()
    session.look_at(1)
    session.choose(other_than_drawn(session, 1))
    session.add_lane(math.inf)
    session.look_at(0)
    facts = facts_of(session)
    assert facts == {
        "prompt": "the mouse ate",
        "tokens": 2,
        "token": 1,
        "taken": 1,
        "branches": 2,
        "lanes": 2,
        "temperature": math.inf,
        "seed": session.text.state.seed,
        "order": 3,
        "corpus": "mouse",
        "smoothing": "kneser-ney",
        "tokenizer": "word",
        "playing": "paused",
    }
    assert facts.keys() | {"screen", "focus", "part", "texts"} == NUMBERS.keys() | TEXTS.keys()
