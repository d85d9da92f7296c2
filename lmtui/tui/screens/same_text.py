"""The text of a lane under the models of all lanes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import events

from lmtui.playground.same_text_job import SameTextJob, SameTextView
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import Hint
from lmtui.tui.same_text_lines import same_text_page
from lmtui.tui.screens.job_dialog import JobDialog
from lmtui.tui.sequence_lines import Page
from lmtui.tui.widgets.sequences import SequencesPane


class SameTextScreen(JobDialog[SameTextView]):
    """Compares what models say of one text.

    Args:
        job_of: makes the job that reads the text of a lane, by its place.
        place: of the lane whose text is read first.
        lanes: how many lanes there are.
    """

    DEFAULT_CSS = """
    SameTextScreen {
        & > Vertical { height: 100%; max-height: 40; }
    }
    """
    COLUMNS = 100
    PLACE = Place.SAME_TEXT
    BINDINGS = bindings(PLACE)

    def __init__(self, job_of: Callable[[int], SameTextJob], place: int, lanes: int) -> None:
        self._pane = SequencesPane()
        super().__init__("", self._pane, job_of(place), None)
        self._job_of, self._place, self._lanes = job_of, place, lanes

    def on_mount(self) -> None:
        """Name the lane."""
        self._name_lane()

    def _name_lane(self) -> None:
        self.frame.border_title = f"The text of lane {self._place + 1} under the lanes' models"

    def on_resize(self, event: events.Resize) -> None:
        """There may be room for other rows."""
        self.call_after_refresh(self.show_keys)

    def show_result(self, result: SameTextView) -> None:
        self._pane.show(partial(same_text_page, result), from_top=True)

    def show_waiting(self, text: str) -> None:
        self._pane.show(lambda paper: Page([paper.said(text)]))

    def show_keys(self) -> None:
        hints = [Hint("same-text-close"), Hint("help"), Hint("same-text-other")]
        if self._pane.overflows:
            hints += [Hint("same-text-up same-text-down"), Hint("same-text-page-up same-text-page-down")]
        self.keys.show(hints)

    def action_other_lane(self, steps: int) -> None:
        """Read the text of another lane: so many further, round and round."""
        self._place = (self._place + steps) % self._lanes
        self._name_lane()
        self.say("")
        self._runner.start(self._job_of(self._place))

    def action_scroll_rows(self, rows: int) -> None:
        """Show the rows above or below."""
        self._pane.scroll_rows(rows)

    def action_scroll_pages(self, pages: int) -> None:
        """Show other rows, nearly as many as are shown."""
        self._pane.scroll_rows(pages * max(self._pane.size.height // 2, 1))
