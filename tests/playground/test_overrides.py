"""What is given beside a session file wins over it; what it makes meaningless is left out, and that is said."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from support.mouse import MOUSE, other_than_drawn, run, session, trained

from lmtui.errors import SettingError
from lmtui.playground import keeping
from lmtui.playground.branches import Tree
from lmtui.playground.overrides import Overrides, override
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling


@pytest.fixture
def kept(tmp_path: Path) -> keeping.Kept:
    """Two lanes, the second active, and two branches."""
    played = session("the mouse", Sampling(0.5, Cuts(top_k=4), 7))
    played.add_lane(2.0)
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    keeping.save(played, str(tmp_path / "it.json"))
    return keeping.read(str(tmp_path / "it.json"))


def opened(kept: keeping.Kept) -> Session:
    here = session("the cheese")
    here.restore(kept, trained(kept.recipe))
    return here


def test_nothing_given_changes_nothing(kept: keeping.Kept) -> None:
    assert override(kept, kept.recipe, Overrides()) == kept


def test_the_temperature_and_the_cuts_are_those_of_the_active_lane(kept: keeping.Kept) -> None:
    changed = override(kept, MOUSE, Overrides(temperature=math.inf, cuts={"top_p": 0.9, "min_p": 0.1}))
    first, second = changed.state.samplings
    assert first == kept.state.samplings[0]
    assert second == Sampling(math.inf, Cuts(4, 0.9, 0.1), 7)
    assert changed.branches == kept.branches
    assert changed.note == ""
    assert override(kept, MOUSE, Overrides(cuts={"top_k": 2})).state.samplings[1].cuts == Cuts(top_k=2)
    assert len(opened(changed).state.tree.branches) == 2


def test_a_cut_can_be_turned_off(kept: keeping.Kept) -> None:
    assert override(kept, MOUSE, Overrides()).state.samplings[1].cuts == Cuts(top_k=4)
    assert override(kept, MOUSE, Overrides(cuts={"top_k": None})).state.samplings[1].cuts == Cuts()


def test_zero_is_given_too(kept: keeping.Kept) -> None:
    changed = override(kept, MOUSE, Overrides(temperature=0.0, seed=0))
    assert changed.state.samplings == (replace(kept.state.samplings[0], seed=0), Sampling(0.0, Cuts(4), 0))


def test_the_seed_is_that_of_every_lane_and_what_was_taken_by_hand_stays(kept: keeping.Kept) -> None:
    changed = override(kept, MOUSE, Overrides(seed=8))
    assert {sampling.seed for sampling in changed.state.samplings} == {8}
    here = opened(changed)
    assert here.tokens[2].chosen
    assert [branch.length for branch in here.state.tree.branches] == [branch.length for branch, _ in kept.branches]


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
    kept: keeping.Kept, recipe: Recipe, given: Overrides, words: str
) -> None:
    changed = override(kept, recipe, given)
    assert words in changed.note
    here = opened(changed)
    assert here.state.tree == Tree()
    assert here.recipe == recipe
    assert here.prompt == ("the mouse" if given.prompt is None else given.prompt)
    assert here.state.samplings == kept.state.samplings


def test_the_same_model_and_prompt_given_again_change_nothing(kept: keeping.Kept) -> None:
    assert override(kept, Recipe(("mouse",)), Overrides(prompt="the mouse", temperature=2.0)) == kept


def test_nothing_is_said_where_there_was_no_text(kept: keeping.Kept, tmp_path: Path) -> None:
    keeping.save(session("the mouse"), str(tmp_path / "new.json"))
    assert override(keeping.read(str(tmp_path / "new.json")), Recipe(("verse",)), Overrides()).note == ""


@pytest.mark.parametrize(
    "given",
    [
        Overrides(cuts={"top_k": 0}),
        Overrides(cuts={"top_p": 2.0}),
        Overrides(cuts={"min_p": -1.0}),
        Overrides(prompt="x" * 100_001),
        Overrides(seed=-1),
    ],
)
def test_what_makes_no_sense_is_refused(kept: keeping.Kept, given: Overrides) -> None:
    with pytest.raises(SettingError):
        override(kept, MOUSE, given)
