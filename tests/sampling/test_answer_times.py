"""How long answers take: what was measured last, and before that what was expected."""

from __future__ import annotations

import pytest
from support.byte_model import COST, ByteModel
from support.first_ranks import RanksModel

from lmtui.errors import ModelError
from lmtui.sampling.answer_times import AnswerTimes
from lmtui.sampling.cuts import NO_CUTS
from lmtui.sampling.sampler import Sampler


class Clock:
    """Goes on by so many seconds at every look."""

    def __init__(self) -> None:
        self.now, self.step = 0.0, 1.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_the_latest_answers_count_and_refusals_do_not() -> None:
    clock = Clock()
    times = AnswerTimes(7.0, clock)
    assert times.seconds == 7.0

    def refuse() -> None:
        raise ModelError("no")

    with pytest.raises(ModelError):
        times.timed(refuse)
    assert times.seconds == 7.0
    assert times.timed(lambda: "yes") == "yes"
    assert times.seconds == 1.0
    clock.step = 3.0
    times.timed(lambda: None)
    assert times.seconds == 2.0
    for _ in range(32):
        times.timed(lambda: None)
    assert times.seconds == 3.0


def test_a_sampler_measures_first_ranks_where_the_model_gives_these_and_whole_answers_else() -> None:
    assert Sampler(ByteModel()).times is None
    for model in (ByteModel(cost=COST), RanksModel()):
        sampler = Sampler(model)
        assert sampler.times
        assert sampler.times.seconds == COST
        sampler.draw([1, 2], 1.0, NO_CUTS, 0.5)
        assert 0 <= sampler.times.seconds != COST
    sampler = Sampler(RanksModel())
    sampler.ask((1, 2))
    assert sampler.times
    assert sampler.times.seconds == COST, "a whole answer takes longer than first ranks do"
