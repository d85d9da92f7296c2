"""What is given beside a session file wins over it; what it makes meaningless is left out, and that is said."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from support.mouse import MOUSE, other_than_drawn, run, session, trained

from lmtui.errors import SettingError
from lmtui.playground import session_file
from lmtui.playground.branches import Tree
from lmtui.playground.overrides import Overrides, override
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling


@pytest.fixture
def saved(tmp_path: Path) -> SavedSession:
    """Two lanes, the second active, and two branches."""
    played = session("the mouse", Sampling(0.5, Cuts(top_k=4), 7))
    played.add_lane(2.0)
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    session_file.save(played, str(tmp_path / "it.json"))
    return session_file.read(str(tmp_path / "it.json"))


def opened(saved: SavedSession) -> Session:
    here = session("the cheese")
    here.open(saved, trained(saved.recipe))
    return here


def test_nothing_given_changes_nothing(saved: SavedSession) -> None:
    assert override(saved, saved.recipe, Overrides()) == saved


def test_the_temperature_and_the_cuts_are_those_of_the_active_lane(saved: SavedSession) -> None:
    changed = override(saved, MOUSE, Overrides(temperature=math.inf, cuts={"top_p": 0.9, "min_p": 0.1}))
    first, second = changed.state.samplings
    assert first == saved.state.samplings[0]
    assert second == Sampling(math.inf, Cuts(4, 0.9, 0.1), 7)
    assert changed.branches == saved.branches
    assert changed.note == ""
    assert override(saved, MOUSE, Overrides(cuts={"top_k": 2})).state.samplings[1].cuts == Cuts(top_k=2)
    assert len(opened(changed).text.state.tree.branches) == 2


def test_a_cut_can_be_turned_off(saved: SavedSession) -> None:
    assert override(saved, MOUSE, Overrides()).state.samplings[1].cuts == Cuts(top_k=4)
    assert override(saved, MOUSE, Overrides(cuts={"top_k": None})).state.samplings[1].cuts == Cuts()


def test_zero_is_given_too(saved: SavedSession) -> None:
    changed = override(saved, MOUSE, Overrides(temperature=0.0, seed=0))
    assert changed.state.samplings == (replace(saved.state.samplings[0], seed=0), Sampling(0.0, Cuts(4), 0))


def test_the_seed_is_that_of_every_lane_and_what_was_taken_by_hand_stays(saved: SavedSession) -> None:
    changed = override(saved, MOUSE, Overrides(seed=8))
    assert {sampling.seed for sampling in changed.state.samplings} == {8}
    here = opened(changed)
    assert here.text.tokens[2].chosen
    assert [branch.length for branch in here.text.state.tree.branches] == [
        branch.length for branch, _ in saved.branches
    ]


@pytest.mark.parametrize(
    ("recipe", "given", "words"),
    [
        (replace(MOUSE, order=2), Overrides(), "another model than"),
        (Recipe(("verse",)), Overrides(), "another model than"),
        (MOUSE, Overrides(prompt="the ball"), "another prompt than"),
        (replace(MOUSE, smoothing="mle"), Overrides(prompt=""), "another model and another prompt than"),
    ],
)
def test_another_model_or_prompt_begins_anew_and_says_so(
    saved: SavedSession, recipe: Recipe, given: Overrides, words: str
) -> None:
    changed = override(saved, recipe, given)
    assert words in changed.note
    here = opened(changed)
    assert here.text.state.tree == Tree()
    assert here.recipe == recipe
    assert here.text.prompt == ("the mouse" if given.prompt is None else given.prompt)
    assert here.text.state.samplings == saved.state.samplings


def test_the_same_model_and_prompt_given_again_change_nothing(saved: SavedSession) -> None:
    assert override(saved, Recipe(("mouse",)), Overrides(prompt="the mouse", temperature=2.0)) == saved


def test_nothing_is_said_where_there_was_no_text(saved: SavedSession, tmp_path: Path) -> None:
    session_file.save(session("the mouse"), str(tmp_path / "new.json"))
    assert override(session_file.read(str(tmp_path / "new.json")), Recipe(("verse",)), Overrides()).note == ""


def test_what_the_active_lane_anneals_and_how_many_tokens_win(saved: SavedSession) -> None:
    whole = override(saved, MOUSE, Overrides(cuts={"top_k": None}, whole=True, sequence_length=5))
    assert whole.state.sequence_lengths == (None, 5)
    assert override(whole, MOUSE, Overrides(temperature=0.5)).state.sequence_lengths == (None, 5)
    cut = override(whole, MOUSE, Overrides(cuts={"top_k": 2}, whole=False))
    assert (cut.state.sequence_lengths, cut.state.lane.cuts) == ((None, None), Cuts(top_k=2))


@pytest.mark.parametrize(
    "given",
    [
        Overrides(cuts={"top_k": 0}),
        Overrides(cuts={"top_p": 2.0}),
        Overrides(cuts={"min_p": -1.0}),
        Overrides(prompt="x" * 100_001),
        Overrides(seed=-1),
        Overrides(whole=True),
        Overrides(sequence_length=0),
    ],
)
def test_what_makes_no_sense_is_refused(saved: SavedSession, given: Overrides) -> None:
    with pytest.raises(SettingError):
        override(saved, MOUSE, given)
