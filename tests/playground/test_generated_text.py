"""Scrubbing: the luck is held and only the temperature moves, so every way back leads to the same text."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.mouse import RECIPES, catch_up, drawable, run, seen, session

from lmtui.playground.lane import Lane
from lmtui.playground.session import Session
from lmtui.playground.settings import MAX_LANES, Pace
from lmtui.playground.slider import STEPS, stepped
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.luck import luck
from lmtui.sampling.settings import Sampling

CUTS = (NO_CUTS, Cuts(top_k=1), Cuts(top_k=3), Cuts(top_p=0.7), Cuts(min_p=0.3))
PROMPTS = ("", "the mouse ate", "zebra", "a b a", "</s>", "the")
POSITIONS = st.integers(0, STEPS).map(lambda step: stepped(0.0, step))


@dataclass(frozen=True)
class Play:
    """How somebody comes to a text: a start, tokens taken by hand on the way (where, which, how many more)."""

    recipe: Recipe
    prompt: str
    sampling: Sampling
    stop: bool
    length: int
    taken: tuple[tuple[int, int, int], ...]

    def played(self) -> Session:
        """Somebody there."""
        made = session(self.prompt, self.sampling, self.recipe)
        made.playback.pace = Pace(stop=self.stop)
        if self.length:
            run(made, self.length)
        ids = drawable(made)
        for place, number, more in self.taken:
            made.look_at(place % (len(made.text.tokens) + 1))
            ended = (
                made.position == len(made.text.tokens)
                and made.text.lane is not None
                and made.text.lane.ended(self.stop)
            )
            if not ended:
                made.choose(ids[number % len(ids)])
            if more:
                run(made, made.text.length + more)
        return made


samplings = st.builds(Sampling, POSITIONS, st.sampled_from(CUTS), st.integers(0, 2**64 - 1))
plays = st.builds(
    Play,
    st.sampled_from(RECIPES),
    st.sampled_from(PROMPTS),
    samplings,
    st.booleans(),
    st.integers(0, 25),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 6)), max_size=4).map(tuple),
)


@given(plays, st.lists(st.one_of(POSITIONS, st.sampled_from(CUTS)), min_size=1, max_size=12))
def test_any_walk_of_slider_and_cuts_comes_back_to_the_identical_text(play: Play, walk: list[float | Cuts]) -> None:
    played = play.played()
    before, state = seen(played), played.text.state
    for there in walk:
        if isinstance(there, Cuts):
            played.set_cuts(there)
        else:
            played.set_temperature(there)
        assert played.text.length == state.tree.current.length
        assert [token.drawn.luck for token in played.text.tokens] == [
            luck(play.sampling.seed, index) for index in range(len(played.text.tokens))
        ]
        for index, token, _ in state.tree.current.choices:
            if index < len(played.text.tokens):
                assert played.text.tokens[index].drawn.token == token
                assert played.text.tokens[index].chosen
    played.set_cuts(play.sampling.cuts)
    played.set_temperature(play.sampling.temperature)
    assert seen(played) == before
    assert played.text.state == state


@given(plays, POSITIONS)
def test_a_text_does_not_depend_on_the_way_to_it(play: Play, temperature: float) -> None:
    # Beside it a lane that has never been turned.
    turned = play.played()
    turned.set_temperature(temperature)
    for _ in range(5):
        turned.playback.advance()
    assert turned.sampler is not None
    assert turned.requests is not None
    sampling = replace(play.sampling, temperature=temperature)
    prompt = turned.sampler.model.tokens.encode(play.prompt)
    choices = {one.position: one.token for one in turned.text.state.tree.current.choices}
    straight = Lane(turned.requests, prompt, sampling, choices)
    while len(straight.tokens) < turned.text.length and not straight.ended(play.stop):
        straight.advance()
    assert seen(turned) == (straight.tokens, straight.transcript.pieces)
    if not choices:
        expected = generate(turned.sampler, [token.id for token in prompt], sampling, turned.text.length, play.stop)
        assert [token.drawn for token in turned.text.tokens] == list(expected)


@given(plays, st.lists(POSITIONS, min_size=1, max_size=MAX_LANES - 1), st.integers(0, 8))
def test_a_lane_s_text_is_the_same_alone_or_beside_others(play: Play, others: list[float], more: int) -> None:
    alone, beside = replace(play, stop=False).played(), replace(play, stop=False).played()
    for temperature in others:
        beside.add_lane(temperature)
    beside.text.go_to_lane(1)
    assert beside.text.state.active == 0
    for played in (alone, beside):
        run(played, played.text.length + more)
    assert seen(alone) == seen(beside)
    for lane in beside.text.lanes[1:]:
        one = replace(play, stop=False).played()
        one.set_temperature(lane.sampling.temperature)
        run(one, one.text.length + more)
        assert lane.tokens == one.text.tokens
        assert lane.transcript.pieces == one.text.transcript.pieces


@given(plays, POSITIONS, st.integers(0, 5))
def test_lanes_that_are_set_alike_become_equal_token_by_token(play: Play, temperature: float, more: int) -> None:
    played = play.played()
    played.add_lane(temperature)
    run(played, played.text.length + more)
    for cuts in (Cuts(top_k=2), play.sampling.cuts):
        for lane in range(2):
            played.text.go_to_lane(1)
            played.set_cuts(cuts)
            played.set_temperature(play.sampling.temperature if lane else temperature)
    played.set_temperature(play.sampling.temperature)
    played.text.go_to_lane(1)
    played.set_temperature(play.sampling.temperature)
    one, other = played.text.lanes
    assert one.sampling == other.sampling
    assert one.tokens == other.tokens
    assert one.transcript.pieces == other.transcript.pieces
    assert one.departs(other) is None


@given(plays, st.integers(0, 30), st.data())
def test_undo_takes_back_exactly_one_act_and_redo_does_it_again(play: Play, number: int, data: st.DataObject) -> None:
    played = play.played()
    before, state = seen(played), played.text.state
    ids = drawable(played)
    position = played.position
    ended = position == len(played.text.tokens) and played.text.lane is not None and played.text.lane.ended(play.stop)
    act = data.draw(st.sampled_from(("temperature", "cuts", "seed", "choose", "rewind", "lane", "prompt", "clear")))
    match act:
        case "temperature":
            played.set_temperature(data.draw(POSITIONS))
        case "cuts":
            played.set_cuts(data.draw(st.sampled_from(CUTS)))
        case "seed":
            played.set_seed(number)
        case "choose":
            if not ended:
                played.choose(ids[number % len(ids)])
        case "rewind":
            played.look_at(number)
            played.rewind()
        case "lane":
            played.add_lane(data.draw(POSITIONS))
        case "prompt":
            played.set_prompt(data.draw(st.sampled_from(PROMPTS)))
        case "clear":
            played.playback.clear()
    after, then = seen(played), played.text.state
    if then == state:
        return
    assert played.undo()
    assert (played.text.state, seen(played)) == (state, before)
    assert played.redo()
    assert (played.text.state, seen(played)) == (then, after)
    assert played.undo()
    assert (played.text.state, seen(played)) == (state, before)


@settings(max_examples=15)
@given(
    st.sampled_from(RECIPES),
    st.sampled_from((0.0, 0.7, 2.0, math.inf)),
    st.lists(st.integers(0, 600), min_size=1, max_size=4),
    st.integers(0, 100),
)
def test_to_catch_up_in_pieces_or_at_once_is_the_same(
    recipe: Recipe, temperature: float, pieces: list[int], seed: int
) -> None:
    played, at_once = (
        session("the", Sampling(1.0, seed=seed), recipe),
        session("the", Sampling(1.0, seed=seed), recipe),
    )
    for one in (played, at_once):
        run(one, 450)
        one.add_lane(0.3)
        catch_up(one)
        one.set_temperature(temperature)
    catch_up(at_once)
    for piece in pieces:
        before = sum(len(lane.tokens) for lane in played.text.lanes)
        played.text.wanted.make(piece)
        there = sum(len(lane.tokens) for lane in played.text.lanes)
        assert there == min(before + piece, 900)
        assert played.text.wanted.is_behind == (there < 900)
    catch_up(played)
    assert seen(played) == seen(at_once)
    assert [len(lane.tokens) for lane in played.text.lanes] == [450, 450]
    straight = session("the", Sampling(temperature, seed=seed), recipe)
    run(straight, 450)
    assert seen(played) == seen(straight)


@pytest.mark.parametrize("tokens", [0, 1, 399, 400, 401, 1000])
def test_a_text_is_there_at_once_up_to_a_length_and_the_rest_when_it_caught_up(tokens: int) -> None:
    played = session("the", Sampling(1.0, seed=2))
    if tokens:
        run(played, tokens)
    played.set_temperature(2.0)
    assert len(played.text.tokens) == min(tokens, 400)
    assert played.text.wanted.is_behind == (tokens > 400)
    catch_up(played)
    assert (len(played.text.tokens), played.text.wanted.is_behind) == (tokens, False)


@pytest.mark.parametrize("lanes", [2, 3, 4])
def test_a_text_of_200_tokens_is_there_at_once_in_every_lane(lanes: int) -> None:
    played = session("the", Sampling(1.0, seed=2))
    for number in range(1, lanes):
        played.add_lane(float(number) / 2)
    run(played, 200)
    played.reroll()
    assert [len(lane.tokens) for lane in played.text.lanes] == [200] * lanes
    assert not played.text.wanted.is_behind


def test_at_zero_the_text_is_the_favourite_s_and_at_infinity_every_token_has_one_chance() -> None:
    played = session("the mouse ate", Sampling(1.0, seed=6))
    run(played, 30)
    played.set_temperature(0.0)
    assert {(token.drawn.rank, token.drawn.prob) for token in played.text.tokens} == {(1, 1.0)}
    played.set_temperature(math.inf)
    assert {token.drawn.prob for token in played.text.tokens} == {1 / 6}
    assert [token.drawn.rank for token in played.text.tokens] == [
        int(6 * token.drawn.luck) + 1 for token in played.text.tokens
    ]


def test_a_text_that_stops_with_its_unit_is_as_long_as_its_temperature_makes_it() -> None:
    played = session("the mouse ate", Sampling(0.0, seed=3))
    played.playback.pace = Pace(stop=True)
    run(played, 100)
    before = seen(played)
    for temperature in (0.5, 1.0, 2.0, math.inf):
        played.set_temperature(temperature)
        assert len(played.text.tokens) <= 3  # no longer than it was: only a run makes a text longer
        assert played.text.length == 3
    played.set_temperature(0.0)
    assert seen(played) == before
