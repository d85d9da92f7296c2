"""The state that decides a text: one seed for all lanes, and the active lane's settings."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.playground.branches import Tree
from lmtui.playground.settings import MAX_LANES
from lmtui.playground.state import LaneSettings, State
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import SEEDS, Sampling

SETTINGS = st.builds(LaneSettings, st.floats(0, math.inf), st.builds(Cuts, st.none() | st.integers(1, 50)))


@st.composite
def states(draw: st.DrawFn) -> State:
    lanes = tuple(draw(st.lists(SETTINGS, min_size=1, max_size=4)))
    return State("the", draw(st.integers(0, SEEDS - 1)), lanes, draw(st.integers(0, len(lanes) - 1)))


@given(states())
def test_every_lane_draws_with_its_settings_and_the_one_seed(state: State) -> None:
    assert state.samplings == tuple(Sampling(lane.temperature, lane.cuts, state.seed) for lane in state.lanes)
    assert state.sampling == state.samplings[state.active]


@given(states(), SETTINGS, st.integers(0, SEEDS - 1))
def test_other_settings_are_the_active_lane_s_and_another_seed_is_all_lanes(
    state: State, settings: LaneSettings, seed: int
) -> None:
    changed = state.with_lane(settings).with_seed(seed)
    assert changed.sampling == Sampling(settings.temperature, settings.cuts, seed)
    assert {lane.seed for lane in changed.samplings} == {seed}
    others = [(place, lane) for place, lane in enumerate(state.lanes) if place != state.active]
    assert [(place, changed.lanes[place]) for place, _ in others] == others
    assert (changed.prompt, changed.active, changed.tree) == (state.prompt, state.active, state.tree)
    assert changed.with_lane(state.lane).with_seed(state.seed) == state


def test_equal_states_are_equal_values() -> None:
    assert State("a", 1, (LaneSettings(),)) == State("a", 1, (LaneSettings(),), tree=Tree())
    assert State("a", 1, (LaneSettings(),)) != State("a", 2, (LaneSettings(),))


@pytest.mark.parametrize("temperature", [-1.0, math.nan])
def test_a_lane_refuses_a_temperature_out_of_range(temperature: float) -> None:
    with pytest.raises(SettingError, match="the temperature"):
        LaneSettings(temperature)


def test_whole_sequences_have_one_length_and_no_cuts() -> None:
    state = State("", 0, (LaneSettings(0.5, whole=True), LaneSettings(cuts=Cuts(top_k=2))), sequence_length=7)
    assert state.sequence_lengths == (7, None)
    assert state.lane.whole
    assert state.token_by_token.sequence_lengths == (None, None)
    assert state.with_lane(replace(state.lane, temperature=2.0)).sequence_lengths == (7, None)
    with pytest.raises(SettingError, match="cuts keep single tokens"):
        state.with_lane(replace(state.lane, cuts=Cuts(top_k=2)))
    for length in (0, 1001):
        with pytest.raises(SettingError, match="number of tokens"):
            State("", 0, (LaneSettings(),), sequence_length=length)


@pytest.mark.parametrize("seed", [-1, SEEDS])
def test_a_state_refuses_a_seed_out_of_range(seed: int) -> None:
    with pytest.raises(SettingError, match="the seed"):
        State("", seed, (LaneSettings(),))


def test_a_lane_has_a_place_and_a_new_one_is_like_the_active_one() -> None:
    lanes = (LaneSettings(0.5), LaneSettings(2.0))
    state = State("", 0, lanes, active=1)
    assert [state.lane_at(place) for place in range(3)] == [*lanes, lanes[1]]
    with pytest.raises(SettingError, match="the lane has gone"):
        state.lane_at(3)
    with pytest.raises(SettingError, match="all there is room for"):
        state.lane_at(MAX_LANES)
