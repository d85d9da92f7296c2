"""The colours of the screen, all of them; widgets name them by what they mean.

Each theme has two palettes. The one for 24 bit is taken from the 256 colours, so that it looks the same in 256. The
other one is for terminals of 16 colours, whose colours are the terminal's own. With NO_COLOR no colour at all is
sent; nothing on the screen is said by colour alone. Generated tokens have one ramp, from cool for what was expected
over the colour of text to warm for what was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.theme import Theme

from lmtui.options.playground import THEME
from lmtui.tui.palettes import COLOUR_BLIND, COLOUR_BLIND_16, DARK, PLAIN, PROJECTOR, PROJECTOR_16


@dataclass(frozen=True)
class Palettes:
    """The two palettes of a theme: for 256 colours and more, and for a terminal's own 16."""

    many: Theme
    few: Theme


THEMES = {
    "dark": Palettes(DARK, PLAIN),
    "projector": Palettes(PROJECTOR, PROJECTOR_16),
    "colour-blind": Palettes(COLOUR_BLIND, COLOUR_BLIND_16),
    "plain": Palettes(PLAIN, PLAIN),
}
"""The themes by the names that people give them; the names are the choices of `lmtui.options.playground.THEME`."""


def palette(name: str, colours: int) -> Theme:
    """The colours of a theme on a terminal that has so many; without any, the terminal's own."""
    palettes = THEMES[name]
    return palettes.many if colours > 16 else palettes.few if colours else PLAIN


def theme_name(app: App[Any]) -> str:
    """The name of the theme that an app shows; the default one where it has none of these."""
    name: str = getattr(app, "theme_name", THEME.default)
    return name


HEATS = 5
"""How many colours stand for temperatures, from cold to hot."""


def heat_of(position: float) -> int:
    """The number of the colour for a slider position of 0 to 1: 0 (cold) to 4 (hot); that of T = 1 is 2."""
    return min(int(position * HEATS), HEATS - 1)
