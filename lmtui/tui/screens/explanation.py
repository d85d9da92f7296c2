"""Where a probability comes from, order by order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lmtui.playground.counting_job import CountingJob
from lmtui.playground.explanation_view import ExplainedToken, explanation_view
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import Hint
from lmtui.tui.screens.job_dialog import JobDialog
from lmtui.tui.widgets.explanation import ExplanationLines
from lmtui.tui.widgets.scrolled_lines import ScrolledLines

if TYPE_CHECKING:
    from lmtui.insight.counted_model import CountedModel

_AROUND = 3  # lines of the frame and the keys
_TROUBLE = 2  # lines


class ExplanationScreen(JobDialog["CountedModel"]):
    """Takes one probability apart.

    Args:
        job: counts the n-grams of the model.
        wanted: the token.
    """

    PLACE = Place.EXPLANATION
    BINDINGS = bindings(PLACE)

    def __init__(self, job: CountingJob, wanted: ExplainedToken) -> None:
        self._pane = ExplanationLines()
        super().__init__("Where p comes from", self._pane, job, job.counted)
        self._counting, self._wanted = job, wanted
        self.frame.styles.height = _AROUND + 1

    def show_result(self, result: CountedModel) -> None:
        self._pane.view = explanation_view(result, self._counting.model.tokens, self._wanted)
        self._pane.show()
        self.say(self._counting.trouble)
        self._fit()

    def show_waiting(self, text: str) -> None:
        self._pane.waiting = text
        self._pane.show()

    def say(self, trouble: str) -> None:
        super().say(trouble)
        self._fit()

    def _fit(self) -> None:
        """Make the frame as high as what is in it."""
        trouble = _TROUBLE if self.has_class("-trouble") else 0
        self.frame.styles.height = len(self._pane.lines) + trouble + _AROUND

    def on_scrolled_lines_resized(self, event: ScrolledLines.Resized) -> None:
        """The lines may be others now."""
        event.stop()
        self._fit()
        self.show_keys()

    def show_keys(self) -> None:
        hints = [Hint("explanation-close"), Hint("help")]
        if self._pane.overflows:
            hints += [Hint("explanation-up explanation-down"), Hint("explanation-page-up explanation-page-down")]
        self.keys.show(hints)

    def action_scroll_lines(self, lines: int) -> None:
        """Show the lines above or below."""
        self._pane.scroll_lines(lines)

    def action_scroll_pages(self, pages: int) -> None:
        """Show other lines, as many as are shown."""
        self._pane.scroll_pages(pages)
