"""Lanes of one session have several models: prompt and luck are shared, and what was taken by hand, if it can be."""

from __future__ import annotations

import pytest
from support.byte_model import ready
from support.mouse import MOUSE, RECIPES, id_of, run, session, tokens_of, trained

from lmtui.errors import SettingError
from lmtui.playground.session import Session
from lmtui.playground.settings import MAX_LANES
from lmtui.playground.training_job import TrainedModel
from lmtui.recipe import Recipe
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling

BIGRAM = RECIPES[1]


def with_second(second: TrainedModel, prompt: str = "the mouse") -> Session:
    """A session of two lanes, the second of which has another model and is the active one."""
    made = session(prompt, Sampling(seed=3))
    made.lane_models.use_in_lane(1, second)
    return made


def generated(lane: int, made: Session) -> list[int]:
    return [token.drawn.token for token in made.text.lanes[lane].tokens]


@pytest.mark.parametrize("second", [trained(BIGRAM), trained(RECIPES[3]), ready()], ids=["bigram", "char", "bytes"])
def test_each_lane_has_the_text_that_its_model_alone_makes_with_the_same_luck(second: TrainedModel) -> None:
    made = with_second(second)
    run(made, 12)
    for number, one in enumerate((trained(), second)):
        prompt = [token.id for token in one.sampler.model.tokens.encode("the mouse")]
        expected = list(generate(one.sampler, prompt, Sampling(seed=3), 12, stop=False))
        assert [token.drawn for token in made.text.lanes[number].tokens] == expected


def test_what_a_session_says_of_its_model_is_said_of_the_active_lanes() -> None:
    made = with_second(trained(BIGRAM))
    assert (made.recipe, made.text.order) == (BIGRAM, 2)
    made.text.go_to_lane(1)
    assert (made.recipe, made.text.order) == (MOUSE, 3)
    assert made.requests is made.text.lanes[0].requests is not made.text.lanes[1].requests


def test_undo_takes_the_lane_back_and_redo_brings_it_again() -> None:
    made = with_second(trained(BIGRAM))
    run(made, 5)
    there = [generated(0, made), generated(1, made)]
    made.playback.pause()
    assert made.undo()
    assert len(made.text.lanes) == 1
    assert made.redo()
    run(made, 5)
    assert [generated(0, made), generated(1, made)] == there


def test_a_model_that_no_lane_has_goes_and_with_it_the_states_before() -> None:
    made = with_second(trained(BIGRAM))
    assert set(made.text.models) == {0, 1}
    made.lane_models.use_in_lane(1, trained(RECIPES[2]))
    assert [model.recipe for model in made.text.models.values()] == [MOUSE, RECIPES[2]]
    assert not made.undo()
    made.lane_models.use(trained())
    assert [lane.model for lane in made.text.state.lanes] == [0, 0]
    assert set(made.text.models) == {0}


def test_a_token_taken_by_hand_is_taken_in_both_lanes_where_both_have_it() -> None:
    made = with_second(trained(BIGRAM))
    run(made, 4)
    made.look_at(2)
    assert made.choose(id_of(made, "mouse"))
    for lane in made.text.lanes:
        assert lane.model.tokens.spelling(lane.tokens[2].drawn.token) == "mouse"
        assert lane.tokens[2].chosen
    made.lane_models.use_in_lane(0, ready())
    assert not any(token.chosen for token in made.text.lanes[0].tokens)
    assert tokens_of(made)[2] == "mouse"


def test_there_is_room_for_so_many_lanes_and_no_more() -> None:
    made = session("the mouse")
    for place in range(1, MAX_LANES):
        made.lane_models.use_in_lane(place, trained(BIGRAM))
    with pytest.raises(SettingError, match="all there is room for"):
        made.lane_models.use_in_lane(MAX_LANES, trained(BIGRAM))
    made.remove_lane()
    made.remove_lane()
    with pytest.raises(SettingError, match="has gone"):
        made.lane_models.use_in_lane(3, trained(BIGRAM))


def test_models_that_were_named_at_the_start_go_to_their_lanes() -> None:
    made = Session(MOUSE, Sampling(seed=3), "the mouse", beside=[BIGRAM, Recipe(("verse",))])
    assert made.first_recipes == [MOUSE, BIGRAM, Recipe(("verse",))]
    assert (len(made.text.state.lanes), made.text.lanes) == (3, [])
    made.lane_models.use(trained(), trained(BIGRAM), trained(RECIPES[2]))
    assert [lane.order for lane in made.text.lanes] == [3, 2, 1]


def test_a_lane_that_anneals_the_whole_anneals_each_token_where_its_model_cannot_do_more() -> None:
    made = session("the mouse", whole=True)
    assert "each token is annealed" in made.lane_models.use_in_lane(1, ready())
    assert [lane.whole for lane in made.text.state.lanes] == [True, False]
    assert "each token is annealed" in (made.lane_models.use_again_in_lane(0, ready().recipe) or "")
    assert [lane.whole for lane in made.text.state.lanes] == [False, False]


def test_a_model_that_is_here_is_used_again_and_one_that_is_not_changes_nothing() -> None:
    made = with_second(trained(BIGRAM))
    before = made.text.state
    assert made.lane_models.use_again_in_lane(0, RECIPES[2]) is None
    assert made.text.state is before
    assert made.lane_models.use_again_in_lane(0, BIGRAM) == ""
    assert [lane.order for lane in made.text.lanes] == [2, 2]
    assert made.text.lanes[0].requests is made.text.lanes[1].requests, "what one lane has asked the other knows"
