"""Every palette names the same colours; those for 16 colours are the terminal's own."""

from __future__ import annotations

import pytest
from textual.theme import Theme

from lmtui.tui.palettes import COLOUR_BLIND, COLOUR_BLIND_16, DARK, PLAIN, PROJECTOR, PROJECTOR_16

OWN = [PLAIN, PROJECTOR_16, COLOUR_BLIND_16]


@pytest.mark.parametrize("theme", [DARK, PROJECTOR, COLOUR_BLIND, *OWN], ids=lambda theme: theme.name)
def test_a_palette_has_every_colour(theme: Theme) -> None:
    assert theme.variables.keys() >= DARK.variables.keys()
    assert theme.ansi == (theme in OWN)
    for name in DARK.variables:
        colour = theme.variables[name]
        assert colour.startswith("ansi_" if theme in OWN else "#") or "style" in name


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_on_a_light_ground_nothing_is_written_in_a_light_colour(theme: Theme) -> None:
    written = {
        theme.variables[name] for name in DARK.variables if name.startswith(("token", "curve", "faint", "focus"))
    }
    if theme.background == "ansi_bright_white":
        assert written <= {"ansi_black", "ansi_blue", "ansi_magenta", "ansi_red"}


@pytest.mark.parametrize("theme", [PLAIN, COLOUR_BLIND_16], ids=lambda theme: theme.name)
def test_on_the_terminals_own_ground_everything_is_seen_be_it_light_or_dark(theme: Theme) -> None:
    inks = {name: theme.variables[name] for name in DARK.variables if not name.startswith("input")}
    assert not [name for name, ink in inks.items() if ink in ("ansi_black", "ansi_white", "ansi_bright_white")]
