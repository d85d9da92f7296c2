"""Forks, departures and copied runs are where the tokens say."""

from __future__ import annotations

import pytest
from support.mouse import run, session

from lmtui.playground.landmarks import departures, forks, next_of
from lmtui.sampling.settings import Sampling


def test_forks_are_the_least_certain_tokens() -> None:
    played = session("the mouse", Sampling(1.0, seed=3))
    run(played, 20)
    (lane,) = played.text.lanes
    found = forks(lane)
    assert len(found) == 3  # one in eight, rounded up
    entropies = [lane.entropy_bits(index) or 0.0 for index in range(20)]
    assert sorted((entropies[index] for index in found), reverse=True) == sorted(entropies, reverse=True)[:3]


def test_departures_are_where_lanes_begin_to_differ() -> None:
    played = session("the mouse", Sampling(0.3, seed=3))
    played.add_lane(4.0)
    run(played, 20)
    first, second = ([token.drawn.token for token in lane.tokens] for lane in played.text.lanes)
    found = departures(played.text.lanes[1], played.text.lanes[:1])
    expected = [i for i in range(20) if first[i] != second[i] and (not i or first[i - 1] == second[i - 1])]
    assert found == expected
    assert found[0] == played.text.lanes[1].departs(played.text.lanes[0])


@pytest.mark.parametrize(("position", "expected"), [(None, 2), (1, 2), (2, 5), (7, 2)])
def test_the_next_of_several_places(position: int | None, expected: int) -> None:
    assert next_of([2, 5], position) == expected
    assert next_of([], position) is None


def test_a_lane_may_have_its_own_luck() -> None:
    played = session("the mouse", Sampling(1.0, seed=7))
    played.add_lane()
    run(played, 15)
    same, before = played.text.lanes
    assert [token.drawn for token in same.tokens] == [token.drawn for token in before.tokens]
    assert played.toggle_own_luck() == 8
    assert [sampling.seed for sampling in played.text.state.samplings] == [7, 8]
    played.reroll()
    assert [sampling.seed for sampling in played.text.state.samplings] == [7, 9]
    played.text.go_to_lane(1)
    played.reroll()
    assert [sampling.seed for sampling in played.text.state.samplings] == [8, 9]
    played.text.go_to_lane(1)
    assert played.toggle_own_luck() is None
    assert [sampling.seed for sampling in played.text.state.samplings] == [8, 8]
    assert played.undo()
    assert played.text.state.lane.own_seed == 9
