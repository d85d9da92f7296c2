"""A screen whose new layout is painted once.

Textual paints where a new layout differs from the one before, and then tells of it: where one who hears of it has the
whole screen painted, all of it would be painted twice.
"""

from __future__ import annotations

from typing import TypeVar

from textual.geometry import Size
from textual.screen import Screen

T = TypeVar("T")


class PaintsLayoutsOnce(Screen[T]):
    """A screen that is painted when all that follows from a new layout has been asked for."""

    _lays_out = _is_to_be_painted = False

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Lay the screen out; what differs is painted now, or a little later where all is painted then."""
        self._lays_out, self._is_to_be_painted = True, False
        try:
            super()._refresh_layout(size, scroll)
        finally:
            self._lays_out = False
        if self._is_to_be_painted and not self._repaint_required:
            self._compositor_refresh()

    def _compositor_refresh(self) -> None:
        """Paint what is to be painted; while a layout is under way, note that this was asked for."""
        if self._lays_out:
            self._is_to_be_painted = True
        else:
            super()._compositor_refresh()
