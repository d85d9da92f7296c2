"""Open the playground in this terminal."""

from __future__ import annotations

from lmtui.playground.session import Session
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.connection import Connection
from lmtui.tui.driver import WireDriver


def open_playground(session: Session, connection: Connection) -> int:
    """Run the app; returns its exit code. The connection must have been prepared before this was imported."""
    driver = type("Driver", (WireDriver,), {"connection": connection})
    app = PlaygroundApp(session, connection, driver)
    app.run()
    return app.return_code or 0
