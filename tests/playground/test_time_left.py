"""The rate of long work, and the time that is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.byte_model import COST, ByteModel, ByteTokens

from lmtui.errors import ModelError
from lmtui.model.protocol import TextToken
from lmtui.playground.time_left import WorkInProgress, estimate, seconds_each
from lmtui.sampling.cuts import NO_CUTS
from lmtui.sampling.sampler import Sampler


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_time_left_is_that_of_the_present_stage_at_its_rate() -> None:
    clock = Clock()
    work = WorkInProgress("reading", clock)
    work.note("reading", 0.5)
    assert work.in_words == "reading 50%"  # too soon to tell
    clock.now += 10
    work.note("counting", 0.0)
    clock.now += 20
    work.note("counting", 0.25)
    assert work.in_words == "counting 25%, 1.25 %/s, 60 s left"
    clock.now += 280
    assert work.in_words == "counting 25%, 0.0833 %/s, 15 min left"
    work.note("counting", 0.1)  # another round of the same
    assert (work.share, work.seconds_left) == ("10%", None)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(1, "1 s left"), (99, "99 s left"), (100, "2 min left"), (8000, "2 h 13 min left")]
)
def test_the_time_has_no_more_digits_than_an_estimate(seconds: float, expected: str) -> None:
    clock = Clock()
    work = WorkInProgress("counting", clock)
    clock.now += seconds
    work.note("counting", 0.5)
    assert work.share.endswith(expected)


def test_an_estimate_says_of_what_it_is_made_and_less_than_a_second_is_not_worth_a_word() -> None:
    assert estimate(200, 0.9) == "about 3 min: 200 answers, 0.9 s each"
    assert estimate(1800, 0.0123) == "about 22 s: 1,800 answers, 0.012 s each"
    assert estimate(50, 0.01) == estimate(0, 0.0) == ""


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 1), st.floats(0, 1e6))))
def test_whatever_is_reported_the_estimate_is_no_nonsense(reports: list[tuple[str, float, float]]) -> None:
    clock = Clock()
    work = WorkInProgress(clock=clock)
    for stage, fraction, seconds in reports:
        work.note(stage, fraction)
        clock.now += seconds
        assert work.seconds_left is None or work.seconds_left >= 0
        assert work.rate is None or work.rate > 0


def test_a_token_takes_what_is_known_of_the_prompt_or_of_the_model_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: ByteTokens, text: str) -> list[TextToken]:
        raise ModelError("no answer")

    assert seconds_each(Sampler(ByteModel()), "the", (1.0,), NO_CUTS) == 0
    sampler = Sampler(ByteModel(cost=COST))
    assert seconds_each(sampler, "the", (1.0,), NO_CUTS) == COST
    monkeypatch.setattr(ByteTokens, "encode", refuse)
    assert seconds_each(sampler, "the", (1.0,), NO_CUTS) == COST, "a server that has gone is no reason to end"
