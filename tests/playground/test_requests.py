"""Where a session's questions go: a wanted text is made in slices, and a token taken by hand has its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from support.answers import known
from support.models import ids_of
from support.mouse import drawable, session, trained

from lmtui.playground.curves import CurveContext
from lmtui.playground.lane import Lane
from lmtui.playground.requests import ModelRequests, SequenceQuestion
from lmtui.playground.wanted_text import WantedText
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
        wanted.make(tokens)
        made = min(made + tokens, 30)
        assert [len(lane.tokens) for lane in lanes] == [made, made]
    assert not wanted.is_behind
    at_once = lanes_of(requests, (0.5, 2.0))
    WantedText(at_once, 30, stop=False).make(30)
    assert [lane.tokens for lane in lanes] == [lane.tokens for lane in at_once]


def test_a_token_taken_by_hand_has_its_rank_and_probability() -> None:
    requests, sampling = ModelRequests(trained().sampler), Sampling(0.7, Cuts(top_k=3), 5)
    context = ids_of(requests.sampler, "the mouse")
    distribution = known(requests.distribution(context, sampling.temperature, sampling.cuts))
    prompt = requests.sampler.model.tokens.encode("the mouse")
    for token in drawable(session()):
        lane, expected = Lane(requests, prompt, sampling, {0: token}), distribution.of(token)
        taken = lane.advance()
        assert (taken.index, taken.token, taken.luck) == (0, token, draw(requests.sampler, context, sampling, 0).luck)
        assert (taken.rank, taken.prob, taken.model_prob) == (expected.rank, expected.prob, expected.model_prob)
        assert lane.entropy_bits(0) == distribution.entropy_bits


def test_sums_over_all_sequences_are_worked_out_once_and_asked_for_where_these_take_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = ModelRequests(trained().sampler)
    assert made.annealed(0.5, 4) is made.annealed(0.5, 4) is not None
    assert known(made.annealed(0.5, 4)).search is known(made.annealed(2.0, 4)).search
    monkeypatch.setattr("lmtui.playground.requests._STEPS_AT_ONCE", 0)
    slow = ModelRequests(trained().sampler)
    assert slow.annealed(0.5, 4) is None
    SequenceQuestion(slow, 0.5, 4).answer()
    assert slow.annealed(0.5, 4) is not None
    assert slow.annealed(0.5, 5) is None


def test_a_curve_is_made_once() -> None:
    requests = ModelRequests(trained().sampler)
    context = CurveContext((), Cuts())
    assert requests.curve(context) is requests.curve(CurveContext((), Cuts()))
    assert requests.curve(context) is not requests.curve(CurveContext((), Cuts(top_k=2)))
