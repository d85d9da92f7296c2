"""The playback: run, pause, stop and step, with the luck of every run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.mouse import (
    MOUSE,
    other_than_drawn,
    run,
    seen,
    session,
    text_of,
    tokens_of,
)

from lmtui.playground import generated_text
from lmtui.playground.playback import Playback
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.playground.transcript import PieceKind
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling

FROZEN = Sampling(0.0)
MLE = Recipe(("mouse",), 2, "mle")
CHEESE = ["the", "cheese", "</s>"]


def test_run_generates_after_the_prompt_and_shows_it() -> None:
    played = session("the mouse ate", FROZEN)
    assert text_of(played) == "the mouse ate"
    run(played, 5)
    assert tokens_of(played) == [*CHEESE, "the", "mouse"]
    assert text_of(played) == "the mouse ate the cheese¶the mouse"
    kinds = [(piece.kind, piece.index) for piece in played.text.transcript.pieces]
    assert kinds == [(PieceKind.PROMPT, -1)] * 3 + [(PieceKind.GENERATED, index) for index in range(5)]


def test_run_begins_again_where_it_had_stopped_and_goes_on_where_it_had_paused() -> None:
    played = session("the mouse", Sampling(seed=3))
    run(played, 6)
    first = tokens_of(played)
    played.playback.pause()
    played.playback.run()
    assert (tokens_of(played), played.playback.playing) == (first, Playing.RUNNING)
    played.playback.stop()
    assert tokens_of(played) == first
    played.playback.run()
    assert played.text.tokens == []
    assert text_of(played) == "the mouse"


def test_pauses_and_steps_on_the_way_change_nothing() -> None:
    straight, winding = session("the", Sampling(seed=4)), session("the", Sampling(seed=4))
    run(straight, 30)
    winding.playback.step()
    winding.playback.run()
    for turn in range(29):
        if turn % 3 == 0:
            winding.playback.pause()
            winding.look_at(turn // 2)
            winding.playback.step()
            winding.playback.run()
        else:
            winding.playback.advance()
    assert [token.drawn for token in winding.text.tokens] == [token.drawn for token in straight.text.tokens]
    assert text_of(winding) == text_of(straight)


def test_a_step_draws_one_token_and_holds() -> None:
    played = session("the mouse ate", FROZEN)
    for number in range(1, 4):
        played.playback.step()
        assert (len(played.text.tokens), played.playback.playing) == (number, Playing.PAUSED)
    assert tokens_of(played) == CHEESE
    played.playback.run()
    played.playback.step()
    assert (len(played.text.tokens), played.playback.playing) == (4, Playing.PAUSED)


def test_a_step_after_a_stop_goes_on_and_after_an_end_begins_again() -> None:
    played = session("the mouse ate", FROZEN)
    played.playback.step()
    played.playback.stop()
    played.playback.step()
    assert tokens_of(played) == CHEESE[:2]
    played.playback.pace = Pace(stop=True)
    played.playback.step()
    assert (tokens_of(played), played.playback.playing) == (CHEESE, Playing.STOPPED)
    played.playback.step()
    assert (tokens_of(played), played.playback.playing) == (CHEESE[:1], Playing.PAUSED)


def test_only_what_runs_can_be_paused() -> None:
    played, met = session(), []
    for act in (
        played.playback.pause,
        played.playback.run,
        played.playback.pause,
        played.playback.pause,
        played.playback.stop,
        played.playback.pause,
    ):
        act()
        met.append(played.playback.playing)
    stopped, running, paused = Playing.STOPPED, Playing.RUNNING, Playing.PAUSED
    assert met == [stopped, running, paused, paused, stopped, stopped]


def test_stop_at_the_end_ends_after_the_end_of_the_unit() -> None:
    played = session("the mouse ate", FROZEN)
    played.playback.pace = Pace(stop=True)
    run(played, 50)
    assert (tokens_of(played), played.playback.playing) == (CHEESE, Playing.STOPPED)
    played.playback.advance()
    assert tokens_of(played) == CHEESE


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("act", [Playback.advance, Playback.step, Playback.run])
def test_to_stop_at_the_end_may_be_asked_for_at_the_end(held: bool, act: Callable[[Playback], None]) -> None:
    # The key may come right after `</s>` was drawn. A generation that neither grows nor stops would run for ever.
    played = session("the mouse ate", FROZEN)
    run(played, 3)
    if held:
        played.playback.pause()
    played.playback.pace = replace(played.playback.pace, stop=True)
    act(played.playback)
    for _ in range(10):
        if played.playback.playing is Playing.RUNNING:
            played.playback.advance()
    assert played.playback.playing is not Playing.RUNNING
    assert tokens_of(played)[:3] in ([], CHEESE, CHEESE[:1])


def test_a_generation_ends_at_the_most_tokens_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated_text, "MAX_TOKENS", 7)
    played = session("the")
    run(played, 1000)
    assert (len(played.text.tokens), played.playback.playing) == (7, Playing.STOPPED)
    played.playback.advance()
    assert len(played.text.tokens) == 7
    played.playback.step()
    assert (len(played.text.tokens), played.playback.playing) == (1, Playing.PAUSED)


@pytest.mark.parametrize("act", [Session.rewind, lambda s: s.go_to_branch(1)], ids=["rewind", "branch"])
def test_after_a_stop_a_branch_or_a_rewound_text_is_gone_on_with(act: Callable[[Session], None]) -> None:
    played = session("the", Sampling(seed=1))
    run(played, 9)
    played.look_at(4)
    played.choose(other_than_drawn(played, 4))
    run(played, 8)
    played.playback.stop()
    played.look_at(6)
    act(played)
    before, branches = tokens_of(played), len(played.text.state.tree.branches)
    run(played, 12)
    assert played.text.length == 12
    assert tokens_of(played)[: len(before)] == before
    assert len(played.text.state.tree.branches) == branches == 2


def test_pinned_luck_stays_with_every_run_and_other_luck_is_the_next_at_each() -> None:
    played = session("the", Sampling(seed=7))
    seeds = []
    for pinned in (True, True, False, False, True, False):
        played.playback.pinned = pinned
        played.playback.stop()
        run(played, 5)
        seeds.append(played.text.sampling.seed)
        straight = session("the", played.text.sampling)
        run(straight, 5)
        assert seen(played) == seen(straight)
        played.playback.pause()
        played.playback.run()  # goes on: that is no run from the prompt
        assert (played.text.sampling.seed, played.text.length) == (seeds[-1], 5)
    assert seeds == [7, 7, 8, 9, 9, 10]


def test_a_run_with_other_luck_is_one_act_to_undo() -> None:
    played = session("the", Sampling(seed=7))
    run(played, 5)
    before = seen(played)
    played.playback.pinned = False
    played.playback.stop()
    played.playback.run()
    assert played.undo()
    assert played.text.sampling.seed == 7
    assert seen(played) == before


@pytest.mark.parametrize("act", [Playback.run, Playback.step])
def test_without_a_model_no_luck_is_used_up(act: Callable[[Playback], None]) -> None:
    waiting = Session(MOUSE, Sampling(seed=3), "the mouse")
    waiting.playback.pinned = False
    act(waiting.playback)
    assert waiting.text.sampling.seed == 3
