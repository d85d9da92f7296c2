"""Counts: the n-grams of an order by count, and the bigrams as a heat map at the slider's temperature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.containers import Vertical

from lmtui.errors import ModelError
from lmtui.playground.counting_job import CountingJob
from lmtui.playground.counts_view import BigramWalk, ngram_list
from lmtui.playground.tour import Fact
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import Hint
from lmtui.tui.screens.job_dialog import JobDialog
from lmtui.tui.screens.slider_keys import SliderKeys
from lmtui.tui.widgets.counts import BigramMap, NgramHead, NgramLines
from lmtui.tui.widgets.scrolled_lines import ScrolledLines
from lmtui.tui.widgets.slider import TemperatureSlider

if TYPE_CHECKING:
    from lmtui.insight.counted_model import CountedModel


class CountsScreen(SliderKeys, JobDialog["CountedModel"]):
    """Shows a list, or a map, of what was counted; the map alone where there are no counts.

    Args:
        job: counts the n-grams of the model.
        slider: of the screen below; keys that move it act here, too.
    """

    DEFAULT_CSS = """
    CountsScreen {
        & > Vertical { height: 100%; }
        & > Vertical > Vertical { height: 1fr; }
    }
    """
    COLUMNS = 110
    PLACE = Place.COUNTS
    BINDINGS = bindings(PLACE)

    def __init__(self, job: CountingJob, slider: TemperatureSlider) -> None:
        self._head, self._list, self._map = NgramHead(), NgramLines(), BigramMap()
        super().__init__("Counts", Vertical(self._head, self._list, self._map), job, job.counted)
        self._counting, self._slider = job, slider
        self._counted: CountedModel | None = None
        self._order = 2
        self._map.display = False

    @property
    def facts(self) -> Mapping[str, Fact]:
        return {"part": "map" if self._map.display else "list"}

    def on_unmount(self) -> None:
        """A half-typed temperature is forgotten."""
        self._slider.cancel_typing()

    def show_result(self, result: CountedModel) -> None:
        self._counted = result
        self.say(self._counting.trouble)
        try:
            self._map.walk = BigramWalk(result, self._counting.model.tokens)
        except ModelError as error:  # a model of unigrams
            if not result.has_counts:
                self.say(str(error))
        if result.has_counts:
            self._show_order(min(self._order, result.order))
        elif self._map.walk:
            self._turn_to_map(True)
        else:
            self.show_waiting("")
        self._show_map()

    def show_waiting(self, text: str) -> None:
        self._list.waiting = text
        self._list.show()

    def _show_order(self, order: int) -> None:
        """List the n-grams of an order."""
        assert self._counted
        self._order = order
        self._list.view = self._head.view = ngram_list(self._counted, self._counting.model.tokens, order)
        self._list.scroll_to_top()
        self._list.show()
        self._head.redraw()

    def _show_map(self) -> None:
        self._map.temperature = self._slider.temperature
        self._map.show()

    def slider_moved(self) -> None:
        self._show_map()
        self.show_keys()

    def on_scrolled_lines_resized(self, event: ScrolledLines.Resized) -> None:
        """There is room for other lines."""
        event.stop()

    def show_keys(self) -> None:
        temperature = Hint("counts-colder counts-warmer type-digits", f"T {self._slider.reading}")
        walk, has_list = self._map.walk, self._counted is not None and self._counted.has_counts
        hints = [Hint("counts-close"), Hint("help")]
        if self._map.display and walk:
            hints += [Hint("counts-up counts-down counts-left counts-right", "Cell"), temperature]
            hints += [Hint("counts-shade", "By p_T" if walk.by_count else "By count")] if walk.has_counts else []
            hints += [Hint("counts-map", "List")] if has_list else []
        elif has_list:
            hints += [
                Hint("counts-up counts-down", "Scroll"),
                Hint("counts-left counts-right", f"{self._order}-grams"),
                *([Hint("counts-map", "Map")] if walk else []),
                Hint("counts-page-up counts-page-down"),
            ]
        self.keys.show(hints)

    def action_back(self) -> None:
        """Forget a half-typed temperature; if there is none, close."""
        if self._slider.cancel_typing():
            self.show_keys()
        else:
            self.dismiss()

    def action_toggle_map(self) -> None:
        """Show the map instead of the list, or the list again."""
        if self._map.walk and self._counted and self._counted.has_counts:
            self._turn_to_map(not self._map.display)
            self.show_keys()

    def _turn_to_map(self, shown: bool) -> None:
        self._map.display = shown
        self._list.display = self._head.display = not shown

    def action_shade(self) -> None:
        """Shade the cells by count, or by p_T again."""
        walk = self._map.walk
        if walk and walk.has_counts:
            walk.by_count = not walk.by_count
            self._show_map()
            self.show_keys()

    def action_go(self, down: int, right: int) -> None:
        """Walk in the map; in the list, scroll, or list another order."""
        if self._map.display and self._map.walk:
            self._map.walk.walk(down, right)
            self._show_map()
        elif self._counted and self._counted.has_counts:
            order = min(max(self._order + right, 1), self._counted.order)
            if order != self._order:
                self._show_order(order)
                self.show_keys()
            self._list.scroll_lines(down)

    def action_page(self, pages: int) -> None:
        """Go so many pages down."""
        if self._map.display:
            self.action_go(pages * self._map.page, 0)
        else:
            self._list.scroll_pages(pages)
