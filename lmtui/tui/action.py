"""What an action is: something that a key press does, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Place(Enum):
    """Where keys act: the whole program, a screen, or a widget that has the focus."""

    PROGRAM = auto()
    PLAYGROUND = auto()
    PROMPT = auto()
    SLIDER = auto()
    TEXT = auto()
    TABLE = auto()
    LANE_TABLE = auto()
    TEMPERATURES = auto()
    CURVE = auto()
    BRANCH_TREE = auto()
    SWEEP = auto()
    SEQUENCES = auto()
    EXPLANATION = auto()
    COUNTS = auto()
    SOURCES = auto()
    SAME_TEXT = auto()
    SETTINGS = auto()
    CHOICE = auto()
    PATH_FIELD = auto()
    PATH = auto()
    HELP = auto()
    PALETTE = auto()
    NOTES = auto()

    @property
    def word(self) -> str:
        """What a tour calls the place."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True)
class Action:
    """One thing that a key press does.

    Attributes:
        id: unique name; also the id of the Textual binding, by which a keymap gives the action other keys.
        keys: the default keys, as Textual names them, separated by commas.
        call: the Textual action string, in which `route` leads to a part of the screen; "" where a widget
            handles the keys itself, without a binding.
        help: one line for the help; `{id}` stands for the key of an action.
        places: where the action applies, and where the help lists it.
        label: what the key line calls the action.
        also: places where the action applies, too, without being listed there in the help.
        priority: the keys act even where the widget with the focus uses them itself.
        in_kiosk: whether the palette offers the action on a shared account, which opens and writes no files.
    """

    id: str
    keys: str
    call: str
    help: str
    places: tuple[Place, ...]
    label: str = ""
    also: tuple[Place, ...] = ()
    priority: bool = False
    in_kiosk: bool = True

    def applies_in(self, place: Place) -> bool:
        """Whether the action applies in a place."""
        return place in self.places or place in self.also
