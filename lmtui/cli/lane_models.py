"""The models of further lanes, each named by one word on the command line."""

from __future__ import annotations

from dataclasses import replace

from lmtui.errors import SettingError
from lmtui.neural.model_files import path_of
from lmtui.options.model import LANE_MODEL, ORDER
from lmtui.playground.checks import check_sources
from lmtui.playground.settings import MAX_LANES
from lmtui.recipe import Recipe, check_for_order
from lmtui.text.safety import visible


def lane_recipes(named: list[str], first: Recipe) -> list[Recipe]:
    """The recipes of the models that further lanes are to have.

    Args:
        named: a word for each: an order, a corpus, the path of a model, or the address of a server.
        first: of the first lane's model, whose text and training the others have, as far as they say nothing else.

    Raises:
        LmtuiError: a word names no model, or there are more lanes than there may be.
    """
    if len(named) >= MAX_LANES:
        raise SettingError(
            f"there are {MAX_LANES} lanes at most; give {LANE_MODEL.flag} {MAX_LANES - 1} times or less"
        )
    recipes = [_recipe(each, first) for each in named]
    for recipe in recipes:
        check_sources(recipe)
    return recipes


def _recipe(named: str, first: Recipe) -> Recipe:
    if named.isdecimal():
        if first.is_trained_elsewhere:
            raise SettingError(f"{named} is an order, and the first model was trained elsewhere; name a model")
        order = ORDER.kind.read(named)
        check_for_order(first.smoothing, first.prune, order)
        return replace(first, order=order)
    from lmtui.library import model_recipe  # brings numpy, which a model has

    if of_model := model_recipe(path_of(named)):
        return of_model
    try:
        trained = Recipe(()) if first.is_trained_elsewhere else first
        check_sources(replace(trained, corpora=(named,)))
    except SettingError as error:
        raise SettingError(f"{LANE_MODEL.flag} '{visible(named)}' names no model: {error}") from None
    return replace(trained, corpora=(named,))
