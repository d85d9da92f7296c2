"""Open the playground in this terminal."""

from __future__ import annotations

import signal

from textual.binding import Keymap

from lmtui.options.playground import THEME
from lmtui.playground.kiosk import Limits
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.playground.tour import Tour
from lmtui.text.safety import visible
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.connection import Connection
from lmtui.tui.driver import WireDriver
from lmtui.tui.wire.ending import SIGNALS
from lmtui.tui.wire.output import write_at_once


def open_playground(
    session: Session,
    connection: Connection,
    limits: Limits,
    saved: SavedSession | None = None,
    theme: str = THEME.default,
    keymap: Keymap | None = None,
    tour: Tour | None = None,
) -> int:
    """Run the app, and return its exit code; for the arguments see `PlaygroundApp`.

    `Connection.prepare` must have been called before this module was imported.
    """
    driver = type("Driver", (WireDriver,), {"connection": connection})
    app = PlaygroundApp(session, connection, driver, limits, saved, theme, keymap, tour, tour is not None)
    app.run()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # while Python shuts down they would kill it, with another exit code
    if app.farewell:
        said = f"lmtui: {visible(app.farewell)}\n".encode("ascii", "replace")
        write_at_once(2, said)  # a terminal that does not read is not waited for
    return 1 if app.return_code is None else app.return_code
