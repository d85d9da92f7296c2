"""The settings of a session: read, and taken together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.byte_model import ready
from support.mouse import MOUSE, RECIPES, run, seen, session, trained

from lmtui.errors import SettingError
from lmtui.playground.kiosk import Kiosk
from lmtui.playground.session import Session
from lmtui.playground.session_settings import adopt, lane_for, settings_of
from lmtui.playground.settings import DEFAULT_RESOURCES, ModelFor, Pace
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling

BIGRAM = RECIPES[1]


def test_settings_taken_together_are_undone_together() -> None:
    played = session("the", Sampling(1.5, seed=3))
    run(played, 6)
    before, state = seen(played), played.text.state
    adopt(played, replace(settings_of(played), seed=9, cuts=Cuts(top_k=2)))
    assert played.text.sampling == Sampling(1.5, Cuts(top_k=2), 9)
    straight = session("the", played.text.sampling)
    run(straight, 6)
    assert seen(played) == seen(straight)
    assert played.undo()
    assert (played.text.state, seen(played)) == (state, before)


def test_what_was_adopted_is_what_is_set() -> None:
    played = session("the")
    wanted = replace(
        settings_of(played),
        seed=9,
        rows=3,
        pace=Pace(7, stop=False),
        whole=True,
        sequence_length=7,
        resources=replace(DEFAULT_RESOURCES, workers=2),
    )
    assert adopt(played, wanted) == ""
    assert settings_of(played) == wanted
    run(played, 20)
    assert len(played.text.tokens) == 7


def test_what_this_model_cannot_do_is_refused_and_nothing_is_changed() -> None:
    played = session("the")
    played.lane_models.use(ready())
    before = settings_of(played), played.text.state
    with pytest.raises(SettingError, match="only an n-gram model"):
        adopt(played, replace(before[0], seed=9, rows=3, whole=True))
    assert (settings_of(played), played.text.state) == before


def test_nobody_on_a_shared_account_sets_what_training_may_take() -> None:
    guarded = Session(MOUSE, Sampling(), kiosk=Kiosk())
    guarded.lane_models.use(trained())
    adopt(guarded, replace(settings_of(guarded), resources=replace(DEFAULT_RESOURCES, workers=2)))
    assert guarded.resources is None


def test_another_recipe_must_be_trained_but_for_a_lane_whose_wish_is_here_already() -> None:
    played = session("the mouse")
    wanted = replace(settings_of(played), recipe=BIGRAM, seed=9)
    assert adopt(played, wanted) is None, "every lane is to have it, and no lane has it"
    assert (played.recipe, played.text.state.seed) == (MOUSE, 9)
    assert adopt(played, replace(wanted, model_for=ModelFor.NEW_LANE)) is None
    played.lane_models.use_in_lane(1, trained(BIGRAM))
    assert settings_of(played).model_for is ModelFor.THIS_LANE
    played.text.go_to_lane(1)
    assert adopt(played, replace(wanted, model_for=ModelFor.THIS_LANE)) == ""
    assert [lane.order for lane in played.text.lanes] == [2, 2]
    assert adopt(played, replace(wanted, recipe=MOUSE, model_for=ModelFor.EVERY_LANE)) is None
    assert adopt(played, replace(wanted, model_for=ModelFor.NEW_LANE)) == ""
    assert [lane.order for lane in played.text.lanes] == [2, 2, 2]


def test_that_a_model_which_is_here_can_anneal_each_token_alone_is_said() -> None:
    played = session("the mouse")
    played.lane_models.use_in_lane(1, ready())
    played.text.go_to_lane(1)
    wanted = replace(settings_of(played), recipe=ready().recipe, whole=True, model_for=ModelFor.THIS_LANE)
    assert "each token is annealed: only an n-gram model" in (adopt(played, wanted) or "")
    assert not played.text.state.lane.whole


def test_before_there_is_a_model_one_must_be_trained() -> None:
    waiting = Session(MOUSE, Sampling())
    assert settings_of(waiting).recipe == MOUSE
    assert adopt(waiting, settings_of(waiting)) is None


def test_a_model_is_for_the_active_lane_a_new_one_or_all() -> None:
    state = session().text.state
    assert [lane_for(each, state) for each in (ModelFor.THIS_LANE, ModelFor.NEW_LANE, ModelFor.EVERY_LANE)] == [
        0,
        1,
        None,
    ]
