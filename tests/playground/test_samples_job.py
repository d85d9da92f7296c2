"""Samples as a job: counted, with exact probabilities, and where the favourite and the best stand."""

from __future__ import annotations

import math

import pytest
from support.byte_model import COST
from support.first_ranks import RanksModel
from support.mouse import trained

from lmtui.errors import Cancelled
from lmtui.model.partial_ranking import Bounds
from lmtui.playground.best_job import BestJob
from lmtui.playground.samples_job import SamplesJob, SamplesView
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.searches import Searches

SEARCHES = Searches(trained().sampler.model)


def sampled(sampling: Sampling, length: int = 2, count: int = 1000) -> SamplesView:
    return SamplesJob(SEARCHES, "the mouse ate", length, count, sampling).run()


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0, math.inf])
def test_counts_add_up_and_are_near_what_is_expected(temperature: float) -> None:
    view = sampled(Sampling(temperature, seed=4))
    assert sum(result.count for result in view.results) == view.count == 1000
    assert view.distinct == len(view.results)
    assert [result.place for result in view.results] == list(range(1, view.distinct + 1))
    assert math.fsum(math.exp(result.logprob) for result in view.results) <= 1 + 1e-9
    assert all(result.expected == pytest.approx(1000 * math.exp(result.logprob)) for result in view.results)
    deviation = view.results[0].deviation
    assert isinstance(deviation, float)
    assert abs(deviation) < 4


def test_the_favourite_and_the_best_have_their_places() -> None:
    view = sampled(Sampling(2.0, seed=4))
    best = BestJob(SEARCHES, "the mouse ate", 2).run()
    assert best.ending
    either = max(best.exact.best[0], best.ending.best[0], key=lambda one: one.logprob)
    assert view.best
    assert view.best.text == either.text
    assert view.best.place
    assert view.results[view.best.place - 1] == view.best
    assert view.favourite.text == best.exact.greedy.text


def test_at_t_0_there_is_the_favourite_alone() -> None:
    view = sampled(Sampling(0.0))
    assert view.results == (view.favourite,)
    assert (view.favourite.count, view.favourite.logprob) == (1000, 0.0)


def test_what_never_came_has_no_place_but_a_probability() -> None:
    view = sampled(Sampling(math.inf, seed=1), length=6, count=1)
    assert view.best
    assert (view.best.place, view.best.count) == (None, 0)
    assert -math.inf < view.best.logprob < 0
    assert sampled(Sampling(math.inf, Cuts(top_k=1)), length=6).distinct == 1


def test_other_models_have_samples_with_bounds_and_an_estimate() -> None:
    model = RanksModel(100)
    view = SamplesJob(Searches(model), "the", 2, 10, Sampling(2.0)).run()
    assert sum(result.count for result in view.results) == 10
    assert (view.best, view.best_is_known) == (None, False)
    assert view.uncertain
    for result in view.results:
        assert result.log_bounds
        assert isinstance(result.expected, Bounds)
        assert result.expected == pytest.approx([10 * math.exp(log) for log in result.log_bounds])
        assert isinstance(result.deviation, Bounds)
        assert result.deviation.low <= result.deviation.high
    for temperature, answers in ((2.0, 11), (0.0, 2)):
        job = SamplesJob(Searches(model, Sampler(model)), "the", 2, 10, Sampling(temperature))
        assert (job.answers, job.seconds_each) == (answers, COST)
    sampler = Sampler(model)
    assert sampler.times
    for _ in range(2):
        model.ranks = []
        SamplesJob(Searches(model, sampler), "the", 2, 10, Sampling(2.0)).run()
        assert sampler.times.seconds < COST, "the time of answers is told"
    assert not model.ranks, "answers are remembered"


def test_it_can_be_stopped() -> None:
    job = SamplesJob(SEARCHES, "the", 2, 10, Sampling())
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
