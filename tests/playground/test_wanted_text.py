"""A wanted text is behind while tokens are missing that a lane can still have."""

from __future__ import annotations

from support.byte_model import COST, ByteModel, ready
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


def test_tokens_can_be_made_where_what_they_are_drawn_from_is_known() -> None:
    at_once, slow = ModelRequests(trained().sampler), ModelRequests(ready(ByteModel(cost=COST)).sampler)
    known, asked = (Lane(one, one.sampler.model.tokens.encode("the"), Sampling(0.0), {}) for one in (at_once, slow))
    assert WantedText([known], 3, stop=False).can_make
    assert not WantedText([known], 0, stop=False).can_make
    wanted = WantedText([asked], 3, stop=False)
    assert (wanted.is_behind, wanted.can_make) == (True, False)
    WantedText([known, asked], 3, stop=False).make(2)
    assert (len(known.tokens), len(asked.tokens)) == (2, 0)
