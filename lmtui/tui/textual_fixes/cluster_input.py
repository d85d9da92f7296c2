"""Textual's input, with a cursor that moves over what a reader takes for one character, and highlights all of it."""

from __future__ import annotations

import unicodedata

from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

from lmtui.text.cells import columns, is_drawn_whole
from lmtui.text.clusters import cluster_after, cluster_before, clusters
from lmtui.tui.textual_fixes.component_styles import StyledOnDemand


class ClusterText(Text):
    """A text in which no part of a cluster is highlighted alone: what is joined would fall apart on the screen."""

    def stylize(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        """Give part of the text a style, and the rest of the clusters it ends in."""
        end = len(self.plain) if end is None else end
        if start < end and start < len(self.plain):
            end = max(end, cluster_after(self.plain, end - 1))
        super().stylize(style, start, end)


class ClusterInput(Input, StyledOnDemand):
    """An input for every script. What is typed changes nobody's size, so that no layout is made anew for it."""

    virtual_size = Reactive(Size(0, 0))

    def on_key(self, event: events.Key) -> None:
        """Take joiners and other characters that Python calls unprintable: they belong to what is typed."""
        char = event.character
        if char and not event.is_printable and unicodedata.category(char[0]) not in ("Cc", "Cs"):
            event.stop()
            event.prevent_default()
            self.replace(char, *self.selection)

    def action_cursor_left(self, select: bool = False) -> None:
        start, end = self.selection
        if select:
            self.selection = Selection(start, cluster_before(self.value, end))
        elif self.selection.is_empty:
            self.cursor_position = cluster_before(self.value, end)
        else:
            super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:
        start, end = self.selection
        if select:
            self.selection = Selection(start, cluster_after(self.value, end))
        elif self.selection.is_empty and not self.cursor_at_end:
            self.cursor_position = cluster_after(self.value, end)
        else:
            super().action_cursor_right(select)

    def action_delete_right(self) -> None:
        if self.selection.is_empty:
            self.delete(self.cursor_position, cluster_after(self.value, self.cursor_position))
        else:
            super().action_delete_right()

    def action_delete_left(self) -> None:
        """Delete a whole picture, flag or keycap; of letters with marks the last mark, to be typed anew."""
        start = cluster_before(self.value, self.cursor_position)
        cluster = self.value[start : self.cursor_position]
        if self.selection.is_empty and any(map(is_drawn_whole, cluster)):
            self.delete(start, self.cursor_position)
        else:
            super().action_delete_left()

    @property
    def _value(self) -> Text:
        return ClusterText(self.value, no_wrap=True, overflow="ignore", end="")

    def _cell_offset_to_index(self, offset: int) -> int:
        """The beginning of the cluster in a column of what is seen."""
        offset += self.scroll_offset.x
        place = 0
        for cluster in clusters(self.value):
            offset -= columns(cluster)
            if offset < 0:
                return place
            place += len(cluster)
        return place
