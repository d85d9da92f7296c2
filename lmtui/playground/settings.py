"""How a person sets the playground: what is set once in a while, the pace of a generation, and limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lmtui.engines.resources import Resources
from lmtui.errors import SettingError
from lmtui.options.model import TRAINING
from lmtui.options.playground import ROWS, SPEED, STOP
from lmtui.options.resources import SET_RESOURCES, resources_from, values_of
from lmtui.options.sampling import ANNEAL, CUTS, SEED, SEQUENCE, TOKEN
from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts

SPEEDS: tuple[float, ...] = (1, 2, 5, 10, 20, 40, 60, math.inf)
"""Tokens a second offered; ∞ is as fast as it goes."""

MAX_TOKENS = 50_000
"""A generation ends here: nobody can read more on a screen."""

MAX_LANES = 4
"""The most lanes: no more texts can be read beside each other."""

MAX_MODELS = 8
"""A saved session has no more models: those of its lanes, and those of which tokens were taken by hand."""

MAX_BRANCHES = 1_000
"""More are neither made nor opened: nobody finds one among them, and drawing their tree would take long."""

MAX_CORPORA = 100
"""A session names no more; a folder can hold any number of texts."""


@dataclass(frozen=True)
class Pace:
    """How a generation runs.

    Attributes:
        speed: tokens a second, 1 to 60, or ∞.
        stop: end after `</s>` instead of beginning a new unit.

    Raises:
        SettingError: the speed is out of range.
    """

    speed: float = SPEED.default
    stop: bool = STOP.default

    def __post_init__(self) -> None:
        SPEED.kind.check(self.speed)


DEFAULT_PACE = Pace()
DEFAULT_RESOURCES = resources_from({option.key: option.default for option in SET_RESOURCES}, Resources())


class ModelFor(Enum):
    """The lanes that draw from the model of a recipe; the value is what the settings call them."""

    EVERY_LANE = "every lane"
    THIS_LANE = "this lane"
    NEW_LANE = "a new lane"


@dataclass(frozen=True)
class Settings:
    """The settings that a person changes once in a while. The temperature, which changes often, is not one of these.

    Attributes:
        recipe: of the model.
        seed: gives every position its luck.
        rows: at most so many rows in the table (k); None for all there is room for.
        pace: how a generation runs.
        cuts: which part of the ranking can be drawn in the active lane.
        whole: whether T anneals the whole sequence in the active lane; else each token.
        sequence_length: how many tokens a whole sequence has.
        resources: what a training may take.
        model_for: the lanes that draw from the model.

    Raises:
        SettingError: a whole sequence has cuts.
    """

    recipe: Recipe
    seed: int
    rows: int | None
    pace: Pace
    cuts: Cuts = NO_CUTS
    whole: bool = False
    sequence_length: int = SEQUENCE_TOKENS.default
    resources: Resources = DEFAULT_RESOURCES
    model_for: ModelFor = ModelFor.EVERY_LANE

    def __post_init__(self) -> None:
        check_uncut(self.whole, self.cuts)

    @property
    def values(self) -> dict[str, Any]:
        """The value of every option in the settings screen, by its key; the corpora are in the recipe."""
        return {
            **{option.key: getattr(self.recipe, option.key) for option in TRAINING},
            SPEED.key: self.pace.speed,
            STOP.key: self.pace.stop,
            SEED.key: self.seed,
            **{option.key: getattr(self.cuts, option.key) for option in CUTS},
            ANNEAL.key: SEQUENCE if self.whole else TOKEN,
            SEQUENCE_TOKENS.key: self.sequence_length,
            ROWS.key: self.rows,
            **values_of(self.resources),
        }

    @classmethod
    def of(
        cls,
        recipe: Recipe,
        values: Mapping[str, Any],
        resources: Resources = DEFAULT_RESOURCES,
        model_for: ModelFor = ModelFor.EVERY_LANE,
    ) -> Settings:
        """The settings of a recipe and of the values of the other options, by their keys.

        Args:
            recipe: of the model.
            values: of the options.
            resources: has what a training may take by options that are no settings.
            model_for: the lanes that draw from the model.
        """
        return cls(
            recipe,
            values[SEED.key],
            values[ROWS.key],
            Pace(values[SPEED.key], values[STOP.key]),
            Cuts(**{option.key: values[option.key] for option in CUTS}),
            values[ANNEAL.key] == SEQUENCE,
            values[SEQUENCE_TOKENS.key],
            resources_from(values, resources),
            model_for,
        )


def check_uncut(whole: bool, cuts: Cuts) -> None:
    """A `SettingError` where a whole sequence would be cut."""
    if whole and not cuts.keep_all:
        raise SettingError("cuts keep single tokens, so they do not go with whole sequences; turn the cuts off")


def faster(speed: float, steps: int) -> float:
    """The speed so many steps faster (slower, if negative) among `SPEEDS`."""
    for _ in range(abs(steps)):
        beyond = [other for other in SPEEDS if (other > speed if steps > 0 else other < speed)]
        speed = (min if steps > 0 else max)(beyond, default=speed)
    return speed
