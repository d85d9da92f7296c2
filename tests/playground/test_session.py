"""The session: what a person can do in the playground, one act after another."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.byte_model import ready
from support.cli import acts_on_a_terminal
from support.models import ids_of
from support.mouse import (
    MOUSE,
    RECIPES,
    catch_up,
    id_of,
    other_than_drawn,
    run,
    seen,
    session,
    text_of,
    tokens_of,
    trained,
)

from lmtui.errors import SettingError
from lmtui.playground import generated_text, snapshots
from lmtui.playground.session import Session
from lmtui.playground.settings import MAX_LANES, Pace
from lmtui.playground.state import Playing
from lmtui.playground.transcript import PieceKind
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling

FROZEN = Sampling(0.0)
MLE = Recipe(("mouse",), 2, "mle")
CHEESE = ["the", "cheese", "</s>"]


@given(
    st.sampled_from(RECIPES),
    st.sampled_from(("", "the mouse ate", "zebra", "a b a", "</s>")),
    st.sampled_from((0.0, 0.5, 1.0, 2.0, math.inf)),
    st.sampled_from((Cuts(), Cuts(top_k=2), Cuts(top_p=0.8))),
    st.integers(0, 2**64 - 1),
    st.booleans(),
)
def test_a_lane_is_what_generate_gives(
    recipe: Recipe, prompt: str, temperature: float, cuts: Cuts, seed: int, stop: bool
) -> None:
    sampling = Sampling(temperature, cuts, seed)
    played = session(prompt, sampling, recipe)
    played.playback.pace = Pace(stop=stop)
    run(played, 25)
    assert played.sampler is not None
    ids = ids_of(played.sampler, prompt)
    assert [token.drawn for token in played.text.tokens] == list(generate(played.sampler, ids, sampling, 25, stop))
    assert not any(token.chosen for token in played.text.tokens)


def test_the_same_luck_gives_the_same_text_again_and_another_another() -> None:
    played = session("the", Sampling(1.5, seed=8))
    run(played, 40)
    first = text_of(played)
    played.playback.clear()
    assert (played.text.tokens, text_of(played)) == ([], "the")
    run(played, 40)
    assert text_of(played) == first
    played.set_seed(9)
    assert (len(played.text.tokens), played.text.length) == (40, 40)
    assert text_of(played) != first
    other = session("the", Sampling(1.5, seed=9))
    run(other, 40)
    assert seen(played) == seen(other)
    played.set_seed(8)
    assert text_of(played) == first


@pytest.mark.parametrize("temperature", [0.0, 0.3, 2.0, math.inf])
def test_moving_the_slider_makes_the_text_of_that_temperature_with_the_same_luck(temperature: float) -> None:
    played = session("the mouse", Sampling(1.0, seed=2))
    straight = session("the mouse", Sampling(temperature, seed=2))
    run(played, 12)
    lucks = [token.drawn.luck for token in played.text.tokens]
    played.set_temperature(temperature)
    run(straight, 12)
    assert seen(played) == seen(straight)
    assert [token.drawn.luck for token in played.text.tokens] == lucks
    assert played.text.sampling.temperature == temperature


def test_moving_the_slider_leaves_a_generation_as_it_is() -> None:
    played = session("the mouse", Sampling(seed=2))
    played.set_temperature(0.5)
    assert (played.text.tokens, played.playback.playing) == ([], Playing.STOPPED)
    run(played, 4)
    for act, playing in (
        (played.playback.run, "running"),
        (played.playback.pause, "paused"),
        (played.playback.stop, "stopped"),
    ):
        act()
        played.set_temperature(played.text.sampling.temperature + 1)
        assert (played.playback.playing.value, len(played.text.tokens)) == (playing, 4)


def test_other_cuts_make_another_text_with_the_same_luck_and_the_old_ones_the_old_text() -> None:
    played, cut = session("the", Sampling(2.0, seed=5)), session("the", Sampling(2.0, Cuts(top_k=1), 5))
    run(played, 20)
    first = seen(played)
    played.set_cuts(Cuts(top_k=1))
    run(cut, 20)
    assert seen(played) == seen(cut) != first
    assert {token.drawn.rank for token in played.text.tokens} == {1}
    played.set_cuts(Cuts())
    assert seen(played) == first


def test_the_cursor_shows_what_a_token_was_drawn_from_at_the_temperature_of_now() -> None:
    played = session("the mouse", Sampling(0.5))
    run(played, 4)
    for temperature in (0.5, 2.0, math.inf, 0.0, 1.0):
        played.set_temperature(temperature)
        for index in range(4):
            played.look_at(index)
            view = snapshots.table(played, 1, 20)
            assert view is not None
            drawn = played.text.tokens[index].drawn
            assert view.temperature == temperature
            assert (view.chosen.rank, view.luck) == (drawn.rank, drawn.luck)
            assert view.chosen.prob == pytest.approx(drawn.prob, rel=1e-12)


def test_moving_the_slider_leaves_the_cursor_where_it_is() -> None:
    played = session("the mouse", Sampling(0.5))
    run(played, 9)
    played.look_at(3)
    for temperature in (2.0, 0.0, math.inf):
        played.set_temperature(temperature)
        assert (played.views.cursor, played.position) == (3, 3)


def test_reroll_takes_the_next_luck_and_after_the_last_the_first() -> None:
    played = session("the", Sampling(1.5, seed=2**64 - 2))
    run(played, 15)
    for seed in (2**64 - 1, 0, 1):
        played.reroll()
        assert played.text.sampling.seed == seed
        straight = session("the", Sampling(1.5, seed=seed))
        run(straight, 15)
        assert seen(played) == seen(straight)


def test_with_other_luck_what_was_chosen_by_hand_stays_and_so_do_all_branches() -> None:
    played = session("the", Sampling(seed=1))
    run(played, 9)
    played.look_at(4)
    token = other_than_drawn(played, 4)
    played.choose(token)
    run(played, 3)
    before, tree = tokens_of(played), played.text.state.tree
    played.set_seed(2)
    assert tokens_of(played) != before
    assert [place for place, there in enumerate(played.text.tokens) if there.chosen] == [4]
    assert played.text.tokens[4].drawn.token == token
    assert played.text.state.tree == tree
    straight = session("the", Sampling(seed=2))
    run(straight, 4)
    assert tokens_of(played)[:4] == tokens_of(straight)
    played.set_seed(1)
    assert tokens_of(played) == before
    played.go_to_branch(1)
    assert played.text.length == 9


# Tokens taken by hand


def test_a_token_chosen_at_the_end_stands_there_and_the_text_goes_on_from_it() -> None:
    played = session("the mouse ate", FROZEN)
    run(played, 1)
    played.choose(id_of(played, "ball"))
    assert tokens_of(played) == ["the", "ball"]
    assert [token.chosen for token in played.text.tokens] == [False, True]
    assert (played.views.cursor, played.playback.playing, len(played.text.state.tree.branches)) == (
        None,
        Playing.PAUSED,
        1,
    )
    run(played, 3)
    assert tokens_of(played)[:2] == ["the", "ball"]
    assert (len(played.text.tokens), played.text.tokens[2].chosen) == (3, False)
    assert text_of(played).startswith("the mouse ate the ball")


def test_a_text_may_be_chosen_by_hand_from_its_first_token() -> None:
    played = session("", FROZEN)
    chosen = ["ball", "ball", "</s>", "cheese", "ate"]
    for token in chosen:
        played.choose(id_of(played, token))
    assert tokens_of(played) == chosen
    assert text_of(played) == "ball ball¶cheese ate"
    assert all(token.chosen for token in played.text.tokens)
    view = snapshots.table(played, 1, 3)
    assert view is not None
    assert view.context == ("cheese", "ate")


def test_a_token_chosen_before_others_begins_a_branch_and_keeps_the_old_one() -> None:
    played = session("the mouse", Sampling(seed=3))
    run(played, 8)
    before = seen(played)
    played.look_at(2)
    other = other_than_drawn(played, 2)
    played.choose(other)
    assert (played.text.length, played.views.cursor, played.position, played.playback.playing) == (
        3,
        None,
        3,
        Playing.PAUSED,
    )
    assert played.text.tokens[:2] == before[0][:2]
    assert (played.text.tokens[2].drawn.token, played.text.tokens[2].chosen) == (other, True)
    assert len(played.text.state.tree.branches) == 2
    played.go_to_branch(1)
    assert seen(played) == before


def test_choosing_what_is_there_only_moves_the_cursor_on() -> None:
    played = session("the mouse", Sampling(seed=3))
    run(played, 5)
    state = played.text.state
    played.look_at(0)
    for position in range(1, 5):
        played.choose(played.text.tokens[position - 1].drawn.token)
        assert (played.position, played.text.state) == (position, state)
    played.choose(played.text.tokens[4].drawn.token)
    assert (played.views.cursor, played.text.state) == (None, state)
    assert not played.undo()


def test_choosing_again_what_was_chosen_before_returns_to_that_branch() -> None:
    played = session("the mouse", Sampling(seed=3))
    run(played, 8)
    played.look_at(2)
    other = other_than_drawn(played, 2)
    played.choose(other)
    run(played, 7)
    branch = seen(played)
    played.go_to_branch(1)
    played.look_at(2)
    played.choose(other)
    assert (seen(played), played.position) == (branch, 3)
    assert len(played.text.state.tree.branches) == 2


@pytest.mark.parametrize("temperature", [0.0, 1.0, math.inf])
@pytest.mark.parametrize("cuts", [Cuts(), Cuts(top_k=1)])
def test_a_token_that_has_no_probability_can_be_chosen(temperature: float, cuts: Cuts) -> None:
    played = session("the", Sampling(temperature, cuts), MLE)
    token = id_of(played, "ate")  # the corpus never has it after "the"
    played.choose(token)
    drawn = played.text.tokens[0].drawn
    assert (drawn.token, drawn.model_prob, played.text.tokens[0].chosen) == (token, 0.0, True)
    assert drawn.prob == (pytest.approx(1 / 6) if temperature == math.inf and cuts == Cuts() else 0.0)
    played.look_at(0)
    view = snapshots.table(played, 1, 10)
    assert view is not None
    (row,) = (row for row in view.rows if row.taken)
    assert (row.token, row.rank) == ("ate", drawn.rank)
    assert row.prob == pytest.approx(drawn.prob)
    assert row.cut == (row.rank > view.kept.count)
    run(played, 6)
    assert tokens_of(played)[0] == "ate"
    assert len(played.text.tokens) == 6


def test_a_chosen_token_that_cuts_take_away_later_stays() -> None:
    played = session("the", Sampling(1.0, seed=2))
    run(played, 6)
    played.look_at(3)
    view = snapshots.table(played, 1, 10)
    assert view is not None
    last = id_of(played, view.rows[-1].token)
    played.choose(last)
    run(played, 6)
    before = seen(played)
    played.set_cuts(Cuts(top_k=1))
    drawn = played.text.tokens[3].drawn
    assert (drawn.token, drawn.prob, played.text.tokens[3].chosen) == (last, 0.0, True)
    assert {token.drawn.rank for token in played.text.tokens if not token.chosen} == {1}
    played.set_cuts(Cuts())
    assert seen(played) == before


def test_rewind_forgets_the_token_under_the_cursor_and_all_after_it() -> None:
    played = session("the mouse", Sampling(seed=3))
    run(played, 8)
    before = seen(played)
    played.rewind()
    assert seen(played) == before  # at the end there is nothing to forget
    played.look_at(5)
    played.rewind()
    assert (played.text.length, played.views.cursor) == (5, None)
    assert played.text.tokens == before[0][:5]
    run(played, 8)
    assert seen(played) == before
    played.look_at(0)
    played.rewind()
    assert (played.text.tokens, text_of(played)) == ([], "the mouse")


def test_rewind_forgets_what_was_chosen_there() -> None:
    played = session("the mouse", Sampling(seed=3))
    run(played, 4)
    straight = seen(played)
    played.look_at(2)
    played.rewind()
    played.choose(next(token for token in (3, 4) if token != straight[0][2].drawn.token))
    played.look_at(2)
    played.rewind()
    run(played, 4)
    assert seen(played) == straight


def test_no_choice_makes_a_text_longer_than_a_generation_may_get(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated_text, "MAX_TOKENS", 7)
    played = session("the")
    run(played, 1000)
    played.choose(id_of(played, "ball"))
    assert (played.text.length, len(played.text.tokens)) == (7, 7)


def test_a_token_chosen_after_the_end_is_there_or_nothing_happened() -> None:
    # A text that is to stop with its unit has; there its table still says what would come next.
    played = session("the mouse ate", FROZEN)
    played.playback.pace = Pace(stop=True)
    run(played, 50)
    played.choose(id_of(played, "ball"))
    assert len(played.text.tokens) == played.text.length
    assert tokens_of(played) in (CHEESE, [*CHEESE, "ball"])


# Undo


def rewind_to_the_third(played: Session) -> None:
    played.look_at(2)
    played.rewind()


def take_another_second(played: Session) -> None:
    played.look_at(1)
    played.choose(other_than_drawn(played, 1))


def test_undo_takes_back_every_kind_of_act_and_redo_does_it_again() -> None:
    acts: list[Callable[[Session], object]] = [
        lambda s: s.set_temperature(2.0),
        lambda s: s.set_cuts(Cuts(top_k=2)),
        lambda s: s.set_seed(9),
        lambda s: s.reroll(),
        lambda s: s.choose(4),
        rewind_to_the_third,
        take_another_second,
        lambda s: s.go_to_branch(1),
        lambda s: s.add_lane(0.5),
        lambda s: s.set_temperature(0.7),
        lambda s: s.remove_lane(),
        lambda s: s.set_prompt("the cheese"),
        lambda s: s.playback.clear(),
    ]
    played = session("the mouse", Sampling(seed=3))
    run(played, 6)
    states, texts = [played.text.state], [seen(played)]
    for act in acts:
        if not played.text.length:
            run(played, 4)
            states[-1], texts[-1] = played.text.state, seen(played)
        act(played)
        states.append(played.text.state)
        texts.append(seen(played))
    for place in reversed(range(len(acts))):
        assert played.undo()
        assert (played.text.state, seen(played)) == (states[place], texts[place]), place
    assert not played.undo()
    for place in range(len(acts)):
        assert played.redo()
        assert played.undo()
        assert (played.text.state, seen(played)) == (states[place], texts[place])
        assert played.redo()
    assert not played.redo()


def test_slider_moves_in_a_row_are_undone_together() -> None:
    played = session("the", Sampling(seed=3))
    run(played, 6)
    before = seen(played)
    for temperature in (1.1, 1.2, 1.3):
        played.set_temperature(temperature)
    assert played.undo()
    assert (played.text.sampling.temperature, seen(played)) == (1.0, before)
    assert played.redo()
    assert played.text.sampling.temperature == 1.3
    played.set_temperature(1.4)
    assert played.undo()
    assert played.text.sampling.temperature == 1.3
    assert played.redo()
    assert played.text.sampling.temperature == 1.4


def test_slider_moves_of_two_lanes_are_undone_one_by_one() -> None:
    played = session("the")
    played.add_lane(2.0)
    for temperature in (1.1, 1.2):
        played.text.go_to_lane(1)
        played.set_temperature(temperature)
    assert [sampling.temperature for sampling in played.text.state.samplings] == [1.1, 1.2]
    assert played.undo()
    assert [sampling.temperature for sampling in played.text.state.samplings] == [1.1, 2.0]
    assert played.undo()
    assert [sampling.temperature for sampling in played.text.state.samplings] == [1.0, 2.0]


def test_a_prompt_typed_letter_by_letter_is_undone_together() -> None:
    played = session("the", FROZEN)
    run(played, 3)
    before = seen(played)
    for typed in ("the ", "the b", "the ba", "the ball"):
        played.set_prompt(typed)
    assert played.undo()
    assert (played.text.prompt, seen(played)) == ("the", before)


@pytest.mark.parametrize("go_on", [lambda s: run(s, s.text.length + 5), lambda s: s.playback.step()])
def test_a_text_between_two_slider_moves_is_not_undone_with_the_second(go_on: Callable[[Session], None]) -> None:
    played = session("the", Sampling(seed=3))
    played.set_temperature(1.5)
    go_on(played)
    before = seen(played)
    played.set_temperature(2.0)
    assert played.undo()
    assert played.text.sampling.temperature == 1.5
    assert seen(played) == before


def test_a_text_between_two_prompts_is_not_undone_with_the_second() -> None:
    played = session("the")
    played.set_prompt("the mouse")
    run(played, 5)
    before = seen(played)
    played.set_prompt("the cheese")
    assert played.undo()
    assert (played.text.prompt, seen(played)) == ("the mouse", before)


def test_a_run_after_everything_was_rewound_can_be_undone() -> None:
    # The branch that is shown is empty, the other is not.
    played = session("the", Sampling(seed=3))
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    played.look_at(0)
    played.rewind()
    tree = played.text.state.tree
    played.playback.stop()
    played.playback.run()
    assert played.undo()
    assert played.text.state.tree == tree


def test_another_model_s_acts_cannot_be_undone() -> None:
    played = session("the")
    run(played, 3)
    played.set_temperature(2.0)
    played.lane_models.use(trained(RECIPES[3]))
    assert not played.undo()
    assert not played.redo()


# Lanes


def test_lanes_share_prompt_luck_and_choices_and_have_a_temperature_each() -> None:
    played = session("the mouse", Sampling(0.0, seed=5))
    played.add_lane(1.0)
    played.add_lane(math.inf)
    assert played.text.state.active == 2
    run(played, 10)
    played.look_at(4)
    played.choose(other := other_than_drawn(played, 4))
    run(played, 10)
    assert [len(lane.tokens) for lane in played.text.lanes] == [10, 10, 10]
    assert {lane.tokens[4].drawn.token for lane in played.text.lanes} == {other}
    assert len({tuple(token.drawn.luck for token in lane.tokens) for lane in played.text.lanes}) == 1
    assert [lane.sampling for lane in played.text.lanes] == [Sampling(t, seed=5) for t in (0.0, 1.0, math.inf)]
    played.reroll()
    assert {lane.sampling.seed for lane in played.text.lanes} == {6}


def test_the_slider_and_the_cuts_are_the_active_lane_s() -> None:
    played = session("the", Sampling(seed=5))
    played.add_lane()
    run(played, 10)
    first = played.text.lanes[0].tokens
    assert played.text.lanes[0].departs(played.text.lanes[1]) is None
    played.set_temperature(math.inf)
    played.set_cuts(Cuts(top_k=3))
    assert played.text.state.samplings == (Sampling(seed=5), Sampling(math.inf, Cuts(top_k=3), 5))
    assert played.text.lanes[0].tokens == first
    played.text.go_to_lane(1)
    assert (played.text.tokens, played.text.sampling) == (first, Sampling(seed=5))
    played.text.go_to_lane(-1)
    assert played.text.sampling.temperature == math.inf


def test_lanes_are_removed_but_for_the_last() -> None:
    played = session("the", Sampling(0.0))
    for temperature in (1.0, 2.0):
        played.add_lane(temperature)
    run(played, 6)
    played.text.go_to_lane(-1)
    texts = [list(lane.tokens) for lane in played.text.lanes]
    played.remove_lane()
    assert (played.text.sampling.temperature, played.text.tokens) == (2.0, texts[2])
    played.remove_lane()
    assert (played.text.sampling.temperature, played.text.tokens) == (0.0, texts[0])
    played.remove_lane()
    assert (len(played.text.lanes), played.text.tokens) == (1, texts[0])
    assert (played.undo(), played.undo()) == (True, True)
    assert [lane.tokens for lane in played.text.lanes] == texts


def test_there_is_room_for_so_many_lanes_and_no_more() -> None:
    played = session("the")
    for _ in range(MAX_LANES - 1):
        played.add_lane()
    state = played.text.state
    with pytest.raises(SettingError, match=f"{MAX_LANES} lanes"):
        played.add_lane()
    assert played.text.state == state


def test_a_generation_stops_where_the_last_lane_ends() -> None:
    played = session("the mouse ate", Sampling(0.0, seed=1))
    played.playback.pace = Pace(stop=True)
    played.add_lane(2.0)
    run(played, 200)
    assert played.playback.playing is Playing.STOPPED
    for lane in played.text.lanes:
        words = [token.drawn.token for token in lane.tokens]
        assert words.index(id_of(played, "</s>")) == len(words) - 1
    assert played.text.length == max(len(lane.tokens) for lane in played.text.lanes)
    assert not played.text.wanted.is_behind


def test_lanes_with_equal_settings_are_equal_whenever_stopping_was_asked_for() -> None:
    played = session("the mouse ate", FROZEN)
    run(played, 10)
    played.playback.pace = Pace(stop=True)
    played.add_lane()
    assert played.text.lanes[0].tokens == played.text.lanes[1].tokens


def test_a_text_returns_with_its_temperature_when_stopping_was_asked_for_in_its_midst() -> None:
    played = session("the mouse ate", FROZEN)
    run(played, 10)
    played.playback.pace = Pace(stop=True)
    before = seen(played)
    played.set_temperature(1.0)
    played.set_temperature(0.0)
    assert seen(played) == before


# Long texts


def test_a_long_text_is_made_again_in_pieces_and_is_the_same() -> None:
    played, straight = session("the", Sampling(1.0, seed=2)), session("the", Sampling(2.0, seed=2))
    run(played, 5000)
    run(straight, 5000)
    before = seen(played)
    played.set_temperature(2.0)
    assert (played.text.length, played.text.wanted.is_behind) == (5000, True)
    assert 0 < len(played.text.tokens) < 5000
    assert played.text.tokens == straight.text.tokens[: len(played.text.tokens)]
    played.text.wanted.make(7)
    played.text.wanted.make(0)
    catch_up(played)
    assert seen(played) == seen(straight)
    played.set_temperature(0.0)
    played.set_temperature(1.0)
    catch_up(played)
    assert seen(played) == before


def test_a_long_text_can_go_on_while_it_is_made_again() -> None:
    played, straight = session("the", Sampling(1.0, seed=2)), session("the", Sampling(2.0, seed=2))
    run(played, 3000)
    played.set_temperature(2.0)
    for _ in range(3):
        played.playback.step()
    run(straight, 3003)
    catch_up(played)
    assert seen(played) == seen(straight)


def test_the_cursor_stays_in_a_long_text_that_is_made_again() -> None:
    played = session("the", Sampling(seed=2))
    run(played, 2000)
    played.look_at(1500)
    played.set_temperature(2.0)
    assert played.text.wanted.is_behind
    catch_up(played)
    assert (played.views.cursor, played.position) == (1500, 1500)


def test_tokens_chosen_at_the_end_of_a_long_text_stand_one_after_the_other() -> None:
    played = session("the", Sampling(seed=2))
    run(played, 1000)
    ball, cheese = id_of(played, "ball"), id_of(played, "cheese")
    played.choose(ball)
    played.choose(cheese)
    catch_up(played)
    assert (played.text.length, len(played.text.state.tree.branches)) == (1002, 1)
    assert [token.drawn.token for token in played.text.tokens[1000:]] == [ball, cheese]


@pytest.mark.parametrize(
    ("asked", "cursor"), [(0, 0), (2, 2), (3, None), (99, None), (None, None), (-1, 0), (-99, 0)]
)
def test_the_cursor_stays_among_the_tokens(asked: int | None, cursor: int | None) -> None:
    played = session("the")
    played.look_at(asked)
    assert played.views.cursor is None
    run(played, 3)
    played.look_at(asked)
    assert played.views.cursor == cursor


@pytest.mark.parametrize(
    "act",
    [
        lambda s: s.playback.run(),
        lambda s: s.playback.step(),
        lambda s: s.playback.clear(),
        lambda s: s.set_prompt("the"),
        lambda s: s.rewind(),
        lambda s: s.lane_models.use(trained()),
    ],
)
def test_the_cursor_returns_to_the_end_when_the_text_goes_on_or_goes(act: Callable[[Session], None]) -> None:
    played = session("the mouse")
    run(played, 5)
    played.playback.pause()
    played.look_at(2)
    act(played)
    assert played.views.cursor is None


def test_a_new_prompt_begins_again_and_the_same_one_does_not() -> None:
    played = session("the mouse")
    run(played, 4)
    played.set_prompt("the mouse")
    assert len(played.text.tokens) == 4
    assert played.playback.playing is Playing.RUNNING
    played.set_prompt("the cheese")
    assert (played.text.tokens, played.playback.playing, text_of(played)) == ([], Playing.STOPPED, "the cheese")
    view = snapshots.table(played, 1, 3)
    assert view is not None
    assert view.context == ("the", "cheese")


def test_the_same_seed_again_changes_nothing() -> None:
    played = session("the", Sampling(seed=6))
    run(played, 4)
    played.set_seed(6)
    assert len(played.text.tokens) == 4


def test_words_the_model_does_not_know_are_named_and_shown() -> None:
    played = session("the zebra ate a zebra")
    assert played.text.unknown == ["zebra", "a", "zebra"]
    assert [piece.kind for piece in played.text.transcript.pieces] == [
        PieceKind.PROMPT,
        PieceKind.UNKNOWN,
        PieceKind.PROMPT,
        PieceKind.UNKNOWN,
        PieceKind.UNKNOWN,
    ]
    assert text_of(played) == "the zebra ate a zebra"
    view = snapshots.table(played, 1, 3)
    assert view is not None
    assert view.context == ("<unk>", "<unk>")
    run(played, 5)
    assert len(played.text.tokens) == 5


def test_another_model_keeps_the_prompt_and_lets_the_text_go() -> None:
    played = session("the mouse", FROZEN)
    run(played, 4)
    other = trained(RECIPES[3])
    played.lane_models.use(other)
    assert (played.recipe, played.sampler) == (other.recipe, other.sampler)
    assert (played.text.tokens, played.playback.playing, played.text.prompt) == ([], Playing.STOPPED, "the mouse")
    assert text_of(played) == "the mouse"
    assert len(played.text.transcript.pieces) == len("the mouse")
    view = snapshots.table(played, 1, 3)
    assert view is not None
    assert view.context == ("o", "u", "s", "e")


def test_at_most_so_many_rows_as_were_asked_for_are_shown() -> None:
    played = session("the")
    for asked, room, shown in ((None, 4, 4), (2, 4, 2), (9, 4, 4), (9, 99, 6)):
        played.views.rows = asked
        view = snapshots.table(played, 1, room)
        assert view is not None
        assert len(view.rows) == shown


def test_controls_in_a_prompt_are_only_marks() -> None:
    attack = "the \x1b[2J\x9b \u202e mouse\r\n\x07"
    for played in (session(attack), Session(MOUSE, Sampling(), attack)):
        assert acts_on_a_terminal(played.text.prompt) == []
        assert acts_on_a_terminal(text_of(played)) == []
        played.set_prompt(attack + attack)
        assert acts_on_a_terminal(played.text.prompt) == []
        assert acts_on_a_terminal(text_of(played)) == []


@pytest.mark.parametrize(
    "act",
    [
        lambda s: s.playback.run(),
        lambda s: s.playback.advance(),
        lambda s: s.playback.step(),
        lambda s: s.playback.pause(),
        lambda s: s.playback.stop(),
        lambda s: s.playback.clear(),
        lambda s: s.look_at(0),
        lambda s: s.look_at(-1),
        lambda s: s.look_at(None),
        lambda s: s.set_temperature(math.inf),
        lambda s: s.choose(3),
        Session.rewind,
        lambda s: s.go_to_branch(1),
        lambda s: s.text.go_to_lane(1),
        Session.remove_lane,
        Session.undo,
        Session.redo,
        lambda s: s.text.wanted.make(10),
    ],
)
def test_without_a_model_nothing_happens(act: Callable[[Session], None]) -> None:
    waiting = Session(MOUSE, Sampling(seed=3), "the mouse")
    act(waiting)
    assert (waiting.text.tokens, waiting.playback.playing, waiting.views.cursor) == ([], Playing.STOPPED, None)
    assert snapshots.table(waiting, 1, 10) is None
    assert waiting.text.unknown == []
    assert (waiting.text.prompt, text_of(waiting)) == ("the mouse", "the mouse")
    waiting.lane_models.use(trained())
    run(waiting, 3)
    ready = session("the mouse", waiting.text.sampling)
    run(ready, 3)
    assert tokens_of(waiting) == tokens_of(ready)


def test_what_is_set_before_the_model_is_ready_counts() -> None:
    waiting = Session(MOUSE, Sampling())
    waiting.set_prompt("the mouse ate")
    waiting.set_temperature(0.0)
    waiting.set_seed(77)
    assert text_of(waiting) == "the mouse ate"
    waiting.lane_models.use(trained())
    run(waiting, 2)
    assert tokens_of(waiting) == CHEESE[:2]
    assert waiting.text.lanes[0].sampling == Sampling(0.0, seed=77)


def test_lanes_may_be_added_before_the_model_is_ready() -> None:
    waiting = Session(MOUSE, Sampling(0.0), "the mouse ate")
    waiting.add_lane(2.0)
    assert (waiting.text.lanes, waiting.text.lane, waiting.text.tokens) == ([], None, [])
    waiting.lane_models.use(trained())
    run(waiting, 5)
    assert [lane.sampling.temperature for lane in waiting.text.lanes] == [0.0, 2.0]
    assert [len(lane.tokens) for lane in waiting.text.lanes] == [5, 5]
    alone = session("the mouse ate", FROZEN)
    run(alone, 5)
    assert waiting.text.lanes[0].tokens == alone.text.tokens


def test_a_lane_anneals_the_whole_sequence_and_each_token_again() -> None:
    played = session("the mouse", Sampling(0.5, seed=3), sequence_length=5)
    run(played, 8)
    before = seen(played)
    played.set_whole(True)
    whole = seen(played)
    assert len(played.text.tokens) == 5
    assert played.text.has_ended
    played.set_temperature(0.0)
    assert len(played.text.tokens) == 5
    played.set_temperature(0.5)
    assert seen(played) == whole
    played.set_whole(False)
    assert seen(played) == before
    assert played.undo()
    assert seen(played) == whole
    with pytest.raises(SettingError, match="cuts keep single tokens"):
        played.set_cuts(Cuts(top_k=2))


def test_a_model_without_n_grams_anneals_each_token_and_says_so() -> None:
    played = session("the", whole=True)
    assert "only an n-gram model" in played.lane_models.use(ready())
    assert played.text.state.sequence_lengths == (None,)
    assert played.lane_models.use(trained()) == ""
    played.lane_models.use(ready())
    with pytest.raises(SettingError, match="only an n-gram model"):
        played.set_whole(True)
