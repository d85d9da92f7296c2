"""Where a session's questions go: a wanted text is made in slices, and a token taken by hand has its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.answers import known
from support.models import ids_of
from support.mouse import drawable, session, trained

from lmtui.playground.curves import CurveContext
from lmtui.playground.generated_text import WantedText
from lmtui.playground.lane import Lane
from lmtui.playground.requests import ModelRequests
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import draw
from lmtui.sampling.settings import Sampling


def lanes_of(requests: ModelRequests, temperatures: Sequence[float]) -> list[Lane]:
    prompt = requests.sampler.model.tokens.encode("the mouse")
    return [Lane(requests, prompt, Sampling(temperature), {}) for temperature in temperatures]


@pytest.mark.parametrize("slices", [[30], [1] * 30, [7, 0, 100]])
def test_a_wanted_text_is_the_same_however_it_is_sliced(slices: list[int]) -> None:
    requests = ModelRequests(trained().sampler)
    lanes = lanes_of(requests, (0.5, 2.0))
    wanted, made = WantedText(lanes, 30, stop=False), 0
    for tokens in slices:
        assert wanted.is_behind
        requests.work(wanted, tokens)
        made = min(made + tokens, 30)
        assert [len(lane.tokens) for lane in lanes] == [made, made]
    assert not wanted.is_behind
    at_once = lanes_of(requests, (0.5, 2.0))
    requests.work(WantedText(at_once, 30, stop=False), 30)
    assert [lane.tokens for lane in lanes] == [lane.tokens for lane in at_once]


def test_a_lane_that_has_ended_needs_no_more_tokens() -> None:
    requests = ModelRequests(trained().sampler)
    (lane,) = lanes_of(requests, (0.0,))
    wanted = WantedText([lane], 100, stop=True)
    requests.work(wanted, 100)
    assert not wanted.is_behind
    assert lane.ended(stop=True)
    assert len(lane.tokens) < 100
    assert WantedText([lane], 100, stop=False).is_behind


def test_a_token_taken_by_hand_has_its_rank_and_probability() -> None:
    requests, sampling = ModelRequests(trained().sampler), Sampling(0.7, Cuts(top_k=3), 5)
    context = ids_of(requests.sampler, "the mouse")
    distribution = known(requests.distribution(context, sampling.temperature, sampling.cuts))
    drawn = requests.draw(context, sampling, 4)
    assert drawn == draw(requests.sampler, context, sampling, 4)
    for token in drawable(session()):
        taken, expected = requests.take(context, sampling, 4, token), distribution.of(token)
        assert (taken.index, taken.token, taken.luck) == (4, token, drawn.luck)
        assert (taken.rank, taken.prob, taken.model_prob) == (expected.rank, expected.prob, expected.model_prob)
    assert requests.entropy_bits(context, sampling) == distribution.entropy_bits


def test_a_curve_is_made_once() -> None:
    requests = ModelRequests(trained().sampler)
    context = CurveContext((), Cuts())
    assert requests.curve(context) is requests.curve(CurveContext((), Cuts()))
    assert requests.curve(context) is not requests.curve(CurveContext((), Cuts(top_k=2)))
