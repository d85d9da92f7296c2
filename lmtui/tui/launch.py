"""Open the playground in this terminal."""

from __future__ import annotations

import os
import sys

from lmtui.errors import LmtuiError
from lmtui.playground.session import Session
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.driver import tolerate_undecodable_input


class NoTerminal(LmtuiError):
    """There is no terminal to draw on."""


def open_playground(session: Session) -> int:
    """Run the app; returns its exit code."""
    from rich.console import Console

    tolerate_undecodable_input()
    few_colours = Console(file=sys.stderr).color_system in (None, "standard")
    app = PlaygroundApp(session, plain=few_colours or "NO_COLOR" in os.environ)
    app.run()
    return app.return_code or 0


def check_terminal() -> None:
    """Raise `NoTerminal` unless standard input and standard error are a terminal to draw on."""
    instead = "for pipes and files there are lmtui generate, next, score and corpora"
    if not (os.isatty(0) and os.isatty(2)):
        raise NoTerminal(f"the playground needs a terminal; {instead}")
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        raise NoTerminal(f"this terminal (TERM={os.environ.get('TERM', '')}) cannot show the playground; {instead}")
