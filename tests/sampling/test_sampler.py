"""A sampler remembers what was asked for last, and frees it with the model."""

from __future__ import annotations

import gc
import math
import weakref
from dataclasses import replace

from support.byte_model import COST, ByteModel
from support.corpora import train, zipf_text
from support.models import sampler_of

from lmtui.playground.curves import CurveContext
from lmtui.playground.requests import ModelRequests
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


def test_what_was_asked_for_last_is_not_made_again() -> None:
    sampler = sampler_of(train(zipf_text(1, types=40, tokens=400), 3))
    first = sampler.distribution([1, 3], 0.7)
    assert sampler.distribution([1, 3], 0.7) is first
    assert sampler.distribution([1, 3], 0.8) is not first
    assert sampler.distribution([1, 3], 0.8).ranking is first.ranking
    assert sampler.distribution([1, 3], 0.7, Cuts(top_k=2)) is not first


def test_a_model_that_takes_time_is_asked_once_for_all_temperatures() -> None:
    model = ByteModel(cost=COST)
    sampler = Sampler(model)
    assert not sampler.is_known([1, 2])
    sampler.ask(model.state([1, 2]))
    assert sampler.is_known([1, 2])
    for temperature in (0.0, 0.5, 1.0, 2.0, math.inf):
        assert sampler.distribution([1, 2], temperature).draw(0.5) == sampler.draw([1, 2], temperature, NO_CUTS, 0.5)
        sampler.distribution([1, 2], temperature, Cuts(top_k=3))
    assert model.asked == [(1, 2)]


def test_a_model_that_takes_no_time_knows_everything() -> None:
    assert sampler_of(train(zipf_text(1, types=40, tokens=400), 3)).is_known([1, 3])


def test_answers_fill_a_bounded_memory_and_what_is_looked_at_stays() -> None:
    model = ByteModel(cost=COST)
    model.facts = replace(model.facts, vocabulary=1_000_000)  # an answer would have up to 40 MB
    sampler = Sampler(model)
    for token in range(50):
        sampler.ask(model.state([token]))
        assert sampler.is_known([0])
    assert [token for token in range(50) if sampler.is_known([token])] == [0, *range(35, 50)]


def test_a_model_that_nobody_holds_is_freed_at_once() -> None:
    """Without a search for cycles: a large model must not stay beside the next one."""
    gc.disable()
    try:
        sampler = sampler_of(train(zipf_text(1, types=40, tokens=400), 3))
        held: list[weakref.ref[object]] = [weakref.ref(sampler), weakref.ref(sampler.model)]
        for temperature, cuts in ((1.0, NO_CUTS), (0.5, Cuts(top_k=3))):
            for drawn in generate(sampler, [3], Sampling(temperature, cuts), 50):
                sampler.distribution([drawn.token], temperature, cuts)
        requests = ModelRequests(sampler)
        requests.curve(CurveContext((1, 3), NO_CUTS))
        del sampler, requests
        assert [one() for one in held] == [None, None]
    finally:
        gc.enable()
