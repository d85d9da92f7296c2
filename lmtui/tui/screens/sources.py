"""Where a text comes from: the places of a run in the training text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lmtui.playground.sources_job import SourcesJob
from lmtui.playground.sources_view import SourceReader
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import Hint
from lmtui.tui.screens.job_dialog import JobDialog
from lmtui.tui.widgets.scrolled_lines import ScrolledLines
from lmtui.tui.widgets.sources import SourceLines

if TYPE_CHECKING:
    from lmtui.insight.sources import Sources


class SourcesScreen(JobDialog["Sources"]):
    """Shows where the run at a token stands, and leads to the other copied runs of the text.

    Args:
        job: indexes the training text.
        read: begins to read at the token that is looked at, once there is an index.
    """

    DEFAULT_CSS = """
    SourcesScreen {
        & > Vertical { height: 100%; }
    }
    """
    COLUMNS = 110
    PLACE = Place.SOURCES
    BINDINGS = bindings(PLACE)

    def __init__(self, job: SourcesJob, read: Callable[[Sources], SourceReader]) -> None:
        self._pane = SourceLines()
        super().__init__("Where the text comes from", self._pane, job, job.sources)
        self._read = read
        self._reader: SourceReader | None = None

    def show_result(self, result: Sources) -> None:
        self._reader = self._read(result)
        self._show_run()

    def show_waiting(self, text: str) -> None:
        self._pane.waiting = text
        self._pane.show()

    def _show_run(self) -> None:
        if self._reader:
            self._pane.view = self._reader.view
            self._pane.show()
            self._pane.scroll_to_top()
            self.show_keys()

    def on_scrolled_lines_resized(self, event: ScrolledLines.Resized) -> None:
        """The lines may be more than there is room for, or no longer."""
        event.stop()
        self.show_keys()

    def show_keys(self) -> None:
        hints = [Hint("sources-close"), Hint("help")]
        if self._pane.view and self._pane.view.runs:
            hints.append(Hint("sources-previous sources-next", f"Copied run ({self._pane.view.runs:,})"))
        if self._pane.overflows:
            hints += [Hint("sources-up sources-down"), Hint("sources-page-up sources-page-down")]
        self.keys.show(hints)

    def action_go(self, runs: int) -> None:
        """Go to the next copied run of the text, or to the one before."""
        if self._reader:
            self._reader.go(runs)
            self._show_run()

    def action_scroll_lines(self, lines: int) -> None:
        """Show the lines above or below."""
        self._pane.scroll_lines(lines)

    def action_scroll_pages(self, pages: int) -> None:
        """Show other lines, as many as are shown."""
        self._pane.scroll_pages(pages)
