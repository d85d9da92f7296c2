"""The session: what a person can do in the playground, one act after another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cli import acts_on_a_terminal
from support.mouse import MOUSE, RECIPES, session, text_of, tokens_of, trained

from lmtui.ngram.recipe import Recipe
from lmtui.playground import session as session_module
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.playground.transcript import Kind
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling

FROZEN = Sampling(0.0)
CHEESE = ["the", "cheese", "</s>"]


def run(session: Session, tokens: int) -> None:
    """Run until there are so many tokens or it stops."""
    session.run()
    while session.playing is Playing.RUNNING and len(session.tokens) < tokens:
        session.advance()


@settings(deadline=None, derandomize=True, max_examples=100)
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
    played.pace = Pace(stop=stop)
    run(played, 25)
    assert played.sampler is not None
    words = played.sampler.model.tokenizer.split(prompt)
    assert [token.drawn for token in played.lane] == list(generate(played.sampler, words, sampling, 25, stop))
    assert {token.sampling for token in played.lane} == {sampling}


def test_run_generates_after_the_prompt_and_shows_it() -> None:
    played = session("the mouse ate", FROZEN)
    assert text_of(played) == "the mouse ate"
    run(played, 5)
    assert tokens_of(played) == [*CHEESE, "the", "mouse"]
    assert text_of(played) == "the mouse ate the cheese¶the mouse"
    kinds = [(piece.kind, piece.index) for piece in played.transcript.pieces]
    assert kinds == [(Kind.PROMPT, -1)] * 3 + [(Kind.GENERATED, index) for index in range(5)]
    probs = [piece.model_prob for piece in played.transcript.pieces[3:]]
    assert probs == [token.drawn.model_prob for token in played.lane]


def test_run_begins_again_where_it_had_stopped_and_goes_on_where_it_had_paused() -> None:
    played = session("the mouse", Sampling(seed=3))
    run(played, 6)
    first = tokens_of(played)
    played.pause()
    played.run()
    assert (tokens_of(played), played.playing) == (first, Playing.RUNNING)
    played.stop()
    assert tokens_of(played) == first
    played.run()
    assert played.lane == []
    assert text_of(played) == "the mouse"


def test_the_same_luck_gives_the_same_text_again_and_another_another() -> None:
    played = session("the", Sampling(1.5, seed=8))
    run(played, 40)
    first = text_of(played)
    played.clear()
    assert (played.lane, text_of(played)) == ([], "the")
    run(played, 40)
    assert text_of(played) == first
    played.set_seed(9)
    assert (played.lane, text_of(played), played.playing) == ([], "the", Playing.STOPPED)
    run(played, 40)
    assert text_of(played) != first
    played.set_seed(8)
    run(played, 40)
    assert text_of(played) == first


def test_pauses_and_steps_on_the_way_change_nothing() -> None:
    straight, winding = session("the", Sampling(seed=4)), session("the", Sampling(seed=4))
    run(straight, 30)
    winding.step()
    winding.run()
    for turn in range(29):
        if turn % 3 == 0:
            winding.pause()
            winding.look_at(turn // 2)
            winding.step()
            winding.run()
        else:
            winding.advance()
    assert [token.drawn for token in winding.lane] == [token.drawn for token in straight.lane]
    assert text_of(winding) == text_of(straight)


def test_a_step_draws_one_token_and_holds() -> None:
    played = session("the mouse ate", FROZEN)
    for number in range(1, 4):
        played.step()
        assert (len(played.lane), played.playing) == (number, Playing.PAUSED)
    assert tokens_of(played) == CHEESE
    played.run()
    played.step()
    assert (len(played.lane), played.playing) == (4, Playing.PAUSED)


def test_a_step_after_a_stop_goes_on_and_after_an_end_begins_again() -> None:
    played = session("the mouse ate", FROZEN)
    played.step()
    played.stop()
    played.step()
    assert tokens_of(played) == CHEESE[:2]
    played.pace = Pace(stop=True)
    played.step()
    assert (tokens_of(played), played.playing) == (CHEESE, Playing.STOPPED)
    played.step()
    assert (tokens_of(played), played.playing) == (CHEESE[:1], Playing.PAUSED)


def test_only_what_runs_can_be_paused() -> None:
    played, met = session(), []
    for act in (played.pause, played.run, played.pause, played.pause, played.stop, played.pause):
        act()
        met.append(played.playing)
    stopped, running, paused = Playing.STOPPED, Playing.RUNNING, Playing.PAUSED
    assert met == [stopped, running, paused, paused, stopped, stopped]


def test_stop_at_the_end_ends_after_the_end_of_the_unit() -> None:
    played = session("the mouse ate", FROZEN)
    played.pace = Pace(stop=True)
    run(played, 50)
    assert (tokens_of(played), played.playing) == (CHEESE, Playing.STOPPED)
    played.advance()
    assert tokens_of(played) == CHEESE


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("act", [Session.advance, Session.step, Session.run])
def test_to_stop_at_the_end_may_be_asked_for_at_the_end(held: bool, act: Callable[[Session], None]) -> None:
    # The key may come right after `</s>` was drawn. A generation that neither grows nor stops would run for ever.
    played = session("the mouse ate", FROZEN)
    run(played, 3)
    if held:
        played.pause()
    played.pace = replace(played.pace, stop=True)
    act(played)
    for _ in range(10):
        if played.playing is Playing.RUNNING:
            played.advance()
    assert played.playing is not Playing.RUNNING
    assert tokens_of(played)[:3] in ([], CHEESE, CHEESE[:1])


def test_a_generation_ends_at_the_most_tokens_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "MAX_TOKENS", 7)
    played = session("the")
    run(played, 1000)
    assert (len(played.lane), played.playing) == (7, Playing.STOPPED)
    played.advance()
    assert len(played.lane) == 7
    played.step()
    assert (len(played.lane), played.playing) == (1, Playing.PAUSED)


def test_moving_the_slider_changes_the_tokens_to_come_and_no_luck() -> None:
    played = session("the mouse", Sampling(0.5, seed=2))
    for temperature in (0.0, 1.0, math.inf, 0.3):
        played.set_temperature(temperature)
        played.step()
    assert [token.sampling.temperature for token in played.lane] == [0.0, 1.0, math.inf, 0.3]
    straight = session("the mouse", Sampling(seed=2))
    run(straight, 4)
    assert [token.drawn.luck for token in played.lane] == [token.drawn.luck for token in straight.lane]
    played.set_temperature(1.0)
    assert len(played.lane) == 4


def test_the_cursor_shows_what_a_token_was_drawn_from_with_the_temperature_of_then() -> None:
    played = session("the mouse", Sampling(0.5))
    for temperature in (0.5, 2.0, math.inf):
        played.set_temperature(temperature)
        played.step()
    played.set_temperature(1.0)
    for index, temperature in enumerate((0.5, 2.0, math.inf)):
        played.look_at(index)
        view = played.table(1, 20)
        assert view is not None
        drawn = played.lane[index].drawn
        assert view.temperature == temperature
        assert (view.chosen.rank, view.luck) == (drawn.rank, drawn.luck)
        assert view.chosen.prob == pytest.approx(drawn.prob, rel=1e-12)
    played.look_at(None)
    view = played.table(1, 20)
    assert view is not None
    assert view.temperature == 1.0


@pytest.mark.parametrize(
    ("asked", "cursor"), [(0, 0), (2, 2), (3, None), (99, None), (None, None), (-1, 0), (-99, 0)]
)
def test_the_cursor_stays_among_the_tokens(asked: int | None, cursor: int | None) -> None:
    played = session("the")
    played.look_at(asked)
    assert played.cursor is None
    run(played, 3)
    played.look_at(asked)
    assert played.cursor == cursor


@pytest.mark.parametrize(
    "act",
    [
        Session.run,
        Session.step,
        Session.clear,
        lambda s: s.set_seed(5),
        lambda s: s.set_prompt("the"),
        lambda s: s.use(trained()),
    ],
)
def test_the_cursor_returns_to_the_end_when_the_text_goes_on_or_goes(act: Callable[[Session], None]) -> None:
    played = session("the mouse")
    run(played, 5)
    played.pause()
    played.look_at(2)
    act(played)
    assert played.cursor is None


def test_a_new_prompt_begins_again_and_the_same_one_does_not() -> None:
    played = session("the mouse")
    run(played, 4)
    played.set_prompt("the mouse")
    assert len(played.lane) == 4
    assert played.playing is Playing.RUNNING
    played.set_prompt("the cheese")
    assert (played.lane, played.playing, text_of(played)) == ([], Playing.STOPPED, "the cheese")
    view = played.table(1, 3)
    assert view is not None
    assert view.context == ("the", "cheese")


def test_the_same_seed_again_changes_nothing() -> None:
    played = session("the", Sampling(seed=6))
    run(played, 4)
    played.set_seed(6)
    assert len(played.lane) == 4


def test_words_the_model_does_not_know_are_named_and_shown() -> None:
    played = session("the zebra ate a zebra")
    assert played.unknown == ["zebra", "a", "zebra"]
    assert [piece.kind for piece in played.transcript.pieces] == [
        Kind.PROMPT,
        Kind.UNKNOWN,
        Kind.PROMPT,
        Kind.UNKNOWN,
        Kind.UNKNOWN,
    ]
    assert text_of(played) == "the zebra ate a zebra"
    view = played.table(1, 3)
    assert view is not None
    assert view.context == ("<unk>", "<unk>")
    run(played, 5)
    assert len(played.lane) == 5


def test_another_model_keeps_the_prompt_and_lets_the_text_go() -> None:
    played = session("the mouse", FROZEN)
    run(played, 4)
    other = trained(RECIPES[3])
    played.use(other)
    assert (played.recipe, played.sampler) == (other.recipe, other.sampler)
    assert (played.lane, played.playing, played.prompt) == ([], Playing.STOPPED, "the mouse")
    assert text_of(played) == "the mouse"
    assert len(played.transcript.pieces) == len("the mouse")
    view = played.table(1, 3)
    assert view is not None
    assert view.context == ("o", "u", "s", "e")


def test_at_most_so_many_rows_as_were_asked_for_are_shown() -> None:
    played = session("the")
    for asked, room, shown in ((None, 4, 4), (2, 4, 2), (9, 4, 4), (9, 99, 6)):
        played.rows = asked
        view = played.table(1, room)
        assert view is not None
        assert len(view.rows) == shown


def test_controls_in_a_prompt_are_only_marks() -> None:
    attack = "the \x1b[2J\x9b \u202e mouse\r\n\x07"
    for played in (session(attack), Session(MOUSE, Sampling(), attack)):
        assert acts_on_a_terminal(played.prompt) == []
        assert acts_on_a_terminal(text_of(played)) == []
        played.set_prompt(attack + attack)
        assert acts_on_a_terminal(played.prompt) == []
        assert acts_on_a_terminal(text_of(played)) == []


@pytest.mark.parametrize(
    "act",
    [
        Session.run,
        Session.advance,
        Session.step,
        Session.pause,
        Session.stop,
        Session.clear,
        lambda s: s.look_at(0),
        lambda s: s.look_at(-1),
        lambda s: s.look_at(None),
        lambda s: s.set_temperature(math.inf),
    ],
)
def test_without_a_model_nothing_happens(act: Callable[[Session], None]) -> None:
    waiting = Session(MOUSE, Sampling(seed=3), "the mouse")
    act(waiting)
    assert (waiting.lane, waiting.playing, waiting.cursor) == ([], Playing.STOPPED, None)
    assert waiting.table(1, 10) is None
    assert waiting.unknown == []
    assert (waiting.prompt, text_of(waiting)) == ("the mouse", "the mouse")
    waiting.use(trained())
    run(waiting, 3)
    ready = session("the mouse", waiting.sampling)
    run(ready, 3)
    assert tokens_of(waiting) == tokens_of(ready)


def test_what_is_set_before_the_model_is_ready_counts() -> None:
    waiting = Session(MOUSE, Sampling())
    waiting.set_prompt("the mouse ate")
    waiting.set_temperature(0.0)
    waiting.set_seed(77)
    assert text_of(waiting) == "the mouse ate"
    waiting.use(trained())
    run(waiting, 2)
    assert tokens_of(waiting) == CHEESE[:2]
    assert waiting.lane[0].sampling == Sampling(0.0, seed=77)
