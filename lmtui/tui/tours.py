"""The tours: the one that comes with the program, and those that somebody else has written."""

from __future__ import annotations

from pathlib import Path

import lmtui.playground
from lmtui.playground.state import Playing
from lmtui.playground.tour import Tour
from lmtui.playground.tour_file import ScreenWords, read_tour
from lmtui.tui.action import Place
from lmtui.tui.actions import ACTIONS
from lmtui.tui.dialog_actions import DIALOGS

BUILT_IN = Path(lmtui.playground.__file__).with_name("lecture.toml")
"""The tour that comes with the program: the lecture."""

_PARTS = (
    Place.PROMPT,
    Place.SLIDER,
    Place.TEXT,
    Place.TABLE,
    Place.LANE_TABLE,
    Place.TEMPERATURES,
    Place.CURVE,
    Place.BRANCH_TREE,
)
_SCREENS = (Place.PLAYGROUND, *DIALOGS, Place.HELP)


WORDS = ScreenWords(
    frozenset(action.id for action in ACTIONS),
    {
        "screen": tuple(place.word for place in _SCREENS),
        "focus": tuple(place.word for place in _PARTS),
        "playing": tuple(playing.value for playing in Playing),
    },
)
"""What tours can name of the screen."""


def tour_from(path: str = "") -> Tour:
    """The tour in a file; without one, the tour that comes with the program.

    Raises:
        LmtuiError: the file cannot be read, or is no tour.
    """
    return read_tour(path or str(BUILT_IN), WORDS)
