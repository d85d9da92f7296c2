"""The palette: colours that mean something can be told apart by everybody, and read.

Colour blindness is simulated as by Machado, Oliveira & Fernandes (2009), "A physiologically-based model for
simulation of color vision deficiency", table 1, at full severity; differences are those of CIE 1976 L*a*b*, of which
about 2.3 can just be seen side by side; contrasts are those of WCAG 2.1.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from lmtui.options.playground import THEME
from lmtui.tui.theme import HEATS, THEMES, palette

Array = NDArray[np.float64]

EYES: dict[str, Array] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.0890])

TOKENS = ["token-likely", "token-plain", "token-unlikely", "token-rare"]
HEAT = [f"heat-{heat}" for heat in range(HEATS)]
CURVES = ["curve-1", "curve-2", "curve-3", "strong"]


THEMES_OF_COLOURS = ["dark", "projector", "colour-blind"]
EVERYTHING_WRITTEN = [*TOKENS, *CURVES, *HEAT, "foreground", "faint", "error", "focus", "tick"]


def linear(colour: str) -> Array:
    """A colour as linear light of (red, green, blue)."""
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    light_of_channels: Array = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return light_of_channels


def colour_of(theme: str, name: str) -> str:
    many = THEMES[theme].many
    return many.variables.get(name) or str(getattr(many, name))


def light(theme: str, name: str, eye: str) -> Array:
    """A colour of a theme as such an eye sees it."""
    return np.clip(EYES[eye] @ linear(colour_of(theme, name)), 0, 1)


def contrast(theme: str, name: str, eye: str = "normal") -> float:
    """The contrast of a colour with its ground."""
    both = luminance(light(theme, name, eye)), luminance(light(theme, "background", eye))
    return (max(both) + 0.05) / (min(both) + 0.05)


def lab(colour: Array) -> Array:
    t = _TO_XYZ @ colour / _WHITE
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(colour: Array) -> float:
    return float(_TO_XYZ[1] @ colour)


def least_difference(theme: str, pairs: list[tuple[str, str]], eye: str) -> float:
    return min(float(np.linalg.norm(lab(light(theme, a, eye)) - lab(light(theme, b, eye)))) for a, b in pairs)


EACH = pytest.mark.parametrize("theme", THEMES_OF_COLOURS)


@EACH
@pytest.mark.parametrize("eye", EYES)
def test_the_four_levels_of_a_token_are_far_from_one_another(theme: str, eye: str) -> None:
    assert least_difference(theme, list(combinations(TOKENS, 2)), eye) > 17


@EACH
@pytest.mark.parametrize("eye", EYES)
def test_temperatures_beside_each_other_differ_and_cold_is_far_from_hot(theme: str, eye: str) -> None:
    assert least_difference(theme, [*pairwise(HEAT)], eye) > 10
    assert least_difference(theme, [(HEAT[0], HEAT[2]), (HEAT[0], HEAT[-1])], eye) > 30


@EACH
@pytest.mark.parametrize("eye", EYES)
def test_curves_differ_in_colour_as_well_as_in_their_marks(theme: str, eye: str) -> None:
    assert least_difference(theme, list(combinations(CURVES, 2)), eye) > 10


@EACH
@pytest.mark.parametrize("eye", EYES)
def test_bars_below_each_other_differ(theme: str, eye: str) -> None:
    assert least_difference(theme, [(f"heat-{heat}", f"stripe-{heat}") for heat in range(HEATS)], eye) > 8


@EACH
@pytest.mark.parametrize("eye", EYES)
def test_what_is_written_can_be_read(theme: str, eye: str) -> None:
    assert min(contrast(theme, name, eye) for name in (*TOKENS, *CURVES)) > 4.5


def test_on_a_projector_everything_written_has_a_contrast_of_7_and_every_bar_one_of_3() -> None:
    assert min((contrast("projector", name), name) for name in EVERYTHING_WRITTEN) > (7, "")
    assert min(contrast("projector", f"stripe-{heat}") for heat in range(HEATS)) > 3


def test_the_theme_for_colour_blind_readers_is_told_apart_by_every_eye() -> None:
    assert min(least_difference("colour-blind", list(combinations(HEAT, 2)), eye) for eye in EYES) > 20
    assert min(least_difference("colour-blind", list(combinations(CURVES, 2)), eye) for eye in EYES) > 20


def test_a_terminal_of_16_colours_has_its_own_and_one_without_any_the_plain_theme() -> None:
    for name in THEMES:
        assert palette(name, 256) is palette(name, 1 << 24) is THEMES[name].many
        assert palette(name, 16) is THEMES[name].few
        assert palette(name, 0) is THEMES["plain"].few


def test_the_option_offers_the_themes() -> None:
    assert list(THEME.choices) == list(THEMES)
