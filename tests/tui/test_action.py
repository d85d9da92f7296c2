"""An action applies where the help lists it, and where it does so without being listed."""

from __future__ import annotations

from lmtui.tui.action import Action, Place
from lmtui.tui.actions import ACTIONS


def test_an_action_applies_in_its_places_and_in_those_that_the_help_does_not_list() -> None:
    action = Action("step", "n", "step", "one token", (Place.TEXT,), also=(Place.TABLE,))
    assert [place for place in Place if action.applies_in(place)] == [Place.TEXT, Place.TABLE]


def test_every_action_is_listed_somewhere_and_nowhere_twice() -> None:
    for action in ACTIONS:
        assert action.places
        assert len({*action.places, *action.also}) == len(action.places) + len(action.also), action.id
