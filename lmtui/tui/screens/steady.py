"""What every screen of ours does."""

from __future__ import annotations

import io
from typing import TypeVar

from rich.console import Console
from textual._compositor import Compositor, CompositorMap, ReflowResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets._toast import ToastRack

T = TypeVar("T")


class SteadyCompositor(Compositor):
    """Textual's, which forgets nothing that has to be drawn anew, and no widget that has another size.

    Textual draws what differs between two layouts, and tells widgets of their new size. It keeps one layout for
    scrolling beside the whole one, and works the latter out in passing where somebody asks for a place or a size.
    What is gone by then differs from nothing and stays on the screen; what has another size by then is never told.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: CompositorMap = {}  # the layout of which widgets were told last

    @property
    def full_map(self) -> CompositorMap:
        shown = self._full_map if self._visible_map is None else self._visible_map
        if self._full_map_invalidated:
            self._draw_difference(shown, super().full_map)
        return self._full_map

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        scrolled = self._visible_map
        result = super().reflow(parent, size)
        if scrolled is not None:  # else it was compared already
            self._draw_difference(scrolled, self._full_map)
        told, self._told = self._told, self._full_map
        resized = {
            widget
            for widget, geometry in self._told.items()
            if widget in told and told[widget].region.size != geometry.region.size
        }
        return ReflowResult(result.hidden, self._told.keys() - told.keys(), resized)

    def _draw_difference(self, before: CompositorMap, after: CompositorMap) -> None:
        places = (place for _, place in before.items() ^ after.items())
        self._dirty_regions.update(filter(None, (place.clip.intersection(place.region) for place in places)))


class SteadyScreen(Screen[T]):
    """A screen that is laid out for the size the terminal has now.

    Textual lays a screen out for the size in each message about one, and says that size again; where two of different
    sizes are under way, each brings the other back, for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SteadyCompositor()

    def interrupt(self) -> bool:
        """Stop what runs here; whether anything did."""
        return False

    def picture(self) -> str:
        """This screen as SVG, without what stands over it: a dialog, or what is said in passing."""
        for rack in self.query(ToastRack):
            rack.display = False
        compositor = Compositor()  # one of its own: what is on the terminal does not change
        compositor.reflow(self, self.size)
        console = Console(
            width=self.size.width,
            height=self.size.height,
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor",
            record=True,
            legacy_windows=False,
            safe_box=False,
        )
        console.print(compositor.render_update(full=True))
        return console.export_svg(title=self.app.title)

    def _screen_resized(self, size: Size) -> None:
        super()._screen_resized(self.app.size)
