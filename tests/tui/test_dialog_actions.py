"""The actions of dialogs act in dialogs alone, and every dialog can be left."""

from __future__ import annotations

import pytest

from lmtui.tui.action import Place
from lmtui.tui.actions import ACTIONS, acting_in
from lmtui.tui.dialog_actions import DIALOG_ACTIONS, DIALOGS

_INSIDE = (Place.CHOICE, Place.PATH_FIELD)  # fields of dialogs


def test_they_are_the_end_of_the_table_and_none_acts_on_the_playground() -> None:
    assert ACTIONS[-len(DIALOG_ACTIONS) :] == DIALOG_ACTIONS
    for action in DIALOG_ACTIONS:
        assert {*action.places, *action.also} <= {*DIALOGS, Place.HELP, *_INSIDE}, action.id


@pytest.mark.parametrize("place", [*DIALOGS, Place.HELP])
def test_escape_leaves_every_dialog(place: Place) -> None:
    assert any("escape" in action.keys.split(",") for action in acting_in(place))
