"""A screen whose new layout is worked out once, and painted once.

Textual paints where a new layout differs from the one before, and then tells of it: where one who hears of it has the
whole screen painted, all of it would be painted twice. It works a layout out anew for whoever first asks for a place
in it, and again when the screen is told of the size that the layout is for.
"""

from __future__ import annotations

from typing import TypeVar

from textual._compositor import Compositor, ReflowResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

T = TypeVar("T")


class KeepsLayout(Compositor):
    """Finds places in the layout that was worked out last, until there is a widget that is not in it."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Work the layout out, and keep it."""
        result = super().reflow(parent, size)
        self._full_map_invalidated = False
        return result


class PaintsLayoutsOnce(Screen[T]):
    """A screen that is painted when all that follows from a new layout has been asked for."""

    _lays_out = _is_to_be_painted = False
    _laid_out_for: Size | None = None

    def __init__(self) -> None:
        super().__init__()
        self._compositor = KeepsLayout()

    def forget_layout(self) -> None:
        """Have the screen laid out when it is next told of a size, whichever that is."""
        self._laid_out_for = None

    def _screen_resized(self, size: Size) -> None:
        """Lay the screen out, unless it is laid out for this size; what else asks for a layout gets it of itself."""
        if size != self._laid_out_for:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Lay the screen out; what differs is painted now, or a little later where all is painted then."""
        self._lays_out, self._is_to_be_painted = True, False
        try:
            super()._refresh_layout(size, scroll)
        finally:
            self._lays_out = False
        self._laid_out_for = self._compositor.size
        if self._is_to_be_painted and not self._repaint_required:
            self._compositor_refresh()

    def _compositor_refresh(self) -> None:
        """Paint what is to be painted; while a layout is under way, note that this was asked for."""
        if self._lays_out:
            self._is_to_be_painted = True
        else:
            super()._compositor_refresh()
