"""A sampler remembers what was asked for last, and frees it with the model."""

from __future__ import annotations

import gc
import weakref

from support.corpora import train, zipf_text
from support.models import sampler_of

from lmtui.playground.curves import CurveContext
from lmtui.playground.requests import ModelRequests
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling


def test_what_was_asked_for_last_is_not_made_again() -> None:
    sampler = sampler_of(train(zipf_text(1, types=40, tokens=400), 3))
    first = sampler.distribution([1, 3], 0.7)
    assert sampler.distribution([1, 3], 0.7) is first
    assert sampler.distribution([1, 3], 0.8) is not first
    assert sampler.distribution([1, 3], 0.8).ranking is first.ranking
    assert sampler.distribution([1, 3], 0.7, Cuts(top_k=2)) is not first


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
