"""Widgets whose component classes get their styles when something is drawn in them.

Textual works out the styles of all component classes of a widget whenever it styles the widget. Until the playground
shows its first table these are 220 of 270 styles, and most of them are not drawn.
"""

from __future__ import annotations

from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget


class StyledOnDemand(Widget):
    """A widget whose component class gets a style when it is first asked for; Textual keeps it right from then on."""

    def restyled(self) -> None:
        """Textual gives this widget its styles again: styles that a subclass remembers may be others now."""

    def _get_component_classes(self) -> frozenset[str]:  # type: ignore[override]  # Textual asks widgets, not classes
        """The component classes that Textual is to style again: those that have been asked for."""
        self.restyled()
        return frozenset(self._component_styles)

    def get_component_styles(self, *names: str) -> RenderStyles:
        """The styles of some component classes together; KeyError where one is not in `COMPONENT_CLASSES`."""
        declared = super()._get_component_classes()
        for name in declared.intersection(names) - self._component_styles.keys():
            component = DOMNode(classes=name)
            component._attach(self)
            self.app.stylesheet.apply(component)
            self._component_styles[name] = component.styles
        return super().get_component_styles(*names)
