"""The lanes of a state take over what lanes before have of the same text, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from support.mouse import RECIPES, id_of, run, session, trained

from lmtui.playground.lanes_of_state import lanes_of
from lmtui.playground.session import Session
from lmtui.playground.session_model import SessionModel
from lmtui.sampling.settings import Sampling


def played() -> Session:
    """A session with two lanes of one model, the second of which is the active one, and a text."""
    made = session("the mouse", Sampling(seed=3))
    made.add_lane(2.0)
    run(made, 6)
    return made


def test_what_decides_a_lane_is_in_its_state() -> None:
    made = played()
    first, second = lanes_of(made.text.state, made.text.models, [])
    assert (first.sampling, second.sampling) == (Sampling(1.0, seed=3), Sampling(2.0, seed=3))
    assert [first.tokens, second.tokens] == [[], []]
    assert first.transcript.pieces == made.text.lanes[0].transcript.pieces[: first.prompt_length]


def test_tokens_of_a_lane_that_is_decided_alike_are_taken_over_up_to_the_length_of_the_state() -> None:
    made = played()
    text, state = made.text, made.text.state
    colder = state.with_lane(replace(state.lane, temperature=0.5))
    first, second = lanes_of(colder, text.models, text.lanes)
    assert [ours is theirs for ours, theirs in zip(first.tokens, text.lanes[0].tokens, strict=True)] == [True] * 6
    assert second.tokens == []
    shorter = replace(state, tree=state.tree.cut_to(4))
    assert [len(lane.tokens) for lane in lanes_of(shorter, text.models, text.lanes)] == [4, 4]


def test_tokens_are_taken_over_as_far_as_no_other_one_was_taken_by_hand() -> None:
    made = played()
    text, state = made.text, made.text.state
    drawn = {text.lanes[number].tokens[2].drawn.token for number in range(2)}
    other = next(token for word in ("mouse", "cheese", "the", "cat") if (token := id_of(made, word)) not in drawn)
    taken = replace(state, tree=state.tree.with_choice(2, other))
    assert [len(lane.tokens) for lane in lanes_of(taken, text.models, text.lanes)] == [2, 2]


def test_nothing_is_taken_over_from_a_lane_of_another_model() -> None:
    made = played()
    state, models = made.text.state, {0: made.text.models[0], 1: SessionModel.of(trained(RECIPES[1]))}
    first, second = lanes_of(state.with_lane(replace(state.lane, model=1)), models, made.text.lanes)
    assert (len(first.tokens), len(second.tokens)) == (6, 0)
    assert (first.order, second.order) == (3, 2)
