"""What the command palette offers: the actions of all that is on the screen, corpora, themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from textual.dom import DOMNode

from lmtui.errors import LmtuiError
from lmtui.playground.session_settings import settings_of
from lmtui.recipe import Recipe
from lmtui.text import bundled
from lmtui.text.named import all_of_the_machine
from lmtui.tui.action import Place
from lmtui.tui.actions import ACTIONS
from lmtui.tui.controllers.host import Host
from lmtui.tui.controllers.models import Models
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.palette import Command
from lmtui.tui.theme import THEMES
from lmtui.tui.widgets.drawing import glyphs_of
from lmtui.tui.widgets.pick_list import Row


class Commands:
    """Makes the commands of the palette.

    Args:
        host: the screen that the palette stands on.
        models: takes another corpus.
    """

    def __init__(self, host: Host, models: Models) -> None:
        self._host, self._models = host, models

    def all(self) -> list[Command]:
        """The commands that there are now: actions in the order of their table, then corpora, then themes."""
        return [*self._actions(), *self._corpora(), *self._themes()]

    def _actions(self) -> Iterator[Command]:
        names, prose = key_names(self._host.screen), glyphs_of(self._host.app).prose
        owners: dict[Place, DOMNode] = {Place.PROGRAM: self._host.app, Place.PLAYGROUND: self._host.screen}
        for widget in self._host.screen.query("*").results():
            if widget.display and (place := getattr(widget, "PLACE", None)):
                owners.setdefault(place, widget)
        for action in ACTIONS:
            owner = next((owners[place] for place in action.places if place in owners), None)
            wanted = action.call and action.id != "palette"
            if owner and wanted and (action.in_kiosk or not self._host.session.kiosk):
                row = Row(
                    action.id, names.fill(action.help).translate(prose), names.all_of(action.id).translate(prose)
                )
                yield Command(row, partial(self._host.app.run_action, action.call, owner))

    def _corpora(self) -> Iterator[Command]:
        described = dict(bundled.CORPORA)
        if not self._host.session.kiosk:
            described |= {texts.name: texts.what for texts in all_of_the_machine()}
        for name, what in described.items():
            yield Command(Row(f"corpus {name}", what), partial(self._take_corpus, name))

    def _take_corpus(self, name: str) -> None:
        settings = settings_of(self._host.session)
        base = Recipe(()) if settings.recipe.is_trained_elsewhere else settings.recipe
        try:
            recipe = self._models.admit(replace(base, corpora=(name,)))
        except LmtuiError as error:
            self._host.messages.say(str(error), trouble=True)
        else:
            self._models.apply(replace(settings, recipe=recipe))

    def _themes(self) -> Iterator[Command]:
        app = self._host.app
        for name in THEMES:
            row = Row(f"theme {name}", "the colours of the screen")
            yield Command(row, partial(app.run_action, f"show_theme({name!r})", app))
