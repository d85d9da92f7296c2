"""An app for widgets alone, without the playground around them."""

from __future__ import annotations

from textual.app import App

from lmtui.tui.palettes import DARK


class ThemedApp(App[None]):
    """Knows the colours that the widgets name. A subclass composes the widgets."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DARK.variables
