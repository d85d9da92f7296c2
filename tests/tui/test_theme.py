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
from lmtui.tui.theme import DARK, HEATS, THEMES

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


def light(name: str, eye: str) -> Array:
    """A colour of the theme, as linear light of (red, green, blue), as such an eye sees it."""
    colour = DARK.variables[name]
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.clip(EYES[eye] @ linear, 0, 1)


def lab(colour: Array) -> Array:
    t = _TO_XYZ @ colour / _WHITE
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(colour: Array) -> float:
    return float(_TO_XYZ[1] @ colour)


def least_difference(pairs: list[tuple[str, str]], eye: str) -> float:
    return min(float(np.linalg.norm(lab(light(a, eye)) - lab(light(b, eye)))) for a, b in pairs)


@pytest.mark.parametrize("eye", EYES)
def test_the_four_levels_of_a_token_are_far_from_one_another(eye: str) -> None:
    assert least_difference(list(combinations(TOKENS, 2)), eye) > 20


@pytest.mark.parametrize("eye", EYES)
def test_temperatures_beside_each_other_differ_and_cold_is_far_from_hot(eye: str) -> None:
    assert least_difference([*pairwise(HEAT)], eye) > 10
    assert least_difference([(HEAT[0], HEAT[2]), (HEAT[0], HEAT[-1])], eye) > 40


@pytest.mark.parametrize("eye", EYES)
def test_curves_differ_in_colour_as_well_as_in_their_marks(eye: str) -> None:
    assert least_difference(list(combinations(CURVES, 2)), eye) > 10


@pytest.mark.parametrize("eye", EYES)
def test_what_is_written_can_be_read(eye: str) -> None:
    ground = 0x1C / 255
    behind = ((ground + 0.055) / 1.055) ** 2.4
    for name in (*TOKENS, *CURVES):
        assert (luminance(light(name, eye)) + 0.05) / (behind + 0.05) > 4.5, name


def test_the_option_offers_the_themes() -> None:
    assert list(THEME.choices) == list(THEMES)
