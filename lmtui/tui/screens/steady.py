"""What every screen of ours does."""

from __future__ import annotations

from typing import TypeVar

from textual.geometry import Size
from textual.screen import Screen

T = TypeVar("T")


class SteadyScreen(Screen[T]):
    """A screen that is laid out for the size the terminal has now.

    Textual lays a screen out for the size in each message about one, and says that size again; where two of different
    sizes are under way, each brings the other back, for ever.
    """

    def interrupt(self) -> bool:
        """Stop what runs here; whether anything did."""
        return False

    def _screen_resized(self, size: Size) -> None:
        super()._screen_resized(self.app.size)
