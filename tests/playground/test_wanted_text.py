"""A wanted text is behind while tokens are missing that a lane can still have."""

from __future__ import annotations

from support.mouse import trained

from lmtui.playground.lane import Lane
from lmtui.playground.requests import ModelRequests
from lmtui.playground.wanted_text import WantedText
from lmtui.sampling.settings import Sampling


def test_a_lane_that_has_ended_needs_no_more_tokens() -> None:
    requests = ModelRequests(trained().sampler)
    lane = Lane(requests, requests.sampler.model.tokens.encode("the mouse"), Sampling(0.0), {})
    wanted = WantedText([lane], 100, stop=True)
    wanted.make(100)
    assert not wanted.is_behind
    assert lane.ended(stop=True)
    assert len(lane.tokens) < 100
    assert WantedText([lane], 100, stop=False).is_behind
