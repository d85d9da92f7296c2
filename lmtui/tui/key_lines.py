"""The key lines: what the last line of a screen or dialog says about keys. For each place, some of its actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lmtui.tui.action import Place


@dataclass(frozen=True)
class Hint:
    """One entry of a key line.

    Attributes:
        actions: the ids of the actions whose keys stand there, separated by blanks.
        label: what the keys do; the label of the first action where it is "".
        key: which of the keys of each action is shown, counted from 0; the last key where there are fewer.
    """

    actions: str
    label: str = ""
    key: int = 0


_TEMPERATURE = Hint("slide-colder slide-warmer type-digits")

_ALWAYS = (Hint("help"), Hint("quit"))
"""What every key line of the playground begins with: how to get help, and how to leave."""

TOUR_KEYS = (Hint("tour-next"), Hint("tour-back"), Hint("tour", "Leave"))
"""The keys of the tour, in its first line."""

KEY_LINES: dict[Place, Sequence[Hint]] = {
    Place.PROMPT: (
        *_ALWAYS,
        Hint("restart"),
        Hint("run", "Pause"),
        Hint("warmer colder"),
        Hint("next-part"),
        Hint("settings"),
        Hint("curve"),
        Hint("step"),
        Hint("sweep"),
        Hint("reroll"),
        Hint("palette"),
        Hint("clear"),
    ),
    Place.SLIDER: (
        *_ALWAYS,
        Hint("slide-colder slide-warmer"),
        Hint("slide-to-zero slide-to-infinity"),
        Hint("neutral"),
        Hint("step", key=1),
        Hint("run", key=1),
        Hint("reroll", key=1),
        Hint("type-digits", "Type"),
        Hint("add-lane"),
        Hint("own-luck"),
        Hint("undo"),
        Hint("colour"),
        Hint("palette"),
    ),
    Place.TEXT: (
        *_ALWAYS,
        Hint("previous-token next-token line-up line-down"),
        Hint("choose"),
        Hint("next-fork next-departure next-copied"),
        Hint("rewind"),
        Hint("explain"),
        Hint("sources"),
        Hint("next-branch"),
        Hint("entropies"),
        Hint("undo"),
        Hint("colour"),
        Hint("blanks"),
        Hint("type-digits"),
    ),
    Place.TABLE: (
        *_ALWAYS,
        Hint("previous-candidate next-candidate"),
        Hint("take"),
        Hint("type-digits", "Rank"),
        Hint("type-token"),
        Hint("explain"),
        Hint("slide-colder slide-warmer"),
        Hint("undo"),
        Hint("tree"),
        Hint("compare"),
        Hint("curve"),
    ),
    Place.LANE_TABLE: (
        *_ALWAYS,
        Hint("lane-table-up lane-table-down"),
        Hint("previous-lane next-lane"),
        Hint("lane-contexts"),
        Hint("lane-model"),
        Hint("same-text"),
        Hint("add-lane", "Add"),
        Hint("remove-lane"),
        Hint("own-luck"),
        Hint("back"),
        _TEMPERATURE,
    ),
    Place.TEMPERATURES: (
        *_ALWAYS,
        Hint("lane-table-up lane-table-down"),
        Hint("figures"),
        Hint("neutral"),
        Hint("back"),
        _TEMPERATURE,
    ),
    Place.CURVE: (
        *_ALWAYS,
        Hint("next-measure"),
        Hint("keep-curve"),
        Hint("forget-curves"),
        Hint("back"),
        _TEMPERATURE,
    ),
    Place.BRANCH_TREE: (*_ALWAYS, Hint("branch-above branch-below"), Hint("back"), Hint("undo"), _TEMPERATURE),
    Place.SETTINGS: (
        Hint("apply-settings"),
        Hint("cancel-settings"),
        Hint("help"),
        Hint("previous-value next-value"),
        Hint("previous-setting next-setting"),
    ),
    Place.PALETTE: (
        Hint("take-command"),
        Hint("cancel-palette"),
        Hint("help"),
        Hint("previous-command next-command"),
    ),
    Place.HELP: (Hint("close-help"), Hint("help-up help-down"), Hint("help-page-up help-page-down")),
    Place.PATH: (
        Hint("take-path"),
        Hint("cancel-path"),
        Hint("help"),
        Hint("previous-file next-file"),
        Hint("complete-path"),
    ),
    Place.NOTES: (Hint("take-notes"), Hint("cancel-notes"), Hint("help")),
}
"""The key line of each place, the most important entry first; those of the sweep and of the
sequences change, and are their own."""
