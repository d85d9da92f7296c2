"""An app that ends by an exception says so itself: fails when Textual names differently what it does then."""

from __future__ import annotations

import pytest
from textual.app import App

from lmtui.tui.textual_fixes.crash import CrashReportingApp


class Crashing(CrashReportingApp):
    def __init__(self) -> None:
        super().__init__()
        self.reported: list[Exception] = []

    def on_mount(self) -> None:
        raise RuntimeError("on purpose")

    def report_crash(self, error: Exception) -> None:
        self.reported.append(error)


def test_the_private_names_are_there() -> None:
    for name in ("_fatal_error", "_close_messages_no_wait"):
        assert callable(getattr(App, name))
    assert App()._exception is None


async def test_the_app_ends_and_reports_the_exception_alone() -> None:
    app = Crashing()
    with pytest.raises(RuntimeError, match="on purpose"):
        async with app.run_test():
            pass
    assert [str(error) for error in app.reported] == ["on purpose"]
    assert app.return_code == 1
    assert app._exit_renderables == []  # which Textual would print
