"""Samples as a job: counted, with exact probabilities, and where the favourite and the best stand."""

from __future__ import annotations

import math

import pytest
from support.byte_model import ready
from support.mouse import trained

from lmtui.errors import Cancelled, ModelError
from lmtui.playground.best_job import BestJob
from lmtui.playground.samples_job import SamplesJob, SamplesView
from lmtui.sampling.cuts import Cuts
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
    assert abs(view.results[0].deviation) < 4


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


def test_other_models_have_none_and_that_is_said() -> None:
    with pytest.raises(ModelError, match="only an n-gram model"):
        SamplesJob(Searches(ready().sampler.model), "the", 2, 10, Sampling()).run()


def test_it_can_be_stopped() -> None:
    job = SamplesJob(SEARCHES, "the", 2, 10, Sampling())
    job.cancel()
    with pytest.raises(Cancelled):
        job.run()
