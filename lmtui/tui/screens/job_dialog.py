"""A dialog that shows the result of a job, and how far the job is before."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Label

from lmtui.errors import LmtuiError
from lmtui.playground.jobs import Job
from lmtui.text.safety import visible
from lmtui.tui.job_runner import JobRunner
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.widgets.lines import KeyLine

Result = TypeVar("Result")


class JobDialog(BaseDialog[None], Generic[Result]):
    """Runs a job, unless its result is there, and shows the result.

    A subclass gives `show_result`, `show_waiting` and `show_keys`.

    Args:
        title: stands in the frame.
        pane: what is in the frame.
        job: the job, which has not run yet; not run where there is a result.
        result: of the job, where the job has run before.
    """

    DEFAULT_CSS = """
    JobDialog {
        & .trouble { max-height: 4; padding: 0 1; }
    }
    """

    def __init__(self, title: str, pane: Widget, job: Job[Result], result: Result | None) -> None:
        super().__init__()
        self._title, self._content, self._job, self._result = title, pane, job, result
        self._runner: JobRunner[Job[Result], Result] = JobRunner(self, self._take, self._fail, self._show_progress)
        self.frame = Vertical()
        self.keys = KeyLine()
        self._trouble = Label("", classes="trouble")

    def compose(self) -> ComposeResult:
        self.frame.border_title = self._title
        with self.frame:
            yield self._content
            yield self._trouble
            yield self.keys

    def on_mount(self) -> None:
        """Show the result, or begin."""
        self.show_keys()
        if self._result is not None:
            self._take(self._result)
        else:
            self._runner.start(self._job)
            self._show_progress(self._job)

    def on_unmount(self) -> None:
        """Cancel the job: nobody will see its result."""
        self._runner.cancel()

    def show_result(self, result: Result) -> None:
        """Show the result of the job."""

    def show_waiting(self, text: str) -> None:
        """Show what is waited for."""

    def show_keys(self) -> None:
        """Show what keys do."""

    def _take(self, result: Result) -> None:
        self.show_result(result)
        self.show_keys()

    def _fail(self, error: LmtuiError) -> None:
        self.show_waiting("")
        self.say(str(error))

    def _show_progress(self, job: Job[Result]) -> None:
        self.show_waiting(job.progress.in_words)

    def say(self, trouble: str) -> None:
        """Tell what is wrong, below the result."""
        self._trouble.update(Content(visible(trouble)))
        self.set_class(bool(trouble), "-trouble")

    def interrupt(self) -> bool:
        """Stop the job, and close. Returns True if the job ran."""
        ran = self._runner.cancel()
        if ran:
            self.dismiss()
        return ran

    def action_close(self) -> None:
        """Close; a job that runs ends."""
        self.dismiss()
