"""What a lane has by hand of tokens that were taken in a lane of another model, and which models can anneal."""

from __future__ import annotations

import pytest
from support.byte_model import ready
from support.mouse import MOUSE, RECIPES, trained

from lmtui.errors import SettingError
from lmtui.playground.branches import Branch, Choice
from lmtui.playground.requests import ModelRequests
from lmtui.playground.session_model import SessionModel, check_sequences, choices_for
from lmtui.playground.state import LaneSettings, State


def test_choices_are_found_by_their_spelling_among_tokens_of_the_same_kind() -> None:
    models = {
        number: SessionModel(MOUSE, ModelRequests(one.sampler))
        for number, one in enumerate((trained(), trained(RECIPES[1]), ready()))
    }
    cheese = models[0].model.tokens.find("cheese")
    assert cheese is not None
    branch = Branch(choices=(Choice(1, cheese), Choice(4, 7, 2)))
    assert choices_for(0, branch, models) == {1: cheese}
    assert choices_for(1, branch, models) == {1: models[1].model.tokens.find("cheese")}
    assert choices_for(2, branch, models) == {4: 7}


def test_a_lane_whose_model_cannot_anneal_whole_sequences_is_refused_before_the_model_is_asked() -> None:
    models = {0: SessionModel.of(trained()), 1: SessionModel.of(ready())}
    check_sequences(State("", 1, (LaneSettings(whole=True), LaneSettings(model=1))), models)
    check_sequences(State("", 1, (LaneSettings(whole=True, model=2),)), models)  # which is not there yet
    with pytest.raises(SettingError, match="only an n-gram model"):
        check_sequences(State("", 1, (LaneSettings(whole=True, model=1),)), models)
