"""The sweep: one prompt and one luck at temperatures from 0 to ∞, measured while one looks on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from lmtui.errors import LmtuiError
from lmtui.playground.sweep_job import SweepJob
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.job_runner import JobRunner
from lmtui.tui.key_lines import Hint
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.screens.slider_keys import SliderKeys
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.slider import TemperatureSlider
from lmtui.tui.widgets.sweep import LINES_AROUND_ROWS, SweepPane, lines_of_row

if TYPE_CHECKING:
    from lmtui.insight.sweep import SweepRow


class SweepScreen(SliderKeys, BaseDialog[None]):
    """Runs a sweep and shows it.

    Args:
        job: the sweep, which has not run yet.
        slider: the slider of the screen below, if there is one; the keys that move it act here, too.
    """

    DEFAULT_CSS = """
    SweepScreen {
        & .trouble { padding: 0 1; }
    }
    """
    PLACE = Place.SWEEP
    BINDINGS = bindings(PLACE)

    def __init__(self, job: SweepJob, slider: TemperatureSlider | None = None) -> None:
        super().__init__()
        self._job, self._slider = job, slider or TemperatureSlider(1.0)
        self._runner: JobRunner[SweepJob, Sequence[SweepRow]] = JobRunner(
            self, self._done, self._failed, self._show_progress
        )
        self._frame = Vertical()
        self._pane = SweepPane(job)
        self._trouble, self._told = Label("", classes="trouble"), ""
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        self._frame.border_title = "Sweep"
        self._frame.styles.height = _height(self._job)
        with self._frame:
            yield self._pane
            yield self._trouble
            yield self._keys

    def on_mount(self) -> None:
        """Start the sweep, or say how long it takes."""
        self._begin_or_wait()

    def _begin_or_wait(self) -> None:
        """Start the sweep; one that takes long is not started, and how long it takes is said."""
        self._runner.cancel()
        self._pane.waits = True
        if not self._job.is_long:
            self.begin()
        else:
            self._pane.show()
            self._show_keys()

    def begin(self) -> None:
        """Start the sweep, if it waits for that."""
        if self._pane.waits:
            self._pane.waits = False
            self._runner.start(self._job)
            self._show_progress(self._job)
            self._show_keys()

    def on_unmount(self) -> None:
        """Cancel the sweep, and forget a half-typed temperature."""
        self._slider.cancel_typing()
        self._runner.cancel()

    def on_sweep_pane_resized(self, event: SweepPane.Resized) -> None:
        """The rows may be more than there is room for, or no longer."""
        event.stop()
        self._show_keys()

    def _done(self, rows: Sequence[SweepRow]) -> None:
        self._end("done", self._job.trouble)

    def _failed(self, error: LmtuiError) -> None:
        self._end("failed", str(error))

    def _end(self, ending: str, trouble: str = "") -> None:
        self._pane.show(ending)
        self._show_trouble(trouble)
        self._show_keys()

    def _show_progress(self, job: SweepJob) -> None:
        self._pane.show()
        self._show_trouble(job.trouble)

    def _show_trouble(self, trouble: str) -> None:
        """Tell what is wrong below the rows; what was told stays."""
        if trouble and trouble != self._told:
            self._told = trouble
            self._trouble.update(Content(visible(trouble)))
            self.add_class("-trouble")
            self._frame.styles.height = _height(self._job) + 2

    def _show_keys(self) -> None:
        hints = [
            *([Hint("sweep-begin")] if self._pane.waits else []),
            Hint("sweep-back", "Stop" if self._runner.current else "Close"),
            Hint("help"),
            Hint("sweep-plot", "Table" if self._pane.plots else "Plot"),
            Hint("sweep-longer sweep-shorter"),
            Hint("slide-colder slide-warmer type-digits", f"T {self._slider.reading}"),
            Hint("sweep-runs"),
        ]
        if self._pane.capacity < len(self._job.temperatures):
            place = len(hints) - 4  # before those that a narrow line leaves out
            hints.insert(place, Hint("sweep-up sweep-down"))
        self._keys.show(hints)

    def action_back(self) -> None:
        """Forget a half-typed temperature; stop; if nothing runs, close."""
        if self._slider.cancel_typing():
            self._show_keys()
        elif self._runner.current:
            self.action_stop()
        else:
            self.dismiss()

    def action_stop(self) -> None:
        """Stop; what was done stays."""
        if self._runner.cancel():
            self._end("stopped")

    def interrupt(self) -> bool:
        """Stop the sweep. Returns True if one ran."""
        ran = self._runner.current is not None
        self.action_stop()
        return ran

    def action_toggle_plot(self) -> None:
        """Show bars instead of figures, or figures again."""
        self._pane.plots = not self._pane.plots
        self._pane.redraw()
        self._show_keys()

    def action_longer(self, steps: int) -> None:
        """Begin again with more tokens at each temperature, or fewer."""
        job = self._job.longer(steps)
        if job.tokens != self._job.tokens:
            self._begin_again(job)

    def action_more_runs(self) -> None:
        """Begin again with another number of texts at each temperature."""
        self._begin_again(self._job.with_other_runs)

    def _begin_again(self, job: SweepJob) -> None:
        self._job = job
        self._frame.styles.height = _height(job) + 2 * self.has_class("-trouble")
        self._pane.show_job(job)
        self._begin_or_wait()

    def action_scroll_rows(self, lines: int) -> None:
        """Show the rows above or below."""
        self._pane.scroll_rows(lines)

    def slider_moved(self) -> None:
        self._show_keys()


def _height(job: SweepJob) -> int:
    """Lines for all temperatures, the keys and the frame."""
    return len(job.temperatures) * lines_of_row(job) + LINES_AROUND_ROWS + 3
