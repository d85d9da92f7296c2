"""An app that says itself how it ends after an unhandled exception.

Textual prints the whole traceback with the values of local variables: a shared account would show what others have
typed, and where its files are.
"""

from __future__ import annotations

from textual.app import App


class CrashReportingApp(App[None]):
    """A subclass gives `report_crash`."""

    def report_crash(self, error: Exception) -> None:
        """Take note of an exception that nothing has handled; the app ends."""

    def _fatal_error(self) -> None:
        if self._exception is not None:
            self.report_crash(self._exception)
        self._close_messages_no_wait()
