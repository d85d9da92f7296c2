"""What may be opened: on a shared account, what its kiosk allows; elsewhere, everything but the keyboard."""

from __future__ import annotations

from lmtui.errors import SettingError
from lmtui.playground.kiosk import Kiosk
from lmtui.playground.path_listing import entries_beginning_with
from lmtui.recipe import Recipe
from lmtui.text.named import OF_THE_MACHINE
from lmtui.text.sources import STANDARD_INPUT


def admit(recipe: Recipe, kiosk: Kiosk | None) -> Recipe:
    """The recipe, as it is to be used.

    Args:
        recipe: what somebody asks for.
        kiosk: of a shared account; None elsewhere.

    Raises:
        SettingError: the recipe names what may not be opened.
    """
    if kiosk:
        return kiosk.admit(recipe)
    if STANDARD_INPUT in recipe.corpora:
        raise SettingError("standard input is the keyboard here; give the text as a file")
    return recipe


def corpora_beginning_with(typed: str, kiosk: Kiosk | None) -> list[str]:
    """The names that the typed path of a corpus can go on with; on a shared account, below its root."""
    if kiosk:
        return kiosk.entries_beginning_with(typed)
    names = [name for name in OF_THE_MACHINE if typed and name.startswith(typed)]
    return [*names, *entries_beginning_with(typed, ("",))]
